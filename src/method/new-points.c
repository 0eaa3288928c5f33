/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "new-points.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const MercerTableRole mercer_new_points_role = {
  "at", N_("New points"),
  N_("A table with columns of the same names as the inputs; its rows are put among the points, which they do not move")
};

static const MercerColumn *
column_named (MercerDataset *dataset, const char *name)
{
  int c = mercer_dataset_find (dataset, name);
  return c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;
}

/* The numbers that the data give to the levels of the new points; -1: to none. g_free. */
static int *
level_numbers (const MercerColumn *data, const MercerColumn *at)
{
  int *numbers = g_new (int, at->n_levels + 1);
  for (size_t level = 0; level < at->n_levels; level++)
    {
      numbers[level] = -1;
      for (size_t k = 0; k < data->n_levels && numbers[level] < 0; k++)
        if (g_str_equal (data->levels[k], at->levels[level]))
          numbers[level] = (int) k;
    }
  return numbers;
}

static char *
check_levels (const MercerColumn *data, const MercerColumn *at, const char *name)
{
  g_autofree int *numbers = level_numbers (data, at);
  for (size_t i = 0; i < at->n; i++)
    if (at->codes[i] >= 0 && numbers[at->codes[i]] < 0)
      return g_strdup_printf (_("Row %zu of the new points has “%s” in column “%s”, which the data do not. Remove the row."), i + 1,
                              at->levels[at->codes[i]], name);
  return NULL;
}

static bool
is_missing (const MercerColumn *column, size_t i)
{
  return column->values != NULL ? isnan (column->values[i]) : column->codes[i] < 0;
}

static char *
check_column (const MercerColumn *data, const MercerColumn *at, const char *name)
{
  if (at == NULL)
    return g_strdup_printf (_("The new points have no column “%s”. Name it as in the data."), name);
  if (at->kind != data->kind)
    return data->kind == MERCER_COLUMN_NUMERIC
             ? g_strdup_printf (_("Column “%s” of the new points holds text; numbers are needed."), name)
             : g_strdup_printf (_("Column “%s” of the new points holds numbers, and that of the data categories. Give their names."), name);
  for (size_t i = 0; at->n_missing > 0 && i < at->n; i++)
    if (is_missing (at, i))
      return g_strdup_printf (_("Row %zu of the new points has no value in column “%s”. Fill it in or remove the row."), i + 1, name);
  return data->kind == MERCER_COLUMN_CATEGORICAL ? check_levels (data, at, name) : NULL;
}

char *
mercer_new_points_check (const MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe), *at = mercer_recipe_at (recipe);
  char *refusal = NULL;
  for (const char *const *name = mercer_recipe_role (recipe, "x"); at != NULL && *name != NULL && refusal == NULL; name++)
    {
      const MercerColumn *data = column_named (dataset, *name);
      refusal = data != NULL ? check_column (data, column_named (at, *name), *name) : NULL; /* else it is said elsewhere */
    }
  return refusal;
}

void
mercer_new_points_fill (const MercerRecipe *recipe, MercerMatrix points)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  for (size_t c = 0; c < points.cols && points.rows > 0; c++)
    {
      const MercerColumn *data = column_named (mercer_recipe_dataset (recipe), names[c]);
      const MercerColumn *at = column_named (mercer_recipe_at (recipe), names[c]);
      double *to = mercer_matrix_column (points, c);
      if (at->values != NULL)
        {
          memcpy (to, at->values, points.rows * sizeof *to);
          continue;
        }
      g_autofree int *numbers = level_numbers (data, at);
      for (size_t i = 0; i < points.rows; i++)
        to[i] = numbers[at->codes[i]];
    }
}
