/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "film-private.h"
#include "ground.h"

/* The picture of a film whose target has no rows yet: a ground to paint it on. */

static const double first_low = 0, first_high = 10; /* of a table that says no ground of its own */

static const char *
what_is_missing (const MercerFilm *film)
{
  if (mercer_dataset_rows (mercer_recipe_dataset (film->recipe)) > 0)
    return _("Every row has a missing value. Fill one in, or choose other columns.");
  return film->d == 2 ? _("There are no points yet. Click into the picture to add one.")
                      : _("There are no points yet. Add a row to the table.");
}

static void
draw_ground (const MercerFilm *film, MercerFigureBuilder *b)
{
  MercerDataset *dataset = mercer_recipe_dataset (film->recipe);
  MercerPlane plane = { .dims = MIN (film->d, 2) };
  double low = first_low, high = first_high;
  mercer_dataset_ground (dataset, &low, &high);
  for (size_t a = 0; a < plane.dims; a++)
    {
      plane.low[a] = low;
      plane.high[a] = high;
    }
  mercer_plane_widen (&plane, MERCER_FILM_MARGIN);
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  if (plane.dims == 2)
    mercer_picture_plane_axes (b, panel, &plane, dataset, film->names);
  else
    {
      mercer_figure_x_axis (b, panel, film->names[0], mercer_picture_axis_unit (&plane, dataset, film->names, 0), MERCER_AXIS_LINEAR,
                            plane.low[0], plane.high[0], NULL);
      mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
    }
  if (film->d == 2)
    mercer_figure_edits (b, panel, film->names[0], film->names[1]);
}

void
mercer_film_show_empty (const MercerFilm *film)
{
  g_autofree char *title = mercer_film_title (film);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  draw_ground (film, b);
  mercer_figure_describe (b, what_is_missing (film));
  mercer_figure_note (b, MERCER_NOTE_INFO, what_is_missing (film), NULL, NULL, 0);
  mercer_job_emit (film->job, MERCER_EMIT_FINAL, mercer_figure_builder_finish (b));
}
