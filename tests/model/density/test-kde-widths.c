/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widths that follow the place (balloon), a shape that is negative in places, and what the picture can tell apart. */
#include "kde.h"

#include <stdlib.h>
#include <string.h>

#include "kde-testing.h"
#include "random.h"

enum { N = 120, PLACES = 40 };

static MercerKde
kde_of (MercerMatrix x, const MercerKdeShape *shape, double h, MercerEdge edge, double low, double high)
{
  MercerKde kde = { .x = x };
  for (size_t a = 0; a < x.cols; a++)
    kde.axis[a] = (MercerKdeAxis){ .shape = shape, .bandwidth = h * (1 + 0.5 * (double) a), .edge = edge, .low = low, .high = high };
  return kde;
}

/* Positive, below 10; some values stand twice. */
static void
heaps (size_t n, size_t d, double *x)
{
  mercer_random_normals (17, 5, 0, n * d, x);
  for (size_t i = 0; i < n * d; i++)
    x[i] = fmin (fmax (i % 3 == 0 ? 6 + 0.5 * x[i] : 2.5 + 0.7 * x[i], 0.05), 9.9);
  for (size_t i = 0; i < n && n > 20; i += 9)
    for (size_t c = 0; c < d; c++)
      x[i + 1 + c * n] = x[i + c * n];
}

/* --- Balloon ------------------------------------------------------------------------------------------------- */

