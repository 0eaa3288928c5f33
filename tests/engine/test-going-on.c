/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows that go on: a change is shown while they are paused and lets them flow on after their end, in the same job. The method
 * counts steps; what it is asked to count by is live. */

#include "engine.h"
#include "testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

typedef struct
{
  int length; /* steps of a stretch */
  double by, seed;
} Values;

static const MercerParam params[] = {
  MERCER_INT (Values, length, "length", "Length", "", "", 5, 0, 1000000, 0),
  MERCER_REAL (Values, by, "by", "By", "", "", 1, -1e9, 1e9, 0, 1, MERCER_LIVE),
  MERCER_REAL (Values, seed, "seed", "Seed", "", "", 1, -1e9, 1e9, 0, 1, MERCER_ANEW),
  { 0 },
};
static const MercerRole roles[] = { { "x", "X", "", true, 0, 0, NULL, 0 }, { 0 } };

static atomic_int began;

static void
emit (MercerJob *job, MercerEmit kind, double steps, double by)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("value");
  mercer_figure_readout (b, "steps", "Steps", steps, "");
  mercer_figure_readout (b, "by", "By", by, "");
  mercer_job_emit (job, kind, mercer_figure_builder_finish (b));
}

static MercerStatus
run (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  Values v = *(const Values *) values;
  atomic_fetch_add (&began, 1);
  int steps = 0;
  emit (job, MERCER_EMIT_FRAME, 0, v.by);
  do
    {
      for (int last = steps + v.length; steps < last;)
        {
          if (!mercer_work_wanted (mercer_job_work (job)))
            return MERCER_STOPPED;
          g_autoptr (MercerRecipe) changed = mercer_job_refresh (job);
          if (changed != NULL)
            v = *(const Values *) mercer_recipe_values (changed);
          steps += changed == NULL || !mercer_job_is_paused (job);
          emit (job, MERCER_EMIT_FRAME, steps, v.by);
          nanosleep (&(struct timespec){ 0, 200000 }, NULL);
        }
      emit (job, MERCER_EMIT_FINAL, steps, v.by);
    }
  while (mercer_job_await (job));
  return MERCER_OK;
}

static const MercerMethod method = {
  .id = "count", .title = "Count", .summary = "Counts", .source = "none", .values_size = sizeof (Values),
  .params = params, .roles = roles, .flags = MERCER_METHOD_FLOW | MERCER_METHOD_GOES_ON, .run = run,
};
const MercerMethod *const mercer_methods[] = { &method, NULL };

static MercerRecipe *
recipe_new (int length)
{
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("t", "");
  double *x = g_new0 (double, 2);
  mercer_dataset_builder_add_numeric (b, "x", "", x, 2);
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (b);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&method, dataset);
  return mercer_recipe_with_value (start, "length", length);
}

/* The newest frame: how many there are, its step and what it was counted by. */
static size_t
newest (MercerSlot *slot, size_t *step, double *by)
{
  size_t count = 0;
  mercer_figure_unref (mercer_slot_frame (slot, SIZE_MAX, step, &count));
  *step = 0;
  g_autoptr (MercerFigure) figure = count > 0 ? mercer_slot_frame (slot, count - 1, step, &count) : NULL;
  *by = figure != NULL ? mercer_figure_find_readout (figure, "by")->value : NAN;
  return count;
}

static void
wait_for (MercerSlot *slot, size_t step, double by)
{
  for (int i = 0; i < 40000; i++)
    {
      size_t now;
      double last;
      newest (slot, &now, &last);
      if (now == step && last == by)
        return;
      nanosleep (&(struct timespec){ 0, 250000 }, NULL);
    }
  g_error ("step %zu by %g never came", step, by);
}

static void
stay_a_while (void)
{
  nanosleep (&(struct timespec){ 0, 20000000 }, NULL);
}

/* All that the slot says until the job with this serial has ended. */
static void
take_end (MercerSlot *slot, uint64_t serial)
{
  g_assert_true (mercer_slot_wait_idle (slot, 10));
  MercerResult result;
  g_assert_true (mercer_slot_take (slot, &result));
  g_assert_true (result.ended && result.status == MERCER_OK);
  g_assert_cmpuint (result.serial, ==, serial);
  mercer_result_clear (&result);
}

