/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "marchenko-pastur.h"

#include <glib.h>
#include <math.h>

#include "quadrature.h"

enum { NODES = 200, HALVINGS = 60 };

MercerMarchenkoPastur
mercer_marchenko_pastur (double ratio, double variance)
{
  double root = sqrt (ratio);
  return (MercerMarchenkoPastur){ ratio, variance, variance * (1 - root) * (1 - root), variance * (1 + root) * (1 + root) };
}

static double
scale_of (const MercerMarchenkoPastur *law)
{
  return 2 * M_PI * law->variance * MIN (1, law->ratio);
}

double
mercer_marchenko_pastur_density (const MercerMarchenkoPastur *law, double x)
{
  if (!(x > law->low && x < law->high))
    return 0;
  return sqrt ((law->high - x) * (x - law->low)) / (scale_of (law) * x);
}

/* With x = middle + half sin t the roots at both ends are gone: (high - x) (x - low) = (half cos t)^2. */
static double
integrand (double t, void *data)
{
  const MercerMarchenkoPastur *law = data;
  double half = 0.5 * (law->high - law->low), rise = half * cos (t);
  /* low + half (1 + sin t), the second written so that nothing cancels near low */
  double quarter = sin (0.5 * (t + M_PI_2));
  return rise * rise / (scale_of (law) * (law->low + 2 * half * quarter * quarter));
}

double
mercer_marchenko_pastur_cumulative (const MercerMarchenkoPastur *law, double x)
{
  if (x <= law->low)
    return 0;
  if (x >= law->high)
    return 1;
  double half = 0.5 * (law->high - law->low), t = asin (CLAMP ((x - 0.5 * (law->low + law->high)) / half, -1, 1));
  return CLAMP (mercer_legendre (NODES, -M_PI_2, t, integrand, (void *) law), 0, 1);
}

double
mercer_marchenko_pastur_quantile (const MercerMarchenkoPastur *law, double p)
{
  double low = law->low, high = law->high;
  for (int k = 0; k < HALVINGS; k++)
    {
      double middle = 0.5 * (low + high);
      *(mercer_marchenko_pastur_cumulative (law, middle) < p ? &low : &high) = middle;
    }
  return 0.5 * (low + high);
}
