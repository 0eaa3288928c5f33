/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dual-projection.h"
#include "eigen-projection-private.h"

/* The parts of the dual projection among themselves: dual-projection.c (problem and answer), -start.c (where it begins), -losses.c, -descent.c (what all
 * ways do, and DCA), -span.c (the order of steps, and SPAN), -lbfgs.c. */

/* Directions W = sum_i phi_i a_i', orthonormal (A' K' A = I) but for rounding, with what is known of them. */
typedef struct
{
  const MercerProjectionGram *gram;
  MercerDualLoss loss;
  const double *given; /* n: weights that stand instead of the loss's own, for the start; or NULL */
  MercerMatrix guess_a, guess_y; /* n x k: directions that the optimum may be near; .data NULL: none */
  double t;
  bool centred;          /* K' is: it takes constants to zero */
  size_t n, k;           /* k shrinks where K' has fewer directions */
  MercerMatrix a, y;     /* n x k: coefficients, scores Y = K' A */
  MercerMatrix r, gr;    /* n x k: next step of DCA, w_i y_i; K' R */
  double *weights;       /* n */
  double *values;        /* k: diagonal of Y' diag (w) Y after a step */
  double *parts;
  size_t products;
  MercerWork *work;
} Descent;

static inline MercerMatrix
descent_columns (MercerMatrix a, size_t k)
{
  return mercer_matrix_block (a, 0, 0, a.rows, k);
}

/* What the start adds to the history before it takes it away. */
enum { DESCENT_START_STEPS = 8 };
/* A and Y to begin with. unit: how far the median point is from the mean. */
MercerStatus descent_start (Descent *d, const MercerDualProblem *problem, double unit, double *history, size_t *steps);
bool descent_open (Descent *d, const MercerProjectionGram *gram, size_t k, MercerWork *work);
/* Weights and R from Y; returns what is maximised. */
double descent_weigh (Descent *d);
/* Weights of scores y (n x k), and sum_i f. */
double descent_weigh_scores (const Descent *d, MercerMatrix y, double *weights);
/* to = diag (weights) from; they may be the same. */
void descent_multiply_rows (const double *weights, MercerMatrix from, MercerMatrix to);
/* to = K' from, one product. */
MercerStatus descent_product (Descent *d, MercerMatrix from, MercerMatrix to);
/* Y = K' A by a product of its own, then both orthonormal: steps carry Y along with A, and rounding with it. */
MercerStatus descent_make_true (Descent *d);
/* K' R, one product. STOPPED where the work is no longer wanted. */
MercerStatus descent_multiply (Descent *d);
/* A and Y from R and K' R: A = R Q m^(-1/2), R' K' R = Q diag (m) Q'; values are the roots of m. Directions without length go.
 * This is a step of DCA. */
MercerStatus descent_step_dca (Descent *d);
/* From R and K' R at a point where R is near A S, S = Y' R: turned so that S is diagonal (values), with A = R / S, whose rows are
 * zeros with the weights, and Y = K' R / S, free of what rounding did to them, orthonormal. */
MercerStatus descent_settle (Descent *d);
/* The end, for one product more: Y = K' A, both orthonormal to rounding, weights and R from Y, all turned so that Y' R is diagonal, whose
 * entries are the values (right to the square of what the directions miss, since these are orthonormal); H = R into `dual` (n x k). */
MercerStatus descent_finish (Descent *d, MercerMatrix dual);
/* Steps until the gradient falls below tolerance or most_steps are done; history gains what each maximised. */
MercerStatus descent_run (Descent *d, MercerDualWay way, double tolerance, size_t most_steps, double *history, size_t *steps,
                          bool *converged);
/* The square loss by quasi-Newton on the dual. R and Y as a start; leaves R and K' R. */
MercerStatus descent_run_lbfgs (Descent *d, double tolerance, size_t most_steps, double *history, size_t *steps, bool *converged);
