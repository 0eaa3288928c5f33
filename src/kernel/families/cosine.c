/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "angles.h"
#include "families.h"
#include "vexp.h"

static void
value (const KernelTile *tile, double *v, double *slope)
{
  kernel_angles (tile->n, 2 * M_PI / tile->p[0], tile->u, v);
  mercer_vcos (tile->n, v, v);
}

/* dk/dp = sin (a) a / p, a = 2 pi d / p. */
static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double angle[KERNEL_TILE];

  kernel_angles (tile->n, 2 * M_PI / tile->p[0], tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  kernel_times_angle (tile->n, 1 / tile->p[0], angle, out);
}

/* dk/du = -sin (a) (2 pi / p)^2 / 2 a. */
static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  double a = 2 * M_PI / tile->p[0], angle[KERNEL_TILE];

  kernel_angles (tile->n, a, tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  kernel_over_angle (tile->n, -0.5 * a * a, angle, out);
}

static size_t
lines (const double *p, size_t d, size_t most, double *frequency, double *weight)
{
  frequency[0] = 1 / p[0];
  weight[0] = 1;
  return 1;
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
  .lines = lines,
};
