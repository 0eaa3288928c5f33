/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Automatic ranges: what the marks of a panel cover. */
#include "scene.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "ticks.h"

double
axis_forward (MercerAxisScale scale, double value)
{
  if (scale == MERCER_AXIS_LOG)
    return value > 0 ? log10 (value) : NAN;
  return value;
}

double
axis_inverse (MercerAxisScale scale, double position)
{
  return scale == MERCER_AXIS_LOG ? pow (10, position) : position;
}

/* --- Vertices --------------------------------------------------------------------------------- */

static void
visit_columns (const Mark *m, VertexFunc visit, void *data)
{
  const double *x = m->column[0], *y = m->column[1], *u = m->column[2], *v = m->column[3];
  for (size_t i = 0; i < m->n; i++)
    switch (m->kind)
      {
      case MARK_BAND:
        visit (x[i], y[i], data);
        visit (x[i], u[i], data);
        break;
      case MARK_SWING: /* as far as it ever swings */
        visit (x[i], y[i] - hypot (u[i], v[i]), data);
        visit (x[i], y[i] + hypot (u[i], v[i]), data);
        break;
      case MARK_ARROWS:
        visit (x[i], y[i], data);
        visit (x[i] + u[i], y[i] + v[i], data);
        break;
      case MARK_SEGMENTS:
        visit (x[i], y[i], data);
        visit (u[i], v[i], data);
        break;
      case MARK_BARS:
        visit (x[i], y[i], data);
        visit (x[i + 1], 0, data);
        break;
      default:
        visit (x[i], y[i], data);
      }
}

void
mark_visit (const Mark *m, VertexFunc visit, void *data)
{
  const Raster *r = m->raster;
  if (mark_is_in_space (m))
    return;
  if (m->kind == MARK_RASTER)
    {
      visit (r->x0, r->y0, data);
      visit (r->x1, r->y1, data);
    }
  else if (m->kind == MARK_CONTOURS)
    for (size_t i = 0; i < m->contours->n_points; i++)
      visit (m->contours->xy[2 * i], m->contours->xy[2 * i + 1], data);
  else if (m->kind == MARK_RULE)
    visit (m->vertical ? m->column[0][0] : NAN, m->vertical ? NAN : m->column[0][0], data);
  else
    visit_columns (m, visit, data);
}

/* --- Ranges ----------------------------------------------------------------------------------- */

typedef struct
{
  const Panel *panel;
  bool x_tight, y_tight;
  bool field; /* a field fills the panel: nothing makes it smaller */
  /* what must be inside with air around it, and what ends at the edge */
  double low[2], high[2], tight_low[2], tight_high[2];
} Extent;

static void
grow (double value, double *low, double *high)
{
  *low = fmin (*low, value);
  *high = fmax (*high, value);
}

static void
grow_cb (double x, double y, void *data)
{
  Extent *e = data;
  double value[2] = { x, y };
  bool tight[2] = { e->x_tight, e->y_tight };
  for (int a = 0; a < 2; a++)
    {
      if (!isfinite (value[a]) || (e->panel->axis[a].scale == MERCER_AXIS_LOG && value[a] <= 0))
        continue;
      if (tight[a])
        grow (value[a], &e->tight_low[a], &e->tight_high[a]);
      else
        grow (value[a], &e->low[a], &e->high[a]);
    }
}

/* What can be taken hold of must be in sight; bars and ellipses lie where there is something to see anyway. */
static void
visit_handle (const MercerHandle *h, VertexFunc visit, void *data)
{
  bool across = h->kind == MERCER_HANDLE_VERTICAL || h->kind == MERCER_HANDLE_POINT;
  bool up = h->kind == MERCER_HANDLE_HORIZONTAL || h->kind == MERCER_HANDLE_POINT;
  visit (across ? h->x : NAN, up ? h->y : NAN, data);
}

