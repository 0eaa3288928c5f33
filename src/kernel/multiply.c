/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "centre.h"
#include "pool.h"
#include "radial.h"
#include "simd.h"

/* K V without K. The pairs are cut into blocks; a fixed number of slices share them, each adding up
 * into sums of its own, which are then added in their order. Of a Gram matrix only the blocks on and
 * below the diagonal are computed, and each serves its mirror image as well. */

#define BLOCK  KERNEL_RADIAL_BLOCK
#define SLICES 16
#define MOST_TERMS 16

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
} Product;

static void
note_status (Product *product, MercerStatus status)
{
  int expected = MERCER_OK;
  atomic_compare_exchange_strong (&product->status, &expected, (int) status);
}

typedef struct
{
  size_t row, rows, column, columns;
  bool mirrored; /* K' serves the columns' sums as well */
} Block;

/* The index-th block: all of a rectangle, or of a triangle row by row. */
static Block
block_at (const Product *product, size_t index)
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
  return (Block){ row, MIN (BLOCK, product->x.rows - row), column,
                  MIN (BLOCK, product->z.rows - column), product->gram && i != j };
}

/* --- Straight from the points ---------------------------------------------------------------- */

static void
add_up (size_t n, double factor, const double *from, double *restrict to)
{
  for (size_t i = 0; i < n; i++)
    to[i] += factor * from[i];
}

static void
add_up_floats (size_t n, double factor, const float *from, double *restrict to)
{
  for (size_t i = 0; i < n; i++)
    to[i] += factor * (double) from[i];
}

/* Sums of a block in arrays of its own first: short, and near to each other in size. */
static void
radial_block (const Product *product, Block block, size_t rhs, double *sums)
{
  size_t n = product->x.rows, m = product->z.rows, d = product->radial->d;
  const double *x = product->points_x, *z = product->points_z, *w = product->weights;
  double row_sums[BLOCK] = { 0 }, column_sums[BLOCK] = { 0 };
  KernelRadialSide rows = { .n = block.rows, .out = row_sums },
                   cols = { .n = block.columns, .out = block.mirrored ? column_sums : NULL };

  for (size_t c = 0; c < KERNEL_RADIAL_COLUMNS; c++)
    {
      rows.x[c] = x + MIN (c, d - 1) * n + block.row;
      cols.x[c] = z + MIN (c, d - 1) * m + block.column;
    }
  /* where nothing is mirrored the rows have no weights, and their sums are thrown away */
  rows.v = product->gram ? w + rhs * m + block.row : rows.x[0];
  cols.v = w + rhs * m + block.column;
  kernel_radial_block (product->radial->shape, d, &rows, &cols);
  add_up (block.rows, product->radial->variance, row_sums, sums + rhs * n + block.row);
  if (block.mirrored)
    add_up (block.columns, product->radial->variance, column_sums, sums + rhs * n + block.column);
}

static void
radial_block_f (const Product *product, Block block, size_t rhs, double *sums)
{
  size_t n = product->x.rows, m = product->z.rows, d = product->radial->d;
  const float *x = product->points_x, *z = product->points_z, *w = product->weights;
  float row_sums[BLOCK] = { 0 }, column_sums[BLOCK] = { 0 };
  KernelRadialSideF rows = { .n = block.rows, .out = row_sums },
                    cols = { .n = block.columns, .out = block.mirrored ? column_sums : NULL };

  for (size_t c = 0; c < KERNEL_RADIAL_COLUMNS; c++)
    {
      rows.x[c] = x + MIN (c, d - 1) * n + block.row;
      cols.x[c] = z + MIN (c, d - 1) * m + block.column;
    }
  rows.v = product->gram ? w + rhs * m + block.row : rows.x[0];
  cols.v = w + rhs * m + block.column;
  kernel_radial_block_f (product->radial->shape, d, &rows, &cols);
  add_up_floats (block.rows, product->radial->variance, row_sums, sums + rhs * n + block.row);
  if (block.mirrored)
    add_up_floats (block.columns, product->radial->variance, column_sums, sums + rhs * n + block.column);
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
tile_done (const Product *product, const KernelFrame *frame, Block tile, double *sums)
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
program_block (const Product *product, KernelFrame *frame, Block block, double *sums)
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
          tile_done (product, frame, (Block){ row, rows, column, columns, block.mirrored }, sums);
        }
    }
}

/* --- Slices -------------------------------------------------------------------------------------- */

static void
run_slice (void *data, size_t slice)
{
  Product *product = data;
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
      Block block = block_at (product, i);
      if (product->program != NULL)
        program_block (product, &frame, block, sums);
      else
        for (size_t rhs = 0; rhs < product->v.cols; rhs++)
          (product->single ? radial_block_f : radial_block) (product, block, rhs, sums);
    }
  free (buffers);
}

/* out += the sums of all slices. */
static void
collect (const Product *product, MercerMatrix out)
{
  for (size_t rhs = 0; rhs < out.cols; rhs++)
    for (size_t slice = 0; slice < SLICES; slice++)
      add_up (out.rows, 1, product->sums + (slice * out.cols + rhs) * out.rows,
              mercer_matrix_column (out, rhs));
}

static MercerStatus
run (Product *product, MercerMatrix out)
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

/* Scaled, moved to the middle of X (single precision has digits for distances, not for dates), as
 * double or float. */
static void
make_points (const Product *product, MercerMatrix points, MercerMatrix middle_of, void *to)
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
make_weights (const Product *product, void *to)
{
  for (size_t rhs = 0; rhs < product->v.cols; rhs++)
    for (size_t i = 0; i < product->v.rows; i++)
      if (product->single)
        ((float *) to)[rhs * product->v.rows + i] = (float) *mercer_matrix_at (product->v, i, rhs);
      else
        ((double *) to)[rhs * product->v.rows + i] = *mercer_matrix_at (product->v, i, rhs);
}

static MercerStatus
multiply_radial (Product product, const KernelRadial *radial, MercerMatrix out)
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
  MercerStatus status = run (&product, out);
  free (memory);
  return status;
}

static MercerStatus
multiply_program (Product product, const MercerKernel *kernel, MercerMatrix out)
{
  const KernelProgram *program = kernel_program_of (kernel, KERNEL_VALUES);

  KernelTables *tables;
  MercerStatus status = kernel_tables_new (program, product.x, product.z, product.work, &tables);

  if (status != MERCER_OK)
    return status;
  product.program = program;
  product.tables = tables;
  status = run (&product, out);
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
multiply_white (const Product *product, double variance, MercerMatrix out)
{
  for (size_t rhs = 0; product->gram && rhs < out.cols; rhs++)
    add_up (out.rows, variance, mercer_matrix_column (product->v, rhs), mercer_matrix_column (out, rhs));
}

/* Every term of a sum by the way that suits it, if all of them have a fast one: false otherwise. */
static bool
multiply_terms (Product product, MercerMatrix out, MercerStatus *status)
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
      *status = multiply_radial (product, &radial[i], out);
  return true;
}

MercerStatus
mercer_kernel_multiply (const MercerKernel *kernel, MercerMatrix x, const MercerMatrix *z,
                        MercerMatrix v, MercerMatrix out, MercerKernelPrecision precision,
                        MercerWork *work)
{
  Product product = { .kernel = kernel,
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
