/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Densities against scipy (golden/kde-scipy.ini), against sums written down from the definition, and against themselves: exact and
 * binned, one thread and four. */
#include "kde.h"

#include <string.h>

#include "kde-testing.h"
#include "pool.h"
#include "random.h"

enum { N = 500, SIDE = 64 };

/* --- Shapes ------------------------------------------------------------------------------------------- */

static void
test_shapes (void)
{
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    {
      double all[3], left[3], right[3];
      if (shape->negative) /* no second moment; see test-kde-widths.c */
        continue;
      mercer_kde_shape_moments (shape, -INFINITY, INFINITY, all);
      g_test_message ("%s: %.15g %.3g %.15g", shape->id, all[0], all[1], all[2]);
      assert_close (all[0], 1, 1e-11, 0);
      assert_close (all[1], 0, 0, 1e-12);
      assert_close (sqrt (all[2]), shape->sd, 1e-11, 0);
      mercer_kde_shape_moments (shape, -INFINITY, 0.3, left);
      mercer_kde_shape_moments (shape, 0.3, INFINITY, right);
      assert_close (left[0] + right[0], 1, 1e-11, 0);
      double u[] = { 0, 1.001 * shape->reach }, k[2];
      shape->values (2, u, k);
      g_assert_cmpfloat (k[1], <=, 1e-17 * k[0]);
    }
}

/* --- Golden ------------------------------------------------------------------------------------------- */

static void
test_scipy (void)
{
  g_autoptr (GKeyFile) golden = golden_file ("kde-scipy.ini");
  g_auto (GStrv) groups = g_key_file_get_groups (golden, NULL);
  Column eruptions = sample_column ("eruptions"), waiting = sample_column ("waiting");
  size_t n = eruptions.n;
  g_autofree double *x = g_new (double, 2 * n);
  memcpy (x, eruptions.x, n * sizeof (double));
  memcpy (x + n, waiting.x, n * sizeof (double));
  for (char **group = groups; *group != NULL; group++)
    {
      gsize n_h, n_weights, n_at, m;
      g_autofree double *h = g_key_file_get_double_list (golden, *group, "h", &n_h, NULL);
      g_autofree double *weights = g_key_file_get_double_list (golden, *group, "weights", &n_weights, NULL);
      g_autofree double *at = g_key_file_get_double_list (golden, *group, "at", &n_at, NULL);
      g_autofree double *want = g_key_file_get_double_list (golden, *group, "density", &m, NULL);
      g_autofree double *got = g_new (double, m);
      size_t d = n_h == 1 ? 1 : 2;
      MercerKde kde = gaussian (mercer_matrix (x, n, d), (double[]){ sqrt (h[0]), 1 });
      double total = 0;
      for (size_t i = 0; i < n_weights; i++)
        total += weights[i];
      for (size_t i = 0; i < n_weights; i++)
        weights[i] /= total;
      kde.weights = n_weights > 0 ? weights : NULL;
      kde.full = d == 2;
      if (d == 2)
        memcpy (kde.h, h, sizeof kde.h);
      g_assert_cmpuint (n_at, ==, m * d);
      g_assert_cmpint (mercer_kde_at (&kde, mercer_matrix (at, m, d), got, NULL), ==, MERCER_OK);
      for (size_t k = 0; k < m; k++)
        assert_close (got[k], want[k], 1e-10, 1e-190); /* less is 0 */
    }
  g_free (eruptions.x);
  g_free (waiting.x);
}

/* --- The ways agree ------------------------------------------------------------------------------------ */

/* On the grid and at points, every shape, diagonal and full; the sums differ in order and in what is 1e-17 of a peak. */
static void
test_grid (void)
{
  static double x[2 * N], f[SIDE * SIDE], slow[SIDE * SIDE], z[2 * SIDE * SIDE], weights[N], at[2][SIDE];
  clumps (N, 2, x);
  for (size_t i = 0; i < N; i++)
    weights[i] = (double) (1 + i % 4) / (2.5 * N);
  spread (SIDE, -3, 5, at[0]);
  spread (SIDE, -3, 6, at[1]);
  for (size_t k = 0; k < SIDE * SIDE; k++)
    {
      z[k] = at[0][k % SIDE];
      z[k + SIDE * SIDE] = at[1][k / SIDE];
    }
  MercerWork *work = mercer_work_new (0, NULL);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (int full = 0; full < 2; full++)
      {
        MercerKde kde = gaussian (mercer_matrix (x, N, 2), (double[]){ 0.3, 0.5 });
        kde.weights = weights;
        kde.axis[0].shape = kde.axis[1].shape = shape;
        kde.full = full == 1;
        memcpy (kde.h, (double[]){ 0.09, 0.08, 0.25 }, sizeof kde.h);
        g_assert_cmpint (mercer_kde_grid (&kde, (size_t[]){ SIDE, SIDE }, (const double *[]){ at[0], at[1] }, f, work), ==,
                         MERCER_OK);
        g_assert_cmpint (mercer_kde_at (&kde, mercer_matrix (z, SIDE * SIDE, 2), slow, work), ==, MERCER_OK);
        for (size_t k = 0; k < SIDE * SIDE; k++)
          assert_close (f[k], slow[k], 1e-12, 1e-14);
      }
  mercer_work_free (work);
}

