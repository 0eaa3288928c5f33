/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn along one column: curves over a number, bars over the levels of a category. */
#include "gp-regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "random.h"

enum { STREAM_DOTS = 0x4450 };

static double *
doubles (size_t count)
{
  return g_new (double, MAX (count, 1));
}

/* --- Curves, and bars where x is a category ------------------------------------------------------ */

static const double half_bar = 0.32, strewn = 0.2; /* half the width of a level's bar, and of the ground that its dots lie on */

/* What is drawn for values at some places, *points long, g_free: the values along numbers; for each level a bar's two ends
 * and a gap. */
static double *
bars_of (const GpRun *run, size_t count, const double *values, size_t *points)
{
  *points = run->levels > 0 ? 3 * count : count;
  if (run->levels == 0)
    return g_memdup2 (values, MAX (count, 1) * sizeof *values);
  double *bars = doubles (*points);
  for (size_t k = 0; k < count; k++)
    {
      bars[3 * k] = bars[3 * k + 1] = values[k];
      bars[3 * k + 2] = NAN;
    }
  return bars;
}

/* Where. */
static double *
bar_x (const GpRun *run, size_t count, const double *x)
{
  size_t points;
  double *at = bars_of (run, count, x, &points);
  for (size_t k = 0; k < points && run->levels > 0; k++)
    at[k] = x[k / 3] + 1 + (k % 3 == 0 ? -half_bar : half_bar);
  return at;
}

/* Where a row's dot stands: at its level with others beside it, the same place in every picture. */
static double
dot_x (const GpRun *run, size_t row)
{
  double x = run->x[row + run->along[0] * run->n];
  return run->levels > 0 ? x + 1 + strewn * (2 * mercer_random_uniform (run->ids[row], STREAM_DOTS, 0) - 1) : x;
}

/* --- Along one column --------------------------------------------------------------------------- */

static char *
band_in_words (const GpRun *run)
{
  char number[MERCER_NUMBER_SIZE];
  mercer_number_print (run->values->width, number);
  return run->values->band == GP_BAND_PREDICTIVE
             ? g_strdup_printf (_("Band: mean ± %s sd of new observations"), number)
             : g_strdup_printf (_("Band: mean ± %s sd of the latent function"), number);
}

static void
draw_swings (const GpRun *run, MercerFigureBuilder *b, int panel)
{
  size_t r = run->sample_points, points;
  if (run->n_samples == 0)
    return;
  g_autofree double *x = bar_x (run, r, run->sample_x), *mid = bars_of (run, r, run->sample_mid, &points);
  for (size_t s = 0; s < run->n_samples; s++)
    {
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N ((int) s), .width = 1, .opacity = 0.7,
                            .legend = s > 0                                    ? NULL
                                      : run->values->samples_of == GP_OF_PRIOR ? _("Prior samples")
                                                                               : _("Posterior samples") };
      g_autofree double *first = bars_of (run, r, run->sample_a + s * r, &points);
      g_autofree double *second = bars_of (run, r, run->sample_b + s * r, &points);
      mercer_figure_swing (b, panel, &style, points, x, mid, first, second);
    }
}

/* Rows of the levels at which the slice stands; `true` for all where no input holds categories. */
static bool
is_of_levels (const GpRun *run, size_t row)
{
  bool same = true;
  for (size_t c = 0; c < run->d && same; c++)
    if ((run->levels == 0 || c != run->along[0]) && mercer_recipe_is_category (run->recipe, run->x_names[c]))
      same = run->x[row + c * run->n] == rint (mercer_recipe_position (run->recipe, run->x_names[c]));
  return same;
}

/* Of the category along which it is drawn there may be more levels than places. */
static bool
is_in_view (const GpRun *run, size_t row)
{
  return run->levels == 0 || run->x[row + run->along[0] * run->n] < (double) run->levels;
}

