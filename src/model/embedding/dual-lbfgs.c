/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "dual-private.h"
#include "linalg.h"
#include "optimize.h"

/* NLopt ends on the value, whose error is the square of the gradient's; rounding ends it too. */
static const double least_tolerance = 1e-14;

typedef struct
{
  Descent *d;
  MercerMatrix r, gr, y;   /* n x k, of the descent */
  MercerMatrix m, v, root; /* k x k */
  double *values, *history;
  size_t *steps, most;
  double best;
} Quasi;

/* K' H (H' K' H)^(-1/2) into Y from H in R; tr (H' K' H)^(1/2). */
static MercerStatus
nuclear (Quasi *q, double *trace)
{
  Descent *d = q->d;
  size_t k = d->k;
  *trace = 0;
  MercerStatus status = descent_multiply (d);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, q->r, q->gr, 0, q->m, d->work);
  if (status == MERCER_OK)
    status = mercer_eigen (q->m, q->values, q->v, d->work);
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < k; j++)
    {
      double root = q->values[j] > 0 ? sqrt (q->values[j]) : 0;
      *trace += root;
      for (size_t i = 0; i < k; i++)
        *mercer_matrix_at (q->m, i, j) = root > 0 ? *mercer_matrix_at (q->v, i, j) / root : 0;
    }
  status = mercer_gemm (false, true, 1, q->m, q->v, 0, q->root, d->work);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, q->gr, q->root, 0, q->y, d->work) : status;
}

/* |H|^2 / 2 - tr (H' K' H)^(1/2); its gradient is H - Y. */
static double
dual_cb (const double *h, double *gradient, void *data)
{
  Quasi *q = data;
  Descent *d = q->d;
  size_t count = d->n * d->k;
  double trace;
  mercer_matrix_copy (mercer_matrix ((double *) h, d->n, d->k), q->r);
  if (nuclear (q, &trace) != MERCER_OK)
    return NAN;
  double value = 0.5 * cblas_ddot ((int) count, h, 1, h, 1) - trace;
  for (size_t j = 0; j < d->k && gradient != NULL; j++)
    for (size_t i = 0; i < d->n; i++)
      gradient[i + j * d->n] = h[i + j * d->n] - *mercer_matrix_at (q->y, i, j);
  q->best = MAX (q->best, -value);
  if (*q->steps < q->most)
    q->history[(*q->steps)++] = q->best;
  return value;
}

MercerStatus
descent_run_lbfgs (Descent *d, double tolerance, size_t most_steps, double *history, size_t *steps, bool *converged)
{
  size_t k = d->k, count = d->n * k;
  MercerMark mark = mercer_work_mark (d->work);
  Quasi q = { .d = d, .r = mercer_matrix_block (d->r, 0, 0, d->n, k), .gr = mercer_matrix_block (d->gr, 0, 0, d->n, k),
              .y = mercer_matrix_block (d->y, 0, 0, d->n, k), .m = mercer_work_matrix (d->work, k, k),
              .v = mercer_work_matrix (d->work, k, k),
              .root = mercer_work_matrix (d->work, k, k), .values = mercer_work_doubles (d->work, k), .history = history,
              .steps = steps, .most = *steps + most_steps, .best = 0 };
  double *h = mercer_work_doubles (d->work, count);
  if (q.m.data == NULL || q.v.data == NULL || q.root.data == NULL || q.values == NULL || h == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = count, .objective = dual_cb, .data = &q,
                            .relative_tolerance = MAX (tolerance * tolerance, least_tolerance), .max_evaluations = (int) most_steps };
  MercerOptimum optimum;
  mercer_matrix_copy (q.y, mercer_matrix (h, d->n, k));
  MercerStatus status = mercer_optimize (&problem, h, &optimum, d->work);
  if (status != MERCER_OK && !mercer_work_wanted (d->work)) /* a value was not finite because a product was not finished */
    status = MERCER_STOPPED;
  *converged = optimum.converged;
  if (status == MERCER_OK)
    {
      mercer_matrix_copy (mercer_matrix (h, d->n, k), q.r);
      status = descent_multiply (d);
    }
  if (status == MERCER_OK)
    status = descent_step_dca (d);
  mercer_work_release (d->work, mark);
  return status;
}
