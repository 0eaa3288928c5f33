/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Interpolants between K densities: x(w) = sum_k w_k x_k with weights w on the simplex and x_k drawn from density k. Along a path of
 * weights w(t) the law of x(w(t)) is carried by dX/dt = E[sum_k w_k'(t) x_k | x(w(t)) = X]. Albergo, Boffi, Lindsey and
 * Vanden-Eijnden (2023), Multimarginal generative modeling with stochastic interpolants; that the law is carried so is what it means for the current of
 * probability to be the mean rate. The expectation is
 * learned from draws by regression. */

/* Corner k of K on the unit circle, the first on top; two stand left and right. */
void mercer_polygon_corner (size_t corners, size_t k, double *x, double *y);
/* Weights (K, positive, sum 1) with sum_k w_k corner_k = (x, y): Wachspress's coordinates, which on a triangle are the barycentric ones.
 * A point outside counts as where the line to the middle meets the edge; with two corners only x counts. O(K). */
void mercer_polygon_weights (size_t corners, double x, double y, double *weights);

/* A velocity learned from x (N x d) and its rates (N x d): the linear regression with constant, which is all there is to Gaussians,
 * plus kernel ridge regression of what that leaves: v(z) = mean + B' (z - centre) + k (z, X) (K + ridge I)^-1 R. kernel NULL: linear
 * alone. Scratch of the work. O(N^2 d + N^3 / 3), without a kernel O(N d^2). */
typedef struct
{
  const MercerKernel *kernel; /* bound; borrowed */
  MercerMatrix x;             /* borrowed */
  double *centre, *mean;      /* d */
  MercerMatrix slope, coef;   /* B: d x d; N x d */
} MercerVelocity;
MercerStatus mercer_velocity_learn (const MercerKernel *kernel, double ridge, MercerMatrix x, MercerMatrix rates,
                                    MercerVelocity *velocity, MercerWork *work);
/* At the rows of z (m x d) into v. O(m N d). */
MercerStatus mercer_velocity_at (const MercerVelocity *velocity, MercerMatrix z, MercerMatrix v, MercerWork *work);
