/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the rows that a person has selected put into the density: the sum of their kernels alone. */

static int
compare_ids (const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
  return x < y ? -1 : x > y;
}

static bool
is_among (uint64_t id, const uint64_t *ids, size_t n)
{
  return bsearch (&id, ids, n, sizeof *ids, compare_ids) != NULL;
}

/* Room for the selected rows of a group, as points of an estimate of d columns. */
static MercerStatus
open_points (const KdeRun *run, MercerKde *kde, size_t most, size_t d, bool widths)
{
  kde->x = mercer_work_matrix (run->work, MAX (most, 1), d);
  kde->weights = mercer_work_doubles (run->work, MAX (most, 1));
  bool sliced = kde->off != NULL;
  kde->widths = widths ? mercer_work_doubles (run->work, MAX (most, 1)) : NULL;
  kde->off = sliced ? mercer_work_doubles (run->work, MAX (most, 1)) : NULL;
  kde->x.rows = 0;
  bool whole = (!widths || kde->widths != NULL) && (!sliced || kde->off != NULL);
  return kde->x.data == NULL || kde->weights == NULL || !whole ? MERCER_OUT_OF_MEMORY : MERCER_OK;
}

static void
add_point (MercerKde *kde, size_t stride, const double *x, double weight, double width)
{
  size_t k = kde->x.rows++;
  for (size_t a = 0; a < kde->x.cols; a++)
    kde->x.data[k + a * stride] = x[a];
  ((double *) kde->weights)[k] = weight;
  if (kde->widths != NULL)
    ((double *) kde->widths)[k] = width;
}

/* From the rows that the estimate was made of, with its weights (on a cut, what they count there). */
static void
take_gathered (const KdeGroup *group, const uint64_t *ids, size_t n, MercerKde *kde)
{
  const MercerKde *all = &group->kde;
  for (size_t i = 0; i < all->x.rows; i++)
    {
      double x[2];
      if (!is_among (group->ids[i], ids, n))
        continue;
      for (size_t a = 0; a < all->x.cols; a++)
        x[a] = *mercer_matrix_at (all->x, i, a);
      if (all->off != NULL)
        ((double *) kde->off)[kde->x.rows] = all->off[i];
      add_point (kde, kde->x.stride, x, all->weights[i], all->widths != NULL ? all->widths[i] : 1);
    }
}

/* From the table, of an estimate from bins. O(n log of how many are selected). */
static MercerStatus
take_from_table (const KdeRun *run, const KdeGroup *group, const uint64_t *ids, size_t n, const size_t *columns, MercerKde *kde)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  double weight, x[2];
  for (size_t i = 0; i < group->rows.n && kde->x.rows < n; i++)
    {
      if (i % 32768 == 0 && !mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      if (!kde_row_is_complete (run, group, i, &weight) || !is_among (mercer_dataset_row_id (dataset, i), ids, n))
        continue;
      for (size_t a = 0; a < kde->x.cols; a++)
        x[a] = run->column[columns[a]]->values[i];
      add_point (kde, kde->x.stride, x, weight / group->bins->total, 1);
    }
  return MERCER_OK;
}

MercerStatus
kde_run_brush (KdeRun *run)
{
  size_t n;
  const uint64_t *ids = mercer_recipe_brushed (run->recipe, &n);
  run->brushed = 0;
  if (n == 0 || run->values->adaptive == KDE_BALLOON) /* whose kernels belong to places, not to rows */
    return MERCER_OK;
  for (size_t g = 0; g < run->n_groups; g++)
    {
      KdeGroup *group = &run->group[g];
      if (group->brushed == NULL)
        group->brushed = mercer_work_doubles (run->work, run->cells);
      MercerMark mark = mercer_work_mark (run->work);
      MercerKde kde = group->kde;
      bool gathered = group->x.data != NULL;
      MercerStatus status = open_points (run, &kde, n, run->n_along, gathered && group->kde.widths != NULL);
      if (status != MERCER_OK || group->brushed == NULL)
        return MERCER_OUT_OF_MEMORY;
      if (gathered)
        take_gathered (group, ids, n, &kde);
      else
        status = take_from_table (run, group, ids, n, run->along, &kde);
      group->n_brushed = kde.x.rows;
      run->brushed += kde.x.rows;
      if (status == MERCER_OK && kde.x.rows > 0)
        status = mercer_kde_grid (&kde, run->m, (const double *const *) run->at, group->brushed, run->work);
      if (status != MERCER_OK)
        return status;
      for (size_t k = 0; k < run->cells && kde.x.rows > 0; k++)
        group->brushed[k] = MAX (group->brushed[k], 0) / group->divisor;
      mercer_work_release (run->work, mark);
    }
  return MERCER_OK;
}

