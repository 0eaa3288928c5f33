/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_bessel.h>
#include <math.h>
#include <string.h>

#include "feature-private.h"

/* --- Gaussians of random width --------------------------------------------------------------------------- */

/* A chance so small that a quantile would be no number is not worth a feature. */
static double
gamma_quantile (double shape, double u)
{
  return gsl_cdf_gamma_Pinv (fmin (fmax (u, 1e-300), 1 - 1e-15), shape, 1);
}

static double
spread_rbf (const double *p, double u, double v)
{
  (void) p, (void) u, (void) v;
  return 0.5;
}

/* Multivariate Student's t with 2 nu degrees of freedom (the density of Rasmussen and Williams, eq. 4.15):
 * 2 s = 2 nu / chi^2(2 nu), and chi^2(2 nu) = 2 gamma (nu). */
static double
spread_matern (const double *p, double u, double v)
{
  (void) v;
  return 0.5 * p[0] / fmax (gamma_quantile (p[0], u), 1e-280);
}

/* (1 + r^2 / 2 alpha l^2)^-alpha = E exp (-g r^2 / 2 alpha l^2), g ~ gamma (alpha). */
static double
spread_rational (const double *p, double u, double v)
{
  (void) v;
  return gamma_quantile (p[0], u) / (2 * p[0]);
}

/* (1 + r^2 / l^2)^-a = E exp (-g r^2 / l^2), g ~ gamma (a). */
static double
spread_cauchy (const double *p, double u, double v)
{
  (void) p, (void) v;
  return -log1p (-u);
}

static double
spread_multiquadric (const double *p, double u, double v)
{
  (void) p, (void) v;
  return gamma_quantile (0.5, u);
}

/* exp (-t^a) = E exp (-s t), t = r^2 / l^2, a = gamma / 2: s is one-sided stable (Kanter, Annals of Probability 3, 1975,
 * corollary 4.1). */
static double
spread_stable (const double *p, double u, double v)
{
  double a = 0.5 * p[0], theta = M_PI * u, e = -log (v);
  if (a >= 1)
    return 1;
  return sin (a * theta) / pow (sin (theta), 1 / a) * pow (sin ((1 - a) * theta) / e, (1 - a) / a);
}

/* --- Measures on a line ----------------------------------------------------------------------------------- */

static double
frequency_cosine (const double *p, double z, double u)
{
  (void) u;
  return (z < 0 ? -2 : 2) * M_PI / p[0];
}

/* Lines at k / period with weight 2 exp (-1 / l^2) I_k (1 / l^2), once for k = 0. params: lengthscale and period by name
 * below. */
static double
frequency_periodic (const double *p, double z, double u)
{
  enum { MOST = 10000 };
  double q = 1 / (p[1] * p[1]), sum = 0;
  int k = 0;
  for (; k < MOST; k++)
    {
      sum += (k == 0 ? 1 : 2) * gsl_sf_bessel_In_scaled (k, q);
      if (u <= sum || sum > 1 - 1e-14)
        break;
    }
  return (z < 0 ? -2 : 2) * M_PI * k / p[0];
}

/* cos (2 pi mu d) exp (-2 pi^2 sigma^2 d^2): Gaussians around +-mu. */
static double
frequency_mixture (const double *p, double z, double u)
{
  return 2 * M_PI * (p[1] * z + (u < 0.5 ? p[0] : -p[0]));
}

/* The band |f| <= 1 / 2 l is flat. */
static double
frequency_sinc (const double *p, double z, double u)
{
  (void) z;
  return M_PI * (2 * u - 1) / p[0];
}

static double
frequency_wavelet (const double *p, double z, double u)
{
  return (z + (u < 0.5 ? 1.75 : -1.75)) / p[0];
}

/* sech (r / l) has the density (l / 2) sech (pi w l / 2): its quantiles are logarithms of tangents. */
static double
frequency_secant (const double *p, double z, double u)
{
  (void) z;
  return 2 / (M_PI * p[0]) * log (tan (0.5 * M_PI * u));
}

static const FeatureFamily families[] = {
  { "RBF", spread_rbf, NULL },
  { "Matern", spread_matern, NULL },
  { "RationalQuadratic", spread_rational, NULL },
  { "Cauchy", spread_cauchy, NULL },
  { "InverseMultiquadric", spread_multiquadric, NULL },
  { "GammaExponential", spread_stable, NULL },
  { "Cosine", NULL, frequency_cosine },
  { "Periodic", NULL, frequency_periodic },
  { "SpectralMixture", NULL, frequency_mixture },
  { "Sinc", NULL, frequency_sinc },
  { "Wavelet", NULL, frequency_wavelet },
  { "HyperbolicSecant", NULL, frequency_secant },
};

const FeatureFamily *
feature_family_find (const char *id)
{
  for (size_t k = 0; k < G_N_ELEMENTS (families); k++)
    if (strcmp (families[k].family, id) == 0)
      return &families[k];
  return NULL;
}
