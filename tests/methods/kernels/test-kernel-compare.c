/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gp.h"
#include "methods-testing.h"
#include "write.h"

static MercerRecipe *
compare_of (MercerDataset *table, const char *text, double noise)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("kernel-compare"), table);
  g_autoptr (MercerRecipe) noisy = mercer_recipe_with_value (plain, "noise", noise);
  return mercer_recipe_with_kernel (noisy, kernel);
}

static Caught
run_with (MercerRecipe *recipe, const char *param, double value)
{
  g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (recipe, param, value);
  Caught caught = catch_run (changed, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

static const double *
scores (const Caught *caught, const char *name)
{
  const MercerTable *table = table_named (caught->final, "ranking");
  for (size_t c = 0; c < table->columns; c++)
    if (g_str_equal (table->column[c].name, name))
      return table->column[c].values;
  g_error ("no column %s", name);
}

/* Lines of the ranking; free with g_strfreev. */
static char **
ranking (const Caught *caught)
{
  for (size_t i = 0; i < mercer_figure_n_texts (caught->final); i++)
    {
      const char *id, *title, *text;
      mercer_figure_get_text (caught->final, i, &id, &title, &text);
      if (g_str_equal (id, "ranking"))
        return g_strsplit (text, "\n", 0);
    }
  g_error ("no ranking");
}

/* Row of the ranking whose label begins so, or -1. */
static int
place_of (char **lines, const char *label)
{
  for (int k = 0; lines[k] != NULL; k++)
    if (g_str_has_prefix (strstr (lines[k], ". ") + 2, label))
      return k;
  return -1;
}

/* Each row's likelihood is that of mercer_gp_likelihood () for the kernel that the row prints, and BIC follows from it. */
static void
test_likelihoods (void)
{
  enum { N = 50 };
  g_autoptr (MercerDataset) table = wave (N, 2);
  g_autoptr (MercerRecipe) recipe = compare_of (table, "RBF(lengthscale=[1, 4]) + 0.2 * Linear()", 0.2);
  Caught caught = run_with (recipe, "fit", 0);
  g_auto (GStrv) lines = ranking (&caught);
  const char *const *names = mercer_recipe_role (recipe, "x");
  g_autofree double *x = NULL, *y = NULL;
  size_t n = mercer_recipe_matrix (recipe, "x", "y", &x, &y, NULL);
  g_assert_cmpuint (n, ==, N);
  double variance[9];
  size_t families = 0;
  g_assert_cmpuint (g_strv_length (lines), ==, 9); /* yours, two terms, six families */
  for (size_t k = 0; lines[k] != NULL; k++)
    {
      const char *text = strrchr (lines[k], ':') + 2;
      g_autoptr (MercerKernel) plain = mercer_kernel_parse (text, NULL, NULL, NULL);
      g_autoptr (MercerKernel) kernel = mercer_kernel_bind (plain, names, 2, NULL);
      MercerGpProblem problem = { .x = mercer_matrix (x, N, 2), .y = y, .kernel = kernel, .noise = 0.2,
                                  .mean = MERCER_MEAN_CONSTANT };
      double want;
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_gp_likelihood (&problem, &want, NULL, work), ==, MERCER_OK);
      mercer_work_free (work);
      assert_close (scores (&caught, "log_marginal_likelihood")[k], want, 1e-8, 1e-8);
      double free = (double) mercer_kernel_free_params (kernel) + 2;
      assert_close (scores (&caught, "bic")[k], free * log (N) - 2 * want, 1e-8, 1e-8);
      /* families have the variance of the kernel that they are beside */
      double diagonal[N], mean = 0;
      mercer_kernel_diagonal (kernel, mercer_matrix (x, N, 2), false, diagonal);
      for (size_t i = 0; i < N; i++)
        mean += diagonal[i] / N;
      if (strstr (lines[k], ". Term") == NULL)
        {
          variance[families++] = mean;
          assert_close (mean, variance[0], 1e-12, 0);
        }
    }
  g_assert_cmpuint (families, ==, 7);
  caught_clear (&caught);
}

/* Whatever ranks, the first row is the best in it, and the table of alignments goes along. */
static void
test_ranking (void)
{
  static const struct
  {
    const char *column;
    double sign;
  } by[] = { { "loo_log_score", 1 }, { "log_marginal_likelihood", 1 }, { "bic", -1 }, { "alignment", 1 } };
  g_autoptr (MercerDataset) table = wave (60, 1);
  g_autoptr (MercerRecipe) recipe = compare_of (table, "RBF(lengthscale=1) + 0.2 * Linear()", 0.2);
  for (size_t k = 0; k < G_N_ELEMENTS (by); k++)
    {
      Caught caught = run_with (recipe, "by", (double) k);
      const MercerTable *pairs = table_named (caught.final, "alignments");
      const double *values = scores (&caught, by[k].column);
      for (size_t i = 1; i < pairs->rows; i++)
        g_assert_cmpfloat (by[k].sign * values[i - 1], >=, by[k].sign * values[i]);
      for (size_t i = 0; i < pairs->rows; i++)
        for (size_t j = 0; j < pairs->rows; j++)
          {
            double value = pairs->column[i + 1].values[j]; /* behind the names */
            assert_close (pairs->column[j + 1].values[i], value, 0, 0);
            g_assert_true (i == j ? fabs (value - 1) < 1e-12 : value > 0 && value < 1 + 1e-12);
          }
      caught_clear (&caught);
    }
}

/* Tables say which kernel a row and a column of them is, in the words of the ranking that is read. */
static void
test_names (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1);
  g_autoptr (MercerRecipe) recipe = compare_of (table, "RBF(lengthscale=1) + 0.2 * Linear()", 0.2);
  Caught caught = run_with (recipe, "by", 1);
  g_auto (GStrv) lines = ranking (&caught);
  const MercerTable *order = table_named (caught.final, "ranking"), *pairs = table_named (caught.final, "alignments");
  const MercerTableColumn *name = &order->column[1], *kernel = &order->column[order->columns - 1];
  g_assert_cmpuint (g_strv_length (lines), ==, order->rows);
  g_assert_cmpuint (pairs->columns, ==, order->rows + 1);
  for (size_t k = 0; k < order->rows; k++)
    {
      const char *word = mercer_table_column_word (name, k);
      g_autofree char *line = g_strdup_printf ("%zu. %s: %s", k + 1, word, mercer_table_column_word (kernel, k));
      g_assert_cmpstr (line, ==, lines[k]);
      g_assert_cmpstr (mercer_table_column_word (&pairs->column[0], k), ==, word);
      g_assert_cmpstr (pairs->column[k + 1].name, ==, word);
    }
  caught_clear (&caught);
}

