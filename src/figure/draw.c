/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

#include "paint.h"

static bool
is_vector (cairo_t *cr)
{
  switch (cairo_surface_get_type (cairo_get_group_target (cr)))
    {
    case CAIRO_SURFACE_TYPE_PDF:
    case CAIRO_SURFACE_TYPE_PS:
    case CAIRO_SURFACE_TYPE_SVG:
      return true;
    default:
      return false;
    }
}

static double
device_scale (cairo_t *cr, const MercerLook *look)
{
  double sx, sy, dx = 1, dy = 0;
  cairo_surface_get_device_scale (cairo_get_group_target (cr), &sx, &sy);
  cairo_user_to_device_distance (cr, &dx, &dy);
  double scale = hypot (dx, dy) * sx;
  /* A recording does not know what it will be played on. */
  if (look->scale > 0)
    scale = fmax (scale, look->scale);
  /* What cannot stay a shape in a vector format is given pixels fine enough for paper. */
  return is_vector (cr) ? 2 : isfinite (scale) ? CLAMP (scale, 0.25, 8) : 1;
}

static const Raster *
topmost_raster (const Panel *p)
{
  for (guint k = p->marks->len; k-- > 0;)
    if (panel_mark (p, k)->kind == MARK_RASTER)
      return panel_mark (p, k)->raster;
  return NULL;
}

/* Pens and dots are finer on small plots, or they would bury what they show. */
static double
pen_factor (const Rect *plot, double em)
{
  return CLAMP (0.3 + 0.7 * fmin (plot->width, plot->height) / (13 * em), 0.45, 1);
}

static void
clip_to_plot (Painter *p)
{
  const Rect *r = &p->pl->plot;
  cairo_save (p->cr);
  cairo_rectangle (p->cr, r->x, r->y, r->width, r->height);
  cairo_clip (p->cr);
}

static void
draw_marks (Painter *p, bool moving)
{
  clip_to_plot (p);
  for (guint k = 0; k < p->panel->marks->len; k++)
    if ((panel_mark (p->panel, k)->kind == MARK_SWING) == moving)
      paint_mark (p, panel_mark (p->panel, k));
  paint_flush (p);
  bool roomy = fmin (p->pl->plot.width, p->pl->plot.height) > 7 * p->l->em;
  for (guint k = 0; k < p->panel->marks->len && !moving && roomy; k++)
    if (panel_mark (p->panel, k)->kind == MARK_CONTOURS)
      paint_contour_labels (p, panel_mark (p->panel, k));
  cairo_restore (p->cr);
}

static void
draw_still (Painter *p)
{
  bool in_space = p->pl->space != NULL;
  paint_ground (p);
  if (in_space)
    {
      clip_to_plot (p);
      paint_space (p);
      paint_space_axes (p);
      cairo_restore (p->cr);
    }
  else
    draw_marks (p, false);
  paint_axes (p);
  if (!in_space)
    {
      clip_to_plot (p);
      paint_handle_rules (p);
      paint_brush (p);
      cairo_restore (p->cr);
    }
  paint_overlays (p);
  paint_draft (p);
}

static void
draw_head (const MercerFigure *f, cairo_t *cr, const Layout *l, const MercerLook *look)
{
  if (look->background)
    {
      colour_set (cr, colour_tone (look, TONE_PAPER), 1);
      cairo_rectangle (cr, 0, 0, l->width, l->height);
      cairo_fill (cr);
    }
  if (l->head_height <= 0)
    return;
  double x = l->n > 0 ? l->panel[0].plot.x : l->em, w, h;
  /* A title that is longer than from there to the right side begins further to the left. */
  text_size (look, &(Text){ .style = TEXT_HEAD, .text = f->title }, &w, &h);
  x = fmax (fmin (x, l->width - l->em - w), l->em);
  text_draw (cr, look, &(Text){ TEXT_HEAD, f->title, l->width - x - l->em }, x, 0.6 * l->em, 0, 0, false,
             colour_role (look, MERCER_ROLE_INK));
}

void
mercer_figure_draw_layers (const MercerFigure *f, cairo_t *cr, double width, double height,
                           const MercerLook *look, const MercerView *view, MercerLayers layers)
{
  g_return_if_fail (f != NULL && cr != NULL);
  static const MercerLook plain = { 0 };
  look = look != NULL ? look : &plain;
  if (!(width >= 1 && height >= 1))
    return;
  Layout *l = layout_acquire (f, width, height, look, view);
  Painter p = { .cr = cr,
                .f = f,
                .look = look,
                .l = l,
                .vector = is_vector (cr),
                .scale = device_scale (cr, look) };
  cairo_save (cr);
  cairo_new_path (cr);
  if (layers & MERCER_LAYER_STILL)
    draw_head (f, cr, l, look);
  for (int pass = MERCER_LAYER_STILL; pass <= MERCER_LAYER_MOVING; pass++)
    for (size_t i = 0; i < l->n && (pass & layers); i++)
      {
        p.panel = figure_panel (f, i);
        p.pl = &l->panel[i];
        p.field = topmost_raster (p.panel);
        p.point = l->em / 10 * pen_factor (&p.pl->plot, l->em);
        cairo_save (cr); /* dashes of a legend do not go on in the next panel */
        if (pass == MERCER_LAYER_STILL)
          draw_still (&p);
        else if (p.pl->space == NULL)
          draw_marks (&p, true);
        cairo_restore (cr);
      }
  cairo_restore (cr);
  layout_release (l);
}

void
mercer_figure_draw (const MercerFigure *f, cairo_t *cr, double width, double height,
                    const MercerLook *look, const MercerView *view)
{
  mercer_figure_draw_layers (f, cr, width, height, look, view, MERCER_LAYER_ALL);
}
