/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow.h"

#include <math.h>

#include "descent.h"
#include "discrepancy-gaussian.h"
#include "discrepancy.h"
#include "random.h"

enum { STREAM_NOISE = 0x464c, WINDOW = 40, TURNS = 12, MANY_ROWS = 1024 };
static const double settled = 2e-3;    /* converged: less than this part of the objective in a window */
static const double rounding = 1e-15;  /* of the terms of the objective */
static const double short_share = 0.01, no_share = 1e-6; /* of the step asked for */
static const double nothing = 1e-11;   /* or less than this part of the start's is left */

/* --- Terms and velocity --------------------------------------------------------------------------- */

/* Those that depend on the particles. */
static MercerStatus
find_terms (const MercerFlow *flow, MercerFlowTerms *terms, MercerWork *work)
{
  double n = (double) flow->x.rows, m = (double) flow->target.rows, pairs, self, between;
  MercerStatus status = mercer_discrepancy_within (flow->kernel, flow->x, &pairs, &self, work);
  if (status == MERCER_OK)
    status = mercer_discrepancy_between (flow->kernel, flow->x, flow->target, &between, work);
  if (status != MERCER_OK)
    return status;
  terms->repulsion = (pairs + self) / (2 * n * n);
  terms->attraction = -between / (n * m);
  terms->objective = terms->repulsion + terms->attraction + terms->rest;
  if (!(flow->lambda > 0))
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  double inner, *weights = mercer_work_doubles (work, flow->target.rows);
  status = weights != NULL ? mercer_flow_weights (flow, weights, &inner, work) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    terms->objective = (1 + flow->lambda) / flow->lambda * (terms->objective - 0.5 * inner);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_flow_refresh (MercerFlow *flow, MercerWork *work)
{
  double m = (double) flow->target.rows, pairs, self;
  MercerStatus status = mercer_discrepancy_within (flow->kernel, flow->target, &pairs, &self, work);
  if (status != MERCER_OK)
    return status;
  flow->terms.rest = (pairs + self) / (2 * m * m);
  return find_terms (flow, &flow->terms, work);
}

/* G(i, :) = sum_j weights_j grad k (at_i, z_j). Below many rows the general evaluation shares the work out better. */
static MercerStatus
gradient (const MercerFlow *flow, MercerMatrix at, MercerMatrix z, const double *weights, MercerMatrix g, MercerWork *work)
{
  Gaussian gaussian;
  if (weights == NULL && at.rows >= MANY_ROWS && gaussian_recognise (flow->kernel, at.cols, &gaussian))
    return at.data == z.data && at.rows == z.rows ? gaussian_gradient_within (&gaussian, at, g, work)
                                                  : gaussian_gradient (&gaussian, at, z, g, work);
  return mercer_kernel_gradient_x (flow->kernel, at, z, weights, g, work);
}

MercerStatus
mercer_flow_velocity (const MercerFlow *flow, MercerMatrix at, MercerMatrix velocity, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  bool regular = flow->lambda > 0;
  double pull = regular ? (1 + flow->lambda) / flow->lambda : 1 / (double) flow->target.rows;
  double push = (regular ? pull : 1) / (double) flow->x.rows;
  MercerMatrix apart = mercer_work_matrix (work, at.rows, at.cols);
  double *weights = regular ? mercer_work_doubles (work, flow->target.rows) : NULL;
  MercerStatus status = apart.data != NULL && (weights != NULL || !regular) ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && regular)
    status = mercer_flow_weights (flow, weights, NULL, work);
  if (status == MERCER_OK)
    status = gradient (flow, at, flow->target, weights, velocity, work);
  if (status == MERCER_OK)
    status = gradient (flow, at, flow->x, NULL, apart, work);
  for (size_t c = 0; c < at.cols && status == MERCER_OK; c++)
    {
      double *to = mercer_matrix_column (velocity, c), *from = mercer_matrix_column (apart, c);
      for (size_t i = 0; i < at.rows; i++)
        to[i] = pull * to[i] - push * from[i];
    }
  mercer_work_release (work, mark);
  return status;
}

/* --- Opening -------------------------------------------------------------------------------------- */

