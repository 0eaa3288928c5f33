/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "colour.h"
#include "layout.h"
#include "text.h"

/* What every painting function of one panel needs. */
typedef struct
{
  cairo_t *cr;
  const MercerFigure *f;
  const MercerLook *look;
  const Layout *l;
  const Panel *panel;
  const PanelLayout *pl;
  bool vector;  /* SVG, PDF: shapes stay shapes */
  double scale; /* device pixels for each unit */
  double point; /* one point of pen or dot, in units */
} Painter;

#define paint_x(p, v) axis_pixel (&(p)->pl->axis[AXIS_X], v)
#define paint_y(p, v) axis_pixel (&(p)->pl->axis[AXIS_Y], v)

/* draw-axes.c */
void paint_ground (Painter *p); /* grid, below the marks */
void paint_axes (Painter *p);   /* frame, ticks, titles, colour bar, above them */
/* draw-marks.c */
void paint_mark (Painter *p, const Mark *m);
double paint_dot_size (const Painter *p, const Mark *m);
/* draw-field.c: rasters and contours */
void paint_raster (Painter *p, const Mark *m);
void paint_contours (Painter *p, const Mark *m);
/* draw-overlay.c */
void paint_overlays (Painter *p);
void paint_draft (Painter *p);
void paint_brush (Painter *p); /* rings around what is selected or under the pointer */

/* Sets colour, width and dashes of a mark's pen. */
void paint_pen (Painter *p, const MercerStyle *style, double opacity);
static inline double
style_opacity (const MercerStyle *s)
{
  return s->opacity > 0 ? CLAMP (s->opacity, 0, 1) : 1;
}
