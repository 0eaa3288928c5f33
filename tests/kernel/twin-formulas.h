/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

#include <complex.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>

/* The formulas of all families, for one pair of points, in complex numbers. */

typedef double complex Complex;

/* The formula of a family: p its parameters (a list of length scales in l), x and z the d selected
 * coordinates. */
typedef Complex (*TwinFormula) (const Complex *p, const Complex *l, const double *x,
                                const double *z, size_t d, bool same);

/* Products, as cpow goes through logarithms and loses small imaginary parts of negative numbers. */
static inline Complex
twin_power (Complex base, int exponent)
{
  return exponent == 0 ? 1 : base * twin_power (base, exponent - 1);
}

static inline Complex
twin_square (const Complex *l, const double *x, const double *z, size_t d)
{
  Complex sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += twin_power ((x[c] - z[c]) / (l != NULL ? l[c] : 1), 2);
  return sum;
}

static inline double
twin_dot (const double *x, const double *z, size_t d)
{
  double sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += x[c] * z[c];
  return sum;
}

#define TWIN_FORMULA(name, value)                                                                  \
  static inline Complex name (const Complex *p, const Complex *l, const double *x,                 \
                              const double *z, size_t d, bool same)                                \
  {                                                                                                \
    return value;                                                                                  \
  }

/* K_nu (z) = int_0^inf exp (-z cosh t) cosh (nu t) dt (DLMF 10.32.9), by the trapezoidal rule,
 * which converges faster than any power for an integrand like this. */
static inline Complex
twin_k (Complex nu, Complex z)
{
  const double h = 1 / 16.0;
  Complex sum = cexp (-z) / 2;
  for (double t = h; creal (z) * cosh (t) < 745; t += h)
    sum += cexp (-z * cosh (t)) * ccosh (nu * t);
  return h * sum;
}

static inline Complex
twin_matern_value (Complex nu, Complex r)
{
  Complex a = csqrt (2 * nu) * r;
  if (nu == 0.5)
    return cexp (-a);
  if (nu == 1.5)
    return (1 + a) * cexp (-a);
  if (nu == 2.5)
    return (1 + a + a * a / 3) * cexp (-a);
  if (nu == 3.5)
    return (1 + a + 2 * a * a / 5 + a * a * a / 15) * cexp (-a);
  if (creal (a) == 0)
    return 1;
  /* by a, d (a^nu K_nu)/da = -a^nu K_(nu - 1) (DLMF 10.29.4): left to the imaginary part, terms that all but cancel near 0
   * would take half of the digits along */
  Complex gamma = tgamma (creal (nu)) * (1 + I * cimag (nu) * gsl_sf_psi (creal (nu)));
  Complex factor = cexp ((1 - nu) * M_LN2 + nu * log (creal (a))) / gamma;
  return factor * twin_k (nu, creal (a)) - I * cimag (a) * creal (factor * twin_k (nu - 1, creal (a)));
}

/* The distance, with the derivative that matters at 0: none. */
static inline Complex
twin_distance (const Complex *l, const double *x, const double *z, size_t d)
{
  Complex square = twin_square (l, x, z, d);
  return creal (square) == 0 ? 0 : csqrt (square);
}

TWIN_FORMULA (twin_rbf, cexp (-twin_square (l, x, z, d) / 2))
TWIN_FORMULA (twin_matern, twin_matern_value (p[0], twin_distance (l, x, z, d)))
TWIN_FORMULA (twin_rq, cexp (-p[0] * clog (1 + twin_square (l, x, z, d) / (2 * p[0]))))
TWIN_FORMULA (twin_periodic,
              cexp (-2 * twin_power (csin (M_PI * twin_distance (NULL, x, z, d) / p[0]) / p[1], 2)))
