/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recipe knows of the picture and of the hand: ranges in view, a particle held, rows selected, what a handle sets. */

#include "recipe-private.h"

#include <math.h>
#include <string.h>

/* --- Views --------------------------------------------------------------------------------------- */

static void
clear_view (gpointer view)
{
  g_free (((MercerAxisView *) view)->axis);
}

static GArray *
views_new (void)
{
  GArray *views = g_array_new (FALSE, FALSE, sizeof (MercerAxisView));
  g_array_set_clear_func (views, clear_view);
  return views;
}

static GArray *
copy_views (const GArray *views)
{
  if (views == NULL || views->len == 0)
    return NULL;
  GArray *copy = views_new ();
  for (guint i = 0; i < views->len; i++)
    {
      const MercerAxisView *v = &g_array_index (views, MercerAxisView, i);
      MercerAxisView one = { g_strdup (v->axis), v->low, v->high };
      g_array_append_val (copy, one);
    }
  return copy;
}

static guint
find_view (const GArray *views, const char *axis, bool *found)
{
  guint i = 0;
  *found = false;
  for (; views != NULL && i < views->len; i++)
    {
      int order = strcmp (g_array_index (views, MercerAxisView, i).axis, axis);
      *found = order == 0;
      if (order >= 0)
        break;
    }
  return i;
}

bool
mercer_recipe_view (const MercerRecipe *recipe, const char *axis, double *low, double *high)
{
  bool found;
  guint i = find_view (recipe->views, axis, &found);
  if (found)
    {
      const MercerAxisView *v = &g_array_index (recipe->views, MercerAxisView, i);
      *low = v->low;
      *high = v->high;
    }
  return found;
}

MercerRecipe *
mercer_recipe_with_view (MercerRecipe *recipe, const char *axis, double low, double high)
{
  bool found, wanted = isfinite (low) && isfinite (high) && low < high;
  guint i = find_view (recipe->views, axis, &found);
  if (!found && !wanted)
    return mercer_recipe_ref (recipe);
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  if (changed->views == NULL)
    changed->views = views_new ();
  if (found)
    g_array_remove_index (changed->views, i);
  if (wanted)
    {
      MercerAxisView one = { g_strdup (axis), low, high };
      g_array_insert_val (changed->views, i, one);
    }
  return mercer_recipe_seal (changed);
}

/* --- Touch --------------------------------------------------------------------------------------- */

const MercerTouch *
mercer_recipe_touch (const MercerRecipe *recipe)
{
  return recipe->touched ? &recipe->touch : NULL;
}

MercerRecipe *
mercer_recipe_with_touch (MercerRecipe *recipe, const MercerTouch *touch)
{
  if (touch == NULL && !recipe->touched)
    return mercer_recipe_ref (recipe);
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  changed->touched = touch != NULL;
  changed->touch = touch != NULL ? *touch : (MercerTouch){ 0 };
  return mercer_recipe_seal (changed);
}

void
mercer_recipe_take_touch (MercerRecipe *to, const MercerRecipe *from)
{
  to->touched = from->touched;
  to->touch = from->touch;
}

/* --- Rows selected --------------------------------------------------------------------------------- */

const uint64_t *
mercer_recipe_brushed (const MercerRecipe *recipe, size_t *n)
{
  gsize size = 0;
  const uint64_t *rows = recipe->brushed != NULL ? g_bytes_get_data (recipe->brushed, &size) : NULL;
  *n = size / sizeof *rows;
  return rows;
}

MercerRecipe *
mercer_recipe_with_brushed (MercerRecipe *recipe, const uint64_t *rows, size_t n)
{
  size_t before;
  const uint64_t *old = mercer_recipe_brushed (recipe, &before);
  bool same = n == before && (n == 0 || memcmp (old, rows, n * sizeof *rows) == 0);
  if (same || (recipe->method->flags & MERCER_METHOD_BRUSH) == 0)
    return mercer_recipe_ref (recipe);
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  g_clear_pointer (&changed->brushed, g_bytes_unref);
  changed->brushed = n > 0 ? g_bytes_new (rows, n * sizeof *rows) : NULL;
  return mercer_recipe_seal (changed);
}

/* --- All of it ------------------------------------------------------------------------------------- */

