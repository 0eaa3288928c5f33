/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

enum
{
  SLOPE,
  OFFSET
};

/* v = exp (-2 |a u + b|) with the sign put back afterwards. */
KERNEL_CLONES static void
minus_twice (size_t n, double slope, double offset, const double *u, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    {
      double t = fabs (slope * u[i] + offset);
      out[i] = -2 * (t < 1000 ? t : 1000);
    }
}

KERNEL_CLONES static void
tangents (size_t n, double slope, double offset, const double *restrict e, const double *u,
          double *v)
{
  for (size_t i = 0; i < n; i++)
    {
      double t = slope * u[i] + offset;
      double far = (1 - e[i]) / (1 + e[i]);
      double q = t * t, near = fabs (t) * (1 - q * (1 / 3.0 - q * (2 / 15.0 - q * (17 / 315.0))));
      v[i] = copysign (fabs (t) < 1e-2 ? near : far, t);
    }
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double e[KERNEL_TILE];

  minus_twice (tile->n, tile->p[SLOPE], tile->p[OFFSET], tile->u, e);
  mercer_vexp_scaled (tile->n, 1, 1, e, e);
  tangents (tile->n, tile->p[SLOPE], tile->p[OFFSET], e, tile->u, v);
}

/* d tanh (t) = 1 - tanh^2. */
static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  for (size_t i = 0; i < tile->n; i++)
    out[i] = (1 - v[i] * v[i]) * (param == SLOPE ? tile->u[i] : 1);
}

static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  for (size_t i = 0; i < tile->n; i++)
    out[i] = (1 - v[i] * v[i]) * tile->p[SLOPE];
}

static const MercerKernelParamSpec params[] = {
  { "slope", N_ ("Slope"), "1/x²", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "offset", N_ ("Offset"), "", 0, -1e3, 1e3, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_sigmoid = {
  .family = {
    .id = "Sigmoid",
    .title = N_ ("Sigmoid"),
    .formula = "tanh(a x·x′ + c)",
    .assumption = N_ ("One step of a neural network taken for a kernel; it need not be positive definite."),
    .source = "Lin and Lin (2003)",
    .flags = MERCER_KERNEL_DOT_PRODUCT,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_DOT,
  .value = value,
  .partial = partial,
  .by_input = by_input,
};
