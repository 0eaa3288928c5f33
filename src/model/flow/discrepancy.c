/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discrepancy.h"

#include <math.h>
#include <stdlib.h>

#include "discrepancy-gaussian.h"
#include "distance.h"
#include "pool.h"

/* Tiles of the kernel are made on the pool and summed on it; 2 MB stay in the second-level cache. Columns of a tile are cut
 * into strips, each of which has its own sum. */
enum { TILE = 512, STRIPS = 8, LANES = 8, MOST_FOR_MEDIAN = 1000 };

/* --- Sums over tiles ------------------------------------------------------------------------------ */

typedef struct
{
  MercerMatrix tile;
  bool lower; /* strictly below the diagonal only */
  double strip[STRIPS];
} TileSum;

/* In an order that the length alone decides, with so many running sums that the processor need not wait. */
static double
sum_of (size_t n, const double *values)
{
  double lane[LANES] = { 0 }, sum = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t k = 0; k < LANES; k++)
      lane[k] += values[i + k];
  for (; i < n; i++)
    sum += values[i];
  for (size_t k = 0; k < LANES; k++)
    sum += lane[k];
  return sum;
}

static void
sum_strip (void *data, size_t strip)
{
  TileSum *sum = data;
  size_t end = sum->tile.cols * (strip + 1) / STRIPS;
  sum->strip[strip] = 0;
  for (size_t j = sum->tile.cols * strip / STRIPS; j < end; j++)
    {
      size_t first = sum->lower ? j + 1 : 0;
      if (first < sum->tile.rows)
        sum->strip[strip] += sum_of (sum->tile.rows - first, mercer_matrix_at (sum->tile, first, j));
    }
}

static double
sum_tile (MercerMatrix tile, bool lower)
{
  TileSum sum = { .tile = tile, .lower = lower };
  double total = 0;
  mercer_pool_for (STRIPS, sum_strip, &sum);
  for (size_t k = 0; k < STRIPS; k++)
    total += sum.strip[k];
  return total;
}

/* Values of a tile: all of them, or below the diagonal where rows and columns are the same points. */
static MercerStatus
fill_tile (const MercerKernel *kernel, MercerMatrix rows, MercerMatrix columns, bool lower, MercerMatrix tile,
           MercerWork *work)
{
  return lower ? mercer_kernel_gram (kernel, rows, tile, work) : mercer_kernel_cross (kernel, rows, columns, tile, work);
}

/* The sum over all pairs, or over those with i > j if `lower` (y is x then). */
static MercerStatus
sum_pairs (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, bool lower, double *total, MercerWork *work)
{
  Gaussian gaussian;
  if (gaussian_recognise (kernel, x.cols, &gaussian))
    return gaussian_sum (&gaussian, x, y, lower, total, work);
  MercerMark mark = mercer_work_mark (work);
  double *buffer = mercer_work_doubles (work, TILE * TILE);
  MercerStatus status = buffer != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  *total = 0;
  for (size_t i = 0; i < x.rows && status == MERCER_OK; i += TILE)
    {
      size_t rows = MIN (TILE, x.rows - i), end = lower ? i + rows : y.rows;
      MercerMatrix at_rows = mercer_matrix_block (x, i, 0, rows, x.cols);
      double band = 0;
      for (size_t j = 0; j < end && status == MERCER_OK; j += TILE)
        {
          size_t columns = MIN (TILE, end - j);
          MercerMatrix tile = mercer_matrix (buffer, rows, columns);
          if (!mercer_work_wanted (work))
            status = MERCER_STOPPED;
          else
            status = fill_tile (kernel, at_rows, mercer_matrix_block (y, j, 0, columns, y.cols), lower && i == j, tile, work);
          if (status == MERCER_OK)
            band += sum_tile (tile, lower && i == j);
        }
      *total += band;
    }
  mercer_work_release (work, mark);
  return status;
}

