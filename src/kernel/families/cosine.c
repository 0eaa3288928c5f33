/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

KERNEL_CLONES static void
angles (size_t n, double scale, const double *u, double *angle)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = scale * sqrt (u[i]);
      angle[i] = a < 1e300 ? a : 1e300; /* an infinite angle has no sine */
    }
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  angles (tile->n, 2 * M_PI / tile->p[0], tile->u, v);
  mercer_vcos (tile->n, v, v);
}

KERNEL_CLONES static void
multiply (size_t n, double scale, const double *restrict angle, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] *= scale * angle[i];
}

/* dk/dp = sin (a) a / p, a = 2 pi d / p. */
static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double angle[KERNEL_TILE];

  angles (tile->n, 2 * M_PI / tile->p[0], tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  multiply (tile->n, 1 / tile->p[0], angle, out);
}

/* dk/du = -sin (a) (2 pi / p)^2 / 2 a. */
KERNEL_CLONES static void
divide (size_t n, double scale, const double *restrict angle, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] *= scale / (angle[i] > 1e-100 ? angle[i] : 1e-100);
}

static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  double a = 2 * M_PI / tile->p[0], angle[KERNEL_TILE];

  angles (tile->n, a, tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  divide (tile->n, -0.5 * a * a, angle, out);
}

static bool
line (const double *p, size_t k, double *frequency, double *weight)
{
  *frequency = 1 / p[0];
  *weight = 1;
  return k == 0;
}

static const MercerKernelParamSpec params[] = {
  { "period", N_ ("Period"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_cosine = {
  .family = {
    .id = "Cosine",
    .title = N_ ("Cosine"),
    .formula = "cos(2πd / p)",
    .assumption = N_ ("The function is one pure sine wave of known period."),
    .source = "Wilson and Adams (2013), a spectral mixture of one line",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .positive_dimensions = 1,
  .value = value,
  .partial = partial,
  .by_input = by_input,
  .line = line,
};