TWIN_FORMULA (twin_cosine, ccos (2 * M_PI * twin_distance (NULL, x, z, d) / p[0]))
TWIN_FORMULA (twin_linear, twin_dot (x, z, d) + p[0])
TWIN_FORMULA (twin_polynomial, twin_power (twin_dot (x, z, d) + p[1], (int) creal (p[0])))
TWIN_FORMULA (twin_brownian, fmin (x[0], z[0]))
/* a^e for a >= 0, of which 0 has no derivative that matters. */
static inline Complex
twin_raise (Complex a, Complex e)
{
  return creal (a) == 0 ? 0 : cexp (e * clog (a));
}

TWIN_FORMULA (twin_riesz, -twin_raise (twin_distance (NULL, x, z, d), p[0]))
TWIN_FORMULA (twin_log, -clog (1 + twin_raise (twin_distance (l, x, z, d), p[0])))
TWIN_FORMULA (twin_multiquadric, -csqrt (twin_square (NULL, x, z, d) + p[0] * p[0]))
TWIN_FORMULA (twin_thin_plate, creal (twin_square (l, x, z, d)) == 0
                                   ? 0
                                   : twin_square (l, x, z, d) * clog (twin_square (l, x, z, d)) / 2)

/* Compact support: r, s = r^2 and what stands there for r < 1. */
#define TWIN_COMPACT(name, value)                                                                  \
  static inline Complex name (const Complex *p, const Complex *l, const double *x,                 \
                              const double *z, size_t d, bool same)                                \
  {                                                                                                \
    Complex r = twin_distance (l, x, z, d);                                                        \
    return creal (r) < 1 ? (value) : 0;                                                            \
  }

TWIN_COMPACT (twin_box, 1)
TWIN_COMPACT (twin_triangular, 1 - r)
TWIN_COMPACT (twin_epanechnikov, 1 - r * r)
TWIN_COMPACT (twin_biweight, twin_power (1 - r * r, 2))
TWIN_COMPACT (twin_triweight, twin_power (1 - r * r, 3))
TWIN_COMPACT (twin_tricube, twin_power (1 - r * r * r, 3))
TWIN_COMPACT (twin_spherical, 1 - 1.5 * r + 0.5 * r * r * r)

/* Wendland's operator: from (1 - r)^m, integrating t f(t) from r to 1 once for each two
 * derivatives, by Gauss and Legendre's rule, which is exact for polynomials of degree 2 n - 1. */
static inline Complex
twin_askey (Complex r, int m, int k)
{
  static const double at[]
      = { -0.9739065285171717, -0.8650633666889845, -0.6794095682990244, -0.4333953941292472,
          -0.1488743389816312, 0.1488743389816312,  0.4333953941292472,  0.6794095682990244,
          0.8650633666889845,  0.9739065285171717 };
  static const double weight[]
      = { 0.0666713443086881, 0.1494513491505806, 0.2190863625159820, 0.2692667193099964,
          0.2955242247147529, 0.2955242247147529, 0.2692667193099964, 0.2190863625159820,
          0.1494513491505806, 0.0666713443086881 };
  Complex sum = 0;

  if (k == 0)
    return twin_power (1 - r, m);
  for (int i = 0; i < 10; i++)
    {
      Complex t = (1 + r + (1 - r) * at[i]) / 2;
      sum += weight[i] * (1 - r) / 2 * t * twin_askey (t, m, k - 1);
    }
  return sum;
}

TWIN_COMPACT (twin_wendland,
              twin_askey (r, (int) d / 2 + 1 + (int) creal (p[0]) / 2, (int) creal (p[0]) / 2)
                  / twin_askey (0, (int) d / 2 + 1 + (int) creal (p[0]) / 2,
                                (int) creal (p[0]) / 2))

