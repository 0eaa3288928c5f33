/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiles.h"

#include <pthread.h>
#include <stdatomic.h>

#include "pool.h"

#define SPINS 4000 /* some 50 us: about what a sleep and a waking would cost */

typedef struct
{
  const MercerTileFuncs *funcs;
  void *data;
  MercerWork *work;
  size_t left; /* tasks that have not ended */
  int waiting;
  MercerStatus status;
  atomic_uint changes; /* of `left` or `status`, for those who spin */
  pthread_mutex_t lock;
  pthread_cond_t changed;
} Graph;

static void
note_change_locked (Graph *graph)
{
  atomic_fetch_add_explicit (&graph->changes, 1, memory_order_release);
  if (graph->waiting > 0)
    pthread_cond_broadcast (&graph->changed);
}

static void
run_task_locked (Graph *graph, MercerTile task)
{
  pthread_mutex_unlock (&graph->lock);
  MercerStatus status
      = mercer_work_wanted (graph->work) ? graph->funcs->run (graph->data, task) : MERCER_STOPPED;
  pthread_mutex_lock (&graph->lock);
  if (status == MERCER_OK)
    graph->funcs->done (graph->data, task);
  else if (graph->status == MERCER_OK)
    graph->status = status;
  graph->left--;
  note_change_locked (graph);
}

/* Until some other thread ends a task. */
static void
wait_locked (Graph *graph)
{
  unsigned seen = atomic_load_explicit (&graph->changes, memory_order_relaxed);
  pthread_mutex_unlock (&graph->lock);
  for (int i = 0; i < SPINS; i++)
    {
      if (atomic_load_explicit (&graph->changes, memory_order_acquire) != seen)
        break;
#if defined __x86_64__
      __builtin_ia32_pause ();
#endif
    }
  pthread_mutex_lock (&graph->lock);
  while (atomic_load_explicit (&graph->changes, memory_order_relaxed) == seen)
    {
      graph->waiting++;
      pthread_cond_wait (&graph->changed, &graph->lock);
      graph->waiting--;
    }
}

static void
participate_cb (void *data, size_t index)
{
  Graph *graph = data;
  pthread_mutex_lock (&graph->lock);
  while (graph->status == MERCER_OK && graph->left > 0)
    {
      MercerTile task;
      if (graph->funcs->take (graph->data, &task))
        run_task_locked (graph, task);
      else
        wait_locked (graph);
    }
  pthread_mutex_unlock (&graph->lock);
}

MercerStatus
mercer_tiles_run (const MercerTileFuncs *funcs, void *data, size_t tasks, MercerWork *work)
{
  Graph graph = { .funcs = funcs, .data = data, .work = work, .left = tasks, .status = MERCER_OK };
  atomic_init (&graph.changes, 0);
  pthread_mutex_init (&graph.lock, NULL);
  pthread_cond_init (&graph.changed, NULL);
  size_t threads = (size_t) mercer_pool_threads ();
  mercer_pool_for (threads < tasks ? threads : tasks, participate_cb, &graph);
  pthread_cond_destroy (&graph.changed);
  pthread_mutex_destroy (&graph.lock);
  return graph.status;
}

size_t
mercer_tile_side (size_t n, size_t target)
{
  size_t count = (n + target / 2) / target;
  size_t side = count > 1 ? (n + count - 1) / count : n;
  return (side + 7) / 8 * 8;
}
