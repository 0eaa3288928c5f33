/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points of another table, and what is left of points without what the components leave out. */
#include <math.h>

#include "kernel-pca-testing.h"

/* The data given again as new points have the scores that they have, with columns in another order; uncentred too. */
static void
test_at (void)
{
  g_autoptr (MercerDataset) table = wave (60, 2);
  const double *a = mercer_dataset_column (table, 0)->values, *b = mercer_dataset_column (table, 1)->values;
  double again[120 + 60];
  for (size_t i = 0; i < 60; i++)
    {
      again[i] = mercer_dataset_column (table, 2)->values[i];
      again[i + 60] = b[i];
      again[i + 120] = a[i];
    }
  g_autoptr (MercerDataset) points = table_of ("y,x2,x1", 60, again);
  for (int centred = 0; centred < 2; centred++)
    {
      g_autoptr (MercerRecipe) plain
          = start_with (table, "2 * Matern(nu=1.5, lengthscale=[4, 6, 1])", "center", (double) centred, "components", 3.0, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, points);
      Caught caught = catch_ok (recipe);
      const MercerTable *scores = mercer_figure_get_table (caught.final, 0);
      const MercerTable *data = table_named (caught.final, "scores_data");
      g_assert_cmpstr (scores->id, ==, "scores");
      for (size_t c = 0; c < 4; c++)
        for (size_t i = 0; i < 60; i++)
          assert_close (scores->column[c].values[i], data->column[c].values[i], 1e-8, 1e-8);
      caught_clear (&caught);
    }
}

/* New points that are those of the data have their pre-images and errors, by either way; as in "scores", the data stay. */
static void
test_at_denoised (void)
{
  enum { N = 80 };
  g_autoptr (MercerDataset) table = open_table ("generator:moons(n=80)");
  for (int by_map = 0; by_map < 2; by_map++)
    {
      g_autoptr (MercerRecipe) plain = start_with (table, NULL, "show", 2.0, "pre-image", (double) by_map, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, table);
      Caught caught = catch_ok (recipe);
      const MercerTable *was = table_named (caught.final, "denoised"), *is = table_named (caught.final, "denoised_new");
      const double *error = column_of (table_named (caught.final, "reconstruction"), "error");
      const double *error_new = column_of (table_named (caught.final, "reconstruction_new"), "error");
      for (size_t i = 0; i < N; i++)
        {
          for (size_t c = 0; c < 2; c++) /* the iteration ends where it moves by 1e-9 of the kernel's length */
            assert_close (is->column[c + 1].values[i], was->column[c + 1].values[i], 0, 1e-5);
          g_assert_cmpfloat (fabs (is->column[1].values[i] - mercer_dataset_column (table, 0)->values[i]), >, 0);
          assert_close (error_new[i], error[i], 0, 1e-9);
        }
      caught_clear (&caught);
    }
}

/* Noise about a circle goes, by either way; the other kernels say which way was taken. */
static void
test_denoised (void)
{
  g_autoptr (MercerDataset) table = open_table ("generator:circles(n=300,noise=0.1,factor=1,seed=3)");
  for (int way = 0; way < 3; way++)
    {
      g_autoptr (MercerRecipe) recipe = start_with (table, way == 2 ? "Matern(lengthscale=2)" : "RBF(lengthscale=1)", "components",
                                                    4.0, "show", 2.0, "pre-image", way == 1 ? 1.0 : 0.0, NULL);
      Caught caught = catch_ok (recipe);
      const MercerTable *denoised = table_named (caught.final, "denoised");
      const double *x = column_of (denoised, "x"), *y = column_of (denoised, "y");
      double before = 0, after = 0;
      for (size_t i = 0; i < denoised->rows; i++)
        {
          before += fabs (hypot (mercer_dataset_column (table, 0)->values[i], mercer_dataset_column (table, 1)->values[i]) - 1);
          after += fabs (hypot (x[i], y[i]) - 1);
        }
      g_test_message ("off the circle: %.5f, then %.5f", before / 300, after / 300);
      g_assert_cmpfloat (after, <, (way == 2 ? 0.8 : 0.5) * before);
      g_assert_true ((note_with (caught.final, "ridge regression") != NULL) == (way == 2));
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-pca-at/at", test_at);
  g_test_add_func ("/kernel-pca-at/at-denoised", test_at_denoised);
  g_test_add_func ("/kernel-pca-at/denoised", test_denoised);
  return g_test_run ();
}
