/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "adaptive-map.h"
#include "random.h"
#include "testing.h"
#include "trustworthiness.h"

/* scikit-learn 1.2.1: with i = 0 .. 39, x = (sin i, cos 1.7 i, sin 0.3 i^2) and z = (sin i + 0.2 cos 5 i, cos 1.7 i),
 * sklearn.manifold.trustworthiness (x, z, n_neighbors = 3, 5, 10). Ranks are whole numbers, so only rounding differs. */
static void
test_trustworthiness (void)
{
  enum { N = 40 };
  double x[3 * N], z[2 * N];
  for (size_t k = 0; k < N; k++)
    {
      double i = (double) k;
      x[k] = sin (i);
      x[k + N] = cos (1.7 * i);
      x[k + 2 * N] = sin (0.3 * i * i);
      z[k] = sin (i) + 0.2 * cos (5 * i);
      z[k + N] = cos (1.7 * i);
    }
  MercerMatrix high = mercer_matrix (x, N, 3), low = mercer_matrix (z, N, 2);
  MercerWork *work = mercer_work_new (0, NULL);
  assert_close (mercer_trustworthiness (high, low, 3, work), 0.8452380952380952, 1e-12, 0);
  assert_close (mercer_trustworthiness (high, low, 5, work), 0.8671875, 1e-12, 0);
  assert_close (mercer_trustworthiness (high, low, 10, work), 0.8715306122448979, 1e-12, 0);
  assert_close (mercer_trustworthiness (high, high, 5, work), 1, 0, 0);
  /* and the order of five that scikit-learn's own tests print, test_t_sne.py: 0.2 with one neighbour */
  double before[] = { 0, 1, 2, 3, 4 }, after[] = { 0, 2, 4, 1, 3, 0, 0, 0, 0, 0 };
  assert_close (mercer_trustworthiness (mercer_matrix (before, 5, 1), mercer_matrix (after, 5, 2), 1, work), 0.2, 1e-12, 0);
  mercer_work_free (work);
}

static void
fill (double *x, double *y, size_t n, size_t d)
{
  mercer_random_normals (8, 1, 0, n * d, x);
  for (size_t i = 0; i < n; i++)
    y[i] = sin (2 * x[i]) + x[i + n] * x[i + n] + (d > 2 ? 1.5 * x[i + 2 * n] : 0);
}

/* The gradient in all parameters against central differences (h^2 f''' / 6 ~ 1e-8 of the loss), away from the start. */
static void
test_gradient (void)
{
  enum { N = 14, D = 3 };
  double x[N * D], y[N], g[200], theta[200], loss, plus, minus;
  fill (x, y, N, D);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAdaptiveMap map;
  g_assert_cmpint (mercer_adaptive_open (&map, mercer_matrix (x, N, D), y, 0.3, 4, 1, work), ==, MERCER_OK);
  g_assert_cmpuint (map.parameters, <, 200);
  mercer_random_normals (9, 1, 0, map.parameters, theta);
  for (size_t k = 0; k < map.parameters; k++)
    theta[k] = map.theta[k] + 0.2 * theta[k];
  g_assert_cmpint (mercer_adaptive_loss (&map, theta, &loss, g, work), ==, MERCER_OK);
  for (size_t k = 0; k < map.parameters; k++)
    {
      double h = 1e-5, was = theta[k];
      theta[k] = was + h;
      mercer_adaptive_loss (&map, theta, &plus, NULL, work);
      theta[k] = was - h;
      mercer_adaptive_loss (&map, theta, &minus, NULL, work);
      theta[k] = was;
      assert_close (g[k], (plus - minus) / (2 * h), 1e-5, 1e-7);
    }
  mercer_work_free (work);
}

/* The loss written out: t-SNE's sums over ordered pairs, regression row by row. And neighbourhoods have the perplexity. */
static void
test_loss (void)
{
  enum { N = 12, D = 2 };
  double x[N * D], y[N], loss, mean = 0, variance = 0, error = 0, z_sum = 0, kl = 0, total = 0;
  fill (x, y, N, D);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAdaptiveMap map;
  g_assert_cmpint (mercer_adaptive_open (&map, mercer_matrix (x, N, D), y, 0.5, 3, 1, work), ==, MERCER_OK);
  map.theta[map.parameters - 1] = log (1.4);
  g_assert_cmpint (mercer_adaptive_loss (&map, map.theta, &loss, NULL, work), ==, MERCER_OK);
  double s2 = exp (2 * map.theta[map.parameters - 2]);
  for (size_t i = 0; i < N; i++)
    mean += y[i] / N;
  for (size_t i = 0; i < N; i++)
    {
      double w = 0, wy = 0;
      for (size_t j = 0; j < N; j++)
        if (j != i)
          {
            double r2 = pow (map.z.data[i] - map.z.data[j], 2) + pow (map.z.data[i + N] - map.z.data[j + N], 2);
            double k = 1 / (1 + pow (r2 / s2, 1.4));
            w += k;
            wy += k * y[j];
            z_sum += 1 / (1 + r2);
            total += *mercer_matrix_at (map.p, i, j);
          }
      variance += (y[i] - mean) * (y[i] - mean) / N;
      error += pow (y[i] - wy / w, 2) / N;
    }
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      if (j != i)
        {
          double r2 = pow (map.z.data[i] - map.z.data[j], 2) + pow (map.z.data[i + N] - map.z.data[j + N], 2);
          double p = *mercer_matrix_at (map.p, i, j);
          kl += p > 0 ? p * log (p / (1 / (1 + r2) / z_sum)) : 0;
        }
  assert_close (total, 1, 1e-12, 0);
  assert_close (map.error, error / variance, 1e-11, 0);
  assert_close (map.divergence, kl, 1e-10, 0);
  assert_close (loss, error / variance + 0.5 * kl, 1e-11, 0);
  mercer_work_free (work);
}

/* Five columns, of which the metric sees one of small variance: principal components pass it by, training finds it, and the
 * landscape at the rows themselves agrees with the metric. */
static void
test_training (void)
{
  enum { N = 120, D = 5 };
  double x[N * D], y[N], plain[2 * N], out[N];
  mercer_random_normals (10, 1, 0, N * D, x);
  for (size_t i = 0; i < N; i++)
    {
      x[i] *= 3;
      x[i + N] *= 3;
      y[i] = tanh (2 * x[i + 4 * N]);
    }
  memcpy (plain, x, sizeof plain);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAdaptiveMap map;
  g_assert_cmpint (mercer_adaptive_open (&map, mercer_matrix (x, N, D), y, 0.05, 20, 1, work), ==, MERCER_OK);
  double before = map.error;
  g_assert_cmpint (mercer_adaptive_train (&map, 150, work), ==, MERCER_OK);
  g_assert_cmpfloat (map.error, <, 0.3 * before);
  g_assert_cmpfloat (map.error, <, 0.3 * mercer_plain_error (mercer_matrix (plain, N, 2), y, work));
  g_assert_cmpint (mercer_adaptive_landscape (&map, map.z, out, work), ==, MERCER_OK);
  double miss = 0, all = 0;
  for (size_t i = 0; i < N; i++)
    {
      miss += (out[i] - y[i]) * (out[i] - y[i]);
      all += y[i] * y[i];
    }
  g_assert_cmpfloat (miss, <, 0.25 * all);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adaptive-map/trustworthiness", test_trustworthiness);
  g_test_add_func ("/adaptive-map/gradient", test_gradient);
  g_test_add_func ("/adaptive-map/loss", test_loss);
  g_test_add_func ("/adaptive-map/training", test_training);
  return g_test_run ();
}
