/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"
#include "vexp.h"

/* Points of the data taken at one go. */
enum { CHUNK = 512 };

typedef struct
{
  const MercerKde *kde;
  FullMatrix full;
  bool edges; /* some axis has one */
  MercerMatrix z;
  double *out;
  MercerWork *work;
} Points;

/* k *= K_h (z - x) along one axis. */
static void
multiply_axis (const MercerKdeAxis *axis, double z, size_t n, const double *x, const double *widths, double *k)
{
  double values[CHUNK], scratch[4];
  if (widths != NULL)
    for (size_t i = 0; i < n; i++)
      {
        MercerKdeAxis own = *axis;
        own.bandwidth *= widths[i];
        mercer_kde_factor (&own, 1, &z, 1, x + i, NULL, mercer_matrix (values + i, 1, 1), NULL, scratch);
      }
  else if (axis->edge != MERCER_EDGE_NONE)
    mercer_kde_factor (axis, 1, &z, n, x, NULL, mercer_matrix (values, 1, n), NULL, scratch);
  else
    {
      double scale = axis->bandwidth / axis->shape->sd;
      for (size_t i = 0; i < n; i++)
        values[i] = (z - x[i]) / scale;
      axis->shape->values (n, values, values);
      for (size_t i = 0; i < n; i++)
        values[i] /= scale;
    }
  for (size_t i = 0; i < n; i++)
    k[i] *= values[i];
}

/* Squared distances of whitened rows, in units of the radial kernel. */
static void
distances (const Points *points, size_t row, size_t first, size_t n, double *squares)
{
  const MercerKde *kde = points->kde;
  memset (squares, 0, n * sizeof *squares);
  for (size_t c = 0; c < kde->x.cols; c++)
    {
      const double *x = mercer_matrix_column (kde->x, c) + first;
      double z = *mercer_matrix_at (points->z, row, c), scale = points->full.radial.sd / kde->axis[c].bandwidth;
      for (size_t i = 0; i < n; i++)
        squares[i] += (z - x[i]) * scale * ((z - x[i]) * scale);
    }
}

/* The two coordinates of rows, as the matrix turns and scales them. */
static void
turned (const Points *points, size_t row, size_t first, size_t n, double *u, double *v)
{
  const MercerKde *kde = points->kde;
  const double *x = mercer_matrix_column (kde->x, 0) + first, *y = mercer_matrix_column (kde->x, 1) + first, *r = points->full.root;
  double zx = *mercer_matrix_at (points->z, row, 0), zy = *mercer_matrix_at (points->z, row, 1);
  for (size_t i = 0; i < n; i++)
    {
      u[i] = r[0] * (zx - x[i]) + r[1] * (zy - y[i]);
      v[i] = r[1] * (zx - x[i]) + r[2] * (zy - y[i]);
    }
}

/* The same by a matrix, or of a radial kernel in any number of columns. */
static void
kernels_by_matrix (const Points *points, size_t row, size_t first, size_t n, double *k)
{
  const MercerKde *kde = points->kde;
  const double *widths = kde->widths != NULL ? kde->widths + first : NULL;
  const FullMatrix *full = &points->full;
  size_t d = full->radial.d > 0 ? full->radial.d : 2;
  double v[CHUNK];
  if (kde->full)
    turned (points, row, first, n, k, v);
  else
    distances (points, row, first, n, k);
  for (size_t i = 0; i < n && full->radial.d > 0 && kde->full; i++)
    k[i] = k[i] * k[i] + v[i] * v[i];
  for (size_t i = 0; i < n && full->radial.d > 0; i++)
    k[i] = sqrt (k[i]) / (widths != NULL ? widths[i] : 1);
  if (full->radial.d > 0)
    mercer_kde_radial_values (&full->radial, n, k, k);
  else
    {
      for (size_t i = 0; i < n && widths != NULL; i++)
        {
          k[i] /= widths[i];
          v[i] /= widths[i];
        }
      full->shape->values (n, k, k);
      full->shape->values (n, v, v);
      for (size_t i = 0; i < n; i++)
        k[i] *= v[i];
    }
  for (size_t i = 0; i < n; i++)
    k[i] *= full->factor / (widths != NULL ? pow (widths[i], (double) d) : 1);
}

