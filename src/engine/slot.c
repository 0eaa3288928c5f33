/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots: what is asked for, what runs, and the outbox in which only the newest result waits. */

#include "engine-private.h"

#include <stdlib.h>
#include <string.h>

MercerSlot *
mercer_slot_open (MercerEngine *engine, MercerNotifyFunc notify, void *data)
{
  MercerSlot *slot = g_new0 (MercerSlot, 1);
  slot->engine = engine;
  slot->notify = notify;
  slot->data = data;
  slot->last_stop_seconds = -1;
  slot->outbox.progress = slot->outbox.first_seconds = -1;
  slot->reel = mercer_reel_new (MERCER_REEL_LIMIT);
  pthread_mutex_init (&slot->announcing, NULL);
  pthread_mutex_lock (&engine->lock);
  slot->next = engine->slots;
  engine->slots = slot;
  pthread_mutex_unlock (&engine->lock);
  return slot;
}

void
mercer_slot_destroy (MercerSlot *slot)
{
  mercer_recipe_unref (slot->waiting);
  mercer_result_clear (&slot->outbox);
  mercer_reel_free (slot->reel);
  pthread_mutex_destroy (&slot->announcing);
  g_free (slot);
}

void
mercer_slot_tell_to_stop (MercerSlot *slot)
{
  if (slot->run.work == NULL)
    return;
  if (slot->run.stop_asked == 0)
    slot->run.stop_asked = mercer_engine_now ();
  mercer_work_stop (slot->run.work);
  pthread_cond_broadcast (&slot->engine->resumed);
}

void
mercer_slot_close (MercerSlot *slot)
{
  if (slot == NULL)
    return;
  MercerEngine *engine = slot->engine;
  pthread_mutex_lock (&slot->announcing);
  slot->notify = NULL;
  pthread_mutex_unlock (&slot->announcing);

  pthread_mutex_lock (&engine->lock);
  for (MercerSlot **link = &engine->slots; *link != NULL; link = &(*link)->next)
    if (*link == slot)
      {
        *link = slot->next;
        break;
      }
  slot->closed = true;
  mercer_slot_tell_to_stop (slot);
  /* A worker that still holds the slot frees it when it is done with it. */
  bool mine = !slot->run.held;
  pthread_mutex_unlock (&engine->lock);
  if (mine)
    mercer_slot_destroy (slot);
}

/* The rule of the live drag: once the running job has shown something it may go, before that it gets until the cap. */
static void
outdate_running (MercerSlot *slot)
{
  if (slot->run.work == NULL)
    return;
  slot->run.outdated = true;
  if (slot->run.shown || mercer_engine_now () - slot->run.started >= MERCER_FIRST_FIGURE_CAP)
    mercer_slot_tell_to_stop (slot);
  else
    pthread_cond_signal (&slot->engine->cap_changed);
}

/* Whether the job that runs can go on with this recipe. */
static bool
can_hand_over (const MercerSlot *slot, const MercerRecipe *recipe)
{
  const MercerRun *run = &slot->run;
  return run->work != NULL && run->stop_asked == 0 && !run->outdated && slot->waiting == NULL && (!run->settling || mercer_run_goes_on (run))
         && mercer_recipe_is_live_change (run->handed != NULL ? run->handed : run->recipe, recipe);
}

/* With the lock held: a flow that is parked or rests wakes up with it. */
static void
hand_over (MercerSlot *slot, MercerRecipe *recipe, uint64_t serial)
{
  slot->run.handed = recipe;
  slot->run.handed_serial = serial;
  slot->run.resting = slot->run.settling = false;
  pthread_cond_broadcast (&slot->engine->resumed);
}

uint64_t
mercer_slot_submit (MercerSlot *slot, MercerRecipe *recipe)
{
  MercerRecipe *dropped;
  pthread_mutex_lock (&slot->engine->lock);
  uint64_t serial = ++slot->last_serial;
  mercer_recipe_ref (recipe);
  if (can_hand_over (slot, recipe))
    {
      dropped = slot->run.handed;
      hand_over (slot, recipe, serial);
    }
  else
    {
      dropped = slot->waiting;
      slot->waiting = recipe;
      /* The wait is counted from the newest event: earlier ones of a drag were replaced, not delayed. */
      slot->waiting_since = mercer_engine_now ();
      outdate_running (slot);
      pthread_cond_signal (&slot->engine->work_waits);
    }
  pthread_mutex_unlock (&slot->engine->lock);
  mercer_recipe_unref (dropped);
  return serial;
}

void
mercer_slot_stop (MercerSlot *slot)
{
  pthread_mutex_lock (&slot->engine->lock);
  MercerRecipe *dropped = g_steal_pointer (&slot->waiting);
  slot->run.halted = true;
  mercer_slot_tell_to_stop (slot);
  pthread_mutex_unlock (&slot->engine->lock);
  mercer_recipe_unref (dropped);
}

bool
mercer_slot_is_busy (MercerSlot *slot)
{
  pthread_mutex_lock (&slot->engine->lock);
  bool busy = slot->waiting != NULL || (slot->run.work != NULL && !slot->run.settling);
  pthread_mutex_unlock (&slot->engine->lock);
  return busy;
}

double
mercer_slot_last_stop_seconds (MercerSlot *slot)
{
  pthread_mutex_lock (&slot->engine->lock);
  double seconds = slot->last_stop_seconds;
  pthread_mutex_unlock (&slot->engine->lock);
  return seconds;
}

