/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing-testing.h"

static const char *const id = "kernel-normalizing-flow";

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

/* One column leaves nothing to couple: the density is that of the fitted normal, whatever the layers. */
static void
test_one_column (void)
{
  g_autoptr (MercerDataset) table = moons_table (60, "x");
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, "held-out", 0.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_close (readout (caught.final, "train_nll"), readout (caught.final, "gaussian_nll"), 1e-7, 1e-7);
  assert_note (caught.final, "a fitted Gaussian");
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
  assert_same_film ("/kernel-normalizing-flow/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-normalizing-flow/moons", test_moons);
  g_test_add_func ("/kernel-normalizing-flow/tables", test_tables);
  g_test_add_func ("/kernel-normalizing-flow/live", test_live);
  g_test_add_func ("/kernel-normalizing-flow/one-column", test_one_column);
  g_test_add_func ("/kernel-normalizing-flow/refusals", test_refusals);
  g_test_add_func ("/kernel-normalizing-flow/same-film", test_same_film);
  return g_test_run ();
}
