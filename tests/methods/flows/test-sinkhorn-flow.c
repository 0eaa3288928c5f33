/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

/* By halving its step the divergence does not rise by more than what iterations leave of it, and nearly vanishes. */
static void
test_falls (void)
{
  for (size_t d = 1; d <= 3; d++)
    {
      g_autoptr (MercerDataset) table = two_heaps (80, d);
      g_autoptr (MercerRecipe) recipe = flow_recipe ("sinkhorn-flow", table, "particles", 80.0, "steps", 60.0, "iterations", 1000.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t rows;
      const double *value = table_column (caught.final, "trace", "divergence", &rows);
      assert_falls (caught.final, "divergence", 0);
      g_test_message ("%g to %g in %zu", value[0], value[rows - 1], rows);
      g_assert_cmpfloat (value[rows - 1], <, 0.02 * value[0]);
      caught_clear (&caught);
    }
}

/* A blur far wider than the points leaves the distance of the means: one step of 1 brings the particles' mean to the target's. */
static void
test_means (void)
{
  g_autoptr (MercerDataset) table = two_heaps (80, 2);
  g_autoptr (MercerRecipe) recipe
      = flow_recipe ("sinkhorn-flow", table, "blur", 1e3, "step", 1.0, "steps", 1.0, "start", 1.0, "particles", 50.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n;
  static const char *const names[] = { "a", "b" };
  for (int c = 0; c < 2; c++)
    {
      const MercerColumn *column = mercer_dataset_column (table, (size_t) c);
      const double *x = table_column (caught.final, "particles", names[c], &n);
      double mean = 0;
      for (size_t i = 0; i < n; i++)
        mean += x[i] / (double) n;
      assert_close (mean, column->mean, 0, 1e-3);
    }
  caught_clear (&caught);
}

static void
test_ends (void)
{
  g_autoptr (MercerDataset) table = two_heaps (80, 2), point = table_of ("a,b", 1, (double[]){ 3, 4 });
  g_autoptr (MercerRecipe) far = flow_recipe ("sinkhorn-flow", table, "step", 100.0, "adaptive", 0.0, NULL);
  g_autoptr (MercerRecipe) one = flow_recipe ("sinkhorn-flow", point, "step", 1.0, "particles", 20.0, NULL);
  g_autoptr (MercerRecipe) hasty = flow_recipe ("sinkhorn-flow", table, "iterations", 1.0, "steps", 2.0, "blur", 0.05, NULL);
  MercerRecipe *recipes[] = { far, one, hasty };
  static const char *const says[] = { "Diverged", "single point", "still changing after 1 iterations" };
  for (size_t k = 0; k < 3; k++)
    {
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      assert_note (caught.final, says[k]);
      caught_clear (&caught);
    }
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (120, k == 0 ? 3 : 2);
  return k > 1 ? NULL : flow_recipe ("sinkhorn-flow", table, "steps", 5.0, "particles", 150.0, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/sinkhorn-flow/same-film", recipe_of);
}

/* What takes long is preceded by a picture of the start, with the same panels as the frames. */
static void
test_start_is_shown (void)
{
  for (size_t d = 1; d <= 2; d++)
    {
      const char *unsound = NULL;
      g_autoptr (MercerDataset) table = two_heaps (200, d);
      g_autoptr (MercerRecipe) recipe = flow_recipe ("sinkhorn-flow", table, "steps", 2.0, NULL);
      Film film = { 0 };
      film_shoot (&film, recipe);
      g_assert_nonnull (film.draft);
      g_assert_true (mercer_figure_is_sound (film.draft, &unsound));
      g_assert_cmpuint (mercer_figure_n_panels (film.draft), ==, mercer_figure_n_panels (film.final));
      g_assert_cmpuint (mercer_figure_n_readouts (film.draft), ==, 0);
      film_clear (&film);
    }
}

/* Heaps far apart in one column as eruptions are: the plan needs many turns. As the film comes it gets them, the divergence is that
 * of a plan (never negative beyond the tolerance) and falls to little; with two turns the plan is unfinished, which is said, and a
 * cost that errs is not taken for the end. */
static void
test_unfinished (void)
{
  enum { HALF = 100 };
  double values[4 * HALF];
  mercer_random_normals (5, 1, 0, 4 * HALF, values);
  for (size_t i = 0; i < 2 * HALF; i++)
    {
      values[i] = (i < HALF ? 2 : 4.3) + 0.3 * values[i];
      values[i + 2 * HALF] = (i < HALF ? 54 : 80) + 6 * values[i + 2 * HALF];
    }
  g_autoptr (MercerDataset) table = table_of ("a,b", 2 * HALF, values);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("sinkhorn-flow", table, "particles", 100.0, NULL);
  g_autoptr (MercerRecipe) hasty = mercer_recipe_with_value (recipe, "iterations", 2);
  Caught caught = catch_run (recipe, NULL, false, -1), unfinished = catch_run (hasty, NULL, false, -1);
  size_t rows;
  const double *divergence = table_column (caught.final, "trace", "divergence", &rows);
  g_assert_cmpuint (rows, ==, 61);
  g_assert_cmpfloat (divergence[60], <, 1e-3 * divergence[0]);
  g_assert_cmpfloat (divergence[60], >, 0);
  assert_note (unfinished.final, "plan was still changing");
  for (size_t k = 0; k < mercer_figure_n_notes (unfinished.final); k++)
    g_assert_null (strstr (mercer_figure_get_note (unfinished.final, k)->sentence, "Converged"));
  caught_clear (&caught);
  caught_clear (&unfinished);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sinkhorn-flow/falls", test_falls);
  g_test_add_func ("/sinkhorn-flow/means", test_means);
  g_test_add_func ("/sinkhorn-flow/ends", test_ends);
  g_test_add_func ("/sinkhorn-flow/same-film", test_same_film);
  g_test_add_func ("/sinkhorn-flow/start", test_start_is_shown);
  g_test_add_func ("/sinkhorn-flow/unfinished", test_unfinished);
  return g_test_run ();
}
