/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"

static MercerRecipe *
features_of (MercerDataset *table, const char *columns, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = g_strsplit (columns, ",", 0);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("feature-approximation"), table);
  g_autoptr (MercerRecipe) with = mercer_recipe_with_role (plain, "x", (const char *const *) names);
  return mercer_recipe_with_kernel (with, kernel);
}

/* settings: "param=value param=value". */
static MercerRecipe *
set (MercerRecipe *recipe, const char *settings)
{
  MercerRecipe *now = mercer_recipe_ref (recipe);
  g_auto (GStrv) parts = g_strsplit (settings, " ", 0);
  for (size_t k = 0; parts[k] != NULL; k++)
    {
      g_auto (GStrv) pair = g_strsplit (parts[k], "=", 2);
      MercerRecipe *next = mercer_recipe_with_value (now, pair[0], g_ascii_strtod (pair[1], NULL));
      mercer_recipe_unref (now);
      now = next;
    }
  return now;
}

static Caught
run_set (MercerRecipe *recipe, const char *settings, MercerStore *store)
{
  g_autoptr (MercerRecipe) with = set (recipe, settings);
  Caught caught = catch_run (with, store, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* A column of the errors, NULL if there is none; *rows its length. */
static const double *
errors (const MercerFigure *figure, const char *table, const char *name, size_t *rows)
{
  for (size_t t = 0; t < mercer_figure_n_tables (figure); t++)
    for (size_t c = 0; c < mercer_figure_get_table (figure, t)->columns; c++)
      if (g_str_equal (mercer_figure_get_table (figure, t)->id, table)
          && g_str_equal (mercer_figure_get_table (figure, t)->column[c].name, name))
        {
          *rows = mercer_figure_get_table (figure, t)->rows;
          return mercer_figure_get_table (figure, t)->column[c].values;
        }
  return NULL;
}

/* --- Sizes ------------------------------------------------------------------------------------------------------ */

/* The median of many draws lies by the root of the mean squared error that theory gives, for sums and products as well: a
 * little below it, as the distribution leans to the right, and the more so the fewer features there are. */
static void
test_expected (void)
{
  static const char *const texts[] = { "RBF(lengthscale=1.5)", "0.3 * Matern(nu=0.5, lengthscale=4)",
                                       "RBF(lengthscale=2)[x1] + 0.5 * Cauchy()[x2] * RationalQuadratic(lengthscale=3)" };
  g_autoptr (MercerDataset) table = wave (80, 2);
  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      size_t rows;
      g_autoptr (MercerRecipe) recipe = features_of (table, "x1,x2", texts[t]);
      Caught caught = run_set (recipe, "repeats=30 most=1024", NULL);
      const double *median = errors (caught.final, "frobenius", "fourier", &rows);
      const double *want = errors (caught.final, "frobenius", "fourier_expected", &rows);
      const double *m = errors (caught.final, "frobenius", "features", &rows);
      double mean = 0;
      g_assert_cmpuint (rows, ==, 17); /* 4 to 1024 by the root of 2 */
      for (size_t s = 0; s < rows; s++)
        {
          assert_close (median[s], want[s], 0.4, 0);
          mean += log (median[s] / want[s]) / (double) rows;
          assert_close (want[s], want[0] * sqrt (m[0] / m[s]), 1e-12, 0);
        }
      assert_close (mean, -0.07, 0, 0.1);
      caught_clear (&caught);
    }
}

/* Positive features of a Gaussian kernel, drawn often: independent near their theory, orthogonal below, simplex below that,
 * and with regard to the lengths no worse (Reid et al. 2023, theorems 3.3 and 3.4). At M = 4 and more in 4 dimensions. */
static void
assert_positive_order (const char *kernel, double median)
{
  g_autoptr (MercerDataset) table = wave (60, 4);
  g_autoptr (MercerRecipe) recipe = features_of (table, "x1,x2,x3,x4", kernel);
  Caught caught = run_set (recipe, "repeats=50 positive=1 positive-orthogonal=1 simplex=1 simplex-plus=1 most=256", NULL);
  size_t rows;
  const double *iid = errors (caught.final, "frobenius", "positive", &rows);
  const double *want = errors (caught.final, "frobenius", "positive_expected", &rows);
  const double *ort = errors (caught.final, "frobenius", "positive-orthogonal", &rows);
  const double *simplex = errors (caught.final, "frobenius", "simplex", &rows);
  const double *plus = errors (caught.final, "frobenius", "simplex-plus", &rows);
  double log_ort = 0, log_simplex = 0, log_plus = 0;
  for (size_t s = 0; s < rows; s++)
    {
      assert_close (iid[s], median * want[s], 0.3, 0);
      log_ort += log (ort[s] / iid[s]) / (double) rows;
      log_simplex += log (simplex[s] / ort[s]) / (double) rows;
      log_plus += log (plus[s] / simplex[s]) / (double) rows;
    }
  g_assert_cmpfloat (log_ort, <, -0.03);
  g_assert_cmpfloat (log_simplex, <, -0.02);
  g_assert_cmpfloat (log_plus, <, 0.02);
  caught_clear (&caught);
}

static void
test_positive_order (void)
{
  /* many errors add up to about their root mean square */
  assert_positive_order ("2 * RBF(lengthscale=12)", 1);
  /* not centred, all entries err together: near the median of |N(0, 1)| of it */
  assert_positive_order ("2 * Softmax(lengthscale=60)", 0.674);
}

/* Two points (1, 0) and (0, 1) of the softmax kernel, two vectors w_1, w_2 in the plane: with f_i = exp (w_i.(1, 1) - 1) the error
 * is (E f_1^2 + E f_1 f_2) / 2 - 1, E f_1^2 = exp (2). Independent: E f_1 f_2 = 1. At right angles |w_1 + w_2|^2 is chi-squared of
 * 4 degrees: E f_1 f_2 = exp (-2) E I_0 (sqrt 2 |w_1 + w_2|) = 2 / e. A simplex of two points back to back: |w_1 + w_2| is the
 * difference of two Rayleigh numbers, E f_1 f_2 by scipy's dblquad to 1e-12. */
static void
test_gain (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 2, (double[]){ 1, 0, 0, 1 });
  g_autoptr (MercerRecipe) recipe = features_of (table, "a,b", "3 * Softmax(lengthscale=1)");
  Caught caught = run_set (recipe, "features=2 positive=1 positive-orthogonal=1 simplex=1", NULL);
  double independent = (exp (2) - 1) / 2;
  assert_close (readout (caught.final, "orthogonal_gain"), 1 + 0.5 * (2 / M_E - 1) / independent, 1e-10, 0);
  assert_close (readout (caught.final, "simplex_gain"), 1 + 0.5 * (0.2190231208994724 - 1) / independent, 1e-9, 0);
  caught_clear (&caught);
}

