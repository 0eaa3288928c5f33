/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"

/* --- What differs between the two ways ------------------------------------------------------------- */

/* out = V' v with V = A K (X, Z), for whitened v. */
static void
project (const GpSolved *solved, const double *v, double *scratch, double *out)
{
  if (solved->hold.factor != NULL)
    {
      const GpFactor *factor = solved->hold.factor;
      mercer_gemv (false, 1, mercer_matrix_block (factor->f, factor->n, 0, solved->m, factor->n), v, 0, out);
      return;
    }
  for (size_t i = 0; i < solved->n; i++)
    scratch[i] = solved->settled.split.scale * sqrt (solved->weight[i]) * v[i];
  mercer_gemv (true, 1, solved->settled.projected->a, scratch, 0, out);
}

/* out(j) -= |V(:, j)|^2 */
static void
subtract_squares (const GpSolved *solved, double *scratch, double *out)
{
  double scale = solved->settled.split.scale;
  if (solved->hold.factor == NULL)
    {
      for (size_t i = 0; i < solved->n; i++)
        scratch[i] = scale * scale * solved->weight[i];
      mercer_gemv (true, -1, solved->settled.projected->a2, scratch, 1, out);
      return;
    }
  const GpFactor *factor = solved->hold.factor;
  gp_add_squares (-1, mercer_matrix_block (factor->f, factor->n, 0, solved->m, factor->n), out);
}

/* The columns of V that the covariance is wanted for, as they lie: r x n (V') from a factor, n x r from eigenvectors. */
static MercerMatrix
take_some (const GpSolved *solved, const size_t *index, size_t r, MercerWork *work)
{
  const GpFactor *factor = solved->hold.factor;
  size_t n = solved->n;
  MercerMatrix out = factor != NULL ? mercer_work_matrix (work, r, n) : mercer_work_matrix (work, n, r);
  double *root = mercer_work_doubles (work, n), scale = solved->settled.split.scale;
  if (out.data == NULL || root == NULL)
    return (MercerMatrix){ 0 };
  for (size_t k = 0; k < n; k++)
    if (factor != NULL)
      for (size_t i = 0; i < r; i++)
        *mercer_matrix_at (out, i, k) = *mercer_matrix_at (factor->f, factor->n + index[i], k);
    else
      root[k] = scale * sqrt (solved->weight[k]);
  for (size_t i = 0; factor == NULL && i < r; i++)
    {
      const double *from = mercer_matrix_column (solved->settled.projected->a, index[i]);
      for (size_t k = 0; k < n; k++)
        out.data[k + i * n] = root[k] * from[k];
    }
  return out;
}

/* --- The posterior -------------------------------------------------------------------------------- */

/* T (m x p) = (h(z) - V'H_w) C^-T: what the estimated coefficients add to the covariance is T T'. */
static MercerStatus
mean_function (const GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerMatrix t, double *scratch,
               double *mean, MercerWork *work)
{
  double *part = mercer_work_doubles (work, z.rows);
  if (part == NULL)
    return MERCER_OUT_OF_MEMORY;
  gp_mean_basis (problem->mean, z, solved->centre, t);
  for (size_t k = 0; k < t.cols; k++)
    {
      double *column = mercer_matrix_column (t, k);
      cblas_daxpy ((int) z.rows, solved->gls.beta[k], column, 1, mean, 1);
      project (solved, mercer_matrix_column (solved->h_w, k), scratch, part);
      cblas_daxpy ((int) z.rows, -1, part, 1, column, 1);
    }
  gp_gls_solve_rows (&solved->gls, t);
  return MERCER_OK;
}