MercerStatus
mercer_flow_open (MercerFlow *flow, const MercerKernel *kernel, MercerMatrix target, MercerMatrix x, uint64_t seed,
                  MercerWork *work)
{
  *flow = (MercerFlow){ .kernel = kernel, .target = target, .seed = seed, .shrink = 1 };
  MercerMatrix *parts[] = { &flow->x, &flow->velocity, &flow->force, &flow->at, &flow->kept_x, &flow->kept_velocity };
  for (size_t k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      *parts[k] = mercer_work_matrix (work, x.rows, x.cols);
      if (parts[k]->data == NULL)
        return MERCER_OUT_OF_MEMORY;
      mercer_matrix_fill (*parts[k], 0);
    }
  flow->parts = mercer_work_doubles (work, x.rows);
  if (flow->parts == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_flow_begin (flow);
  mercer_matrix_copy (x, flow->x);
  mercer_matrix_copy (x, flow->kept_x);
  MercerStatus status = mercer_flow_refresh (flow, work);
  flow->kept_terms = flow->terms;
  return status;
}

/* --- Steps ---------------------------------------------------------------------------------------- */

/* Where the gradient is taken: the particles, pushed about by the noise. The numbers belong to the step, not to the call. */
static MercerMatrix
gradient_points (MercerFlow *flow, double noise)
{
  size_t n = flow->x.rows;
  if (!(noise > 0))
    return flow->x;
  for (size_t c = 0; c < flow->x.cols; c++)
    {
      double *at = mercer_matrix_column (flow->at, c);
      const double *x = mercer_matrix_column (flow->x, c);
      mercer_random_normals (flow->seed, STREAM_NOISE + c, flow->steps * n, n, at);
      for (size_t i = 0; i < n; i++)
        at[i] = x[i] + noise * at[i];
    }
  return flow->at;
}

void
mercer_flow_begin (MercerFlow *flow)
{
  mercer_descent_begin (flow->x.rows, &flow->shrink, flow->parts);
}

void
mercer_flow_rewind (MercerFlow *flow)
{
  mercer_matrix_copy (flow->kept_x, flow->x);
  mercer_matrix_copy (flow->kept_velocity, flow->velocity);
  flow->terms = flow->kept_terms;
}

typedef struct
{
  MercerFlow *flow;
  MercerWork *work;
} Measured;

static MercerStatus
measure_cb (double *objective, void *data)
{
  Measured *m = data;
  MercerStatus status = find_terms (m->flow, &m->flow->terms, m->work);
  *objective = m->flow->terms.objective;
  return status;
}

/* Without noise the points at which the gradient is taken are the particles, and `at` is free. */
static MercerStatus
reach_cb (void *data)
{
  Measured *m = data;
  return mercer_flow_velocity (m->flow, m->flow->x, m->flow->at, m->work);
}

/* Noise makes each objective another: then nothing is adapted to it. */
static MercerStatus
move (MercerFlow *flow, const MercerFlowRule *rule, MercerWork *work)
{
  MercerDescent descent = { .x = flow->x, .velocity = flow->velocity, .kept_x = flow->kept_x, .kept_velocity = flow->kept_velocity,
                            .force = flow->force, .reached = flow->at, .parts = flow->parts, .shrink = flow->shrink };
  MercerDescentRule how = { .step = rule->step, .momentum = rule->momentum, .adaptive = rule->adaptive && !(rule->noise > 0) };
  bool stays = false;
  how.rounding = rounding * (fabs (flow->kept_terms.repulsion) + fabs (flow->kept_terms.attraction) + fabs (flow->terms.rest));
  MercerStatus status
      = mercer_descend (&descent, &how, flow->kept_terms.objective, measure_cb, reach_cb, &(Measured){ flow, work }, &stays);
  flow->shrink = descent.shrink;
  flow->made = descent.made;
  if (status == MERCER_OK && stays)
    flow->terms = flow->kept_terms;
  return status;
}

MercerStatus
mercer_flow_step (MercerFlow *flow, const MercerFlowRule *rule, MercerWork *work)
{
  MercerStatus status
      = mercer_work_wanted (work)
            ? mercer_flow_velocity (flow, gradient_points (flow, rule->noise), flow->force, work)
            : MERCER_STOPPED;
  if (status != MERCER_OK)
    return status;
  mercer_matrix_copy (flow->x, flow->kept_x);
  mercer_matrix_copy (flow->velocity, flow->kept_velocity);
  flow->kept_terms = flow->terms;
  status = move (flow, rule, work);
  if (status != MERCER_OK)
    mercer_flow_rewind (flow);
  else
    flow->steps++;
  return status;
}

/* --- When to end ---------------------------------------------------------------------------------- */

/* Whether steps have become short, and long ones would have changed what short ones did not. One that found no length at all at
 * which the objective falls tells nothing of a rate. */
static bool
has_stalled (const double *objective, const double *share, size_t count)
{
  double gain = 0;
  bool stuck = false;
  for (size_t k = count - WINDOW; k < count && share != NULL; k++)
    {
      double change = fabs (objective[k] - objective[k - 1]);
      gain += change / share[k];
      stuck = stuck || (change == 0 && share[k] < no_share);
    }
  return share != NULL && share[count - 1] < short_share && (stuck || gain > settled * fabs (objective[count - 1]));
}

MercerFlowEnd
mercer_flow_judge (const double *objective, const double *share, size_t count)
{
  if (count > 0 && !isfinite (objective[count - 1]))
    return MERCER_FLOW_DIVERGED;
  if (count < 2)
    return MERCER_FLOW_GOES_ON;
  double now = objective[count - 1];
  if (now <= nothing * fabs (objective[0]))
    return MERCER_FLOW_CONVERGED;
  if (count <= 2 * WINDOW)
    return MERCER_FLOW_GOES_ON;
  const double *recent = objective + count - WINDOW;
  double low = INFINITY, high = -INFINITY, before = INFINITY;
  int turns = 0;
  for (size_t k = 0; k < WINDOW; k++)
    {
      low = MIN (low, recent[k]);
      high = MAX (high, recent[k]);
      before = MIN (before, objective[count - 2 * WINDOW + k]);
      turns += k >= 2 && (recent[k] - recent[k - 1]) * (recent[k - 1] - recent[k - 2]) < 0;
    }
  if (high - low <= settled * fabs (now))
    return has_stalled (objective, share, count) ? MERCER_FLOW_STALLED : MERCER_FLOW_CONVERGED;
  return turns >= TURNS && low >= before * (1 - settled) ? MERCER_FLOW_OSCILLATES : MERCER_FLOW_GOES_ON;
}
