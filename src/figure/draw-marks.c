/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "paint.h"

double
paint_pen_width (const Painter *p, const MercerStyle *style)
{
  return (style->width > 0 ? fmin (style->width, 100) : 1.5) * p->point;
}

void
paint_pen (Painter *p, const MercerStyle *style, double opacity)
{
  double width = paint_pen_width (p, style);
  double dash[] = { 3.2 * width, 2.4 * width };
  cairo_set_line_width (p->cr, width);
  cairo_set_dash (p->cr, dash, style->dashed ? 2 : 0, 0);
  cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_BUTT);
  colour_set (p->cr, colour_role (p->look, style->role), opacity);
}

/* --- Strokes ---------------------------------------------------------------------------------- */

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

/* --- Areas and words -------------------------------------------------------------------------- */

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
      cairo_rectangle (p->cr, fmin (x0, x1) + seam, fmin (y, base),
                       fmax (fabs (x1 - x0) - 2 * seam, 0.5), fabs (base - y));
    }
  colour_set (p->cr, colour_role (p->look, m->style.role),
              m->style.opacity > 0 ? style_opacity (&m->style) : BARS_OPACITY);
  cairo_fill (p->cr);
}

/* A word whose place is in sight is drawn whole: near a side of the plot it moves inwards. */
static double
keep_inside (double at, double start, double length, double size)
{
  bool seen = at >= start && at <= start + length, fits = size <= length;
  return seen && fits ? CLAMP (at, start + size / 2, start + length - size / 2) : at;
}

static void
paint_text (Painter *p, const Mark *m)
{
  const Rect *r = &p->pl->plot;
  double x = paint_x (p, m->column[0][0]), y = paint_y (p, m->column[1][0]), w, h;
  if (isnan (x + y))
    return;
  Text text = { .style = TEXT_SMALL, .text = m->text };
  text_size (p->look, &text, &w, &h);
  double air = 0.4 * p->l->em;
  if (w + air > r->width)
    {
      text.max_width = fmax (r->width - air, 1);
      text_size (p->look, &text, &w, &h);
    }
  x = keep_inside (x, r->x, r->width, fmin (w + air, r->width)); /* one that was cut fills the plot */
  y = keep_inside (y, r->y, r->height, h);
  text_draw_halo (p->cr, p->look, &text, x, y, 0.5, 0.5, colour_role (p->look, m->style.role),
                  colour_tone (p->look, TONE_HALO));
}

/* --- Ink -------------------------------------------------------------------------------------- */

#define INK_LINE_MIN    24
#define INK_DOTS_MIN    200
#define INK_DOTS_VECTOR 20000 /* from here on an SVG of circles serves nobody */
#define INK_DOT_MAX     40    /* pixels across */

static bool
wants_ink (Painter *p, const Mark *m)
{
  bool dots = m->kind == MARK_POINTS && m->sizes == NULL && paint_dot_size (p, m) * p->scale < INK_DOT_MAX;
  bool lines = (m->kind == MARK_LINE || m->kind == MARK_SWING) && !m->style.dashed;
  if (!(p->vector ? dots && m->n >= INK_DOTS_VECTOR
                  : (dots && m->n >= INK_DOTS_MIN) || (lines && m->n >= INK_LINE_MIN)))
    return false;
  if (p->ink == NULL)
    p->ink = ink_acquire (&p->pl->plot, p->scale);
  return p->ink != NULL;
}

void
paint_flush (Painter *p)
{
  if (p->ink == NULL)
    return;
  ink_paint (p->ink, p->cr);
  ink_release (p->ink);
  p->ink = NULL;
}

void
paint_mark (Painter *p, const Mark *m)
{
  static void (*const painters[N_MARK_KINDS]) (Painter *, const Mark *) = {
    [MARK_LINE] = paint_line,         [MARK_SWING] = paint_swing,
    [MARK_BAND] = paint_band,         [MARK_POINTS] = paint_points,
    [MARK_BARS] = paint_bars,         [MARK_RASTER] = paint_raster,
    [MARK_CONTOURS] = paint_contours, [MARK_ARROWS] = paint_arrows,
    [MARK_SEGMENTS] = paint_segments, [MARK_RULE] = paint_rule,
    [MARK_TEXT] = paint_text,
  };
  if (m->n == 0 || painters[m->kind] == NULL)
    return;
  p->inking = wants_ink (p, m);
  if (!p->inking)
    paint_flush (p); /* what lies below comes first */
  painters[m->kind](p, m);
}
