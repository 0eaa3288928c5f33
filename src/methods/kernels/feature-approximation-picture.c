/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Errors below this are as good as none, and would flatten the picture of the others. */
static const double least_shown = 1e-7;
enum { FROBENIUS, LARGEST, COLOURS = 8, MOST_CELLS = 400 };

/* --- Errors ---------------------------------------------------------------------------------------------------- */

static void
extent (const FeaturesRun *run, int which, double *low, double *high)
{
  *low = INFINITY;
  *high = 0;
  for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
    for (size_t s = 0; s < run->n_steps && run->errors[kind].wanted; s++)
      {
        *low = fmin (*low, run->errors[kind].low[which][s]); /* fmin and fmax overlook NaN */
        *high = fmax (*high, run->errors[kind].high[which][s]);
      }
  if (!(*high > 0) || !isfinite (*low))
    {
      *low = 0.01;
      *high = 1;
    }
  *low = 0.7 * fmax (fmin (*low, 0.1 * *high), least_shown);
  *high = fmax (1.4 * *high, 10 * *low);
}

/* Nothing below the axis. */
static void
line (const FeaturesRun *run, MercerFigureBuilder *b, int panel, const MercerStyle *style, const double *values)
{
  double x[MOST_STEPS], y[MOST_STEPS];
  for (size_t s = 0; s < run->n_steps; s++)
    {
      x[s] = (double) run->step[s];
      y[s] = values[s] > 0 ? values[s] : NAN;
    }
  mercer_figure_line (b, panel, style, run->n_steps, x, y);
}

static void
band (const FeaturesRun *run, MercerFigureBuilder *b, int panel, const MercerStyle *style, const double *low,
      const double *high)
{
  double x[MOST_STEPS], from[MOST_STEPS], to[MOST_STEPS];
  for (size_t s = 0; s < run->n_steps; s++)
    {
      bool known = high[s] > 0;
      x[s] = (double) run->step[s];
      from[s] = known ? fmax (low[s], 1e-17) : NAN;
      to[s] = known ? high[s] : NAN;
    }
  mercer_figure_band (b, panel, style, run->n_steps, x, from, to);
}

static void
draw_rates (const FeaturesRun *run, MercerFigureBuilder *b, int panel)
{
  MercerStyle style = { .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .opacity = 0.7 };
  style.legend = _("Fourier in the mean, ∝ M^−½");
  if (run->errors[FEATURES_FOURIER].wanted)
    line (run, b, panel, &style, run->expected[0]);
  style.legend = _("Positive in the mean, ∝ M^−½");
  if (run->errors[FEATURES_POSITIVE].wanted && isfinite (run->expected[1][0]))
    line (run, b, panel, &style, run->expected[1]);
  style = (MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5, .opacity = 0.5, .legend = _("Best of rank M") };
  if (isfinite (run->best[0]))
    line (run, b, panel, &style, run->best);
}

/* Families stand out by the stroke, their members by colour; what is shown beside is drawn stronger. */
static void
draw_kinds (const FeaturesRun *run, MercerFigureBuilder *b, int panel, int which)
{
  int colour = 0;
  for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
    {
      const FeatureErrors *errors = &run->errors[kind];
      if (!errors->wanted)
        continue;
      bool shown = (int) kind == run->values->shown;
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N (colour % COLOURS), .width = shown ? 3 : 1.7,
                            .dashed = colour >= COLOURS, .legend = which == FROBENIUS ? _(features_info[kind].title) : NULL };
      if (run->repeats > 1)
        band (run, b, panel, &(MercerStyle){ .role = style.role, .opacity = shown ? 0.22 : 0.13 }, errors->low[which],
              errors->high[which]);
      line (run, b, panel, &style, errors->median[which]);
      colour++;
    }
}

