/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "regimes.h"

static Caught
look (double dimensions, double points, double bandwidth)
{
  g_autoptr (MercerDataset) table = table_of ("a", 1, (double[]){ 1 });
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-regimes"), table);
  g_autoptr (MercerRecipe) d = mercer_recipe_with_value (start, "dimensions", dimensions);
  g_autoptr (MercerRecipe) n = mercer_recipe_with_value (d, "points", points);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (n, "bandwidth", bandwidth);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_nonnull (caught.first_draft);
  return caught;
}

/* The three regimes at three bandwidths, each named, with fewer and fewer points that matter; marks solve the equations of regimes.h. */
static void
test_regimes (void)
{
  MercerRegimes r = mercer_regimes (log (1000) / 20);
  Caught wide = look (20, 1000, 1.3 * r.h_clt), middle = look (20, 1000, sqrt (r.h_clt * r.h_g)), narrow = look (20, 1000, 0.5 * r.h_g);
  assert_close (mercer_regimes_rate (pow (readout (wide.final, "h_g"), -2)), log (1000) / 20, 1e-9, 0);
  assert_close (readout (wide.final, "h_clt"), sqrt (2) * readout (wide.final, "h_g"), 1e-12, 0);
  g_assert_nonnull (strstr (mercer_figure_get_title (wide.final), "average"));
  g_assert_nonnull (strstr (mercer_figure_get_title (middle.final), "heavy"));
  g_assert_nonnull (strstr (mercer_figure_get_title (narrow.final), "few points"));
  g_assert_true (has_note (middle.final, "stable law") && has_note (middle.final, "nearest points make all"));
  g_assert_cmpfloat (readout (wide.final, "points_that_matter"), >, 50);
  g_assert_cmpfloat (readout (middle.final, "points_that_matter"), <, readout (wide.final, "points_that_matter"));
  g_assert_cmpfloat (readout (narrow.final, "points_that_matter"), <, 2); /* 1 / (1 - 1/4) = 1.3 in the limit */
  caught_clear (&wide);
  caught_clear (&middle);
  caught_clear (&narrow);
}

/* Theory beside simulation over all bandwidths, to the size of log (d) / 2d, t / t_G times as much below h_G. */
static void
test_table (void)
{
  Caught caught = look (40, 3000, 0.8);
  const MercerTable *t = mercer_figure_get_table (caught.final, 0);
  double h_g = readout (caught.final, "h_g");
  for (size_t k = 0; k < t->rows; k++)
    assert_close (t->column[2].values[k], t->column[1].values[k], 0,
                  MAX (1, pow (h_g / t->column[0].values[k], 2)) * log (40) / 80);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-regimes/regimes", test_regimes);
  g_test_add_func ("/kde-regimes/table", test_table);
  return g_test_run ();
}
