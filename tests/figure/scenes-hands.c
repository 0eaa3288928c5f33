/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "scenes.h"

/* Panel 0: a rule of each kind, a point and a bar over [0, 10] x [0, 4] (x in mm). Panel 1: an ellipse and a contour of
 * x^2 + y^2 over [-2, 2] squared. */
MercerFigure *
scene_hands (void)
{
  enum { N = 41 };
  static double field[N * N];
  for (int j = 0; j < N; j++)
    for (int i = 0; i < N; i++)
      field[i + j * N] = pow (-2 + 4. * i / (N - 1), 2) + pow (-2 + 4. * j / (N - 1), 2);
  MercerFigureBuilder *b = mercer_figure_builder_new ("Hands");
  int p = mercer_figure_panel (b, "Rules", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Depth", "mm", MERCER_AXIS_LINEAR, 0, 10, NULL);
  mercer_figure_y_axis (b, p, "Flow", "l/s", MERCER_AXIS_LINEAR, 0, 4, NULL);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = "Slice",
                                               .value = { "position", -1, "depth" }, .x = 4 });
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_HORIZONTAL, .title = "Level",
                                               .value = { "level", -1, NULL }, .y = 3 });
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_POINT, .title = "Centre", .value = { "x", -1, NULL },
                                               .value_y = { "y", -1, NULL }, .x = 7, .y = 1 });
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_WIDTH, .title = "Bandwidth",
                                               .value = { "bandwidth", -1, NULL }, .x = 1, .y = 2, .extent = 0.5, .scale = 2 });
  p = mercer_figure_panel (b, "Shapes", 1, 0, 1, 1);
  mercer_figure_x_axis (b, p, "u", "", MERCER_AXIS_LINEAR, -2, 2, NULL);
  mercer_figure_y_axis (b, p, "v", "", MERCER_AXIS_LINEAR, -2, 2, NULL);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_ELLIPSE, .title = "Bandwidth matrix",
                                               .value = { "matrix", -1, NULL }, .x = 0.5, .y = -0.5, .a = { 0.25, 0, 1 } });
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_FIELD, .title = "Threshold",
                                               .value = { "threshold", -1, NULL }, .level = 2.25, .nx = N, .ny = N, .x0 = -2,
                                               .x1 = 2, .y0 = -2, .y1 = 2, .values = field });
  return mercer_figure_builder_finish (b);
}
