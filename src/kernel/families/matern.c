/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "families.h"
#include "matern-table.h"
#include "radial.h"
#include "simd.h"
#include "vexp.h"

/* General orders are looked up in pieces (matern-table.c). With a = sqrt (2 nu) r / l the half-integer orders are a polynomial
 * times exp (-a) (Rasmussen and Williams, eq. 4.16-4.17), and dk/ds = dk/da nu / a with s = (r / l)^2, in which a cancels for all
 * but nu = 1/2. */

/* Beyond this exp (-a) is 0 anyway; keeps infinity times zero out. */
#define FAR 1000.0

KERNEL_CLONES static void
negative_distance (size_t n, double scale, const double *u, double *minus_a)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = sqrt (scale * u[i]);
      minus_a[i] = -(a < FAR ? a : FAR);
    }
}

/* k = polynomial (a) exp (-a) and dk/ds = -slope polynomial (a) exp (-a), from e = exp (-a). */
typedef void (*Combine) (size_t n, const double *restrict minus_a, const double *restrict e,
                         double *restrict v, double *restrict slope);

KERNEL_CLONES static void
combine_1 (size_t n, const double *restrict minus_a, const double *restrict e, double *restrict v,
           double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    v[i] = e[i];
  /* The slope grows beyond all bounds at r = 0, where it is multiplied by r^2 = 0. */
  for (size_t i = 0; slope != NULL && i < n; i++)
    slope[i] = 0.5 * e[i] / (minus_a[i] < -1e-100 ? minus_a[i] : -1e-100);
}

KERNEL_CLONES static void
combine_3 (size_t n, const double *restrict minus_a, const double *restrict e, double *restrict v,
           double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    v[i] = (1 - minus_a[i]) * e[i];
  for (size_t i = 0; slope != NULL && i < n; i++)
    slope[i] = -1.5 * e[i];
}

KERNEL_CLONES static void
combine_5 (size_t n, const double *restrict minus_a, const double *restrict e, double *restrict v,
           double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = -minus_a[i];
      v[i] = (1 + a * (1 + a * (1 / 3.0))) * e[i];
    }
  for (size_t i = 0; slope != NULL && i < n; i++)
    slope[i] = (-5 / 6.0) * (1 - minus_a[i]) * e[i];
}

KERNEL_CLONES static void
combine_7 (size_t n, const double *restrict minus_a, const double *restrict e, double *restrict v,
           double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = -minus_a[i];
      v[i] = (1 + a * (1 + a * (2 / 5.0 + a * (1 / 15.0)))) * e[i];
    }
  for (size_t i = 0; slope != NULL && i < n; i++)
    {
      double a = -minus_a[i];
      slope[i] = (-7 / 30.0) * (3 + a * (3 + a)) * e[i];
    }
}

static const Combine combines[] = { combine_1, combine_3, combine_5, combine_7 };

static bool
has_closed_form (double nu)
{
  return nu == 0.5 || nu == 1.5 || nu == 2.5 || nu == 3.5;
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double nu = tile->p[0], scale = 2 * nu * tile->weight, minus_a[KERNEL_TILE], e[KERNEL_TILE];

  if (!has_closed_form (nu))
    {
      if (slope != NULL)
        kernel_matern_slopes (tile->prepared, tile->n, scale, tile->u, slope);
      kernel_matern_values (tile->prepared, tile->n, scale, tile->u, v);
      return;
    }
  negative_distance (tile->n, scale, tile->u, minus_a);
  mercer_vexp_scaled (tile->n, 1, 1, minus_a, e);
  combines[(size_t) nu](tile->n, minus_a, e, v, slope);
}

static bool
fused (const KernelTile *tile, const double *weights, double *v)
{
  static const KernelRadialShape shapes[]
      = { KERNEL_RADIAL_MATERN_1, KERNEL_RADIAL_MATERN_3, KERNEL_RADIAL_MATERN_5 };
  double nu = tile->p[0];

  return has_closed_form (nu) && nu < 3 && kernel_radial_fill (shapes[(size_t) nu], tile, weights, v);
}

/* By the smoothness. */
static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  kernel_matern_by_order (tile->prepared, tile->n, 2 * tile->p[0] * tile->weight, tile->u, out);
  for (size_t i = 0; i < tile->n; i++)
    out[i] *= v[i];
}

/* Rasmussen and Williams, eq. 4.15 with D = 1. */
static double
spectral (const double *p, size_t d, double w)
{
  double nu = p[0], l = p[1], a = 2 * nu / (l * l);
  double lg = 0.5 * log (4 * M_PI) + gsl_sf_lngamma (nu + 0.5) - gsl_sf_lngamma (nu) + nu * log (a);
  return exp (lg - (nu + 0.5) * log (a + 4 * M_PI * M_PI * w * w));
}

static const MercerKernelParamSpec params[] = {
  { "nu", N_ ("Smoothness"), "", 1.5, 0.1, 50, false, true, NULL, 1e6 },
  KERNEL_LENGTHSCALE,
  { NULL },
};

const KernelFamily kernel_family_matern = {
  .family = {
    .id = "Matern",
    .title = N_ ("Matérn"),
    .formula = "2^(1−ν)/Γ(ν) · a^ν · K_ν(a),  a = √(2ν) r / ℓ",
    .assumption = N_ ("The function is rough: it has only as many derivatives as ν allows."),
    .source = "Rasmussen and Williams (2006), eq. 4.14",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE
             | MERCER_KERNEL_ARD,
    .smoothness = NAN,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = value,
  .fused = fused,
  .partial = partial,
  .prepare = kernel_matern_prepare,
  .finish = kernel_matern_release,
  .derivatives = kernel_matern_derivatives,
  .spectral = spectral,
};
