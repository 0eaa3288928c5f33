/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-flat-top.h"

#include <complex.h>
#include <glib.h>
#include <gsl/gsl_sf_bessel.h>
#include <math.h>

#include "quadrature.h"

/* Polynomials of cells of 1/2 up to END: K has no frequency above 2, so that Chebyshev nodes leave 0.5^12 / (2^11 12!) = 2e-16 of it. */
enum { PER_UNIT = 2, TERMS = 12, END = 320, CELLS = END * PER_UNIT };
/* Nodes over s for distances up to FAR, and terms of the expansion for greater ones. */
enum { NODES = 40, FAR = 64, EXPANSION = 10 };

struct DensityFlatTop
{
  double nu;
  double complex term[EXPANSION]; /* of far () */
  double cell[CELLS][TERMS];      /* powers of t in [-1, 1] */
};

static double
bessel_j (double nu, double x)
{
  return nu == floor (nu) ? gsl_sf_bessel_Jn ((int) nu, x) : gsl_sf_bessel_Jnu (nu, x);
}

static double
near (double nu, double r)
{
  double s[NODES], weight[NODES], sum = 0;
  mercer_legendre_nodes (NODES, 1, 2, s, weight);
  for (size_t i = 0; i < NODES; i++)
    sum += weight[i] * pow (s[i], nu) * bessel_j (nu, s[i] * r);
  return sum * pow (2 * M_PI * r, -nu);
}

/* (G (2r) - G (r)) / ((2 pi)^nu r^(2 nu + 1)) with G' = x^nu J_nu. Hankel's expansion of J_nu, put into
 *   G (x) = Re sqrt (2 / pi) e^(i (x - nu pi / 2 - pi / 4)) sum_k g_k x^(nu - 1/2 - k),  gives  i g_k = i^k a_k (nu) - (nu + 1/2 - k) g_(k-1),
 * a_k its coefficients (Abramowitz and Stegun 1964, 9.2.5 to 9.2.10). */
static void
expand (DensityFlatTop *kernel)
{
  double nu = kernel->nu, a = 1;
  double complex turn = 1, before = 0;
  for (int k = 0; k < EXPANSION; k++)
    {
      kernel->term[k] = before = -I * (turn * a - (nu + 0.5 - k) * before);
      a *= (4 * nu * nu - (2.0 * k + 1) * (2.0 * k + 1)) / (8 * (k + 1.0));
      turn *= I;
    }
}

static double
antiderivative (const DensityFlatTop *kernel, double x)
{
  double complex sum = 0;
  for (int k = EXPANSION - 1; k >= 0; k--)
    sum = sum / x + kernel->term[k];
  return creal (cexp (I * (x - (kernel->nu / 2 + 0.25) * M_PI)) * sum) * sqrt (2 / M_PI) * pow (x, kernel->nu - 0.5);
}

static double
far (const DensityFlatTop *kernel, double r)
{
  return (antiderivative (kernel, 2 * r) - antiderivative (kernel, r)) * pow (2 * M_PI, -kernel->nu) * pow (r, -2 * kernel->nu - 1);
}

/* Chebyshev's coefficients of the values at his nodes, then powers. */
static void
fit_cell (const double *values, double *powers)
{
  double last[TERMS] = { 0 }, now[TERMS] = { 0 }; /* T_k in powers */
  for (int j = 0; j < TERMS; j++)
    powers[j] = 0;
  now[0] = 1;
  for (int k = 0; k < TERMS; k++)
    {
      double sum = 0;
      for (int i = 0; i < TERMS; i++)
        sum += values[i] * cos (M_PI * k * (i + 0.5) / TERMS);
      for (int j = 0; j < TERMS; j++)
        powers[j] += (k == 0 ? 1.0 : 2.0) / TERMS * sum * now[j];
      for (int j = TERMS - 1; j >= 0; j--)
        {
          double next = (k == 0 ? 1 : 2) * (j > 0 ? now[j - 1] : 0) - (k == 0 ? 0 : last[j]);
          last[j] = next;
        }
      for (int j = 0; j < TERMS; j++)
        {
          double swap = last[j];
          last[j] = now[j];
          now[j] = swap;
        }
    }
}

static DensityFlatTop *
make (size_t d)
{
  DensityFlatTop *kernel = g_new (DensityFlatTop, 1);
  kernel->nu = 0.5 * (double) d;
  expand (kernel);
  for (int c = 0; c < CELLS; c++)
    {
      double values[TERMS];
      for (int i = 0; i < TERMS; i++)
        {
          double r = (c + 0.5 + 0.5 * cos (M_PI * (i + 0.5) / TERMS)) / PER_UNIT;
          values[i] = r < FAR ? near (kernel->nu, r) : far (kernel, r);
        }
      fit_cell (values, kernel->cell[c]);
    }
  return kernel;
}

const DensityFlatTop *
density_flat_top (size_t d)
{
  static DensityFlatTop *kept[MERCER_FLAT_TOP_MOST_D + 1];
  g_return_val_if_fail (d >= 1 && d <= MERCER_FLAT_TOP_MOST_D, NULL);
  if (g_once_init_enter (&kept[d]))
    g_once_init_leave (&kept[d], make (d));
  return kept[d];
}

void
density_flat_top_values (const DensityFlatTop *kernel, size_t n, const double *r, double *out)
{
  for (size_t i = 0; i < n; i++)
    {
      if (!(r[i] < END))
        {
          out[i] = isfinite (r[i]) ? far (kernel, r[i]) : 0;
          continue;
        }
      double place = r[i] * PER_UNIT;
      int c = (int) place;
      const double *p = kernel->cell[c];
      double t = 2 * (place - c) - 1, sum = p[TERMS - 1];
      for (int j = TERMS - 2; j >= 0; j--)
        sum = sum * t + p[j];
      out[i] = sum;
    }
}

double
density_flat_top_sd (size_t d)
{
  /* Parseval: (2 pi)^-d times the integral of min (1, 2 - |t|)^2 over |t| <= 2; the rule is exact for these powers */
  double t[NODES], weight[NODES], n = (double) d, sum = 1 / n;
  mercer_legendre_nodes (NODES, 1, 2, t, weight);
  for (size_t i = 0; i < NODES; i++)
    sum += weight[i] * (2 - t[i]) * (2 - t[i]) * pow (t[i], n - 1);
  double square = pow (2 * M_PI, -n) * 2 * pow (M_PI, n / 2) / tgamma (n / 2) * sum;
  return pow (pow (4 * M_PI, n / 2) * square, -1 / n);
}
