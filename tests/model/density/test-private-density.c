/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private densities: without noise the exact density, sensitivities by trying neighbours, the privacy of the noise by its definition. */
#include "private-plane.h"

#include <string.h>

#include "kde.h"
#include "kde-testing.h"
#include "random.h"

/* Without noise: the density with reflected kernels, by its own code; counts are binned: step^2 / 8 of f'', 1e-3 of it here. */
static void
test_exact (void)
{
  Column column = sample_column ("waiting");
  double low = 40, high = 100, h = 3, at[61], want[61], got[61], statistic[MERCER_PRIVATE_CELLS];
  MercerPrivateFrame frame;
  mercer_private_frame (&frame, low, high, h);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerKde kde = { .x = mercer_matrix (column.x, column.n, 1),
                    .axis = { { .shape = &mercer_kde_shapes[0], .bandwidth = h, .edge = MERCER_EDGE_REFLECTION, .low = low,
                               .high = high } } };
  for (int i = 0; i <= 60; i++)
    at[i] = low + i;
  g_assert_cmpint (mercer_kde_at (&kde, mercer_matrix (at, 61, 1), want, work), ==, MERCER_OK);
  for (int m = 0; m < MERCER_N_PRIVATE; m++)
    {
      mercer_private_statistic (&frame, (MercerPrivate) m, column.x, column.n, statistic);
      mercer_private_density (&frame, (MercerPrivate) m, statistic, NULL, 61, at, got);
      for (int i = 0; i <= 60; i++)
        assert_close (got[i], want[i], m == MERCER_PRIVATE_COSINE ? 1e-9 : 3e-3, 1e-6);
    }
  mercer_work_free (work);
  g_free (column.x);
}

/* Rows at 4,001 places, beyond the bounds too, each taken from a table: none moves the statistic by more than is said, and some by all
 * of it. */
static void
test_sensitivity (void)
{
  static const double widths[] = { 0.001, 0.02, 0.1, 3 };
  for (size_t w = 0; w < G_N_ELEMENTS (widths); w++)
    for (int m = 0; m < MERCER_N_PRIVATE; m++)
      {
        MercerPrivateFrame frame;
        double rows[3] = { 0.2, 0.9, 0 }, with[MERCER_PRIVATE_CELLS], without[MERCER_PRIVATE_CELLS], worst = 0;
        mercer_private_frame (&frame, 0, 1, widths[w]);
        double said = mercer_private_sensitivity (&frame, (MercerPrivate) m);
        mercer_private_statistic (&frame, (MercerPrivate) m, rows, 2, without);
        for (int i = 0; i <= 4000; i++)
          {
            rows[2] = -0.5 + i / 2000.0;
            size_t count = mercer_private_statistic (&frame, (MercerPrivate) m, rows, 3, with);
            double moved = 0;
            for (size_t k = 0; k < count; k++)
              moved += m == MERCER_PRIVATE_LAPLACE ? fabs (with[k] - without[k]) : (with[k] - without[k]) * (with[k] - without[k]);
            worst = MAX (worst, m == MERCER_PRIVATE_LAPLACE ? moved : sqrt (moved));
          }
        g_assert_cmpfloat (worst, <=, said * (1 + 1e-12));
        assert_close (worst, said, 1e-9, 0);
      }
}

/* The sd by scipy 1.10.1 (brentq of Balle and Wang's condition), and delta by its definition: the integral of what the density of outcomes
 * exceeds exp (epsilon) times its neighbour's by, on a fine grid. Laplace's ratio never does. */
static void
test_noise (void)
{
  static const struct
  {
    double epsilon, delta, sd;
  } golden[] = { { 0.1, 1e-05, 30.74956613 }, { 1, 1e-06, 4.224678889 }, { 5, 1e-08, 1.139012782 } };
  for (size_t k = 0; k < G_N_ELEMENTS (golden); k++)
    {
      double e = golden[k].epsilon, sd = mercer_private_scale (MERCER_PRIVATE_GAUSSIAN, e, golden[k].delta, 1), sum = 0, step = sd / 2000;
      assert_close (sd, golden[k].sd, 1e-8, 0);
      assert_close (mercer_private_scale (MERCER_PRIVATE_COSINE, e, golden[k].delta, 7), 7 * sd, 1e-9, 0);
      for (double z = -12 * sd; z < 12 * sd + 1; z += step)
        {
          double p = exp (-0.5 * (z - 1) * (z - 1) / (sd * sd)), q = exp (-0.5 * z * z / (sd * sd));
          sum += MAX (p - exp (e) * q, 0) * step / (sd * sqrt (2 * G_PI));
        }
      assert_close (sum, golden[k].delta, 1e-4, 0);
      double b = mercer_private_scale (MERCER_PRIVATE_LAPLACE, e, 0.1, 1);
      for (double z = -5; z < 5; z += 0.01)
        g_assert_cmpfloat ((fabs (z) - fabs (z - 1)) / b, <=, e * (1 + 1e-12));
    }
}

