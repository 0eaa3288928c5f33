/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine against a method that does nothing but wait, emit and ask whether it is wanted. Timings here are
 * generous upper bounds (a busy machine), never performance claims. */

#include "engine.h"
#include "testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* --- A method that counts --------------------------------------------------------------------------- */

typedef struct
{
  double value;  /* comes back as a readout */
  double first;  /* milliseconds until the draft */
  double last;   /* milliseconds until the final figure */
  double settle; /* milliseconds of settling after it */
  double rate;   /* of a flow: added at each frame; live */
  int frames;    /* > 0: a flow of so many frames, one a millisecond */
  int fail;      /* status to return instead of a final figure */
  bool propose;
} Values;

static const MercerParam params[] = {
  MERCER_REAL (Values, value, "value", "Value", "", "", 0, -1e9, 1e9, 0, 1, 0),
  MERCER_REAL (Values, first, "first", "First", "", "", 5, 0, 1e6, 0, 1, 0),
  MERCER_REAL (Values, last, "last", "Last", "", "", 20, 0, 1e6, 0, 1, 0),
  MERCER_REAL (Values, settle, "settle", "Settle", "", "", 0, 0, 1e6, 0, 1, 0),
  MERCER_REAL (Values, rate, "rate", "Rate", "", "", 1, -1e9, 1e9, 0, 1, MERCER_LIVE),
  MERCER_INT (Values, frames, "frames", "Frames", "", "", 0, 0, 1000000, 0),
  MERCER_INT (Values, fail, "fail", "Fail", "", "", 0, 0, 5, 0),
  MERCER_BOOL (Values, propose, "propose", "Propose", "", false, 0),
  { 0 },
};
static const MercerRole roles[] = { { "x", "X", "", true, 0, 0, NULL, 0 }, { 0 } };

static atomic_int running, most_running, began, ended;

static bool
wait_ms (MercerJob *job, double until)
{
  while (mercer_job_seconds (job) * 1e3 < until)
    {
      if (!mercer_work_wanted (mercer_job_work (job)))
        return false;
      nanosleep (&(struct timespec){ 0, 200000 }, NULL);
    }
  return mercer_work_wanted (mercer_job_work (job));
}

static void
emit_value (MercerJob *job, MercerEmit kind, double value)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("value");
  mercer_figure_readout (b, "value", "Value", value, "");
  mercer_job_emit (job, kind, mercer_figure_builder_finish (b));
}

static MercerStatus
work_through (MercerJob *job, const Values *v, const MercerRecipe *recipe)
{
  if (!wait_ms (job, v->first))
    return MERCER_STOPPED;
  emit_value (job, MERCER_EMIT_DRAFT, v->value);
  mercer_work_progress (mercer_job_work (job), 0.5, "Half way");
  if (!wait_ms (job, v->last))
    return MERCER_STOPPED;
  if (v->fail != 0)
    return (MercerStatus) v->fail;
  if (v->propose)
    mercer_job_propose (job, mercer_recipe_with_value ((MercerRecipe *) recipe, "value", 77), "Fit", "Fitted.");
  emit_value (job, MERCER_EMIT_FINAL, v->value);
  return v->settle == 0 || wait_ms (job, v->last + v->settle) ? MERCER_OK : MERCER_STOPPED;
}

/* A flow whose state grows by the rate at each frame; live changes of the rate count from the next one. */
static MercerStatus
flow (MercerJob *job, const Values *start)
{
  Values v = *start;
  for (int i = 0; i < v.frames; i++)
    {
      g_autoptr (MercerRecipe) changed = mercer_job_refresh (job);
      if (changed != NULL)
        v = *(const Values *) mercer_recipe_values (changed);
      if (!mercer_work_wanted (mercer_job_work (job)))
        return MERCER_STOPPED;
      emit_value (job, MERCER_EMIT_FRAME, v.rate);
      nanosleep (&(struct timespec){ 0, 1000000 }, NULL);
    }
  emit_value (job, MERCER_EMIT_FINAL, v.rate);
  return MERCER_OK;
}

