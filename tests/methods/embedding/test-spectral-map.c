/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "reader.h"

static MercerDataset *
open_table (const char *origin)
{
  g_autoptr (GError) error = NULL;
  MercerDataset *table = mercer_dataset_open (origin, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static MercerRecipe *
with (MercerRecipe *recipe, const char *param, double value)
{
  MercerRecipe *next = mercer_recipe_with_value (recipe, param, value);
  mercer_recipe_unref (recipe);
  return next;
}

static MercerRecipe *
start (MercerDataset *table, const char *kernel, double way)
{
  MercerRecipe *recipe = with (mercer_recipe_new (mercer_method_find ("spectral-map"), table), "way", way);
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, NULL);
  MercerRecipe *next = mercer_recipe_with_kernel (recipe, parsed);
  mercer_recipe_unref (recipe);
  return next;
}

static const double *
coordinate (const MercerFigure *figure, size_t j)
{
  const MercerTable *table = mercer_figure_get_table (figure, 0);
  g_assert_cmpstr (table->id, ==, "coordinates");
  return table->column[1 + j].values;
}

/* Rank correlation by counting, for a few hundred rows. */
static double
kendall (const double *a, const double *b, size_t n)
{
  double score = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      score += (a[i] - a[j]) * (b[i] - b[j]) > 0 ? 1 : -1;
  return 2 * score / ((double) n * (double) (n - 1));
}

/* A noiseless spiral is a curve: the first coordinate of the diffusion map orders its points along it, which no straight
 * direction does. Position along the curve is the distance from its centre. */
static void
test_curve (void)
{
  enum { N = 200 };
  double values[2 * N], along[N];
  for (size_t i = 0; i < N; i++)
    {
      double t = 3 + 9.0 * (double) i / (N - 1); /* the angle; arms lie 2 pi apart, neighbours about 0.4 */
      along[i] = t;
      values[i] = t * cos (t);
      values[i + N] = t * sin (t);
    }
  g_autoptr (MercerDataset) table = table_of ("a,b", N, values);
  for (double way = 0; way <= 1; way++)
    {
      g_autoptr (MercerRecipe) recipe = start (table, "RBF(lengthscale=1)", way);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_cmpfloat (fabs (kendall (coordinate (caught.final, 0), along, N)), >, 0.999);
      g_assert_cmpfloat (fabs (kendall (values, along, N)), <, 0.5);
      caught_clear (&caught);
    }
}

/* The supervised map of the iris follows the species: with three classes L has rank 3, centred 2, so two values are not 0, and
 * the classes come apart along the first coordinate better than along any column: by the ratio of variances between and in. */
static void
test_supervised (void)
{
  const char *species[] = { "species", NULL };
  g_autoptr (MercerDataset) table = open_table ("sample:iris");
  MercerRecipe *recipe = start (table, "RBF(lengthscale=2)", 2);
  g_autofree char *refusal = mercer_recipe_check (recipe);
  g_assert_nonnull (refusal); /* no target yet */
  g_autoptr (MercerRecipe) aimed = mercer_recipe_with_role (recipe, "y", species);
  mercer_recipe_unref (recipe);
  Caught caught = catch_run (aimed, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  double first = mercer_figure_find_readout (caught.final, "eigenvalue1")->value;
  g_assert_cmpfloat (mercer_figure_find_readout (caught.final, "eigenvalue2")->value, >, 1e-3 * first);
  g_assert_cmpfloat (mercer_figure_find_readout (caught.final, "eigenvalue3")->value, <, 1e-9 * first);
  const int32_t *codes = mercer_dataset_column (table, 4)->codes;
  double best = 0, got = 0;
  for (int c = -1; c < 4; c++)
    {
      const double *v = c < 0 ? coordinate (caught.final, 0) : mercer_dataset_column (table, (size_t) c)->values;
      double mean[3] = { 0 }, inside = 0, total = 0, all = 0;
      for (int i = 0; i < 150; i++)
        {
          mean[codes[i]] += v[i] / 50;
          all += v[i] / 150;
        }
      for (int i = 0; i < 150; i++)
        {
          inside += (v[i] - mean[codes[i]]) * (v[i] - mean[codes[i]]);
          total += (v[i] - all) * (v[i] - all);
        }
      *(c < 0 ? &got : &best) = c < 0 ? total / inside : MAX (best, total / inside);
    }
  g_assert_cmpfloat (got, >, best);
  caught_clear (&caught);
}

/* Signs follow the picture before: over a drag no coordinate turns over. */
static void
test_follows (void)
{
  g_autoptr (MercerDataset) table = open_table ("sample:iris");
  MercerStore *store = mercer_store_new (1 << 24);
  double before[150], length = 1;
  for (int k = 0; k < 8; k++, length *= 1.05)
    {
      g_autofree char *kernel = g_strdup_printf ("RBF(lengthscale=%g)", length);
      g_autoptr (MercerRecipe) recipe = start (table, kernel, 1);
      Caught caught = catch_run (recipe, store, true, -1);
      const double *now = coordinate (caught.final, 1);
      double dot = 0;
      for (int i = 0; i < 150 && k > 0; i++)
        dot += now[i] * before[i];
      g_assert_true (k == 0 || dot > 0);
      memcpy (before, now, sizeof before);
      caught_clear (&caught);
    }
  mercer_store_free (store);
}

/* Rows of the data given as new points come out where they are: by the walk from them (all neighbours, the diffusion map), by the
 * directions b (the supervised map). */
static void
test_at (void)
{
  g_autoptr (MercerDataset) table = open_table ("sample:iris");
  const char *target[] = { "species", NULL };
  for (int way = 1; way <= 2; way++)
    {
      g_autoptr (MercerRecipe) plain = start (table, "RBF(lengthscale=1.5)", way);
      g_autoptr (MercerRecipe) aimed = mercer_recipe_with_role (plain, "y", target);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (way == 2 ? aimed : plain, table);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      const MercerTable *new = mercer_figure_get_table (caught.final, 0), *data = mercer_figure_get_table (caught.final, 1);
      g_assert_cmpstr (new->id, ==, "coordinates");
      g_assert_cmpuint (new->rows, ==, 150);
      for (size_t i = 0; i < 150; i++)
        for (size_t j = 1; j <= 2; j++) /* three species: two directions */
          assert_close (new->column[j].values[i], data->column[j].values[i], 1e-7, 1e-7); /* eigenvectors to 1e-9 over values to 0.03 */
      caught_clear (&caught);
    }
}

/* More rows than a supervised map is found from: the others stand where the map puts points of their values, and those that it was found
 * from, whose coordinates are K b as well, too. To rounding of sums over 2000 rows. */
static void
test_many_rows (void)
{
  enum { N = 2040 };
  g_autoptr (MercerDataset) table = open_table ("generator:two-moons(n=2040,noise=0.05)");
  g_autoptr (MercerRecipe) plain = start (table, "RBF(lengthscale=0.5)", 2);
  g_autoptr (MercerRecipe) by = mercer_recipe_with_role (plain, "y", (const char *const[]){ "moon", NULL });
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (by, table);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_note (caught.final, "found from 2000 of the 2040 rows");
  g_assert_cmpuint (table_named (caught.final, "coordinates_data")->rows, ==, N);
  const double *row = column_named (caught.final, "coordinates_data", "c1"), *point = column_named (caught.final, "coordinates", "c1");
  double apart = 0, most = 0;
  for (size_t i = 0; i < N; i++)
    {
      assert_close (row[i], point[i], 0, 1e-7);
      most = fmax (most, fabs (row[i]));
      apart = fmax (apart, fabs (row[i] - row[0]));
    }
  g_assert_cmpfloat (apart, >, 0.5 * most); /* the moons are told apart */
  caught_clear (&caught);
}

/* Rows all in one place have no map but rounding, no clusters, and nothing that a layer could learn or that noise would not have. */
static void
test_alike (void)
{
  static const char *const methods[] = { "spectral-map",    "spectral-clustering", "spectrum-theory",
                                         "attention-kpca", "adaptive-kernel-map", "stepwise-learning" };
  enum { ROWS = 8 };
  double values[3 * ROWS];
  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = 1 + (double) (i / ROWS);
  g_autoptr (MercerDataset) table = table_of ("a,b,c", ROWS, values);
  for (size_t m = 0; m < G_N_ELEMENTS (methods); m++)
    {
      g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find (methods[m]), table);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_BAD_INPUT);
      g_assert_nonnull (strstr (caught.refusal, "Choose columns that vary"));
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectral-map/curve", test_curve);
  g_test_add_func ("/spectral-map/supervised", test_supervised);
  g_test_add_func ("/spectral-map/follows", test_follows);
  g_test_add_func ("/spectral-map/at", test_at);
  g_test_add_func ("/spectral-map/many-rows", test_many_rows);
  g_test_add_func ("/spectral-map/alike", test_alike);
  return g_test_run ();
}
