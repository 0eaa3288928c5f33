/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "bend.h"

static const double most = 3; /* of |s| in one layer: a factor of 20 */

static void
forward (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope)
{
  (void) bend;
  double bounded = tanh (a[0] / most), s = most * bounded, stretch = exp (s);
  *y = u * stretch + a[1];
  *log_slope = s;
  if (by_y == NULL)
    return;
  double by_raw = 1 - bounded * bounded;
  by_y[0] = stretch;
  by_y[1] = u * stretch * by_raw;
  by_y[2] = 1;
  by_slope[0] = 0;
  by_slope[1] = by_raw;
  by_slope[2] = 0;
}

static void
inverse (const MercerBend *bend, double y, const double *a, double *u, double *log_slope)
{
  (void) bend;
  double s = most * tanh (a[0] / most);
  *u = (y - a[1]) * exp (-s);
  *log_slope = s;
}

MercerBend
mercer_bend_affine (void)
{
  return (MercerBend){ .numbers = 2, .forward = forward, .inverse = inverse };
}
