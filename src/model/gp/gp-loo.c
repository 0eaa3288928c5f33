/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"

/* diagonal = diag (K^-1), solve = K^-1 r, g = K^-1 H C^-T, each in the order of the factorisation. */
static MercerStatus
inverse_parts (const GpSolved *solved, double *diagonal, double *solve, MercerMatrix g, MercerWork *work)
{
  size_t n = solved->n;
  MercerStatus status = MERCER_OK;
  if (solved->hold.factor != NULL)
    {
      MercerMatrix l = mercer_matrix_block (solved->hold.factor->f, 0, 0, n, n);
      status = mercer_cholesky_inverse_diagonal (l, diagonal, work);
      memcpy (solve, solved->residual, n * sizeof (double));
      if (g.cols > 0)
        mercer_matrix_copy (solved->h_w, g);
      if (status == MERCER_OK)
        status = mercer_solve_lower (l, true, mercer_matrix (solve, n, 1), work);
      if (status == MERCER_OK && g.cols > 0)
        status = mercer_solve_lower (l, true, g, work);
    }
  else
    {
      MercerMatrix q = solved->settled.eigen->q;
      double *scratch = mercer_work_doubles (work, n);
      if (scratch == NULL)
        return MERCER_OUT_OF_MEMORY;
      memset (diagonal, 0, n * sizeof (double));
      for (size_t j = 0; j < n && mercer_work_wanted (work); j++)
        {
          const double *column = mercer_matrix_column (q, j);
          double weight = solved->weight[j];
          for (size_t i = 0; i < n; i++)
            diagonal[i] += weight * column[i] * column[i];
        }
      for (size_t k = 0; k < 1 + g.cols; k++)
        {
          const double *from = k == 0 ? solved->residual : mercer_matrix_column (solved->h_w, k - 1);
          for (size_t i = 0; i < n; i++)
            scratch[i] = sqrt (solved->weight[i]) * from[i];
          mercer_gemv (false, 1, q, scratch, 0, k == 0 ? solve : mercer_matrix_column (g, k - 1));
        }
      status = mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
    }
  gp_gls_solve_rows (&solved->gls, g);
  return status;
}

static MercerStatus
inverse_parts_low (const GpSolved *solved, double *diagonal, double *solve, MercerMatrix g, MercerWork *work)
{
  const GpLow *low = &solved->low;
  size_t n = solved->n;
  MercerMatrix w = gp_low_whiten (low, low->gx, work);
  if (w.data == NULL)
    return mercer_work_wanted (work) ? MERCER_OUT_OF_MEMORY : MERCER_STOPPED;
  memset (diagonal, 0, n * sizeof (double));
  gp_add_squares (1, w, diagonal);
  for (size_t i = 0; i < n; i++)
    diagonal[i] = MAX (1 - diagonal[i] / low->ratio, 1e-14) / (low->ratio * low->scale);
  memcpy (solve, solved->solve.data, n * sizeof (double));
  if (g.cols > 0)
    mercer_matrix_copy (mercer_matrix_block (solved->solve, 0, 1, n, g.cols), g);
  gp_gls_solve_rows (&solved->gls, g);
  return MERCER_OK;
}

static MercerStatus
leave_one_out (const GpSolved *solved, const MercerGpProblem *problem, double *mean, double *variance,
               MercerGpReport *report, MercerWork *work)
{
  size_t n = solved->n, p = solved->gls.p;
  double *diagonal = mercer_work_doubles (work, n), *solve = mercer_work_doubles (work, n);
  MercerMatrix g = mercer_work_matrix (work, n, p + 1);
  if (diagonal == NULL || solve == NULL || g.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  g.cols = p;
  MercerStatus status = (solved->low.rank > 0 ? inverse_parts_low : inverse_parts) (solved, diagonal, solve, g, work);
  if (status != MERCER_OK)
    return status;
  double score = 0, squares = 0;
  size_t foretold = 0;
  for (size_t r = 0; r < n; r++)
    {
      size_t i = solved->hold.factor != NULL ? solved->hold.order[r] : r;
      double precision = diagonal[r];
      for (size_t k = 0; k < p; k++)
        precision -= *mercer_matrix_at (g, r, k) * *mercer_matrix_at (g, r, k);
      /* A point that alone carries a coefficient of the mean cannot be foretold from the others. */
      if (!(precision > 1e-10 * diagonal[r]))
        {
          mean[i] = variance[i] = NAN;
          continue;
        }
      foretold++;
      double error = solve[r] / precision;
      mean[i] = problem->y[i] - error;
      variance[i] = 1 / precision;
      score -= 0.5 * (log (2 * G_PI / precision) + error * error * precision);
      squares += error * error;
    }
  if (report != NULL)
    {
      gp_solved_report (solved, problem, report);
      report->loo_log_score = foretold > 0 ? score / (double) foretold : NAN;
      report->loo_rmse = foretold > 0 ? sqrt (squares / (double) foretold) : NAN;
      report->n_foretold = foretold;
    }
  return MERCER_OK;
}

MercerStatus
mercer_gp_leave_one_out (const MercerGpProblem *problem, double *mean, double *variance, MercerGpReport *report,
                         MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  GpSolved solved;
  MercerStatus status = gp_solve (&solved, problem, (MercerMatrix){ 0 }, work);
  if (status == MERCER_OK)
    {
      status = leave_one_out (&solved, problem, mean, variance, report, work);
      gp_solved_clear (&solved);
    }
  mercer_work_release (work, mark);
  return status;
}
