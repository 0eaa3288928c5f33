/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns in roles: defaults, changes, and what follows from them (suggestions, matrices). */

#include "recipe-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "coordinates.h"
#include "spelled.h"

int
mercer_recipe_role_index (const MercerMethod *method, const char *role)
{
  for (int i = 0; method->roles != NULL && method->roles[i].id != NULL; i++)
    if (g_str_equal (method->roles[i].id, role))
      return i;
  return -1;
}

const char *const *
mercer_recipe_role (const MercerRecipe *recipe, const char *role)
{
  static const char *const none[] = { NULL };
  int i = mercer_recipe_role_index (recipe->method, role);
  return i >= 0 ? (const char *const *) recipe->roles[i] : none;
}

size_t
mercer_recipe_role_columns (const MercerRecipe *recipe, const char *role, int *columns, size_t max)
{
  size_t n = 0;
  for (const char *const *name = mercer_recipe_role (recipe, role); *name != NULL && n < max; name++)
    {
      int index = mercer_dataset_find (recipe->dataset, *name);
      if (index >= 0)
        columns[n++] = index;
    }
  return n;
}

/* --- Defaults ---------------------------------------------------------------------------------- */

bool
mercer_recipe_fits (const MercerRole *role, const MercerColumn *column)
{
  return !role->numeric || column->kind == MERCER_COLUMN_NUMERIC;
}

/* Gives role `r` up to `count` (0: any number) of the untaken columns, from the first or from the last. */
static void
take_columns (MercerRecipe *recipe, int r, int count, bool from_end, bool numbers_only, bool *taken)
{
  const MercerRole *role = &recipe->method->roles[r];
  size_t columns = mercer_dataset_columns (recipe->dataset);
  GPtrArray *names = g_ptr_array_new ();
  for (size_t k = 0; k < columns && (count == 0 || (int) names->len < count); k++)
    {
      size_t c = from_end ? columns - 1 - k : k;
      const MercerColumn *column = mercer_dataset_column (recipe->dataset, c);
      if (taken[c] || !mercer_recipe_fits (role, column) || (numbers_only && column->kind != MERCER_COLUMN_NUMERIC))
        continue;
      taken[c] = true;
      g_ptr_array_add (names, g_strdup (column->name));
    }
  g_ptr_array_add (names, NULL);
  g_strfreev (recipe->roles[r]);
  recipe->roles[r] = (char **) g_ptr_array_free (names, FALSE);
}

void
mercer_recipe_mark_taken (const MercerRecipe *recipe, int r, bool *taken)
{
  for (char **name = recipe->roles[r]; *name != NULL; name++)
    {
      int c = mercer_dataset_find (recipe->dataset, *name);
      if (c >= 0)
        taken[c] = true;
    }
}

/* Whole numbers that can be years of our calendar, and dates: when a row was observed, hardly what it is that was observed. */
static bool
looks_like_years (const MercerColumn *column)
{
  const bool of_time = column->integral || g_str_equal (column->unit, MERCER_SPELLED_DATES_UNIT);
  return column->kind == MERCER_COLUMN_NUMERIC && of_time && column->min >= 1700 && column->max <= 2100;
}

/* As take_columns () from the last column on, years only where there is nothing else. */
static void
take_outcome (MercerRecipe *recipe, int r, int count, bool numbers_only, bool *taken)
{
  size_t columns = mercer_dataset_columns (recipe->dataset);
  g_autofree bool *no_outcome = g_memdup2 (taken, (columns + 1) * sizeof *taken);
  for (size_t c = 0; c < columns; c++)
    no_outcome[c] |= looks_like_years (mercer_dataset_column (recipe->dataset, c));
  take_columns (recipe, r, count, true, numbers_only, no_outcome);
  if ((int) g_strv_length (recipe->roles[r]) < count)
    take_columns (recipe, r, count, true, numbers_only, taken);
  else
    mercer_recipe_mark_taken (recipe, r, taken);
}

/* Numbers first, where the role wants that; one column of categories where there are none left. One that has another value in
 * every row is a name and says nothing. */
static void
take_unasked (MercerRecipe *recipe, int r, int count, bool from_end, bool *taken)
{
  const MercerRole *role = &recipe->method->roles[r];
  if (from_end)
    take_outcome (recipe, r, count, role->numbers_first, taken);
  else
    take_columns (recipe, r, count, false, role->numbers_first, taken);
  if (recipe->roles[r][0] != NULL || role->min == 0 || !role->numbers_first)
    return;
  g_autofree bool *of_no_use = g_memdup2 (taken, (mercer_dataset_columns (recipe->dataset) + 1) * sizeof *taken);
  for (size_t c = 0; c < mercer_dataset_columns (recipe->dataset); c++)
    {
      const MercerColumn *column = mercer_dataset_column (recipe->dataset, c);
      of_no_use[c] |= column->kind != MERCER_COLUMN_NUMERIC && column->n_levels >= column->n;
    }
  take_columns (recipe, r, 1, from_end, false, of_no_use);
}

