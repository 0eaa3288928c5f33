/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"

static const double start_at = 0.5; /* on the axis of steps, which is logarithmic and has no 0 */
static const double room_ahead = 1.3; /* it is at least so much longer than the film */
static const double bar_apart = 0.045, bar_width = 5; /* of its length, as bars are as wide on any; points */

static const MercerFilmPanel names_panel = { N_("Flows"), "", MERCER_AXIS_LINEAR };
static const MercerFilmPanel common_panel = { N_("Energy distance of all"), "MMD²", MERCER_AXIS_LOG };

/* --- Which panels there are --------------------------------------------------------------------------- */

enum { MOST_PANELS = 8, ROOM_FOR_NAMES = 5 };

/* A panel of a film's flow, drawn for all lanes of that flow; of NULL: one that is about all films. */
typedef struct
{
  const MercerFilm *of;
  size_t p;
  const MercerFilmPanel *panel;
} Entry;

enum { ENTRY_OBJECTIVE = 1 << 0, ENTRY_TERMS = 1 << 1, ENTRY_REST = 1 << 2, ENTRY_ALL = (1 << 3) - 1 };

static size_t
add_entries (const MercerFilm *of, unsigned which, size_t count, Entry *entries)
{
  const MercerFilmPanel *panels = of->flow->panels;
  for (size_t p = 0; panels[p].title != NULL && count < MOST_PANELS; p++)
    if (which & (p == 0 ? ENTRY_OBJECTIVE : panels[p].terms ? ENTRY_TERMS : ENTRY_REST))
      entries[count++] = (Entry){ of, p, &panels[p] };
  return count;
}

static bool
has_traces (const MercerFilm *film)
{
  return film->n_along > film->n_shown;
}

static bool
has_names (const MercerFilm *film)
{
  return has_traces (film) && film->beside == NULL;
}

/* Where there are several films, the first panel is of what all are measured by; above it, where there are traces and no second picture
 * takes the room, their names, which would cover it as a legend. Then there is room for what the first lowers, unless traces lower
 * other things, for its terms, and where there are no traces for those of the flow beside it, but not for what else they measure. */
static size_t
find_entries (const MercerFilm *film, Entry *entries)
{
  size_t count = 0;
  if (has_names (film))
    entries[count++] = (Entry){ NULL, 0, &names_panel };
  if (film->n_others > 0)
    entries[count++] = (Entry){ NULL, 0, &common_panel };
  bool own = !has_traces (film) || mercer_film_is_alike (film);
  count = add_entries (film, film->n_others == 0 ? ENTRY_ALL : own ? ENTRY_OBJECTIVE | ENTRY_TERMS : ENTRY_TERMS, count, entries);
  if (film->beside != NULL && film->beside->flow != film->flow && !has_traces (film))
    count = add_entries (film->beside, ENTRY_TERMS, count, entries);
  return count;
}

size_t
mercer_film_history_panels (const MercerFilm *film)
{
  Entry entries[MOST_PANELS];
  return find_entries (film, entries);
}

/* --- Curves ------------------------------------------------------------------------------------------- */

typedef struct
{
  int panel;
  bool logarithmic;
  double apart; /* so many times further on stands the next bar */
  double low, high; /* of what has been drawn */
} History;

/* Where a step stands: all where they are, the start at the left edge. */
static double
place_of_step (size_t step)
{
  return step > 0 ? (double) step : start_at;
}

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
      step[k] = place_of_step (k);
      value[k] = !h->logarithmic || at > 0 ? at : NAN;
      h->low = isfinite (value[k]) ? MIN (h->low, value[k]) : h->low;
      h->high = isfinite (value[k]) ? MAX (h->high, value[k]) : h->high;
    }
  mercer_figure_line (b, h->panel, style, count, step, value);
  if (ends && isfinite (value[count - 1]))
    mercer_figure_points (b, h->panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 5 }, 1, step + count - 1, value + count - 1,
                          NULL);
}

/* The first as it is, that with a picture beside it dashed, traces thin and each in its own colour. */
static MercerStyle
lane_style (const MercerFilm *film, const MercerLane *lane, MercerColourRole role)
{
  bool trace = lane->place >= film->n_shown, second = lane->place > 0 && !trace;
  return (MercerStyle){ .role = trace    ? MERCER_ROLE_SERIES_N ((int) (lane->place - film->n_shown))
                                : second ? MERCER_ROLE_ACCENT
                                         : role,
                        .width = trace ? 1.5 : 2,
                        .dashed = second };
}

