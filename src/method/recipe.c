/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recipe itself: references, members, and changes that return a new one. */

#include "recipe-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (mercer-recipe-error-quark, mercer_recipe_error)

static void
clear_position (gpointer position)
{
  g_free (((MercerPosition *) position)->column);
}

static GArray *
copy_positions (const GArray *positions)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (MercerPosition));
  g_array_set_clear_func (copy, clear_position);
  for (guint i = 0; positions != NULL && i < positions->len; i++)
    {
      const MercerPosition *p = &g_array_index (positions, MercerPosition, i);
      MercerPosition one = { g_strdup (p->column), p->value };
      g_array_append_val (copy, one);
    }
  return copy;
}

MercerRecipe *
mercer_recipe_blank (const MercerMethod *method, MercerDataset *dataset)
{
  MercerRecipe *recipe = g_new0 (MercerRecipe, 1);
  atomic_init (&recipe->references, 1);
  recipe->method = method;
  recipe->values = g_malloc0 (MAX (method->values_size, 1));
  mercer_params_start (method->params, recipe->values);
  recipe->dataset = mercer_dataset_ref (dataset);
  if (method->kernel != NULL)
    {
      recipe->kernel = mercer_kernel_parse (method->kernel, NULL, NULL, NULL);
      g_assert (recipe->kernel != NULL);
    }
  for (int i = 0; i < MERCER_MAX_ROLES; i++)
    recipe->roles[i] = g_new0 (char *, 1);
  recipe->positions = copy_positions (NULL);
  return recipe;
}

MercerRecipe *
mercer_recipe_thaw (const MercerRecipe *recipe)
{
  MercerRecipe *copy = g_new0 (MercerRecipe, 1);
  atomic_init (&copy->references, 1);
  copy->method = recipe->method;
  copy->values = g_memdup2 (recipe->values, MAX (recipe->method->values_size, 1));
  copy->dataset = mercer_dataset_ref (recipe->dataset);
  for (int i = 0; i < MERCER_MAX_TABLES; i++)
    copy->tables[i] = recipe->tables[i] != NULL ? mercer_dataset_ref (recipe->tables[i]) : NULL;
  copy->kernel = recipe->kernel != NULL ? mercer_kernel_ref (recipe->kernel) : NULL;
  for (int i = 0; i < MERCER_MAX_ROLES; i++)
    copy->roles[i] = g_strdupv (recipe->roles[i]);
  copy->positions = copy_positions (recipe->positions);
  copy->action = g_strdup (recipe->action);
  copy->seed = recipe->seed;
  mercer_recipe_take_view (copy, recipe);
  mercer_recipe_take_touch (copy, recipe);
  return copy;
}

MercerRecipe *
mercer_recipe_ref (MercerRecipe *recipe)
{
  atomic_fetch_add_explicit (&recipe->references, 1, memory_order_relaxed);
  return recipe;
}

void
mercer_recipe_unref (MercerRecipe *recipe)
{
  if (recipe == NULL || atomic_fetch_sub_explicit (&recipe->references, 1, memory_order_acq_rel) > 1)
    return;
  g_free (recipe->values);
  g_clear_pointer (&recipe->dataset, mercer_dataset_unref);
  for (int i = 0; i < MERCER_MAX_TABLES; i++)
    g_clear_pointer (&recipe->tables[i], mercer_dataset_unref);
  g_clear_pointer (&recipe->kernel, mercer_kernel_unref);
  for (int i = 0; i < MERCER_MAX_ROLES; i++)
    g_strfreev (recipe->roles[i]);
  g_array_unref (recipe->positions);
  g_free (recipe->action);
  g_clear_pointer (&recipe->views, g_array_unref);
  g_clear_pointer (&recipe->brushed, g_bytes_unref);
  g_free (recipe);
}

static void
hash_roles (MercerHash *hash, const MercerRecipe *recipe)
{
  for (int i = 0; i < MERCER_MAX_ROLES; i++)
    {
      for (char **c = recipe->roles[i]; *c != NULL; c++)
        mercer_hash_add_string (hash, *c);
      mercer_hash_add_size (hash, (size_t) i);
    }
}

static void
hash_value (MercerHash *hash, const MercerParam *param, const void *values)
{
  if (param->kind == MERCER_PARAM_TEXT)
    {
      mercer_hash_add_string (hash, mercer_param_get_text (param, values));
      return;
    }
  if (param->kind != MERCER_PARAM_LIST)
    {
      mercer_hash_add_double (hash, mercer_param_get (param, values));
      return;
    }
  const MercerList *list = mercer_param_get_list (param, values);
  mercer_hash_add_size (hash, (size_t) list->n);
  for (int i = 0; i < list->n; i++)
    mercer_hash_add_double (hash, list->at[i]);
}

