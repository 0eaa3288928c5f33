/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "paint.h"

void
paint_pen (Painter *p, const MercerStyle *style, double opacity)
{
  double width = (style->width > 0 ? style->width : 1.5) * p->point;
  double dash[] = { 3.2 * width, 2.4 * width };
  cairo_set_line_width (p->cr, width);
  cairo_set_dash (p->cr, dash, style->dashed ? 2 : 0, 0);
  cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_BUTT);
  colour_set (p->cr, colour_role (p->look, style->role), opacity);
}

/* --- Lines ------------------------------------------------------------------------------------ */

/* One path for a polyline; points that share a pixel column become its lowest and highest. */
typedef struct
{
  cairo_t *cr;
  bool pen_down, thin;
  double column, first, low, high, last, x;
  bool any;
} Trace;

static void
trace_to (Trace *t, double x, double y)
{
  if (t->pen_down)
    cairo_line_to (t->cr, x, y);
  else
    cairo_move_to (t->cr, x, y);
  t->pen_down = true;
}

static void
trace_flush (Trace *t)
{
  if (!t->any)
    return;
  trace_to (t, t->x, t->first);
  if (t->low != t->high)
    {
      bool up_first = fabs (t->last - t->low) > fabs (t->last - t->high);
      trace_to (t, t->x, up_first ? t->low : t->high);
      trace_to (t, t->x, up_first ? t->high : t->low);
      trace_to (t, t->x, t->last);
    }
  t->any = false;
}

static void
trace_add (Trace *t, double x, double y)
{
  if (isnan (x) || isnan (y))
    {
      trace_flush (t);
      t->pen_down = false;
      return;
    }
  if (!t->thin)
    {
      trace_to (t, x, y);
      return;
    }
  if (t->any && floor (x) == t->column)
    {
      t->low = fmin (t->low, y);
      t->high = fmax (t->high, y);
      t->last = y;
      return;
    }
  trace_flush (t);
  t->column = floor (x);
  t->x = x;
  t->first = t->low = t->high = t->last = y;
  t->any = true;
}

static void
paint_polyline (Painter *p, const Mark *m, const double *y)
{
  Trace t = { .cr = p->cr, .thin = m->sorted && m->n > 2 * p->pl->plot.width };
  for (size_t i = 0; i < m->n; i++)
    trace_add (&t, paint_x (p, m->column[0][i]), paint_y (p, y[i]));
  trace_flush (&t);
  paint_pen (p, &m->style, style_opacity (&m->style));
  cairo_stroke (p->cr);
}

static void
paint_line (Painter *p, const Mark *m)
{
  paint_polyline (p, m, m->column[1]);
}

static void
paint_swing (Painter *p, const Mark *m)
{
  double c = cos (p->look->phase), s = sin (p->look->phase), *y = g_new (double, m->n + 1);
  for (size_t i = 0; i < m->n; i++)
    y[i] = m->column[1][i] + c * m->column[2][i] + s * m->column[3][i];
  paint_polyline (p, m, y);
  g_free (y);
}

static void
paint_band (Painter *p, const Mark *m)
{
  const double *x = m->column[0], *low = m->column[1], *high = m->column[2];
  for (size_t i = 0; i < m->n;)
    {
      size_t first = i;
      while (i < m->n && !isnan (paint_x (p, x[i])) && !isnan (paint_y (p, low[i])) && !isnan (paint_y (p, high[i])))
        i++;
      cairo_new_sub_path (p->cr);
      for (size_t k = first; k < i; k++)
        cairo_line_to (p->cr, paint_x (p, x[k]), paint_y (p, low[k]));
      for (size_t k = i; k-- > first;)
        cairo_line_to (p->cr, paint_x (p, x[k]), paint_y (p, high[k]));
      cairo_close_path (p->cr);
      i += i == first;
    }
  double opacity = m->style.opacity > 0 ? style_opacity (&m->style) : 0.2;
  colour_set (p->cr, colour_role (p->look, m->style.role), opacity);
  cairo_fill (p->cr);
}

static void
paint_segments (Painter *p, const Mark *m)
{
  for (size_t i = 0; i < m->n; i++)
    {
      double x0 = paint_x (p, m->column[0][i]), y0 = paint_y (p, m->column[1][i]);
      double x1 = paint_x (p, m->column[2][i]), y1 = paint_y (p, m->column[3][i]);
      if (isnan (x0 + y0 + x1 + y1))
        continue;
      cairo_move_to (p->cr, x0, y0);
      cairo_line_to (p->cr, x1, y1);
    }
  paint_pen (p, &m->style, style_opacity (&m->style));
  cairo_stroke (p->cr);
}

static void
paint_arrows (Painter *p, const Mark *m)
{
  double head = (3 + 1.5 * (m->style.width > 0 ? m->style.width : 1.5)) * p->point;
  for (size_t i = 0; i < m->n; i++)
    {
      double x0 = paint_x (p, m->column[0][i]), x1 = paint_x (p, m->column[0][i] + m->column[2][i]);
      double y0 = paint_y (p, m->column[1][i]), y1 = paint_y (p, m->column[1][i] + m->column[3][i]);
      double length = hypot (x1 - x0, y1 - y0);
      if (!(length > 0.3))
        continue;
      double ux = (x1 - x0) / length, uy = (y1 - y0) / length, h = fmin (head, 0.45 * length);
      cairo_move_to (p->cr, x0, y0);
      cairo_line_to (p->cr, x1, y1);
      cairo_move_to (p->cr, x1 - h * (ux - 0.5 * uy), y1 - h * (uy + 0.5 * ux));
      cairo_line_to (p->cr, x1, y1);
      cairo_line_to (p->cr, x1 - h * (ux + 0.5 * uy), y1 - h * (uy - 0.5 * ux));
    }
  paint_pen (p, &m->style, style_opacity (&m->style));
  cairo_stroke (p->cr);
}