static MercerStatus
sum_self (const MercerKernel *kernel, MercerMatrix x, double *total, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  double *diagonal = mercer_work_doubles (work, MAX (x.rows, 1));
  if (diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kernel_diagonal (kernel, x, false, diagonal);
  *total = sum_of (x.rows, diagonal);
  mercer_work_release (work, mark);
  return MERCER_OK;
}

MercerStatus
mercer_discrepancy_within (const MercerKernel *kernel, MercerMatrix x, double *pairs, double *self, MercerWork *work)
{
  MercerStatus status = sum_pairs (kernel, x, x, true, pairs, work);
  *pairs *= 2;
  if (status == MERCER_OK && self != NULL)
    status = sum_self (kernel, x, self, work);
  return status;
}

MercerStatus
mercer_discrepancy_between (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, double *pairs, MercerWork *work)
{
  return sum_pairs (kernel, x, y, false, pairs, work);
}

MercerStatus
mercer_discrepancy (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, MercerDiscrepancy *sums, MercerWork *work)
{
  *sums = (MercerDiscrepancy){ .n = x.rows, .m = y.rows };
  MercerStatus status = mercer_discrepancy_within (kernel, x, &sums->xx, &sums->x_self, work);
  if (status == MERCER_OK)
    status = mercer_discrepancy_within (kernel, y, &sums->yy, &sums->y_self, work);
  if (status == MERCER_OK)
    status = mercer_discrepancy_between (kernel, x, y, &sums->xy, work);
  return status;
}

/* --- Estimates ------------------------------------------------------------------------------------ */

double
mercer_discrepancy_biased (const MercerDiscrepancy *sums)
{
  double n = (double) sums->n, m = (double) sums->m;
  return (sums->xx + sums->x_self) / (n * n) + (sums->yy + sums->y_self) / (m * m) - 2 * sums->xy / (n * m);
}

double
mercer_discrepancy_unbiased (const MercerDiscrepancy *sums)
{
  double n = (double) sums->n, m = (double) sums->m;
  if (sums->n < 2 || sums->m < 2)
    return NAN;
  return sums->xx / (n * (n - 1)) + sums->yy / (m * (m - 1)) - 2 * sums->xy / (n * m);
}

/* --- Witness -------------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix tile; /* points x rows of z: each column is one value of the witness */
  double *out, factor;
} Means;

static void
add_means (void *data, size_t strip)
{
  const Means *means = data;
  size_t end = means->tile.cols * (strip + 1) / STRIPS;
  for (size_t j = means->tile.cols * strip / STRIPS; j < end; j++)
    means->out[j] += means->factor * sum_of (means->tile.rows, mercer_matrix_column (means->tile, j));
}

static MercerStatus
add_side (const MercerKernel *kernel, MercerMatrix points, double factor, MercerMatrix z, double *out, double *buffer,
          MercerWork *work)
{
  for (size_t i = 0; i < points.rows; i += TILE)
    for (size_t j = 0; j < z.rows; j += TILE)
      {
        size_t rows = MIN (TILE, points.rows - i), columns = MIN (TILE, z.rows - j);
        Means means = { mercer_matrix (buffer, rows, columns), out + j, factor };
        if (!mercer_work_wanted (work))
          return MERCER_STOPPED;
        MercerStatus status = mercer_kernel_cross (kernel, mercer_matrix_block (points, i, 0, rows, points.cols),
                                                   mercer_matrix_block (z, j, 0, columns, z.cols), means.tile, work);
        if (status != MERCER_OK)
          return status;
        mercer_pool_for (STRIPS, add_means, &means);
      }
  return MERCER_OK;
}

MercerStatus
mercer_discrepancy_witness (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, MercerMatrix z, double *out,
                            MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  double *buffer = mercer_work_doubles (work, TILE * TILE);
  if (buffer == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < z.rows; k++)
    out[k] = 0;
  MercerStatus status = MERCER_OK;
  if (x.rows > 0)
    status = add_side (kernel, x, 1 / (double) x.rows, z, out, buffer, work);
  if (status == MERCER_OK && y.rows > 0)
    status = add_side (kernel, y, -1 / (double) y.rows, z, out, buffer, work);
  mercer_work_release (work, mark);
  return status;
}
