/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression-testing.h"
#include "write.h"

/* Points asked for are answered exactly there, with the columns in any order and more of them than are needed. */
static void
test_at (void)
{
  enum { M = 5 };
  const double at[] = { 9, 9, 9, 9, 9, 3, 1, 4, 1, 5, 0.5, 2.5, 5, 7.5, 9.5 }; /* other, x2, x1 */
  g_autoptr (MercerDataset) table = wave (40, 2), points = table_of ("other,x2,x1", M, at);
  g_autoptr (MercerRecipe) plain
      = with_kernel (start_with (table, "noise", 0.2, "mean", (double) MERCER_MEAN_ZERO, NULL), "1.5 * RBF(lengthscale=[2, 4])");
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, points);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *posterior = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpstr (posterior->id, ==, "posterior");
  g_assert_cmpuint (posterior->rows, ==, M);
  const double *mean = column_of (posterior, "mean"), *sd = column_of (posterior, "sd");
  const double *predictive = column_of (posterior, "sd_predictive"), *x1 = column_of (posterior, "x1");

  /* the formula written out with another solver: Gauss-Jordan on K + noise^2 I */
  enum { N = 40 };
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  const double *a = mercer_dataset_column (table, 0)->values, *b = mercer_dataset_column (table, 1)->values;
  const double *y = mercer_dataset_column (table, 2)->values;
  for (size_t k = 0; k < M; k++)
    {
      double system[N][N + 2], z[2] = { at[2 * M + k], at[M + k] };
      for (size_t i = 0; i < N; i++)
        {
          double xi[2] = { a[i], b[i] };
          for (size_t j = 0; j < N; j++)
            system[i][j] = mercer_kernel_value (kernel, xi, (double[]){ a[j], b[j] }) + (i == j ? 0.04 : 0);
          system[i][N] = y[i];
          system[i][N + 1] = mercer_kernel_value (kernel, xi, z);
        }
      double want = 0, variance = 1.5;
      for (size_t p = 0; p < N; p++)
        for (size_t i = 0; i < N; i++)
          if (i != p)
            {
              double factor = system[i][p] / system[p][p];
              for (size_t j = p; j < N + 2; j++)
                system[i][j] -= factor * system[p][j];
            }
      for (size_t i = 0; i < N; i++)
        {
          double xi[2] = { a[i], b[i] }, cross = mercer_kernel_value (kernel, xi, z);
          want += cross * system[i][N] / system[i][i];
          variance -= cross * system[i][N + 1] / system[i][i];
        }
      g_assert_cmpfloat (x1[k], ==, at[2 * M + k]);
      assert_close (mean[k], want, 1e-9, 1e-10);
      assert_close (sd[k], sqrt (variance), 1e-8, 0);
      assert_close (predictive[k], sqrt (variance + 0.04), 1e-8, 0);
    }
  caught_clear (&caught);
}

static void
test_at_is_checked (void)
{
  g_autoptr (MercerDataset) table = wave (20, 2);
  g_autoptr (MercerDataset) lacking = table_of ("x1", 2, (double[]){ 1, 2 });
  g_autoptr (MercerDataset) gap = table_of ("x1,x2", 2, (double[]){ 1, 2, 3, NAN });
  g_autoptr (MercerRecipe) plain = start_with (table, NULL);
  g_autoptr (MercerRecipe) first = mercer_recipe_with_at (plain, lacking), second = mercer_recipe_with_at (plain, gap);
  g_autofree char *no_column = mercer_recipe_check (first), *no_value = mercer_recipe_check (second);
  g_assert_nonnull (no_column);
  g_assert_nonnull (no_value);
  g_assert_nonnull (strstr (no_column, "x2"));
  g_assert_nonnull (strstr (no_value, "Row 2"));
}

