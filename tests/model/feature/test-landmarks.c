/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-testing.h"

#include <string.h>

#include "linalg.h"
#include "random.h"

enum { N = 90, D = 2 };

typedef struct
{
  double x[N * D], k[N * N], values[N];
  MercerMatrix points;
  MercerKernel *kernel;
  MercerWork *work;
} Data;

/* K by single values; its eigenvalues ascending. */
static Data *
data_of (const char *text)
{
  Data *data = g_new0 (Data, 1);
  data->kernel = kernel_of (text, D);
  data->work = mercer_work_new (0, NULL);
  data->points = mercer_matrix (data->x, N, D);
  mercer_random_normals (9, 1, 0, N * D, data->x);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      data->k[i + j * N] = mercer_kernel_value (data->kernel, (double[]){ data->x[i], data->x[i + N] },
                                                (double[]){ data->x[j], data->x[j + N] });
  MercerMatrix copy = mercer_work_matrix (data->work, N, N), vectors = mercer_work_matrix (data->work, N, N);
  memcpy (copy.data, data->k, sizeof data->k);
  g_assert_cmpint (mercer_eigen (copy, data->values, vectors, data->work), ==, MERCER_OK);
  return data;
}

static void
data_free (Data *data)
{
  mercer_kernel_unref (data->kernel);
  mercer_work_free (data->work);
  g_free (data);
}

static double
trace_left (const Data *data, const double *f, size_t m)
{
  double left = 0;
  for (size_t i = 0; i < N; i++)
    {
      left += data->k[i + i * N];
      for (size_t j = 0; j < m; j++)
        left -= f[i + j * N] * f[i + j * N];
    }
  return left;
}

/* Randomly pivoted Cholesky on the whole residual matrix, nothing clever: the same numbers must choose the same rows. */
static void
test_twin (void)
{
  enum { M = 25 };
  static const uint64_t seed = 31, stream = ((uint64_t) 0x4c4d << 16) + MERCER_LANDMARKS_CHOLESKY;
  Data *data = data_of ("2 * Matern(nu=1.5, lengthscale=0.8)");
  size_t rows[M], found;
  g_autofree double *left = g_memdup2 (data->k, sizeof data->k);
  g_assert_cmpint (mercer_landmarks_choose (MERCER_LANDMARKS_CHOLESKY, data->kernel, data->points, 0, seed, M, rows, &found,
                                            data->work),
                   ==, MERCER_OK);
  g_assert_cmpuint (found, ==, M);
  for (size_t s = 0; s < M; s++)
    {
      double total = 0, sum = 0;
      size_t pivot = 0;
      for (size_t i = 0; i < N; i++)
        total += left[i + i * N];
      double u = mercer_random_uniform (seed, stream, s) * total;
      for (pivot = 0; pivot < N && (sum += left[pivot + pivot * N]) <= u; pivot++)
        ;
      g_assert_cmpuint (rows[s], ==, pivot);
      g_autofree double *column = g_memdup2 (left + pivot * N, N * sizeof *left);
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
          left[i + j * N] -= column[i] * column[j] / column[pivot];
      for (size_t i = 0; i < N; i++)
        left[i + pivot * N] = left[pivot + i * N] = 0;
    }
  /* and the map from those rows leaves the same residual */
  g_autofree double *f = g_new (double, N *M);
  g_assert_cmpint (mercer_features_nystroem (data->kernel, data->points, rows, mercer_matrix (f, N, M), data->work), ==,
                   MERCER_OK);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        double value = data->k[i + j * N] - left[i + j * N], sum = 0;
        for (size_t c = 0; c < M; c++)
          sum += f[i + c * N] * f[j + c * N];
        assert_close (sum, value, 0, 1e-12);
      }
  data_free (data);
}

/* E tr (K - F F') <= (1 + e) sum of the eigenvalues after the r-th, once m >= r / e + r log (1 / (e eta)), eta their share
 * of the trace (Chen et al., theorem 2.3); and never below the sum after the m-th. Mean over 40 seeds. */
