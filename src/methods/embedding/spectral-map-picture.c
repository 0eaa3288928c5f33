/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"
#include "new-dots.h"

static size_t
shown (const MapRun *run, int which)
{
  return MIN ((size_t) which, run->map.k) - 1;
}

static void
draw_map (const MapRun *run, MercerFigureBuilder *b, int panel)
{
  MercerDots dots;
  size_t h = shown (run, run->values->horizontal), v = shown (run, run->values->vertical);
  g_autofree char *across = g_strdup_printf (_("Coordinate %zu"), h + 1), *up = g_strdup_printf (_("Coordinate %zu"), v + 1);
  mercer_figure_x_axis (b, panel, across, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, up, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_open (&dots, run->recipe, &run->in);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->map.points, h), mercer_matrix_column (run->map.points, v), true);
  if (run->at.data != NULL)
    mercer_picture_new_dots (b, panel, run->at.rows, mercer_matrix_column (run->at, h), mercer_matrix_column (run->at, v));
}

/* The rows where they were, coloured by where the map puts them. */
static void
draw_inputs (const MapRun *run, MercerFigureBuilder *b, int panel)
{
  size_t h = shown (run, run->values->horizontal), n = run->in.n;
  const double *value = mercer_matrix_column (run->map.points, h);
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < n; i++)
    {
      low = MIN (low, value[i]);
      high = MAX (high, value[i]);
    }
  g_autofree char *name = g_strdup_printf (_("Coordinate %zu"), h + 1);
  mercer_inputs_axes (&run->in, b, panel, 0, 1, NULL, NULL);
  mercer_figure_points_mapped (b, panel, &(MercerStyle){ .size = n > 2000 ? 2.5 : n > 250 ? 4 : 5.5, .opacity = 0.9 }, n,
                               mercer_matrix_column (run->in.x, 0), mercer_matrix_column (run->in.x, 1), run->in.ids, value,
                               MERCER_MAP_VIRIDIS, low, high > low ? high : low + 1);
  mercer_figure_points_bar (b, panel, name, "");
  mercer_figure_edits (b, panel, run->in.names[0], run->in.names[1]);
}

static void
draw_values (const MapRun *run, MercerFigureBuilder *b, int panel)
{
  double edges[MAP_COORDINATES + 1];
  for (size_t j = 0; j <= run->map.k; j++)
    edges[j] = (double) j + 0.5;
  mercer_figure_x_axis (b, panel, _("Coordinate"), "", MERCER_AXIS_LINEAR, 0.5, (double) run->map.k + 0.5, NULL);
  mercer_figure_y_axis (b, panel, run->values->way == MERCER_ROW_MAP_SUPERVISED ? _("Dependence") : _("Eigenvalue"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY }, run->map.k, edges, run->map.values);
}

/* --- Words ------------------------------------------------------------------------------------------------ */

static void
words (const MapRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Points"), (double) run->in.n, "");
  for (size_t j = 0; j < run->map.k; j++)
    {
      g_autofree char *id = g_strdup_printf ("eigenvalue%zu", j + 1), *title = g_strdup_printf (_("Eigenvalue %zu"), j + 1);
      mercer_figure_readout (b, id, title, run->map.values[j], "");
    }
  mercer_inputs_note (&run->in, b);
  if (run->graph.n < run->in.n)
    {
      g_autofree char *sentence = g_strdup_printf (
          run->values->way == MERCER_ROW_MAP_SUPERVISED
              ? _("The map was found from %zu of the %zu rows, taken at even steps; it places the others as it does new points.")
              : _("The graph joins %zu of the %zu rows, taken at even steps; the others stand where one step of the walk from them leads."),
          run->graph.n, run->in.n);
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
    }
  if (run->map.pieces > 1)
    {
      g_autofree char *sentence
          = run->map.pieces <= run->map.k
                ? g_strdup_printf (_("The graph falls into %zu pieces that nothing joins, and the first coordinates only tell them "
                                     "apart. A longer length scale or more neighbours join them."),
                                   run->map.pieces)
                : g_strdup (_("The graph falls into many pieces that nothing joins, and the coordinates only tell some of them apart. A "
                              "longer length scale or more neighbours join them."));
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
    }
  if (run->negative > 0)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("This kernel finds some rows less than unlike: negative similarities were taken for 0. A graph wants a kernel "
                          "that is never negative, such as RBF."),
                        NULL, NULL, 0);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}

static void
coordinate_columns (MercerFigureBuilder *b, int table, MercerMatrix points)
{
  for (size_t j = 0; j < points.cols; j++)
    {
      g_autofree char *name = g_strdup_printf ("c%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (points, j));
    }
}

static void
tables (const MapRun *run, MercerFigureBuilder *b)
{
  double number[MAP_COORDINATES];
  if (run->at.data != NULL)
    {
      int at = mercer_figure_table (b, "coordinates", _("Coordinates of the new points"), run->at.rows);
      mercer_picture_new_rows (b, at, run->at.rows);
      coordinate_columns (b, at, run->at);
    }
  int map = mercer_figure_table (b, run->at.data != NULL ? "coordinates_data" : "coordinates", _("Coordinates"), run->in.n);
  mercer_inputs_row_column (&run->in, b, map);
  coordinate_columns (b, map, run->map.points);
  for (size_t j = 0; j < run->map.k; j++)
    number[j] = (double) j + 1;
  int values = mercer_figure_table (b, "spectrum", _("Spectrum"), run->map.k);
  mercer_figure_table_column (b, values, "coordinate", "", number);
  mercer_figure_table_column (b, values, "eigenvalue", "", run->map.values);
}

MercerFigure *
map_run_figure (const MapRun *run, const char *draft)
{
  static const char *const titles[] = { N_("Laplacian eigenmap"), N_("Diffusion map"), N_("Supervised map") };
  bool plane = run->in.d == 2;
  MercerFigureBuilder *b = mercer_figure_builder_new (_ (titles[run->values->way]));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("%zu row placed by the eigenvectors of its similarities under %s.",
                "%zu rows placed by the eigenvectors of their similarities under %s.", run->in.n),
      run->in.n, kernel);
  mercer_figure_describe (b, sentence);
  draw_map (run, b, mercer_figure_panel (b, "", 0, 0, 1, plane ? 2 : 1));
  if (plane)
    draw_inputs (run, b, mercer_figure_panel (b, _("The inputs"), 1, 0, 1, 1));
  draw_values (run, b, mercer_figure_panel (b, _("Eigenvalues"), 1, plane ? 1 : 0, 1, 1));
  mercer_figure_stretch_column (b, 0, plane ? 1.35 : 2.2);
  words (run, b);
  tables (run, b);
  return mercer_figure_builder_finish (b);
}