static void
test_readouts_and_tables (void)
{
  g_autoptr (MercerDataset) table = wave (60, 1);
  g_autoptr (MercerRecipe) recipe = start_with (table, "mean", (double) MERCER_MEAN_LINEAR, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  static const char *const ids[] = { "log_marginal_likelihood", "loo_log_score", "loo_rmse", "condition", "jitter", "noise",
                                     "n", "mean_constant", "mean_slope_1" };
  for (size_t k = 0; k < G_N_ELEMENTS (ids); k++)
    g_assert_true (isfinite (readout (caught.final, ids[k])));
  const MercerTable *loo = table_named (caught.final, "leave_one_out");
  g_assert_nonnull (loo);
  const double *observed = column_of (loo, "observed"), *mean = column_of (loo, "mean");
  double squares = 0;
  for (size_t i = 0; i < loo->rows; i++)
    squares += (observed[i] - mean[i]) * (observed[i] - mean[i]) / (double) loo->rows;
  assert_close (readout (caught.final, "loo_rmse"), sqrt (squares), 1e-12, 0);
  const char *id, *title, *text;
  g_assert_cmpuint (mercer_figure_n_texts (caught.final), ==, 1);
  mercer_figure_get_text (caught.final, 0, &id, &title, &text);
  g_assert_cmpstr (id, ==, "kernel");
  g_autoptr (MercerKernel) read = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_assert_nonnull (read);
  caught_clear (&caught);
}

/* --- Pictures ----------------------------------------------------------------------------------------- */

static void
test_edits_only_where_y_is (void)
{
  const char *x, *y;
  for (size_t d = 1; d <= 3; d++)
    {
      g_autoptr (MercerDataset) table = wave (30, d);
      g_autoptr (MercerRecipe) recipe = start_with (table, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpuint (mercer_figure_n_panels (caught.final), ==, d == 2 ? 2 : 1);
      g_assert_cmpint (mercer_figure_get_edits (caught.final, 0, &x, &y), ==, d == 1);
      g_assert_cmpint (mercer_figure_swings (caught.final), ==, d != 2);
      if (d == 1)
        {
          g_assert_cmpstr (x, ==, "x1");
          g_assert_cmpstr (y, ==, "y");
        }
      caught_clear (&caught);
    }
}

/* Two maps, or one panel in space with the same numbers behind it. */
static void
test_in_space (void)
{
  g_autoptr (MercerDataset) table = wave (30, 2);
  g_autoptr (MercerRecipe) maps = start_with (table, NULL), space = mercer_recipe_with_value (maps, "surface", 1);
  Caught flat = catch_run (maps, NULL, false, -1), deep = catch_run (space, NULL, false, -1);
  g_assert_cmpuint (mercer_figure_n_panels (flat.final), ==, 2);
  g_assert_cmpuint (mercer_figure_n_panels (deep.final), ==, 1);
  g_assert_true (mercer_figure_is_sound (deep.final, NULL));
  const MercerTable *a = mercer_figure_get_table (flat.final, 0), *b = mercer_figure_get_table (deep.final, 0);
  g_assert_cmpmem (column_of (a, "mean"), a->rows * sizeof (double), column_of (b, "mean"), b->rows * sizeof (double));
  caught_clear (&flat);
  caught_clear (&deep);
}

static void
test_along_and_positions (void)
{
  /* the slice along x2 at x1 = 2: its table says so */
  g_autoptr (MercerDataset) table = wave (30, 3);
  g_autoptr (MercerRecipe) plain = start_with (table, NULL);
  g_autoptr (MercerRecipe) along = mercer_recipe_with_role (plain, "along", (const char *const[]){ "x2", NULL });
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_position (along, "x1", 2);
  Caught caught = catch_run (recipe, NULL, false, -1);
  const MercerTable *posterior = mercer_figure_get_table (caught.final, 0);
  const double *x1 = column_of (posterior, "x1"), *x2 = column_of (posterior, "x2");
  for (size_t k = 0; k < posterior->rows; k++)
    {
      g_assert_cmpfloat (x1[k], ==, 2);
      g_assert_true (k == 0 || x2[k] > x2[k - 1]);
    }
  g_assert_cmpfloat (x2[0], <, mercer_dataset_column (table, 1)->min);
  g_assert_cmpfloat (x2[posterior->rows - 1], >, mercer_dataset_column (table, 1)->max);
  caught_clear (&caught);
}

/* Where a slice stands is said to a thousandth of the column's range: seven digits of half a year, four of what lies about 0. */
static void
test_place_in_words (void)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("dated", "");
  mercer_dataset_builder_add_numeric (builder, "x", NULL, g_memdup2 ((double[]){ 0, 1, 2, 3 }, 4 * sizeof (double)), 4);
  mercer_dataset_builder_add_numeric (builder, "depth", NULL, g_memdup2 ((double[]){ -1, 2, 0, 1 }, 4 * sizeof (double)), 4);
  mercer_dataset_builder_add_numeric (builder, "date", "year",
                                      g_memdup2 ((double[]){ 2024, 2024.5, 2024.1, 2024.3 }, 4 * sizeof (double)), 4);
  mercer_dataset_builder_add_numeric (builder, "y", NULL, g_memdup2 ((double[]){ 1, 0, 2, 1 }, 4 * sizeof (double)), 4);
  g_autoptr (MercerDataset) table = mercer_dataset_builder_finish (builder);
  g_autoptr (MercerRecipe) plain = start_with (table, NULL);
  g_autoptr (MercerRecipe) inputs = mercer_recipe_with_role (plain, "x", (const char *const[]){ "x", "depth", "date", NULL });
  g_autoptr (MercerRecipe) dated = mercer_recipe_with_position (inputs, "date", 2024.365);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_position (dated, "depth", 0.25);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_autofree char *text = mercer_figure_to_text (caught.final);
  g_assert_nonnull (strstr (text, "cut at depth = 0.2500, date = 2024.365;"));
  caught_clear (&caught);
}

/* What is in view is what is computed, beyond the data too; the axis keeps its own range, and only the view's own columns
 * are asked. */
static void
test_view (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1), plane = wave (30, 2);
  g_autoptr (MercerRecipe) recipe = start_with (table, NULL), pair = start_with (plane, NULL);
  MercerStore *store = mercer_store_new (1 << 26);
  Caught home = catch_run (recipe, store, false, -1);
  g_autoptr (MercerRecipe) seen = mercer_recipe_with_view (recipe, "x1", 20, 30);
  Caught away = catch_run (seen, store, false, -1);
  const MercerTable *posterior = mercer_figure_get_table (away.final, 0);
  const double *x = column_of (posterior, "x1"), *sd = column_of (posterior, "sd"), *mean = column_of (posterior, "mean");
  size_t m = posterior->rows;
  g_assert_cmpfloat (x[0], ==, 20);
  g_assert_cmpfloat (x[m - 1], ==, 30);
  /* far from the data the posterior is the prior: the estimated mean, and at least the sd of the kernel */
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  double prior = mercer_kernel_value (kernel, (double[]){ 0 }, (double[]){ 0 });
  assert_close (mean[m - 1], readout (away.final, "mean_constant"), 1e-6, 1e-6);
  g_assert_cmpfloat (sd[m - 1], >=, sqrt (prior) * (1 - 1e-9));
  /* what does not depend on the view has the same value */
  assert_close (readout (away.final, "log_marginal_likelihood"), readout (home.final, "log_marginal_likelihood"), 1e-12, 0);
  caught_clear (&home);
  caught_clear (&away);
  mercer_store_free (store);

  g_autoptr (MercerRecipe) corner = mercer_recipe_with_view (pair, "x2", -5, -4);
  away = catch_run (corner, NULL, false, -1);
  posterior = mercer_figure_get_table (away.final, 0);
  g_assert_cmpfloat (column_of (posterior, "x2")[0], ==, -5);
  g_assert_cmpfloat (column_of (posterior, "x2")[posterior->rows - 1], ==, -4);
  g_assert_cmpfloat (column_of (posterior, "x1")[0], >, -5);
  caught_clear (&away);

  /* a ground to paint on stays where it is */
  g_autoptr (MercerDataset) empty = mercer_dataset_open ("generator:empty", NULL, NULL);
  g_autoptr (MercerDataset) painted = mercer_dataset_with_row (empty, (double[]){ 4, 5 });
  g_autoptr (MercerRecipe) start = start_with (painted, NULL);
  home = catch_run (start, NULL, false, -1);
  posterior = mercer_figure_get_table (home.final, 0);
  g_assert_cmpfloat (column_of (posterior, "x")[0], <=, 0);
  g_assert_cmpfloat (column_of (posterior, "x")[posterior->rows - 1], >=, 10);
  caught_clear (&home);
}

