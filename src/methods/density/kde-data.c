/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* --- Columns ----------------------------------------------------------------------------------------- */

static const MercerColumn *
column_in (const MercerRecipe *recipe, const char *role)
{
  int index;
  return mercer_recipe_role_columns (recipe, role, &index, 1) == 1
             ? mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) index)
             : NULL;
}

/* The columns of the role "along", else the first two. */
static void
choose_along (KdeRun *run)
{
  for (const char *const *name = mercer_recipe_role (run->recipe, "along"); *name != NULL && run->n_along < 2; name++)
    for (size_t c = 0; c < run->d; c++)
      if (g_str_equal (*name, run->names[c]))
        run->along[run->n_along++] = c;
  if (run->n_along > 0)
    return;
  run->n_along = MIN (run->d, 2);
  run->along[1] = 1;
}

/* Shares of one from the percentages given; 50, 90 and 95 % if none are. */
static void
choose_masses (KdeRun *run)
{
  static const MercerList usual = { 3, { 50, 90, 95 } };
  const MercerList *list = run->values->mass.n > 0 ? &run->values->mass : &usual;
  for (int k = 0; k < list->n; k++)
    run->masses[run->n_masses++] = list->at[k] / 100;
}

bool
kde_run_is_plane (const KdeRun *run)
{
  return run->d == 2 && run->n_along == 2 && run->values->boundary == MERCER_EDGE_NONE;
}

MercerStatus
kde_run_open (KdeRun *run, MercerJob *job, const KdeValues *values, const MercerRecipe *recipe)
{
  int columns[MERCER_KDE_MAX_D];
  *run = (KdeRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                   .names = mercer_recipe_role (recipe, "x"), .weight = column_in (recipe, "weight"),
                   .group_column = column_in (recipe, "group"), .likelihood = NAN, .left_out = NAN, .inside = 1 };
  run->d = mercer_recipe_role_columns (recipe, "x", columns, MERCER_KDE_MAX_D);
  for (size_t c = 0; c < run->d; c++)
    {
      run->whole[c] = run->column[c] = mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) columns[c]);
      run->ratio[c] = 1;
    }
  run->full = values->matrix.n == 3 && values->rule == KDE_MANUAL;
  choose_along (run);
  choose_masses (run);
  return run->d > 0 ? kde_run_clip (run) : MERCER_BAD_INPUT;
}

void
kde_run_close (KdeRun *run)
{
  for (size_t g = 0; g < run->n_groups; g++)
    if (run->group[g].item != NULL)
      mercer_store_release (run->group[g].item);
  for (size_t g = 0; g < run->n_groups; g++)
    if (run->group[g].dots_item != NULL)
      mercer_store_release (run->group[g].dots_item);
  kde_release_criteria (run);
  if (run->clip_item != NULL)
    mercer_store_release (run->clip_item);
  for (size_t c = 0; c < run->d; c++)
    if (run->transformed[c] != NULL)
      mercer_store_release (run->transformed[c]);
}

/* --- Where it is drawn -------------------------------------------------------------------------------- */

/* Does not depend on the bandwidth, so that neither axes nor bins move with it: the range of the data, and room for kernels of
 * the size that suits normal data. Nor do the axes move with the bounds, unless these stand a little beyond; the lattice is cut by them. */
static void
choose_frame (KdeRun *run, size_t a)
{
  const MercerColumn *column = run->whole[run->along[a]];
  MercerKdeAxis axis = kde_run_axis (run, run->along[a]);
  double n = (double) MAX (column->n - column->n_missing, 2), low = column->min, high = column->max;
  if (isnan (low))
    low = high = 0;
  double usual = 1.06 * (isnan (column->sd) ? 0 : column->sd) * pow (n, -1 / ((double) run->d + 4));
  double room = MAX (3 * usual, 0.05 * (high - low));
  const MercerList *given = &run->values->bandwidth;
  if (!(room > 0))
    room = given->n > 0 && given->at[0] > 0 ? 4 * given->at[MIN ((int) run->along[a], given->n - 1)] : MAX (1, 0.1 * fabs (low));
  run->view_low[a] = low - room;
  run->view_high[a] = high + room;
  double more = 0.15 * (run->view_high[a] - run->view_low[a]);
  if (isfinite (axis.low) && axis.low < run->view_low[a] && axis.low > run->view_low[a] - more)
    run->view_low[a] = axis.low;
  if (isfinite (axis.high) && axis.high > run->view_high[a] && axis.high < run->view_high[a] + more)
    run->view_high[a] = axis.high;
  if (axis.edge == MERCER_EDGE_CIRCULAR) /* all round */
    {
      run->view_low[a] = axis.low;
      run->view_high[a] = axis.high;
    }
}