bool
mercer_slot_wait_idle (MercerSlot *slot, double seconds)
{
  struct timespec until;
  clock_gettime (CLOCK_MONOTONIC, &until);
  double end = (double) until.tv_sec + 1e-9 * (double) until.tv_nsec + seconds;
  until.tv_sec = (time_t) end;
  until.tv_nsec = (long) ((end - (double) until.tv_sec) * 1e9);
  pthread_mutex_lock (&slot->engine->lock);
  int failed = 0;
  while (failed == 0 && (slot->waiting != NULL || (slot->run.held && !slot->run.resting)))
    failed = pthread_cond_timedwait (&slot->engine->job_ended, &slot->engine->lock, &until);
  pthread_mutex_unlock (&slot->engine->lock);
  return failed == 0;
}

/* --- The outbox -------------------------------------------------------------------------------- */

void
mercer_result_clear (MercerResult *result)
{
  mercer_figure_unref (result->figure);
  mercer_recipe_unref (result->proposal);
  g_free (result->sentence);
  g_free (result->proposal_done);
  g_free (result->proposal_sentence);
  g_free (result->doing);
  *result = (MercerResult){ .progress = -1, .first_seconds = -1 };
}

bool
mercer_slot_take (MercerSlot *slot, MercerResult *result)
{
  pthread_mutex_lock (&slot->engine->lock);
  bool filled = slot->filled;
  if (filled)
    {
      *result = slot->outbox;
      slot->outbox = (MercerResult){ .progress = -1, .first_seconds = -1 };
    }
  slot->filled = slot->announced = false;
  pthread_mutex_unlock (&slot->engine->lock);
  return filled;
}

MercerResult *
mercer_slot_outbox (MercerSlot *slot, uint64_t serial)
{
  if (slot->outbox.serial != serial)
    mercer_result_clear (&slot->outbox);
  slot->outbox.serial = serial;
  return &slot->outbox;
}

bool
mercer_slot_fill (MercerSlot *slot)
{
  bool announce = !slot->announced;
  slot->filled = slot->announced = true;
  return announce;
}

bool
mercer_slot_tell_end (MercerSlot *slot, MercerStatus status, char *sentence)
{
  MercerResult *box = mercer_slot_outbox (slot, slot->run.serial);
  box->ended = true;
  box->status = status;
  g_free (box->sentence);
  box->sentence = sentence;
  return mercer_slot_fill (slot);
}

void
mercer_slot_announce (MercerSlot *slot)
{
  pthread_mutex_lock (&slot->announcing);
  if (slot->notify != NULL)
    slot->notify (slot, slot->data);
  pthread_mutex_unlock (&slot->announcing);
}

/* What it shows is there; only a person who looks back sees that the film has become another. */
static void
revise (MercerSlot *slot, MercerFigure *figure)
{
  pthread_mutex_lock (&slot->engine->lock);
  mercer_reel_revise (slot->reel, figure);
  mercer_slot_outbox (slot, slot->run.serial)->revised = true;
  bool announce = mercer_slot_fill (slot);
  pthread_mutex_unlock (&slot->engine->lock);
  if (announce)
    mercer_slot_announce (slot);
}

void
mercer_slot_emit_cb (MercerEmit kind, MercerFigure *figure, void *data)
{
  MercerSlot *slot = data;
  if (kind == MERCER_EMIT_REVISED)
    {
      revise (slot, figure);
      return;
    }
  pthread_mutex_lock (&slot->engine->lock);
  MercerRun *run = &slot->run;
  MercerResult *box = mercer_slot_outbox (slot, run->serial);
  MercerFigure *replaced = box->figure;
  double now = mercer_engine_now ();
  box->figure = figure;
  box->kind = kind;
  box->seconds = now - run->started;
  if (!run->shown)
    box->first_seconds = now - run->submitted;
  run->shown = true;
  run->settling = kind == MERCER_EMIT_FINAL;
  if (run->outdated)
    mercer_slot_tell_to_stop (slot);
  if (kind == MERCER_EMIT_FRAME)
    mercer_reel_append (slot->reel, mercer_figure_ref (figure));
  else if (kind == MERCER_EMIT_FINAL)
    mercer_reel_finish (slot->reel, mercer_figure_ref (figure));
  bool announce = mercer_slot_fill (slot);
  pthread_mutex_unlock (&slot->engine->lock);
  mercer_figure_unref (replaced);
  if (announce)
    mercer_slot_announce (slot);
  if (kind != MERCER_EMIT_FRAME)
    return;
  pthread_mutex_lock (&slot->engine->lock);
  mercer_slot_park (slot);
  pthread_mutex_unlock (&slot->engine->lock);
}

void
mercer_slot_propose_cb (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  MercerSlot *slot = data;
  pthread_mutex_lock (&slot->engine->lock);
  MercerResult *box = mercer_slot_outbox (slot, slot->run.serial);
  MercerRecipe *replaced = box->proposal;
  g_free (box->proposal_done);
  g_free (box->proposal_sentence);
  box->proposal = recipe;
  box->proposal_done = g_strdup (done);
  box->proposal_sentence = g_strdup (sentence);
  bool announce = mercer_slot_fill (slot);
  pthread_mutex_unlock (&slot->engine->lock);
  mercer_recipe_unref (replaced);
  if (announce)
    mercer_slot_announce (slot);
}

void
mercer_slot_progress_cb (double fraction, const char *doing, void *data)
{
  MercerSlot *slot = data;
  pthread_mutex_lock (&slot->engine->lock);
  /* What is prepared after the final figure is nobody's business. */
  bool announce = false;
  if (!slot->run.settling)
    {
      MercerResult *box = mercer_slot_outbox (slot, slot->run.serial);
      box->progress = fraction;
      g_free (box->doing);
      box->doing = g_strdup (doing);
      announce = mercer_slot_fill (slot);
    }
  pthread_mutex_unlock (&slot->engine->lock);
  if (announce)
    mercer_slot_announce (slot);
}
