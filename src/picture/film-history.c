/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"

static const double room_ahead = 1.3; /* the axis of steps is so much longer than the steps done */
static const double bar_apart = 1.08, bar_width = 5; /* so many times further on stands the next bar; points */

static const MercerFilmPanel common_panel = { N_("Energy distance of both"), "MMD²", MERCER_AXIS_LOG };

static size_t
own_panels (const MercerFilm *film)
{
  size_t rows = 0;
  while (film->flow->panels[rows].title != NULL)
    rows++;
  return rows;
}

/* Two films have a panel more, the first, for what both are measured by. */
size_t
mercer_film_history_rows (const MercerFilm *film)
{
  return own_panels (film) + (film->beside != NULL);
}

typedef struct
{
  int panel;
  bool logarithmic;
  double low, high; /* of what has been drawn */
} History;

/* The number at `offset` of every moment of a lane over its steps; values that the scale has no place for are gaps. */
static void
draw_curve (History *h, const MercerLane *lane, size_t offset, const MercerStyle *style, bool ends, MercerFigureBuilder *b)
{
  size_t count = lane->moments->len;
  if (count == 0)
    return;
  g_autofree double *step = g_new (double, count), *value = g_new (double, count);
  for (size_t k = 0; k < count; k++)
    {
      const char *moment = (const char *) &g_array_index (lane->moments, MercerFilmMoment, k);
      double at = *(const double *) (const void *) (moment + offset);
      step[k] = (double) k + 1; /* the start stands at 1: on a logarithmic axis there is no 0 */
      value[k] = !h->logarithmic || at > 0 ? at : NAN;
      h->low = isfinite (value[k]) ? MIN (h->low, value[k]) : h->low;
      h->high = isfinite (value[k]) ? MAX (h->high, value[k]) : h->high;
    }
  mercer_figure_line (b, h->panel, style, count, step, value);
  if (ends && isfinite (value[count - 1]))
    mercer_figure_points (b, h->panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 5 }, 1, step + count - 1, value + count - 1,
                          NULL);
}

/* What all lanes are compared by: one line each, with its name. */
static void
draw_compared (const MercerFilm *film, History *h, size_t offset, MercerColourRole role, bool alike, MercerFigureBuilder *b)
{
  for (size_t k = 0; k < film->n_shown; k++)
    {
      const MercerLane *lane = film->shown[k];
      if (!alike && lane->film->flow != film->flow)
        continue;
      g_autofree char *name = mercer_film_lane_name (film, lane);
      MercerStyle style = { .role = k > 0 ? MERCER_ROLE_ACCENT : role, .width = 2, .dashed = k > 0 };
      style.legend = film->n_shown > 1 ? name : NULL;
      draw_curve (h, lane, offset, &style, true, b);
    }
}

/* What a term of the objective is now, as a bar from 0 at the end of its curve, beside those of the others. */
static void
draw_bar (const History *h, const MercerLane *lane, size_t c, size_t beside, MercerColourRole role, MercerFigureBuilder *b)
{
  size_t count = lane->moments->len;
  if (count == 0)
    return;
  double at = (double) count * pow (bar_apart, (double) beside + 1), none = 0;
  double value = g_array_index (lane->moments, MercerFilmMoment, count - 1).measured[c];
  if (isfinite (value))
    mercer_figure_segments (b, h->panel, &(MercerStyle){ .role = role, .width = bar_width }, 1, &at, &none, &at, &value);
}

/* The curves that the flow has in its p-th panel. */
static void
draw_own (const MercerFilm *film, size_t p, History *h, MercerFigureBuilder *b)
{
  const MercerFilmCurve *curves = film->flow->curves;
  size_t together = 0, bars = 0;
  for (size_t c = 0; curves[c].id != NULL; c++)
    together += curves[c].panel == (int) p;
  for (size_t c = 0; curves[c].id != NULL; c++)
    {
      size_t offset = offsetof (MercerFilmMoment, measured) + c * sizeof (double);
      if (curves[c].panel == (int) p && c == 0)
        draw_compared (film, h, offset, curves[c].role, false, b);
      for (size_t k = 0; k < film->n_shown && curves[c].panel == (int) p && c > 0; k++)
        {
          MercerStyle style = { .role = curves[c].role, .width = 2, .dashed = k > 0 };
          style.legend = together > 1 && k == 0 ? _(curves[c].title) : NULL;
          if (film->shown[k]->film->flow == film->flow)
            draw_curve (h, film->shown[k], offset, &style, false, b);
        }
      if (curves[c].panel == (int) p && film->flow->panels[p].terms)
        draw_bar (h, &film->lane[0], c, bars++, curves[c].role, b);
    }
}

void
mercer_film_draw_history (const MercerFilm *film, MercerFigureBuilder *b, int column, size_t rows)
{
  size_t all = mercer_film_history_rows (film), first = all - own_panels (film), panels = MIN (all, rows), longest = 0;
  for (size_t k = 0; k < film->n_shown; k++)
    longest = MAX (longest, film->shown[k]->moments->len);
  double last = room_ahead * MAX (10, (double) longest);
  for (size_t p = 0; p < panels; p++)
    {
      const MercerFilmPanel *which = p < first ? &common_panel : &film->flow->panels[p - first];
      bool lowest = p + 1 == panels;
      History h = { .logarithmic = which->scale == MERCER_AXIS_LOG, .low = INFINITY, .high = -INFINITY };
      h.panel = mercer_figure_panel (b, _(which->title), column, (int) p, 1, lowest ? (int) (rows - p) : 1);
      if (p < first)
        draw_compared (film, &h, offsetof (MercerFilmMoment, common), MERCER_ROLE_INK, true, b);
      else
        draw_own (film, p - first, &h, b);
      if (!(h.high >= h.low))
        h.low = h.high = 1;
      mercer_figure_x_axis (b, h.panel, lowest ? _("Step") : "", "", MERCER_AXIS_LOG, 1, last, "flow:step");
      mercer_figure_y_axis (b, h.panel, _(which->label), "", which->scale, h.logarithmic ? h.low / 1.5 : 0,
                            h.logarithmic ? h.high * 1.5 : 0, NULL);
    }
}
