/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "integral-transform.h"

#include "kde-testing.h"
#include "random.h"

static double
definition (const double *x, size_t n, double h, double low, double high, double at)
{
  double f = 0, a = 0, b = 0;
  for (size_t i = 0; i < n; i++)
    {
      f += 0.5 * erfc ((x[i] - at) / (h * sqrt (2)));
      a += 0.5 * erfc ((x[i] - low) / (h * sqrt (2)));
      b += 0.5 * erfc ((x[i] - high) / (h * sqrt (2)));
    }
  return (f - a) / (b - a);
}

/* The sums written down, at widths from a ten-thousandth of the range to ten times it. Hermite pieces of h / 16: (1/16)^4 / 384 of f'''
 * h^4 < 2e-7 of the greatest slope; narrower ones are summed. */
static void
test_definition (void)
{
  static const double widths[] = { 1e-4, 1e-3, 0.01, 0.1, 1, 10 };
  Column column = sample_column ("galaxies");
  double range = column.high - column.low;
  for (size_t k = 0; k < G_N_ELEMENTS (widths); k++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      MercerIntegralTransform t;
      double h = widths[k] * range;
      g_assert_cmpint (mercer_integral_transform_init (&t, column.x, column.n, h, work), ==, MERCER_OK);
      for (int i = 0; i <= 333; i++)
        {
          double x = column.low + range * i / 333, want = definition (column.x, column.n, h, column.low, column.high, x);
          assert_close (mercer_integral_transform (&t, x), want, 0, 2e-7);
          if (want > 0 && want < 1 && k >= 3) /* where T rises everywhere */
            assert_close (mercer_integral_transform_inverse (&t, want), x, 0, 1e-4 * range);
        }
      g_assert_cmpfloat (mercer_integral_transform (&t, column.low - 5), ==, 0);
      g_assert_cmpfloat (mercer_integral_transform (&t, column.high + 5), ==, 1);
      mercer_work_free (work);
    }
  g_free (column.x);
}

/* Both limits: min-max for wide kernels, the ranks (mid-ranks, ends at 0 and 1) for narrow ones. */
static void
test_limits (void)
{
  double x[] = { 3, 0, 10, 4, 1 }, mid[] = { 0.5, 0, 1, 0.75, 0.25 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerIntegralTransform wide, widest, narrow;
  g_assert_cmpint (mercer_integral_transform_init (&wide, x, 5, 1e4, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_integral_transform_init (&widest, x, 5, 1e9, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_integral_transform_init (&narrow, x, 5, 1e-3, work), ==, MERCER_OK);
  for (int i = 0; i < 5; i++)
    {
      assert_close (mercer_integral_transform (&wide, x[i]), x[i] / 10, 0, 1e-6); /* (range / h)^2 */
      assert_close (mercer_integral_transform (&widest, x[i]), x[i] / 10, 0, 1e-12);
      assert_close (mercer_integral_transform (&narrow, x[i]), mid[i], 0, 1e-12);
    }
  double same[] = { 2, 2 };
  g_assert_cmpint (mercer_integral_transform_init (&wide, same, 2, 1, work), ==, MERCER_OK);
  g_assert_cmpfloat (mercer_integral_transform (&wide, 2), ==, 0.5);
  mercer_work_free (work);
}

/* Cells against all values: (cell / h)^2 / 24 with h of a hundredth of the range is 2.5e-5. */
static void
test_cells (void)
{
  enum { N = 20000 };
  g_autofree double *x = g_new (double, N);
  mercer_random_normals (3, 1, 0, N, x);
  double low = 0, high = 0;
  for (int i = 0; i < N; i++)
    {
      low = MIN (low, x[i]);
      high = MAX (high, x[i]);
    }
  MercerWork *work = mercer_work_new (0, NULL);
  MercerIntegralTransform t;
  g_assert_cmpint (mercer_integral_transform_init (&t, x, N, 0.08, work), ==, MERCER_OK);
  for (double at = -3; at < 3; at += 0.37)
    assert_close (mercer_integral_transform (&t, at), definition (x, N, 0.08, low, high, at), 0, 2.5e-5);
  mercer_work_stop (work);
  g_assert_cmpint (mercer_integral_transform_init (&t, x, N, 0.08, work), ==, MERCER_STOPPED);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/integral-transform/definition", test_definition);
  g_test_add_func ("/integral-transform/limits", test_limits);
  g_test_add_func ("/integral-transform/cells", test_cells);
  return g_test_run ();
}
