/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool.h"

#include <cblas.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#if defined __x86_64__
#include <xmmintrin.h>
#endif

#define MOST_THREADS 256
/* A fresh batch often follows within this; sleeping and waking costs as much. */
#define SPIN_NS 30000

typedef struct
{
  pthread_t thread;
  pthread_cond_t wake; /* a batch was published, or the pool ends */
  bool asleep;
  int avoided; /* the processor it must not wake up on; -1: none */
} Worker;

/* One mercer_pool_for () in progress; lives on its caller's stack. */
typedef struct _Batch Batch;
struct _Batch
{
  MercerPoolFunc func;
  void *data;
  size_t count;
  atomic_size_t next; /* the first index nobody has taken */
  atomic_int helpers; /* pool threads inside; grows only under the lock */
  Batch *after;       /* in pool.batches */
};

static struct
{
  pthread_mutex_t lock;
  pthread_cond_t left;   /* the last helper left some batch */
  Batch *batches;        /* published, with indices still to take */
  atomic_uint published; /* counts batches, for spinning threads */
  atomic_bool ending;
  cpu_set_t processors; /* those of the program when the workers were started */
  atomic_int threads;   /* with the caller; 0 before init */
  int started;          /* workers */
  Worker workers[MOST_THREADS];
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER, .left = PTHREAD_COND_INITIALIZER };

static pthread_mutex_t init_lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool inside_task;

static inline void
relax (void)
{
#if defined __x86_64__
  _mm_pause ();
#elif defined __aarch64__
  __asm__ volatile("yield");
#endif
}

static int64_t
now_ns (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (int64_t) t.tv_sec * 1000000000 + t.tv_nsec;
}

static atomic_bool background;

void
mercer_pool_yield_to_window (void)
{
  atomic_store_explicit (&background, true, memory_order_relaxed);
}

static void
run_batch (Batch *batch)
{
  inside_task = true;
  for (;;)
    {
      size_t index = atomic_fetch_add_explicit (&batch->next, 1, memory_order_relaxed);
      if (index >= batch->count)
        break;
      batch->func (batch->data, index);
      mercer_pool_give_way ();
    }
  inside_task = false;
}

/* Among the batches with work left the one with the fewest helpers, so that callers share the pool.
 */
static Batch *
choose_batch_locked (void)
{
  Batch *best = NULL;
  int fewest = 0;
  for (Batch *batch = pool.batches; batch != NULL; batch = batch->after)
    {
      if (atomic_load_explicit (&batch->next, memory_order_relaxed) >= batch->count)
        continue;
      int helpers = atomic_load_explicit (&batch->helpers, memory_order_relaxed);
      if (best == NULL || helpers < fewest)
        {
          best = batch;
          fewest = helpers;
        }
    }
  return best;
}

/* Helping is announced under the lock, while the batch is still listed, and its end is the last
 * touch of the batch: the caller may return from its stack frame right after. */
static void
help_locked (Batch *batch)
{
  atomic_fetch_add_explicit (&batch->helpers, 1, memory_order_relaxed);
  pthread_mutex_unlock (&pool.lock);
  run_batch (batch);
  bool last = atomic_fetch_sub_explicit (&batch->helpers, 1, memory_order_acq_rel) == 1;
  pthread_mutex_lock (&pool.lock);
  if (last)
    pthread_cond_broadcast (&pool.left);
}

static void
spin_for_work (unsigned seen)
{
  int64_t end = now_ns () + SPIN_NS;
  do
    for (int i = 0; i < 16; i++)
      {
        if (atomic_load_explicit (&pool.published, memory_order_relaxed) != seen
            || atomic_load_explicit (&pool.ending, memory_order_relaxed))
          return;
        relax ();
      }
  while (now_ns () < end);
}

static void *
worker_cb (void *data)
{
  Worker *worker = data;
  bool has_spun = false, yields = atomic_load_explicit (&background, memory_order_relaxed);
  mercer_pool_prepare_thread (yields ? MERCER_THREAD_WORKER : MERCER_THREAD_FIRST);
  pthread_mutex_lock (&pool.lock);
  while (!atomic_load_explicit (&pool.ending, memory_order_relaxed))
    {
      Batch *batch = choose_batch_locked ();
      if (batch != NULL)
        {
          if (!yields && (yields = atomic_load_explicit (&background, memory_order_relaxed)))
            mercer_pool_prepare_thread (MERCER_THREAD_WORKER);
          help_locked (batch);
          has_spun = false;
        }
      else if (!has_spun)
        {
          unsigned seen = atomic_load_explicit (&pool.published, memory_order_relaxed);
          pthread_mutex_unlock (&pool.lock);
          spin_for_work (seen);
          pthread_mutex_lock (&pool.lock);
          has_spun = true;
        }
      else
        {
          worker->asleep = true;
          while (worker->asleep)
            pthread_cond_wait (&worker->wake, &pool.lock);
        }
    }
  pthread_mutex_unlock (&pool.lock);
  return NULL;
}