static void
test_trace (void)
{
  enum { M = 40, R = 6, SEEDS = 40 };
  Data *data = data_of ("RBF(lengthscale=0.9)");
  size_t rows[M], found;
  g_autofree double *f = g_new (double, N *M);
  double mean[4] = { 0 }, best = 0, tail = 0;
  for (size_t i = 0; i < N - M; i++)
    best += data->values[i];
  for (uint64_t seed = 0; seed < SEEDS; seed++)
    for (MercerLandmarks rule = MERCER_LANDMARKS_UNIFORM; rule <= MERCER_LANDMARKS_LEVERAGE; rule++)
      {
        mercer_landmarks_choose (rule, data->kernel, data->points, 0.01, seed, M, rows, &found, data->work);
        g_assert_cmpuint (found, ==, M);
        mercer_features_nystroem (data->kernel, data->points, rows, mercer_matrix (f, N, M), data->work);
        double left = trace_left (data, f, M);
        g_assert_cmpfloat (left, >=, best - 1e-10);
        mean[rule] += left / SEEDS;
      }
  for (size_t i = 0; i < N - R; i++)
    tail += data->values[i];
  double e = 1, eta = tail / N;
  for (; R / e + R * log (1 / (e * eta)) > M; e *= 1.05)
    ;
  g_assert_cmpfloat (mean[MERCER_LANDMARKS_CHOLESKY], <=, (1 + e) * tail);
  /* those that look at the data beat those that do not */
  g_assert_cmpfloat (mean[MERCER_LANDMARKS_CHOLESKY], <, 0.5 * mean[MERCER_LANDMARKS_UNIFORM]);
  g_assert_cmpfloat (mean[MERCER_LANDMARKS_KMEANS], <, 0.5 * mean[MERCER_LANDMARKS_UNIFORM]);
  g_assert_cmpfloat (mean[MERCER_LANDMARKS_LEVERAGE], <, 0.9 * mean[MERCER_LANDMARKS_UNIFORM]);
  data_free (data);
}

/* F F' = K_nm K_mm^-1 K_mn by a solve, over more than one panel; the first columns alone are the map from the first rows. */
static void
test_nystroem (void)
{
  enum { M = 60, FEW = 20 };
  Data *data = data_of ("Matern(nu=0.5) + 0.3 * Linear()");
  size_t rows[M], found;
  g_autofree double *f = g_new (double, N *M), *few = g_new (double, N *FEW), *mm = g_new (double, M *M), *nm = g_new (double, N *M);
  mercer_landmarks_choose (MERCER_LANDMARKS_UNIFORM, data->kernel, data->points, 0, 4, M, rows, &found, data->work);
  mercer_features_nystroem (data->kernel, data->points, rows, mercer_matrix (f, N, M), data->work);
  mercer_features_nystroem (data->kernel, data->points, rows, mercer_matrix (few, N, FEW), data->work);
  for (size_t i = 0; i < N * FEW; i++)
    assert_close (f[i], few[i], 0, 1e-13);
  for (size_t a = 0; a < M; a++)
    {
      for (size_t b = 0; b < M; b++)
        mm[a + b * M] = data->k[rows[a] + rows[b] * N];
      for (size_t i = 0; i < N; i++)
        nm[a + i * M] = data->k[rows[a] + i * N];
    }
  g_assert_cmpint (mercer_cholesky (mercer_matrix (mm, M, M), NULL), ==, MERCER_OK);
  mercer_solve_lower (mercer_matrix (mm, M, M), false, mercer_matrix (nm, M, N), NULL);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        double want = 0, got = 0;
        for (size_t a = 0; a < M; a++)
          {
            want += nm[a + i * M] * nm[a + j * M];
            got += f[i + a * N] * f[j + a * N];
          }
        assert_close (got, want, 0, 1e-11);
      }
  data_free (data);
}

