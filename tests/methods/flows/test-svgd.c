/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "film-testing.h"

enum { ROWS_DENSITY, MIXTURE, BANANA, DONUT, FUNNEL };

/* On a Gaussian the particles' mean and covariance become its own: with one row and bandwidth 0.7 the target is
 * N ((3, -1), 0.49 I). The mean is exact at the fixed point by symmetry; of the covariance a Gaussian kernel of finite width
 * leaves the particles a few per cent short, less with more of them. */
static void
test_gaussian (void)
{
  g_autoptr (MercerDataset) row = table_of ("a,b", 1, (double[]){ 3, -1 });
  g_autoptr (MercerRecipe) recipe = flow_recipe ("svgd", row, "bandwidth", 0.7, "particles", 300.0, "steps", 1500.0, "step", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n;
  const double *a = table_column (caught.final, "particles", "a", &n), *b = table_column (caught.final, "particles", "b", &n);
  double mean[2] = { 0, 0 }, covariance[3] = { 0, 0, 0 };
  for (size_t i = 0; i < n; i++)
    {
      mean[0] += a[i] / (double) n;
      mean[1] += b[i] / (double) n;
    }
  for (size_t i = 0; i < n; i++)
    {
      covariance[0] += (a[i] - mean[0]) * (a[i] - mean[0]) / (double) n;
      covariance[1] += (a[i] - mean[0]) * (b[i] - mean[1]) / (double) n;
      covariance[2] += (b[i] - mean[1]) * (b[i] - mean[1]) / (double) n;
    }
  g_test_message ("mean %g %g covariance %g %g %g", mean[0], mean[1], covariance[0], covariance[1], covariance[2]);
  assert_close (mean[0], 3, 0, 0.005);
  assert_close (mean[1], -1, 0, 0.005);
  assert_close (covariance[0], 0.49, 0.08, 0);
  assert_close (covariance[2], 0.49, 0.08, 0);
  assert_close (covariance[1], 0, 0, 0.02);
  caught_clear (&caught);
}

/* The discrepancy to each density falls to a small part of the start's, and the particles are as dense as draws of it: their
 * mean log density is near that of the draws (the figure's target), whose spread over densities is of order 1. */
static void
test_densities (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (int density = ROWS_DENSITY; density <= FUNNEL; density++)
    {
      g_autoptr (MercerRecipe) recipe
          = flow_recipe ("svgd", table, "density", (double) density, "particles", 120.0, "steps", 300.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t rows;
      const double *ksd2 = table_column (caught.final, "trace", "ksd2", &rows);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_test_message ("density %d: %g to %g in %zu", density, ksd2[0], ksd2[rows - 1], rows);
      g_assert_cmpfloat (ksd2[rows - 1], <, 0.05 * ksd2[0]);
      caught_clear (&caught);
    }
}

/* A fixed kernel that is not Gaussian goes the general way and falls too; one that is no function of differences is refused. */
static void
test_kernels (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  g_autoptr (MercerRecipe) plain = flow_recipe ("svgd", table, "median", 0.0, "steps", 200.0, "particles", 80.0, NULL);
  g_autoptr (MercerKernel) imq = mercer_kernel_parse ("RationalQuadratic(alpha=0.5, lengthscale=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) linear = mercer_kernel_parse ("Linear()", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (plain, imq), wrong = mercer_recipe_with_kernel (plain, linear);
  Caught caught = catch_run (recipe, NULL, false, -1), refused = catch_run (wrong, NULL, false, -1);
  size_t rows;
  const double *ksd2 = table_column (caught.final, "trace", "ksd2", &rows);
  g_assert_cmpfloat (ksd2[rows - 1], <, 0.2 * ksd2[0]);
  g_assert_cmpint (refused.status, ==, MERCER_BAD_INPUT);
  g_assert_nonnull (strstr (refused.refusal, "depends on differences"));
  caught_clear (&caught);
  caught_clear (&refused);
}

/* A painted row and a wider bandwidth take effect while it plays. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2), fewer = mercer_dataset_without_row (table, 5);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("svgd", table, "steps", 30.0, "particles", 40.0, NULL);
  g_autoptr (MercerRecipe) wide = mercer_recipe_with_value (recipe, "bandwidth", 2), painted = mercer_recipe_with_dataset (wide, fewer);
  MercerRecipe *changes[] = { wide, painted, NULL };
  Film film = { .changes = changes };
  film_shoot (&film, recipe);
  g_assert_cmpuint (film.frames->len, ==, 31);
  g_assert_nonnull (strstr (mercer_figure_get_description (film.frames->pdata[20]), "towards 60 points"));
  g_assert_nonnull (strstr (mercer_figure_get_description (film.frames->pdata[21]), "towards 59 points"));
  assert_close (readout (film.frames->pdata[12], "step"), 2 * 4, 1e-12, 0); /* step times the square of the bandwidth */
  film_clear (&film);
}

static void
test_ends (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2), start = table_of ("u,v", 2, (double[]){ 1, 2, 3, 4 });
  g_autoptr (MercerRecipe) far = flow_recipe ("svgd", table, "step", 1e12, NULL);
  g_autoptr (MercerRecipe) plain = flow_recipe ("svgd", table, "density", (double) BANANA, NULL);
  g_autoptr (MercerRecipe) mismatch = mercer_recipe_with_table (plain, "start", start);
  Caught diverged = catch_run (far, NULL, false, -1), refused = catch_run (mismatch, NULL, false, -1);
  assert_note (diverged.final, "Diverged");
  g_assert_cmpint (refused.status, ==, MERCER_BAD_INPUT);
  g_assert_nonnull (strstr (refused.refusal, "columns “x” and “y”"));
  caught_clear (&diverged);
  caught_clear (&refused);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (200, k == 0 ? 3 : 2);
  return k > 2 ? NULL
               : flow_recipe ("svgd", table, "steps", 6.0, "particles", 300.0, "density", k == 0 ? 0.0 : (double) k + 1, "momentum", 0.3,
                              NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/svgd/same-film", recipe_of);
}

/* As it comes the film ends with the whole target covered, none of two crescents left empty: the energy distance, which no part of
 * the flow minimises, is a small part of the start's, and no point of the target is without a particle near. */
static void
test_covers (void)
{
  enum { HALF = 60 };
  double values[4 * HALF];
  for (size_t i = 0; i < HALF; i++)
    {
      double angle = G_PI * (double) i / (HALF - 1);
      values[i] = cos (angle);
      values[i + 2 * HALF] = sin (angle);
      values[i + HALF] = 1 - cos (angle);
      values[i + 3 * HALF] = 0.5 - sin (angle);
    }
  g_autoptr (MercerDataset) moons = table_of ("a,b", 2 * HALF, values);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("svgd", moons, "beside", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n, rows;
  const double *a = table_column (caught.final, "particles", "a", &n), *b = table_column (caught.final, "particles", "b", &n);
  const double *energy = table_column (caught.final, "trace", "energy_mmd2", &rows);
  double farthest = 0;
  for (size_t j = 0; j < 2 * HALF; j++)
    {
      double nearest = INFINITY;
      for (size_t i = 0; i < n; i++)
        nearest = fmin (nearest, hypot (a[i] - values[j], b[i] - values[j + 2 * HALF]));
      farthest = fmax (farthest, nearest);
    }
  g_test_message ("energy distance from %g to %g, farthest %g", energy[0], energy[rows - 1], farthest);
  g_assert_cmpfloat (energy[rows - 1], <, 0.5 * energy[0]);
  g_assert_cmpfloat (farthest, <, 0.35); /* crescents are 2 wide */
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svgd/gaussian", test_gaussian);
  g_test_add_func ("/svgd/densities", test_densities);
  g_test_add_func ("/svgd/kernels", test_kernels);
  g_test_add_func ("/svgd/live", test_live);
  g_test_add_func ("/svgd/ends", test_ends);
  g_test_add_func ("/svgd/same-film", test_same_film);
  g_test_add_func ("/svgd/covers", test_covers);
  return g_test_run ();
}
