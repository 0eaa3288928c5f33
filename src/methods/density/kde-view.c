/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Points of the surface a side at most: a hand can turn so many smoothly. */
enum { MOST_SIDE = 96 };
/* Where neither density reaches this share of the higher peak, a line of equality would only follow rounding. */
static const double telling = 2e-3;

static void
axes_of (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  for (size_t a = 0; a < run->n_along; a++)
    {
      const char *name = run->names[run->along[a]], *unit = run->column[run->along[a]]->unit;
      g_autofree char *link = g_strconcat ("column:", name, NULL);
      (a == 0 ? mercer_figure_x_axis : mercer_figure_y_axis) (b, panel, name, unit, MERCER_AXIS_LINEAR, run->view_low[a], run->view_high[a], link);
    }
  if (kde_run_same_scale (run))
    mercer_figure_equal_axes (b, panel);
}

/* --- Space ----------------------------------------------------------------------------------------------------- */

void
kde_draw_space (const KdeRun *run, MercerFigureBuilder *b)
{
  const double *f = run->group[0].f;
  size_t every = (MAX (run->m[0], run->m[1]) + MOST_SIDE - 1) / MOST_SIDE;
  size_t nx = (run->m[0] - 1) / every + 1, ny = (run->m[1] - 1) / every + 1;
  g_autofree double *heights = g_new (double, nx * ny);
  double peak = 0;
  for (size_t k = 0; k < ny; k++)
    for (size_t j = 0; j < nx; j++)
      {
        heights[j + k * nx] = f[every * (j + k * run->m[0])];
        peak = MAX (peak, heights[j + k * nx]);
      }
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  const char *names[2] = { run->names[run->along[0]], run->names[run->along[1]] };
  mercer_figure_space (b, panel,
                       (const MercerSpaceAxis[3]){ { names[0], run->column[run->along[0]]->unit, run->low[0], run->high[0] },
                                                   { names[1], run->column[run->along[1]]->unit, run->low[1], run->high[1] },
                                                   { _("Density"), "", 0, 1.05 * peak } });
  mercer_figure_surface (b, panel, nx, ny, run->low[0], run->low[0] + (double) (every * (nx - 1)) * run->step[0], run->low[1],
                         run->low[1] + (double) (every * (ny - 1)) * run->step[1], heights, NULL, MERCER_MAP_VIRIDIS, 0, 0,
                             _("Density"), "");
  mercer_figure_caption (b, panel, run->n_groups > 1 ? _("The first group; drag to turn") : _("Drag to turn"));
}

/* --- Differences ------------------------------------------------------------------------------------------------- */

static void
difference_curve (const KdeRun *run, MercerFigureBuilder *b, int panel, const double *difference)
{
  static const double zero = 0;
  g_autofree double *floor = g_new0 (double, run->cells);
  mercer_figure_y_axis (b, panel, _("Difference of densities"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_band (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY }, run->cells, run->at[0], floor, difference);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1 }, false, zero);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Difference") }, run->cells,
                      run->at[0],
                      difference);
  kde_add_width_handle (run, b, panel, 0);
}

void
kde_draw_difference (const KdeRun *run, MercerFigureBuilder *b)
{
  static const double zero = 0;
  double most = 0, peak = 0, half[2] = { 0.5 * run->step[0], 0.5 * run->step[1] };
  g_autofree double *difference = g_new (double, run->cells);
  kde_difference (run, difference);
  for (size_t k = 0; k < run->cells; k++)
    {
      most = MAX (most, fabs (difference[k]));
      peak = MAX (peak, kde_higher (run, k));
    }
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  axes_of (run, b, panel);
  if (run->n_along == 1)
    difference_curve (run, b, panel, difference);
  else
    {
      mercer_figure_raster (b, panel, run->m[0], run->m[1], run->low[0] - half[0], run->high[0] + half[0], run->low[1] - half[1],
                            run->high[1] + half[1], difference, MERCER_MAP_DIVERGING, -most, most, true, _("Difference of densities"),
                                "");
      for (size_t k = 0; k < run->cells; k++)
        difference[k] = kde_higher (run, k) > telling * peak ? difference[k] : NAN;
      mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.2 }, run->m[0], run->m[1], run->low[0],
                              run->high[0], run->low[1], run->high[1], difference, 1, &zero, NULL);
    }
  g_autofree char *words = kde_difference_words (run);
  mercer_figure_caption (b, panel, words);
}

/* --- Stacks ---------------------------------------------------------------------------------------------------------- */

void
kde_draw_stack (const KdeRun *run, MercerFigureBuilder *b)
{
  double total = 0;
  g_autofree double *low = g_new0 (double, run->cells), *high = g_new (double, run->cells);
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  axes_of (run, b, panel);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  for (size_t g = 0; g < run->n_groups; g++)
    total += run->group[g].bins->total;
  for (size_t g = 0; g < run->n_groups; g++)
    {
      const KdeGroup *group = &run->group[g];
      MercerColourRole role = MERCER_ROLE_SERIES_N ((int) g);
      for (size_t k = 0; k < run->cells; k++)
        high[k] = low[k] + group->f[k] * group->bins->total / total;
      mercer_figure_band (b, panel, &(MercerStyle){ .role = role, .opacity = 0.6, .legend = group->name }, run->cells, run->at[0], low,
                          high);
      mercer_figure_line (b, panel, &(MercerStyle){ .role = role, .width = 1.5 }, run->cells, run->at[0], high);
      memcpy (low, high, run->cells * sizeof (double));
    }
  kde_add_width_handle (run, b, panel, kde_width_height (run));
  mercer_figure_caption (b, panel, _("Areas are shares of the rows"));
}