static MercerStatus
run (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  atomic_fetch_add (&began, 1);
  int now = atomic_fetch_add (&running, 1) + 1, most = atomic_load (&most_running);
  while (now > most && !atomic_compare_exchange_weak (&most_running, &most, now))
    ;
  const Values *v = values;
  MercerStatus status = v->frames > 0 ? flow (job, v) : work_through (job, v, recipe);
  atomic_fetch_sub (&running, 1);
  atomic_fetch_add (&ended, 1);
  return status;
}

static const MercerMethod method = {
  .id = "count", .title = "Count", .summary = "Counts", .source = "none", .values_size = sizeof (Values),
  .params = params, .roles = roles, .flags = MERCER_METHOD_FLOW, .run = run,
};
const MercerMethod *const mercer_methods[] = { &method, NULL };

/* --- Helpers ------------------------------------------------------------------------------------------ */

static MercerRecipe *
recipe_new (double value, double first, double last)
{
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("t", "");
  double *x = g_new0 (double, 2);
  mercer_dataset_builder_add_numeric (b, "x", "", x, 2);
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (b);
  g_autoptr (MercerRecipe) a = mercer_recipe_new (&method, dataset);
  Values v = *(const Values *) mercer_recipe_values (a);
  v.value = value;
  v.first = first;
  v.last = last;
  return mercer_recipe_with_values (a, &v);
}

typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t rang;
  int rings;
} Bell;
#define BELL_INIT { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 }

static void
ring (MercerSlot *slot, void *data)
{
  Bell *bell = data;
  pthread_mutex_lock (&bell->lock);
  bell->rings++;
  pthread_cond_signal (&bell->rang);
  pthread_mutex_unlock (&bell->lock);
}

static bool
wait_ring (Bell *bell, double seconds)
{
  struct timespec until;
  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += (time_t) seconds + 1;
  pthread_mutex_lock (&bell->lock);
  int failed = 0;
  while (bell->rings == 0 && failed == 0)
    failed = pthread_cond_timedwait (&bell->rang, &bell->lock, &until);
  bool rang = bell->rings > 0;
  bell->rings = 0;
  pthread_mutex_unlock (&bell->lock);
  return rang;
}

static double
value_of (const MercerFigure *figure)
{
  return mercer_figure_find_readout (figure, "value")->value;
}

/* Takes until the end of the job with this serial; returns its last figure's value. */
static double
take_until_end (MercerSlot *slot, Bell *bell, uint64_t serial, MercerResult *last)
{
  double value = NAN;
  for (;;)
    {
      g_assert_true (wait_ring (bell, 20));
      MercerResult result;
      if (!mercer_slot_take (slot, &result))
        continue;
      if (result.figure != NULL)
        value = value_of (result.figure);
      bool done = result.ended && result.serial == serial;
      if (done && last != NULL)
        *last = result;
      else
        mercer_result_clear (&result);
      if (done)
        return value;
    }
}

/* --- Tests ---------------------------------------------------------------------------------------------- */

