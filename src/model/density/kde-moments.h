/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "kde.h"

/* Incomplete moments of a shape,  int_-reach^u v^k K (v) dv,  k = 0, 1, 2: what a kernel puts into a cell, whatever jumps in it. */

enum { DENSITY_MOMENTS = 8192 };

/* The moments and their derivatives at equal distances: cubics between them are right to 1e-13. */
typedef struct
{
  double reach, per_unit, value[DENSITY_MOMENTS + 1][3], slope[DENSITY_MOMENTS + 1][3];
} DensityMoments;

/* Made once for each shape, and kept. Not of a shape that is negative in places. Any thread. */
const DensityMoments *density_moments (const MercerKdeShape *shape);

static inline void
density_moments_up_to (const DensityMoments *table, double u, double a[3])
{
  double place = (CLAMP (u, -table->reach, table->reach) + table->reach) * table->per_unit;
  size_t j = MIN ((size_t) place, (size_t) DENSITY_MOMENTS - 1);
  double t = place - (double) j, s = 1 - t;
  double p0 = s * s * (1 + 2 * t), p1 = t * t * (1 + 2 * s), q0 = t * s * s, q1 = -t * t * s;
  for (int k = 0; k < 3; k++)
    a[k] = p0 * table->value[j][k] + p1 * table->value[j + 1][k] + q0 * table->slope[j][k] + q1 * table->slope[j + 1][k];
}
