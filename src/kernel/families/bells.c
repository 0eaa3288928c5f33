/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "bessel.h"
#include "families.h"
#include "simd.h"
#include "vexp.h"

/* Bells of one length scale: Cauchy, InverseMultiquadric, Logistic, HyperbolicSecant. */

/* --- Algebraic: (1 + s)^-1 and (1 + s)^(-1/2) -------------------------------------------- */

KERNEL_CLONES static void
cauchy_loop (size_t n, double weight, const double *u, double *v, double *slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double k = 1 / (1 + weight * u[i]);
      v[i] = k > 1e-200 ? k : 0;
    }
  for (size_t i = 0; slope != NULL && i < n; i++)
    slope[i] = -v[i] * v[i];
}

static void
cauchy_value (const KernelTile *tile, double *v, double *slope)
{
  cauchy_loop (tile->n, tile->weight, tile->u, v, slope);
}

static double
cauchy_spectral (const double *p, size_t d, double w)
{
  return M_PI * p[0] * exp (-2 * M_PI * p[0] * fabs (w));
}

KERNEL_CLONES static void
inverse_multiquadric_loop (size_t n, double weight, const double *u, double *v, double *slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double k = 1 / sqrt (1 + weight * u[i]);
      v[i] = k > 1e-200 ? k : 0;
    }
  for (size_t i = 0; slope != NULL && i < n; i++)
    slope[i] = -0.5 * v[i] * v[i] * v[i];
}

static void
inverse_multiquadric_value (const KernelTile *tile, double *v, double *slope)
{
  inverse_multiquadric_loop (tile->n, tile->weight, tile->u, v, slope);
}

/* 2 l K_0 (2 pi l |w|), infinite at 0 (Basset's integral, DLMF 10.32.11). */
static double
inverse_multiquadric_spectral (const double *p, size_t d, double w)
{
  return 2 * p[0] * exp (mercer_log_bessel_k (0, 2 * M_PI * p[0] * fabs (w)));
}

/* --- Hyperbolic: sech (a)^m, a = sqrt (s) / m -------------------------------------------- */

#define FAR 1000.0

KERNEL_CLONES static void
negative_angles (size_t n, double weight, const double *u, double *restrict minus_a)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = sqrt (weight * u[i]);
      minus_a[i] = -(a < FAR ? a : FAR);
    }
}

/* sech = 2 e / (1 + e^2) with e = exp (-a); dk/ds = -m k tanh (a) da/ds, da/ds = 1 / (2 m^2 a). */
KERNEL_CLONES static void
hyperbolic_loop (size_t n, int m, const double *restrict minus_a, const double *restrict e,
                 double *restrict v, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double k = 2 * e[i] / (1 + e[i] * e[i]);
      k = m == 2 ? k * k : k;
      v[i] = k > 1e-200 ? k : 0;
    }
  for (size_t i = 0; slope != NULL && i < n; i++)
    {
      double a = -minus_a[i], tanh_by_a = (1 - e[i] * e[i]) / ((1 + e[i] * e[i]) * a);
      tanh_by_a = a > 1e-4 ? tanh_by_a : 1 - a * a * (1 / 3.0);
      slope[i] = -v[i] * tanh_by_a / (2 * m);
    }
}

static void
hyperbolic_value (const KernelTile *tile, int m, double *v, double *slope)
{
  double minus_a[KERNEL_TILE], e[KERNEL_TILE];

  negative_angles (tile->n, tile->weight / (m * m), tile->u, minus_a);
  mercer_vexp_scaled (tile->n, 1, 1, minus_a, e);
  hyperbolic_loop (tile->n, m, minus_a, e, v, slope);
}

static void
logistic_value (const KernelTile *tile, double *v, double *slope)
{
  hyperbolic_value (tile, 2, v, slope);
}

static void
hyperbolic_secant_value (const KernelTile *tile, double *v, double *slope)
{
  hyperbolic_value (tile, 1, v, slope);
}

/* int sech^2 (x / 2l) cos (2 pi w x) dx = 4 l b / sinh (b), b = 2 pi^2 l w. */
static double
logistic_spectral (const double *p, size_t d, double w)
{
  double b = 2 * M_PI * M_PI * p[0] * fabs (w);
  return 4 * p[0] * (b < 1e-8 ? 1 : 2 * b * exp (-b) / -expm1 (-2 * b));
}

/* int sech (x / l) cos (2 pi w x) dx = pi l sech (pi^2 l w). */
static double
hyperbolic_secant_spectral (const double *p, size_t d, double w)
{
  double b = M_PI * M_PI * p[0] * fabs (w);
  return 2 * M_PI * p[0] * exp (-b) / (1 + exp (-2 * b));
}

static const MercerKernelParamSpec params[] = { KERNEL_LENGTHSCALE, { NULL } };

#define FAMILY(name, identifier, name_for_people, what, assumes, origin, most)                     \
  const KernelFamily kernel_family_##name = {                                                      \
    .family = { .id = identifier,                                                                  \
                .title = name_for_people,                                                          \
                .formula = what,                                                                   \
                .assumption = assumes,                                                             \
                .source = origin,                                                                  \
                .flags = KERNEL_SCALED | MERCER_KERNEL_POSITIVE_DEFINITE,                          \
                .smoothness = INFINITY,                                                            \
                .params = params },                                                                \
    .input = KERNEL_INPUT_SCALED,                                                                  \
    .positive_dimensions = most,                                                                   \
    .value = name##_value,                                                                         \
    .spectral = name##_spectral,                                                                   \
  };

FAMILY (cauchy, "Cauchy", N_ ("Cauchy"), "1 / (1 + r² / ℓ²)",
        N_ ("The function is smooth, and even far points still matter a little."),
        "Gneiting and Schlather (2004)", 0)
FAMILY (inverse_multiquadric, "InverseMultiquadric", N_ ("Inverse multiquadric"),
        "1 / √(1 + r² / ℓ²)",
        N_ ("The function is smooth, and far points matter more than with any other bell."),
        "Hardy (1971); Micchelli (1986)", 0)
FAMILY (logistic, "Logistic", N_ ("Logistic"), "sech²(r / 2ℓ)",
        N_ ("The function is smooth, similarity falls like an exponential far out; positive "
            "definite on "
            "one column."),
        "Johnson, Kotz and Balakrishnan (1995), chapter 23", 1)
FAMILY (hyperbolic_secant, "HyperbolicSecant", N_ ("Hyperbolic secant"), "sech(r / ℓ)",
        N_ ("The sigmoid-shaped bell of density estimation: smooth, falling like an exponential; "
            "positive "
            "definite on one column."),
        "Talacko (1956)", 1)
