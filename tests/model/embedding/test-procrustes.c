/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "procrustes.h"
#include "testing.h"

enum { N = 12 };

static void
fill (double *x, double *y, double side)
{
  for (int i = 0; i < N; i++)
    {
      x[i] = sin (i) + 0.1 * i;
      x[i + N] = cos (2 * i);
      y[i] = 3 * cos (2 * i + 0.2) + 1;
      y[i + N] = side * (2 * sin (i) + 0.3 * cos (5 * i));
    }
}

/* scipy 1.10: spatial.procrustes' disparity, and scale, matrix and image of linalg.orthogonal_procrustes on centred points; both by a singular
 * value decomposition. Mirrored and not. */
static void
test_scipy (void)
{
  double x[2 * N], y[2 * N], out[2 * N];
  for (int mirrored = 0; mirrored < 2; mirrored++)
    {
      MercerProcrustes fit;
      MercerMatrix image = mercer_matrix (out, N, 2);
      fill (x, y, mirrored ? 1 : -1);
      mercer_procrustes (mercer_matrix (x, N, 2), mercer_matrix (y, N, 2), &fit);
      mercer_procrustes_apply (&fit, mercer_matrix (y, N, 2), image);
      g_assert_cmpint (fit.mirrored, ==, mirrored);
      assert_close (1 - fit.agreement, 0.15735516055044557, 1e-13, 0);
      assert_close (fit.scale, 0.3613802061018317, 1e-13, 0);
      assert_close (fit.angle, 1.6354175663734543, 1e-13, 0);
      assert_close (*mercer_matrix_at (image, 3, 0), 0.49798247, 0, 5e-9); /* to the digits that numpy prints */
      assert_close (*mercer_matrix_at (image, 3, 1), 1.08855224, 0, 5e-9);
    }
}

/* A map laid over a moved, turned, mirrored and shrunken copy of itself is that copy; in place too. */
static void
test_copy (void)
{
  double x[2 * N], y[2 * N];
  MercerProcrustes move = { .from = { 0.3, -2 }, .to = { 5, 7 }, .scale = 0.01, .angle = -2.5, .mirrored = true }, fit;
  fill (x, y, 1);
  mercer_procrustes_apply (&move, mercer_matrix (y, N, 2), mercer_matrix (x, N, 2));
  mercer_procrustes (mercer_matrix (x, N, 2), mercer_matrix (y, N, 2), &fit);
  assert_close (fit.agreement, 1, 1e-12, 0);
  assert_close (fit.scale, 0.01, 1e-12, 0);
  assert_close (fit.angle, -2.5, 1e-12, 0);
  g_assert_true (fit.mirrored);
  mercer_procrustes_apply (&fit, mercer_matrix (y, N, 2), mercer_matrix (y, N, 2));
  for (int i = 0; i < 2 * N; i++)
    assert_close (y[i], x[i], 1e-12, 1e-12);
}

/* Points that are all the same agree with nothing; points on a line with another line as lines do, by their squared correlation. */
static void
test_flat (void)
{
  double x[2 * N], y[2 * N], same[2 * N] = { 0 }, ab = 0, aa = 0, bb = 0;
  MercerProcrustes fit;
  fill (x, y, 1);
  mercer_procrustes (mercer_matrix (x, N, 2), mercer_matrix (same, N, 2), &fit);
  g_assert_cmpfloat (fit.scale, ==, 0);
  g_assert_cmpfloat (fit.agreement, ==, 0);
  for (int i = 0; i < N; i++)
    {
      x[i] = i - 0.5 * (N - 1);
      y[i + N] = i * i - (N - 1) * (2 * N - 1) / 6.0;
      x[i + N] = y[i] = 0;
      ab += x[i] * y[i + N];
      aa += x[i] * x[i];
      bb += y[i + N] * y[i + N];
    }
  mercer_procrustes (mercer_matrix (x, N, 2), mercer_matrix (y, N, 2), &fit);
  assert_close (fit.agreement, ab * ab / (aa * bb), 1e-13, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/procrustes/scipy", test_scipy);
  g_test_add_func ("/procrustes/copy", test_copy);
  g_test_add_func ("/procrustes/flat", test_flat);
  return g_test_run ();
}
