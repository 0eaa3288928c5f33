/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "multimarginal-interpolant.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ground.h"

enum { MOST_PATHS = 60 };
static const double margin = 0.28; /* around the polygon, for names */

static size_t
node_now (const InterpolantRun *run)
{
  return (size_t) lround (run->values->time * (double) (run->nodes - 1));
}

/* The corners, each in the colour of its group; where the path goes; the point, which a hand can drag. */
static void
draw_simplex (const InterpolantRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Weights of the groups"), 0, 0, 1, 1);
  double x[INTERPOLANT_GROUPS + 1], y[INTERPOLANT_GROUPS + 1], weights[INTERPOLANT_GROUPS], at[2], path_x[3], path_y[3];
  size_t corners = run->groups;
  double high = corners > 2 ? 1 : 0; /* two corners are the ends of a line */
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, -1 - margin, 1 + margin, NULL);
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, -high - margin, high + margin, NULL);
  mercer_figure_stretch_row (b, 0, corners > 2 ? 1 : 0.3);
  mercer_figure_equal_axes (b, panel);
  mercer_figure_bare (b, panel);
  for (size_t k = 0; k <= corners; k++)
    mercer_polygon_corner (corners, k % corners, &x[k], &y[k]);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.2 }, corners + 1, x, y);
  for (size_t k = 0; k < corners; k++)
    {
      mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) k), .size = 11 }, 1, &x[k], &y[k], NULL);
      mercer_figure_text (b, panel, MERCER_ROLE_INK, x[k], y[k] + (y[k] < -0.1 ? -0.8 : 0.6) * margin, run->group[k].name);
    }
  for (size_t k = 0; k < 3; k++)
    {
      interpolant_run_weights (run, k * run->steps, weights);
      interpolant_run_place (run, weights, &path_x[k], &path_y[k]);
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 2, .dashed = true }, 3, path_x, path_y);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8, .hollow = true }, 1, &path_x[1], &path_y[1], NULL);
  interpolant_run_weights (run, node_now (run), weights);
  interpolant_run_place (run, weights, &at[0], &at[1]);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .size = 8 }, 1, &at[0], &at[1], NULL);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_POINT, .title = _("The point on the way"),
                                                   .role = MERCER_ROLE_ACCENT, .x = path_x[1], .y = path_y[1],
                                                   .value = { .id = "across", .component = -1 },
                                                   .value_y = { .id = "up", .component = -1 } });
}

static void
draw_cloud (const InterpolantRun *run, MercerFigureBuilder *b)
{
  size_t now = node_now (run), m = run->m, paths = MIN (m, (size_t) MOST_PATHS), n = run->in.n;
  g_autofree char *title = g_strdup_printf (_("From %s to %s"), run->group[run->from].name, run->group[run->to].name);
  int panel = mercer_figure_panel (b, title, 1, 0, 1, 2);
  g_autofree double *at = g_new (double, 2 * run->nodes * m), *across = g_new (double, MAX (n, run->nodes));
  g_autofree double *up = g_new (double, MAX (n, run->nodes)), *rows = g_new (double, 2 * n);
  g_autofree uint64_t *ids = g_new (uint64_t, n);
  mercer_picture_plane_axes (b, panel, &run->plane, run->in.dataset, run->in.names);
  if (run->painted)
    mercer_figure_edits (b, panel, run->in.names[0], run->in.names[1]);
  for (size_t a = 0; a < 2; a++)
    {
      mercer_plane_project (&run->plane, run->in.x, a, rows + a * n);
      for (size_t node = 0; node < run->nodes; node++)
        mercer_plane_project (&run->plane, interpolant_run_at (run, node), a, at + (2 * node + a) * m);
    }
  for (size_t k = 0; k < run->groups; k++)
    {
      const InterpolantGroup *group = &run->group[k];
      for (size_t i = 0; i < group->n; i++)
        {
          across[i] = rows[group->rows[i]];
          up[i] = rows[group->rows[i] + n];
          ids[i] = run->in.ids[group->rows[i]];
        }
      mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) k), .size = 4.5, .opacity = 0.35,
                                                      .legend = group->name }, group->n, across, up, ids);
    }
  for (size_t p = 0; p < paths; p++)
    {
      size_t i = p * m / paths;
      for (size_t node = 0; node <= now; node++)
        {
          across[node] = at[2 * node * m + i];
          up[node] = at[(2 * node + 1) * m + i];
        }
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.6, .opacity = 0.3 }, now + 1, across, up);
    }
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .size = 4.5, .opacity = 0.85, .legend = _("Carried") }, m,
                        at + 2 * now * m, at + (2 * now + 1) * m, NULL);
  mercer_figure_stretch_column (b, 0, 1);
  mercer_figure_stretch_column (b, 1, run->groups > 2 ? 1.35 : 1.8);
}

static void
draw_energy (const InterpolantRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Carried against drawn"), 0, 1, 1, 1);
  g_autofree double *time = g_new (double, run->nodes);
  double top = 0.3;
  for (size_t node = 0; node < run->nodes; node++)
    {
      time[node] = (double) node / (double) (run->nodes - 1);
      top = fmax (top, 1.1 * fmax (run->energy[node], run->chance[node]));
    }
  mercer_figure_x_axis (b, panel, _("Way: the point is at 0.5"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_y_axis (b, panel, _("Energy distance"), "", MERCER_AXIS_LINEAR, 0, top, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Carried to drawn") }, run->nodes,
                      time, run->energy);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .legend = _("By chance alone") },
                      run->nodes, time, run->chance);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Look at this part of the way"),
                                                   .role = MERCER_ROLE_ACCENT, .x = time[node_now (run)],
                                                   .value = { .id = "time", .component = -1 } });
}

