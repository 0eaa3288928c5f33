/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "block.h"
#include "eigen-projection-private.h"
#include "linalg.h"
#include "pool.h"
#include "vector.h"

/* Columns of K that one task centres. */
enum { CENTRE_COLUMNS = 32 };
static const double default_tolerance = 1e-7;

/* Centring, and what can be summed while K goes by: one task for each CENTRE_COLUMNS columns of the lower triangle. */
typedef struct
{
  MercerMatrix gram;
  const double *row_means; /* NULL: left as it is */
  double grand_mean;
  double *squares; /* of each task's columns, the upper triangle counted in */
} Centring;

/* Takes means (n, NULL: nothing) and `both` from a column; the sum of its squares. */
MERCER_VECTOR_BODY double
centre_column_body (size_t n, double *column, const double *means, double both)
{
  double squares = 0;
  if (means != NULL)
    {
#pragma omp simd reduction(+ : squares)
      for (size_t i = 0; i < n; i++)
        {
          double value = column[i] - (means[i] + both);
          squares += value * value;
          column[i] = value;
        }
      return squares;
    }
#pragma omp simd reduction(+ : squares)
  for (size_t i = 0; i < n; i++)
    squares += column[i] * column[i];
  return squares;
}

MERCER_VECTOR_BODY void
centre_columns_body (const Centring *c, size_t begin, size_t end, double *squares)
{
  size_t n = c->gram.rows;
  for (size_t j = begin; j < end; j++)
    {
      const double *means = c->row_means != NULL ? c->row_means + j : NULL;
      double *column = mercer_matrix_at (c->gram, j, j);
      double all = centre_column_body (n - j, column, means, means != NULL ? *means - c->grand_mean : 0);
      *squares += 2 * all - *column * *column;
    }
}

MERCER_VECTOR_DEFINE (SHORT, centre_columns, (const Centring *c, size_t begin, size_t end, double *squares), (c, begin, end, squares))

static void
centre_cb (void *data, size_t index)
{
  const Centring *c = data;
  double squares = 0; /* not a neighbour of the other tasks' */
  centre_columns (c, index * CENTRE_COLUMNS, MIN (c->gram.rows, (index + 1) * CENTRE_COLUMNS), &squares);
  c->squares[index] = squares;
}

