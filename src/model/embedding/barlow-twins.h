/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Self-supervised learning in its linearised form: an embedding f = W phi into p dimensions, phi the feature map of a kernel,
 * is trained on pairs of views (x_i, x_i') by gradient flow of the Barlow Twins loss |C - I|_F^2, where
 *   C = W G W',  G = 1/(2n) sum_i (phi (x_i) phi (x_i')' + phi (x_i') phi (x_i)'),  dW/dt = 4 (I - C) W G.
 * In the span of the 2n views G is K^(1/2) P K^(1/2) / (2n), where P exchanges the views: the contrastive kernel. From a small
 * start its top eigenvectors are learned one after another. Simon, Knutins, Ziyin, Geisz, Fetterman and Albrecht (2023), On
 * the stepwise nature of self-supervised learning, ICML, sections 3 to 5. */

typedef struct
{
  size_t n, modes;     /* pairs; eigenvectors kept */
  double *gamma;       /* modes: eigenvalues of G, descending; they may be negative */
  MercerMatrix scores; /* 2n x modes: what the unit eigenvector j makes of view i */
} MercerTwins;

/* views: 2n x d, the second views after the first; kernel bound and positive definite. Arrays are scratch of the work. Two
 * eigen-decompositions of a 2n x 2n matrix: about 160 n^3 flops. */
MercerStatus mercer_twins_open (MercerTwins *twins, const MercerKernel *kernel, MercerMatrix views, size_t modes,
                                MercerWork *work);

/* The singular value of W along a mode of eigenvalue gamma that stood at s alone at time 0 (proposition 4.1):
 *   s (t) = e^(4 gamma t) / sqrt (s^-2 + (e^(8 gamma t) - 1) gamma). */
double mercer_twins_closed_form (double gamma, double s, double time);
/* When that mode is half learned, C_jj = 1/2: log ((1 - s^2 gamma) / (s^2 gamma)) / (8 gamma); 0 if it is so from the start,
 * infinity if gamma <= 0. */
double mercer_twins_learned (double gamma, double s);
/* What the modes start from when W (0) (p x modes) is small: one after another takes what the earlier ones have left of its
 * column, s(j) = |w_j - its part in the span of w_1 .. w_(j-1)|. out: length min (p, modes). O(p^2 modes). */
void mercer_twins_start (MercerMatrix w, double *out);

/* W (t) at each of the ascending times, by an adaptive Runge-Kutta method of order 8 to a relative error of 1e-9: out holds
 * p x modes matrices one after another. w: W (0). O(p^2 modes) for each of its steps, some 10 for each unit of 1 / gamma_1. */
MercerStatus mercer_twins_flow (const MercerTwins *twins, MercerMatrix w, const double *times, size_t count, double *out,
                                MercerWork *work);
