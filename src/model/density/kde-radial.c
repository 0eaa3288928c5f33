/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>

#include "kde-flat-top.h"
#include "quadrature.h"
#include "vexp.h"

/* Kernels of the distance alone. */

enum { NODES = 32 };
/* Where K has fallen to 1e-17 a power of the distance may still count: integrals over kernels without an end go so many times as far. */
static const double farther = 3;

/* integral of r^power K (r) over [0, end of K]; pieces as for the moments of a line. */
static double
half_moment (const MercerKdeShape *shape, double power)
{
  double end = isfinite (shape->support) ? shape->support : farther * shape->reach, sum = 0;
  size_t pieces = (size_t) ceil (end / (4 * shape->sd));
  for (size_t p = 0; p < pieces; p++)
    {
      double r[NODES], weight[NODES], k[NODES], piece = end / (double) pieces;
      mercer_legendre_nodes (NODES, (double) p * piece, (double) (p + 1) * piece, r, weight);
      shape->values (NODES, r, k);
      for (size_t i = 0; i < NODES; i++)
        sum += weight[i] * k[i] * pow (r[i], power);
    }
  return sum;
}

/* Of the unit sphere in d dimensions: 2 for d = 1, 2 pi for d = 2. */
static double
sphere (size_t d)
{
  return 2 * pow (M_PI, 0.5 * (double) d) / tgamma (0.5 * (double) d);
}

bool
mercer_kde_radial_init (MercerKdeRadial *radial, const MercerKdeShape *shape, size_t d)
{
  *radial = (MercerKdeRadial){ .shape = shape, .d = d, .reach = shape->reach };
  if (!shape->negative)
    {
      double n = (double) d, mass = half_moment (shape, n - 1);
      radial->height = 1 / (sphere (d) * mass);
      radial->sd = sqrt (half_moment (shape, n + 1) / (n * mass));
      return true;
    }
  if (d > MERCER_FLAT_TOP_MOST_D)
    return false;
  radial->height = 1;
  radial->sd = density_flat_top_sd (d);
  radial->flat_top = density_flat_top (d);
  return true;
}

void
mercer_kde_radial_values (const MercerKdeRadial *radial, size_t n, const double *r, double *out)
{
  if (radial->flat_top != NULL)
    {
      density_flat_top_values (radial->flat_top, n, r, out);
      return;
    }
  radial->shape->values (n, r, out);
  for (size_t i = 0; i < n; i++)
    out[i] *= radial->height;
}
