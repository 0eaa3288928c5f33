/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coupling.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

static const double log_2pi = 1.8378770664093453;

/* Below so many outputs of a layer, slopes of the conditioner are made output by output over all rows; above, row by row. */
enum { FEW_OUTPUTS = 8 };

/* What the way back needs of a layer. */
typedef struct
{
  MercerMatrix x; /* n x d: what came in */
  MercerCouplingSeen seen;
} Passed;

typedef struct
{
  const MercerCoupling *chain;
  const double *theta;
  MercerWork *work;
  size_t n;
  Passed *passed;
  MercerMatrix y;  /* n x d: where the rows are */
  MercerMatrix by; /* n x d: derivatives of the loss in them */
} Pass;

static MercerStatus
open_layer (Pass *pass, size_t l)
{
  const MercerCouplingLayer *layer = &pass->chain->layer[l];
  Passed *passed = &pass->passed[l];
  passed->x = mercer_work_matrix (pass->work, pass->n, pass->chain->d);
  return passed->x.data != NULL ? mercer_coupling_seen_open (pass->chain, layer, pass->n, &passed->seen, pass->work)
                                : MERCER_OUT_OF_MEMORY;
}

/* Through layer l; adds the log slopes. */
static MercerStatus
go (Pass *pass, size_t l, double *slopes)
{
  const MercerCoupling *chain = pass->chain;
  const MercerCouplingLayer *layer = &chain->layer[l];
  MercerCouplingPart part = mercer_coupling_part (layer, pass->theta);
  Passed *passed = &pass->passed[l];
  double raw[MERCER_BEND_MOST], log_slope;
  mercer_matrix_copy (pass->y, passed->x);
  MercerStatus status = mercer_coupling_condition (chain, layer, &part, pass->y, &passed->seen, pass->work);
  for (size_t i = 0; i < pass->n && status == MERCER_OK; i++)
    for (size_t b = 0; b < layer->n_bent; b++)
      {
        size_t c = layer->column[layer->n_kept + b];
        const MercerBend *bend = mercer_coupling_bend (chain, c);
        double *at = mercer_matrix_at (pass->y, i, c);
        for (size_t q = 0; q < bend->numbers; q++)
          raw[q] = *mercer_matrix_at (passed->seen.a, i, b * bend->numbers + q);
        bend->forward (bend, *at, raw, at, &log_slope, NULL, NULL);
        *slopes += log_slope;
      }
  return status;
}

/* The derivatives in the raw numbers replace those numbers; pass->by becomes that in what came in, but for the way through
 * the conditioner. */
static void
unbend (Pass *pass, size_t l)
{
  const MercerCoupling *chain = pass->chain;
  const MercerCouplingLayer *layer = &chain->layer[l];
  Passed *passed = &pass->passed[l];
  size_t p = chain->bend.numbers;
  double raw[MERCER_BEND_MOST], by_y[MERCER_BEND_MOST + 1], by_slope[MERCER_BEND_MOST + 1], y, log_slope;
  for (size_t i = 0; i < pass->n; i++)
    for (size_t b = 0; b < layer->n_bent; b++)
      {
        size_t c = layer->column[layer->n_kept + b];
        const MercerBend *bend = mercer_coupling_bend (chain, c);
        double *by = mercer_matrix_at (pass->by, i, c), share = 1 / (double) pass->n;
        for (size_t q = 0; q < p; q++)
          raw[q] = *mercer_matrix_at (passed->seen.a, i, b * p + q);
        bend->forward (bend, *mercer_matrix_at (passed->x, i, c), raw, &y, &log_slope, by_y, by_slope);
        for (size_t q = 0; q < p; q++)
          *mercer_matrix_at (passed->seen.a, i, b * p + q) = *by * by_y[1 + q] - share * by_slope[1 + q];
        *by = *by * by_y[0] - share * by_slope[0];
      }
}

/* to (j, k) += the derivatives in the kept columns of auxiliary point j, from those in what is seen of it, which stand in row 0. */
static void
gather (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix points, MercerMatrix by_seen, size_t j, MercerMatrix to)
{
  for (size_t k = 0; k < layer->n_kept; k++)
    *mercer_matrix_at (to, j, k) += mercer_coupling_unseen (chain, layer->column[k], *mercer_matrix_at (points, j, k), by_seen, 0);
}

/* The same of row i of those that came in, times `scale`, into pass->by. */
static void
gather_row (Pass *pass, size_t l, double scale, MercerMatrix by_seen, size_t row, size_t i)
{
  const MercerCouplingLayer *layer = &pass->chain->layer[l];
  for (size_t k = 0; k < layer->n_kept; k++)
    {
      size_t c = layer->column[k];
      double at = *mercer_matrix_at (pass->passed[l].x, i, c);
      *mercer_matrix_at (pass->by, i, c) += scale * mercer_coupling_unseen (pass->chain, c, at, by_seen, row);
    }
}

