/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"

static Caught
look (double start, double time)
{
  g_autoptr (MercerDataset) table = wave (40, 2);
  g_autoptr (MercerRecipe) first = mercer_recipe_new (mercer_method_find ("stepwise-learning"), table);
  g_autoptr (MercerRecipe) small = mercer_recipe_with_value (first, "start", start);
  g_autoptr (MercerRecipe) three = mercer_recipe_with_value (small, "dimensions", 3);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (three, "time", time);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* The smaller the start, the nearer is a random one to the closed form of aligned modes (the paper's result 4.2), and the
 * modes come in the order of their eigenvalues, each when the formula says. */
static void
test_steps (void)
{
  Caught rough = look (1e-1, 1), fine = look (1e-8, 1);
  g_assert_cmpfloat (readout (fine.final, "gap"), <, 0.35 * readout (rough.final, "gap"));
  g_assert_cmpfloat (readout (fine.final, "learned1"), <, readout (fine.final, "learned2"));
  g_assert_cmpfloat (readout (fine.final, "learned2"), <, readout (fine.final, "learned3"));
  g_assert_cmpfloat (readout (fine.final, "loss"), <, 0.01);
  const MercerTable *table = mercer_figure_get_table (fine.final, 0);
  const double *time = column_named (fine.final, "training", "time"),
               *first = column_named (fine.final, "training", "eigenvalue1"),
               *loss = column_named (fine.final, "training", "loss");
  for (size_t k = 1; k < table->rows; k++)
    {
      g_assert_cmpfloat (loss[k], <=, loss[k - 1] + 1e-9);
      if (first[k] >= 0.5 && first[k - 1] < 0.5)
        assert_close (time[k], readout (fine.final, "learned1"), 0, 2 * (time[1] - time[0]));
    }
  caught_clear (&rough);
  caught_clear (&fine);
}

/* Looking at another time changes the map alone. At the end the embedding is white: C = I for the pairs of views, so the
 * first views, of one sample, have a variance near 1 in both directions; jitter of 0.1 sd leaves the pairs nearly equal. */
static void
test_map (void)
{
  Caught early = look (1e-4, 0.05), late = look (1e-4, 1);
  const MercerTable *map = mercer_figure_get_table (late.final, 1);
  g_assert_cmpstr (map->id, ==, "embedding");
  for (size_t c = 1; c <= 2; c++)
    {
      double squares = 0, before = 0;
      for (size_t i = 0; i < map->rows; i++)
        {
          squares += map->column[c].values[i] * map->column[c].values[i] / (double) map->rows;
          double small = mercer_figure_get_table (early.final, 1)->column[c].values[i];
          before += small * small / (double) map->rows;
        }
      assert_close (squares, 1, 0.25, 0);
      g_assert_cmpfloat (before, <, 0.01);
    }
  assert_close (readout (early.final, "loss"), readout (late.final, "loss"), 1e-12, 0);
  caught_clear (&early);
  caught_clear (&late);
}

/* A mode that has been learned stays where it is while others are learned: at four fifths of the training and at its end,
 * where all eigenvalues of C are 1, the map is the same up to what the second mode still lacks. */
static void
test_settles (void)
{
  Caught late = look (1e-6, 0.8), end = look (1e-6, 1);
  for (size_t c = 1; c <= 2; c++)
    {
      const MercerTable *a = mercer_figure_get_table (late.final, 1), *b = mercer_figure_get_table (end.final, 1);
      double ab = 0, aa = 0, bb = 0;
      for (size_t i = 0; i < a->rows; i++)
        {
          ab += a->column[c].values[i] * b->column[c].values[i];
          aa += a->column[c].values[i] * a->column[c].values[i];
          bb += b->column[c].values[i] * b->column[c].values[i];
        }
      g_assert_cmpfloat (fabs (ab) / sqrt (aa * bb), >, c == 1 ? 0.9999 : 0.99);
    }
  caught_clear (&late);
  caught_clear (&end);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stepwise-learning/steps", test_steps);
  g_test_add_func ("/stepwise-learning/map", test_map);
  g_test_add_func ("/stepwise-learning/settles", test_settles);
  return g_test_run ();
}