MercerStatus
kde_run_brush_pairs (KdeRun *run)
{
  size_t n, rows = run->column[0]->n;
  const uint64_t *ids = mercer_recipe_brushed (run->recipe, &n);
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  if (n == 0 || !kde_run_has_pairs (run))
    return MERCER_OK;
  for (size_t c = 0; c < run->d; c++)
    {
      KdePanel *panel = &run->panel[c][c];
      MercerKde kde = { .axis = { kde_run_axis (run, c) } };
      double total = 0;
      kde.axis[0].bandwidth = run->h[c];
      panel->brushed = mercer_work_doubles (run->work, panel->m[0]);
      MercerMark mark = mercer_work_mark (run->work);
      if (panel->brushed == NULL || open_points (run, &kde, n, 1, false) != MERCER_OK)
        return MERCER_OUT_OF_MEMORY;
      for (size_t i = 0; i < rows; i++)
        {
          double x = run->column[c]->values[i], weight = run->weight != NULL ? run->weight->values[i] : 1;
          if (i % 32768 == 0 && !mercer_work_wanted (run->work))
            return MERCER_STOPPED;
          if (isnan (x) || !(weight > 0))
            continue;
          total += weight;
          if (kde.x.rows < n && is_among (mercer_dataset_row_id (dataset, i), ids, n))
            add_point (&kde, kde.x.stride, &x, weight, 1);
        }
      memset (panel->brushed, 0, panel->m[0] * sizeof (double));
      MercerStatus status = kde.x.rows > 0 ? mercer_kde_grid (&kde, panel->m, (const double *const *) panel->at, panel->brushed, run->work)
                                           : MERCER_OK;
      if (status != MERCER_OK)
        return status;
      for (size_t k = 0; k < panel->m[0]; k++)
        panel->brushed[k] = MAX (panel->brushed[k], 0) / total;
      mercer_work_release (run->work, mark);
    }
  return MERCER_OK;
}

/* --- Drawn ---------------------------------------------------------------------------------------------------------- */

void
kde_draw_brushed_line (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  g_autofree double *floor = g_new0 (double, run->cells);
  const char *legend = _("Share of the selected rows");
  for (size_t g = 0; g < run->n_groups && run->brushed > 0; g++)
    {
      const KdeGroup *group = &run->group[g];
      if (group->n_brushed == 0)
        continue;
      mercer_figure_band (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .opacity = 0.35, .legend = legend }, run->cells,
                          run->at[0], floor, group->brushed);
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.2 }, run->cells, run->at[0], group->brushed);
      legend = NULL;
    }
}

/* Where half of what the selected rows put into the density lies, and nine tenths. */
MercerStatus
kde_run_brush_levels (KdeRun *run)
{
  static const double parts[KDE_BRUSH_LEVELS] = { 0.9, 0.5 };
  for (size_t g = 0; g < run->n_groups && run->n_along == 2; g++)
    {
      KdeGroup *group = &run->group[g];
      double masses[KDE_BRUSH_LEVELS];
      if (run->brushed == 0 || group->n_brushed == 0)
        continue;
      double mass = mercer_kde_mass (2, run->m, run->step, group->brushed);
      for (int k = 0; k < KDE_BRUSH_LEVELS; k++)
        masses[k] = parts[k] * mass;
      MercerStatus status
          = mercer_kde_levels (2, run->m, run->step, group->brushed, KDE_BRUSH_LEVELS, masses, group->brushed_levels, run->work);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_OK;
}

void
kde_draw_brushed_plane (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const char *legend = _("Half and nine tenths of the selected rows' share");
  for (size_t g = 0; g < run->n_groups && run->brushed > 0; g++)
    {
      const KdeGroup *group = &run->group[g];
      double levels[KDE_BRUSH_LEVELS];
      size_t n = 0;
      for (int k = 0; k < KDE_BRUSH_LEVELS && group->n_brushed > 0; k++)
        if (group->brushed_levels[k] > (n > 0 ? levels[n - 1] : 0))
          levels[n++] = group->brushed_levels[k];
      if (n == 0)
        continue;
      mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.8, .legend = legend }, run->m[0], run->m[1],
                              run->low[0], run->high[0], run->low[1], run->high[1], group->brushed, n, levels, NULL);
      legend = NULL;
    }
}

void
kde_readout_brushed (const KdeRun *run, MercerFigureBuilder *b)
{
  size_t n;
  if (mercer_recipe_brushed (run->recipe, &n) == NULL || run->brushed == 0)
    return;
  double most = 0;
  for (size_t g = 0; g < run->n_groups; g++)
    for (size_t k = 0; k < run->cells && run->group[g].n_brushed > 0; k++)
      if (run->group[g].f[k] > 0)
        most = MAX (most, run->group[g].brushed[k] / run->group[g].f[k]);
  mercer_figure_readout (b, "selected", _("Selected rows"), (double) run->brushed, "");
  mercer_figure_readout (b, "selected_share", _("Their greatest share"), 100 * MIN (most, 1), "%");
}
