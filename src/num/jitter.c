/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>

#include "lapack.h"

#define FIRST_JITTER 1e-12
#define LAST_JITTER  1e-4

/* Column j of the lower triangle is row j of the upper one; in square tiles, so that neither side
 * walks through memory by whole columns. */
static void
restore_lower (MercerMatrix a, const double *diagonal, double jitter)
{
  enum
  {
    TILE = 32
  };
  size_t n = a.rows;
  for (size_t j0 = 0; j0 < n; j0 += TILE)
    for (size_t i0 = j0; i0 < n; i0 += TILE)
      for (size_t j = j0; j < MIN (j0 + TILE, n); j++)
        for (size_t i = MAX (i0, j + 1); i < MIN (i0 + TILE, n); i++)
          *mercer_matrix_at (a, i, j) = *mercer_matrix_at (a, j, i);
  for (size_t i = 0; i < n; i++)
    *mercer_matrix_at (a, i, i) = diagonal[i] + jitter;
}

MercerStatus
mercer_cholesky_jitter (MercerMatrix a, const double *diagonal, double *jitter, MercerWork *work)
{
  double scale = 0.0;
  for (size_t i = 0; i < a.rows; i++)
    scale += diagonal[i] / (double) a.rows;
  *jitter = 0.0;
  for (size_t i = 0; i < a.rows; i++)
    *mercer_matrix_at (a, i, i) = diagonal[i];
  MercerStatus status = mercer_cholesky (a, work);
  if (!(scale > 0.0) || !isfinite (scale))
    return status;
  for (double share = FIRST_JITTER;
       status == MERCER_NOT_POSITIVE_DEFINITE && share < 2.0 * LAST_JITTER; share *= 10.0)
    {
      *jitter = share * scale;
      restore_lower (a, diagonal, *jitter);
      status = mercer_cholesky (a, work);
    }
  return status;
}

double
mercer_cholesky_log_det (MercerMatrix l)
{
  double sum = 0.0;
  for (size_t i = 0; i < l.rows; i++)
    sum += log (*mercer_matrix_at (l, i, i));
  return 2.0 * sum;
}

double
mercer_cholesky_condition (MercerMatrix l, double norm1)
{
  int n = (int) l.rows, stride = (int) l.stride, info = 0;
  if (n == 0)
    return 1.0;
  double reciprocal = 0.0;
  double *work = g_new (double, 3 * l.rows);
  int *integers = g_new (int, l.rows);
  dpocon_ ("L", &n, l.data, &stride, &norm1, &reciprocal, work, integers, &info, 1);
  g_free (work);
  g_free (integers);
  return info == 0 && reciprocal > 0.0 ? 1.0 / reciprocal : HUGE_VAL;
}

double
mercer_symmetric_norm1 (MercerMatrix a)
{
  size_t n = a.rows;
  double *sums = g_new0 (double, n), norm = 0.0;
  for (size_t j = 0; j < n; j++)
    {
      const double *column = mercer_matrix_column (a, j);
      double sum = fabs (column[j]);
      for (size_t i = j + 1; i < n; i++)
        {
          double entry = fabs (column[i]);
          sum += entry;
          sums[i] += entry;
        }
      sums[j] += sum;
    }
  for (size_t j = 0; j < n; j++)
    norm = sums[j] > norm || isnan (sums[j]) ? sums[j] : norm;
  g_free (sums);
  return norm;
}