MercerRecipe *
mercer_recipe_seal (MercerRecipe *recipe)
{
  MercerHash hash = mercer_hash_start ("recipe");
  mercer_hash_add_string (&hash, recipe->method->id);
  for (const MercerParam *p = recipe->method->params; p != NULL && p->id != NULL; p++)
    hash_value (&hash, p, recipe->values);
  mercer_hash_add_hash (&hash, mercer_dataset_hash (recipe->dataset));
  if (recipe->kernel != NULL)
    {
      /* Its text, because pins and bounds belong to the recipe although no number of a plain run depends on them. */
      g_autofree char *text = mercer_kernel_print (recipe->kernel);
      mercer_hash_add_string (&hash, text);
    }
  for (int i = 0; i < MERCER_MAX_TABLES; i++)
    if (recipe->tables[i] != NULL)
      {
        mercer_hash_add_size (&hash, (size_t) i);
        mercer_hash_add_hash (&hash, mercer_dataset_hash (recipe->tables[i]));
      }
  hash_roles (&hash, recipe);
  for (guint i = 0; i < recipe->positions->len; i++)
    {
      const MercerPosition *p = &g_array_index (recipe->positions, MercerPosition, i);
      mercer_hash_add_string (&hash, p->column);
      mercer_hash_add_double (&hash, p->value);
    }
  mercer_hash_add_string (&hash, recipe->action != NULL ? recipe->action : "");
  mercer_hash_add_size (&hash, recipe->seed);
  mercer_recipe_hash_picture (recipe, &hash);
  recipe->hash = hash;
  return recipe;
}

/* --- Members ----------------------------------------------------------------------------------- */

const MercerMethod *
mercer_recipe_method (const MercerRecipe *recipe)
{
  return recipe->method;
}

const void *
mercer_recipe_values (const MercerRecipe *recipe)
{
  return recipe->values;
}

MercerDataset *
mercer_recipe_dataset (const MercerRecipe *recipe)
{
  return recipe->dataset;
}

MercerKernel *
mercer_recipe_kernel (const MercerRecipe *recipe)
{
  return recipe->kernel;
}

MercerDataset *
mercer_recipe_at (const MercerRecipe *recipe)
{
  return recipe->tables[0];
}

int
mercer_recipe_table_index (const MercerMethod *method, const char *id)
{
  if (g_str_equal (id, "at"))
    return 0;
  for (int i = 0; method->tables != NULL && method->tables[i].id != NULL; i++)
    if (g_str_equal (method->tables[i].id, id))
      return i + 1;
  return -1;
}

MercerDataset *
mercer_recipe_table (const MercerRecipe *recipe, const char *id)
{
  int i = mercer_recipe_table_index (recipe->method, id);
  return i >= 0 ? recipe->tables[i] : NULL;
}

uint64_t
mercer_recipe_seed (const MercerRecipe *recipe)
{
  return recipe->seed;
}

const char *
mercer_recipe_action (const MercerRecipe *recipe)
{
  return recipe->action;
}

MercerHash
mercer_recipe_hash (const MercerRecipe *recipe)
{
  return recipe->hash;
}

/* --- Changes ----------------------------------------------------------------------------------- */

MercerRecipe *
mercer_recipe_with_values (MercerRecipe *recipe, const void *values)
{
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  memcpy (changed->values, values, recipe->method->values_size);
  return mercer_recipe_seal (changed);
}

MercerRecipe *
mercer_recipe_with_value (MercerRecipe *recipe, const char *param, double value)
{
  const MercerParam *spec = mercer_params_find (recipe->method->params, param);
  g_return_val_if_fail (spec != NULL, mercer_recipe_ref (recipe));
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  mercer_param_set (spec, changed->values, value);
  return mercer_recipe_seal (changed);
}

MercerRecipe *
mercer_recipe_with_list (MercerRecipe *recipe, const char *param, const double *numbers, int n)
{
  const MercerParam *spec = mercer_params_find (recipe->method->params, param);
  g_return_val_if_fail (spec != NULL, mercer_recipe_ref (recipe));
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  mercer_param_set_list (spec, changed->values, numbers, n);
  return mercer_recipe_seal (changed);
}

MercerRecipe *
mercer_recipe_with_text (MercerRecipe *recipe, const char *param, const char *text)
{
  const MercerParam *spec = mercer_params_find (recipe->method->params, param);
  g_return_val_if_fail (spec != NULL, mercer_recipe_ref (recipe));
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  mercer_param_set_text (spec, changed->values, text);
  return mercer_recipe_seal (changed);
}

