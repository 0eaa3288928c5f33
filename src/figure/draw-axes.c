/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "paint.h"

#define TICK_LENGTH 0.28 /* em */

/* The middle of the pixel, where a line one unit wide is sharp. */
static double
crisp (double v)
{
  return floor (v) + 0.5;
}

static bool
inside (const AxisLayout *a, double pixel)
{
  double t = (pixel - a->start) / a->length;
  return t >= -1e-6 && t <= 1 + 1e-6;
}

void
paint_ground (Painter *p)
{
  const Rect *r = &p->pl->plot;
  if (p->field != NULL || !panel_has_axes (p->panel))
    return;
  for (int axis = 0; axis < 2; axis++)
    {
      const AxisLayout *a = &p->pl->axis[axis];
      for (size_t k = 0; k < a->ticks.n; k++)
        {
          double at = axis_pixel (a, a->ticks.at[k]);
          if (!inside (a, at))
            continue;
          cairo_move_to (p->cr, axis == AXIS_X ? crisp (at) : r->x,
                         axis == AXIS_X ? r->y : crisp (at));
          cairo_line_to (p->cr, axis == AXIS_X ? crisp (at) : r->x + r->width,
                         axis == AXIS_X ? r->y + r->height : crisp (at));
        }
    }
  cairo_set_line_width (p->cr, 1);
  colour_set (p->cr, colour_tone (p->look, TONE_GRID), 1);
  cairo_stroke (p->cr);
}

/* A tick mark at a pixel along an axis, reaching outwards from (x, y). */
static void
tick_mark (Painter *p, int axis, double at, double edge, double length)
{
  cairo_move_to (p->cr, axis == AXIS_X ? crisp (at) : edge, axis == AXIS_X ? edge : crisp (at));
  cairo_rel_line_to (p->cr, axis == AXIS_X ? 0 : length, axis == AXIS_X ? length : 0);
}

static void
paint_ticks (Painter *p, int axis)
{
  const AxisLayout *a = &p->pl->axis[axis];
  const Rect *r = &p->pl->plot;
  double em = p->l->em, long_tick = TICK_LENGTH * em, sign = axis == AXIS_X ? 1 : -1;
  double edge = axis == AXIS_X ? r->y + r->height : r->x;
  for (size_t k = 0; k < a->ticks.n; k++)
    if (inside (a, axis_pixel (a, a->ticks.at[k])))
      tick_mark (p, axis, axis_pixel (a, a->ticks.at[k]), edge, sign * long_tick);
  /* Minor ticks only where powers of ten make positions hard to guess. */
  for (size_t k = 0; a->scale == MERCER_AXIS_LOG && k < a->ticks.n_minor; k++)
    if (inside (a, axis_pixel (a, a->ticks.minor[k])))
      tick_mark (p, axis, axis_pixel (a, a->ticks.minor[k]), edge, sign * long_tick * 0.55);
  cairo_set_line_width (p->cr, 1);
  colour_set (p->cr, colour_tone (p->look, TONE_FRAME), 1);
  cairo_stroke (p->cr);

  Colour ink = colour_tone (p->look, TONE_LABEL);
  for (size_t k = 0; a->labelled && k < a->ticks.n; k++)
    {
      double at = axis_pixel (a, a->ticks.at[k]);
      Text text = { .style = TEXT_TICK, .text = a->ticks.label[k] };
      if (axis == AXIS_X)
        text_draw (p->cr, p->look, &text, at, edge + TICK_GAP * em, 0.5, 0, false, ink);
      else
        text_draw (p->cr, p->look, &text, edge - SIDE_GAP * em, at, 1, 0.5, false, ink);
    }
}

