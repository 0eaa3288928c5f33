/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "scenes.h"

/* Two bumps on a plain: 1.5 exp (-((x + 1)^2 + y^2)) + exp (-2 ((x - 1)^2 + (y - 0.8)^2)) over [-3, 3] x [-2, 2]. */
static double
bumps (double x, double y)
{
  return 1.5 * exp (-((x + 1) * (x + 1) + y * y)) + exp (-2 * ((x - 1) * (x - 1) + (y - 0.8) * (y - 0.8)));
}

MercerFigure *
scene_space (size_t nx, size_t ny, size_t n_points)
{
  double *heights = g_new (double, nx * ny), *at = g_new (double, 3 * (n_points + 200));
  for (size_t j = 0; j < ny; j++)
    for (size_t i = 0; i < nx; i++)
      heights[i + j * nx] = bumps (-3 + 6 * (double) i / (double) (nx - 1), -2 + 4 * (double) j / (double) (ny - 1));
  if (nx > 8 && ny > 8)
    heights[(nx / 8) * 7 + (ny / 8) * nx] = NAN;
  double *x = at, *y = at + n_points, *z = at + 2 * n_points, *line = at + 3 * n_points;
  for (size_t i = 0; i < n_points; i++)
    {
      double t = (double) i / (double) n_points;
      x[i] = 3 * cos (40 * t) * t;
      y[i] = 2 * sin (40 * t) * t;
      z[i] = bumps (x[i], y[i]) + 0.2 * sin (200 * t);
    }
  for (size_t i = 0; i < 66; i++)
    {
      line[i] = -3 + 6 * (double) i / 65;
      line[66 + i] = 0.4;
      line[132 + i] = bumps (line[i], 0.4) + 0.01;
    }
  const MercerSpaceAxis axes[3] = { { "Easting", "km", 0, 0 }, { "Northing", "km", 0, 0 }, { "Zinc", "ppm", 0, 0 } };
  MercerFigureBuilder *b = mercer_figure_builder_new ("A surface");
  int p = mercer_figure_panel (b, "Posterior mean", 0, 0, 1, 1);
  mercer_figure_space (b, p, axes);
  if (nx > 1)
    mercer_figure_surface (b, p, nx, ny, -3, 3, -2, 2, heights, NULL, MERCER_MAP_VIRIDIS, 0, 0, "Zinc", "ppm");
  mercer_figure_points_in_space (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA, .legend = "Data" }, n_points, x, y, z,
                                 NULL, NULL, MERCER_MAP_VIRIDIS, 0, 0);
  mercer_figure_line_in_space (b, p, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 2, .legend = "Path" }, 66, line,
                               line + 66, line + 132);
  g_free (heights);
  g_free (at);
  return mercer_figure_builder_finish (b);
}
