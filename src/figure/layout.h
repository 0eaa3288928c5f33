/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cache.h"
#include "draw.h"
#include "scene.h"
#include "ticks.h"

/* Where everything of a figure stands on a surface of some size. Computed here for drawing,
 * picking, hitting, zooming and panning alike. */

typedef struct
{
  double x, y, width, height;
} Rect;

typedef struct
{
  MercerAxisScale scale;
  double low, high;     /* data, as shown */
  double from, to;      /* positions (axis_forward) of low and high */
  double start, length; /* pixels: low is at start, high at start + length (negative upwards) */
  const char *names; /* as of Axis */
  MercerTicks ticks;
  bool labelled;     /* tick labels are drawn */
  const char *title; /* "CO2 (ppm)", or NULL when not drawn; belongs to the layout */
  double depth;      /* how far the tick labels reach out from the frame */
} AxisLayout;

typedef struct _SpaceLayout SpaceLayout; /* space.h */

typedef enum
{
  LEGEND_NOWHERE,
  LEGEND_INSIDE, /* a box in a corner of the plot */
  LEGEND_ABOVE   /* rows in the strip above it */
} LegendPlace;

typedef struct
{
  Rect plot;
  AxisLayout axis[2];
  double strip, strip_width;       /* height of what stands between title and plot; room for it */
  Rect cell;                       /* what the plot could have: equal axes may leave some of it */
  const Panel *words;              /* whose caption, and legend in rows, the strip has */
  bool captioned;
  LegendPlace legend_place;
  Corner legend_corner;            /* of a box */
  double title_y;                  /* bottom of the panel's title, when drawn */
  double title_width, label_width; /* room for it, and for the title of the x axis */
  bool titled;
  const Raster *bar; /* colour bar, or NULL */
  Rect bar_rect;
  AxisLayout bar_axis;
  Rect legend, caption, badge; /* width 0: not drawn */
  SpaceLayout *space;          /* of a panel in space, else NULL */
} PanelLayout;

typedef struct
{
  Shared shared;
  double width, height, em;
  double head_height; /* of the figure's title, 0: not drawn */
  size_t n;
  PanelLayout *panel;
  GStringChunk *strings;
} Layout;

/* The layout for a size, look and view; release it when done. */
Layout *layout_acquire (const MercerFigure *f, double width, double height, const MercerLook *look,
                        const MercerView *view);
void layout_release (Layout *l);

/* The pixel of a coordinate; NAN where the axis has no place for it. Kept within reach of cairo's
 * numbers. */
double axis_pixel (const AxisLayout *a, double value);
void axis_pixels (const AxisLayout *a, size_t n, const double *values,
                  double *pixels); /* may be the same */
double axis_value (const AxisLayout *a, double pixel);
/* The value with no more decimals than its pixel and the next ones can tell apart: within half a pixel of it. */
double axis_value_told (const AxisLayout *a, double pixel);
/* The value rounded to the decimal place of the step: by at most half the step. As it is where there is no such place. */
double round_to_step (double value, double step);

/* layout-axis.c */
#define TICK_GAP 0.3  /* em from the frame to the labels below it */
#define SIDE_GAP 0.42 /* and to those beside it */
void axis_set_range (AxisLayout *a, MercerAxisScale scale, double low, double high);
/* As many ticks as stand apart, and the depth of their labels. along: they lie along the axis. */
void axis_choose_ticks (const MercerLook *look, AxisLayout *a, bool along);

/* The range that an axis shows through a view (NULL: none), before equal axes are enforced. */
void view_range (const MercerView *view, const MercerFigure *f, size_t panel, int axis, double *low,
                 double *high);
/* The corner for the legend of a panel: where it stood in the figures before, as long as it is no worse there. crowded: it would
 * hide something in every corner, or has done so in a figure before. */
Corner view_corner (const MercerView *view, const MercerFigure *f, size_t panel, bool *crowded);
/* A number that changes whenever what a view shows changes; 0 for none. */
uint64_t view_stamp (const MercerView *view);

/* layout-overlay.c: where legends go, decided for a plot with nothing above it; and their boxes, once plots stand. */
void legend_choose (PanelLayout *pl, const Panel *p, const MercerLook *look, Corner corner, bool crowded);
void layout_overlays (Layout *l, const MercerFigure *f, const MercerLook *look);

/* layout-equal.c */
void equal_enforce (PanelLayout *pl);
/* Panels at the sides of one with equal axes that show an axis of it, by the name of its link, keep to its plot. */
void equal_align_sides (Layout *l, const MercerFigure *f);
/* Whether both show this axis, in the same columns or rows. */
bool panels_share (const Panel *p, const Panel *o, int axis);

/* layout-strip.c */
void strip_choose (PanelLayout *pl, const Panel *p, const MercerLook *look);
/* Its height above the plot as it is now. */
double strip_measure (PanelLayout *pl, const MercerLook *look);
/* A panel with a margin above it has its words above that. */
void strips_to_top (Layout *l, const MercerFigure *f);
/* Once plots stand: where it is, and the title above it. */
void strip_place (const Layout *l, PanelLayout *pl);
