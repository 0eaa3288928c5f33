/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "methods-testing.h"

static void
test_first_run (void)
{
  g_autoptr (MercerDataset) table = wave (40, 1);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("gp-regression"), table);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_finals, ==, 1);
  g_assert_cmpint (caught.n_drafts, ==, 0);
  const char *what = NULL;
  g_assert_true (mercer_figure_is_sound (caught.final, &what));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp-regression/first-run", test_first_run);
  return g_test_run ();
}
