/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Representations z = (f_1 (x), ..., f_k (x)) of functions in a kernel's space that depend on a label and not on a protected
 * column. Dependence is measured by Dep (z, y) = sum_j |cov (f_j, phi_y)|^2 in the feature space of a kernel on y (a form of
 * HSIC), and
 *   max  (1 - tau) Dep (z, y) / most_y - tau Dep (z, s) / most_s
 *   subject to   1/n sum_i f_a f_b centred + gamma <f_a, f_b> = 1 if a = b, else 0
 * has a closed form: with K_x = L L', the top generalised eigenvectors of L' H ((1 - tau) K_y / most_y - tau K_s / most_s) H L against
 * L' H L / n + gamma I. Dehdashtian, Wang and Boddeti (2024), FairerCLIP: debiasing CLIP's zero-shot predictions using
 * functions in RKHSs, ICLR, theorem 2 (one modality); most is what a single direction has at most, as the authors' program divides by
 * norms, so that tau weighs alike what is measured in different units. */
typedef struct
{
  size_t n, rank;
  MercerMatrix r;           /* n x rank: centred, whitened by the constraint: z = r v, v orthonormal */
  double *lambda;           /* rank: eigenvalues of the centred K_x */
  double most_y, most_s;    /* the largest eigenvalues of the two below; 1 of nothing */
  MercerMatrix on_y, on_s;  /* rank x rank: r' K_y r / n^2 and r' K_s r / n^2 (both triangles) */
} MercerFairMap;

/* k_x, k_y, k_s: Gram matrices (lower triangles), the first destroyed; gamma > 0. The rank is that of K_x as far as rounding and
 * `most` allow. About 10 n^3 + 4 n^2 most flops; the work then serves any tau. */
MercerStatus mercer_fair_map_open (MercerFairMap *map, MercerMatrix k_x, MercerMatrix k_y, MercerMatrix k_s, double gamma,
                                 size_t most, MercerWork *work);
/* z (n x k, k <= rank) for one tau in [0, 1], and what it depends on; at 1 the limit: of the directions that are free of s those that tell
 * most of y. Directions that gain nothing, whose eigenvalue is not positive, are columns of 0, as in the authors' program: *kept are not.
 * a (n x k; .data NULL: not wanted): the coefficients of its functions, z = H K_x H a, which sum to 0. O(rank^3 + n rank k). */
MercerStatus mercer_fair_map_solve (const MercerFairMap *map, double tau, size_t k, MercerMatrix z, MercerMatrix a, double *on_label,
                                    double *on_protected, size_t *kept, MercerWork *work);
