/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_SHOWN = 1000 };

static const double shares[] = { 0.95, 0.9, 0.5 };

static void
axis (const MercerNormalizing *run, MercerFigureBuilder *b, int panel, size_t a)
{
  const char *name = run->in.names[run->along[a]];
  g_autofree char *link = g_strconcat ("column:", name, NULL);
  (a == 0 ? mercer_figure_x_axis : mercer_figure_y_axis) (b, panel, name, mercer_inputs_unit (&run->in, run->along[a]), MERCER_AXIS_LINEAR,
                                                          run->low[a], run->high[a], link);
}

/* --- Density ------------------------------------------------------------------------------------------------ */

static int
downwards (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p < q) - (p > q);
}

/* The regions of highest density that hold the shares, of the mass within the frame. */
static void
draw_regions (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  size_t cells = run->side * run->side, at = 0;
  double held = 0, whole = 0, levels[G_N_ELEMENTS (shares)];
  char texts[G_N_ELEMENTS (shares)][16];
  const char *labels[G_N_ELEMENTS (shares)];
  g_autofree double *sorted = g_memdup2 (run->density, cells * sizeof *sorted);
  qsort (sorted, cells, sizeof *sorted, downwards);
  for (size_t k = 0; k < cells; k++)
    whole += sorted[k];
  if (!(whole > 0) || !isfinite (whole))
    return;
  for (size_t s = G_N_ELEMENTS (shares); s-- > 0;)
    {
      for (; at + 1 < cells && held + sorted[at] < shares[s] * whole; at++)
        held += sorted[at];
      levels[s] = sorted[at];
      g_snprintf (texts[s], sizeof texts[s], "%.0f %%", 100 * shares[s]);
      labels[s] = texts[s];
    }
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .opacity = 0.7 }, run->side, run->side,
                          run->low[0], run->high[0], run->low[1], run->high[1], run->density, G_N_ELEMENTS (shares), levels,
                          run->in.d == 2 ? labels : NULL);
}

static void
draw_rows (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  size_t n = run->in.n;
  g_autofree double *x = g_new (double, 2 * n);
  g_autofree uint64_t *ids = g_new (uint64_t, n);
  for (int held = 0; held < 2; held++)
    {
      size_t k = 0;
      for (size_t i = 0; i < n; i++)
        if (run->is_held[i] == held)
          {
            x[k] = *mercer_matrix_at (run->in.x, i, run->along[0]);
            x[n + k] = *mercer_matrix_at (run->in.x, i, run->along[1]);
            ids[k++] = run->in.ids[i];
          }
      MercerStyle style = { .role = held ? MERCER_ROLE_ACCENT : MERCER_ROLE_DATA, .size = 3, .opacity = run->in.d > 2 ? 0.3 : 0.7,
                            .legend = held ? _("Held out") : _("Trained on") };
      if (k > 0)
        mercer_figure_points (b, panel, &style, k, x, x + n, ids);
    }
}

static void
draw_plane (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  bool slice = run->in.d > 2;
  int panel = mercer_figure_panel (b, slice ? _("Density where the other columns stand") : _("Density"), 0, 0, 1, 2);
  double half[2];
  for (size_t a = 0; a < 2; a++)
    {
      axis (run, b, panel, a);
      half[a] = 0.5 * (run->high[a] - run->low[a]) / (double) (run->side - 1);
    }
  mercer_figure_raster (b, panel, run->side, run->side, run->low[0] - half[0], run->high[0] + half[0], run->low[1] - half[1],
                        run->high[1] + half[1], run->density, MERCER_MAP_CIVIDIS, 0, 0, true, _("Density"), "");
  draw_regions (run, b, panel);
  draw_rows (run, b, panel);
}

static void
draw_line (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Density"), 0, 0, 1, 2);
  size_t n = run->in.n;
  const double *x = run->shown.data;
  double peak = 0;
  g_autofree double *low = g_new (double, n), *high = g_new (double, n);
  for (size_t k = 0; k < run->side; k++)
    peak = MAX (peak, run->density[k]);
  for (size_t i = 0; i < n; i++)
    {
      low[i] = -0.05 * peak;
      high[i] = -0.01 * peak;
    }
  axis (run, b, panel, 0);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, run->side, x, run->density);
  mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .width = 0.8, .opacity = 0.6 }, n,
                          mercer_matrix_column (run->in.x, 0), low, mercer_matrix_column (run->in.x, 0), high);
}

