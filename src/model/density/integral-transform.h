/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* The kernel density integral transformation of one column (McCarter 2023, The Kernel Density Integral Transformation, TMLR):
 *   T(x) = (F_h (x) - F_h (low)) / (F_h (high) - F_h (low)),   F_h (x) = 1/n sum_i Phi ((x - X_i) / h),
 * low and high the ends of the sample, so that T runs from 0 to 1. As h goes to 0 it is the quantile transformation, as h goes to infinity
 * min-max scaling: both to the order of their difference. */
typedef struct
{
  size_t points;           /* what F_h is summed over: the sample sorted, or the middles of bins */
  double *x, *below;       /* their places; the share of the mass below each, points + 1 */
  double h, low, high;
  double at_low, span;     /* F_h (low), F_h (high) - F_h (low) */
  size_t nodes;            /* of the table between low and high; 0: none, every value is summed */
  double step, *f, *slope; /* F_h and its derivative there */
} MercerIntegralTransform;

/* x: n >= 1 finite values in any order; h > 0. More than 4,096 values are binned to 4,096 cells of their mean places first: F_h is then
 * within (cell / h)^2 / 24 of the exact one. O(n log n) or O(n), and some 200 sums' terms for each point, whatever h is. Scratch stays
 * with the work. */
MercerStatus mercer_integral_transform_init (MercerIntegralTransform *t, const double *x, size_t n, double h, MercerWork *work);
/* T (x), in [0, 1] also for x beyond the ends; ends that are equal: 1/2. From the table by cubic Hermite pieces of h / 16, within 1e-7. */
double mercer_integral_transform (const MercerIntegralTransform *t, double x);
/* The x with T (x) = y, by bisection. */
double mercer_integral_transform_inverse (const MercerIntegralTransform *t, double y);
