/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-testing.h"

enum { N = 30, M = 17, MOST = 6 };

/* --- The formula written out: an inverse by Gauss and Jordan, kernels one value at a time --------------------- */

typedef struct
{
  double k[N][N]; /* P: the inverse of K + noise^2 I with the mean function's coefficients taken out */
  double beta[4], coefficients[4][4]; /* of the mean function, and their covariance */
  double residual[N];                 /* (K + noise^2 I)^-1 (y - H beta) */
} Slow;

static void
invert (size_t n, double *a)
{
  double *full = g_new0 (double, 2 * n * n);
  for (size_t i = 0; i < n; i++)
    {
      memcpy (full + i * 2 * n, a + i * n, n * sizeof (double));
      full[i * 2 * n + n + i] = 1;
    }
  for (size_t p = 0; p < n; p++)
    {
      double pivot = full[p * 2 * n + p];
      for (size_t j = 0; j < 2 * n; j++)
        full[p * 2 * n + j] /= pivot;
      for (size_t i = 0; i < n; i++)
        {
          double factor = full[i * 2 * n + p];
          for (size_t j = 0; i != p && j < 2 * n; j++)
            full[i * 2 * n + j] -= factor * full[p * 2 * n + j];
        }
    }
  for (size_t i = 0; i < n; i++)
    memcpy (a + i * n, full + i * 2 * n + n, n * sizeof (double));
  g_free (full);
}

static double
value_at (const MercerKernel *kernel, MercerMatrix a, size_t i, MercerMatrix b, size_t j)
{
  double p[4], q[4];
  for (size_t c = 0; c < a.cols; c++)
    {
      p[c] = *mercer_matrix_at (a, i, c);
      q[c] = *mercer_matrix_at (b, j, c);
    }
  return mercer_kernel_value (kernel, p, q);
}

static double
basis (MercerMatrix x, size_t i, size_t k)
{
  return k == 0 ? 1 : *mercer_matrix_at (x, i, k - 1);
}

static size_t
coefficients_of (const MercerGpProblem *p)
{
  return p->mean == MERCER_MEAN_ZERO ? 0 : p->mean == MERCER_MEAN_CONSTANT ? 1 : 1 + p->x.cols;
}

static void
solve_slowly (Slow *s, const MercerGpProblem *p, MercerKernel *const *terms, size_t count, double noise2)
{
  size_t m = coefficients_of (p);
  double inverse[N * N], hkh[16] = { 0 }, hky[4] = { 0 }, kh[N][4] = { { 0 } };
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        inverse[i * N + j] = i == j ? noise2 : 0;
        for (size_t t = 0; t < count; t++)
          inverse[i * N + j] += value_at (terms[t], p->x, i, p->x, j);
      }
  invert (N, inverse);
  for (size_t i = 0; i < N; i++)
    for (size_t k = 0; k < m; k++)
      for (size_t j = 0; j < N; j++)
        kh[i][k] += inverse[i * N + j] * basis (p->x, j, k);
  for (size_t a = 0; a < m; a++)
    for (size_t i = 0; i < N; i++)
      {
        hky[a] += kh[i][a] * p->y[i];
        for (size_t b = 0; b < m; b++)
          hkh[a * m + b] += basis (p->x, i, a) * kh[i][b];
      }
  if (m > 0)
    invert (m, hkh);
  for (size_t a = 0; a < m; a++)
    {
      s->beta[a] = 0;
      for (size_t b = 0; b < m; b++)
        {
          s->coefficients[a][b] = hkh[a * m + b];
          s->beta[a] += hkh[a * m + b] * hky[b];
        }
    }
  for (size_t i = 0; i < N; i++)
    {
      s->residual[i] = 0;
      for (size_t j = 0; j < N; j++)
        {
          double left = p->y[j];
          s->k[i][j] = inverse[i * N + j];
          for (size_t a = 0; a < m; a++)
            {
              left -= basis (p->x, j, a) * s->beta[a];
              for (size_t b = 0; b < m; b++)
                s->k[i][j] -= kh[i][a] * hkh[a * m + b] * kh[j][b];
            }
          s->residual[i] += inverse[i * N + j] * left;
        }
    }
}

