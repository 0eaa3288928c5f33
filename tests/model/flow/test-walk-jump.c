/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random.h"
#include "testing.h"
#include "walk-jump.h"

enum { N = 17 };

/* log p (y_1 .. y_m) up to a constant by the joint Gaussian of each part, without the mean of the measurements: given X = x they are
 * independent, so in each column cov (y_j, y_k) = h^2 + sigma^2 [j = k], whose inverse is (I - h^2 / (sigma^2 + m h^2)) / sigma^2. */
static double
joint (const double *mu, size_t parts, double h, double sigma, size_t m, const double *before, const double y[2])
{
  double total = 0, q = h * h / (sigma * sigma + (double) m * h * h);
  for (size_t k = 0; k < parts; k++)
    {
      double squares = 0;
      for (size_t c = 0; c < 2; c++)
        {
          double sum = 0, sum2 = 0;
          for (size_t j = 0; j < m; j++)
            {
              double z = (j + 1 < m ? before[2 * j + c] : y[c]) - mu[k + c * parts];
              sum += z;
              sum2 += z * z;
            }
          squares += (sum2 - q * sum * sum) / (sigma * sigma);
        }
      total += exp (-0.5 * squares);
    }
  return log (total);
}

/* Score and curvature against differences of the joint density in its last argument (order h^2 = 1e-8, rounding 1e-16 / 1e-8). */
static void
test_conditional (void)
{
  enum { PARTS = 3, M = 3 };
  const double step = 1e-4, h = 0.5, sigma = 1.3;
  double mu[2 * PARTS] = { -1, 1.2, 0.3, 0.4, -0.2, 1.5 }, past[2 * (M - 1)] = { -0.4, 0.6, 0.9, -0.3 };
  double y[2 * N], before[2 * N], score[2 * N], jump[2 * N], curvature[N];
  MercerTarget target = { MERCER_TARGET_MIXTURE, mercer_matrix (mu, PARTS, 2), h };
  mercer_random_normals (8, 1, 0, 2 * N, y);
  for (size_t i = 0; i < N; i++)
    for (size_t c = 0; c < 2; c++)
      before[i + c * N] = past[c] + past[2 + c];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_walk_conditional (&target, sigma, M, mercer_matrix (before, N, 2), mercer_matrix (y, N, 2),
                                            mercer_matrix (score, N, 2), mercer_matrix (jump, N, 2), curvature, work),
                   ==, MERCER_OK);
  mercer_work_free (work);
  for (size_t i = 0; i < N; i++)
    {
      double f[3][3];
      for (int a = -1; a <= 1; a++)
        for (int b = -1; b <= 1; b++)
          f[a + 1][b + 1] = joint (mu, PARTS, h, sigma, M, past, (double[]){ y[i] + a * step, y[i + N] + b * step });
      assert_close (score[i], (f[2][1] - f[0][1]) / (2 * step), 1e-6, 1e-6);
      assert_close (score[i + N], (f[1][2] - f[1][0]) / (2 * step), 1e-6, 1e-6);
      double aa = (f[2][1] + f[0][1] - 2 * f[1][1]) / (step * step), bb = (f[1][2] + f[1][0] - 2 * f[1][1]) / (step * step);
      double ab = (f[2][2] + f[0][0] - f[2][0] - f[0][2]) / (4 * step * step);
      double least = -0.5 * (aa + bb) - sqrt (0.25 * pow (aa - bb, 2) + ab * ab);
      assert_close (curvature[i], sigma * sigma * least, 1e-5, 1e-5);
    }
}

/* Two parts at +-mu: p smoothed is log-concave exactly from sigma^2 = |mu|^2 - h^2 on: there the curvature in the middle is 0, a
 * little less noise makes it negative, a little more keeps it positive everywhere on a fine line through both. One part, N (mu,
 * h^2): the m-th conditional has curvature (1 - 1 / (m + sigma^2 / h^2)) / sigma^2, the paper's Gaussian example. */
