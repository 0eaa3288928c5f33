/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gram-theory.h"

#include <math.h>

/* The kernel along a line: g at `value`, which is a squared distance or a product. */
typedef struct
{
  const MercerKernel *kernel;
  double *x, *z; /* both of length d and 0 */
  bool distance;
} Line;

static double
along (const Line *line, double value)
{
  line->x[0] = line->distance ? 0 : 1;
  line->z[0] = line->distance ? sqrt (value) : value;
  return mercer_kernel_value (line->kernel, line->x, line->z);
}

/* Five points: off by h^4. */
static double
slope_at (const Line *line, double value, double step)
{
  return (8 * (along (line, value + step) - along (line, value - step)) - along (line, value + 2 * step)
          + along (line, value - 2 * step))
         / (12 * step);
}

static bool
has_lists (const MercerKernel *kernel)
{
  for (size_t k = 0; k < mercer_kernel_params (kernel); k++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, k, &param);
      if (param.component >= 0)
        return true;
    }
  return false;
}

bool
mercer_gram_theory (const MercerKernel *kernel, size_t d, double trace, double mean_square, MercerGramTheory *theory)
{
  unsigned flags = mercer_kernel_flags (kernel);
  bool dot = (flags & MERCER_KERNEL_DOT_PRODUCT) != 0 && (flags & MERCER_KERNEL_STATIONARY) == 0;
  if (!(trace > 0) || has_lists (kernel) || (!dot && (flags & MERCER_KERNEL_ISOTROPIC) == 0))
    return false;
  g_autofree double *room = g_new0 (double, 2 * d);
  Line line = { kernel, room, room + d, !dot };
  double step = 2e-3 * trace;
  if (dot)
    {
      theory->slope = slope_at (&line, mean_square, step);
      theory->lift = along (&line, mean_square + trace) - along (&line, mean_square) - trace * theory->slope;
    }
  else
    {
      double slope = slope_at (&line, 2 * trace, step);
      theory->slope = -2 * slope;
      theory->lift = along (&line, 0) + 2 * trace * slope - along (&line, 2 * trace);
    }
  return theory->slope > 0 && isfinite (theory->slope) && isfinite (theory->lift);
}
