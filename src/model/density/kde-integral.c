/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "kde-cells.h"
#include "pool.h"

/* The integral of what linear boundary kernels make, over the whole support: they have the moments 1 and 0 at each place, and so no
 * mass of their own; and where they swing below 0 the estimate is cut off. The sum over points is not smooth, for a box it has
 * a jump at every point's reach; but the integral of one point's kernel over a cell is known from the incomplete moments of its shape, so
 * that the cells are exact whatever jumps within them, and no more than where the sum changes its sign is a matter of their width. */

enum { CHUNK = 512, TASK = 32, FEW_POINTS = 4096, FEWEST_PLACES = 64 };
/* The lattice that many points of a line are put on. */
static const double lattice_per_sd = 128;

/* --- A line --------------------------------------------------------------------------------------------------------- */

/* Points that a boundary kernel can reach: a few as they are, many on a lattice, each shared out to the two places beside it. */
typedef struct
{
  double low, high, *x, *mass;
  size_t n;
  bool lattice;
} Near;

static MercerStatus
open_near (Near *near, double low, double high, double step, size_t points, MercerWork *work)
{
  size_t places = (size_t) ceil (MAX ((high - low) / step, FEWEST_PLACES)) + 1, room;
  *near = (Near){ .low = low, .high = high, .lattice = points > FEW_POINTS };
  room = near->lattice ? places : points;
  near->x = mercer_work_doubles (work, MAX (room, 1));
  near->mass = mercer_work_doubles (work, MAX (room, 1));
  if (near->x == NULL || near->mass == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (near->mass, 0, room * sizeof (double));
  near->n = near->lattice ? places : 0;
  for (size_t k = 0; k < near->n; k++)
    near->x[k] = low + (high - low) * (double) k / (double) (places - 1);
  return MERCER_OK;
}

static bool
put_near (Near *near, double x, double weight)
{
  if (near->x == NULL || x < near->low || x > near->high)
    return false;
  if (near->lattice)
    {
      double place = (x - near->low) / (near->high - near->low) * (double) (near->n - 1);
      size_t k = MIN ((size_t) place, near->n - 2);
      near->mass[k] += weight * (1 - (place - (double) k));
      near->mass[k + 1] += weight * (place - (double) k);
    }
  else
    {
      near->x[near->n] = x;
      near->mass[near->n++] = weight;
    }
  return true;
}

/* Sums what these points put into the cells. */
static MercerStatus
sum_near (const DensityCells *cells, const Near *near, double *sum, double *one, MercerWork *work)
{
  for (size_t k = 0; k < near->n; k++)
    {
      if (k % 64 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      if (!(near->mass[k] > 0))
        continue;
      density_cell_integrals (cells, near->x[k], one);
      for (size_t c = 0; c < cells->n; c++)
        sum[c] += near->mass[k] * one[c];
    }
  return MERCER_OK;
}

/* Points near the low bound, near the high one; if those meet, all are near the first. */
static MercerStatus
open_nears (Near near[2], const DensityCells *cells, size_t points, MercerWork *work)
{
  const MercerKdeAxis *axis = cells->axis;
  double reach = 2 * cells->moments->reach * cells->scale, step = axis->bandwidth / lattice_per_sd;
  MercerStatus status = MERCER_OK;
  if (axis->high - axis->low <= 2 * reach)
    return open_near (&near[0], axis->low, axis->high, step, points, work);
  if (isfinite (axis->low))
    status = open_near (&near[0], axis->low, axis->low + reach, step, points, work);
  if (status == MERCER_OK && isfinite (axis->high))
    status = open_near (&near[1], axis->high - reach, axis->high, step, points, work);
  return status;
}

static MercerStatus
line (const MercerKdeAxis *axis, size_t n, const double *x, const double *weights, double *mass, MercerWork *work)
{
  DensityCells cells;
  Near near[2] = { { 0 } };
  double far = 0;
  MercerStatus status = density_cells (&cells, axis, 1, 0, 0, work);
  if (status == MERCER_OK)
    status = open_nears (near, &cells, n, work);
  double *sum = mercer_work_doubles (work, MAX (cells.n, 1)), *one = mercer_work_doubles (work, MAX (cells.n, 1));
  if (status != MERCER_OK || sum == NULL || one == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < n; i++)
    {
      double weight = weights != NULL ? weights[i] : 1 / (double) n;
      if (i % 32768 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      if (weight > 0 && mercer_kde_axis_holds (axis, x[i]) && !put_near (&near[0], x[i], weight) && !put_near (&near[1], x[i], weight))
        far += weight;
    }
  memset (sum, 0, cells.n * sizeof (double));
  for (int side = 0; side < 2 && status == MERCER_OK; side++)
    status = sum_near (&cells, &near[side], sum, one, work);
  for (size_t c = 0; c < cells.n; c++)
    far += MAX (sum[c], 0);
  *mass = far;
  return status;
}

/* --- The plane ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const MercerKdeAxis *axis;
  const DensityCells *cells;
  const double *x, *weights;
  MercerMatrix a;
} Columns;

static void
columns_cb (void *data, size_t task)
{
  const Columns *columns = data;
  for (size_t i = task * TASK; i < MIN ((task + 1) * TASK, columns->a.cols); i++)
    {
      double *column = mercer_matrix_column (columns->a, i), weight = columns->weights != NULL ? columns->weights[i] : 1;
      if (weight > 0 && mercer_kde_axis_holds (columns->axis, columns->x[i]))
        density_cell_integrals (columns->cells, columns->x[i], column);
      else
        memset (column, 0, columns->cells->n * sizeof (double));
      for (size_t c = 0; c < columns->cells->n; c++)
        column[c] *= weight;
    }
}

static void
fill_columns (const MercerKdeAxis *axis, const DensityCells *cells, const double *x, const double *weights, MercerMatrix a)
{
  Columns columns = { axis, cells, x, weights, a };
  mercer_pool_for ((a.cols + TASK - 1) / TASK, columns_cb, &columns);
}

static MercerStatus
sum_points (const MercerKde *kde, const DensityCells cells[2], MercerMatrix sum, MercerWork *work)
{
  size_t n = kde->x.rows;
  MercerMatrix a[2] = { mercer_work_matrix (work, cells[0].n, CHUNK), mercer_work_matrix (work, cells[1].n, CHUNK) };
  if (a[0].data == NULL || a[1].data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t first = 0; first < n; first += CHUNK)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      for (size_t c = 0; c < 2; c++)
        {
          a[c].cols = MIN (n - first, (size_t) CHUNK);
          fill_columns (&kde->axis[c], &cells[c], mercer_matrix_column (kde->x, c) + first,
                        c == 0 && kde->weights != NULL ? kde->weights + first : NULL, a[c]);
        }
      MercerStatus status = mercer_gemm (false, true, kde->weights != NULL ? 1 : 1 / (double) n, a[0], a[1], 1, sum, work);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_OK;
}

static MercerStatus
sum_bins (const MercerKde *kde, const MercerBins *bins, const DensityCells cells[2], MercerMatrix sum, MercerWork *work)
{
  MercerMatrix a[2], half = mercer_work_matrix (work, cells[0].n, bins->count[1]);
  for (size_t c = 0; c < 2; c++)
    {
      double *x = mercer_work_doubles (work, bins->count[c]);
      a[c] = mercer_work_matrix (work, cells[c].n, bins->count[c]);
      if (x == NULL || a[c].data == NULL || half.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t k = 0; k < bins->count[c]; k++)
        x[k] = mercer_kde_axis_inverse (&kde->axis[c], bins->low[c] + (double) k * bins->step[c]);
      fill_columns (&kde->axis[c], &cells[c], x, NULL, a[c]);
    }
  MercerMatrix mass = mercer_matrix (bins->mass, bins->count[0], bins->count[1]);
  MercerStatus status = mercer_gemm (false, false, 1 / bins->total, a[0], mass, 0, half, work);
  return status == MERCER_OK ? mercer_gemm (false, true, 1, half, a[1], 0, sum, work) : status;
}

static MercerStatus
plane (const MercerKde *kde, const MercerBins *bins, double *mass, MercerWork *work)
{
  DensityCells cells[2];
  for (size_t c = 0; c < 2; c++)
    {
      double min = INFINITY, max = -INFINITY;
      for (size_t i = 0; i < kde->x.rows && bins == NULL; i++)
        {
          min = MIN (min, *mercer_matrix_at (kde->x, i, c));
          max = MAX (max, *mercer_matrix_at (kde->x, i, c));
        }
      if (bins != NULL)
        {
          min = bins->low[c];
          max = min + bins->step[c] * (double) (bins->count[c] - 1);
        }
      MercerStatus status = density_cells (&cells[c], &kde->axis[c], 2, min, max, work);
      if (status != MERCER_OK)
        return status;
    }
  MercerMatrix sum = mercer_work_matrix (work, cells[0].n, cells[1].n);
  if (sum.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (sum, 0);
  MercerStatus status = bins != NULL ? sum_bins (kde, bins, cells, sum, work) : sum_points (kde, cells, sum, work);
  *mass = 0;
  for (size_t k = 0; k < sum.cols; k++)
    for (size_t j = 0; j < sum.rows; j++)
      *mass += MAX (*mercer_matrix_at (sum, j, k), 0);
  return status;
}

/* --- Either ------------------------------------------------------------------------------------------------------------ */

static MercerStatus
line_of_bins (const MercerKdeAxis *axis, const MercerBins *bins, double *mass, MercerWork *work)
{
  size_t n = bins->count[0];
  double *x = mercer_work_doubles (work, n), *weights = mercer_work_doubles (work, n);
  if (x == NULL || weights == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < n; k++)
    {
      x[k] = mercer_kde_axis_inverse (axis, bins->low[0] + (double) k * bins->step[0]);
      weights[k] = bins->mass[k] / bins->total;
    }
  return line (axis, n, x, weights, mass, work);
}

MercerStatus
mercer_kde_integral (const MercerKde *kde, const MercerBins *bins, double *mass, MercerWork *work)
{
  const MercerKdeAxis *axis = &kde->axis[0];
  size_t d = kde->x.cols;
  *mass = 1;
  if (kde->full || axis->edge != MERCER_EDGE_RENORMALISED || axis->shape->negative)
    return MERCER_OK;
  g_return_val_if_fail (d <= 2 && (d == 1 || kde->axis[1].edge == axis->edge) && kde->widths == NULL, MERCER_BAD_INPUT);
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = d == 2         ? plane (kde, bins, mass, work)
                        : bins != NULL ? line_of_bins (axis, bins, mass, work)
                                       : line (axis, kde->x.rows, mercer_matrix_column (kde->x, 0), kde->weights, mass, work);
  mercer_work_release (work, mark);
  return status;
}

void
mercer_kde_finish (const MercerKde *kde, double mass, size_t count, double *f)
{
  if (kde->full || kde->axis[0].edge != MERCER_EDGE_RENORMALISED)
    return;
  for (size_t k = 0; k < count; k++)
    f[k] = MAX (f[k], 0) / (mass > 0 ? mass : 1);
}