static void
test_decompose (void)
{
  const char *sum = "2 * RBF(lengthscale=3) + 0.2 * Matern(nu=1.5, lengthscale=1) + 0.1 * RBF(lengthscale=0.3)";
  g_autoptr (MercerDataset) table = wave (60, 1), many = wave (1300, 1), plane = wave (40, 2);
  g_autoptr (MercerDataset) points = table_of ("x1", 3, (double[]){ -1, 4, 30 });
  g_autoptr (MercerRecipe) recipe = with_kernel (start_with (table, "decompose", 1.0, "noise", 0.2, NULL), sum);
  g_autoptr (MercerRecipe) at = mercer_recipe_with_at (recipe, points);
  g_autoptr (MercerRecipe) long_one = with_kernel (start_with (many, "decompose", 1.0, "noise", 0.2, NULL), sum);
  g_autoptr (MercerRecipe) surface = with_kernel (start_with (plane, "decompose", 1.0, NULL), "RBF() + Matern(nu=1.5)");
  g_autoptr (MercerRecipe) single = with_kernel (start_with (table, "decompose", 1.0, NULL), "2 * RBF(lengthscale=3)");
  Caught plain = catch_run (recipe, NULL, false, -1), there = catch_run (at, NULL, false, -1);
  Caught live = catch_run (long_one, NULL, true, -1), flat = catch_run (surface, NULL, false, -1);
  Caught one = catch_run (single, NULL, false, -1);
  check_terms_add_up (plain.final, 400);
  check_terms_add_up (there.final, 3);
  check_terms_add_up (live.final, 400);
  g_assert_cmpuint (mercer_figure_n_panels (plain.final), ==, 4);
  g_assert_cmpuint (mercer_figure_n_panels (live.first_draft), ==, 4);
  g_assert_null (mercer_figure_find_readout (live.first_draft, "share_1"));
  g_assert_cmpuint (mercer_figure_n_panels (one.final), ==, 1);
  g_assert_true (has_note (one.final, "Join kernels"));
  g_assert_true (has_note (flat.final, "Drawn along"));
  caught_clear (&plain);
  caught_clear (&there);
  caught_clear (&live);
  caught_clear (&flat);
  caught_clear (&one);
}

