/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three regimes against the conditions they are solutions of, against exact moments and against simulation. */
#include "regimes.h"

#include <stdlib.h>

#include "testing.h"

static int
ascending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* t_G solves I (t) = alpha; I (t) = 3 t^2 / 4 + O(t^3) for few points, log (1 + t) / 2 for many. The divergence is least where it is
 * said to be, by a search, below h_G; and meets itself at h_G. */
static void
test_conditions (void)
{
  for (double alpha = 1e-6; alpha < 5; alpha *= 3)
    {
      MercerRegimes r = mercer_regimes (alpha);
      assert_close (mercer_regimes_rate (r.t_g), alpha, 1e-9, 0);
      assert_close (mercer_regimes_rate (2 / (r.h_clt * r.h_clt)), alpha, 1e-9, 0);
      if (alpha < 1e-5)
        assert_close (r.h_g, pow (0.75 / alpha, 0.25), 1e-2, 0);
      double best = INFINITY, at = 0;
      for (double h = 0.05 * r.h_g; h < 3 * r.h_g; h *= 1.001)
        if (mercer_regimes_divergence (&r, h) < best)
          best = mercer_regimes_divergence (&r, at = h);
      if (alpha > 1e-3) /* for fewer points the valley is flat to rounding */
        assert_close (at, r.h_kl, 1e-3, 0);
      g_assert_cmpfloat (r.h_kl, <, r.h_g);
      g_assert_cmpfloat (best, >, -1e-15);
      assert_close (mercer_regimes_log_density (&r, r.h_g * (1 - 1e-9)), mercer_regimes_log_density (&r, r.h_g * (1 + 1e-9)), 1e-7, 0);
    }
}

/* Far above h_CLT the estimate is normal about its mean: both moments are exact, 4 standard errors of 400 samples (of an sd: 1 / sqrt
 * (800)). */
static void
test_moments (void)
{
  enum { D = 10, N = 2000, SAMPLES = 400 };
  g_autofree double *squares = g_new (double, N * SAMPLES), *scratch = g_new (double, N);
  MercerWork *work = mercer_work_new (0, NULL);
  double h = 1.5 * mercer_regimes (log (N) / D).h_clt, log_mean, sd, sum = 0, sum_of_squares = 0;
  mercer_regimes_moments (D, N, h, &log_mean, &sd);
  g_assert_cmpint (mercer_regimes_simulate (D, N, SAMPLES, 1, squares, work), ==, MERCER_OK);
  for (int s = 0; s < SAMPLES; s++)
    {
      double ratio = exp (mercer_regimes_estimate (D, N, squares + s * N, h, NULL, scratch) - log_mean);
      sum += ratio / SAMPLES;
      sum_of_squares += ratio * ratio / SAMPLES;
    }
  assert_close (sum, 1, 0, 4 * sd / sqrt (SAMPLES));
  assert_close (sqrt (sum_of_squares - sum * sum), sd, 4 / sqrt (2.0 * SAMPLES), 0);
  mercer_work_stop (work);
  g_assert_cmpint (mercer_regimes_simulate (D, N, SAMPLES, 1, squares, work), ==, MERCER_STOPPED);
  mercer_work_free (work);
}

/* In d = 40 and n = exp (0.2 d) = 2,981: the number of points at an energy has a factor of order d^-1/2 beside exp (-d I), which moves the
 * nearest point's energy by log (d) / (2 t_G) and the estimate over d by t / t_G times log (d) / 2d = 0.046, and no less than that. Far
 * below h_G one point has 1 - t_G / t of the estimate's shares in the mean of sum w^2 (Derrida 1985), to a tenth in so few dimensions. */
