/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layout.h"

/* A panel in space: a box seen from far away (parallel rays), so that equal steps stay equal wherever they are. The
 * longer sides of the box are 1, its height BOX_HEIGHT; the middle is the origin. Angles in radians. */
#define BOX_HEIGHT 0.72

typedef struct
{
  double azimuth, elevation; /* where the eye stands: about the vertical, and above the floor */
  double zoom;
} Turn;
extern const Turn turn_start;
/* The turn of a panel; view may be NULL. */
Turn view_turn (const MercerView *view, size_t panel);

/* From data to pixels: px = row[0] . (x, y, z, 1), py = row[1] . (...), depth = row[2] . (...), rising towards the eye, in
 * pixels as well. */
typedef struct
{
  double row[3][4];
  double toward[3]; /* unit vector to the eye, in the box */
} Camera;

static inline void
camera_point (const Camera *c, double x, double y, double z, double out[3])
{
  for (int k = 0; k < 3; k++)
    out[k] = c->row[k][0] * x + c->row[k][1] * y + c->row[k][2] * z + c->row[k][3];
}

/* One axis along an edge of the box that nothing can cover. */
typedef struct
{
  double low, high;
  MercerTicks ticks;
  bool labelled;         /* seen long enough to carry numbers */
  double at[2][2];       /* pixels of its ends, low and high */
  double out[2];         /* unit vector away from the box */
  double label_gap, title_gap; /* pixels outwards to numbers and to the title */
  const char *title;     /* or NULL; belongs to the layout */
} SpaceEdge;

struct _SpaceLayout
{
  Camera camera;
  SpaceEdge edge[3];
  int back[3]; /* of each axis: the side (0 low, 1 high) that is turned away from the eye */
};

/* Camera and edges of a panel whose plot stands. titles: there is room for the names of axes. */
SpaceLayout *space_layout (Layout *l, const MercerFigure *f, size_t panel, const MercerLook *look,
                           const MercerView *view, bool ticks, bool titles);

/* space-render.c: what stands in the box, far things behind near ones, as an image of the plot. Free with
 * cairo_surface_destroy (). */
cairo_surface_t *space_render (const Panel *p, const PanelLayout *pl, const MercerLook *look, double scale, double point);

/* Where a surface is hit under a pixel, nearest to the eye: place = its point of the mesh (fractional) and the depth. */
bool space_surface_at (const Mark *m, const Camera *c, double px, double py, double place[3]);
/* The height at a fractional point of the mesh, as it is drawn. */
double space_surface_height (const Mark *m, double i, double j);
