/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The program's one thread pool for numerical work. OpenBLAS runs on one thread inside each call; all
 * parallelism is ours, so that small and large jobs share the cores and everything can be stopped
 * between tiles. Pool threads flush denormals to zero. */

/* Starts the pool with `threads` threads in total, the caller's counted in (0: one for each core),
 * settles OpenBLAS on one thread. Called once from main; without it the first use does it. */
void mercer_pool_init (int threads);
/* How many tasks can run at the same time, the calling thread counted in. */
int mercer_pool_threads (void);
/* From now on pool threads, those started later too, stand behind the caller: there is a window that comes first. There is no
 * way back. */
void mercer_pool_yield_to_window (void);
/* The window's thread tells whether it has work to do or waits for something to happen. */
void mercer_pool_window_works (bool works);
/* For threads that compute, between two pieces of work: while the window works, lets whoever wants this processor have it at
 * once, be it the window's thread or the display server that it waits for. The pool does so between tasks and
 * mercer_work_wanted () whenever it is asked. Only workers do, at most once in 200 us. True if it was
 * done. Cost: one relaxed read; while the window works a look at the clock as well. */
bool mercer_pool_give_way (void);
/* How far a thread stands behind the window's. Some painter makes the pictures of what the workers compute. */
typedef enum
{
  MERCER_THREAD_FIRST,
  MERCER_THREAD_PAINTER,
  MERCER_THREAD_WORKER,
} MercerThreadPlace;
/* What every thread that computes calls once: flush-to-zero, OpenBLAS at one thread, the priority of its place. Pool threads
 * have done it. */
void mercer_pool_prepare_thread (MercerThreadPlace place);

typedef void (*MercerPoolFunc) (void *data, size_t index);
/* Calls func (data, i) once for every i in [0, count), on the pool's threads and the caller's, in any
 * order, and returns when all are done. Several threads may call at once; a func must not. Results
 * must not depend on which thread ran what. Cost: about 2 us when count is 1 or the pool has one
 * thread nothing is woken. */
void mercer_pool_for (size_t count, MercerPoolFunc func, void *data);
