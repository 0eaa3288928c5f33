/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "multiply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"
#include "simd.h"

/* K V without K. The pairs are cut into blocks; a fixed number of slices share them, each adding up
 * into sums of its own, which are then added in their order. Of a Gram matrix only the blocks on and
 * below the diagonal are computed, and each serves its mirror image as well. */

#define BLOCK  KERNEL_RADIAL_BLOCK
#define SLICES 16
#define MOST_TERMS 16

static void
note_status (KernelProduct *product, MercerStatus status)
{
  int expected = MERCER_OK;
  atomic_compare_exchange_strong (&product->status, &expected, (int) status);
}

/* The index-th block: all of a rectangle, or of a triangle row by row. */
static KernelBlock
block_at (const KernelProduct *product, size_t index)
{
  size_t i = index / product->column_blocks, j = index % product->column_blocks;

  if (product->gram)
    {
      i = (size_t) ((sqrt (8.0 * (double) index + 1) - 1) / 2);
      while (i * (i + 1) / 2 > index)
        i--;
      while ((i + 1) * (i + 2) / 2 <= index)
        i++;
      j = index - i * (i + 1) / 2;
    }
  size_t row = i * BLOCK, column = j * BLOCK;
  return (KernelBlock){ row, MIN (BLOCK, product->x.rows - row), column,
                  MIN (BLOCK, product->z.rows - column), product->gram && i != j };
}

/* --- By tiles of K ----------------------------------------------------------------------------- */