/* A density by hand: the symmetric root of H = R diag (l1, l2) R' takes u = H^-1/2 x. */
static void
test_full_matrix (void)
{
  double x[] = { 0, 0 }, z[] = { 0.7, -0.4 }, f, angle = 0.5, l1 = 0.5, l2 = 2, c = cos (angle), s = sin (angle);
  MercerKde kde = gaussian (mercer_matrix (x, 1, 2), (double[]){ 1, 1 });
  kde.full = true;
  kde.h[0] = c * c * l1 + s * s * l2;
  kde.h[1] = c * s * (l1 - l2);
  kde.h[2] = s * s * l1 + c * c * l2;
  mercer_kde_at (&kde, mercer_matrix (z, 1, 2), &f, NULL);
  double along = c * z[0] + s * z[1], across = -s * z[0] + c * z[1];
  assert_close (f, exp (-0.5 * (along * along / l1 + across * across / l2)) / (2 * M_PI * sqrt (l1 * l2)), 1e-13, 0);
  kde.h[1] = 1.3;
  g_assert_cmpint (mercer_kde_at (&kde, mercer_matrix (z, 1, 2), &f, NULL), ==, MERCER_BAD_INPUT);
}

/* Binned and exact differ by no more than is said. */
static void
test_binned (void)
{
  static double x[2 * N], f[SIDE * SIDE * 4], exact[SIDE * SIDE * 4], at[2][2 * SIDE];
  size_t m[2] = { 2 * SIDE, 2 * SIDE };
  const double *const ats[2] = { at[0], at[1] };
  clumps (N, 2, x);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t d = 1; d <= 2; d++)
    for (int full = 0; full < (int) d; full++)
      for (double h = 0.15; h < 1; h *= 2)
        {
          MercerBins bins;
          double low[2] = { -6, -7 }, high[2] = { 7, 8 }, peak = 0;
          MercerKde kde = gaussian (mercer_matrix (x, N, d), (double[]){ h, 1.2 * h });
          kde.full = full == 1;
          memcpy (kde.h, (double[]){ h * h, 0.7 * h * h, 1.3 * h * h }, sizeof kde.h);
          g_assert_cmpint (mercer_bins_init (&bins, d, low, high, m), ==, MERCER_OK);
          MercerRows rows = { .n = N, .d = d, .x = { x, x + N } };
          g_assert_cmpint (mercer_bins_add (&bins, &rows, work), ==, MERCER_OK);
          g_assert_cmpuint (bins.points, ==, N);
          spread (m[0], low[0], high[0], at[0]);
          spread (m[1], low[1], high[1], at[1]);
          g_assert_cmpint (full ? mercer_kde_binned_full (&kde, &bins, f, work) : mercer_kde_binned (&kde, &bins, m, ats, f, work),
                           ==, MERCER_OK);
          g_assert_cmpint (mercer_kde_grid (&kde, m, ats, exact, work), ==, MERCER_OK);
          double said = mercer_kde_binning_error (d, m, f), worst = 0;
          for (size_t k = 0; k < m[0] * (d == 2 ? m[1] : 1); k++)
            {
              worst = MAX (worst, fabs (f[k] - exact[k]));
              peak = MAX (peak, exact[k]);
            }
          g_test_message ("d %zu%s h %g: off by %.2e of the peak, said %.2e", d, full ? " full" : "", h, worst / peak, said / peak);
          g_assert_cmpfloat (worst, <=, said);
          g_assert_cmpfloat (worst, >, 0.02 * said);
          assert_close (mercer_kde_mass (d, m, bins.step, f), mercer_kde_mass (d, m, bins.step, exact), 1e-6, 0);
          mercer_bins_clear (&bins);
        }
  mercer_work_free (work);
}

/* So many points that nodes stand for them, with every edge, weights, and points no kernel of which reaches the grid: the sums at points
 * within 1e-13 of a kernel's height, which is what rounding in sums of 10^4 terms and nodes allows. */