static void
test_limit (void)
{
  enum { D = 40, N = 2981, SAMPLES = 101 };
  g_autofree double *squares = g_new (double, N * SAMPLES), *scratch = g_new (double, N);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerRegimes r = mercer_regimes (log (N) / D);
  double factors[] = { 0.4, 0.6, 0.8, 1, 1.5, 2.5 };
  g_assert_cmpint (mercer_regimes_simulate (D, N, SAMPLES, 2, squares, work), ==, MERCER_OK);
  for (size_t k = 0; k < G_N_ELEMENTS (factors); k++)
    {
      double h = factors[k] * r.h_g, value[SAMPLES], shares = 0;
      for (int s = 0; s < SAMPLES; s++)
        {
          double share;
          value[s] = mercer_regimes_estimate (D, N, squares + s * N, h, &share, scratch) / D;
          shares += share / SAMPLES;
        }
      qsort (value, SAMPLES, sizeof *value, ascending);
      g_test_message ("h %.3f h_G: %.4f, limit %.4f; shares %.3f, limit %.3f", factors[k], value[SAMPLES / 2],
                      mercer_regimes_log_density (&r, h), shares, MAX (1 - factors[k] * factors[k], 0));
      assert_close (value[SAMPLES / 2], mercer_regimes_log_density (&r, h), 0, MAX (1, pow (factors[k], -2)) * log (D) / (2 * D));
      if (k < 2)
        assert_close (shares, 1 - factors[k] * factors[k], 0, 0.1);
    }
  mercer_work_free (work);
}

/* |x - Y|^2 is noncentral chi-square with d degrees of freedom and noncentrality d. scipy 1.10.1: -ncx2.logcdf (2 e d, d, d) / d, which
 * is alpha but for the factor d^-1/2 of the large deviations (Bahadur and Ranga Rao 1960): log (d) / 2d, and a constant over d. */
static void
test_law (void)
{
  static const struct
  {
    double alpha, e, rate[3];
  } golden[] = {
    { 0.05, 0.6565232679448942, { 0.07018456166974812, 0.061660505772543645, 0.05664989090880772 } },
    { 0.2, 0.39755434889241437, { 0.22511570784673055, 0.21424754477941607, 0.20797892877739635 } },
    { 1, 0.06820746191350294, { 1.0285658222055654, 1.0160096902793772, 1.0088697446851378 } },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (golden); k++)
    {
      assert_close (mercer_regimes (golden[k].alpha).e, golden[k].e, 1e-10, 0); /* scipy's brentq of the rate */
      for (int i = 0; i < 3; i++)
        {
          double d = 100 << i;
          assert_close (golden[k].rate[i] - golden[k].alpha, log (d) / (2 * d), 0, 1 / d);
        }
    }
}

/* The sum of squares decides about the central limit theorem: with alpha = 0.1 fixed and 25, 50 and 100 dimensions, its median comes to its
 * mean above h_CLT and stays below it by a power of n beneath, as the model at twice the inverse temperature says; what is
 * missing to the limit is of the order log (d) / 2d, as of the estimate itself. */
static void
test_clt (void)
{
  enum { SAMPLES = 41 };
  static const size_t dimensions[] = { 25, 50, 100 };
  static const double factors[] = { 0.6, 1.6 };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (dimensions); k++)
    {
      size_t d = dimensions[k], n = (size_t) round (exp (0.1 * (double) d));
      MercerRegimes r = mercer_regimes (log ((double) n) / (double) d);
      g_autofree double *squares = g_new (double, n * SAMPLES), *scratch = g_new (double, n);
      g_assert_cmpint (mercer_regimes_simulate (d, n, SAMPLES, 4, squares, work), ==, MERCER_OK);
      for (size_t f = 0; f < G_N_ELEMENTS (factors); f++)
        {
          double half = factors[f] * r.h_clt * M_SQRT1_2, value[SAMPLES], log_mean, sd; /* exp (-|x - y|^2 / 2 h^2) squared */
          for (int s = 0; s < SAMPLES; s++)
            value[s] = mercer_regimes_estimate (d, n, squares + (size_t) s * n, half, NULL, scratch);
          qsort (value, SAMPLES, sizeof *value, ascending);
          mercer_regimes_moments ((double) d, (double) n, half, &log_mean, &sd);
          double below = (log_mean - value[SAMPLES / 2]) / (double) d;
          double limit = log_mean / (double) d - mercer_regimes_log_density (&r, half), size = log ((double) d) / (2 * (double) d);
          g_test_message ("d %zu, n %zu, %.1f h_CLT: %.4f below the mean, limit %.4f", d, n, factors[f], below, limit);
          g_assert_true ((limit > 1e-6) == (factors[f] < 1));
          assert_close (below, limit, 0, (factors[f] < 1 ? 1 / (factors[f] * factors[f]) : 0.5) * size);
        }
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/regimes/conditions", test_conditions);
  g_test_add_func ("/regimes/moments", test_moments);
  g_test_add_func ("/regimes/limit", test_limit);
  g_test_add_func ("/regimes/law", test_law);
  g_test_add_func ("/regimes/clt", test_clt);
  return g_test_run ();
}
