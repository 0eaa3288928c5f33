/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-likelihood.h"

MercerStatus
gp_evaluator_init (GpEvaluator *e, const MercerGpProblem *problem, MercerWork *work)
{
  size_t n = problem->x.rows, d = problem->x.cols, p = gp_mean_terms (problem->mean, d);
  MercerStatus status = gp_check (problem, 0, work);
  if (status != MERCER_OK)
    return status;
  double *centre = mercer_work_doubles (work, d + 1);
  *e = (GpEvaluator){
    .x = problem->x,
    .y = problem->y,
    .k = mercer_work_matrix (work, n, n),
    .rhs = mercer_work_matrix (work, n, 1 + p),
    .basis = mercer_work_matrix (work, n, p + 1),
    .solve = mercer_work_doubles (work, n),
    .work = work,
  };
  if (centre == NULL || e->k.data == NULL || e->rhs.data == NULL || e->basis.data == NULL || e->solve == NULL)
    return MERCER_OUT_OF_MEMORY;
  e->basis.cols = p;
  gp_column_means (problem->x, centre);
  gp_mean_basis (problem->mean, problem->x, centre, e->basis);
  return MERCER_OK;
}

/* --- W = (alpha alpha' - K^-1) / 2, lower triangle, from K^-1 in place ----------------------------- */

enum { COLUMNS = 64, ALONE = 300 };

typedef struct
{
  MercerMatrix k;
  const double *alpha;
} Weights;

static void
weigh_columns_cb (void *data, size_t index)
{
  const Weights *w = data;
  size_t n = w->k.rows;
  for (size_t j = index * COLUMNS; j < MIN (n, (index + 1) * COLUMNS); j++)
    {
      double *column = mercer_matrix_column (w->k, j);
      double half = 0.5 * w->alpha[j];
      for (size_t i = j; i < n; i++)
        column[i] = half * w->alpha[i] - 0.5 * column[i];
    }
}

static void
weigh (MercerMatrix k, const double *alpha)
{
  Weights w = { k, alpha };
  size_t tasks = (k.rows + COLUMNS - 1) / COLUMNS;
  if (k.rows >= ALONE)
    mercer_pool_for (tasks, weigh_columns_cb, &w);
  else
    for (size_t t = 0; t < tasks; t++)
      weigh_columns_cb (&w, t);
}

/* d log p / d theta = tr (W dK); for log noise dK = 2 noise^2 I. The coefficients of the mean are at their
 * optimum, so that their change adds nothing to the first order. e->k holds K^-1. */
static MercerStatus
gradient_of (GpEvaluator *e, const MercerKernel *kernel, double noise, double *gradient)
{
  size_t n = e->k.rows;
  if (e->log_factor != 0) /* c K has K^-1 / c, alpha / c and derivatives c dK: all but alpha alpha' / c cancels */
    cblas_dscal ((int) n, exp (-0.5 * e->log_factor), e->solve, 1);
  weigh (e->k, e->solve);
  MercerStatus status = mercer_kernel_gradient (kernel, e->x, e->k, gradient, e->work);
  double trace = 0;
  for (size_t i = 0; i < n; i++)
    trace += *mercer_matrix_at (e->k, i, i);
  gradient[mercer_kernel_free_params (kernel)] = 2 * noise * noise * trace;
  return status;
}

/* For c K: squares / c, log det + n log c. Chooses c. */
static double
value_of (GpEvaluator *e, double squares, double log_det)
{
  double n = (double) e->k.rows;
  e->log_factor = CLAMP (log (squares / n), e->log_factor_lower, e->log_factor_upper);
  return -0.5 * (squares * exp (-e->log_factor) + log_det + n * (e->log_factor + log (2 * G_PI)));
}

static MercerStatus
evaluate_dense (GpEvaluator *e, const MercerKernel *kernel, double noise, double *value, bool inverse)
{
  size_t n = e->k.rows;
  double jitter;
  MercerStatus status = gp_factorise (kernel, e->x, noise, e->k, &jitter, e->work);
  if (status != MERCER_OK)
    return status;
  memcpy (e->rhs.data, e->y, n * sizeof (double));
  for (size_t k = 0; k < e->basis.cols; k++)
    memcpy (mercer_matrix_column (e->rhs, 1 + k), mercer_matrix_column (e->basis, k), n * sizeof (double));
  if (e->basis.cols > 0)
    status = mercer_solve_lower (e->k, false, e->rhs, e->work);
  else
    cblas_dtrsv (CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int) n, e->k.data, (int) e->k.stride,
                 e->rhs.data, 1);
  if (status != MERCER_OK)
    return status;
  gp_gls_fit (&e->gls, e->rhs.data, mercer_matrix_block (e->rhs, 0, 1, n, e->basis.cols));
  *value = value_of (e, cblas_ddot ((int) n, e->rhs.data, 1, e->rhs.data, 1), mercer_cholesky_log_det (e->k));
  if (!inverse)
    return MERCER_OK;
  memcpy (e->solve, e->rhs.data, n * sizeof (double));
  cblas_dtrsv (CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, (int) n, e->k.data, (int) e->k.stride, e->solve,
               1);
  return mercer_cholesky_inverse (e->k, e->k, e->work);
}

static MercerStatus
evaluate_low (GpEvaluator *e, const GpLow *low, double *value, bool inverse)
{
  size_t n = e->k.rows;
  double squares;
  MercerMatrix coefficients = mercer_work_matrix (e->work, low->rank, 1 + e->basis.cols);
  if (coefficients.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = gp_low_least_squares (low, e->y, e->basis, e->rhs, coefficients, &e->gls, &squares, e->work);
  if (status != MERCER_OK)
    return status;
  *value = value_of (e, squares, gp_low_log_det (low));
  if (!inverse)
    return MERCER_OK;
  MercerMatrix w = gp_low_whiten (low, low->gx, e->work);
  if (w.data == NULL)
    return mercer_work_wanted (e->work) ? MERCER_OUT_OF_MEMORY : MERCER_STOPPED;
  memcpy (e->solve, e->rhs.data, n * sizeof (double));
  double least = low->ratio * low->scale;
  status = mercer_syrk (false, -1 / (low->ratio * least), w, 0, e->k, e->work);
  mercer_matrix_add_diagonal (e->k, 1 / least);
  return status;
}

MercerStatus
gp_evaluate (GpEvaluator *e, const MercerKernel *kernel, double noise, double *value, double *gradient)
{
  MercerMark mark = mercer_work_mark (e->work);
  GpSplit split = gp_split (kernel);
  GpLow low;
  MercerStatus status
      = gp_low_try (&low, &split, noise * noise + split.white, e->x, (MercerMatrix){ 0 }, e->work);
  if (status == MERCER_OK)
    status = low.rank > 0 ? evaluate_low (e, &low, value, gradient != NULL)
                          : evaluate_dense (e, kernel, noise, value, gradient != NULL);
  gp_split_clear (&split);
  mercer_work_release (e->work, mark);
  return status == MERCER_OK && gradient != NULL ? gradient_of (e, kernel, noise, gradient) : status;
}

MercerStatus
mercer_gp_likelihood (const MercerGpProblem *problem, double *value, double *gradient, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  GpEvaluator e;
  MercerStatus status = gp_evaluator_init (&e, problem, work);
  if (status == MERCER_OK)
    status = gp_evaluate (&e, problem->kernel, problem->noise, value, gradient);
  mercer_work_release (work, mark);
  return status;
}
