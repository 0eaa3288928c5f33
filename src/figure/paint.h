/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "colour.h"
#include "ink.h"
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
  bool vector;         /* SVG, PDF: shapes stay shapes */
  double scale;        /* device pixels for each unit */
  double point;        /* one point of pen or dot, in units */
  const Raster *field; /* topmost raster of the panel, or NULL */
  Ink *ink;            /* sheet that is being drawn on, not yet painted; or NULL */
  bool inking;         /* the present mark goes there */
} Painter;

#define paint_x(p, v) axis_pixel (&(p)->pl->axis[AXIS_X], v)
#define paint_y(p, v) axis_pixel (&(p)->pl->axis[AXIS_Y], v)

/* draw-axes.c */
void paint_ground (Painter *p); /* grid, below the marks */
void paint_axes (Painter *p);   /* frame, ticks, titles, colour bar, above them */
/* draw-marks.c */
void paint_mark (Painter *p, const Mark *m);
void paint_flush (Painter *p); /* paints the ink sheet, if there is one */
/* draw-lines.c */
#define BAND_OPACITY 0.2
#define BARS_OPACITY 0.7
void paint_line (Painter *p, const Mark *m);
void paint_swing (Painter *p, const Mark *m);
void paint_band (Painter *p, const Mark *m);
/* draw-dots.c */
void paint_points (Painter *p, const Mark *m);
double paint_dot_size (const Painter *p, const Mark *m);
/* Of one dot, whose size may be its own. */
double paint_dot_radius (const Painter *p, const Mark *m, size_t i);
Dot paint_dot (const Painter *p, const Mark *m);
void paint_one_dot (cairo_t *cr, const Dot *dot, double x, double y);
/* draw-field.c: rasters and contours */
void paint_raster (Painter *p, const Mark *m);
void paint_contours (Painter *p, const Mark *m);
void paint_contour_labels (Painter *p, const Mark *m); /* over all marks */
/* draw-hands.c: the rules among the handles, without knobs */
void paint_handle_rules (Painter *p);
/* draw-space.c */
void paint_space (Painter *p);      /* the box and what stands in it */
void paint_space_axes (Painter *p); /* outside of it */
/* draw-overlay.c */
void paint_overlays (Painter *p);
void paint_draft (Painter *p);
bool look_selects (const MercerLook *look, uint64_t row);
void paint_brush (Painter *p); /* rings around what is selected or under the pointer */

double paint_pen_width (const Painter *p, const MercerStyle *style);
/* Sets colour, width and dashes of a mark's pen. */
void paint_pen (Painter *p, const MercerStyle *style, double opacity);
static inline double
style_opacity (const MercerStyle *s)
{
  return s->opacity > 0 ? CLAMP (s->opacity, 0, 1) : 1;
}
