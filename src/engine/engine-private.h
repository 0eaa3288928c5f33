/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine.h"
#include "reel.h"

/* One lock guards the engine and everything in its slots, except that a slot's `announcing` lock is held (alone)
 * around its notification, so that closing can wait for one in flight. Nothing slow happens under the lock. */

/* The job that a worker runs for a slot. */
typedef struct
{
  bool held;        /* a worker has the slot, be it to run a job or to tell of its end */
  MercerWork *work; /* of the job; NULL: none runs */
  MercerRecipe *recipe;  /* what it computes, live changes included */
  MercerRecipe *handed;  /* a live change that it has not taken over yet, or NULL */
  uint64_t serial, handed_serial;
  double submitted, started;
  bool shown;    /* it has emitted a figure */
  bool let_through; /* it may make one step although its slot is paused */
  bool settling; /* it has emitted its final figure */
  bool resting;  /* after that it waits for a live change; the end has been told */
  bool outdated; /* a newer recipe waits: stop after the first figure or at the cap */
  bool halted;   /* mercer_slot_stop (): the end is told */
  double stop_asked; /* when it was told to stop; 0: not yet */
} MercerRun;

struct _MercerSlot
{
  MercerEngine *engine;
  MercerSlot *next; /* in engine->slots */
  MercerNotifyFunc notify;
  void *data;
  pthread_mutex_t announcing;
  bool closed;
  bool announced; /* a notification is out and nobody has taken since */

  MercerRecipe *waiting; /* NULL: none */
  uint64_t last_serial;
  double waiting_since;
  MercerRun run;

  MercerReel *reel;
  bool paused;
  unsigned steps; /* frames let through while paused */

  MercerResult outbox;
  bool filled;
  double last_stop_seconds;
};

struct _MercerEngine
{
  pthread_mutex_t lock;
  pthread_cond_t work_waits;  /* for workers */
  pthread_cond_t job_ended;   /* for mercer_slot_wait_idle () and closing */
  pthread_cond_t cap_changed; /* for the supervisor */
  pthread_cond_t resumed;     /* for jobs that wait: parked at a frame, or resting after their end */
  MercerSlot *slots;
  MercerStore *store;
  pthread_t *workers;
  int n_workers; /* threads: as many as jobs may run at once, and more while jobs wait */
  int most, active, idle; /* jobs that may run at once; that do, not counting those that wait; threads without a job */
  pthread_t supervisor;
  bool ending;
};

/* Seconds on the monotonic clock. */
double mercer_engine_now (void);
/* With the lock held: */
void mercer_slot_tell_to_stop (MercerSlot *slot);
/* The job waits at a frame while the slot is paused. */
void mercer_slot_park (MercerSlot *slot);
/* Whether its method is one that goes on (MERCER_METHOD_GOES_ON). */
bool mercer_run_goes_on (const MercerRun *run);
/* Starts a fresh result if the outbox holds one of an older recipe. */
MercerResult *mercer_slot_outbox (MercerSlot *slot, uint64_t serial);
/* With the lock held, returns whether mercer_slot_announce () must follow once it is released. */
bool mercer_slot_fill (MercerSlot *slot);
/* The same with the end of the job that runs in it. Takes the sentence. */
bool mercer_slot_tell_end (MercerSlot *slot, MercerStatus status, char *sentence);
/* Without the lock. */
void mercer_slot_announce (MercerSlot *slot);
void mercer_slot_destroy (MercerSlot *slot);
/* With the lock held, by a job: waits for news of its slot, while another may run in its place. */
void mercer_engine_wait (MercerEngine *engine);
/* The sink and the progress of a job; data is the slot. */
void mercer_slot_emit_cb (MercerEmit kind, MercerFigure *figure, void *data);
void mercer_slot_propose_cb (MercerRecipe *recipe, const char *done, const char *sentence, void *data);
MercerRecipe *mercer_slot_refresh_cb (void *data);
bool mercer_slot_is_paused_cb (void *data);
bool mercer_slot_await_cb (void *data);
void mercer_slot_progress_cb (double fraction, const char *doing, void *data);

/* How long a job that a newer recipe has outdated may go on without a figure. */
#define MERCER_FIRST_FIGURE_CAP 0.25
/* Bytes of frames that a slot keeps. */
#define MERCER_REEL_LIMIT ((size_t) 256 << 20)
