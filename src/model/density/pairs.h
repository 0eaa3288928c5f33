/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde.h"

/* Differences of all pairs of points in the plane, z = A x, summed up on a lattice, from which sums over pairs of Gaussians and of
 * their derivatives follow without the points. A point stands for its cubic interpolation (4 x 4 lattice points), so that a sum
 * over kernels of standard deviation g is right to some (step / g)^4 / 20. */
typedef struct
{
  size_t m;           /* lattice points a side */
  double step[2];
  double *lags;       /* m x (2 m - 1): w_i w_j with z_i - z_j = ((j) step_0, (k - m + 1) step_1), both orders; points with themselves too */
  double n;           /* effective */
} MercerPairs;

/* Mean, covariance (11, 12, 22; n - 1, effective n) and n of complete rows of two columns. O(n). */
typedef struct
{
  double n, mean[2], covariance[3];
} MercerPlaneMoments;
MercerStatus mercer_plane_moments (const MercerRows *rows, MercerPlaneMoments *moments, MercerWork *work);

/* a: A by rows, 2 x 2. O(n) and two transforms of 4 m^2. MERCER_BAD_INPUT without two different points; free with clear. */
MercerStatus mercer_pairs_init (MercerPairs *pairs, const MercerRows *rows, const double a[4], size_t m, MercerWork *work);
void mercer_pairs_clear (MercerPairs *pairs);
/* psi_rs = n^-2 sum_ij phi_g^(r, s) (z_i - z_j), phi_g = N (0, g^2 I); r + s even, r, s <= 6. O(m^2). */
double mercer_pairs_functional (const MercerPairs *pairs, int r, int s, double g);
/* n^-2 sum_ij phi_S (z_i - z_j), S = (11, 12, 22) positive definite; gradient (may be NULL): to s11, s12, s22. O(m^2). */
double mercer_pairs_sum (const MercerPairs *pairs, const double s[3], double gradient[3]);
