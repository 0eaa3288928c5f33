/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "ranking.h"
#include "row-names.h"

/* Errors below this are as good as none, and would flatten the picture of the others. */
static const double least_shown = 1e-7;
enum { COLOURS = 8, MOST_CELLS = 400 };

/* --- Errors ---------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *title, *label;
} measures[] = {
  [FEATURES_FROBENIUS] = { N_("Error of the whole matrix"), N_("|K̂ − K| / |K|, Frobenius") },
  [FEATURES_LARGEST] = { N_("Error of the worst entry"), N_("max |K̂ − K| / max |K|") },
};

/* Of all that is drawn, with room; a power of ten at least. */
static void
extent (const FeaturesRun *run, double *low, double *high)
{
  int which = run->values->measure;
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

/* What is not known or exactly 0 has no place on the axis. */
static void
draw_line (const FeaturesRun *run, MercerFigureBuilder *b, int panel, const MercerStyle *style, const double *values)
{
  double x[MOST_STEPS], y[MOST_STEPS];
  size_t known = 0;
  for (size_t s = 0; s < run->n_steps; s++)
    if (values[s] > 0)
      {
        x[known] = (double) run->step[s];
        y[known++] = values[s];
      }
  if (known > 0)
    mercer_figure_line (b, panel, style, known, x, y);
}

static void
draw_band (const FeaturesRun *run, MercerFigureBuilder *b, int panel, const MercerStyle *style, const double *low,
           const double *high)
{
  double x[MOST_STEPS], from[MOST_STEPS], to[MOST_STEPS];
  size_t known = 0;
  for (size_t s = 0; s < run->n_steps; s++)
    if (high[s] > 0)
      {
        x[known] = (double) run->step[s];
        from[known] = fmax (low[s], 1e-17);
        to[known++] = high[s];
      }
  if (known > 0)
    mercer_figure_band (b, panel, style, known, x, from, to);
}

/* The rates of theory, for the measure that theory speaks of. Names are short: in a small window they stand among curves. */
static void
draw_rates (const FeaturesRun *run, MercerFigureBuilder *b, int panel)
{
  MercerStyle style = { .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .opacity = 0.8 };
  style.legend = _("∝ 1 / √M");
  if (run->errors[FEATURES_FOURIER].wanted)
    draw_line (run, b, panel, &style, run->expected[0]);
  if (run->errors[FEATURES_POSITIVE].wanted)
    draw_line (run, b, panel, &style, run->expected[1]);
  style = (MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5, .opacity = 0.5, .legend = _("Best rank M") };
  draw_line (run, b, panel, &style, run->best);
}

/* The k-th that is drawn; what is shown beside is drawn stronger. */
static MercerStyle
style_of (const FeaturesRun *run, FeatureKind kind, int k)
{
  return (MercerStyle){ .role = MERCER_ROLE_SERIES_N (k % COLOURS), .width = (int) kind == run->values->shown ? 3 : 1.7,
                        .dashed = k >= COLOURS };
}

static void
draw_errors (const FeaturesRun *run, MercerFigureBuilder *b, double low, double high)
{
  int which = run->values->measure, panel = mercer_figure_panel (b, _(measures[which].title), 0, 0, 1, 1), k = 0;
  double first = (double) run->step[0], last = (double) run->step[run->n_steps - 1];
  double chosen = (double) run->values->features;
  double error = which == FEATURES_FROBENIUS ? run->shown_error : run->shown_largest;
  mercer_figure_x_axis (b, panel, _("Features M"), "", MERCER_AXIS_LOG, fmin (first, chosen) / 1.1, fmax (last, chosen) * 1.1,
                        NULL);
  mercer_figure_y_axis (b, panel, _(measures[which].label), "", MERCER_AXIS_LOG, low, high, NULL);
  for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
    {
      const FeatureErrors *errors = &run->errors[kind];
      if (!errors->wanted)
        continue;
      MercerStyle style = style_of (run, kind, k++), haze = { .role = style.role, .opacity = 0.15 };
      if (run->repeats > 1)
        draw_band (run, b, panel, &haze, errors->low[which], errors->high[which]);
      draw_line (run, b, panel, &style, errors->median[which]);
    }
  if (which == FEATURES_FROBENIUS)
    draw_rates (run, b, panel);
  MercerHandle handle = { .kind = MERCER_HANDLE_VERTICAL, .title = _("Features"), .value = { "features", -1, NULL },
                          .role = MERCER_ROLE_ACCENT, .x = chosen, .y = sqrt (low * high) };
  mercer_figure_handle (b, panel, &handle);
  if (error > low && isfinite (error))
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8 }, 1, &chosen, &error, NULL);
}

