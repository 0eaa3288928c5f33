/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "centre.h"
#include "pool.h"

/* The gradient by the points x: each tile is evaluated forwards, then backwards from the weights,
 * and lands in a few rows of G. A task owns a chunk of rows; where there are too few chunks to keep
 * the cores busy, the columns are cut into segments as well, whose sums are added up in their
 * order. The cut depends on the sizes alone. */

#define CHUNK_ROWS    256
#define ENOUGH_TASKS  16
#define LEAST_SEGMENT 64
/* A poll at least every so many pairs times operations. */
#define POLL_WORK (256 * 1024)
/* Below so many pairs times operations everything happens on the calling thread. */
#define SMALL_WORK (64 * 1024)

typedef struct
{
  const KernelProgram *program;
  KernelTables *tables;
  MercerMatrix x, z;
  const double *weights; /* or NULL */
  double *parts;         /* n x d for each segment */
  size_t chunks, segments;
  MercerWork *work;
  atomic_int status;
} Move;

static void
note_status (Move *move, MercerStatus status)
{
  int expected = MERCER_OK;
  atomic_compare_exchange_strong (&move->status, &expected, (int) status);
}

static void
move_tile (const Move *move, KernelFrame *frame, size_t row, size_t column, MercerMatrix g)
{
  KernelTile *tile = &frame->tile;
  KernelSink sink = { .moved = g };
  double *adjoint = kernel_frame_adjoint (frame, 0);

  tile->n = tile->rows * tile->cols;
  tile->x = mercer_matrix_block (move->x, row, 0, tile->rows, move->x.cols);
  tile->z = mercer_matrix_block (move->z, column, 0, tile->cols, move->z.cols);
  frame->row = row;
  frame->column = column;
  kernel_program_forward (frame);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      adjoint[i + j * tile->rows] = move->weights != NULL ? move->weights[column + j] : 1;
  kernel_program_backward (frame, &sink);
}

static size_t
pair_cost (const KernelProgram *program)
{
  return program->d + 4 * program->n_steps;
}

static MercerStatus
move_block (const Move *move, KernelFrame *frame, size_t chunk, size_t segment)
{
  size_t n = move->x.rows, m = move->z.rows, row = chunk * CHUNK_ROWS;
  size_t rows = MIN (CHUNK_ROWS, n - row), end = m * (segment + 1) / move->segments;
  size_t width = move->program->tile / rows, since = POLL_WORK;
  MercerMatrix whole = { move->parts + segment * n * move->x.cols, n, move->x.cols, n };
  MercerMatrix g = mercer_matrix_block (whole, row, 0, rows, move->x.cols);

  frame->tile.rows = rows;
  for (size_t column = m * segment / move->segments; column < end; column += width)
    {
      if (since >= POLL_WORK)
        {
          if (!mercer_work_wanted (move->work))
            return MERCER_STOPPED;
          since = 0;
        }
      frame->tile.cols = MIN (width, end - column);
      move_tile (move, frame, row, column, g);
      since += frame->tile.n * pair_cost (move->program);
    }
  return MERCER_OK;
}

static void
move_task (void *data, size_t task)
{
  Move *move = data;
  const KernelProgram *program = move->program;
  KernelFrame frame = { 0 };
  size_t size = kernel_program_frame_size (program) * sizeof (double);

  if (atomic_load_explicit (&move->status, memory_order_relaxed) != MERCER_OK)
    return;
  double *buffers = aligned_alloc (64, (size + 63) / 64 * 64);
  if (buffers == NULL)
    {
      note_status (move, MERCER_OUT_OF_MEMORY);
      return;
    }
  kernel_frame_start (&frame, program, buffers);
  frame.tables = move->tables;
  MercerStatus status = move_block (move, &frame, task % move->chunks, task / move->chunks);
  if (status != MERCER_OK)
    note_status (move, status);
  free (buffers);
}

static MercerStatus
run_tasks (Move *move)
{
  size_t tasks = move->chunks * move->segments;

  if (move->x.rows * move->z.rows * pair_cost (move->program) < SMALL_WORK)
    for (size_t task = 0; task < tasks; task++)
      move_task (move, task);
  else
    mercer_pool_for (tasks, move_task, move);
  return (MercerStatus) atomic_load (&move->status);
}

static void
add_parts (const Move *move, MercerMatrix g)
{
  size_t n = move->x.rows;

  for (size_t c = 0; c < g.cols; c++)
    {
      double *to = mercer_matrix_column (g, c);
      memcpy (to, move->parts + c * n, n * sizeof *to);
      for (size_t segment = 1; segment < move->segments; segment++)
        for (size_t i = 0; i < n; i++)
          to[i] += move->parts[(segment * g.cols + c) * n + i];
    }
}

MercerStatus
kernel_points_gradient (const KernelProgram *program, MercerMatrix x, MercerMatrix z,
                        const double *weights, MercerMatrix g, MercerWork *work)
{
  mercer_matrix_fill (g, 0);
  if (x.rows == 0 || z.rows == 0)
    return MERCER_OK;
  size_t chunks = (x.rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
  size_t wished = (ENOUGH_TASKS + chunks - 1) / chunks, most = z.rows / LEAST_SEGMENT;
  Move move = { .program = program,
                .x = x,
                .z = z,
                .weights = weights,
                .chunks = chunks,
                .segments = CLAMP (wished, 1, MAX (most, 1)),
                .work = work };
  MercerStatus status = kernel_tables_new (program, x, z, work, &move.tables);
  if (status != MERCER_OK)
    return status;
  move.parts = calloc (move.segments * x.rows * x.cols, sizeof *move.parts);
  status = move.parts != NULL ? run_tasks (&move) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    add_parts (&move, g);
  free (move.parts);
  kernel_tables_free (move.tables);
  return status;
}

MercerStatus
mercer_kernel_gradient_x (const MercerKernel *kernel, MercerMatrix x, MercerMatrix z,
                          const double *weights, MercerMatrix g, MercerWork *work)
{
  g_return_val_if_fail (kernel_is_bound (kernel), MERCER_BAD_INPUT);
  g_return_val_if_fail (z.cols == x.cols && g.rows == x.rows && g.cols == x.cols, MERCER_BAD_INPUT);
  return kernel_points_gradient (kernel_program_of (kernel, KERNEL_BY_POINTS), x, z, weights, g, work);
}
