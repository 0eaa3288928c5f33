/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adaptive-kernel-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "new-dots.h"
#include "ticks.h"

static const MercerColumn *
metric (const AdaptiveRun *run)
{
  return mercer_dataset_column (run->in.dataset,
                                (size_t) mercer_dataset_find (run->in.dataset, mercer_recipe_role (run->recipe, "y")[0]));
}

/* The metric's own range, so that rows and landscape share the colours. */
static void
range_of (const AdaptiveRun *run, double *low, double *high)
{
  *low = metric (run)->min;
  *high = metric (run)->max;
  if (!(*high > *low))
    *high = *low + 1;
}

static double
dot_size (const AdaptiveRun *run)
{
  return run->in.n > 4000 ? 2.5 : run->in.n > 400 ? 3.5 : 5;
}

static void
draw_rows (const AdaptiveRun *run, MercerFigureBuilder *b, int panel, MercerMatrix z)
{
  double low, high;
  range_of (run, &low, &high);
  mercer_figure_points_mapped (b, panel, &(MercerStyle){ .size = dot_size (run), .opacity = 0.95 }, run->in.n,
                               mercer_matrix_column (z, 0), mercer_matrix_column (z, 1), run->in.ids, run->in.y.data, MERCER_MAP_VIRIDIS,
                               low, high);
  mercer_figure_points_tell (b, panel, metric (run)->name, metric (run)->unit, run->in.y.data);
}

/* Over the landscape, ringed so that rows whose metric is as the landscape has it are seen: a ring of ink around the rim of paper that dots
 * over a field have, for one of them stands off from any colour. */
static void
draw_rows_ringed (const AdaptiveRun *run, MercerFigureBuilder *b, int panel)
{
  bool many = run->in.n > 1000; /* rings that touch would hide the landscape */
  MercerStyle ring = { .role = MERCER_ROLE_INK, .size = dot_size (run) + (many ? 1.2 : 2.4), .opacity = many ? 0.3 : 0.7 };
  mercer_figure_points (b, panel, &ring, run->in.n,
                        mercer_matrix_column (run->z, 0), mercer_matrix_column (run->z, 1), NULL);
  draw_rows (run, b, panel, run->z);
}

static void
draw_landscape (const AdaptiveRun *run, MercerFigureBuilder *b)
{
  const MercerColumn *column = metric (run);
  double low, high, half[2];
  range_of (run, &low, &high);
  g_autofree char *title = g_strdup_printf (_("The landscape of %s"), column->name);
  int panel = mercer_figure_panel (b, title, 0, 0, 1, 2);
  for (int c = 0; c < 2; c++)
    half[c] = 0.5 * (run->high[c] - run->low[c]) / (ADAPTIVE_GRID - 1);
  mercer_figure_x_axis (b, panel, _("First direction"), "", MERCER_AXIS_LINEAR, run->low[0], run->high[0], NULL);
  mercer_figure_y_axis (b, panel, _("Second direction"), "", MERCER_AXIS_LINEAR, run->low[1], run->high[1], NULL);
  mercer_figure_x_follows (b, panel, "map-x");
  mercer_figure_y_follows (b, panel, "map-y");
  mercer_figure_raster (b, panel, ADAPTIVE_GRID, ADAPTIVE_GRID, run->low[0] - half[0], run->high[0] + half[0], run->low[1] - half[1],
                        run->high[1] + half[1], run->landscape, MERCER_MAP_VIRIDIS, low, high, true, column->name, column->unit);
  MercerTicks ticks;
  mercer_ticks (MERCER_AXIS_LINEAR, low, high, 8, &ticks);
  /* beside round numbers, where measured values lie and the map is flat */
  double aside = ticks.n > 1 ? 0.382 * (ticks.at[1] - ticks.at[0]) : 0;
  for (size_t k = 0; k < ticks.n; k++)
    ticks.at[k] += aside;
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.5 }, ADAPTIVE_GRID,
                          ADAPTIVE_GRID, run->low[0], run->high[0], run->low[1], run->high[1], run->landscape, ticks.n, ticks.at, NULL);
  if (run->values->points)
    draw_rows_ringed (run, b, panel);
  if (run->at_z.data != NULL)
    mercer_picture_new_dots (b, panel, run->at_z.rows, mercer_matrix_column (run->at_z, 0), mercer_matrix_column (run->at_z, 1));
}

static void
draw_plain (const AdaptiveRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Principal components"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("First"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Second"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  draw_rows (run, b, panel, run->plain);
}

