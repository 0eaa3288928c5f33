/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib.h>
#include <math.h>

/* Points whose pilot density is summed over all pairs; sides of the grids for more. */
enum { EXACT = 4096, LINE = 1024, SIDE = 256 };
static const double widest = 8;

/* The estimate on a grid over the range of the points, then between its points. */
static MercerStatus
interpolated (const MercerKde *pilot, double *f, MercerWork *work)
{
  size_t n = pilot->x.rows, d = pilot->x.cols, m[2] = { d == 1 ? LINE : SIDE, d == 1 ? 1 : SIDE };
  double *at[2] = { NULL, NULL }, *grid = mercer_work_doubles (work, m[0] * m[1]), low[2] = { 0 }, step[2] = { 1, 1 };
  for (size_t a = 0; a < d; a++)
    {
      const double *x = mercer_matrix_column (pilot->x, a);
      double high = -INFINITY;
      low[a] = INFINITY;
      for (size_t i = 0; i < n; i++)
        {
          low[a] = MIN (low[a], x[i]);
          high = MAX (high, x[i]);
        }
      step[a] = high > low[a] ? (high - low[a]) / (double) (m[a] - 1) : 1;
      at[a] = mercer_work_doubles (work, m[a]);
      if (at[a] == NULL || grid == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t k = 0; k < m[a]; k++)
        at[a][k] = MIN (low[a] + (double) k * step[a], high > low[a] ? high : INFINITY);
    }
  MercerStatus status = mercer_kde_grid (pilot, m, (const double *const *) at, grid, work);
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    {
      size_t cell[2] = { 0, 0 };
      double t[2] = { 0, 0 };
      for (size_t a = 0; a < d; a++)
        {
          double place = (*mercer_matrix_at (pilot->x, i, a) - low[a]) / step[a];
          cell[a] = (size_t) CLAMP (place, 0, (double) (m[a] - 2));
          t[a] = place - (double) cell[a];
        }
      const double *g = grid + cell[0] + cell[1] * m[0];
      double below = g[0] + t[0] * (g[1] - g[0]);
      f[i] = d == 1 ? below : below + t[1] * (g[m[0]] + t[0] * (g[m[0] + 1] - g[m[0]]) - below);
    }
  return status;
}

MercerStatus
mercer_kde_abramson (const MercerKde *pilot, double *widths, MercerWork *work)
{
  size_t n = pilot->x.rows;
  double mean = 0, total = 0;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = n <= EXACT ? mercer_kde_at (pilot, pilot->x, widths, work) : interpolated (pilot, widths, work);
  if (status != MERCER_OK)
    return status;
  mercer_work_release (work, mark);
  for (size_t i = 0; i < n; i++)
    {
      double w = pilot->weights != NULL ? pilot->weights[i] : 1;
      if (!(widths[i] > 0) || !(w > 0))
        continue;
      mean += w * log (widths[i]);
      total += w;
    }
  mean = total > 0 ? exp (mean / total) : 1;
  for (size_t i = 0; i < n; i++)
    widths[i] = widths[i] > 0 ? MIN (sqrt (mean / widths[i]), widest) : widest;
  return MERCER_OK;
}

size_t
mercer_kde_points_of_bins (const MercerKde *kde, const MercerBins *bins, MercerMatrix *x, double *weights)
{
  size_t n = 0;
  for (size_t k = 0; k < bins->count[0] * bins->count[1]; k++)
    {
      if (!(bins->mass[k] > 0))
        continue;
      size_t place[2] = { k % bins->count[0], k / bins->count[0] };
      for (size_t a = 0; a < bins->d; a++)
        *mercer_matrix_at (*x, n, a) = mercer_kde_axis_inverse (&kde->axis[a], bins->low[a] + (double) place[a] * bins->step[a]);
      weights[n++] = bins->mass[k] / bins->total;
    }
  x->rows = n;
  return n;
}
