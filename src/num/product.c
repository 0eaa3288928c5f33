/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <stdatomic.h>

#include "lapack.h"
#include "pool.h"
#include "tiles.h"

#define SIDE  192  /* of a tile of C: OpenBLAS is within two per cent of its best rate here */
#define DEPTH 1024 /* of the products between two looks at the work: 75 Mflop, 1 to 2 ms */
#define SMALL 4e6  /* flops under which waking a thread costs more than it gives */

/* C = alpha op(A) op(B) + beta C, or its lower triangle with B = A', cut into tiles of C and pieces
 * of the depth. Where the cuts are depends on the shapes alone. */
typedef struct
{
  CBLAS_TRANSPOSE op_a, op_b;
  bool symmetric;
  double alpha, beta;
  MercerMatrix a, b, c;
  size_t depth;
  size_t rows, cols;           /* of a tile */
  size_t tile_rows, tile_cols; /* how many tiles */
  MercerWork *work;
  atomic_bool stopped;
} Product;

/* The view of op(A)'s rows [row, row + rows) and columns [column, column + cols). */
static MercerMatrix
factor_block (MercerMatrix a, CBLAS_TRANSPOSE op, size_t row, size_t rows, size_t column,
              size_t cols)
{
  return op == CblasNoTrans ? mercer_matrix_block (a, row, column, rows, cols)
                            : mercer_matrix_block (a, column, row, cols, rows);
}

static void
multiply_piece (const Product *p, MercerMatrix c, size_t row, size_t column, size_t k, size_t depth)
{
  double beta = k == 0 ? p->beta : 1.0;
  MercerMatrix a = factor_block (p->a, p->op_a, row, c.rows, k, depth);
  MercerMatrix b = factor_block (p->b, p->op_b, k, depth, column, c.cols);
  if (p->symmetric && row == column)
    cblas_dsyrk (CblasColMajor, CblasLower, p->op_a, (int) c.rows, (int) depth, p->alpha, a.data,
                 (int) a.stride, beta, c.data, (int) c.stride);
  else
    cblas_dgemm (CblasColMajor, p->op_a, p->op_b, (int) c.rows, (int) c.cols, (int) depth, p->alpha,
                 a.data, (int) a.stride, b.data, (int) b.stride, beta, c.data, (int) c.stride);
}

static void
tile_cb (void *data, size_t index)
{
  Product *p = data;
  size_t i = index % p->tile_rows, j = index / p->tile_rows;
  if (p->symmetric && i < j)
    return;
  size_t row = i * p->rows, column = j * p->cols;
  MercerMatrix c = mercer_matrix_block (p->c, row, column, MIN (p->rows, p->c.rows - row),
                                        MIN (p->cols, p->c.cols - column));
  for (size_t k = 0; k == 0 || k < p->depth; k += DEPTH)
    {
      if (!mercer_work_wanted (p->work))
        {
          atomic_store_explicit (&p->stopped, true, memory_order_relaxed);
          return;
        }
      multiply_piece (p, c, row, column, k, MIN (DEPTH, p->depth - k));
    }
}

static MercerStatus
multiply (Product *p)
{
  size_t m = p->c.rows, n = p->c.cols;
  if (m == 0 || n == 0)
    return mercer_work_wanted (p->work) ? MERCER_OK : MERCER_STOPPED;
  bool small = 2.0 * (double) m * (double) n * (double) p->depth < SMALL;
  p->rows = small ? m : mercer_tile_side (m, SIDE);
  p->cols = small ? n : mercer_tile_side (n, SIDE);
  p->tile_rows = (m + p->rows - 1) / p->rows;
  p->tile_cols = (n + p->cols - 1) / p->cols;
  atomic_init (&p->stopped, false);
  mercer_pool_for (p->tile_rows * p->tile_cols, tile_cb, p);
  return atomic_load (&p->stopped) ? MERCER_STOPPED : MERCER_OK;
}

MercerStatus
mercer_gemm (bool transpose_a, bool transpose_b, double alpha, MercerMatrix a, MercerMatrix b,
             double beta, MercerMatrix c, MercerWork *work)
{
  size_t depth = transpose_a ? a.rows : a.cols;
  g_return_val_if_fail ((transpose_b ? b.cols : b.rows) == depth, MERCER_BAD_INPUT);
  g_return_val_if_fail (c.rows == (transpose_a ? a.cols : a.rows), MERCER_BAD_INPUT);
  g_return_val_if_fail (c.cols == (transpose_b ? b.rows : b.cols), MERCER_BAD_INPUT);
  Product product = { .op_a = transpose_a ? CblasTrans : CblasNoTrans,
                      .op_b = transpose_b ? CblasTrans : CblasNoTrans,
                      .alpha = alpha,
                      .beta = beta,
                      .a = a,
                      .b = b,
                      .c = c,
                      .depth = depth,
                      .work = work };
  return multiply (&product);
}

MercerStatus
mercer_syrk (bool transpose, double alpha, MercerMatrix a, double beta, MercerMatrix c,
             MercerWork *work)
{
  size_t n = transpose ? a.cols : a.rows;
  g_return_val_if_fail (c.rows == n && c.cols == n, MERCER_BAD_INPUT);
  Product product = { .op_a = transpose ? CblasTrans : CblasNoTrans,
                      .op_b = transpose ? CblasNoTrans : CblasTrans,
                      .symmetric = true,
                      .alpha = alpha,
                      .beta = beta,
                      .a = a,
                      .b = a,
                      .c = c,
                      .depth = transpose ? a.rows : a.cols,
                      .work = work };
  return multiply (&product);
}
