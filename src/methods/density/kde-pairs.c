/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Three to six columns at one glance: the density of each pair below the diagonal, of each column on it; binned, with
 * the bandwidths of the columns. The dots are the rows, so that what is selected in one panel is selected in all. */

/* Lattice points a side; dots at most. */
enum { SIDE = 96, MOST_DOTS = 2000 };

static void
free_bins (void *data)
{
  mercer_bins_clear (data);
  g_free (data);
}

static void
frame_of (const KdeRun *run, size_t c, double *low, double *high)
{
  const MercerColumn *column = run->column[c];
  double room = MAX (3 * run->h[c], 0.05 * (column->max - column->min));
  double bound[2];
  kde_bounds (run->values, run->whole[c], c, &bound[0], &bound[1]);
  *low = MAX (column->min - room, bound[0]);
  *high = MIN (column->max + room, bound[1]);
}

/* The bins of columns p and q (p = q: of one) over a frame that does not move with the bandwidth; kept. */
static MercerStatus
bins_of (KdeRun *run, size_t p, size_t q, MercerStoreItem **item)
{
  size_t d = p == q ? 1 : 2, columns[2] = { p, q }, m[2] = { d == 1 ? 4 * SIDE : SIDE, SIDE };
  double low[2], high[2];
  MercerHash key = mercer_hash_start ("kde-pair");
  for (size_t a = 0; a < d; a++)
    {
      low[a] = run->column[columns[a]]->min;
      high[a] = run->column[columns[a]]->max;
      if (!(high[a] > low[a]))
        high[a] = (low[a] -= 0.5) + 1;
      mercer_hash_add_hash (&key, run->column[columns[a]]->hash);
    }
  if (run->weight != NULL)
    mercer_hash_add_hash (&key, run->weight->hash);
  *item = mercer_store_get (mercer_work_store (run->work), key);
  if (*item != NULL)
    return MERCER_OK;
  MercerRows rows = { .n = run->column[p]->n, .d = d, .x = { run->column[p]->values, run->column[q]->values },
                      .weights = run->weight != NULL ? run->weight->values : NULL };
  MercerBins *bins = g_new0 (MercerBins, 1);
  MercerStatus status = mercer_bins_init (bins, d, low, high, m);
  if (status == MERCER_OK)
    status = mercer_bins_add (bins, &rows, run->work);
  if (status == MERCER_OK)
    *item = mercer_store_put (mercer_work_store (run->work), key, bins, sizeof *bins + m[0] * m[1] * sizeof (double), free_bins);
  else
    free_bins (bins);
  return status;
}

static MercerStatus
panel_of (KdeRun *run, size_t p, size_t q, KdePanel *panel)
{
  size_t d = p == q ? 1 : 2, columns[2] = { p, q };
  MercerStoreItem *item = NULL;
  MercerStatus status = bins_of (run, p, q, &item);
  if (status != MERCER_OK)
    return status;
  MercerKde kde = { .x = { .cols = d } };
  double *at[2] = { NULL, NULL };
  *panel = (KdePanel){ .m = { d == 1 ? 4 * SIDE : SIDE, d == 1 ? 1 : SIDE } };
  for (size_t a = 0; a < d && status == MERCER_OK; a++)
    {
      kde.axis[a] = kde_run_axis (run, columns[a]);
      kde.axis[a].bandwidth = run->h[columns[a]];
      frame_of (run, columns[a], &panel->low[a], &panel->high[a]);
      at[a] = panel->at[a] = mercer_work_doubles (run->work, panel->m[a]);
      if (at[a] == NULL)
        status = MERCER_OUT_OF_MEMORY;
      for (size_t k = 0; k < panel->m[a] && status == MERCER_OK; k++)
        at[a][k] = panel->low[a] + (panel->high[a] - panel->low[a]) * (double) k / (double) (panel->m[a] - 1);
    }
  panel->f = status == MERCER_OK ? mercer_work_doubles (run->work, panel->m[0] * panel->m[1]) : NULL;
  if (panel->f == NULL)
    status = MERCER_OUT_OF_MEMORY;
  else
    status = mercer_kde_binned (&kde, mercer_store_item_data (item), panel->m, (const double *const *) at, panel->f, run->work);
  mercer_store_release (item);
  return status;
}

