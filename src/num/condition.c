/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>

#include "lapack.h"
#include "pool.h"

#define PARTS 8  /* of the columns, each with sums of its own; added in order */
#define STRIP 64 /* columns; strip s belongs to part s mod PARTS */

/* Higham's estimate of the 1-norm of the inverse (LAPACK dlacn2) from a few solves, at most eleven;
 * each reads L twice. */
MercerStatus
mercer_cholesky_condition_estimate (MercerMatrix l, double norm1, double *condition,
                                    MercerWork *work)
{
  size_t n = l.rows;
  g_return_val_if_fail (l.cols == n, MERCER_BAD_INPUT);
  *condition = n == 0 ? 1.0 : HUGE_VAL;
  double *v = g_new (double, 2 * n + 1), *x = v + n, norm = 0.0;
  int *signs = g_new (int, n + 1), order = (int) n, kase = 0, state[3];
  MercerStatus status = MERCER_OK;
  while (n > 0 && status == MERCER_OK)
    {
      dlacn2_ (&order, v, x, signs, &norm, &kase, state);
      if (kase == 0)
        {
          *condition = isfinite (norm) ? norm * norm1 : HUGE_VAL;
          break;
        }
      status = mercer_solve_lower (l, false, mercer_matrix (x, n, 1), work);
      if (status == MERCER_OK)
        status = mercer_solve_lower (l, true, mercer_matrix (x, n, 1), work);
      if (status == MERCER_OK && !mercer_matrix_is_finite (mercer_matrix (x, n, 1)))
        break; /* singular to working precision */
    }
  g_free (v);
  g_free (signs);
  return status;
}

double
mercer_cholesky_condition (MercerMatrix l, double norm1)
{
  double condition;
  mercer_cholesky_condition_estimate (l, norm1, &condition, NULL);
  return condition;
}

typedef struct
{
  MercerMatrix a;
  double *sums; /* n for each part */
} Sums;

static void
sums_cb (void *data, size_t part)
{
  Sums *s = data;
  size_t n = s->a.rows;
  double *sums = s->sums + part * n;
  for (size_t strip = part * STRIP; strip < n; strip += PARTS * STRIP)
    for (size_t j = strip; j < MIN (strip + STRIP, n); j++)
      {
        const double *column = mercer_matrix_column (s->a, j);
        double sum = fabs (column[j]);
#pragma omp simd reduction(+ : sum)
        for (size_t i = j + 1; i < n; i++)
          {
            double entry = fabs (column[i]);
            sum += entry;
            sums[i] += entry;
          }
        sums[j] += sum;
      }
}

double
mercer_symmetric_norm1 (MercerMatrix a)
{
  size_t n = a.rows;
  Sums s = { a, g_new0 (double, PARTS *n + 1) };
  double norm = 0.0;
  if (n < 200)
    for (size_t part = 0; part < PARTS; part++)
      sums_cb (&s, part);
  else
    mercer_pool_for (PARTS, sums_cb, &s);
  for (size_t j = 0; j < n; j++)
    {
      double sum = 0.0;
      for (size_t part = 0; part < PARTS; part++)
        sum += s.sums[part * n + j];
      norm = sum > norm || isnan (sum) ? sum : norm;
    }
  g_free (s.sums);
  return norm;
}