TWIN_FORMULA (twin_exponential_power, cexp (-twin_raise (twin_distance (l, x, z, d), p[0])))
TWIN_FORMULA (twin_cauchy, 1 / (1 + twin_square (l, x, z, d)))
TWIN_FORMULA (twin_inverse_multiquadric, 1 / csqrt (1 + twin_square (l, x, z, d)))
TWIN_FORMULA (twin_logistic, 4
                                 / twin_power (cexp (twin_distance (l, x, z, d) / 2)
                                                   + cexp (-twin_distance (l, x, z, d) / 2),
                                               2))
TWIN_FORMULA (twin_hyperbolic_secant, 1 / ccosh (twin_distance (l, x, z, d)))
TWIN_FORMULA (twin_sinc,
              creal (twin_distance (l, x, z, d)) == 0
                  ? 1
                  : csin (M_PI * twin_distance (l, x, z, d)) / (M_PI * twin_distance (l, x, z, d)))
TWIN_FORMULA (twin_wavelet,
              ccos (1.75 * twin_distance (l, x, z, d)) * cexp (-twin_square (l, x, z, d) / 2))
TWIN_FORMULA (twin_spectral_mixture, ccos (2 * M_PI * p[0] * fabs (x[0] - z[0]))
                                         * cexp (-2 * twin_power (M_PI * p[1] * (x[0] - z[0]), 2)))
TWIN_FORMULA (twin_fractional_brownian,
              (twin_raise (twin_dot (x, x, d), p[0]) + twin_raise (twin_dot (z, z, d), p[0])
               - twin_raise (twin_square (NULL, x, z, d), p[0]))
                  / 2)
/* int_0^min (x - t) (z - t) dt. */
TWIN_FORMULA (twin_integrated_brownian, x[0] < z[0] ? x[0] * x[0] * (z[0] / 2 - x[0] / 6)
                                                    : z[0] * z[0] * (x[0] / 2 - z[0] / 6))
TWIN_FORMULA (twin_exponential_decay, cexp (p[0] * clog (p[1] / (x[0] + z[0] + p[1]))))
TWIN_FORMULA (twin_neural_network,
              2 / M_PI
                  * casin (2 * (p[1] + p[0] * twin_dot (x, z, d))
                           / csqrt ((1 + 2 * p[1] + 2 * p[0] * twin_dot (x, x, d))
                                    * (1 + 2 * p[1] + 2 * p[0] * twin_dot (z, z, d)))))

/* Layers in long doubles: the angle between points near to each other costs half the digits. */
typedef long double complex LongComplex;

static inline LongComplex
twin_long_dot (const double *x, const double *z, size_t d)
{
  LongComplex sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += (long double) x[c] * z[c];
  return sum;
}

/* J_n of Cho and Saul at the angle between two vectors of squared lengths a and b, with the slope
 * of the angle by hand: 0 for a point against itself. */
static inline LongComplex
twin_arc (int n, LongComplex a, LongComplex b, LongComplex c)
{
  LongComplex t = c / csqrtl (a * b);
  long double real = creall (t) > 1 - 1e-18L ? 1 : creall (t);
  long double sine = sqrtl ((1 - real) * (1 + real));
  LongComplex rest = sine > 0 ? acosl (-real) + I * cimagl (t) / sine : 3.14159265358979323846L;
  LongComplex s = sine > 0 ? sine - I * cimagl (t) * real / sine : 0;
  t = sine > 0 ? t : 1;
  return n == 0 ? rest : n == 1 ? s + rest * t : 3 * s * t + rest * (1 + 2 * t * t);
}

static inline Complex
twin_arc_cosine (const Complex *p, const Complex *l, const double *x, const double *z, size_t d,
                 bool same)
{
  int n = (int) creal (p[0]);
  LongComplex a = twin_long_dot (x, x, d), b = twin_long_dot (z, z, d), c = twin_long_dot (x, z, d);
  const double at_0[] = { 1, 1, 3 };

  for (int layer = 0; layer < (int) creal (p[1]); layer++)
    {
      a += p[2];
      b += p[2];
      c += p[2];
      c = twin_arc (n, a, b, c) / 3.14159265358979323846L;
      for (int i = 0; i < n; i++)
        c *= csqrtl (a * b);
      a = at_0[n] * (n == 0 ? 1 : n == 1 ? a : a * a);
      b = at_0[n] * (n == 0 ? 1 : n == 1 ? b : b * b);
    }
  return c;
}

