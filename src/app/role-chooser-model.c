/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "role-chooser-model.h"

#include <glib/gi18n.h>

void
mercer_column_item_free (MercerColumnItem *item)
{
  g_free (item->name);
  g_free (item->detail);
  g_free (item->objection);
  g_free (item);
}

static MercerColumnItem *
item_new (const MercerColumn *column)
{
  MercerColumnItem *item = g_new0 (MercerColumnItem, 1);
  const char *kind = column->kind == MERCER_COLUMN_CATEGORICAL ? _ ("categories")
                     : column->integral                         ? _ ("whole numbers")
                                                                 : _ ("numbers");

  item->name = g_strdup (column->name);
  item->detail = *column->unit != '\0' ? g_strdup_printf ("%s, %s", kind, column->unit) : g_strdup (kind);
  return item;
}

static bool
holds_one (const MercerRole *role)
{
  return role->max == 1;
}

/* The other role in which the column stands and that will not share it; only roles that must be filled do not. */
static const MercerRole *
other_role (const MercerRecipe *recipe, const MercerRole *role, const char *column)
{
  for (const MercerRole *other = mercer_recipe_method (recipe)->roles; other->id != NULL; other++)
    if (other->within == NULL && role->min > 0 && other->min > 0 && g_strcmp0 (other->id, role->id) != 0
        && g_strv_contains (mercer_recipe_role (recipe, other->id), column))
      return other;
  return NULL;
}

/* Can the two roles change columns, the one getting `column` of the other for its only one? */
static bool
can_swap (const MercerRecipe *recipe, const MercerRole *role, const MercerRole *other)
{
  const char *const *mine = mercer_recipe_role (recipe, role->id);
  int index;

  if (!holds_one (role) || mine[0] == NULL)
    return false;
  index = mercer_dataset_find (mercer_recipe_dataset (recipe), mine[0]);
  return index >= 0
         && (!other->numeric
             || mercer_dataset_column (mercer_recipe_dataset (recipe), index)->kind == MERCER_COLUMN_NUMERIC);
}

static char *
objection (const MercerRecipe *recipe, const MercerRole *role, const MercerColumn *column)
{
  const MercerRole *other;

  if (role->numeric && column->kind != MERCER_COLUMN_NUMERIC)
    return g_strdup_printf (_ ("“%s” holds categories; this place needs numbers"), column->name);
  if (column->kind == MERCER_COLUMN_NUMERIC && column->n_missing == column->n)
    return g_strdup_printf (_ ("“%s” has no values"), column->name);
  if (role->within != NULL)
    return NULL;
  other = other_role (recipe, role, column->name);
  if (other != NULL && !can_swap (recipe, role, other))
    return g_strdup_printf (_ ("“%s” is used as %s; choose another column there first"), column->name,
                            _ (other->title));
  return NULL;
}

GPtrArray *
mercer_role_items (const MercerRecipe *recipe, const MercerRole *role)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_column_item_free);
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *const *whole = role->within != NULL ? mercer_recipe_role (recipe, role->within) : NULL;

  for (size_t i = 0; i < mercer_dataset_columns (dataset); i++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, i);
      MercerColumnItem *item;
      if (whole != NULL && !g_strv_contains (whole, column->name))
        continue;
      item = item_new (column);
      item->objection = objection (recipe, role, column);
      g_ptr_array_add (items, item);
    }
  return items;
}

GPtrArray *
mercer_input_items (const MercerRecipe *recipe)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_column_item_free);
  MercerDataset *dataset = mercer_recipe_dataset (recipe);

  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL; name++)
    {
      int index = mercer_dataset_find (dataset, *name);
      if (index >= 0)
        g_ptr_array_add (items, item_new (mercer_dataset_column (dataset, index)));
    }
  return items;
}

/* --- Choosing --------------------------------------------------------------------------------- */

/* columns with `from` replaced by `to`. */
static GStrv
with_replaced (const char *const *columns, const char *from, const char *to)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv result;

  for (; *columns != NULL; columns++)
    g_strv_builder_add (builder, g_str_equal (*columns, from) ? to : *columns);
  result = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return result;
}

static GStrv
fitting (const MercerRecipe *recipe, const MercerRole *role, const char *const *columns)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  MercerDataset *dataset = mercer_recipe_dataset (recipe);

  for (; columns != NULL && *columns != NULL; columns++)
    {
      int index = mercer_dataset_find (dataset, *columns);
      g_autofree char *no = index < 0 ? NULL : objection (recipe, role, mercer_dataset_column (dataset, index));
      if (index >= 0 && no == NULL)
        g_strv_builder_add (builder, *columns);
    }
  return g_strv_builder_end (builder);
}

MercerRecipe *
mercer_role_choose (MercerRecipe *recipe, const MercerRole *role, const char *const *columns)
{
  g_auto (GStrv) wanted = fitting (recipe, role, columns);
  const char *const *mine = mercer_recipe_role (recipe, role->id);
  g_autoptr (MercerRecipe) swapped = mercer_recipe_ref (recipe);

  if (role->within == NULL && holds_one (role) && wanted[0] != NULL && mine[0] != NULL)
    {
      const MercerRole *other = other_role (recipe, role, wanted[0]);
      if (other != NULL)
        {
          g_auto (GStrv) theirs = with_replaced (mercer_recipe_role (recipe, other->id), wanted[0], mine[0]);
          mercer_recipe_unref (swapped);
          swapped = mercer_recipe_with_role (recipe, other->id, (const char *const *) theirs);
        }
    }
  return mercer_recipe_with_role (swapped, role->id, (const char *const *) wanted);
}
