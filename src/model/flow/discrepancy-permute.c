/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "discrepancy-subsets.h"
#include "discrepancy.h"
#include "pool.h"
#include "random.h"

/* For a permutation with indicator a of the first sample, S = sum_{i != j} a_i a_j K_ij, r = the row sums of K without its
 * diagonal and T = sum r,
 *   within the first: S,  between: a'r - S,  within the second: T - 2 a'r + S,
 * so that S is all that has to be found anew: from the strictly lower tiles times all indicators at once. A constant added
 * to the kernel changes no statistic, so its mean is taken off, which leaves single precision enough digits. */
enum { TILE = SUBSET_TILE, BLOCKS = TILE / SUBSET_ROWS, STREAM = 0x5045, DRAWS = 32 };
static const double tie = 2e-6; /* of the kernel's spread: what single precision cannot tell apart */

typedef struct
{
  size_t n, rows, count;
  size_t first; /* of the permutations being drawn */
  double mean;
  uint64_t seed;
  Indicators indicators;
  double *r;        /* rows: row sums of the centred kernel */
  double *within;   /* count for each block of rows of a tile: S / 2 */
  double spread;    /* sum of |K - mean| below the diagonal */
  /* the tile of the moment */
  MercerMatrix tile;
  size_t row, column;
  bool diagonal;
  float *single;    /* TILE x TILE */
  float *room;      /* SUBSET_ROWS x count for each block of rows */
  double *beside;   /* BLOCKS x TILE: column sums of each block of rows */
  double spreads[BLOCKS];
  atomic_bool failed;
} Permute;

void
mercer_discrepancy_order (uint64_t seed, size_t index, size_t rows, size_t *order)
{
  mercer_random_permutation (seed, STREAM + index, rows, order);
}

static void
draw_indicator (void *data, size_t index)
{
  Permute *permute = data;
  size_t p = permute->first + index;
  size_t *order = malloc (permute->rows * sizeof *order);
  if (order == NULL)
    {
      atomic_store (&permute->failed, true);
      return;
    }
  mercer_discrepancy_order (permute->seed, p, permute->rows, order);
  indicators_set (&permute->indicators, p, permute->n, order);
  free (order);
}

static MercerStatus
draw_indicators (Permute *permute, MercerWork *work)
{
  for (permute->first = 0; permute->first < permute->count; permute->first += DRAWS)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      mercer_pool_for (MIN (DRAWS, permute->count - permute->first), draw_indicator, permute);
      if (atomic_load (&permute->failed))
        return MERCER_OUT_OF_MEMORY;
    }
  return MERCER_OK;
}

/* A block of rows in single precision: what is below the diagonal centred, its share of the row and column sums, and zeros elsewhere.
 * Returns how many columns are not all zero. */
static size_t
centre_block (Permute *permute, size_t block)
{
  MercerMatrix tile = permute->tile;
  size_t first = block * SUBSET_ROWS, end = MIN (first + SUBSET_ROWS, tile.rows);
  size_t columns = permute->diagonal ? MIN (end, tile.cols) : tile.cols;
  size_t whole = (columns + SUBSET_COLUMNS - 1) / SUBSET_COLUMNS * SUBSET_COLUMNS;
  double *beside = permute->beside + block * TILE, spread = 0, sums[SUBSET_ROWS] = { 0 };
  for (size_t j = 0; j < whole; j++)
    {
      float *to = permute->single + first + j * TILE;
      size_t from = j >= columns ? end : permute->diagonal ? CLAMP (j + 1, first, end) : first;
      double column = 0;
      for (size_t i = 0; i < SUBSET_ROWS; i++)
        to[i] = 0;
      for (size_t i = from; i < end; i++)
        {
          double value = *mercer_matrix_at (tile, i, j) - permute->mean;
          to[i - first] = (float) value;
          sums[i - first] += value;
          column += value;
          spread += fabs (value);
        }
      beside[j] = column;
    }
  for (size_t j = whole; j < tile.cols; j++)
    beside[j] = 0;
  for (size_t i = first; i < end; i++)
    permute->r[permute->row + i] += sums[i - first];
  permute->spreads[block] = spread;
  return columns;
}

static void
take_block (void *data, size_t block)
{
  Permute *permute = data;
  size_t count = permute->count, columns = centre_block (permute, block);
  indicators_multiply (&permute->indicators, permute->single + block * SUBSET_ROWS, TILE, columns,
                       permute->row + block * SUBSET_ROWS, permute->column, permute->room + block * count * SUBSET_ROWS,
                       permute->within + block * count);
}

static void
take_tile (Permute *permute)
{
  size_t blocks = (permute->tile.rows + SUBSET_ROWS - 1) / SUBSET_ROWS;
  mercer_pool_for (blocks, take_block, permute);
  for (size_t block = 0; block < blocks; block++)
    {
      permute->spread += permute->spreads[block];
      for (size_t j = 0; j < permute->tile.cols; j++)
        permute->r[permute->column + j] += permute->beside[block * TILE + j];
    }
}