/* Linear data are explained by Linear, a wave by a smooth kernel of its length. */
static void
test_sense (void)
{
  enum { N = 40 };
  double line[2 * N];
  for (size_t i = 0; i < N; i++)
    {
      line[i] = 0.25 * (double) i;
      line[N + i] = 2 - 0.7 * line[i] + 0.05 * ((double) (i * 17 % 11) / 11 - 0.5);
    }
  g_autoptr (MercerDataset) straight = table_of ("x,y", N, line), curved = wave (80, 1);
  g_autoptr (MercerRecipe) first = compare_of (straight, "RBF(lengthscale=0.3)", 0.05);
  g_autoptr (MercerRecipe) second = compare_of (curved, "RBF(lengthscale=1.5)", 0.2);
  Caught a = run_with (first, "by", 3), b = run_with (second, "by", 1);
  g_auto (GStrv) of_line = ranking (&a), of_wave = ranking (&b);
  g_assert_cmpint (place_of (of_line, "Linear"), ==, 0);
  assert_close (scores (&a, "alignment")[0], 1, 1e-3, 0);
  g_assert_cmpint (place_of (of_wave, "Linear"), ==, (int) g_strv_length (of_wave) - 1);
  g_assert_cmpint (place_of (of_wave, "RBF"), ==, -1); /* it is yours already */
  caught_clear (&a);
  caught_clear (&b);
}

static void
test_fit (void)
{
  g_autoptr (MercerDataset) table = wave (60, 1);
  g_autoptr (MercerRecipe) recipe = compare_of (table, "RBF(lengthscale=0.2)", 0.5);
  Caught plain = run_with (recipe, "fit", 0), fitted = run_with (recipe, "fit", 1);
  g_auto (GStrv) before = ranking (&plain), after = ranking (&fitted);
  for (int k = 0; before[k] != NULL; k++)
    {
      g_auto (GStrv) words = g_strsplit (strstr (before[k], ". ") + 2, ":", 2);
      int now = place_of (after, words[0]);
      g_assert_cmpint (now, >=, 0);
      g_assert_cmpfloat (scores (&fitted, "log_marginal_likelihood")[now], >, scores (&plain, "log_marginal_likelihood")[k]);
    }
  g_assert_cmpuint (mercer_figure_n_notes (fitted.final), ==, 0);
  g_autofree char *plain_text = mercer_figure_to_text (plain.final), *fitted_text = mercer_figure_to_text (fitted.final);
  g_assert_cmpint (mercer_figure_n_panels (plain.final), ==, 4);
  g_assert_cmpint (mercer_figure_n_panels (fitted.final), ==, 5);
  g_assert_null (strstr (plain_text, "BIC (less"));
  g_assert_nonnull (strstr (fitted_text, "BIC (less"));
  caught_clear (&plain);
  caught_clear (&fitted);
}

