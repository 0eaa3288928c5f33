/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "families.h"
#include "quadrature.h"
#include "simd.h"

/* Functions of r = sqrt (s) that end at r = 1, on the way there a polynomial in r: the kernels of
 * density estimation, of geostatistics, and Wendland's. Of the first kind only the triangle is
 * positive definite, in one dimension. */

/* Values flush to 0 below this, as near the end of the support powers of 1 - r run out of numbers.
 */
#define TINY 1e-200

static inline double
power (double base, unsigned exponent)
{
  double result = 1;

  for (; exponent > 0; exponent >>= 1, base *= base)
    result *= exponent & 1 ? base : 1;
  return result;
}

/* One loop for each shape: k and dk/ds = dk/dr / 2r from r, s and the number m, where r < 1. */
#define SHAPE(name, k, dk)                                                                         \
  KERNEL_CLONES static void name##_loop (size_t n, double weight, unsigned m, const double *u,     \
                                         double *v, double *slope)                                 \
  {                                                                                                \
    for (size_t i = 0; slope != NULL && i < n; i++)                                                \
      {                                                                                            \
        double s = weight * u[i] < 1 ? weight * u[i] : 1, r = sqrt (s);                            \
        double inverse = r > 1e-100 ? 1 / r : 1e100, value = dk;                                   \
        (void) inverse;                                                                            \
        slope[i] = s < 1 ? value : 0;                                                              \
      }                                                                                            \
    for (size_t i = 0; i < n; i++)                                                                 \
      {                                                                                            \
        double s = weight * u[i] < 1 ? weight * u[i] : 1, r = sqrt (s), value = k;                 \
        (void) r;                                                                                  \
        v[i] = s < 1 && value > TINY ? value : 0;                                                  \
      }                                                                                            \
  }

#define VALUE(name, number)                                                                        \
  static void name##_value (const KernelTile *tile, double *v, double *slope)                      \
  {                                                                                                \
    name##_loop (tile->n, tile->weight, number, tile->u, v, slope);                                \
  }

SHAPE (box, 1, 0)
SHAPE (triangular, 1 - r, -0.5 * inverse)
SHAPE (epanechnikov, 1 - s, -1)
SHAPE (biweight, (1 - s) * (1 - s), -2 * (1 - s))
SHAPE (triweight, (1 - s) * (1 - s) * (1 - s), -3 * (1 - s) * (1 - s))
SHAPE (tricube, (1 - s * r) * (1 - s * r) * (1 - s * r), -4.5 * r * (1 - s * r) * (1 - s * r))
SHAPE (spherical, 1 - r * (1.5 - 0.5 * s), -0.75 * (1 - s) * inverse)

VALUE (box, 0)
VALUE (triangular, 0)
VALUE (epanechnikov, 0)
VALUE (biweight, 0)
VALUE (triweight, 0)
VALUE (tricube, 0)
VALUE (spherical, 0)

/* Wendland (1995): the polynomials of least degree of that smoothness that are positive definite in
 * d dimensions, with m = floor (d / 2) + 1 + smoothness / 2 the power of the Askey function below.
 */
SHAPE (wendland_0, power (1 - r, m), -0.5 * m * power (1 - r, m - 1) * inverse)
SHAPE (wendland_2, power (1 - r, m + 1) * ((m + 1) * r + 1),
       -0.5 * (m + 1) * (m + 2) * power (1 - r, m))
SHAPE (wendland_4,
       power (1 - r, m + 2) * (((m + 4.0) * m + 3) * s + (3.0 * m + 6) * r + 3) * (1 / 3.0),
       (m + 3.0) * (m + 4.0) * (-1 / 6.0) * (1 + (m + 1) * r) * power (1 - r, m + 1))

static void
wendland_value (const KernelTile *tile, double *v, double *slope)
{
  static void (*const loops[]) (size_t n, double weight, unsigned m, const double *u, double *v,
                                double *slope)
      = { wendland_0_loop, wendland_2_loop, wendland_4_loop };
  unsigned half = (unsigned) tile->p[0] / 2;

  loops[half](tile->n, tile->weight, (unsigned) tile->d / 2 + 1 + half, tile->u, v, slope);
}

