/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film.h"

static const double room_ahead = 1.15; /* the axis of steps is so much longer than the steps done */

size_t
mercer_film_history_rows (const MercerFilm *film)
{
  size_t rows = 0;
  while (film->flow->panels[rows].title != NULL)
    rows++;
  return rows;
}

/* The curve over the steps of one lane; values that the scale has no place for are gaps. */
static void
draw_curve (const MercerFilm *film, const MercerLane *lane, size_t c, MercerFigureBuilder *b, int panel, double *low, double *high)
{
  const MercerFilmCurve *curve = &film->flow->curves[c];
  bool logarithmic = film->flow->panels[curve->panel].scale == MERCER_AXIS_LOG;
  size_t count = lane->moments->len;
  if (count == 0)
    return;
  g_autofree double *step = g_new (double, count), *value = g_new (double, count);
  for (size_t k = 0; k < count; k++)
    {
      double at = g_array_index (lane->moments, MercerFilmMoment, k).measured[c];
      step[k] = (double) k + 1; /* the start stands at 1: on a logarithmic axis there is no 0 */
      value[k] = !logarithmic || at > 0 ? at : NAN;
      *low = isfinite (value[k]) ? MIN (*low, value[k]) : *low;
      *high = isfinite (value[k]) ? MAX (*high, value[k]) : *high;
    }
  bool compared = film->n_lanes > 1 && c == 0;
  g_autofree char *name = compared && film->flow->name != NULL ? film->flow->name (film, lane) : NULL;
  size_t together = 0;
  for (size_t other = 0; film->flow->curves[other].id != NULL; other++)
    together += film->flow->curves[other].panel == curve->panel;
  MercerStyle style = { .role = compared && lane->index > 0 ? MERCER_ROLE_ACCENT : curve->role,
                        .width = 2,
                        .dashed = lane->index > 0,
                        .legend = compared ? name : together > 1 && lane->index == 0 ? _(curve->title) : NULL };
  mercer_figure_line (b, panel, &style, count, step, value);
  if (c == 0 && isfinite (value[count - 1]))
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 5 }, 1, step + count - 1, value + count - 1,
                          NULL);
}

void
mercer_film_draw_history (const MercerFilm *film, MercerFigureBuilder *b, int column, size_t rows)
{
  size_t panels = mercer_film_history_rows (film), longest = 0;
  for (size_t k = 0; k < film->n_lanes; k++)
    longest = MAX (longest, film->lane[k].moments->len);
  double last = room_ahead * MAX (10, (double) longest);
  for (size_t p = 0; p < panels; p++)
    {
      const MercerFilmPanel *which = &film->flow->panels[p];
      bool lowest = p + 1 == panels;
      int panel = mercer_figure_panel (b, _(which->title), column, (int) p, 1, lowest ? (int) (rows - p) : 1);
      double low = INFINITY, high = -INFINITY;
      for (size_t k = 0; k < film->n_lanes; k++)
        for (size_t c = 0; film->flow->curves[c].id != NULL; c++)
          if (film->flow->curves[c].panel == (int) p)
            draw_curve (film, &film->lane[k], c, b, panel, &low, &high);
      if (!(high >= low))
        low = high = 1;
      bool logarithmic = which->scale == MERCER_AXIS_LOG;
      mercer_figure_x_axis (b, panel, lowest ? _("Step") : "", "", MERCER_AXIS_LOG, 1, last, "flow:step");
      mercer_figure_y_axis (b, panel, _(which->label), "", which->scale, logarithmic ? low / 1.5 : 0, logarithmic ? high * 1.5 : 0,
                            NULL);
    }
}
