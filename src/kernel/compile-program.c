/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compiler.h"

/* The program around the steps: made, given a shape of tiles, and started on a whole tree. */

/* A tile's pairs: as many as keep all buffers of a usual expression within the first-level
 * cache. */
#define CACHE_DOUBLES (6 * 1024)
#define SHORT_TILE    512

/* Where operators look at more than the pairs themselves, tiles are square, so that what is needed
 * once for a row or a column costs little. */
#define SQUARE_SIDE 32

KernelProgram *
kernel_compile_begin (KernelPurpose purpose, size_t n_theta)
{
  KernelProgram *program = g_new0 (KernelProgram, 1);

  program->purpose = purpose == KERNEL_BY_THETA_SINGLE ? KERNEL_BY_THETA : purpose;
  program->with_gradient = purpose != KERNEL_VALUES;
  program->n_theta = n_theta;
  program->kept = g_ptr_array_new_with_free_func (g_free);
  program->points[0] = (KernelPoints){ .wanted = purpose == KERNEL_BY_POINTS };
  program->n_points = KERNEL_OWN_POINTS;
  program->views[0] = (KernelView){ 0, 1, false };
  program->n_views = 1;
  return program;
}

/* As many pairs to a tile as keep the buffers in the cache; square where rows and columns have work
 * of their own. Operators add derivatives up over a tile: where those of each pair are wanted, a
 * tile is one pair. */
static void
choose_tile (KernelProgram *program, bool each_pair, bool tall)
{
  size_t n_buffers = program->n_values + program->n_adjoints + 1;

  program->tile = n_buffers * KERNEL_TILE <= CACHE_DOUBLES ? KERNEL_TILE : SHORT_TILE;
  program->tallest = program->n_views > 1 && !tall ? SQUARE_SIDE : program->tile;
  if (each_pair && program->has_operators)
    program->tile = program->tallest = 1;
}

void
kernel_compile_end (KernelCompiler *compiler, bool each_pair, bool tall)
{
  KernelProgram *program = compiler->program;

  program->last_full = program->n_steps > 0 ? program->n_steps - 1 : 0; /* none where it overflows */
  while (program->last_full > 0 && program->steps[program->last_full].kind == &kernel_step_diagonal)
    program->last_full--;
  if (!program->with_gradient)
    program->n_adjoints = 0;
  choose_tile (program, each_pair, tall);
  g_array_unref (compiler->vacant);
}

static bool
note_d (const MercerKernel *leaf, void *d)
{
  *(size_t *) d = leaf->d;
  return false;
}

KernelProgram *
kernel_program_new (const MercerKernel *kernel, KernelPurpose purpose)
{
  KernelProgram *program = kernel_compile_begin (purpose, mercer_kernel_free_params (kernel));
  KernelCompiler compiler = { .program = program, .only = KERNEL_ALL_COLUMNS };

  compiler.theta_of_slots = kernel_theta_of_slots (kernel);
  compiler.vacant = g_array_new (FALSE, FALSE, sizeof (size_t));
  kernel_visit_leaves (kernel, kernel_compile_collect, &compiler);
  kernel_visit_leaves (kernel, note_d, &program->d);
  kernel_compile (&compiler, kernel, 0, 0);
  kernel_compile_end (&compiler, purpose == KERNEL_BY_THETA_SINGLE, false);
  g_free (compiler.theta_of_slots);
  return program;
}