/* out += K v and, unless mirror is NULL, mirror += K' w, K rows x cols. */
KERNEL_CLONES static void
apply (size_t rows, size_t cols, const double *restrict k, const double *v, double *restrict out,
       const double *w, double *restrict mirror)
{
  enum
  {
    LANES = 8
  };

  for (size_t j = 0; j < cols; j++, k += rows)
    {
      double vj = v[j], lanes[LANES] = { 0 }, sum = 0;
      size_t i = 0;
      for (size_t l = 0; l < rows; l++)
        out[l] += vj * k[l];
      if (mirror == NULL)
        continue;
      for (; i + LANES <= rows; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
          lanes[lane] += k[i + lane] * w[i + lane];
      for (; i < rows; i++)
        sum += k[i] * w[i];
      for (size_t lane = 0; lane < LANES; lane++)
        sum += lanes[lane];
      mirror[j] += sum;
    }
}

static void
tile_done (const KernelProduct *product, const KernelFrame *frame, KernelBlock tile, double *sums)
{
  const double *k = kernel_program_result (frame);
  size_t n = product->x.rows;

  for (size_t rhs = 0; rhs < product->v.cols; rhs++)
    apply (tile.rows, tile.columns, k, mercer_matrix_at (product->v, tile.column, rhs),
           sums + rhs * n + tile.row,
           tile.mirrored ? mercer_matrix_at (product->v, tile.row, rhs) : NULL,
           tile.mirrored ? sums + rhs * n + tile.column : NULL);
}

static void
program_block (const KernelProduct *product, KernelFrame *frame, KernelBlock block, double *sums)
{
  const KernelProgram *program = product->program;
  size_t tallest = MIN (program->tallest, 128), end_row = block.row + block.rows,
         end_column = block.column + block.columns;

  for (size_t row = block.row; row < end_row; row += tallest)
    {
      size_t rows = MIN (tallest, end_row - row), width = program->tile / rows;
      for (size_t column = block.column; column < end_column; column += width)
        {
          size_t columns = MIN (width, end_column - column);
          KernelTile *tile = &frame->tile;
          tile->rows = rows;
          tile->cols = columns;
          tile->n = rows * columns;
          tile->x = mercer_matrix_block (product->x, row, 0, rows, product->x.cols);
          tile->z = mercer_matrix_block (product->z, column, 0, columns, product->z.cols);
          tile->same = product->gram;
          tile->diagonal = (ptrdiff_t) column - (ptrdiff_t) row;
          frame->row = row;
          frame->column = column;
          kernel_program_forward (frame);
          tile_done (product, frame, (KernelBlock){ row, rows, column, columns, block.mirrored }, sums);
        }
    }
}

/* --- Slices -------------------------------------------------------------------------------------- */

static void
run_slice (void *data, size_t slice)
{
  KernelProduct *product = data;
  double *sums = product->sums + slice * product->x.rows * product->v.cols, *buffers = NULL;
  size_t first = product->blocks * slice / SLICES, end = product->blocks * (slice + 1) / SLICES;
  KernelFrame frame = { 0 };

  if (product->program != NULL)
    {
      size_t size = kernel_program_frame_size (product->program) * sizeof (double);
      buffers = aligned_alloc (64, (size + 63) / 64 * 64);
      if (buffers == NULL)
        {
          note_status (product, MERCER_OUT_OF_MEMORY);
          return;
        }
      kernel_frame_start (&frame, product->program, buffers);
      frame.tables = product->tables;
    }
  for (size_t i = first; i < end; i++)
    {
      if (atomic_load_explicit (&product->status, memory_order_relaxed) != MERCER_OK)
        break;
      if (!mercer_work_wanted (product->work))
        {
          note_status (product, MERCER_STOPPED);
          break;
        }
      KernelBlock block = block_at (product, i);
      if (product->program != NULL)
        program_block (product, &frame, block, sums);
      else
        for (size_t rhs = 0; rhs < product->v.cols; rhs++)
          kernel_product_radial_block (product, block, rhs, sums);
    }
  free (buffers);
}

/* out += the sums of all slices. */
static void
collect (const KernelProduct *product, MercerMatrix out)
{
  for (size_t rhs = 0; rhs < out.cols; rhs++)
    for (size_t slice = 0; slice < SLICES; slice++)
      kernel_add_up (out.rows, 1, product->sums + (slice * out.cols + rhs) * out.rows,
              mercer_matrix_column (out, rhs));
}

MercerStatus
kernel_product_run (KernelProduct *product, MercerMatrix out)
{
  product->row_blocks = (product->x.rows + BLOCK - 1) / BLOCK;
  product->column_blocks = (product->z.rows + BLOCK - 1) / BLOCK;
  product->blocks = product->gram ? product->row_blocks * (product->row_blocks + 1) / 2
                                  : product->row_blocks * product->column_blocks;
  product->sums = calloc (SLICES * out.rows * out.cols + 1, sizeof (double));
  if (product->sums == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (SLICES, run_slice, product);
  MercerStatus status = (MercerStatus) atomic_load (&product->status);
  if (status == MERCER_OK)
    collect (product, out);
  free (product->sums);
  return status;
}

/* --- Terms --------------------------------------------------------------------------------------- */

static MercerStatus
multiply_program (KernelProduct product, const MercerKernel *kernel, MercerMatrix out)
{
  const KernelProgram *program = kernel_program_of (kernel, KERNEL_VALUES);

  KernelTables *tables;
  MercerStatus status = kernel_tables_new (program, product.x, product.z, product.work, &tables);

  if (status != MERCER_OK)
    return status;
  product.program = program;
  product.tables = tables;
  status = kernel_product_run (&product, out);
  kernel_tables_free (tables);
  return status;
}

/* c * White, which is c on the diagonal. */
static bool
read_white (const MercerKernel *kernel, double *variance)
{
  MercerKernel *rest = mercer_kernel_split_scale ((MercerKernel *) kernel, variance);
  bool white = kernel_is_white (rest);

  if (white)
    *variance *= rest->slots[0].value;
  mercer_kernel_unref (rest);
  return white;
}

static void
multiply_white (const KernelProduct *product, double variance, MercerMatrix out)
{
  for (size_t rhs = 0; product->gram && rhs < out.cols; rhs++)
    kernel_add_up (out.rows, variance, mercer_matrix_column (product->v, rhs), mercer_matrix_column (out, rhs));
}

/* Every term of a sum by the way that suits it, if all of them have a fast one: false otherwise. */
static bool
multiply_terms (KernelProduct product, MercerMatrix out, MercerStatus *status)
{
  const MercerKernel *kernel = product.kernel;
  size_t n = kernel->kind == MERCER_KERNEL_SUM ? kernel->n_children : 1;
  KernelRadial radial[MOST_TERMS];
  double white[MOST_TERMS] = { 0 };
  bool is_white[MOST_TERMS];

  if (n > MOST_TERMS)
    return false;
  for (size_t i = 0; i < n; i++)
    {
      const MercerKernel *term = kernel->kind == MERCER_KERNEL_SUM ? kernel->children[i] : kernel;
      is_white[i] = read_white (term, &white[i]);
      if (!is_white[i] && !kernel_radial_read (term, &radial[i]))
        return false;
    }
  for (size_t i = 0; i < n && *status == MERCER_OK; i++)
    if (is_white[i])
      multiply_white (&product, white[i], out);
    else
      *status = kernel_product_radial (product, &radial[i], out);
  return true;
}

MercerStatus
mercer_kernel_multiply (const MercerKernel *kernel, MercerMatrix x, const MercerMatrix *z,
                        MercerMatrix v, MercerMatrix out, MercerKernelPrecision precision,
                        MercerWork *work)
{
  KernelProduct product = { .kernel = kernel,
                      .x = x,
                      .z = z != NULL ? *z : x,
                      .v = v,
                      .gram = z == NULL,
                      .single = precision == MERCER_KERNEL_SINGLE,
                      .work = work };
  MercerStatus status = MERCER_OK;

  g_return_val_if_fail (kernel_is_bound (kernel) && product.z.cols == x.cols, MERCER_BAD_INPUT);
  g_return_val_if_fail (v.rows == product.z.rows && out.rows == x.rows && out.cols == v.cols,
                        MERCER_BAD_INPUT);
  mercer_matrix_fill (out, 0);
  if (x.rows == 0 || v.rows == 0 || multiply_terms (product, out, &status))
    return status;
  return multiply_program (product, kernel, out);
}
