/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attention.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "optimize.h"
#include "random.h"

enum { STREAM_WEIGHTS = 0x617474 };

/* --- The layer ---------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix wq, wk, wv, wo;
  double *bias;
} Layout;

static Layout
layout_of (const MercerAttention *a, const double *theta)
{
  double *at = (double *) theta;
  size_t square = a->d * a->head, tall = a->d * a->values;
  return (Layout){ mercer_matrix (at, a->d, a->head), mercer_matrix (at + square, a->d, a->head),
                   mercer_matrix (at + 2 * square, a->d, a->values), mercer_matrix (at + 2 * square + tall, a->values, a->out),
                   at + 2 * square + tall + a->values * a->out };
}

/* Each row of S becomes its softmax. */
static void
soften (MercerMatrix s)
{
  for (size_t i = 0; i < s.rows; i++)
    {
      double most = -INFINITY, sum = 0;
      for (size_t j = 0; j < s.cols; j++)
        most = fmax (most, *mercer_matrix_at (s, i, j));
      for (size_t j = 0; j < s.cols; j++)
        sum += *mercer_matrix_at (s, i, j) = exp (*mercer_matrix_at (s, i, j) - most);
      for (size_t j = 0; j < s.cols; j++)
        *mercer_matrix_at (s, i, j) /= sum;
    }
}

/* q, k, v, h and p at theta; error (n x out) = out - T. */
static MercerStatus
forward (MercerAttention *a, const Layout *l, MercerMatrix p, MercerMatrix error, MercerWork *work)
{
  MercerStatus status = mercer_gemm (false, false, 1, a->x, l->wq, 0, a->q, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, a->x, l->wk, 0, a->k, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, a->x, l->wv, 0, a->v, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, 1 / sqrt ((double) a->head), a->q, a->k, 0, p, work);
  if (status != MERCER_OK)
    return status;
  soften (p);
  status = mercer_gemm (false, false, 1, p, a->v, 0, a->h, work);
  for (size_t c = 0; c < a->out; c++)
    for (size_t i = 0; i < a->n; i++)
      *mercer_matrix_at (error, i, c) = l->bias[c] - *mercer_matrix_at (a->target, i, c);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, a->h, l->wo, 1, error, work) : status;
}

/* From d loss / d out to the gradient in theta; p becomes d loss / d S. */
static MercerStatus
backward (const MercerAttention *a, const Layout *l, MercerMatrix p, MercerMatrix error, double *gradient, MercerWork *work)
{
  Layout g = layout_of (a, gradient);
  double scale = 1 / sqrt ((double) a->head);
  MercerMatrix dh = mercer_work_matrix (work, a->n, a->values), dv = mercer_work_matrix (work, a->n, a->values);
  MercerMatrix dp = mercer_work_matrix (work, a->n, a->n), dq = mercer_work_matrix (work, a->n, a->head);
  if (dh.data == NULL || dv.data == NULL || dp.data == NULL || dq.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < a->out; c++)
    {
      g.bias[c] = 0;
      for (size_t i = 0; i < a->n; i++)
        g.bias[c] += *mercer_matrix_at (error, i, c);
    }
  mercer_gemm (true, false, 1, a->h, error, 0, g.wo, NULL);
  mercer_gemm (false, true, 1, error, l->wo, 0, dh, NULL);
  mercer_gemm (true, false, 1, p, dh, 0, dv, NULL);
  mercer_gemm (true, false, 1, a->x, dv, 0, g.wv, NULL);
  mercer_gemm (false, true, 1, dh, a->v, 0, dp, NULL);
  for (size_t i = 0; i < a->n; i++)
    {
      double mean = 0;
      for (size_t j = 0; j < a->n; j++)
        mean += *mercer_matrix_at (dp, i, j) * *mercer_matrix_at (p, i, j);
      for (size_t j = 0; j < a->n; j++)
        *mercer_matrix_at (p, i, j) *= *mercer_matrix_at (dp, i, j) - mean;
    }
  mercer_gemm (false, false, scale, p, a->k, 0, dq, NULL);
  mercer_gemm (true, false, 1, a->x, dq, 0, g.wq, NULL);
  mercer_gemm (true, false, scale, p, a->q, 0, dq, NULL);
  mercer_gemm (true, false, 1, a->x, dq, 0, g.wk, NULL);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

static double
variance_of (MercerMatrix t)
{
  double sum = 0;
  for (size_t c = 0; c < t.cols; c++)
    {
      double mean = 0;
      for (size_t i = 0; i < t.rows; i++)
        mean += *mercer_matrix_at (t, i, c) / (double) t.rows;
      for (size_t i = 0; i < t.rows; i++)
        sum += pow (*mercer_matrix_at (t, i, c) - mean, 2);
    }
  return sum > 0 ? sum : 1;
}

MercerStatus
mercer_attention_loss (MercerAttention *a, const double *theta, double *loss, double *gradient, MercerWork *work)
{
  Layout l = layout_of (a, theta);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix p = mercer_work_matrix (work, a->n, a->n), error = mercer_work_matrix (work, a->n, a->out);
  if (p.data == NULL || error.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = forward (a, &l, p, error, work);
  double variance = variance_of (a->target);
  *loss = 0;
  for (size_t c = 0; c < a->out; c++)
    for (size_t i = 0; i < a->n; i++)
      {
        double miss = *mercer_matrix_at (error, i, c);
        *loss += miss * miss / variance;
        *mercer_matrix_at (error, i, c) = 2 * miss / variance;
      }
  a->loss = *loss;
  if (status == MERCER_OK && gradient != NULL)
    status = backward (a, &l, p, error, gradient, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_attention_open (MercerAttention *a, MercerMatrix x, MercerMatrix target, size_t head, size_t values, uint64_t seed,
                       MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  double loss;
  *a = (MercerAttention){ .n = n, .d = d, .head = head, .values = values, .out = target.cols, .x = x, .target = target,
                          .parameters = 2 * d * head + d * values + values * target.cols + target.cols };
  a->theta = mercer_work_doubles (work, a->parameters);
  a->q = mercer_work_matrix (work, n, head);
  a->k = mercer_work_matrix (work, n, head);
  a->v = mercer_work_matrix (work, n, values);
  a->h = mercer_work_matrix (work, n, values);
  if (n < 2 || d < 1 || head < 1 || values < 1 || values >= n || target.rows != n)
    return MERCER_BAD_INPUT;
  if (a->theta == NULL || a->q.data == NULL || a->k.data == NULL || a->v.data == NULL || a->h.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_normals (seed, STREAM_WEIGHTS, 0, a->parameters, a->theta);
  for (size_t k = 0; k < a->parameters; k++)
    a->theta[k] /= sqrt ((double) d);
  return mercer_attention_loss (a, a->theta, &loss, NULL, work);
}

typedef struct
{
  MercerAttention *attention;
  MercerWork *work;
} Training;

static double
training_cb (const double *theta, double *gradient, void *data)
{
  Training *training = data;
  double loss;
  return mercer_attention_loss (training->attention, theta, &loss, gradient, training->work) == MERCER_OK ? loss : NAN;
}

MercerStatus
mercer_attention_train (MercerAttention *a, int evaluations, MercerWork *work)
{
  Training training = { a, work };
  MercerOptimum optimum;
  double loss;
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = a->parameters, .objective = training_cb, .data = &training,
                            .relative_tolerance = 1e-8, .max_evaluations = evaluations };
  MercerStatus status = mercer_optimize (&problem, a->theta, &optimum, work);
  return status == MERCER_OK ? mercer_attention_loss (a, a->theta, &loss, NULL, work) : status;
}
