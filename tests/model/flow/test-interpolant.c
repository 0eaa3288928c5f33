/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interpolant.h"
#include "random.h"
#include "testing.h"

/* Positive weights of sum 1 that reproduce the point; each corner has its own, the middle has all alike; a point outside falls on
 * the edge. On a triangle they are the solution of the three linear equations. */
static void
test_polygon (void)
{
  for (size_t corners = 2; corners <= 7; corners++)
    for (int k = 0; k < 40; k++)
      {
        double w[7], sum = 0, x = 0, y = 0, angle = 0.7 * k, radius = k == 0 ? 0 : 0.3;
        double at[2] = { radius * cos (angle), corners == 2 ? 0 : radius * sin (angle) };
        mercer_polygon_weights (corners, at[0], at[1], w);
        for (size_t c = 0; c < corners; c++)
          {
            double cx, cy;
            mercer_polygon_corner (corners, c, &cx, &cy);
            assert_close (hypot (cx, cy), 1, 1e-14, 0);
            g_assert_cmpfloat (w[c], >, 0);
            sum += w[c];
            x += w[c] * cx;
            y += w[c] * cy;
            if (k == 0)
              assert_close (w[c], 1 / (double) corners, 1e-12, 0);
          }
        assert_close (sum, 1, 1e-14, 0);
        assert_close (x, at[0], 0, 1e-12);
        assert_close (y, at[1], 0, 1e-12);
      }
  for (size_t c = 0; c < 5; c++)
    {
      double w[5], x, y;
      mercer_polygon_corner (5, c, &x, &y);
      mercer_polygon_weights (5, 3 * x, 3 * y, w);
      assert_close (w[c], 1, 0, 1e-6);
    }
}

/* Kernel ridge regression as it stands in books, of what the linear regression leaves, at other points; the linear part is exact on
 * rates that are linear, with a kernel that then has nothing to do. */
static void
test_velocity (void)
{
  enum { N = 30, M = 7 };
  double x[2 * N], rates[2 * N], z[2 * M], v[2 * M], again[2 * M];
  static const char *const names[] = { "a", "b", NULL };
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse ("RBF(lengthscale=0.8)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (parsed, names, 2, NULL);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerVelocity velocity;
  mercer_random_normals (6, 1, 0, 2 * N, x);
  mercer_random_normals (6, 2, 0, 2 * M, z);
  for (size_t i = 0; i < N; i++)
    {
      rates[i] = 3 - 2 * x[i] + 0.5 * x[i + N];
      rates[i + N] = x[i] - 4;
    }
  MercerMatrix at = mercer_matrix (x, N, 2), to = mercer_matrix (z, M, 2), out = mercer_matrix (v, M, 2);
  g_assert_cmpint (mercer_velocity_learn (kernel, 0.3, at, mercer_matrix (rates, N, 2), &velocity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_velocity_at (&velocity, to, out, work), ==, MERCER_OK);
  for (size_t i = 0; i < M; i++)
    {
      assert_close (v[i], 3 - 2 * z[i] + 0.5 * z[i + M], 1e-7, 1e-7); /* 1e-10 of the variance is added */
      assert_close (v[i + M], z[i] - 4, 1e-7, 1e-7);
    }
  for (size_t i = 0; i < N; i++)
    rates[i] += sin (3 * x[i]);
  MercerVelocity linear;
  g_assert_cmpint (mercer_velocity_learn (NULL, 0, at, mercer_matrix (rates, N, 2), &linear, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_velocity_learn (kernel, 0.3, at, mercer_matrix (rates, N, 2), &velocity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_velocity_at (&velocity, to, out, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_velocity_at (&linear, to, mercer_matrix (again, M, 2), work), ==, MERCER_OK);
  /* (K + 0.3 I) coef = rest, to 1e-12, and v - linear = k coef */
  double fit[2 * N];
  g_assert_cmpint (mercer_velocity_at (&linear, at, mercer_matrix (fit, N, 2), work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    {
      double sum = 0.3 * *mercer_matrix_at (velocity.coef, i, 0);
      for (size_t j = 0; j < N; j++)
        sum += exp (-(pow (x[i] - x[j], 2) + pow (x[i + N] - x[j + N], 2)) / 1.28) * *mercer_matrix_at (velocity.coef, j, 0);
      assert_close (sum, rates[i] - fit[i], 1e-10, 1e-11);
    }
  for (size_t i = 0; i < M; i++)
    {
      double sum = again[i];
      for (size_t j = 0; j < N; j++)
        sum += exp (-(pow (z[i] - x[j], 2) + pow (z[i + M] - x[j + N], 2)) / 1.28) * *mercer_matrix_at (velocity.coef, j, 0);
      assert_close (v[i], sum, 1e-10, 1e-11);
    }
  mercer_work_free (work);
}

/* Gaussians in closed form: x = sum w_k x_k and rate = sum r_k x_k of independent x_k ~ N (mu_k, s_k^2) have E[rate | x] = sum r_k mu_k
 * + (sum r_k w_k s_k^2 / sum w_k^2 s_k^2) (x - sum w_k mu_k). 40,000 draws: the slope's standard error is that of the residual over
 * that of x over sqrt (40,000), below 0.02 here; five of them. */
static void
test_gaussian (void)
{
  enum { N = 40000, K = 3 };
  const double mu[K] = { -1, 2, 0.5 }, s[K] = { 0.5, 1.5, 1 }, w[K] = { 0.2, 0.3, 0.5 }, r[K] = { -1, 0.4, 0.6 };
  g_autofree double *x = g_new0 (double, N), *rate = g_new0 (double, N), *draw = g_new (double, N);
  double top = 0, bottom = 0, mean = 0, centre = 0, z[2] = { -0.5, 1.5 }, v[2];
  for (uint64_t k = 0; k < K; k++)
    {
      mercer_random_normals (12, k, 0, N, draw);
      for (size_t i = 0; i < N; i++)
        {
          x[i] += w[k] * (mu[k] + s[k] * draw[i]);
          rate[i] += r[k] * (mu[k] + s[k] * draw[i]);
        }
      top += r[k] * w[k] * s[k] * s[k];
      bottom += w[k] * w[k] * s[k] * s[k];
      mean += r[k] * mu[k];
      centre += w[k] * mu[k];
    }
  MercerWork *work = mercer_work_new (0, NULL);
  MercerVelocity velocity;
  g_assert_cmpint (mercer_velocity_learn (NULL, 0, mercer_matrix (x, N, 1), mercer_matrix (rate, N, 1), &velocity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_velocity_at (&velocity, mercer_matrix (z, 2, 1), mercer_matrix (v, 2, 1), work), ==, MERCER_OK);
  for (size_t i = 0; i < 2; i++)
    assert_close (v[i], mean + top / bottom * (z[i] - centre), 0, 0.06);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interpolant/polygon", test_polygon);
  g_test_add_func ("/interpolant/velocity", test_velocity);
  g_test_add_func ("/interpolant/gaussian", test_gaussian);
  return g_test_run ();
}
