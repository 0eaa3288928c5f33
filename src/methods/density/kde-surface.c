/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How far below the peak the logarithm is followed. */
static const double log_depth = 16;

/* The panel grid: margins on top and on the right of the surface. */
enum { MAIN_COLUMN = 0, MAIN_ROW = 1 };

static void
column_axis (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t a, bool vertical, bool named)
{
  const char *name = run->names[run->along[a]];
  g_autofree char *link = g_strconcat ("column:", name, NULL);
  (vertical ? mercer_figure_y_axis : mercer_figure_x_axis) (b, panel, named ? name : "", named ? run->column[run->along[a]]->unit : "",
                                                           MERCER_AXIS_LINEAR, run->view_low[a], run->view_high[a], link);
}

/* --- The field --------------------------------------------------------------------------------------------------- */

/* The mass below and to the left. */
static void
accumulate (const KdeRun *run, const double *f, double *out)
{
  double cell = run->step[0] * run->step[1];
  for (size_t k = 0; k < run->m[1]; k++)
    {
      double line = 0;
      for (size_t j = 0; j < run->m[0]; j++)
        {
          line += f[j + k * run->m[0]] * cell;
          out[j + k * run->m[0]] = line + (k > 0 ? out[j + (k - 1) * run->m[0]] : 0);
        }
    }
}

static void
draw_field (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  const double *f = run->group[0].f;
  double peak = 0, half_x = 0.5 * run->step[0], half_y = 0.5 * run->step[1];
  bool plain = run->values->show != KDE_SHOW_CUMULATIVE && run->values->show != KDE_SHOW_LOG;
  g_autofree double *other = plain ? NULL : g_new (double, run->cells);
  const double *field = plain ? f : other;
  if (run->values->show == KDE_SHOW_CUMULATIVE)
    accumulate (run, f, other);
  if (run->values->show == KDE_SHOW_LOG)
    {
      for (size_t k = 0; k < run->cells; k++)
        peak = MAX (peak, f[k]);
      double least = exp (-log_depth) * peak;
      for (size_t k = 0; k < run->cells; k++)
        other[k] = f[k] > least ? log (f[k]) : NAN;
    }
  static const char *const labels[] = { N_("Density"), N_("Log density"), N_("Share of the points below"), N_("Density"),
                                        N_("Density"), N_("Density"), N_("Density"), N_("Density") };
  mercer_figure_raster (b, panel, run->m[0], run->m[1], run->low[0] - half_x, run->high[0] + half_x, run->low[1] - half_y,
                        run->high[1] + half_y, field, MERCER_MAP_VIRIDIS, 0, 0, true, _(labels[run->values->show]), "");
}

/* The indices of the masses, the greatest first: their levels rise. */
static void
sort_masses (const KdeRun *run, size_t *order)
{
  for (size_t k = 0; k < run->n_masses; k++)
    {
      size_t at = k;
      for (; at > 0 && run->masses[order[at - 1]] < run->masses[k]; at--)
        order[at] = order[at - 1];
      order[at] = k;
    }
}

/* Regions that hold a stated share of the mass. Two levels of one and the same height are drawn once. */
static void
draw_masses (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t g)
{
  const KdeGroup *group = &run->group[g];
  double levels[KDE_LEVELS] = { 0 };
  const char *labels[KDE_LEVELS];
  char texts[KDE_LEVELS][16];
  size_t n = 0;
  size_t order[KDE_LEVELS];
  sort_masses (run, order);
  for (size_t i = 0; i < run->n_masses; i++)
    if (isfinite (group->levels[order[i]]) && group->levels[order[i]] > 0 && (n == 0 || group->levels[order[i]] > levels[n - 1]))
      {
        size_t k = order[i];
        g_snprintf (texts[n], sizeof texts[n], "%.3g %%", 100 * run->masses[k]);
        labels[n] = texts[n];
        levels[n++] = group->levels[k];
      }
  MercerStyle style = { .role = group->name != NULL ? MERCER_ROLE_SERIES_N ((int) g) : MERCER_ROLE_INK, .width = 1.2, .opacity = 0.9,
                        .legend = group->name };
  if (n > 0)
    mercer_figure_contours (b, panel, &style, run->m[0], run->m[1], run->low[0], run->high[0], run->low[1], run->high[1], group->f, n,
                            levels, labels);
}

static void
draw_dots (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t g)
{
  const KdeGroup *group = &run->group[g];
  if (group->dots == NULL || group->dots->n == 0)
    return;
  size_t n = group->dots->n;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  g_autofree uint64_t *ids = g_new (uint64_t, n);
  kde_dots_places (run, group, 0, x, ids);
  kde_dots_places (run, group, 1, y, NULL);
  MercerStyle style = { .role = group->name != NULL ? MERCER_ROLE_SERIES_N ((int) g) : MERCER_ROLE_DATA,
                        .size = run->n > 500 ? 2 : 3, .opacity = run->d > 2 ? 0.25 : group->dots->every > 1 ? 0.4 : 0.55 };
  mercer_figure_points (b, panel, &style, n, x, y, ids);
  kde_bump_in_plane (run, b, panel, group);
}

