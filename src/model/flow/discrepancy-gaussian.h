/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* The kernel that nearly everybody uses, c exp (- sum_c (x_c - z_c)^2 / 2 l_c^2), in one pass whose intermediate values
 * stay in the first-level cache and whose threads meet once: two to three times as fast as tiles of the general
 * evaluation. The numbers are those of the general evaluation up to rounding. Private to discrepancy.c and flow.c. */

enum { GAUSSIAN_MOST_D = 8 };

typedef struct
{
  double scale;                   /* c */
  double inverse[GAUSSIAN_MOST_D]; /* 1 / (l_c sqrt 2) */
  size_t d;
} Gaussian;

/* Whether the bound kernel is one on all d columns. */
bool gaussian_recognise (const MercerKernel *kernel, size_t d, Gaussian *gaussian);
/* sum over i, j of k (x_i, y_j), or over i > j if `lower` (y is x then). */
MercerStatus gaussian_sum (const Gaussian *gaussian, MercerMatrix x, MercerMatrix y, bool lower, double *total,
                           MercerWork *work);
/* G(i, :) = sum_j dk (x_i, z_j) / dx_i. */
MercerStatus gaussian_gradient (const Gaussian *gaussian, MercerMatrix x, MercerMatrix z, MercerMatrix g, MercerWork *work);
/* The same with z = x, each pair evaluated once: two thirds of the time. Scratch x.rows^2 d / 512 doubles. */
MercerStatus gaussian_gradient_within (const Gaussian *gaussian, MercerMatrix x, MercerMatrix g, MercerWork *work);
