/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "program.h"

/* Walks the pairs of X and Z in tiles: tasks of a fixed shape on the pool, each a run of tiles,
 * each tile evaluated by a program. The cut depends on the sizes and the program alone, never on
 * the threads. */

typedef struct _KernelWalk KernelWalk;

/* What is done with an evaluated tile whose first pair is (row, column). */
typedef void (*KernelTileFunc) (const KernelWalk *walk, const KernelFrame *frame, size_t row,
                                size_t column, void *task_data);

struct _KernelWalk
{
  const KernelProgram *program;
  MercerMatrix x, z;
  bool by_column; /* a tile has one column */
  bool lower; /* X and Z are the same; only pairs with row >= column, but for a few that share a
                 tile */
  /* Receives the values of tiles that are one column wide without a detour through a buffer, or
   * NULL. */
  const MercerMatrix *direct;
  KernelTileFunc tile_done; /* for the other tiles, or all */
  /* Memory that belongs to each task (may be 0 bytes), zeroed; task k's at data + k * data_size. */
  size_t data_size;
  char *data;
  void *user;
};

/* How many tasks there are, for who gives them memory. */
size_t kernel_walk_tasks (const KernelWalk *walk);
MercerStatus kernel_walk_run (const KernelWalk *walk, MercerWork *work);
/* values[i] = k(X_i, Z_i) one by one on this thread, for single values and diagonals; only the first and copies of it
 * if `constant`. same: these are the same observations. */
MercerStatus kernel_walk_pairs (const KernelProgram *program, MercerMatrix x, MercerMatrix z, bool same, bool constant,
                                double *values);
