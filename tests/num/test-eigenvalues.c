/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"
#include "sample.h"

#include <string.h>

#include "testing.h"

/* 2 - 2 cos (k pi / (n + 1)) of the second difference, which is tridiagonal already. */
static void
test_laplace (void)
{
  for (size_t n = 1; n <= 400; n = 2 * n + 1)
    {
      MercerMatrix a = sample_new (n, n);
      g_autofree double *values = g_new (double, n);
      mercer_matrix_fill (a, 0);
      for (size_t i = 0; i < n; i++)
        {
          *mercer_matrix_at (a, i, i) = 2;
          if (i + 1 < n)
            *mercer_matrix_at (a, i + 1, i) = -1;
        }
      g_assert_cmpint (mercer_eigenvalues (a, values, NULL), ==, MERCER_OK);
      for (size_t k = 0; k < n; k++)
        assert_close (values[k], 2 - 2 * cos ((double) (k + 1) * G_PI / (double) (n + 1)), 0, 1e-14 * (double) (n + 4));
      sample_free (a);
    }
}

/* The same as with vectors, whose residuals are tested elsewhere; both within n epsilon of the largest (Weyl). */
static void
test_against_pairs (void)
{
  static const size_t sizes[] = { 2, 3, 37, 160, 161, 330 };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (int kind = 0; kind < 3; kind++)
      {
        size_t n = sizes[k];
        MercerMatrix a = kind == 0 ? sample_kernel (n, 0.0) : sample_normal (n, n, 11), vectors = sample_new (n, n);
        double scale = kind == 2 ? 1e-180 : 1; /* squares of such entries would be 0 */
        for (size_t i = 0; i < n * n; i++)
          a.data[i] *= scale;
        MercerMatrix copy = sample_copy (a);
        g_autofree double *values = g_new (double, n), *want = g_new (double, n);
        g_assert_cmpint (mercer_eigenvalues (a, values, NULL), ==, MERCER_OK);
        g_assert_cmpint (mercer_eigen (copy, want, vectors, NULL), ==, MERCER_OK);
        double most = fmax (fabs (want[0]), fabs (want[n - 1]));
        for (size_t i = 0; i < n; i++)
          assert_close (values[i], want[i], 0, 1e-15 * (double) (n + 20) * most);
        sample_free (a);
        sample_free (copy);
        sample_free (vectors);
      }
}

static void
test_odd (void)
{
  double one = -3, zero[9] = { 0 }, spoilt[4] = { 1, NAN, 0, 1 }, values[3];
  g_assert_cmpint (mercer_eigenvalues (mercer_matrix (&one, 1, 1), values, NULL), ==, MERCER_OK);
  g_assert_cmpfloat (values[0], ==, -3);
  g_assert_cmpint (mercer_eigenvalues (mercer_matrix (zero, 3, 3), values, NULL), ==, MERCER_OK);
  g_assert_cmpfloat (fmax (fabs (values[0]), fabs (values[2])), ==, 0);
  g_assert_cmpint (mercer_eigenvalues (mercer_matrix (spoilt, 2, 2), values, NULL), ==, MERCER_DIVERGED);
  g_assert_cmpint (mercer_eigenvalues (mercer_matrix (zero, 0, 0), values, NULL), ==, MERCER_OK);
}

static void
test_stop (void)
{
  enum { N = 300 };
  double values[N];
  MercerStatus status = MERCER_STOPPED;
  for (long poll = 0; status == MERCER_STOPPED; poll = 2 * poll + 1)
    {
      MercerMatrix a = sample_kernel (N, 0.0);
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, poll);
      status = mercer_eigenvalues (a, values, work);
      g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
      mercer_work_free (work);
      sample_free (a);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigenvalues/laplace", test_laplace);
  g_test_add_func ("/eigenvalues/against-pairs", test_against_pairs);
  g_test_add_func ("/eigenvalues/odd", test_odd);
  g_test_add_func ("/eigenvalues/stop", test_stop);
  return g_test_run ();
}