/* The end is told, and then the end after that; the reel holds every step once. */
static void
test_after_the_end (void)
{
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  g_autoptr (MercerRecipe) start = recipe_new (5);
  atomic_store (&began, 0);
  uint64_t serial = mercer_slot_submit (slot, start);
  take_end (slot, serial);
  g_assert_true (mercer_slot_is_resting (slot) && !mercer_slot_is_busy (slot));
  for (int k = 1; k <= 3; k++)
    {
      g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (start, "by", k + 1);
      serial = mercer_slot_submit (slot, changed);
      g_assert_false (mercer_slot_is_resting (slot));
      take_end (slot, serial);
      wait_for (slot, 5 * (size_t) (k + 1), k + 1);
    }
  size_t step, count = 0;
  double by;
  count = newest (slot, &step, &by);
  g_assert_cmpuint (count, ==, step + 1);
  g_assert_cmpint (atomic_load (&began), ==, 1);

  /* what is not live starts anew, and so does the same after a stop */
  g_autoptr (MercerRecipe) other = mercer_recipe_with_value (start, "seed", 7);
  take_end (slot, mercer_slot_submit (slot, other));
  g_assert_cmpint (atomic_load (&began), ==, 2);
  mercer_slot_stop (slot);
  take_end (slot, mercer_slot_submit (slot, other));
  g_assert_cmpint (atomic_load (&began), ==, 3);
  g_assert_cmpuint (newest (slot, &step, &by), ==, 6);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

/* A change while it is paused is a frame of the same step in place of that before; a step is then one step. */
static void
test_paused (void)
{
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  g_autoptr (MercerRecipe) start = recipe_new (1000000);
  size_t step;
  double by;
  mercer_slot_pause (slot, true);
  mercer_slot_submit (slot, start);
  wait_for (slot, 0, 1);
  for (int k = 1; k <= 20; k++)
    {
      g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (start, "by", 10 * k);
      mercer_slot_submit (slot, changed);
      wait_for (slot, (size_t) k - 1, 10 * k);
      stay_a_while ();
      g_assert_cmpuint (newest (slot, &step, &by), ==, (size_t) k);
      mercer_slot_step (slot);
      wait_for (slot, (size_t) k, 10 * k);
      stay_a_while ();
      newest (slot, &step, &by);
      g_assert_cmpuint (step, ==, (size_t) k);
    }
  /* both at once: the change and the step, not two */
  g_autoptr (MercerRecipe) last = mercer_recipe_with_value (start, "by", 5);
  mercer_slot_submit (slot, last);
  mercer_slot_step (slot);
  wait_for (slot, 21, 5);
  stay_a_while ();
  newest (slot, &step, &by);
  g_assert_cmpuint (step, ==, 21);
  mercer_slot_close (slot); /* while it is parked */
  mercer_engine_free (engine);
}

/* Whoever rests or is parked leaves the worker to others. */
static void
test_others_run (void)
{
  enum { RESTING = 6 };
  MercerEngine *engine = mercer_engine_new (1, 1 << 20);
  MercerSlot *slots[RESTING];
  g_autoptr (MercerRecipe) start = recipe_new (5);
  for (int k = 0; k < RESTING; k++)
    {
      slots[k] = mercer_slot_open (engine, NULL, NULL);
      mercer_slot_pause (slots[k], k % 2 == 1);
      uint64_t serial = mercer_slot_submit (slots[k], start);
      if (k % 2 == 1)
        wait_for (slots[k], 0, 1);
      else
        take_end (slots[k], serial);
    }
  g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (start, "by", 2);
  for (int k = 0; k < RESTING; k++)
    mercer_slot_submit (slots[k], changed);
  for (int k = 0; k < RESTING; k++)
    wait_for (slots[k], k % 2 == 1 ? 0 : 10, 2);
  mercer_slot_pause (slots[1], false);
  wait_for (slots[1], 5, 2);
  mercer_slot_close (slots[0]);
  mercer_engine_free (engine); /* frees the others while they wait */
}

/* Changes that come whenever they like, also at the very moment of the end: each is taken over, none starts the flow anew. */
static void
test_at_the_end (void)
{
  MercerEngine *engine = mercer_engine_new (2, 1 << 20);
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  g_autoptr (MercerRecipe) start = recipe_new (2);
  atomic_store (&began, 0);
  mercer_slot_submit (slot, start);
  uint64_t serial = 0;
  for (int k = 1; k <= 500; k++)
    {
      g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (start, "by", k);
      serial = mercer_slot_submit (slot, changed);
      nanosleep (&(struct timespec){ 0, (long) (k * 7919 % 1000) * 1000 }, NULL);
    }
  take_end (slot, serial);
  size_t step;
  double by;
  newest (slot, &step, &by);
  g_assert_cmpfloat (by, ==, 500);
  g_assert_cmpint (atomic_load (&began), ==, 1);
  mercer_slot_close (slot);
  mercer_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/going-on/after-the-end", test_after_the_end);
  g_test_add_func ("/going-on/paused", test_paused);
  g_test_add_func ("/going-on/others-run", test_others_run);
  g_test_add_func ("/going-on/at-the-end", test_at_the_end);
  return g_test_run ();
}