/* A kernel that is no covariance keeps its place in the table, without scores, and the others are not disturbed. */
static void
test_not_definite (void)
{
  g_autoptr (MercerDataset) table = wave (40, 1);
  g_autoptr (MercerRecipe) recipe = compare_of (table, "Riesz()", 0.1);
  Caught caught = run_with (recipe, "by", 0);
  g_auto (GStrv) lines = ranking (&caught);
  int last = (int) g_strv_length (lines) - 1;
  g_assert_cmpint (place_of (lines, "Yours"), ==, last);
  g_assert_true (isnan (scores (&caught, "loo_log_score")[last]));
  g_assert_true (isfinite (scores (&caught, "alignment")[last]));
  g_assert_true (isfinite (scores (&caught, "loo_log_score")[0]));
  g_assert_nonnull (strstr (mercer_figure_get_note (caught.final, 0)->sentence, "not positive definite"));
  caught_clear (&caught);
}

static void
test_draft (void)
{
  g_autoptr (MercerDataset) table = wave (400, 1);
  g_autoptr (MercerRecipe) recipe = compare_of (table, "RBF(lengthscale=1)", 0.2);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.n_drafts, ==, 1);
  g_assert_nonnull (strstr (mercer_figure_get_draft (caught.first_draft), "150 of 400"));
  g_assert_cmpuint (mercer_figure_n_tables (caught.first_draft), ==, 0);
  assert_close (mercer_figure_find_readout (caught.first_draft, "best_loo_log_score")->value,
                mercer_figure_find_readout (caught.final, "best_loo_log_score")->value, 0, 0.2);
  caught_clear (&caught);
}

/* A person's own list: each is scored as it is when it stands alone, a column's name may hold the sign that parts them, and
 * what is no kernel is refused with its number. */
static void
test_others (void)
{
  g_autoptr (MercerDataset) table = table_of ("a|b,y", 12, (double[]){ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2, 0, 1, 3, 2, 1, 0,
                                                                      2, 1, 2, 3 });
  g_autoptr (MercerRecipe) plain = compare_of (table, "RBF(lengthscale=2)", 0.5);
  g_autoptr (MercerRecipe) bare = mercer_recipe_with_value (plain, "families", 0);
  g_autoptr (MercerRecipe) recipe
      = mercer_recipe_with_text (bare, "others", "Cauchy(lengthscale=3) | | 2 * Matern(nu=0.5)[\"a|b\"] |RBF(lengthscale=2)");
  Caught caught = run_with (recipe, "by", 1);
  g_auto (GStrv) lines = ranking (&caught);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* yours is on the list once more, and compared once */
  const double *likelihood = scores (&caught, "log_marginal_likelihood");
  for (size_t k = 0; k < 3; k++)
    {
      g_autoptr (MercerRecipe) alone = compare_of (table, strstr (lines[k], ": ") + 2, 0.5);
      g_autoptr (MercerRecipe) only = mercer_recipe_with_value (alone, "families", 0);
      Caught single = run_with (only, "by", 1);
      assert_close (likelihood[k], scores (&single, "log_marginal_likelihood")[0], 1e-12, 0);
      caught_clear (&single);
    }
  caught_clear (&caught);
  static const struct
  {
    const char *list, *part;
  } cases[] = { { "RBF() | Rbg()", "number 2" }, { "RBF()[q]", "number 1" }, { "1|2|3|4|5|6|7|8|9|10|11|12|13", "at most" } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) wrong = mercer_recipe_with_text (plain, "others", cases[k].list);
      g_autofree char *refusal = mercer_recipe_check (wrong);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, cases[k].part));
    }
}

/* One panel for each, the best twelve at most, whatever they show; and the numbers beside do not change. */
static void
test_multiples (void)
{
  for (size_t d = 1; d <= 2; d++)
    for (int picture = 1; picture <= 2; picture++)
      {
        const char *unsound = NULL;
        g_autoptr (MercerDataset) table = wave (40, d);
        g_autoptr (MercerRecipe) plain = compare_of (table, "RBF() + Riesz()", 0.5); /* some have no fit */
        g_autoptr (MercerRecipe) recipe
            = mercer_recipe_with_text (plain, "others", "Cauchy() | RBF(lengthscale=9) | Sinc() | Matern(nu=3.5) | RBF()^2");
        Caught scored = run_with (recipe, "picture", 0), caught = run_with (recipe, "picture", picture);
        g_assert_cmpint (mercer_figure_n_panels (caught.final), ==, 12);
        g_assert_true (mercer_figure_is_sound (caught.final, &unsound));
        const double *a = scores (&scored, "loo_log_score"), *b = scores (&caught, "loo_log_score");
        g_assert_cmpmem (a, table_named (scored.final, "ranking")->rows * sizeof *a, b,
                         table_named (caught.final, "ranking")->rows * sizeof *b);
        caught_clear (&scored);
        caught_clear (&caught);
      }
}