/* Of one column of two the map sees that alone: the errors are those of the column by itself. */
static void
test_softmax_columns (void)
{
  g_autoptr (MercerDataset) table = wave (30, 2);
  g_autoptr (MercerRecipe) both = features_of (table, "x1,x2", "3 * Softmax(lengthscale=9)[x1]");
  g_autoptr (MercerRecipe) one = features_of (table, "x1", "3 * Softmax(lengthscale=9)");
  Caught a = run_set (both, "shown=4 features=32", NULL), b = run_set (one, "shown=4 features=32", NULL);
  g_assert_cmpfloat (readout (a.final, "error"), >, 0);
  assert_close (readout (a.final, "error"), readout (b.final, "error"), 1e-12, 0);
  caught_clear (&a);
  caught_clear (&b);
}

/* Nothing of rank M is nearer than what the eigenvalues say; all rows as landmarks give the matrix itself. */
static void
test_landmarks (void)
{
  static const char *const kinds[] = { "uniform", "kmeans", "cholesky", "leverage" };
  enum { N = 90 };
  g_autoptr (MercerDataset) table = wave (N, 2);
  g_autoptr (MercerRecipe) recipe = features_of (table, "x1,x2", "Matern(nu=1.5, lengthscale=2) + 0.1 * Linear()");
  Caught caught = run_set (recipe, "kmeans=1 leverage=1 features=4000", NULL);
  size_t rows;
  const double *best = errors (caught.final, "frobenius", "best_of_rank", &rows);
  const double *m = errors (caught.final, "frobenius", "features", &rows);
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      const double *median = errors (caught.final, "frobenius", kinds[k], &rows);
      for (size_t s = 0; s < rows; s++)
        {
          g_assert_true (isfinite (median[s]) == (m[s] <= N));
          g_assert_true (!(median[s] < best[s] * (1 - 1e-9)));
        }
    }
  g_assert_cmpfloat (readout (caught.final, "features"), ==, N);
  assert_close (readout (caught.final, "error"), 0, 0, 1e-10);
  g_assert_true (has_note (caught.final, "more would add nothing"));
  g_assert_null (errors (caught.final, "frobenius", "fourier", &rows)); /* Linear has no spectrum */
  g_assert_true (has_note (caught.final, "Linear"));
  caught_clear (&caught);
}

