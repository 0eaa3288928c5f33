/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Above the picture: rings about points, the cross under the pointer with what stands there, the frame of
 * the keyboard focus. A few nodes a frame. */

#define RING 9.0
#define CROSS 14.0

typedef struct
{
  GdkRGBA ink, paper, accent;
} Palette;

static Palette
palette (MercerCanvas *self)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  Palette p = { .ink = { 0, 0, 0, 1 }, .paper = { 1, 1, 1, 1 }, .accent = { 0.21, 0.52, 0.89, 1 } };
  gtk_style_context_get_color (style, &p.ink);
  gtk_style_context_lookup_color (style, "popover_bg_color", &p.paper);
  gtk_style_context_lookup_color (style, "accent_color", &p.accent);
  return p;
}

static void
draw_ring (GtkSnapshot *snapshot, double px, double py, double radius, float width, const GdkRGBA *colour)
{
  GskRoundedRect ring;
  graphene_rect_t box = GRAPHENE_RECT_INIT (px - radius, py - radius, 2 * radius, 2 * radius);
  gsk_rounded_rect_init_from_rect (&ring, &box, radius);
  const float widths[4] = { width, width, width, width };
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  gtk_snapshot_append_border (snapshot, &ring, widths, colours);
}

static void
draw_cross (GtkSnapshot *snapshot, double px, double py, const GdkRGBA *ink)
{
  GdkRGBA thin = *ink;
  thin.alpha *= 0.5f;
  px = floor (px);
  py = floor (py);
  gtk_snapshot_append_color (snapshot, &thin, &GRAPHENE_RECT_INIT (px - CROSS, py, 2 * CROSS + 1, 1));
  gtk_snapshot_append_color (snapshot, &thin, &GRAPHENE_RECT_INIT (px, py - CROSS, 1, 2 * CROSS + 1));
}

/* What a dot has to itself: a row's kernel under the curve, in a node no larger than that is. */
static void
draw_bump (MercerCanvas *self, GtkSnapshot *snapshot, const MercerHit *hit, const GdkRGBA *colour)
{
  enum { MOST = 256 };
  double at[MOST][2], low[2] = { G_MAXDOUBLE, G_MAXDOUBLE }, high[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };
  size_t n = mercer_canvas_bump (self, hit, MOST, at);
  for (size_t k = 0; k < n; k++)
    for (int a = 0; a < 2 && !isnan (at[k][0]); a++)
      {
        low[a] = MIN (low[a], at[k][a] - 2);
        high[a] = MAX (high[a], at[k][a] + 2);
      }
  if (!(high[0] > low[0]))
    return;
  graphene_rect_t box = GRAPHENE_RECT_INIT (floor (low[0]), floor (low[1]), ceil (high[0] - low[0]) + 1, ceil (high[1] - low[1]) + 1);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &box);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 2);
  for (size_t k = 0; k < n; k++)
    if (isnan (at[k][0]))
      cairo_new_sub_path (cr);
    else
      cairo_line_to (cr, at[k][0], at[k][1]);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* A box with text beside (px, py), on whichever side has room. */
static void
draw_tip (MercerCanvas *self, GtkSnapshot *snapshot, const Palette *p, double px, double py, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  double w = width + 16, h = height + 8;
  double x = px + 16, y = py - h - 10;
  if (x + w > gtk_widget_get_width (GTK_WIDGET (self)) - 4)
    x = px - 16 - w;
  x = MAX (x, 4);
  if (y < 4)
    y = py + 16;

  GskRoundedRect frame;
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (floor (x), floor (y), w, h), 6);
  GdkRGBA line = p->ink;
  line.alpha *= 0.25f;
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &p->paper, &frame.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &frame, (const float[4]) { 1, 1, 1, 1 },
                              (const GdkRGBA[4]) { line, line, line, line });
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (floor (x) + 8, floor (y) + 4));
  gtk_snapshot_append_layout (snapshot, layout, &p->ink);
  gtk_snapshot_restore (snapshot);
  g_object_unref (layout);
}

/* What the brush or the eraser would cover, seen on light ground and on dark. */
static void
draw_brush (MercerCanvas *self, GtkSnapshot *snapshot, const Palette *p)
{
  enum { LINE, HALO, BOTH };
  static const float widths[BOTH][4] = { { 1.5f, 1.5f, 1.5f, 1.5f }, { 1, 1, 1, 1 } };
  const GdkRGBA colours[BOTH][4] = { { p->ink, p->ink, p->ink, p->ink }, { p->paper, p->paper, p->paper, p->paper } };
  bool erases = self->erasing && self->hand != MERCER_HAND_FREE;
  double width = erases ? mercer_canvas_eraser_width (self) : MAX (self->brush_width, 4);
  GskRoundedRect edge;
  gsk_rounded_rect_init_from_rect (&edge, &GRAPHENE_RECT_INIT (self->px - width / 2, self->py - width / 2, width, width),
                                   erases ? 0 : width / 2);
  gtk_snapshot_append_border (snapshot, &edge, widths[LINE], colours[LINE]);
  gsk_rounded_rect_shrink (&edge, -widths[HALO][0], -widths[HALO][0], -widths[HALO][0], -widths[HALO][0]);
  gtk_snapshot_append_border (snapshot, &edge, widths[HALO], colours[HALO]);
}

