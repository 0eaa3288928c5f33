/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "lapack.h"
#include "vector.h"

#define RUN 8 /* rotations applied in one pass over the rows */

typedef struct
{
  double cosine[RUN], sine[RUN];
} Rotations;

/* Rows [0, rows) of RUN + 1 neighbouring columns: rotation q turns columns q and q + 1. Column 0
 * has its rows in place already; the others give up their first row, so they are read one row
 * further down. */
MERCER_VECTOR_BODY void
turn_rows_body (size_t rows, double *columns, size_t stride, const Rotations *rotations)
{
#pragma omp simd
  for (size_t i = 0; i < rows; i++)
    {
      double carried = columns[i];
#pragma GCC unroll 8
      for (size_t q = 0; q < RUN; q++)
        {
          double next = columns[i + 1 + (q + 1) * stride];
          columns[i + q * stride] = rotations->cosine[q] * carried + rotations->sine[q] * next;
          carried = rotations->cosine[q] * next - rotations->sine[q] * carried;
        }
      columns[i + RUN * stride] = carried;
    }
}

MERCER_VECTOR_DEFINE (SHORT, turn_rows,
                      (size_t rows, double *columns, size_t stride, const Rotations *rotations),
                      (rows, columns, stride, rotations))

/* Makes the rotation that turns (*a, b) into (positive, 0); *a receives the length. */
static void
make_rotation (double *a, double b, double *cosine, double *sine)
{
  double length = hypot (*a, b);
  *cosine = length > 0.0 ? *a / length : 1.0;
  *sine = length > 0.0 ? b / length : 0.0;
  *a = length;
}

/* The `count` rows from (j, j) down, in which the rotations of this run arise one after the other.
 */
static void
start_run (MercerMatrix f, size_t j, size_t count, Rotations *rotations)
{
  for (size_t r = 0; r < count; r++)
    {
      double carried = *mercer_matrix_at (f, j + r, j);
      for (size_t q = 0; q <= r; q++)
        {
          double next = *mercer_matrix_at (f, j + r + 1, j + q + 1);
          if (q == r)
            {
              make_rotation (&carried, next, &rotations->cosine[q], &rotations->sine[q]);
              *mercer_matrix_at (f, j + r, j + q) = carried;
            }
          else
            {
              double c = rotations->cosine[q], s = rotations->sine[q];
              *mercer_matrix_at (f, j + r, j + q) = c * carried + s * next;
              carried = c * next - s * carried;
            }
        }
    }
}

/* The last, shorter run. */
static void
turn_few (MercerMatrix f, size_t row, size_t rows, size_t j, size_t count,
          const Rotations *rotations)
{
  for (size_t i = row; i < row + rows; i++)
    {
      double carried = *mercer_matrix_at (f, i, j);
      for (size_t q = 0; q < count; q++)
        {
          double next = *mercer_matrix_at (f, i + 1, j + q + 1);
          *mercer_matrix_at (f, i, j + q)
              = rotations->cosine[q] * carried + rotations->sine[q] * next;
          carried = rotations->cosine[q] * next - rotations->sine[q] * carried;
        }
      *mercer_matrix_at (f, i, j + count) = carried;
    }
}

/* Deleting row k of F leaves one entry above the diagonal in each column after k. Rotating columns
 * (j, j + 1) from the right for j = k, k + 1, ... clears them; the last column ends as zero and F
 * F' of the kept rows is what it was. Rotations are made RUN at a time from the rows at the
 * diagonal and then applied to all rows below in one pass, which also closes the gap of the deleted
 * row. */
MercerStatus
mercer_factor_remove (MercerMatrix *f, size_t m, size_t k, MercerWork *work)
{
  size_t n = f->cols, rows = n + m;
  g_return_val_if_fail (f->rows == rows && k < n, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  for (size_t j = 0; j <= k; j++)
    {
      double *column = mercer_matrix_column (*f, j);
      memmove (column + k, column + k + 1, (rows - k - 1) * sizeof *column);
    }
  for (size_t j = k; j + 1 < n; j += RUN)
    {
      Rotations rotations;
      size_t count = MIN (RUN, n - 1 - j), below = j + count;
      start_run (*f, j, count, &rotations);
      if (count == RUN)
        turn_rows (rows - 1 - below, mercer_matrix_at (*f, below, j), f->stride, &rotations);
      else
        turn_few (*f, below, rows - 1 - below, j, count, &rotations);
    }
  f->rows--;
  f->cols--;
  return MERCER_OK;
}

/* The new row of L is l = L^-1 column, its pivot sqrt (diagonal - l'l); each right-hand side gains
 * the entry (b - l'r) / pivot. */
MercerStatus
mercer_factor_append (MercerMatrix *f, size_t m, const double *column, double diagonal,
                      const double *rhs, MercerWork *work)
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
