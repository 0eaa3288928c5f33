/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

enum
{
  ALPHA,
  LENGTHSCALE
};

/* q = s / 2 alpha, kept finite. */
KERNEL_CLONES static void
quotients (size_t n, double scale, const double *u, double *restrict q, double *restrict one_plus_q)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = scale * u[i];
      a = a < 1e300 ? a : 1e300;
      q[i] = a;
      one_plus_q[i] = 1 + a;
    }
}

/* log (1 + q) from the rounded 1 + q and its logarithm: adds what the rounding lost, which a large
 * alpha would magnify. */
KERNEL_CLONES static void
mend_logarithm (size_t n, const double *restrict q, const double *restrict one_plus_q,
                double *restrict lg)
{
  for (size_t i = 0; i < n; i++)
    lg[i] += (q[i] - (one_plus_q[i] - 1)) / one_plus_q[i];
}

KERNEL_CLONES static void
slopes (size_t n, const double *restrict v, const double *restrict one_plus_q,
        double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    slope[i] = -0.5 * v[i] / one_plus_q[i];
}

static void
logarithms (const KernelTile *tile, double *q, double *one_plus_q, double *lg)
{
  quotients (tile->n, tile->weight / (2 * tile->p[ALPHA]), tile->u, q, one_plus_q);
  mercer_vlog (tile->n, one_plus_q, lg);
  mend_logarithm (tile->n, q, one_plus_q, lg);
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double q[KERNEL_TILE], one_plus_q[KERNEL_TILE], lg[KERNEL_TILE];

  logarithms (tile, q, one_plus_q, lg);
  mercer_vexp_scaled (tile->n, 1, -tile->p[ALPHA], lg, v);
  if (slope != NULL)
    slopes (tile->n, v, one_plus_q, slope);
}

KERNEL_CLONES static void
by_alpha (size_t n, const double *restrict v, const double *restrict q,
          const double *restrict one_plus_q, const double *restrict lg, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = v[i] * (q[i] / one_plus_q[i] - lg[i]);
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double q[KERNEL_TILE], one_plus_q[KERNEL_TILE], lg[KERNEL_TILE];

  logarithms (tile, q, one_plus_q, lg);
  by_alpha (tile->n, v, q, one_plus_q, lg, out);
}

/* The Fourier transform of (1 + (x / a)^2)^-alpha with a^2 = 2 alpha l^2 is
 * 2 a sqrt (pi) / Gamma (alpha) (t / 2)^(alpha - 1/2) K_(alpha - 1/2) (t), t = 2 pi a |w|
 * (Basset's integral, DLMF 10.32.11); at 0 it is a sqrt (pi) Gamma (alpha - 1/2) / Gamma (alpha),
 * and infinite for alpha <= 1/2. */
static double
spectral (const double *p, size_t d, double w)
{
  double alpha = p[ALPHA], a = sqrt (2 * alpha) * p[LENGTHSCALE], t = 2 * M_PI * a * fabs (w);
  double order = alpha - 0.5;
  gsl_sf_result bessel;

  if (t < 1e-12)
    return order > 0 ? a * sqrt (M_PI) * exp (gsl_sf_lngamma (order) - gsl_sf_lngamma (alpha))
                     : INFINITY;
  if (gsl_sf_bessel_lnKnu_e (fabs (order), t, &bessel) != GSL_SUCCESS)
    return 0;
  return exp (log (2 * a) + 0.5 * log (M_PI) - gsl_sf_lngamma (alpha) + order * log (t / 2)
              + bessel.val);
}

static const MercerKernelParamSpec params[] = {
  { "alpha", N_ ("Mixture of scales"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  KERNEL_LENGTHSCALE,
  { NULL },
};

const KernelFamily kernel_family_rational_quadratic = {
  .family = {
    .id = "RationalQuadratic",
    .title = N_ ("Rational quadratic"),
    .formula = "(1 + r² / 2αℓ²)^(−α)",
    .assumption = N_ ("The function is smooth and mixes many length scales; a small α mixes more."),
    .source = "Rasmussen and Williams (2006), eq. 4.19",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE
             | MERCER_KERNEL_ARD,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = value,
  .partial = partial,
  .spectral = spectral,
};
