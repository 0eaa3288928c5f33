/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "inputs.h"
#include "recipe.h"

/* Why so many landmarks cannot stand for all rows, a sentence (g_free), or NULL: they can, or are not fewer than the rows, so that the
 * answer is exact. The span of landmarks is that of a Cholesky factor of k (L, L), which only a positive definite kernel is sure to have;
 * centring comes after it and does not help. For checks of methods. */
static inline char *
mercer_picture_check_landmarks (const MercerRecipe *recipe, size_t landmarks)
{
  g_autoptr (MercerKernel) bound = mercer_recipe_bind_kernel (recipe, NULL);
  const MercerKernel *part = bound != NULL && landmarks > 0 ? mercer_kernel_part_not_definite (bound) : NULL;
  if (part == NULL || landmarks >= mercer_inputs_count (recipe, NULL))
    return NULL;
  g_autofree char *shown = mercer_kernel_show (part);
  unsigned order = mercer_kernel_conditional_order (part);
  return order == 1 ? g_strdup_printf (_("Landmarks need a kernel that is positive definite, and %s is so only where the mean is subtracted: "
                                         "write Shift(%s), or set “Landmarks” to 0."),
                                       shown, shown)
         : order != MERCER_KERNEL_INDEFINITE
             ? g_strdup_printf (_("Landmarks need a kernel that is positive definite, and %s is so only against polynomials of a degree below "
                                  "%u: write Centre(%s, order=%u), or set “Landmarks” to 0."),
                                shown, order, shown, order)
             : g_strdup_printf (_("Landmarks need a kernel that is positive definite, and %s is not on these columns: set “Landmarks” to 0, "
                                  "where a shift of the diagonal can make up for it, or use RBF() in its place."),
                                shown);
}
