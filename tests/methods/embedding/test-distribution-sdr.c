/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

static double
kendall (const double *a, const double *b, size_t n)
{
  double score = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      score += (a[i] - a[j]) * (b[i] - b[j]) > 0 ? 1 : -1;
  return 2 * score / ((double) n * (double) (n - 1));
}

/* 60 samples of 30 values with a mean and an sd of their own; the response follows the sd alone. The first predictor orders
 * samples by their sd, which no mean does, and the spread of the response within a sample is noise. */
static void
test_spread (void)
{
  enum { SAMPLES = 60, EACH = 30, N = SAMPLES * EACH };
  g_autofree double *values = g_new (double, 3 * N), *z = g_new (double, 2 * N);
  double mean[SAMPLES], sd[SAMPLES];
  const char *group[] = { "sample", NULL }, *x[] = { "x", NULL }, *y[] = { "y", NULL };
  mercer_random_uniforms (13, 1, 0, SAMPLES, mean);
  mercer_random_uniforms (13, 2, 0, SAMPLES, sd);
  mercer_random_normals (13, 3, 0, 2 * N, z);
  for (size_t k = 0; k < N; k++)
    {
      size_t s = k % SAMPLES; /* scattered over the table */
      values[k] = mean[s] + (0.3 + 2 * sd[s]) * z[k];
      values[k + N] = 3 * sd[s] * sd[s] + 0.05 * z[k + N];
      values[k + 2 * N] = (double) s;
    }
  g_autoptr (MercerDataset) table = table_of ("x,y,sample", N, values);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("distribution-sdr"), table);
  g_autoptr (MercerRecipe) by_x = mercer_recipe_with_role (start, "x", x);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (by_x, "y", y);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (by_y, "group", group);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *found = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpuint (found->rows, ==, SAMPLES);
  double by_sample[SAMPLES];
  for (size_t s = 0; s < SAMPLES; s++)
    by_sample[(size_t) found->column[0].values[s]] = found->column[1].values[s];
  g_assert_cmpfloat (kendall (by_sample, sd, SAMPLES), >, 0.75);
  g_assert_cmpfloat (fabs (kendall (mean, sd, SAMPLES)), <, 0.3);
  g_assert_cmpfloat (fabs (mercer_figure_find_readout (caught.final, "mean_correlation")->value), >, 0.85);
  caught_clear (&caught);
}

/* Without a column of samples each row is one: three columns are three draws. The response is the row's range, which is what
 * the first predictor orders by although no column alone does. */
static void
test_rows (void)
{
  enum { N = 80 };
  double values[4 * N], z[4 * N], range[N], got[N];
  const char *x[] = { "a", "b", "c", NULL }, *y[] = { "y", NULL };
  mercer_random_normals (14, 1, 0, 4 * N, z);
  for (size_t i = 0; i < N; i++)
    {
      double width = 0.2 + fabs (z[i + 3 * N]);
      values[i] = -width;
      values[i + N] = 0.3 * z[i];
      values[i + 2 * N] = width;
      if (i % 2 == 0) /* the order of a row's values is nothing */
        {
          values[i] = width;
          values[i + 2 * N] = -width;
        }
      values[i + 3 * N] = range[i] = 2 * width;
    }
  g_autoptr (MercerDataset) table = table_of ("a,b,c,y", N, values);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("distribution-sdr"), table);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (start, "y", y);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (by_y, "x", x);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *found = mercer_figure_get_table (caught.final, 0);
  for (size_t s = 0; s < N; s++)
    got[(size_t) found->column[0].values[s] - 1] = found->column[1].values[s];
  g_assert_cmpfloat (kendall (got, range, N), >, 0.85);
  caught_clear (&caught);
}

/* Samples of the data given as new ones have the predictors that they have in the data; so has a table that holds only some of them,
 * in another order. */
static void
test_at (void)
{
  enum { SAMPLES = 20, EACH = 6, N = SAMPLES * EACH };
  double values[3 * N], some[2 * 5 * EACH], z[2 * N];
  const char *group[] = { "sample", NULL }, *x[] = { "x", NULL }, *y[] = { "y", NULL };
  mercer_random_normals (15, 1, 0, 2 * N, z);
  for (size_t k = 0; k < N; k++)
    {
      values[k] = (double) (k / EACH) / SAMPLES + z[k];
      values[k + N] = (double) (k / EACH) + 0.1 * z[k + N];
      values[k + 2 * N] = (double) (k / EACH) * 10;
    }
  for (size_t k = 0; k < 5 * EACH; k++)
    {
      size_t from = (4 - k / EACH) * 3 * EACH + k % EACH;
      some[k] = values[from];
      some[k + 5 * EACH] = values[from + 2 * N];
    }
  g_autoptr (MercerDataset) table = table_of ("x,y,sample", N, values), at = table_of ("x,sample", 5 * EACH, some);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("distribution-sdr"), table);
  g_autoptr (MercerRecipe) by_x = mercer_recipe_with_role (start, "x", x);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (by_x, "y", y);
  g_autoptr (MercerRecipe) by_group = mercer_recipe_with_role (by_y, "group", group);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (by_group, at);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *new = mercer_figure_get_table (caught.final, 0), *all = mercer_figure_get_table (caught.final, 1);
  g_assert_cmpstr (new->id, ==, "predictors");
  g_assert_cmpuint (new->rows, ==, 5);
  for (size_t t = 0; t < 5; t++)
    {
      size_t s = (size_t) new->column[0].values[t] / 10;
      assert_close (all->column[0].values[s], new->column[0].values[t], 0, 0);
      for (size_t j = 1; j <= 2; j++)
        assert_close (new->column[j].values[t], all->column[j].values[s], 1e-7, 1e-7); /* over a condition of 1 / ridge */
    }
  caught_clear (&caught);
  const uint64_t chosen[] = { mercer_dataset_row_id (table, 0), mercer_dataset_row_id (table, 1), mercer_dataset_row_id (table, 2 * EACH) };
  g_autoptr (MercerRecipe) brushed = mercer_recipe_with_brushed (by_group, chosen, 3); /* two rows of the first sample, one of the third */
  caught = catch_run (brushed, NULL, false, -1);
  assert_close (mercer_figure_find_readout (caught.final, "selected")->value, 2, 0, 0);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) action = mercer_recipe_with_action (by_group, "cross-validate");
  caught = catch_run (action, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_nonnull (caught.proposal);
  g_assert_null (mercer_recipe_action (caught.proposal));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distribution-sdr/spread", test_spread);
  g_test_add_func ("/distribution-sdr/rows", test_rows);
  g_test_add_func ("/distribution-sdr/at", test_at);
  return g_test_run ();
}
