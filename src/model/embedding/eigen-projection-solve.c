/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"
#include "random.h"
#include "symmetric.h"

/* Block Lanczos with full re-orthogonalisation (Golub and Van Loan, Matrix Computations, section 10.3.6) and no restart: a drag
 * needs a handful of steps, and beside products that take a fifth of a millisecond everything else must be next to nothing. What
 * has not converged by then starts mercer_eigen_top_dense (), which restarts. */

enum { LEAST_ROWS = 200, LEAST_BLOCK = 2, MOST_COLUMNS = 60, MOST_STEPS = 14, FIRST_CHECK = 2, SMALL_BLOCK = 3 };
/* Gaps count as no smaller than this part of the largest eigenvalue; and what rounding leaves of a residual. */
static const double least_gap = 1e-3, rounding = 1e-14;
/* mercer_eigen_top_dense () has its tolerance relative to the largest eigenvalue: what suits ordinary gaps, and what it
 * reaches. */
static const double gaps = 1e-2, reachable = 1e-12;
/* A column whose norm falls below this part of what it was depends on those before. */
static const double dependent = 1e-12;
/* Below this part, rounding is seen in what is left. */
static const double nearly_dependent = 1e-2;

typedef struct
{
  size_t n, k, b, most, size; /* size: columns of the basis that the operator has seen */
  const ProjectionOperator *op;
  MercerMatrix basis, next, projected, share, ritz, spare;
  double *values, *parts, *corner; /* corner: b x b, what ties the next block to the last */
  MercerWork *work;
} Lanczos;

static bool
allocate (Lanczos *l)
{
  l->basis = mercer_work_matrix (l->work, l->n, l->most);
  l->next = mercer_work_matrix (l->work, l->n, l->b);
  l->projected = mercer_work_matrix (l->work, l->most, l->most);
  l->ritz = mercer_work_matrix (l->work, l->most, l->most);
  l->spare = mercer_work_matrix (l->work, l->most, l->most);
  l->share = mercer_work_matrix (l->work, l->most, l->b);
  l->values = mercer_work_doubles (l->work, l->most);
  l->corner = mercer_work_doubles (l->work, l->b * l->b);
  l->parts = mercer_work_doubles (l->work, l->n * l->b * MERCER_SYMMETRIC_PARTS);
  return l->basis.data != NULL && l->next.data != NULL && l->projected.data != NULL && l->ritz.data != NULL
         && l->spare.data != NULL && l->share.data != NULL && l->values != NULL && l->corner != NULL && l->parts != NULL;
}

/* A column made orthogonal to the basis and to those before it in its block, twice over; at length 1. False: it has no length. */
static bool
clean_column (Lanczos *l, size_t j)
{
  int n = (int) l->n;
  double *column = mercer_matrix_column (l->next, j);
  for (int pass = 0; pass < 2; pass++)
    {
      for (size_t i = 0; i < l->size + j; i++)
        {
          const double *other = i < l->size ? mercer_matrix_column (l->basis, i) : mercer_matrix_column (l->next, i - l->size);
          cblas_daxpy (n, -cblas_ddot (n, other, 1, column, 1), other, 1, column, 1);
        }
      double norm = cblas_dnrm2 (n, column, 1);
      if (!(norm > 0) || !isfinite (norm))
        return false;
      cblas_dscal (n, 1 / norm, column, 1);
    }
  return true;
}

/* next = Q R by Gram-Schmidt, twice over; R into corner. What is left of a column that all but depends on the others is mostly
 * rounding, which is not orthogonal to the basis: it is cleaned once more (what that takes away is rounding in the projected
 * matrix), or replaced by a random direction if nothing is left. A row that has changed since the start makes blocks of rank two
 * whatever their width. False: not finite, or the basis spans everything. */
