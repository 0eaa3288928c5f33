/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "film-testing.h"

/* By halving its step the discrepancy never rises, and it falls to a small part of the start's on every density. From the
 * middle of the donut it does not: there the flow is known to end early (Korba et al., section 4), so that starts on a ring. */
static void
test_falls (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (int density = 0; density <= 4; density++)
    {
      g_autoptr (MercerRecipe) recipe
          = flow_recipe ("ksd-flow", table, "density", (double) density, "start", density == 3 ? 1.0 : 0.0, "particles", 60.0, "steps",
                         150.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t rows;
      const double *ksd2 = table_column (caught.final, "trace", "ksd2", &rows);
      assert_falls (caught.final, "ksd2", 0);
      g_test_message ("density %d: %g to %g in %zu", density, ksd2[0], ksd2[rows - 1], rows);
      g_assert_cmpfloat (ksd2[rows - 1], <, 0.3 * ksd2[0]);
      caught_clear (&caught);
    }
}

/* On a Gaussian, N ((3, -1), 0.49 I), mean and covariance are reached. */
static void
test_gaussian (void)
{
  g_autoptr (MercerDataset) row = table_of ("a,b", 1, (double[]){ 3, -1 });
  g_autoptr (MercerRecipe) recipe
      = flow_recipe ("ksd-flow", row, "bandwidth", 0.7, "particles", 150.0, "steps", 1500.0, "step", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n;
  const double *a = table_column (caught.final, "particles", "a", &n), *b = table_column (caught.final, "particles", "b", &n);
  double mean[2] = { 0, 0 }, squares = 0;
  for (size_t i = 0; i < n; i++)
    {
      mean[0] += a[i] / (double) n;
      mean[1] += b[i] / (double) n;
      squares += ((a[i] - 3) * (a[i] - 3) + (b[i] + 1) * (b[i] + 1)) / (2 * (double) n);
    }
  g_test_message ("mean %g %g variance %g", mean[0], mean[1], squares);
  assert_close (mean[0], 3, 0, 0.02);
  assert_close (mean[1], -1, 0, 0.02);
  assert_close (squares, 0.49, 0.1, 0);
  caught_clear (&caught);
}

static void
test_ends (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2), empty = table_of ("a,b", 0, NULL);
  g_autoptr (MercerRecipe) far = flow_recipe ("ksd-flow", table, "step", 1e12, "adaptive", 0.0, NULL);
  g_autoptr (MercerRecipe) shape = flow_recipe ("ksd-flow", empty, "density", 2.0, "steps", 3.0, NULL);
  Caught diverged = catch_run (far, NULL, false, -1);
  Caught drawn = catch_run (shape, NULL, false, -1);
  assert_note (diverged.final, "Diverged");
  g_assert_cmpint (drawn.status, ==, MERCER_OK); /* a shape needs no rows */
  caught_clear (&diverged);
  caught_clear (&drawn);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (100, k == 0 ? 3 : 2);
  return k > 1 ? NULL : flow_recipe ("ksd-flow", table, "steps", 6.0, "particles", 200.0, "density", k == 0 ? 0.0 : 3.0, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/ksd-flow/same-film", recipe_of);
}

/* As it comes the film ends with the whole target covered, none of two crescents left empty: the energy distance, which no part of
 * the flow minimises, is a small part of the start's, and no point of the target is without a particle near. */
static void
test_covers (void)
{
  enum { HALF = 60 };
  double values[4 * HALF];
  for (size_t i = 0; i < HALF; i++)
    {
      double angle = G_PI * (double) i / (HALF - 1);
      values[i] = cos (angle);
      values[i + 2 * HALF] = sin (angle);
      values[i + HALF] = 1 - cos (angle);
      values[i + 3 * HALF] = 0.5 - sin (angle);
    }
  g_autoptr (MercerDataset) moons = table_of ("a,b", 2 * HALF, values);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("ksd-flow", moons, "beside", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n, rows;
  const double *a = table_column (caught.final, "particles", "a", &n), *b = table_column (caught.final, "particles", "b", &n);
  const double *energy = table_column (caught.final, "trace", "energy_mmd2", &rows);
  double farthest = 0;
  for (size_t j = 0; j < 2 * HALF; j++)
    {
      double nearest = INFINITY;
      for (size_t i = 0; i < n; i++)
        nearest = fmin (nearest, hypot (a[i] - values[j], b[i] - values[j + 2 * HALF]));
      farthest = fmax (farthest, nearest);
    }
  g_test_message ("energy distance from %g to %g, farthest %g", energy[0], energy[rows - 1], farthest);
  g_assert_cmpfloat (energy[rows - 1], <, 0.5 * energy[0]);
  g_assert_cmpfloat (farthest, <, 0.35); /* crescents are 2 wide */
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ksd-flow/falls", test_falls);
  g_test_add_func ("/ksd-flow/gaussian", test_gaussian);
  g_test_add_func ("/ksd-flow/ends", test_ends);
  g_test_add_func ("/ksd-flow/same-film", test_same_film);
  g_test_add_func ("/ksd-flow/covers", test_covers);
  return g_test_run ();
}
