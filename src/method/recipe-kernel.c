/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inputs.h"
#include "recipe-private.h"

/* The kernel on the columns of role x and, where it refers to rows, on those of the table. */

MercerKernel *
mercer_recipe_bind (const MercerRecipe *recipe, MercerKernel *kernel, GError **error)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, g_strv_length ((char **) names), error);
  if (bound == NULL || !mercer_kernel_wants_reference (bound))
    return g_steal_pointer (&bound);
  MercerInputs in;
  mercer_inputs_peek (&in, recipe, NULL, MERCER_KERNEL_MOST_REFERENCE);
  MercerKernel *given = mercer_kernel_with_reference (bound, in.x, error);
  mercer_inputs_close (&in);
  return given;
}

MercerKernel *
mercer_recipe_bind_kernel (const MercerRecipe *recipe, GError **error)
{
  return mercer_recipe_bind (recipe, recipe->kernel, error);
}
