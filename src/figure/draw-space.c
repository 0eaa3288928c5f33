/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A panel in space: its box and the axes along the box's edges; space-render.c draws what stands in it. */
#include <math.h>

#include "paint.h"
#include "space.h"

#define SHEET_MAX 6.0e6 /* pixels */

/* --- The box ------------------------------------------------------------------------------------- */

static void
line_between (Painter *p, const double from[3], const double to[3])
{
  double a[3], b[3];
  camera_point (&p->pl->space->camera, from[0], from[1], from[2], a);
  camera_point (&p->pl->space->camera, to[0], to[1], to[2], b);
  cairo_move_to (p->cr, a[0], a[1]);
  cairo_line_to (p->cr, b[0], b[1]);
}

static double
side (const SpaceLayout *s, int axis, int which)
{
  return which ? s->edge[axis].high : s->edge[axis].low;
}

/* Lines on the side of the box that stands behind along `normal`: across axis `along` at its ticks, or its two edges. */
static void
rule_pane (Painter *p, int normal, int along, bool edges)
{
  const SpaceLayout *s = p->pl->space;
  int other = 3 - normal - along;
  const SpaceEdge *e = &s->edge[along];
  for (size_t k = 0; k < (edges ? 2 : e->ticks.n); k++)
    {
      double from[3], to[3];
      from[normal] = to[normal] = side (s, normal, s->back[normal]);
      from[along] = to[along] = edges ? side (s, along, (int) k) : e->ticks.at[k];
      from[other] = side (s, other, 0);
      to[other] = side (s, other, 1);
      line_between (p, from, to);
    }
}

static void
paint_box (Painter *p)
{
  for (int edges = 0; edges < 2; edges++)
    {
      for (int normal = 0; normal < 3; normal++)
        for (int along = 0; along < 3; along++)
          if (along != normal)
            rule_pane (p, normal, along, edges);
      cairo_set_dash (p->cr, NULL, 0, 0);
      cairo_set_line_width (p->cr, 1);
      colour_set (p->cr, colour_tone (p->look, edges ? TONE_FRAME : TONE_GRID), edges ? 0.6 : 1);
      cairo_stroke (p->cr);
    }
}

void
paint_space (Painter *p)
{
  const Rect *r = &p->pl->plot;
  paint_box (p);
  double scale = fmin (p->scale, sqrt (SHEET_MAX / (r->width * r->height)));
  cairo_surface_t *image = space_render (p->panel, p->pl, p->look, scale, p->point);
  cairo_save (p->cr);
  cairo_translate (p->cr, r->x, r->y);
  cairo_scale (p->cr, 1 / scale, 1 / scale);
  cairo_set_source_surface (p->cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (p->cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (p->cr);
  cairo_restore (p->cr);
  cairo_surface_destroy (image);
}

/* --- The axes ------------------------------------------------------------------------------------ */

static void
edge_point (const SpaceEdge *e, double value, double out[2])
{
  double t = (value - e->low) / (e->high - e->low);
  for (int k = 0; k < 2; k++)
    out[k] = e->at[0][k] + t * (e->at[1][k] - e->at[0][k]);
}

/* A text that hangs outwards from a point, kept inside the plot. */
static void
hang_text (Painter *p, const Text *text, double x, double y, const double out[2], Colour ink)
{
  const Rect *r = &p->pl->plot;
  double w, h;
  text_size (p->look, text, &w, &h);
  double left = x - w * (1 - out[0]) / 2, top = y - h * (1 - out[1]) / 2;
  left = CLAMP (left, r->x, fmax (r->x + r->width - w, r->x));
  top = CLAMP (top, r->y, fmax (r->y + r->height - h, r->y));
  text_draw (p->cr, p->look, text, left, top, 0, 0, false, ink);
}

/* Numbers of two axes can meet where their edges do: the later one stays away. */
static bool
tick_is_free (Painter *p, int axis, size_t tick)
{
  const SpaceEdge *e = &p->pl->space->edge[axis];
  double place[2], w, h;
  edge_point (e, e->ticks.at[tick], place);
  text_size (p->look, &(Text){ .style = TEXT_TICK, .text = e->ticks.label[tick] }, &w, &h);
  for (int other = 0; other < axis; other++)
    for (size_t k = 0; k < p->pl->space->edge[other].ticks.n; k++)
      {
        const SpaceEdge *o = &p->pl->space->edge[other];
        double at[2], ow, oh, reach = e->label_gap;
        edge_point (o, o->ticks.at[k], at);
        text_size (p->look, &(Text){ .style = TEXT_TICK, .text = o->ticks.label[k] }, &ow, &oh);
        double dx = place[0] + (reach + w / 2) * e->out[0] - at[0] - (reach + ow / 2) * o->out[0];
        double dy = place[1] + (reach + h / 2) * e->out[1] - at[1] - (reach + oh / 2) * o->out[1];
        if (fabs (dx) < (w + ow) / 2 + 0.3 * p->l->em && fabs (dy) < (h + oh) / 2 * 0.85)
          return false;
      }
  return true;
}

static void
paint_edge (Painter *p, int axis)
{
  const SpaceEdge *e = &p->pl->space->edge[axis];
  const Rect *r = &p->pl->plot;
  Colour ink = colour_tone (p->look, TONE_LABEL);
  double em = p->l->em, middle[2];
  for (size_t k = 0; k < e->ticks.n; k++)
    {
      double at[2];
      edge_point (e, e->ticks.at[k], at);
      cairo_move_to (p->cr, at[0], at[1]);
      cairo_rel_line_to (p->cr, 0.25 * em * e->out[0], 0.25 * em * e->out[1]);
      if (tick_is_free (p, axis, k))
        hang_text (p, &(Text){ .style = TEXT_TICK, .text = e->ticks.label[k] }, at[0] + e->label_gap * e->out[0],
                   at[1] + e->label_gap * e->out[1], e->out, ink);
    }
  cairo_move_to (p->cr, e->at[0][0], e->at[0][1]);
  cairo_line_to (p->cr, e->at[1][0], e->at[1][1]);
  cairo_set_line_width (p->cr, 1);
  colour_set (p->cr, colour_tone (p->look, TONE_FRAME), 1);
  cairo_stroke (p->cr);
  if (e->title == NULL)
    return;
  for (int k = 0; k < 2; k++)
    middle[k] = (e->at[0][k] + e->at[1][k]) / 2 + e->title_gap * e->out[k];
  double most = axis == 2 ? r->height : 0.48 * r->width;
  Text text = { .style = TEXT_LABEL, .text = e->title, .max_width = most };
  if (axis == 2)
    text_draw (p->cr, p->look, &text, fmax (middle[0], r->x + text_line (p->look, TEXT_LABEL)), middle[1], 0.5, 1, true, ink);
  else
    hang_text (p, &text, middle[0], middle[1], e->out, ink);
}

void
paint_space_axes (Painter *p)
{
  for (int k = 0; k < 3; k++)
    paint_edge (p, k);
}
