/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Particles on the simplex of three shares theta (n x 3, rows positive with sum 1) that flow to a Dirichlet density in the
 * coordinates eta_a = log theta_a - log theta_3, in which every step stays inside: mirrored Stein variational gradient descent with
 * the entropy as mirror map. Shi, Liu and Mackey (2022), Sampling with mirrored Stein operators. */

/* Coordinates in the equilateral triangle with corners (0, 0), (1, 0), (1/2, sqrt 3 / 2) for the three pure shares; and back, what
 * lies outside or on the edge moved inside. x: n x 2. */
void mercer_simplex_place (MercerMatrix theta, MercerMatrix x);
void mercer_simplex_find (MercerMatrix x, MercerMatrix theta);
/* eta (n x 2) from theta and back. */
void mercer_simplex_mirror (MercerMatrix theta, MercerMatrix eta);
void mercer_simplex_unmirror (MercerMatrix eta, MercerMatrix theta);

typedef enum
{
  MERCER_MIRRORED_PLAIN,  /* MSVGD: the kernel times the identity */
  MERCER_MIRRORED_METRIC, /* SVMD: the kernel carries the mirror map's Hessian */
  MERCER_MIRRORED_NATURAL /* SVNG in eta: it carries - the Hessian of the log density there, whose inverse goes before the step */
} MercerMirroredKind;

/* Velocities of eta for Dirichlet (alpha), k = exp (- |x - x'|^2 / 2 l^2) of places in the triangle, G = diag theta - theta theta' and
 * H = G^-1 of the first two shares.
 *   MSVGD: v0_i = 1/n sum_j [k (x_i, x_j) (alpha - theta_j sum alpha) + G_j grad_(theta_j) k (x_i, x_j)], which is SVGD in eta towards
 *     the density that the map makes of the Dirichlet;
 *   SVMD: K^(1/2) diag (H_j) K^(-1/2) v0;
 *   SVNG: H_i K^(1/2) diag (G_j) K^(-1/2) u / sum alpha, u_i = 1/n sum_j [k grad log p (theta_j) + grad_(theta_j) k].
 * SVMD rests where v0 does. Alone (n = 1) a particle goes by the gradient in theta of sum alpha log theta with SVMD, of log p over
 * sum alpha with SVNG. O(n^2), rows on the pool; the latter two O(n^3). Shi, Liu and Mackey (2022), whose kernels these are: the mean
 * over particles of k^(1/2) metric k^(1/2). The term that makes SVMD of one particle mirror descent of log p is left out, as in
 * their program unless it is asked for. */
MercerStatus mercer_mirrored_velocity (MercerMirroredKind kind, const double alpha[3], double l, MercerMatrix theta,
                                       MercerMatrix velocity, MercerWork *work);
/* n draws into theta, a function of the seed alone (Marsaglia and Tsang 2000 for the gammas). */
void mercer_dirichlet_draw (const double alpha[3], uint64_t seed, MercerMatrix theta);