/* k_a (z, X) P k_b (X, z) */
static double
explained (const Slow *s, const MercerKernel *a, const MercerKernel *b, MercerMatrix x, MercerMatrix z, size_t at)
{
  double sum = 0;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      sum += value_at (a, z, at, x, i) * s->k[i][j] * value_at (b, z, at, x, j);
  return sum;
}

/* --- Against it ------------------------------------------------------------------------------------------ */

static double
mean_slowly (const Slow *s, const MercerKernel *term, MercerMatrix x, MercerMatrix z, size_t at)
{
  double sum = 0;
  for (size_t i = 0; i < N; i++)
    sum += value_at (term, z, at, x, i) * s->residual[i];
  return sum;
}

/* expression: the whole; terms: each of them on its own, NULL-terminated; white: variance of its white part. */
static void
check_terms (const char *expression, const char *const *texts, size_t d, double white, MercerMean mean)
{
  Sample s = wavy_sample (N, d, expression, 0.3);
  g_autofree double *points = test_points (M, d);
  MercerMatrix z = mercer_matrix (points, M, d);
  MercerKernel *terms[MOST], *own[MOST];
  size_t count = mercer_gp_terms (s.kernel, terms, MOST), wanted = g_strv_length ((char **) texts);
  g_assert_cmpuint (count, ==, wanted);
  for (size_t t = 0; t < count; t++)
    own[t] = bound_kernel (texts[t], d);
  s.p.mean = mean;
  Slow slow;
  solve_slowly (&slow, &s.p, own, count, 0.09 + white);

  double got_mean[M * (MOST + 1)], got_variance[M * (MOST + 1)], got_fitted[N * (MOST + 1)], whole[M], variance[M];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_decompose (&s.p, terms, count, z, mercer_matrix (got_mean, M, count + 1),
                                        mercer_matrix (got_variance, M, count + 1), mercer_matrix (got_fitted, N, count + 1),
                                        work),
                   ==, MERCER_OK);
  g_assert_cmpint (mercer_gp_posterior (&s.p, z, whole, variance, (MercerMatrix){ 0 }, NULL, work), ==, MERCER_OK);
  for (size_t j = 0; j < M; j++)
    {
      double sum = got_mean[j + count * M], total = 0;
      for (size_t t = 0; t < count; t++)
        {
          /* both ways lose digits to a condition number of some 1e3 */
          assert_close (got_mean[j + t * M], mean_slowly (&slow, own[t], s.p.x, z, j), 1e-9, 1e-10);
          assert_close (got_variance[j + t * M], value_at (own[t], z, j, z, j) - explained (&slow, own[t], own[t], s.p.x, z, j),
                        1e-8, 1e-10);
          sum += got_mean[j + t * M];
          for (size_t u = 0; u < count; u++)
            total -= explained (&slow, own[t], own[u], s.p.x, z, j);
          total += value_at (own[t], z, j, z, j);
        }
      assert_close (sum, whole[j], 1e-10, 1e-11);
      if (mean == MERCER_MEAN_ZERO) /* the terms with their covariances are all of the variance */
        assert_close (total, variance[j], 1e-8, 1e-10);
      double level = 0, spread = 0;
      for (size_t a = 0; a < coefficients_of (&s.p); a++)
        {
          level += basis (z, j, a) * slow.beta[a];
          for (size_t b = 0; b < coefficients_of (&s.p); b++)
            spread += basis (z, j, a) * slow.coefficients[a][b] * basis (z, j, b);
        }
      assert_close (got_mean[j + count * M], level, 1e-8, 1e-9);
      assert_close (got_variance[j + count * M], spread, 1e-7, 1e-10);
    }
  for (size_t i = 0; i < N; i++)
    for (size_t t = 0; t < count; t++)
      assert_close (got_fitted[i + t * N], mean_slowly (&slow, own[t], s.p.x, s.p.x, i), 1e-9, 1e-10);
  for (size_t t = 0; t < count; t++)
    {
      mercer_kernel_unref (own[t]);
      mercer_kernel_unref (terms[t]);
    }
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_terms (void)
{
  static const char *const plain[] = { "2 * RBF(lengthscale=3)", "0.3 * Matern(nu=1.5, lengthscale=0.7)", NULL };
  static const char *const columns[] = { "RBF(lengthscale=2)[a]", "0.5 * Matern(nu=2.5, lengthscale=3)[b]", "0.1 * Linear()", NULL };
  static const char *const scaled[] = { "2 * RBF(lengthscale=3)", "2 * Periodic(period=2, lengthscale=1)", NULL };
  static const char *const one[] = { "2 * RBF(lengthscale=3) * Matern(nu=1.5, lengthscale=5)", NULL };
  check_terms ("2 * RBF(lengthscale=3) + 0.3 * Matern(nu=1.5, lengthscale=0.7)", plain, 1, 0, MERCER_MEAN_ZERO);
  check_terms ("2 * RBF(lengthscale=3) + 0.5 * White(variance=0.1) + 0.3 * Matern(nu=1.5, lengthscale=0.7)", plain, 1, 0.05,
               MERCER_MEAN_LINEAR);
  check_terms ("RBF(lengthscale=2)[a] + 0.5 * Matern(nu=2.5, lengthscale=3)[b] + 0.1 * Linear()", columns, 2, 0,
               MERCER_MEAN_CONSTANT);
  check_terms ("2 * (RBF(lengthscale=3) + Periodic(period=2, lengthscale=1))", scaled, 1, 0, MERCER_MEAN_ZERO);
  check_terms ("2 * RBF(lengthscale=3) * Matern(nu=1.5, lengthscale=5)", one, 1, 0, MERCER_MEAN_CONSTANT);
}