static void
test_one_job (void)
{
  Bell bell = BELL_INIT;
  MercerEngine *engine = mercer_engine_new (2, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, ring, &bell);
  g_autoptr (MercerRecipe) recipe = recipe_new (3, 1, 5);
  uint64_t serial = mercer_slot_submit (slot, recipe);
  g_assert_cmpuint (serial, ==, 1);
  MercerResult last;
  g_assert_cmpfloat (take_until_end (slot, &bell, serial, &last), ==, 3);
  g_assert_cmpint (last.status, ==, MERCER_OK);
  g_assert_null (last.sentence);
  mercer_result_clear (&last);
  g_assert_false (mercer_slot_is_busy (slot));
  g_assert_false (mercer_slot_take (slot, &last));
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

/* A drag: an event every 3 ms, first figures after 10 ms, finals after 200 ms. Figures must keep coming, in order, and
 * the newest one must arrive. */
static void
test_drag_never_starves (void)
{
  Bell bell = BELL_INIT;
  MercerEngine *engine = mercer_engine_new (2, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, ring, &bell);
  uint64_t newest_seen = 0, serial = 0;
  int figures = 0;
  for (int i = 1; i <= 200; i++)
    {
      g_autoptr (MercerRecipe) recipe = recipe_new (i, 10, i == 200 ? 20 : 200);
      serial = mercer_slot_submit (slot, recipe);
      nanosleep (&(struct timespec){ 0, 3000000 }, NULL);
      MercerResult result;
      if (!mercer_slot_take (slot, &result))
        continue;
      g_assert_cmpuint (result.serial, >=, newest_seen);
      newest_seen = result.serial;
      if (result.figure != NULL)
        {
          g_assert_cmpfloat (value_of (result.figure), ==, (double) result.serial);
          figures++;
        }
      mercer_result_clear (&result);
    }
  g_assert_cmpfloat (take_until_end (slot, &bell, serial, NULL), ==, 200);
  /* 600 ms of drag at 10 ms each; strict cancelling would show none. */
  g_test_message ("%d figures during the drag", figures);
  g_assert_cmpint (figures, >=, 10);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

/* A job without any figure is stopped at the cap (250 ms) once a newer recipe waits, not before and not much later. */
static void
test_cap (void)
{
  Bell bell = BELL_INIT;
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, ring, &bell);
  g_autoptr (MercerRecipe) slow = recipe_new (1, 60000, 60000);
  g_autoptr (MercerRecipe) quick = recipe_new (2, 1, 2);
  gint64 start = g_get_monotonic_time ();
  mercer_slot_submit (slot, slow);
  nanosleep (&(struct timespec){ 0, 30000000 }, NULL);
  uint64_t serial = mercer_slot_submit (slot, quick);
  g_assert_cmpfloat (take_until_end (slot, &bell, serial, NULL), ==, 2);
  double seconds = (double) (g_get_monotonic_time () - start) * 1e-6;
  g_assert_cmpfloat (seconds, >=, 0.25);
  g_assert_cmpfloat (seconds, <=, 5);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

static void
test_stop_wins (void)
{
  Bell bell = BELL_INIT;
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, ring, &bell);
  g_autoptr (MercerRecipe) slow = recipe_new (1, 60000, 60000);
  uint64_t serial = mercer_slot_submit (slot, slow);
  while (atomic_load (&running) == 0)
    nanosleep (&(struct timespec){ 0, 1000000 }, NULL);
  mercer_slot_stop (slot);
  MercerResult last;
  take_until_end (slot, &bell, serial, &last);
  g_assert_cmpint (last.status, ==, MERCER_STOPPED);
  mercer_result_clear (&last);
  g_assert_true (mercer_slot_wait_idle (slot, 5));
  g_assert_cmpfloat (mercer_slot_last_stop_seconds (slot), >=, 0);
  g_assert_cmpfloat (mercer_slot_last_stop_seconds (slot), <=, 1);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

/* Settling after the final figure is not "busy", gives way at once, and does not report a stop. */
static void
test_settling (void)
{
  Bell bell = BELL_INIT;
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, ring, &bell);
  g_autoptr (MercerRecipe) plain = recipe_new (1, 1, 2);
  g_autoptr (MercerRecipe) settling = mercer_recipe_with_value (plain, "settle", 60000);
  mercer_slot_submit (slot, settling);
  MercerResult result = { 0 };
  do
    {
      mercer_result_clear (&result);
      g_assert_true (wait_ring (&bell, 10));
      g_assert_true (mercer_slot_take (slot, &result));
    }
  while (result.figure == NULL || result.kind != MERCER_EMIT_FINAL);
  mercer_result_clear (&result);
  g_assert_false (mercer_slot_is_busy (slot));
  g_assert_false (mercer_slot_wait_idle (slot, 0.05));
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MercerRecipe) next = recipe_new (9, 1, 2);
  uint64_t serial = mercer_slot_submit (slot, next);
  g_assert_cmpfloat (take_until_end (slot, &bell, serial, NULL), ==, 9);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2000000);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

static void
test_failure_and_proposal (void)
{
  Bell bell = BELL_INIT;
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, ring, &bell);
  g_autoptr (MercerRecipe) plain = recipe_new (1, 1, 2);
  g_autoptr (MercerRecipe) failing = mercer_recipe_with_value (plain, "fail", MERCER_DIVERGED);
  MercerResult last;
  take_until_end (slot, &bell, mercer_slot_submit (slot, failing), &last);
  g_assert_cmpint (last.status, ==, MERCER_DIVERGED);
  g_assert_cmpstr (last.sentence, ==, mercer_status_text (MERCER_DIVERGED));
  mercer_result_clear (&last);

  g_autoptr (MercerRecipe) proposing = mercer_recipe_with_value (plain, "propose", 1);
  uint64_t serial = mercer_slot_submit (slot, proposing);
  g_assert_true (mercer_slot_wait_idle (slot, 10));
  g_assert_true (mercer_slot_take (slot, &last));
  g_assert_cmpuint (last.serial, ==, serial);
  g_assert_true (last.ended);
  g_assert_nonnull (last.proposal);
  g_assert_cmpstr (last.proposal_done, ==, "Fit");
  g_assert_cmpfloat (((const Values *) mercer_recipe_values (last.proposal))->value, ==, 77);
  mercer_result_clear (&last);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

