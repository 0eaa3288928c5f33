/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "linalg.h"
#include "marchenko-pastur.h"
#include "random.h"
#include "testing.h"
#include "tracy-widom.h"

/* --- Marchenko and Pastur ------------------------------------------------------------------------------- */

/* Moments of the whole law are known: 1 = its mass, v, v^2 (1 + ratio) (Bai and Silverstein, lemma 3.1). What is not 0 has
 * them over min (1, 1 / ratio). By the trapezium rule over the cumulative, a path of its own. */
static void
test_moments (void)
{
  enum { STEPS = 200000 };
  const double ratios[] = { 0.05, 0.5, 1, 2, 9 };
  for (size_t r = 0; r < G_N_ELEMENTS (ratios); r++)
    {
      MercerMarchenkoPastur law = mercer_marchenko_pastur (ratios[r], 1.7);
      double mass = 0, first = 0, second = 0, step = (law.high - law.low) / STEPS, share = MIN (1, 1 / ratios[r]);
      for (int k = 0; k < STEPS; k++)
        {
          double x = law.low + (k + 0.5) * step, f = mercer_marchenko_pastur_density (&law, x);
          mass += f * step;
          first += f * x * step;
          second += f * x * x * step;
        }
      double rough = ratios[r] == 1 ? 2e-3 : 1e-6; /* a pole of order 1/2 at 0 */
      assert_close (mass, 1, rough, 0);
      assert_close (first * share, 1.7, 1e-5, 0);
      assert_close (second * share, 1.7 * 1.7 * (1 + ratios[r]), 1e-5, 0);
    }
}

/* At ratio 1 and v = 1 it is that of the square of a semicircle's: P (x <= 4 u^2) = 2/pi (asin u + u sqrt (1 - u^2)). */
static void
test_cumulative (void)
{
  MercerMarchenkoPastur law = mercer_marchenko_pastur (1, 1);
  for (double u = 0.01; u < 1; u += 0.07)
    assert_close (mercer_marchenko_pastur_cumulative (&law, 4 * u * u), M_2_PI * (asin (u) + u * sqrt (1 - u * u)), 1e-9, 0);
  MercerMarchenkoPastur wide = mercer_marchenko_pastur (0.3, 2);
  for (double p = 0; p <= 1; p += 0.125)
    assert_close (mercer_marchenko_pastur_cumulative (&wide, mercer_marchenko_pastur_quantile (&wide, p)), p, 0, 1e-10);
  g_assert_cmpfloat (mercer_marchenko_pastur_density (&wide, wide.high + 1e-9), ==, 0);
}

/* --- Tracy and Widom ------------------------------------------------------------------------------------ */

/* Mean and variance of F_1 to the digits of Bornemann (2010), On the numerical evaluation of distributions in random matrix
 * theory, table 10: -1.20653 35745 82093 and 1.60778 10345 81. From the cumulative by parts, trapezium rule, which is
 * spectrally accurate for what vanishes smoothly at both ends. */
static void
test_tracy_widom (void)
{
  const double step = 0.05;
  double mean = 0, square = 0;
  for (int k = -220; k <= 220; k++)
    {
      double s = step * k, tail = mercer_tracy_widom_tail (s), head = mercer_tracy_widom_cumulative (s);
      mean += step * (s > 0 ? tail : s < 0 ? -head : 0.5 * (tail - head));
      square += 2 * step * s * (s > 0 ? tail : -head);
    }
  assert_close (mean, -1.2065335745820, 1e-9, 0);
  square += step * step / 6; /* the integrand has a kink of slope 2 at 0: Euler and Maclaurin's term */
  assert_close (square - mean * mean, 1.607781034581, 1e-9, 0);
  /* Upper points as tabulated in Bejan (2005), Largest eigenvalues and sample covariance matrices, table for beta = 1. */
  assert_close (mercer_tracy_widom_upper (0.10), 0.4501, 0, 1e-4);
  assert_close (mercer_tracy_widom_upper (0.05), 0.9793, 0, 1e-4);
  assert_close (mercer_tracy_widom_upper (0.01), 2.0234, 0, 1e-4);
  for (double tail = 1e-4; tail < 0.9; tail *= 1.7) /* as far as rounding near 1 lets the tail be told */
    assert_close (mercer_tracy_widom_tail (mercer_tracy_widom_upper (tail)), tail, 1e-10, 0);
}

/* --- Spikes --------------------------------------------------------------------------------------------- */

/* Descending eigenvalues of X'X / n, X n x d of normals, its first columns times sqrt (1 + strength). */
static void
spectrum (size_t n, size_t d, size_t spikes, double strength, uint64_t seed, double *values, double *trace)
{
  g_autofree double *x = g_new (double, n * d), *s = g_new0 (double, d * d), *v = g_new (double, d * d);
  mercer_random_normals (seed, 1, 0, n * d, x);
  for (size_t k = 0; k < spikes * n; k++)
    x[k] *= sqrt (1 + strength);
  MercerMatrix a = mercer_matrix (s, d, d);
  mercer_syrk (true, 1.0 / (double) n, mercer_matrix (x, n, d), 0, a, NULL);
  *trace = 0;
  for (size_t c = 0; c < d; c++)
    *trace += *mercer_matrix_at (a, c, c);
  g_autofree double *ascending = g_new (double, d);
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_eigen (a, ascending, mercer_matrix (v, d, d), work), ==, MERCER_OK);
  mercer_work_free (work);
  for (size_t k = 0; k < d; k++)
    values[k] = ascending[d - 1 - k];
}

/* Of 200 tables of noise 5 % at most stand out by the level, give or take three standard errors (4.6 %) and the law's own
 * O(n^(-2/3)) error; all strong spikes are found (they stand far beyond the threshold sqrt (d / n) of Baik, Ben Arous and
 * Peche), and their number is rarely exceeded. */
static void
test_spikes (void)
{
  enum { N = 120, D = 40, TABLES = 200 };
  double values[D], trace, variance, statistic, reach = mercer_tracy_widom_upper (0.05);
  size_t alarms = 0, found[4] = { 0 };
  for (size_t t = 0; t < TABLES; t++)
    {
      spectrum (N, D, 0, 0, 100 + t, values, &trace);
      alarms += mercer_tracy_widom_spikes (values, D, trace, N, D, reach, &variance, &statistic) > 0;
      if (t == 0)
        assert_close (variance, 1, 0.05, 0);
      spectrum (N, D, 3, 6, 1000 + t, values, &trace);
      found[MIN (mercer_tracy_widom_spikes (values, D, trace, N, D, reach, &variance, &statistic), (size_t) 3)]++;
    }
  g_test_message ("%zu alarms, 3 spikes found %zu times", alarms, found[3]);
  g_assert_cmpuint (alarms, <=, 21);
  g_assert_cmpuint (alarms, >=, 1);
  g_assert_cmpuint (found[3], ==, TABLES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random-matrix/moments", test_moments);
  g_test_add_func ("/random-matrix/cumulative", test_cumulative);
  g_test_add_func ("/random-matrix/tracy-widom", test_tracy_widom);
  g_test_add_func ("/random-matrix/spikes", test_spikes);
  return g_test_run ();
}