/* The factor that a posterior left is used, and a job that is told to stop leaves nothing behind. */
static void
test_stops (void)
{
  Sample s = wavy_sample (200, 1, "2 * RBF(lengthscale=3) + 0.3 * Matern(nu=1.5, lengthscale=0.7)", 0.3);
  g_autofree double *points = test_points (M, 1);
  MercerKernel *terms[MOST];
  size_t count = mercer_gp_terms (s.kernel, terms, MOST);
  double mean[M * (MOST + 1)], again[M * (MOST + 1)];
  MercerStatus status = MERCER_STOPPED;
  for (long polls = 0; status == MERCER_STOPPED; polls++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, polls);
      status = mercer_gp_decompose (&s.p, terms, count, mercer_matrix (points, M, 1), mercer_matrix (mean, M, count + 1),
                                    (MercerMatrix){ 0 }, (MercerMatrix){ 0 }, work);
      mercer_work_free (work);
    }
  g_assert_cmpint (status, ==, MERCER_OK);
  MercerStore *store = mercer_store_new (1 << 26);
  MercerWork *work = mercer_work_new (0, store);
  MercerGpReport report;
  double whole[M];
  for (int round = 0; round < 2; round++)
    {
      g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (points, M, 1), whole, NULL, (MercerMatrix){ 0 }, &report, work),
                       ==, MERCER_OK);
      g_assert_cmpint (report.way, ==, round == 0 ? MERCER_GP_FACTORED : MERCER_GP_STORED);
      g_assert_cmpint (mercer_gp_decompose (&s.p, terms, count, mercer_matrix (points, M, 1), mercer_matrix (again, M, count + 1),
                                            (MercerMatrix){ 0 }, (MercerMatrix){ 0 }, work),
                       ==, MERCER_OK);
      assert_arrays_close (again, mean, M * (count + 1), 1e-12, 1e-14);
    }
  mercer_work_free (work);
  mercer_store_free (store);
  for (size_t t = 0; t < count; t++)
    mercer_kernel_unref (terms[t]);
  sample_clear (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp-terms/slowly", test_terms);
  g_test_add_func ("/gp-terms/stops", test_stops);
  return g_test_run ();
}
