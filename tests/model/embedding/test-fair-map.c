/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "fair-map.h"
#include "random.h"
#include "testing.h"

static const MercerMatrix none;

enum { N = 30 };

static MercerMatrix
gram_of (const double *x, size_t d, MercerWork *work)
{
  MercerMatrix k = mercer_work_matrix (work, N, N);
  for (size_t j = 0; j < N; j++)
    for (size_t i = 0; i < N; i++)
      {
        double dot = 0;
        for (size_t c = 0; c < d; c++)
          dot += x[i + c * N] * x[j + c * N];
        *mercer_matrix_at (k, i, j) = dot;
      }
  return k;
}

static double
covariance (const double *a, const double *b)
{
  double ma = 0, mb = 0, sum = 0;
  for (size_t i = 0; i < N; i++)
    {
      ma += a[i] / N;
      mb += b[i] / N;
    }
  for (size_t i = 0; i < N; i++)
    sum += (a[i] - ma) * (b[i] - mb) / N;
  return sum;
}

/* Linear kernels in two columns: f = w.x with w' (C + gamma I) w = 1. The objective over all directions w, tried one by one in
 * steps of a thousandth of a half turn, is largest where the solution stands, and both dependences are cov (f, .)^2. */
static void
test_directions (void)
{
  const double gamma = 0.1, taus[] = { 0, 0.3, 0.6 };
  double x[2 * N], y[N], s[N], z[N], on_y, on_s;
  mercer_random_normals (4, 1, 0, 2 * N, x);
  mercer_random_normals (4, 2, 0, N, y);
  mercer_random_normals (4, 3, 0, N, s);
  for (size_t i = 0; i < N; i++)
    {
      y[i] = 0.3 * y[i] + x[i] + 0.5 * x[i + N];
      s[i] = 0.3 * s[i] + x[i];
    }
  double c[3] = { covariance (x, x), covariance (x, x + N), covariance (x + N, x + N) };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerFairMap map;
  size_t kept;
  g_assert_cmpint (mercer_fair_map_open (&map, gram_of (x, 2, work), gram_of (y, 1, work), gram_of (s, 1, work), gamma, 10, work), ==,
                   MERCER_OK);
  g_assert_cmpuint (map.rank, ==, 2);
  for (size_t t = 0; t < 3; t++)
    {
      double best = -INFINITY, tau = taus[t], most_y = 0, most_s = 0;
      g_assert_cmpint (mercer_fair_map_solve (&map, tau, 1, mercer_matrix (z, N, 1), none, &on_y, &on_s, &kept, work), ==, MERCER_OK);
      assert_close (on_y, pow (covariance (z, y), 2), 1e-10, 1e-14);
      assert_close (on_s, pow (covariance (z, s), 2), 1e-10, 1e-14);
      for (int k = 0; k < 1000; k++)
        {
          double a = cos (M_PI * k / 1000), b = sin (M_PI * k / 1000), f[N];
          double norm = a * a * (c[0] + gamma) + 2 * a * b * c[1] + b * b * (c[2] + gamma);
          for (size_t i = 0; i < N; i++)
            f[i] = (a * x[i] + b * x[i + N]) / sqrt (norm);
          double by_y = pow (covariance (f, y), 2), by_s = pow (covariance (f, s), 2);
          most_y = fmax (most_y, by_y);
          most_s = fmax (most_s, by_s);
          best = fmax (best, (1 - tau) * by_y / map.most_y - tau * by_s / map.most_s);
        }
      assert_close (map.most_y, most_y, 1e-4, 0);
      assert_close (map.most_s, most_s, 1e-4, 0);
      double reached = (1 - tau) * on_y / map.most_y - tau * on_s / map.most_s;
      g_assert_cmpfloat (reached, >=, best - 1e-12);
      assert_close (reached, best, 1e-4, 1e-6); /* the grid's step squared */
    }
  mercer_work_free (work);
}

/* More protection never means more dependence on what is protected (the objective is linear in tau). */
static void
test_trade (void)
{
  double x[4 * N], y[N], s[N], z[2 * N], on_y, on_s, last_y = INFINITY, last_s = INFINITY;
  mercer_random_normals (5, 1, 0, 4 * N, x);
  for (size_t i = 0; i < N; i++)
    {
      y[i] = x[i] + x[i + N];
      s[i] = x[i] - 0.4 * x[i + 2 * N];
    }
  MercerWork *work = mercer_work_new (0, NULL);
  MercerFairMap map;
  size_t kept;
  g_assert_cmpint (mercer_fair_map_open (&map, gram_of (x, 4, work), gram_of (y, 1, work), gram_of (s, 1, work), 0.01, 10, work), ==,
                   MERCER_OK);
  /* one number is told by one direction, and a second would only give away */
  double first[2 * N];
  g_assert_cmpint (mercer_fair_map_solve (&map, 0, 2, mercer_matrix (first, N, 2), none, &on_y, &on_s, &kept, work), ==, MERCER_OK);
  g_assert_cmpuint (kept, ==, 1);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat (first[i + N], ==, 0);
  for (double tau = 0; tau <= 0.951; tau += 0.05)
    {
      g_assert_cmpint (mercer_fair_map_solve (&map, tau, 2, mercer_matrix (z, N, 2), none, &on_y, &on_s, &kept, work), ==, MERCER_OK);
      g_assert_cmpfloat (on_s, <=, last_s + 1e-10);
      g_assert_cmpfloat (on_y, <=, last_y + 1e-10);
      last_s = on_s;
      last_y = on_y;
    }
  /* with nothing but protection z is free of s: one direction of four is lost; of the others those are kept that tell of y, the limit of
   * ever more protection */
  g_assert_cmpint (mercer_fair_map_solve (&map, 1, 2, mercer_matrix (z, N, 2), none, &on_y, &on_s, &kept, work), ==, MERCER_OK);
  g_assert_cmpfloat (on_s, <, 1e-12);
  double limit = on_y;
  g_assert_cmpint (mercer_fair_map_solve (&map, 1 - 1e-6, 2, mercer_matrix (z, N, 2), none, &on_y, &on_s, &kept, work), ==, MERCER_OK);
  assert_close (limit, on_y, 1e-4, 0); /* steps of 1e-6 over the gap between directions */
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fair-map/directions", test_directions);
  g_test_add_func ("/fair-map/trade", test_trade);
  return g_test_run ();
}