/* A map is drawn on nearly a square: what a panel would else show beyond the lattice is made part of it. */
static void
widen_map (KdeRun *run)
{
  static const double least = 0.7;
  double length[2] = { run->view_high[0] - run->view_low[0], run->view_high[1] - run->view_low[1] };
  size_t a = length[0] < length[1] ? 0 : 1;
  double more = 0.5 * (least * length[1 - a] - length[a]);
  MercerKdeAxis axis = kde_run_axis (run, run->along[a]);
  if (!(more > 0) || axis.edge == MERCER_EDGE_CIRCULAR)
    return;
  run->view_low[a] -= more;
  run->view_high[a] += more;
}

MercerStatus
kde_run_place (KdeRun *run)
{
  size_t side = (size_t) run->values->grid;
  run->m[0] = run->n_along == 1 ? 4 * side : side;
  run->m[1] = run->n_along == 1 ? 1 : side;
  run->cells = run->m[0] * run->m[1];
  for (size_t a = 0; a < run->n_along; a++)
    choose_frame (run, a);
  if (kde_run_same_scale (run))
    widen_map (run);
  for (size_t a = 0; a < run->n_along; a++)
    {
      MercerKdeAxis axis = kde_run_axis (run, run->along[a]);
      run->low[a] = MAX (run->view_low[a], axis.low);
      run->high[a] = MIN (run->view_high[a], axis.high);
      if (!(run->high[a] > run->low[a])) /* all beyond */
        return MERCER_BAD_INPUT;
      run->step[a] = (run->high[a] - run->low[a]) / (double) (run->m[a] - 1);
      run->at[a] = mercer_work_doubles (run->work, run->m[a]);
      if (run->at[a] == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t k = 0; k < run->m[a]; k++)
        run->at[a][k] = run->low[a] + (double) k * run->step[a];
      run->at[a][run->m[a] - 1] = run->high[a]; /* the bound itself, not its neighbour */
    }
  return MERCER_OK;
}

/* --- Rows and bins -------------------------------------------------------------------------------------- */

static void
free_bins (void *data)
{
  mercer_bins_clear (data);
  g_free (data);
}

static MercerHash
bins_key (const KdeRun *run, size_t g, const double *low, const double *high)
{
  MercerHash hash = mercer_hash_start ("kde-bins");
  for (size_t a = 0; a < run->n_along; a++)
    {
      mercer_hash_add_hash (&hash, run->column[run->along[a]]->hash);
      mercer_hash_add_double (&hash, low[a]);
      mercer_hash_add_double (&hash, high[a]);
      mercer_hash_add_size (&hash, run->m[a]);
    }
  mercer_hash_add_size (&hash, (size_t) run->values->boundary);
  if (run->weight != NULL)
    mercer_hash_add_hash (&hash, run->weight->hash);
  if (run->group_column != NULL)
    mercer_hash_add_hash (&hash, run->group_column->hash);
  mercer_hash_add_size (&hash, (size_t) run->group[g].rows.group);
  return hash;
}

