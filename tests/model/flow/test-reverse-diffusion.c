/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reverse-diffusion.h"
#include "random.h"
#include "testing.h"

enum { N = 40, M = 23, D = 2 };

static void
make (double *rows, double *x)
{
  mercer_random_normals (11, 1, 0, N * D, rows);
  mercer_random_normals (11, 2, 0, M * D, x);
}

/* Summed as it stands in the text, without a thought for overflow. */
static double
plain_log_density (const double *rows, double width, double kept, const double at[D])
{
  double v = kept * width * width + 1 - kept, sum = 0;
  for (size_t i = 0; i < N; i++)
    {
      double squares = 0;
      for (size_t c = 0; c < D; c++)
        squares += pow (at[c] - sqrt (kept) * rows[i + c * N], 2);
      sum += exp (-squares / (2 * v)) / pow (2 * G_PI * v, 0.5 * D) / N;
    }
  return log (sum);
}

/* The score is the gradient of the log density (central differences: error of order h^2 = 1e-10, rounding 1e-16 / h), and
 * Tweedie's formula leads from the mean to it. */
static void
test_score (void)
{
  const double h = 1e-5;
  double rows[N * D], x[M * D], mean[M * D], variance[M * D], score[M * D], again[M * D], density[M];
  make (rows, x);
  for (int k = 0; k < 6; k++)
    {
      double kept = (double[]){ 0.99, 0.5, 0.02 }[k % 3], width = k < 3 ? 0 : 0.4;
      MercerDenoised out = { mercer_matrix (mean, M, D), mercer_matrix (variance, M, D), mercer_matrix (score, M, D), density };
      /* inside the cloud, where the plain sum does not underflow */
      for (size_t e = 0; e < M * D; e++)
        x[e] *= k % 3 == 0 ? 0.3 : 1;
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_diffusion_denoise (mercer_matrix (rows, N, D), width, kept, mercer_matrix (x, M, D), &out, work), ==,
                       MERCER_OK);
      mercer_work_free (work);
      mercer_diffusion_score (kept, mercer_matrix (x, M, D), out.mean, mercer_matrix (again, M, D));
      for (size_t i = 0; i < M; i++)
        {
          double at[D] = { x[i], x[i + M] };
          assert_close (density[i], plain_log_density (rows, width, kept, at), 1e-12, 1e-12);
          for (size_t c = 0; c < D; c++)
            {
              double up[D] = { at[0], at[1] }, down[D] = { at[0], at[1] };
              up[c] += h;
              down[c] -= h;
              double slope = (plain_log_density (rows, width, kept, up) - plain_log_density (rows, width, kept, down)) / (2 * h);
              assert_close (score[i + c * M], slope, 1e-5, 1e-6);
              assert_close (again[i + c * M], score[i + c * M], 1e-9, 1e-9);
            }
        }
    }
}

/* One row of width s: the data are N(mu, s^2) and so x_t is N(sqrt (k) mu, k s^2 + 1 - k) at each t, which the step back must
 * lead to from the one after it: the law of total mean and variance, exactly, for every step of the schedule. */
static void
test_gaussian (void)
{
  enum { T = 40 };
  const double mu = 1.7, s = 0.35;
  double kept[T + 1], row[1] = { mu }, x[2], mean[2], variance[2];
  mercer_diffusion_schedule (T, 20, kept);
  g_assert_cmpfloat (kept[0], ==, 1);
  assert_close (kept[T], exp (-10.05), 1e-12, 0); /* the integral of b from 0.1 to 20 */
  for (size_t t = T; t >= 1; t--)
    {
      /* the mean of x_(t-1) is linear in x_t: its coefficients from two values of x_t */
      double at_mean = sqrt (kept[t]) * mu, at_variance = kept[t] * s * s + 1 - kept[t];
      MercerMatrix where = mercer_matrix (x, 2, 1);
      MercerDenoised out = { .mean = mercer_matrix (mean, 2, 1), .variance = mercer_matrix (variance, 2, 1) };
      x[0] = at_mean;
      x[1] = at_mean + 1;
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_diffusion_denoise (mercer_matrix (row, 1, 1), s, kept[t], where, &out, work), ==, MERCER_OK);
      mercer_work_free (work);
      mercer_diffusion_back (kept[t], kept[t - 1], where, out.mean, out.variance);
      double slope = mean[1] - mean[0];
      g_assert_cmpfloat (variance[0], >=, 0);
      assert_close (mean[0], sqrt (kept[t - 1]) * mu, 1e-11, 1e-11);
      assert_close (variance[0] + slope * slope * at_variance, kept[t - 1] * s * s + 1 - kept[t - 1], 1e-10, 1e-11);
    }
}

/* Steps without noise: of one row of width s the probability flow carries x_T along its number of standard deviations,
 * x_0 = mu + s (x_T - sqrt (k_T) mu) / sqrt (k_T s^2 + 1 - k_T) (the ODE of a Gaussian is linear). Of first order: half the error with
 * twice the steps, within a tenth of it. */
