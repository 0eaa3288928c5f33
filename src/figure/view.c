/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What zooming and panning change: ranges by link name, or by panel where an axis has none. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "view-private.h"

uint64_t
view_next_stamp (void)
{
  static atomic_uint_fast64_t last = 0;
  return atomic_fetch_add (&last, 1) + 1;
}

MercerView *
mercer_view_new (void)
{
  MercerView *view = g_new0 (MercerView, 1);
  view->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  view->legends = g_array_new (FALSE, TRUE, sizeof (Legend));
  view->turns = g_array_new (FALSE, FALSE, sizeof (Turn));
  view->stamp = view_next_stamp ();
  return view;
}

void
mercer_view_free (MercerView *view)
{
  if (view == NULL)
    return;
  g_hash_table_unref (view->shown);
  g_array_unref (view->legends);
  g_array_unref (view->turns);
  g_free (view);
}

void
mercer_view_reset (MercerView *view)
{
  GHashTableIter iter;
  void *shown;
  g_hash_table_iter_init (&iter, view->shown);
  while (g_hash_table_iter_next (&iter, NULL, &shown))
    ((Shown *) shown)->chosen = false;
  g_array_set_size (view->turns, 0);
  g_array_set_size (view->legends, 0);
  view->stamp = view_next_stamp ();
}

bool
mercer_view_is_changed (const MercerView *view)
{
  GHashTableIter iter;
  void *shown;
  g_hash_table_iter_init (&iter, view->shown);
  while (g_hash_table_iter_next (&iter, NULL, &shown))
    if (((Shown *) shown)->chosen)
      return true;
  return view->turns->len > 0;
}

uint64_t
view_stamp (const MercerView *view)
{
  return view != NULL ? view->stamp : 0;
}

static void
axis_key (const MercerFigure *f, size_t panel, int axis, char *key, size_t size)
{
  const Axis *a = panel_axis (figure_panel (f, panel), axis);
  if (a->link != NULL)
    g_snprintf (key, size, "%c/%s", a->scale == MERCER_AXIS_LOG ? 'g' : 'l', a->link);
  else
    g_snprintf (key, size, "%c%zu%c", a->scale == MERCER_AXIS_LOG ? 'g' : 'l', panel, "xyuvw"[axis]);
}

Shown *
view_shown (const MercerView *view, const MercerFigure *f, size_t panel, int axis, bool create)
{
  char key[256];
  axis_key (f, panel, axis, key, sizeof key);
  Shown *shown = g_hash_table_lookup (view->shown, key);
  if (shown == NULL && create)
    {
      shown = g_new0 (Shown, 1);
      g_hash_table_insert (view->shown, g_strdup (key), shown);
    }
  return shown;
}

void
view_range (const MercerView *view, const MercerFigure *f, size_t panel, int axis, double *low,
            double *high)
{
  const Axis *a = panel_axis (figure_panel (f, panel), axis);
  *low = a->low;
  *high = a->high;
  const Shown *shown = view != NULL ? view_shown (view, f, panel, axis, false) : NULL;
  if (shown != NULL && shown->chosen)
    {
      *low = shown->low;
      *high = shown->high;
    }
  else if (shown != NULL && shown->followed && (!a->fixed || shown->held))
    {
      *low = shown->auto_low;
      *high = shown->auto_high;
    }
}

/* --- Turning ---------------------------------------------------------------------------------- */

Turn
view_turn (const MercerView *view, size_t panel)
{
  return view != NULL && panel < view->turns->len ? g_array_index (view->turns, Turn, panel) : turn_start;
}

#define TURN_STEP 0.0075 /* radians for each pixel that the hand moves */
#define ZOOM_MAX  20

/* The box follows the hand as a globe does; past the poles it would stand on its head. */
static void
turn (MercerView *view, size_t panel, double dx, double dy, double factor)
{
  while (view->turns->len <= panel)
    g_array_append_val (view->turns, turn_start);
  Turn *t = &g_array_index (view->turns, Turn, panel);
  t->azimuth = remainder (t->azimuth - TURN_STEP * dx, 2 * G_PI);
  t->elevation = CLAMP (t->elevation + TURN_STEP * dy, -G_PI / 2, G_PI / 2);
  t->zoom = CLAMP (t->zoom * factor, 1.0 / ZOOM_MAX, ZOOM_MAX);
}

/* --- Zoom and pan ----------------------------------------------------------------------------- */

/* FALSE for what no axis can show: too fine for a double, or beyond its range. */
static bool
range_is_usable (MercerAxisScale scale, double from, double to)
{
  double size = fmax (fabs (from), fabs (to));
  if (!(to - from > size * 1e-10) || !(to - from > DBL_MIN * 1e6))
    return false;
  return scale == MERCER_AXIS_LOG ? from > -300 && to < 300 : size < DBL_MAX / 16;
}

