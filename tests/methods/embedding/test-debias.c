/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

/* a carries the label, b the protected column; both are also mixed into each. */
static MercerRecipe *
start (MercerDataset **table)
{
  enum { N = 100 };
  double values[4 * N], z[4 * N];
  const char *x[] = { "a", "b", NULL }, *y[] = { "y", NULL }, *s[] = { "s", NULL };
  mercer_random_normals (6, 1, 0, 4 * N, z);
  for (size_t i = 0; i < N; i++)
    {
      values[i] = z[i] + 0.5 * z[i + N];
      values[i + N] = z[i + N];
      values[i + 2 * N] = z[i] + 0.6 * z[i + N];
      values[i + 3 * N] = z[i + N];
    }
  *table = table_of ("a,b,y,s", N, values);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("debias"), *table);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (plain, "y", y);
  g_autoptr (MercerRecipe) by_s = mercer_recipe_with_role (by_y, "s", s);
  return mercer_recipe_with_role (by_s, "x", x);
}

/* Protection lowers what the map tells of s and keeps most of what it tells of y, whose own part is free of s. */
static void
test_protection (void)
{
  g_autoptr (MercerDataset) table = NULL;
  g_autoptr (MercerRecipe) recipe = start (&table), bare = mercer_recipe_with_value (recipe, "protection", 0),
                           strong = mercer_recipe_with_value (recipe, "protection", 0.7);
  Caught without = catch_run (bare, NULL, false, -1), with = catch_run (strong, NULL, false, -1);
  g_assert_cmpint (without.status, ==, MERCER_OK);
  g_assert_cmpint (with.status, ==, MERCER_OK);
  assert_close (readout (without.final, "label_kept"), 1, 1e-9, 0);
  g_assert_cmpfloat (readout (with.final, "on_protected"), <, 0.25 * readout (without.final, "on_protected"));
  g_assert_cmpfloat (readout (with.final, "label_kept"), >, 0.4);
  /* the curve passes through both */
  const MercerTable *curve = mercer_figure_get_table (with.final, 1);
  g_assert_cmpstr (curve->id, ==, "trade_off");
  assert_close (curve->column[2].values[14], readout (with.final, "on_protected"), 1e-8, 1e-12);
  caught_clear (&without);
  caught_clear (&with);
}

/* Rows of the data given as new points stand where they stand in the data; without a choice a column is protected all the same. */
static void
test_at (void)
{
  g_autoptr (MercerDataset) table = NULL;
  g_autoptr (MercerRecipe) chosen = start (&table);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (chosen, table), plain = mercer_recipe_new (mercer_method_find ("debias"), table);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *new = mercer_figure_get_table (caught.final, 0), *data = mercer_figure_get_table (caught.final, 1);
  g_assert_cmpstr (data->id, ==, "representation_data");
  for (size_t i = 0; i < data->rows; i++)
    for (size_t j = 1; j <= 2; j++)
      assert_close (new->column[j].values[i], data->column[j].values[i], 0, 1e-9);
  caught_clear (&caught);
  caught = catch_run (plain, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (caught.final, "on_protected"), >, 0);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/debias/protection", test_protection);
  g_test_add_func ("/debias/at", test_at);
  return g_test_run ();
}