/* K becomes K'; row_means (n) and grand mean are zero where it is not centred. */
static MercerStatus
centre (MercerMatrix gram, bool centred, double *row_means, double *grand_mean, double *squares, MercerWork *work)
{
  size_t n = gram.rows, tasks = (n + CENTRE_COLUMNS - 1) / CENTRE_COLUMNS;
  double *partial = mercer_work_doubles (work, tasks), *ones = mercer_work_doubles (work, n);
  if (partial == NULL || ones == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (row_means, 0, n * sizeof (double));
  *grand_mean = 0;
  if (centred)
    {
      for (size_t i = 0; i < n; i++)
        ones[i] = 1 / (double) n;
      mercer_symv (gram, ones, row_means);
      for (size_t i = 0; i < n; i++)
        *grand_mean += row_means[i] / (double) n;
    }
  Centring c = { gram, centred ? row_means : NULL, *grand_mean, partial };
  mercer_pool_for (tasks, centre_cb, &c);
  *squares = 0;
  for (size_t t = 0; t < tasks; t++)
    *squares += partial[t];
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* Scores, errors and the map for new points, from unit vectors (n x k) of K'. */
void
projection_fill (MercerProjection *p, MercerMatrix vectors, const double *row_means, const double *diagonal, bool centred)
{
  size_t n = p->n;
  memcpy (p->error, diagonal, n * sizeof (double));
  for (size_t j = 0; j < p->k; j++)
    {
      if (!(p->values[j] > (double) n * DBL_EPSILON * p->values[0]))
        p->values[j] = 0;
      double root = sqrt (p->values[j]), inverse = root > 0 ? 1 / root : 0, mean = 0, offset = 0;
      const double *v = mercer_matrix_column (vectors, j);
      double *score = mercer_matrix_column (p->scores, j), *weight = mercer_matrix_column (p->weights, j);
      for (size_t i = 0; i < n && centred; i++)
        mean += v[i] / (double) n;
      for (size_t i = 0; i < n; i++)
        {
          score[i] = root * v[i];
          weight[i] = inverse * (v[i] - mean);
          offset += row_means[i] * weight[i];
          p->error[i] = MAX (p->error[i] - score[i] * score[i], 0);
        }
      p->offset[j] = offset;
    }
  for (size_t i = 0; i < n; i++)
    p->mean_weights[i] = centred ? 1 / (double) n : 0;
}

static void
copy_lower (MercerMatrix from, MercerMatrix to)
{
  for (size_t j = 0; j < from.cols; j++)
    memcpy (mercer_matrix_at (to, j, j), mercer_matrix_at (from, j, j), (from.rows - j) * sizeof (double));
}

MercerStatus
projection_gram (const MercerProjectionProblem *problem, double *room, MercerProjectionGram *g, MercerWork *work)
{
  size_t n = problem->x.rows;
  *g = (MercerProjectionGram){
      .n = n, .k = room != NULL ? mercer_matrix (room, n, n) : mercer_work_matrix (work, n, n), .row_means = mercer_work_doubles (work, n),
                               .diagonal = mercer_work_doubles (work, n) };
  if (g->k.data == NULL || g->row_means == NULL || g->diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = MERCER_OK;
  if (problem->kernel != NULL)
    status = mercer_kernel_gram (problem->kernel, problem->x, g->k, work);
  else
    copy_lower (problem->x, g->k);
  if (status != MERCER_OK)
    return status;
  if (problem->shift > 0)
    mercer_matrix_add_diagonal (g->k, problem->shift);
  status = centre (g->k, problem->centred, g->row_means, &g->grand_mean, &g->squares, work);
  if (status == MERCER_OK && sqrt (g->squares) <= projection_rounding (n, g->grand_mean))
    {
      mercer_matrix_fill (g->k, 0);
      g->squares = 0;
    }
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    g->trace += g->diagonal[i] = *mercer_matrix_at (g->k, i, i);
  return status == MERCER_OK && !isfinite (g->squares) ? MERCER_DIVERGED : status;
}

double
projection_tolerance (const MercerProjectionProblem *problem)
{
  return problem->tolerance > 0 ? problem->tolerance : default_tolerance;
}

/* The answer from K' whole. */
static MercerStatus
solve_gram (const MercerProjectionProblem *problem, const MercerProjectionGram *gram, MercerProjection **out, MercerWork *work)
{
  size_t n = problem->x.rows, k = MIN (problem->components, n);
  MercerMatrix vectors = mercer_work_matrix (work, n, k);
  if (vectors.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerProjection *p = projection_new (n, problem->kernel != NULL ? problem->x.cols : 0, k, n);
  p->grand_mean = gram->grand_mean;
  p->squares = gram->squares;
  p->trace = gram->trace;
  bool warm = projection_start (problem, vectors, work);
  MercerStatus status = projection_solve (gram->k, k, projection_tolerance (problem), warm, p->values, vectors, work);
  if (status == MERCER_OK && !mercer_projection_is_definite (problem))
    status = (problem->passing ? projection_guess_negative : projection_find_negative) (gram->k, p, work);
  if (status != MERCER_OK)
    {
      projection_free (p);
      return status;
    }
  projection_fill (p, vectors, gram->row_means, gram->diagonal, problem->centred);
  if (problem->kernel != NULL)
    mercer_matrix_copy (problem->x, p->basis);
  *out = p;
  return MERCER_OK;
}

MercerStatus
projection_exact (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work)
{
  MercerProjectionGram gram;
  MercerStatus status = projection_stream (problem, out, work);
  if (status != MERCER_OK || *out != NULL)
    return status;
  double *room = projection_stream_room (problem, work);
  status = projection_gram (problem, room, &gram, work);
  if (status == MERCER_OK)
    status = solve_gram (problem, &gram, out, work);
  if (status == MERCER_OK && room != NULL)
    projection_stream_keep (problem, room, &gram, work);
  else
    mercer_block_free (room);
  return status;
}
