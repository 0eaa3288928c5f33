/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories among the inputs of a Gaussian process, beside numbers and alone. */
#include "gp-regression-testing.h"

/* Eight rows of x, level, y; rows to ask at have the levels in another order. */
static MercerDataset *
mixed (size_t n, const double *x, const int32_t *codes, const double *y, const char *levels)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("mixed", "");
  mercer_dataset_builder_add_numeric (builder, "x", NULL, g_memdup2 (x, n * sizeof *x), n);
  mercer_dataset_builder_add_categorical (builder, "level", g_memdup2 (codes, n * sizeof *codes), n, g_strsplit (levels, ",", -1));
  if (y != NULL)
    mercer_dataset_builder_add_numeric (builder, "y", NULL, g_memdup2 (y, n * sizeof *y), n);
  return mercer_dataset_builder_finish (builder);
}

static MercerDataset *
mixed_rows (void)
{
  return mixed (8, (double[]){ 0, 1, 2, 3, 4, 5, 6, 7 }, (int32_t[]){ 0, 1, 2, 0, 1, 2, 0, 1 },
                (double[]){ 1, 0, 2, -1, 0.5, 1.5, 0, 0.25 }, "p,q,r");
}

/* Expected numbers: numpy 1.24 and scikit-learn 1.2, K = 2 RBF(1.5)(x, x) * H B H' with H the levels one-hot and B the identity
 * (a linear kernel on one-hot columns), exp (-1 / 0.7) off the diagonal, or w w' + diag (v). */
static void
test_categories (void)
{
  static const struct
  {
    const char *kernel;
    double mean[3], sd[3], likelihood;
  } cases[] = {
    { "2 * RBF(lengthscale=1.5)[x] * Indicator()[level]",
      { 1.07936849256099, -0.773681526239513, 0.284983481656866 },
      { 1.13449156138336, 0.500253855351278, 0.505553746525213 },
      -12.2133495341739 },
    { "2 * RBF(lengthscale=1.5)[x] * Hamming(lengthscale=0.7)[level]",
      { 1.26685441188188, -0.73541809258453, 0.331373386741336 },
      { 1.09756469731351, 0.492498082176109, 0.499365431825973 },
      -12.3271951974885 },
    { "2 * RBF(lengthscale=1.5)[x] * Coregionalization(weights=[1, 0.5, -0.3], variance=[0.2, 0.4, 0.6])[level]",
      { 0.801709868995109, -0.95978612595305, 0.288448641227719 },
      { 0.900923653662029, 0.499433218992529, 0.410241637049269 },
      -11.8559102297122 },
  };
  g_autoptr (MercerDataset) table = mixed_rows ();
  g_autoptr (MercerDataset) points = mixed (3, (double[]){ 0.5, 2.5, 6.5 }, (int32_t[]){ 0, 1, 2 }, NULL, "r,p,q");
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) start = start_with (table, "noise", 0.3, "mean", (double) MERCER_MEAN_ZERO, NULL);
      g_autoptr (MercerRecipe) inputs = mercer_recipe_with_role (start, "x", (const char *const[]){ "x", "level", NULL });
      g_autoptr (MercerRecipe) plain = with_kernel (g_steal_pointer (&inputs), cases[k].kernel);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, points);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_cmpstr (refusal, ==, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      const MercerTable *posterior = mercer_figure_get_table (caught.final, 0);
      for (size_t i = 0; i < 3; i++)
        {
          /* 15 digits printed; the systems are well conditioned */
          assert_close (column_of (posterior, "mean")[i], cases[k].mean[i], 1e-11, 0);
          assert_close (column_of (posterior, "sd")[i], cases[k].sd[i], 1e-11, 0);
        }
      assert_close (readout (caught.final, "log_marginal_likelihood"), cases[k].likelihood, 1e-12, 0);
      caught_clear (&caught);
    }
}