/* sum_j by_k (i, j) dk (x_i, z_j)/dx_i into pass->by, and the same in the points into part->points. by_k = by_a W'. */
static MercerStatus
through_kernel (Pass *pass, size_t l, const MercerCouplingPart *part, MercerCouplingPart *gradient)
{
  const MercerCoupling *chain = pass->chain;
  const MercerCouplingLayer *layer = &chain->layer[l];
  Passed *passed = &pass->passed[l];
  size_t n = pass->n, m = layer->points, d = chain->seen;
  bool few = layer->outputs <= FEW_OUTPUTS;
  MercerMatrix by_k = mercer_work_matrix (pass->work, n, m), slopes = mercer_work_matrix (pass->work, n, d);
  MercerMatrix one = mercer_work_matrix (pass->work, 1, d);
  double *weights = mercer_work_doubles (pass->work, m);
  if (by_k.data == NULL || slopes.data == NULL || one.data == NULL || weights == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gemm (false, true, 1, passed->seen.a, part->weights, 0, by_k, pass->work);
  for (size_t j = 0; j < m && status == MERCER_OK; j++)
    {
      status = mercer_kernel_gradient_x (chain->kernel, mercer_matrix_block (passed->seen.z, j, 0, 1, d), passed->seen.x,
                                         mercer_matrix_column (by_k, j), one, pass->work);
      if (status == MERCER_OK)
        gather (chain, layer, part->points, one, j, gradient->points);
    }
  for (size_t o = 0; o < layer->outputs && few && status == MERCER_OK; o++)
    {
      status = mercer_kernel_gradient_x (chain->kernel, passed->seen.x, passed->seen.z, mercer_matrix_column (part->weights, o), slopes,
                                         pass->work);
      for (size_t i = 0; i < n && status == MERCER_OK; i++)
        gather_row (pass, l, *mercer_matrix_at (passed->seen.a, i, o), slopes, i, i);
    }
  for (size_t i = 0; i < n && !few && status == MERCER_OK; i++)
    {
      for (size_t j = 0; j < m; j++)
        weights[j] = *mercer_matrix_at (by_k, i, j);
      status = mercer_kernel_gradient_x (chain->kernel, mercer_matrix_block (passed->seen.x, i, 0, 1, d), passed->seen.z, weights, one,
                                         pass->work);
      if (status == MERCER_OK)
        gather_row (pass, l, 1, one, 0, i);
    }
  return status;
}

/* The penalty of one layer; its derivatives are added unless gradient is NULL. */
static MercerStatus
penalise (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingPart *part, MercerCouplingPart *gradient,
          MercerWork *work, double *sum)
{
  size_t m = layer->points, d = chain->seen;
  MercerStatus status = MERCER_OK;
  for (size_t o = 0; o < layer->outputs; o++)
    for (size_t k = 0; k < layer->features; k++)
      {
        double slope = *mercer_matrix_at (part->linear, k, o);
        *sum += 0.5 * chain->penalty * slope * slope;
        if (gradient != NULL)
          *mercer_matrix_at (gradient->linear, k, o) += chain->penalty * slope;
      }
  if (m == 0)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix seen = mercer_work_matrix (work, m, d), kzz = mercer_work_matrix (work, m, m), ww = mercer_work_matrix (work, m, m);
  MercerMatrix kw = mercer_work_matrix (work, m, layer->outputs), one = mercer_work_matrix (work, 1, d);
  if (seen.data == NULL || kzz.data == NULL || kw.data == NULL || ww.data == NULL || one.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_coupling_seen (chain, layer, part->points, false, seen);
  status = mercer_kernel_cross (chain->kernel, seen, seen, kzz, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, chain->penalty, kzz, part->weights, 0, kw, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, chain->penalty, part->weights, part->weights, 0, ww, work);
  for (size_t o = 0; o < layer->outputs && status == MERCER_OK; o++)
    for (size_t j = 0; j < m; j++)
      {
        *sum += 0.5 * *mercer_matrix_at (part->weights, j, o) * *mercer_matrix_at (kw, j, o);
        if (gradient != NULL)
          *mercer_matrix_at (gradient->weights, j, o) += *mercer_matrix_at (kw, j, o);
      }
  for (size_t j = 0; j < m && gradient != NULL && status == MERCER_OK; j++)
    {
      /* k (z_j, z_i) moves with z_j in both its places: once half of twice */
      MercerMatrix place = mercer_matrix_block (seen, j, 0, 1, d);
      status = mercer_kernel_gradient_x (chain->kernel, place, seen, mercer_matrix_column (ww, j), one, work);
      if (status == MERCER_OK)
        gather (chain, layer, part->points, one, j, gradient->points);
    }
  mercer_work_release (work, mark);
  return status;
}

static MercerStatus
back (Pass *pass, size_t l, double *gradient)
{
  const MercerCouplingLayer *layer = &pass->chain->layer[l];
  MercerCouplingPart part = mercer_coupling_part (layer, pass->theta), into = mercer_coupling_part (layer, gradient);
  Passed *passed = &pass->passed[l];
  MercerStatus status = MERCER_OK;
  MercerMark mark = mercer_work_mark (pass->work);
  unbend (pass, l);
  for (size_t o = 0; o < layer->outputs; o++)
    {
      const double *by_a = mercer_matrix_column (passed->seen.a, o);
      for (size_t i = 0; i < pass->n; i++)
        *mercer_matrix_at (into.bias, 0, o) += by_a[i];
    }
  mercer_coupling_unlinear (pass->chain, layer, &passed->seen, &part, &into, pass->by);
  if (layer->points > 0)
    status = mercer_gemm (true, false, 1, passed->seen.k, passed->seen.a, 1, into.weights, pass->work);
  if (layer->points > 0 && status == MERCER_OK)
    status = through_kernel (pass, l, &part, &into);
  mercer_work_release (pass->work, mark);
  return status;
}

/* Standardised rows into pass->y; layers' memory. */
static MercerStatus
open_pass (Pass *pass, MercerMatrix x)
{
  const MercerCoupling *chain = pass->chain;
  pass->passed = mercer_work_alloc (pass->work, chain->n_layers + 1, sizeof *pass->passed);
  pass->y = mercer_work_matrix (pass->work, pass->n, chain->d);
  pass->by = mercer_work_matrix (pass->work, pass->n, chain->d);
  if (pass->passed == NULL || pass->y.data == NULL || pass->by.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_coupling_place (chain, x, pass->y);
  for (size_t l = 0; l < chain->n_layers; l++)
    if (open_layer (pass, l) != MERCER_OK)
      return MERCER_OUT_OF_MEMORY;
  return MERCER_OK;
}

/* - mean log p, with its derivatives in where the rows have come to. */
static double
likelihood (Pass *pass, double slopes)
{
  const MercerCoupling *chain = pass->chain;
  double normal = chain->bend.bounded ? 0 : 1, sum = 0.5 * normal * (double) (pass->n * chain->d) * log_2pi - slopes;
  for (size_t c = 0; c < chain->d; c++)
    {
      sum += (double) pass->n * log (chain->sd[c]);
      for (size_t i = 0; i < pass->n; i++)
        {
          double z = normal * *mercer_matrix_at (pass->y, i, c);
          sum += 0.5 * z * z;
          *mercer_matrix_at (pass->by, i, c) = z / (double) pass->n;
        }
    }
  return sum / (double) pass->n;
}

MercerStatus
mercer_coupling_loss (const MercerCoupling *chain, const double *theta, MercerMatrix x, double *loss, double *nll, double *gradient,
                      MercerWork *work)
{
  Pass pass = { .chain = chain, .theta = theta, .work = work, .n = x.rows };
  MercerMark mark = mercer_work_mark (work);
  double slopes = 0, penalty = 0;
  MercerStatus status = open_pass (&pass, x);
  for (size_t l = 0; l < chain->n_layers && status == MERCER_OK; l++)
    status = go (&pass, l, &slopes);
  if (status != MERCER_OK)
    return status;
  double mean = likelihood (&pass, slopes);
  if (gradient != NULL)
    memset (gradient, 0, chain->parameters * sizeof *gradient);
  for (size_t l = chain->n_layers; l-- > 0 && status == MERCER_OK;)
    {
      MercerCouplingPart part = mercer_coupling_part (&chain->layer[l], theta), into = mercer_coupling_part (&chain->layer[l], gradient);
      if (gradient != NULL)
        status = mercer_work_wanted (work) ? back (&pass, l, gradient) : MERCER_STOPPED;
      if (status == MERCER_OK)
        status = penalise (chain, &chain->layer[l], &part, gradient != NULL ? &into : NULL, work, &penalty);
    }
  *loss = mean + penalty;
  if (nll != NULL)
    *nll = mean;
  mercer_work_release (work, mark);
  return status == MERCER_OK && !isfinite (*loss) ? MERCER_DIVERGED : status;
}
