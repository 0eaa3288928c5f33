/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bins: by the definition of linear binning, parts and whole, moments. */
#include "kde.h"

#include <float.h>
#include <string.h>

#include "kde-testing.h"
#include "random.h"

/* --- One column ------------------------------------------------------------------------------------------- */

/* A point's weight to its two neighbours, one after the other. */
static void
by_hand (size_t n, const double *x, double low, double high, size_t m, double *mass, double *self, size_t *outside)
{
  double step = (high - low) / (double) (m - 1);
  memset (mass, 0, m * sizeof *mass);
  *self = 0;
  *outside = 0;
  for (size_t i = 0; i < n; i++)
    {
      double at = (x[i] - low) / step;
      if (isnan (x[i]))
        continue;
      if (x[i] < low || x[i] > high)
        {
          ++*outside;
          continue;
        }
      size_t cell = MIN ((size_t) at, m - 2);
      mass[cell] += (double) cell + 1 - at;
      mass[cell + 1] += at - (double) cell;
      *self += (at - (double) cell) * ((double) cell + 1 - at);
    }
}

/* Millions of points without weights go through vectors and fixed point: places are rounded to 2^-37 of a step (2^-33 on the finest
 * lattices), so masses agree to that times the square root of the points in a cell, and all of it is there; by hand, a place is right to
 * the size of the lattice times epsilon, and 512 points stand on one place. Values on both ends, a hair before one, far away, infinite and
 * missing are among them. Lattices of all sizes that the fixed point is made for, and two beyond. */
static void
test_line (void)
{
  enum { MANY = 100003 };
  static const size_t sizes[] = { 2, 3, 64, 1024, 8190, 16000, 60000, 600000 };
  g_autofree double *x = g_new (double, MANY), *mass = g_new (double, 600000);
  clumps (MANY, 1, x);
  double low = -3.1, high = 4.3, self, strange[] = { low, high, NAN, INFINITY, -INFINITY, 1e300, -1e300, nextafter (high, 0) };
  for (size_t k = 0; k < 4096; k++)
    x[97 + 13 * k] = strange[k % G_N_ELEMENTS (strange)];
  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      MercerBins bins;
      size_t outside;
      double total = 0, mean = 0, square = 0, scale = 0;
      g_assert_cmpint (mercer_bins_init (&bins, 1, &low, &high, &sizes[s]), ==, MERCER_OK);
      g_assert_cmpint (mercer_bins_add (&bins, &(MercerRows){ .n = MANY, .d = 1, .x = { x } }, NULL), ==, MERCER_OK);
      by_hand (MANY, x, low, high, sizes[s], mass, &self, &outside);
      g_assert_cmpuint (bins.outside, ==, outside);
      for (size_t k = 0; k < sizes[s]; k++)
        {
          assert_close (bins.mass[k], mass[k], 1e-9, 1e-9 + 512 * DBL_EPSILON * (double) sizes[s]);
          total += bins.mass[k];
        }
      for (size_t i = 0; i < MANY; i++)
        if (x[i] >= low && x[i] <= high)
          {
            double u = x[i] - 0.5 * (low + high);
            mean += u;
            square += u * u;
            scale += fabs (u);
          }
      assert_close (total, (double) bins.points, 1e-12, 0);
      g_assert_cmpuint (bins.points + bins.outside, ==, MANY - 512); /* one in eight of 4,096 is missing */
      assert_close (bins.self, self, 1e-9, 1e-6);
      assert_close (bins.sum[0], mean, 0, 1e-11 * scale);
      assert_close (bins.product[0], square, 1e-11, 0);
      mercer_bins_clear (&bins);
    }
}

/* --- Parts and whole ------------------------------------------------------------------------------------ */

static void
test_merge (void)
{
  enum { MANY = 200000 };
  g_autofree double *x = g_new (double, 2 * MANY);
  clumps (MANY, 2, x);
  x[5] = x[MANY + 9] = NAN;
  for (size_t d = 1; d <= 2; d++)
    {
      MercerBins whole, left, right;
      double low[2] = { -4, -4 }, high[2] = { 5, 5 }; /* not all are inside */
      size_t m[2] = { 100, 90 };
      MercerRows rows = { .n = MANY, .d = d, .x = { x, x + MANY } };
      mercer_bins_init (&whole, d, low, high, m);
      mercer_bins_init (&left, d, low, high, m);
      mercer_bins_init (&right, d, low, high, m);
      mercer_bins_add (&whole, &rows, NULL);
      rows.n = MANY / 3;
      mercer_bins_add (&left, &rows, NULL);
      rows = (MercerRows){ .n = MANY - MANY / 3, .d = d, .x = { x + MANY / 3, x + MANY + MANY / 3 } };
      mercer_bins_add (&right, &rows, NULL);
      mercer_bins_merge (&left, &right);
      g_assert_cmpuint (left.points, ==, whole.points);
      g_assert_cmpuint (left.outside, ==, whole.outside);
      g_assert_cmpuint (whole.points + whole.outside, ==, MANY - d);
      g_assert_cmpuint (whole.outside, >, 0);
      /* to rounding: sums of 2e5 terms in another order */
      for (size_t k = 0; k < whole.count[0] * whole.count[1]; k++)
        assert_close (left.mass[k], whole.mass[k], 1e-11, 1e-12);
      assert_close (mercer_bins_sd (&left, 0), mercer_bins_sd (&whole, 0), 1e-12, 0);
      mercer_bins_clear (&whole);
      mercer_bins_clear (&left);
      mercer_bins_clear (&right);
    }
}

/* Sd, correlation and effective n against the definition. */
static void
test_moments (void)
{
  double x[] = { 1, 2, 4, 7, 1, 2, 2, 9 }, low[] = { 0, 0 }, high[] = { 10, 10 }, weights[] = { 2, 2, 0, 2 };
  size_t m[] = { 11, 11 };
  MercerBins bins;
  MercerRows rows = { .n = 4, .d = 2, .x = { x, x + 4 } };
  mercer_bins_init (&bins, 2, low, high, m);
  mercer_bins_add (&bins, &rows, NULL);
  assert_close (mercer_bins_sd (&bins, 0), sqrt (7), 1e-14, 0);          /* squares 6.25 + 2.25 + .25 + 12.25 = 21 */
  assert_close (mercer_bins_correlation (&bins), 27 / sqrt (21.0 * 41), 1e-14, 0); /* cross products 27, squares 41 */
  assert_close (mercer_bins_effective_n (&bins), 4, 1e-14, 0);
  mercer_bins_clear (&bins);
  mercer_bins_init (&bins, 2, low, high, m);
  rows.weights = weights;
  mercer_bins_add (&bins, &rows, NULL);
  assert_close (mercer_bins_effective_n (&bins), 3, 1e-14, 0);
  assert_close (mercer_bins_sd (&bins, 0), sqrt (31 / 3.0), 1e-14, 0); /* of 1, 2, 7 */
  g_assert_cmpuint (bins.points, ==, 3);
  mercer_bins_clear (&bins);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bins/line", test_line);
  g_test_add_func ("/bins/merge", test_merge);
  g_test_add_func ("/bins/moments", test_moments);
  return g_test_run ();
}