/* Points that no picture shows yet. */
static void
draw_wet (MercerCanvas *self, GtkSnapshot *snapshot, const Palette *p)
{
  for (guint i = 0; i < self->wet->len; i++)
    {
      graphene_point_t at = g_array_index (self->wet, graphene_point_t, i);
      draw_ring (snapshot, at.x, at.y, 2.5, 2.5f, &p->accent);
    }
}

static void
draw_pointer (MercerCanvas *self, GtkSnapshot *snapshot, const Palette *p)
{
  const char *x_column, *y_column;
  double x, y;
  int panel;
  if (self->has_grip)
    return; /* the handle speaks */
  if (self->hand == MERCER_HAND_STROKE || self->paints || mercer_canvas_paints_at (self, self->px, self->py))
    {
      draw_brush (self, snapshot, p);
      return;
    }
  if (self->has_hover)
    {
      double px, py;
      mercer_canvas_locate_hit (self, &self->hover, &px, &py);
      draw_bump (self, snapshot, &self->hover, &p->accent);
      draw_ring (snapshot, px, py, RING - 2, 1.5f, &p->ink);
      draw_tip (self, snapshot, p, px, py, self->hover.tooltip);
    }
  else if (mercer_canvas_pick (self, self->px, self->py, &panel, &x, &y)
           && mercer_canvas_edits (self, panel, &x_column, &y_column))
    draw_cross (snapshot, self->px, self->py, &p->ink);
}

static void
draw_selected (MercerCanvas *self, GtkSnapshot *snapshot, const Palette *p)
{
  double px, py, x, y;
  int panel;
  mercer_canvas_locate_hit (self, &self->selected, &px, &py);
  if (!mercer_canvas_pick (self, px, py, &panel, &x, &y) || panel != self->selected.panel)
    return; /* zoomed or panned out of sight */
  draw_ring (snapshot, px, py, RING, 2.5f, &p->accent);
  /* the point itself, where the hand is: the figure comes a moment later */
  bool carried = self->hand == MERCER_HAND_POINT || self->hand == MERCER_HAND_PARTICLE;
  if (carried)
    draw_ring (snapshot, px, py, 3, 3, &p->accent);
  if (!self->has_hover && !carried && !self->has_grip && !self->has_focus_grip && gtk_widget_has_focus (GTK_WIDGET (self)))
    draw_tip (self, snapshot, p, px, py, self->selected.tooltip);
}

/* The frame that is being drawn about points. */
static void
draw_frame (MercerCanvas *self, GtkSnapshot *snapshot, const Palette *p)
{
  double left = MIN (self->press_x, self->last_x), top = MIN (self->press_y, self->last_y);
  graphene_rect_t box = GRAPHENE_RECT_INIT (floor (left), floor (top), fabs (self->last_x - self->press_x),
                                            fabs (self->last_y - self->press_y));
  GskRoundedRect frame;
  GdkRGBA wash = p->accent;
  wash.alpha *= 0.12f;
  gtk_snapshot_append_color (snapshot, &wash, &box);
  gsk_rounded_rect_init_from_rect (&frame, &box, 0);
  gtk_snapshot_append_border (snapshot, &frame, (const float[4]) { 1, 1, 1, 1 },
                              (const GdkRGBA[4]) { p->accent, p->accent, p->accent, p->accent });
}

void
mercer_canvas_draw_overlay (MercerCanvas *self, GtkSnapshot *snapshot)
{
  if (self->figure == NULL)
    return;
  Palette p = palette (self);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                            gtk_widget_get_height (GTK_WIDGET (self)));
  gtk_snapshot_push_clip (snapshot, &all);
  mercer_canvas_draw_hands (self, snapshot);
  draw_wet (self, snapshot, &p);
  if (self->hand == MERCER_HAND_BRUSH)
    draw_frame (self, snapshot, &p);
  if (self->has_selected)
    draw_selected (self, snapshot, &p);
  bool speaks = self->hand == MERCER_HAND_FREE || self->hand == MERCER_HAND_PRESSED || self->hand == MERCER_HAND_STROKE;
  if (self->inside && speaks)
    draw_pointer (self, snapshot, &p);
  char text[160];
  double px, py;
  if ((self->has_grip || gtk_widget_has_focus (GTK_WIDGET (self))) && mercer_canvas_grip_text (self, text, &px, &py))
    draw_tip (self, snapshot, &p, px, py, text);
  gtk_snapshot_pop (snapshot);
}
