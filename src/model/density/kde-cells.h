/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde-moments.h"

/* Cells of one axis, over which linear boundary kernels are integrated: all of the support, however jumps lie in them. */

/* Jones's kernel about x is (level + slope u) K (u), u = (at - x) / scale; level and slope run in lines through a cell. */
typedef struct
{
  double mean, change;
} DensityAlong;

typedef struct
{
  const DensityMoments *moments;
  const MercerKdeAxis *axis;
  double scale;
  bool wide; /* kernels against which all of the support is small */
  size_t n;
  double *edge; /* n + 1 */
  DensityAlong *level, *slope;
} DensityCells;

/* A few hundred near each bound, fewer for one of two axes (d). Between the bounds' reach there is one cell on a line, where nothing is
 * below 0; in the plane some over the range of the points, because the other axis may make it so. MERCER_OUT_OF_MEMORY. */
MercerStatus density_cells (DensityCells *cells, const MercerKdeAxis *axis, size_t d, double min, double max, MercerWork *work);
/* out[c] = the integral of the kernel of a point at x over each cell. O(n). */
void density_cell_integrals (const DensityCells *cells, double x, double *out);
