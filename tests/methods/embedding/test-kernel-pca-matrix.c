/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel PCA of kernel values that are given. */
#include "kernel-pca-testing.h"

/* A column for each of n rows of K: "r1", "r2"... */
static MercerDataset *
matrix_table (size_t n, size_t rows, const double *values)
{
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("matrix", "");
  for (size_t j = 0; j < n; j++)
    {
      g_autofree char *name = g_strdup_printf ("r%zu", j + 1);
      mercer_dataset_builder_add_numeric (b, name, "", g_memdup2 (values + j * rows, rows * sizeof (double)), rows);
    }
  return mercer_dataset_builder_finish (b);
}

/* Jaccard's similarity of sets against scikit-learn's KernelPCA (kernel="precomputed"), dense: eigenvalues to rounding, scores up to
 * sign to what the solver is asked for. */
static void
test_sklearn (void)
{
  g_autofree char *path = golden_path ("kpca-precomputed.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  size_t n_k, n_z, count;
  g_autofree double *k = g_key_file_get_double_list (file, "jaccard", "k", &n_k, NULL);
  g_autofree double *z = g_key_file_get_double_list (file, "jaccard", "z", &n_z, NULL);
  g_autofree double *values = g_key_file_get_double_list (file, "jaccard", "values", &count, NULL);
  g_autofree double *scores = g_key_file_get_double_list (file, "jaccard", "scores", &count, NULL);
  g_autofree double *projected = g_key_file_get_double_list (file, "jaccard", "projected", &count, NULL);
  size_t n = (size_t) sqrt ((double) n_k), m = n_z / n;
  g_autoptr (MercerDataset) table = matrix_table (n, n, k), at = matrix_table (n, m, z);
  g_autoptr (MercerRecipe) recipe = start_with (table, NULL, "precomputed", 1.0, "components", 4.0, NULL);
  g_autoptr (MercerRecipe) with_at = mercer_recipe_with_at (recipe, at);
  Caught caught = catch_ok (with_at);
  const MercerTable *data = table_named (caught.final, "scores_data"), *new = table_named (caught.final, "scores");
  g_assert_cmpuint (new->rows, ==, m);
  for (int j = 0; j < 4; j++)
    {
      g_autofree char *value = g_strdup_printf ("eigenvalue%d", j + 1), *name = g_strdup_printf ("pc%d", j + 1);
      const double *got = column_of (data, name), *got_new = column_of (new, name);
      double sign = got[0] * scores[(size_t) j * n] < 0 ? -1 : 1;
      assert_close (readout (caught.final, value), values[j], 1e-12, 0);
      for (size_t i = 0; i < n; i++)
        assert_close (got[i], sign * scores[i + (size_t) j * n], 1e-8, 1e-9);
      for (size_t i = 0; i < m; i++)
        assert_close (got_new[i], sign * projected[i + (size_t) j * m], 1e-8, 1e-9);
    }
  caught_clear (&caught);
}

/* The kernel values of a kernel give what the kernel gives. */
static void
test_as_points (void)
{
  g_autoptr (MercerDataset) table = open_table ("generator:circles(n=60,noise=0.1,seed=2)");
  g_autoptr (MercerRecipe) points = start_with (table, "RBF(lengthscale=0.5)", NULL);
  Caught want = catch_ok (points);
  double k[60 * 60];
  MercerMatrix x = mercer_matrix (g_new (double, 120), 60, 2);
  const char *const names[] = { "x", "y" };
  for (size_t c = 0; c < 2; c++)
    memcpy (mercer_matrix_column (x, c), mercer_dataset_column (table, c)->values, 60 * sizeof (double));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("RBF(lengthscale=0.5)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, 2, NULL);
  g_assert_cmpint (mercer_kernel_cross (bound, x, x, mercer_matrix (k, 60, 60), NULL), ==, MERCER_OK);
  g_autoptr (MercerDataset) matrix = matrix_table (60, 60, k);
  g_autoptr (MercerRecipe) plain = start_with (matrix, NULL, NULL);
  Caught offered = catch_ok (plain);
  const MercerNote *note = note_with (offered.final, "symmetric like a kernel matrix");
  g_assert_nonnull (note);
  g_assert_cmpstr (note->remedy_param, ==, "precomputed");
  g_autoptr (MercerRecipe) taken = mercer_recipe_with_value (plain, note->remedy_param, note->remedy_value);
  Caught got = catch_ok (taken);
  const MercerTable *a = table_named (want.final, "scores"), *b = table_named (got.final, "scores");
  for (size_t c = 1; c < a->columns; c++)
    for (size_t i = 0; i < 60; i++) /* the same arithmetic but for the last digits of K */
      assert_close (fabs (b->column[c].values[i]), fabs (a->column[c].values[i]), 1e-7, 1e-9);
  g_assert_null (note_with (got.final, "not positive definite"));
  caught_clear (&want);
  caught_clear (&offered);
  caught_clear (&got);
  g_free (x.data);
}

static char *
refusal (MercerRecipe *recipe)
{
  return mercer_recipe_check (recipe);
}

static void
test_refusals (void)
{
  double k[16] = { 2, 1, 0, 1, 1, 2, 1, 0, 0, 1, 2, 1, 1, 0, 1, 2 };
  g_autoptr (MercerDataset) wide = matrix_table (3, 4, k);
  g_autoptr (MercerRecipe) not_square = start_with (wide, NULL, "precomputed", 1.0, NULL);
  g_autofree char *square = refusal (not_square);
  g_assert_nonnull (strstr (square, "there are 3 columns and 4 rows"));

  k[2] = 0.5; /* row 3 of r1 */
  g_autoptr (MercerDataset) skew = matrix_table (4, 4, k);
  g_autoptr (MercerRecipe) not_symmetric = start_with (skew, NULL, "precomputed", 1.0, NULL);
  g_autofree char *symmetric = refusal (not_symmetric);
  g_assert_nonnull (strstr (symmetric, "row 3 of column “r1” holds 0.5 and row 1 of column “r3” holds 0"));

  k[2] = 0;
  k[7] = NAN; /* row 4 of r2 */
  g_autoptr (MercerDataset) holes = matrix_table (4, 4, k);
  g_autoptr (MercerRecipe) missing = start_with (holes, NULL, "precomputed", 1.0, NULL);
  g_autofree char *value = refusal (missing);
  g_assert_nonnull (strstr (value, "Row 4 of column “r2” has no value"));

  /* the eigenvalues of this circulant matrix are 2 + 2 b and 2 - 2 b, twice 2: b = 2 makes one -2, along (1, -1, 1, -1), which centring
   * leaves */
  double negative[16] = { 2, 2, 0, 2, 2, 2, 2, 0, 0, 2, 2, 2, 2, 0, 2, 2 };
  g_autoptr (MercerDataset) bad = matrix_table (4, 4, negative);
  g_autoptr (MercerRecipe) indefinite = start_with (bad, NULL, "precomputed", 1.0, NULL);
  Caught caught = catch_ok (indefinite);
  const MercerNote *note = note_with (caught.final, "not positive definite");
  g_assert_nonnull (note);
  assert_close (readout (caught.final, "least_eigenvalue"), -2, 1e-3, 0);
  g_assert_cmpstr (note->remedy_param, ==, "shift");
  g_autoptr (MercerRecipe) shifted = mercer_recipe_with_value (indefinite, "shift", note->remedy_value);
  caught_clear (&caught);
  caught = catch_ok (shifted);
  g_assert_null (note_with (caught.final, "not positive definite"));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-pca-matrix/sklearn", test_sklearn);
  g_test_add_func ("/kernel-pca-matrix/as-points", test_as_points);
  g_test_add_func ("/kernel-pca-matrix/refusals", test_refusals);
  return g_test_run ();
}