/* In a legend: of two their names, of more the numbers that traces have in readouts. */
static char *
legend_of (const MercerFilm *film, const MercerLane *lane)
{
  if (!has_traces (film))
    return mercer_film_lane_name (film, lane);
  if (lane->place < film->n_shown)
    return g_strdup (lane->place == 0 ? _("First") : _("Beside"));
  return g_strdup_printf ("%zu", lane->place - film->n_shown + 1);
}

/* So that a legend names them in their order, the first stroke of each comes before all lines. */
static void
draw_legend (const MercerFilm *film, const MercerFilmFlow *flow, const History *h, size_t offset, MercerColourRole role,
             MercerFigureBuilder *b)
{
  for (size_t k = 0; k < film->n_along; k++)
    {
      const MercerLane *lane = film->along[k];
      if (lane->moments->len == 0 || (flow != NULL && lane->film->flow != flow))
        continue;
      g_autofree char *name = legend_of (film, lane);
      MercerStyle style = lane_style (film, lane, role);
      double step = start_at, value = *(const double *) (const void *) ((const char *) lane->moments->data + offset);
      style.legend = name;
      mercer_figure_line (b, h->panel, &style, 1, &step, &value);
    }
}

/* What lanes are compared by, of this flow or of any (NULL): one line each, the first above the others. They are named where all are and
 * no panel does it. */
static void
draw_compared (const MercerFilm *film, const MercerFilmFlow *flow, History *h, size_t offset, MercerColourRole role, MercerFigureBuilder *b)
{
  if (film->n_along > 1 && (flow == NULL || film->n_others == 0) && !has_names (film))
    draw_legend (film, flow, h, offset, role, b);
  for (size_t k = film->n_along; k-- > 0;)
    {
      const MercerLane *lane = film->along[k];
      if (flow != NULL && lane->film->flow != flow)
        continue;
      MercerStyle style = lane_style (film, lane, role);
      draw_curve (h, lane, offset, &style, k < film->n_shown, b);
    }
}

/* The names of all below each other, each in the colour of its line and behind a piece of it. At the side of a panel a text stands inwards
 * from there. */
static void
draw_names (const MercerFilm *film, int panel, MercerFigureBuilder *b)
{
  mercer_figure_bare (b, panel);
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, -(double) film->n_along, 0, NULL);
  for (size_t k = 0; k < film->n_along; k++)
    {
      MercerStyle style = lane_style (film, film->along[k], MERCER_ROLE_INK);
      g_autofree char *name = mercer_film_trace_name (film, film->along[k]), *line = g_strdup_printf ("━━ %s", name);
      mercer_figure_text (b, panel, style.role, 0, -(double) k - 0.5, line);
    }
}

/* --- Terms -------------------------------------------------------------------------------------------- */

/* What a term of the objective is now, as a bar from 0 at the end of its curve, beside those of the others. */
static void
draw_bar (const History *h, const MercerLane *lane, size_t c, size_t beside, const MercerStyle *curve, MercerFigureBuilder *b)
{
  size_t count = lane->moments->len;
  if (count == 0)
    return;
  double at = place_of_step (count - 1) * pow (h->apart, (double) beside + 1), none = 0;
  double value = g_array_index (lane->moments, MercerFilmMoment, count - 1).measured[c];
  if (isfinite (value))
    mercer_figure_segments (b, h->panel, &(MercerStyle){ .role = curve->role, .width = bar_width, .opacity = curve->dashed ? 0.5 : 1 }, 1,
                            &at, &none, &at, &value);
}

/* A curve that is not compared: of the lanes with pictures, the legend once. */
static void
draw_own (const MercerFilm *film, const Entry *entry, size_t c, bool named, History *h, size_t *bars, MercerFigureBuilder *b)
{
  const MercerFilmCurve *curve = &entry->of->flow->curves[c];
  for (size_t k = 0; k < film->n_shown; k++)
    {
      const MercerLane *lane = film->along[k];
      if (lane->film->flow != entry->of->flow)
        continue;
      MercerStyle style = { .role = curve->role, .width = 2, .dashed = k > 0 };
      style.legend = named && lane->film == entry->of && lane->index == 0 ? _(curve->title) : NULL;
      draw_curve (h, lane, offsetof (MercerFilmMoment, measured) + c * sizeof (double), &style, false, b);
      if (entry->panel->terms)
        draw_bar (h, lane, c, (*bars)++, &style, b);
    }
}

static size_t
bars_of (const MercerFilm *film, const Entry *entry)
{
  size_t lanes = 0, terms = 0;
  if (!entry->panel->terms)
    return 0;
  for (size_t k = 0; k < film->n_shown; k++)
    lanes += film->along[k]->film->flow == entry->of->flow;
  for (const MercerFilmCurve *curve = entry->of->flow->curves; curve->id != NULL; curve++)
    terms += curve->panel == (int) entry->p;
  return lanes * terms;
}

