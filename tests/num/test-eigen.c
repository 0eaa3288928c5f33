/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"
#include "pool.h"
#include "sample.h"

static const double EPS = 2.220446049250313e-16;

/* V'V = I and A V = V diag (values), in the norm's own scale; values ascending. Together with
 * Weyl's theorem these bound the error of every value: nothing else is needed. */
static void
check_pairs (MercerMatrix a, const double *values, MercerMatrix v, double tolerance)
{
  size_t n = a.rows, k = v.cols;
  double scale = 0.0;
  MercerMatrix full = sample_copy (a), av = sample_new (n, k), gram = sample_new (k, k);
  mercer_matrix_mirror_lower (full);
  for (size_t j = 0; j < k; j++)
    scale = fmax (scale, fabs (values[j]));
  mercer_gemm (false, false, 1.0, full, v, 0.0, av, NULL);
  mercer_gemm (true, false, 1.0, v, v, 0.0, gram, NULL);
  for (size_t j = 0; j < k; j++)
    {
      for (size_t i = 0; i < n; i++)
        g_assert_cmpfloat (
            fabs (*mercer_matrix_at (av, i, j) - values[j] * *mercer_matrix_at (v, i, j)), <=,
            tolerance * scale);
      for (size_t i = 0; i < k; i++)
        g_assert_cmpfloat (fabs (*mercer_matrix_at (gram, i, j) - (i == j)), <=,
                           1e-13 * sqrt ((double) n));
    }
  sample_free (full);
  sample_free (av);
  sample_free (gram);
}

typedef MercerMatrix (*Maker) (size_t n);

static MercerMatrix
make_kernel (size_t n)
{
  return sample_kernel (n, 0.0);
}

static MercerMatrix
make_noise (size_t n)
{
  return sample_normal (n, n, 11);
}

/* Eigenvalues 2 - 2 cos (k pi / (n + 1)): known, and already tridiagonal. */
static MercerMatrix
make_laplace (size_t n)
{
  MercerMatrix a = sample_new (n, n);
  for (size_t i = 0; i < n; i++)
    {
      *mercer_matrix_at (a, i, i) = 2.0;
      if (i + 1 < n)
        *mercer_matrix_at (a, i + 1, i) = -1.0;
    }
  return a;
}

static MercerMatrix
make_identity (size_t n)
{
  MercerMatrix a = sample_new (n, n);
  mercer_matrix_add_diagonal (a, 3.0);
  return a;
}

static MercerMatrix
make_zero (size_t n)
{
  return sample_new (n, n);
}

