/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "centre.h"
#include "radial.h"

/* K V without K, shared by the files that do so: multiply.c cuts the pairs into blocks and takes any kernel by tiles,
 * multiply-radial.c takes scaled RBF and Matern straight from the points. */

typedef struct
{
  const MercerKernel *kernel;
  MercerMatrix x, z, v;
  bool gram;
  size_t row_blocks, column_blocks, blocks;
  double *sums; /* n x k of each slice */
  /* Either a program, or a radial term with its points made ready. */
  const KernelProgram *program;
  const KernelTables *tables;
  const KernelRadial *radial;
  bool single;
  void *points_x, *points_z, *weights; /* d x n, d x m, k x m; of double or float */
  MercerWork *work;
  atomic_int status;
} KernelProduct;

typedef struct
{
  size_t row, rows, column, columns;
  bool mirrored; /* K' serves the columns' sums as well */
} KernelBlock;

/* OUT += K V of the product's term, which is a program's or the radial one; multiply.c. */
MercerStatus kernel_product_run (KernelProduct *product, MercerMatrix out);
/* multiply-radial.c: a whole radial term, and the sums of one of its blocks for one right-hand side. */
MercerStatus kernel_product_radial (KernelProduct product, const KernelRadial *radial, MercerMatrix out);
void kernel_product_radial_block (const KernelProduct *product, KernelBlock block, size_t rhs, double *sums);

static inline void
kernel_add_up (size_t n, double factor, const double *from, double *restrict to)
{
  for (size_t i = 0; i < n; i++)
    to[i] += factor * from[i];
}
