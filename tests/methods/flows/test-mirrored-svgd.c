/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

/* Means alpha_a / sum exactly, as SVGD keeps a mean that its kernel's fixed point has; variances alpha_a (sum - alpha_a) / (sum^2 (sum
 * + 1)) up to the tenth that a kernel of finite width leaves out. Every particle stays inside. */
static void
check_dirichlet (double variant, double steps)
{
  static const double alphas[][3] = { { 2, 2, 2 }, { 6, 2, 3 }, { 1.5, 8, 2 } };
  static const char *const shares[] = { "a", "b", "c" };
  g_autoptr (MercerDataset) table = two_heaps (10, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (alphas); k++)
    {
      const double *alpha = alphas[k], total = alpha[0] + alpha[1] + alpha[2];
      g_autoptr (MercerRecipe) recipe = flow_recipe ("mirrored-svgd", table, "alpha-1", alpha[0], "alpha-2", alpha[1], "alpha-3", alpha[2],
                                                     "steps", steps, "step", 0.15, "particles", 150.0, "variant", variant, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      for (int a = 0; a < 3; a++)
        {
          size_t n;
          const double *share = table_column (caught.final, "shares", shares[a], &n);
          double mean = 0, variance = 0, want = alpha[a] / total;
          for (size_t i = 0; i < n; i++)
            {
              g_assert_true (share[i] > 0 && share[i] < 1);
              mean += share[i] / (double) n;
            }
          for (size_t i = 0; i < n; i++)
            variance += pow (share[i] - mean, 2) / (double) n;
          g_test_message ("mean %g of %g, variance %g of %g", mean, want, variance, want * (1 - want) / (total + 1));
          assert_close (mean, want, 0, 0.01);
          assert_close (variance, want * (1 - want) / (total + 1), 0.12, 0);
        }
      caught_clear (&caught);
    }
}

static void
test_plain (void)
{
  check_dirichlet (0, 1500);
}

static void
test_metric (void)
{
  check_dirichlet (1, 800);
}

static void
test_natural (void)
{
  check_dirichlet (2, 800);
}

/* A step far too long is caught and said; concentrations below 1 pile up at the edges without leaving. */
static void
test_ends (void)
{
  g_autoptr (MercerDataset) table = two_heaps (10, 2);
  g_autoptr (MercerRecipe) edges = flow_recipe ("mirrored-svgd", table, "alpha-1", 0.1, "alpha-2", 0.3, "alpha-3", 0.2, NULL);
  g_autoptr (MercerRecipe) long_step = flow_recipe ("mirrored-svgd", table, "step", 1e15, NULL);
  MercerRecipe *recipes[] = { edges, long_step };
  for (size_t k = 0; k < 2; k++)
    {
      const char *unsound;
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_true (mercer_figure_is_sound (caught.final, &unsound));
      caught_clear (&caught);
    }
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (10, 2);
  return k > 2 ? NULL : flow_recipe ("mirrored-svgd", table, "steps", 8.0, "particles", 150.0, "variant", (double) k, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/mirrored-svgd/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mirrored-svgd/plain", test_plain);
  g_test_add_func ("/mirrored-svgd/metric", test_metric);
  g_test_add_func ("/mirrored-svgd/natural", test_natural);
  g_test_add_func ("/mirrored-svgd/ends", test_ends);
  g_test_add_func ("/mirrored-svgd/same-film", test_same_film);
  return g_test_run ();
}