/* --- Notes -------------------------------------------------------------------------------------------- */

static void
test_notes (void)
{
  g_autoptr (MercerDataset) twice = table_of ("a,b", 6, (double[]){ 1, 1, 2, 3, 4, 5, 0, 1, 2, 1, 0, 1 });
  g_autoptr (MercerRecipe) exact = with_kernel (start_with (twice, "noise", 0.0, NULL), "RBF(lengthscale=1)");
  Caught caught = catch_run (exact, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (caught.final, "jitter"), >, 0);
  g_assert_true (has_note (caught.final, "1 row repeats the inputs"));
  g_assert_true (has_note (caught.final, "added to its diagonal"));
  /* the remedy works */
  for (size_t k = 0; k < mercer_figure_n_notes (caught.final); k++)
    {
      const MercerNote *note = mercer_figure_get_note (caught.final, k);
      if (note->remedy_param == NULL)
        continue;
      g_assert_cmpstr (note->remedy_param, ==, "noise");
      g_autoptr (MercerRecipe) remedied = mercer_recipe_with_value (exact, "noise", note->remedy_value);
      Caught better = catch_run (remedied, NULL, false, -1);
      g_assert_cmpfloat (readout (better.final, "jitter"), ==, 0);
      g_assert_false (has_note (better.final, "repeats the inputs"));
      caught_clear (&better);
    }
  caught_clear (&caught);

  g_autoptr (MercerDataset) gaps = table_of ("a,b", 4, (double[]){ 1, NAN, 3, 4, 1, 2, NAN, 4 });
  g_autoptr (MercerRecipe) some = start_with (gaps, NULL);
  caught = catch_run (some, NULL, false, -1);
  g_assert_true (has_note (caught.final, "2 of 4 rows"));
  g_assert_cmpfloat (readout (caught.final, "n"), ==, 2);
  caught_clear (&caught);

  g_autoptr (MercerDataset) nothing = table_of ("a,b", 0, NULL);
  g_autoptr (MercerRecipe) prior = start_with (nothing, NULL);
  caught = catch_run (prior, NULL, false, -1);
  g_assert_true (has_note (caught.final, "prior"));
  const MercerTable *posterior = mercer_figure_get_table (caught.final, 0);
  assert_close (column_of (posterior, "sd")[0], 1, 1e-12, 0); /* of 1 * RBF */
  caught_clear (&caught);
}

