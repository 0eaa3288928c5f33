/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>

#include "pool.h"

/* Points at most at which the mean width is looked for. */
enum { PROBES = 1024 };
static const double widest = MERCER_BALLOON_WIDEST;

typedef struct
{
  const MercerBalloon *balloon;
  const MercerKde *kde;
  FullMatrix full;
  MercerMatrix z;
  double *out, *widths;
  double *scratch; /* 2 n for each slice of rows */
  size_t slices;
  MercerWork *work;
} Rows;

/* --- How far the nearest are ---------------------------------------------------------------------------- */

static inline void
swap (double *values, size_t i, size_t j)
{
  double kept = values[i];
  values[i] = values[j];
  values[j] = kept;
}

/* The least value such that the values up to it weigh `share` together. Hoare's selection, by weight and with the ties of the pivot
 * taken out (Dijkstra's three parts); O(n) on average. Both arrays are put in another order. */
static double
weighted_quantile (size_t n, double *values, double *weights, double share)
{
  size_t first = 0, end = n;
  double held = 0;
  while (end - first > 1)
    {
      double a = values[first], b = values[first + (end - first) / 2], c = values[end - 1];
      double pivot = MAX (MIN (a, b), MIN (MAX (a, b), c)), less = 0, equal = 0;
      size_t below = first, at = first, above = end;
      while (at < above)
        if (values[at] < pivot)
          {
            less += weights[at];
            swap (values, at, below);
            swap (weights, at++, below++);
          }
        else if (values[at] > pivot)
          {
            swap (values, at, --above);
            swap (weights, at, above);
          }
        else
          equal += weights[at++];
      if (held + less >= share && below > first)
        end = below;
      else if (held + less + equal >= share || above == end)
        return pivot;
      else
        {
          held += less + equal;
          first = above;
        }
    }
  return values[first];
}

/* squares += ((z - x) / h)^2 along one axis, as the axis sees it. */
static void
add_squares (const MercerKdeAxis *axis, double z, size_t n, const double *x, double *squares)
{
  double period = axis->edge == MERCER_EDGE_CIRCULAR ? axis->high - axis->low : INFINITY, from = mercer_kde_axis_transform (axis, z);
  bool moved = mercer_kde_edge_transforms (axis->edge);
  for (size_t i = 0; i < n; i++)
    {
      double away = fabs (from - (moved ? mercer_kde_axis_transform (axis, x[i]) : x[i]));
      away = MIN (away, period - away) / axis->bandwidth;
      squares[i] += away * away;
    }
}

static double
reach_of (const MercerKde *kde, const FullMatrix *full, double share, MercerMatrix z, size_t row, double *scratch)
{
  size_t n = kde->x.rows;
  double *squares = scratch, *weights = scratch + n, sd = full->radial.d > 0 ? full->radial.sd : kde->axis[0].shape->sd;
  for (size_t i = 0; i < n; i++)
    {
      squares[i] = 0;
      weights[i] = kde->weights != NULL ? kde->weights[i] : 1 / (double) n;
    }
  if (!kde->full)
    for (size_t a = 0; a < kde->x.cols; a++)
      add_squares (&kde->axis[a], *mercer_matrix_at (z, row, a), n, mercer_matrix_column (kde->x, a), squares);
  for (size_t i = 0; i < n && kde->full; i++)
    {
      double dx = *mercer_matrix_at (z, row, 0) - *mercer_matrix_at (kde->x, i, 0);
      double dy = *mercer_matrix_at (z, row, 1) - *mercer_matrix_at (kde->x, i, 1);
      double u = (full->root[0] * dx + full->root[1] * dy) / sd, v = (full->root[1] * dx + full->root[2] * dy) / sd;
      squares[i] = u * u + v * v;
    }
  return sqrt (weighted_quantile (n, squares, weights, share * (1 - 1e-12))); /* k sums of 1 / n may round to less than k / n */
}

