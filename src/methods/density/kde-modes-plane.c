/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-modes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Two columns: basins as ground, points, paths, modes. More: the points in pairs of columns, coloured by their mode. */

enum { MOST_DOTS = 50000 };

static void
draw_points (const ModesRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up, bool coloured)
{
  size_t stride = (run->in.n + MOST_DOTS - 1) / MOST_DOTS, n = 0;
  g_autofree double *x = g_new (double, run->in.n), *y = g_new (double, run->in.n), *mode = g_new (double, run->in.n);
  g_autofree uint64_t *ids = g_new (uint64_t, run->in.n);
  for (size_t i = 0; i < run->in.n; i += stride)
    {
      x[n] = *mercer_matrix_at (run->in.x, i, across);
      y[n] = *mercer_matrix_at (run->in.x, i, up);
      mode[n] = coloured && run->basin[i] >= 0 ? (double) (run->basin[i] % 8) : NAN;
      ids[n++] = run->in.ids[i];
    }
  MercerStyle style = { .role = MERCER_ROLE_DATA, .size = n > 2000 ? 2.5 : 4.5, .opacity = n > 5000 ? 0.5 : 0.85 };
  if (coloured)
    mercer_figure_points_mapped (b, panel, &style, n, x, y, ids, mode, MERCER_MAP_SERIES, 0, 7);
  else
    mercer_figure_points (b, panel, &style, n, x, y, ids);
}

static void
draw_modes (const ModesRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up, const char *legend)
{
  size_t count = run->modes.count, d = run->in.d;
  g_autofree double *x = g_new (double, count + 1), *y = g_new (double, count + 1);
  for (size_t k = 0; k < count; k++)
    {
      x[k] = run->place[k * d + across];
      y[k] = run->place[k * d + up];
    }
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .size = 11 }, count, x, y, NULL);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8, .legend = legend }, count, x, y, NULL);
}

static void
draw_paths (const ModesRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up)
{
  size_t d = run->in.d;
  double x[MODES_PATH], y[MODES_PATH];
  for (size_t p = 0; p < run->n_paths; p++)
    {
      const double *path = run->path + p * run->path_most * d;
      for (size_t k = 0; k < run->path_steps[p]; k++)
        {
          x[k] = path[d * k + across];
          y[k] = path[d * k + up];
        }
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .opacity = 0.55 }, run->path_steps[p], x, y);
    }
}

static void
add_ellipse (const ModesRun *run, MercerFigureBuilder *b, int panel)
{
  double s2 = run->values->smoothing * run->values->smoothing;
  const double *l = run->l;
  MercerHandle handle = { .kind = MERCER_HANDLE_ELLIPSE, .title = _("Bandwidth matrix"), .role = MERCER_ROLE_ACCENT,
                          .value = { .id = "bandwidth-matrix", .component = -1 }, .x = run->centre[0], .y = run->centre[1] };
  handle.a[0] = l[0] * l[0] / s2;
  handle.a[1] = l[0] * l[1] / s2;
  handle.a[2] = (l[1] * l[1] + l[3] * l[3]) / s2;
  mercer_figure_handle (b, panel, &handle);
}

static void
draw_basins (const ModesRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, NULL, 0, 0, 1, 1);
  mercer_inputs_axes (&run->in, b, panel, 0, 1, run->pixels != NULL ? run->pixel_low : NULL, run->pixels != NULL ? run->pixel_high : NULL);
  if (run->pixels != NULL)
    {
      g_autofree double *values = g_new (double, MODES_PIXELS * MODES_PIXELS);
      bool any = false;
      for (size_t k = 0; k < MODES_PIXELS * MODES_PIXELS; k++)
        {
          values[k] = run->pixels[k] >= 0 ? (double) (run->pixels[k] % 8) : NAN;
          any |= run->pixels[k] >= 0;
        }
      if (any) /* kernels so narrow that none reaches the middle of a cell leave the ground bare */
        mercer_figure_raster (b, panel, MODES_PIXELS, MODES_PIXELS, run->pixel_low[0], run->pixel_high[0], run->pixel_low[1],
                              run->pixel_high[1], values, MERCER_MAP_SERIES, 0, 7, false, NULL, NULL);
    }
  draw_points (run, b, panel, 0, 1, false);
  draw_paths (run, b, panel, 0, 1);
  draw_modes (run, b, panel, 0, 1, _("Modes"));
  add_ellipse (run, b, panel);
}

/* Columns beside each other: first and second, third and fourth; an odd one with the first. */
static void
draw_pairs (const ModesRun *run, MercerFigureBuilder *b)
{
  size_t d = run->in.d, panels = MIN ((d + 1) / 2, MODES_PANELS);
  for (size_t k = 0; k < panels; k++)
    {
      size_t across = 2 * k + 1 < d ? 2 * k : 0, up = 2 * k + 1 < d ? 2 * k + 1 : 2 * k;
      int panel = mercer_figure_panel (b, NULL, (int) (k % 2), (int) (k / 2), 1, 1);
      mercer_inputs_axes (&run->in, b, panel, across, up, NULL, NULL);
      draw_points (run, b, panel, across, up, run->basin != NULL);
      draw_paths (run, b, panel, across, up);
      if (run->place != NULL)
        draw_modes (run, b, panel, across, up, k == 0 ? _("Modes") : NULL);
    }
}

void
modes_draw_plane (const ModesRun *run, MercerFigureBuilder *b)
{
  if (run->in.d == 2)
    draw_basins (run, b);
  else
    draw_pairs (run, b);
}