static void
draw_errors (const FeaturesRun *run, MercerFigureBuilder *b, int which)
{
  static const char *const titles[] = { N_("Error of the whole matrix"), N_("Largest error of an entry") };
  static const char *const labels[] = { N_("|K̂ − K| / |K|, Frobenius"), N_("max |K̂ − K| / max |K|") };
  int panel = mercer_figure_panel (b, _(titles[which]), 0, which, 1, 1);
  double low, high, first = (double) run->step[0], last = (double) run->step[run->n_steps - 1];
  double chosen = (double) run->values->features, error = which == FROBENIUS ? run->shown_error : run->shown_largest;
  extent (run, which, &low, &high);
  mercer_figure_x_axis (b, panel, _("Features M"), "", MERCER_AXIS_LOG, fmin (first, chosen) / 1.1, fmax (last, chosen) * 1.1,
                        "features");
  mercer_figure_y_axis (b, panel, _(labels[which]), "", MERCER_AXIS_LOG, low, high, NULL);
  if (which == FROBENIUS)
    draw_rates (run, b, panel);
  draw_kinds (run, b, panel, which);
  MercerHandle handle = { .kind = MERCER_HANDLE_VERTICAL, .title = _("Features"), .value = { "features", -1, NULL },
                          .role = MERCER_ROLE_ACCENT, .x = chosen, .y = sqrt (low * high) };
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5 }, true, chosen);
  mercer_figure_handle (b, panel, &handle);
  if (error > low && isfinite (error))
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8 }, 1, &chosen, &error, NULL);
  if (which != LARGEST || run->repeats < 2)
    return;
  g_autofree char *words = g_strdup_printf (_("Lines: medians of %zu draws; bands: 10 to 90 %% of them"), run->repeats);
  mercer_figure_caption (b, panel, words);
}

/* --- The matrix and its imitation ------------------------------------------------------------------------------ */

/* Rows in the order of clusters, several to a cell where there are many. */
static void
draw_matrix (const FeaturesRun *run, MercerFigureBuilder *b, MercerMatrix k, int row, const char *title, double low, double high)
{
  int panel = mercer_figure_panel (b, title, 1, row, 1, 1);
  size_t block = (run->n + MOST_CELLS - 1) / MOST_CELLS, cells = (run->n + block - 1) / block;
  double end = (double) run->n + 0.5, edge = 0.5 + (double) (cells * block);
  g_autofree double *image = g_new0 (double, cells *cells), *count = g_new0 (double, cells *cells);
  for (size_t j = 0; j < run->n; j++)
    for (size_t i = 0; i < run->n; i++)
      {
        size_t cell = i / block + cells * (j / block);
        image[cell] += *mercer_matrix_at (k, run->order[i], run->order[j]);
        count[cell]++;
      }
  for (size_t c = 0; c < cells * cells; c++)
    image[c] /= count[c];
  mercer_figure_x_axis (b, panel, _("Rows, by cluster"), "", MERCER_AXIS_LINEAR, 0.5, end, "feature-rows");
  mercer_figure_y_axis (b, panel, _("Rows, by cluster"), "", MERCER_AXIS_LINEAR, 0.5, end, "feature-columns");
  mercer_figure_equal_axes (b, panel);
  mercer_figure_raster (b, panel, cells, cells, 0.5, edge, 0.5, edge, image,
                        low < -1e-3 * high ? MERCER_MAP_DIVERGING : MERCER_MAP_VIRIDIS, low, high, false, "k(xᵢ, xⱼ)", "");
}

static void
draw_matrices (const FeaturesRun *run, MercerFigureBuilder *b)
{
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < run->n * run->n; i++)
    {
      low = fmin (low, run->k.data[i]);
      high = fmax (high, run->k.data[i]);
    }
  if (low < 0 && high > 0)
    low = -(high = fmax (high, -low));
  if (!(high > low))
    high = low + fmax (fabs (low), 1e-3);
  g_autofree char *title = g_strdup_printf (ngettext ("%s: %zu feature", "%s: %zu features", run->shown_features),
                                            _(features_info[run->values->shown].title), run->shown_features);
  draw_matrix (run, b, run->k, 0, _("The kernel matrix"), low, high);
  draw_matrix (run, b, run->imitation, 1, title, low, high);
}

MercerFigure *
features_run_figure (const FeaturesRun *run, const char *draft)
{
  g_autofree char *shown = mercer_kernel_show (run->kernel);
  g_autofree char *title = g_strdup_printf (_("Features of %s"), shown);
  g_autofree char *sentence
      = g_strdup_printf (_("How well features imitate the kernel %s on %zu rows, by their number and kind."), shown, run->n);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  mercer_figure_describe (b, sentence);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  mercer_figure_stretch_column (b, 0, 1.5);
  if (run->n > 0)
    {
      draw_errors (run, b, FROBENIUS);
      draw_errors (run, b, LARGEST);
      draw_matrices (run, b);
    }
  else
    mercer_figure_panel (b, _("Error of the whole matrix"), 0, 0, 1, 1);
  features_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