static void
no_ring (MercerSlot *slot, void *data)
{
  g_assert_false (*(atomic_bool *) data);
}

/* Slots closed in the middle of jobs, from several threads, with an engine freed under load: nothing is leaked (the
 * sanitizers look), nothing rings after the close, every job that began also ended. */
static void *
open_and_close (void *data)
{
  MercerEngine *engine = data;
  for (int i = 0; i < 60; i++)
    {
      atomic_bool closed = false;
      MercerSlot *slot = mercer_slot_open (engine, no_ring, &closed);
      for (int k = 0; k < 3; k++)
        {
          g_autoptr (MercerRecipe) recipe = recipe_new (k, i % 4, i % 7);
          mercer_slot_submit (slot, recipe);
        }
      nanosleep (&(struct timespec){ 0, (i % 5) * 700000 }, NULL);
      mercer_slot_close (slot);
      atomic_store (&closed, true);
      nanosleep (&(struct timespec){ 0, 500000 }, NULL);
    }
  return NULL;
}

static void
test_close_under_load (void)
{
  atomic_store (&began, 0);
  atomic_store (&ended, 0);
  MercerEngine *engine = mercer_engine_new (3, 1 << 20);
  pthread_t threads[3];
  for (int t = 0; t < 3; t++)
    pthread_create (&threads[t], NULL, open_and_close, engine);
  for (int t = 0; t < 3; t++)
    pthread_join (threads[t], NULL);
  Bell bell = BELL_INIT;
  g_autoptr (MercerRecipe) slow = recipe_new (1, 60000, 60000);
  for (int i = 0; i < 4; i++)
    mercer_slot_submit (mercer_slot_open (engine, ring, &bell), slow);
  nanosleep (&(struct timespec){ 0, 20000000 }, NULL);
  mercer_engine_free (engine);
  g_assert_cmpint (atomic_load (&began), ==, atomic_load (&ended));
  g_assert_cmpint (atomic_load (&running), ==, 0);
}

/* Two workers serve two slots at the same time, one slot never runs twice at once. */
static void
test_two_slots (void)
{
  atomic_store (&most_running, 0);
  MercerEngine *engine = mercer_engine_new (2, 1 << 20);
  Bell a = BELL_INIT, b = BELL_INIT;
  MercerSlot *one = mercer_slot_open (engine, ring, &a), *two = mercer_slot_open (engine, ring, &b);
  g_autoptr (MercerRecipe) recipe = recipe_new (1, 30, 60);
  mercer_slot_submit (one, recipe);
  mercer_slot_submit (two, recipe);
  g_assert_true (mercer_slot_wait_idle (one, 10));
  g_assert_true (mercer_slot_wait_idle (two, 10));
  g_assert_cmpint (atomic_load (&most_running), ==, 2);

  atomic_store (&most_running, 0);
  for (int i = 0; i < 20; i++)
    {
      mercer_slot_submit (one, recipe);
      nanosleep (&(struct timespec){ 0, 2000000 }, NULL);
    }
  g_assert_true (mercer_slot_wait_idle (one, 10));
  g_assert_cmpint (atomic_load (&most_running), ==, 1);
  mercer_engine_free (engine);
}

/* Waits until the reel holds at least `count` frames; returns the newest one's value. */
static double
wait_frames (MercerSlot *slot, size_t count)
{
  for (int i = 0; i < 20000; i++)
    {
      size_t have, step;
      g_autoptr (MercerFigure) none = mercer_slot_frame (slot, SIZE_MAX, &step, &have);
      g_assert_null (none);
      if (have >= count)
        {
          g_autoptr (MercerFigure) newest = mercer_slot_frame (slot, have - 1, &step, &have);
          return value_of (newest);
        }
      nanosleep (&(struct timespec){ 0, 500000 }, NULL);
    }
  g_assert_not_reached ();
}