/* --- Words --------------------------------------------------------------------------------------------------------- */

/* Of a column of x, over the given rows (NULL: all). */
static void
moments (MercerMatrix x, size_t c, const size_t *rows, size_t n, double *mean, double *sd)
{
  double squares = 0;
  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += *mercer_matrix_at (x, rows != NULL ? rows[i] : i, c) / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += pow (*mercer_matrix_at (x, rows != NULL ? rows[i] : i, c) - *mean, 2) / (double) n;
  *sd = sqrt (squares);
}

/* The largest difference between the carried particles and the rows of the goal: of means in units of the spread, and of sds. */
static void
gaps (const InterpolantRun *run, double *mean_gap, double *sd_gap)
{
  const InterpolantGroup *goal = &run->group[run->to];
  MercerMatrix end = interpolant_run_at (run, run->nodes - 1);
  *mean_gap = *sd_gap = 0;
  for (size_t c = 0; c < run->in.d; c++)
    {
      double mean[2], sd[2];
      moments (end, c, NULL, run->m, &mean[0], &sd[0]);
      moments (run->in.x, c, goal->rows, goal->n, &mean[1], &sd[1]);
      *mean_gap = fmax (*mean_gap, fabs (mean[0] - mean[1]) / run->spread);
      *sd_gap = fmax (*sd_gap, fabs (sd[0] - sd[1]) / run->spread);
    }
}

static void
tables (const InterpolantRun *run, MercerFigureBuilder *b)
{
  g_autofree double *column = g_new (double, MAX (run->nodes, run->m));
  int carried = mercer_figure_table (b, "carried", _("Carried"), run->m);
  for (size_t i = 0; i < run->m; i++)
    {
      const InterpolantGroup *group = &run->group[run->from];
      column[i] = (double) run->in.rows[group->rows[i * group->n / run->m]] + 1;
    }
  mercer_figure_table_column (b, carried, "row", "", column);
  for (size_t end = 0; end < 2; end++)
    for (size_t c = 0; c < run->in.d; c++)
      {
        g_autofree char *name = g_strdup_printf (end == 0 ? "%s at the point" : "%s", run->in.names[c]);
        mercer_figure_table_column (b, carried, name, mercer_inputs_unit (&run->in, c),
                                    mercer_matrix_column (interpolant_run_at (run, (end + 1) * run->steps), c));
      }
  int way = mercer_figure_table (b, "way", _("Way"), run->nodes);
  for (size_t k = 0; k < run->groups; k++)
    {
      for (size_t node = 0; node < run->nodes; node++)
        {
          double weights[INTERPOLANT_GROUPS];
          interpolant_run_weights (run, node, weights);
          column[node] = weights[k];
        }
      mercer_figure_table_column (b, way, run->group[k].name, "", column);
    }
  mercer_figure_table_column (b, way, "energy", "", run->energy);
  mercer_figure_table_column (b, way, "energy_by_chance", "", run->chance);
}

static void
words (const InterpolantRun *run, MercerFigureBuilder *b)
{
  double mean_gap, sd_gap;
  gaps (run, &mean_gap, &sd_gap);
  mercer_figure_readout (b, "energy", _("Energy distance to the goal"), run->energy[run->nodes - 1], "");
  mercer_figure_readout (b, "chance", _("The same by chance alone"), run->chance[run->nodes - 1], "");
  mercer_figure_readout (b, "mean_gap", _("Gap of means, in spreads"), mean_gap, "");
  mercer_figure_readout (b, "sd_gap", _("Gap of sds, in spreads"), sd_gap, "");
  for (size_t k = 0; k < run->groups; k++)
    {
      g_autofree char *id = g_strdup_printf ("weight%zu", k + 1), *title = g_strdup_printf (_("Weight of %s"), run->group[k].name);
      mercer_figure_readout (b, id, title, run->point[k], "");
    }
  mercer_inputs_note (&run->in, b);
  if (run->cut)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("There is no column of categories, so the groups are thirds of the rows by a column of numbers."), NULL, NULL, 0);
  if (run->left_out > 0)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("Only the first %d groups have a corner; %zu rows of others are left out."), INTERPOLANT_GROUPS,
                             run->left_out);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  tables (run, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}

MercerFigure *
interpolant_run_figure (const InterpolantRun *run, const char *draft)
{
  char energy[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Interpolant between groups"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (_("%zu rows of %s are carried to %s by a velocity learned between %zu groups; they end at an energy "
                           "distance of %s."),
                         run->m, run->group[run->from].name, run->group[run->to].name, run->groups,
                         mercer_number_show (run->energy[run->nodes - 1], 2, energy));
  mercer_figure_describe (b, sentence);
  draw_simplex (run, b);
  draw_cloud (run, b);
  draw_energy (run, b);
  words (run, b);
  return mercer_figure_builder_finish (b);
}
