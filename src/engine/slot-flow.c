/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots of flows: what a person does with the film, and what the job asks for between its frames. */

#include "engine-private.h"

/* --- The person ----------------------------------------------------------------------------------- */

void
mercer_slot_pause (MercerSlot *slot, bool paused)
{
  pthread_mutex_lock (&slot->engine->lock);
  slot->paused = paused;
  slot->steps = 0;
  pthread_cond_broadcast (&slot->engine->resumed);
  pthread_mutex_unlock (&slot->engine->lock);
}

void
mercer_slot_step (MercerSlot *slot)
{
  pthread_mutex_lock (&slot->engine->lock);
  slot->steps++;
  pthread_cond_broadcast (&slot->engine->resumed);
  pthread_mutex_unlock (&slot->engine->lock);
}

MercerFigure *
mercer_slot_frame (MercerSlot *slot, size_t index, size_t *step, size_t *count)
{
  pthread_mutex_lock (&slot->engine->lock);
  *count = mercer_reel_count (slot->reel);
  MercerFigure *frame = index < *count ? mercer_figure_ref (mercer_reel_frame (slot->reel, index)) : NULL;
  if (frame != NULL)
    *step = mercer_reel_step (slot->reel, index);
  pthread_mutex_unlock (&slot->engine->lock);
  return frame;
}

bool
mercer_slot_is_resting (MercerSlot *slot)
{
  pthread_mutex_lock (&slot->engine->lock);
  bool resting = slot->run.resting && slot->run.stop_asked == 0 && slot->waiting == NULL;
  pthread_mutex_unlock (&slot->engine->lock);
  return resting;
}

/* --- The job --------------------------------------------------------------------------------------- */

bool
mercer_run_goes_on (const MercerRun *run)
{
  return (mercer_recipe_method (run->recipe)->flags & MERCER_METHOD_GOES_ON) != 0;
}

MercerRecipe *
mercer_slot_refresh_cb (void *data)
{
  MercerSlot *slot = data;
  MercerRun *run = &slot->run;
  MercerRecipe *taken = NULL, *replaced = NULL;
  pthread_mutex_lock (&slot->engine->lock);
  if (run->handed != NULL)
    {
      replaced = run->recipe;
      taken = mercer_recipe_ref (run->handed);
      run->recipe = g_steal_pointer (&run->handed);
      run->serial = run->handed_serial;
    }
  pthread_mutex_unlock (&slot->engine->lock);
  mercer_recipe_unref (replaced);
  return taken;
}

void
mercer_slot_park (MercerSlot *slot)
{
  MercerRun *run = &slot->run;
  while (slot->paused && slot->steps == 0 && run->stop_asked == 0 && (run->handed == NULL || !mercer_run_goes_on (run)))
    mercer_engine_wait (slot->engine);
  run->let_through = slot->steps > 0;
  if (run->let_through)
    slot->steps--;
}

bool
mercer_slot_is_paused_cb (void *data)
{
  MercerSlot *slot = data;
  pthread_mutex_lock (&slot->engine->lock);
  bool paused = slot->paused && !slot->run.let_through;
  pthread_mutex_unlock (&slot->engine->lock);
  return paused;
}

/* To those who watch the job has ended; it keeps what it has until a change lets it go on or something stops it. */
bool
mercer_slot_await_cb (void *data)
{
  MercerSlot *slot = data;
  MercerRun *run = &slot->run;
  pthread_mutex_lock (&slot->engine->lock);
  run->resting = run->handed == NULL && run->stop_asked == 0;
  bool announce = run->resting && mercer_slot_tell_end (slot, MERCER_OK, NULL);
  pthread_cond_broadcast (&slot->engine->job_ended);
  pthread_mutex_unlock (&slot->engine->lock);
  if (announce)
    mercer_slot_announce (slot);
  pthread_mutex_lock (&slot->engine->lock);
  while (run->handed == NULL && run->stop_asked == 0)
    mercer_engine_wait (slot->engine);
  bool on = run->stop_asked == 0;
  pthread_mutex_unlock (&slot->engine->lock);
  return on;
}