static size_t
frame_count (MercerSlot *slot)
{
  size_t count, step;
  mercer_figure_unref (mercer_slot_frame (slot, 0, &step, &count));
  return count;
}

/* A live change reaches the running flow: no new job begins, and its reel goes on. Any other change begins anew. */
static void
test_live_change (void)
{
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  atomic_store (&began, 0);
  g_autoptr (MercerRecipe) plain = recipe_new (1, 1, 1);
  g_autoptr (MercerRecipe) start = mercer_recipe_with_value (plain, "frames", 1000000);
  mercer_slot_submit (slot, start);
  g_assert_cmpfloat (wait_frames (slot, 3), ==, 1);
  g_autoptr (MercerRecipe) faster = mercer_recipe_with_value (start, "rate", 5);
  mercer_slot_submit (slot, faster);
  size_t before = frame_count (slot);
  for (int i = 0; i < 5000 && wait_frames (slot, before + 1) != 5; i++)
    before = frame_count (slot);
  g_assert_cmpfloat (wait_frames (slot, before), ==, 5);
  g_assert_cmpint (atomic_load (&began), ==, 1);

  g_autoptr (MercerRecipe) other = mercer_recipe_with_value (faster, "value", 2);
  mercer_slot_submit (slot, other);
  while (atomic_load (&began) < 2)
    nanosleep (&(struct timespec){ 0, 1000000 }, NULL);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

/* Paused, a flow parks at a frame; a step lets one through; a stop wakes it; the end of a flow with a change in hand is
 * not the end of the change. */
static void
test_pause (void)
{
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  g_autoptr (MercerRecipe) plain = recipe_new (1, 1, 1);
  g_autoptr (MercerRecipe) start = mercer_recipe_with_value (plain, "frames", 1000000);
  mercer_slot_pause (slot, true);
  mercer_slot_submit (slot, start);
  wait_frames (slot, 1);
  nanosleep (&(struct timespec){ 0, 30000000 }, NULL);
  g_assert_cmpuint (frame_count (slot), ==, 1);
  mercer_slot_step (slot);
  wait_frames (slot, 2);
  nanosleep (&(struct timespec){ 0, 30000000 }, NULL);
  g_assert_cmpuint (frame_count (slot), ==, 2);
  mercer_slot_pause (slot, false);
  wait_frames (slot, 10);
  mercer_slot_pause (slot, true);
  mercer_slot_stop (slot);
  g_assert_true (mercer_slot_wait_idle (slot, 10));

  atomic_store (&began, 0);
  g_autoptr (MercerRecipe) brief = mercer_recipe_with_value (plain, "frames", 1);
  mercer_slot_submit (slot, brief);
  while (atomic_load (&began) < 1) /* until then the reel is that of the flow before */
    nanosleep (&(struct timespec){ 0, 1000000 }, NULL);
  wait_frames (slot, 1);
  g_autoptr (MercerRecipe) late = mercer_recipe_with_value (brief, "rate", 8);
  uint64_t serial = mercer_slot_submit (slot, late);
  mercer_slot_pause (slot, false);
  g_assert_true (mercer_slot_wait_idle (slot, 10));
  MercerResult result;
  g_assert_true (mercer_slot_take (slot, &result));
  g_assert_cmpuint (result.serial, ==, serial);
  g_assert_cmpfloat (value_of (result.figure), ==, 8);
  g_assert_cmpint (atomic_load (&began), ==, 2);
  mercer_result_clear (&result);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/one-job", test_one_job);
  g_test_add_func ("/engine/drag-never-starves", test_drag_never_starves);
  g_test_add_func ("/engine/cap", test_cap);
  g_test_add_func ("/engine/stop-wins", test_stop_wins);
  g_test_add_func ("/engine/settling", test_settling);
  g_test_add_func ("/engine/failure-and-proposal", test_failure_and_proposal);
  g_test_add_func ("/engine/close-under-load", test_close_under_load);
  g_test_add_func ("/engine/two-slots", test_two_slots);
  g_test_add_func ("/engine/live-change", test_live_change);
  g_test_add_func ("/engine/pause", test_pause);
  return g_test_run ();
}
