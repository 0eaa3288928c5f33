/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "stable.h"
#include "vexp.h"

/* exp (-(r / l)^g): positive definite for g <= 2 (GammaExponential); a weight of any shape beyond
 * (GeneralizedGaussian). */

/* Beyond this t, exp (-t) is 0; keeps infinity times zero out. */
#define FAR 1000.0

KERNEL_CLONES static void
bound (size_t n, double scale, const double *u, double *restrict s)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = scale * u[i];
      s[i] = a < KERNEL_LEAST_SQUARE ? KERNEL_LEAST_SQUARE : a < 1e300 ? a : 1e300;
    }
}

/* log s and t = s^(g / 2). */
static void
powers (const KernelTile *tile, double *s, double *lg, double *t)
{
  bound (tile->n, tile->weight, tile->u, s);
  mercer_vlog (tile->n, s, lg);
  mercer_vexp_scaled (tile->n, 1, 0.5 * tile->p[0], lg, t);
}

KERNEL_CLONES static void
bound_above (size_t n, double *t)
{
  for (size_t i = 0; i < n; i++)
    t[i] = t[i] < FAR ? t[i] : FAR;
}

KERNEL_CLONES static void
slopes (size_t n, double factor, const double *restrict v, const double *restrict s,
        const double *restrict t, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    slope[i] = factor * v[i] * t[i] / s[i];
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double s[KERNEL_TILE], lg[KERNEL_TILE], t[KERNEL_TILE];

  powers (tile, s, lg, t);
  bound_above (tile->n, t);
  mercer_vexp_scaled (tile->n, 1, -1, t, v);
  if (slope != NULL)
    slopes (tile->n, -0.5 * tile->p[0], v, s, t, slope);
}

/* dk/dg = -k t log (s) / 2. */
KERNEL_CLONES static void
by_power (size_t n, const double *restrict v, const double *restrict lg, const double *restrict t,
          double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = -0.5 * v[i] * t[i] * lg[i];
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double s[KERNEL_TILE], lg[KERNEL_TILE], t[KERNEL_TILE];

  powers (tile, s, lg, t);
  bound_above (tile->n, t);
  by_power (tile->n, v, lg, t, out);
}

/* A stable law's: the kernel is its characteristic function. Beyond g = 2 the transform changes its sign. */
static double
spectral (const double *p, size_t d, double w)
{
  double g = p[0], l = p[1];
  return g <= 2 ? 2 * M_PI * l * kernel_stable_density (g, 2 * M_PI * w * l) : NAN;
}

static double
derivatives (const double *slots)
{
  return slots[0] < 2 ? 0 : INFINITY;
}

static const MercerKernelParamSpec gamma_params[] = {
  { "gamma", N_ ("Power"), "", 1.5, 0.01, 2, false, false, NULL, 2 },
  KERNEL_LENGTHSCALE,
  { NULL },
};

static const MercerKernelParamSpec power_params[] = {
  { "power", N_ ("Power"), "", 3, 0.01, 100, false, false, NULL, 1000 },
  KERNEL_LENGTHSCALE,
  { NULL },
};

const KernelFamily kernel_family_gamma_exponential = {
  .family = {
    .id = "GammaExponential",
    .title = N_ ("Gamma-exponential"),
    .formula = "exp(−(r / ℓ)^γ)",
    .assumption = N_ ("The function is continuous but has no derivative, unless γ is 2."),
    .source = "Rasmussen and Williams (2006), eq. 4.18",
    .flags = KERNEL_SCALED | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = NAN,
    .params = gamma_params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = value,
  .partial = partial,
  .spectral = spectral,
  .derivatives = derivatives,
};

const KernelFamily kernel_family_generalized_gaussian = {
  .family = {
    .id = "GeneralizedGaussian",
    .title = N_ ("Generalised Gaussian"),
    .formula = "exp(−(r / ℓ)^p)",
    .assumption = N_ ("A weight between a peak (p < 1) and a box (large p); not positive definite for p "
                      "above 2, where GammaExponential ends."),
    .source = "Subbotin (1923)",
    .flags = KERNEL_SCALED,
    .smoothness = NAN,
    .params = power_params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = value,
  .partial = partial,
  .spectral = spectral,
};
