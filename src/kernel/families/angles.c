/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "angles.h"

#include <gsl/gsl_sf_bessel.h>
#include <math.h>

#include "simd.h"

KERNEL_CLONES void
kernel_angles (size_t n, double scale, const double *u, double *angle)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = scale * sqrt (u[i]);
      angle[i] = a < 1e300 ? a : 1e300;
    }
}

KERNEL_CLONES void
kernel_times_angle (size_t n, double scale, const double *angle, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] *= scale * angle[i];
}

KERNEL_CLONES void
kernel_over_angle (size_t n, double scale, const double *angle, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] *= scale / (angle[i] > 1e-100 ? angle[i] : 1e-100);
}

KERNEL_CLONES void
kernel_product (size_t n, double scale, const double *a, const double *b, double *out)
{
  for (size_t i = 0; i < n; i++)
    {
      double product = scale * a[i] * b[i];
      out[i] = product < 1e-200 && product > -1e-200 ? 0 : product;
    }
}

/* Upwards from I_0 and I_1, which loses digits only where k^2 is above z. */
static void
scaled_bessel_up (double z, size_t n, double *values)
{
  for (size_t k = 2; k < n; k++)
    values[k] = values[k - 2] - 2 * (double) (k - 1) / z * values[k - 1];
}

/* From the ratios I_k / I_(k - 1) = 1 / (2 k / z + I_(k + 1) / I_k), which neither over- nor underflow, downwards from where
 * what they begin with (Amos 1974, eq. 11) is forgotten. */
static void
scaled_bessel_down (double z, size_t n, double *values)
{
  double first = (double) n + 20 + sqrt (80 * z), ratio = z / (first - 0.5 + hypot (first + 0.5, z));

  for (double k = ceil (first) - 1; k > 0; k--)
    {
      ratio = 1 / (2 * k / z + ratio);
      if (k < (double) n)
        values[(size_t) k] = ratio;
    }
  for (size_t k = 1; k < n; k++)
    values[k] *= values[k - 1];
}

void
kernel_scaled_bessel (double z, size_t n, double *values)
{
  values[0] = gsl_sf_bessel_I0_scaled (z);
  if (n < 2)
    return;
  values[1] = gsl_sf_bessel_I1_scaled (z);
  (z > (double) (n * n) ? scaled_bessel_up : scaled_bessel_down) (z, n, values);
}

size_t
kernel_harmonics (double period, size_t n, double *frequency, double *weight)
{
  size_t count = 0;

  for (; count < n && weight[count] > 1e-17; count++)
    {
      frequency[count] = (double) count / period;
      weight[count] *= count > 0 ? 2 : 1;
    }
  return count;
}
