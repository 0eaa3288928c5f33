/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "angles.h"
#include "families.h"
#include "simd.h"
#include "vexp.h"

enum
{
  PERIOD,
  LENGTHSCALE
};

/* On several columns d is the Euclidean distance, as in scikit-learn's ExpSineSquared; that is
 * positive definite on one column only. A product of one-column Periodic kernels is positive
 * definite always. */

KERNEL_CLONES static void
squares (size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = x[i] * x[i];
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double l = tile->p[LENGTHSCALE];

  kernel_angles (tile->n, M_PI / tile->p[PERIOD], tile->u, v);
  mercer_vsin (tile->n, v, v);
  squares (tile->n, v, v);
  mercer_vexp_scaled (tile->n, 1, -2 / (l * l), v, v);
}

/* dk/dl = k 4 sin^2 (a) / l^3, a = pi d / p. */
KERNEL_CLONES static void
by_lengthscale (size_t n, double l, const double *restrict v, double *restrict sine)
{
  double scale = 4 / (l * l * l);
  for (size_t i = 0; i < n; i++)
    sine[i] = scale * v[i] * sine[i] * sine[i];
}

/* dk/dp = k 2 sin (2 a) a / (l^2 p). */
static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double p = tile->p[PERIOD], l = tile->p[LENGTHSCALE], angle[KERNEL_TILE];

  kernel_angles (tile->n, (param == PERIOD ? 2 : 1) * M_PI / p, tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  if (param == PERIOD)
    {
      kernel_times_angle (tile->n, 1 / (l * l * p), angle, out);
      kernel_product (tile->n, 1, v, out, out);
    }
  else
    by_lengthscale (tile->n, l, v, out);
}

/* dk/du = -k 2 sin (2 a) / l^2 da/du with a = pi sqrt (u) / p, da/du = (pi / p)^2 / 2 a. */
static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  double a = M_PI / tile->p[PERIOD], l = tile->p[LENGTHSCALE], angle[KERNEL_TILE];

  kernel_angles (tile->n, 2 * a, tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  kernel_over_angle (tile->n, -2 * a * a / (l * l), angle, out);
  kernel_product (tile->n, 1, v, out, out);
}

/* exp (z cos t) = I_0 (z) + 2 sum_k I_k (z) cos (k t) (DLMF 10.35.2) with z = 1 / l^2 gives lines
 * at k / p. */
static size_t
lines (const double *p, size_t d, size_t most, double *frequency, double *weight)
{
  kernel_scaled_bessel (1 / (p[LENGTHSCALE] * p[LENGTHSCALE]), most, weight);
  return kernel_harmonics (p[PERIOD], most, frequency, weight);
}

static const MercerKernelParamSpec params[] = {
  { "period", N_ ("Period"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "lengthscale", N_ ("Scale in a period"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false,
    false, NULL },
  { NULL },
};

const KernelFamily kernel_family_periodic = {
  .family = {
    .id = "Periodic",
    .title = N_ ("Periodic"),
    .formula = "exp(−2 sin²(πd / p) / ℓ²)",
    .assumption = N_ ("The function repeats itself exactly, with any shape within the period. Up to its variance this is the "
                      "exponential cosine kernel."),
    .source = "MacKay (1998); Rasmussen and Williams (2006), eq. 4.31",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .positive_dimensions = 1,
  .value = value,
  .partial = partial,
  .by_input = by_input,
  .lines = lines,
};
