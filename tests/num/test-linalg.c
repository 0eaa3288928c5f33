/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "linalg.h"
#include "pool.h"
#include "sample.h"
#include "symmetric.h"

static const double EPS = 2.220446049250313e-16;

/* Sizes on both sides of every switch: one thread, even tiles, ragged tiles, several pieces of
 * depth. */
static const size_t sizes[] = { 0, 1, 2, 16, 17, 100, 223, 224, 239, 240, 500, 777, 1601 };

/* LAPACK's unblocked algorithm, column by column: independent of tiles and of OpenBLAS. */
static bool
plain_cholesky (MercerMatrix a)
{
  for (size_t j = 0; j < a.cols; j++)
    {
      double *column = mercer_matrix_column (a, j);
      for (size_t k = 0; k < j; k++)
        {
          const double *left = mercer_matrix_column (a, k);
          for (size_t i = j; i < a.rows; i++)
            column[i] -= left[i] * left[j];
        }
      if (!(column[j] > 0.0))
        return false;
      double pivot = sqrt (column[j]);
      for (size_t i = j; i < a.rows; i++)
        column[i] /= pivot;
    }
  return true;
}

static void
test_cholesky (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      size_t n = sizes[k];
      MercerMatrix a = sample_kernel (n, 0.1), plain = sample_copy (a), tiled = sample_copy (a);
      MercerMatrix before = sample_copy (a);
      g_assert_true (plain_cholesky (plain));
      g_assert_cmpint (mercer_cholesky (tiled, NULL), ==, MERCER_OK);
      /* Two backward stable factorisations differ by at most n eps times the condition number,
       * about 1e3 n. */
      g_assert_cmpfloat (sample_distance (plain, tiled, TRUE), <=, 1e3 * EPS * (double) n);
      for (size_t j = 1; j < n; j++)
        for (size_t i = 0; i < j; i++)
          g_assert_true (*mercer_matrix_at (tiled, i, j) == *mercer_matrix_at (before, i, j));
      sample_free (a);
      sample_free (before);
      sample_free (plain);
      sample_free (tiled);
    }
}

static void
test_cholesky_refuses (void)
{
  for (size_t at = 0; at < 700; at += 233)
    {
      MercerMatrix a = sample_kernel (700, 0.1);
      *mercer_matrix_at (a, at, at) = -1.0;
      g_assert_cmpint (mercer_cholesky (a, NULL), ==, MERCER_NOT_POSITIVE_DEFINITE);
      *mercer_matrix_at (a, at, at) = NAN;
      g_assert_cmpint (mercer_cholesky (a, NULL), ==, MERCER_NOT_POSITIVE_DEFINITE);
      sample_free (a);
    }
}

static void
check_jitter (size_t n, double noise, double least, double most)
{
  MercerMatrix a = sample_kernel (n, noise), kept = sample_copy (a);
  double *diagonal = g_new (double, n), jitter = -1.0;
  for (size_t i = 0; i < n; i++)
    diagonal[i] = *mercer_matrix_at (a, i, i);
  g_assert_cmpint (mercer_cholesky_jitter (a, diagonal, &jitter, NULL), ==, MERCER_OK);
  g_assert_cmpfloat (jitter, >=, least);
  g_assert_cmpfloat (jitter, <=, most);
  /* L L' = A + jitter I, up to n eps in norm. */
  for (size_t j = 0; j < n; j += 13)
    for (size_t i = j; i < n; i += 17)
      {
        double sum = 0.0;
        for (size_t k = 0; k <= j; k++)
          sum += *mercer_matrix_at (a, i, k) * *mercer_matrix_at (a, j, k);
        double wanted = *mercer_matrix_at (kept, i, j) + (i == j ? jitter : 0.0);
        g_assert_cmpfloat (fabs (sum - wanted), <=, 10 * EPS * (double) n);
      }
  for (size_t j = 1; j < n; j++)
    for (size_t i = 0; i < j; i++)
      g_assert_true (*mercer_matrix_at (a, i, j) == *mercer_matrix_at (kept, i, j));
  sample_free (a);
  sample_free (kept);
  g_free (diagonal);
}

static void
test_jitter (void)
{
  check_jitter (100, 0.1, 0.0, 0.0);
  check_jitter (100, 0.0, 1e-13, 1e-9); /* the smooth kernel's spectrum falls below rounding */
  check_jitter (600, 0.0, 1e-13, 1e-9);
  check_jitter (600, -5e-6, 0.99e-5,
                1.01e-5); /* needs a shift of 5e-6: 1e-5 is the first that is enough */
  MercerMatrix a = sample_kernel (50, -0.5);
  double diagonal[50], jitter;
  for (size_t i = 0; i < 50; i++)
    diagonal[i] = 0.5;
  g_assert_cmpint (mercer_cholesky_jitter (a, diagonal, &jitter, NULL), ==,
                   MERCER_NOT_POSITIVE_DEFINITE);
  sample_free (a);
}

