/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Automatic ranges of panels in space: what their marks cover. */
#include <math.h>

#include "scene.h"
#include "ticks.h"

static void
grow (double value, double range[2])
{
  if (isfinite (value))
    {
      range[0] = fmin (range[0], value);
      range[1] = fmax (range[1], value);
    }
}

static void
grow_by_mark (const Mark *m, double range[3][2])
{
  if (m->kind == MARK_SURFACE)
    {
      const double corner[2][2] = { { m->raster->x0, m->raster->x1 }, { m->raster->y0, m->raster->y1 } };
      for (int k = 0; k < 4 && m->n > 0; k++)
        grow (corner[k / 2][k % 2], range[k / 2]);
      for (size_t i = 0; i < m->n; i++)
        grow (m->column[0][i], range[2]);
    }
  else if (mark_is_in_space (m))
    for (size_t i = 0; i < m->n; i++)
      for (int k = 0; k < 3; k++)
        grow (m->column[k][i], range[k]);
}

void
panel_fit_space (Panel *p)
{
  double range[3][2] = { { INFINITY, -INFINITY }, { INFINITY, -INFINITY }, { INFINITY, -INFINITY } };
  for (guint k = 0; k < p->marks->len; k++)
    grow_by_mark (panel_mark (p, k), range);
  for (int a = 0; a < 3; a++)
    {
      Axis *axis = &p->space[a];
      double low = range[a][0], high = range[a][1];
      if (axis->fixed)
        continue;
      /* Surfaces end at the walls of the box. */
      if (low == high)
        mercer_axis_nice (MERCER_AXIS_LINEAR, &low, &high);
      bool usable = low < high && isfinite (high - low);
      axis->low = usable ? low : 0;
      axis->high = usable ? high : 1;
    }
}
