/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"
#include "sample.h"

/* A matrix with known eigenvalues, Q diag Q' with Q = I - 2 v v': everything about it is known. */
static void
test_scalars (void)
{
  size_t n = 400;
  MercerMatrix a = sample_new (n, n);
  double *v = g_new (double, n), length = 0.0, log_det = 0.0, norm = 0.0;
  mercer_random_normals (7, 0, 0, n, v);
  for (size_t i = 0; i < n; i++)
    length += v[i] * v[i];
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      for (size_t k = 0; k < n; k++)
        {
          double value = pow (10.0, -6.0 * (double) k / (double) (n - 1));
          double qi = (i == k) - 2.0 * v[i] * v[k] / length,
                 qj = (j == k) - 2.0 * v[j] * v[k] / length;
          *mercer_matrix_at (a, i, j) += value * qi * qj;
        }
  for (size_t k = 0; k < n; k++)
    log_det += log (10.0) * -6.0 * (double) k / (double) (n - 1);
  for (size_t j = 0; j < n; j++)
    {
      double sum = 0.0;
      for (size_t i = 0; i < n; i++)
        sum += fabs (*mercer_matrix_at (a, i, j));
      norm = MAX (norm, sum);
    }
  g_assert_cmpfloat (fabs (mercer_symmetric_norm1 (a) / norm - 1.0), <, 1e-13);
  g_assert_cmpint (mercer_cholesky (a, NULL), ==, MERCER_OK);
  g_assert_cmpfloat (fabs (mercer_cholesky_log_det (a) / log_det - 1.0), <, 1e-9);
  /* In the 2-norm the condition is 1e6; the 1-norm's is within a factor n of it, the estimate a
   * little less. */
  double condition = mercer_cholesky_condition (a, norm);
  g_assert_cmpfloat (condition, >, 1e5);
  g_assert_cmpfloat (condition, <, 4e8);
  /* The estimate is a lower bound, and on ordinary matrices within a factor 3 (Higham 1988). */
  MercerMatrix inverse = sample_new (n, n);
  g_assert_cmpint (mercer_cholesky_inverse (a, inverse, NULL), ==, MERCER_OK);
  double exact = norm * mercer_symmetric_norm1 (inverse);
  g_assert_cmpfloat (condition, <=, exact * (1.0 + 1e-9));
  g_assert_cmpfloat (condition, >=, exact / 3.0);
  sample_free (inverse);
  sample_free (a);
  g_free (v);
}

static void
test_blas_core (void)
{
  g_assert_cmpstr (mercer_blas_core (), !=, "");
  g_assert_null (mercer_blas_better_core ("Haswell", NULL));
  g_assert_null (mercer_blas_better_core ("Prescott", "Prescott"));
#if defined __x86_64__
  __builtin_cpu_init ();
  const char *better = mercer_blas_better_core ("Prescott", NULL);
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl"))
    g_assert_cmpstr (better, ==, "SkylakeX");
  else if (__builtin_cpu_supports ("avx2"))
    g_assert_cmpstr (better, ==, "Haswell");
  else
    g_assert_null (better);
#endif
  g_setenv ("OPENBLAS_CORETYPE", "Prescott", TRUE);
  char *argv[] = { (char *) "test", NULL };
  mercer_blas_choose_core (argv); /* somebody has chosen: this process goes on */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/condition/scalars", test_scalars);
  g_test_add_func ("/num/condition/blas-core", test_blas_core);
  return g_test_run ();
}
