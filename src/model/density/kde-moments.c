/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-moments.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "quadrature.h"

/* So many standard deviations from its point a kernel without an end is no more, to 1e-8. */
static const double farthest = 14;

static DensityMoments *
make_moments (const MercerKdeShape *shape)
{
  enum { NODES = 6 };
  DensityMoments *table = g_new0 (DensityMoments, 1);
  table->reach = MIN (shape->reach, farthest * shape->sd);
  table->per_unit = DENSITY_MOMENTS / (2 * table->reach);
  for (size_t j = 0; j <= DENSITY_MOMENTS; j++)
    {
      double u = table->reach * (2 * (double) j / DENSITY_MOMENTS - 1), v[NODES], weight[NODES], k;
      shape->values (1, &u, &k);
      for (int p = 0; p < 3; p++, k *= u)
        table->slope[j][p] = k / table->per_unit;
      if (j == DENSITY_MOMENTS)
        break;
      double k_at[NODES];
      mercer_legendre_nodes (NODES, u, table->reach * (2 * (double) (j + 1) / DENSITY_MOMENTS - 1), v, weight);
      shape->values (NODES, v, k_at);
      memcpy (table->value[j + 1], table->value[j], sizeof table->value[j]);
      for (int i = 0; i < NODES; i++)
        for (int p = 0; p < 3; p++, k_at[i] *= v[i])
          table->value[j + 1][p] += weight[i] * k_at[i];
    }
  return table;
}

const DensityMoments *
density_moments (const MercerKdeShape *shape)
{
  static DensityMoments *tables[16];
  size_t s = (size_t) (shape - mercer_kde_shapes);
  g_assert (s < G_N_ELEMENTS (tables));
  if (g_once_init_enter (&tables[s]))
    g_once_init_leave (&tables[s], make_moments (shape));
  return tables[s];
}