/* Which panel, and which of its axes, a pixel speaks of: both in the plot, one beside it. */
static int
panel_near (const Layout *l, double px, double py, bool moves[2])
{
  int beside = -1;
  for (size_t i = 0; i < l->n; i++)
    {
      const Rect *r = &l->panel[i].plot;
      const double reach = 3.5 * l->em;
      bool in_x = px >= r->x && px <= r->x + r->width, in_y = py >= r->y && py <= r->y + r->height;
      moves[AXIS_X] = in_x;
      moves[AXIS_Y] = in_y;
      if (in_x && in_y)
        return (int) i;
      if (in_x && py > r->y + r->height && py < r->y + r->height + reach)
        beside = 2 * (int) i;
      else if (in_y && px < r->x && px > r->x - 1.6 * reach)
        beside = 2 * (int) i + 1;
    }
  moves[AXIS_X] = beside >= 0 && beside % 2 == 0;
  moves[AXIS_Y] = beside >= 0 && beside % 2 == 1;
  return beside >= 0 ? beside / 2 : -1;
}

/* The least part of what is shown, and of what there is to show, that stays in view along an axis. */
#define STAYS 0.2

/* Moves a range back to where some of the content is. Where the method computes whatever is in view there is something everywhere. */
static void
keep_in_view (const MercerView *view, const MercerFigure *f, size_t panel, int axis, double *from, double *to)
{
  const Panel *p = figure_panel (f, panel);
  const Axis *a = &p->axis[axis];
  const Shown *shown = view_shown (view, f, panel, axis, false);
  bool grown = shown != NULL && shown->followed && !a->fixed;
  double low = axis_forward (a->scale, grown ? shown->auto_low : a->low), high = axis_forward (a->scale, grown ? shown->auto_high : a->high);
  double stays = STAYS * fmin (*to - *from, high - low), by = 0;
  if (p->follows[axis] != NULL || !isfinite (high - low))
    return;
  if (*to < low + stays)
    by = low + stays - *to;
  else if (*from > high - stays)
    by = high - stays - *from;
  *from += by;
  *to += by;
}

/* Each shown position s (0 at the low end) becomes about + (s - about) * stretch - shift. */
static void
change (MercerView *view, const MercerFigure *f, double width, double height,
        const MercerLook *look, const double at[2], const double shift[2], double factor)
{
  g_return_if_fail (view != NULL && f != NULL);
  Layout *l = layout_acquire (f, width, height, look, view);
  bool moves[2];
  int panel = panel_near (l, at[0], at[1], moves);
  if (panel >= 0 && figure_panel (f, panel)->in_space)
    {
      turn (view, panel, shift[0], shift[1], factor);
      panel = -1;
    }
  if (panel >= 0 && figure_panel (f, panel)->equal && (moves[0] || moves[1]))
    moves[0] = moves[1] = true;
  for (int axis = 0; panel >= 0 && axis < 2; axis++)
    {
      const AxisLayout *a = &l->panel[panel].axis[axis];
      double about = (at[axis] - a->start) / a->length, by = shift[axis] / a->length;
      double span = a->to - a->from;
      double from = a->from + span * (about - about / factor - by);
      double to = a->from + span * (about + (1 - about) / factor - by);
      if (!moves[axis] || !range_is_usable (a->scale, from, to))
        continue;
      keep_in_view (view, f, (size_t) panel, axis, &from, &to);
      Shown *s = view_shown (view, f, panel, axis, true);
      s->low = axis_inverse (a->scale, from);
      s->high = axis_inverse (a->scale, to);
      s->chosen = true;
    }
  view->stamp = view_next_stamp ();
  layout_release (l);
}

void
mercer_view_zoom (MercerView *view, const MercerFigure *f, double width, double height,
                  const MercerLook *look, double at_x, double at_y, double factor)
{
  if (factor > 0 && isfinite (factor))
    change (view, f, width, height, look, (double[]){ at_x, at_y }, (double[]){ 0, 0 }, factor);
}

void
mercer_view_pan (MercerView *view, const MercerFigure *f, double width, double height,
                 const MercerLook *look, double at_x, double at_y, double dx, double dy)
{
  if (isfinite (dx) && isfinite (dy))
    change (view, f, width, height, look, (double[]){ at_x, at_y }, (double[]){ dx, dy }, 1);
}

bool
mercer_figure_shown_range (const MercerFigure *f, double width, double height, const MercerLook *look,
                           const MercerView *view, int panel, int axis, double *low, double *high)
{
  g_return_val_if_fail (panel >= 0 && (guint) panel < f->panels->len && (axis == 0 || axis == 1), false);
  Layout *l = layout_acquire (f, width, height, look, view);
  *low = l->panel[panel].axis[axis].low;
  *high = l->panel[panel].axis[axis].high;
  layout_release (l);
  const Shown *shown = view != NULL ? view_shown (view, f, (size_t) panel, axis, false) : NULL;
  return shown != NULL && shown->chosen;
}
