/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

/* The discrepancy never rises and nearly vanishes; in one column, and in the plane with many directions, it is what the
 * two-sample test finds with the energy kernel between particles and target. */
static void
test_flows (void)
{
  for (size_t d = 1; d <= 3; d++)
    {
      g_autoptr (MercerDataset) table = two_heaps (80, d);
      g_autoptr (MercerRecipe) recipe
          = flow_recipe ("sliced-mmd-flow", table, "particles", 60.0, "steps", 150.0, "slices", d == 2 ? 900.0 : 60.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t rows;
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      assert_falls (caught.final, "mmd2", 0);
      const double *mmd2 = table_column (caught.final, "trace", "mmd2", &rows);
      g_assert_cmpfloat (mmd2[rows - 1], <, 0.02 * mmd2[0]);
      const MercerTable *particles = mercer_figure_get_table (caught.final, 0);
      MercerDatasetBuilder *b = mercer_dataset_builder_new ("end", "");
      for (size_t c = 0; c < d; c++)
        mercer_dataset_builder_add_numeric (b, particles->column[c].name, "",
                                            g_memdup2 (particles->column[c].values, 60 * sizeof (double)), 60);
      g_autoptr (MercerDataset) end = mercer_dataset_builder_finish (b);
      g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("mmd"), table);
      g_autoptr (MercerRecipe) against = mercer_recipe_with_table (plain, "against", end);
      g_autoptr (MercerKernel) energy = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
      g_autoptr (MercerRecipe) test = mercer_recipe_with_kernel (against, energy);
      Caught judged = catch_run (test, NULL, false, -1);
      /* 900 equal angles are off by some 1 / 900^2 of each part, of which the discrepancy is a small difference */
      double relative = d == 1 ? 1e-10 : d == 2 ? 2e-3 : 1;
      assert_close (readout (caught.final, "mmd2"), readout (judged.final, "mmd2_biased"), relative, 1e-13);
      caught_clear (&caught);
      caught_clear (&judged);
    }
}

/* One column: the film of the unsliced flow with the energy kernel, step by step. */
static void
test_line (void)
{
  g_autoptr (MercerDataset) table = two_heaps (80, 1);
  g_autoptr (MercerRecipe) sliced = flow_recipe ("sliced-mmd-flow", table, "particles", 50.0, "steps", 30.0, "step", 0.2, "momentum",
                                                 0.3, "adaptive", 0.0, NULL);
  g_autoptr (MercerRecipe) whole
      = flow_recipe ("mmd-flow", table, "particles", 50.0, "steps", 30.0, "step", 0.2, "momentum", 0.3, "adaptive", 0.0, NULL);
  Caught a = catch_run (sliced, NULL, false, -1), b = catch_run (whole, NULL, false, -1);
  size_t rows, others;
  const double *p = table_column (a.final, "particles", "a", &rows), *q = table_column (b.final, "particles", "a", &others);
  g_assert_cmpuint (rows, ==, others);
  for (size_t i = 0; i < rows; i++)
    assert_close (p[i], q[i], 1e-10, 1e-11);
  caught_clear (&a);
  caught_clear (&b);
}

static MercerRecipe *
recipe_of (size_t k)
{
  static const struct
  {
    double particles, slicing, redraw;
    size_t d;
  } cases[] = { { 400, 0, 1, 2 }, { 3000, 1, 0, 3 }, { 5000, 2, 0, 2 }, { 300, 2, 0, 1 } };
  if (k >= G_N_ELEMENTS (cases))
    return NULL;
  g_autoptr (MercerDataset) table = two_heaps (200, cases[k].d);
  return flow_recipe ("sliced-mmd-flow", table, "steps", 6.0, "slices", 20.0, "particles", cases[k].particles, "slicing",
                      cases[k].slicing, "redraw", cases[k].redraw, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/sliced-mmd-flow/same-film", recipe_of);
}

/* A hundred thousand take a few steps; a step that throws them away is caught and said; one point is a target too. */
static void
test_ends (void)
{
  g_autoptr (MercerDataset) table = two_heaps (80, 2), point = table_of ("a,b", 1, (double[]){ 3, 4 });
  g_autoptr (MercerRecipe) many = flow_recipe ("sliced-mmd-flow", table, "particles", 1e5, "steps", 2.0, "slices", 8.0, NULL);
  g_autoptr (MercerRecipe) far = flow_recipe ("sliced-mmd-flow", table, "adaptive", 0.0, "step", 1e12, NULL);
  g_autoptr (MercerRecipe) one = flow_recipe ("sliced-mmd-flow", point, "particles", 1.0, NULL);
  MercerRecipe *recipes[] = { many, far, one };
  static const char *const says[] = { "still changing", "Diverged", "single point" };
  for (size_t k = 0; k < 3; k++)
    {
      const char *unsound;
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_true (mercer_figure_is_sound (caught.final, &unsound));
      assert_note (caught.final, says[k]);
      caught_clear (&caught);
    }
}

/* A particle that a hand holds stands where the hand is, and goes on from there. */
static void
test_touch (void)
{
  g_autoptr (MercerDataset) table = two_heaps (80, 2);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("sliced-mmd-flow", table, "particles", 50.0, "steps", 25.0, "step", 0.0, NULL);
  g_autoptr (MercerRecipe) held = mercer_recipe_with_touch (recipe, &(MercerTouch){ .particle = 7, .x = 5, .y = -3 });
  MercerRecipe *changes[] = { held, NULL };
  Film film = { .changes = changes };
  g_assert_true (mercer_recipe_is_live_change (recipe, held));
  film_shoot (&film, recipe);
  size_t rows;
  assert_close (table_column (film.final, "particles", "a", &rows)[7], 5, 1e-14, 0);
  assert_close (table_column (film.final, "particles", "b", &rows)[7], -3, 1e-14, 0);
  g_assert_true (table_column (film.final, "particles", "a", &rows)[6] != 5);
  film_clear (&film);
}

/* Of very many particles a picture of the start comes before anything is measured. How soon is said; it is not asserted, since others may
 * use the machine. */
static void
test_first_figure (void)
{
  enum { MANY = 100000 };
  g_autoptr (MercerDataset) table = two_heaps (MANY, 2);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("sliced-mmd-flow", table, "particles", (double) MANY, "steps", 1.0, "slices", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_test_message ("first figure of %d particles after %.1f ms", MANY, 1e3 * caught.first_seconds);
  g_assert_nonnull (mercer_figure_get_draft (caught.first_draft));
  g_assert_null (mercer_figure_find_readout (caught.first_draft, "mmd2"));
  g_assert_nonnull (mercer_figure_find_readout (caught.final, "mmd2"));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sliced-mmd-flow/flows", test_flows);
  g_test_add_func ("/sliced-mmd-flow/line", test_line);
  g_test_add_func ("/sliced-mmd-flow/ends", test_ends);
  g_test_add_func ("/sliced-mmd-flow/touch", test_touch);
  g_test_add_func ("/sliced-mmd-flow/first-figure", test_first_figure);
  g_test_add_func ("/sliced-mmd-flow/same-film", test_same_film);
  return g_test_run ();
}
