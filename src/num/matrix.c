/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matrix.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "pool.h"

#define TILE         32  /* both sides of a transposition stay in the first-level cache */
#define ON_POOL_FROM 500 /* rows */

void
mercer_matrix_copy (MercerMatrix a, MercerMatrix b)
{
  g_return_if_fail (a.rows == b.rows && a.cols == b.cols);
  if (a.rows == 0)
    return;
  for (size_t j = 0; j < a.cols; j++)
    memcpy (mercer_matrix_column (b, j), mercer_matrix_column (a, j), a.rows * sizeof (double));
}

void
mercer_matrix_fill (MercerMatrix a, double value)
{
  for (size_t j = 0; j < a.cols; j++)
    {
      double *column = mercer_matrix_column (a, j);
      for (size_t i = 0; i < a.rows; i++)
        column[i] = value;
    }
}

void
mercer_matrix_add_diagonal (MercerMatrix a, double value)
{
  size_t n = MIN (a.rows, a.cols);
  for (size_t i = 0; i < n; i++)
    *mercer_matrix_at (a, i, i) += value;
}

static void
mirror_strip_cb (void *data, size_t index)
{
  MercerMatrix a = *(MercerMatrix *) data;
  size_t first = index * TILE, last_column = MIN (first + TILE, a.cols);
  for (size_t row = first; row < a.rows; row += TILE)
    for (size_t i = row; i < MIN (row + TILE, a.rows); i++)
      for (size_t j = first; j < MIN (i, last_column); j++)
        *mercer_matrix_at (a, j, i) = *mercer_matrix_at (a, i, j);
}

void
mercer_matrix_mirror_lower (MercerMatrix a)
{
  g_return_if_fail (a.rows == a.cols);
  size_t strips = (a.cols + TILE - 1) / TILE;
  if (a.rows >= ON_POOL_FROM)
    mercer_pool_for (strips, mirror_strip_cb, &a);
  else
    for (size_t index = 0; index < strips; index++)
      mirror_strip_cb (&a, index);
}

static bool
column_is_finite (const double *x, size_t n)
{
  const uint64_t exponent = UINT64_C (0x7ff) << 52;
  uint64_t spoilt = 0;
  for (size_t i = 0; i < n; i++)
    {
      uint64_t bits;
      memcpy (&bits, x + i, sizeof bits);
      spoilt |= (bits & exponent) == exponent;
    }
  return spoilt == 0;
}

double
mercer_matrix_centre_columns (MercerMatrix a)
{
  double squares = 0;
  for (size_t j = 0; j < a.cols; j++)
    {
      double *column = mercer_matrix_column (a, j), mean = 0;
      for (size_t i = 0; i < a.rows; i++)
        mean += column[i];
      mean /= (double) a.rows;
      for (size_t i = 0; i < a.rows; i++)
        {
          column[i] -= mean;
          squares += column[i] * column[i];
        }
    }
  return squares;
}

bool
mercer_matrix_is_finite (MercerMatrix a)
{
  for (size_t j = 0; j < a.cols; j++)
    if (!column_is_finite (mercer_matrix_column (a, j), a.rows))
      return false;
  return true;
}

bool
mercer_matrix_lower_is_finite (MercerMatrix a)
{
  for (size_t j = 0; j < MIN (a.rows, a.cols); j++)
    if (!column_is_finite (mercer_matrix_at (a, j, j), a.rows - j))
      return false;
  return true;
}