void
mercer_recipe_take_view (MercerRecipe *to, const MercerRecipe *from)
{
  g_clear_pointer (&to->views, g_array_unref);
  to->views = copy_views (from->views);
  g_clear_pointer (&to->brushed, g_bytes_unref);
  to->brushed = from->brushed != NULL ? g_bytes_ref (from->brushed) : NULL;
}

MercerRecipe *
mercer_recipe_without_picture (MercerRecipe *recipe)
{
  if (!recipe->touched && recipe->brushed == NULL && (recipe->views == NULL || recipe->views->len == 0))
    return mercer_recipe_ref (recipe);
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  g_clear_pointer (&changed->views, g_array_unref);
  g_clear_pointer (&changed->brushed, g_bytes_unref);
  changed->touched = false;
  return mercer_recipe_seal (changed);
}

void
mercer_recipe_hash_picture (const MercerRecipe *recipe, MercerHash *hash)
{
  for (guint i = 0; recipe->views != NULL && i < recipe->views->len; i++)
    {
      const MercerAxisView *v = &g_array_index (recipe->views, MercerAxisView, i);
      mercer_hash_add_string (hash, "view");
      mercer_hash_add_string (hash, v->axis);
      mercer_hash_add_double (hash, v->low);
      mercer_hash_add_double (hash, v->high);
    }
  if (recipe->touched)
    {
      mercer_hash_add_string (hash, "touch");
      mercer_hash_add_size (hash, recipe->touch.particle);
      mercer_hash_add_double (hash, recipe->touch.x);
      mercer_hash_add_double (hash, recipe->touch.y);
      mercer_hash_add_size (hash, recipe->touch.let_go);
    }
  size_t n;
  const uint64_t *rows = mercer_recipe_brushed (recipe, &n);
  if (n > 0)
    {
      mercer_hash_add_string (hash, "brushed");
      mercer_hash_add (hash, rows, n * sizeof *rows);
    }
}

/* --- Handles ------------------------------------------------------------------------------------- */

/* One component of a list; the list grows to hold it, by what the target says or else the same value. */
static MercerRecipe *
with_component (MercerRecipe *recipe, const MercerParam *param, const MercerHandleTarget *target, double value)
{
  MercerList list = *mercer_param_get_list (param, recipe->values);
  int component = MAX (target->component, 0);
  if (component >= MERCER_LIST_MAX)
    return mercer_recipe_ref (recipe);
  for (; list.n <= component; list.n++)
    list.at[list.n] = (size_t) list.n < MIN (target->n_list, G_N_ELEMENTS (target->list)) ? target->list[list.n] : value;
  list.at[component] = value;
  return mercer_recipe_with_list (recipe, param->id, list.at, list.n);
}

static MercerRecipe *
with_target (MercerRecipe *recipe, const MercerHandleTarget *target, const double *values, int n)
{
  if (target->id == NULL || !isfinite (values[0]))
    return mercer_recipe_ref (recipe);
  if (g_str_equal (target->id, "position") && target->column != NULL)
    return mercer_recipe_with_position (recipe, target->column, values[0]);
  const MercerParam *param = mercer_params_find (recipe->method->params, target->id);
  if (param == NULL)
    return mercer_recipe_ref (recipe);
  MercerRecipe *set = param->kind != MERCER_PARAM_LIST ? mercer_recipe_with_value (recipe, param->id, values[0])
                      : n > 1                          ? mercer_recipe_with_list (recipe, param->id, values, n)
                                                       : with_component (recipe, param, target, values[0]);
  return mercer_recipe_by_hand (set, param->id);
}

MercerRecipe *
mercer_recipe_by_hand (MercerRecipe *recipe, const char *param)
{
  if (recipe->method->by_hand == NULL)
    return recipe;
  MercerRecipe *meant = recipe->method->by_hand (recipe, param);
  mercer_recipe_unref (recipe);
  return meant;
}

MercerRecipe *
mercer_recipe_with_handle (MercerRecipe *recipe, const MercerHandle *handle, const MercerHandleValue *value)
{
  bool ellipse = handle->kind == MERCER_HANDLE_ELLIPSE;
  g_autoptr (MercerRecipe) first
      = with_target (recipe, &handle->value, ellipse ? value->a : &value->value, ellipse ? 3 : 1);
  return with_target (first, &handle->value_y, &value->value_y, 1);
}
