/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing-testing.h"

static const char *const id = "smooth-flow";

/* All samples are in the box, and beyond it there is no density: a gap in its logarithm. The box reaches a tenth of the range
 * beyond the rows. */
static void
test_box (void)
{
  g_autoptr (MercerDataset) table = moons_table (100, "x,y");
  const MercerColumn *x = mercer_dataset_column (table, 0), *y = mercer_dataset_column (table, 1);
  double low[2] = { x->min - 0.1 * (x->max - x->min), y->min - 0.1 * (y->max - y->min) };
  double high[2] = { x->max + 0.1 * (x->max - x->min), y->max + 0.1 * (y->max - y->min) };
  g_autoptr (MercerDataset) points = table_of ("x,y", 3, (double[]){ low[0] - 1e-6, high[0] - 1e-6, high[0] - 1e-6,
                                                                     low[1] + 1e-6, high[1] + 1e-6, high[1] - 1e-6 });
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, "steps", 5.0, NULL), asked = mercer_recipe_with_at (recipe, points);
  Caught caught = catch_run (asked, NULL, false, -1);
  size_t n;
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const double *density = table_column (caught.final, "density", "density", &n);
  const double *logs = table_column (caught.final, "density", "log_density", &n);
  g_assert_true (density[0] == 0 && density[1] == 0 && density[2] > 0);
  g_assert_true (isnan (logs[0]) && isnan (logs[1]) && isfinite (logs[2]));
  const double *a = table_column (caught.final, "samples", "x", &n), *b = table_column (caught.final, "samples", "y", &n);
  for (size_t i = 0; i < n; i++)
    g_assert_true (a[i] >= low[0] && a[i] <= high[0] && b[i] >= low[1] && b[i] <= high[1]);
  caught_clear (&caught);
}

/* Two heaps of angles in degrees, normal with sd 15, one across the seam at 180; and a second column, of sd 2 about a wave of the first. */
static MercerDataset *
angles (size_t n, size_t d)
{
  g_autofree double *values = g_new (double, 2 * n), *noise = g_new (double, 2 * n);
  mercer_random_normals (7, 1, 0, 2 * n, noise);
  for (size_t i = 0; i < n; i++)
    {
      double at = (i % 2 == 0 ? 175 : -60) + 15 * noise[i];
      values[i] = at - 360 * rint (at / 360);
      values[n + i] = 5 * cos (at * G_PI / 180) + 2 * noise[n + i];
    }
  return table_of (d == 1 ? "angle" : "angle,height", n, values);
}

/* Of the circle the density is known: its entropy is log 2 + log (2 pi e 15^2) / 2, as the heaps do not touch; met within three times the
 * error of the mean over 60 rows and a tenth for what 280 rows do not tell. Of the cylinder it is more by log (2 pi e 2^2) / 2. The
 * second column must be told not to come round. */
static void
test_torus (void)
{
  for (size_t d = 1; d <= 2; d++)
    {
      g_autoptr (MercerDataset) table = angles (400, d);
      g_autoptr (MercerRecipe) start = flow_recipe (id, table, "surface", 1.0, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (start, "round", (double[]){ 360, 0 }, (int) d);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      double entropy = log (2) + 0.5 * log (2 * G_PI * G_E * 225) + (d == 2 ? 0.5 * log (2 * G_PI * G_E * 4) : 0);
      g_test_message ("judged %g, the truth %g, a Gaussian %g", readout (caught.final, "test_nll"), entropy,
                      readout (caught.final, "gaussian_nll"));
      assert_close (readout (caught.final, "test_nll"), entropy, 0, 3 * sqrt (0.5 * (double) d / 60) + 0.1);
      caught_clear (&caught);
    }
}

/* The density has mass 1 once around (an even rule, which converges beyond all orders for what is smooth and periodic), is the same a turn
 * further, and has no step where the circle closes; samples lie between the ends. */
static void
test_around (void)
{
  enum { G = 200 };
  g_autoptr (MercerDataset) table = angles (200, 1);
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, "surface", 1.0, "steps", 15.0, NULL);
  double at[2 * G + 2], mass = 0;
  for (size_t k = 0; k < 2 * G; k++)
    at[k] = -180 + 360 * (double) k / G;
  at[2 * G] = 180 - 1e-6;
  at[2 * G + 1] = -180 + 1e-6;
  g_autoptr (MercerDataset) points = table_of ("angle", 2 * G + 2, at);
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_at (recipe, points);
  Caught caught = catch_run (asked, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  size_t n;
  const double *density = table_column (caught.final, "density", "density", &n);
  for (size_t k = 0; k < G; k++)
    {
      mass += density[k] * 360 / G;
      assert_close (density[k], density[k + G], 1e-9, 1e-15);
    }
  assert_close (mass, 1, 0, 1e-4);
  assert_close (density[2 * G], density[2 * G + 1], 1e-5, 0);
  const double *sample = table_column (caught.final, "samples", "angle", &n);
  for (size_t i = 0; i < n; i++)
    g_assert_true (sample[i] >= -180 && sample[i] <= 180);
  assert_note (caught.final, "“angle” after 360");
  caught_clear (&caught);
}

static void
test_torus_refusals (void)
{
  g_autoptr (MercerDataset) table = angles (20, 1);
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, "surface", 1.0, NULL);
  g_autoptr (MercerKernel) odd = mercer_kernel_parse ("Periodic(period=100)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) oddly = mercer_recipe_with_kernel (recipe, odd);
  assert_refused (oddly, "does not divide");
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (150, k == 0 ? 3 : 2);
  return k > 3 ? NULL : flow_recipe (id, table, "steps", 3.0, "optimizer", k == 2 ? 1.0 : 0.0, "surface", k == 3 ? 1.0 : 0.0, NULL);
}

/* More ramps while it plays, and fewer. */
static void
test_ramps (void)
{
  assert_takes_shape (id, "ramps", 8, 0.1, 0.1);
  assert_takes_shape (id, "ramps", 4, 1.5, 0.3);
}

static void
test_same_film (void)
{
  assert_same_film ("/smooth-flow/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_normalizing_tests (id);
  g_test_add_data_func ("/smooth-flow/one-column", id, check_bent_column);
  g_test_add_func ("/smooth-flow/box", test_box);
  g_test_add_func ("/smooth-flow/torus", test_torus);
  g_test_add_func ("/smooth-flow/around", test_around);
  g_test_add_func ("/smooth-flow/torus-refusals", test_torus_refusals);
  g_test_add_func ("/smooth-flow/ramps", test_ramps);
  g_test_add_func ("/smooth-flow/same-film", test_same_film);
  return g_test_run ();
}
