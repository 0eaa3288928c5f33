/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tree.h"

/* Families whose value is a short piece of vector code: tiles, and products of Gram matrices and
 * vectors, in which a block of pairs goes from the points to the sums without being written
 * anywhere. */

typedef enum
{
  KERNEL_RADIAL_RBF,
  KERNEL_RADIAL_MATERN_1,
  KERNEL_RADIAL_MATERN_3,
  KERNEL_RADIAL_MATERN_5,
  KERNEL_RADIAL_SHAPES
} KernelRadialShape;

#define KERNEL_RADIAL_COLUMNS 3
/* Rows and columns of a block. */
#define KERNEL_RADIAL_BLOCK 512

/* One term: variance * shape (|s o (x - z)|^2), the scales s such that the exponent is to base 2. */
typedef struct
{
  KernelRadialShape shape;
  double variance;
  const size_t *columns;
  size_t d;
  double scales[KERNEL_RADIAL_COLUMNS];
} KernelRadial;

/* The scale for a length of 1. */
double kernel_radial_scale (KernelRadialShape shape);
/* The values of a tile straight from its points, without writing distances down; weights as 1 / l^2 of
 * each column, NULL: the tile's for all. false: more columns than this can do. */
bool kernel_radial_fill (KernelRadialShape shape, const KernelTile *tile, const double *weights, double *v);

/* Whether the kernel is c * leaf with such a leaf; it must be bound. */
bool kernel_radial_read (const MercerKernel *kernel, KernelRadial *radial);

/* Points of a block: coordinates (scaled, unused columns 0), what they are multiplied by, and what
 * is added up. */
typedef struct
{
  const double *x[KERNEL_RADIAL_COLUMNS];
  const double *v;
  double *out;
  size_t n;
} KernelRadialSide;

typedef struct
{
  const float *x[KERNEL_RADIAL_COLUMNS];
  const float *v;
  float *out;
  size_t n;
} KernelRadialSideF;

/* rows.out += K cols.v and, unless cols.out is NULL, cols.out += K' rows.v. */
void kernel_radial_block (KernelRadialShape shape, size_t d, const KernelRadialSide *rows,
                          const KernelRadialSide *cols);
void kernel_radial_block_f (KernelRadialShape shape, size_t d, const KernelRadialSideF *rows,
                            const KernelRadialSideF *cols);
