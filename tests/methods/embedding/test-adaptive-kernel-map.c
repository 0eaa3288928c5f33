/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

/* The metric is a function of a column that principal components pass by: the learned landscape errs far less. With much faith
 * the map keeps its neighbours better than with none. */
static MercerDataset *
hidden_metric (void)
{
  enum { N = 90 };
  double values[6 * N];
  mercer_random_normals (12, 1, 0, 5 * N, values);
  for (size_t i = 0; i < N; i++)
    {
      values[i + N] = values[i] + 0.4 * values[i + N];         /* two that go together */
      values[i + 3 * N] = values[i + 2 * N] + 0.4 * values[i + 3 * N]; /* and two more */
      values[i + 5 * N] = tanh (2 * values[i + 4 * N]);
    }
  return table_of ("a,b,c,d,e,metric", N, values);
}

static void
test_learns (void)
{
  g_autoptr (MercerDataset) table = hidden_metric ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("adaptive-kernel-map"), table);
  g_assert_cmpstr (mercer_recipe_role (start, "y")[0], ==, "metric");
  g_autoptr (MercerRecipe) free = mercer_recipe_with_value (start, "faith", 0.01), bound = mercer_recipe_with_value (start, "faith", 5);
  Caught loose = catch_run (free, NULL, false, -1), faithful = catch_run (bound, NULL, false, -1);
  g_assert_cmpint (loose.status, ==, MERCER_OK);
  g_assert_cmpint (faithful.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (loose.final, "error"), <, 0.4 * readout (loose.final, "pca_error"));
  g_assert_cmpfloat (readout (faithful.final, "trustworthiness"), >, readout (loose.final, "trustworthiness"));
  g_assert_cmpfloat (readout (faithful.final, "divergence"), <, readout (loose.final, "divergence"));
  caught_clear (&loose);
  caught_clear (&faithful);
}

/* A closer look at the map is the same map: the store keeps what was trained. */
static void
test_zoom (void)
{
  g_autoptr (MercerDataset) table = hidden_metric ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("adaptive-kernel-map"), table);
  g_autoptr (MercerRecipe) near = mercer_recipe_with_view (start, "map-x", -0.5, 0.5);
  MercerStore *store = mercer_store_new (1 << 24);
  Caught first = catch_run (start, store, false, -1), second = catch_run (near, store, false, -1);
  const MercerTable *a = mercer_figure_get_table (first.final, 0), *b = mercer_figure_get_table (second.final, 0);
  g_assert_cmpmem (a->column[1].values, a->rows * sizeof (double), b->column[1].values, b->rows * sizeof (double));
  g_assert_cmpint (second.polls, <, first.polls);
  caught_clear (&first);
  caught_clear (&second);
  mercer_store_free (store);
}

/* Rows of the data given as new points stand where they stand in the data. */
static void
test_at (void)
{
  g_autoptr (MercerDataset) table = hidden_metric ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("adaptive-kernel-map"), table);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (start, table);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *new = mercer_figure_get_table (caught.final, 0), *data = mercer_figure_get_table (caught.final, 1);
  g_assert_cmpstr (data->id, ==, "map_data");
  for (size_t i = 0; i < data->rows; i++)
    for (size_t j = 1; j <= 2; j++)
      assert_close (new->column[j].values[i], data->column[j].values[i], 1e-10, 1e-12);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adaptive-kernel-map/learns", test_learns);
  g_test_add_func ("/adaptive-kernel-map/zoom", test_zoom);
  g_test_add_func ("/adaptive-kernel-map/at", test_at);
  return g_test_run ();
}
