/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smoothness.h"

#include <math.h>

#include "tree.h"

static double
of_leaf (const MercerKernel *leaf)
{
  if (kernel_is_white (leaf))
    return INFINITY;
  if (leaf->family->derivatives == NULL)
    return leaf->family->family.smoothness;
  g_autofree double *slots = kernel_slot_values (leaf);
  return leaf->family->derivatives (slots);
}

double
mercer_kernel_smoothness (const MercerKernel *kernel)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return of_leaf (kernel);
  double least = INFINITY;
  for (size_t i = 0; i < kernel->n_children; i++)
    {
      double part = mercer_kernel_smoothness (kernel->children[i]);
      if (isnan (part))
        return NAN;
      least = fmin (least, part);
    }
  return least;
}