/* --- The estimate ------------------------------------------------------------------------------------------ */

/* A place that a kernel can stand at. */
static bool
holds (const MercerKde *kde, MercerMatrix z, size_t row)
{
  for (size_t a = 0; a < kde->x.cols; a++)
    if (!kde->full && !mercer_kde_axis_holds (&kde->axis[a], *mercer_matrix_at (z, row, a)))
      return false;
  return true;
}

static double
estimate (const Rows *rows, size_t row, double width)
{
  MercerKde kde = *rows->kde;
  FullMatrix full = rows->full;
  if (full_matrix_serves (&kde))
    full_matrix_widen (width, &full);
  for (size_t a = 0; a < kde.x.cols; a++)
    kde.axis[a].bandwidth *= width;
  return density_at_point (&kde, &full, rows->z, row, rows->work);
}

static void
slice_cb (void *data, size_t slice)
{
  const Rows *rows = data;
  double *scratch = rows->scratch + 2 * rows->kde->x.rows * slice;
  for (size_t row = slice; row < rows->z.rows && mercer_work_wanted (rows->work); row += rows->slices)
    {
      bool inside = holds (rows->kde, rows->z, row);
      double r = inside ? reach_of (rows->kde, &rows->full, rows->balloon->share, rows->z, row, scratch) : 0;
      if (rows->balloon->mean > 0)
        {
          /* on top of k equal points r is 0: as narrow there as anywhere is wide */
          double width = CLAMP (r / rows->balloon->mean, 1 / widest, widest);
          rows->out[row] = inside ? estimate (rows, row, width) : 0;
          if (rows->widths != NULL)
            rows->widths[row] = width;
        }
      else
        rows->out[row] = r;
    }
}

MercerStatus
mercer_kde_balloon_at (const MercerBalloon *balloon, const MercerKde *kde, MercerMatrix z, double *out, double *widths, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  Rows rows = { .balloon = balloon, .kde = kde, .z = z, .out = out, .widths = widths, .slices = MIN (z.rows, (size_t) 16), .work = work };
  rows.scratch = mercer_work_doubles (work, MAX (2 * kde->x.rows * rows.slices, 1));
  if (rows.scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = full_matrix_serves (kde) ? full_matrix (kde, &rows.full) : MERCER_OK;
  if (status != MERCER_OK || kde->x.rows == 0)
    return status != MERCER_OK ? status : MERCER_BAD_INPUT;
  mercer_pool_for (rows.slices, slice_cb, &rows);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  mercer_work_release (work, mark);
  return MERCER_OK;
}

MercerStatus
mercer_kde_balloon_init (MercerBalloon *balloon, const MercerKde *kde, double share, MercerWork *work)
{
  size_t n = kde->x.rows, d = kde->x.cols, m = MIN (n, (size_t) PROBES);
  double sum = 0, total = 0;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix z = mercer_work_matrix (work, MAX (m, 1), d);
  double *r = mercer_work_doubles (work, MAX (m, 1));
  *balloon = (MercerBalloon){ .share = CLAMP (share, 0, 1) };
  if (z.data == NULL || r == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < m; k++)
    for (size_t a = 0; a < d; a++)
      *mercer_matrix_at (z, k, a) = *mercer_matrix_at (kde->x, k * n / m, a);
  z.rows = m;
  MercerStatus status = mercer_kde_balloon_at (balloon, kde, z, r, NULL, work); /* no mean as yet: r itself */
  for (size_t k = 0; k < m && status == MERCER_OK; k++)
    if (r[k] > 0)
      {
        double weight = kde->weights != NULL ? kde->weights[k * n / m] : 1;
        sum += weight * log (r[k]);
        total += weight;
      }
  if (status != MERCER_OK)
    return status;
  mercer_work_release (work, mark);
  balloon->mean = total > 0 ? exp (sum / total) : 0;
  return total > 0 ? MERCER_OK : MERCER_BAD_INPUT;
}