/* Fits along one column are computed for what is in view, each as mercer_gp_posterior () has it there; scores stay what they are.
 * Where that would fit all kernels anew the picture is only enlarged. */
static void
test_view (void)
{
  enum { N = 40 };
  g_autoptr (MercerDataset) table = wave (N, 1);
  g_autoptr (MercerRecipe) plain = compare_of (table, "RBF(lengthscale=1)", 0.2);
  g_autoptr (MercerRecipe) fits = mercer_recipe_with_value (plain, "picture", 1);
  g_autoptr (MercerRecipe) closer = mercer_recipe_with_view (fits, "x1", 2, 2.5);
  Caught all = run_with (fits, "fit", 0), near = run_with (closer, "fit", 0), fitted = run_with (closer, "fit", 1);
  const MercerTable *curves = table_named (near.final, "fits");
  const double *at = curves->column[0].values;
  g_assert_cmpstr (mercer_figure_get_follows (near.final, 0, 0), ==, "x1");
  assert_close (at[0], 2, 1e-15, 0);
  assert_close (at[curves->rows - 1], 2.5, 1e-15, 0);
  g_assert_cmpfloat (scores (&all, "loo_log_score")[0], ==, scores (&near, "loo_log_score")[0]);
  g_assert_null (mercer_figure_get_follows (fitted.final, 0, 0));
  g_assert_cmpfloat (table_named (fitted.final, "fits")->column[0].values[0], !=, 2);

  g_auto (GStrv) lines = ranking (&near);
  g_autofree char *mean_name = g_strdup_printf ("mean%d", place_of (lines, "Yours") + 1);
  const double *mean = column_named (near.final, "fits", mean_name);
  g_autofree double *x = NULL, *y = NULL, *want = g_new (double, curves->rows), *variance = g_new (double, curves->rows);
  size_t n = mercer_recipe_matrix (plain, "x", "y", &x, &y, NULL);
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (plain, NULL);
  MercerGpProblem problem = { .x = mercer_matrix (x, n, 1), .y = y, .kernel = kernel, .noise = 0.2, .mean = MERCER_MEAN_CONSTANT };
  MercerGpReport report = { 0 };
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_posterior (&problem, mercer_matrix ((double *) at, curves->rows, 1), want, variance,
                                        (MercerMatrix){ 0 }, &report, work), ==, MERCER_OK);
  for (size_t i = 0; i < curves->rows; i++)
    assert_close (mean[i], want[i], 1e-12, 1e-12);
  mercer_work_free (work);
  caught_clear (&all);
  caught_clear (&near);
  caught_clear (&fitted);
}

/* A kernel that is one of the families is not compared with itself, whatever its variance and however many rows a mean of equal
 * variances is taken over. */
static void
test_no_twins (void)
{
  for (size_t n = 20; n < 40; n++)
    {
      g_autoptr (MercerDataset) table = wave (n, 2);
      g_autoptr (MercerRecipe) recipe = compare_of (table, "0.58 * RBF(lengthscale=[0.86, 0.45])", 0.2);
      Caught caught = run_with (recipe, "fit", 0);
      g_auto (GStrv) lines = ranking (&caught);
      g_assert_cmpint (place_of (lines, "Yours"), >=, 0);
      g_assert_cmpint (place_of (lines, "RBF"), ==, -1);
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-compare/likelihoods", test_likelihoods);
  g_test_add_func ("/kernel-compare/ranking", test_ranking);
  g_test_add_func ("/kernel-compare/names", test_names);
  g_test_add_func ("/kernel-compare/sense", test_sense);
  g_test_add_func ("/kernel-compare/fit", test_fit);
  g_test_add_func ("/kernel-compare/not-definite", test_not_definite);
  g_test_add_func ("/kernel-compare/others", test_others);
  g_test_add_func ("/kernel-compare/multiples", test_multiples);
  g_test_add_func ("/kernel-compare/draft", test_draft);
  g_test_add_func ("/kernel-compare/view", test_view);
  g_test_add_func ("/kernel-compare/no-twins", test_no_twins);
  return g_test_run ();
}