/* --- Margins ------------------------------------------------------------------------------------------------------ */

/* The surface summed over the other column. */
static void
margin (const KdeRun *run, const double *f, size_t a, double *out)
{
  memset (out, 0, run->m[a] * sizeof (double));
  for (size_t k = 0; k < run->m[1]; k++)
    {
      const double *line = f + k * run->m[0];
      double sum[4] = { 0 }; /* apart, so that additions need not wait for each other */
      for (size_t j = 0; j < run->m[0]; j++)
        if (a == 0)
          out[j] += line[j] * run->step[1];
        else
          sum[j % 4] += line[j];
      if (a == 1)
        out[k] = (sum[0] + sum[1] + (sum[2] + sum[3])) * run->step[0];
    }
}

static void
draw_margin (const KdeRun *run, MercerFigureBuilder *b, size_t a)
{
  g_autofree double *curve = g_new (double, run->m[a]);
  int panel = a == 0 ? mercer_figure_panel (b, "", MAIN_COLUMN, 0, 1, 1) : mercer_figure_panel (b, "", 1, MAIN_ROW, 1, 1);
  column_axis (run, b, panel, a, a == 1, false);
  for (size_t g = 0; g < run->n_groups; g++)
    {
      const KdeGroup *group = &run->group[g];
      MercerStyle style = { .role = group->name != NULL ? MERCER_ROLE_SERIES_N ((int) g) : MERCER_ROLE_PRIMARY, .width = 1.5 };
      margin (run, group->f, a, curve);
      if (a == 0)
        mercer_figure_line (b, panel, &style, run->m[a], run->at[a], curve);
      else
        mercer_figure_line (b, panel, &style, run->m[a], curve, run->at[a]);
    }
}

/* --- The picture --------------------------------------------------------------------------------------------------- */

static char *
caption (const KdeRun *run)
{
  char number[MERCER_NUMBER_SIZE], second[MERCER_NUMBER_SIZE], third[MERCER_NUMBER_SIZE];
  const KdeGroup *group = &run->group[0];
  GString *text = g_string_new (NULL);
  bool first = true;
  if (run->n_groups == 1 && run->full)
    g_string_append_printf (text, _("Bandwidth matrix %s, %s, %s · "), mercer_number_show (group->matrix[0], 3, number),
                            mercer_number_show (group->matrix[1], 3, second), mercer_number_show (group->matrix[2], 3, third));
  else if (run->n_groups == 1)
    g_string_append_printf (text, _("Bandwidth %s, %s · "), mercer_number_show (group->h[run->along[0]], 3, number),
                            mercer_number_show (group->h[run->along[1]], 3, second));
  else if (kde_groups_differ (run))
    g_string_append (text, _("Each group with its own bandwidth · "));
  g_string_append (text, _("Lines enclose the stated share of the mass"));
  for (size_t c = 0; c < run->d; c++)
    {
      if (c == run->along[0] || c == run->along[1])
        continue;
      g_string_append_printf (text, "%s%s = %s", first ? _(" of the cut at ") : ", ", run->names[c],
                              mercer_number_show (mercer_recipe_position (run->recipe, run->names[c]), 4, number));
      first = false;
    }
  if (group->dots != NULL && group->dots->every > 1)
    g_string_append_printf (text, _(" · One row in %zu as a dot"), group->dots->every);
  return g_string_free (text, FALSE);
}

void
kde_draw_surface (const KdeRun *run, MercerFigureBuilder *b)
{
  mercer_figure_stretch_row (b, 0, 0.22);
  mercer_figure_stretch_row (b, 1, 1);
  mercer_figure_stretch_column (b, 0, 1);
  mercer_figure_stretch_column (b, 1, 0.22);
  int panel = mercer_figure_panel (b, "", MAIN_COLUMN, MAIN_ROW, 1, 1);
  column_axis (run, b, panel, 0, false, true);
  column_axis (run, b, panel, 1, true, true);
  if (kde_run_same_scale (run))
    mercer_figure_equal_axes (b, panel);
  if (run->d == 2)
    mercer_figure_edits (b, panel, run->names[run->along[0]], run->names[run->along[1]]);
  if (run->n_groups == 1)
    draw_field (run, b, panel);
  for (size_t g = 0; g < run->n_groups; g++)
    draw_dots (run, b, panel, g);
  for (size_t g = 0; g < run->n_groups; g++)
    draw_masses (run, b, panel, g);
  kde_draw_brushed_plane (run, b, panel);
  kde_add_surface_handles (run, b, panel);
  for (size_t a = 0; a < 2; a++)
    kde_add_bounds (run, b, panel, a, a == 0);
  kde_draw_beyond (run, b, panel, 0);
  g_autofree char *words = caption (run);
  mercer_figure_caption (b, panel, words);
  for (size_t a = 0; a < 2; a++)
    draw_margin (run, b, a);
}
