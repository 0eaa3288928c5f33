/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "radial.h"
#include "simd.h"
#include "vexp.h"

KERNEL_CLONES static void
halve_negative (size_t n, const double *restrict v, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    slope[i] = -0.5 * v[i];
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  mercer_vexp_scaled (tile->n, 1, -0.5 * tile->weight, tile->u, v);
  if (slope != NULL)
    halve_negative (tile->n, v, slope);
}

static bool
fused (const KernelTile *tile, const double *weights, double *v)
{
  return kernel_radial_fill (KERNEL_RADIAL_RBF, tile, weights, v);
}

/* l sqrt (2 pi) exp (-2 pi^2 l^2 w^2); Rasmussen and Williams, below eq. 4.14. */
static double
spectral (const double *p, size_t d, double w)
{
  double a = M_PI * p[0] * w;
  return p[0] * sqrt (2 * M_PI) * exp (-2 * a * a);
}

static const MercerKernelParamSpec params[] = { KERNEL_LENGTHSCALE, { NULL } };

const KernelFamily kernel_family_rbf = {
  .family = {
    .id = "RBF",
    .title = N_ ("Squared exponential"),
    .formula = "exp(−r² / 2ℓ²)",
    .assumption = N_ ("The function is smooth without limit and looks alike everywhere."),
    .source = "Rasmussen and Williams (2006), eq. 4.9",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE
             | MERCER_KERNEL_ARD,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = value,
  .fused = fused,
  .spectral = spectral,
};
