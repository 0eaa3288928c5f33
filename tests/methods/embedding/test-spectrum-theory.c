/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

/* n rows of d normal columns, the first `spikes` directions (1, 1, ..)-like sums of strength `strength` added. */
static MercerDataset *
noise (size_t n, size_t d, size_t spikes, double strength)
{
  g_autofree double *values = g_new (double, n * d), *factor = g_new (double, n);
  mercer_random_normals (11, 1, 0, n * d, values);
  for (size_t s = 0; s < spikes; s++)
    {
      mercer_random_normals (11, 2 + s, 0, n, factor);
      for (size_t c = 0; c < d; c++)
        for (size_t i = 0; i < n; i++)
          values[i + c * n] += strength * factor[i] * ((c >> s) % 2 == 0 ? 1 : -1) / sqrt ((double) d);
    }
  GString *names = g_string_new ("c0");
  for (size_t c = 1; c < d; c++)
    g_string_append_printf (names, ",c%zu", c);
  MercerDataset *table = table_of (names->str, n, values);
  g_string_free (names, TRUE);
  return table;
}

static Caught
look_live (MercerDataset *table, const char *kernel, double shuffles, bool live)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("spectrum-theory"), table);
  g_autoptr (MercerRecipe) quiet = mercer_recipe_with_value (start, "shuffles", shuffles);
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (quiet, parsed);
  Caught caught = catch_run (recipe, NULL, live, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

static Caught
look (MercerDataset *table, const char *kernel, double shuffles)
{
  return look_live (table, kernel, shuffles, false);
}

/* Two standardised columns of correlation r have the eigenvalues 1 + r and 1 - r. */
static void
test_two (void)
{
  const double values[] = { 1, 2, 4, 7, 5, 3, 1, 4, 6, 2 };
  g_autoptr (MercerDataset) table = table_of ("a,b", 5, values);
  double mean[2] = { 3.8, 3.2 }, aa = 0, bb = 0, ab = 0;
  for (int i = 0; i < 5; i++)
    {
      double a = values[i] - mean[0], b = values[i + 5] - mean[1];
      aa += a * a;
      bb += b * b;
      ab += a * b;
    }
  Caught caught = look (table, "Linear(offset=0)", 0);
  assert_close (column_named (caught.final, "spectrum", "eigenvalue")[0], 1 + fabs (ab) / sqrt (aa * bb), 1e-12, 0);
  assert_close (column_named (caught.final, "spectrum", "eigenvalue")[1], 1 - fabs (ab) / sqrt (aa * bb), 1e-12, 0);
  caught_clear (&caught);
}

/* Of noise: the eigenvalues stand where the law puts them. Their distance to the quantiles is O(log n / n) in the bulk; a
 * fiftieth of the law's width is ten times that. An offset changes nothing, since the matrix is centred. */
static void
test_noise (void)
{
  enum { N = 300, D = 120 };
  g_autoptr (MercerDataset) table = noise (N, D, 0, 0);
  Caught caught = look (table, "Linear(offset=0)", 5), lifted = look (table, "Linear(offset=2)", 0);
  const double *eigen = column_named (caught.final, "spectrum", "eigenvalue"),
               *expected = column_named (caught.final, "spectrum", "expected"),
               *shuffled = column_named (caught.final, "spectrum", "shuffled_mean");
  double width = expected[0] - expected[D - 1];
  g_assert_cmpfloat (readout (caught.final, "standing_out"), ==, 0);
  assert_close (readout (caught.final, "noise_variance"), 1, 1e-9, 0); /* the trace of a correlation matrix is d */
  for (size_t k = 0; k < D; k++)
    {
      assert_close (eigen[k], expected[k], 0, width / 50);
      assert_close (shuffled[k], expected[k], 0, width / 50);
      assert_close (column_named (lifted.final, "spectrum", "eigenvalue")[k], eigen[k], 1e-9, 1e-9);
    }
  caught_clear (&caught);
  caught_clear (&lifted);
}

static void
test_spikes (void)
{
  g_autoptr (MercerDataset) table = noise (200, 80, 3, 6);
  Caught caught = look (table, "Linear(offset=0)", 0);
  g_assert_cmpfloat (readout (caught.final, "standing_out"), ==, 3);
  g_assert_cmpfloat (readout (caught.final, "p_value"), >, 0.05);
  g_assert_cmpfloat (column_named (caught.final, "spectrum", "eigenvalue")[2], >, readout (caught.final, "threshold"));
  g_assert_cmpfloat (column_named (caught.final, "spectrum", "eigenvalue")[3], <, readout (caught.final, "threshold"));
  caught_clear (&caught);
}

/* One strong factor of equal loadings and a weak one behind it: what the shuffled columns keep of the strong one hides the weak one from
 * them, and the title says both counts. The threshold of Baik, Ben Arous and Peche is a strength of (n / d)^(-1/4) = 0.8. */
static void
test_judges (void)
{
  enum { N = 200, D = 80 };
  g_autoptr (MercerDataset) plain = noise (N, D, 0, 0);
  g_autofree double *values = g_new (double, N * D), *strong = g_new (double, N), *weak = g_new (double, N);
  mercer_random_normals (12, 1, 0, N, strong);
  mercer_random_normals (12, 2, 0, N, weak);
  for (size_t c = 0; c < D; c++)
    for (size_t i = 0; i < N; i++)
      values[i + c * N] = mercer_dataset_column (plain, c)->values[i] + 1.5 * strong[i] + (c % 2 == 0 ? 1 : -1) * 0.24 * weak[i];
  GString *names = g_string_new ("c0");
  for (size_t c = 1; c < D; c++)
    g_string_append_printf (names, ",c%zu", c);
  g_autoptr (MercerDataset) table = table_of (names->str, N, values);
  g_string_free (names, TRUE);
  Caught both = look (table, "Linear(offset=0)", 20), law = look (table, "Linear(offset=0)", 0);
  g_assert_cmpfloat (readout (both.final, "standing_out"), ==, 2);
  g_assert_cmpfloat (readout (both.final, "beyond_shuffled"), ==, 1);
  g_assert_cmpstr (mercer_figure_get_title (both.final), ==, "1 to 2 eigenvalues stand out");
  g_assert_cmpstr (mercer_figure_get_title (law.final), ==, "2 eigenvalues stand out");
  g_assert_nonnull (note_with (both.final, "What both let stand out is safe"));
  g_assert_null (note_with (law.final, "What both let stand out is safe"));
  caught_clear (&both);
  caught_clear (&law);
}

/* El Karoui's theorem: a Gram matrix of noise in many columns is that of the data, stretched and lifted. The error of the
 * linearisation is of the order 1 / sqrt (d) of the law's width. */
static void
test_kernels (void)
{
  enum { N = 250, D = 150 };
  const char *const kernels[] = { "RBF(lengthscale=14)", "RationalQuadratic(lengthscale=12, alpha=1)", "Matern(nu=2.5, lengthscale=20)" };
  g_autoptr (MercerDataset) table = noise (N, D, 0, 0);
  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      Caught caught = look (table, kernels[k], 0);
      const double *eigen = column_named (caught.final, "spectrum", "eigenvalue"),
                   *expected = column_named (caught.final, "spectrum", "expected");
      double width = expected[0] - expected[D - 1];
      for (size_t j = 0; j < D; j++)
        assert_close (eigen[j], expected[j], 0, width / sqrt (D));
      g_assert_cmpfloat (readout (caught.final, "standing_out"), <=, 1);
      caught_clear (&caught);
    }
  /* neither of distance alone nor of the product: said so, no law drawn */
  Caught caught = look (table, "RBF(lengthscale=14) + Linear()", 0);
  g_assert_null (mercer_figure_find_readout (caught.final, "standing_out"));
  g_assert_nonnull (strstr (mercer_figure_get_note (caught.final, mercer_figure_n_notes (caught.final) - 1)->sentence, "shuffled"));
  caught_clear (&caught);
}

