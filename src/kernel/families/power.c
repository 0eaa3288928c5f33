/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"

/* (-1)^((p + 1) / 2) (r / l)^p for odd p: positive definite against weights that are orthogonal to
 * polynomials of a degree below (p + 1) / 2. p = 3 in one dimension is the cubic spline. */

KERNEL_CLONES static void
powers (size_t n, double sign, int half, double weight, const double *restrict u,
        double *restrict v, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double s = weight * u[i], r = sqrt (s), power = sign;
      power = half > 0 ? power * s : power;
      power = half > 1 ? power * s : power;
      /* dv/ds = p / 2 s^(p / 2 - 1); at r = 0 and p = 1 it is multiplied by a zero */
      if (slope != NULL)
        slope[i] = (half + 0.5) * power / (r > 1e-150 ? r : 1e-150);
      v[i] = power * r;
    }
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  int half = ((int) tile->p[0] - 1) / 2;
  double u[KERNEL_TILE];

  for (size_t i = 0; i < tile->n; i++) /* v and u may be the same */
    u[i] = tile->u[i];
  powers (tile->n, half == 1 ? 1 : -1, half, tile->weight, u, v, slope);
}

static unsigned
order (const double *slots)
{
  return ((unsigned) slots[0] + 1) / 2;
}

/* The transform of |r|^p is 2 Gamma (p + 1) cos (pi (p + 1) / 2) / |2 pi w|^(p + 1) (Wendland 2005, theorem 8.16). */
static double
spectral (const double *p, size_t d, double w)
{
  static const double twice_factorial[] = { 2, 12, 240 };
  double a = 2 * M_PI * w;
  return twice_factorial[((int) p[0] - 1) / 2] * pow (p[1], -p[0]) * pow (a, -p[0] - 1);
}

static const double choices[] = { 1, 3, 5, NAN };

static const MercerKernelParamSpec params[] = {
  { "power", N_ ("Power"), "", 3, 1, 5, false, true, choices },
  KERNEL_LENGTHSCALE,
  { NULL },
};

const KernelFamily kernel_family_power = {
  .family = {
    .id = "Power",
    .title = N_ ("Odd power of the distance"),
    .formula = "±(r / ℓ)^p,  p = 1, 3, 5",
    .assumption = N_ ("The function bends as little as it can: a spline, of piecewise cubics where p is 3. Centre() around it, "
                      "of order (p + 1) / 2, makes it positive definite."),
    .source = "Wendland (2005), theorem 8.16",
    .flags = KERNEL_SCALED | MERCER_KERNEL_CONDITIONALLY,
    .smoothness = NAN,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .order = order,
  .value = value,
  .spectral = spectral,
};
