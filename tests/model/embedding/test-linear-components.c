/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eigen-projection-testing.h"
#include "linear-components.h"

/* The group "linear" of the golden file is scikit-learn's KernelPCA with a linear kernel, which is PCA: eigenvalues to rounding, scores up to
 * sign to rounding over the gaps, which are wide. */
static void
test_sklearn (void)
{
  g_autofree char *path = golden_path ("kpca-sklearn.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  size_t count, k, d = (size_t) g_key_file_get_integer (file, "linear", "columns", NULL);
  g_autofree double *x = list (file, "linear", "x", &count), *values = list (file, "linear", "values", &k);
  g_autofree double *scores = list (file, "linear", "scores", NULL);
  size_t n = count / d;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix got = mercer_work_matrix (work, n, k);
  double got_values[8], trace, squares = 0;
  g_assert_cmpint (mercer_linear_components (mercer_matrix (x, n, d), got, got_values, &trace, work), ==, MERCER_OK);
  for (size_t j = 0; j < k; j++)
    {
      double sign = correlation (mercer_matrix_column (got, j), scores + j * n, n) < 0 ? -1 : 1;
      assert_close (got_values[j], values[j], 1e-11, 0);
      squares += values[j]; /* as many components as columns: all there is */
      for (size_t i = 0; i < n; i++)
        assert_close (*mercer_matrix_at (got, i, j), sign * scores[i + j * n], 1e-9, 1e-10);
    }
  g_assert_cmpuint (k, ==, d);
  assert_close (trace, squares, 1e-11, 0);
  mercer_work_free (work);
}

/* More columns than rows: the transposed problem. X and X with columns of zeros beside it have the same scores. */
static void
test_wide (void)
{
  enum { N = 30, WIDE = 80, K = 4 };
  g_autofree double *u = uniforms (N * N, 11), *wide = g_new0 (double, N * WIDE);
  memcpy (wide, u, N * 8 * sizeof (double));
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix a = mercer_work_matrix (work, N, K), b = mercer_work_matrix (work, N, K);
  double values[2][K], trace[2];
  g_assert_cmpint (mercer_linear_components (mercer_matrix (u, N, 8), a, values[0], &trace[0], work), ==, MERCER_OK);
  g_assert_cmpint (mercer_linear_components (mercer_matrix (wide, N, WIDE), b, values[1], &trace[1], work), ==, MERCER_OK);
  assert_close (trace[0], trace[1], 1e-12, 0);
  for (size_t j = 0; j < K; j++)
    {
      double sign = correlation (mercer_matrix_column (a, j), mercer_matrix_column (b, j), N) < 0 ? -1 : 1;
      assert_close (values[0][j], values[1][j], 1e-11, 0);
      for (size_t i = 0; i < N; i++)
        assert_close (*mercer_matrix_at (a, i, j), sign * *mercer_matrix_at (b, i, j), 1e-8, 1e-9);
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linear-components/sklearn", test_sklearn);
  g_test_add_func ("/linear-components/wide", test_wide);
  return g_test_run ();
}