/* Kernels that need a matrix of rows by rows show it of some rows first; the linear one is as soon there with all. */
static void
test_drafts (void)
{
  g_autoptr (MercerDataset) table = noise (400, 6, 1, 3);
  Caught rows = look_live (table, "RBF(lengthscale=3)", 0, true), columns = look_live (table, "Linear(offset=0)", 0, true);
  g_assert_cmpint (rows.n_drafts, ==, 1);
  g_assert_cmpfloat (readout (rows.first_draft, "n"), ==, 120);
  g_assert_cmpfloat (readout (rows.final, "n"), ==, 400);
  /* both are the same operator's, as far as so few rows tell it */
  assert_close (readout (rows.first_draft, "largest"), readout (rows.final, "largest"), 0.3, 0);
  g_assert_cmpint (columns.n_drafts, ==, 0);
  caught_clear (&rows);
  caught_clear (&columns);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectrum-theory/two", test_two);
  g_test_add_func ("/spectrum-theory/noise", test_noise);
  g_test_add_func ("/spectrum-theory/spikes", test_spikes);
  g_test_add_func ("/spectrum-theory/judges", test_judges);
  g_test_add_func ("/spectrum-theory/kernels", test_kernels);
  g_test_add_func ("/spectrum-theory/drafts", test_drafts);
  return g_test_run ();
}