static void
test_flow (void)
{
  const double mu = 1.7, s = 0.35, from = -0.8;
  double row[1] = { mu }, error[2];
  for (size_t k = 0; k < 2; k++)
    {
      size_t steps = k == 0 ? 400 : 800;
      g_autofree double *kept = g_new (double, steps + 1);
      double x[1] = { from }, mean[1], variance[1];
      MercerMatrix at = mercer_matrix (x, 1, 1);
      MercerDenoised out = { .mean = mercer_matrix (mean, 1, 1), .variance = mercer_matrix (variance, 1, 1) };
      mercer_diffusion_schedule (steps, 20, kept);
      for (size_t t = steps; t >= 1; t--)
        {
          MercerWork *work = mercer_work_new (0, NULL);
          g_assert_cmpint (mercer_diffusion_denoise (mercer_matrix (row, 1, 1), s, kept[t], at, &out, work), ==, MERCER_OK);
          mercer_work_free (work);
          mercer_diffusion_back_surely (kept[t], kept[t - 1], at, out.mean);
          x[0] = mean[0];
        }
      double end = kept[steps];
      error[k] = x[0] - (mu + s * (from - sqrt (end) * mu) / sqrt (end * s * s + 1 - end));
    }
  assert_close (error[1], 0, 0, 0.01);
  assert_close (error[0] / error[1], 2, 0.1, 0);
}

/* The regression against the plain sum; and with the noisy copies of one wide sample it comes near the exact mean, which for
 * x_0 ~ N(0, 1) is sqrt (k) x: 20,000 pairs, width 0.1, so the weights average some 20,000 x 0.1 x 2 sqrt (pi) x 0.4 = 2,800 of
 * them, of sd sqrt (1 - k) = 0.7: a standard error of 0.014, and a bias below width^2 sqrt (k) |x| = 0.005. */
static void
test_regression (void)
{
  enum { PAIRS = 20000, POINTS = 5 };
  const double kept = 0.5;
  g_autofree double *clean = g_new (double, PAIRS), *noisy = g_new (double, PAIRS);
  double x[POINTS] = { -1, -0.5, 0, 0.5, 1 }, mean[POINTS], variance[POINTS];
  MercerDenoised out = { .mean = mercer_matrix (mean, POINTS, 1), .variance = mercer_matrix (variance, POINTS, 1) };
  mercer_random_normals (5, 1, 0, PAIRS, clean);
  mercer_random_normals (5, 2, 0, PAIRS, noisy);
  for (size_t j = 0; j < PAIRS; j++)
    noisy[j] = sqrt (kept) * clean[j] + sqrt (1 - kept) * noisy[j];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_diffusion_regress (mercer_matrix (noisy, PAIRS, 1), mercer_matrix (clean, PAIRS, 1), 0.1,
                                             mercer_matrix (x, POINTS, 1), &out, work),
                   ==, MERCER_OK);
  mercer_work_free (work);
  for (size_t i = 0; i < POINTS; i++)
    {
      double sum = 0, top = 0;
      for (size_t j = 0; j < PAIRS; j++)
        {
          double w = exp (-pow (x[i] - noisy[j], 2) / 0.02);
          sum += w;
          top += w * clean[j];
        }
      assert_close (mean[i], top / sum, 1e-10, 1e-12);
      assert_close (mean[i], sqrt (kept) * x[i], 0, 0.06);
      assert_close (variance[i], 1 - kept, 0.15, 0); /* 4 standard errors sqrt (2 / 2800) of 0.5, and the bias */
    }
}

/* Far from all rows, where every weight underflows, the nearest row is what was there. */
static void
test_far (void)
{
  double rows[2] = { -1, 2 }, x[1] = { 1e6 }, mean[1], variance[1], density[1];
  MercerDenoised out = { .mean = mercer_matrix (mean, 1, 1), .variance = mercer_matrix (variance, 1, 1), .log_density = density };
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_diffusion_denoise (mercer_matrix (rows, 2, 1), 0, 0.9, mercer_matrix (x, 1, 1), &out, work), ==,
                   MERCER_OK);
  assert_close (mean[0], 2, 1e-12, 0);
  g_assert_true (isfinite (density[0]));
  mercer_work_stop (work);
  g_assert_cmpint (mercer_diffusion_denoise (mercer_matrix (rows, 2, 1), 0, 0.9, mercer_matrix (x, 1, 1), &out, work), ==,
                   MERCER_STOPPED);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diffusion/score", test_score);
  g_test_add_func ("/diffusion/gaussian", test_gaussian);
  g_test_add_func ("/diffusion/flow", test_flow);
  g_test_add_func ("/diffusion/regression", test_regression);
  g_test_add_func ("/diffusion/far", test_far);
  return g_test_run ();
}