/* x2 = 1 - 2 x1: the slopes cannot be told apart. */
static void
test_collinear (void)
{
  double values[60];
  for (size_t i = 0; i < 20; i++)
    {
      values[i] = (double) i / 3;
      values[20 + i] = 1 - 2 * values[i];
      values[40 + i] = sin (values[i]);
    }
  g_autoptr (MercerDataset) table = table_of ("a,b,y", 20, values);
  g_autoptr (MercerRecipe) linear = start_with (table, "mean", (double) MERCER_MEAN_LINEAR, NULL);
  g_autoptr (MercerRecipe) constant = start_with (table, NULL);
  Caught with = catch_run (linear, NULL, false, -1), without = catch_run (constant, NULL, false, -1);
  g_assert_true (has_note (with.final, "“b” follows linearly"));
  g_assert_cmpfloat (readout (with.final, "mean_slope_2"), ==, 0);
  g_assert_false (has_note (without.final, "follows linearly"));
  caught_clear (&with);
  caught_clear (&without);
}

/* --- Fit and suggestions ------------------------------------------------------------------------------ */

static void
test_fit_proposes (void)
{
  g_autoptr (MercerDataset) table = wave (80, 1);
  g_autoptr (MercerRecipe) plain = start_with (table, "restarts", 1.0, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_action (plain, "optimize");
  Caught before = catch_run (plain, NULL, false, -1), fit = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (fit.status, ==, MERCER_OK);
  g_assert_cmpint (fit.n_finals, ==, 0);
  g_assert_cmpint (fit.n_drafts, >, 0);
  g_assert_nonnull (mercer_figure_get_draft (fit.first_draft));
  g_assert_nonnull (fit.proposal);
  g_assert_cmpstr (fit.done, ==, "Fit");
  g_assert_nonnull (strstr (fit.sentence, "evaluations"));
  g_assert_null (mercer_recipe_action (fit.proposal));
  Caught after = catch_run (fit.proposal, NULL, false, -1);
  /* the numbers that are proposed are rounded, but not so that the likelihood would tell: the climb itself ends there */
  g_autoptr (MercerKernel) start = mercer_recipe_bind_kernel (plain, NULL), best = NULL;
  MercerGpProblem problem = { .x = mercer_matrix ((double *) mercer_dataset_column (table, 0)->values, 80, 1),
                              .y = mercer_dataset_column (table, 1)->values, .kernel = start,
                              .noise = readout (before.final, "noise"), .mean = MERCER_MEAN_CONSTANT };
  MercerGpFit options = { .restarts = 1, .seed = mercer_recipe_seed (recipe) };
  MercerOptimum optimum;
  double noise;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_fit (&problem, &options, &best, &noise, &optimum, NULL, work), ==, MERCER_OK);
  mercer_work_free (work);
  assert_close (readout (after.final, "log_marginal_likelihood"), -optimum.value, 1.1e-9, 0);
  g_autofree char *kernel = mercer_kernel_print (mercer_recipe_kernel (fit.proposal));
  g_assert_cmpuint (strlen (kernel), <, 60);
  g_assert_cmpfloat (readout (after.final, "log_marginal_likelihood"), >, readout (before.final, "log_marginal_likelihood"));
  /* once more changes nothing that matters */
  g_autoptr (MercerRecipe) again = mercer_recipe_with_action (fit.proposal, "optimize");
  Caught twice = catch_run (again, NULL, false, -1), settled = catch_run (twice.proposal, NULL, false, -1);
  assert_close (readout (settled.final, "log_marginal_likelihood"), readout (after.final, "log_marginal_likelihood"), 1e-6, 0);
  caught_clear (&before);
  caught_clear (&fit);
  caught_clear (&after);
  caught_clear (&twice);
  caught_clear (&settled);
}

/* A matrix that no noise mends is the kernel's doing, and the sentence says whose: tanh (c) of points near 0 is negative for c = -3. */
static void
test_indefinite (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("gp-regression"), table);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("9 * Sigmoid(slope=0.0001, offset=-3)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) bent = mercer_recipe_with_kernel (plain, kernel);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (bent, "noise", 0.01);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_NOT_POSITIVE_DEFINITE);
  g_assert_nonnull (strstr (caught.refusal, "Sigmoid"));
  g_assert_null (strstr (caught.refusal, "noise"));
  caught_clear (&caught);
}

