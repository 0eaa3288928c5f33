/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dual-private.h"
#include "linalg.h"

enum { DEFAULT_STEPS = 500 };
static const double default_tolerance = 1e-7;

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* The median distance to the mean in feature space; where most points are the same, the root mean square. */
static double
unit_of (const MercerProjectionGram *gram, double *scratch)
{
  size_t n = gram->n;
  for (size_t i = 0; i < n; i++)
    scratch[i] = sqrt (MAX (gram->diagonal[i], 0));
  qsort (scratch, n, sizeof *scratch, compare_doubles);
  double median = 0.5 * (scratch[(n - 1) / 2] + scratch[n / 2]), mean = sqrt (MAX (gram->trace, 0) / (double) n);
  median = median > 1e-8 * mean ? median : mean;
  return median > 0 ? median : 1;
}

/* The map for new points by all rows; what the directions leave of each. */
static void
map_by_rows (const Descent *d, const MercerProjectionProblem *problem, MercerProjection *p)
{
  const MercerProjectionGram *gram = d->gram;
  size_t n = d->n;
  memcpy (p->error, gram->diagonal, n * sizeof (double));
  mercer_matrix_copy (problem->x, p->basis);
  for (size_t j = 0; j < d->k; j++)
    {
      const double *a = mercer_matrix_column (d->a, j), *y = mercer_matrix_column (d->y, j);
      double *weight = mercer_matrix_column (p->weights, j), mean = 0;
      for (size_t i = 0; i < n && problem->centred; i++)
        mean += a[i] / (double) n;
      for (size_t i = 0; i < n; i++)
        {
          weight[i] = a[i] - mean;
          p->offset[j] += gram->row_means[i] * weight[i];
          p->error[i] = MAX (p->error[i] - y[i] * y[i], 0);
        }
    }
  for (size_t i = 0; i < n; i++)
    p->mean_weights[i] = problem->centred ? 1 / (double) n : 0;
}