static void
paint_rule (Painter *p, const Mark *m)
{
  const Rect *r = &p->pl->plot;
  double at = m->vertical ? paint_x (p, m->column[0][0]) : paint_y (p, m->column[0][0]);
  if (isnan (at))
    return;
  cairo_move_to (p->cr, m->vertical ? at : r->x, m->vertical ? r->y : at);
  cairo_line_to (p->cr, m->vertical ? at : r->x + r->width, m->vertical ? r->y + r->height : at);
  paint_pen (p, &m->style, style_opacity (&m->style));
  cairo_stroke (p->cr);
}

/* --- Areas and dots --------------------------------------------------------------------------- */

static void
paint_bars (Painter *p, const Mark *m)
{
  const Rect *r = &p->pl->plot;
  double base = paint_y (p, 0), seam = 0;
  base = isnan (base) ? r->y + r->height : base;
  for (size_t i = 0; i < m->n; i++)
    {
      double x0 = paint_x (p, m->column[0][i]), x1 = paint_x (p, m->column[0][i + 1]);
      double y = paint_y (p, m->column[1][i]);
      if (isnan (x0 + x1 + y))
        continue;
      seam = fabs (x1 - x0) > 5 ? 0.5 : 0;
      cairo_rectangle (p->cr, fmin (x0, x1) + seam, fmin (y, base), fmax (fabs (x1 - x0) - 2 * seam, 0.5),
                       fabs (base - y));
    }
  colour_set (p->cr, colour_role (p->look, m->style.role), m->style.opacity > 0 ? style_opacity (&m->style) : 0.7);
  cairo_fill (p->cr);
}

double
paint_dot_size (const Painter *p, const Mark *m)
{
  return (m->style.size > 0 ? m->style.size : 5) * p->point;
}

static bool
dot_is_visible (const Rect *r, double x, double y, double radius)
{
  return x > r->x - radius && x < r->x + r->width + radius && y > r->y - radius
         && y < r->y + r->height + radius;
}

static void
finish_dots (Painter *p, const Mark *m)
{
  if (m->style.hollow)
    cairo_stroke (p->cr);
  else
    cairo_fill (p->cr);
}

static void
paint_points (Painter *p, const Mark *m)
{
  double ring = fmax (0.16 * paint_dot_size (p, m), 0.9 * p->point);
  double radius = paint_dot_size (p, m) / 2 - (m->style.hollow ? ring / 2 : 0);
  const uint32_t *table = m->mapped ? colour_map_table (m->raster->map) : NULL;
  cairo_set_dash (p->cr, NULL, 0, 0);
  cairo_set_line_width (p->cr, ring);
  colour_set (p->cr, colour_role (p->look, m->style.role), style_opacity (&m->style));
  for (size_t i = 0; i < m->n; i++)
    {
      double x = paint_x (p, m->column[0][i]), y = paint_y (p, m->column[1][i]);
      if (isnan (x + y) || !dot_is_visible (&p->pl->plot, x, y, radius + ring))
        continue;
      float level = m->mapped ? colour_map_level (m->column[2][i], m->raster->min, m->raster->max) : 0;
      if (isnan (level))
        continue;
      cairo_new_sub_path (p->cr);
      cairo_arc (p->cr, x, y, radius, 0, 2 * G_PI);
      if (m->mapped)
        {
          uint32_t c = colour_map_pixel (table, level);
          cairo_set_source_rgba (p->cr, (c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0,
                                 style_opacity (&m->style));
          finish_dots (p, m);
        }
    }
  finish_dots (p, m);
}

static void
paint_text (Painter *p, const Mark *m)
{
  double x = paint_x (p, m->column[0][0]), y = paint_y (p, m->column[1][0]);
  if (!isnan (x + y))
    text_draw_halo (p->cr, p->look, &(Text) { .style = TEXT_SMALL, .text = m->text }, x, y, 0.5, 0.5,
                    colour_role (p->look, m->style.role));
}

void
paint_mark (Painter *p, const Mark *m)
{
  static void (*const painters[N_MARK_KINDS]) (Painter *, const Mark *) = {
    [MARK_LINE] = paint_line,         [MARK_SWING] = paint_swing,       [MARK_BAND] = paint_band,
    [MARK_POINTS] = paint_points,     [MARK_BARS] = paint_bars,         [MARK_RASTER] = paint_raster,
    [MARK_CONTOURS] = paint_contours, [MARK_ARROWS] = paint_arrows,     [MARK_SEGMENTS] = paint_segments,
    [MARK_RULE] = paint_rule,         [MARK_TEXT] = paint_text,
  };
  if (m->n > 0)
    painters[m->kind](p, m);
}
