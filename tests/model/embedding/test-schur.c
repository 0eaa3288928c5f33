/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "random.h"
#include "schur.h"
#include "testing.h"

static MercerMatrix
gram_of (const double *x, size_t n, size_t d, MercerWork *work)
{
  MercerMatrix k = mercer_work_matrix (work, n, n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      {
        double dot = 0;
        for (size_t c = 0; c < d; c++)
          dot += x[i + c * n] * x[j + c * n];
        *mercer_matrix_at (k, i, j) = dot;
      }
  return k;
}

static void
test_entropy (void)
{
  const double even[] = { 2, 2, 2, 2 }, one[] = { 5, 0, -1e-18 }, two[] = { 3, 1 };
  assert_close (mercer_matrix_entropy (even, 4), log (4), 1e-14, 0);
  assert_close (mercer_matrix_entropy (one, 3), 0, 0, 1e-14);
  assert_close (mercer_matrix_entropy (two, 2), -(0.75 * log (0.75) + 0.25 * log (0.25)), 1e-14, 0);
}

/* Linear kernels: x of two columns, y of one. Everything is a 2 x 2 matrix: C_xx, c c' / (C_yy + ridge), and the rest. */
static void
test_linear (void)
{
  enum { N = 30 };
  const double ridge = 0.2;
  double x[2 * N], y[N], cxx[3] = { 0 }, cxy[2] = { 0 }, cyy = 0;
  mercer_random_normals (1, 1, 0, 2 * N, x);
  mercer_random_normals (1, 2, 0, N, y);
  for (size_t i = 0; i < N; i++)
    {
      y[i] += x[i];
      cxx[0] += x[i] * x[i] / N;
      cxx[1] += x[i] * x[i + N] / N;
      cxx[2] += x[i + N] * x[i + N] / N;
      cxy[0] += x[i] * y[i] / N;
      cxy[1] += x[i + N] * y[i] / N;
      cyy += y[i] * y[i] / N;
    }
  double e[3] = { cxy[0] * cxy[0] / (cyy + ridge), cxy[0] * cxy[1] / (cyy + ridge), cxy[1] * cxy[1] / (cyy + ridge) };
  const double parts[3][3] = { { cxx[0], cxx[1], cxx[2] }, { e[0], e[1], e[2] }, { cxx[0] - e[0], cxx[1] - e[1], cxx[2] - e[2] } };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSchur schur;
  g_assert_cmpint (mercer_schur (gram_of (x, N, 2, work), gram_of (y, N, 1, work), ridge, 2, &schur, work), ==, MERCER_OK);
  for (int part = 0; part < 3; part++)
    {
      const double *m = parts[part];
      double half = hypot (0.5 * (m[0] - m[2]), m[1]), top = 0.5 * (m[0] + m[2]) + half, low = top - 2 * half;
      assert_close (schur.trace[part], m[0] + m[2], 1e-11, 0);
      assert_close (schur.values[part][0], top, 1e-10, 0);
      assert_close (schur.values[part][1], low, 1e-9, 1e-12);
      assert_close (schur.values[part][2], 0, 0, 1e-12);
      /* the row's share in the part on the eigenvector of `top`, by whose sign it is chosen where the two first differ */
      double v[2] = { m[1], top - m[0] }, length = hypot (v[0], v[1]), sign = 0;
      for (size_t i = 0; i < N; i++)
        {
          double slope = y[i] / (cyy + ridge), want = 0;
          for (size_t c = 0; c < 2; c++)
            {
              double fit = slope * cxy[c];
              want += v[c] / length * (part == MERCER_SCHUR_ALL ? x[i + c * N] : part == MERCER_SCHUR_EXPLAINED ? fit : x[i + c * N] - fit);
            }
          double got = *mercer_matrix_at (schur.scores[part], i, 0), again = 0;
          sign = sign == 0 ? (got * want < 0 ? -1 : 1) : sign;
          assert_close (sign * got, want, 1e-9, 1e-9);
          for (size_t j = 0; j < N; j++) /* and as a function of the kernels */
            again += (x[i] * x[j] + x[i + N] * x[j + N]) * *mercer_matrix_at (schur.a[part], j, 0)
                     + y[i] * y[j] * *mercer_matrix_at (schur.b[part], j, 0);
          assert_close (again, got, 1e-9, 1e-9);
        }
    }
  assert_close (schur.trace[1] + schur.trace[2], schur.trace[0], 1e-12, 0);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schur/entropy", test_entropy);
  g_test_add_func ("/schur/linear", test_linear);
  return g_test_run ();
}
