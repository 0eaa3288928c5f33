/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "kernel-cca.h"
#include "random.h"
#include "testing.h"

static MercerMatrix
gram_of (const double *x, size_t n, size_t d, MercerWork *work)
{
  MercerMatrix k = mercer_work_matrix (work, n, n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      {
        double dot = 0;
        for (size_t c = 0; c < d; c++)
          dot += x[i + c * n] * x[j + c * n];
        *mercer_matrix_at (k, i, j) = dot;
      }
  return k;
}

static double
covariance (const double *a, const double *b, size_t n)
{
  double ma = 0, mb = 0, sum = 0;
  for (size_t i = 0; i < n; i++)
    {
      ma += a[i] / (double) n;
      mb += b[i] / (double) n;
    }
  for (size_t i = 0; i < n; i++)
    sum += (a[i] - ma) * (b[i] - mb);
  return sum;
}

/* Linear kernels without a ridge: Hotelling's correlations of two pairs of columns, whose squares are the eigenvalues of
 * S_xx^-1 S_xy S_yy^-1 S_yx, a 2 x 2 matrix, by its trace and determinant. */
static void
test_hotelling (void)
{
  enum { N = 40 };
  double z[5 * N], x[2 * N], y[2 * N], sx[4], sy[4], c[4], m[4];
  mercer_random_normals (1, 1, 0, 5 * N, z);
  for (size_t i = 0; i < N; i++)
    {
      x[i] = z[i];
      x[i + N] = z[i + N];
      y[i] = z[i] + 0.7 * z[i + 2 * N] + 3;
      y[i + N] = 0.4 * z[i + N] - z[i] + z[i + 3 * N];
    }
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++)
      {
        sx[a + 2 * b] = covariance (x + a * N, x + b * N, N);
        sy[a + 2 * b] = covariance (y + a * N, y + b * N, N);
        c[a + 2 * b] = covariance (x + a * N, y + b * N, N);
      }
  double dx = sx[0] * sx[3] - sx[1] * sx[2], dy = sy[0] * sy[3] - sy[1] * sy[2];
  const double ix[4] = { sx[3] / dx, -sx[1] / dx, -sx[2] / dx, sx[0] / dx }, iy[4] = { sy[3] / dy, -sy[1] / dy, -sy[2] / dy, sy[0] / dy };
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++)
      {
        m[a + 2 * b] = 0;
        for (int p = 0; p < 2; p++)
          for (int q = 0; q < 2; q++)
            for (int r = 0; r < 2; r++)
              m[a + 2 * b] += ix[a + 2 * p] * c[p + 2 * q] * iy[q + 2 * r] * c[b + 2 * r];
      }
  double trace = m[0] + m[3], root = sqrt (trace * trace / 4 - (m[0] * m[3] - m[1] * m[2]));
  MercerWork *work = mercer_work_new (0, NULL);
  MercerKernelCca cca;
  g_assert_cmpint (mercer_kernel_cca (gram_of (x, N, 2, work), gram_of (y, N, 2, work), 0, 5, &cca, work), ==, MERCER_OK);
  g_assert_cmpuint (cca.k, ==, 2); /* two directions on each side */
  for (size_t j = 0; j < 2; j++)
    {
      double expected = sqrt (trace / 2 + (j == 0 ? root : -root));
      assert_close (cca.values[j], expected, 1e-8, 0);
      assert_close (cca.correlations[j], expected, 1e-8, 0);
    }
  mercer_work_free (work);
}

/* With a ridge: the constraint and the optimum by their formulas, f = K_x a, and no random pair does better. */
static void
test_ridge (void)
{
  enum { N = 25 };
  double x[N], y[N], r[2 * N];
  const double ridge = 0.3;
  mercer_random_normals (2, 1, 0, N, x);
  mercer_random_normals (2, 2, 0, N, y);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix k[2] = { mercer_work_matrix (work, N, N), mercer_work_matrix (work, N, N) }, used[2], centred[2];
  for (int s = 0; s < 2; s++)
    {
      const double *v = s == 0 ? x : y;
      double row[N] = { 0 }, all = 0;
      used[s] = mercer_work_matrix (work, N, N);
      centred[s] = mercer_work_matrix (work, N, N);
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
          {
            double step = v[i] - (s == 0 ? v[j] : v[j]);
            *mercer_matrix_at (k[s], i, j) = *mercer_matrix_at (used[s], i, j) = exp (-step * step);
            row[i] += exp (-step * step) / N;
            all += exp (-step * step) / (N * N);
          }
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
          *mercer_matrix_at (centred[s], i, j) = *mercer_matrix_at (k[s], i, j) - row[i] - row[j] + all;
    }
  MercerKernelCca cca;
  g_assert_cmpint (mercer_kernel_cca (used[0], used[1], ridge, 2, &cca, work), ==, MERCER_OK);
  for (int t = -1; t < 200; t++)
    {
      double norm[2] = { 0 }, product = 0, kv[2][N];
      mercer_random_normals (3, (uint64_t) (t + 2), 0, 2 * N, r);
      for (int s = 0; s < 2; s++)
        {
          const double *v = t < 0 ? (s == 0 ? cca.a.data : cca.b.data) : r + s * N;
          for (size_t i = 0; i < N; i++)
            {
              kv[s][i] = 0;
              for (size_t j = 0; j < N; j++)
                kv[s][i] += *mercer_matrix_at (centred[s], i, j) * v[j];
              norm[s] += kv[s][i] * kv[s][i] + N * ridge * v[i] * kv[s][i];
            }
        }
      for (size_t i = 0; i < N; i++)
        product += kv[0][i] * kv[1][i];
      if (t >= 0)
        g_assert_cmpfloat (product / sqrt (norm[0] * norm[1]), <, cca.values[0]);
      else
        {
          assert_close (product / sqrt (norm[0] * norm[1]), cca.values[0], 1e-9, 0);
          for (size_t i = 0; i < N; i++)
            assert_close (kv[0][i], *mercer_matrix_at (cca.f, i, 0), 1e-8, 1e-9);
        }
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-cca/hotelling", test_hotelling);
  g_test_add_func ("/kernel-cca/ridge", test_ridge);
  return g_test_run ();
}