static MercerStatus
pass (Permute *permute, const MercerKernel *kernel, MercerMatrix pooled, double *buffer, MercerWork *work)
{
  for (size_t i = 0; i < pooled.rows; i += TILE)
    for (size_t j = 0; j <= i; j += TILE)
      {
        size_t rows = MIN (TILE, pooled.rows - i), columns = MIN (TILE, pooled.rows - j);
        MercerMatrix at_rows = mercer_matrix_block (pooled, i, 0, rows, pooled.cols);
        MercerMatrix at_columns = mercer_matrix_block (pooled, j, 0, columns, pooled.cols);
        permute->tile = mercer_matrix (buffer, rows, columns);
        permute->row = i;
        permute->column = j;
        permute->diagonal = i == j;
        if (!mercer_work_wanted (work))
          return MERCER_STOPPED;
        MercerStatus status = i == j ? mercer_kernel_gram (kernel, at_rows, permute->tile, work)
                                     : mercer_kernel_cross (kernel, at_rows, at_columns, permute->tile, work);
        if (status != MERCER_OK)
          return status;
        take_tile (permute);
      }
  return MERCER_OK;
}

static MercerStatus
allocate (Permute *permute, MercerMatrix x, MercerMatrix y, MercerMatrix *pooled, double **buffer, MercerWork *work)
{
  size_t rows = permute->rows, count = permute->count;
  size_t codes = indicators_codes (rows, count), masks = indicators_masks (rows, count);
  permute->indicators = (Indicators){ .count = count,
                                      .codes = mercer_work_alloc (work, MAX (codes, 1), 1),
                                      .masks = mercer_work_alloc (work, MAX (masks, 1), sizeof (uint16_t)) };
  permute->single = mercer_work_alloc (work, TILE * TILE, sizeof (float));
  permute->room = mercer_work_alloc (work, MAX (TILE * count, 1), sizeof (float));
  permute->r = mercer_work_doubles (work, rows);
  permute->within = mercer_work_doubles (work, MAX (BLOCKS * count, 1));
  permute->beside = mercer_work_doubles (work, BLOCKS * TILE);
  *pooled = mercer_work_matrix (work, rows, x.cols);
  *buffer = mercer_work_doubles (work, TILE * TILE);
  if (permute->indicators.codes == NULL || permute->indicators.masks == NULL || permute->single == NULL
      || permute->room == NULL || permute->r == NULL || permute->within == NULL || permute->beside == NULL
      || pooled->data == NULL || *buffer == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (x, mercer_matrix_block (*pooled, 0, 0, x.rows, x.cols));
  mercer_matrix_copy (y, mercer_matrix_block (*pooled, x.rows, 0, y.rows, y.cols));
  mercer_matrix_fill (mercer_matrix (permute->r, rows, 1), 0);
  memset (permute->indicators.codes, 0, codes);
  memset (permute->indicators.masks, 0, masks * sizeof (uint16_t));
  mercer_matrix_fill (mercer_matrix (permute->within, BLOCKS * count, 1), 0);
  return MERCER_OK;
}

/* Statistics and p from S / 2. */
static void
finish (const Permute *permute, double observed, double *statistics, double *p_value)
{
  double n = (double) permute->n, m = (double) (permute->rows - permute->n), total = 0;
  double pairs = 0.5 * (n + m) * (n + m - 1), threshold = observed - tie * permute->spread / pairs;
  size_t reached = 0;
  for (size_t i = 0; i < permute->rows; i++)
    total += permute->r[i];
  for (size_t p = 0; p < permute->count; p++)
    {
      double s = 0, ar = indicators_sum (&permute->indicators, p, permute->rows, permute->r);
      for (size_t block = 0; block < BLOCKS; block++)
        s += 2 * permute->within[block * permute->count + p];
      statistics[p] = s / (n * (n - 1)) + (total - 2 * ar + s) / (m * (m - 1)) - 2 * (ar - s) / (n * m);
      reached += statistics[p] >= threshold;
    }
  *p_value = (1 + (double) reached) / (1 + (double) permute->count);
}

MercerStatus
mercer_discrepancy_permutations (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, const MercerDiscrepancy *sums,
                                 uint64_t seed, size_t count, double *statistics, double *p_value, MercerWork *work)
{
  g_return_val_if_fail (x.rows >= 2 && y.rows >= 2 && x.cols == y.cols, MERCER_BAD_INPUT);
  size_t rows = x.rows + y.rows;
  Permute permute = { .n = x.rows, .rows = rows, .count = count, .seed = seed,
                      .mean = (sums->xx + sums->yy + 2 * sums->xy) / ((double) rows * (double) (rows - 1)) };
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix pooled;
  double *buffer;
  MercerStatus status = allocate (&permute, x, y, &pooled, &buffer, work);
  if (status == MERCER_OK)
    status = draw_indicators (&permute, work);
  if (status == MERCER_OK)
    status = pass (&permute, kernel, pooled, buffer, work);
  if (status == MERCER_OK)
    finish (&permute, mercer_discrepancy_unbiased (sums), statistics, p_value);
  mercer_work_release (work, mark);
  return status;
}