static void
test_threshold (void)
{
  enum { LINE = 401 };
  double mu[2] = { -1.5, 1.5 }, y[LINE], before[LINE], score[LINE], jump[LINE], curvature[LINE];
  MercerTarget target = { MERCER_TARGET_MIXTURE, mercer_matrix (mu, 2, 1), 0.5 };
  double sigma = mercer_walk_threshold (&target);
  MercerWork *work = mercer_work_new (0, NULL);
  assert_close (sigma, sqrt (2), 1e-14, 0);
  for (size_t i = 0; i < LINE; i++)
    {
      y[i] = 0.03 * ((double) i - LINE / 2);
      before[i] = 0;
    }
  for (int k = -1; k <= 1; k++)
    {
      double least = INFINITY;
      g_assert_cmpint (mercer_walk_conditional (&target, sigma * (1 + 0.02 * k), 1, mercer_matrix (before, LINE, 1),
                                                mercer_matrix (y, LINE, 1), mercer_matrix (score, LINE, 1),
                                                mercer_matrix (jump, LINE, 1), curvature, work),
                       ==, MERCER_OK);
      for (size_t i = 0; i < LINE; i++)
        least = fmin (least, curvature[i]);
      if (k == 0)
        {
          assert_close (curvature[LINE / 2], 0, 0, 1e-13);
          g_assert_cmpfloat (least, >, -1e-13);
        }
      else
        g_assert_true (k < 0 ? least < -0.01 : least > 0.01);
    }
  target.means = mercer_matrix (mu, 1, 1);
  g_assert_cmpfloat (mercer_walk_threshold (&target), ==, 0);
  for (size_t m = 1; m <= 4; m++)
    {
      g_assert_cmpint (mercer_walk_conditional (&target, 0.8, m, mercer_matrix (before, 1, 1), mercer_matrix (y, 1, 1),
                                                mercer_matrix (score, 1, 1), mercer_matrix (jump, 1, 1), curvature, work),
                       ==, MERCER_OK);
      assert_close (curvature[0], 1 - 1 / ((double) m + 0.64 / 0.25), 1e-13, 0);
    }
  mercer_work_free (work);
}

/* On N (0, 1) the positions' law is kept exactly for any stable step (h = 1 here): with the linear map of one step, its fixed
 * covariance has variance 1 in the position. 40,000 walkers of 60 steps each: a standard error of the variance of sqrt (2 / 40,000) =
 * 0.7 %, four of them. Euler's would be off by h^2 / 4 = 25 %. */
static void
test_walk (void)
{
  enum { MANY = 40000, STEPS = 60 };
  g_autofree double *y = g_new0 (double, MANY), *v = g_new0 (double, MANY), *score = g_new0 (double, MANY);
  g_autofree double *normals = g_new (double, MANY);
  double mean = 0, square = 0;
  for (uint64_t k = 0; k < STEPS; k++)
    {
      mercer_random_normals (2, k, 0, MANY, normals);
      mercer_walk_first_half (1, 1.5, mercer_matrix (score, MANY, 1), mercer_matrix (normals, MANY, 1), mercer_matrix (y, MANY, 1),
                              mercer_matrix (v, MANY, 1));
      for (size_t i = 0; i < MANY; i++)
        score[i] = -y[i];
      mercer_walk_second_half (1, mercer_matrix (score, MANY, 1), mercer_matrix (v, MANY, 1));
    }
  for (size_t i = 0; i < MANY; i++)
    {
      mean += y[i] / MANY;
      square += y[i] * y[i] / MANY;
    }
  assert_close (mean, 0, 0, 0.02);
  assert_close (square, 1, 0.028, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/walk-jump/conditional", test_conditional);
  g_test_add_func ("/walk-jump/threshold", test_threshold);
  g_test_add_func ("/walk-jump/walk", test_walk);
  return g_test_run ();
}