/* The square of a box's transform. */
static double
triangular_spectral (const double *p, size_t d, double w)
{
  double a = M_PI * p[0] * w, sine = fabs (a) < 1e-8 ? 1 : sin (a) / a;
  return p[0] * sine * sine;
}

/* --- Densities of polynomials of r --------------------------------------------------------------- */

#define MOST_DEGREE 12

/* k = p(r) for r < 1, and where it ends, at r = 1, `zeros` of its derivatives (the value the first of them) are 0. */
typedef struct
{
  double c[MOST_DEGREE + 1];
  size_t degree, zeros;
} Polynomial;

static double
wave (double r, const Polynomial *p, double a)
{
  double value = 0;
  for (size_t k = p->degree + 1; k-- > 0;)
    value = value * r + p->c[k];
  return value * cos (a * r);
}

/* int_0^1 p(r) cos (a r) dr by Gauss and Legendre's rule, exact to rounding with as many nodes as that wants. */
static double
transform_slow (const Polynomial *p, double a)
{
  double r[MERCER_LEGENDRE_MOST], weight[MERCER_LEGENDRE_MOST], sum = 0;
  size_t n = MIN ((size_t) (32 + 0.5 * a), (size_t) MERCER_LEGENDRE_MOST);

  mercer_legendre_nodes (n, 0, 1, r, weight);
  for (size_t i = 0; i < n; i++)
    sum += weight[i] * wave (r[i], p, a);
  return sum;
}

/* The same by parts, as often as p has derivatives: [p sin / a + p' cos / a^2 - p'' sin / a^3 - ...] from 0 to 1.
 * Cancels where a is small. */
static double
transform_by_parts (const Polynomial *p, double a)
{
  const double at_1[] = { sin (a), cos (a), -sin (a), -cos (a) }, at_0[] = { 0, 1, 0, -1 };
  Polynomial derivative = *p;
  double sum = 0, power = a;

  for (size_t j = 0; j <= p->degree; j++, power *= a)
    {
      double end = 0;
      for (size_t k = 0; j >= p->zeros && k <= p->degree; k++)
        end += derivative.c[k];
      sum += (end * at_1[j % 4] - derivative.c[0] * at_0[j % 4]) / power;
      for (size_t k = 0; k <= p->degree; k++)
        derivative.c[k] = k < p->degree ? (double) (k + 1) * derivative.c[k + 1] : 0;
    }
  return sum;
}

/* Of k = p (|x| / l) for |x| < l; none of these is negative anywhere. */
static double
polynomial_spectral (const Polynomial *p, double l, double w)
{
  double a = 2 * M_PI * w * l, enough = 0.5 * (double) (p->degree * p->degree);
  return fmax (2 * l * (a < enough ? transform_slow (p, a) : transform_by_parts (p, a)), 0);
}

static double
spherical_spectral (const double *p, size_t d, double w)
{
  static const Polynomial shape = { { 1, -1.5, 0, 0.5 }, 3, 2 };
  return polynomial_spectral (&shape, p[0], w);
}

/* Of the loops above: (1 - r)^(m + k) times a polynomial that depends on m, and so on the number of columns. */
static double
wendland_spectral (const double *p, size_t d, double w)
{
  size_t k = (size_t) p[0] / 2, m = d / 2 + 1 + k;
  Polynomial shape = { { 1, k == 2 ? (double) m + 2 : k * ((double) m + 1), k == 2 ? ((double) (m * m) + 4.0 * (double) m + 3) / 3 : 0 },
                       k, m + k };

  if (m + 2 * k > MOST_DEGREE)
    return NAN; /* powers of r would cancel */
  for (size_t factor = 0; factor < shape.zeros; factor++, shape.degree++)
    for (size_t i = shape.degree + 1; i > 0; i--)
      shape.c[i] -= shape.c[i - 1];
  return polynomial_spectral (&shape, p[1], w);
}