/* The error that is foretold, against 300 releases: their squared errors vary by at most as much as their mean, 1 / sqrt (300) of it,
 * times 4; counts at the ends of the lattice count double in the sum over cells, 1 / 257 more. */
static void
test_error (void)
{
  enum { PLACES = 601, RELEASES = 300, N = 500 };
  double x[N], at[PLACES], want[PLACES], got[PLACES], statistic[MERCER_PRIVATE_CELLS], n = N;
  MercerPrivateFrame frame;
  mercer_random_uniforms (1, 1, 0, N, x);
  mercer_private_frame (&frame, 0, 1, 0.05);
  for (int i = 0; i < PLACES; i++)
    at[i] = i / (double) (PLACES - 1);
  double error[MERCER_N_PRIVATE];
  for (int m = 0; m < MERCER_N_PRIVATE; m++)
    {
      double scale = mercer_private_scale ((MercerPrivate) m, 1, 1e-6, mercer_private_sensitivity (&frame, (MercerPrivate) m)), sum = 0;
      mercer_private_statistic (&frame, (MercerPrivate) m, x, N, statistic);
      mercer_private_density (&frame, (MercerPrivate) m, statistic, &n, PLACES, at, want);
      for (uint64_t r = 0; r < RELEASES; r++)
        {
          size_t count = mercer_private_statistic (&frame, (MercerPrivate) m, x, N, statistic);
          mercer_private_add_noise ((MercerPrivate) m, scale, 3, r, count, statistic);
          mercer_private_density (&frame, (MercerPrivate) m, statistic, &n, PLACES, at, got);
          for (int i = 0; i < PLACES; i++)
            sum += (got[i] - want[i]) * (got[i] - want[i]) * (i == 0 || i == PLACES - 1 ? 0.5 : 1) / (PLACES - 1) / RELEASES;
        }
      error[m] = mercer_private_error (&frame, (MercerPrivate) m, scale, N);
      g_test_message ("%d: %.4g, foretold %.4g", m, sum, error[m]);
      assert_close (sum, error[m], 4 / sqrt (RELEASES) * 0.5, 0);
    }
  g_assert_cmpfloat (error[MERCER_PRIVATE_COSINE], <, error[MERCER_PRIVATE_GAUSSIAN]);
}

/* --- Two columns ------------------------------------------------------------------------------------------------ */

enum { PLANE = 24 };

static void
plane_frame (MercerPrivateFrame frame[2], double *at[2], double places[2][PLANE])
{
  static const double low[2] = { 1, 40 }, high[2] = { 5.5, 100 }, h[2] = { 0.3, 4 };
  for (size_t a = 0; a < 2; a++)
    {
      mercer_private_plane_frame (frame, a, low[a], high[a], h[a]);
      spread (PLANE, low[a], high[a], places[a]);
      at[a] = places[a];
    }
}

/* As in one column: without noise the density with reflected kernels; counts are binned, (step / h)^2 / 12 of its bend, 3e-3 of the peak. */
static void
test_plane (void)
{
  Column column[2] = { sample_column ("eruptions"), sample_column ("waiting") };
  size_t n = column[0].n, m[2] = { PLANE, PLANE };
  g_autofree double *x = g_new (double, 2 * n), *statistic = g_new (double, MERCER_PRIVATE_PLANE_MOST);
  double places[2][PLANE], *at[2], want[PLANE * PLANE], got[PLANE * PLANE], peak = 0;
  MercerPrivateFrame frame[2];
  plane_frame (frame, at, places);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerKde kde = { .x = mercer_matrix (x, n, 2) };
  for (size_t a = 0; a < 2; a++)
    {
      memcpy (x + a * n, column[a].x, n * sizeof *x);
      kde.axis[a] = (MercerKdeAxis){ .shape = &mercer_kde_shapes[0], .bandwidth = frame[a].h, .edge = MERCER_EDGE_REFLECTION,
                                     .low = frame[a].low, .high = frame[a].high };
    }
  g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *const *) at, want, work), ==, MERCER_OK);
  for (size_t k = 0; k < PLANE * PLANE; k++)
    peak = MAX (peak, want[k]);
  for (int way = 0; way < MERCER_N_PRIVATE; way++)
    {
      g_assert_cmpint (mercer_private_plane_statistic (frame, (MercerPrivate) way, kde.x, statistic, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_private_plane_density (frame, (MercerPrivate) way, statistic, NULL, m, (const double *const *) at, got, work),
                       ==, MERCER_OK);
      for (size_t k = 0; k < PLANE * PLANE; k++)
        assert_close (got[k], want[k], 0, way == MERCER_PRIVATE_COSINE ? 1e-10 * peak : 6e-3 * peak);
    }
  mercer_work_free (work);
  g_free (column[0].x);
  g_free (column[1].x);
}