static void
test_products (void)
{
  const size_t shapes[][3]
      = { { 1, 1, 1 },      { 5, 7, 3 },      { 0, 4, 4 },      { 4, 4, 0 },
          { 300, 200, 50 }, { 193, 385, 97 }, { 30, 40, 2500 }, { 400, 401, 1100 } };
  for (size_t k = 0; k < G_N_ELEMENTS (shapes); k++)
    for (int ops = 0; ops < 4; ops++)
      {
        bool ta = ops & 1, tb = ops & 2;
        size_t m = shapes[k][0], n = shapes[k][1], depth = shapes[k][2];
        MercerMatrix a = ta ? sample_normal (depth, m, 1) : sample_normal (m, depth, 1);
        MercerMatrix b = tb ? sample_normal (n, depth, 2) : sample_normal (depth, n, 2);
        MercerMatrix c = sample_normal (m, n, 3), before = sample_copy (c);
        g_assert_cmpint (mercer_gemm (ta, tb, -0.5, a, b, 2.0, c, NULL), ==, MERCER_OK);
        for (size_t j = 0; j < n; j += 7)
          for (size_t i = 0; i < m; i += 5)
            {
              double wanted = -0.5 * sample_product_entry (ta, tb, a, b, i, j)
                              + 2.0 * *mercer_matrix_at (before, i, j);
              g_assert_cmpfloat (fabs (*mercer_matrix_at (c, i, j) - wanted), <=,
                                 20 * EPS * (double) (depth + 10));
            }
        sample_free (a);
        sample_free (b);
        sample_free (c);
        sample_free (before);
      }
}

static void
test_syrk (void)
{
  const size_t shapes[][2] = { { 1, 1 }, { 9, 4 }, { 250, 30 }, { 401, 1100 }, { 30, 3000 } };
  for (size_t k = 0; k < G_N_ELEMENTS (shapes); k++)
    for (int transpose = 0; transpose < 2; transpose++)
      {
        size_t n = shapes[k][0], depth = shapes[k][1];
        MercerMatrix a = transpose ? sample_normal (depth, n, 1) : sample_normal (n, depth, 1);
        MercerMatrix c = sample_normal (n, n, 3), before = sample_copy (c);
        g_assert_cmpint (mercer_syrk (transpose, 1.5, a, -1.0, c, NULL), ==, MERCER_OK);
        for (size_t j = 0; j < n; j += 3)
          for (size_t i = 0; i < n; i += 2)
            {
              double old = *mercer_matrix_at (before, i, j);
              double wanted
                  = i < j ? old
                          : 1.5 * sample_product_entry (transpose, !transpose, a, a, i, j) - old;
              g_assert_cmpfloat (fabs (*mercer_matrix_at (c, i, j) - wanted), <=,
                                 80 * EPS * (double) (depth + 10));
            }
        sample_free (a);
        sample_free (c);
        sample_free (before);
      }
}

static void
test_vectors (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      size_t n = sizes[k];
      MercerMatrix a = sample_normal (n, n, 4);
      double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
      mercer_random_normals (5, 0, 0, n, x);
      mercer_symv (a, x, y);
      for (size_t i = 0; i < n; i += 3)
        {
          double sum = 0.0;
          for (size_t j = 0; j < n; j++)
            sum += *mercer_matrix_at (a, MAX (i, j), MIN (i, j)) * x[j];
          g_assert_cmpfloat (fabs (y[i] - sum), <=, 20 * EPS * (double) n);
        }
      for (size_t i = 0; i < n; i++)
        y[i] = 1.0;
      mercer_gemv (true, 2.0, a, x, 3.0, y);
      for (size_t i = 0; i < n; i += 3)
        {
          double sum = 3.0;
          for (size_t j = 0; j < n; j++)
            sum += 2.0 * *mercer_matrix_at (a, j, i) * x[j];
          g_assert_cmpfloat (fabs (y[i] - sum), <=, 40 * EPS * (double) n);
        }
      sample_free (a);
      g_free (x);
      g_free (y);
    }
}

