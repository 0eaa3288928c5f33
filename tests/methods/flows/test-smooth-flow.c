/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing-testing.h"

static const char *const id = "smooth-flow";

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
}

/* One column has nothing to couple with, but ramps alone part two heaps: half a nat better than a Gaussian. The heaps are
 * normals of sd 0.4 at +-2: their entropy is log 2 + log (2 pi e 0.16) / 2, to the accuracy of the mean of 60 held rows. */
static void
test_one_column (void)
{
  g_autoptr (MercerDataset) table = two_heaps (300, 1);
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, NULL, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_test_message ("held %g, Gaussian %g, trained on %g", readout (caught.final, "validation_nll"), readout (caught.final, "gaussian_nll"),
                  readout (caught.final, "train_nll"));
  g_assert_cmpfloat (readout (caught.final, "validation_nll"), <, readout (caught.final, "gaussian_nll") - 0.5);
  assert_close (readout (caught.final, "validation_nll"), log (2) + 0.5 * log (2 * G_PI * G_E * 0.16), 0, 3 * 0.71 / sqrt (60));
  caught_clear (&caught);
}

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
  assert_same_film ("/smooth-flow/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smooth-flow/moons", test_moons);
  g_test_add_func ("/smooth-flow/tables", test_tables);
  g_test_add_func ("/smooth-flow/live", test_live);
  g_test_add_func ("/smooth-flow/one-column", test_one_column);
  g_test_add_func ("/smooth-flow/box", test_box);
  g_test_add_func ("/smooth-flow/refusals", test_refusals);
  g_test_add_func ("/smooth-flow/same-film", test_same_film);
  return g_test_run ();
}
