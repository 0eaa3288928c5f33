/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing-testing.h"

static const char *const id = "spline-flow";

static MercerRecipe *
recipe_of (size_t k)
{
  return short_recipe (id, k);
}

/* The splines get other knots while it plays. Fewer cannot say all that was said. */
static void
test_knots (void)
{
  assert_takes_shape (id, "bins", 12, 0.05, 0.1);
  assert_takes_shape (id, "bins", 4, 1, 0.3);
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
  add_normalizing_tests (id);
  g_test_add_data_func ("/spline-flow/one-column", id, check_bent_column);
  g_test_add_func ("/spline-flow/knots", test_knots);
  g_test_add_func ("/spline-flow/same-film", test_same_film);
  return g_test_run ();
}
