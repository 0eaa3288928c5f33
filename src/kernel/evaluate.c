/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "walk.h"

#include <math.h>
#include <string.h>

#include "simd.h"

/* The public numbers: matrices, diagonals and gradients. */

/* --- Matrices ---------------------------------------------------------------------------- */

/* Column by column into the matrix, above the diagonal nothing. */
static void
store_tile (const KernelWalk *walk, const KernelFrame *frame, size_t row, size_t column,
            const double *from)
{
  const MercerMatrix *k = walk->user;
  size_t rows = frame->tile.rows;

  for (size_t j = 0; j < frame->tile.cols; j++)
    {
      size_t first = walk->lower && column + j > row ? column + j - row : 0;
      if (first < rows)
        memcpy (mercer_matrix_at (*k, row + first, column + j), from + j * rows + first,
                (rows - first) * sizeof (double));
    }
}

static void
store_values (const KernelWalk *walk, const KernelFrame *frame, size_t row, size_t column,
              void *data)
{
  store_tile (walk, frame, row, column, kernel_program_result (frame));
}

static MercerStatus
fill_matrix (const MercerKernel *kernel, MercerMatrix x, MercerMatrix z, bool lower, MercerMatrix k,
             MercerWork *work)
{
  const KernelProgram *program = kernel_program_of (kernel, KERNEL_VALUES);
  KernelWalk walk = { .program = program,
                      .x = x,
                      .z = z,
                      .lower = lower,
                      .direct = &k,
                      .tile_done = store_values,
                      .user = &k };
  MercerStatus status = kernel_walk_run (&walk, work);
  return status;
}

static bool
fits (const MercerKernel *kernel, MercerMatrix x)
{
  const MercerKernel *leaf = kernel;

  while (leaf->n_children > 0)
    leaf = leaf->children[0];
  return kernel_is_bound (kernel) && leaf->d == x.cols;
}

MercerStatus
mercer_kernel_gram (const MercerKernel *kernel, MercerMatrix x, MercerMatrix k, MercerWork *work)
{
  g_return_val_if_fail (fits (kernel, x), MERCER_BAD_INPUT);
  g_return_val_if_fail (k.rows == x.rows && k.cols == x.rows, MERCER_BAD_INPUT);
  return fill_matrix (kernel, x, x, true, k, work);
}

MercerStatus
mercer_kernel_cross (const MercerKernel *kernel, MercerMatrix x, MercerMatrix z, MercerMatrix k,
                     MercerWork *work)
{
  g_return_val_if_fail (fits (kernel, x) && z.cols == x.cols, MERCER_BAD_INPUT);
  g_return_val_if_fail (k.rows == x.rows && k.cols == z.rows, MERCER_BAD_INPUT);
  return fill_matrix (kernel, x, z, false, k, work);
}

/* --- Single values ----------------------------------------------------------------------- */

void
mercer_kernel_diagonal (const MercerKernel *kernel, MercerMatrix x, bool white, double *out)
{
  g_return_if_fail (fits (kernel, x));

  const KernelProgram *program = kernel_program_of (kernel, KERNEL_VALUES);
  bool stationary = mercer_kernel_flags (kernel) & MERCER_KERNEL_STATIONARY;
  if (kernel_walk_pairs (program, x, x, white, stationary, out) != MERCER_OK)
    for (size_t i = 0; i < x.rows; i++)
      out[i] = NAN;
}

double
mercer_kernel_value (const MercerKernel *kernel, const double *x, const double *z)
{
  g_return_val_if_fail (kernel_is_bound (kernel), 0);

  const KernelProgram *program = kernel_program_of (kernel, KERNEL_VALUES);
  MercerMatrix at_x = mercer_matrix ((double *) x, 1, program->d);
  MercerMatrix at_z = mercer_matrix ((double *) z, 1, program->d);
  double value = NAN;
  return kernel_walk_pairs (program, at_x, at_z, false, false, &value) == MERCER_OK ? value : NAN;
}

/* --- Gradient ---------------------------------------------------------------------------- */

/* sum a b c in an order that the length alone decides. */
KERNEL_CLONES static double
sum_of_products (size_t n, const double *restrict a, const double *restrict b,
                 const double *restrict c)
{
  enum
  {
    LANES = 16
  };
  double lanes[LANES] = { 0 }, sum = 0;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++)
      lanes[lane] += a[i + lane] * b[i + lane] * c[i + lane];
  for (; i < n; i++)
    sum += a[i] * b[i] * c[i];
  for (size_t lane = 0; lane < LANES; lane++)
    sum += lanes[lane];
  return sum;
}

static const double *
ones (void)
{
  static const double tile[KERNEL_TILE] = {
#define TEN     1, 1, 1, 1, 1, 1, 1, 1, 1, 1
#define HUNDRED TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN
    HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED, HUNDRED,
    HUNDRED, HUNDRED, TEN,     TEN,     1,       1,       1,       1
#undef HUNDRED
#undef TEN
  };
  return tile;
}

