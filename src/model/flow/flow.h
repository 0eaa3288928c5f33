/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* The gradient flow of MMD^2 / 2 of particles X (n x d) towards a target Y (m x d), for any kernel with a gradient:
 *   F (X) = 1/(2 n^2) sum_ij k (x_i, x_j) - 1/(n m) sum_ij k (x_i, y_j) + 1/(2 m^2) sum_ij k (y_i, y_j),
 *   velocity of x_i = 1/m sum_j grad k (x_i, y_j) - 1/n sum_j grad k (x_i, x_j),
 * which is -n dF/dx_i for kernels that are functions of x - x'. Arbel, Korba, Salim and Gretton (2019), Maximum mean
 * discrepancy gradient flow, eq. (9); noise injection eq. (18). Pairs at zero distance where the kernel has a kink
 * contribute nothing. */

/* What the flow lowers, in its parts: objective = repulsion + attraction + rest. */
typedef struct
{
  double repulsion;  /* mean k (x, x') / 2 */
  double attraction; /* - mean k (x, y) */
  double rest;       /* mean k (y, y') / 2, which no particle changes */
  double objective;  /* MMD_b^2 / 2 */
} MercerFlowTerms;

/* Memory is scratch of the work. Kernel and target are borrowed and may be exchanged between steps: then call
 * mercer_flow_refresh (). */
typedef struct
{
  const MercerKernel *kernel; /* bound */
  MercerMatrix target;        /* m x d, m >= 1 */
  MercerMatrix x;             /* n x d, n >= 1: the particles */
  MercerMatrix velocity;      /* what the last step moved them by, over its size */
  uint64_t seed;              /* of the noise */
  size_t steps;               /* done so far */
  double shrink;              /* what adaptation has made of the step, <= 1 */
  double made;                /* size of the last step */
  MercerFlowTerms terms;      /* at x */
  double lambda;              /* of the regularised flow below; 0: the plain one */
  /* private */
  MercerMatrix force, at, kept_x, kept_velocity;
  double *parts;
  MercerFlowTerms kept_terms;
  MercerMatrix factor;        /* Cholesky factor of K_yy + m lambda I */
} MercerFlow;

typedef struct
{
  double step;
  double momentum; /* in [0, 1): share of the last velocity that stays */
  double noise;    /* sd, in units of x: the gradient is taken at x + noise u, u standard normal */
  bool adaptive;   /* halve the step while the objective would rise (not with noise); it grows back slowly */
} MercerFlowRule;

/* x: where they start, copied. */
MercerStatus mercer_flow_open (MercerFlow *flow, const MercerKernel *kernel, MercerMatrix target, MercerMatrix x,
                               uint64_t seed, MercerWork *work);
/* After kernel, target or x have been changed from outside: the terms anew. */
MercerStatus mercer_flow_refresh (MercerFlow *flow, MercerWork *work);
/* The velocity at the points `at` (k x d) among the present particles. O(k (n + m) d). */
MercerStatus mercer_flow_velocity (const MercerFlow *flow, MercerMatrix at, MercerMatrix velocity, MercerWork *work);
/* One step of Euler with momentum; terms are those of where it leads. The same bits with any number of threads.
 * MERCER_STOPPED leaves the flow where it was before the step. */
MercerStatus mercer_flow_step (MercerFlow *flow, const MercerFlowRule *rule, MercerWork *work);
/* Steps are as long again as the rule says, whatever adaptation had made of them. */
void mercer_flow_begin (MercerFlow *flow);
/* Back to before the last step. */
void mercer_flow_rewind (MercerFlow *flow);

/* --- Regularised ---------------------------------------------------------------------------------- */

/* From here on the flow lowers half of the de-regularised MMD^2 in place of MMD^2 / 2,
 *   (1 + lambda) |(T + lambda I)^(-1/2) (m_x - m_y)|^2,  T the covariance operator of the target,
 * which lies between the chi-squared divergence (lambda -> 0) and MMD^2 (lambda -> infinity) and pulls harder where the target
 * is thin: with v = m_x - m_y at the points of Y and c = (K_yy + m lambda I)^-1 v it is
 *   (1 + lambda) / lambda (MMD^2 - v'c),  its witness (1 + lambda) / lambda (m_x - m_y - k (., Y) c).
 * Chen, Mustafi, Glaser, Korba, Gretton and Sriperumbudur (2024), (De)-regularized maximum mean discrepancy gradient flow,
 * Prop. 3.1 and eq. (9). terms.objective becomes half of it; the other terms stay as they are. For positive definite kernels;
 * lambda 0: back to the plain flow. Again after kernel or target have been changed, before mercer_flow_refresh (). O(m^3). */
MercerStatus mercer_flow_regularise (MercerFlow *flow, double lambda, MercerWork *work);
/* The present witness at points z (k x d), plain or regularised: what particles run down. */
MercerStatus mercer_flow_witness (const MercerFlow *flow, MercerMatrix z, double *out, MercerWork *work);
/* The weights of the target in it: 1/m + c (length m), and v'c into *inner (may be NULL). */
MercerStatus mercer_flow_weights (const MercerFlow *flow, double *weights, double *inner, MercerWork *work);

/* --- When to end ---------------------------------------------------------------------------------- */

typedef enum
{
  MERCER_FLOW_GOES_ON,
  MERCER_FLOW_CONVERGED,  /* the objective no longer changes */
  MERCER_FLOW_OSCILLATES, /* it goes up and down and has no new least value */
  MERCER_FLOW_STALLED,    /* it no longer changes because steps have shrunk: those asked for would change it, or overshoot */
  MERCER_FLOW_DIVERGED    /* particles left the finite numbers or the neighbourhood */
} MercerFlowEnd;

/* Judges the objectives of all steps so far (the start's first), and which share of the step asked for each was (length count, that of
 * the start without effect; NULL: all of it). Steps made short change little wherever they are: it has converged where steps of the full
 * length would change as little at the rate that it falls by. O(1). */
MercerFlowEnd mercer_flow_judge (const double *objective, const double *share, size_t count);
