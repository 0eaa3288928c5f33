/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Factors with orthonormal columns, orientation and centring: each by the identities that define it. */
#include <math.h>

#include "linalg.h"
#include "random.h"
#include "testing.h"

enum { N = 30, K = 4 };

static void
fill (MercerMatrix a, uint64_t seed)
{
  mercer_random_normals (seed, 1, 0, a.rows * a.cols, a.data);
}

/* Columns are orthonormal and U'A is symmetric and positive definite, which is so for the polar factor alone (Higham 2008, theorem 8.1).
 * Rounding: cond (A)^2 epsilon. */
static void
test_polar (void)
{
  double a_[N * K], u_[N * K], p_[K * K], v_[K * K], values[K];
  MercerMatrix a = mercer_matrix (a_, N, K), u = mercer_matrix (u_, N, K), p = mercer_matrix (p_, K, K);
  MercerWork *work = mercer_work_new (0, NULL);
  for (uint64_t seed = 1; seed < 6; seed++)
    {
      fill (a, seed);
      for (size_t i = 0; i < N; i++)
        *mercer_matrix_at (a, i, 1) = *mercer_matrix_at (a, i, 0) + 0.01 * *mercer_matrix_at (a, i, 1); /* nearly the same direction */
      g_assert_cmpint (mercer_polar (a, 1e-6, u, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_gemm (true, false, 1, u, u, 0, p, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < K; j++)
        for (size_t i = 0; i < K; i++)
          assert_close (*mercer_matrix_at (p, i, j), i == j, 0, 1e-9);
      g_assert_cmpint (mercer_gemm (true, false, 1, u, a, 0, p, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < K; j++)
        for (size_t i = 0; i < j; i++)
          assert_close (*mercer_matrix_at (p, i, j), *mercer_matrix_at (p, j, i), 0, 1e-8);
      g_assert_cmpint (mercer_eigen (p, values, mercer_matrix (v_, K, K), NULL), ==, MERCER_OK);
      g_assert_cmpfloat (values[0], >, 0);
    }
  for (size_t i = 0; i < N; i++)
    *mercer_matrix_at (a, i, 1) = 2 * *mercer_matrix_at (a, i, 0);
  g_assert_cmpint (mercer_polar (a, 1e-6, u, work), ==, MERCER_NOT_POSITIVE_DEFINITE);
  mercer_work_free (work);
}

/* (B M^(-1/2)) M (B M^(-1/2))' = B B', and directions in which M is nothing are not divided by. */
static void
test_root (void)
{
  double b_[N * K], c_[K * K], m_[K * K], kept_[K * K], out_[N * K], back_[N * K];
  MercerMatrix b = mercer_matrix (b_, N, K), c = mercer_matrix (c_, K, K), m = mercer_matrix (m_, K, K), kept = mercer_matrix (kept_, K, K);
  MercerMatrix out = mercer_matrix (out_, N, K), back = mercer_matrix (back_, N, K);
  MercerWork *work = mercer_work_new (0, NULL);
  for (uint64_t seed = 1; seed < 4; seed++)
    {
      fill (b, seed);
      fill (c, seed + 100);
      g_assert_cmpint (mercer_gemm (true, false, 1, c, c, 0, m, NULL), ==, MERCER_OK);
      mercer_matrix_copy (m, kept);
      g_assert_cmpint (mercer_divide_by_root (b, m, out, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_gemm (false, false, 1, out, kept, 0, back, NULL), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        for (size_t h = 0; h < N; h++)
          {
            double got = 0, expected = 0;
            for (size_t j = 0; j < K; j++)
              {
                got += *mercer_matrix_at (back, i, j) * *mercer_matrix_at (out, h, j);
                expected += *mercer_matrix_at (b, i, j) * *mercer_matrix_at (b, h, j);
              }
            assert_close (got, expected, 1e-9, 1e-9);
          }
    }
  mercer_matrix_fill (m, 0);
  *mercer_matrix_at (m, 2, 2) = 4;
  g_assert_cmpint (mercer_divide_by_root (b, m, out, work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < K; j++)
      assert_close (*mercer_matrix_at (out, i, j), j == 2 ? 0.5 * *mercer_matrix_at (b, i, 2) : 0, 1e-12, 1e-15);
  mercer_work_free (work);
}

/* Of permutations by the number of their inversions, of products by both factors, of a singular one 0. */
static void
test_orientation (void)
{
  for (int code = 0; code < 256; code++)
    {
      int to[4] = { code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 }, inversions = 0, seen = 0;
      double p[16] = { 0 };
      for (int i = 0; i < 4; i++)
        {
          p[i + 4 * to[i]] = i == 1 ? -2 : 3; /* one more sign */
          seen |= 1 << to[i];
          for (int h = 0; h < i; h++)
            inversions += to[h] > to[i];
        }
      g_assert_cmpint (mercer_determinant_sign (mercer_matrix (p, 4, 4)), ==, seen != 15 ? 0 : inversions % 2 ? 1 : -1);
    }
  for (uint64_t seed = 1; seed < 20; seed++)
    {
      double a[16], b[16], ab[16];
      fill (mercer_matrix (a, 4, 4), seed);
      fill (mercer_matrix (b, 4, 4), seed + 50);
      g_assert_cmpint (mercer_gemm (false, false, 1, mercer_matrix (a, 4, 4), mercer_matrix (b, 4, 4), 0, mercer_matrix (ab, 4, 4), NULL), ==,
                       MERCER_OK);
      int both = mercer_determinant_sign (mercer_matrix (a, 4, 4)) * mercer_determinant_sign (mercer_matrix (b, 4, 4));
      g_assert_cmpint (mercer_determinant_sign (mercer_matrix (ab, 4, 4)), ==, both);
    }
}

static void
test_centre (void)
{
  double a[6] = { 1, 2, 6, 1e9 + 1, 1e9 + 1, 1e9 + 1 };
  const double expected[6] = { -2, -1, 3, 0, 0, 0 };
  assert_close (mercer_matrix_centre_columns (mercer_matrix (a, 3, 2)), 14, 1e-15, 0);
  for (int k = 0; k < 6; k++)
    g_assert_cmpfloat (a[k], ==, expected[k]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/orthonormal/polar", test_polar);
  g_test_add_func ("/num/orthonormal/root", test_root);
  g_test_add_func ("/num/orthonormal/orientation", test_orientation);
  g_test_add_func ("/num/orthonormal/centre", test_centre);
  return g_test_run ();
}
