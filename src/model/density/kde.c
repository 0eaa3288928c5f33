/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"
#include "vector.h"

/* Points whose factors stand in memory at one time; columns that one task fills; values of a convolution that registers hold. */
enum { BLOCK = 1024, SLICE = 64, BATCH = 32 };

/* --- Factors on the pool ---------------------------------------------------------------------------- */

typedef struct
{
  const MercerKdeAxis *axis;
  size_t m, n;
  const double *at, *x, *weights, *widths;
  MercerMatrix a;
  size_t (*rows)[2]; /* of each slice */
  double *scratch;   /* 4 m for each slice */
  MercerWork *work;
} Fill;

/* A slice of points each of which has a width of its own. */
static void
fill_apart (const Fill *fill, size_t first, size_t n, size_t rows[2], double *scratch)
{
  rows[0] = fill->m;
  rows[1] = 0;
  for (size_t i = first; i < first + n; i++)
    {
      MercerKdeAxis axis = *fill->axis;
      size_t own[2];
      axis.bandwidth *= fill->widths[i];
      mercer_kde_factor (&axis, fill->m, fill->at, 1, fill->x + i, fill->weights != NULL ? fill->weights + i : NULL,
                         mercer_matrix_block (fill->a, 0, i, fill->m, 1), own, scratch);
      if (own[1] > own[0])
        {
          rows[0] = MIN (rows[0], own[0]);
          rows[1] = MAX (rows[1], own[1]);
        }
    }
}

static void
fill_cb (void *data, size_t s)
{
  Fill *fill = data;
  size_t first = s * SLICE, n = MIN (fill->n - first, (size_t) SLICE);
  if (!mercer_work_wanted (fill->work))
    return;
  if (fill->widths != NULL)
    fill_apart (fill, first, n, fill->rows[s], fill->scratch + 4 * fill->m * s);
  else
    mercer_kde_factor (fill->axis, fill->m, fill->at, n, fill->x + first, fill->weights != NULL ? fill->weights + first : NULL,
                     mercer_matrix_block (fill->a, 0, first, fill->m, n), fill->rows[s], fill->scratch + 4 * fill->m * s);
}

