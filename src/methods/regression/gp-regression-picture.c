/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ticks.h"

static double *
doubles (size_t count)
{
  return g_new (double, MAX (count, 1));
}

static const MercerColumn *
column_of (const GpRun *run, const char *name)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
}

const char *
gp_run_unit (const GpRun *run, const char *name)
{
  return column_of (run, name)->unit;
}

/* Sd of what the band is of. */
double
gp_run_band_sd (const GpRun *run, double variance)
{
  double noise = run->values->noise;
  return sqrt (variance + (run->values->band == GP_BAND_PREDICTIVE ? noise * noise + run->white : 0));
}

/* Diameter of a dot: many are drawn small, so that the answer behind them can be seen. */
double
gp_run_dot_size (size_t n)
{
  return n > 2000 ? 2.5 : n > 250 ? 3.5 : 5;
}

/* Places of names count from 1. */
static void
level_axis (const GpRun *run, MercerFigureBuilder *b, int panel)
{
  const MercerColumn *column = column_of (run, run->x_names[run->along[0]]);
  mercer_figure_x_axis (b, panel, column->name, "", MERCER_AXIS_LINEAR, 0.5, (double) run->levels + 0.5, NULL);
  mercer_figure_x_names (b, panel, MIN (column->n_levels, run->levels), (const char *const *) column->levels);
}

void
gp_run_input_axis (const GpRun *run, MercerFigureBuilder *b, int panel, size_t which, bool vertical)
{
  if (run->levels > 0)
    {
      level_axis (run, b, panel);
      return;
    }
  const char *name = run->x_names[run->along[which]];
  g_autofree char *link = g_strconcat ("column:", name, NULL);
  (vertical ? mercer_figure_y_axis : mercer_figure_x_axis) (b, panel, name, gp_run_unit (run, name), MERCER_AXIS_LINEAR,
                                                           run->home_low[which], run->home_high[which], link);
  (vertical ? mercer_figure_y_follows : mercer_figure_x_follows) (b, panel, name);
}

/* Digits in which a thousandth of the column's range shows, four at least: 2024.37 of a year of dates. */
static int
digits_of_position (const MercerColumn *column, double position)
{
  const double ratio = fabs (position) / (column->max - column->min);
  return ratio > 10 && isfinite (ratio) ? MIN (3 + (int) ceil (log10 (ratio)), 12) : 4;
}

/* "at b = 1.2, c = 3" for the columns that are not drawn, or "". */
static char *
held_in_words (const GpRun *run)
{
  GString *text = g_string_new (NULL);
  for (size_t c = 0; c < run->d; c++)
    {
      if (c == run->along[0] || (run->n_along == 2 && c == run->along[1]))
        continue;
      char number[MERCER_NUMBER_SIZE];
      double position = mercer_recipe_position (run->recipe, run->x_names[c]);
      const char *level = mercer_recipe_level (run->recipe, run->x_names[c], position);
      g_string_append_printf (text, "%s%s = %s", text->len > 0 ? ", " : "", run->x_names[c],
                              level != NULL ? level
                                            : mercer_number_show (position, digits_of_position (column_of (run, run->x_names[c]), position),
                                                                  number));
    }
  return g_string_free (text, FALSE);
}

static bool
holds_numbers (const GpRun *run)
{
  bool holds = false;
  for (size_t c = 0; c < run->d; c++)
    if (c != run->along[0] && !(run->n_along == 2 && c == run->along[1]))
      holds |= !mercer_recipe_is_category (run->recipe, run->x_names[c]);
  return holds;
}

void
gp_run_caption (const GpRun *run, MercerFigureBuilder *b, int panel, const char *meaning)
{
  g_autofree char *held = held_in_words (run);
  bool projects = run->n_along == 2 || holds_numbers (run);
  const char *pattern = projects ? _("%s · cut at %s; all points are projected onto it")
                                 : _("%s · at %s; points of other categories are faint");
  g_autofree char *text = held[0] != '\0' ? g_strdup_printf (pattern, meaning, held) : g_strdup (meaning);
  mercer_figure_caption (b, panel, text);
}