static int
by_size_cb (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* The k-th of the distances, in bandwidths, by sorting. */
static double
kth (const MercerKde *kde, const double *z, size_t k)
{
  double away[N];
  for (size_t i = 0; i < N; i++)
    {
      double sum = 0;
      for (size_t a = 0; a < kde->x.cols; a++)
        {
          const MercerKdeAxis *axis = &kde->axis[a];
          double u = fabs (mercer_kde_axis_transform (axis, z[a]) - mercer_kde_axis_transform (axis, *mercer_matrix_at (kde->x, i, a)));
          if (axis->edge == MERCER_EDGE_CIRCULAR)
            u = fmin (u, axis->high - axis->low - u);
          sum += u * u / (axis->bandwidth * axis->bandwidth);
        }
      away[i] = sqrt (sum);
    }
  qsort (away, N, sizeof *away, by_size_cb);
  return away[k - 1];
}

/* Against the definition: the distances sorted, then an ordinary estimate with bandwidths so much wider. To rounding. */
static void
test_balloon (void)
{
  static const MercerEdge edges[] = { MERCER_EDGE_NONE, MERCER_EDGE_REFLECTION, MERCER_EDGE_LOG, MERCER_EDGE_CIRCULAR };
  static double x[2 * N], z[2 * PLACES], f[PLACES], widths[PLACES];
  const size_t k = 7;
  MercerWork *work = mercer_work_new (0, NULL);
  heaps (N, 2, x);
  for (size_t j = 0; j < PLACES; j++)
    {
      z[j] = 0.1 + 0.24 * (double) j;
      z[j + PLACES] = 9 - 0.2 * (double) j;
    }
  for (size_t d = 1; d <= 2; d++)
    for (size_t e = 0; e < G_N_ELEMENTS (edges); e++)
      {
        MercerBalloon balloon;
        MercerKde kde = kde_of (mercer_matrix (x, N, d), &mercer_kde_shapes[0], 0.3, edges[e], 0, 10);
        g_assert_cmpint (mercer_kde_balloon_init (&balloon, &kde, (double) k / N, work), ==, MERCER_OK);
        double mean = 0;
        for (size_t i = 0; i < N; i++)
          mean += log (kth (&kde, (double[]){ x[i], x[i + N] }, k)) / N;
        assert_close (balloon.mean, exp (mean), 1e-12, 0);
        g_assert_cmpint (mercer_kde_balloon_at (&balloon, &kde, mercer_matrix (z, PLACES, d), f, widths, work), ==, MERCER_OK);
        for (size_t j = 0; j < PLACES; j++)
          {
            double place[2] = { z[j], z[j + PLACES] }, want, width = CLAMP (kth (&kde, place, k) / exp (mean), 0.125, 8);
            MercerKde wide = kde;
            for (size_t a = 0; a < d; a++)
              wide.axis[a].bandwidth *= width;
            mercer_kde_at (&wide, mercer_matrix (place, 1, d), &want, NULL);
            assert_close (widths[j], width, 1e-12, 0);
            assert_close (f[j], want, 1e-11, 1e-200);
          }
      }
  mercer_work_free (work);
}

/* A point that weighs 3 is three points; a diagonal matrix is two bandwidths; all points in one place have no widths. */
static void
test_balloon_twins (void)
{
  static double x[2 * N], thrice[2 * N], weights[N / 3], one[2 * N / 3], z[2 * PLACES], f[PLACES], g[PLACES];
  MercerWork *work = mercer_work_new (0, NULL);
  heaps (N / 3, 2, one);
  for (size_t i = 0; i < N; i++)
    for (size_t a = 0; a < 2; a++)
      thrice[i + a * N] = one[i / 3 + a * (N / 3)];
  for (size_t i = 0; i < N / 3; i++)
    weights[i] = 3.0 / N;
  for (size_t j = 0; j < PLACES; j++)
    z[j] = z[j + PLACES] = 0.2 * (double) j;
  MercerMatrix places = mercer_matrix (z, PLACES, 2);
  MercerKde many = kde_of (mercer_matrix (thrice, N, 2), &mercer_kde_shapes[0], 0.4, MERCER_EDGE_NONE, 0, 0);
  MercerKde few = kde_of (mercer_matrix (one, N / 3, 2), &mercer_kde_shapes[0], 0.4, MERCER_EDGE_NONE, 0, 0);
  MercerBalloon a, b;
  few.weights = weights;
  g_assert_cmpint (mercer_kde_balloon_init (&a, &many, 0.2, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_kde_balloon_init (&b, &few, 0.2, work), ==, MERCER_OK);
  assert_close (a.mean, b.mean, 1e-12, 0);
  g_assert_cmpint (mercer_kde_balloon_at (&a, &many, places, f, NULL, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_kde_balloon_at (&b, &few, places, g, NULL, work), ==, MERCER_OK);
  for (size_t j = 0; j < PLACES; j++)
    assert_close (g[j], f[j], 1e-11, 1e-200);
  few.full = true;
  memcpy (few.h, (double[]){ 0.16, 0, 0.36 }, sizeof few.h);
  g_assert_cmpint (mercer_kde_balloon_init (&b, &few, 0.2, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_kde_balloon_at (&b, &few, places, g, NULL, work), ==, MERCER_OK);
  for (size_t j = 0; j < PLACES; j++)
    assert_close (g[j], f[j], 1e-10, 1e-200);
  MercerKde same = kde_of (mercer_matrix (x, N, 1), &mercer_kde_shapes[0], 0.4, MERCER_EDGE_NONE, 0, 0);
  g_assert_cmpint (mercer_kde_balloon_init (&a, &same, 0.2, work), ==, MERCER_BAD_INPUT);
  mercer_work_free (work);
}

/* --- Sinc ------------------------------------------------------------------------------------------------------- */

/* Its Fourier transform is the trapezoid: by the trapezium rule on a grid that reaches U the rest is O(1 / U), and the transform of a
 * band-limited function is else exact. In 0 that is the integral 1; the sum of squares is that of a Gaussian of the sd said. */
static void
test_sinc (void)
{
  enum { M = 1 << 20 };
  const MercerKdeShape *shape = mercer_kde_shapes;
  while (shape->id != NULL && !g_str_equal (shape->id, "sinc"))
    shape++;
  g_autofree double *u = g_new (double, M), *k = g_new (double, M);
  double step = 0.05, squares = 0, t[] = { 0, 0.5, 0.99, 1.5, 1.75, 2.5 }, want[] = { 1, 1, 1, 0.5, 0.25, 0 };
  for (size_t i = 0; i < M; i++)
    u[i] = step * ((double) i + 0.5);
  shape->values (M, u, k);
  for (size_t j = 0; j < G_N_ELEMENTS (t); j++)
    {
      double sum = 0;
      for (size_t i = 0; i < M; i++)
        sum += 2 * step * k[i] * cos (t[j] * u[i]);
      assert_close (sum, want[j], 0, 1e-4); /* 4 / (pi U) = 2.4e-5 at t = 0 at most */
    }
  for (size_t i = 0; i < M; i++)
    squares += 2 * step * k[i] * k[i];
  assert_close (squares, 1 / (2 * sqrt (M_PI) * shape->sd), 1e-9, 0);
  double near[] = { 0, 1e-8, 1e-3, 1 }, at[4];
  shape->values (4, near, at);
  assert_close (at[0], 1.5 / M_PI, 1e-15, 0);
  assert_close (at[1], 1.5 / M_PI, 1e-14, 0);
  assert_close (at[2], (1.5 - 0.625e-6) / M_PI, 1e-11, 0); /* the series: 3/2 - 5/8 u^2 + ... */
  assert_close (at[3], (cos (1) - cos (2)) / M_PI, 1e-14, 0);
}

/* --- In the plane ------------------------------------------------------------------------------------------------ */

/* The mass of every shape, kinked ones too, within the edges: what the sum over 301 cells a side misses of a kink is of the order of
 * a cell in the kernel's support for the box, and of its square for kernels that are continuous. */
static void
test_mass_of_plane (void)
{
  enum { GRID = 301, FEW = 60 };
  static const MercerEdge edges[] = { MERCER_EDGE_NONE, MERCER_EDGE_REFLECTION, MERCER_EDGE_RENORMALISED };
  static double x[2 * FEW], at[2][GRID], f[GRID * GRID];
  size_t m[2] = { GRID, GRID };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t i = 0; i < 2 * FEW; i++)
    x[i] = i < FEW ? fmod (0.5 + 0.6180339887498949 * (double) i, 1) : fmod (0.3 + 0.7548776662466927 * (double) i, 1);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t e = 0; e < G_N_ELEMENTS (edges); e++)
      {
        MercerKde kde = kde_of (mercer_matrix (x, FEW, 2), shape, 0.12, edges[e], 0, 1);
        double low = edges[e] == MERCER_EDGE_NONE ? -3 : 0, high = edges[e] == MERCER_EDGE_NONE ? 4 : 1;
        double step[2] = { (high - low) / (GRID - 1), (high - low) / (GRID - 1) }, integral, cell = step[0] * shape->sd / 0.12;
        for (size_t k = 0; k < GRID; k++)
          at[0][k] = at[1][k] = low + (high - low) * (double) k / (GRID - 1);
        g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at[0], at[1] }, f, work), ==, MERCER_OK);
        g_assert_cmpint (mercer_kde_integral (&kde, NULL, &integral, work), ==, MERCER_OK);
        mercer_kde_finish (&kde, integral, GRID * GRID, f);
        double mass = mercer_kde_mass (2, m, step, f);
        /* what the shape leaves to the grid, of a single kernel; 60 of them average that */
        double jump = g_str_equal (shape->id, "box") ? 2 * cell : 2 * cell * cell;
        g_test_message ("%s, edge %d: %.8f, a cell is %.4f of a kernel", shape->id, (int) edges[e], mass, cell);
        double tail = shape->negative ? (edges[e] == MERCER_EDGE_NONE ? 5e-3 : edges[e] == MERCER_EDGE_RENORMALISED ? 1 : 5e-4) : 1e-4;
        assert_close (mass, 1, tail + (isfinite (shape->support) ? jump : 0), 0);
      }
  mercer_work_free (work);
}

