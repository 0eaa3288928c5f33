/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* Runs a fixed number of tasks that depend on each other on the pool. Who depends on whom is the
 * algorithm's own affair: it hands out a task once its inputs are there. Private to num/. */
typedef struct
{
  size_t row, column, step;
} MercerTile;

typedef struct
{
  /* Under the lock: chooses a task that may run now and marks it as taken; false if none may. At
   * least one must be ready while none runs and some are left. */
  bool (*take) (void *data, MercerTile *task);
  /* Without the lock, on any thread; at most a few milliseconds. */
  MercerStatus (*run) (void *data, MercerTile task);
  /* Under the lock, after the task ended well: others may depend on it. */
  void (*done) (void *data, MercerTile task);
} MercerTileFuncs;

/* Asks `work` before each task. Returns the first status that was not MERCER_OK; tasks that were
 * running then have ended, the others were not begun. */
MercerStatus mercer_tiles_run (const MercerTileFuncs *funcs, void *data, size_t tasks, MercerWork *work);

/* An even cut of n into tiles near `target`: the side of all but the last. Depends on nothing but
 * its arguments, so that results do not depend on the number of threads. */
size_t mercer_tile_side (size_t n, size_t target);
