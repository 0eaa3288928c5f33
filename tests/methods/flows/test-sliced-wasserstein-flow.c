/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

/* In one column a step of 1 puts as many particles as there are rows exactly onto them. */
static void
test_line (void)
{
  double values[] = { 5, -1, 2.5, 0, 7, 3 };
  g_autoptr (MercerDataset) table = table_of ("a", 6, values);
  g_autoptr (MercerRecipe) recipe
      = flow_recipe ("sliced-wasserstein-flow", table, "particles", 6.0, "step", 1.0, "steps", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n;
  const double *a = table_column (caught.final, "particles", "a", &n);
  for (size_t j = 0; j < 6; j++)
    {
      double nearest = INFINITY;
      for (size_t i = 0; i < n; i++)
        nearest = fmin (nearest, fabs (a[i] - values[j]));
      assert_close (nearest, 0, 0, 1e-13);
    }
  assert_close (readout (caught.final, "sw2"), 0, 0, 1e-25);
  caught_clear (&caught);
}

/* With directions that stay, the distance falls at every step up to 2 / d of the way, and nearly vanishes. */
static void
test_falls (void)
{
  for (size_t d = 2; d <= 4; d++)
    {
      g_autoptr (MercerDataset) table = two_heaps (80, d);
      g_autoptr (MercerRecipe) recipe = flow_recipe ("sliced-wasserstein-flow", table, "particles", 80.0, "redraw", 0.0, "slicing", 2.0,
                                                     "steps", 200.0, "step", 0.2, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t rows;
      const double *value = table_column (caught.final, "trace", "sw2", &rows);
      assert_falls (caught.final, "sw2", 1e-15);
      g_test_message ("%g to %g in %zu", value[0], value[rows - 1], rows);
      g_assert_cmpfloat (value[rows - 1], <, 0.02 * value[0]);
      caught_clear (&caught);
    }
}

/* Three labels whose rows stand in places of their own: each particle ends among the rows of its label. Without the condition they
 * do not. */
static void
test_condition (void)
{
  enum { EACH = 40 };
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("labelled", "");
  double *x = g_new (double, 3 * EACH), *y = g_new (double, 3 * EACH);
  int32_t *codes = g_new (int32_t, 3 * EACH);
  static const double at[3][2] = { { -4, 0 }, { 4, 0 }, { 0, 5 } };
  for (size_t i = 0; i < 3 * EACH; i++)
    {
      codes[i] = (int32_t) (i % 3);
      x[i] = at[i % 3][0] + 0.3 * mercer_random_normal (1, 1, i);
      y[i] = at[i % 3][1] + 0.3 * mercer_random_normal (1, 2, i);
    }
  mercer_dataset_builder_add_numeric (b, "x", "", x, 3 * EACH);
  mercer_dataset_builder_add_numeric (b, "y", "", y, 3 * EACH);
  mercer_dataset_builder_add_categorical (b, "kind", codes, 3 * EACH, g_strsplit ("p,q,r", ",", 0));
  g_autoptr (MercerDataset) table = mercer_dataset_builder_finish (b);
  g_autoptr (MercerRecipe) plain = flow_recipe ("sliced-wasserstein-flow", table, "particles", 120.0, "slices", 64.0, "steps", 300.0, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (plain, "condition", (const char *const[]){ "kind", NULL });
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n, near = 0;
  const double *p = table_column (caught.final, "particles", "x", &n), *q = table_column (caught.final, "particles", "y", &n);
  const double *label = table_column (caught.final, "labels", "label", &n);
  for (size_t i = 0; i < n; i++)
    near += hypot (p[i] - at[(int) label[i]][0], q[i] - at[(int) label[i]][1]) < 2;
  g_test_message ("%zu of %zu", near, n);
  g_assert_cmpuint (near, >=, n * 95 / 100);
  caught_clear (&caught);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (120, k == 0 ? 3 : 2);
  return k > 1 ? NULL : flow_recipe ("sliced-wasserstein-flow", table, "steps", 5.0, "noise", k == 0 ? 0.2 : 0.0, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/sliced-wasserstein-flow/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sliced-wasserstein-flow/line", test_line);
  g_test_add_func ("/sliced-wasserstein-flow/falls", test_falls);
  g_test_add_func ("/sliced-wasserstein-flow/condition", test_condition);
  g_test_add_func ("/sliced-wasserstein-flow/same-film", test_same_film);
  return g_test_run ();
}