/* One right-hand side, pairs, and a pair with one left over; sizes below, at and beyond eights. */
static void
test_symmetric_products (void)
{
  static const size_t rows[] = { 1, 5, 8, 13, 500, 513, 777, 1600 };
  enum { MOST = 5 };
  for (size_t k = 0; k < G_N_ELEMENTS (rows); k++)
    for (size_t b = 1; b <= MOST; b++)
      {
        size_t n = rows[k];
        MercerMatrix a = sample_normal (n, n, 4), x = sample_normal (n, b, 6), y = sample_normal (n, b, 7);
        double *parts = g_new (double, n * b * MERCER_SYMMETRIC_PARTS);
        mercer_symmetric_multiply (a, x, y, parts, NULL);
        for (size_t c = 0; c < b; c++)
          for (size_t i = 0; i < n; i += 3)
            {
              double sum = 0.0;
              for (size_t j = 0; j < n; j++)
                sum += *mercer_matrix_at (a, MAX (i, j), MIN (i, j)) * *mercer_matrix_at (x, j, c);
              /* a sum of n products of normal numbers, each rounded, in another order */
              g_assert_cmpfloat (fabs (*mercer_matrix_at (y, i, c) - sum), <=, 20 * EPS * (double) n);
            }
        sample_free (a);
        sample_free (x);
        sample_free (y);
        g_free (parts);
      }
}

/* L X = B and L' X = B are judged by their residuals: |B - L X| <= n eps |L| |X|. */
static void
test_solves (void)
{
  const size_t columns[] = { 0, 1, 3, 5, 150, 300 };
  for (size_t k = 1; k < G_N_ELEMENTS (sizes); k++)
    {
      size_t n = sizes[k];
      MercerMatrix l = sample_kernel (n, 0.1);
      g_assert_cmpint (mercer_cholesky (l, NULL), ==, MERCER_OK);
      for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
        for (int transpose = 0; transpose < 2; transpose++)
          {
            size_t m = columns[c];
            MercerMatrix b = sample_normal (n, m, 6), x = sample_copy (b);
            g_assert_cmpint (mercer_solve_lower (l, transpose, x, NULL), ==, MERCER_OK);
            for (size_t j = 0; j < m; j += 1 + m / 5)
              for (size_t i = 0; i < n; i += 11)
                {
                  double sum = 0.0, size = 0.0;
                  for (size_t r = transpose ? i : 0; r < (transpose ? n : i + 1); r++)
                    {
                      double entry
                          = transpose ? *mercer_matrix_at (l, r, i) : *mercer_matrix_at (l, i, r);
                      sum += entry * *mercer_matrix_at (x, r, j);
                      size += fabs (entry * *mercer_matrix_at (x, r, j));
                    }
                  g_assert_cmpfloat (fabs (sum - *mercer_matrix_at (b, i, j)), <=,
                                     2 * EPS * (double) (n + 2) * (size + 1.0));
                }
            sample_free (b);
            sample_free (x);
          }
      sample_free (l);
    }
}

static void
test_inverse (void)
{
  for (size_t k = 1; k < G_N_ELEMENTS (sizes); k++)
    {
      size_t n = sizes[k];
      MercerMatrix a = sample_kernel (n, 0.1), l = sample_copy (a), b = sample_new (n, n);
      double *diagonal = g_new (double, n);
      g_assert_cmpint (mercer_cholesky (l, NULL), ==, MERCER_OK);
      MercerMatrix kept = sample_copy (l);
      g_assert_cmpint (mercer_cholesky_inverse (l, b, NULL), ==, MERCER_OK);
      g_assert_cmpfloat (sample_distance (l, kept, FALSE), ==, 0.0);
      g_assert_cmpint (mercer_cholesky_inverse_diagonal (l, diagonal, NULL), ==, MERCER_OK);
      g_assert_cmpint (mercer_cholesky_inverse (l, l, NULL), ==, MERCER_OK);
      g_assert_cmpfloat (sample_distance (l, b, TRUE), ==, 0.0);
      mercer_matrix_mirror_lower (b);
      for (size_t j = 0; j < n; j += 7)
        {
          /* A B = I, with a condition number of about 1e3 n. */
          for (size_t i = 0; i < n; i += 5)
            g_assert_cmpfloat (fabs (sample_product_entry (FALSE, FALSE, a, b, i, j) - (i == j)),
                               <=, 1e3 * EPS * (double) (n + 10));
          g_assert_cmpfloat (fabs (diagonal[j] - *mercer_matrix_at (b, j, j)), <=,
                             1e-11 * diagonal[j]);
        }
      sample_free (a);
      sample_free (b);
      sample_free (l);
      sample_free (kept);
      g_free (diagonal);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mercer_pool_init (3);
  g_test_add_func ("/num/linalg/cholesky", test_cholesky);
  g_test_add_func ("/num/linalg/cholesky-refuses", test_cholesky_refuses);
  g_test_add_func ("/num/linalg/jitter", test_jitter);
  g_test_add_func ("/num/linalg/products", test_products);
  g_test_add_func ("/num/linalg/syrk", test_syrk);
  g_test_add_func ("/num/linalg/vectors", test_vectors);
  g_test_add_func ("/num/linalg/symmetric-products", test_symmetric_products);
  g_test_add_func ("/num/linalg/solves", test_solves);
  g_test_add_func ("/num/linalg/inverse", test_inverse);
  return g_test_run ();
}