/* A matrix of rank 3 is explained by three rows, and nobody is asked for a fourth; equal points give columns of 0. */
static void
test_rank (void)
{
  enum { M = 10 };
  Data *data = data_of ("Linear(offset=1)");
  size_t rows[M], found;
  g_autofree double *f = g_new (double, N *M);
  mercer_landmarks_choose (MERCER_LANDMARKS_CHOLESKY, data->kernel, data->points, 0, 2, M, rows, &found, data->work);
  g_assert_cmpuint (found, ==, 3);
  mercer_landmarks_choose (MERCER_LANDMARKS_UNIFORM, data->kernel, data->points, 0, 2, M, rows, &found, data->work);
  g_assert_cmpuint (found, ==, M);
  mercer_features_nystroem (data->kernel, data->points, rows, mercer_matrix (f, N, M), data->work);
  assert_close (trace_left (data, f, M), 0, 0, 1e-10);
  for (size_t i = 0; i < N * M; i++)
    g_assert_true (isfinite (f[i]));
  for (size_t i = 3 * N; i < N * M; i++)
    g_assert_cmpfloat (f[i], ==, 0);
  for (size_t i = 0; i < N; i++)
    data->x[i] = data->x[i + N] = 1 + (double) (i % 4);
  g_autoptr (MercerKernel) kernel = kernel_of ("RBF()", D);
  mercer_landmarks_choose (MERCER_LANDMARKS_KMEANS, kernel, data->points, 0, 2, M, rows, &found, data->work);
  g_assert_cmpuint (found, ==, 4);
  data_free (data);
}

