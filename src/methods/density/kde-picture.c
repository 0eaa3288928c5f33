/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Points whose kernels are drawn one by one; bars of the histogram. */
enum { MOST_KERNELS = 50, LEAST_BARS = 8, MOST_BARS = 60 };

static void
x_axis (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const char *name = run->names[run->along[0]];
  g_autofree char *link = g_strconcat ("column:", name, NULL);
  mercer_figure_x_axis (b, panel, name, run->column[run->along[0]]->unit, MERCER_AXIS_LINEAR, run->view_low[0], run->view_high[0], link);
}

/* --- Curves --------------------------------------------------------------------------------------------------- */

static double
peak_of (const KdeRun *run)
{
  double peak = 0;
  for (size_t g = 0; g < run->n_groups; g++)
    for (size_t k = 0; k < run->cells; k++)
      peak = MAX (peak, run->group[g].f[k]);
  return peak;
}

/* What is drawn of a density: itself, its logarithm (a gap where it is nothing), or the mass below. */
static void
shown (const KdeRun *run, const double *f, double peak, double *y)
{
  double held = 0;
  for (size_t k = 0; k < run->cells; k++)
    {
      held += k > 0 ? 0.5 * (f[k - 1] + f[k]) * run->step[0] : 0;
      y[k] = run->values->show == KDE_SHOW_LOG          ? (f[k] > 1e-12 * peak ? log (f[k]) : NAN)
             : run->values->show == KDE_SHOW_CUMULATIVE ? held
                                                        : f[k];
    }
}

/* The lattice's mass in bars of several cells each, as a density. */
static void
draw_histogram (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const MercerBins *bins = run->group[0].bins;
  const MercerColumn *column = run->column[run->along[0]];
  double bars = CLAMP (2.5 * cbrt ((double) run->n), LEAST_BARS, MOST_BARS);
  size_t cells = (size_t) MAX ((column->max - column->min) / run->step[0] / bars, 1);
  size_t n = (run->m[0] + cells - 1) / cells;
  if (mercer_kde_edge_transforms ((MercerEdge) run->values->boundary) || run->d > 1 || n < 2)
    return;
  g_autofree double *edges = g_new (double, n + 1), *heights = g_new (double, n);
  for (size_t k = 0; k <= n; k++)
    edges[k] = CLAMP (run->low[0] + ((double) (k * cells) - 0.5) * run->step[0], run->low[0], run->high[0]);
  for (size_t k = 0; k < n; k++)
    {
      heights[k] = 0;
      for (size_t j = k * cells; j < MIN ((k + 1) * cells, run->m[0]); j++)
        heights[k] += bins->mass[j] / (bins->total * (edges[k + 1] - edges[k]));
    }
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .opacity = 0.35, .legend = _("Histogram") }, n, edges,
                      heights);
}

/* Each point's own share. */
static void
draw_kernels (const KdeRun *run, MercerFigureBuilder *b, int panel, const KdeGroup *group)
{
  g_autofree double *y = g_new (double, run->m[0]), *scratch = g_new (double, 4 * run->m[0]);
  size_t rows[2];
  for (size_t i = 0; i < group->kde.x.rows; i++)
    {
      MercerKdeAxis axis = group->kde.axis[0];
      axis.bandwidth *= group->kde.widths != NULL ? group->kde.widths[i] : 1;
      mercer_kde_factor (&axis, run->m[0], run->at[0], 1, mercer_matrix_at (group->kde.x, i, 0),
                         group->kde.weights + i, mercer_matrix (y, run->m[0], 1), rows, scratch);
      if (rows[1] <= rows[0])
        continue; /* so narrow that it stands between two points of the curve */
      for (size_t k = 0; k < run->m[0]; k++)
        y[k] = y[k] != 0 ? y[k] : NAN;
      MercerStyle style = { .role = MERCER_ROLE_FAINT, .width = 0.8, .opacity = 0.8, .legend = i == 0 ? _("Kernels of the points")
                            : NULL };
      mercer_figure_line (b, panel, &style, run->m[0], run->at[0], y);
    }
}

/* The density between points of the lattice. */
static double
height_at (const KdeRun *run, const double *f, double x)
{
  double place = (x - run->low[0]) / run->step[0];
  size_t cell = (size_t) CLAMP (place, 0, (double) (run->m[0] - 2));
  return f[cell] + (place - (double) cell) * (f[cell + 1] - f[cell]);
}