/* --- Along two columns -------------------------------------------------------------------------- */

static void
draw_contours (const GpRun *run, MercerFigureBuilder *b, int panel, const double *values)
{
  size_t m = run->z.rows;
  double low = INFINITY, high = -INFINITY;
  for (size_t k = 0; k < m; k++)
    {
      low = MIN (low, values[k]);
      high = MAX (high, values[k]);
    }
  if (!(high - low > 1e-9 * MAX (fabs (low), fabs (high))))
    return;
  MercerTicks ticks;
  mercer_ticks (MERCER_AXIS_LINEAR, low, high, 8, &ticks);
  const char *labels[MERCER_TICKS_MAX];
  for (size_t k = 0; k < ticks.n; k++)
    labels[k] = ticks.label[k];
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.8, .opacity = 0.7 },
                          run->grid[0], run->grid[1], run->low[0], run->high[0], run->low[1], run->high[1], values,
                          ticks.n, ticks.at, labels);
}

static int
draw_surface (const GpRun *run, MercerFigureBuilder *b, int column, const char *title, const double *values,
              MercerColourMap map, const char *bar)
{
  int panel = mercer_figure_panel (b, title, column, 0, 1, 1);
  /* the grid's points are the centres of the raster's cells */
  double half_x = 0.5 * (run->high[0] - run->low[0]) / (double) (run->grid[0] - 1);
  double half_y = 0.5 * (run->high[1] - run->low[1]) / (double) (run->grid[1] - 1);
  gp_run_input_axis (run, b, panel, 0, false);
  gp_run_input_axis (run, b, panel, 1, true);
  mercer_figure_raster (b, panel, run->grid[0], run->grid[1], run->low[0] - half_x, run->high[0] + half_x,
                        run->low[1] - half_y, run->high[1] + half_y, values, map, 0, 0, true, bar,
                        gp_run_unit (run, run->y_name));
  draw_contours (run, b, panel, values);
  /* which axes stand for no y: a click could not say what was observed */
  MercerStyle dots = { .role = MERCER_ROLE_DATA, .size = 0.8 * gp_run_dot_size (run->n), .opacity = run->d > 2 ? 0.3 : 0.8 };
  mercer_figure_points (b, panel, &dots, run->n, run->x + run->along[0] * run->n, run->x + run->along[1] * run->n,
                        run->ids);
  return panel;
}

/* The mean as a surface over both columns, coloured by the sd. */
static void
draw_in_space (const GpRun *run, MercerFigureBuilder *b, const double *sd)
{
  const char *names[] = { run->x_names[run->along[0]], run->x_names[run->along[1]], run->y_name };
  MercerSpaceAxis axes[3];
  for (size_t a = 0; a < 3; a++)
    axes[a] = (MercerSpaceAxis){ names[a], gp_run_unit (run, names[a]), a < 2 ? run->home_low[a] : 0, a < 2 ? run->home_high[a] : 0 };
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_space (b, panel, axes);
  mercer_figure_surface (b, panel, run->grid[0], run->grid[1], run->low[0], run->high[0], run->low[1], run->high[1], run->mean,
                         sd, MERCER_MAP_VIRIDIS, 0, 0, _("sd"), gp_run_unit (run, run->y_name));
  MercerStyle dots = { .role = MERCER_ROLE_DATA, .size = 0.8 * gp_run_dot_size (run->n), .opacity = run->d > 2 ? 0.3 : 0.8 };
  mercer_figure_points_in_space (b, panel, &dots, run->n, run->x + run->along[0] * run->n, run->x + run->along[1] * run->n,
                                 run->y, run->ids, NULL, MERCER_MAP_VIRIDIS, 0, 0);
  gp_run_caption (run, b, panel, run->values->band == GP_BAND_PREDICTIVE ? _("Mean, coloured by the sd of new observations")
                                                                : _("Mean, coloured by the sd of the latent function"));
}

