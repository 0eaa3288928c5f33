/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a surface lies under a pixel. */
#include <math.h>

#include "space.h"

/* Barycentric place of (px, py) in a triangle; false: outside of it, or it has no area. */
static bool
inside (const double a[3], const double b[3], const double c[3], double px, double py, double w[3])
{
  double area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  w[1] = ((px - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (py - a[1])) / area;
  w[2] = ((b[0] - a[0]) * (py - a[1]) - (px - a[0]) * (b[1] - a[1])) / area;
  w[0] = 1 - w[1] - w[2];
  return area != 0 && w[0] >= 0 && w[1] >= 0 && w[2] >= 0;
}

static double
mesh_x (const Raster *r, double i)
{
  return r->x0 + (r->x1 - r->x0) * i / (double) (r->nx - 1);
}

static double
mesh_y (const Raster *r, double j)
{
  return r->y0 + (r->y1 - r->y0) * j / (double) (r->ny - 1);
}

bool
space_surface_at (const Mark *m, const Camera *c, double px, double py, double place[3])
{
  const Raster *r = m->raster;
  bool found = false;
  if (r->nx < 2 || r->ny < 2)
    return false;
  double (*row)[3] = g_malloc_n (2 * r->nx, sizeof *row);
  for (size_t j = 0; j < r->ny; j++)
    {
      double (*below)[3] = row + (j + 1) % 2 * r->nx, (*now)[3] = row + j % 2 * r->nx;
      for (size_t i = 0; i < r->nx; i++)
        camera_point (c, mesh_x (r, (double) i), mesh_y (r, (double) j), m->column[0][i + j * r->nx], now[i]);
      for (size_t i = 0; j > 0 && i + 1 < r->nx; i++)
        for (int half = 0; half < 2; half++)
          {
            const double *corner[3] = { half ? now[i + 1] : below[i], below[i + 1], now[i] };
            double w[3], depth;
            if (!inside (corner[0], corner[1], corner[2], px, py, w))
              continue;
            depth = w[0] * corner[0][2] + w[1] * corner[1][2] + w[2] * corner[2][2];
            if (found && depth <= place[2])
              continue;
            found = true;
            place[0] = (double) i + w[1] + (half ? w[0] : 0);
            place[1] = (double) (j - 1) + w[2] + (half ? w[0] : 0);
            place[2] = depth;
          }
    }
  g_free (row);
  return found;
}

double
space_surface_height (const Mark *m, double i, double j)
{
  const Raster *r = m->raster;
  size_t i0 = MIN ((size_t) i, r->nx - 2), j0 = MIN ((size_t) j, r->ny - 2);
  double u = i - (double) i0, v = j - (double) j0;
  const double *low = m->column[0] + i0 + j0 * r->nx, *high = low + r->nx;
  bool far_half = u + v > 1; /* the cell is cut from its right to its upper corner */
  return far_half ? high[1] + (1 - u) * (high[0] - high[1]) + (1 - v) * (low[1] - high[1])
                  : low[0] + u * (low[1] - low[0]) + v * (high[0] - low[0]);
}