/* Those of the slice's levels, or the others. With further columns a point may stand far off the cut: there, but faint. */
static void
draw_dots_of (const GpRun *run, MercerFigureBuilder *b, int panel, bool of_levels, const MercerStyle *style)
{
  g_autofree double *x = doubles (run->n), *y = doubles (run->n);
  g_autofree uint64_t *ids = g_new (uint64_t, run->n + 1);
  size_t count = 0;
  for (size_t i = 0; i < run->n; i++)
    if (is_of_levels (run, i) == of_levels && is_in_view (run, i))
      {
        x[count] = dot_x (run, i);
        y[count] = run->y[i];
        ids[count++] = run->ids[i];
      }
  if (count > 0 || of_levels)
    mercer_figure_points (b, panel, style, count, x, y, ids);
}

static void
draw_dots (const GpRun *run, MercerFigureBuilder *b, int panel)
{
  size_t numbers = 0;
  for (size_t c = 0; c < run->d; c++)
    numbers += !mercer_recipe_is_category (run->recipe, run->x_names[c]);
  MercerStyle of_levels = { .role = MERCER_ROLE_DATA, .size = gp_run_dot_size (run->n), .opacity = numbers > 1 ? 0.35 : 0.9,
                            .legend = _("Data") };
  MercerStyle others = { .role = MERCER_ROLE_DATA, .size = gp_run_dot_size (run->n), .opacity = 0.15, .legend = _("Other categories") };
  draw_dots_of (run, b, panel, false, &others);
  draw_dots_of (run, b, panel, true, &of_levels);
}

void
gp_run_draw_band (const GpRun *run, MercerFigureBuilder *b, int panel, MercerColourRole role, const double *mean, const double *half)
{
  size_t m = run->z.rows, points;
  g_autofree double *x = bar_x (run, m, mercer_matrix_column (run->z, run->along[0]));
  g_autofree double *low = bars_of (run, m, mean, &points), *high = bars_of (run, m, mean, &points);
  for (size_t k = 0; k < points; k++)
    {
      low[k] -= half[run->levels > 0 ? k / 3 : k];
      high[k] += half[run->levels > 0 ? k / 3 : k];
    }
  mercer_figure_band (b, panel, &(MercerStyle){ .role = role, .opacity = 0.22 }, points, x, low, high);
}

void
gp_run_draw_mean (const GpRun *run, MercerFigureBuilder *b, int panel, MercerColourRole role, const double *mean, const char *legend)
{
  size_t points;
  g_autofree double *x = bar_x (run, run->z.rows, mercer_matrix_column (run->z, run->along[0]));
  g_autofree double *y = bars_of (run, run->z.rows, mean, &points);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = role, .width = 2, .legend = legend }, points, x, y);
}

void
gp_run_draw_line (const GpRun *run, MercerFigureBuilder *b)
{
  size_t m = run->z.rows;
  g_autofree double *half = doubles (m);
  g_autofree char *words = band_in_words (run);
  for (size_t k = 0; k < m; k++)
    half[k] = run->values->width * gp_run_band_sd (run, run->variance[k]);
  int panel = mercer_figure_panel (b, "", 0, 0, run->has_terms ? 2 : 1, 1);
  g_autofree char *link = g_strconcat ("column:", run->y_name, NULL);
  gp_run_input_axis (run, b, panel, 0, false);
  mercer_figure_y_axis (b, panel, run->y_name, gp_run_unit (run, run->y_name), MERCER_AXIS_LINEAR, 0, 0, link);
  gp_run_draw_band (run, b, panel, MERCER_ROLE_PRIMARY, run->mean, half);
  draw_swings (run, b, panel);
  gp_run_draw_mean (run, b, panel, MERCER_ROLE_PRIMARY, run->mean, _("Mean"));
  draw_dots (run, b, panel);
  if (run->d == 1 && run->levels == 0)
    mercer_figure_edits (b, panel, run->x_names[0], run->y_name);
  gp_run_caption (run, b, panel, words);
  gp_run_draw_terms (run, b);
}
