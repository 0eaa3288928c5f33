/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "discrepancy-points.h"
#include "figure.h"

/* What stands behind points on a MercerPlane: its axes, and a field over it such as a witness function. */

/* The name of axis a (a column's, or which principal component it is; translated) and the unit of that column, "" where the
 * table has no such column. */
const char *mercer_picture_axis_name (const MercerPlane *plane, const char *const *names, size_t a);
const char *mercer_picture_axis_unit (const MercerPlane *plane, MercerDataset *dataset, const char *const *names, size_t a);
/* Both axes of a panel that shows a plane of two dimensions; one unit equally long on both where that leaves a panel of
 * sensible shape. */
void mercer_picture_plane_axes (MercerFigureBuilder *b, int panel, const MercerPlane *plane, MercerDataset *dataset,
                                const char *const *names);

typedef struct
{
  const double *values;  /* at the lattice of the plane, first axis fastest */
  double limit;          /* the colours' ends are at +- this; not positive: nothing is coloured */
  const char *bar_label; /* NULL: no colour bar */
  size_t levels;         /* about so many contours at round values; 0: the line where the field is 0, alone */
} MercerGround;
void mercer_picture_ground (MercerFigureBuilder *b, int panel, const MercerPlane *plane, const MercerGround *ground);
