/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "figure.h"

/* How a figure is drawn; never part of the figure. */
typedef enum
{
  MERCER_THEME_LIGHT,
  MERCER_THEME_DARK,
  MERCER_THEME_PRINT
} MercerTheme;

typedef struct
{
  MercerTheme theme;
  bool high_contrast;
  const char *font; /* family; NULL: "Sans" */
  double font_size; /* points at scale 1; 0: 10 */
  bool background;  /* fill with the theme's paper first */
  double phase;     /* phi of swinging lines, radians */
  /* hover and selection, NULL / 0 when there are none */
  bool has_hover;
  uint64_t hover_row;
  const uint64_t *selected_rows; /* ascending */
  size_t n_selected;
  double scale; /* device pixels for each unit where the surface cannot tell (a recording); 0: ask
                   it */
} MercerLook;

/* A range that replaces an axis's own, by link name or by panel: what zooming and panning change.
 * The view is the canvas's, mutable, and small. */
typedef struct _MercerView MercerView;
MercerView *mercer_view_new (void);
void mercer_view_free (MercerView *view);
void mercer_view_reset (MercerView *view);
bool mercer_view_is_changed (const MercerView *view);
/* Zoom by factor about a point, or pan by a distance, in canvas pixels. */
void mercer_view_zoom (MercerView *view, const MercerFigure *f, double width, double height,
                       const MercerLook *look, double at_x, double at_y, double factor);
void mercer_view_pan (MercerView *view, const MercerFigure *f, double width, double height,
                      const MercerLook *look, double at_x, double at_y, double dx, double dy);
/* What an axis (0: x, 1: y) shows; true if a person chose it by zooming or panning. */
bool mercer_figure_shown_range (const MercerFigure *f, double width, double height, const MercerLook *look,
                                const MercerView *view, int panel, int axis, double *low, double *high);
/* Keeps axes from jumping while figures follow one another. Call once for each new figure before drawing. */
typedef enum
{
  MERCER_FOLLOW_ON,   /* an automatic range only grows, or shrinks once the content fills less than half of it */
  MERCER_FOLLOW_HELD, /* a hand sets points in the picture, whose ground must not move under it: an axis that measures them keeps
                         its range unless the content leaves it by more than a third */
  MERCER_FOLLOW_AFRESH /* the figure is of another state: what was before says nothing about it */
} MercerFollow;
void mercer_view_follow (MercerView *view, const MercerFigure *f, MercerFollow how);

/* Draws the whole figure into a rectangle (0, 0, width, height). view may be NULL. The one function
 * that serves the canvas, PNG, SVG and PDF. */
void mercer_figure_draw (const MercerFigure *f, cairo_t *cr, double width, double height,
                         const MercerLook *look, const MercerView *view);
/* Only the layers: everything but what swings (1), only what swings, with its panels' clips (2).
 * The canvas caches the first as a node while samples move. */
typedef enum
{
  MERCER_LAYER_STILL = 1,
  MERCER_LAYER_MOVING = 2,
  MERCER_LAYER_ALL = 3
} MercerLayers;
void mercer_figure_draw_layers (const MercerFigure *f, cairo_t *cr, double width, double height,
                                const MercerLook *look, const MercerView *view,
                                MercerLayers layers);

/* The panel under a pixel, or -1, and the data coordinates there, with no more decimals than neighbouring pixels tell apart. */
int mercer_figure_pick (const MercerFigure *f, double width, double height, const MercerLook *look,
                        const MercerView *view, double px, double py, double *x, double *y);
/* The pixel in the middle of a panel's plot. */
void mercer_figure_panel_centre (const MercerFigure *f, double width, double height, const MercerLook *look,
                                 const MercerView *view, int panel, double *px, double *py);
/* The pixel of data coordinates in a panel. */
void mercer_figure_locate (const MercerFigure *f, double width, double height,
                           const MercerLook *look, const MercerView *view, int panel, double x,
                           double y, double *px, double *py);
typedef struct
{
  int panel, mark;
  size_t item;
  bool has_row;
  uint64_t row_id;
  double x, y, z;    /* data coordinates of the item; z: of panels in space */
  char tooltip[160]; /* "x 1961.5, y 318.2" with labels and units; raster: the value there */
} MercerHit;
/* The nearest item within `radius` pixels. rows_only: only dots that name a row. */
bool mercer_figure_hit (const MercerFigure *f, double width, double height, const MercerLook *look,
                        const MercerView *view, double px, double py, double radius, bool rows_only,
                        MercerHit *hit);
/* The pixel of what was hit, as the view now stands. */
void mercer_figure_locate_hit (const MercerFigure *f, double width, double height, const MercerLook *look,
                               const MercerView *view, const MercerHit *hit, double *px, double *py);
/* The curve that the dot which was hit has to itself (mercer_figure_points_bump), in pixels: its points into at[0..most), within the plot, NAN
 * where it leaves it. Returns how many; 0: it has none. */
size_t mercer_figure_bump (const MercerFigure *f, double width, double height, const MercerLook *look, const MercerView *view,
                           const MercerHit *hit, size_t most, double (*at)[2]);
/* The rows of all dots of one panel within a rectangle of pixels, ascending, each once: of the panel under the corner (x0, y0), or
 * where that is beside all panels of the one that the rectangle covers most of.
 * Returns how many; *rows is g_malloc'd, NULL if there are none. */
size_t mercer_figure_rows_within (const MercerFigure *f, double width, double height, const MercerLook *look,
                                  const MercerView *view, double x0, double y0, double x1, double y1, uint64_t **rows);
/* The next / previous dot that names a row, for the keyboard (step +1 / -1; from NULL: the first).
 */
bool mercer_figure_step (const MercerFigure *f, const uint64_t *from_row, int step, MercerHit *hit);
