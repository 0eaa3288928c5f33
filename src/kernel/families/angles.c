/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "angles.h"

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
