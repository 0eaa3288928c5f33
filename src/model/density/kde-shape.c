/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "quadrature.h"
#include "vexp.h"

/* --- Values -------------------------------------------------------------------------------------- */

static void
gaussian (size_t n, const double *u, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = -0.5 * u[i] * u[i];
  mercer_vexp_scaled (n, 0.5 * M_2_SQRTPI * M_SQRT1_2, 1, out, out);
}

/* A kernel on [-1, 1], from its value at a = |u| <= 1. */
#define MERCER_COMPACT(name, expression)                                                                              \
  static void name (size_t n, const double *u, double *out)                                                           \
  {                                                                                                                   \
    for (size_t i = 0; i < n; i++)                                                                                    \
      {                                                                                                               \
        double a = fabs (u[i]);                                                                                       \
        out[i] = a <= 1 ? (expression) : 0;                                                                           \
      }                                                                                                               \
  }

static inline double
cube (double x)
{
  return x * x * x;
}

MERCER_COMPACT (box, 0.5)
MERCER_COMPACT (triangular, 1 - a)
MERCER_COMPACT (epanechnikov, 0.75 * (1 - a * a))
MERCER_COMPACT (biweight, 0.9375 * (1 - a * a) * (1 - a * a))
MERCER_COMPACT (triweight, 1.09375 * cube (1 - a * a))
MERCER_COMPACT (tricube, 70.0 / 81 * cube (1 - a * a * a))

static void
cosine (size_t n, const double *u, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = M_PI_2 * fmin (fabs (u[i]), 1);
  mercer_vcos (n, out, out);
  for (size_t i = 0; i < n; i++)
    out[i] = out[i] > 1e-16 ? M_PI_4 * out[i] : 0; /* rounding at the end */
}

static void
exponential (size_t n, const double *u, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = -fabs (u[i]);
  mercer_vexp_scaled (n, 0.5, 1, out, out);
}

/* e = exp (-|u|) keeps both from overflowing: 1 / (e^u + 2 + e^-u) = e / (1 + e)^2 */
static void
logistic (size_t n, const double *u, double *out)
{
  exponential (n, u, out);
  for (size_t i = 0; i < n; i++)
    {
      double e = 2 * out[i];
      out[i] = e / ((1 + e) * (1 + e));
    }
}

static void
sigmoid (size_t n, const double *u, double *out)
{
  exponential (n, u, out);
  for (size_t i = 0; i < n; i++)
    {
      double e = 2 * out[i];
      out[i] = M_2_PI * e / (1 + e * e);
    }
}

/* Politis and Romano's trapezoid: its Fourier transform is 1 up to 1 and falls in a line to 0 at 2, so that no order of bias is left.
 * (cos u - cos 2u) / (pi u^2) as a product of two sincs, which loses no digits near 0. */
static void
sinc (size_t n, const double *u, double *out)
{
  enum { SOME = 256 };
  double fast[SOME], slow[SOME];
  for (size_t first = 0; first < n; first += SOME)
    {
      size_t some = MIN (n - first, (size_t) SOME);
      for (size_t i = 0; i < some; i++)
        {
          slow[i] = 0.5 * u[first + i];
          fast[i] = 3 * slow[i];
        }
      mercer_vsin (some, slow, slow);
      mercer_vsin (some, fast, fast);
      for (size_t i = 0; i < some; i++)
        {
          double v = u[first + i];
          out[first + i] = fabs (v) > 1e-9 ? M_2_PI * slow[i] * fast[i] / (v * v) : 1.5 * M_1_PI;
        }
    }
}

/* --- Round a circle ---------------------------------------------------------------------------------- */

/* The geometric series of all turns on either side. */
static void
exponential_wrapped (size_t n, const double *u, double period, double *out)
{
  double rest = -1 / expm1 (-period);
  for (size_t i = 0; i < n; i++)
    {
      double a = fabs (u[i]);
      out[i] = 0.5 * (exp (-a) + (exp (a - period) + exp (-a - period)) * rest);
    }
}

/* The Fourier series, (1 + 2 sum_m phi (m w) cos (m w u)) / period, w = 2 pi / period, whose coefficients end where m w is 2; by
 * Clenshaw's recurrence. A long circle has many, and few turns that matter: of those 40 on each side leave out 1 / (pi (40 period)^2). */
