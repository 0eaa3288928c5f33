/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_SHOWN = 1000 };

static const double shares[] = { 0.95, 0.9, 0.5 };

/* How many layers have carried what is drawn. Then its places are no longer those of the columns, which a hand could edit. */
static size_t
undone (const MercerNormalizing *run)
{
  return run->chain.n_layers - run->behind.n_layers;
}

static char *
title_of (const MercerNormalizing *run)
{
  return undone (run) > 0   ? g_strdup_printf (_("After %zu of %zu layers"), undone (run), run->chain.n_layers)
         : run->in.d > 2 ? g_strdup (_("Slice of the density"))
                         : g_strdup (_("Density"));
}

static void
axis (const MercerNormalizing *run, MercerFigureBuilder *b, int panel, size_t a)
{
  const char *name = run->in.names[run->along[a]];
  g_autofree char *link = undone (run) == 0 ? g_strconcat ("column:", name, NULL) : NULL;
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

/* Whether a cell of the lattice counts: what is shown again beyond the ends of a circle does not. */
static bool
counts (const MercerNormalizing *run, size_t k)
{
  for (size_t a = 0; a < 2; a++)
    {
      size_t c = run->along[a];
      double part = (double) (a == 0 ? k % run->side : k / run->side) / (double) (run->side - 1);
      double at = run->low[a] + part * (run->high[a] - run->low[a]);
      if (run->circle != NULL && run->circle[c] && (at < run->low_end[c] || at >= run->high_end[c]))
        return false;
    }
  return true;
}

/* The regions of highest density that hold the shares, of the mass within the frame. */
static void
draw_regions (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  size_t cells = run->side * run->side, n = 0, at = 0;
  double held = 0, whole = 0, levels[G_N_ELEMENTS (shares)];
  char texts[G_N_ELEMENTS (shares)][16];
  const char *labels[G_N_ELEMENTS (shares)];
  g_autofree double *sorted = g_new (double, cells);
  for (size_t k = 0; k < cells; k++)
    if (counts (run, k))
      whole += sorted[n++] = run->density[k];
  qsort (sorted, n, sizeof *sorted, downwards);
  if (!(whole > 0) || !isfinite (whole))
    return;
  for (size_t s = G_N_ELEMENTS (shares); s-- > 0;)
    {
      for (; at + 1 < n && held + sorted[at] < shares[s] * whole; at++)
        held += sorted[at];
      levels[s] = sorted[at];
      g_snprintf (texts[s], sizeof texts[s], "%.0f %%", 100 * shares[s]);
      labels[s] = texts[s];
    }
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .opacity = 0.7 }, run->side, run->side,
                          run->low[0], run->high[0], run->low[1], run->high[1], run->density, G_N_ELEMENTS (shares), levels,
                          run->in.d == 2 ? labels : NULL);
}

/* Dots, and what the frame shows of them once more where a circle is cut open, paler. */
static void
draw_dots (const MercerNormalizing *run, MercerFigureBuilder *b, int panel, MercerStyle style, size_t n, const double *x, const double *y,
           const uint64_t *ids)
{
  g_autofree double *to = g_new (double, 18 * n + 2);
  g_autofree uint64_t *to_ids = g_new (uint64_t, 9 * n + 1);
  for (int copies = 0; copies < 2; copies++)
    {
      size_t count = mercer_normalizing_dots (run, copies, n, x, y, ids, to, to + 9 * n, to_ids);
      if (count > 0)
        mercer_figure_points (b, panel, &style, count, to, to + 9 * n, ids != NULL ? to_ids : NULL);
      style.opacity *= 0.4;
      style.legend = NULL;
    }
}

static void
draw_rows (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  static const struct
  {
    MercerColourRole role;
    const char *legend;
  } looks[] = { { MERCER_ROLE_DATA, N_("Training") }, { MERCER_ROLE_ACCENT, N_("Validation") }, { MERCER_ROLE_PRIMARY, N_("Test") } };
  size_t n = run->in.n;
  g_autofree double *x = g_new (double, 2 * n);
  g_autofree uint64_t *ids = g_new (uint64_t, n);
  for (size_t side = 0; side < G_N_ELEMENTS (looks); side++)
    {
      size_t k = 0;
      for (size_t i = 0; i < n; i++)
        if (run->sides[i] == side)
          {
            x[k] = *mercer_matrix_at (run->rows, i, run->along[0]);
            x[n + k] = *mercer_matrix_at (run->rows, i, run->along[1]);
            ids[k++] = run->in.ids[i];
          }
      MercerStyle style
          = { .role = looks[side].role, .size = 3, .opacity = run->in.d > 2 ? 0.3 : 0.7, .legend = _(looks[side].legend) };
      draw_dots (run, b, panel, style, k, x, x + n, undone (run) == 0 ? ids : NULL);
    }
}

