/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* The maximum mean discrepancy between two samples X (n x d) and Y (m x d) for any kernel that is positive definite, or
 * conditionally so, such as Riesz: the distance of their mean embeddings. Gretton, Borgwardt, Rasch, Scholkopf and
 * Smola (2012), A kernel two-sample test. White noise parts of a kernel count nothing. Nothing of the size n x m is
 * stored, and the sums do not depend on the number of threads. */

/* Sums of the kernel over pairs: what both estimators are made of. */
typedef struct
{
  size_t n, m;
  double xx, yy;           /* over i != j, both orders */
  double xy;               /* over all i, j */
  double x_self, y_self;   /* sum of k (x_i, x_i) */
} MercerDiscrepancy;

/* sum over i != j of k (x_i, x_j), both orders; *self (may be NULL): sum of k (x_i, x_i). n^2 / 2 values of the kernel. */
MercerStatus mercer_discrepancy_within (const MercerKernel *kernel, MercerMatrix x, double *pairs, double *self,
                                        MercerWork *work);
/* sum over i, j of k (x_i, y_j). */
MercerStatus mercer_discrepancy_between (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, double *pairs,
                                         MercerWork *work);
/* All of it: (n^2 + m^2) / 2 + n m values. */
MercerStatus mercer_discrepancy (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, MercerDiscrepancy *sums,
                                 MercerWork *work);

/* MMD_b^2, eq. (5): never negative up to rounding; biased upwards. Needs n, m >= 1. */
double mercer_discrepancy_biased (const MercerDiscrepancy *sums);
/* MMD_u^2, eq. (3): right on average, and so at times negative. NaN unless n, m >= 2. */
double mercer_discrepancy_unbiased (const MercerDiscrepancy *sums);

/* The witness, eq. (4): out(k) = mean_i k (z_k, x_i) - mean_j k (z_k, y_j), length z.rows. It is where the two samples
 * differ most; its gradient is the force of the flow. X or Y may have no rows: then that mean is 0. O(z.rows (n + m)). */
MercerStatus mercer_discrepancy_witness (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y, MercerMatrix z,
                                         double *out, MercerWork *work);

/* The permutation test: MMD_u^2 of `count` random halvings of the pooled sample into n and m, into statistics (length
 * count), and p = (1 + those that reach the observed value) / (1 + count) (Phipson and Smyth 2010). One pass over the
 * lower half of the pooled Gram matrix, whose tiles meet all permutations at once in single precision: a statistic is off
 * by some 1e-6 of the kernel's spread, which is nothing against its own. (n + m)^2 count flops; memory 4 (n + m) count
 * bytes. `sums` are those of the samples as they are. Needs n, m >= 2. */
MercerStatus mercer_discrepancy_permutations (const MercerKernel *kernel, MercerMatrix x, MercerMatrix y,
                                              const MercerDiscrepancy *sums, uint64_t seed, size_t count,
                                              double *statistics, double *p_value, MercerWork *work);
/* The shares that permutation `index` (from 0) gives to the first sample: order(0 .. n - 1) of the n + m pooled rows,
 * X first. For tests. */
void mercer_discrepancy_order (uint64_t seed, size_t index, size_t rows, size_t *order);
/* Median of the distances between rows, of at most 1,000 of them evenly taken: the usual length scale. NaN if there is none
 * that is positive. */
double mercer_median_distance (MercerMatrix x, MercerWork *work);