static void
sinc_wrapped (size_t n, const double *u, double period, double *out)
{
  enum { SOME = 128, MOST_TERMS = 1000, TURNS = 40 };
  double w = 2 * M_PI / period, twice[SOME], last[SOME], next[SOME];
  for (size_t first = 0; first < n; first += SOME)
    {
      size_t some = MIN (n - first, (size_t) SOME);
      int terms = (int) MIN (2 / w, MOST_TERMS + 1.0);
      for (size_t i = 0; i < some; i++)
        {
          twice[i] = 2 * cos (w * u[first + i]);
          last[i] = next[i] = 0;
        }
      for (int m = terms; m > 0 && terms <= MOST_TERMS; m--)
        for (size_t i = 0; i < some; i++)
          {
            double b = MIN (2 - m * w, 1) + twice[i] * last[i] - next[i];
            next[i] = last[i];
            last[i] = b;
          }
      for (int k = -TURNS; k <= TURNS && terms > MOST_TERMS; k++)
        {
          for (size_t i = 0; i < some; i++)
            next[i] = u[first + i] + k * period;
          sinc (some, next, next);
          for (size_t i = 0; i < some; i++)
            last[i] += next[i];
        }
      for (size_t i = 0; i < some; i++)
        out[first + i] = terms > MOST_TERMS ? last[i] : (1 + twice[i] * last[i] - 2 * next[i]) / period;
    }
}

/* --- The table ------------------------------------------------------------------------------------ */

#define SQRT_3 1.7320508075688772

const MercerKdeShape mercer_kde_shapes[] = {
  { "gaussian", N_("Gaussian"), "exp (-u²/2) / √(2π)", 1, INFINITY, 8.9, gaussian, .flat = 0.84 },
  { "box", N_("Box"), "1/2, |u| ≤ 1", 1 / SQRT_3, 1, 1, box },
  { "triangular", N_("Triangular"), "1 - |u|, |u| ≤ 1", 0.40824829046386307, 1, 1, triangular },
  { "epanechnikov", N_("Epanechnikov"), "3/4 (1 - u²), |u| ≤ 1", 0.44721359549995794, 1, 1, epanechnikov },
  { "biweight", N_("Biweight"), "15/16 (1 - u²)², |u| ≤ 1", 0.37796447300922720, 1, 1, biweight },
  { "triweight", N_("Triweight"), "35/32 (1 - u²)³, |u| ≤ 1", 1 / 3.0, 1, 1, triweight },
  { "tricube", N_("Tricube"), "70/81 (1 - |u|³)³, |u| ≤ 1", 0.37951669503554070, 1, 1, tricube },
  { "cosine", N_("Cosine"), "π/4 cos (πu/2), |u| ≤ 1", 0.43523617825417250, 1, 1, cosine },
  { "logistic", N_("Logistic"), "1 / (exp (u) + 2 + exp (-u))", M_PI / SQRT_3, INFINITY, 41, logistic, .flat = 0.62 },
  { "sigmoid", N_("Sigmoid"), "2/π / (exp (u) + exp (-u))", M_PI_2, INFINITY, 41, sigmoid, .flat = 0.34 },
  { "exponential", N_("Exponential"), "exp (-|u|) / 2", M_SQRT2, INFINITY, 40, exponential, .wrapped = exponential_wrapped },
  /* sd: as large a sum of squares, 4 / (3 pi), as a Gaussian's 1 / (2 sqrt (pi) sd) */
  { "sinc", N_("Sinc (flat-top)"), "(cos (u) - cos (2u)) / (πu²)", 0.66467019408956850, INFINITY, 1e9, sinc, .negative = true,
    .wrapped = sinc_wrapped },
  { NULL }
};

/* --- Moments --------------------------------------------------------------------------------------- */

enum { NODES = 32 };

/* Adds the moments over [from, to], in which K has no kink. */
static void
add_moments (const MercerKdeShape *shape, double from, double to, double moments[3])
{
  double u[NODES], weight[NODES], k[NODES];
  mercer_legendre_nodes (NODES, from, to, u, weight);
  shape->values (NODES, u, k);
  for (size_t i = 0; i < NODES; i++)
    for (int p = 0; p < 3; p++)
      moments[p] += weight[i] * k[i] * (p == 0 ? 1 : p == 1 ? u[i] : u[i] * u[i]);
}

void
mercer_kde_shape_moments (const MercerKdeShape *shape, double from, double to, double moments[3])
{
  /* pieces as long as the kernel changes little in: at most a few standard deviations, parted at the kink in 0 */
  double piece = MIN (4 * shape->sd, shape->reach);
  moments[0] = moments[1] = moments[2] = 0;
  from = MAX (from, -shape->reach);
  to = MIN (to, shape->reach);
  for (double at = from; at < to;)
    {
      double end = MIN (to, at < 0 ? MIN (0, at + piece) : at + piece);
      add_moments (shape, at, end, moments);
      at = end;
    }
}