static void
draw_plane (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  g_autofree char *title = title_of (run);
  int panel = mercer_figure_panel (b, title, 0, 0, 1, 2);
  double half[2];
  for (size_t a = 0; a < 2; a++)
    {
      axis (run, b, panel, a);
      half[a] = 0.5 * (run->high[a] - run->low[a]) / (double) (run->side - 1);
    }
  mercer_figure_raster (b, panel, run->side, run->side, run->low[0] - half[0], run->high[0] + half[0], run->low[1] - half[1],
                        run->high[1] + half[1], run->density, MERCER_MAP_CIVIDIS, 0, 0, true, _("Density"), "");
  draw_regions (run, b, panel);
  mercer_normalizing_seams (run, b, panel);
  draw_rows (run, b, panel);
  if (run->in.d == 2 && undone (run) == 0)
    mercer_figure_edits (b, panel, run->in.names[run->along[0]], run->in.names[run->along[1]]);
}

static void
draw_line (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  g_autofree char *title = title_of (run);
  int panel = mercer_figure_panel (b, title, 0, 0, 1, 2);
  size_t n = run->in.n;
  const double *x = run->shown.data;
  double peak = 0;
  for (size_t k = 0; k < run->side; k++)
    peak = MAX (peak, run->density[k]);
  g_autofree double *at = g_new (double, 9 * n), *none = g_new0 (double, 10 * n);
  axis (run, b, panel, 0);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, run->side, x, run->density);
  mercer_normalizing_seams (run, b, panel);
  for (int copies = 0; copies < 2; copies++)
    {
      const double *rows = mercer_matrix_column (run->rows, 0);
      size_t count = mercer_normalizing_dots (run, copies, n, rows, none, NULL, at, none + n, NULL);
      g_autofree double *ends = g_new (double, 2 * count + 1);
      for (size_t i = 0; i < count; i++)
        {
          ends[i] = -0.05 * peak;
          ends[count + i] = -0.01 * peak;
        }
      MercerStyle style = { .role = MERCER_ROLE_DATA, .width = 0.8, .opacity = copies == 0 ? 0.6 : 0.25 };
      mercer_figure_segments (b, panel, &style, count, at, ends, at, ends + count);
    }
  if (undone (run) == 0)
    mercer_figure_edits (b, panel, run->in.names[0], NULL);
}

/* --- Beside it ------------------------------------------------------------------------------------------------ */

static void
draw_samples (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  size_t m = MIN (run->drawn.rows, MOST_SHOWN);
  MercerStyle style = { .role = MERCER_ROLE_PRIMARY, .size = 2.5, .opacity = 0.6, .legend = _("Samples") };
  if (m > 0)
    draw_dots (run, b, panel, style, m, mercer_matrix_column (run->drawn, run->along[0]),
               mercer_matrix_column (run->drawn, run->along[1]), NULL);
}

static void
draw_grid (const MercerNormalizing *run, MercerFigureBuilder *b, int panel)
{
  g_autoptr (GArray) x = g_array_new (FALSE, FALSE, sizeof (double)), y = g_array_new (FALSE, FALSE, sizeof (double));
  mercer_normalizing_lines (run, run->shown.rows, mercer_matrix_column (run->shown, run->along[0]),
                            mercer_matrix_column (run->shown, run->along[1]), x, y);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.45 }, x->len,
                      (const double *) (const void *) x->data, (const double *) (const void *) y->data);
}

static void
draw_map (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  static const char *const titles[2][3] = { { N_("The map to a normal"), N_("Warped grid"), N_("Samples") },
                                            { N_("The map to a uniform"), N_("Warped grid"), N_("Samples") } };
  int panel = mercer_figure_panel (b, _(titles[mercer_normalizing_bounded (run)][MIN (run->in.d, 3) - 1]), 1, 0, 1, 1);
  axis (run, b, panel, 0);
  if (run->dims == 1)
    {
      mercer_figure_y_axis (b, panel, "z", "", MERCER_AXIS_LINEAR, 0, 0, NULL);
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, run->side, run->shown.data,
                          run->shown.data + run->side);
      mercer_normalizing_seams (run, b, panel);
      return;
    }
  axis (run, b, panel, 1);
  if (run->in.d == 2)
    draw_grid (run, b, panel);
  mercer_normalizing_seams (run, b, panel);
  if (run->values->show_samples || run->in.d > 2)
    draw_samples (run, b, panel);
  if (run->in.d == 2 && !mercer_normalizing_bounded (run))
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
  mercer_figure_x_axis (b, panel, _("Training step"), "", MERCER_AXIS_LINEAR, 0, (double) MAX (n - 1, 10), NULL);
  mercer_figure_y_axis (b, panel, _("− log p"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (isfinite (run->gaussian))
    {
      double level[2] = { run->gaussian, run->gaussian }, ends[2] = { 0, (double) MAX (n - 1, 10) };
      MercerStyle style = { .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .legend = _("A Gaussian") };
      mercer_figure_line (b, panel, &style, 2, ends, level);
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1.5, .legend = _("Training") }, n, columns,
                      columns + n);
  if (run->held.rows > 0)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Validation") }, n, columns,
                        columns + 2 * n);
  if (run->final && run->judge.rows > 0)
    {
      double step = (double) run->training.best_stretch;
      MercerStyle style = { .role = MERCER_ROLE_ACCENT, .size = 7, .hollow = true, .width = 2, .legend = _("Test") };
      mercer_figure_points (b, panel, &style, 1, &step, &run->judged, NULL);
    }
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
