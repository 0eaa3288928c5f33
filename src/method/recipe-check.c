/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a recipe cannot run, in one sentence: its roles, its kernel, its rows, and what its method says. */

#include "inputs.h"
#include "recipe-private.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* --- Roles -------------------------------------------------------------------------------------------- */

/* Columns that role `r` could have besides its own: no other role that must be filled has them. */
static int
columns_left (const MercerRecipe *recipe, int r)
{
  const MercerRole *roles = recipe->method->roles;
  size_t columns = mercer_dataset_columns (recipe->dataset);
  g_autofree bool *taken = g_new0 (bool, columns + 1);
  int left = 0;
  for (int other = 0; roles[other].id != NULL; other++)
    if (other == r || roles[other].min > 0)
      mercer_recipe_mark_taken (recipe, other, taken);
  for (size_t c = 0; c < columns; c++)
    left += !taken[c] && mercer_recipe_fits (&roles[r], mercer_dataset_column (recipe->dataset, c));
  return left;
}

/* Choosing helps if the table has what is missing; otherwise only another table does. */
static char *
too_few (const MercerRecipe *recipe, int r, int missing)
{
  const MercerRole *role = &recipe->method->roles[r];
  const char *text = columns_left (recipe, r) >= missing
                       ? ngettext ("“%s” needs %d more column; choose it.", "“%s” needs %d more columns; choose them.", missing)
                     : role->numeric ? ngettext ("“%s” needs %d more numeric column than the table has; open another table.",
                                                 "“%s” needs %d more numeric columns than the table has; open another table.",
                                                 missing)
                                     : ngettext ("“%s” needs %d more column than the table has; open another table.",
                                                 "“%s” needs %d more columns than the table has; open another table.", missing);
  return g_strdup_printf (text, _(role->title), missing);
}

static char *
check_role (const MercerRecipe *recipe, int r)
{
  const MercerRole *role = &recipe->method->roles[r];
  int count = (int) g_strv_length (recipe->roles[r]);
  if (count < role->min)
    return too_few (recipe, r, role->min - count);
  if (role->max > 0 && count > role->max)
    return g_strdup_printf (ngettext ("“%s” takes at most %d column, not %d. Remove some.",
                                      "“%s” takes at most %d columns, not %d. Remove some.", role->max),
                            _(role->title), role->max, count);
  for (char **name = recipe->roles[r]; *name != NULL; name++)
    {
      int c = mercer_dataset_find (recipe->dataset, *name);
      if (c < 0)
        return g_strdup_printf (_("The table has no column “%s”."), *name);
      if (!mercer_recipe_fits (role, mercer_dataset_column (recipe->dataset, (size_t) c)))
        return g_strdup_printf (_("Column “%s” holds text, and “%s” needs numbers. Choose a numeric column."), *name,
                                _(role->title));
      if (role->within != NULL && !g_strv_contains (mercer_recipe_role (recipe, role->within), *name))
        return g_strdup_printf (_("“%s” can only use columns that are among “%s”, and “%s” is not."), _(role->title),
                                _(recipe->method->roles[mercer_recipe_role_index (recipe->method, role->within)].title), *name);
    }
  return NULL;
}

/* What a column explains is not what is explained: roles that must be filled share none. An optional one (colour, order,
 * weight) may look at a column again, and a subset does nothing else. */
static char *
check_overlap (const MercerRecipe *recipe, int r)
{
  const MercerRole *roles = recipe->method->roles;
  for (int other = 0; other < r; other++)
    for (char **name = recipe->roles[r]; roles[r].min > 0 && roles[other].min > 0 && *name != NULL; name++)
      if (g_strv_contains ((const char *const *) recipe->roles[other], *name))
        return g_strdup_printf (_("Column “%s” stands in “%s” and in “%s”. Choose another one for one of them."), *name,
                                _(roles[other].title), _(roles[r].title));
  return NULL;
}

char *
mercer_recipe_check_roles (const MercerRecipe *recipe)
{
  char *refusal = NULL;
  for (int r = 0; refusal == NULL && recipe->method->roles != NULL && recipe->method->roles[r].id != NULL; r++)
    if ((refusal = check_role (recipe, r)) == NULL)
      refusal = check_overlap (recipe, r);
  return refusal;
}

/* --- Kernel -------------------------------------------------------------------------------------------- */

/* Least and greatest value of each column stand for its points: 2 x d, g_free. */
static double *
corners_of (const MercerRecipe *recipe, const char *role, size_t d)
{
  g_autofree int *columns = g_new (int, d + 1);
  double *corners = g_new0 (double, 2 * d + 1);
  size_t found = mercer_recipe_role_columns (recipe, role, columns, d);
  for (size_t k = 0; k < found; k++)
    {
      const MercerColumn *column = mercer_dataset_column (recipe->dataset, (size_t) columns[k]);
      bool numeric = column->kind == MERCER_COLUMN_NUMERIC;
      corners[2 * k] = numeric && isfinite (column->min) ? column->min : 0;
      corners[2 * k + 1] = !numeric                  ? (double) MAX (column->n_levels, 1) - 1
                           : isfinite (column->max) ? column->max
                                                    : 0;
    }
  return corners;
}

