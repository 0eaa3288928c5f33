/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "discrepancy.h"
#include "pool.h"
#include "random.h"

/* For a permutation with indicator a of the first sample, S = sum_{i != j} a_i a_j K_ij, r = the row sums of K without its
 * diagonal and T = sum r,
 *   within the first: S,  between: a'r - S,  within the second: T - 2 a'r + S,
 * so that S is all that has to be found anew: from the strictly lower tiles times all indicators at once. A constant added
 * to the kernel changes no statistic, so its mean is taken off, which leaves single precision enough digits. */
enum { TILE = 512, STRIP = 64, STRIPS = TILE / STRIP, BATCH = 128, STREAM = 0x5045, DRAWS = 32, LANES = 16 };
static const double tie = 2e-6; /* of the kernel's spread: what single precision cannot tell apart */

typedef struct
{
  size_t n, rows, count;
  size_t first; /* of the permutations being drawn */
  double mean;
  uint64_t seed;
  float *a;         /* rows x count */
  double *r;        /* rows: row sums of the centred kernel */
  double *within;   /* count: S / 2 */
  double spread;    /* sum of |K - mean| below the diagonal */
  /* the tile of the moment */
  MercerMatrix tile;
  size_t row, column;
  bool diagonal;
  float *single;    /* TILE x TILE */
  float *product;   /* TILE x count */
  double *beside;   /* STRIPS x TILE: column sums of each strip of rows */
  double spreads[STRIPS];
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
  float *a = permute->a + p * permute->rows;
  size_t *order = malloc (permute->rows * sizeof *order);
  if (order == NULL)
    {
      atomic_store (&permute->failed, true);
      return;
    }
  mercer_discrepancy_order (permute->seed, p, permute->rows, order);
  for (size_t i = 0; i < permute->rows; i++)
    a[order[i]] = i < permute->n;
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

/* A strip of rows: centred, in single precision, and its share of the row sums. On a diagonal tile what is not below the
 * diagonal becomes 0. */
static void
centre_strip (void *data, size_t strip)
{
  Permute *permute = data;
  size_t first = strip * STRIP, end = MIN (first + STRIP, permute->tile.rows);
  double *beside = permute->beside + strip * TILE, spread = 0;
  for (size_t j = 0; j < permute->tile.cols; j++)
    {
      const double *from = mercer_matrix_column (permute->tile, j);
      float *to = permute->single + j * TILE;
      size_t below = permute->diagonal ? CLAMP (j + 1, first, MAX (first, end)) : first;
      double column = 0;
      for (size_t i = first; i < below; i++)
        to[i] = 0;
      for (size_t i = below; i < end; i++)
        {
          double value = from[i] - permute->mean;
          to[i] = (float) value;
          permute->r[permute->row + i] += value;
          column += value;
          spread += fabs (value);
        }
      beside[j] = column;
    }
  permute->spreads[strip] = spread;
}

/* a'k in an order that the length alone decides, with so many running sums that the processor need not wait. */
static double
product_of (size_t n, const float *a, const float *k)
{
  float lane[LANES] = { 0 };
  double sum = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t l = 0; l < LANES; l++)
      lane[l] += a[i + l] * k[i + l];
  for (; i < n; i++)
    sum += (double) (a[i] * k[i]);
  for (size_t l = 0; l < LANES; l++)
    sum += (double) lane[l];
  return sum;
}

/* S / 2 of a batch of permutations gains a_I' K_IJ a_J. */
static void
multiply_batch (void *data, size_t batch)
{
  Permute *permute = data;
  size_t first = batch * BATCH, columns = MIN (BATCH, permute->count - first);
  float *product = permute->product + first * TILE;
  cblas_sgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, (int) permute->tile.rows, (int) columns,
               (int) permute->tile.cols, 1, permute->single, TILE, permute->a + first * permute->rows + permute->column,
               (int) permute->rows, 0, product, TILE);
  for (size_t p = 0; p < columns; p++)
    {
      const float *a = permute->a + (first + p) * permute->rows + permute->row, *k = product + p * TILE;
      permute->within[first + p] += product_of (permute->tile.rows, a, k);
    }
}

static void
take_tile (Permute *permute)
{
  mercer_pool_for (STRIPS, centre_strip, permute);
  for (size_t strip = 0; strip * STRIP < permute->tile.rows; strip++)
    {
      permute->spread += permute->spreads[strip];
      for (size_t j = 0; j < permute->tile.cols; j++)
        permute->r[permute->column + j] += permute->beside[strip * TILE + j];
    }
  mercer_pool_for ((permute->count + BATCH - 1) / BATCH, multiply_batch, permute);
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
  permute->a = mercer_work_alloc (work, rows * count, sizeof (float));
  permute->single = mercer_work_alloc (work, TILE * TILE, sizeof (float));
  permute->product = mercer_work_alloc (work, TILE * count, sizeof (float));
  permute->r = mercer_work_doubles (work, rows);
  permute->within = mercer_work_doubles (work, count);
  permute->beside = mercer_work_doubles (work, STRIPS * TILE);
  *pooled = mercer_work_matrix (work, rows, x.cols);
  *buffer = mercer_work_doubles (work, TILE * TILE);
  if (permute->a == NULL || permute->single == NULL || permute->product == NULL || permute->r == NULL
      || permute->within == NULL || permute->beside == NULL || pooled->data == NULL || *buffer == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (x, mercer_matrix_block (*pooled, 0, 0, x.rows, x.cols));
  mercer_matrix_copy (y, mercer_matrix_block (*pooled, x.rows, 0, y.rows, y.cols));
  mercer_matrix_fill (mercer_matrix (permute->r, rows, 1), 0);
  mercer_matrix_fill (mercer_matrix (permute->within, count, 1), 0);
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
      const float *a = permute->a + p * permute->rows;
      double s = 2 * permute->within[p], ar = 0;
      for (size_t i = 0; i < permute->rows; i++)
        ar += a[i] != 0 ? permute->r[i] : 0;
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