MercerRecipe *
mercer_recipe_with_kernel (MercerRecipe *recipe, MercerKernel *kernel)
{
  g_return_val_if_fail (recipe->method->kernel != NULL, mercer_recipe_ref (recipe));
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  mercer_kernel_unref (changed->kernel);
  changed->kernel = mercer_kernel_ref (kernel);
  return mercer_recipe_seal (changed);
}

MercerRecipe *
mercer_recipe_with_table (MercerRecipe *recipe, const char *id, MercerDataset *table)
{
  int i = mercer_recipe_table_index (recipe->method, id);
  g_return_val_if_fail (i >= 0 && i < MERCER_MAX_TABLES, mercer_recipe_ref (recipe));
  g_autoptr (MercerRecipe) changed = mercer_recipe_thaw (recipe);
  g_clear_pointer (&changed->tables[i], mercer_dataset_unref);
  changed->tables[i] = table != NULL ? mercer_dataset_ref (table) : NULL;
  mercer_recipe_seal (changed);
  /* Where an answer is wanted says nothing about what suits the data. */
  return g_str_equal (id, "at") ? g_steal_pointer (&changed) : mercer_recipe_follow_suggestions (recipe, changed);
}

MercerRecipe *
mercer_recipe_with_at (MercerRecipe *recipe, MercerDataset *at)
{
  return mercer_recipe_with_table (recipe, "at", at);
}

MercerRecipe *
mercer_recipe_with_seed (MercerRecipe *recipe, uint64_t seed)
{
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  changed->seed = seed;
  return mercer_recipe_seal (changed);
}

MercerRecipe *
mercer_recipe_with_action (MercerRecipe *recipe, const char *action)
{
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  g_free (changed->action);
  changed->action = g_strdup (action);
  return mercer_recipe_seal (changed);
}

/* Roles of columns that are among those of another one, and positions of the rest. */
static void
take_drawn (MercerRecipe *recipe, const MercerRecipe *from)
{
  for (int r = 0; recipe->method->roles[r].id != NULL; r++)
    if (recipe->method->roles[r].within != NULL)
      {
        g_strfreev (recipe->roles[r]);
        recipe->roles[r] = g_strdupv (from->roles[r]);
      }
  g_array_unref (recipe->positions);
  recipe->positions = copy_positions (from->positions);
}

/* `from` with all that may change live taken from `to`; if nothing else differs that is `to`. */
bool
mercer_recipe_is_live_change (const MercerRecipe *from, const MercerRecipe *to)
{
  unsigned flags = from->method->flags;
  if (from->method != to->method || (flags & MERCER_METHOD_FLOW) == 0)
    return false;
  g_autoptr (MercerRecipe) moved = mercer_recipe_thaw (from);
  for (const MercerParam *p = from->method->params; p != NULL && p->id != NULL; p++)
    if ((p->flags & MERCER_LIVE) != 0)
      mercer_param_copy (p, to->values, moved->values);
  if ((flags & MERCER_METHOD_LIVE_KERNEL) != 0 && to->kernel != NULL)
    {
      mercer_kernel_unref (moved->kernel);
      moved->kernel = mercer_kernel_ref (to->kernel);
    }
  if ((flags & MERCER_METHOD_LIVE_DATA) != 0)
    {
      mercer_dataset_unref (moved->dataset);
      moved->dataset = mercer_dataset_ref (to->dataset);
    }
  /* What is in view or selected, which of its columns are drawn and where the others stand is only drawn by a flow, never computed on. */
  mercer_recipe_take_view (moved, to);
  if ((flags & MERCER_METHOD_POSITIONS) != 0)
    take_drawn (moved, to);
  if ((flags & MERCER_METHOD_LIVE_TOUCH) != 0)
    mercer_recipe_take_touch (moved, to);
  return mercer_hash_equal (mercer_recipe_seal (moved)->hash, to->hash);
}

void
mercer_recipe_set_position (MercerRecipe *recipe, const char *column, double value)
{
  guint i = 0;
  int order = 1;
  for (; i < recipe->positions->len; i++)
    {
      order = strcmp (g_array_index (recipe->positions, MercerPosition, i).column, column);
      if (order >= 0)
        break;
    }
  if (order == 0)
    g_array_index (recipe->positions, MercerPosition, i).value = value;
  else
    {
      MercerPosition one = { g_strdup (column), value };
      g_array_insert_val (recipe->positions, i, one);
    }
}

MercerRecipe *
mercer_recipe_with_position (MercerRecipe *recipe, const char *column, double value)
{
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  mercer_recipe_set_position (changed, column, value);
  return mercer_recipe_seal (changed);
}
