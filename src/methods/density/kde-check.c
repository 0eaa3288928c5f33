/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What cannot run, and what to do about it. */

static const MercerColumn *
column_of (const MercerRecipe *recipe, const char *name)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
}

static char *
check_groups (const MercerRecipe *recipe)
{
  const char *name = mercer_recipe_role (recipe, "group")[0];
  const MercerColumn *column = name != NULL ? column_of (recipe, name) : NULL;
  if (column == NULL)
    return NULL;
  if (column->kind != MERCER_COLUMN_CATEGORICAL)
    return g_strdup_printf (_("Column “%s” holds numbers, and groups need names. Choose a column of text."), name);
  if (column->n_levels > KDE_MAX_GROUPS)
    return g_strdup_printf (_("Column “%s” has %zu different values; at most %d groups can be told apart. Choose a coarser one."),
                            name, column->n_levels, KDE_MAX_GROUPS);
  return kde_refuse_comparison (mercer_recipe_values (recipe), column);
}

static char *
check_bounds (const MercerRecipe *recipe, const KdeValues *values, size_t index, const MercerColumn *column)
{
  char number[MERCER_NUMBER_SIZE], other[MERCER_NUMBER_SIZE];
  double low, high;
  bool strict = mercer_kde_edge_transforms ((MercerEdge) values->boundary);
  if (!kde_bounds (values, column, index, &low, &high))
    return g_strdup_printf (_("A circle needs a low and a high bound for column “%s”, one point of it. Give them (bounds)."), column->name);
  if (!(high > low))
    return g_strdup_printf (_("The high bound of column “%s” must lie above the low one. Exchange them."), column->name);
  if (values->boundary != MERCER_EDGE_CIRCULAR && (column->min > high || column->max < low))
    return g_strdup_printf (_("All values of column “%s” lie beyond the bounds: it runs from %s to %s. Widen the bounds."),
                            column->name, mercer_number_show (column->min, 4, number), mercer_number_show (column->max, 4, other));
  if (strict && (column->min == low || column->max == high))
    return g_strdup_printf (_("Column “%s” has values on the bound itself, where the transform is infinite. Use reflection, or move "
                              "the bound."),
                            column->name);
  return NULL;
}

static char *
check_bandwidth (const KdeValues *values, size_t d)
{
  const MercerList *h = &values->bandwidth, *m = &values->matrix;
  if (values->rule != KDE_MANUAL)
    return NULL;
  for (int k = 0; k < h->n; k++)
    if (!(h->at[k] > 0))
      return g_strdup (_("The bandwidth must be positive: at 0 the density would be a spike on each point. Raise it."));
  if (h->n > (int) d && h->n > 1)
    return g_strdup_printf (_("There are %d bandwidths for %zu column(s). Give one for each, or one for all."), h->n, d);
  if (m->n == 0)
    return NULL;
  if (m->n != 3 || d != 2)
    return g_strdup (_("A bandwidth matrix is for two columns and has three numbers: variance, covariance, variance."));
  if (!(m->at[0] > 0) || !(m->at[2] > 0) || !(m->at[1] * m->at[1] < 0.999999 * m->at[0] * m->at[2]))
    return g_strdup (_("The bandwidth matrix is not positive definite: both variances must be positive, and the covariance smaller than "
                       "their geometric mean."));
  if (values->boundary != MERCER_EDGE_NONE)
    return g_strdup (_("A bandwidth matrix goes with no boundary. Choose none, or one bandwidth for each column."));
  return NULL;
}

/* A rule needs two different values. */
static char *
check_spread (const KdeValues *values, const MercerColumn *column)
{
  char number[MERCER_NUMBER_SIZE];
  bool given = values->rule == KDE_MANUAL && (values->bandwidth.n > 0 || values->matrix.n > 0);
  size_t n = column->n - column->n_missing;
  if (given || n == 0 || column->max > column->min)
    return NULL;
  mercer_number_show (column->min, 4, number);
  return n == 1 ? g_strdup_printf (_("Column “%s” has one value, %s, from which no rule can tell a bandwidth. Enter one."),
                                   column->name, number)
                : g_strdup_printf (_("Every value of column “%s” is %s, from which no rule can tell a bandwidth. Enter one."),
                                   column->name, number);
}

static char *
check_at (const MercerRecipe *recipe, const char *name)
{
  MercerDataset *at = mercer_recipe_at (recipe);
  int c = at != NULL ? mercer_dataset_find (at, name) : -1;
  if (at == NULL)
    return NULL;
  if (c < 0)
    return g_strdup_printf (_("The points to evaluate at have no column “%s”. Name it as in the data."), name);
  const MercerColumn *column = mercer_dataset_column (at, (size_t) c);
  if (column->kind != MERCER_COLUMN_NUMERIC || column->n_missing > 0)
    return g_strdup_printf (_("Column “%s” of the points to evaluate at must hold a number in each row."), name);
  return NULL;
}

static char *
check_kernels (const KdeValues *values, size_t d)
{
  MercerKdeRadial radial;
  if (mercer_kde_shapes[values->shape].negative && values->boundary == MERCER_EDGE_RENORMALISED)
    return g_strdup (_("The sinc has no variance, and the linear boundary kernel is made with it. Choose reflection or another shape."));
  if (kde_is_radial (values, d) && values->boundary != MERCER_EDGE_NONE)
    return g_strdup (_("A radial kernel goes with no boundary, which is one for each column. Choose none, or the product."));
  if (kde_is_radial (values, d) && !mercer_kde_radial_init (&radial, &mercer_kde_shapes[values->shape], d))
    return g_strdup (_("The radial sinc is for up to six columns. Take columns away, or choose the product."));
  if (d > 2 && values->boundary == MERCER_EDGE_RENORMALISED)
    return g_strdup (_("The linear boundary kernel is for one or two columns. Take columns away, or choose reflection."));
  if (values->adaptive == KDE_FIXED)
    return NULL;
  if (d > 2)
    return g_strdup (_("Kernels of different widths are for one or two columns. Take columns away, or choose the same width for all."));
  if (values->boundary == MERCER_EDGE_RENORMALISED && values->adaptive == KDE_ABRAMSON)
    return g_strdup (_("Kernels of different widths go with no linear boundary kernel. Choose reflection or a transform."));
  return NULL;
}

char *
kde_check (const MercerRecipe *recipe)
{
  const KdeValues *values = mercer_recipe_values (recipe);
  const char *const *names = mercer_recipe_role (recipe, "x");
  size_t d = g_strv_length ((char **) names);
  char *refusal = mercer_recipe_refuse_weights (recipe, "weight");
  if (refusal == NULL)
    refusal = mercer_recipe_refuse_span (recipe, "x");
  if (refusal == NULL)
    refusal = check_kernels (values, d);
  if (refusal == NULL)
    refusal = check_groups (recipe);
  if (refusal == NULL)
    refusal = check_bandwidth (values, d);
  if (refusal == NULL && values->matrix.n > 0 && values->rule == KDE_MANUAL
      && g_strv_length ((char **) mercer_recipe_role (recipe, "along")) == 1)
    refusal = g_strdup (_("A bandwidth matrix is drawn along both columns. Take away the one under “Drawn along”."));
  for (size_t c = 0; c < d && refusal == NULL; c++)
    {
      const MercerColumn *column = column_of (recipe, names[c]);
      refusal = check_spread (values, column);
      if (refusal == NULL)
        refusal = check_bounds (recipe, values, c, column);
      if (refusal == NULL)
        refusal = check_at (recipe, names[c]);
    }
  return refusal;
}