static Extent
panel_extent (const Panel *p)
{
  Extent e = { .panel = p };
  for (int a = 0; a < 2; a++)
    {
      e.low[a] = e.tight_low[a] = INFINITY;
      e.high[a] = e.tight_high[a] = -INFINITY;
    }
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      e.x_tight = mark_traits[m->kind].x_tight;
      e.y_tight = m->kind == MARK_RASTER || m->kind == MARK_CONTOURS;
      e.field = e.field || e.y_tight;
      mark_visit (m, grow_cb, &e);
      if (m->kind == MARK_BARS && p->axis[AXIS_Y].scale == MERCER_AXIS_LINEAR)
        grow (0, &e.tight_low[AXIS_Y], &e.tight_high[AXIS_Y]);
    }
  e.x_tight = e.y_tight = false;
  for (guint k = 0; k < p->handles->len; k++)
    visit_handle (&panel_handle (p, k)->given, grow_cb, &e);
  return e;
}

#define EDGE 0.02 /* of half the range */

/* Joins the two kinds of extent of one axis: air only where something loose lies near the edge. */
static void
settle (const Extent *e, int a, MercerAxisScale scale, double *low, double *high)
{
  *low = e->low[a];
  *high = e->high[a];
  if (*low <= *high)
    mercer_axis_nice (scale, low, high);
  /* Loose marks that lie well within the tight ones need no more air than those give; dots on the
   * very edge would be cut in two. */
  if (e->tight_low[a] < e->tight_high[a])
    {
      double edge = e->field ? 0 : EDGE * (e->tight_high[a] / 2 - e->tight_low[a] / 2);
      *low = e->low[a] >= e->tight_low[a] + edge ? e->tight_low[a] : fmin (*low, e->tight_low[a]);
      *high = e->high[a] <= e->tight_high[a] - edge ? e->tight_high[a]
                                                    : fmax (*high, e->tight_high[a]);
    }
  else if (e->tight_low[a] == e->tight_high[a])
    {
      grow (e->tight_low[a], low, high);
      if (!(*low < *high))
        mercer_axis_nice (scale, low, high);
    }
  if (!(*low < *high) || !isfinite (*high - *low))
    {
      bool huge = *low < *high;
      *low = huge ? -DBL_MAX / 4 : scale == MERCER_AXIS_LOG ? 0.1 : 0;
      *high = huge ? DBL_MAX / 4 : scale == MERCER_AXIS_LOG ? 10 : 1;
    }
}

static bool
linked (const Axis *a, const Axis *b)
{
  return a->scale == b->scale && g_strcmp0 (a->link, b->link) == 0;
}

/* Axes of one link share the union of what they need; one that was given its range rules the
 * others. */
static void
join_links (MercerFigure *f, int panel, int which)
{
  Axis *mine = &g_array_index (f->panels, Panel, panel).axis[which];
  if (mine->link == NULL)
    return;
  for (int i = 0; i < 2 * (int) f->panels->len; i++)
    {
      Axis *other = &g_array_index (f->panels, Panel, i / 2).axis[i % 2];
      if (other == mine || !linked (mine, other) || other->fixed != mine->fixed)
        continue;
      mine->low = other->low = fmin (mine->low, other->low);
      mine->high = other->high = fmax (mine->high, other->high);
    }
  for (int i = 0; i < 2 * (int) f->panels->len && mine->fixed; i++)
    {
      Axis *other = &g_array_index (f->panels, Panel, i / 2).axis[i % 2];
      if (!other->fixed && linked (mine, other))
        other->low = mine->low, other->high = mine->high;
    }
}

void
figure_fit_axes (MercerFigure *f)
{
  for (guint i = 0; i < f->panels->len; i++)
    {
      Panel *p = &g_array_index (f->panels, Panel, i);
      if (p->in_space)
        panel_fit_space (p);
      Extent e = panel_extent (p);
      for (int a = 0; a < 2; a++)
        if (!p->axis[a].fixed)
          settle (&e, a, p->axis[a].scale, &p->axis[a].low, &p->axis[a].high);
    }
  for (guint i = 0; i < f->panels->len; i++)
    for (int a = 0; a < 2; a++)
      join_links (f, i, a);
  for (guint i = 0; i < f->panels->len; i++)
    panel_find_room (f, &g_array_index (f->panels, Panel, i));
}