static const MercerKernelParamSpec params[] = {
  { "lengthscale", N_ ("Reach"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

/* Half of those that k has at 0, where it is even. */
static double
wendland_derivatives (const double *slots)
{
  return 0.5 * slots[0];
}

static const double smoothnesses[] = { 0, 2, 4, NAN };
static const MercerKernelParamSpec wendland_params[] = {
  { "smoothness", N_ ("Derivatives"), "", 2, 0, 4, false, true, smoothnesses },
  { "lengthscale", N_ ("Reach"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

#define DENSITY_SOURCE "Silverman (1986), table 3.1"

#define FAMILY(name, identifier, name_for_people, what, assumes, origin, definite, most, smooth,   \
               density)                                                                            \
  const KernelFamily kernel_family_##name = {                                                      \
    .family = { .id = identifier,                                                                  \
                .title = name_for_people,                                                          \
                .formula = what,                                                                   \
                .assumption = assumes,                                                             \
                .source = origin,                                                                  \
                .flags = KERNEL_SCALED | definite,                                                 \
                .smoothness = smooth,                                                              \
                .params = params },                                                                \
    .input = KERNEL_INPUT_SCALED,                                                                  \
    .positive_dimensions = most,                                                                   \
    .value = name##_value,                                                                         \
    .spectral = density,                                                                           \
  };

FAMILY (box, "Box", N_ ("Box"), "1 for r < ℓ, else 0",
        N_ ("Points count in full up to ℓ away and not at all beyond; not positive definite."),
        DENSITY_SOURCE, 0, 0, NAN, NULL)
FAMILY (
    triangular, "Triangular", N_ ("Triangular"), "max(0, 1 − r / ℓ)",
    N_ ("Similarity falls along a straight line to nothing at ℓ; positive definite on one column."),
    DENSITY_SOURCE, MERCER_KERNEL_POSITIVE_DEFINITE, 1, 0, triangular_spectral)
FAMILY (epanechnikov, "Epanechnikov", N_ ("Epanechnikov"), "max(0, 1 − r² / ℓ²)",
        N_ ("The kernel of least asymptotic error for densities; not positive definite."),
        "Epanechnikov (1969); Silverman (1986), table 3.1", 0, 0, NAN, NULL)
FAMILY (biweight, "Biweight", N_ ("Biweight"), "max(0, 1 − r² / ℓ²)²",
        N_ ("A smooth bump that ends at ℓ; not positive definite."), DENSITY_SOURCE, 0, 0, NAN,
        NULL)
FAMILY (triweight, "Triweight", N_ ("Triweight"), "max(0, 1 − r² / ℓ²)³",
        N_ ("A smoother bump that ends at ℓ; not positive definite."), DENSITY_SOURCE, 0, 0, NAN,
        NULL)
FAMILY (tricube, "Tricube", N_ ("Tricube"), "max(0, 1 − r³ / ℓ³)³",
        N_ ("The weights of local regression: flat in the middle, nothing beyond ℓ; not positive "
            "definite."),
        "Cleveland (1979)", 0, 0, NAN, NULL)
FAMILY (
    spherical, "Spherical", N_ ("Spherical"), "1 − 3r / 2ℓ + r³ / 2ℓ³ for r < ℓ, else 0",
    N_ ("Points further apart than ℓ know nothing of each other; positive definite on up to three "
        "columns."),
    "Matheron (1965); Cressie (1993), section 2.3", MERCER_KERNEL_POSITIVE_DEFINITE, 3, 0,
    spherical_spectral)

const KernelFamily kernel_family_wendland = {
  .family = {
    .id = "Wendland",
    .title = N_ ("Wendland"),
    .formula = "(1 − r/ℓ)^(m+k) · p_k(r/ℓ) for r < ℓ, else 0,  m = ⌊d/2⌋ + 1 + k",
    .assumption = N_ ("Points further apart than ℓ know nothing of each other, on any number of columns: "
                      "most of a large matrix is zero."),
    .source = "Wendland (1995); Rasmussen and Williams (2006), eq. 4.21",
    .flags = KERNEL_SCALED | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = NAN,
    .params = wendland_params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = wendland_value,
  .spectral = wendland_spectral,
  .derivatives = wendland_derivatives,
};