static inline Complex
twin_neural_tangent (const Complex *p, const Complex *l, const double *x, const double *z, size_t d,
                     bool same)
{
  const long double pi = 3.14159265358979323846L;
  LongComplex a = twin_long_dot (x, x, d) + p[1], b = twin_long_dot (z, z, d) + p[1],
              c = twin_long_dot (x, z, d) + p[1], tangent = c;

  for (int layer = 0; layer < (int) creal (p[0]); layer++)
    {
      LongComplex next = csqrtl (a * b) * twin_arc (1, a, b, c) / pi + p[1];
      tangent = tangent * twin_arc (0, a, b, c) / pi + next;
      a += p[1];
      b += p[1];
      c = next;
    }
  return tangent;
}

static inline double
twin_chi_square (const double *x, const double *z, size_t d)
{
  double sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += x[c] + z[c] > 0 ? (x[c] - z[c]) * (x[c] - z[c]) / (x[c] + z[c]) : 0;
  return sum;
}

static inline double
twin_city_block (const double *x, const double *z, size_t d)
{
  double sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += fabs (x[c] - z[c]);
  return sum;
}

TWIN_FORMULA (twin_laplacian, cexp (-twin_city_block (x, z, d) / p[0]))
TWIN_FORMULA (twin_chi2, cexp (-p[0] * twin_chi_square (x, z, d)))
TWIN_FORMULA (twin_additive_chi2, -twin_chi_square (x, z, d))
TWIN_FORMULA (twin_softmax, cexp (twin_dot (x, z, d) / (p[0] * p[0])))
TWIN_FORMULA (twin_sigmoid, ctanh (p[0] * twin_dot (x, z, d) + p[1]))
TWIN_FORMULA (twin_periodic_matern,
              x[0] == z[0]
                  ? 1
                  : twin_matern_value (
                      p[0], 2 * csqrt (twin_power (csin (M_PI * (x[0] - z[0]) / p[1]), 2)) / p[2]))
TWIN_FORMULA (twin_change_point,
              1 / ((1 + cexp (-p[1] * (x[0] - p[0]))) * (1 + cexp (-p[1] * (z[0] - p[0])))))

static inline Complex
twin_gibbs_value (Complex l, Complex m, double r)
{
  return csqrt (2 * l * m / (l * l + m * m)) * cexp (-r * r / (l * l + m * m));
}

TWIN_FORMULA (twin_gibbs,
              twin_gibbs_value (p[1] * cexp (p[0] * x[0]), p[1] * cexp (p[0] * z[0]), x[0] - z[0]))

/* Every group of columns by itself. */
static inline Complex
twin_anova (const Complex *p, const Complex *l, const double *x, const double *z, size_t d,
            bool same)
{
  Complex sum = 0;

  for (unsigned group = 1; group < 1u << d; group++)
    {
      Complex product = 1;
      for (size_t c = 0; c < d; c++)
        if (group >> c & 1)
          product *= cexp (-twin_power ((x[c] - z[c]) / p[1], 2) / 2);
      if (__builtin_popcount (group) <= (int) creal (p[0]))
        sum += product;
    }
  return sum;
}

TWIN_FORMULA (twin_student_mixture,
              ccos (2 * M_PI * p[0] * fabs (x[0] - z[0]))
                  * twin_matern_value (p[2] / 2, 2 * M_PI * p[1] * fabs (x[0] - z[0])))

