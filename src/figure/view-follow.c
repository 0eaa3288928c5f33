/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a view keeps from figure to figure, so that neither axes nor legends jump. */
#include <math.h>
#include <string.h>

#include "view-private.h"

#define LEAVE_CORNER 0.04 /* of what is covered has ink more than elsewhere */

/* A legend stays in its corner unless much has come to lie under it. One that has once had to leave the plot does not come back:
 * plots would jump while what passes by comes and goes. */
static void
follow_legends (MercerView *view, const MercerFigure *f)
{
  guint known = view->legends->len;
  g_array_set_size (view->legends, f->panels->len);
  for (guint i = 0; i < f->panels->len; i++)
    {
      const Panel *p = figure_panel (f, i);
      Legend *kept = &g_array_index (view->legends, Legend, i);
      if (panel_legend (p, 0) == NULL)
        *kept = (Legend){ p->corner, false };
      else if (i >= known || p->load[kept->corner] > p->load[p->corner] + LEAVE_CORNER)
        *kept = (Legend){ p->corner, p->crowded };
      kept->crowded = kept->crowded || p->crowded;
    }
}

Corner
view_corner (const MercerView *view, const MercerFigure *f, size_t panel, bool *crowded)
{
  const Panel *p = figure_panel (f, panel);
  Legend legend = { p->corner, p->crowded };
  if (view != NULL && panel < view->legends->len)
    legend = g_array_index (view->legends, Legend, panel);
  *crowded = legend.crowded;
  return legend.corner;
}

#define HELD_SLACK 0.33 /* of the span: how far content may leave an axis that is held */

static bool
is_set_along (const Panel *p, int axis)
{
  /* a rule moves along one axis, all else along both */
  static const int only[] = { [MERCER_HANDLE_VERTICAL] = AXIS_X, [MERCER_HANDLE_HORIZONTAL] = AXIS_Y };
  bool set = p->editable;
  for (guint k = 0; k < p->handles->len && !set; k++)
    {
      const MercerHandle *h = &panel_handle (p, k)->given;
      bool looks = g_strcmp0 (h->value.id, MERCER_HANDLE_FILM) == 0; /* along a film, and sets nothing */
      set = !looks && (h->kind >= G_N_ELEMENTS (only) || only[h->kind] == axis);
    }
  return set;
}

/* A hand sets what this axis measures, here or in a panel that shares it: the axes of what is only told of it follow. */
static bool
is_under_hand (const MercerFigure *f, size_t panel, int axis)
{
  const Panel *mine = figure_panel (f, panel);
  const char *link = panel_axis (mine, axis)->link;
  bool set = is_set_along (mine, axis);
  for (guint i = 0; i < f->panels->len && link != NULL && axis < AXIS_SPACE; i++)
    for (int a = 0; a < 2 && !set; a++)
      set = g_strcmp0 (figure_panel (f, i)->axis[a].link, link) == 0 && is_set_along (figure_panel (f, i), a);
  return set;
}

/* What an axis has grown to becomes what it needs, if that is more, or much less. */
static bool
follow_axis (Shown *s, const Axis *a, bool held)
{
  double low = axis_forward (a->scale, a->low), high = axis_forward (a->scale, a->high);
  double was_low = axis_forward (a->scale, s->auto_low), was_high = axis_forward (a->scale, s->auto_high);
  bool shrunk = s->followed && high - low < 0.5 * (fmax (high, was_high) - fmin (low, was_low));
  bool grow_low = a->low < s->auto_low, grow_high = a->high > s->auto_high;
  double slack = HELD_SLACK * (was_high - was_low);
  if (held && s->followed && low >= was_low - slack && high <= was_high + slack)
    return false;
  if (s->followed && !shrunk && !grow_low && !grow_high)
    return false;
  s->auto_low = !s->followed || shrunk || grow_low ? a->low : s->auto_low;
  s->auto_high = !s->followed || shrunk || grow_high ? a->high : s->auto_high;
  s->followed = true;
  return true;
}

/* A range that is given is shown as it is, but not while it moves under the hand that sets what it is computed from. */
static bool
follow_given (Shown *s, const Axis *a, bool held)
{
  double low = axis_forward (a->scale, a->low), high = axis_forward (a->scale, a->high);
  double was_low = axis_forward (a->scale, s->auto_low), was_high = axis_forward (a->scale, s->auto_high);
  double slack = HELD_SLACK * (was_high - was_low);
  bool before = s->held;
  s->held = held && s->followed && low >= was_low - slack && high <= was_high + slack;
  if (s->held)
    return !before;
  s->auto_low = a->low;
  s->auto_high = a->high;
  s->followed = true;
  return before;
}

void
mercer_view_follow (MercerView *view, const MercerFigure *f, MercerFollow how)
{
  g_return_if_fail (view != NULL && f != NULL);
  GHashTableIter iter;
  void *shown;
  g_hash_table_iter_init (&iter, view->shown);
  while (how == MERCER_FOLLOW_AFRESH && g_hash_table_iter_next (&iter, NULL, &shown))
    ((Shown *) shown)->followed = false;
  follow_legends (view, f);
  for (size_t i = 0; i < f->panels->len; i++)
    for (int axis = 0; axis < (figure_panel (f, i)->in_space ? AXIS_SPACE + 3 : AXIS_SPACE); axis++)
      {
        const Axis *a = panel_axis (figure_panel (f, i), axis);
        bool hand = is_under_hand (f, i, axis), held = hand && how == MERCER_FOLLOW_HELD;
        Shown *s = view_shown (view, f, i, axis, !a->fixed || hand);
        /* What was computed for the range in view says nothing about the range to return to. */
        bool asked = s != NULL && s->chosen && axis < AXIS_SPACE && figure_panel (f, i)->follows[axis] != NULL;
        if (s == NULL || asked || (a->fixed && !hand))
          continue;
        if ((a->fixed ? follow_given : follow_axis) (s, a, held))
          view->stamp = view_next_stamp ();
      }
}
