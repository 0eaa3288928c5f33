/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde.h"

/* A bandwidth as a matrix, full or that of the axes, ready for use: u = root x in units of the shape, which reaches `radius` standard
 * deviations. */
typedef struct
{
  const MercerKdeShape *shape;
  MercerKdeRadial radial; /* d = 0: a product */
  double h[3];            /* covariances: 11, 12, 22 */
  double root[3];         /* sd_K H^-1/2: 11, 12, 22 */
  double factor;          /* sd_K^2 |H|^-1/2; of a radial kernel in d columns sd_K^d |H|^-1/2, |H| that of the columns of x alone */
  double radius;          /* in sds of H */
} FullMatrix;

/* Whether the estimate goes by a matrix: a full one, or a radial kernel other than the Gaussian, which is a product as well. */
bool full_matrix_serves (const MercerKde *kde);
/* MERCER_BAD_INPUT if the matrix is not positive definite, or there is no such radial kernel. Of more than two columns only the radial
 * kernel and the factor are set. */
MercerStatus full_matrix (const MercerKde *kde, FullMatrix *full);
/* The same of a kernel `width` times as wide. */
void full_matrix_widen (double width, FullMatrix *full);
/* out[j] += weight K_H (x[j] - cx, dy), j < m: all that is within reach of a point that lies off a slice by `off` (squared, in sds); x
 * ascending; scratch: 2 m. Returns false if nothing is. */
bool full_matrix_row (const FullMatrix *full, size_t m, const double *x, double cx, double dy, double off, double weight, double *out,
                      double *scratch);
/* Where slices of `width` columns of a factor are not all zero: rows [rows[s][0], rows[s][1]). */
typedef struct
{
  size_t slices, width, (*rows)[2];
} DensityBand;
/* f = scale factor[0] mass factor[1]', the bands of the factors' columns known. On the pool, the same bits with any number of threads. */
MercerStatus density_product (const MercerMatrix factor[2], const DensityBand band[2], double scale, MercerMatrix mass, MercerMatrix f,
                              MercerWork *work);
/* The estimate at row `row` of z alone, on the calling thread; full is not used but for a full matrix. O(n d). */
double density_at_point (const MercerKde *kde, const FullMatrix *full, MercerMatrix z, size_t row, MercerWork *work);
/* Nodes of a tile at most; what they leave out, in parts of a kernel's height. */
enum { DENSITY_TILE_NODES = 64 };
#define DENSITY_TILE_PRECISION 1e-15
/* How a range is cut into tiles, and how many nodes a side a tile has; 1 and 1 of an axis that is not there. */
typedef struct
{
  size_t tiles[2], p[2];
  double flops; /* INFINITY: no plan will do */
} DensityTilePlan;
/* By the operations that sizes lead to, for n points over `range` onto m grid points; within the precision of a double. */
DensityTilePlan density_tile_plan (const MercerKde *kde, const size_t *m, const double *range, double n);
/* The product grid of Gaussians by way of few nodes, where that takes fewer operations than the points themselves; *done says
 * whether. Within 1e-14 of the height of a kernel. */
MercerStatus density_grid_by_tiles (const MercerKde *kde, const size_t *m, const double *const *at, double *out, bool *done,
                                    MercerWork *work);
/* Adds values of one column that all weigh 1 to bins of one axis, in whole chunks: returns how many it took. */
size_t density_bin_line (MercerBins *bins, const double *x, size_t n);
/* Jones (1993), equation 3.4: with a_k the moments of K over what the bounds leave of it at this place, the kernel
 * (a_2 - a_1 u) K (u) / (a_0 a_2 - a_1^2) = (level + slope u) K (u) has the moments 1 and 0 there; u is (at - x) / scale. To the last digits:
 * where bounds lie close together all the moments are small, and the determinant smaller still. */
void density_linear_boundary (const MercerKdeAxis *axis, double at, double *level, double *slope);
/* Around making and freeing plans of FFTW. */
void density_plan_lock (void);
void density_plan_unlock (void);