/* The first two numeric columns, by their names. */
static bool
begins_with_coordinates (const MercerRecipe *recipe)
{
  const MercerColumn *first[2];
  size_t found = 0;
  for (size_t c = 0; c < mercer_dataset_columns (recipe->dataset) && found < 2; c++)
    {
      const MercerColumn *column = mercer_dataset_column (recipe->dataset, c);
      if (column->kind == MERCER_COLUMN_NUMERIC)
        first[found++] = column;
    }
  return found == 2 && mercer_columns_are_coordinates (first[0], first[1]);
}

/* The first role reads the table from its start; later required ones from its end, before the first takes all
 * that is left. So the last numeric column is y, but for years. */
void
mercer_recipe_choose_roles (MercerRecipe *recipe, const bool *kept)
{
  const MercerRole *roles = recipe->method->roles;
  if (roles == NULL || roles[0].id == NULL)
    return;
  g_autofree bool *taken = g_new0 (bool, mercer_dataset_columns (recipe->dataset) + 1);
  for (int r = 0; kept != NULL && roles[r].id != NULL; r++)
    if (kept[r])
      mercer_recipe_mark_taken (recipe, r, taken);
  for (int r = 1; roles[r].id != NULL; r++)
    {
      if (kept != NULL && kept[r])
        continue;
      g_strfreev (recipe->roles[r]);
      recipe->roles[r] = g_new0 (char *, 1);
      if (roles[r].min > 0 && roles[r].within == NULL)
        take_unasked (recipe, r, MAX (roles[r].start, roles[r].min), true, taken);
    }
  if (kept == NULL || !kept[0])
    take_unasked (recipe, 0, roles[0].start != MERCER_START_COORDINATES  ? roles[0].start
                             : begins_with_coordinates (recipe) ? 2
                                                                : 1, false, taken);
}

/* --- Suggestions ------------------------------------------------------------------------------- */

/* There is something to suggest from: rows, or for a flow the ground on which they will be painted. */
static bool
has_scale (const MercerRecipe *recipe)
{
  double low, high;
  return mercer_dataset_rows (recipe->dataset) > 0
         || ((recipe->method->flags & MERCER_METHOD_FLOW) != 0 && mercer_dataset_ground (recipe->dataset, &low, &high));
}

/* Nothing can be suggested for columns that do not fit their roles; the check will say so. */
MercerRecipe *
mercer_recipe_suggested (MercerRecipe *recipe)
{
  g_autofree char *refusal = mercer_recipe_check_roles (recipe);
  return has_scale (recipe) && refusal == NULL ? mercer_recipe_suggest (recipe) : mercer_recipe_ref (recipe);
}

MercerRecipe *
mercer_recipe_new (const MercerMethod *method, MercerDataset *dataset)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_blank (method, dataset);
  mercer_recipe_choose_roles (recipe, NULL);
  mercer_recipe_seal (recipe);
  return mercer_recipe_suggested (recipe);
}

static bool
kernel_fits (const MercerRecipe *recipe)
{
  g_autoptr (MercerKernel) bound = mercer_recipe_bind_kernel (recipe, NULL);
  g_autofree char *refusal = bound != NULL ? mercer_recipe_check_categories (recipe, "x", bound, NULL) : NULL;
  return bound != NULL && refusal == NULL;
}

/* A person's kernel stays as it is, or with the new categories beside it; else what is suggested takes its place. */
static MercerKernel *
followed_kernel (MercerRecipe *changed, MercerRecipe *now, bool suggested)
{
  if (suggested)
    return mercer_kernel_ref (now->kernel);
  if (kernel_fits (changed))
    return mercer_kernel_ref (changed->kernel);
  g_autoptr (MercerKernel) beside = mercer_recipe_kernel_for_categories (changed, changed->kernel);
  g_autoptr (MercerRecipe) with_it = mercer_recipe_with_kernel (changed, beside);
  return mercer_kernel_ref (kernel_fits (with_it) ? beside : now->kernel);
}

MercerRecipe *
mercer_recipe_follow_suggestions (MercerRecipe *old, MercerRecipe *changed)
{
  g_autoptr (MercerRecipe) before = mercer_recipe_suggested (old);
  g_autoptr (MercerRecipe) now = mercer_recipe_suggested (changed);
  MercerRecipe *result = mercer_recipe_thaw (changed);
  for (const MercerParam *p = old->method->params; p != NULL && p->id != NULL; p++)
    if (mercer_param_equal (p, before->values, old->values))
      mercer_param_copy (p, now->values, result->values);

  if (old->kernel != NULL)
    {
      bool suggested = mercer_hash_equal (mercer_kernel_hash (old->kernel), mercer_kernel_hash (before->kernel));
      mercer_kernel_unref (result->kernel);
      result->kernel = followed_kernel (changed, now, suggested);
    }
  return mercer_recipe_seal (result);
}