static bool
factor_next (Lanczos *l)
{
  int n = (int) l->n;
  memset (l->corner, 0, l->b * l->b * sizeof (double));
  for (size_t j = 0; j < l->b; j++)
    {
      double *column = mercer_matrix_column (l->next, j), before = cblas_dnrm2 (n, column, 1);
      for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < j; i++)
          {
            const double *other = mercer_matrix_column (l->next, i);
            double dot = cblas_ddot (n, other, 1, column, 1);
            cblas_daxpy (n, -dot, other, 1, column, 1);
            l->corner[i + j * l->b] += dot;
          }
      double norm = cblas_dnrm2 (n, column, 1);
      if (!isfinite (norm))
        return false;
      bool real = norm > dependent * before && norm > 0;
      l->corner[j + j * l->b] = norm;
      if (real)
        cblas_dscal (n, 1 / norm, column, 1);
      else
        mercer_random_normals (0, 2, (l->size + j) * l->n, l->n, column);
      if (!(norm > nearly_dependent * before) && !clean_column (l, j))
        return false;
    }
  return true;
}

/* next = A (last block of the basis), made orthogonal to the basis; the projected matrix grows. */
static MercerStatus
extend (Lanczos *l)
{
  size_t size = l->size + l->b;
  MercerStatus status
      = l->op->multiply (l->op, mercer_matrix_block (l->basis, 0, l->size, l->n, l->b), l->next, l->parts, l->work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_fill (mercer_matrix_block (l->projected, 0, l->size, size, l->b), 0);
  for (int pass = 0; pass < 2; pass++)
    {
      cblas_dgemm (CblasColMajor, CblasTrans, CblasNoTrans, (int) size, (int) l->b, (int) l->n, 1, l->basis.data,
                   (int) l->basis.stride, l->next.data, (int) l->next.stride, 0, l->share.data, (int) l->share.stride);
      cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, (int) l->n, (int) l->b, (int) size, -1, l->basis.data,
                   (int) l->basis.stride, l->share.data, (int) l->share.stride, 1, l->next.data, (int) l->next.stride);
      for (size_t j = 0; j < l->b; j++)
        for (size_t i = 0; i < size; i++)
          *mercer_matrix_at (l->projected, i, l->size + j) += *mercer_matrix_at (l->share, i, j);
    }
  l->size = size;
  return MERCER_OK;
}

/* Ritz values and vectors from the projected matrix, whose upper triangle is filled. */
static MercerStatus
decompose (Lanczos *l)
{
  for (size_t j = 0; j < l->size; j++)
    for (size_t i = 0; i <= j; i++)
      *mercer_matrix_at (l->spare, j, i) = *mercer_matrix_at (l->projected, i, j);
  return mercer_eigen (mercer_matrix_block (l->spare, 0, 0, l->size, l->size), l->values,
                       mercer_matrix_block (l->ritz, 0, 0, l->size, l->size), NULL);
}

/* |corner times the end of a Ritz vector| is the residual. It is orthogonal to the whole basis, so that what it turns a wanted
 * vector towards lies outside: each must be small against the distance to the first value that is not wanted. Two wanted
 * vectors turn each other by products of residuals only, which are nothing beside that. */
static bool
has_converged (const Lanczos *l, double tolerance)
{
  double largest = MAX (fabs (l->values[0]), fabs (l->values[l->size - 1]));
  for (size_t j = 0; j < l->k; j++)
    {
      size_t at = l->size - 1 - j;
      double squares = 0, gap = l->values[at] - l->values[l->size - 1 - l->k];
      for (size_t r = 0; r < l->b; r++)
        {
          double part = cblas_ddot ((int) (l->b - r), l->corner + r + r * l->b, (int) l->b,
                                    mercer_matrix_at (l->ritz, l->size - l->b + r, at), 1);
          squares += part * part;
        }
      if (!(sqrt (squares) <= MAX (tolerance * MAX (gap, least_gap * largest), rounding * largest)))
        return false;
    }
  return true;
}

/* The Ritz vectors of the k largest values. */
static void
take_out (Lanczos *l, double *values, MercerMatrix vectors)
{
  for (size_t j = 0; j < l->k; j++)
    {
      values[j] = l->values[l->size - 1 - j];
      cblas_dgemv (CblasColMajor, CblasNoTrans, (int) l->n, (int) l->size, 1, l->basis.data, (int) l->basis.stride,
                   mercer_matrix_column (l->ritz, l->size - 1 - j), 1, 0, mercer_matrix_column (vectors, j), 1);
    }
}

