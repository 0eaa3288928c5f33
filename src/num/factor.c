/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "lapack.h"

/* Deleting row k of F leaves one entry above the diagonal in each column after k. Rotating columns
 * (j, j + 1) from the right for j = k, k + 1, ... clears them; the last column ends as zero and F F' of the
 * kept rows is what it was. */
MercerStatus
mercer_factor_remove (MercerMatrix *f, size_t m, size_t k, MercerWork *work)
{
  size_t n = f->cols, rows = n + m;
  g_return_val_if_fail (f->rows == rows && k < n, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  for (size_t j = k + 1; j < n; j++)
    *mercer_matrix_at (*f, j - 1, j) = 0.0;
  for (size_t j = 0; j < n; j++)
    {
      double *column = mercer_matrix_column (*f, j);
      memmove (column + k, column + k + 1, (rows - k - 1) * sizeof *column);
    }
  for (size_t j = k; j + 1 < n; j++)
    {
      double *left = mercer_matrix_at (*f, j, j), *right = mercer_matrix_at (*f, j, j + 1);
      double a = *left, b = *right, cosine, sine;
      cblas_drotg (&a, &b, &cosine, &sine);
      if (a < 0.0)
        {
          cosine = -cosine;
          sine = -sine;
        }
      cblas_drot ((int) (rows - 1 - j), left, 1, right, 1, cosine, sine);
      *right = 0.0;
    }
  f->rows--;
  f->cols--;
  return MERCER_OK;
}

/* The new row of L is l = L^-1 column, its pivot sqrt (diagonal - l'l); each right-hand side gains the entry
 * (b - l'r) / pivot. */
MercerStatus
mercer_factor_append (MercerMatrix *f, size_t m, const double *column, double diagonal, const double *rhs,
                      MercerWork *work)
{
  size_t n = f->cols, rows = n + m;
  g_return_val_if_fail (f->rows == rows && f->stride > rows, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  double *row = g_new (double, n + m + 1), *entries = row + n;
  memcpy (row, column, n * sizeof *row);
  memcpy (entries, rhs, m * sizeof *rhs);
  if (n > 0)
    {
      cblas_dtrsv (CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int) n, f->data,
                   (int) f->stride, row, 1);
      mercer_gemv (false, -1.0, mercer_matrix_block (*f, n, 0, m, n), row, 1.0, entries);
    }
  double rest = diagonal - cblas_ddot ((int) n, row, 1, row, 1);
  bool positive = rest > 0.0 && isfinite (rest);
  if (positive)
    {
      double pivot = sqrt (rest), *last = mercer_matrix_column (*f, n);
      for (size_t j = 0; j < n; j++)
        {
          double *at = mercer_matrix_at (*f, n, j);
          memmove (at + 1, at, m * sizeof *at);
          *at = row[j];
        }
      memset (last, 0, n * sizeof *last);
      last[n] = pivot;
      for (size_t i = 0; i < m; i++)
        last[n + 1 + i] = entries[i] / pivot;
      f->rows++;
      f->cols++;
    }
  g_free (row);
  return positive ? MERCER_OK : MERCER_NOT_POSITIVE_DEFINITE;
}
