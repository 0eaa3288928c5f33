/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "angles.h"
#include "families.h"
#include "matern-table.h"
#include "vexp.h"

/* Matern's function of the chord 2 sin (pi d / p) between two points of a circle: periodic, and as
 * rough as its order says. */

enum
{
  NU,
  PERIOD,
  LENGTHSCALE
};

/* The chord's square. */
static void
chords (const KernelTile *tile, double *square)
{
  kernel_angles (tile->n, M_PI / tile->p[PERIOD], tile->u, square);
  mercer_vsin (tile->n, square, square);
  for (size_t i = 0; i < tile->n; i++)
    square[i] *= 4 * square[i];
}

static double
scale (const KernelTile *tile)
{
  return 2 * tile->p[NU] / (tile->p[LENGTHSCALE] * tile->p[LENGTHSCALE]);
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double square[KERNEL_TILE];

  chords (tile, square);
  kernel_matern_values (tile->prepared, tile->n, scale (tile), square, v);
}

/* out = dM/ds ds/da 2 a with s = (2 sin a / l)^2, a = pi d / p, ds/da = 4 sin (2a) / l^2; divided
 * by what the caller wants: -2 p for dk/dp, 4 u for dk/du = dk/da a / 2u. */
static void
by_angle (const KernelTile *tile, double *angle, double *out)
{
  double square[KERNEL_TILE], l = tile->p[LENGTHSCALE];

  chords (tile, square);
  kernel_matern_slopes (tile->prepared, tile->n, scale (tile), square, out);
  kernel_angles (tile->n, 2 * M_PI / tile->p[PERIOD], tile->u, angle);
  mercer_vsin (tile->n, angle, square);
  for (size_t i = 0; i < tile->n; i++)
    out[i] *= 4 * square[i] / (l * l);
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double square[KERNEL_TILE], l = tile->p[LENGTHSCALE];

  if (param == PERIOD)
    {
      by_angle (tile, square, out);
      for (size_t i = 0; i < tile->n; i++)
        out[i] *= -0.5 * square[i] / tile->p[PERIOD];
      return;
    }
  chords (tile, square);
  if (param == NU)
    kernel_matern_by_order (tile->prepared, tile->n, scale (tile), square, out);
  else
    kernel_matern_slopes (tile->prepared, tile->n, scale (tile), square, out);
  for (size_t i = 0; i < tile->n; i++)
    out[i] *= param == NU ? v[i] : -2 * square[i] / (l * l * l);
}

/* da/du = (pi / p)^2 / 2a. */
static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  double twice[KERNEL_TILE], a = M_PI / tile->p[PERIOD];

  by_angle (tile, twice, out);
  for (size_t i = 0; i < tile->n; i++)
    out[i] *= a * a / (twice[i] > 1e-100 ? twice[i] : 1e-100);
}

/* Matern's function is a mixture of Gaussians (DLMF 10.32.10 read backwards), of which each has the lines of Periodic:
 * weight_k = 2 / Gamma (nu) int_0^inf s^(nu - 1) exp (-s) exp (-z) I_k (z) ds, z = nu / (l^2 s), and half of that at 0.
 * In t = log s by the trapezoidal rule, whose error falls as exp (-pi^2 / step) for what is analytic in a strip of half a
 * turn, and as a Gaussian's of the width 1 / sqrt (nu) where that is narrower. All integrands are positive: what is small is
 * as good as what is not. */
static size_t
lines (const double *p, size_t d, size_t most, double *frequency, double *weight)
{
  double nu = p[NU], scale = nu / (p[LENGTHSCALE] * p[LENGTHSCALE]), last = (double) most;
  double step = fmin (0.25, 0.7 / sqrt (nu)), bell = 12 / sqrt (nu);
  /* the last line comes from about z = k^2 / (2 nu + 1), and below s is an exponential of t */
  double low = fmin (log (nu), log (scale * (2 * nu + 1) / (last * last))) - 40 / (nu + 0.5) - bell;
  double high = log (nu + 12 * sqrt (nu) + 45);
  g_autofree double *bessel = g_new (double, most);

  memset (weight, 0, most * sizeof *weight);
  for (double t = low; t < high; t += step)
    {
      double s = exp (t), share = step * exp (nu * t - s - gsl_sf_lngamma (nu));
      kernel_scaled_bessel (scale / s, most, bessel);
      for (size_t k = 0; k < most; k++)
        weight[k] += share * bessel[k];
    }
  return kernel_harmonics (p[PERIOD], most, frequency, weight);
}

static const MercerKernelParamSpec params[] = {
  { "nu", N_ ("Smoothness"), "", 1.5, 0.1, 50, false, true, NULL, 1e6 },
  { "period", N_ ("Period"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "lengthscale", N_ ("Scale in a period"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false,
    false, NULL },
  { NULL },
};

const KernelFamily kernel_family_periodic_matern = {
  .family = {
    .id = "PeriodicMatern",
    .title = N_ ("Periodic Matérn"),
    .formula = "M_ν(2 |sin(πd / p)| / ℓ)",
    .assumption = N_ ("The function repeats itself exactly and is rough within the period: sharp peaks and "
                      "corners return."),
    .source = "MacKay (1998), the warping of Periodic, with Matérn's function",
    .flags = KERNEL_RADIAL | MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = NAN,
    .params = params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .value = value,
  .partial = partial,
  .by_input = by_input,
  .prepare = kernel_matern_prepare,
  .finish = kernel_matern_release,
  .derivatives = kernel_matern_derivatives,
  .lines = lines,
};