static void
test_tiles (void)
{
  enum { MANY = 5000, LINES = 96, SOME = 50 };
  static double x[2 * MANY], weights[MANY], f[LINES * LINES], slow[SOME], z[2 * SOME], at[2][LINES];
  size_t pick[SOME];
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_random_normals (21, 1, 0, 2 * MANY, x);
  for (size_t i = 0; i < MANY; i++)
    {
      x[i] = 1 / (1 + exp (-x[i]));
      x[i + MANY] = 0.2 + 0.6 / (1 + exp (-x[i + MANY]));
      weights[i] = (double) (1 + i % 5) / (3.0 * MANY);
    }
  spread (LINES, 0, 1, at[0]);
  spread (LINES, 0.1, 0.7, at[1]);
  for (size_t d = 1; d <= 2; d++)
    for (int edge = MERCER_EDGE_NONE; edge <= MERCER_EDGE_LOGIT; edge++)
      for (double h = 0.02; h < 2; h *= 6)
        {
          MercerKde kde = gaussian (mercer_matrix (x, MANY, d), (double[]){ h, 1.7 * h });
          size_t m[2] = { LINES, LINES }, cells = d == 1 ? LINES : LINES * LINES;
          double worst = 0;
          kde.weights = weights;
          for (size_t a = 0; a < d; a++)
            {
              kde.axis[a].edge = (MercerEdge) edge;
              kde.axis[a].low = 0;
              kde.axis[a].high = 1;
            }
          g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at[0], at[1] }, f, work), ==, MERCER_OK);
          for (size_t k = 0; k < SOME; k++)
            {
              pick[k] = (k * 197 + 5) % cells;
              z[k] = at[0][pick[k] % LINES];
              z[k + SOME] = at[1][pick[k] / LINES];
            }
          MercerMatrix points = { z, SOME, d, SOME };
          g_assert_cmpint (mercer_kde_at (&kde, points, slow, work), ==, MERCER_OK);
          double top = 0;
          for (size_t k = 0; k < SOME; k++)
            {
              worst = MAX (worst, fabs (f[pick[k]] - slow[k]));
              top = MAX (top, fabs (slow[k]));
            }
          double height = (d == 1 ? 0.4 : 0.16 / (1.7 * h)) / h;
          g_test_message ("d %zu edge %d h %g: off by %.1e, top %.2g, a kernel %.2g", d, edge, h, worst, top, height);
          g_assert_cmpfloat (worst, <, 1e-13 * MAX (height, top));
        }
  mercer_work_free (work);
}

/* Widths of the points by the definition; the estimate with them on the grid, at points and written down; and its mass is 1. */
static void
test_abramson (void)
{
  enum { FEW = 60, LINES = 200 };
  double x[2 * FEW], widths[FEW], f[LINES * LINES], slow[LINES * LINES], at[2][LINES], z[2 * LINES], pilot[FEW], mean = 0;
  double h[2] = { 0.5, 0.6 }, step[2];
  clumps (FEW, 2, x);
  spread (LINES, -12, 15, at[0]);
  spread (LINES, -12, 15, at[1]);
  step[0] = step[1] = 27.0 / (LINES - 1);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerKde kde = gaussian (mercer_matrix (x, FEW, 2), h);
  g_assert_cmpint (mercer_kde_abramson (&kde, widths, work), ==, MERCER_OK);
  for (size_t i = 0; i < FEW; i++)
    {
      pilot[i] = 0;
      for (size_t j = 0; j < FEW; j++)
        pilot[i] += exp (-0.5 * (pow ((x[i] - x[j]) / h[0], 2) + pow ((x[i + FEW] - x[j + FEW]) / h[1], 2)));
      mean += log (pilot[i]) / FEW;
    }
  for (size_t i = 0; i < FEW; i++)
    assert_close (widths[i], sqrt (exp (mean) / pilot[i]), 1e-12, 0);
  kde.widths = widths;
  for (int full = 0; full < 2; full++)
    {
      size_t m[2] = { LINES, LINES };
      kde.full = full == 1;
      memcpy (kde.h, (double[]){ h[0] * h[0], 0, h[1] * h[1] }, sizeof kde.h);
      g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at[0], at[1] }, f, work), ==, MERCER_OK);
      assert_close (mercer_kde_mass (2, m, step, f), 1, 1e-6, 0);
      for (size_t k = 0; k < LINES; k++)
        {
          z[k] = at[0][k];
          z[k + LINES] = at[1][k];
        }
      g_assert_cmpint (mercer_kde_at (&kde, mercer_matrix (z, LINES, 2), slow, work), ==, MERCER_OK);
      for (size_t k = 0; k < LINES; k++)
        {
          double sum = 0;
          for (size_t i = 0; i < FEW; i++)
            sum += exp (-0.5 * (pow ((z[k] - x[i]) / h[0], 2) + pow ((z[k + LINES] - x[i + FEW]) / h[1], 2)) / (widths[i] * widths[i]))
                   / (2 * M_PI * h[0] * h[1] * widths[i] * widths[i] * FEW);
          assert_close (slow[k], sum, 1e-11, 1e-16);
          assert_close (f[k + k * LINES], sum, 1e-11, 1e-15);
        }
    }
  mercer_work_free (work);
}

