/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"

/* Kernel PCA in the span of m landmarks (Williams and Seeger, "Using the Nyström method to speed up kernel machines", NIPS
 * 13, 2001): K is replaced by F F' with F = k (X, L) C^-T, C C' = k (L, L), whose principal components are those of
 * an m x m matrix. K is never held: two passes over the rows, in blocks. */

enum { ROWS_AT_ONCE = 4096, ROWS_BETWEEN = 512 }; /* at once; between two questions whether to go on */
/* Moments are divided by the squares of C's pivots, which makes their rounding larger by as much. Where a square is below this
 * part of the mean, rows are divided before they are multiplied, for twice the flops. */
static const double small_pivot = 1e-4;

typedef struct
{
  const MercerProjectionProblem *problem;
  MercerWork *work;
  MercerMatrix landmarks; /* m x d */
  MercerMatrix chol;      /* C, m x m */
  MercerMatrix moments;   /* m x m: k (L, X) k (X, L), then (rows_first: at once) C^-1 (...) C^-T */
  double *mean;           /* m: mean over the data of k (x, L) */
  double jitter;
  bool rows_first; /* moments are those of rows divided by C */
} Low;

static MercerStatus
factor_landmarks (Low *low)
{
  size_t m = low->landmarks.rows;
  double *diagonal = mercer_work_doubles (low->work, m), mean = 0;
  low->chol = mercer_work_matrix (low->work, m, m);
  if (diagonal == NULL || low->chol.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* cross rather than gram: a white part belongs to a point with itself, and landmarks stand for all others too */
  MercerStatus status = mercer_kernel_cross (low->problem->kernel, low->landmarks, low->landmarks, low->chol, low->work);
  for (size_t i = 0; i < m && status == MERCER_OK; i++)
    mean += diagonal[i] = *mercer_matrix_at (low->chol, i, i);
  if (status == MERCER_OK)
    status = mercer_cholesky_jitter (low->chol, diagonal, &low->jitter, low->work);
  for (size_t i = 0; i < m && status == MERCER_OK; i++)
    {
      double pivot = *mercer_matrix_at (low->chol, i, i);
      low->rows_first |= pivot * pivot < small_pivot * mean / (double) m;
    }
  return status;
}

/* Adds the moments and means of some rows; spare holds their kernel values. */
static MercerStatus
add_rows (Low *low, MercerMatrix x, double *spare, const double *ones)
{
  size_t m = low->landmarks.rows;
  const MercerKernel *kernel = low->problem->kernel;
  MercerMatrix part = low->rows_first ? mercer_matrix (spare, m, x.rows) : mercer_matrix (spare, x.rows, m);
  MercerStatus status = low->rows_first ? mercer_kernel_cross (kernel, low->landmarks, x, part, low->work)
                                        : mercer_kernel_cross (kernel, x, low->landmarks, part, low->work);
  if (status != MERCER_OK)
    return status;
  mercer_gemv (!low->rows_first, 1, part, ones, 1, low->mean);
  if (low->rows_first)
    status = mercer_solve_lower (low->chol, false, part, low->work);
  return status == MERCER_OK ? mercer_syrk (!low->rows_first, 1, part, 1, low->moments, low->work) : status;
}

/* The first pass over the rows: second moments and means. */
static MercerStatus
sum_moments (Low *low)
{
  size_t n = low->problem->x.rows, m = low->landmarks.rows, most = MIN (n, (size_t) ROWS_AT_ONCE);
  double *spare = mercer_work_doubles (low->work, most * m), *ones = mercer_work_doubles (low->work, most);
  double *centre = mercer_work_doubles (low->work, m);
  low->moments = mercer_work_matrix (low->work, m, m);
  low->mean = mercer_work_doubles (low->work, m);
  if (spare == NULL || low->moments.data == NULL || low->mean == NULL || ones == NULL || centre == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (low->mean, 0, m * sizeof (double));
  mercer_matrix_fill (low->moments, 0);
  for (size_t i = 0; i < most; i++)
    ones[i] = 1 / (double) n;
  MercerStatus status = MERCER_OK;
  for (size_t first = 0; first < n && status == MERCER_OK; first += ROWS_AT_ONCE)
    status = add_rows (low, mercer_matrix_block (low->problem->x, first, 0, MIN (n - first, most), low->problem->x.cols), spare, ones);
  memcpy (centre, low->mean, m * sizeof (double));
  if (low->rows_first && status == MERCER_OK)
    status = mercer_solve_lower (low->chol, false, mercer_matrix (centre, m, 1), low->work);
  for (size_t j = 0; j < m && low->problem->centred && status == MERCER_OK; j++)
    for (size_t i = j; i < m; i++)
      *mercer_matrix_at (low->moments, i, j) -= (double) n * centre[i] * centre[j];
  return status;
}

/* moments = C^-1 moments C^-T, if rows were not divided before; both triangles. */
static MercerStatus
whiten (Low *low)
{
  size_t m = low->moments.rows;
  if (low->rows_first)
    mercer_matrix_mirror_lower (low->moments);
  for (int side = 0; side < 2 && !low->rows_first; side++)
    {
      if (side == 0)
        mercer_matrix_mirror_lower (low->moments);
      MercerStatus status = mercer_solve_lower (low->chol, false, low->moments, low->work);
      if (status != MERCER_OK)
        return status;
      for (size_t j = 0; j < m; j++)
        for (size_t i = 0; i < j; i++)
          {
            double *a = mercer_matrix_at (low->moments, i, j), *b = mercer_matrix_at (low->moments, j, i), kept = *a;
            *a = *b;
            *b = kept;
          }
    }
  return MERCER_OK;
}

/* Sums, eigenpairs, the map for any point, and what of the trace landmarks do not reach. */
static MercerStatus
solve_small (Low *low, MercerProjection *p)
{
  size_t m = low->moments.rows;
  double kept = 0;
  for (size_t j = 0; j < m; j++)
    {
      kept += *mercer_matrix_at (low->moments, j, j);
      p->squares += *mercer_matrix_at (low->moments, j, j) * *mercer_matrix_at (low->moments, j, j);
      for (size_t i = j + 1; i < m; i++)
        p->squares += 2 * *mercer_matrix_at (low->moments, i, j) * *mercer_matrix_at (low->moments, i, j);
    }
  MercerMatrix mean = mercer_matrix (p->mean_weights, m, 1);
  MercerStatus status = mercer_eigen_top_dense (low->moments, p->k, 1e-11, false, p->values, p->weights, low->work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (low->chol, true, p->weights, low->work);
  if (status != MERCER_OK)
    return status;
  if (low->problem->centred)
    {
      memcpy (p->mean_weights, low->mean, m * sizeof (double));
      status = mercer_solve_lower (low->chol, false, mean, low->work);
      p->grand_mean = cblas_ddot ((int) m, p->mean_weights, 1, p->mean_weights, 1);
      if (status == MERCER_OK)
        status = mercer_solve_lower (low->chol, true, mean, low->work);
      for (size_t j = 0; j < p->k; j++)
        p->offset[j] = cblas_ddot ((int) m, low->mean, 1, mercer_matrix_column (p->weights, j), 1);
    }
  for (size_t j = 0; j < p->k; j++)
    p->values[j] = MAX (p->values[j], 0);
  double *diagonal = mercer_work_doubles (low->work, p->n);
  if (status != MERCER_OK || diagonal == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  mercer_kernel_diagonal (low->problem->kernel, low->problem->x, false, diagonal);
  p->trace = cblas_dasum ((int) p->n, diagonal, 1) - (double) p->n * p->grand_mean;
  projection_clear_rounding (p);
  p->lost = p->trace > 0 ? MAX (1 - kept / p->trace, 0) : 0;
  return MERCER_OK;
}

MercerStatus
projection_low (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work)
{
  if (!mercer_projection_is_definite (problem)) /* C is not there, or what it spans is not what K spans */
    return MERCER_NOT_POSITIVE_DEFINITE;
  size_t n = problem->x.rows, m = problem->landmarks, d = problem->x.cols;
  Low low = { .problem = problem, .work = work, .landmarks = mercer_work_matrix (work, m, d) };
  if (low.landmarks.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = projection_landmarks (problem, low.landmarks, &m, work);
  if (status != MERCER_OK)
    return status;
  if (m == 0)
    return MERCER_NOT_POSITIVE_DEFINITE;
  low.landmarks = mercer_matrix_block (low.landmarks, 0, 0, m, d);
  status = factor_landmarks (&low);
  if (status == MERCER_OK)
    status = sum_moments (&low);
  if (status == MERCER_OK)
    status = whiten (&low);
  if (status != MERCER_OK)
    return status;
  MercerProjection *p = projection_new (n, d, MIN (problem->components, m), m);
  mercer_matrix_copy (low.landmarks, p->basis);
  p->jitter = low.jitter;
  status = solve_small (&low, p);
  if (status == MERCER_OK)
    status = mercer_projection_apply (p, problem->kernel, problem->x, p->scores, p->error, work);
  if (status == MERCER_OK)
    *out = p;
  else
    projection_free (p);
  return status;
}

/* --- The factor itself ------------------------------------------------------------------------------------------------------ */

/* Columns C^-1 k (L, x_i) of the factor, a block of rows at a time. */
static MercerStatus
fill_factor (const Low *low, MercerMatrix factor)
{
  MercerMatrix x = low->problem->x;
  for (size_t first = 0; first < x.rows; first += ROWS_AT_ONCE)
    {
      size_t rows = MIN (x.rows - first, (size_t) ROWS_AT_ONCE);
      MercerMatrix part = mercer_matrix_block (factor, 0, first, factor.rows, rows);
      MercerStatus status
          = mercer_kernel_cross (low->problem->kernel, low->landmarks, mercer_matrix_block (x, first, 0, rows, x.cols), part, low->work);
      if (status == MERCER_OK)
        status = mercer_solve_lower (low->chol, false, part, low->work);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_OK;
}

/* Takes the mean out, if that is wanted, and sums squares. */
static MercerStatus
centre_factor (const MercerProjectionProblem *problem, MercerProjectionGram *g, double *mean, MercerWork *work)
{
  size_t n = g->factor.cols, m = g->factor.rows;
  MercerMatrix moments = mercer_work_matrix (work, m, m);
  if (moments.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (mean, 0, m * sizeof (double));
  for (size_t i = 0; i < n && problem->centred; i++)
    {
      if (i % ROWS_BETWEEN == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      cblas_daxpy ((int) m, 1 / (double) n, mercer_matrix_column (g->factor, i), 1, mean, 1);
    }
  for (size_t i = 0; i < n; i++)
    {
      if (i % ROWS_BETWEEN == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      double *column = mercer_matrix_column (g->factor, i);
      cblas_daxpy ((int) m, -1, mean, 1, column, 1);
      g->trace += g->diagonal[i] = cblas_ddot ((int) m, column, 1, column, 1);
    }
  g->grand_mean = cblas_ddot ((int) m, mean, 1, mean, 1);
  MercerStatus status = mercer_syrk (false, 1, g->factor, 0, moments, work);
  for (size_t j = 0; j < m && status == MERCER_OK; j++)
    for (size_t i = j; i < m; i++)
      g->squares += (i == j ? 1 : 2) * *mercer_matrix_at (moments, i, j) * *mercer_matrix_at (moments, i, j);
  if (status == MERCER_OK && sqrt (g->squares) <= projection_rounding (n, g->grand_mean))
    {
      mercer_matrix_fill (g->factor, 0);
      memset (g->diagonal, 0, n * sizeof (double));
      g->trace = g->squares = 0;
    }
  return status;
}

MercerStatus
projection_factor (const MercerProjectionProblem *problem, ProjectionFactor *factor, MercerProjectionGram *g, MercerWork *work)
{
  if (!mercer_projection_is_definite (problem)) /* C is not there, or what it spans is not what K spans */
    return MERCER_NOT_POSITIVE_DEFINITE;
  size_t n = problem->x.rows, m = problem->landmarks, d = problem->x.cols;
  Low low = { .problem = problem, .work = work, .landmarks = mercer_work_matrix (work, m, d) };
  if (low.landmarks.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = projection_landmarks (problem, low.landmarks, &m, work);
  if (status == MERCER_OK && m == 0)
    status = MERCER_NOT_POSITIVE_DEFINITE;
  if (status != MERCER_OK)
    return status;
  low.landmarks = mercer_matrix_block (low.landmarks, 0, 0, m, d);
  *g = (MercerProjectionGram){ .n = n, .factor = mercer_work_matrix (work, m, n), .diagonal = mercer_work_doubles (work, n) };
  double *mean = mercer_work_doubles (work, m);
  if (g->factor.data == NULL || g->diagonal == NULL || mean == NULL)
    return MERCER_OUT_OF_MEMORY;
  status = factor_landmarks (&low);
  if (status == MERCER_OK)
    status = fill_factor (&low, g->factor);
  if (status == MERCER_OK)
    status = centre_factor (problem, g, mean, work);
  *factor = (ProjectionFactor){ low.landmarks, low.chol, mean, low.jitter };
  return status == MERCER_OK && !isfinite (g->squares) ? MERCER_DIVERGED : status;
}
