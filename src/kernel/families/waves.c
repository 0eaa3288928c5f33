/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "angles.h"
#include "families.h"
#include "simd.h"
#include "vexp.h"

/* Sinc, and a cosine under a Gaussian: Wavelet and SpectralMixture. */

/* --- Sinc: sin (a) / a, a = pi r / l ----------------------------------------------------- */

/* (cos a - sin a / a) / a^2, by its series where the difference cancels. */
#define SERIES_BELOW 0.5

KERNEL_CLONES static void
sinc_loop (size_t n, const double *restrict a, const double *restrict sine,
           const double *restrict cosine, double *restrict v, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    v[i] = a[i] > 1e-9 ? sine[i] / a[i] : 1;
  for (size_t i = 0; slope != NULL && i < n; i++)
    {
      double q = a[i] * a[i];
      double series
          = -1 / 3.0
            + q
                  * (1 / 30.0
                     + q
                           * (-1 / 840.0
                              + q * (1 / 45360.0 + q * (-1 / 3991680.0 + q / 518918400.0))));
      double far = (cosine[i] - v[i]) / q;
      slope[i] = 0.5 * M_PI * M_PI * (a[i] < SERIES_BELOW ? series : far);
    }
}

static void
sinc_value (const KernelTile *tile, double *v, double *slope)
{
  double a[KERNEL_TILE], sine[KERNEL_TILE], cosine[KERNEL_TILE];

  kernel_angles (tile->n, M_PI * sqrt (tile->weight), tile->u, a);
  mercer_vsin (tile->n, a, sine);
  if (slope != NULL)
    mercer_vcos (tile->n, a, cosine);
  sinc_loop (tile->n, a, sine, cosine, v, slope);
}

static double
sinc_spectral (const double *p, size_t d, double w)
{
  double edge = 2 * p[0] * fabs (w);
  return edge < 1 ? p[0] : edge > 1 ? 0 : 0.5 * p[0];
}

/* --- cos (a) exp (-b) -------------------------------------------------------------------- */

/* a = frequency sqrt (u), b = decay u: the bell, the angle and v. */
static void
wave (const KernelTile *tile, double frequency, double decay, double *bell, double *angle,
      double *v)
{
  double cosine[KERNEL_TILE];

  kernel_angles (tile->n, frequency, tile->u, angle);
  mercer_vcos (tile->n, angle, cosine);
  mercer_vexp_scaled (tile->n, 1, -decay, tile->u, bell);
  kernel_product (tile->n, 1, cosine, bell, v);
}

/* dk/du = -decay k - frequency^2 / 2 bell sin (a) / a; at a = 0 the last quotient is 1. */
KERNEL_CLONES static void
by_square (size_t n, double half_square, double decay, const double *restrict v,
           const double *restrict bell, const double *restrict angle, const double *restrict sine,
           double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    {
      double quotient = angle[i] > 1e-9 ? sine[i] / angle[i] : 1;
      out[i] = -decay * v[i] - half_square * bell[i] * quotient;
    }
}

static void
wave_slope (const KernelTile *tile, double frequency, double decay, const double *bell,
            const double *angle, const double *v, double *out)
{
  double sine[KERNEL_TILE];

  mercer_vsin (tile->n, angle, sine);
  by_square (tile->n, 0.5 * frequency * frequency, decay, v, bell, angle, sine, out);
}

/* --- Wavelet: cos (1.75 r / l) exp (-r^2 / 2 l^2) ---------------------------------------- */

#define MORLET 1.75

KERNEL_CLONES static void
rescale (size_t n, double factor, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] *= factor;
}

static void
wavelet_value (const KernelTile *tile, double *v, double *slope)
{
  double bell[KERNEL_TILE], angle[KERNEL_TILE], k[KERNEL_TILE];
  double frequency = MORLET * sqrt (tile->weight), decay = 0.5 * tile->weight;

  wave (tile, frequency, decay, bell, angle, k);
  if (slope != NULL)
    {
      wave_slope (tile, frequency, decay, bell, angle, k, slope);
      rescale (tile->n, 1 / tile->weight, slope);
    }
  memcpy (v, k, tile->n * sizeof *v);
}

static double
wavelet_spectral (const double *p, size_t d, double w)
{
  double a = 2 * M_PI * p[0] * w - MORLET, b = 2 * M_PI * p[0] * w + MORLET;
  return p[0] * sqrt (M_PI / 2) * (exp (-0.5 * a * a) + exp (-0.5 * b * b));
}