char *
mercer_recipe_refuse_kernel (const MercerRecipe *recipe, const char *role, const MercerKernel *bound, bool definite,
                             const MercerKernel **part)
{
  size_t d = g_strv_length ((char **) mercer_recipe_role (recipe, role));
  char *refusal = mercer_recipe_check_categories (recipe, role, bound, part);
  if (refusal == NULL && definite && (refusal = mercer_kernel_check_definite (bound)) != NULL && part != NULL)
    *part = mercer_kernel_part_not_definite (bound);
  if (refusal != NULL)
    return refusal;
  g_autofree double *corners = corners_of (recipe, role, d);
  refusal = mercer_kernel_check_points (bound, mercer_matrix (corners, 2, d));
  if (refusal != NULL && part != NULL)
    *part = mercer_kernel_part_off_points (bound, mercer_matrix (corners, 2, d));
  return refusal;
}

static char *
check_kernel (const MercerRecipe *recipe)
{
  if (recipe->kernel == NULL)
    return NULL; /* the method uses none */
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) bound = mercer_recipe_bind_kernel (recipe, &error);
  if (bound == NULL)
    return g_strdup (error->message);
  return mercer_recipe_refuse_kernel (recipe, "x", bound, (recipe->method->flags & MERCER_METHOD_DEFINITE_KERNEL) != 0, NULL);
}

static char *
check_other_kernels (const MercerRecipe *recipe)
{
  char *refusal = NULL;
  for (const MercerParam *p = recipe->method->params; p != NULL && p->id != NULL && refusal == NULL; p++)
    if (p->kernels != NULL)
      refusal = mercer_recipe_check_other_kernels (recipe, p);
  return refusal;
}

/* --- Rows ---------------------------------------------------------------------------------------------- */

/* The role beside x that must be filled, or NULL. */
static const char *
other_role (const MercerMethod *method)
{
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    if (role->min > 0 && !g_str_equal (role->id, "x"))
      return role->id;
  return NULL;
}

static char *
check_rows (const MercerRecipe *recipe)
{
  int least = recipe->method->least_rows;
  if (least == 0 || mercer_inputs_count (recipe, other_role (recipe->method)) >= (size_t) least)
    return NULL;
  return least == 1 ? g_strdup (_("No row has a value in every one of these columns. Add rows or choose other columns."))
                    : g_strdup_printf (_("Fewer than %d rows have a value in every one of these columns. Add rows or choose "
                                         "other columns."),
                                       least);
}

/* --- What methods' checks ask ---------------------------------------------------------------------------- */

static const MercerColumn *
column_of (const MercerRecipe *recipe, const char *name)
{
  int c = mercer_dataset_find (recipe->dataset, name);
  return c >= 0 ? mercer_dataset_column (recipe->dataset, (size_t) c) : NULL;
}

char *
mercer_recipe_refuse_span (const MercerRecipe *recipe, const char *role)
{
  for (const char *const *name = mercer_recipe_role (recipe, role); *name != NULL; name++)
    {
      const MercerColumn *column = column_of (recipe, *name);
      if (column == NULL || column->kind != MERCER_COLUMN_NUMERIC || !(column->max > column->min)
          || (isfinite (column->sd) && isfinite (column->max - column->min)))
        continue;
      return g_strdup_printf (_("The values of column “%s” lie farther apart than numbers can tell. Divide them by something, or remove "
                                "the greatest."),
                              *name);
    }
  return NULL;
}

char *
mercer_recipe_refuse_weights (const MercerRecipe *recipe, const char *role)
{
  const char *name = mercer_recipe_role (recipe, role)[0];
  const MercerColumn *column = name != NULL ? column_of (recipe, name) : NULL;
  if (column == NULL || column->n == column->n_missing)
    return NULL;
  if (column->min < 0)
    return g_strdup_printf (_("Column “%s” has negative values, and weights cannot be negative. Choose another column or mend them."),
                            name);
  if (!(column->max > 0))
    return g_strdup_printf (_("All weights in column “%s” are zero, so no row counts. Choose another column or none."), name);
  double most = column->max * sqrt ((double) column->n);
  if (!isfinite (most * most) || !(column->max * column->max >= DBL_MIN))
    return g_strdup_printf (most > 1 ? _("The weights in column “%s” are greater than numbers can tell. Divide them by something.")
                                     : _("The weights in column “%s” are smaller than numbers can tell. Multiply them by something."),
                            name);
  return NULL;
}

char *
mercer_recipe_check (const MercerRecipe *recipe)
{
  char *(*const checks[]) (const MercerRecipe *) = { mercer_recipe_check_roles, check_kernel, check_other_kernels, check_rows,
                                                     recipe->method->check };
  char *refusal = NULL;
  for (size_t k = 0; k < G_N_ELEMENTS (checks) && refusal == NULL; k++)
    refusal = checks[k] != NULL ? checks[k] (recipe) : NULL;
  return refusal;
}