/* What the k-th row shown has of the density where it stands, in per cent; NaN: not known. */
static double
share_of (const KdeRun *run, const KdeGroup *group, size_t k, double x, double f)
{
  size_t row = group->dots->row[k];
  MercerKdeAxis axis = group->kde.axis[0];
  double own = 0, weight = (run->weight != NULL ? run->weight->values[row] : 1) / group->bins->total, scratch[4];
  if (group->kde.widths != NULL && group->dots->n != group->kde.x.rows) /* widths are of all rows */
    return NAN;
  axis.bandwidth *= group->kde.widths != NULL ? group->kde.widths[k] : 1;
  mercer_kde_factor (&axis, 1, &x, 1, &x, &weight, mercer_matrix (&own, 1, 1), NULL, scratch);
  /* a kernel so narrow that the lattice misses it stands alone */
  return own < f * group->divisor ? 100 * own / (f * group->divisor) : 100;
}

/* Rows as dots on the curve, to point at and to drag, which tell the part of the density there that is the row's own. Where their kernels
 * are drawn, it is their colour too. A balloon's widths belong to places: there no part is a row's own. */
static void
draw_rows (const KdeRun *run, MercerFigureBuilder *b, int panel, const KdeGroup *group, double peak)
{
  size_t n = group->dots != NULL ? group->dots->n : 0;
  if (run->d > 1 || n == 0)
    return;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *share = g_new (double, n);
  g_autofree uint64_t *ids = g_new (uint64_t, n);
  double most = 1;
  kde_dots_places (run, group, 0, x, ids);
  for (size_t i = 0; i < n; i++)
    {
      y[i] = height_at (run, group->f, x[i]);
      share[i] = share_of (run, group, i, x[i], y[i]);
      most = MAX (most, share[i]);
    }
  double times = kde_bump_times (run, group, peak);
  const char *told = _("The point's own share of the density");
  bool balloon = run->values->adaptive == KDE_BALLOON;
  MercerStyle style = { .role = MERCER_ROLE_DATA, .size = n <= MOST_KERNELS ? 6 : 3, .opacity = n <= MOST_KERNELS ? 0 : 0.5 };
  if (n > MOST_KERNELS || run->n_groups > 1 || balloon)
    {
      style.role = group->name != NULL ? MERCER_ROLE_SERIES_N ((int) (group - run->group)) : MERCER_ROLE_DATA;
      mercer_figure_points (b, panel, &style, n, x, y, ids);
      if (!balloon)
        mercer_figure_points_tell (b, panel, told, "%", share);
      kde_bump_on_line (run, b, panel, group, times);
      return;
    }
  mercer_figure_points_mapped (b, panel, &style, n, x, y, ids, share, MERCER_MAP_CIVIDIS, 0, most);
  mercer_figure_points_bar (b, panel, told, "%");
  kde_bump_on_line (run, b, panel, group, times);
}

/* Ticks below the curve, in a row for each group. */
static void
draw_rug (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t g, double peak)
{
  const KdeGroup *group = &run->group[g];
  size_t n = group->dots != NULL ? group->dots->n : 0;
  double height = 0.03 * peak, top = -height * (0.4 + 1.3 * (double) g);
  if (n == 0)
    return;
  g_autofree double *x = g_new (double, n), *low = g_new (double, n), *high = g_new (double, n);
  kde_dots_places (run, group, 0, x, NULL);
  for (size_t i = 0; i < n; i++)
    {
      high[i] = top;
      low[i] = top - height;
    }
  MercerStyle style = { .role = group->name != NULL ? MERCER_ROLE_SERIES_N ((int) g) : MERCER_ROLE_DATA, .width = 0.8,
                        .opacity = run->d > 1 ? 0.2 : 0.6 };
  mercer_figure_segments (b, panel, &style, n, x, low, x, high);
}

static char *
curve_caption (const KdeRun *run, double peak)
{
  char number[MERCER_NUMBER_SIZE];
  const char *shape = _(mercer_kde_shapes[run->values->shape].title);
  GString *text = g_string_new (NULL);
  mercer_number_show (run->h[run->along[0]], 4, number);
  if (run->n_groups == 1)
    g_string_append_printf (text, _("%s kernel, bandwidth %s"), shape, number);
  else if (kde_groups_differ (run))
    g_string_append_printf (text, _("%s kernel; each curve has area 1 and its own bandwidth"), shape);
  else
    g_string_append_printf (text, _("%s kernel, bandwidth %s; each curve has area 1"), shape, number);
  for (size_t c = 0; c < run->d; c++)
    if (c != run->along[0])
      g_string_append_printf (text, "%s%s = %s", c == (run->along[0] == 0 ? 1 : 0) ? _(" · cut at ") : ", ", run->names[c],
                              mercer_number_show (mercer_recipe_position (run->recipe, run->names[c]), 4, number));
  if (run->group[0].dots != NULL && run->group[0].dots->every > 1)
    g_string_append_printf (text, _(" · one row in %zu as a dot"), run->group[0].dots->every);
  bool plain = run->values->show != KDE_SHOW_LOG && run->values->show != KDE_SHOW_CUMULATIVE;
  double times = kde_bump_times (run, &run->group[0], peak);
  if (plain && times > 1 && run->d == 1 && run->values->boundary == MERCER_EDGE_NONE && run->values->adaptive != KDE_BALLOON
      && mercer_job_is_live (run->job))
    g_string_append_printf (text, _(" · a row's kernel under the pointer × %g"), times);
  return g_string_free (text, FALSE);
}