/* The same by landmarks: with F = C^-1 k (L, X), centred, directions are B = F A, and scores (C^-1 k (L, z) - mean)' B. */
static MercerStatus
map_by_landmarks (const Descent *d, const MercerProjectionProblem *problem, const ProjectionFactor *factor, MercerProjection *p)
{
  size_t n = d->n, m = factor->landmarks.rows;
  double *diagonal = mercer_work_doubles (d->work, n);
  if (diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (factor->landmarks, p->basis);
  memcpy (p->mean_weights, factor->mean, m * sizeof (double));
  MercerStatus status = mercer_gemm (false, false, 1, d->gram->factor, mercer_matrix_block (d->a, 0, 0, n, d->k), 0, p->weights, d->work);
  for (size_t j = 0; j < d->k && status == MERCER_OK; j++)
    p->offset[j] = cblas_ddot ((int) m, factor->mean, 1, mercer_matrix_column (p->weights, j), 1);
  if (status == MERCER_OK)
    status = mercer_solve_lower (factor->chol, true, p->weights, d->work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (factor->chol, true, mercer_matrix (p->mean_weights, m, 1), d->work);
  if (status == MERCER_OK)
    status = mercer_projection_apply (p, problem->kernel, problem->x, (MercerMatrix){ 0 }, p->error, d->work);
  mercer_kernel_diagonal (problem->kernel, problem->x, false, diagonal);
  p->trace = cblas_dasum ((int) n, diagonal, 1) - (double) n * p->grand_mean;
  if (p->trace <= projection_rounding (n, p->grand_mean))
    p->trace = 0;
  p->lost = p->trace > 0 ? MAX (1 - d->gram->trace / p->trace, 0) : 0;
  p->jitter = factor->jitter;
  return status;
}

/* Scores, errors and the map for new points. */
static MercerStatus
projection_of (const Descent *d, const MercerProjectionProblem *problem, const ProjectionFactor *factor, MercerProjection **out)
{
  const MercerProjectionGram *gram = d->gram;
  size_t n = d->n;
  bool low = gram->k.data == NULL;
  MercerProjection *p = *out = projection_new (n, problem->x.cols, d->k, low ? factor->landmarks.rows : n);
  p->grand_mean = gram->grand_mean;
  p->trace = gram->trace;
  p->squares = gram->squares;
  memcpy (p->values, d->values, d->k * sizeof (double));
  mercer_matrix_copy (mercer_matrix_block (d->y, 0, 0, n, d->k), p->scores);
  for (size_t i = 0; i < n; i++)
    p->rows[i] = projection_row (problem, i);
  if (low)
    return map_by_landmarks (d, problem, factor, p);
  map_by_rows (d, problem, p);
  return MERCER_OK;
}

/* Signs, and directions that are as good as equal, are those of the last answer of the thread. */
static void
follow (MercerDualProjection *dual, const MercerDualProblem *problem, MercerWork *work)
{
  MercerStoreItem *item = projection_guide (&problem->of, dual->projection, work);
  projection_follow (dual->projection, item != NULL ? mercer_store_item_data (item) : NULL, dual->dual, work);
  if (item != NULL)
    mercer_store_release (item);
  projection_keep_last (&problem->of, dual->projection, work);
}

/* What is maximised, and the dual at H = R: sum f* (h_i) - tr (H' K' H)^(1/2), where (H' K' H)^(1/2) has the values. */
static void
fill_objectives (MercerDualProjection *dual, const Descent *d)
{
  for (size_t j = 0; j < d->k; j++)
    dual->dual_objective -= d->values[j];
  for (size_t i = 0; i < d->n; i++)
    {
      double h = 0, y = 0;
      for (size_t j = 0; j < d->k; j++)
        {
          h = hypot (h, *mercer_matrix_at (dual->dual, i, j));
          y = hypot (y, *mercer_matrix_at (d->y, i, j));
        }
      dual->dual_objective += mercer_dual_loss_conjugate (d->loss, h, d->t);
      dual->objective += mercer_dual_loss_value (d->loss, y, d->t);
    }
}

static MercerStatus
descend (Descent *d, const MercerDualProblem *problem, double unit, MercerDualProjection *dual)
{
  size_t most = problem->most_steps > 0 ? problem->most_steps : DEFAULT_STEPS;
  double tolerance = problem->tolerance > 0 ? problem->tolerance : default_tolerance;
  bool quasi = problem->way == MERCER_DUAL_LBFGS && problem->loss == MERCER_DUAL_SQUARE;
  MercerStatus status = descent_start (d, problem, unit, dual->history, &dual->steps);
  if (status != MERCER_OK || d->k == 0)
    return status;
  if (quasi)
    status = descent_run_lbfgs (d, tolerance, most, dual->history, &dual->steps, &dual->converged);
  bool reached;
  if (status == MERCER_OK) /* after quasi-Newton: weights and K' R of where it ended */
    status = descent_run (d, problem->way == MERCER_DUAL_DCA ? MERCER_DUAL_DCA : MERCER_DUAL_SPAN, tolerance, quasi ? 1 : most,
                          dual->history, &dual->steps, &reached);
  if (status == MERCER_OK && !quasi)
    dual->converged = reached;
  return status;
}

MercerStatus
mercer_dual_projection (const MercerDualProblem *problem, MercerDualProjection **out, MercerWork *work)
{
  const MercerProjectionProblem *of = &problem->of;
  size_t n = of->x.rows, k = MIN (of->components, n), most = problem->most_steps > 0 ? problem->most_steps : DEFAULT_STEPS;
  g_return_val_if_fail (n >= 2 && k >= 1 && problem->threshold > 0, MERCER_BAD_INPUT);
  MercerMark mark = mercer_work_mark (work);
  MercerProjectionGram gram;
  Descent d = { .loss = problem->loss, .centred = problem->of.centred };
  double *scratch = mercer_work_doubles (work, n);
  ProjectionFactor factor = { 0 };
  MercerStatus status = scratch == NULL                                  ? MERCER_OUT_OF_MEMORY
                        : of->landmarks > 0 && of->landmarks < of->x.rows ? projection_factor (of, &factor, &gram, work)
                                                                         : projection_gram (of, NULL, &gram, work);
  if (status == MERCER_OK && !descent_open (&d, &gram, k, work))
    status = MERCER_OUT_OF_MEMORY;
  if (status != MERCER_OK)
    return status;
  MercerDualProjection *dual = g_new0 (MercerDualProjection, 1);
  dual->history = g_new0 (double, most + DESCENT_START_STEPS + 2);
  dual->dual = mercer_matrix (g_new0 (double, n * k), n, k);
  double unit = unit_of (&gram, scratch);
  d.t = problem->threshold * unit;
  dual->threshold = problem->loss == MERCER_DUAL_SQUARE ? 0 : d.t;
  status = descend (&d, problem, unit, dual);
  if (status == MERCER_OK && d.k == 0) /* all points are the same: one direction without length */
    {
      d.k = 1;
      memset (d.a.data, 0, n * sizeof (double));
      memset (d.y.data, 0, n * sizeof (double));
      d.values[0] = 0;
      for (size_t i = 0; i < n; i++)
        d.weights[i] = mercer_dual_loss_weight (d.loss, 0, d.t);
    }
  else if (status == MERCER_OK)
    status = descent_settle (&d);
  if (status == MERCER_OK && d.values[0] > 0)
    status = descent_finish (&d, dual->dual);
  if (status == MERCER_OK)
    {
      dual->dual.cols = d.k;
      dual->products = d.products;
      dual->weights = g_memdup2 (d.weights, n * sizeof (double));
      status = projection_of (&d, of, &factor, &dual->projection);
      fill_objectives (dual, &d);
    }
  if (status == MERCER_OK)
    {
      follow (dual, problem, work);
      *out = dual;
    }
  else
    mercer_dual_projection_free (dual);
  mercer_work_release (work, mark);
  return status;
}

void
mercer_dual_projection_free (MercerDualProjection *dual)
{
  if (dual == NULL)
    return;
  if (dual->projection != NULL)
    projection_free (dual->projection);
  g_free (dual->weights);
  g_free (dual->dual.data);
  g_free (dual->history);
  g_free (dual);
}