static MercerStatus
bin_group (KdeRun *run, size_t g)
{
  KdeGroup *group = &run->group[g];
  double low[2], high[2];
  for (size_t a = 0; a < run->n_along; a++)
    {
      MercerKdeAxis axis = kde_run_axis (run, run->along[a]);
      bool transformed = mercer_kde_edge_transforms (axis.edge);
      const MercerColumn *column = run->column[run->along[a]];
      low[a] = transformed ? mercer_kde_axis_transform (&axis, column->min) : run->low[a];
      high[a] = transformed ? mercer_kde_axis_transform (&axis, column->max) : run->high[a];
      if (!(high[a] > low[a]))
        high[a] = (low[a] -= 0.5) + 1;
    }
  MercerHash key = bins_key (run, g, low, high);
  group->item = mercer_store_get (mercer_work_store (run->work), key);
  if (group->item == NULL)
    {
      MercerBins *bins = g_new0 (MercerBins, 1);
      MercerStatus status = mercer_bins_init (bins, run->n_along, low, high, run->m);
      if (status == MERCER_OK)
        status = mercer_bins_add (bins, &group->rows, run->work);
      if (status != MERCER_OK)
        {
          free_bins (bins);
          return status;
        }
      group->item = mercer_store_put (mercer_work_store (run->work), key, bins,
                                      sizeof *bins + run->cells * sizeof (double), free_bins);
    }
  group->bins = mercer_store_item_data (group->item);
  group->n = group->bins->points;
  return MERCER_OK;
}

MercerStatus
kde_run_bin (KdeRun *run)
{
  MercerStatus status = kde_run_transform (run);
  size_t groups = run->group_column != NULL ? run->group_column->n_levels : 1,
      rows = mercer_dataset_rows (mercer_recipe_dataset (run->recipe));
  for (size_t g = 0; g < groups && status == MERCER_OK; g++)
    {
      KdeGroup *group = &run->group[run->n_groups];
      *group = (KdeGroup){ .rows = { .n = rows, .d = run->n_along, .x = { run->drawn[0], run->drawn[1] }, .group = (int32_t) g },
                           .divisor = 1 };
      if (run->weight != NULL)
        group->rows.weights = run->weight->values;
      if (run->group_column != NULL)
        {
          group->name = run->group_column->levels[g];
          group->rows.groups = run->group_column->codes;
        }
      run->n_groups++;
      status = bin_group (run, run->n_groups - 1);
      if (group->n == 0 && group->name != NULL) /* a level without rows */
        {
          g_clear_pointer (&group->item, mercer_store_release);
          run->n_groups--;
        }
      else
        run->n += group->n;
    }
  run->dropped = rows - run->n;
  return status;
}

/* --- Complete rows ---------------------------------------------------------------------------------------- */

bool
kde_row_is_complete (const KdeRun *run, const KdeGroup *group, size_t i, double *weight)
{
  for (size_t c = 0; c < run->d; c++)
    if (isnan (run->column[c]->values[i]))
      return false;
  if (group->rows.groups != NULL && group->rows.groups[i] != group->rows.group)
    return false;
  *weight = run->weight != NULL ? run->weight->values[i] : 1;
  return *weight > 0;
}

MercerStatus
kde_run_gather (KdeRun *run)
{
  for (size_t g = 0; g < run->n_groups; g++)
    {
      KdeGroup *group = &run->group[g];
      size_t k = 0;
      double total = 0, weight;
      if (group->x.data != NULL)
        continue;
      group->x = mercer_work_matrix (run->work, MAX (group->n, 1), run->d);
      group->weights = mercer_work_doubles (run->work, MAX (group->n, 1));
      group->ids = mercer_work_alloc (run->work, MAX (group->n, 1), sizeof *group->ids);
      if (group->x.data == NULL || group->weights == NULL || group->ids == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t i = 0; i < group->rows.n && k < group->n; i++)
        {
          if (i % 32768 == 0 && !mercer_work_wanted (run->work))
            return MERCER_STOPPED;
          if (!kde_row_is_complete (run, group, i, &weight))
            continue;
          for (size_t c = 0; c < run->d; c++)
            *mercer_matrix_at (group->x, k, c) = run->column[c]->values[i];
          group->ids[k] = mercer_dataset_row_id (mercer_recipe_dataset (run->recipe), i);
          group->weights[k++] = weight;
          total += weight;
        }
      group->x.rows = k;
      run->n -= group->n - k; /* on a slice, rows that lack a value in a column that is not drawn */
      run->dropped += group->n - k;
      group->n = k;
      for (size_t i = 0; i < k; i++)
        group->weights[i] /= total;
    }
  return MERCER_OK;
}