/* One frequency, the lower end of the grid. */
static inline Complex
twin_grid_mixture (const Complex *p, const Complex *l, const double *x, const double *z, size_t d,
                   bool same)
{
  Complex product = p[3];
  for (size_t c = 0; c < d; c++)
    product *= ccos (2 * M_PI * p[0] * (x[c] - z[c]))
               * cexp (-2 * twin_power (M_PI * p[2] * (x[c] - z[c]), 2));
  return product;
}

static inline int
twin_differing (const double *x, const double *z, size_t d)
{
  int differing = 0;
  for (size_t c = 0; c < d; c++)
    differing += rint (x[c]) != rint (z[c]);
  return differing;
}

TWIN_FORMULA (twin_indicator, twin_differing (x, z, d) == 0)
TWIN_FORMULA (twin_hamming, cexp (-twin_differing (x, z, d) / p[0]))
TWIN_FORMULA (twin_ordinal, cexp (-twin_power (p[0] * (rint (x[0]) - rint (z[0])), 2) / 2))
TWIN_FORMULA (twin_coregionalization, p[1] * p[1] + (rint (x[0]) == rint (z[0]) ? p[2] : 0))
TWIN_FORMULA (twin_odd_power, (p[0] == 3 ? 1 : -1)
                                  * twin_power (twin_distance (l, x, z, d), (int) creal (p[0])))
TWIN_FORMULA (twin_constant, p[0])
TWIN_FORMULA (twin_white, same ? p[0] : 0)

static const struct
{
  const char *id;
  TwinFormula formula;
} twin_formulas[] = {
  { "RBF", twin_rbf },
  { "Matern", twin_matern },
  { "RationalQuadratic", twin_rq },
  { "Periodic", twin_periodic },
  { "Cosine", twin_cosine },
  { "Linear", twin_linear },
  { "Polynomial", twin_polynomial },
  { "Brownian", twin_brownian },
  { "Riesz", twin_riesz },
  { "Log", twin_log },
  { "Multiquadric", twin_multiquadric },
  { "ThinPlate", twin_thin_plate },
  { "Box", twin_box },
  { "Triangular", twin_triangular },
  { "Epanechnikov", twin_epanechnikov },
  { "Biweight", twin_biweight },
  { "Triweight", twin_triweight },
  { "Tricube", twin_tricube },
  { "Spherical", twin_spherical },
  { "Wendland", twin_wendland },
  { "GammaExponential", twin_exponential_power },
  { "GeneralizedGaussian", twin_exponential_power },
  { "Cauchy", twin_cauchy },
  { "InverseMultiquadric", twin_inverse_multiquadric },
  { "Logistic", twin_logistic },
  { "HyperbolicSecant", twin_hyperbolic_secant },
  { "Sinc", twin_sinc },
  { "Wavelet", twin_wavelet },
  { "SpectralMixture", twin_spectral_mixture },
  { "FractionalBrownian", twin_fractional_brownian },
  { "IntegratedBrownian", twin_integrated_brownian },
  { "ExponentialDecay", twin_exponential_decay },
  { "NeuralNetwork", twin_neural_network },
  { "ArcCosine", twin_arc_cosine },
  { "NeuralTangent", twin_neural_tangent },
  { "Sigmoid", twin_sigmoid },
  { "Softmax", twin_softmax },
  { "PeriodicMatern", twin_periodic_matern },
  { "ChangePoint", twin_change_point },
  { "Gibbs", twin_gibbs },
  { "Anova", twin_anova },
  { "StudentMixture", twin_student_mixture },
  { "GridMixture", twin_grid_mixture },
  { "Indicator", twin_indicator },
  { "Hamming", twin_hamming },
  { "Ordinal", twin_ordinal },
  { "Coregionalization", twin_coregionalization },
  { "Power", twin_odd_power },
  { "Laplacian", twin_laplacian },
  { "Chi2", twin_chi2 },
  { "AdditiveChi2", twin_additive_chi2 },
  { "Constant", twin_constant },
  { "White", twin_white },
};