/* Two repeated clusters and a huge spread of scales. */
static MercerMatrix
make_blocks (size_t n)
{
  MercerMatrix a = sample_new (n, n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      *mercer_matrix_at (a, i, j) = (i % 2 == j % 2 ? 1e6 : 0.0) + (i == j ? 1e-6 : 0.0);
  return a;
}

static void
test_all (void)
{
  const size_t sizes[] = { 1, 2, 3, 31, 64, 160, 161, 200, 333, 520 };
  const Maker makers[]
      = { make_kernel, make_noise, make_laplace, make_identity, make_zero, make_blocks };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (size_t m = 0; m < G_N_ELEMENTS (makers); m++)
      {
        size_t n = sizes[k];
        MercerMatrix a = makers[m](n), copy = sample_copy (a), v = sample_new (n, n);
        double *values = g_new (double, n);
        g_assert_cmpint (mercer_eigen (copy, values, v, NULL), ==, MERCER_OK);
        for (size_t i = 1; i < n; i++)
          g_assert_cmpfloat (values[i - 1], <=, values[i]);
        check_pairs (a, values, v, 20 * EPS * (double) (n + 10));
        for (size_t i = 0; makers[m] == make_laplace && i < n; i++)
          g_assert_cmpfloat (
              fabs (values[i] - 2.0 + 2.0 * cos (G_PI * (double) (i + 1) / (double) (n + 1))), <=,
              10 * EPS * (double) (n + 10));
        sample_free (a);
        sample_free (copy);
        sample_free (v);
        g_free (values);
      }
}

static void
test_not_finite (void)
{
  MercerMatrix a = make_kernel (200), v = sample_new (200, 200);
  double values[200];
  *mercer_matrix_at (a, 150, 20) = NAN;
  g_assert_cmpint (mercer_eigen (a, values, v, NULL), ==, MERCER_DIVERGED);
  g_assert_cmpint (mercer_eigen_top_dense (a, 2, 1e-9, false, values,
                                           mercer_matrix_block (v, 0, 0, 200, 2), NULL),
                   ==, MERCER_DIVERGED);
  sample_free (a);
  sample_free (v);
}

static void
test_top (void)
{
  const size_t ks[] = { 1, 2, 7, 30 };
  const Maker makers[] = { make_kernel, make_noise, make_laplace, make_blocks, make_identity };
  for (size_t m = 0; m < G_N_ELEMENTS (makers); m++)
    {
      size_t n = makers[m] == make_laplace ? 150 : 700;
      MercerMatrix a = makers[m](n), copy = sample_copy (a), v = sample_new (n, n);
      double *all = g_new (double, n), values[30];
      g_assert_cmpint (mercer_eigen (copy, all, v, NULL), ==, MERCER_OK);
      double scale = fmax (fabs (all[0]), fabs (all[n - 1]));
      for (size_t k = 0; k < G_N_ELEMENTS (ks); k++)
        {
          MercerMatrix top = sample_new (n, ks[k]);
          g_assert_cmpint (mercer_eigen_top_dense (a, ks[k], 1e-8, false, values, top, NULL), ==,
                           MERCER_OK);
          check_pairs (a, values, top, 1e-8 * (scale / fabs (values[0]) + 1e-3));
          for (size_t i = 0; i < ks[k]; i++)
            g_assert_cmpfloat (fabs (values[i] - all[n - 1 - i]), <=, 1e-8 * scale);
          sample_free (top);
        }
      sample_free (a);
      sample_free (copy);
      sample_free (v);
      g_free (all);
    }
}

/* A start from the answer takes one look; from the answer to a neighbouring problem fewer than from
 * nothing. */
static void
test_warm (void)
{
  size_t n = 600;
  MercerMatrix a = sample_kernel (n, 0.01), v = sample_new (n, 4);
  double values[4];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_eigen_top_dense (a, 4, 1e-9, false, values, v, work), ==, MERCER_OK);
  long cold = mercer_work_polls (work);
  g_assert_cmpint (mercer_eigen_top_dense (a, 4, 1e-9, true, values, v, work), ==, MERCER_OK);
  long again = mercer_work_polls (work) - cold;
  g_assert_cmpint (2 * again, <, cold);
  check_pairs (a, values, v, 1e-9);
  /* A useless start (zeros, NaN) is as good as none. */
  mercer_matrix_fill (v, 0.0);
  *mercer_matrix_at (v, 5, 1) = NAN;
  g_assert_cmpint (mercer_eigen_top_dense (a, 4, 1e-9, true, values, v, work), ==, MERCER_OK);
  check_pairs (a, values, v, 1e-9);
  mercer_work_free (work);
  sample_free (a);
  sample_free (v);
}

/* diag (1, 1/2, 1/3, ...) as an operator: nothing is ever formed. */
static MercerStatus
harmonic_cb (MercerMatrix x, MercerMatrix y, void *data, MercerWork *work)
{
  int *calls = data;
  (*calls)++;
  for (size_t j = 0; j < x.cols; j++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (y, i, j) = *mercer_matrix_at (x, i, j) / (double) (i + 1);
  return *calls > 1000 ? MERCER_DIVERGED : MERCER_OK;
}

static void
test_operator (void)
{
  size_t n = 5000;
  double values[3];
  int calls = 0;
  MercerMatrix v = sample_new (n, 3);
  g_assert_cmpint (mercer_eigen_top (n, harmonic_cb, &calls, 3, 1e-10, false, values, v, NULL), ==,
                   MERCER_OK);
  for (size_t j = 0; j < 3; j++)
    {
      g_assert_cmpfloat (fabs (values[j] * (double) (j + 1) - 1.0), <, 1e-12);
      g_assert_cmpfloat (fabs (fabs (*mercer_matrix_at (v, j, j)) - 1.0), <, 1e-12);
    }
  g_assert_cmpint (calls, <, 30);
  calls = 1000; /* what the operator says is passed on */
  g_assert_cmpint (mercer_eigen_top (n, harmonic_cb, &calls, 3, 1e-10, false, values, v, NULL), ==,
                   MERCER_DIVERGED);
  sample_free (v);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mercer_pool_init (3);
  g_test_add_func ("/num/eigen/all", test_all);
  g_test_add_func ("/num/eigen/not-finite", test_not_finite);
  g_test_add_func ("/num/eigen/top", test_top);
  g_test_add_func ("/num/eigen/warm", test_warm);
  g_test_add_func ("/num/eigen/operator", test_operator);
  return g_test_run ();
}