void
mercer_recipe_prune_subsets (MercerRecipe *recipe)
{
  for (int r = 0; recipe->method->roles[r].id != NULL; r++)
    {
      if (recipe->method->roles[r].within == NULL)
        continue;
      const char *const *whole = mercer_recipe_role (recipe, recipe->method->roles[r].within);
      GPtrArray *kept = g_ptr_array_new ();
      for (char **name = recipe->roles[r]; *name != NULL; name++)
        if (g_strv_contains (whole, *name))
          g_ptr_array_add (kept, g_strdup (*name));
      g_ptr_array_add (kept, NULL);
      g_strfreev (recipe->roles[r]);
      recipe->roles[r] = (char **) g_ptr_array_free (kept, FALSE);
    }
}

MercerRecipe *
mercer_recipe_with_role (MercerRecipe *recipe, const char *role, const char *const *columns)
{
  int r = mercer_recipe_role_index (recipe->method, role);
  g_return_val_if_fail (r >= 0, mercer_recipe_ref (recipe));
  g_autoptr (MercerRecipe) changed = mercer_recipe_thaw (recipe);
  g_strfreev (changed->roles[r]);
  changed->roles[r] = g_strdupv ((char **) columns);
  mercer_recipe_prune_subsets (changed);
  mercer_recipe_seal (changed);
  /* A subset only says what is drawn; nothing is suggested from it. */
  return recipe->method->roles[r].within != NULL ? g_steal_pointer (&changed)
                                                 : mercer_recipe_follow_suggestions (recipe, changed);
}

/* Whether the table has, with fitting kinds, every column that stands in a role. */
static bool
has_roles (const MercerRecipe *recipe, MercerDataset *dataset)
{
  for (int r = 0; recipe->method->roles != NULL && recipe->method->roles[r].id != NULL; r++)
    for (char **name = recipe->roles[r]; *name != NULL; name++)
      {
        int c = mercer_dataset_find (dataset, *name);
        if (c < 0 || !mercer_recipe_fits (&recipe->method->roles[r], mercer_dataset_column (dataset, (size_t) c)))
          return false;
      }
  return true;
}

MercerRecipe *
mercer_recipe_with_dataset (MercerRecipe *recipe, MercerDataset *dataset)
{
  if (!has_roles (recipe, dataset))
    return mercer_recipe_new (recipe->method, dataset);
  MercerRecipe *changed = mercer_recipe_thaw (recipe);
  mercer_dataset_unref (changed->dataset);
  changed->dataset = mercer_dataset_ref (dataset);
  return mercer_recipe_seal (changed);
}

/* --- Matrices ------------------------------------------------------------------------------------------ */

/* Marks rows where a column of the role has a missing value. Returns the columns (g_malloc'd). */
static const MercerColumn **
role_columns (const MercerRecipe *recipe, const char *role, size_t *count, bool *missing)
{
  size_t max = g_strv_length ((char **) mercer_recipe_role (recipe, role));
  g_autofree int *indices = g_new (int, max + 1);
  *count = mercer_recipe_role_columns (recipe, role, indices, max);
  const MercerColumn **columns = g_new0 (const MercerColumn *, *count + 1);
  for (size_t k = 0; k < *count; k++)
    {
      columns[k] = mercer_dataset_column (recipe->dataset, (size_t) indices[k]);
      for (size_t i = 0; columns[k]->n_missing > 0 && i < columns[k]->n; i++)
        missing[i] |= columns[k]->values != NULL ? isnan (columns[k]->values[i]) : columns[k]->codes[i] < 0;
    }
  return columns;
}

/* Categories become the numbers of their levels, from 0. */
static double *
gather (const MercerColumn **columns, size_t count, const size_t *rows, size_t n)
{
  double *values = g_new (double, MAX (n * count, 1));
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < n; i++)
      values[i + k * n] = columns[k]->values != NULL ? columns[k]->values[rows[i]] : columns[k]->codes[rows[i]];
  return values;
}

size_t
mercer_recipe_matrix (const MercerRecipe *recipe, const char *role, const char *other, double **values,
                      double **other_values, size_t **rows)
{
  size_t total = mercer_dataset_rows (recipe->dataset), count, other_count = 0, n = 0;
  g_autofree bool *missing = g_new0 (bool, total + 1);
  g_autofree const MercerColumn **columns = role_columns (recipe, role, &count, missing);
  g_autofree const MercerColumn **others
      = other != NULL ? role_columns (recipe, other, &other_count, missing) : NULL;
  size_t *kept = g_new (size_t, total + 1);
  for (size_t i = 0; i < total; i++)
    if (!missing[i])
      kept[n++] = i;
  *values = gather (columns, count, kept, n);
  if (other != NULL && other_values != NULL)
    *other_values = gather (others, other_count, kept, n);
  if (rows != NULL)
    *rows = kept;
  else
    g_free (kept);
  return n;
}
