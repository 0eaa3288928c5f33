/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "density-target.h"

/* Chains of log-concave walks: X ~ p is measured again and again, y_k = X + sigma N_k, each y_m is walked to by Langevin dynamics on
 * p (y_m | y_1 .. y_(m-1)), and X is jumped to from all of them. Saremi, Park and Bach (2024), Chain of log-concave Markov chains,
 * ICLR. The mean of the measurements says all they say: it is X + s N with s^2 = sigma^2 / m, so that everything follows from p
 * smoothed by s, which for a mixture is a mixture. */

/* Least sigma that is sure to make p smoothed by it, and so the first walk, log-concave, for a mixture of parts of width h whose means
 * lie within R of their mean: sigma^2 = R^2 - h^2. For with s^2 = h^2 + sigma^2 the Hessian of log p_s is C / s^4 - I / s^2, C the
 * covariance of the means under weights, whose variance along any line is at most R^2. Exact for two parts; where that is not
 * positive p is log-concave by itself: 0. O(K d). */
double mercer_walk_threshold (const MercerTarget *mixture);

/* At the rows of y (n x d), the present measurement, number m >= 1, with the sum of the m - 1 before it in `before` (n x d):
 * score (n x d) = grad_y log p (y | before) = (E[X | all] - y) / sigma^2;
 * jump (n x d) = E[X | all] = mean + s^2 grad log p_s (mean), by empirical Bayes (Robbins 1956);
 * curvature (n; NULL: not wanted): sigma^2 times the least eigenvalue of -Hess_y log p (y | before) = ((1 - 1/m) I - sigma^2 / m^2
 * Hess log p_s (mean)) / sigma^2. Positive: log-concave there. O(n K d^2 + n d^3), without curvature O(n K d). */
MercerStatus mercer_walk_conditional (const MercerTarget *mixture, double sigma, size_t m, MercerMatrix before, MercerMatrix y,
                                      MercerMatrix score, MercerMatrix jump, double *curvature, MercerWork *work);

/* The two halves of a step of size h of underdamped Langevin dynamics with unit mass and friction gamma, between which the caller
 * finds the score anew: kick, drift, noise, drift; then kick (BAOAB; Leimkuhler and Matthews 2013, Rational construction of
 * stochastic numerical methods, which has no error in the positions on a Gaussian). normals: n x d. */
void mercer_walk_first_half (double h, double gamma, MercerMatrix score, MercerMatrix normals, MercerMatrix y, MercerMatrix v);
void mercer_walk_second_half (double h, MercerMatrix score, MercerMatrix v);
