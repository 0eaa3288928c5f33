/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "work.h"

#include <cblas.h>
#include <glib/gi18n.h>
#include <gsl/gsl_errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "block.h"
#include "pool.h"

/* GSL would end the program on an underflow; those who call it look at its status. OpenBLAS with threads of its own would
 * fight the pool, and its sums would not have the same bits before the pool is there as after. */
__attribute__ ((constructor)) static void
tame_libraries (void)
{
  gsl_set_error_handler_off ();
  openblas_set_num_threads (1);
}

typedef struct
{
  void *block;
  size_t bytes;
} Scratch;

struct _MercerWork
{
  atomic_bool stopped;
  atomic_long polls;
  atomic_long stop_after; /* negative: never */

  size_t memory_limit, used, refused;
  Scratch *scratch;
  size_t n_scratch, capacity;

  MercerStore *store;
  MercerProgressFunc progress;
  void *progress_data;
};

static const char *const status_texts[] = {
  [MERCER_OK] = N_ ("Done"),
  [MERCER_STOPPED] = N_ ("Stopped before it was done"),
  [MERCER_NOT_POSITIVE_DEFINITE]
  = N_ ("The kernel matrix is not positive definite: raise the noise, or remove repeated points"),
  [MERCER_DIVERGED]
  = N_ ("The computation did not settle on finite numbers: move the parameters back towards their "
        "start values"),
  [MERCER_OUT_OF_MEMORY] = N_ ("Too large for the memory: use fewer points"),
  [MERCER_BAD_INPUT]
  = N_ ("The input does not fit this computation: check the columns and parameters"),
};

const char *
mercer_status_text (MercerStatus status)
{
  g_return_val_if_fail ((size_t) status < G_N_ELEMENTS (status_texts), "");
  return _ (status_texts[status]);
}

MercerWork *
mercer_work_new (size_t memory_limit, MercerStore *store)
{
  MercerWork *work = g_new0 (MercerWork, 1);
  atomic_init (&work->stopped, false);
  atomic_init (&work->polls, 0);
  atomic_init (&work->stop_after, -1);
  work->memory_limit = memory_limit > 0 ? memory_limit : mercer_block_machine_bytes () / 4 * 3;
  work->store = store;
  return work;
}

void
mercer_work_free (MercerWork *work)
{
  if (work == NULL)
    return;
  mercer_work_release (work, 0);
  g_free (work->scratch);
  g_free (work);
}

void
mercer_work_stop (MercerWork *work)
{
  atomic_store_explicit (&work->stopped, true, memory_order_relaxed);
}

void
mercer_work_stop_after (MercerWork *work, long polls)
{
  atomic_store_explicit (&work->stop_after, polls, memory_order_relaxed);
}

long
mercer_work_polls (const MercerWork *work)
{
  return atomic_load_explicit (&work->polls, memory_order_relaxed);
}

bool
mercer_work_wanted (MercerWork *work)
{
  if (work == NULL)
    return true;
  long poll = atomic_fetch_add_explicit (&work->polls, 1, memory_order_relaxed);
  long last = atomic_load_explicit (&work->stop_after, memory_order_relaxed);
  if (last >= 0 && poll >= last)
    mercer_work_stop (work);
  mercer_pool_give_way ();
  return !atomic_load_explicit (&work->stopped, memory_order_relaxed);
}

void *
mercer_work_alloc (MercerWork *work, size_t count, size_t size)
{
  size_t bytes;
  g_return_val_if_fail (work != NULL, NULL);
  if (__builtin_mul_overflow (count, size, &bytes))
    bytes = SIZE_MAX;
  void *block = NULL;
  if (bytes <= work->memory_limit - work->used)
    block = mercer_block_new (bytes);
  if (block == NULL)
    {
      work->refused = bytes;
      return NULL;
    }
  if (work->n_scratch == work->capacity)
    {
      work->capacity = work->capacity == 0 ? 16 : 2 * work->capacity;
      work->scratch = g_renew (Scratch, work->scratch, work->capacity);
    }
  work->scratch[work->n_scratch++] = (Scratch){ block, bytes };
  work->used += bytes;
  return block;
}

double *
mercer_work_doubles (MercerWork *work, size_t count)
{
  return mercer_work_alloc (work, count, sizeof (double));
}

MercerMatrix
mercer_work_matrix (MercerWork *work, size_t rows, size_t cols)
{
  size_t count;
  if (__builtin_mul_overflow (rows, cols, &count))
    count = SIZE_MAX;
  return mercer_matrix (mercer_work_doubles (work, count), rows, cols);
}

size_t
mercer_work_refused_bytes (const MercerWork *work)
{
  return work->refused;
}

size_t
mercer_work_memory_limit (const MercerWork *work)
{
  return work->memory_limit;
}

MercerMark
mercer_work_mark (MercerWork *work)
{
  return work->n_scratch;
}

void
mercer_work_release (MercerWork *work, MercerMark mark)
{
  g_return_if_fail (mark <= work->n_scratch);
  while (work->n_scratch > mark)
    {
      Scratch *last = &work->scratch[--work->n_scratch];
      work->used -= last->bytes;
      mercer_block_free (last->block);
    }
}

MercerStore *
mercer_work_store (MercerWork *work)
{
  return work != NULL ? work->store : NULL;
}

void
mercer_work_set_progress (MercerWork *work, MercerProgressFunc func, void *data)
{
  work->progress = func;
  work->progress_data = data;
}

void
mercer_work_progress (MercerWork *work, double fraction, const char *doing)
{
  if (work != NULL && work->progress != NULL)
    work->progress (fraction, doing, work->progress_data);
}