/* What no memory holds is refused before anything is fitted, with the size in words. */
static void
test_fit_refused (void)
{
  enum { N = 400000 };
  g_autofree double *values = g_new (double, 2 * N);
  for (size_t i = 0; i < N; i++)
    {
      values[i] = (double) i;
      values[N + i] = sin ((double) i);
    }
  g_autoptr (MercerDataset) table = table_of ("x,y", N, values);
  g_autoptr (MercerRecipe) plain = with_kernel (start_with (table, NULL), "Matern(nu=0.5, lengthscale=3)");
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_action (plain, "optimize");
  Caught fit = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (fit.status, ==, MERCER_OUT_OF_MEMORY);
  g_assert_null (fit.proposal);
  g_assert_nonnull (fit.refusal);
  g_test_message ("%s", fit.refusal);
  g_assert_nonnull (strstr (fit.refusal, "B"));
  caught_clear (&fit);
}

static void
test_suggestion_suits (void)
{
  /* a picture worth looking at: the suggested start explains most of the wave, whatever its units */
  static const double units[] = { 1, 1e-6, 1e6 };
  for (size_t k = 0; k < G_N_ELEMENTS (units); k++)
    {
      g_autoptr (MercerDataset) one = wave (200, 1);
      double values[400];
      for (size_t i = 0; i < 200; i++)
        {
          values[i] = mercer_dataset_column (one, 0)->values[i] / units[k];
          values[i + 200] = mercer_dataset_column (one, 1)->values[i] * units[k];
        }
      g_autoptr (MercerDataset) table = table_of ("a,b", 200, values);
      g_autoptr (MercerRecipe) recipe = start_with (table, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpfloat (readout (caught.final, "loo_rmse"), <, 0.3 * mercer_dataset_column (table, 1)->sd);
      g_assert_cmpfloat (readout (caught.final, "jitter"), ==, 0);
      caught_clear (&caught);
    }
}

/* A rough kernel on many points takes long: somebody who watches first sees a draft near the answer, then the exact
 * picture without its scores, then all; on the command line there is the answer alone. */
static void
test_drafts (void)
{
  g_autoptr (MercerDataset) table = wave (1300, 1);
  g_autoptr (MercerRecipe) recipe = with_kernel (start_with (table, NULL), "0.5 * Matern(nu=1.5, lengthscale=2)");
  g_autoptr (MercerRecipe) scatter = mercer_recipe_with_value (recipe, "show", 1);
  Caught live = catch_run (recipe, NULL, true, -1), quiet = catch_run (recipe, NULL, false, -1);
  Caught dots = catch_run (scatter, NULL, true, -1);
  g_assert_cmpint (live.n_drafts, ==, 2);
  g_assert_cmpint (quiet.n_drafts, ==, 0);
  g_assert_cmpint (dots.n_drafts, ==, 1);
  g_assert_nonnull (strstr (mercer_figure_get_draft (live.first_draft), "of 1300"));
  g_assert_nonnull (strstr (mercer_figure_get_draft (dots.first_draft), "600 of 1300"));
  g_assert_true (mercer_figure_swings (live.first_draft)); /* samples stay while a slider is dragged */
  g_assert_null (mercer_figure_find_readout (live.last_draft, "loo_rmse"));
  g_assert_true (isfinite (readout (live.final, "loo_rmse")));
  assert_close (readout (live.final, "loo_rmse"), readout (quiet.final, "loo_rmse"), 1e-9, 0);
  g_assert_cmpuint (mercer_figure_n_tables (live.first_draft), ==, 0);
  caught_clear (&live);
  caught_clear (&quiet);
  caught_clear (&dots);
}

/* Where rows without noise leave almost nothing uncertain, the posterior covariance is smaller than the rounding of what it is the
 * difference of, and functions are drawn all the same. */
static void
test_samples_without_noise (void)
{
  enum { N = 40 };
  double xy[2 * N];
  for (int i = 0; i < N; i++)
    {
      xy[i] = 0.1 * i;
      xy[N + i] = sin (xy[i]);
    }
  g_autoptr (MercerDataset) table = table_of ("x,y", N, xy);
  g_autoptr (MercerRecipe) start = with_kernel (start_with (table, NULL), "5.8 * RBF(lengthscale=2.8)");
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (start, "noise", 5e-6);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_false (has_note (caught.final, "No samples"));
  g_assert_true (mercer_figure_swings (caught.final));
  caught_clear (&caught);
}

/* The first scene of the program: within a tenth of the best likelihood of the record, with nothing fitted yet. */
static void
test_co2_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:co2", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) recipe = start_with (table, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_autofree char *kernel = mercer_kernel_print (mercer_recipe_kernel (recipe));
  g_assert_nonnull (strstr (kernel, "Periodic"));
  g_assert_cmpfloat (readout (caught.final, "log_marginal_likelihood"), >, -83.3138);
  g_assert_cmpfloat (readout (caught.final, "loo_rmse"), <, 0.25);
  g_assert_cmpuint (mercer_figure_n_notes (caught.final), ==, 0);
  caught_clear (&caught);
}

