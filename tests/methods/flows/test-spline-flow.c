/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing-testing.h"

static const char *const id = "spline-flow";

static void
test_moons (void)
{
  assert_learns_moons (id, 0.4);
}

static void
test_tables (void)
{
  assert_tables_agree (id);
}

static void
test_live (void)
{
  assert_takes_over (id);
  assert_takes_kernel (id);
  assert_takes_rows (id);
}

/* One column has nothing to couple with, but splines alone part two heaps: half a nat better than a Gaussian. The heaps are
 * normals of sd 0.4 at +-2: their entropy is log 2 + log (2 pi e 0.16) / 2, to the accuracy of the mean of 45 rows that judge. */
static void
test_one_column (void)
{
  g_autoptr (MercerDataset) table = two_heaps (300, 1);
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, NULL, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_test_message ("judged %g, Gaussian %g, trained on %g", readout (caught.final, "test_nll"), readout (caught.final, "gaussian_nll"),
                  readout (caught.final, "train_nll"));
  g_assert_cmpfloat (readout (caught.final, "test_nll"), <, readout (caught.final, "gaussian_nll") - 0.5);
  assert_close (readout (caught.final, "test_nll"), log (2) + 0.5 * log (2 * G_PI * G_E * 0.16), 0, 3 * 0.71 / sqrt (45));
  caught_clear (&caught);
}

static void
test_refusals (void)
{
  assert_refusals (id);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (150, k == 0 ? 3 : 2);
  return k > 2 ? NULL : flow_recipe (id, table, "steps", 3.0, "optimizer", k == 2 ? 1.0 : 0.0, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/spline-flow/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spline-flow/moons", test_moons);
  g_test_add_func ("/spline-flow/tables", test_tables);
  g_test_add_func ("/spline-flow/live", test_live);
  g_test_add_func ("/spline-flow/one-column", test_one_column);
  g_test_add_func ("/spline-flow/refusals", test_refusals);
  g_test_add_func ("/spline-flow/same-film", test_same_film);
  return g_test_run ();
}
