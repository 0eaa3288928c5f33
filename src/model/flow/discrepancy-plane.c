/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "discrepancy-points.h"

MercerStatus
mercer_plane_open (MercerPlane *plane, size_t d, const MercerCloud *cloud, MercerWork *work)
{
  *plane = (MercerPlane){ .dims = MIN (d, 2), .principal = d > 2, .low = { INFINITY, INFINITY },
                          .high = { -INFINITY, -INFINITY }, .grid = { 1, 1 } };
  if (plane->principal)
    {
      plane->origin = cloud->centre;
      plane->axes = mercer_matrix_block (cloud->axes, 0, 0, d, 2);
      return MERCER_OK;
    }
  plane->axes = mercer_work_matrix (work, d, plane->dims);
  if (plane->axes.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (plane->axes, 0);
  mercer_matrix_add_diagonal (plane->axes, 1);
  return MERCER_OK;
}

void
mercer_plane_project (const MercerPlane *plane, MercerMatrix x, size_t a, double *out)
{
  for (size_t i = 0; i < x.rows; i++)
    out[i] = 0;
  for (size_t c = 0; c < x.cols; c++)
    {
      double weight = *mercer_matrix_at (plane->axes, c, a), origin = plane->origin != NULL ? plane->origin[c] : 0;
      const double *from = mercer_matrix_column (x, c);
      for (size_t i = 0; i < x.rows && weight != 0; i++)
        out[i] += weight * (from[i] - origin);
    }
}

void
mercer_plane_show (MercerPlane *plane, MercerMatrix x)
{
  g_autofree double *along = g_new (double, x.rows + 1);
  for (size_t a = 0; a < plane->dims; a++)
    {
      mercer_plane_project (plane, x, a, along);
      for (size_t i = 0; i < x.rows; i++)
        {
          plane->low[a] = MIN (plane->low[a], along[i]);
          plane->high[a] = MAX (plane->high[a], along[i]);
        }
    }
}

void
mercer_plane_widen (MercerPlane *plane, double part)
{
  double widest = 0;
  for (size_t a = 0; a < plane->dims; a++)
    widest = MAX (widest, plane->high[a] - plane->low[a]);
  for (size_t a = 0; a < plane->dims; a++)
    {
      double range = plane->high[a] - plane->low[a];
      /* a flat cloud in the plane keeps some room across */
      double room = MAX (part * range, 0.02 * widest);
      if (!(room > 0))
        room = MAX (0.5, 0.1 * fabs (plane->low[a]));
      plane->low[a] -= room;
      plane->high[a] += room;
    }
}

void
mercer_plane_lattice (const MercerPlane *plane, MercerMatrix z)
{
  for (size_t c = 0; c < z.cols; c++)
    for (size_t k = 0; k < z.rows; k++)
      {
        double value = plane->origin != NULL ? plane->origin[c] : 0;
        for (size_t a = 0; a < plane->dims; a++)
          {
            size_t at = a == 0 ? k % plane->grid[0] : k / plane->grid[0];
            double along = plane->low[a] + (plane->high[a] - plane->low[a]) * (double) at / (double) (plane->grid[a] - 1);
            value += along * *mercer_matrix_at (plane->axes, c, a);
          }
        *mercer_matrix_at (z, k, c) = value;
      }
}
