/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inputs.h"
#include "recipe-private.h"

#include <glib/gi18n-lib.h>

/* Kernels on the columns of a role and, where they refer to rows, on those of the table: the recipe's own, which looks at role x,
 * and those of params that hold kernels. */

static MercerKernel *
bind (const MercerRecipe *recipe, const char *role, MercerKernel *kernel, GError **error)
{
  const char *const *names = mercer_recipe_role (recipe, role);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, g_strv_length ((char **) names), error);
  if (bound == NULL || !mercer_kernel_wants_reference (bound))
    return g_steal_pointer (&bound);
  MercerInputs in;
  bool own = g_str_equal (role, "x");
  mercer_inputs_peek (&in, recipe, own ? NULL : role, MERCER_KERNEL_MOST_REFERENCE);
  MercerKernel *given = mercer_kernel_with_reference (bound, own ? in.x : in.y, error);
  mercer_inputs_close (&in);
  return given;
}

MercerKernel *
mercer_recipe_bind (const MercerRecipe *recipe, MercerKernel *kernel, GError **error)
{
  return bind (recipe, "x", kernel, error);
}

MercerKernel *
mercer_recipe_bind_kernel (const MercerRecipe *recipe, GError **error)
{
  return mercer_recipe_bind (recipe, recipe->kernel, error);
}

MercerRecipe *
mercer_recipe_seen_by (const MercerRecipe *recipe, MercerKernel *kernel, const char *role)
{
  int x = mercer_recipe_role_index (recipe->method, "x"), r = mercer_recipe_role_index (recipe->method, role);
  MercerRecipe *seen = mercer_recipe_thaw (recipe);
  mercer_kernel_ref (kernel);
  g_clear_pointer (&seen->kernel, mercer_kernel_unref);
  seen->kernel = kernel;
  if (r >= 0 && x >= 0 && r != x)
    {
      g_strfreev (seen->roles[x]);
      seen->roles[x] = seen->roles[r];
      seen->roles[r] = g_new0 (char *, 1);
    }
  return mercer_recipe_seal (seen);
}

/* --- Kernels of params ------------------------------------------------------------------------------- */

static MercerKernel *
unsaid (const MercerRecipe *recipe, const MercerParam *param, GError **error)
{
  const char *how;
  MercerKernel *kernel = recipe->method->unsaid_kernel != NULL ? recipe->method->unsaid_kernel (recipe, param, &how) : NULL;
  if (kernel == NULL)
    g_set_error_literal (error, MERCER_RECIPE_ERROR, 0, _("There is no kernel. Give one."));
  return kernel;
}

MercerKernel *
mercer_recipe_other_kernel (const MercerRecipe *recipe, const char *id, size_t which, GError **error)
{
  const MercerParam *param = mercer_params_find (recipe->method->params, id);
  g_return_val_if_fail (param != NULL && param->kernels != NULL, NULL);
  g_auto (GStrv) parts = mercer_text_parts (mercer_param_get_text (param, recipe->values));
  size_t n = g_strv_length (parts);
  g_return_val_if_fail (which < n || (n == 0 && param->kernels->most == 1), NULL);
  g_autoptr (MercerKernel) kernel = n > 0 ? mercer_kernel_parse (parts[which], NULL, NULL, error) : unsaid (recipe, param, error);
  MercerKernel *bound = kernel != NULL ? bind (recipe, param->kernels->role, kernel, error) : NULL;
  if (bound == NULL && param->kernels->most == 1)
    g_prefix_error (error, "%s: ", _(param->title));
  else if (bound == NULL)
    g_prefix_error (error, _("%s, number %zu: "), _(param->title), which + 1);
  return bound;
}

static char *
check_one (const MercerRecipe *recipe, const MercerParam *param, size_t which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) bound = mercer_recipe_other_kernel (recipe, param->id, which, &error);
  const char *role = param->kernels->role;
  if (bound == NULL)
    return g_strdup (error->message);
  g_autofree char *refusal = param->kernels->sound ? mercer_recipe_refuse_kernel (recipe, role, bound, true, NULL)
                                                   : mercer_recipe_check_categories (recipe, role, bound, NULL);
  if (refusal == NULL || param->kernels->most == 1)
    return refusal != NULL ? g_strdup_printf ("%s: %s", _(param->title), refusal) : NULL;
  return g_strdup_printf (_("%s, number %zu: %s"), _(param->title), which + 1, refusal);
}

char *
mercer_recipe_check_other_kernels (const MercerRecipe *recipe, const MercerParam *param)
{
  g_auto (GStrv) parts = mercer_text_parts (mercer_param_get_text (param, recipe->values));
  int n = (int) g_strv_length (parts), most = param->kernels->most;
  char *refusal = NULL;
  if (most > 0 && n > most)
    return g_strdup_printf (ngettext ("“%s” takes %d kernel, not %d. Take some away.", "“%s” takes at most %d kernels, not %d. Take some away.",
                                      most),
                            _(param->title), most, n);
  for (int k = 0; k < n && refusal == NULL; k++)
    refusal = check_one (recipe, param, (size_t) k);
  return refusal;
}
