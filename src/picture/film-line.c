/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"
#include "ground.h"
#include "histogram.h"

enum { BARS = 40 };

/* Each particle on the curve, between the two lattice points beside it. */
static void
draw_on_curve (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, int panel)
{
  const MercerPlane *plane = &film->plane;
  g_autofree double *up = g_new (double, lane->x.rows + 1);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5 }, plane->grid[0], film->lattice.data,
                      lane->field);
  for (size_t i = 0; i < lane->x.rows; i++)
    {
      double place = (lane->x.data[i] - plane->low[0]) / (plane->high[0] - plane->low[0]) * (MERCER_FILM_CURVE - 1);
      size_t k = (size_t) CLAMP (place, 0, MERCER_FILM_CURVE - 2);
      bool seen = place >= 0 && place <= MERCER_FILM_CURVE - 1;
      up[i] = seen ? lane->field[k] + (place - (double) k) * (lane->field[k + 1] - lane->field[k]) : NAN;
    }
  MercerStyle style = { .role = MERCER_ROLE_SECONDARY, .size = mercer_film_dot_size (lane->x.rows), .opacity = 0.8 };
  mercer_figure_points (b, panel, &style, MIN (lane->x.rows, (size_t) MERCER_FILM_MOST_DOTS), lane->x.data, up, NULL);
}

void
mercer_film_draw_line (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, const MercerFilmPlace *place)
{
  const MercerPlane *plane = &film->plane;
  bool has_field = lane->film->flow->show != NULL;
  g_autofree char *name = mercer_film_panel_title (film, lane), *link = g_strconcat ("column:", film->names[0], NULL);
  const char *unit = mercer_picture_axis_unit (plane, mercer_recipe_dataset (film->recipe), film->names, 0);
  int above = mercer_figure_panel (b, name, place->column, place->row, place->width, place->height - has_field);
  mercer_figure_x_axis (b, above, film->names[0], unit, MERCER_AXIS_LINEAR, plane->low[0], plane->high[0], link);
  mercer_figure_y_axis (b, above, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_picture_histogram (b, above, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .opacity = 0.45, .legend = _("Target") },
                            film->target.x.rows, film->target.x.data, plane->low[0], plane->high[0], BARS);
  mercer_picture_histogram (b, above, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .opacity = 0.5, .legend = _("Particles") },
                            lane->x.rows, lane->x.data, plane->low[0], plane->high[0], BARS);
  if (film->target.ids != NULL)
    mercer_figure_edits (b, above, film->names[0], NULL);
  if (!has_field)
    return;
  int below = mercer_figure_panel (b, _("Particles roll down it"), place->column, place->row + place->height - 1, 1, 1);
  mercer_figure_x_axis (b, below, film->names[0], unit, MERCER_AXIS_LINEAR, plane->low[0], plane->high[0], link);
  mercer_figure_y_axis (b, below, _(lane->film->flow->field), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (lane->field != NULL)
    draw_on_curve (film, lane, b, below);
}