/* Both maps by both measures, as shares. */
static void
draw_measures (const AdaptiveRun *run, MercerFigureBuilder *b)
{
  const double error[2] = { run->measures.error, run->measures.plain_error }, trust[2] = { run->measures.trust, run->measures.plain_trust };
  const double top = 1.15 * MAX (1, MAX (error[0], error[1])); /* room for the numbers */
  int panel = mercer_figure_panel (b, _("Both maps compared"), 1, 1, 1, 1);
  const char *const names[2] = { _("Error"), _("Trustworthiness") };
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, 2.6, NULL);
  mercer_figure_x_names (b, panel, 2, names);
  mercer_figure_y_axis (b, panel, _("Share"), "", MERCER_AXIS_LINEAR, 0, top, NULL);
  for (int which = 0; which < 2; which++)
    for (int measure = 0; measure < 2; measure++)
      {
        char number[MERCER_NUMBER_SIZE];
        const double left = measure + 0.62 + 0.4 * which, edges[2] = { left, left + 0.36 };
        const double value = measure == 0 ? error[which] : trust[which];
        mercer_figure_bars (b, panel, &(MercerStyle){ .role = which == 0 ? MERCER_ROLE_PRIMARY : MERCER_ROLE_SECONDARY, .opacity = 0.8,
                                                      .legend = measure > 0  ? NULL
                                                                : which == 0 ? _("Learned")
                                                                             : _("PCA") },
                            1, edges, &value);
        mercer_figure_text (b, panel, MERCER_ROLE_INK, left + 0.18, value + 0.05 * top, mercer_number_show (value, 3, number));
      }
  mercer_figure_stretch_column (b, 0, 1.5);
}

static void
words (const AdaptiveRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  mercer_figure_readout (b, "error", _("Error of the landscape"), run->measures.error, "");
  if (isfinite (run->measures.placed_error))
    mercer_figure_readout (b, "placed_error", _("Error at rows that are placed"), run->measures.placed_error, "");
  mercer_figure_readout (b, "pca_error", _("Error on PCA"), run->measures.plain_error, "");
  mercer_figure_readout (b, "trustworthiness", _("Trustworthiness"), run->measures.trust, "");
  mercer_figure_readout (b, "pca_trustworthiness", _("Trustworthiness of PCA"), run->measures.plain_trust, "");
  mercer_figure_readout (b, "divergence", _("Divergence"), run->measures.divergence, "nats");
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("The error is the share of the metric’s variance that the landscape misses where a row is left out of it, though not "
                        "of the training: new rows fare worse. Trustworthiness is 1 where neighbours in the map are neighbours in all inputs."),
                      NULL, NULL, 0);
  mercer_inputs_note (&run->in, b);
  mercer_inputs_note_placed (run->found.n, run->in.n, b);
  if (run->at_z.data != NULL)
    {
      int at = mercer_figure_table (b, "map", _("Map of the new points"), run->at_z.rows);
      mercer_picture_new_rows (b, at, run->at_z.rows);
      mercer_figure_table_column (b, at, "z1", "", mercer_matrix_column (run->at_z, 0));
      mercer_figure_table_column (b, at, "z2", "", mercer_matrix_column (run->at_z, 1));
      mercer_figure_table_column (b, at, "metric", metric (run)->unit, run->at_metric);
    }
  int t = mercer_figure_table (b, run->at_z.data != NULL ? "map_data" : "map", _("Map"), run->in.n);
  mercer_inputs_row_column (&run->in, b, t);
  mercer_figure_table_column (b, t, "z1", "", mercer_matrix_column (run->z, 0));
  mercer_figure_table_column (b, t, "z2", "", mercer_matrix_column (run->z, 1));
  mercer_figure_table_column (b, t, "metric", metric (run)->unit, run->in.y.data);
}

MercerFigure *
adaptive_run_figure (const AdaptiveRun *run, const char *draft)
{
  char error[MERCER_NUMBER_SIZE], trust[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Adaptive kernel map"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (_("%zu rows in a plane over which a landscape of %s misses %s %% of its variance, with a trustworthiness of %s."),
                         run->in.n, metric (run)->name, mercer_number_show (100 * run->measures.error, 2, error),
                         mercer_number_show (run->measures.trust, 3, trust));
  mercer_figure_describe (b, sentence);
  draw_landscape (run, b);
  draw_plain (run, b);
  draw_measures (run, b);
  words (run, b);
  return mercer_figure_builder_finish (b);
}
