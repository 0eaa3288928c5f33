/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matrix.h"
#include "store.h"

/* How a numerical function ended. Anything but MERCER_OK leaves the outputs undefined. */
typedef enum
{
  MERCER_OK = 0,
  MERCER_STOPPED,               /* it was asked to stop and did */
  MERCER_NOT_POSITIVE_DEFINITE, /* a factorisation met a pivot that is not positive */
  MERCER_DIVERGED,              /* an iteration left the finite numbers or ran out of steps */
  MERCER_OUT_OF_MEMORY,         /* see mercer_work_refused_bytes () */
  MERCER_BAD_INPUT              /* arguments that the caller should have refused */
} MercerStatus;

/* One translated sentence for a status, in the voice of a note under a figure. */
const char *mercer_status_text (MercerStatus status);

/* The context of one piece of work: whether it is still wanted, its scratch memory, the shared
 * array store, and where progress goes. Every function that may take longer than a millisecond
 * takes one and asks mercer_work_wanted () at least every 5 ms.
 *
 * A work belongs to one thread at a time, except for mercer_work_stop () and
 * mercer_work_wanted (), which any thread may call. */
typedef struct _MercerWork MercerWork;

/* memory_limit: bytes of scratch this work may hold at once; 0 for the default (three quarters of
 * the machine's memory). store may be NULL: then nothing is remembered between works. */
MercerWork *mercer_work_new (size_t memory_limit, MercerStore *store);
/* Frees the work with all its scratch memory. NULL is allowed. */
void mercer_work_free (MercerWork *work);

/* Asks the work to stop. Safe from any thread and more than once. */
void mercer_work_stop (MercerWork *work);
/* For tests: the work stops at its poll number `polls` (0 = the first). Negative: never. */
void mercer_work_stop_after (MercerWork *work, long polls);
/* How often mercer_work_wanted () was asked. For tests. */
long mercer_work_polls (const MercerWork *work);
/* True while the result is still wanted. A NULL work is always wanted. One relaxed atomic read. */
bool mercer_work_wanted (MercerWork *work);

/* Scratch memory: 64-byte aligned, uninitialised, freed with the work or by release. Never freed one
 * by one, so that any `return` is a clean return. NULL when the limit is passed or the system refuses;
 * the size then stands in mercer_work_refused_bytes (). Cost: O(1) beside the system's allocator. */
void *mercer_work_alloc (MercerWork *work, size_t count, size_t size);
double *mercer_work_doubles (MercerWork *work, size_t count);
/* A rows x cols column-major matrix; .data is NULL on refusal. */
MercerMatrix mercer_work_matrix (MercerWork *work, size_t rows, size_t cols);
size_t mercer_work_refused_bytes (const MercerWork *work);
size_t mercer_work_memory_limit (const MercerWork *work);

/* Scratch in loops: what was allocated since mark is freed by release. Marks nest. */
typedef size_t MercerMark;
MercerMark mercer_work_mark (MercerWork *work);
void mercer_work_release (MercerWork *work, MercerMark mark);

MercerStore *mercer_work_store (MercerWork *work);

/* Progress in [0, 1] with a short translated phrase of what is being done ("Factorising"). */
typedef void (*MercerProgressFunc) (double fraction, const char *doing, void *data);
void mercer_work_set_progress (MercerWork *work, MercerProgressFunc func, void *data);
void mercer_work_progress (MercerWork *work, double fraction, const char *doing);
