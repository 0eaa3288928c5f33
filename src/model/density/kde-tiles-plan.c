/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>

/* How large the tiles of kde-tiles.c are, and how many nodes stand for the points of one. */

/* Of a factor. */
enum { MOST_ROWS = 1536 };

/* Nodes that reach the precision for a tile of half-width ratio h. */
static size_t
nodes_for (double ratio)
{
  double error = 2.2;
  size_t p = 0;
  while ((error > DENSITY_TILE_PRECISION || p < 4) && p < DENSITY_TILE_NODES)
    {
      p++;
      error *= 0.5 * ratio / sqrt ((double) p);
    }
  return p;
}

DensityTilePlan
density_tile_plan (const MercerKde *kde, const size_t *m, const double *range, double n)
{
  DensityTilePlan best = { .flops = INFINITY };
  for (double ratio = 0.75; ratio < 5; ratio *= 1.3)
    {
      DensityTilePlan plan = { .tiles = { 1, 1 }, .p = { 1, 1 } };
      bool fits = true;
      for (size_t a = 0; a < kde->x.cols; a++)
        {
          double h = kde->axis[a].bandwidth, wanted = ceil (range[a] / (2 * ratio * h));
          plan.tiles[a] = (size_t) CLAMP (wanted, 1, 4096);
          plan.p[a] = nodes_for (range[a] / (2 * h * (double) plan.tiles[a]));
          fits &= wanted <= 4096 && plan.p[a] < DENSITY_TILE_NODES && plan.tiles[a] * plan.p[a] <= MOST_ROWS;
        }
      double nodes0 = (double) (plan.tiles[0] * plan.p[0]), nodes1 = (double) (plan.tiles[1] * plan.p[1]);
      plan.flops = n * (double) (plan.p[0] * plan.p[1] + 6 * (plan.p[0] + plan.p[1])) + nodes0 * nodes1 * (double) m[1]
                   + nodes0 * (double) (m[0] * m[1]) + 20 * (nodes0 * (double) m[0] + nodes1 * (double) m[1]);
      if (fits && plan.flops < best.flops)
        best = plan;
    }
  return best;
}