/* *done: converged. Otherwise the vectors are the best so far if *started. */
static MercerStatus
iterate (Lanczos *l, double tolerance, bool *done, bool *started, double *values, MercerMatrix vectors)
{
  *done = *started = false;
  if (!factor_next (l))
    return MERCER_OK;
  for (size_t step = 0; l->size + l->b <= l->most; step++)
    {
      mercer_matrix_copy (l->next, mercer_matrix_block (l->basis, 0, l->size, l->n, l->b));
      MercerStatus status = extend (l);
      if (status != MERCER_OK)
        return status;
      bool dependent_block = !factor_next (l), last = dependent_block || l->size + l->b > l->most;
      if (dependent_block && l->size <= l->k)
        return MERCER_OK;
      if (l->size <= l->k || (!last && (step < FIRST_CHECK || (l->b > SMALL_BLOCK && step % 2 == 1))))
        continue;
      status = decompose (l);
      if (status != MERCER_OK)
        return status;
      *done = !dependent_block && has_converged (l, tolerance);
      if (*done || last)
        {
          *started = true;
          take_out (l, values, vectors);
          return MERCER_OK;
        }
    }
  return MERCER_OK;
}

static MercerStatus
dense_cb (const ProjectionOperator *op, MercerMatrix x, MercerMatrix y, double *parts, MercerWork *work)
{
  mercer_symmetric_multiply (op->a, x, y, parts, work);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

static MercerStatus
operator_cb (MercerMatrix x, MercerMatrix y, void *data, MercerWork *work)
{
  const ProjectionOperator *op = data;
  MercerMark mark = mercer_work_mark (work);
  double *parts = mercer_work_doubles (work, op->n * x.cols * MERCER_SYMMETRIC_PARTS);
  MercerStatus status = parts != NULL ? op->multiply (op, x, y, parts, work) : MERCER_OUT_OF_MEMORY;
  mercer_work_release (work, mark);
  return status;
}

static MercerStatus
solve_with_restarts (const ProjectionOperator *op, size_t k, double tolerance, bool warm, double *values, MercerMatrix vectors,
                     MercerWork *work)
{
  return op->a.data != NULL ? mercer_eigen_top_dense (op->a, k, tolerance, warm, values, vectors, work)
                            : mercer_eigen_top (op->n, operator_cb, (void *) op, k, tolerance, warm, values, vectors, work);
}

MercerStatus
projection_solve_operator (const ProjectionOperator *op, size_t k, double tolerance, bool warm, double *values,
                           MercerMatrix vectors, MercerWork *work)
{
  size_t n = op->n, b = MAX (k, LEAST_BLOCK), most = MAX ((size_t) MOST_COLUMNS, MOST_STEPS * b);
  if (n < LEAST_ROWS || n < 2 * most)
    return solve_with_restarts (op, k, MAX (gaps * tolerance, reachable), warm, values, vectors, work);
  MercerMark mark = mercer_work_mark (work);
  Lanczos l = { .n = n, .k = k, .b = b, .most = most, .op = op, .work = work };
  if (!allocate (&l))
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < b; j++)
    {
      double *column = mercer_matrix_column (l.next, j);
      bool known = warm && j < k && cblas_dnrm2 ((int) n, mercer_matrix_column (vectors, j), 1) > 0;
      if (known)
        memcpy (column, mercer_matrix_column (vectors, j), n * sizeof (double));
      else
        mercer_random_normals (0, 1, j * n, n, column);
    }
  bool done, started;
  MercerStatus status = iterate (&l, tolerance, &done, &started, values, vectors);
  mercer_work_release (work, mark);
  if (status != MERCER_OK || done)
    return status;
  return solve_with_restarts (op, k, MAX (gaps * tolerance, reachable), warm || started, values, vectors, work);
}

MercerStatus
projection_solve (MercerMatrix a, size_t k, double tolerance, bool warm, double *values, MercerMatrix vectors, MercerWork *work)
{
  ProjectionOperator op = { .n = a.rows, .multiply = dense_cb, .a = a };
  return projection_solve_operator (&op, k, tolerance, warm, values, vectors, work);
}
