/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles: plain rules as part of the picture, knobs over it. */
#include <math.h>

#include "hands-geometry.h"
#include "paint.h"

static Colour
handle_colour (const MercerLook *look, const MercerHandle *h)
{
  return colour_role (look, h->role != MERCER_ROLE_INK ? h->role : MERCER_ROLE_ACCENT);
}

/* The line of a handle, without its knob. False: it has none. */
static bool
handle_path (cairo_t *cr, const PanelLayout *pl, const MercerHandle *h)
{
  const Rect *r = &pl->plot;
  double x = axis_pixel (&pl->axis[AXIS_X], h->x), y = axis_pixel (&pl->axis[AXIS_Y], h->y), axes[2][2];
  switch (h->kind)
    {
    case MERCER_HANDLE_VERTICAL:
      cairo_move_to (cr, x, r->y);
      cairo_line_to (cr, x, r->y + r->height);
      return !isnan (x);
    case MERCER_HANDLE_HORIZONTAL:
      cairo_move_to (cr, r->x, y);
      cairo_line_to (cr, r->x + r->width, y);
      return !isnan (y);
    case MERCER_HANDLE_WIDTH:
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, axis_pixel (&pl->axis[AXIS_X], width_end (h)), y);
      cairo_move_to (cr, x, y - 4);
      cairo_line_to (cr, x, y + 4);
      return !isnan (x + y);
    case MERCER_HANDLE_ELLIPSE:
      if (!ellipse_axes (h->a, axes))
        return false;
      for (int k = 0; k <= 96; k++)
        {
          double c = cos (2 * G_PI * k / 96), s = sin (2 * G_PI * k / 96);
          cairo_line_to (cr, axis_pixel (&pl->axis[AXIS_X], h->x + c * axes[0][0] + s * axes[1][0]),
                         axis_pixel (&pl->axis[AXIS_Y], h->y + c * axes[0][1] + s * axes[1][1]));
        }
      cairo_close_path (cr);
      return true;
    default:
      return false;
    }
}

/* --- In the picture ------------------------------------------------------------------------------ */

void
paint_handle_rules (Painter *p)
{
  for (guint k = 0; k < p->panel->handles->len; k++)
    {
      const MercerHandle *h = &panel_handle (p->panel, k)->given;
      cairo_new_path (p->cr);
      if ((h->kind != MERCER_HANDLE_VERTICAL && h->kind != MERCER_HANDLE_HORIZONTAL) || !handle_path (p->cr, p->pl, h))
        continue;
      cairo_set_dash (p->cr, NULL, 0, 0);
      cairo_set_line_width (p->cr, 1.2 * p->point);
      colour_set (p->cr, handle_colour (p->look, h), 0.75);
      cairo_stroke (p->cr);
    }
  cairo_new_path (p->cr);
}

/* --- Over it ------------------------------------------------------------------------------------- */

#define KNOB       4.2 /* radius in points; larger when the hand is near */
#define KNOB_NEAR  5.8
#define FOCUS_RING 3.2

static void
draw_knob (cairo_t *cr, const MercerLook *look, double point, double px, double py, Colour colour, bool near, bool focus)
{
  double radius = (near ? KNOB_NEAR : KNOB) * point;
  cairo_new_sub_path (cr);
  cairo_arc (cr, px, py, radius, 0, 2 * G_PI);
  colour_set (cr, near ? colour : colour_tone (look, TONE_PAPER), 1);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.7 * point);
  colour_set (cr, near ? colour_tone (look, TONE_PAPER) : colour, 1);
  cairo_stroke (cr);
  if (!focus)
    return;
  cairo_new_sub_path (cr);
  cairo_arc (cr, px, py, radius + FOCUS_RING * point, 0, 2 * G_PI);
  colour_set (cr, colour, 1);
  cairo_stroke (cr);
}

static bool
is_grip (bool has, MercerGrip grip, size_t handle, int k)
{
  return has && grip.handle == handle && (k < 0 || grip.grip == k);
}

/* A contour shows its knob only under the pointer or with the focus: else it would be one knob among many places. */
static void
draw_handle (cairo_t *cr, const Layout *l, int panel, const Handle *kept, size_t index, const MercerLook *look,
             const MercerHandsLook *hands)
{
  const PanelLayout *pl = &l->panel[panel];
  bool near = is_grip (hands->has_hover, hands->hover, index, -1), field = kept->given.kind == MERCER_HANDLE_FIELD;
  MercerHandle h = handle_at (&kept->given, near && hands->held ? &hands->value : NULL);
  double point = l->em / 10;
  Colour colour = handle_colour (look, &h);
  cairo_save (cr);
  cairo_rectangle (cr, pl->plot.x, pl->plot.y, pl->plot.width, pl->plot.height);
  cairo_clip (cr);
  bool plain_rule = h.kind == MERCER_HANDLE_VERTICAL || h.kind == MERCER_HANDLE_HORIZONTAL;
  cairo_new_path (cr);
  if ((near || !plain_rule) && handle_path (cr, pl, &h))
    {
      /* over a field of any colour the line is seen by its border */
      cairo_set_line_width (cr, (near ? 4.4 : 3.4) * point);
      colour_set (cr, colour_tone (look, TONE_HALO), plain_rule ? 0.5 : 0.75);
      cairo_stroke_preserve (cr);
      cairo_set_line_width (cr, (near ? 2 : 1.3) * point);
      colour_set (cr, colour, near ? 1 : 0.7);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
  cairo_new_path (cr);
  for (int g = 0; g < (h.kind == MERCER_HANDLE_ELLIPSE ? 2 : 1); g++)
    {
      double px = hands->px, py = hands->py;
      bool focus = is_grip (hands->has_focus, hands->focus, index, g), hover = is_grip (hands->has_hover, hands->hover, index, g);
      bool seen = grip_point (pl, l->em, &h, kept->contours, g, &px, &py);
      if (field && hover && hands->held)
        px = hands->px, py = hands->py; /* the contour comes a moment later */
      if (seen && (!field || hover || focus))
        draw_knob (cr, look, point, px, py, colour, hover, focus);
    }
}

void
mercer_figure_draw_hands (const MercerFigure *f, cairo_t *cr, double width, double height, const MercerLook *look,
                          const MercerView *view, const MercerHandsLook *hands)
{
  g_return_if_fail (f != NULL && cr != NULL && hands != NULL);
  Layout *l = layout_acquire (f, width, height, look, view);
  const Handle *h;
  int panel;
  cairo_save (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  for (size_t k = 0; (h = figure_handle (f, k, &panel)) != NULL; k++)
    if (l->panel[panel].space == NULL)
      draw_handle (cr, l, panel, h, k, look, hands);
  cairo_restore (cr);
  layout_release (l);
}
