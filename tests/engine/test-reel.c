/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reel.h"

#include "method.h"
#include "testing.h"

/* The engine layer wants a registry; reels have no use for one. */
const MercerMethod *const mercer_methods[] = { NULL };

static MercerFigure *
frame (double value)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("frame");
  double x[100] = { value };
  int table = mercer_figure_table (b, "t", "T", 100);
  mercer_figure_table_column (b, table, "x", "", x);
  mercer_figure_readout (b, "step", "Step", value, "");
  return mercer_figure_builder_finish (b);
}

static double
value_at (const MercerReel *reel, size_t i)
{
  return mercer_figure_find_readout (mercer_reel_frame (reel, i), "step")->value;
}

/* After every append: within the limit, first and newest step there, what stands between evenly spaced. */
static void
test_thins_evenly (void)
{
  g_autoptr (MercerFigure) one = frame (0);
  size_t size = mercer_figure_bytes (one), limit = 20 * size + size / 2;
  MercerReel *reel = mercer_reel_new (limit);
  for (size_t step = 0; step < 3000; step++)
    {
      mercer_reel_append (reel, frame ((double) step));
      size_t count = mercer_reel_count (reel);
      g_assert_cmpuint (mercer_reel_bytes (reel), <=, limit);
      g_assert_cmpuint (mercer_reel_step (reel, 0), ==, 0);
      g_assert_cmpuint (mercer_reel_step (reel, count - 1), ==, step);
      size_t stride = count > 2 ? mercer_reel_step (reel, 1) : 1;
      for (size_t i = 0; i < count; i++)
        g_assert_cmpfloat (value_at (reel, i), ==, (double) mercer_reel_step (reel, i));
      for (size_t i = 1; i + 1 < count; i++)
        g_assert_cmpuint (mercer_reel_step (reel, i), ==, i * stride);
      if (step > 20)
        g_assert_cmpuint (count, >=, 10);
    }
  mercer_reel_clear (reel);
  g_assert_cmpuint (mercer_reel_count (reel), ==, 0);
  g_assert_cmpuint (mercer_reel_bytes (reel), ==, 0);
  mercer_reel_append (reel, frame (7));
  g_assert_cmpuint (mercer_reel_step (reel, 0), ==, 0);
  mercer_reel_free (reel);
}

static MercerFigure *
frame_of_step (double steps)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("frame");
  mercer_figure_readout (b, "steps", "Steps done", steps, "");
  return mercer_figure_builder_finish (b);
}

/* The end joins the reel once: in place of the newest frame if that shows its step, else after it. */
static void
test_finish (void)
{
  MercerReel *reel = mercer_reel_new (1 << 20);
  mercer_reel_finish (reel, frame_of_step (3)); /* of a job that was no flow */
  g_assert_cmpuint (mercer_reel_count (reel), ==, 0);
  for (int steps = 0; steps <= 20; steps += 5)
    mercer_reel_append (reel, frame_of_step (steps));
  g_assert_cmpuint (mercer_reel_step (reel, 3), ==, 15);
  MercerFigure *end = frame_of_step (20);
  mercer_reel_finish (reel, end);
  g_assert_cmpuint (mercer_reel_count (reel), ==, 5);
  g_assert_true (mercer_reel_frame (reel, 4) == end);
  mercer_reel_clear (reel);
  mercer_reel_append (reel, frame_of_step (20));
  mercer_reel_finish (reel, frame_of_step (23));
  g_assert_cmpuint (mercer_reel_count (reel), ==, 2);
  g_assert_cmpuint (mercer_reel_step (reel, 1), ==, 23);
  mercer_reel_free (reel);
}

/* A flow that goes back: what it showed from there on goes, and the spacing stays even but for the one gap there. */
static void
test_back (void)
{
  size_t bytes;
  MercerFigure *one = frame_of_step (0);
  bytes = mercer_figure_bytes (one);
  mercer_figure_unref (one);
  MercerReel *reel = mercer_reel_new (16 * bytes + bytes / 2); /* of 40 frames every fourth stays */
  for (int k = 0; k < 40; k++)
    mercer_reel_append (reel, frame_of_step (k));
  for (int k = 22; k < 31; k++)
    mercer_reel_append (reel, frame_of_step (k));
  size_t count = mercer_reel_count (reel);
  g_assert_cmpuint (mercer_reel_step (reel, count - 1), ==, 30);
  for (size_t i = 0; i + 1 < count; i++)
    g_assert_cmpuint (mercer_reel_step (reel, i), ==, i <= 5 ? 4 * i : 22 + 4 * (i - 6));
  mercer_reel_append (reel, frame_of_step (0));
  g_assert_cmpuint (mercer_reel_count (reel), ==, 1);
  mercer_reel_free (reel);
}

/* A frame that is shown anew stands in its own place, and nowhere if it went when the reel was thinned. */
static void
test_revise (void)
{
  MercerFigure *one = frame_of_step (0);
  size_t bytes = mercer_figure_bytes (one);
  mercer_figure_unref (one);
  MercerReel *reel = mercer_reel_new (16 * bytes + bytes / 2); /* of 40 frames every fourth stays */
  mercer_reel_revise (reel, frame_of_step (3));
  g_assert_cmpuint (mercer_reel_count (reel), ==, 0);
  for (int k = 0; k < 40; k++)
    mercer_reel_append (reel, frame_of_step (k));
  size_t count = mercer_reel_count (reel), all = mercer_reel_bytes (reel), in_place = 0;
  for (int k = 0; k < 45; k++)
    {
      MercerFigure *anew = mercer_figure_ref (frame_of_step (k));
      mercer_reel_revise (reel, anew);
      for (size_t i = 0; i < count; i++)
        if (mercer_reel_frame (reel, i) == anew)
          {
            g_assert_cmpuint (mercer_reel_step (reel, i), ==, k);
            in_place++;
          }
      mercer_figure_unref (anew);
    }
  g_assert_cmpuint (in_place, ==, count);
  g_assert_cmpuint (mercer_reel_count (reel), ==, count);
  g_assert_cmpuint (mercer_reel_bytes (reel), ==, all);
  mercer_reel_free (reel);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reel/thins-evenly", test_thins_evenly);
  g_test_add_func ("/reel/finish", test_finish);
  g_test_add_func ("/reel/back", test_back);
  g_test_add_func ("/reel/revise", test_revise);
  return g_test_run ();
}
