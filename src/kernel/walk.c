/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "walk.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "centre.h"
#include "pool.h"

/* A task is a panel of columns by a chunk of rows; few enough pairs for a poll every fraction of a
 * millisecond, enough to make waking a thread worthwhile. */
#define CHUNK_ROWS    1024
#define PANEL_COLUMNS 64
/* Panels become narrower when a pair costs more than this, in columns of X (a step counts as
 * four). */
#define PANEL_COST 4096
/* Below so many pairs times steps everything happens on the calling thread. */
#define SMALL_WORK (300 * 300 / 2)
/* Rows times columns of X that a tile may read over and over: half a second-level cache. */
#define TILE_POINTS (16 * 1024)
/* Doubles of frames that live on the stack. */
#define STACK_FRAME (12 * 1024)

static size_t
panel_columns (const KernelProgram *program)
{
  size_t cost = program->d + 4 * program->n_steps;
  return CLAMP (PANEL_COST / cost, 1, PANEL_COLUMNS);
}

static size_t
panels (const KernelWalk *walk)
{
  size_t width = panel_columns (walk->program);
  return (walk->z.rows + width - 1) / width;
}

/* Chunks of a panel: all of X, or from the panel's first column down. */
static size_t
chunks (const KernelWalk *walk, size_t panel)
{
  size_t first = walk->lower ? panel * panel_columns (walk->program) : 0;
  return (walk->x.rows - first + CHUNK_ROWS - 1) / CHUNK_ROWS;
}

size_t
kernel_walk_tasks (const KernelWalk *walk)
{
  size_t count = 0;

  for (size_t panel = 0; panel < panels (walk); panel++)
    count += chunks (walk, panel);
  return count;
}

typedef struct
{
  size_t row, rows, column, columns;
} Block;

static Block
task_block (const KernelWalk *walk, size_t task)
{
  size_t width = panel_columns (walk->program), panel = 0;

  while (task >= chunks (walk, panel))
    task -= chunks (walk, panel++);
  size_t column = panel * width, row = (walk->lower ? column : 0) + task * CHUNK_ROWS;
  return (Block){ row, MIN (CHUNK_ROWS, walk->x.rows - row), column,
                  MIN (width, walk->z.rows - column) };
}

typedef struct
{
  const KernelWalk *walk;
  const KernelTables *tables;
  MercerWork *work;
  atomic_int status;
} Run;

static void
run_tile (const KernelWalk *walk, KernelFrame *frame, size_t row, size_t rows, size_t column,
          size_t columns, void *data)
{
  frame->tile.rows = rows;
  frame->tile.cols = columns;
  frame->tile.n = rows * columns;
  frame->tile.x = mercer_matrix_block (walk->x, row, 0, rows, walk->x.cols);
  frame->tile.z = mercer_matrix_block (walk->z, column, 0, columns, walk->z.cols);
  frame->tile.same = walk->lower;
  frame->tile.diagonal = (ptrdiff_t) column - (ptrdiff_t) row;
  frame->row = row;
  frame->column = column;
  frame->direct
      = walk->direct != NULL && columns == 1 ? mercer_matrix_at (*walk->direct, row, column) : NULL;
  kernel_program_forward (frame);
  if (frame->direct == NULL)
    walk->tile_done (walk, frame, row, column, data);
}

/* Tiles are as tall as they may be; where the block is low, several columns share a tile. */
static void
run_block (const KernelWalk *walk, KernelFrame *frame, Block block, void *data)
{
  const KernelProgram *program = walk->program;
  size_t tallest = MIN (program->tallest, CLAMP (TILE_POINTS / program->d, 64, KERNEL_TILE)), width;
  size_t end_row = block.row + block.rows, end_column = block.column + block.columns;

  for (size_t column = block.column; column < end_column; column += width)
    {
      size_t first = walk->lower ? MAX (block.row, column) : block.row;
      width = walk->by_column ? 1 : MIN (program->tile / MIN (end_row - first, tallest), end_column - column);
      for (size_t row = first; row < end_row; row += tallest)
        run_tile (walk, frame, row, MIN (tallest, end_row - row), column, width, data);
    }
}

static void
note_status (Run *run, MercerStatus status)
{
  int expected = MERCER_OK;
  atomic_compare_exchange_strong (&run->status, &expected, (int) status);
}

static void
run_task (void *data, size_t task)
{
  Run *run = data;
  const KernelWalk *walk = run->walk;
  size_t size = kernel_program_frame_size (walk->program);
  _Alignas(64) double stack[STACK_FRAME];
  double *buffers = stack;
  KernelFrame frame = { 0 };

  if (atomic_load_explicit (&run->status, memory_order_relaxed) != MERCER_OK)
    return;
  if (!mercer_work_wanted (run->work))
    {
      note_status (run, MERCER_STOPPED);
      return;
    }
  if (size > STACK_FRAME)
    buffers = aligned_alloc (64, (size * sizeof (double) + 63) / 64 * 64);
  if (buffers == NULL)
    {
      note_status (run, MERCER_OUT_OF_MEMORY);
      return;
    }
  kernel_frame_start (&frame, walk->program, buffers);
  frame.tables = run->tables;
  run_block (walk, &frame, task_block (walk, task),
             walk->data != NULL ? walk->data + task * walk->data_size : NULL);
  if (buffers != stack)
    free (buffers);
}

MercerStatus
kernel_walk_run (const KernelWalk *walk, MercerWork *work)
{
  Run run = { .walk = walk, .work = work };
  size_t tasks = kernel_walk_tasks (walk);
  size_t pairs = walk->x.rows * walk->z.rows / (walk->lower ? 2 : 1);
  KernelTables *tables;
  MercerStatus status = kernel_tables_new (walk->program, walk->x, walk->z, work, &tables);

  if (status != MERCER_OK)
    return status;
  run.tables = tables;
  if (pairs * (walk->program->n_steps + walk->program->d / 4) < SMALL_WORK)
    for (size_t task = 0; task < tasks; task++)
      run_task (&run, task);
  else
    mercer_pool_for (tasks, run_task, &run);
  kernel_tables_free (tables);
  return (MercerStatus) atomic_load (&run.status);
}

MercerStatus
kernel_walk_pairs (const KernelProgram *program, MercerMatrix x, MercerMatrix z, bool same, bool constant,
                   double *values)
{
  size_t size = kernel_program_frame_size (program);
  _Alignas(64) double stack[STACK_FRAME];
  KernelFrame frame = { .tile = { .n = 1, .rows = 1, .cols = 1, .same = same } };
  KernelTables *tables;
  MercerStatus status = kernel_tables_new (program, x, z, NULL, &tables);

  if (status != MERCER_OK)
    return status;
  double *heap = size > STACK_FRAME ? g_new (double, size) : NULL;
  kernel_frame_start (&frame, program, heap != NULL ? heap : stack);
  frame.tables = tables;
  for (size_t i = 0; i < x.rows; i++)
    {
      frame.tile.x = mercer_matrix_block (x, i, 0, 1, x.cols);
      frame.tile.z = mercer_matrix_block (z, i, 0, 1, z.cols);
      frame.row = frame.column = i;
      if (i == 0 || !constant)
        kernel_program_forward (&frame);
      values[i] = *kernel_program_result (&frame);
    }
  g_free (heap);
  kernel_tables_free (tables);
  return MERCER_OK;
}