/* One bit a feature: the rounding costs something, and more bits to a number less of it. Bits for a row are counted. */
static void
test_sigma_delta (void)
{
  g_autoptr (MercerDataset) table = wave (80, 1);
  g_autoptr (MercerRecipe) recipe = features_of (table, "x1", "RBF(lengthscale=1)");
  size_t rows;
  Caught caught = run_set (recipe, "sigma-delta=1 shown=3 features=62 bits=4 repeats=20 most=4096", NULL);
  const double *bits = errors (caught.final, "frobenius", "sigma-delta", &rows);
  const double *plain = errors (caught.final, "frobenius", "fourier", &rows);
  g_assert_cmpfloat (readout (caught.final, "bits"), ==, 60); /* 15 numbers of 4 */
  g_assert_cmpfloat (readout (caught.final, "features"), ==, 60);
  for (size_t s = 4; s < rows; s++)
    g_assert_cmpfloat (bits[s], >, plain[s]); /* as many numbers of 64 bits are better, of course */
  g_assert_cmpfloat (bits[rows - 1], <, 0.25 * bits[4]);
  caught_clear (&caught);
}

/* --- Manner ------------------------------------------------------------------------------------------------------ */

static void
test_refusals (void)
{
  static const struct
  {
    const char *kernel, *settings, *part;
  } cases[] = {
    { "Linear()", "shown=0", "landmarks" },       /* no spectrum */
    { "Matern(nu=1.5)", "shown=6", "for RBF" }, /* no positive features */
    { "Sinc()", "shown=1", "one column" },
    { "Riesz()", "shown=10", "definite" },
    { "Sigmoid()", "shown=8", "definite" },
  };
  g_autoptr (MercerDataset) table = wave (20, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = features_of (table, "x1,x2", cases[k].kernel);
      g_autoptr (MercerRecipe) with = set (recipe, cases[k].settings);
      g_autofree char *refusal = mercer_recipe_check (with);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, cases[k].part));
    }
}

/* A drag of the number finds all errors in the store; the line can be taken hold of. */
static void
test_drag (void)
{
  g_autoptr (MercerDataset) table = wave (300, 2);
  g_autoptr (MercerRecipe) recipe = features_of (table, "x1,x2", "RBF(lengthscale=2)");
  MercerStore *store = mercer_store_new (1 << 26);
  Caught first = run_set (recipe, "features=32", store), second = run_set (recipe, "features=48", store);
  size_t rows, handles = 0;
  int panel;
  g_assert_cmpint (second.polls, <, first.polls / 3);
  const double *a = errors (first.final, "frobenius", "cholesky", &rows), *b = errors (second.final, "frobenius", "cholesky", &rows);
  g_assert_cmpmem (a, rows * sizeof *a, b, rows * sizeof *b);
  g_assert_cmpfloat (readout (second.final, "error"), <, readout (first.final, "error"));
  for (size_t h = 0; h < mercer_figure_n_handles (second.final); h++)
    {
      const MercerHandle *handle = mercer_figure_get_handle (second.final, h, &panel);
      handles += g_str_equal (handle->value.id, "features") && handle->x == 48;
    }
  g_assert_cmpuint (handles, ==, 1);
  caught_clear (&first);
  caught_clear (&second);
  mercer_store_free (store);
}

/* White is left to the diagonal; a watched run shows a draft first. */
static void
test_white_and_draft (void)
{
  g_autoptr (MercerDataset) table = wave (700, 2);
  g_autoptr (MercerRecipe) clean = features_of (table, "x1,x2", "RBF(lengthscale=2)");
  g_autoptr (MercerRecipe) noisy = features_of (table, "x1,x2", "RBF(lengthscale=2) + 3 * White()");
  Caught a = run_set (clean, "repeats=1", NULL), b = run_set (noisy, "repeats=1", NULL);
  assert_close (readout (b.final, "error"), readout (a.final, "error"), 1e-6, 0);
  g_assert_true (has_note (b.final, "White"));
  g_assert_true (has_note (b.final, "500 of 700"));
  caught_clear (&a);
  caught_clear (&b);
  Caught live = catch_run (clean, NULL, true, -1);
  g_assert_cmpint (live.n_drafts, ==, 1);
  g_assert_nonnull (strstr (mercer_figure_get_draft (live.first_draft), "of 700"));
  caught_clear (&live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feature-approximation/expected", test_expected);
  g_test_add_func ("/feature-approximation/positive-order", test_positive_order);
  g_test_add_func ("/feature-approximation/gain", test_gain);
  g_test_add_func ("/feature-approximation/softmax-columns", test_softmax_columns);
  g_test_add_func ("/feature-approximation/landmarks", test_landmarks);
  g_test_add_func ("/feature-approximation/sigma-delta", test_sigma_delta);
  g_test_add_func ("/feature-approximation/refusals", test_refusals);
  g_test_add_func ("/feature-approximation/drag", test_drag);
  g_test_add_func ("/feature-approximation/white-and-draft", test_white_and_draft);
  return g_test_run ();
}