/* Rows at 41 x 41 places, beyond the bounds too: none moves the statistic by more than is said, and some by all of it. */
static void
test_plane_sensitivity (void)
{
  g_autofree double *with = g_new (double, MERCER_PRIVATE_PLANE_MOST);
  MercerPrivateFrame frame[2];
  mercer_private_plane_frame (frame, 0, 0, 1, 0.05);
  mercer_private_plane_frame (frame, 1, -2, 3, 0.4);
  MercerWork *work = mercer_work_new (0, NULL);
  for (int way = 0; way < MERCER_N_PRIVATE; way++)
    {
      double said = mercer_private_plane_sensitivity (frame, (MercerPrivate) way), worst = 0;
      size_t count = mercer_private_plane_count (frame, (MercerPrivate) way);
      for (int i = 0; i <= 1680; i++)
        {
          double row[2] = { -0.5 + i % 41 / 20.0, -3.25 + i / 41 * 7.5 / 40, }, moved = 0;
          g_assert_cmpint (mercer_private_plane_statistic (frame, (MercerPrivate) way, mercer_matrix (row, 1, 2), with, work), ==, MERCER_OK);
          for (size_t k = 0; k < count; k++)
            moved += way == MERCER_PRIVATE_LAPLACE ? fabs (with[k]) : with[k] * with[k];
          worst = MAX (worst, way == MERCER_PRIVATE_LAPLACE ? moved : sqrt (moved));
        }
      g_assert_cmpfloat (worst, <=, said * (1 + 1e-12));
      assert_close (worst, said, 1e-9, 0);
    }
  mercer_work_free (work);
}

/* The error that is foretold, against 100 releases (4 / sqrt (100) of a half), by the trapezoid over 97 x 97 places; counts at the ends
 * of the lattice count double: 2 / 65 more. */
static void
test_plane_error (void)
{
  enum { SIDE = 97, RELEASES = 100, N = 300 };
  double x[2 * N], at[SIDE], n = N;
  size_t m[2] = { SIDE, SIDE };
  g_autofree double *statistic = g_new (double, MERCER_PRIVATE_PLANE_MOST), *noisy = g_new (double, MERCER_PRIVATE_PLANE_MOST),
                    *want = g_new (double, SIDE * SIDE), *got = g_new (double, SIDE * SIDE);
  MercerPrivateFrame frame[2];
  mercer_random_uniforms (1, 1, 0, 2 * N, x);
  spread (SIDE, 0, 1, at);
  for (size_t a = 0; a < 2; a++)
    mercer_private_plane_frame (frame, a, 0, 1, 0.1);
  MercerWork *work = mercer_work_new (0, NULL);
  for (int way = 0; way < MERCER_N_PRIVATE; way++)
    {
      MercerPrivate mechanism = (MercerPrivate) way;
      size_t count = mercer_private_plane_count (frame, mechanism);
      double scale = mercer_private_scale (mechanism, 1, 1e-6, mercer_private_plane_sensitivity (frame, mechanism)), sum = 0;
      mercer_private_plane_statistic (frame, mechanism, mercer_matrix (x, N, 2), statistic, work);
      mercer_private_plane_density (frame, mechanism, statistic, &n, m, (const double *const[]){ at, at }, want, work);
      for (uint64_t r = 0; r < RELEASES; r++)
        {
          memcpy (noisy, statistic, count * sizeof *noisy);
          mercer_private_add_noise (mechanism, scale, 3, r, count, noisy);
          mercer_private_plane_density (frame, mechanism, noisy, &n, m, (const double *const[]){ at, at }, got, work);
          for (size_t k = 0; k < SIDE * SIDE; k++)
            sum += (got[k] - want[k]) * (got[k] - want[k]) * (k % SIDE % (SIDE - 1) == 0 ? 0.5 : 1) * (k / SIDE % (SIDE - 1) == 0 ? 0.5 : 1)
                   / ((SIDE - 1.0) * (SIDE - 1.0) * RELEASES);
        }
      double foretold = mercer_private_plane_error (frame, mechanism, scale, N);
      g_test_message ("%d: %.4g, foretold %.4g", way, sum, foretold);
      assert_close (sum, foretold, 4 / sqrt (RELEASES) * 0.5, 0);
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/private-density/exact", test_exact);
  g_test_add_func ("/private-density/sensitivity", test_sensitivity);
  g_test_add_func ("/private-density/noise", test_noise);
  g_test_add_func ("/private-density/error", test_error);
  g_test_add_func ("/private-density/plane", test_plane);
  g_test_add_func ("/private-density/plane-sensitivity", test_plane_sensitivity);
  g_test_add_func ("/private-density/plane-error", test_plane_error);
  return g_test_run ();
}
