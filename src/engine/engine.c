/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers that run the waiting recipe of any slot, and a supervisor that enforces the cap on first figures. */

#include "engine-private.h"

#include <math.h>
#include <time.h>
#include <unistd.h>

#include "pool.h"

double
mercer_engine_now (void)
{
  struct timespec now;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/* A slot that waits for a worker, the one that has waited longest first. */
static MercerSlot *
next_slot (MercerEngine *engine)
{
  MercerSlot *found = NULL;
  for (MercerSlot *slot = engine->slots; slot != NULL; slot = slot->next)
    if (slot->waiting != NULL && !slot->run.held
        && (found == NULL || slot->waiting_since < found->waiting_since))
      found = slot;
  return found;
}

/* With the lock held: takes the slot's waiting recipe. */
static void
begin_run (MercerEngine *engine, MercerSlot *slot)
{
  slot->run = (MercerRun){
    .held = true,
    .work = mercer_work_new (0, engine->store),
    .recipe = g_steal_pointer (&slot->waiting),
    .serial = slot->last_serial,
    .submitted = slot->waiting_since,
    .started = mercer_engine_now (),
  };
  mercer_work_set_progress (slot->run.work, mercer_slot_progress_cb, slot);
  mercer_reel_clear (slot->reel);
}

/* With the lock held. Returns whether the end is to be announced: a job that made way for a newer recipe ends
 * silently, one that was only preparing the next drag has succeeded, and of one that rested the end is known. */
static bool
end_run (MercerSlot *slot, MercerStatus status, char *sentence)
{
  MercerRun run = slot->run;
  bool silent = slot->closed || run.resting || (status == MERCER_STOPPED && !run.halted);
  if (silent)
    g_clear_pointer (&sentence, g_free);
  bool announce = !silent && mercer_slot_tell_end (slot, status == MERCER_STOPPED && run.settling ? MERCER_OK : status, sentence);
  slot->run = (MercerRun){ .held = true };
  mercer_recipe_unref (run.recipe);
  /* A change that came too late for the job is computed anew. */
  if (run.handed != NULL && slot->waiting == NULL && !run.halted)
    {
      slot->waiting = g_steal_pointer (&run.handed);
      slot->waiting_since = mercer_engine_now ();
    }
  mercer_recipe_unref (run.handed);
  if (run.stop_asked > 0)
    slot->last_stop_seconds = mercer_engine_now () - run.stop_asked;
  return announce;
}

static MercerStatus
run_job (MercerSlot *slot, MercerRecipe *recipe, MercerWork *work, char **sentence)
{
  const MercerJobSink sink = {
    .emit = mercer_slot_emit_cb, .propose = mercer_slot_propose_cb, .refresh = mercer_slot_refresh_cb,
    .is_paused = mercer_slot_is_paused_cb, .await = mercer_slot_await_cb, .data = slot, .live = true
  };
  MercerJob *job = mercer_job_new (recipe, work, &sink);
  MercerStatus status = mercer_job_run (job, sentence);
  mercer_job_free (job);
  return status;
}

/* Called and returns with the lock held, which it gives up while the job runs. */
static void
run_slot (MercerEngine *engine, MercerSlot *slot)
{
  begin_run (engine, slot);
  MercerWork *work = slot->run.work;
  MercerRecipe *recipe = mercer_recipe_ref (slot->run.recipe);
  pthread_mutex_unlock (&engine->lock);

  char *sentence = NULL;
  MercerStatus status = run_job (slot, recipe, work, &sentence);

  pthread_mutex_lock (&engine->lock);
  bool announce = end_run (slot, status, sentence);
  pthread_mutex_unlock (&engine->lock);
  mercer_work_free (work);
  mercer_recipe_unref (recipe);
  if (announce)
    mercer_slot_announce (slot);

  pthread_mutex_lock (&engine->lock);
  slot->run.held = false;
  bool closed = slot->closed;
  pthread_cond_broadcast (&engine->job_ended);
  if (closed)
    mercer_slot_destroy (slot);
}

static void *
worker_main (void *data)
{
  MercerEngine *engine = data;
  mercer_pool_prepare_thread (MERCER_THREAD_WORKER);
  pthread_mutex_lock (&engine->lock);
  while (!engine->ending)
    {
      MercerSlot *slot = engine->active < engine->most ? next_slot (engine) : NULL;
      if (slot != NULL)
        {
          engine->active++;
          run_slot (engine, slot);
          engine->active--;
        }
      else
        {
          engine->idle++;
          pthread_cond_wait (&engine->work_waits, &engine->lock);
          engine->idle--;
        }
    }
  pthread_mutex_unlock (&engine->lock);
  return NULL;
}

/* With the lock held. */
static void
hire (MercerEngine *engine)
{
  engine->workers = g_renew (pthread_t, engine->workers, engine->n_workers + 1);
  engine->n_workers += pthread_create (&engine->workers[engine->n_workers], NULL, worker_main, engine) == 0;
}

void
mercer_engine_wait (MercerEngine *engine)
{
  engine->active--;
  if (engine->idle == 0 && !engine->ending)
    hire (engine);
  else
    pthread_cond_signal (&engine->work_waits);
  pthread_cond_wait (&engine->resumed, &engine->lock);
  engine->active++;
}

/* Stops outdated jobs whose cap has passed; returns when the next one will, or infinity. */
static double
enforce_caps (MercerEngine *engine)
{
  double now = mercer_engine_now (), next = INFINITY;
  for (MercerSlot *slot = engine->slots; slot != NULL; slot = slot->next)
    {
      if (slot->run.work == NULL || !slot->run.outdated || slot->run.stop_asked > 0)
        continue;
      double cap = slot->run.started + MERCER_FIRST_FIGURE_CAP;
      if (now >= cap)
        mercer_slot_tell_to_stop (slot);
      else
        next = fmin (next, cap);
    }
  return next;
}

static void *
supervisor_main (void *data)
{
  MercerEngine *engine = data;
  pthread_mutex_lock (&engine->lock);
  while (!engine->ending)
    {
      double next = enforce_caps (engine);
      if (isinf (next))
        {
          pthread_cond_wait (&engine->cap_changed, &engine->lock);
          continue;
        }
      struct timespec until = { (time_t) next, (long) ((next - floor (next)) * 1e9) };
      pthread_cond_timedwait (&engine->cap_changed, &engine->lock, &until);
    }
  pthread_mutex_unlock (&engine->lock);
  return NULL;
}

static size_t
default_store_limit (void)
{
  return (size_t) sysconf (_SC_PHYS_PAGES) * (size_t) sysconf (_SC_PAGE_SIZE) / 4;
}

MercerEngine *
mercer_engine_new (int workers, size_t store_limit)
{
  MercerEngine *engine = g_new0 (MercerEngine, 1);
  mercer_pool_yield_to_window ();
  pthread_condattr_t monotonic;
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init (&engine->lock, NULL);
  pthread_cond_init (&engine->work_waits, &monotonic);
  pthread_cond_init (&engine->job_ended, &monotonic);
  pthread_cond_init (&engine->cap_changed, &monotonic);
  pthread_cond_init (&engine->resumed, &monotonic);
  pthread_condattr_destroy (&monotonic);
  engine->store = mercer_store_new (store_limit > 0 ? store_limit : default_store_limit ());
  engine->most = workers > 0 ? workers : 2;
  pthread_mutex_lock (&engine->lock);
  for (int i = 0; i < engine->most; i++)
    hire (engine);
  pthread_mutex_unlock (&engine->lock);
  pthread_create (&engine->supervisor, NULL, supervisor_main, engine);
  return engine;
}

void
mercer_engine_free (MercerEngine *engine)
{
  if (engine == NULL)
    return;
  pthread_mutex_lock (&engine->lock);
  engine->ending = true;
  for (MercerSlot *slot = engine->slots; slot != NULL; slot = slot->next)
    {
      slot->run.halted = true;
      mercer_slot_tell_to_stop (slot);
    }
  pthread_cond_broadcast (&engine->work_waits);
  pthread_cond_broadcast (&engine->cap_changed);
  pthread_mutex_unlock (&engine->lock);
  for (int i = 0; i < engine->n_workers; i++)
    pthread_join (engine->workers[i], NULL);
  pthread_join (engine->supervisor, NULL);
  while (engine->slots != NULL)
    mercer_slot_close (engine->slots);
  mercer_store_free (engine->store);
  pthread_mutex_destroy (&engine->lock);
  pthread_cond_destroy (&engine->work_waits);
  pthread_cond_destroy (&engine->job_ended);
  pthread_cond_destroy (&engine->cap_changed);
  pthread_cond_destroy (&engine->resumed);
  g_free (engine->workers);
  g_free (engine);
}

MercerStore *
mercer_engine_store (MercerEngine *engine)
{
  return engine->store;
}
