/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "paint.h"

double
paint_dot_size (const Painter *p, const Mark *m)
{
  return (m->style.size > 0 ? fmin (m->style.size, 200) : 5) * p->point;
}

double
paint_dot_radius (const Painter *p, const Mark *m, size_t i)
{
  bool own = m->sizes != NULL && m->sizes[i] >= 0;
  return (own ? fmin (m->sizes[i], 200) * p->point : paint_dot_size (p, m)) / 2;
}

/* Over a field of colours, dots carry a rim of paper so that they are seen on light and dark alike;
 * a crowd of them a finer one, or the rims would hide the field. */
#define CROWD 1000

Dot
paint_dot (const Painter *p, const Mark *m)
{
  double size = paint_dot_size (p, m);
  return (Dot){ .radius = size / 2,
                .ring = m->style.hollow ? fmax (0.18 * size, 1.0 * p->point) : 0,
                .colour = colour_role (p->look, m->style.role),
                .opacity = style_opacity (&m->style),
                .rim = p->field == NULL ? 0 : (m->n > CROWD ? 0.3 : 0.7) * p->point,
                .rim_colour = colour_tone (p->look, TONE_HALO) };
}

static void
disc_path (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

void
paint_one_dot (cairo_t *cr, const Dot *dot, double x, double y)
{
  double middle = dot->radius - dot->ring / 2;
  if (dot->rim > 0)
    {
      disc_path (cr, x, y, dot->ring > 0 ? middle : dot->radius);
      cairo_set_line_width (cr, dot->ring + 2 * dot->rim);
      colour_set (cr, dot->rim_colour, dot->opacity);
      cairo_stroke (cr);
    }
  disc_path (cr, x, y, dot->ring > 0 ? middle : dot->radius);
  colour_set (cr, dot->colour, dot->opacity);
  cairo_set_line_width (cr, dot->ring);
  if (dot->ring > 0)
    cairo_stroke (cr);
  else
    cairo_fill (cr);
}

/* The colour of each mapped dot, 0 where it has none. */
static uint32_t *
dot_pixels (const Painter *p, const Mark *m)
{
  if (!m->mapped)
    return NULL;
  const uint32_t *table = colour_table (p->look, m->raster->map, false);
  uint32_t *pixels = g_new (uint32_t, m->n);
  for (size_t i = 0; i < m->n; i++)
    pixels[i] = colour_map_pixel (
        table, colour_level (m->raster->map, m->column[2][i], m->raster->min, m->raster->max));
  return pixels;
}

static bool
dot_is_visible (const Rect *r, double x, double y, double radius)
{
  return x > r->x - radius && x < r->x + r->width + radius && y > r->y - radius
         && y < r->y + r->height + radius;
}

static void
dots_as_paths (Painter *p, const Mark *m, Dot dot, const double *x, const double *y,
               const uint32_t *pixels)
{
  double reach = (m->sizes != NULL ? 100 * p->point : dot.radius) + dot.rim;
  cairo_set_dash (p->cr, NULL, 0, 0);
  for (size_t i = 0; i < m->n; i++)
    {
      if (!dot_is_visible (&p->pl->plot, x[i], y[i], reach)
          || (pixels != NULL && pixels[i] == 0))
        continue;
      if (pixels != NULL)
        dot.colour = colour_of_pixel (pixels[i]);
      if (m->sizes != NULL)
        dot.radius = paint_dot_radius (p, m, i);
      paint_one_dot (p->cr, &dot, x[i], y[i]);
    }
}

void
paint_points (Painter *p, const Mark *m)
{
  double *x = g_new (double, 2 * m->n), *y = x + m->n;
  uint32_t *pixels = dot_pixels (p, m);
  Dot dot = paint_dot (p, m);
  axis_pixels (&p->pl->axis[AXIS_X], m->n, m->column[0], x);
  axis_pixels (&p->pl->axis[AXIS_Y], m->n, m->column[1], y);
  if (p->inking)
    ink_dots (p->ink, m->n, x, y, &dot, pixels);
  else
    dots_as_paths (p, m, dot, x, y, pixels);
  g_free (pixels);
  g_free (x);
}