bool
kde_run_has_pairs (const KdeRun *run)
{
  return run->values->show == KDE_SHOW_PAIRS && run->d >= 3 && run->d <= KDE_MOST_PAIRS
      && !mercer_kde_edge_transforms ((MercerEdge) run->values->boundary);
}

MercerStatus
kde_run_pairs (KdeRun *run)
{
  MercerStatus status = MERCER_OK;
  for (size_t q = 0; q < run->d && status == MERCER_OK; q++)
    for (size_t p = 0; p <= q && status == MERCER_OK; p++)
      {
        status = panel_of (run, p, q, &run->panel[p][q]);
        if (status == MERCER_OK && !mercer_work_wanted (run->work))
          status = MERCER_STOPPED;
      }
  return status == MERCER_OK ? kde_run_brush_pairs (run) : status;
}

static void
name_axis (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t c, bool vertical, bool named, double low, double high)
{
  g_autofree char *link = g_strconcat ("column:", run->names[c], NULL);
  const char *unit = named && !vertical ? run->column[c]->unit : "";
  (vertical ? mercer_figure_y_axis : mercer_figure_x_axis) (b, panel, named ? run->names[c] : "", unit,
                                                           MERCER_AXIS_LINEAR, low, high, link);
}

static void
draw_pair (const KdeRun *run, MercerFigureBuilder *b, size_t p, size_t q, size_t n, const size_t *row, const uint64_t *ids)
{
  const KdePanel *k = &run->panel[p][q];
  int panel = mercer_figure_panel (b, "", (int) p, (int) q, 1, 1);
  bool bottom = q + 1 == run->d;
  name_axis (run, b, panel, p, false, bottom, k->low[0], k->high[0]);
  if (p == q)
    {
      mercer_figure_y_axis (b, panel, p == 0 ? _("Density") : "", "", MERCER_AXIS_LINEAR, 0, 0, NULL);
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 1.8 }, k->m[0], k->at[0], k->f);
      if (k->brushed != NULL)
        {
          g_autofree double *floor = g_new0 (double, k->m[0]);
          mercer_figure_band (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .opacity = 0.35 }, k->m[0], k->at[0], floor, k->brushed);
        }
      return;
    }
  name_axis (run, b, panel, q, true, p == 0, k->low[1], k->high[1]);
  double half[2] = { 0.5 * (k->high[0] - k->low[0]) / (SIDE - 1), 0.5 * (k->high[1] - k->low[1]) / (SIDE - 1) };
  mercer_figure_raster (b, panel, SIDE, SIDE, k->low[0] - half[0], k->high[0] + half[0], k->low[1] - half[1], k->high[1] + half[1], k->f,
                        MERCER_MAP_VIRIDIS, 0, 0, true, NULL, NULL);
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  for (size_t i = 0; i < n; i++)
    {
      x[i] = run->column[p]->values[row[i]];
      y[i] = run->column[q]->values[row[i]];
    }
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 2, .opacity = 0.5 }, n, x, y, ids);
}

void
kde_draw_pairs (const KdeRun *run, MercerFigureBuilder *b)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  size_t rows = run->column[0]->n, every = MAX ((rows + MOST_DOTS - 1) / MOST_DOTS, 1), n = (rows + every - 1) / every;
  g_autofree size_t *row = g_new (size_t, MAX (n, 1));
  g_autofree uint64_t *ids = g_new (uint64_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    ids[i] = mercer_dataset_row_id (dataset, row[i] = i * every);
  for (size_t q = 0; q < run->d; q++)
    for (size_t p = 0; p <= q; p++)
      draw_pair (run, b, p, q, n, row, ids);
}
