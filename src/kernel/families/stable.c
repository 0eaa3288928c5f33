/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stable.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "quadrature.h"

/* Zolotarev's integral, whose integrand has one sign, so that nothing cancels however small the density is (Nolan 1997,
 * theorem 1, without skewness): with a = alpha / (alpha - 1) and g (theta) = x^a V (theta),
 *
 *   f(x) = |a| / (pi x) int_0^(pi/2) g exp (-g) dtheta,
 *   V = (cos theta / sin (alpha theta))^a cos ((alpha - 1) theta) / cos theta.
 *
 * theta = (pi / 2) / (1 + exp (-v)) resolves both ends; log g is monotone in v, and what matters lies about g = 1. */

typedef struct
{
  double alpha, a, log_x;
} Stable;

/* log g; *jacobian = dtheta/dv. Sines and cosines of what is near pi / 2 or pi are taken of the rest. */
static double
logarithm (const Stable *s, double v, double *jacobian)
{
  double e = exp (-fabs (v)), near = M_PI_2 * e / (1 + e), far = M_PI_2 / (1 + e), alpha = s->alpha;
  double rest = (2 - alpha) * M_PI_2;
  bool low = v < 0;
  double cosine = low ? cos (near) : sin (near);
  double sine = low ? sin (alpha * near) : sin (rest + alpha * near);
  double other = low ? cos ((alpha - 1) * near) : sin (rest + (alpha - 1) * near);

  *jacobian = near * far / M_PI_2;
  return s->a * (s->log_x + log (cosine / sine)) + log (other / cosine);
}

static double
integrand (double v, void *data)
{
  double jacobian, u = logarithm (data, v, &jacobian);
  return u > 7 ? 0 : exp (u - exp (u)) * jacobian; /* exp (-exp (7)) is 0 */
}

/* Where g = 1. */
static double
find_peak (const Stable *s)
{
  double low = -745, high = 745, ignored;

  for (int i = 0; i < 60; i++)
    {
      double middle = 0.5 * (low + high);
      bool above = logarithm (s, middle, &ignored) > 0;
      *(above == (s->alpha > 1) ? &low : &high) = middle; /* g falls if alpha > 1 */
    }
  return 0.5 * (low + high);
}

/* From the peak to both sides in growing steps until they add nothing. For alpha near 2 what is left of the Gaussian is a
 * second bump, about v = 0, which a step from the far peak must not miss. */
static double
integral (double alpha, double x)
{
  Stable s = { alpha, alpha / (alpha - 1), log (x) };
  double peak = find_peak (&s), total = 0;
  enum { MOST_STEPS = 60 };

  for (int side = -1; side <= 1; side += 2)
    {
      double step = 2 * fmin (1, fabs (alpha - 1)), at = peak;
      for (int k = 0; k < MOST_STEPS; k++, step *= 1.5)
        {
          double to = at + side * step;
          double part = mercer_legendre_halving (fmin (at, to), fmax (at, to), total, integrand, &s);
          total += part;
          at = to;
          if (part <= 1e-17 * total && side * at > 1)
            break;
        }
    }
  return fabs (s.a) / (M_PI * x) * total;
}

/* sum_k (-1)^(k + 1) Gamma (alpha k + 1) / k! sin (pi alpha k / 2) x^(-alpha k - 1) / pi (Bergstrom 1952), which diverges at
 * last for alpha > 1. false: not to rounding. */
static bool
tail (double alpha, double x, double *density)
{
  enum { MOST = 60 };
  double sum = 0, log_x = log (x), last = INFINITY;

  for (int k = 1; k < MOST; k++)
    {
      double size = exp (gsl_sf_lngamma (alpha * k + 1) - gsl_sf_lngamma (k + 1.0) - (alpha * k + 1) * log_x);
      if (size > last)
        return false;
      last = size;
      /* sin (pi alpha k / 2) with the whole turns taken off first */
      sum += (k % 2 == 1 ? 1 : -1) * size * sin (M_PI * fmod (0.5 * alpha * k, 2));
      if (size <= 1e-16 * fabs (sum))
        {
          *density = sum / M_PI;
          return true;
        }
    }
  return false;
}

/* Beyond this the tail is all: what the series does not see of the Gaussian is exp (-400). */
static const double far_out = 40;
/* About alpha = 1 the integral loses 2e-16 / |alpha - 1| of itself... */
static const double about_1 = 1e-4;

static double
off_1 (double alpha, double x)
{
  double density;
  if (x >= far_out && alpha < 2 - 1e-9 && tail (alpha, x, &density))
    return density;
  return integral (alpha, x);
}

double
kernel_stable_density (double alpha, double x)
{
  if (x < 1e-300)
    return exp (gsl_sf_lngamma (1 + 1 / alpha)) / M_PI;
  if (alpha == 2)
    return exp (-0.25 * x * x) / sqrt (4 * M_PI);
  double cauchy = 1 / (M_PI * (1 + x * x));
  if (!(x < 1e150))
    return off_1 (alpha, x);
  if (fabs (alpha - 1) >= about_1)
    return off_1 (alpha, x);
  /* ...and is smooth: a parabola through the logarithms at three alphas, of which the middle one is known. */
  double below = log (off_1 (1 - about_1, x) / cauchy), above = log (off_1 (1 + about_1, x) / cauchy);
  double t = (alpha - 1) / about_1;
  return cauchy * exp (0.5 * t * (above - below) + 0.5 * t * t * (above + below));
}