static void
test_live_way (void)
{
  /* after the final figure a change of noise is answered from eigenvectors, with the same numbers */
  g_autoptr (MercerDataset) table = wave (260, 1);
  g_autoptr (MercerRecipe) recipe = start_with (table, NULL);
  MercerStore *store = mercer_store_new (1 << 28);
  Caught first = catch_run (recipe, store, true, -1);
  double noise = 1.7 * readout (first.final, "noise");
  g_autoptr (MercerRecipe) louder = mercer_recipe_with_value (recipe, "noise", noise);
  Caught fast = catch_run (louder, store, true, -1), fresh = catch_run (louder, NULL, false, -1);
  static const char *const ids[] = { "log_marginal_likelihood", "loo_log_score", "loo_rmse" };
  for (size_t k = 0; k < G_N_ELEMENTS (ids); k++)
    assert_close (readout (fast.final, ids[k]), readout (fresh.final, ids[k]), 1e-9, 0);
  const MercerTable *a = mercer_figure_get_table (fast.final, 0), *b = mercer_figure_get_table (fresh.final, 0);
  for (size_t k = 0; k < a->rows; k++)
    {
      assert_close (column_of (a, "mean")[k], column_of (b, "mean")[k], 1e-8, 1e-8);
      assert_close (column_of (a, "sd")[k], column_of (b, "sd")[k], 1e-7, 1e-9);
    }
  caught_clear (&first);
  caught_clear (&fast);
  caught_clear (&fresh);
  mercer_store_free (store);
}

/* Numbers whose squares overflow are told; nothing hangs, and the figure is sound. */
static void
test_huge_values (void)
{
  for (int c = 0; c < 2; c++)
    {
      double cells[] = { 1, 1, 2, 3, 3, 2 };
      cells[2 + c] *= 1e300; /* of x; of y */
      g_autoptr (MercerDataset) table = table_of ("a,b", 3, cells);
      g_autoptr (MercerRecipe) recipe = start_with (table, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_true (has_note (caught.final, "beyond the range of numbers"));
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp-regression/indefinite", test_indefinite);
  g_test_add_func ("/gp-regression/at", test_at);
  g_test_add_func ("/gp-regression/at-is-checked", test_at_is_checked);
  g_test_add_func ("/gp-regression/readouts", test_readouts_and_tables);
  g_test_add_func ("/gp-regression/edits", test_edits_only_where_y_is);
  g_test_add_func ("/gp-regression/in-space", test_in_space);
  g_test_add_func ("/gp-regression/along", test_along_and_positions);
  g_test_add_func ("/gp-regression/place-in-words", test_place_in_words);
  g_test_add_func ("/gp-regression/view", test_view);
  g_test_add_func ("/gp-regression/decompose", test_decompose);
  g_test_add_func ("/gp-regression/notes", test_notes);
  g_test_add_func ("/gp-regression/collinear", test_collinear);
  g_test_add_func ("/gp-regression/fit", test_fit_proposes);
  g_test_add_func ("/gp-regression/fit-refused", test_fit_refused);
  g_test_add_func ("/gp-regression/suggestion", test_suggestion_suits);
  g_test_add_func ("/gp-regression/drafts", test_drafts);
  g_test_add_func ("/gp-regression/samples-without-noise", test_samples_without_noise);
  g_test_add_func ("/gp-regression/co2", test_co2_start);
  g_test_add_func ("/gp-regression/live", test_live_way);
  g_test_add_func ("/gp-regression/huge-values", test_huge_values);
  return g_test_run ();
}
