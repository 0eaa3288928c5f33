/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw.h"

/* A handle can be taken at its grips: the knob of a rule, a point or a bar, one on each axis of an ellipse, any place on a
 * field's contour. All of this works on a figure as it is drawn at a size, in a look and view, like picking and hitting. */
typedef struct
{
  size_t handle;
  int grip; /* 0, or 1: the second axis of an ellipse */
} MercerGrip;

int mercer_figure_handle_grips (const MercerFigure *f, size_t handle);
/* The grip nearest to a pixel within radius, and how far it is; rules count along all their length. */
bool mercer_figure_grip_at (const MercerFigure *f, double width, double height, const MercerLook *look,
                            const MercerView *view, double px, double py, double radius, MercerGrip *grip, double *distance);
/* Where a handle's knob stands: of a field where its contour comes nearest to (*px, *py) as they were. `at` (may be NULL)
 * is a value that a hand has given it since. False: out of sight. */
bool mercer_figure_grip_locate (const MercerFigure *f, double width, double height, const MercerLook *look,
                                const MercerView *view, MercerGrip grip, const MercerHandleValue *at, double *px,
                                double *py);
/* What the handle becomes when the grip is put on a pixel. False: nothing that it could become. */
bool mercer_figure_grip_drag (const MercerFigure *f, double width, double height, const MercerLook *look,
                              const MercerView *view, MercerGrip grip, double px, double py, MercerHandleValue *value);
/* "Bandwidth 0.25 mm"; at NULL: as the figure has it. */
void mercer_figure_handle_text (const MercerFigure *f, size_t handle, const MercerHandleValue *at, char text[160]);
/* Which ways a grip can go, for the shape of the pointer. */
typedef enum
{
  MERCER_GRIP_ACROSS = 1, /* along x */
  MERCER_GRIP_UP = 2,     /* along y */
  MERCER_GRIP_FREE = 3
} MercerGripWays;
MercerGripWays mercer_figure_grip_ways (const MercerFigure *f, size_t handle);

/* The knobs, drawn over the figure while a person works with it; never in files. */
typedef struct
{
  bool has_hover, has_focus;
  MercerGrip hover, focus;
  bool held; /* the hovered handle stands at `value`, because a hand holds it or has just let it go */
  MercerHandleValue value;
  double px, py; /* the pointer, for the knob on a contour */
} MercerHandsLook;
void mercer_figure_draw_hands (const MercerFigure *f, cairo_t *cr, double width, double height, const MercerLook *look,
                               const MercerView *view, const MercerHandsLook *hands);
