/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Flows that know their target by its score s = grad log p alone. X: n particles in d columns; scores n x d. */

/* Stein variational gradient descent: velocity of x_i = 1/n sum_j [k (x_j, x_i) s_j + grad_(x_j) k (x_j, x_i)] for a stationary
 * kernel evaluated at x / scale (1: as it is). Liu and Wang (2016), Stein variational gradient descent, eq. (8). pull (n x d; data NULL:
 * not wanted): the first of its two terms, which draws to the density; the second pushes particles apart. O(n^2 d); a Gaussian in one
 * pass, others in tiles. */
MercerStatus mercer_stein_velocity (const MercerKernel *kernel, double scale, MercerMatrix x, MercerMatrix scores,
                                    MercerMatrix velocity, MercerMatrix pull, MercerWork *work);

/* What the discrepancy is the sum of. */
typedef struct
{
  double squared;
  double scores;    /* 1/n^2 sum k s_x . s_y: falls as particles come to where the density is flat */
  double mixed;     /* 1/n^2 sum k (s_x - s_y) . u / l^2: negative where scores draw neighbours together */
  double closeness; /* 1/n^2 sum k (d / l^2 - |u|^2 / l^4): falls as particles keep their distance */
} MercerSteinTerms;

/* The kernel Stein discrepancy with k = exp (- |x - y|^2 / 2 l^2), squared, all pairs counted (so never negative):
 *   1/n^2 sum_ij k (x, y) [s_x . s_y + (s_x - s_y) . u / l^2 + d / l^2 - |u|^2 / l^4],  u = x - y.
 * Chwialkowski, Strathmann and Gretton (2016), A kernel test of goodness of fit, eq. (3) and (5); Liu, Lee and Jordan (2016).
 * in its terms. With velocity.data not NULL also - n times the gradient of half of it, which needs the Hessians of log p (n x d^2, as
 * mercer_target_evaluate () gives them): Korba, Aubin-Frankowski, Majewski and Ablin (2021), Kernel Stein discrepancy descent,
 * eq. (10). O(n^2 d), with velocity O(n^2 d + n d^2). */
MercerStatus mercer_stein_discrepancy (double l, MercerMatrix x, MercerMatrix scores, MercerMatrix hessians, MercerMatrix velocity,
                                       MercerSteinTerms *terms, MercerWork *work);

/* The median heuristic of Liu and Wang: l with 2 l^2 = median^2 / log n, median that of all distances between rows. NaN if it is
 * not positive. O(n^2). */
double mercer_stein_scale (MercerMatrix x, MercerWork *work);