/* --- What a picture shows ------------------------------------------------------------------------------------------ */

/* Binned and exact differ by less than one of the 256 steps of a colour map, at bandwidths from the size that suits the data down to
 * three cells, and by no more than the error that is said, but for the terms of fourth order. */
static void
test_colour_step (void)
{
  enum { GRID = 256, MANY = 4000 };
  static double x[2 * MANY], at[2][GRID], f[GRID * GRID], g[GRID * GRID];
  static const double cells[] = { 3, 6, 12 };
  size_t m[2] = { GRID, GRID };
  double low[2] = { -2, -2 }, high[2] = { 12, 12 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerBins bins;
  MercerRows rows = { .n = MANY, .d = 2, .x = { x, x + MANY } };
  heaps (MANY, 2, x);
  mercer_bins_init (&bins, 2, low, high, m);
  g_assert_cmpint (mercer_bins_add (&bins, &rows, work), ==, MERCER_OK);
  for (size_t k = 0; k < GRID; k++)
    at[0][k] = at[1][k] = low[0] + (double) k * bins.step[0];
  const double *const ats[2] = { at[0], at[1] };
  for (size_t c = 0; c < G_N_ELEMENTS (cells); c++)
    for (int full = 0; full < 2; full++)
      {
        MercerKde kde = kde_of (mercer_matrix (x, MANY, 2), &mercer_kde_shapes[0], cells[c] * bins.step[0], MERCER_EDGE_NONE, 0, 0);
        double h2 = kde.axis[0].bandwidth * kde.axis[0].bandwidth, peak = 0, most = 0;
        kde.full = full == 1;
        memcpy (kde.h, (double[]){ h2, 0.3 * h2, 1.5 * h2 }, sizeof kde.h);
        g_assert_cmpint (mercer_kde_grid (&kde, m, ats, f, work), ==, MERCER_OK);
        g_assert_cmpint (full ? mercer_kde_binned_full (&kde, &bins, g, work) : mercer_kde_binned (&kde, &bins, m, ats, g, work), ==,
                         MERCER_OK);
        for (size_t k = 0; k < GRID * GRID; k++)
          {
            peak = MAX (peak, f[k]);
            most = MAX (most, fabs (f[k] - g[k]));
          }
        double said = mercer_kde_binning_error (2, m, g);
        g_test_message ("%g cells, full %d: %.2e of the peak, said %.2e", cells[c], full, most / peak, said / peak);
        g_assert_cmpfloat (most, <, peak / 256);
        g_assert_cmpfloat (most, <, 1.1 * said);
      }
  mercer_bins_clear (&bins);
  mercer_work_free (work);
}

/* --- Levels ----------------------------------------------------------------------------------------------- */

/* The region of a normal density above phi (q)^2-wise levels: mass 1 - exp (-r^2 / 2) within radius r. */
static void
test_levels (void)
{
  enum { M = 256 };
  static double f[M * M], at[M];
  size_t m[2] = { M, M };
  double step[2] = { 12.0 / (M - 1), 12.0 / (M - 1) }, masses[] = { 0.5, 0.9, 0.95, 0.9999999999 }, levels[4];
  MercerWork *work = mercer_work_new (0, NULL);
  spread (M, -6, 6, at);
  for (size_t k = 0; k < M * M; k++)
    f[k] = exp (-0.5 * (at[k % M] * at[k % M] + at[k / M] * at[k / M])) / (2 * M_PI);
  g_assert_cmpint (mercer_kde_levels (2, m, step, f, 4, masses, levels, work), ==, MERCER_OK);
  for (int k = 0; k < 3; k++)
    {
      double held = 1 - levels[k] * 2 * M_PI; /* level = exp (-r^2/2) / 2 pi */
      g_test_message ("mass %.2f: the level holds %.5f", masses[k], held);
      assert_close (held, masses[k], 0, 1e-3);
    }
  g_assert_true (isnan (levels[3]));
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-widths/balloon", test_balloon);
  g_test_add_func ("/kde-widths/balloon-twins", test_balloon_twins);
  g_test_add_func ("/kde-widths/sinc", test_sinc);
  g_test_add_func ("/kde-widths/mass-of-plane", test_mass_of_plane);
  g_test_add_func ("/kde-widths/colour-step", test_colour_step);
  g_test_add_func ("/kde-widths/levels", test_levels);
  return g_test_run ();
}
