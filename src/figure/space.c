/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a panel in space stands: the camera, and the edges of the box that carry its axes. */
#include "space.h"

#include <math.h>

#include "text.h"

const Turn turn_start = { -60 * G_PI / 180, 26 * G_PI / 180, 1 };

static const double box_half[3] = { 0.5, 0.5, BOX_HEIGHT / 2 };
/* The box from whichever side: as wide as the diagonal of its floor, as high as floor and walls together at the
 * elevation where they are highest. The scale does not change while it turns. */
#define WIDEST  M_SQRT2
#define HIGHEST 1.587 /* sqrt (2 + BOX_HEIGHT^2) */

static void
aim (Camera *c, const SpaceEdge edge[3], Turn t, double scale, double cx, double cy)
{
  double ca = cos (t.azimuth), sa = sin (t.azimuth), ce = cos (t.elevation), se = sin (t.elevation);
  const double right[3] = { -sa, ca, 0 }, up[3] = { -se * ca, -se * sa, ce }, toward[3] = { ce * ca, ce * sa, se };
  const double *axes[3] = { right, up, toward }, sign[3] = { scale, -scale, scale }, origin[3] = { cx, cy, 0 };
  for (int r = 0; r < 3; r++)
    {
      c->row[r][3] = origin[r];
      for (int k = 0; k < 3; k++)
        {
          double half = edge[k].high / 2 - edge[k].low / 2, middle = edge[k].high / 2 + edge[k].low / 2;
          c->row[r][k] = sign[r] * axes[r][k] * box_half[k] / half;
          c->row[r][3] -= c->row[r][k] * middle;
        }
      c->toward[r] = toward[r];
    }
}

/* The pixel of a corner of the box; side[k]: 0 low, 1 high. */
static void
corner (const SpaceLayout *s, const int side[3], double out[2])
{
  double v[3], p[3];
  for (int k = 0; k < 3; k++)
    v[k] = side[k] ? s->edge[k].high : s->edge[k].low;
  camera_point (&s->camera, v[0], v[1], v[2], p);
  out[0] = p[0];
  out[1] = p[1];
}

/* The edge along axis k at the given sides of the two others. */
static void
set_edge (SpaceLayout *s, int k, const int sides[3], const double middle[2])
{
  SpaceEdge *e = &s->edge[k];
  for (int end = 0; end < 2; end++)
    {
      int side[3] = { sides[0], sides[1], sides[2] };
      side[k] = end;
      corner (s, side, e->at[end]);
    }
  double dx = e->at[1][0] - e->at[0][0], dy = e->at[1][1] - e->at[0][1], length = hypot (dx, dy);
  double mx = (e->at[0][0] + e->at[1][0]) / 2 - middle[0], my = (e->at[0][1] + e->at[1][1]) / 2 - middle[1];
  e->out[0] = length > 0 ? -dy / length : 0;
  e->out[1] = length > 0 ? dx / length : 1;
  if (e->out[0] * mx + e->out[1] * my < 0)
    {
      e->out[0] = -e->out[0];
      e->out[1] = -e->out[1];
    }
}

/* x and y along the near edges of the pane that lies under (or over) everything, z along the outermost wall at the
 * left: edges that bound a back side, so that nothing in the box covers their numbers. */
static void
choose_edges (SpaceLayout *s, const double middle[2])
{
  int near[3] = { !s->back[0], !s->back[1], !s->back[2] };
  set_edge (s, 0, (int[]){ 0, near[1], s->back[2] }, middle);
  set_edge (s, 1, (int[]){ near[0], 0, s->back[2] }, middle);
  double first[2], second[2];
  corner (s, (int[]){ s->back[0], near[1], 0 }, first);
  corner (s, (int[]){ near[0], s->back[1], 0 }, second);
  bool left = first[0] < second[0];
  set_edge (s, 2, left ? (int[]){ s->back[0], near[1], 0 } : (int[]){ near[0], s->back[1], 0 }, middle);
}

/* How far a box of this size reaches along a direction from the point it hangs on by its facing side. */
static double
reach (const double out[2], double width, double height)
{
  return fabs (out[0]) * width + fabs (out[1]) * height;
}

