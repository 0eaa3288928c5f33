/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of one column against counts on a fine grid of exact sums (golden/modes-scipy.ini), and SiZer against its definition. */
#include "mode-line.h"

#include <string.h>

#include "kde-testing.h"
#include "random.h"

enum { SIDE = 1024 };

static MercerBins
bins_of (size_t n, const double *x, double low, double high, size_t side)
{
  MercerBins bins;
  MercerRows rows = { .n = n, .d = 1, .x = { x } };
  g_assert_cmpint (mercer_bins_init (&bins, 1, &low, &high, &side), ==, MERCER_OK);
  g_assert_cmpint (mercer_bins_add (&bins, &rows, NULL), ==, MERCER_OK);
  return bins;
}

/* Binning adds at most step^2 / 4 to a kernel's variance, unevenly: of the least critical bandwidth, that of eruptions' three modes,
 * step is 1 / 25, and 2e-3 is what that leaves of bandwidths at which two bumps barely merge. */
static void
test_critical (void)
{
  static const char *const names[] = { "eruptions", "waiting", "galaxies" };
  g_autoptr (GKeyFile) golden = golden_file ("modes-scipy.ini");
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (names); k++)
    {
      Column column = sample_column (names[k]);
      gsize count;
      g_autofree double *want = g_key_file_get_double_list (golden, "critical", names[k], &count, NULL);
      MercerBins bins = bins_of (column.n, column.x, column.low, column.high, SIDE);
      for (size_t modes = 1; modes <= count; modes++)
        {
          double h = mercer_line_critical (&bins, modes, work);
          assert_close (h, want[modes - 1], 2e-3, 0);
          g_assert_cmpuint (mercer_line_modes (&bins, 1.0001 * h, NULL, NULL, work), <=, modes);
          g_assert_cmpuint (mercer_line_modes (&bins, 0.9999 * h, NULL, NULL, work), >, modes);
        }
      mercer_bins_clear (&bins);
      g_free (column.x);
    }
  mercer_work_free (work);
}

/* Two kernels of sd h at -1 and 1 have their modes where x = tanh (x / h^2), h < 1. */
static void
test_two (void)
{
  double x[] = { -1, 1 }, modes[SIDE], antimodes[SIDE], root = 1;
  enum { ODD = 1025 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerBins bins = bins_of (2, x, -4, 4, ODD);
  for (int k = 0; k < 200; k++)
    root = tanh (root / 0.49);
  g_assert_cmpuint (mercer_line_modes (&bins, 0.7, modes, antimodes, work), ==, 2);
  assert_close (modes[0], -root, 0, 1e-4); /* linear between points 1 / 128 apart */
  assert_close (modes[1], root, 0, 1e-4);
  assert_close (antimodes[0], 0, 0, 1e-9);
  assert_close (mercer_line_critical (&bins, 1, work), 1, 1e-4, 0);
  mercer_bins_clear (&bins);
  /* far apart and narrow: nothing between them, and still two */
  double far[] = { 0, 1 };
  bins = bins_of (2, far, -0.1, 1.1, SIDE);
  g_assert_cmpuint (mercer_line_modes (&bins, 0.005, modes, antimodes, work), ==, 2);
  assert_close (antimodes[0], 0.5, 0, 0.01);
  mercer_bins_clear (&bins);
  mercer_work_free (work);
}

/* From the definition, by the points themselves, which stand on the lattice. 1e-9: a sign at the very bound. */
static void
test_sizer (void)
{
  enum { N = 400, M = 129 };
  double x[N], h[] = { 0.15, 0.4, 1, 2 }, level = 0.05;
  int out[M * 4], differ = 0, seen[4] = { 0 };
  mercer_random_normals (2, 1, 0, N, x);
  for (int i = 0; i < N; i++)
    x[i] = CLAMP (round (((i % 3 == 0 ? 0.4 * x[i] + 2.5 : x[i]) + 4) * 16), 0, 128) / 16 - 4;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerBins bins = bins_of (N, x, -4, 4, M);
  g_assert_cmpint (mercer_sizer (&bins, 4, h, level, out, work), ==, MERCER_OK);
  for (int j = 0; j < 4; j++)
    {
      double ess[M], mean[M], sd[M], sum = 0, q = 0;
      int dense = 0;
      for (int k = 0; k < M; k++)
        {
          double at = -4 + k / 16.0, f = 0, s = 0, ss = 0;
          for (int i = 0; i < N; i++)
            {
              double u = (at - x[i]) / h[j], e = exp (-0.5 * u * u), d = -u * e;
              f += e;
              s += d;
              ss += d * d;
            }
          ess[k] = f;
          mean[k] = s / N;
          sd[k] = sqrt ((ss / N - mean[k] * mean[k]) / (N - 1));
          sum += f >= 5 ? f : 0;
          dense += f >= 5;
        }
      double tail = (1 - pow (1 - level, sum / dense / N)) / 2;
      while (0.5 * erfc (q / sqrt (2)) > tail)
        q += 1e-5;
      for (int k = 0; k < M; k++)
        {
          int want = ess[k] < 5 ? MERCER_SIZER_SPARSE
                     : mean[k] > q * sd[k] ? MERCER_SIZER_RISES : mean[k] < -q * sd[k] ? MERCER_SIZER_FALLS : MERCER_SIZER_UNSURE;
          differ += out[k + j * M] != want;
          seen[want + 1]++;
        }
    }
  g_assert_cmpint (differ, <=, 1); /* q is stepped by 1e-5: one point may stand that near its bound */
  for (int k = 0; k < 4; k++)
    g_assert_cmpint (seen[k], >, 0);
  mercer_bins_clear (&bins);
  mercer_work_free (work);
}

/* One normal sample has one mode; two clumps four sds apart do not. Old Faithful's waiting times: the critical bandwidth 8.07 of one mode
 * is far above what chance needs, two modes are enough. */
static void
test_silverman (void)
{
  double x[300];
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSilverman one, two, again;
  Column column = sample_column ("waiting");
  MercerBins bins = bins_of (column.n, column.x, column.low - 20, column.high + 20, SIDE);
  g_assert_cmpint (mercer_silverman_test (&bins, 1, 400, 1, &one, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_silverman_test (&bins, 2, 400, 1, &two, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_silverman_test (&bins, 2, 400, 1, &again, work), ==, MERCER_OK);
  g_assert_cmpfloat (one.p_value, <, 0.01);
  g_assert_cmpfloat (two.p_value, >, 0.1);
  g_assert_cmpfloat (two.p_value, ==, again.p_value);
  mercer_bins_clear (&bins);
  g_free (column.x);
  mercer_random_normals (9, 1, 0, 300, x);
  bins = bins_of (300, x, -6, 6, SIDE);
  g_assert_cmpint (mercer_silverman_test (&bins, 1, 400, 1, &one, work), ==, MERCER_OK);
  g_assert_cmpfloat (one.p_value, >, 0.05);
  mercer_bins_clear (&bins);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mode-line/critical", test_critical);
  g_test_add_func ("/mode-line/two", test_two);
  g_test_add_func ("/mode-line/sizer", test_sizer);
  g_test_add_func ("/mode-line/silverman", test_silverman);
  return g_test_run ();
}
