/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-cells.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "kde-private.h"

/* In the plane, over the range of the points; near bounds that all of the kernels reach. */
enum { INNER = 128, FEWEST = 192 };
/* Cells to a standard deviation of the kernel near a bound, by how many axes there are; where the shape ends with a jump. */
static const double per_sd[] = { 32, 16 }, per_sd_of_jumps[] = { 512, 32 };

/* A support of less than this in units of the shape is small: nothing ends in it, and differences of moments would lose their digits. */
static const double small = 0.25;

/* What was measured at both ends of a cell and in its middle, by Simpson's rule. */
static DensityAlong
along (double first, double middle, double last)
{
  return (DensityAlong){ (first + 4 * middle + last) / 6, last - first };
}

/* Adds cells up to `to`, near a bound or not. */
static void
add_cells (DensityCells *cells, double to, size_t n, bool near)
{
  double from = cells->edge[cells->n], first[2], middle[2], last[2];
  if (near)
    density_linear_boundary (cells->axis, from, &last[0], &last[1]);
  for (size_t c = 0; c < n; c++)
    {
      double a = cells->edge[cells->n], b = c + 1 == n ? to : from + (to - from) * (double) (c + 1) / (double) n;
      cells->edge[cells->n + 1] = b;
      cells->level[cells->n] = (DensityAlong){ 1, 0 };
      cells->slope[cells->n] = (DensityAlong){ 0, 0 };
      if (near)
        {
          memcpy (first, last, sizeof first);
          density_linear_boundary (cells->axis, 0.5 * (a + b), &middle[0], &middle[1]);
          density_linear_boundary (cells->axis, b, &last[0], &last[1]);
          cells->level[cells->n] = along (first[0], middle[0], last[0]);
          cells->slope[cells->n] = along (first[1], middle[1], last[1]);
        }
      cells->n++;
    }
}

MercerStatus
density_cells (DensityCells *cells, const MercerKdeAxis *axis, size_t d, double min, double max, MercerWork *work)
{
  double one = axis->shape->support, end = 0;
  if (isfinite (one))
    axis->shape->values (1, &one, &end);
  *cells = (DensityCells){ density_moments (axis->shape), axis, axis->bandwidth / axis->shape->sd };
  double zone = cells->moments->reach * cells->scale, step = axis->bandwidth / (end > 0 ? per_sd_of_jumps[d - 1] : per_sd[d - 1]);
  bool met = axis->high - axis->low <= 2 * zone;
  cells->wide = axis->high - axis->low < small * cells->scale;
  size_t near = MAX ((size_t) ceil ((met ? axis->high - axis->low : zone) / step), (size_t) FEWEST), most = 2 * near + INNER + 3;
  cells->edge = mercer_work_doubles (work, most + 1);
  cells->level = mercer_work_alloc (work, most, sizeof *cells->level);
  cells->slope = mercer_work_alloc (work, most, sizeof *cells->slope);
  if (cells->edge == NULL || cells->level == NULL || cells->slope == NULL)
    return MERCER_OUT_OF_MEMORY;
  cells->edge[0] = axis->low;
  if (met)
    add_cells (cells, axis->high, near, true);
  else
    {
      double from = axis->low + zone, to = axis->high - zone, first = MAX (from, min - zone), last = MIN (to, max + zone);
      if (isfinite (from))
        add_cells (cells, from, near, true);
      if (d == 2 && first < last)
        {
          if (first > from)
            add_cells (cells, first, 1, false);
          add_cells (cells, last, INNER, false);
        }
      if (cells->edge[cells->n] < to)
        add_cells (cells, to, 1, false);
      if (isfinite (to))
        add_cells (cells, axis->high, near, true);
    }
  return MERCER_OK;
}

/* By the middle of each cell. */
static void
integrals_of_wide (const DensityCells *cells, double x, double *out)
{
  for (size_t c = 0; c < cells->n; c++)
    out[c] = (0.5 * (cells->edge[c] + cells->edge[c + 1]) - x) / cells->scale;
  cells->axis->shape->values (cells->n, out, out);
  for (size_t c = 0; c < cells->n; c++)
    {
      double u = (0.5 * (cells->edge[c] + cells->edge[c + 1]) - x) / cells->scale;
      out[c] *= (cells->level[c].mean + cells->slope[c].mean * u) * (cells->edge[c + 1] - cells->edge[c]) / cells->scale;
    }
}

/* Before and after its cells there may be nothing of a kernel. */
void
density_cell_integrals (const DensityCells *cells, double x, double *out)
{
  double before[3] = { 0 }, after[3] = { 0 }, part[3], reach = cells->moments->reach * cells->scale;
  if (cells->wide)
    {
      integrals_of_wide (cells, x, out);
      return;
    }
  density_moments_up_to (cells->moments, (cells->edge[0] - x) / cells->scale, before);
  for (size_t c = 0; c < cells->n; c++, memcpy (before, after, sizeof before))
    {
      const DensityAlong *level = &cells->level[c], *slope = &cells->slope[c];
      double a = cells->edge[c], b = cells->edge[c + 1];
      out[c] = 0;
      if (b < x - reach || a > x + reach)
        continue;
      density_moments_up_to (cells->moments, (b - x) / cells->scale, after);
      for (int k = 0; k < 3; k++)
        part[k] = after[k] - before[k];
      out[c] = level->mean * part[0] + slope->mean * part[1];
      if (level->change == 0 && slope->change == 0)
        continue;
      double away = (x - 0.5 * (a + b)) / (b - a), per = cells->scale / (b - a);
      out[c] += level->change * (away * part[0] + per * part[1]) + slope->change * (away * part[1] + per * part[2]);
    }
}
