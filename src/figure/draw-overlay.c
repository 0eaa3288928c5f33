/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What explains the marks: legend, caption, badge; and rings around rows. */
#include <math.h>
#include <stdlib.h>

#include "legend.h"
#include "paint.h"

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
paint_plate (Painter *p, const Rect *r)
{
  rounded (p->cr, r->x, r->y, r->width, r->height, 0.3 * p->l->em);
  colour_set (p->cr, colour_tone (p->look, TONE_PAPER), 0.82);
  cairo_fill (p->cr);
}

/* A miniature of the mark. */
static void
paint_swatch (Painter *p, const Mark *m, double x, double y, double width)
{
  double em = p->l->em, middle = x + width / 2;
  switch (m->kind)
    {
    case MARK_POINTS:
    case MARK_SPACE_POINTS:
      {
        Dot dot = paint_dot (p, m);
        if (!m->size_key)
          dot.radius = CLAMP (dot.radius, 0.2 * em, 0.4 * em);
        dot.radius = fmin (dot.radius, LEGEND_SWATCH / 2 * em);
        dot.opacity = fmax (dot.opacity, 0.5);
        dot.rim = 0;
        if (m->mapped)
          dot.colour = colour_of_pixel (colour_table (p->look, m->raster->map, false)[160]);
        cairo_set_dash (p->cr, NULL, 0, 0);
        paint_one_dot (p->cr, &dot, middle, y);
        break;
      }
    case MARK_BAND:
    case MARK_BARS:
      cairo_rectangle (p->cr, x, y - 0.38 * em, width, 0.76 * em);
      colour_set (p->cr, colour_role (p->look, m->style.role),
                  m->style.opacity > 0   ? style_opacity (&m->style)
                  : m->kind == MARK_BAND ? BAND_OPACITY
                                         : BARS_OPACITY);
      cairo_fill (p->cr);
      break;
    default:
      cairo_move_to (p->cr, x, y);
      cairo_line_to (p->cr, x + width, y);
      paint_pen (p, &m->style, fmax (style_opacity (&m->style), 0.4));
      cairo_stroke (p->cr);
    }
}

static void
paint_entry_cb (const Mark *m, double x, double y, void *data)
{
  Painter *p = data;
  const Rect *r = &p->pl->legend;
  double em = p->l->em;
  paint_swatch (p, m, r->x + x, r->y + y, LEGEND_SWATCH * em);
  text_draw (p->cr, p->look, &(Text){ .style = TEXT_SMALL, .text = m->style.legend }, r->x + x + (LEGEND_SWATCH + 0.5) * em,
             r->y + y, 0, 0.5, false, colour_role (p->look, MERCER_ROLE_INK));
}

static void
paint_legend (Painter *p)
{
  const Rect *r = &p->pl->legend;
  bool inside = p->pl->legend_place == LEGEND_INSIDE;
  double w, h;
  if (inside)
    paint_plate (p, r);
  legend_lay (p->pl->words, p->look, inside ? 0 : r->width + 1, paint_entry_cb, p, &w, &h);
}

void
paint_overlays (Painter *p)
{
  cairo_set_dash (p->cr, NULL, 0, 0);
  if (p->pl->legend.width > 0)
    paint_legend (p);
  const Rect *r = &p->pl->caption;
  if (r->width > 0)
    text_draw (p->cr, p->look, &(Text){ TEXT_SMALL, p->pl->words->caption, r->width + 1, true, 3 }, r->x, r->y, 0, 0, false,
               colour_tone (p->look, TONE_LABEL));
}

void
paint_draft (Painter *p)
{
  const Rect *r = &p->pl->badge;
  if (r->width <= 0)
    return;
  double em = p->l->em;
  rounded (p->cr, r->x, r->y, r->width, r->height, r->height / 2);
  colour_set (p->cr, colour_role (p->look, MERCER_ROLE_SECONDARY), 1);
  cairo_fill (p->cr);
  text_draw (p->cr, p->look, &(Text){ TEXT_SMALL, p->f->draft, r->width - em + 1 }, r->x + 0.5 * em,
             r->y + r->height / 2, 0, 0.5, false, colour_tone (p->look, TONE_PAPER));
}

static int
compare_rows (const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
  return (x > y) - (x < y);
}

bool
look_selects (const MercerLook *look, uint64_t row)
{
  return look->n_selected > 0
         && bsearch (&row, look->selected_rows, look->n_selected, sizeof row, compare_rows) != NULL;
}

void
paint_brush (Painter *p)
{
  const MercerLook *look = p->look;
  if (!look->has_hover && look->n_selected == 0)
    return;
  cairo_set_dash (p->cr, NULL, 0, 0);
  for (guint k = 0; k < p->panel->marks->len; k++)
    {
      const Mark *m = panel_mark (p->panel, k);
      for (size_t i = 0; m->rows != NULL && i < m->n; i++)
        {
          bool hover = look->has_hover && m->rows[i] == look->hover_row;
          bool selected = look_selects (look, m->rows[i]);
          double x = paint_x (p, m->column[0][i]), y = paint_y (p, m->column[1][i]);
          if ((!hover && !selected) || isnan (x + y))
            continue;
          double radius = paint_dot_radius (p, m, i);
          colour_set (p->cr, colour_role (look, MERCER_ROLE_ACCENT), 1);
          cairo_new_sub_path (p->cr);
          cairo_arc (p->cr, x, y, radius + 0.4 * p->point, 0, 2 * G_PI);
          if (selected)
            cairo_fill (p->cr);
          cairo_new_sub_path (p->cr);
          cairo_arc (p->cr, x, y, radius + 2.4 * p->point, 0, 2 * G_PI);
          cairo_set_line_width (p->cr, 1.4 * p->point);
          if (hover)
            cairo_stroke (p->cr);
          cairo_new_path (p->cr);
        }
    }
}
