/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Kernel canonical correlation: functions f = K_x a and g = K_y b of two sets of columns that vary together,
 *   max a' K_x K_y b  subject to  a' (K_x^2 + n ridge K_x) a = b' (K_y^2 + n ridge K_y) b = 1,
 * both Gram matrices centred. Hardoon, Szedmak and Shawe-Taylor (2004), Canonical correlation analysis: an overview with
 * application to learning methods, Neural Computation 16, section 4.1. With linear kernels and no ridge it is Hotelling's. */
typedef struct
{
  size_t n, k;
  double *values;            /* k: the maxima, descending, in [0, 1] */
  double *correlations;      /* k: Pearson's, between the columns of f and g */
  MercerMatrix f, g;         /* n x k, of unit variance; f and g of a column have a correlation >= 0 */
  MercerMatrix a, b;         /* n x k: f = K_x a, g = K_y b up to a constant */
} MercerKernelCca;

/* k_x, k_y: n x n Gram matrices (lower triangles), destroyed; k <= n - 1. Arrays are scratch of the work. About 30 n^3 flops. */
MercerStatus mercer_kernel_cca (MercerMatrix k_x, MercerMatrix k_y, double ridge, size_t k, MercerKernelCca *cca, MercerWork *work);
/* Pearson's correlation; NaN if one is constant. */
double mercer_correlation (const double *a, const double *b, size_t n);