/* --- Beside it ------------------------------------------------------------------------------------------------ */

static void
draw_samples (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  size_t m = MIN (run->samples.rows, MOST_SHOWN);
  if (m > 0)
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = 2.5, .opacity = 0.6, .legend = _("Samples") }, m,
                          mercer_matrix_column (run->samples, run->along[0]), mercer_matrix_column (run->samples, run->along[1]), NULL);
}

static void
draw_map (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  static const char *const titles[2][3] = { { N_("The map to a normal"), N_("The grid of a normal, warped"), N_("Samples") },
                                            { N_("The map to a uniform"), N_("The grid of a square, warped"), N_("Samples") } };
  int panel = mercer_figure_panel (b, _(titles[run->box != NULL][MIN (run->in.d, 3) - 1]), 1, 0, 1, 1);
  axis (run, b, panel, 0);
  if (run->dims == 1)
    {
      mercer_figure_y_axis (b, panel, "z", "", MERCER_AXIS_LINEAR, 0, 0, NULL);
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, run->side, run->shown.data,
                          run->shown.data + run->side);
      return;
    }
  axis (run, b, panel, 1);
  if (run->in.d == 2)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.45 }, run->shown.rows,
                        mercer_matrix_column (run->shown, run->along[0]), mercer_matrix_column (run->shown, run->along[1]));
  if (run->values->show_samples || run->in.d > 2)
    draw_samples (run, b, panel);
  if (run->in.d == 2 && run->box == NULL)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.6, .legend = _("1, 2 and 3 sd") },
                        run->circles.rows, mercer_matrix_column (run->circles, run->along[0]),
                        mercer_matrix_column (run->circles, run->along[1]));
}

static void
draw_history (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  const MercerNormalizingMoment *moments = (const MercerNormalizingMoment *) (const void *) run->moments->data;
  size_t n = run->moments->len;
  int panel = mercer_figure_panel (b, "", 1, 1, 1, 1);
  g_autofree double *columns = g_new (double, 3 * n);
  for (size_t k = 0; k < n; k++)
    {
      columns[k] = (double) k;
      columns[n + k] = moments[k].train;
      columns[2 * n + k] = moments[k].held;
    }
  mercer_figure_x_axis (b, panel, _("Step of the training"), "", MERCER_AXIS_LINEAR, 0, (double) MAX (n - 1, 10), NULL);
  mercer_figure_y_axis (b, panel, _("− Mean log density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (isfinite (run->gaussian))
    {
      double level[2] = { run->gaussian, run->gaussian }, ends[2] = { 0, (double) MAX (n - 1, 10) };
      MercerStyle style = { .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .legend = _("A Gaussian") };
      mercer_figure_line (b, panel, &style, 2, ends, level);
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1.5, .legend = _("Trained on") }, n, columns,
                      columns + n);
  if (run->held.rows > 0)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Held out") }, n, columns,
                        columns + 2 * n);
  if (run->training.best_stretch > 0)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1, .dashed = true }, true,
                        (double) run->training.best_stretch);
}

/* --- The figure ------------------------------------------------------------------------------------------------- */

MercerFigure *
mercer_normalizing_figure (const MercerNormalizing *run)
{
  MercerFigureBuilder *b = mercer_figure_builder_new (_(mercer_recipe_method (run->recipe)->title));
  if (!run->final)
    {
      g_autofree char *badge = g_strdup_printf (_("Step %zu of %d"), run->training.stretches, run->values->steps);
      mercer_figure_draft (b, badge);
    }
  run->dims == 1 ? draw_line (run, b) : draw_plane (run, b);
  draw_map (run, b);
  draw_history (run, b);
  mercer_figure_stretch_column (b, 0, 1.25);
  mercer_figure_stretch_column (b, 1, 1);
  mercer_figure_stretch_row (b, 0, 1.5);
  mercer_figure_stretch_row (b, 1, 1);
  mercer_normalizing_words (run, b);
  return mercer_figure_builder_finish (b);
}