/* k = K_H (z - x_i) for rows first .. first + n - 1. Gaussians without edges take one exponential for all axes. */
static void
kernels_of (const Points *points, size_t row, size_t first, size_t n, double *k)
{
  const MercerKde *kde = points->kde;
  size_t d = kde->x.cols;
  const double *widths = kde->widths != NULL ? kde->widths + first : NULL;
  bool gaussian = kde->axis[0].shape == &mercer_kde_shapes[0] && !points->edges && !kde->full && widths == NULL;
  double factor = 1;
  if (full_matrix_serves (kde))
    {
      kernels_by_matrix (points, row, first, n, k);
      return;
    }
  for (size_t i = 0; i < n; i++)
    k[i] = gaussian ? 0 : 1;
  for (size_t c = 0; c < d; c++)
    {
      const double *x = mercer_matrix_column (kde->x, c) + first;
      double z = *mercer_matrix_at (points->z, row, c), h = kde->axis[c].bandwidth;
      if (!gaussian)
        {
          multiply_axis (&kde->axis[c], z, n, x, widths, k);
          continue;
        }
      factor *= 0.5 * M_2_SQRTPI * M_SQRT1_2 / h;
      for (size_t i = 0; i < n; i++)
        {
          double t = (z - x[i]) / h;
          k[i] -= 0.5 * t * t;
        }
    }
  if (!gaussian)
    return;
  mercer_vexp (n, k, k);
  for (size_t i = 0; i < n; i++)
    k[i] *= factor;
}

static double
sum_at (const Points *points, size_t row)
{
  const MercerKde *kde = points->kde;
  size_t n = kde->x.rows;
  double sum = 0, k[CHUNK];
  for (size_t first = 0; first < n && mercer_work_wanted (points->work); first += CHUNK)
    {
      size_t some = MIN (n - first, (size_t) CHUNK);
      double part = 0;
      kernels_of (points, row, first, some, k);
      for (size_t i = 0; i < some; i++)
        part += k[i] * (kde->weights != NULL ? kde->weights[first + i] : 1);
      sum += part;
    }
  return kde->weights != NULL ? sum : sum / (double) n;
}

static bool
has_edges (const MercerKde *kde)
{
  for (size_t c = 0; c < kde->x.cols; c++)
    if (kde->axis[c].edge != MERCER_EDGE_NONE)
      return true;
  return false;
}

double
density_at_point (const MercerKde *kde, const FullMatrix *full, MercerMatrix z, size_t row, MercerWork *work)
{
  Points points = { .kde = kde, .full = *full, .edges = has_edges (kde), .z = z, .work = work };
  return sum_at (&points, row);
}

static void
point_cb (void *data, size_t row)
{
  Points *points = data;
  points->out[row] = sum_at (points, row);
}

MercerStatus
mercer_kde_at (const MercerKde *kde, MercerMatrix z, double *out, MercerWork *work)
{
  Points points = { .kde = kde, .edges = has_edges (kde), .z = z, .out = out, .work = work };
  if (full_matrix_serves (kde))
    {
      MercerStatus status = full_matrix (kde, &points.full);
      if (status != MERCER_OK)
        return status;
    }
  mercer_pool_for (z.rows, point_cb, &points);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* --- On a lattice ------------------------------------------------------------------------------------- */

static double
end_weight (size_t k, size_t m)
{
  return m > 1 && (k == 0 || k == m - 1) ? 0.5 : 1;
}

double
mercer_kde_mass (size_t d, const size_t *m, const double *step, const double *f)
{
  size_t m1 = d == 2 ? m[1] : 1;
  double mass = 0;
  for (size_t k = 0; k < m1; k++)
    {
      double line = 0;
      for (size_t j = 0; j < m[0]; j++)
        line += end_weight (j, m[0]) * f[j + k * m[0]];
      mass += end_weight (k, m1) * line;
    }
  return mass * step[0] * (d == 2 ? step[1] : 1);
}

double
mercer_kde_binning_error (size_t d, const size_t *m, const double *f)
{
  size_t m1 = d == 2 ? m[1] : 1;
  double most = 0;
  for (size_t k = 0; k < m1; k++)
    for (size_t j = 0; j < m[0]; j++)
      {
        const double *at = f + j + k * m[0];
        double bend = j > 0 && j + 1 < m[0] ? fabs (at[1] - 2 * at[0] + at[-1]) : 0;
        if (d == 2 && k > 0 && k + 1 < m1)
          bend += fabs (at[m[0]] - 2 * at[0] + at[-(ptrdiff_t) m[0]]);
        most = MAX (most, bend);
      }
  return most / 8;
}