/* diag (K (K + r I)^-1) from the eigen-decomposition's trace, and entry by entry from an inverse. */
static void
test_leverage (void)
{
  static const double ridge = 0.03;
  Data *data = data_of ("Matern(nu=2.5)");
  double scores[N], inverse[N], sum = 0, want = 0;
  g_autofree double *shifted = g_memdup2 (data->k, sizeof data->k);
  g_assert_cmpint (mercer_leverage_scores (data->kernel, data->points, ridge, 1, scores, data->work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    {
      shifted[i + i * N] += ridge;
      sum += scores[i];
      want += data->values[i] / (data->values[i] + ridge);
    }
  mercer_cholesky (mercer_matrix (shifted, N, N), NULL);
  mercer_cholesky_inverse_diagonal (mercer_matrix (shifted, N, N), inverse, NULL);
  for (size_t i = 0; i < N; i++)
    assert_close (scores[i], 1 - ridge * inverse[i], 0, 1e-11);
  assert_close (sum, want, 1e-10, 0);
  data_free (data);
}

/* More rows than scores are exact for. The same rows twice over with twice the ridge have the effective dimension of the rows
 * once, which is exact; what a sample gives is rather more than too little, and less than three times as much (Musco and
 * Musco, lemma 6): here by about a tenth. */
static void
test_sampled_leverage (void)
{
  enum { HALF = 1500, ALL = 3000 };
  g_autofree double *x = g_new (double, ALL), *scores = g_new (double, ALL), *half = g_new (double, HALF);
  g_autoptr (MercerKernel) kernel = kernel_of ("RBF(lengthscale=0.2)", 1);
  MercerWork *work = mercer_work_new (0, NULL);
  double sum = 0, want = 0;
  mercer_random_normals (12, 1, 0, HALF, x);
  memcpy (x + HALF, x, HALF * sizeof *x);
  mercer_leverage_scores (kernel, mercer_matrix (x, HALF, 1), 0.5, 1, half, work);
  mercer_leverage_scores (kernel, mercer_matrix (x, ALL, 1), 1, 1, scores, work);
  for (size_t i = 0; i < HALF; i++)
    want += half[i];
  for (size_t i = 0; i < ALL; i++)
    sum += scores[i];
  g_assert_cmpfloat (sum, >, 0.95 * want);
  g_assert_cmpfloat (sum, <, 1.25 * want);
  mercer_work_free (work);
}

/* Many rows taken blindly from a smooth kernel, most of which the others explain: what is left, K - F F', stays positive
 * semidefinite, so that no entry of it exceeds the root of its two diagonal ones. To 1e-6: what pivots of 1e-8 make of rounding. */
static void
test_stable (void)
{
  enum { ALL = 400, M = 300 };
  g_autofree double *x = g_new (double, ALL *D), *f = g_new (double, ALL *M), *k = g_new (double, ALL *ALL);
  size_t rows[M], found;
  g_autoptr (MercerKernel) kernel = kernel_of ("RBF(lengthscale=1.2)", D);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix points = mercer_matrix (x, ALL, D);
  mercer_random_normals (9, 1, 0, ALL * D, x);
  mercer_kernel_cross (kernel, points, points, mercer_matrix (k, ALL, ALL), work);
  for (uint64_t seed = 0; seed < 5; seed++)
    {
      mercer_landmarks_choose (MERCER_LANDMARKS_UNIFORM, kernel, points, 0, seed, M, rows, &found, work);
      mercer_features_nystroem (kernel, points, rows, mercer_matrix (f, ALL, M), work);
      mercer_gemm (false, true, 1, mercer_matrix (f, ALL, M), mercer_matrix (f, ALL, M), 0, mercer_matrix (k, ALL, ALL), work);
      for (size_t i = 0; i < ALL * ALL; i++)
        {
          double a[D] = { x[i % ALL], x[i % ALL + ALL] }, b[D] = { x[i / ALL], x[i / ALL + ALL] };
          double left_a = 1 - k[i % ALL * (ALL + 1)], left_b = 1 - k[i / ALL * (ALL + 1)];
          g_assert_cmpfloat (left_a, >, -1e-6);
          assert_close (k[i], mercer_kernel_value (kernel, a, b), 0, sqrt (fmax (left_a * left_b, 0)) + 1e-6);
        }
    }
  mercer_work_free (work);
}

static void
test_seeds_and_stops (void)
{
  enum { M = 30 };
  Data *data = data_of ("Cauchy()");
  for (MercerLandmarks rule = MERCER_LANDMARKS_UNIFORM; rule <= MERCER_LANDMARKS_LEVERAGE; rule++)
    {
      size_t rows[M], again[M], few[M], found;
      MercerStatus status = MERCER_STOPPED;
      mercer_landmarks_choose (rule, data->kernel, data->points, 0.1, 5, M, rows, &found, data->work);
      mercer_landmarks_choose (rule, data->kernel, data->points, 0.1, 5, M, again, &found, data->work);
      mercer_landmarks_choose (rule, data->kernel, data->points, 0.1, 5, 7, few, &found, data->work);
      g_assert_cmpmem (rows, sizeof rows, again, sizeof again);
      g_assert_cmpmem (rows, 7 * sizeof *rows, few, 7 * sizeof *few);
      for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < i; j++)
          g_assert_cmpuint (rows[i], !=, rows[j]);
      for (long poll = 0; status == MERCER_STOPPED; poll = 2 * poll + 1)
        {
          MercerWork *work = mercer_work_new (0, NULL);
          mercer_work_stop_after (work, poll);
          status = mercer_landmarks_choose (rule, data->kernel, data->points, 0.1, 5, M, again, &found, work);
          g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
          mercer_work_free (work);
        }
    }
  data_free (data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/landmarks/twin", test_twin);
  g_test_add_func ("/landmarks/trace", test_trace);
  g_test_add_func ("/landmarks/nystroem", test_nystroem);
  g_test_add_func ("/landmarks/rank", test_rank);
  g_test_add_func ("/landmarks/leverage", test_leverage);
  g_test_add_func ("/landmarks/sampled-leverage", test_sampled_leverage);
  g_test_add_func ("/landmarks/stable", test_stable);
  g_test_add_func ("/landmarks/seeds-and-stops", test_seeds_and_stops);
  return g_test_run ();
}
