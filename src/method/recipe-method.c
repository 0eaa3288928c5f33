/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from one method to another with the same table. */

#include "recipe-private.h"

/* The columns of the role of the same id that fit this one. False if they are too few to be worth keeping. */
static bool
take_role (MercerRecipe *to, const MercerRecipe *from, int r)
{
  const MercerRole *role = &to->method->roles[r];
  GPtrArray *names = g_ptr_array_new ();
  for (const char *const *name = mercer_recipe_role (from, role->id); *name != NULL; name++)
    {
      int c = mercer_dataset_find (to->dataset, *name);
      bool room = role->max == 0 || (int) names->len < role->max;
      if (c >= 0 && room && mercer_recipe_fits (role, mercer_dataset_column (to->dataset, (size_t) c)))
        g_ptr_array_add (names, g_strdup (*name));
    }
  bool enough = names->len > 0 && (int) names->len >= role->min;
  g_ptr_array_add (names, NULL);
  g_strfreev (to->roles[r]);
  to->roles[r] = (char **) g_ptr_array_free (names, FALSE);
  return enough;
}

static bool
roles_are_filled (const MercerRecipe *recipe)
{
  for (int r = 0; recipe->method->roles != NULL && recipe->method->roles[r].id != NULL; r++)
    if ((int) g_strv_length (recipe->roles[r]) < recipe->method->roles[r].min)
      return false;
  return true;
}

/* Columns stay where they were unless that leaves too few for a role that the old method did not have. */
static void
take_roles (MercerRecipe *to, const MercerRecipe *from)
{
  bool kept[MERCER_MAX_ROLES] = { false };
  for (int r = 0; to->method->roles != NULL && to->method->roles[r].id != NULL; r++)
    kept[r] = take_role (to, from, r);
  mercer_recipe_choose_roles (to, kept);
  if (!roles_are_filled (to))
    mercer_recipe_choose_roles (to, NULL);
  mercer_recipe_prune_subsets (to);
}

/* "at" comes along where it is the same to both methods; otherwise its points were chosen for what the other one computes. */
static void
take_tables (MercerRecipe *to, const MercerRecipe *from)
{
  if (to->method->at != NULL && to->method->at == from->method->at && mercer_recipe_at (from) != NULL)
    to->tables[mercer_recipe_table_index (to->method, "at")] = mercer_dataset_ref (mercer_recipe_at (from));
  for (const MercerTableRole *t = to->method->tables; t != NULL && t->id != NULL; t++)
    {
      MercerDataset *table = mercer_recipe_table (from, t->id);
      if (table != NULL)
        to->tables[mercer_recipe_table_index (to->method, t->id)] = mercer_dataset_ref (table);
    }
}

/* A kernel that is still as suggested says nothing about what a person wants. */
static bool
is_own_kernel (MercerRecipe *recipe)
{
  if (recipe->kernel == NULL)
    return false;
  g_autoptr (MercerRecipe) suggested = mercer_recipe_suggested (recipe);
  return !mercer_hash_equal (mercer_kernel_hash (recipe->kernel), mercer_kernel_hash (suggested->kernel));
}

/* Takes recipe. */
static MercerRecipe *
with_kernel_if_it_runs (MercerRecipe *recipe, MercerKernel *kernel)
{
  MercerRecipe *with = mercer_recipe_with_kernel (recipe, kernel);
  g_autofree char *refusal = mercer_recipe_check (with);
  mercer_recipe_unref (refusal == NULL ? recipe : with);
  return refusal == NULL ? with : recipe;
}

MercerRecipe *
mercer_recipe_with_method (MercerRecipe *recipe, const MercerMethod *method)
{
  if (recipe->method == method)
    return mercer_recipe_ref (recipe);
  g_autoptr (MercerRecipe) to = mercer_recipe_blank (method, recipe->dataset);
  take_roles (to, recipe);
  take_tables (to, recipe);
  for (guint i = 0; i < recipe->positions->len; i++)
    {
      const MercerPosition *p = &g_array_index (recipe->positions, MercerPosition, i);
      mercer_recipe_set_position (to, p->column, p->value);
    }
  to->seed = recipe->seed;
  MercerRecipe *suggested = mercer_recipe_suggested (mercer_recipe_seal (to));
  return method->kernel != NULL && is_own_kernel (recipe) ? with_kernel_if_it_runs (suggested, recipe->kernel)
                                                          : suggested;
}
