/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hands.h"
#include "layout.h"

/* hands.c to draw-hands.c: a handle in pixels. */

/* A handle as it stands with a value that a hand has given it; at NULL: as it is. */
MercerHandle handle_at (const MercerHandle *h, const MercerHandleValue *at);
/* Where a width ends, in data units; and the value that ends it at x. */
double width_end (const MercerHandle *h);
double width_at (const MercerHandle *h, double x);
/* The half axes of (p - c)' A^-1 (p - c) = 1 in data units, the longer first. False: A is not positive definite. */
bool ellipse_axes (const double a[3], double axes[2][2]);
/* The knob; (*px, *py) go in as the pointer. False: nowhere in the plot. */
bool grip_point (const PanelLayout *pl, double em, const MercerHandle *h, const Contours *contours, int grip, double *px,
                 double *py);
const Handle *figure_handle (const MercerFigure *f, size_t handle, int *panel);