static void
paint_titles (Painter *p)
{
  const Rect *r = &p->pl->plot;
  double em = p->l->em;
  Colour ink = colour_tone (p->look, TONE_LABEL);
  const AxisLayout *x = &p->pl->axis[AXIS_X], *y = &p->pl->axis[AXIS_Y];
  if (x->title != NULL)
    text_draw (p->cr, p->look, &(Text){ TEXT_LABEL, x->title, fmax (p->pl->label_width, 4 * em) },
               r->x + r->width / 2, r->y + r->height + x->depth + 0.15 * em, 0.5, 0, false, ink);
  if (y->title != NULL)
    text_draw (p->cr, p->look, &(Text){ TEXT_LABEL, y->title, fmax (r->height, 6 * em) },
               r->x - y->depth - 0.25 * em, r->y + r->height / 2, 0.5, 1, true, ink);
  if (p->pl->titled)
    text_draw (p->cr, p->look,
               &(Text){ TEXT_TITLE, p->panel->title, fmax (p->pl->title_width, 4 * em) }, r->x,
               p->pl->title_y, 0, 1, false, colour_role (p->look, MERCER_ROLE_INK));
}

/* The map from bottom to top, a row of pixels for each of its colours. */
static void
paint_bar (Painter *p)
{
  const Rect *r = &p->pl->bar_rect;
  const AxisLayout *a = &p->pl->bar_axis;
  const uint32_t *table = colour_table (p->look, p->pl->bar->map, false);
  double em = p->l->em, right = r->x + r->width;
  cairo_surface_t *strip = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 256);
  uint8_t *pixels = cairo_image_surface_get_data (strip);
  for (int k = 0; pixels != NULL && k < 256; k++)
    *(uint32_t *) (void *) (pixels + k * cairo_image_surface_get_stride (strip)) = table[255 - k];
  cairo_surface_mark_dirty (strip);
  cairo_save (p->cr);
  cairo_rectangle (p->cr, r->x, r->y, r->width, r->height);
  cairo_clip (p->cr);
  cairo_translate (p->cr, r->x, r->y);
  cairo_scale (p->cr, r->width, r->height / 256);
  cairo_set_source_surface (p->cr, strip, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (p->cr), CAIRO_EXTEND_PAD);
  cairo_paint (p->cr);
  cairo_restore (p->cr);
  cairo_surface_destroy (strip);

  cairo_rectangle (p->cr, r->x - 0.5, r->y - 0.5, r->width + 1, r->height + 1);
  for (size_t k = 0; k < a->ticks.n; k++)
    tick_mark (p, AXIS_Y, axis_pixel (a, a->ticks.at[k]), right + 0.5, TICK_LENGTH * em);
  cairo_set_line_width (p->cr, 1);
  colour_set (p->cr, colour_tone (p->look, TONE_FRAME), 1);
  cairo_stroke (p->cr);
  Colour ink = colour_tone (p->look, TONE_LABEL);
  for (size_t k = 0; k < a->ticks.n; k++)
    text_draw (p->cr, p->look, &(Text){ .style = TEXT_TICK, .text = a->ticks.label[k] },
               right + SIDE_GAP * em, axis_pixel (a, a->ticks.at[k]), 0, 0.5, false, ink);
  if (a->title != NULL)
    text_draw (p->cr, p->look, &(Text){ TEXT_LABEL, a->title, fmax (r->height, 6 * em) },
               right + a->depth + 0.25 * em, r->y + r->height / 2, 0.5, 0, true, ink);
}

static void
paint_frame (Painter *p)
{
  const Rect *r = &p->pl->plot;
  double x = r->x - 0.5, y = r->y + r->height + 0.5;
  cairo_set_line_width (p->cr, 1);
  colour_set (p->cr, colour_tone (p->look, TONE_FRAME), 1);
  if (p->field != NULL)
    cairo_rectangle (p->cr, x, r->y - 0.5, r->width + 1, r->height + 1);
  else
    {
      cairo_move_to (p->cr, x, r->y);
      cairo_line_to (p->cr, x, y);
      cairo_line_to (p->cr, r->x + r->width, y);
    }
  cairo_stroke (p->cr);
}

void
paint_axes (Painter *p)
{
  if (panel_has_axes (p->panel))
    {
      paint_frame (p);
      paint_ticks (p, AXIS_X);
      paint_ticks (p, AXIS_Y);
    }
  paint_titles (p);
  if (p->pl->bar != NULL)
    paint_bar (p);
}
