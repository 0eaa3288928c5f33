/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private densities: without noise the exact density, sensitivities by trying neighbours, the privacy of the noise by its definition. */
#include "private-density.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/private-density/exact", test_exact);
  g_test_add_func ("/private-density/sensitivity", test_sensitivity);
  g_test_add_func ("/private-density/noise", test_noise);
  g_test_add_func ("/private-density/error", test_error);
  return g_test_run ();
}