/* --- Side by side at the chosen number ---------------------------------------------------------------------------- */

typedef struct
{
  FeatureKind kind;
  MercerStyle style;
  double at[3]; /* median, low, high; NaN: none */
} Entry;

/* Between the steps on both logarithms; before the first and after the last known one what stands there. */
static double
between_steps (const FeaturesRun *run, const double *values, double m)
{
  size_t s = 0;
  while (s + 1 < run->n_steps && (double) run->step[s + 1] <= m && isfinite (values[s + 1]))
    s++;
  bool inside = s + 1 < run->n_steps && isfinite (values[s + 1]) && m > (double) run->step[s];
  if (!inside || !(values[s] > 0) || !(values[s + 1] > 0))
    return values[s];
  double part = log (m / (double) run->step[s]) / log ((double) run->step[s + 1] / (double) run->step[s]);
  return exp ((1 - part) * log (values[s]) + part * log (values[s + 1]));
}

static int
compare_entries (const void *a, const void *b)
{
  const Entry *p = a, *q = b;
  if (isnan (p->at[0]) != isnan (q->at[0]))
    return isnan (p->at[0]) ? 1 : -1;
  if (p->at[0] < q->at[0] || p->at[0] > q->at[0])
    return p->at[0] < q->at[0] ? -1 : 1;
  return (int) p->kind - (int) q->kind;
}

static size_t
gather_entries (const FeaturesRun *run, Entry *entries)
{
  int which = run->values->measure;
  size_t n = 0;
  for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
    {
      const FeatureErrors *errors = &run->errors[kind];
      double m = run->values->features;
      if (!errors->wanted)
        continue;
      entries[n] = (Entry){ kind, style_of (run, kind, (int) n),
                            { between_steps (run, errors->median[which], m), between_steps (run, errors->low[which], m),
                              between_steps (run, errors->high[which], m) } };
      n++;
    }
  qsort (entries, n, sizeof *entries, compare_entries);
  return n;
}

/* The names beside the dots, which have the colours of the curves: these need no legend. */
static void
draw_ranking (const FeaturesRun *run, MercerFigureBuilder *b, double low, double high)
{
  Entry entries[N_FEATURES];
  size_t n = gather_entries (run, entries);
  g_autofree char *title
      = g_strdup_printf (ngettext ("At M = %d, %zu draw", "At M = %d, %zu draws", run->repeats),
                         run->values->features, run->repeats);
  const char *names[N_FEATURES];
  int panel = mercer_figure_panel (b, title, 0, 1, 1, 1);
  mercer_figure_x_axis (b, panel, _(measures[run->values->measure].label), "", MERCER_AXIS_LOG, low, high, NULL);
  for (size_t k = 0; k < n; k++)
    names[k] = _(features_info[entries[k].kind].title);
  mercer_picture_ranking_axis (b, panel, n, names, "feature-rank");
  for (size_t k = 0; k < n; k++)
    {
      const Entry *e = &entries[k];
      double y = mercer_picture_ranking_at (n, k), at = fmax (e->at[0], low), from = fmax (e->at[1], low), to = fmax (e->at[2], low);
      MercerStyle bar = { .role = e->style.role, .width = 2.5, .opacity = 0.5 };
      MercerStyle dot = { .role = e->style.role, .size = (int) e->kind == run->values->shown ? 11 : 8,
                          .hollow = e->style.dashed };
      if (isnan (e->at[0]))
        continue;
      mercer_figure_segments (b, panel, &bar, 1, &from, &y, &to, &y);
      mercer_figure_points (b, panel, &dot, 1, &at, &y, NULL);
    }
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
  g_auto (GStrv) names = mercer_picture_row_names (run->points, run->order, NULL, block);
  mercer_figure_raster_labels (b, panel, (const char *const *) names, (const char *const *) names);
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
  /* of landmarks there may be fewer than M */
  bool fewer = run->shown_features < (size_t) run->values->features;
  g_autofree char *title = fewer ? g_strdup_printf (_("%s, M = %zu"), _(features_info[run->values->shown].title), run->shown_features)
                                 : g_strdup (_(features_info[run->values->shown].title));
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
  mercer_figure_stretch_column (b, 0, 1.45);
  if (run->n > 0)
    {
      double low, high;
      extent (run, &low, &high);
      draw_errors (run, b, low, high);
      draw_ranking (run, b, low, high);
      draw_matrices (run, b);
    }
  else
    mercer_figure_panel (b, _("Error of the whole matrix"), 0, 0, 1, 1);
  features_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
