/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"

/* Whitened y and H from a factor: they stand in its further rows. */
static void
take_whitened (GpSolved *solved, const MercerGpProblem *problem)
{
  const GpFactor *factor = solved->hold.factor;
  size_t n = factor->n, below = n + factor->m;
  for (size_t r = 0; r < n; r++)
    {
      const double *column = mercer_matrix_at (factor->f, below, r);
      solved->residual[r] = column[0];
      for (size_t k = 0; k < factor->p; k++)
        *mercer_matrix_at (solved->h_w, r, k) = column[1 + k];
    }
  memcpy (solved->centre, factor->centre, factor->d * sizeof (double));
  solved->jitter = factor->jitter;
  solved->log_det = mercer_cholesky_log_det (mercer_matrix_block (factor->f, 0, 0, n, n));
}

/* The same from eigenvectors: A = diag (weight)^1/2 Q'. False where the weights would not be finite. */
static bool
weigh (GpSolved *solved, const MercerGpProblem *problem)
{
  const GpSettled *settled = &solved->settled;
  size_t n = solved->n;
  double scale = settled->split.scale;
  solved->log_det = 0;
  for (size_t i = 0; i < n; i++)
    {
      double lambda = scale * settled->eigen->lambda[i] + solved->noise2;
      /* below this a factorisation would have met rounding and added jitter: let it */
      if (!(lambda > 1e-14 * scale * settled->eigen->lambda[n - 1]))
        return false;
      solved->weight[i] = 1 / lambda;
      solved->log_det += log (lambda);
      double root = sqrt (solved->weight[i]);
      solved->residual[i] = root * settled->rhs[i];
      for (size_t k = 0; k < solved->h_w.cols; k++)
        *mercer_matrix_at (solved->h_w, i, k) = root * settled->rhs[(1 + k) * n + i];
    }
  gp_column_means (problem->x, solved->centre);
  return true;
}

/* Least squares through K^-1 [y, H] itself. */
static MercerStatus
solve_low (GpSolved *solved, const MercerGpProblem *problem, MercerWork *work)
{
  size_t n = solved->n, p = solved->gls.p;
  MercerMatrix basis = mercer_work_matrix (work, n, p + 1);
  solved->solve = mercer_work_matrix (work, n, 1 + p);
  solved->coefficients = mercer_work_matrix (work, solved->low.rank, 1 + p);
  if (solved->solve.data == NULL || basis.data == NULL || solved->coefficients.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  basis.cols = p;
  gp_column_means (problem->x, solved->centre);
  gp_mean_basis (problem->mean, problem->x, solved->centre, basis);
  solved->log_det = gp_low_log_det (&solved->low);
  return gp_low_least_squares (&solved->low, problem->y, basis, solved->solve, solved->coefficients, &solved->gls,
                               &solved->squares, work);
}

void
gp_solved_clear (GpSolved *solved)
{
  gp_factor_release (&solved->hold);
  gp_settled_clear (&solved->settled);
}

/* In order of cost: a factor that is there, eigenvectors that are there, a factor that follows, a matrix of low rank, a
 * factor that is made. */
static MercerStatus
choose (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  gp_factor_peek (&solved->hold, problem, z, work);
  if (solved->hold.factor != NULL)
    return MERCER_OK;
  MercerStatus status = gp_settled_find (&solved->settled, problem, z, work);
  if (status != MERCER_OK)
    return status;
  solved->noise2 = problem->noise * problem->noise + solved->settled.split.white;
  if (solved->settled.eigen != NULL && weigh (solved, problem))
    {
      solved->way = MERCER_GP_EIGEN;
      return MERCER_OK;
    }
  status = gp_factor_hold (&solved->hold, problem, z, false, work);
  if (status != MERCER_OK || solved->hold.factor != NULL)
    {
      gp_settled_clear (&solved->settled);
      return status;
    }
  status = gp_low_try (&solved->low, &solved->settled.split, solved->noise2, problem->x, z, work);
  gp_settled_clear (&solved->settled);
  if (status != MERCER_OK)
    return status;
  if (solved->low.rank > 0)
    {
      solved->way = MERCER_GP_LOW_RANK;
      return solve_low (solved, problem, work);
    }
  status = gp_check (problem, z.rows, work);
  return status != MERCER_OK ? status : gp_factor_hold (&solved->hold, problem, z, true, work);
}

static MercerStatus
choose_factor (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  gp_factor_peek (&solved->hold, problem, z, work);
  if (solved->hold.factor != NULL)
    return MERCER_OK;
  MercerStatus status = gp_check (problem, z.rows, work);
  return status != MERCER_OK ? status : gp_factor_hold (&solved->hold, problem, z, true, work);
}

typedef MercerStatus (*ChooseFunc) (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);

static MercerStatus
solve_by (ChooseFunc choose_way, GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  size_t n = problem->x.rows, d = problem->x.cols, p = gp_mean_terms (problem->mean, d);
  memset (solved, 0, offsetof (GpSolved, gls));
  solved->gls.p = p;
  MercerStatus status = gp_check (problem, 0, NULL);
  if (status != MERCER_OK)
    return status;
  solved->n = n;
  solved->m = z.rows;
  solved->residual = mercer_work_doubles (work, n);
  solved->weight = mercer_work_doubles (work, n);
  solved->centre = mercer_work_doubles (work, d + 1);
  solved->h_w = mercer_work_matrix (work, n, p + 1);
  if (solved->residual == NULL || solved->weight == NULL || solved->centre == NULL || solved->h_w.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  solved->h_w.cols = p;
  status = choose_way (solved, problem, z, work);
  if (status == MERCER_OK && solved->hold.factor != NULL)
    {
      solved->way = solved->hold.way;
      take_whitened (solved, problem);
    }
  if (status != MERCER_OK)
    gp_solved_clear (solved);
  else if (solved->way != MERCER_GP_LOW_RANK)
    {
      gp_gls_fit (&solved->gls, solved->residual, solved->h_w);
      solved->squares = cblas_ddot ((int) n, solved->residual, 1, solved->residual, 1);
    }
  return status;
}

MercerStatus
gp_solve (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  return solve_by (choose, solved, problem, z, work);
}

MercerStatus
gp_solve_dense (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  return solve_by (choose_factor, solved, problem, z, work);
}

void
gp_solved_report (const GpSolved *solved, const MercerGpProblem *problem, MercerGpReport *report)
{
  *report = (MercerGpReport){
    .log_marginal_likelihood = -0.5 * (solved->squares + solved->log_det + (double) solved->n * log (2 * G_PI)),
    .loo_log_score = NAN,
    .loo_rmse = NAN,
    .condition = NAN,
    .jitter = solved->jitter,
    .way = solved->way,
    .n = solved->n,
  };
  gp_gls_report (&solved->gls, solved->centre, report);
}
