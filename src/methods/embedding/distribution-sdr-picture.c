/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution-sdr.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"
#include "kernel-cca.h"

static const char *
response_name (const SdrRun *run)
{
  return mercer_recipe_role (run->recipe, "y")[0];
}

static const char *
response_unit (const SdrRun *run)
{
  return mercer_dataset_column (run->in.dataset, (size_t) mercer_dataset_find (run->in.dataset, response_name (run)))->unit;
}

/* Rings round the samples of which rows are selected. */
static void
draw_brushed (const SdrRun *run, MercerFigureBuilder *b, int panel, const double *x, const double *y)
{
  size_t n = 0;
  g_autofree double *at = g_new (double, 2 * run->count);
  for (size_t s = 0; s < run->count && run->brushed != NULL; s++)
    if (run->brushed[s])
      {
        at[n] = x[s];
        at[run->count + n++] = y[s];
      }
  MercerStyle ring = { .role = MERCER_ROLE_ACCENT, .size = 11, .hollow = true };
  if (n > 0)
    mercer_figure_points (b, panel, &ring, n, at, at + run->count, NULL);
}

static void
draw_samples (const SdrRun *run, MercerFigureBuilder *b, int panel, const double *x, const double *y, bool bar)
{
  double low = INFINITY, high = -INFINITY;
  g_autofree uint64_t *ids = g_new (uint64_t, run->count);
  for (size_t s = 0; s < run->count; s++)
    {
      low = MIN (low, run->response[s]);
      high = MAX (high, run->response[s]);
      ids[s] = run->in.ids[run->of_sample[s]];
    }
  MercerStyle style = { .size = run->count > 300 ? 4.5 : 7, .opacity = 0.9 };
  mercer_figure_points_mapped (b, panel, &style, run->count, x, y, run->group == NULL ? ids : NULL, run->response, MERCER_MAP_VIRIDIS,
                               low, high > low ? high : low + 1);
  g_autofree char *label = g_strdup_printf (_("Mean of %s"), response_name (run));
  if (bar)
    mercer_figure_points_bar (b, panel, label, response_unit (run));
  draw_brushed (run, b, panel, x, y);
}