/* The whole factor; rows: those that are not all zero. band (may be NULL): the same of each slice. */
static MercerStatus
fill_factor (const MercerKdeAxis *axis, size_t m, const double *at, size_t n, const double *x, const double *weights,
             const double *widths, MercerMatrix a, size_t rows[2], DensityBand *band, MercerWork *work)
{
  size_t slices = (n + SLICE - 1) / SLICE;
  size_t (*bands)[2] = mercer_work_alloc (work, slices, sizeof (size_t[2]));
  MercerMark mark = mercer_work_mark (work);
  Fill fill = { axis, m, n, at, x, weights, widths, a, bands, mercer_work_doubles (work, 4 * m * slices), work };
  if (fill.rows == NULL || fill.scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (slices, fill_cb, &fill);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  rows[0] = m;
  rows[1] = 0;
  for (size_t s = 0; s < slices; s++)
    if (fill.rows[s][1] > fill.rows[s][0])
      {
        rows[0] = MIN (rows[0], fill.rows[s][0]);
        rows[1] = MAX (rows[1], fill.rows[s][1]);
      }
  if (band != NULL)
    *band = (DensityBand){ slices, SLICE, bands };
  mercer_work_release (work, mark);
  return MERCER_OK;
}

/* --- From bins --------------------------------------------------------------------------------------- */

static bool
is_own_lattice (const MercerKde *kde, const MercerBins *bins, const size_t *m, const double *const *at)
{
  return bins->d == 1 && kde->axis[0].edge == MERCER_EDGE_NONE && m[0] == bins->count[0] && at[0][0] == bins->low[0]
         && fabs (at[0][m[0] - 1] - bins->low[0] - (double) (m[0] - 1) * bins->step[0]) < 1e-9 * bins->step[0];
}

/* out[j] = scale sum_k taps[k] x[j + k], 0 <= j < BATCH, 0 <= k < n. */
MERCER_VECTOR_BODY void
slide_body (size_t n, const double *restrict taps, const double *restrict x, double scale, double *restrict out)
{
  double sum[BATCH] = { 0 };
  for (size_t k = 0; k < n; k++)
    for (size_t j = 0; j < BATCH; j++)
      sum[j] += taps[k] * x[j + k];
  for (size_t j = 0; j < BATCH; j++)
    out[j] = scale * sum[j];
}
MERCER_VECTOR_DEFINE (SHORT, slide, (size_t n, const double *restrict taps, const double *restrict x, double scale, double *restrict out),
                      (n, taps, x, scale, out))

/* d = 1 on the lattice: all kernels are shifts of one, and even, so that each value is an inner product of the kernel with a stretch of
 * the masses, beyond whose ends there are zeros. */
static MercerStatus
convolve (const MercerKde *kde, const MercerBins *bins, double *out, MercerWork *work)
{
  const MercerKdeAxis *axis = &kde->axis[0];
  double scale = axis->bandwidth / axis->shape->sd, cell = bins->step[0] / scale;
  size_t m = bins->count[0], lags = (size_t) MIN ((double) (m - 1), axis->shape->reach / cell);
  double *taps = mercer_work_doubles (work, 2 * lags + 1), *padded = mercer_work_doubles (work, m + BATCH + 2 * lags);
  if (taps == NULL || padded == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k <= 2 * lags; k++)
    taps[k] = ((double) k - (double) lags) * cell;
  axis->shape->values (2 * lags + 1, taps, taps);
  memset (padded, 0, (m + BATCH + 2 * lags) * sizeof (double));
  memcpy (padded + lags, bins->mass, m * sizeof (double));
  for (size_t j = 0; j < m; j += BATCH)
    {
      double sums[BATCH];
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      slide (2 * lags + 1, taps, padded + j, 1 / (bins->total * scale), sums);
      memcpy (out + j, sums, MIN (m - j, BATCH) * sizeof (double));
    }
  return MERCER_OK;
}

MercerStatus
mercer_kde_binned (const MercerKde *kde, const MercerBins *bins, const size_t *m, const double *const *at, double *out,
                   MercerWork *work)
{
  if (!(bins->total > 0))
    return MERCER_BAD_INPUT;
  MercerMark mark = mercer_work_mark (work);
  if (is_own_lattice (kde, bins, m, at))
    return convolve (kde, bins, out, work);
  MercerMatrix factor[2];
  DensityBand band[2];
  for (size_t a = 0; a < bins->d; a++)
    {
      size_t rows[2], n = bins->count[a];
      factor[a] = mercer_work_matrix (work, m[a], n);
      double *x = mercer_work_doubles (work, n);
      if (factor[a].data == NULL || x == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t k = 0; k < n; k++)
        x[k] = mercer_kde_axis_inverse (&kde->axis[a], bins->low[a] + (double) k * bins->step[a]);
      MercerStatus status = fill_factor (&kde->axis[a], m[a], at[a], n, x, NULL, NULL, factor[a], rows, &band[a], work);
      if (status != MERCER_OK)
        return status;
    }
  MercerMatrix mass = mercer_matrix (bins->mass, bins->count[0], bins->count[1]);
  MercerMatrix f = mercer_matrix (out, m[0], bins->d == 2 ? m[1] : 1);
  MercerStatus status;
  if (bins->d == 1)
    status = mercer_gemm (false, false, 1 / bins->total, factor[0], mass, 0, f, work);
  else
    status = density_product (factor, band, 1 / bins->total, mass, f, work);
  mercer_work_release (work, mark);
  return status;
}

/* --- Exact on a grid ---------------------------------------------------------------------------------- */

/* Indices of the points in the order of the cells of the grid that they stand in: then a block of them touches few of
 * its rows. Counting sort, O(n + m). */
static size_t *
order_by_cell (const MercerKde *kde, size_t m, const double *at, MercerWork *work)
{
  size_t n = kde->x.rows, *order = mercer_work_alloc (work, n, sizeof *order);
  size_t *start = mercer_work_alloc (work, m + 2, sizeof *start);
  const double *x = mercer_matrix_column (kde->x, 0);
  double per_unit = m > 1 ? (double) (m - 1) / (at[m - 1] - at[0]) : 0;
  if (order == NULL || start == NULL)
    return NULL;
  memset (start, 0, (m + 2) * sizeof *start);
#define CELL(i) ((size_t) CLAMP ((x[i] - at[0]) * per_unit, 0, (double) (m - 1)))
  for (size_t i = 0; i < n; i++)
    start[CELL (i) + 1]++;
  for (size_t c = 0; c < m; c++)
    start[c + 1] += start[c];
  for (size_t i = 0; i < n; i++)
    order[start[CELL (i)]++] = i;
#undef CELL
  return order;
}

/* The points of one block, and what they weigh. */
static void
gather (const MercerKde *kde, const size_t *order, size_t first, size_t n, double *x[2], double *weights, double *widths)
{
  for (size_t i = 0; i < n; i++)
    {
      size_t row = order[first + i];
      for (size_t a = 0; a < kde->x.cols; a++)
        x[a][i] = *mercer_matrix_at (kde->x, row, a);
      weights[i] = kde->weights != NULL ? kde->weights[row] : 1 / (double) kde->x.rows;
      widths[i] = kde->widths != NULL ? kde->widths[row] : 1;
    }
}

static MercerStatus
separable_grid (const MercerKde *kde, const size_t *m, const double *const *at, double *out, MercerWork *work)
{
  size_t n = kde->x.rows, d = kde->x.cols, block = MIN (n, (size_t) BLOCK), rows[2][2] = { { 0 } };
  size_t *order = order_by_cell (kde, m[0], at[0], work);
  double *x[2] = { mercer_work_doubles (work, block), mercer_work_doubles (work, block) };
  double *weights = mercer_work_doubles (work, block), *widths = mercer_work_doubles (work, block);
  MercerMatrix factor[2] = { mercer_work_matrix (work, m[0], block), mercer_work_matrix (work, d == 2 ? m[1] : 1, block) };
  MercerMatrix f = mercer_matrix (out, m[0], d == 2 ? m[1] : 1);
  if (order == NULL || x[0] == NULL || x[1] == NULL || weights == NULL || widths == NULL || factor[0].data == NULL
      || factor[1].data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (f, 0);
  mercer_matrix_fill (factor[1], 1);
  rows[1][1] = 1;
  MercerStatus status = MERCER_OK;
  for (size_t first = 0; first < n && status == MERCER_OK; first += block)
    {
      size_t some = MIN (n - first, block);
      gather (kde, order, first, some, x, weights, widths);
      for (size_t a = 0; a < d && status == MERCER_OK; a++)
        status = fill_factor (&kde->axis[a], m[a], at[a], some, x[a], a == 0 ? weights : NULL, kde->widths != NULL ? widths : NULL,
                              factor[a], rows[a], NULL, work);
      if (status != MERCER_OK || rows[0][1] <= rows[0][0] || rows[1][1] <= rows[1][0])
        continue;
      size_t h = rows[0][1] - rows[0][0], w = rows[1][1] - rows[1][0];
      status = mercer_gemm (false, true, 1, mercer_matrix_block (factor[0], rows[0][0], 0, h, some),
                            mercer_matrix_block (factor[1], rows[1][0], 0, w, some), 1,
                            mercer_matrix_block (f, rows[0][0], rows[1][0], h, w), work);
    }
  return status;
}

/* Parts that a line is cut into, since it has no columns to share out. */
enum { PARTS = 16 };

typedef struct
{
  const MercerKde *kde;
  FullMatrix full;
  size_t m[2], parts; /* of a column */
  const double *const *at;
  double *out, *scratch;
  MercerWork *work;
} FullGrid;

static void
full_part_cb (void *data, size_t task)
{
  FullGrid *grid = data;
  const MercerKde *kde = grid->kde;
  size_t n = kde->x.rows, k = task / grid->parts, part = task % grid->parts;
  size_t first = part * grid->m[0] / grid->parts, m = (part + 1) * grid->m[0] / grid->parts - first;
  const double *x = mercer_matrix_column (kde->x, 0), *y = kde->x.cols == 2 ? mercer_matrix_column (kde->x, 1) : NULL;
  double *column = grid->out + k * grid->m[0] + first, *scratch = grid->scratch + 2 * (k * grid->m[0] + first);
  memset (column, 0, m * sizeof (double));
  for (size_t i = 0; i < n; i++)
    {
      if (i % 512 == 0 && !mercer_work_wanted (grid->work))
        return;
      FullMatrix full = grid->full;
      if (kde->widths != NULL)
        full_matrix_widen (kde->widths[i], &full);
      full_matrix_row (&full, m, grid->at[0] + first, x[i], y != NULL ? grid->at[1][k] - y[i] : 0, kde->off != NULL ? kde->off[i] : 0,
                       kde->weights != NULL ? kde->weights[i] : 1 / (double) n, column, scratch);
    }
}

static MercerStatus
full_grid (const MercerKde *kde, const size_t *m, const double *const *at, double *out, MercerWork *work)
{
  FullGrid grid = { .kde = kde, .m = { m[0], kde->x.cols == 2 ? m[1] : 1 }, .at = at, .out = out, .work = work,
                    .parts = kde->x.cols == 2 ? 1 : PARTS };
  MercerStatus status = full_matrix (kde, &grid.full);
  grid.scratch = mercer_work_doubles (work, 2 * grid.m[0] * grid.m[1]);
  if (status != MERCER_OK || grid.scratch == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  mercer_pool_for (grid.m[1] * grid.parts, full_part_cb, &grid);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

MercerStatus
mercer_kde_grid (const MercerKde *kde, const size_t *m, const double *const *at, double *out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status;
  if (full_matrix_serves (kde))
    status = full_grid (kde, m, at, out, work);
  else
    {
      bool done;
      status = density_grid_by_tiles (kde, m, at, out, &done, work);
      if (status == MERCER_OK && !done)
        status = separable_grid (kde, m, at, out, work);
    }
  if (status == MERCER_OK)
    mercer_work_release (work, mark);
  return status;
}
