/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "linalg.h"
#include "random.h"
#include "sample-distance.h"
#include "testing.h"

/* Three against two: quantile functions by hand; and unequal sizes as equal ones with every value repeated. */
static void
test_line (void)
{
  const double a[] = { 0, 3, 6 }, b[] = { 1, 5 }, one[] = { 2 };
  /* levels 0..1/3: 0-1, 1/3..1/2: 3-1, 1/2..2/3: 3-5, 2/3..1: 6-5 */
  assert_close (mercer_wasserstein_line (a, 3, b, 2), 1.0 / 3 + 4.0 / 6 + 4.0 / 6 + 1.0 / 3, 1e-14, 0);
  assert_close (mercer_wasserstein_line (b, 2, a, 3), 2, 1e-14, 0);
  assert_close (mercer_wasserstein_line (one, 1, b, 2), 5, 1e-14, 0);
  double x[20], y[20], u[4], v[5];
  mercer_random_uniforms (1, 1, 0, 4, u);
  mercer_random_uniforms (1, 2, 0, 5, v);
  for (int k = 1; k < 4; k++)
    u[k] += u[k - 1];
  for (int k = 1; k < 5; k++)
    v[k] += v[k - 1];
  double sum = 0;
  for (int k = 0; k < 20; k++)
    {
      x[k] = u[k / 5];
      y[k] = v[k / 4];
      sum += (x[k] - y[k]) * (x[k] - y[k]) / 20;
    }
  assert_close (mercer_wasserstein_line (u, 4, v, 5), sum, 1e-13, 0);
}

/* Two Gaussians by 2,000 quantiles: W_2^2 = (m - m')^2 + (s - s')^2, off by the tails beyond 1 / 4000. In the plane a slice sees a
 * shift's projection, whose square has the mean |shift|^2 / 2 (error of 400 directions: |shift|^2 / sqrt (8 400)). */
static void
test_gaussians (void)
{
  enum { N = 2000, M = 50 };
  double values[2 * N], plane[4 * M], squared[4];
  const size_t offset[] = { 0, N, 2 * N }, few[] = { 0, M, 2 * M };
  for (size_t k = 0; k < N; k++)
    {
      double q = gsl_cdf_ugaussian_Pinv (((double) k + 0.5) / N);
      values[N - 1 - k] = q; /* not in order: sorting is its own matter */
      values[N + k] = 1.5 + 2 * q;
    }
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSamples line = { 2, 1, offset, mercer_matrix (values, 2 * N, 1) };
  g_assert_cmpint (mercer_sample_distances (&line, 1, 1, mercer_matrix (squared, 2, 2), work), ==, MERCER_OK);
  assert_close (squared[1], 1.5 * 1.5 + 1, 2e-3, 0);
  assert_close (squared[2], squared[1], 0, 0);
  mercer_random_normals (2, 1, 0, 2 * M, plane);
  for (size_t i = 0; i < M; i++)
    {
      plane[i + M] = plane[i] + 3;
      plane[i + 2 * M] = plane[i + 3 * M] = 0;
    }
  for (size_t i = 0; i < M; i++)
    {
      plane[i + 2 * M] = sin ((double) i);
      plane[i + 3 * M] = sin ((double) i) + 4;
    }
  MercerSamples two = { 2, 2, few, mercer_matrix (plane, 2 * M, 2) };
  g_assert_cmpint (mercer_sample_distances (&two, 400, 1, mercer_matrix (squared, 2, 2), work), ==, MERCER_OK);
  assert_close (squared[1], 12.5, 0, 3 * 25 / sqrt (8 * 400.0));
  mercer_work_free (work);
}

/* The kernel of random samples has no eigenvalue below rounding: it is positive definite. */
static void
test_definite (void)
{
  enum { COUNT = 40, EACH = 7 };
  double values[COUNT * EACH * 2], far = 0;
  size_t offset[COUNT + 1];
  mercer_random_normals (3, 1, 0, COUNT * EACH * 2, values);
  for (size_t s = 0; s <= COUNT; s++)
    offset[s] = s * EACH;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix k = mercer_work_matrix (work, COUNT, COUNT), v = mercer_work_matrix (work, COUNT, COUNT);
  double eigen[COUNT];
  MercerSamples samples = { COUNT, 2, offset, mercer_matrix (values, COUNT * EACH, 2) };
  g_assert_cmpint (mercer_sample_distances (&samples, 30, 1, k, work), ==, MERCER_OK);
  /* from some to the others: the same numbers, whole columns of them */
  MercerSamples late = { 15, 2, offset + 25, mercer_matrix (values, COUNT * EACH, 2) };
  MercerMatrix across = mercer_work_matrix (work, COUNT, 15);
  g_assert_cmpint (mercer_sample_cross_distances (&samples, &late, 30, 1, across, work), ==, MERCER_OK);
  for (size_t j = 0; j < 15; j++)
    for (size_t i = 0; i < COUNT; i++)
      assert_close (*mercer_matrix_at (across, i, j), *mercer_matrix_at (k, i, 25 + j), 1e-13, 1e-15);
  for (size_t j = 0; j < COUNT; j++)
    for (size_t i = 0; i < j; i++)
      far += *mercer_matrix_at (k, i, j) / (COUNT * (COUNT - 1) / 2);
  assert_close (mercer_sample_spread (k), sqrt (far), 1e-13, 0);
  mercer_sample_kernel (k, 1.5 * sqrt (far));
  g_assert_cmpint (mercer_eigen (k, eigen, v, work), ==, MERCER_OK);
  g_assert_cmpfloat (eigen[0], >, -1e-12 * eigen[COUNT - 1]);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample-distance/line", test_line);
  g_test_add_func ("/sample-distance/gaussians", test_gaussians);
  g_test_add_func ("/sample-distance/definite", test_definite);
  return g_test_run ();
}
