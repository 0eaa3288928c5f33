/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tracy-widom.h"

#include <glib.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sf_airy.h>
#include <math.h>

#include "quadrature.h"

/* Beyond `end` the kernel is below rounding; F_1 itself is below 1e-30 under `least`. */
enum { NODES = 56, STEPS = 60 };
static const double end = 16, least = -12, most = 12;

static double
determinant (double s)
{
  double x[NODES], root[NODES], entries[NODES * NODES];
  size_t order[NODES];
  int sign;
  mercer_legendre_nodes (NODES, s, end, x, root);
  for (size_t i = 0; i < NODES; i++)
    root[i] = sqrt (root[i]);
  for (size_t i = 0; i < NODES; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double airy = gsl_sf_airy_Ai (0.5 * (x[i] + x[j]), GSL_PREC_DOUBLE);
        entries[i * NODES + j] = entries[j * NODES + i] = (i == j) - 0.5 * root[i] * root[j] * airy;
      }
  gsl_matrix_view matrix = gsl_matrix_view_array (entries, NODES, NODES);
  gsl_permutation permutation = { NODES, order };
  gsl_linalg_LU_decomp (&matrix.matrix, &permutation, &sign);
  return gsl_linalg_LU_det (&matrix.matrix, sign);
}

double
mercer_tracy_widom_cumulative (double s)
{
  if (isnan (s))
    return NAN;
  if (s <= least)
    return 0;
  return s >= most ? 1 : CLAMP (determinant (s), 0, 1);
}

double
mercer_tracy_widom_tail (double s)
{
  return 1 - mercer_tracy_widom_cumulative (s);
}

/* The logarithm of the tail is all but straight: false position on it, halving the weight of an end that stays (Illinois), needs a tenth
 * of the determinants that halving the interval does. */
double
mercer_tracy_widom_upper (double tail)
{
  static const double close = 1e-13;
  double low = -6, high = 8, target = log (tail);
  double above = log (mercer_tracy_widom_tail (low)) - target, below = log (mercer_tracy_widom_tail (high)) - target;
  if (!(above > 0) || !(below < 0))
    return above > 0 ? high : low;
  int last = 0;
  for (int k = 0; k < STEPS && high - low > close; k++)
    {
      double s = (low * below - high * above) / (below - above), at = log (mercer_tracy_widom_tail (s)) - target;
      if (fabs (at) < close)
        return s;
      int side = at > 0 ? 1 : -1;
      *(side > 0 ? &low : &high) = s;
      *(side > 0 ? &above : &below) = at;
      if (side == last)
        *(side > 0 ? &below : &above) *= 0.5;
      last = side;
    }
  return 0.5 * (low + high);
}

void
mercer_tracy_widom_scaling (double n, double d, double *centre, double *spread)
{
  double a = sqrt (n - 0.5), b = sqrt (d - 0.5);
  *centre = (a + b) * (a + b);
  *spread = (a + b) * cbrt (1 / a + 1 / b);
}

size_t
mercer_tracy_widom_spikes (const double *values, size_t count, double trace, double n, double d, double reach,
                           double *variance, double *statistic)
{
  *statistic = NAN;
  for (size_t k = 0; k < count; k++)
    {
      double columns = d - (double) k, centre, spread;
      *variance = trace / MAX (columns, 1);
      if (columns < 2)
        return k;
      mercer_tracy_widom_scaling (n, columns, &centre, &spread);
      /* without the one in question, which is either a spike or the largest of noise, whose place is known */
      double noise = (trace - values[k]) / (columns - centre / n);
      if (!(noise > 0) || columns <= centre / n)
        return k;
      *statistic = (n * values[k] / noise - centre) / spread;
      if (*statistic <= reach)
        return k;
      trace -= values[k];
    }
  *statistic = NAN;
  *variance = trace / MAX (d - (double) count, 1);
  return count;
}
