/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing-testing.h"

static const char *const id = "kernel-normalizing-flow";

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

static MercerRecipe *
recipe_of (size_t k)
{
  return short_recipe (id, k);
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
  add_normalizing_tests (id);
  g_test_add_func ("/kernel-normalizing-flow/one-column", test_one_column);
  g_test_add_func ("/kernel-normalizing-flow/same-film", test_same_film);
  return g_test_run ();
}
