/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "eigen-projection.h"

/* Kernel principal components by dualisation of a difference of convex functions (Tonin, Lambert, Patrinos and Suykens,
 * "Extending kernel PCA through dualization: sparsity, robustness and fast algorithms", ICML 2023). With f a function of the
 * length of a point's score, the orthonormal directions W that
 *   maximise sum_i f (|W' phi_i|)
 * are found through the dual
 *   minimise sum_i f* (h_i) - tr (H' K' H)^(1/2) over H (n x k),   W = sum_i phi_i h_i' (H' K' H)^(-1/2),
 * which has the same optimal value with the sign changed and needs products with K' alone. Losses that are Moreau envelopes
 * of norms have a conjugate |h|^2 / 2 plus something simple, and at the optimum
 *   h_i = w_i y_i,   y_i = W' phi_i,   0 <= w_i <= 1:
 * the weight w_i says how much point i counts. With r = |y_i|
 *   square       f = r^2 / 2                                  w = 1                  kernel PCA
 *   Huber        f = r^2 / 2, beyond t: t r - t^2 / 2         w = min (1, t / r)     far points count less
 *   insensitive  f = max (0, r - t)^2 / 2                     w = max (0, 1 - t / r) near points do not count at all */
typedef enum { MERCER_DUAL_SQUARE, MERCER_DUAL_HUBER, MERCER_DUAL_INSENSITIVE } MercerDualLoss;

/* How the dual is descended: each step of the first two is one product of K' with k vectors.
 * SPAN the best directions in the span of the last ones, of the next step of DCA and of the step before: never worse
 *      than a step of DCA, and for the square loss the conjugate gradient method for eigenvectors (Knyazev, "Toward the
 *      optimal preconditioned eigensolver", SIAM J. Sci. Comput. 23, 2001);
 * DCA  the algorithm for differences of convex functions, H <- grad f (K' H (H' K' H)^(-1/2));
 * LBFGS quasi-Newton on the dual, whose square loss is smooth; the other losses take SPAN. */
typedef enum { MERCER_DUAL_SPAN, MERCER_DUAL_DCA, MERCER_DUAL_LBFGS } MercerDualWay;

typedef struct
{
  MercerProjectionProblem of; /* tolerance and random_features are not looked at */
  MercerDualLoss loss;
  MercerDualWay way;
  double threshold;  /* t, in units of the median distance of a point to the mean in feature space; > 0 */
  double tolerance;  /* of the gradient in feature space, relative to the largest value; 0: 1e-7 */
  size_t most_steps; /* 0: 500 */
} MercerDualProblem;

typedef struct
{
  MercerProjection *projection; /* values: sum_i w_i y_ij^2, descending, along the directions where that matrix is diagonal */
  double *weights;              /* n */
  MercerMatrix dual;            /* n x k: H, rows of zeros where the weight is zero */
  double *history;              /* steps: what is maximised, from the start on */
  double threshold;             /* t in units of scores; 0 for the square loss */
  double objective, dual_objective; /* sum_i f, and the dual's value, its negative but for the tolerance */
  size_t steps, products;       /* of the descent; products of K' with k vectors, the start's too */
  bool converged;
} MercerDualProjection;

/* From a start that the data decide (directions of the points at unit length, to one part in a hundred), so that equal problems have equal
 * answers but for the tolerance and what is free: signs, and the basis of directions with equal values, continue the last answer of the
 * thread, from which the search for that start begins. Free with
 * mercer_dual_projection_free (). O(n^2 k) a step after the Gram matrix, O(n m k) in the span of m landmarks. OUT_OF_MEMORY where that
 * does not fit; DIVERGED where it is not finite. Fewer components come back where K' has no more directions, at least one. */
MercerStatus mercer_dual_projection (const MercerDualProblem *problem, MercerDualProjection **out, MercerWork *work);
void mercer_dual_projection_free (MercerDualProjection *dual);

/* f (r) and w (r) at t. */
double mercer_dual_loss_value (MercerDualLoss loss, double r, double t);
double mercer_dual_loss_weight (MercerDualLoss loss, double r, double t);
/* f* (r) of a vector of length r; infinite outside its domain (Huber: r > t, with room for rounding). */
double mercer_dual_loss_conjugate (MercerDualLoss loss, double r, double t);
