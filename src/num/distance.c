/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distance.h"

#include <cblas.h>
#include <glib.h>
#include <string.h>

#include "lapack.h"

#define DIRECT_COLUMNS 8   /* up to here a difference costs less than a product and its repair */
#define TILE           128 /* rows and columns of the stack buffers; shorter when d is large */
#define BUFFER         (64 * TILE)
#define SPOILT         1e-6 /* of |x|^2 + |z|^2: below it cancellation has eaten six digits or more */

/* column = sum_c (X(., c) - z(c))^2, one pass over the rows for up to four columns at a time. */
static void
direct_column (MercerMatrix x, MercerMatrix z, size_t j, double *column)
{
  size_t n = x.rows;
  for (size_t c = 0; c < x.cols; c++)
    {
      const double *xc = mercer_matrix_column (x, c);
      double zc = *mercer_matrix_at (z, j, c);
      if (c == 0)
        for (size_t i = 0; i < n; i++)
          column[i] = (xc[i] - zc) * (xc[i] - zc);
      else
        for (size_t i = 0; i < n; i++)
          column[i] += (xc[i] - zc) * (xc[i] - zc);
    }
}

/* Columns 0 and 1 in one pass: the commonest tables. */
static void
direct_column_2 (MercerMatrix x, MercerMatrix z, size_t j, double *column)
{
  const double *x0 = mercer_matrix_column (x, 0), *x1 = mercer_matrix_column (x, 1);
  double z0 = *mercer_matrix_at (z, j, 0), z1 = *mercer_matrix_at (z, j, 1);
  for (size_t i = 0; i < x.rows; i++)
    column[i] = (x0[i] - z0) * (x0[i] - z0) + (x1[i] - z1) * (x1[i] - z1);
}

static double
direct_entry (MercerMatrix x, size_t i, MercerMatrix z, size_t j)
{
  double sum = 0.0;
  for (size_t c = 0; c < x.cols; c++)
    {
      double difference = *mercer_matrix_at (x, i, c) - *mercer_matrix_at (z, j, c);
      sum += difference * difference;
    }
  return sum;
}

/* The rows of `from` shifted by `centre`, contiguous in `to`, and their squared lengths. */
static void
shift_rows (MercerMatrix from, const double *centre, MercerMatrix to, double *lengths)
{
  memset (lengths, 0, from.rows * sizeof *lengths);
  for (size_t c = 0; c < from.cols; c++)
    {
      const double *source = mercer_matrix_column (from, c);
      double *target = mercer_matrix_column (to, c);
      for (size_t i = 0; i < from.rows; i++)
        {
          target[i] = source[i] - centre[c];
          lengths[i] += target[i] * target[i];
        }
    }
}

/* D = |x|^2 + |z|^2 - 2 x'z for one tile. */
static void
product_tile (MercerMatrix x, MercerMatrix z, const double *centre, MercerMatrix d)
{
  double x_buffer[BUFFER], z_buffer[BUFFER], x_lengths[TILE], z_lengths[TILE];
  if (x.rows == 0 || z.rows == 0)
    return;
  MercerMatrix xs = mercer_matrix (x_buffer, x.rows, x.cols);
  MercerMatrix zs = mercer_matrix (z_buffer, z.rows, z.cols);
  shift_rows (x, centre, xs, x_lengths);
  shift_rows (z, centre, zs, z_lengths);
  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, (int) x.rows, (int) z.rows, (int) x.cols,
               -2.0, xs.data, (int) xs.stride, zs.data, (int) zs.stride, 0.0, d.data,
               (int) d.stride);
  for (size_t j = 0; j < z.rows; j++)
    {
      double *column = mercer_matrix_column (d, j);
      int spoilt = 0;
      for (size_t i = 0; i < x.rows; i++)
        {
          double scale = x_lengths[i] + z_lengths[j];
          column[i] += scale;
          spoilt |= column[i] < SPOILT * scale;
        }
      for (size_t i = 0; spoilt && i < x.rows; i++)
        if (!(column[i] >= SPOILT * (x_lengths[i] + z_lengths[j])))
          column[i] = direct_entry (x, i, z, j);
    }
}

/* The mean over the rows of both; any fixed point near the data serves. */
static void
common_mean (MercerMatrix x, MercerMatrix z, double *centre)
{
  for (size_t c = 0; c < x.cols; c++)
    {
      const double *xc = mercer_matrix_column (x, c), *zc = mercer_matrix_column (z, c);
      double sum = 0.0;
      for (size_t i = 0; i < x.rows; i++)
        sum += xc[i];
      for (size_t i = 0; i < z.rows; i++)
        sum += zc[i];
      centre[c] = sum / (double) (x.rows + z.rows);
    }
}

static void
product_distances (MercerMatrix x, MercerMatrix z, MercerMatrix d)
{
  double stack[256];
  double *centre = x.cols <= G_N_ELEMENTS (stack) ? stack : g_new (double, x.cols);
  size_t tile = MIN ((size_t) TILE, BUFFER / x.cols);
  common_mean (x, z, centre);
  for (size_t j = 0; j < z.rows; j += tile)
    for (size_t i = 0; i < x.rows; i += tile)
      {
        size_t rows = MIN (tile, x.rows - i), cols = MIN (tile, z.rows - j);
        product_tile (mercer_matrix_block (x, i, 0, rows, x.cols),
                      mercer_matrix_block (z, j, 0, cols, z.cols), centre,
                      mercer_matrix_block (d, i, j, rows, cols));
      }
  if (centre != stack)
    g_free (centre);
}

void
mercer_squared_distances (MercerMatrix x, MercerMatrix z, MercerMatrix d)
{
  g_return_if_fail (x.cols == z.cols && d.rows == x.rows && d.cols == z.rows);
  if (x.cols == 0)
    mercer_matrix_fill (d, 0.0);
  else if (x.cols > DIRECT_COLUMNS && x.cols <= BUFFER / 8)
    product_distances (x, z, d);
  else
    for (size_t j = 0; j < z.rows; j++)
      if (x.cols == 2)
        direct_column_2 (x, z, j, mercer_matrix_column (d, j));
      else
        direct_column (x, z, j, mercer_matrix_column (d, j));
}
