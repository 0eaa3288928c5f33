/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

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
 * weight_k = 2 / Gamma (nu) int_0^inf s^(nu - 1) exp (-s) exp (-z) I_k (z) ds, z = nu / (l^2 s), and half of that at 0. */

typedef struct
{
  double nu, log_scale; /* nu / l^2 */
  int k;
} Mixture;

/* At s = exp (t), ds = s dt. */
static double
mixture_integrand (const Mixture *m, double t)
{
  gsl_sf_result bessel;
  double s = exp (t);
  if (gsl_sf_bessel_In_scaled_e (m->k, exp (m->log_scale - t), &bessel) != GSL_SUCCESS)
    return 0; /* it underflows */
  return exp (m->nu * t - s - gsl_sf_lngamma (m->nu)) * bessel.val;
}

/* By the trapezoidal rule, whose error falls as exp (-pi^2 / step) for what is analytic in a strip of half a turn, and as
 * a Gaussian's of the width 1 / sqrt (nu) where that is narrower; from about the peak to both sides. */
static double
mixture_integral (const Mixture *m)
{
  double step = fmin (0.25, 0.7 / sqrt (m->nu)), peak = log (m->nu), sum = 0;

  if (m->k > 0) /* large k want large z, z ~ k^2 / (2 nu + 1) */
    peak = fmin (peak, m->log_scale + log (2 * m->nu + 1) - 2 * log (m->k));
  for (int side = 0; side < 2; side++)
    for (int i = side; i < 100000; i++)
      {
        double term = mixture_integrand (m, side == 0 ? peak + i * step : peak - i * step);
        sum += term;
        if (term <= 1e-17 * sum && i > 4)
          break;
      }
  return step * sum;
}

static bool
line (const double *p, size_t d, size_t k, double *frequency, double *weight)
{
  Mixture m = { p[NU], log (p[NU]) - 2 * log (p[LENGTHSCALE]), (int) k };

  if (k > 100000)
    return false;
  *frequency = (double) k / p[PERIOD];
  *weight = (k == 0 ? 1 : 2) * mixture_integral (&m);
  return *weight > 1e-17;
}

static void *
prepare (const double *p)
{
  return kernel_matern_acquire (p[NU]);
}

static void
finish (void *prepared)
{
  kernel_matern_release (prepared);
}

static const MercerKernelParamSpec params[] = {
  { "nu", N_ ("Smoothness"), "", 1.5, 0.1, 50, false, true, NULL, 1e6 },
  { "period", N_ ("Period"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "lengthscale", N_ ("Length scale within a period"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false,
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
  .prepare = prepare,
  .finish = finish,
  .line = line,
};