static void
test_categories_refused (void)
{
  g_autoptr (MercerDataset) table = mixed_rows ();
  g_autoptr (MercerRecipe) start = start_with (table, "noise", 0.3, NULL);
  g_autoptr (MercerRecipe) inputs = mercer_recipe_with_role (start, "x", (const char *const[]){ "x", "level", NULL });
  g_assert_null (mercer_recipe_check (inputs)); /* what is suggested runs */
  g_autoptr (MercerDataset) other = mixed (2, (double[]){ 1, 2 }, (int32_t[]){ 0, 1 }, NULL, "p,z");
  g_autoptr (MercerRecipe) at = mercer_recipe_with_at (inputs, other);
  g_autofree char *unknown = mercer_recipe_check (at);
  g_assert_nonnull (strstr (unknown, "Row 2 of the points to evaluate at has “z”"));
  g_autoptr (MercerRecipe) linear = mercer_recipe_with_value (inputs, "mean", MERCER_MEAN_LINEAR);
  g_autofree char *slope = mercer_recipe_check (linear);
  g_assert_nonnull (strstr (slope, "no slope in “level”"));
  g_autoptr (MercerRecipe) alone = mercer_recipe_with_role (start, "x", (const char *const[]){ "level", NULL });
  g_assert_null (mercer_recipe_check (alone));
  g_autoptr (MercerRecipe) scores = mercer_recipe_with_value (alone, "show", 1);
  g_assert_null (mercer_recipe_check (scores));
  Caught caught = catch_run (scores, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  caught_clear (&caught);
}

/* Where all inputs are categories each level has a bar. Expected numbers: numpy 1.24, K = 2 exp (-[a != b] / 0.7) and 2 (w w' +
 * diag (v)), and the same to 8 digits from scikit-learn 1.2 with a linear kernel on the rows of the Cholesky factors of these. */
static void
test_categories_alone (void)
{
  static const struct
  {
    const char *kernel;
    double mean[3], sd[3], likelihood;
  } cases[] = {
    { "2 * Hamming(lengthscale=0.7)",
      { 0.00616278167864692, 0.251326249773335, 1.70885855137006 },
      { 0.171793013164106, 0.171793013164106, 0.209552856119028 },
      -17.0614294820295 },
    { "2 * Coregionalization(weights=[1, 0.5, -0.3], variance=[0.2, 0.4, 0.6])",
      { -0.0059119772279459, 0.239432439633728, 1.68766583742458 },
      { 0.171547395398373, 0.170345992135026, 0.20835126098686 },
      -17.0553372274504 },
  };
  g_autoptr (MercerDataset) table = mixed_rows ();
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) start = start_with (table, "noise", 0.3, "mean", (double) MERCER_MEAN_ZERO, NULL);
      g_autoptr (MercerRecipe) inputs = mercer_recipe_with_role (start, "x", (const char *const[]){ "level", NULL });
      g_autoptr (MercerRecipe) recipe = with_kernel (g_steal_pointer (&inputs), cases[k].kernel);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      const MercerTable *posterior = mercer_figure_get_table (caught.final, 0);
      g_assert_cmpuint (posterior->rows, ==, 3);
      for (size_t i = 0; i < 3; i++)
        {
          static const char *const levels[] = { "p", "q", "r" };
          g_assert_cmpstr (mercer_table_column_word (&posterior->column[0], i), ==, levels[i]);
          /* 15 digits printed; means near 0 come from numbers near 1 */
          assert_close (column_of (posterior, "mean")[i], cases[k].mean[i], 1e-11, 1e-14);
          assert_close (column_of (posterior, "sd")[i], cases[k].sd[i], 1e-11, 0);
        }
      assert_close (readout (caught.final, "log_marginal_likelihood"), cases[k].likelihood, 1e-12, 0);
      g_assert_true (mercer_figure_swings (caught.final)); /* samples, a bar at each level */
      const char *of_x, *of_y;
      g_assert_false (mercer_figure_get_edits (caught.final, 0, &of_x, &of_y)); /* a click between levels says nothing */
      caught_clear (&caught);
    }
}

/* Terms, the prior alone, one level, and more levels than can be drawn. */
static void
test_categories_further (void)
{
  g_autoptr (MercerDataset) table = mixed_rows (), empty = mixed (1, (double[]){ 0 }, (int32_t[]){ 0 }, (double[]){ NAN }, "p");
  g_autoptr (MercerRecipe) start = start_with (table, "decompose", 1.0, NULL);
  g_autoptr (MercerRecipe) inputs = mercer_recipe_with_role (start, "x", (const char *const[]){ "level", NULL });
  g_autoptr (MercerRecipe) sum = with_kernel (g_steal_pointer (&inputs), "Hamming(lengthscale=1) + 0.5 * Indicator()");
  Caught terms = catch_run (sum, NULL, false, -1);
  g_assert_cmpuint (mercer_figure_n_panels (terms.final), ==, 3);
  g_assert_nonnull (table_named (terms.final, "terms"));
  caught_clear (&terms);
  enum { MANY = 500 };
  double x[MANY], y[MANY];
  int32_t codes[MANY];
  GString *names = g_string_new ("l0");
  for (int i = 0; i < MANY; i++)
    {
      x[i] = y[i] = i;
      codes[i] = i;
      if (i > 0)
        g_string_append_printf (names, ",l%d", i);
    }
  g_autoptr (MercerDataset) crowd = mixed (MANY, x, codes, y, names->str), lonely = mixed (3, x, (int32_t[]){ 0, 0, 0 }, y, "l0");
  g_string_free (names, TRUE);
  MercerDataset *const tables[] = { crowd, lonely, empty };
  const size_t rows[] = { 200, 1, 1 };
  for (size_t k = 0; k < G_N_ELEMENTS (tables); k++)
    {
      g_autoptr (MercerRecipe) begun = start_with (tables[k], NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (begun, "x", (const char *const[]){ "level", NULL });
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_cmpstr (refusal, ==, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_cmpuint (mercer_figure_get_table (caught.final, 0)->rows, ==, rows[k]);
      g_assert_true (has_note (caught.final, "200 of 500 categories") == (k == 0));
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp-regression/categories", test_categories);
  g_test_add_func ("/gp-regression/categories-alone", test_categories_alone);
  g_test_add_func ("/gp-regression/categories-further", test_categories_further);
  g_test_add_func ("/gp-regression/categories-refused", test_categories_refused);
  return g_test_run ();
}
