/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"

/* Kernels that need not be positive definite: how negative K' is, and what a draft says of it, since all eigenvalues of K' cost many times
 * what a few components do. */

/* The least eigenvalue is told to two digits or so. */
static const double least_tolerance = 1e-4;
/* So many rows tell a draft what part of the trace is positive. */
enum { JUDGES = 160 };

bool
mercer_projection_is_definite (const MercerProjectionProblem *problem)
{
  return problem->kernel != NULL && mercer_kernel_flags (problem->kernel) & MERCER_KERNEL_POSITIVE_DEFINITE;
}

/* What the positive ones of the eigenvalues sum to, `times` each. Left at NaN where the negative ones are rounding. */
static void
sum_positive (MercerProjection *p, const double *values, size_t count, double times)
{
  double least = INFINITY, sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++)
    {
      double value = times * values[i];
      least = fmin (least, value);
      sum += value > 0 ? value : 0;
      squares += value > 0 ? value * value : 0;
    }
  if (!(least < -MERCER_PROJECTION_ROUNDING * p->values[0]))
    return;
  p->positive = sum;
  p->positive_squares = squares;
}

MercerStatus
projection_find_negative (MercerMatrix gram, MercerProjection *p, MercerWork *work)
{
  size_t n = gram.rows;
  double *values = mercer_work_doubles (work, n);
  MercerMatrix vector = mercer_work_matrix (work, n, 1);
  if (vector.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      *mercer_matrix_at (gram, i, j) *= -1;
  MercerStatus status = mercer_eigen_top_dense (gram, 1, least_tolerance, false, &p->least, vector, work);
  p->least = -p->least;
  if (status != MERCER_OK || !mercer_projection_is_indefinite (p))
    return status;
  status = mercer_eigenvalues (gram, values, work);
  if (status == MERCER_OK)
    sum_positive (p, values, n, -1);
  return status;
}

MercerStatus
projection_guess_negative (MercerMatrix gram, MercerProjection *p, MercerWork *work)
{
  size_t n = gram.rows, m = MIN (n, (size_t) JUDGES);
  MercerMatrix some = mercer_work_matrix (work, m, m);
  double *values = mercer_work_doubles (work, m);
  if (some.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < m; j++)
    for (size_t i = j; i < m; i++)
      *mercer_matrix_at (some, i, j) = *mercer_matrix_at (gram, i * n / m, j * n / m);
  MercerStatus status = mercer_eigenvalues (some, values, work);
  if (status == MERCER_OK)
    sum_positive (p, values, m, (double) n / (double) m);
  return status;
}

/* --- From some of the rows ---------------------------------------------------------------------------------------------- */

/* The problem of every so manieth row alone. */
static MercerStatus
thin_out (const MercerProjectionProblem *problem, MercerProjectionProblem *few, MercerWork *work)
{
  size_t n = problem->x.rows, m = problem->landmarks;
  *few = *problem;
  few->landmarks = 0;
  few->x = mercer_work_matrix (work, m, problem->x.cols);
  for (size_t c = 0; c < few->x.cols && few->x.data != NULL; c++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (few->x, i, c) = *mercer_matrix_at (problem->x, i * n / m, c);
  return few->x.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

/* All eigenpairs of the few rows' K', the largest k of them into p, as if each of these rows stood for `times` of them. */
static MercerStatus
solve_few (MercerProjectionGram *gram, MercerProjection *p, double times, bool centred, MercerWork *work)
{
  size_t m = gram->n;
  MercerMatrix all = mercer_work_matrix (work, m, m), vectors = mercer_work_matrix (work, m, p->k);
  double *values = mercer_work_doubles (work, m);
  if (all.data == NULL || vectors.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_eigen (gram->k, values, all, work);
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < p->k; j++)
    {
      p->values[j] = values[m - 1 - j];
      memcpy (mercer_matrix_column (vectors, j), mercer_matrix_column (all, m - 1 - j), m * sizeof (double));
    }
  projection_fill (p, vectors, gram->row_means, gram->diagonal, centred);
  for (size_t j = 0; j < p->k; j++)
    p->values[j] *= times;
  p->grand_mean = gram->grand_mean;
  p->trace = times * gram->trace;
  p->squares = times * times * gram->squares;
  sum_positive (p, values, m, times);
  return MERCER_OK;
}

MercerStatus
projection_some (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work)
{
  size_t n = problem->x.rows, m = problem->landmarks, d = problem->x.cols, k = MIN (problem->components, m);
  MercerProjectionProblem few;
  MercerProjectionGram gram;
  MercerStatus status = thin_out (problem, &few, work);
  if (status == MERCER_OK)
    status = projection_gram (&few, NULL, &gram, work);
  if (status != MERCER_OK)
    return status;
  MercerProjection *p = projection_new (n, d, k, m);
  p->n = m; /* so long as it is of the few rows alone */
  status = solve_few (&gram, p, (double) n / (double) m, problem->centred, work);
  p->n = n;
  mercer_matrix_copy (few.x, p->basis);
  if (status == MERCER_OK)
    status = mercer_projection_apply (p, problem->kernel, problem->x, p->scores, p->error, work);
  if (status == MERCER_OK)
    *out = p;
  else
    projection_free (p);
  return status;
}
