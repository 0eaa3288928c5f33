/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"

/* The kernels without an input: Constant and White. In sums and products the evaluator folds them
 * into cheaper steps and calls these only where nothing else is left. */

static void
fill (size_t n, double value, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = value;
}

static void
constant_value (const KernelTile *tile, double *v, double *slope)
{
  fill (tile->n, tile->p[0], v);
}

static void
constant_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  fill (tile->n, 1, out);
}

/* A constant in frequency is a line at 0. */
static size_t
constant_lines (const double *p, size_t d, size_t most, double *frequency, double *weight)
{
  frequency[0] = 0;
  weight[0] = p[0];
  return 1;
}

static void
fill_diagonal (const KernelTile *tile, double value, double *out)
{
  fill (tile->n, 0, out);
  for (size_t j = 0; tile->same && j < tile->cols; j++)
    {
      ptrdiff_t i = (ptrdiff_t) j + tile->diagonal;
      if (i >= 0 && i < (ptrdiff_t) tile->rows)
        out[(size_t) i + j * tile->rows] = value;
    }
}

static void
white_value (const KernelTile *tile, double *v, double *slope)
{
  fill_diagonal (tile, tile->p[0], v);
}

static void
white_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  fill_diagonal (tile, 1, out);
}

static const MercerKernelParamSpec constant_params[] = {
  { "value", N_ ("Value"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec white_params[] = {
  { "variance", N_ ("Variance"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_constant = {
  .family = {
    .id = "Constant",
    .title = N_ ("Constant"),
    .formula = "c",
    .assumption = N_ ("The function is an unknown constant; in a product it scales the other factors."),
    .source = "Rasmussen and Williams (2006), table 4.1",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_DOT_PRODUCT
             | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = constant_params,
  },
  .input = KERNEL_INPUT_NONE,
  .value = constant_value,
  .partial = constant_partial,
  .lines = constant_lines,
};

const KernelFamily kernel_family_white = {
  .family = {
    .id = "White",
    .title = N_ ("White noise"),
    .formula = "σ² if x and x′ are the same observation, else 0",
    .assumption = N_ ("Every observation carries independent noise."),
    .source = "Rasmussen and Williams (2006), eq. 2.20",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = NAN,
    .params = white_params,
  },
  .input = KERNEL_INPUT_NONE,
  .value = white_value,
  .partial = white_partial,
};