static void
draw_surfaces (const GpRun *run, MercerFigureBuilder *b)
{
  size_t m = run->z.rows;
  g_autofree double *sd = doubles (m);
  for (size_t k = 0; k < m; k++)
    sd[k] = gp_run_band_sd (run, run->variance[k]);
  if (run->values->surface == GP_SURFACE_SPACE)
    {
      draw_in_space (run, b, sd);
      return;
    }
  draw_surface (run, b, 0, _("Mean"), run->mean, MERCER_MAP_VIRIDIS, run->y_name);
  int right = draw_surface (run, b, 1, _("Standard deviation"), sd, MERCER_MAP_MAGMA, _("sd"));
  gp_run_caption (run, b, right, run->values->band == GP_BAND_PREDICTIVE ? _("Sd of new observations")
                                                                : _("Sd of the latent function"));
}

/* --- Observed against leave-one-out ------------------------------------------------------------- */

static void
draw_scatter (const GpRun *run, MercerFigureBuilder *b)
{
  size_t n = run->n;
  g_autofree double *low = doubles (n), *high = doubles (n);
  double from = INFINITY, to = -INFINITY;
  for (size_t i = 0; i < n; i++)
    {
      double half = run->values->width * sqrt (run->loo_variance[i]);
      low[i] = run->loo_mean[i] - half;
      high[i] = run->loo_mean[i] + half;
      from = MIN (from, run->y[i]);
      to = MAX (to, run->y[i]);
    }
  if (!(to > from))
    {
      from -= 1;
      to += 1;
    }
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  const char *unit = gp_run_unit (run, run->y_name);
  mercer_figure_x_axis (b, panel, _("Leave-one-out prediction"), unit, MERCER_AXIS_LINEAR, 0, 0, NULL);
  g_autofree char *observed = g_strdup_printf (_("Observed %s"), run->y_name);
  mercer_figure_y_axis (b, panel, observed, unit, MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 1, .opacity = 0.35 }, n, low,
                          run->y, high, run->y);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .dashed = true, .legend = _("Equal") }, 2,
                      (double[]){ from, to }, (double[]){ from, to });
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = gp_run_dot_size (n), .legend = _("Data") },
                        n, run->loo_mean,
                        run->y, run->ids);
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *words = g_strdup_printf (_("Bars: prediction from all other points ± %s sd, noise included"),
                                            mercer_number_print (run->values->width, number));
  mercer_figure_caption (b, panel, words);
}

/* --- The figure ----------------------------------------------------------------------------------- */

static void
describe (const GpRun *run, MercerFigureBuilder *b)
{
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence = NULL;
  mercer_number_show (run->values->noise, 3, number);
  if (run->n == 0)
    sentence = g_strdup_printf (_("Gaussian process prior for %s with kernel %s; there are no points yet."), run->y_name,
                                kernel);
  else
    sentence = g_strdup_printf (ngettext ("Gaussian process posterior of %s given %zu point, kernel %s, noise %s.",
                                          "Gaussian process posterior of %s given %zu points, kernel %s, noise %s.",
                                          run->n),
                                run->y_name, run->n, kernel, number);
  mercer_figure_describe (b, sentence);
}

MercerFigure *
gp_run_figure (const GpRun *run, const char *draft)
{
  g_autofree char *inputs = g_strjoinv (", ", (char **) run->x_names);
  g_autofree char *title = g_strdup_printf (_("%s against %s"), run->y_name, inputs);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  describe (run, b);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  if (run->values->show == GP_SHOW_LEAVE_ONE_OUT && run->loo_mean != NULL)
    draw_scatter (run, b);
  else if (run->n_along == 2)
    draw_surfaces (run, b);
  else
    gp_run_draw_line (run, b);
  gp_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