/* --- Stopping --------------------------------------------------------------------------------------------- */

static MercerStatus
all_of_it (MercerWork *work, double *f)
{
  static double x[2 * N];
  size_t m[2] = { SIDE, SIDE };
  double low[2] = { -6, -7 }, high[2] = { 7, 8 }, at[2][SIDE];
  MercerBins bins;
  MercerKde kde = gaussian (mercer_matrix (x, N, 2), (double[]){ 0.3, 0.4 });
  MercerRows rows = { .n = N, .d = 2, .x = { x, x + N } };
  clumps (N, 2, x);
  spread (SIDE, low[0], high[0], at[0]);
  spread (SIDE, low[1], high[1], at[1]);
  const double *const ats[2] = { at[0], at[1] };
  mercer_bins_init (&bins, 2, low, high, m);
  MercerStatus status = mercer_bins_add (&bins, &rows, work);
  if (status == MERCER_OK)
    status = mercer_kde_binned (&kde, &bins, m, ats, f, work);
  if (status == MERCER_OK)
    status = mercer_kde_grid (&kde, m, ats, f, work);
  memcpy (kde.h, (double[]){ 0.1, 0.05, 0.2 }, sizeof kde.h);
  kde.full = true;
  if (status == MERCER_OK)
    status = mercer_kde_binned_full (&kde, &bins, f + SIDE * SIDE, work);
  if (status == MERCER_OK)
    status = mercer_kde_grid (&kde, m, ats, f + 2 * SIDE * SIDE, work);
  mercer_bins_clear (&bins);
  return status;
}

static void
test_stop (void)
{
  static double f[3 * SIDE * SIDE];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (all_of_it (work, f), ==, MERCER_OK);
  long polls = mercer_work_polls (work);
  mercer_work_free (work);
  g_assert_cmpint (polls, >, 20);
  for (long k = 0; k < polls; k += MAX (1, polls / 50))
    {
      work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, k);
      g_assert_cmpint (all_of_it (work, f), ==, MERCER_STOPPED);
      mercer_work_free (work);
    }
}

/* --- Threads ---------------------------------------------------------------------------------------------- */

/* Everything there is, many points binned in parts included, as a hash of its bits. */
static guint32
fingerprint (int threads)
{
  enum { MANY = 300000 };
  static double f[3 * SIDE * SIDE];
  g_autofree double *x = g_new (double, MANY);
  MercerBins bins;
  MercerRows rows = { .n = MANY, .d = 1, .x = { x } };
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_pool_init (threads);
  clumps (MANY, 1, x);
  g_assert_cmpint (all_of_it (work, f), ==, MERCER_OK);
  mercer_bins_init (&bins, 1, &(double){ -6 }, &(double){ 7 }, &(size_t){ 512 });
  mercer_bins_add (&bins, &rows, work);
  guint32 hash = 2166136261u;
  for (size_t k = 0; k < sizeof f; k++)
    hash = (hash ^ ((const unsigned char *) f)[k]) * 16777619u;
  for (size_t k = 0; k < 512 * sizeof (double); k++)
    hash = (hash ^ ((const unsigned char *) bins.mass)[k]) * 16777619u;
  mercer_bins_clear (&bins);
  mercer_work_free (work);
  return hash;
}

/* The pool is made once in each process: one thread here, four in a child. */
static void
test_threads (void)
{
  if (g_test_subprocess ())
    {
      g_print ("bits %08x\n", fingerprint (4));
      return;
    }
  g_autofree char *want = g_strdup_printf ("*bits %08x*", fingerprint (1));
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout (want);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde/threads", test_threads); /* first: before the pool is made */
  g_test_add_func ("/kde/shapes", test_shapes);
  g_test_add_func ("/kde/scipy", test_scipy);
  g_test_add_func ("/kde/grid", test_grid);
  g_test_add_func ("/kde/full-matrix", test_full_matrix);
  g_test_add_func ("/kde/binned", test_binned);
  g_test_add_func ("/kde/tiles", test_tiles);
  g_test_add_func ("/kde/abramson", test_abramson);
  g_test_add_func ("/kde/stop", test_stop);
  return g_test_run ();
}