/* Those that the program may run on; none if the system does not say. */
static cpu_set_t
own_processors (void)
{
  cpu_set_t set;
  if (sched_getaffinity (0, sizeof set, &set) != 0)
    CPU_ZERO (&set);
  return set;
}

/* In a virtual machine Linux takes a processor that its host has put to rest for one that is not to be had, and wakes the
 * worker on the caller's own, where it waits for milliseconds while the other idles. So nobody wakes up where the caller
 * runs, who will be busy with the same batch. A call to the system only when the caller has moved. */
static void
keep_away_locked (Worker *worker, int processor)
{
  if (worker->avoided == processor || processor < 0 || processor >= CPU_SETSIZE)
    return;
  cpu_set_t others = pool.processors;
  CPU_CLR (processor, &others);
  if (CPU_COUNT (&others) > 0 && pthread_setaffinity_np (worker->thread, sizeof others, &others) == 0)
    worker->avoided = processor;
}

static void
wake_locked (size_t most)
{
  int processor = sched_getcpu ();
  for (int i = 0; i < pool.started && most > 0; i++)
    {
      Worker *worker = &pool.workers[i];
      if (!worker->asleep)
        continue;
      keep_away_locked (worker, processor);
      worker->asleep = false;
      pthread_cond_signal (&worker->wake);
      most--;
    }
}

static void
stop_workers (void)
{
  pthread_mutex_lock (&pool.lock);
  atomic_store_explicit (&pool.ending, true, memory_order_relaxed);
  wake_locked (MOST_THREADS);
  pthread_mutex_unlock (&pool.lock);
  for (int i = 0; i < pool.started; i++)
    {
      pthread_join (pool.workers[i].thread, NULL);
      pthread_cond_destroy (&pool.workers[i].wake);
    }
  pool.started = 0;
  atomic_store_explicit (&pool.ending, false, memory_order_relaxed);
}

static bool
start_worker (Worker *worker)
{
  *worker = (Worker){ .avoided = -1 };
  pthread_cond_init (&worker->wake, NULL);
  if (pthread_create (&worker->thread, NULL, worker_cb, worker) == 0)
    return true;
  pthread_cond_destroy (&worker->wake);
  return false;
}

static void
init_locked (int threads)
{
  cpu_set_t processors = own_processors ();
  if (threads <= 0)
    threads = CPU_COUNT (&processors);
  threads = threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads;
  openblas_set_num_threads (1);
  if (threads == atomic_load_explicit (&pool.threads, memory_order_relaxed))
    return;
  stop_workers ();
  pthread_mutex_lock (&pool.lock);
  pool.processors = processors;
  while (pool.started < threads - 1 && start_worker (&pool.workers[pool.started]))
    pool.started++;
  pthread_mutex_unlock (&pool.lock);
  atomic_store_explicit (&pool.threads, pool.started + 1, memory_order_release);
}

void
mercer_pool_init (int threads)
{
  pthread_mutex_lock (&init_lock);
  init_locked (threads);
  pthread_mutex_unlock (&init_lock);
}

int
mercer_pool_threads (void)
{
  int threads = atomic_load_explicit (&pool.threads, memory_order_acquire);
  if (threads > 0)
    return threads;
  pthread_mutex_lock (&init_lock);
  if (atomic_load_explicit (&pool.threads, memory_order_relaxed) == 0)
    init_locked (0);
  pthread_mutex_unlock (&init_lock);
  return atomic_load_explicit (&pool.threads, memory_order_acquire);
}

static void
publish (Batch *batch)
{
  pthread_mutex_lock (&pool.lock);
  batch->after = pool.batches;
  pool.batches = batch;
  atomic_fetch_add_explicit (&pool.published, 1, memory_order_relaxed);
  wake_locked (batch->count - 1);
  pthread_mutex_unlock (&pool.lock);
}

static void
withdraw (Batch *batch)
{
  pthread_mutex_lock (&pool.lock);
  Batch **at = &pool.batches;
  while (*at != batch)
    at = &(*at)->after;
  *at = batch->after;
  pthread_mutex_unlock (&pool.lock);
}

static void
await_helpers (Batch *batch)
{
  int64_t end = now_ns () + SPIN_NS;
  do
    for (int i = 0; i < 16; i++)
      {
        if (atomic_load_explicit (&batch->helpers, memory_order_acquire) == 0)
          return;
        relax ();
      }
  while (now_ns () < end);

  pthread_mutex_lock (&pool.lock);
  while (atomic_load_explicit (&batch->helpers, memory_order_acquire) > 0)
    pthread_cond_wait (&pool.left, &pool.lock);
  pthread_mutex_unlock (&pool.lock);
}

void
mercer_pool_for (size_t count, MercerPoolFunc func, void *data)
{
  if (count <= 1 || inside_task || mercer_pool_threads () == 1)
    {
      for (size_t i = 0; i < count; i++)
        func (data, i);
      return;
    }
  Batch batch = { .func = func, .data = data, .count = count };
  publish (&batch);
  run_batch (&batch);
  withdraw (&batch);
  await_helpers (&batch);
}