/* As many ticks as leave their numbers apart. */
static void
edge_ticks (SpaceEdge *e, const MercerLook *look, double em)
{
  double dx = e->at[1][0] - e->at[0][0], dy = e->at[1][1] - e->at[0][1], length = hypot (dx, dy);
  double deepest = 0;
  e->labelled = length > 4 * em;
  for (int wanted = (int) CLAMP (length / (3.2 * em), 2, 7); e->labelled && wanted > 0; wanted--)
    {
      bool apart = true;
      double last[4] = { NAN, NAN, 0, 0 };
      mercer_ticks (MERCER_AXIS_LINEAR, e->low, e->high, wanted, &e->ticks);
      deepest = 0;
      for (size_t k = 0; k < e->ticks.n; k++)
        {
          double w, h, t = (e->ticks.at[k] - e->low) / (e->high - e->low), x = t * dx, y = t * dy;
          text_size (look, &(Text){ .style = TEXT_TICK, .text = e->ticks.label[k] }, &w, &h);
          deepest = fmax (deepest, reach (e->out, w, h));
          apart = apart && !(fabs (x - last[0]) < (w + last[2]) / 2 + 0.45 * em
                             && fabs (y - last[1]) < (h + last[3]) / 2 * 0.8);
          last[0] = x, last[1] = y, last[2] = w, last[3] = h;
        }
      if (apart && e->ticks.n > 0)
        break;
      e->labelled = wanted > 1;
    }
  if (!e->labelled)
    e->ticks.n = 0;
  e->label_gap = 0.45 * em;
  e->title_gap = e->labelled ? e->label_gap + deepest + 0.35 * em : e->label_gap;
}

static const char *
edge_title (Layout *l, const Axis *a)
{
  bool label = a->label != NULL && *a->label != '\0', unit = a->unit != NULL && *a->unit != '\0';
  if (!label && !unit)
    return NULL;
  if (!unit || !label)
    return label ? a->label : a->unit;
  char *both = g_strdup_printf ("%s (%s)", a->label, a->unit);
  const char *kept = g_string_chunk_insert_const (l->strings, both);
  g_free (both);
  return kept;
}

/* What numbers and titles need at the sides and below, whichever way the box is turned. */
static void
margins (const SpaceLayout *s, const MercerLook *look, double em, bool ticks, bool titles, double *across, double *down)
{
  double widest = 0, line = text_line (look, TEXT_TICK), label = text_line (look, TEXT_LABEL);
  for (int k = 0; k < 3 && ticks; k++)
    {
      MercerTicks t;
      mercer_ticks (MERCER_AXIS_LINEAR, s->edge[k].low, s->edge[k].high, 5, &t);
      for (size_t i = 0; i < t.n; i++)
        {
          double w, h;
          text_size (look, &(Text){ .style = TEXT_TICK, .text = t.label[i] }, &w, &h);
          widest = fmax (widest, w);
        }
    }
  *across = (ticks ? widest + 0.6 * em : 0) + (titles ? label + 0.3 * em : 0.3 * em);
  *down = (ticks ? line + 0.5 * em : 0) + (titles ? label + 0.3 * em : 0.3 * em);
}

SpaceLayout *
space_layout (Layout *l, const MercerFigure *f, size_t panel, const MercerLook *look, const MercerView *view, bool ticks,
              bool titles)
{
  const Rect *r = &l->panel[panel].plot;
  const Panel *p = figure_panel (f, panel);
  SpaceLayout *s = g_new0 (SpaceLayout, 1);
  Turn turn = view_turn (view, panel);
  double across, down;
  for (int k = 0; k < 3; k++)
    view_range (view, f, panel, AXIS_SPACE + k, &s->edge[k].low, &s->edge[k].high);
  margins (s, look, l->em, ticks, titles, &across, &down);
  double scale = fmin ((r->width - 2 * across) / WIDEST, (r->height - 1.2 * down) / HIGHEST);
  scale = fmax (scale, 0.3 * fmin (r->width, r->height)) * turn.zoom;
  double cx = r->x + r->width / 2, cy = r->y + r->height / 2 - 0.35 * down;
  aim (&s->camera, s->edge, turn, scale, cx, cy);
  for (int k = 0; k < 3; k++)
    s->back[k] = s->camera.toward[k] < 0;
  choose_edges (s, (double[]){ cx, cy });
  for (int k = 0; k < 3; k++)
    {
      SpaceEdge *e = &s->edge[k];
      if (ticks)
        edge_ticks (e, look, l->em);
      bool seen = hypot (e->at[1][0] - e->at[0][0], e->at[1][1] - e->at[0][1]) > 3 * l->em;
      e->title = titles && seen ? edge_title (l, &p->space[k]) : NULL;
    }
  return s;
}