static void
draw_plane (const SdrRun *run, MercerFigureBuilder *b)
{
  size_t second = run->gsir.k > 1 ? 1 : 0;
  int panel = mercer_figure_panel (b, _("Samples by what they tell of the response"), 0, 0, 1, 2);
  mercer_figure_x_axis (b, panel, _("First sufficient predictor"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, second == 1 ? _("Second sufficient predictor") : _("First sufficient predictor"), "", MERCER_AXIS_LINEAR,
                        0, 0, NULL);
  draw_samples (run, b, panel, mercer_matrix_column (run->gsir.f, 0), mercer_matrix_column (run->gsir.f, second), true);
  if (run->at_f.data != NULL)
    {
      MercerStyle ring = mercer_dots_ring (run->at.count, _("New samples"));
      mercer_figure_points (b, panel, &ring, run->at.count, mercer_matrix_column (run->at_f, 0), mercer_matrix_column (run->at_f, second), NULL);
    }
  mercer_figure_stretch_column (b, 0, 1.4);
}

static void
draw_response (const SdrRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Against the mean response"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("First sufficient predictor"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, response_name (run), response_unit (run), MERCER_AXIS_LINEAR, 0, 0, NULL);
  draw_samples (run, b, panel, mercer_matrix_column (run->gsir.f, 0), run->response, false);
}

/* How the leading predictors share in all that the samples tell of the response. */
static void
draw_strength (const SdrRun *run, MercerFigureBuilder *b)
{
  double edges[SDR_PREDICTORS + 1], share[SDR_PREDICTORS];
  int panel = mercer_figure_panel (b, _("What each of them tells"), 1, 1, 1, 1);
  for (size_t j = 0; j <= run->gsir.k; j++)
    edges[j] = (double) j + 0.5;
  for (size_t j = 0; j < run->gsir.k; j++)
    share[j] = run->gsir.values[j] / run->gsir.total;
  mercer_figure_x_axis (b, panel, _("Sufficient predictor"), "", MERCER_AXIS_LINEAR, 0.5, (double) run->gsir.k + 0.5, NULL);
  mercer_figure_y_axis (b, panel, _("Share"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY }, run->gsir.k, edges, share);
}

static void
predictor_columns (MercerFigureBuilder *b, int table, MercerMatrix f)
{
  for (size_t j = 0; j < f.cols; j++)
    {
      g_autofree char *name = g_strdup_printf ("predictor%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (f, j));
    }
}

/* A sample goes by its row, or by what the column of samples holds; of text by the first of its rows. */
static void
predictors_table (const SdrRun *run, MercerFigureBuilder *b)
{
  g_autofree double *number = g_new (double, run->count);
  bool by_value = run->group != NULL && run->group->codes == NULL;
  int t = mercer_figure_table (b, run->at_f.data != NULL ? "predictors_data" : "predictors", _("Sufficient predictors"), run->count);
  for (size_t s = 0; s < run->count; s++)
    number[s] = by_value ? run->group->values[run->in.rows[run->of_sample[s]]] : (double) run->in.rows[run->of_sample[s]] + 1;
  mercer_figure_table_column (b, t, by_value ? "sample" : "row", "", number);
  predictor_columns (b, t, run->gsir.f);
  mercer_figure_table_column (b, t, "mean_response", response_unit (run), run->response);
}

static void
at_table (const SdrRun *run, MercerFigureBuilder *b)
{
  bool by_value = run->group != NULL && run->group->codes == NULL;
  int t = mercer_figure_table (b, "predictors", _("Sufficient predictors of the new samples"), run->at.count);
  mercer_figure_table_column (b, t, by_value ? "sample" : "row", "", run->at_label);
  predictor_columns (b, t, run->at_f);
}

static void
words (const SdrRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "samples", _("Samples"), (double) run->count, "");
  size_t brushed = 0;
  for (size_t s = 0; s < run->count && run->brushed != NULL; s++)
    brushed += run->brushed[s];
  if (brushed > 0)
    mercer_figure_readout (b, "selected", _("Samples selected"), (double) brushed, "");
  for (size_t j = 0; j < MIN (run->gsir.k, (size_t) 3); j++)
    {
      g_autofree char *id = g_strdup_printf ("share%zu", j + 1), *title = g_strdup_printf (_("Share of predictor %zu"), j + 1);
      mercer_figure_readout (b, id, title, run->gsir.values[j] / run->gsir.total, "");
    }
  mercer_figure_readout (b, "mean_correlation", _("Correlation with the mean"),
                         mercer_correlation (run->gsir.f.data, run->response, run->count), "");
  mercer_figure_readout (b, "width_predictors", _("Width on predictors"), run->x.lengthscale, "");
  mercer_figure_readout (b, "width_response", _("Width on responses"), run->y.lengthscale, "");
  if (run->in.dropped > 0)
    mercer_inputs_note (&run->in, b);
  if (run->count < run->total)
    {
      g_autofree char *sentence = g_strdup_printf (_("Computed from %zu of %zu samples, evenly taken."), run->count, run->total);
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
    }
  if (run->group == NULL)
    {
      g_autofree char *sentence
          = g_strdup_printf (ngettext ("Each row is taken for a sample, of %zu value. Choose the column that tells samples apart if rows "
                                       "belong together.",
                                       "Each row is taken for a sample, of %zu values whose order does not matter. Choose the column that "
                                       "tells samples apart if rows belong together.",
                                       run->in.d),
                             run->in.d);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if (run->at_f.data != NULL)
    at_table (run, b);
  predictors_table (run, b);
}

MercerFigure *
sdr_run_figure (const SdrRun *run, const char *draft)
{
  char number[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Reduction of distributions"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (_("%zu samples reduced to what they tell of %s; the first number for each carries %s %% of it."), run->count,
                         response_name (run), mercer_number_show (100 * run->gsir.values[0] / run->gsir.total, 3, number));
  mercer_figure_describe (b, sentence);
  draw_plane (run, b);
  draw_response (run, b);
  draw_strength (run, b);
  words (run, b);
  return mercer_figure_builder_finish (b);
}
