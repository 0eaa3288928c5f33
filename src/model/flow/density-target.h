/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Densities that particles flow to when all that is known of them is their score: p up to its constant, grad log p, and the
 * Hessian of log p. Mixtures are of equal weights and one round Gaussian width, which also makes them Gaussian kernel density
 * estimates. The others stand in the plane. */
typedef enum
{
  MERCER_TARGET_MIXTURE, /* mean of N (mu_k, h^2 I) */
  MERCER_TARGET_BANANA,  /* x ~ N (0, 1.5^2), y | x ~ N (x^2 / 2 - 1, 0.4^2) */
  MERCER_TARGET_DONUT,   /* exp (- (|x| - 2)^2 / (2 0.3^2)) */
  MERCER_TARGET_FUNNEL   /* y ~ N (0, 1.5^2), x | y ~ N (0, exp (y)); Neal (2003), Slice sampling, section 8 */
} MercerTargetKind;

typedef struct
{
  MercerTargetKind kind;
  MercerMatrix means; /* of a mixture: K x d, borrowed */
  double width;       /* h */
} MercerTarget;

/* At the rows of x (n x d): log density up to a constant (n; NULL: not wanted), score (n x d; data NULL: not wanted) and Hessian
 * (n x d^2, column a + b d its entry (a, b); data NULL: not wanted). O(n K d), with Hessian O(n K d^2); rows on the pool. */
MercerStatus mercer_target_evaluate (const MercerTarget *target, MercerMatrix x, double *log_density, MercerMatrix score,
                                     MercerMatrix hessian, MercerWork *work);
/* How fine the density is: the width of a part of a mixture, the least width of the others. Scores are of the order of its
 * inverse, and so is a step that does not overshoot of the order of its square. */
double mercer_target_unit (const MercerTarget *target);
/* n exact draws into x, a function of the seed alone. */
void mercer_target_draw (const MercerTarget *target, uint64_t seed, MercerMatrix x);