static void
take_sum (KernelSink *sink, size_t theta, size_t n, double factor, const double *adjoint,
          const double *a, const double *b)
{
  double *g = ((KernelSumSink *) sink)->g;
  g[theta]
      += factor * sum_of_products (n, adjoint, a != NULL ? a : ones (), b != NULL ? b : ones ());
}

KernelSumSink
kernel_sum_sink (double *g, size_t n_theta)
{
  memset (g, 0, n_theta * sizeof *g);
  return (KernelSumSink){ { take_sum, { 0 } }, g };
}

/* The adjoint of the tile's values: W, twice below the diagonal, nothing above it. */
static void
weigh_tile (const MercerMatrix *w, const KernelTile *tile, size_t row, size_t column,
            double *adjoint)
{
  for (size_t j = 0; j < tile->cols; j++)
    {
      double *to = adjoint + j * tile->rows;
      const double *from = mercer_matrix_at (*w, row, column + j);
      size_t first = column + j >= row ? column + j - row : 0; /* of the diagonal or below */
      for (size_t i = 0; i < first && i < tile->rows; i++)
        to[i] = 0;
      for (size_t i = first; i < tile->rows; i++)
        to[i] = 2 * from[i];
      if (column + j >= row && first < tile->rows)
        to[first] = from[first];
    }
}

static void
weigh_backwards (const KernelWalk *walk, const KernelFrame *frame, size_t row, size_t column,
                 void *data)
{
  KernelSumSink sink = { { take_sum, { 0 } }, data };

  weigh_tile (walk->user, &frame->tile, row, column, kernel_frame_adjoint (frame, 0));
  kernel_program_backward (frame, &sink.sink);
}

MercerStatus
mercer_kernel_gradient (const MercerKernel *kernel, MercerMatrix x, MercerMatrix w, double *g,
                        MercerWork *work)
{
  g_return_val_if_fail (fits (kernel, x), MERCER_BAD_INPUT);
  g_return_val_if_fail (w.rows == x.rows && w.cols == x.rows, MERCER_BAD_INPUT);

  const KernelProgram *program = kernel_program_of (kernel, KERNEL_BY_THETA);
  size_t n_theta = program->n_theta;
  KernelWalk walk = { .program = program,
                      .x = x,
                      .z = x,
                      .lower = true,
                      .tile_done = weigh_backwards,
                      .data_size = n_theta * sizeof (double),
                      .user = &w };
  size_t tasks = kernel_walk_tasks (&walk);
  double *parts = g_new0 (double, tasks *n_theta + 1);
  walk.data = (char *) parts;
  MercerStatus status = n_theta > 0 ? kernel_walk_run (&walk, work) : MERCER_OK;
  memset (g, 0, n_theta * sizeof *g);
  for (size_t task = 0; task < tasks; task++)
    for (size_t p = 0; p < n_theta; p++)
      g[p] += parts[task * n_theta + p];
  g_free (parts);
  return status;
}

/* --- One derivative ---------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix dk;
  size_t theta;
} Derivative;

typedef struct
{
  KernelSink sink;
  size_t theta;
  double *out;
} DerivativeSink;

static void
take_tile (KernelSink *sink, size_t theta, size_t n, double factor, const double *adjoint,
           const double *a, const double *b)
{
  DerivativeSink *derivative = (DerivativeSink *) sink;

  for (size_t i = 0; theta == derivative->theta && i < n; i++)
    derivative->out[i] += factor * adjoint[i] * (a != NULL ? a[i] : 1) * (b != NULL ? b[i] : 1);
}

static void
derive_tile (const KernelWalk *walk, const KernelFrame *frame, size_t row, size_t column,
             void *data)
{
  const Derivative *derivative = walk->user;
  double out[KERNEL_TILE] = { 0 };
  DerivativeSink sink = { { take_tile }, derivative->theta, out };

  memcpy (kernel_frame_adjoint (frame, 0), ones (), frame->tile.n * sizeof (double));
  kernel_program_backward (frame, &sink.sink);
  store_tile (walk, frame, row, column, out);
}

MercerStatus
mercer_kernel_derivative (const MercerKernel *kernel, MercerMatrix x, size_t p, MercerMatrix dk,
                          MercerWork *work)
{
  g_return_val_if_fail (fits (kernel, x), MERCER_BAD_INPUT);
  g_return_val_if_fail (dk.rows == x.rows && dk.cols == x.rows, MERCER_BAD_INPUT);
  g_return_val_if_fail (p < mercer_kernel_free_params (kernel), MERCER_BAD_INPUT);

  const KernelProgram *program = kernel_program_of (kernel, KERNEL_BY_THETA_SINGLE);
  Derivative derivative = { dk, p }; /* dk first: store_tile () reads a matrix */
  KernelWalk walk = {
    .program = program, .x = x, .z = x, .lower = true, .tile_done = derive_tile, .user = &derivative
  };
  MercerStatus status = kernel_walk_run (&walk, work);
  return status;
}