void
kde_draw_curves (const KdeRun *run, MercerFigureBuilder *b)
{
  static const char *const titles[] = { N_("Density"), N_("Log density"), N_("Share of the points below"), N_("Density"), N_("Density"),
                                        N_("Density"), N_("Density"), N_("Density") };
  bool plain = run->values->show != KDE_SHOW_LOG && run->values->show != KDE_SHOW_CUMULATIVE;
  double peak = peak_of (run);
  g_autofree double *y = g_new (double, run->cells);
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  x_axis (run, b, panel);
  mercer_figure_y_axis (b, panel, _(titles[run->values->show]), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (run->d == 1)
    mercer_figure_edits (b, panel, run->names[0], NULL);
  /* a balloon's widths belong to places: no kernel is a point's own */
  bool single = run->n <= MOST_KERNELS && run->n_groups == 1 && run->values->adaptive != KDE_BALLOON;
  if (plain && run->n_groups == 1)
    draw_histogram (run, b, panel);
  for (size_t g = 0; g < run->n_groups; g++)
    {
      const KdeGroup *group = &run->group[g];
      if (plain && single && group->x.data != NULL && group->kde.radial == 0)
        draw_kernels (run, b, panel, group);
      shown (run, group->f, peak, y);
      MercerStyle style = { .role = group->name != NULL ? MERCER_ROLE_SERIES_N ((int) g) : MERCER_ROLE_PRIMARY, .width = 2,
                            .legend = group->name != NULL ? group->name : _(titles[run->values->show]) };
      mercer_figure_line (b, panel, &style, run->cells, run->at[0], y);
      if (plain)
        {
          draw_rug (run, b, panel, g, peak);
          draw_rows (run, b, panel, group, peak);
        }
    }
  double height = kde_width_height (run);
  kde_add_width_handle (run, b, panel, plain ? height : run->values->show == KDE_SHOW_LOG ? log (height) : 0.5);
  if (plain)
    kde_draw_brushed_line (run, b, panel);
  kde_add_bounds (run, b, panel, 0, true);
  kde_draw_beyond (run, b, panel, plain ? -0.04 * peak : 0);
  g_autofree char *caption = curve_caption (run, peak);
  mercer_figure_caption (b, panel, caption);
}

/* --- The figure --------------------------------------------------------------------------------------------------- */

static void
draw_nothing (const KdeRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  x_axis (run, b, panel);
  if (run->n_along == 2)
    mercer_figure_y_axis (b, panel, run->names[run->along[1]], run->column[run->along[1]]->unit, MERCER_AXIS_LINEAR, run->view_low[1],
                          run->view_high[1], NULL);
  else
    mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  if (run->d <= 2)
    mercer_figure_edits (b, panel, run->names[0], run->d == 2 ? run->names[1] : NULL);
}

static void
describe (const KdeRun *run, MercerFigureBuilder *b, const char *columns)
{
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *sentence = NULL;
  if (run->n == 0)
    sentence = g_strdup_printf (_("Density of %s; there are no points yet."), columns);
  else if (run->n_groups > 1)
    sentence = g_strdup_printf (_("Density of %s for %zu groups, from %zu points."), columns, run->n_groups, run->n);
  else if (run->full)
    sentence = g_strdup_printf (_("Density of %s from %zu points with a full bandwidth matrix."), columns, run->n);
  else
    sentence = g_strdup_printf (ngettext ("Density of %s from %zu point, bandwidth %s.", "Density of %s from %zu points, bandwidth %s.",
                                          run->n),
                                columns, run->n, mercer_number_show (run->group[0].h[0], 3, number));
  mercer_figure_describe (b, sentence);
}

MercerFigure *
kde_run_figure (const KdeRun *run, const char *draft)
{
  g_autofree char *columns = g_strjoinv (", ", (char **) run->names);
  g_autofree char *title = g_strdup_printf (_("Density of %s"), columns);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  describe (run, b, columns);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  if (run->n == 0)
    draw_nothing (run, b);
  else if (run->values->show == KDE_SHOW_RULES && run->has_rules)
    kde_draw_rules (run, b);
  else if (kde_run_has_pairs (run))
    kde_draw_pairs (run, b);
  else if (kde_has_difference (run))
    kde_draw_difference (run, b);
  else if (run->values->show == KDE_SHOW_SPACE && run->n_along == 2)
    kde_draw_space (run, b);
  else if (run->n_along == 2)
    kde_draw_surface (run, b);
  else if (run->values->show == KDE_SHOW_STACKED && run->n_groups > 1)
    kde_draw_stack (run, b);
  else
    kde_draw_curves (run, b);
  kde_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
