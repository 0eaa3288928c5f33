/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "empty-ground.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ground.h"

static const double first_low = 0, first_high = 10; /* of a table that has neither a ground nor points */
static const double margin = 0.08;                  /* about what is shown, of its width */

void
mercer_picture_show_ground (MercerDataset *dataset, size_t dims, double low[2], double high[2])
{
  double from, to;
  for (size_t a = 0; a < dims && mercer_dataset_ground (dataset, &from, &to); a++)
    {
      low[a] = MIN (low[a], from - margin * (to - from));
      high[a] = MAX (high[a], to + margin * (to - from));
    }
}

/* Of what its points show, if there are any, and of the ground. */
static void
choose_range (MercerPlane *plane, MercerDataset *dataset)
{
  double from, to;
  bool points = plane->high[0] >= plane->low[0];
  for (size_t a = 0; a < plane->dims && !points && !mercer_dataset_ground (dataset, &from, &to); a++)
    {
      plane->low[a] = first_low;
      plane->high[a] = first_high;
    }
  if (plane->high[0] >= plane->low[0])
    mercer_plane_widen (plane, margin);
  mercer_picture_show_ground (dataset, plane->dims, plane->low, plane->high);
}

static void
draw_ground (MercerFigureBuilder *b, MercerDataset *dataset, const char *const *names, size_t d, const MercerPoints *points)
{
  const char *shown[3] = { names[0], d > 1 ? names[1] : NULL, NULL };
  double axes[] = { 1, 0, 0, 1 };
  size_t n = points->x.rows;
  MercerPlane plane = { .dims = MIN (d, 2), .low = { INFINITY, INFINITY }, .high = { -INFINITY, -INFINITY } };
  plane.axes = mercer_matrix (axes, plane.dims, plane.dims);
  if (n > 0)
    mercer_plane_show (&plane, mercer_matrix_block (points->x, 0, 0, n, plane.dims));
  choose_range (&plane, dataset);
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  if (plane.dims == 2)
    mercer_picture_plane_axes (b, panel, &plane, dataset, shown);
  else
    {
      mercer_figure_x_axis (b, panel, names[0], mercer_picture_axis_unit (&plane, dataset, names, 0), MERCER_AXIS_LINEAR, plane.low[0],
                            plane.high[0], NULL);
      mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
    }
  g_autofree double *none = g_new0 (double, n + 1);
  if (n > 0)
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 6, .opacity = 0.8 }, n,
                          mercer_matrix_column (points->x, 0), plane.dims == 2 ? mercer_matrix_column (points->x, 1) : none, points->ids);
  if (d <= 2)
    mercer_figure_edits (b, panel, names[0], shown[1]);
}

MercerFigure *
mercer_picture_empty_ground (const char *title, MercerDataset *dataset, const char *const *names, const char *missing)
{
  size_t d = g_strv_length ((char **) names);
  MercerPoints points;
  mercer_points_open (&points, dataset, names);
  bool gaps = points.x.rows == 0 && mercer_dataset_rows (dataset) > 0;
  g_autofree char *sentence
      = gaps ? g_strdup (_("Every row has a missing value. Fill one in, or choose other columns."))
             : g_strdup_printf ("%s %s", missing != NULL ? missing : _("There are no points yet."),
                                d <= 2 ? _("Click into the picture to add points, or paint them with the brush.")
                                       : _("Add rows to the table."));
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  draw_ground (b, dataset, names, d, &points);
  mercer_figure_describe (b, sentence);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
  mercer_points_clear (&points);
  return mercer_figure_builder_finish (b);
}
