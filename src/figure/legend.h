/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layout.h"

/* The entries of a panel's legend, one for each name that marks were given: below one another in a box over the plot, or one after
 * another in rows above it. */
#define LEGEND_SWATCH 2.0  /* em */
#define OVERLAY_PAD   0.45 /* em around the content of a box */

/* An entry whose swatch begins at x, about the line y; from the top left of the legend. */
typedef void (*LegendFunc) (const Mark *m, double x, double y, void *data);

/* max_width 0: a box, with its padding; else rows no wider. visit may be NULL. Returns the number of rows, 0: no legend. */
int legend_lay (const Panel *p, const MercerLook *look, double max_width, LegendFunc visit, void *data, double *width,
                double *height);
