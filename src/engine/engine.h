/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "job.h"
#include "recipe.h"
#include "store.h"

/* The Engine runs recipes in the background: worker threads, one latest-wins slot for each panel on
 * screen, and for each slot an outbox in which only the newest result waits.
 *
 *   - A new recipe replaces the one that waits. The job that runs is told to stop, but not before its first
 *     figure (cap 250 ms), so that a steady drag never starves the picture.
 *   - Stopping or closing wins at once.
 *   - A result never comes after one of a newer recipe.
 *   - A change that the running flow can take over (mercer_recipe_is_live_change ()) is handed to it instead, also after its
 *     end if it is one that goes on (MERCER_METHOD_GOES_ON). A job that only waits keeps no other from running.
 *
 * pthread and C11 atomics only, so that ThreadSanitizer understands it. */
typedef struct _MercerEngine MercerEngine;
typedef struct _MercerSlot MercerSlot;

/* Called from a worker whenever a slot's outbox turns from empty to filled: post yourself an event and
 * take. Never called again before the next mercer_slot_take (). */
typedef void (*MercerNotifyFunc) (MercerSlot *slot, void *data);

/* workers: how many jobs run at once (0: 2). store_limit: bytes kept between jobs (0: a quarter of memory). */
MercerEngine *mercer_engine_new (int workers, size_t store_limit);
/* Stops everything, joins the workers, frees slots left open. */
void mercer_engine_free (MercerEngine *engine);

MercerSlot *mercer_slot_open (MercerEngine *engine, MercerNotifyFunc notify, void *data);
/* Stops its job at once and forgets the slot; no notification comes after this returns. */
void mercer_slot_close (MercerSlot *slot);
/* The newest recipe wins. Returns its serial number, rising from 1. Never blocks. */
uint64_t mercer_slot_submit (MercerSlot *slot, MercerRecipe *recipe);
/* Stops the running job at once and drops the one that waits. Figures already shown stay. Never blocks. */
void mercer_slot_stop (MercerSlot *slot);

typedef struct
{
  uint64_t serial;       /* of the recipe that this belongs to */
  MercerFigure *figure;  /* newest, or NULL if there is none since the last take */
  MercerEmit kind;       /* of figure */
  bool revised;          /* frames of the reel have been replaced */
  bool ended;            /* the job has ended with status; "" figure may come with it */
  MercerStatus status;
  char *sentence;        /* if it failed: why */
  MercerRecipe *proposal;
  char *proposal_done, *proposal_sentence;
  double progress;       /* 0..1, or -1 */
  char *doing;           /* of progress, or NULL */
  double seconds;        /* since the job began, at the figure */
  double first_seconds;  /* from submit to the first figure of this job, or -1 */
} MercerResult;

/* Takes what waits in the outbox (all members since the last take, merged). False if nothing. */
bool mercer_slot_take (MercerSlot *slot, MercerResult *result);
void mercer_result_clear (MercerResult *result);
/* Flows. A paused slot parks its job at its next frame; parked, it can still be stopped and given changes, which flows that
 * go on show at once. Step lets one more frame through. The frames so far are in the slot's reel, which begins anew with each new job. */
void mercer_slot_pause (MercerSlot *slot, bool paused);
void mercer_slot_step (MercerSlot *slot);
/* The frame `index` of the reel (a new reference; NULL past the end), the number of its step, and how many frames there
 * are. The last one is the final figure once the flow has ended. */
MercerFigure *mercer_slot_frame (MercerSlot *slot, size_t index, size_t *step, size_t *count);

/* True while a job of this slot runs or waits; settling after the final figure does not count. */
bool mercer_slot_is_busy (MercerSlot *slot);
/* True while a flow that has come to its end goes on with the next live change. */
bool mercer_slot_is_resting (MercerSlot *slot);
/* For benchmarks and tests: waits until the slot has nothing to do (settling included, but not a flow that rests), at most
 * `seconds`. */
bool mercer_slot_wait_idle (MercerSlot *slot, double seconds);
/* For benchmarks: seconds between the last request to stop and the worker being free; -1 if none. */
double mercer_slot_last_stop_seconds (MercerSlot *slot);
MercerStore *mercer_engine_store (MercerEngine *engine);
