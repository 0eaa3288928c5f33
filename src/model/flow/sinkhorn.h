/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* The debiased Sinkhorn divergence between the points X (n x d) and Y (m x d) for the cost c = |x - y|^2 / 2,
 *   S (X, Y) = OT (X, Y) - OT (X, X) / 2 - OT (Y, Y) / 2,
 *   OT = min_P <P, c> + eps KL (P | a b'),  eps = blur^2,
 * which is never negative, and 0 for X = Y. In the logarithmic domain, so that no blur is too small for the numbers: potentials
 * f_i = - eps log sum_j exp (log b_j + (g_j - c_ij) / eps) in turns, overrelaxed. Feydy, Sejourne, Vialard, Amari, Trouve and Peyre (2019),
 * Interpolating between optimal transport and MMD using Sinkhorn divergences, eq. (1)-(3), (8)-(13), Thm 1; Cuturi (2013). */

/* Potentials stay from call to call, so that the next one begins near its answer. Memory is scratch of the work. */
typedef struct
{
  double blur;
  MercerMatrix target;  /* borrowed */
  size_t n;
  double *f, *g, *p, *q; /* of X to Y (n), Y to X (m), X to itself (n), Y to itself (m) */
  double rest;          /* OT (Y, Y) / 2 */
  bool warm;
} MercerSinkhorn;

typedef struct
{
  double divergence, transport, self; /* S, OT (X, Y), OT (X, X) / 2 */
  int iterations;
  double error; /* largest change of a potential in the last of them, over eps */
} MercerSinkhornValue;

/* n particles will be compared with the target. O(m^2) each of some iterations. */
MercerStatus mercer_sinkhorn_open (MercerSinkhorn *sinkhorn, double blur, MercerMatrix target, size_t n, MercerWork *work);
/* Once open, anew with another blur or another target of as many rows: nothing is allocated. */
MercerStatus mercer_sinkhorn_begin (MercerSinkhorn *sinkhorn, double blur, MercerMatrix target, MercerWork *work);
/* Iterates until potentials change by less than `tolerance` eps or `most` times; the first call comes down to the blur from the
 * width of the points by halves. With a tolerance of 1e-4 velocities err by about 1e-5 of their root mean square while particles are far
 * from the target, and by up to 1e-3 near it, where the plan is nearly a matching and slow to settle. velocity (data NULL: not wanted):
 * - n times the gradient of S, which is where the plan to Y sends each point on average less where that to X does. O(n (n + m) d) each
 * iteration, on the pool; the same bits with any number of threads. */
MercerStatus mercer_sinkhorn_evaluate (MercerSinkhorn *sinkhorn, MercerMatrix x, int most, double tolerance, MercerMatrix velocity,
                                       MercerSinkhornValue *value, MercerWork *work);
