/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels that turn under the pointer, and what stands in them. */
#include "builder.h"

#include <math.h>

void
mercer_figure_space (MercerFigureBuilder *b, int panel, const MercerSpaceAxis axes[3])
{
  Panel *p = builder_panel (b, panel);
  g_return_if_fail (axes != NULL);
  if (p == NULL)
    return;
  p->in_space = true;
  for (int a = 0; a < 3; a++)
    {
      bool fixed = isfinite (axes[a].min) && isfinite (axes[a].max) && axes[a].min < axes[a].max;
      p->space[a] = (Axis){ .label = figure_string (b->f, axes[a].label != NULL ? axes[a].label : ""),
                            .unit = figure_string (b->f, axes[a].unit != NULL ? axes[a].unit : ""),
                            .fixed = fixed,
                            .low = fixed ? axes[a].min : 0,
                            .high = fixed ? axes[a].max : 1 };
    }
}

void
mercer_figure_surface (MercerFigureBuilder *b, int panel, size_t nx, size_t ny, double x0, double x1, double y0,
                       double y1, const double *heights, const double *values, MercerColourMap map, double min,
                       double max, const char *bar_label, const char *bar_unit)
{
  g_return_if_fail (nx < 1u << 16 && ny < 1u << 16 && (heights != NULL || nx * ny == 0));
  Mark *m = builder_mark (b, panel, MARK_SURFACE, NULL, nx * ny, COLUMNS (heights));
  if (m == NULL)
    return;
  const double *shown = values != NULL ? values : heights;
  builder_range (shown, nx * ny, map, &min, &max);
  Raster *r = m->raster = g_new0 (Raster, 1);
  *r = (Raster){ .nx = nx,
                 .ny = ny,
                 .x0 = x0,
                 .x1 = x1,
                 .y0 = y0,
                 .y1 = y1,
                 .map = map,
                 .min = min,
                 .max = max,
                 .bar_label = map == MERCER_MAP_SERIES ? NULL : figure_string (b->f, bar_label),
                 .bar_unit = figure_string (b->f, bar_unit != NULL ? bar_unit : "") };
  r->value = builder_copy (b, values, nx * ny, sizeof *values);
  r->level = builder_levels (b, r, nx * ny, shown);
}

void
mercer_figure_points_in_space (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n, const double *x,
                               const double *y, const double *z, const uint64_t *row_ids, const double *values,
                               MercerColourMap map, double min, double max)
{
  Mark *m = builder_mark (b, panel, MARK_SPACE_POINTS, style, n, COLUMNS (x, y, z, values));
  if (m == NULL)
    return;
  m->rows = builder_copy (b, row_ids, n, sizeof *row_ids);
  if (values == NULL)
    return;
  m->mapped = true;
  builder_range (values, n, map, &min, &max);
  m->raster = g_new0 (Raster, 1);
  *m->raster = (Raster){ .map = map, .min = min, .max = max };
}

void
mercer_figure_line_in_space (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n, const double *x,
                             const double *y, const double *z)
{
  builder_mark (b, panel, MARK_SPACE_LINE, style, n, COLUMNS (x, y, z));
}
