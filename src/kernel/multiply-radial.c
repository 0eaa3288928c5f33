/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "multiply.h"

#include <stdlib.h>

/* Sums of scaled RBF and Matern straight from the points, in double or single precision. */

static void
add_up_floats (size_t n, double factor, const float *from, double *restrict to)
{
  for (size_t i = 0; i < n; i++)
    to[i] += factor * (double) from[i];
}

/* Sums of a block in arrays of its own first: short, and near to each other in size. Where nothing is mirrored the rows have
 * no weights, and their sums are thrown away. */
#define RADIAL_BLOCK(name, number, side, run, add_up)                                                                         \
  static void name (const KernelProduct *product, KernelBlock block, size_t rhs, double *sums)                               \
  {                                                                                                                           \
    size_t n = product->x.rows, m = product->z.rows, d = product->radial->d;                                                  \
    const number *x = product->points_x, *z = product->points_z, *w = product->weights;                                       \
    number row_sums[KERNEL_RADIAL_BLOCK] = { 0 }, column_sums[KERNEL_RADIAL_BLOCK] = { 0 };                                   \
    side rows = { .n = block.rows, .out = row_sums },                                                                         \
         cols = { .n = block.columns, .out = block.mirrored ? column_sums : NULL };                                           \
                                                                                                                              \
    for (size_t c = 0; c < KERNEL_RADIAL_COLUMNS; c++)                                                                        \
      {                                                                                                                       \
        rows.x[c] = x + MIN (c, d - 1) * n + block.row;                                                                       \
        cols.x[c] = z + MIN (c, d - 1) * m + block.column;                                                                    \
      }                                                                                                                       \
    rows.v = product->gram ? w + rhs * m + block.row : rows.x[0];                                                             \
    cols.v = w + rhs * m + block.column;                                                                                      \
    run (product->radial->shape, d, &rows, &cols);                                                                            \
    add_up (block.rows, product->radial->variance, row_sums, sums + rhs * n + block.row);                                     \
    if (block.mirrored)                                                                                                       \
      add_up (block.columns, product->radial->variance, column_sums, sums + rhs * n + block.column);                          \
  }

RADIAL_BLOCK (radial_block, double, KernelRadialSide, kernel_radial_block, kernel_add_up)
RADIAL_BLOCK (radial_block_f, float, KernelRadialSideF, kernel_radial_block_f, add_up_floats)

void
kernel_product_radial_block (const KernelProduct *product, KernelBlock block, size_t rhs, double *sums)
{
  (product->single ? radial_block_f : radial_block) (product, block, rhs, sums);
}

/* --- A whole term --------------------------------------------------------------------------- */

/* Scaled, moved to the middle of X (single precision has digits for distances, not for dates), as
 * double or float. */
static void
make_points (const KernelProduct *product, MercerMatrix points, MercerMatrix middle_of, void *to)
{
  const KernelRadial *radial = product->radial;

  for (size_t c = 0; c < radial->d; c++)
    {
      const double *middle = mercer_matrix_column (middle_of, radial->columns[c]);
      const double *from = mercer_matrix_column (points, radial->columns[c]);
      double sum = 0;
      for (size_t i = 0; i < middle_of.rows; i++)
        sum += middle[i] / (double) middle_of.rows;
      for (size_t i = 0; i < points.rows; i++)
        {
          double scaled = radial->scales[c] * (from[i] - sum);
          if (product->single)
            ((float *) to)[c * points.rows + i] = (float) scaled;
          else
            ((double *) to)[c * points.rows + i] = scaled;
        }
    }
}

static void
make_weights (const KernelProduct *product, void *to)
{
  for (size_t rhs = 0; rhs < product->v.cols; rhs++)
    for (size_t i = 0; i < product->v.rows; i++)
      if (product->single)
        ((float *) to)[rhs * product->v.rows + i] = (float) *mercer_matrix_at (product->v, i, rhs);
      else
        ((double *) to)[rhs * product->v.rows + i] = *mercer_matrix_at (product->v, i, rhs);
}

MercerStatus
kernel_product_radial (KernelProduct product, const KernelRadial *radial, MercerMatrix out)
{
  size_t n = product.x.rows, m = product.z.rows, k = product.v.cols;
  double *memory = malloc ((radial->d * (n + m) + k * m + 1) * sizeof *memory);

  if (memory == NULL)
    return MERCER_OUT_OF_MEMORY;
  product.radial = radial;
  product.points_x = memory;
  product.points_z = product.gram ? memory : memory + radial->d * n;
  product.weights = memory + radial->d * (n + m);
  make_points (&product, product.x, product.x, product.points_x);
  if (!product.gram)
    make_points (&product, product.z, product.x, product.points_z);
  make_weights (&product, product.weights);
  MercerStatus status = kernel_product_run (&product, out);
  free (memory);
  return status;
}