static void
draw_entry (const MercerFilm *film, const Entry *entry, History *h, MercerFigureBuilder *b)
{
  if (entry->of == NULL)
    {
      draw_compared (film, NULL, h, offsetof (MercerFilmMoment, common), MERCER_ROLE_INK, b);
      return;
    }
  const MercerFilmCurve *curves = entry->of->flow->curves;
  size_t together = 0, bars = 0;
  for (size_t c = 0; curves[c].id != NULL; c++)
    together += curves[c].panel == (int) entry->p;
  for (size_t c = 0; curves[c].id != NULL; c++)
    if (curves[c].panel == (int) entry->p && c == 0)
      draw_compared (film, entry->of->flow, h, offsetof (MercerFilmMoment, measured), curves[c].role, b);
    else if (curves[c].panel == (int) entry->p)
      draw_own (film, entry, c, together > 1, h, &bars, b);
}

/* --- The panels --------------------------------------------------------------------------------------- */

static char *
entry_title (const Entry *entry)
{
  const char *title = _(entry->panel->title);
  return entry->of != NULL && entry->of->first != NULL ? g_strdup_printf (_("Dashed: %s"), title) : g_strdup (title);
}

static MercerFilmPlace
place_of (const MercerFilmShelf *shelf, size_t p, bool last)
{
  MercerFilmPlace place = shelf->first;
  place.column += (int) p % shelf->across * place.width;
  place.row += (int) p / shelf->across * place.height;
  if (last && shelf->end > 0)
    place.height = shelf->end - place.row;
  return place;
}

/* Looks along the film. It stands in the uppermost panel that has the axis. */
static void
draw_handle (const MercerFilm *film, const History *h, MercerFigureBuilder *b)
{
  mercer_figure_handle (b, h->panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Step"), .role = MERCER_ROLE_ACCENT,
                                                      .x = place_of_step (film->steps),
                                                      .value = { .id = MERCER_HANDLE_FILM, .component = -1 } });
}

/* The axis is as long in every frame, with room for bars behind the last one's curves: what is looked at with the handle then moves
 * with the hand. */
static double
find_axis (const MercerFilm *film, size_t bars, double *apart)
{
  size_t steps = MAX (mercer_film_last_step (film), film->steps); /* "Steps" may have been set below those done */
  double longest = (double) MAX (10, steps);
  double room = fmin (bar_apart * (double) (bars + 1), 0.5);
  double length = fmax (log (room_ahead * longest / start_at), log (longest / start_at) / (1 - room));
  *apart = exp (bar_apart * length);
  return start_at * exp (length);
}

void
mercer_film_draw_history (const MercerFilm *film, MercerFigureBuilder *b, const MercerFilmShelf *shelf)
{
  Entry entries[MOST_PANELS];
  size_t panels = find_entries (film, entries), bars = 0;
  bool handled = false;
  for (size_t p = 0; p < panels; p++)
    bars = MAX (bars, bars_of (film, &entries[p]));
  double apart, last = find_axis (film, bars, &apart);
  for (size_t p = 0; p < panels; p++)
    {
      const MercerFilmPanel *which = entries[p].panel;
      bool lowest = p + (size_t) shelf->across >= panels;
      g_autofree char *title = entry_title (&entries[p]);
      History h = { .logarithmic = which->scale == MERCER_AXIS_LOG, .apart = apart, .low = INFINITY, .high = -INFINITY };
      MercerFilmPlace place = place_of (shelf, p, p + 1 == panels);
      h.panel = mercer_figure_panel (b, title, place.column, place.row, place.width, place.height);
      if (which == &names_panel)
        {
          draw_names (film, h.panel, b);
          if (shelf->across == 1 && place.height == 1)
            mercer_figure_stretch_row (b, place.row, fmax (1, (double) film->n_along / ROOM_FOR_NAMES));
          continue;
        }
      draw_entry (film, &entries[p], &h, b);
      if (!(h.high >= h.low))
        h.low = h.high = 1;
      mercer_figure_x_axis (b, h.panel, lowest ? _("Step: the start at ½") : "", "", MERCER_AXIS_LOG, start_at, last, "flow:step");
      mercer_figure_y_axis (b, h.panel, _(which->label), "", which->scale, h.logarithmic ? h.low / 1.5 : 0,
                            h.logarithmic ? h.high * 1.5 : 0, NULL);
      if (!handled)
        draw_handle (film, &h, b);
      handled = true;
    }
}