/* --- SpectralMixture: cos (2 pi m d) exp (-2 pi^2 s^2 d^2) ------------------------------- */

enum
{
  MEAN,
  SCALE
};

static void
mixture_numbers (const KernelTile *tile, double *frequency, double *decay)
{
  *frequency = 2 * M_PI * tile->p[MEAN];
  *decay = 2 * M_PI * M_PI * tile->p[SCALE] * tile->p[SCALE];
}

static void
mixture_value (const KernelTile *tile, double *v, double *slope)
{
  double bell[KERNEL_TILE], angle[KERNEL_TILE], frequency, decay;

  mixture_numbers (tile, &frequency, &decay);
  wave (tile, frequency, decay, bell, angle, v);
}

static void
mixture_by_input (const KernelTile *tile, const double *v, double *out)
{
  double bell[KERNEL_TILE], angle[KERNEL_TILE], k[KERNEL_TILE], frequency, decay;

  mixture_numbers (tile, &frequency, &decay);
  wave (tile, frequency, decay, bell, angle, k);
  wave_slope (tile, frequency, decay, bell, angle, k, out);
}

/* dk/ds = -2 decay u k / s; dk/dm = -bell sin (a) 2 pi d. */
static void
mixture_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double bell[KERNEL_TILE], angle[KERNEL_TILE], k[KERNEL_TILE], frequency, decay;

  mixture_numbers (tile, &frequency, &decay);
  if (param == SCALE)
    {
      kernel_product (tile->n, -2 * decay / tile->p[SCALE], v, tile->u, out);
      return;
    }
  wave (tile, frequency, decay, bell, angle, k);
  mercer_vsin (tile->n, angle, k);
  kernel_product (tile->n, -1, k, bell, k);
  kernel_angles (tile->n, 2 * M_PI, tile->u, angle);
  kernel_product (tile->n, 1, k, angle, out);
}

static double
mixture_spectral (const double *p, size_t d, double w)
{
  double a = (w - p[MEAN]) / p[SCALE], b = (w + p[MEAN]) / p[SCALE];
  return (exp (-0.5 * a * a) + exp (-0.5 * b * b)) / (2 * sqrt (2 * M_PI) * p[SCALE]);
}

static const MercerKernelParamSpec params[] = { KERNEL_LENGTHSCALE, { NULL } };

static const MercerKernelParamSpec mixture_params[] = {
  { "mean", N_ ("Mean frequency"), "1/x", 0.5, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "scale", N_ ("Frequency spread"), "1/x", 0.2, KERNEL_LOWER, KERNEL_UPPER, false, false,
    NULL },
  { NULL },
};

const KernelFamily kernel_family_sinc = {
  .family = {
    .id = "Sinc",
    .title = N_ ("Sinc"),
    .formula = "sin(πr / ℓ) / (πr / ℓ)",
    .assumption = N_ ("The function has no frequencies above 1 / 2ℓ; positive definite on up to three "
                      "columns."),
    .source = "Tobar (2019)",
    .flags = KERNEL_SCALED | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .positive_dimensions = 3,
  .value = sinc_value,
  .spectral = sinc_spectral,
};

const KernelFamily kernel_family_wavelet = {
  .family = {
    .id = "Wavelet",
    .title = N_ ("Wavelet"),
    .formula = "cos(1.75 r / ℓ) exp(−r² / 2ℓ²)",
    .assumption = N_ ("The function is smooth and waves at a pace tied to its length scale; multiply one for "
                      "each column."),
    .source = "Zhang, Zhou and Jiao (2004)",
    .flags = KERNEL_RADIAL | MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN
             | MERCER_KERNEL_ARD,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = wavelet_value,
  .spectral = wavelet_spectral,
};

const KernelFamily kernel_family_spectral_mixture = {
  .family = {
    .id = "SpectralMixture",
    .title = N_ ("Spectral mixture"),
    .formula = "cos(2πμd) exp(−2π²σ²d²)",
    .assumption = N_ ("The function waves at frequencies about μ, spread by σ; a sum of several, each with a "
                      "weight, comes near any stationary kernel."),
    .source = "Wilson and Adams (2013), eq. 12, one component",
    .flags = KERNEL_RADIAL | MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = INFINITY,
    .params = mixture_params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .value = mixture_value,
  .partial = mixture_partial,
  .by_input = mixture_by_input,
  .spectral = mixture_spectral,
};