static MercerStatus
fill_covariance (const GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerMatrix t,
                 MercerMatrix covariance, MercerWork *work)
{
  size_t r = covariance.rows, *index = mercer_work_alloc (work, r, sizeof *index);
  MercerMatrix some = mercer_work_matrix (work, r, z.cols);
  MercerMatrix tr = mercer_work_matrix (work, r, t.cols + 1);
  if (index == NULL || some.data == NULL || tr.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < r; i++)
    {
      index[i] = mercer_gp_covariance_index (z.rows, r, i);
      for (size_t c = 0; c < z.cols; c++)
        *mercer_matrix_at (some, i, c) = *mercer_matrix_at (z, index[i], c);
      for (size_t k = 0; k < t.cols; k++)
        *mercer_matrix_at (tr, i, k) = *mercer_matrix_at (t, index[i], k);
    }
  tr.cols = t.cols;
  MercerMatrix v = take_some (solved, index, r, work);
  if (v.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_cross (problem->kernel, some, some, covariance, work);
  if (status == MERCER_OK)
    status = mercer_syrk (solved->hold.factor == NULL, -1, v, 1, covariance, work);
  if (status == MERCER_OK && t.cols > 0)
    status = mercer_syrk (false, 1, tr, 1, covariance, work);
  return status;
}

static MercerStatus
evaluate (const GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, double *mean, double *variance,
          MercerMatrix covariance, MercerWork *work)
{
  size_t p = solved->gls.p;
  double *scratch = mercer_work_doubles (work, solved->n);
  MercerMatrix t = mercer_work_matrix (work, z.rows, p + 1);
  if (scratch == NULL || t.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  t.cols = p;
  project (solved, solved->residual, scratch, mean);
  MercerStatus status = mean_function (solved, problem, z, t, scratch, mean, work);
  if (status == MERCER_OK && variance != NULL)
    {
      mercer_kernel_diagonal (problem->kernel, z, false, variance);
      subtract_squares (solved, scratch, variance);
      for (size_t j = 0; j < z.rows; j++)
        {
          for (size_t k = 0; k < p; k++)
            variance[j] += *mercer_matrix_at (t, j, k) * *mercer_matrix_at (t, j, k);
          variance[j] = MAX (variance[j], 0);
        }
    }
  if (status == MERCER_OK && covariance.data != NULL)
    status = fill_covariance (solved, problem, z, t, covariance, work);
  return status;
}

/* The same from a matrix of low rank: W = G_z C^-T, T = h (z) - G_z G_x'K^-1 H. */
static MercerStatus
evaluate_low (const GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, double *mean, double *variance,
              MercerMatrix covariance, MercerWork *work)
{
  const GpLow *low = &solved->low;
  size_t m = z.rows, p = solved->gls.p, r = covariance.rows;
  MercerMatrix w = gp_low_whiten (low, low->gz, work), t = mercer_work_matrix (work, m, p + 1);
  MercerMatrix some = mercer_work_matrix (work, r + 1, low->rank + p);
  if (w.data == NULL || t.data == NULL || some.data == NULL)
    return mercer_work_wanted (work) ? MERCER_OUT_OF_MEMORY : MERCER_STOPPED;
  t.cols = p;
  gp_mean_basis (problem->mean, z, solved->centre, t);
  mercer_gemv (false, 1, low->gz, solved->coefficients.data, 0, mean);
  for (size_t k = 0; k < p; k++)
    {
      double *column = mercer_matrix_column (t, k);
      cblas_daxpy ((int) m, solved->gls.beta[k], column, 1, mean, 1);
      mercer_gemv (false, -1, low->gz, mercer_matrix_column (solved->coefficients, 1 + k), 1, column);
    }
  gp_gls_solve_rows (&solved->gls, t);
  if (variance != NULL)
    {
      memcpy (variance, low->left, m * sizeof (double));
      gp_add_squares (1, w, variance);
      cblas_dscal ((int) m, low->scale, variance, 1);
      gp_add_squares (1, t, variance);
    }
  if (covariance.data == NULL)
    return MERCER_OK;
  some.rows = r;
  for (size_t i = 0; i < r; i++)
    {
      size_t j = mercer_gp_covariance_index (m, r, i);
      for (size_t k = 0; k < low->rank + p; k++)
        *mercer_matrix_at (some, i, k)
            = k < low->rank ? sqrt (low->scale) * *mercer_matrix_at (w, j, k) : *mercer_matrix_at (t, j, k - low->rank);
    }
  MercerStatus status = mercer_syrk (false, 1, some, 0, covariance, work);
  for (size_t i = 0; i < r; i++)
    *mercer_matrix_at (covariance, i, i) += low->scale * low->left[mercer_gp_covariance_index (m, r, i)];
  return status;
}

MercerStatus
mercer_gp_posterior (const MercerGpProblem *problem, MercerMatrix z, double *mean, double *variance,
                     MercerMatrix covariance, MercerGpReport *report, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  GpSolved solved;
  MercerStatus status = gp_solve (&solved, problem, z, work);
  if (status == MERCER_OK)
    {
      status = (solved.low.rank > 0 ? evaluate_low : evaluate) (&solved, problem, z, mean, variance, covariance, work);
      if (report != NULL)
        gp_solved_report (&solved, problem, report);
      gp_solved_clear (&solved);
    }
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_gp_condition (const MercerGpProblem *problem, MercerGpReport *report, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  GpSolved solved;
  size_t n = problem->x.rows;
  MercerStatus status = gp_solve (&solved, problem, (MercerMatrix){ 0 }, work);
  if (status == MERCER_OK && solved.low.rank > 0)
    {
      report->condition = gp_low_condition (&solved.low, work);
      status = mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
    }
  else if (status == MERCER_OK && solved.hold.factor == NULL)
    report->condition = solved.weight[0] / solved.weight[n - 1]; /* lambda ascends */
  else if (status == MERCER_OK)
    {
      MercerMatrix k = mercer_work_matrix (work, n, n);
      status = k.data != NULL ? mercer_kernel_gram (problem->kernel, problem->x, k, work) : MERCER_OUT_OF_MEMORY;
      if (status == MERCER_OK)
        {
          mercer_matrix_add_diagonal (k, problem->noise * problem->noise + solved.jitter);
          report->condition = mercer_cholesky_condition (
              mercer_matrix_block (solved.hold.factor->f, 0, 0, n, n), mercer_symmetric_norm1 (k));
        }
    }
  if (status == MERCER_OK)
    gp_solved_clear (&solved);
  mercer_work_release (work, mark);
  return status;
}

/* So many points are tried for low rank in the milliseconds that the question may cost. */
enum { TRY_LOW = 50000 };

bool
mercer_gp_is_ready (const MercerGpProblem *problem, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  bool ready = gp_factor_is_near (problem, work);
  if (!ready)
    {
      GpSettled settled;
      ready = gp_settled_find (&settled, problem, (MercerMatrix){ 0 }, work) == MERCER_OK && settled.eigen != NULL;
      if (!ready && problem->x.rows <= TRY_LOW && gp_low_is_smooth (settled.split.rest))
        {
          GpLow low;
          double noise2 = problem->noise * problem->noise + settled.split.white;
          ready = gp_low_try (&low, &settled.split, noise2, problem->x, (MercerMatrix){ 0 }, work) == MERCER_OK
                  && low.rank > 0;
        }
      gp_settled_clear (&settled);
    }
  mercer_work_release (work, mark);
  return ready;
}
