/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "eigen-projection-search.h"
#include "linalg.h"
#include "random.h"
#include "symmetric.h"

enum { LEAST_ROWS = 200, LEAST_COLUMNS = 60, MOST_STEPS = 1000 };
/* Gaps count as no smaller than this part of the largest eigenvalue; and what rounding leaves of a residual. */
static const double least_gap = 1e-3, rounding = 1e-14;
/* mercer_eigen_top_dense () has its tolerance relative to the largest eigenvalue: what suits ordinary gaps, and what it
 * reaches. */
static const double gaps = 1e-2, reachable = 1e-12;

static void
draw_column (Search *s, double *column)
{
  mercer_random_normals (0, 1, s->drawn++ * s->n, s->n, column);
}

/* --- Ritz vectors ----------------------------------------------------------------------------------------------------------- */

/* out = (V or A V) times the Ritz coordinates of the `count` largest values, largest first. */
static void
ritz_vectors (Search *s, MercerMatrix source, size_t count, MercerMatrix out)
{
  MercerMatrix coordinates = mercer_matrix_block (s->spare, 0, 0, s->size, count);
  for (size_t j = 0; j < count; j++)
    memcpy (mercer_matrix_column (coordinates, j), mercer_matrix_column (s->ritz, s->size - 1 - j), s->size * sizeof (double));
  search_product (false, 1, search_columns (source, 0, s->size), coordinates, 0, out);
}

static void
restart (Search *s)
{
  size_t keep = MIN (search_kept (s), s->size);
  MercerMatrix room = search_columns (s->room, 0, keep);
  ritz_vectors (s, s->basis, keep, room);
  mercer_matrix_copy (room, search_columns (s->basis, 0, keep));
  ritz_vectors (s, s->image, keep, room);
  mercer_matrix_copy (room, search_columns (s->image, 0, keep));
  /* both stay ascending */
  memmove (s->values, s->values + s->size - keep, keep * sizeof (double));
  mercer_matrix_fill (s->small, 0);
  mercer_matrix_fill (s->ritz, 0);
  for (size_t j = 0; j < keep; j++)
    {
      *mercer_matrix_at (s->small, j, j) = s->values[keep - 1 - j];
      *mercer_matrix_at (s->ritz, keep - 1 - j, j) = 1;
    }
  s->size = keep;
}

/* Residuals A u - theta u of the wanted Ritz vectors that have not converged, behind the basis; returns how many. A residual is
 * orthogonal to the whole basis, so that what it turns a wanted vector towards lies outside: it must be small against the distance to
 * the first value that is not wanted. Two wanted vectors turn each other by products of residuals only, which are nothing beside. */
static size_t
residuals (Search *s, double tolerance)
{
  size_t count = 0, k = MIN (s->k, s->size);
  double largest = MAX (fabs (s->values[0]), fabs (s->values[s->size - 1]));
  MercerMatrix vectors = search_columns (s->room, 0, k), behind = search_columns (s->basis, s->size, k);
  ritz_vectors (s, s->basis, k, vectors);
  ritz_vectors (s, s->image, k, behind);
  for (size_t j = 0; j < k; j++)
    {
      double value = s->values[s->size - 1 - j], *residual = mercer_matrix_column (behind, j);
      cblas_daxpy ((int) s->n, -value, mercer_matrix_column (vectors, j), 1, residual, 1);
      double gap = s->size > s->k ? value - s->values[s->size - 1 - s->k] : 0;
      double norm = cblas_dnrm2 ((int) s->n, residual, 1);
      if (s->size > s->k && norm <= MAX (tolerance * MAX (gap, least_gap * largest), rounding * largest))
        continue;
      search_move_column (s, s->size + j, s->size + count++, false);
    }
  return count;
}

/* --- The search ------------------------------------------------------------------------------------------------------------- */

/* The start behind an empty basis, filled up with random directions to what is wanted. */
static MercerStatus
begin (Search *s, const ProjectionSpace *start)
{
  size_t count = start != NULL ? MIN (start->vectors.cols, s->most / 2) : 0, left = 0;
  bool known = count > 0 && start->images.data != NULL;
  if (count > 0)
    {
      mercer_matrix_copy (search_columns (start->vectors, 0, count), search_columns (s->basis, 0, count));
      if (known)
        mercer_matrix_copy (search_columns (start->images, 0, count), search_columns (s->image, 0, count));
      left = search_orthonormalise (s, count, known);
    }
  if (known && left > 0)
    {
      MercerStatus status = search_take_in (s, left);
      if (status != MERCER_OK)
        return status;
      left = 0;
    }
  size_t wanted = start != NULL ? s->k : MAX (s->k, SEARCH_LEAST_START), have = s->size + left;
  if (have < wanted)
    {
      for (size_t j = have; j < wanted; j++)
        draw_column (s, mercer_matrix_column (s->basis, j));
      left = search_orthonormalise (s, wanted - s->size, false);
    }
  MercerStatus status = search_multiply (s, left);
  return status == MERCER_OK && left > 0 ? search_take_in (s, left) : status;
}

static MercerStatus
iterate (Search *s, double tolerance)
{
  for (int step = 0; step < MOST_STEPS; step++)
    {
      if (!mercer_work_wanted (s->work))
        return MERCER_STOPPED;
      if (s->size + s->k > s->most)
        restart (s);
      size_t count = residuals (s, tolerance);
      if (count == 0)
        return MERCER_OK;
      size_t left = search_orthonormalise (s, count, false);
      if (left == 0) /* the basis spans an invariant space, but perhaps not the right one */
        {
          draw_column (s, mercer_matrix_column (s->basis, s->size));
          left = search_orthonormalise (s, 1, false);
        }
      MercerStatus status = search_multiply (s, left);
      if (status == MERCER_OK)
        status = search_take_in (s, left);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_DIVERGED;
}

/* Leading Ritz vectors and their images, for the next problem. */
static void
hand_on (Search *s, ProjectionSpace *space)
{
  size_t count = MIN (MIN (search_kept (s), s->size), space->vectors.cols);
  space->vectors = search_columns (space->vectors, 0, count);
  space->images = search_columns (space->images, 0, count);
  ritz_vectors (s, s->basis, count, space->vectors);
  ritz_vectors (s, s->image, count, space->images);
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

/* Few rows, or a basis that would be most of them. */
static MercerStatus
solve_small (const ProjectionOperator *op, size_t k, double tolerance, const ProjectionSpace *start, double *values,
             MercerMatrix vectors, MercerWork *work)
{
  bool warm = start != NULL && start->vectors.cols >= k;
  if (warm && start->vectors.data != vectors.data)
    mercer_matrix_copy (search_columns (start->vectors, 0, k), vectors);
  return op->a.data != NULL ? mercer_eigen_top_dense (op->a, k, tolerance, warm, values, vectors, work)
                            : mercer_eigen_top (op->n, operator_cb, (void *) op, k, tolerance, warm, values, vectors, work);
}

bool
projection_space_open (ProjectionSpace *space, size_t n, size_t k, MercerWork *work)
{
  space->vectors = mercer_work_matrix (work, n, k + PROJECTION_SPACE_MORE);
  space->images = mercer_work_matrix (work, n, k + PROJECTION_SPACE_MORE);
  return space->vectors.data != NULL && space->images.data != NULL;
}

MercerStatus
projection_solve_operator (const ProjectionOperator *op, size_t k, double tolerance, const ProjectionSpace *start, double *values,
                           MercerMatrix vectors, ProjectionSpace *space, MercerWork *work)
{
  Search s = { .n = op->n, .k = k, .op = op, .work = work };
  s.most = MAX ((size_t) LEAST_COLUMNS, search_kept (&s) + 3 * k);
  if (op->n < LEAST_ROWS || op->n < 2 * s.most)
    {
      if (space != NULL)
        space->vectors.cols = space->images.cols = 0;
      return solve_small (op, k, MAX (gaps * tolerance, reachable), start, values, vectors, work);
    }
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = search_allocate (&s) ? begin (&s, start) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = iterate (&s, tolerance);
  if (status == MERCER_OK)
    {
      ritz_vectors (&s, s.basis, k, vectors);
      for (size_t j = 0; j < k; j++)
        values[j] = s.values[s.size - 1 - j];
      if (space != NULL)
        hand_on (&s, space);
    }
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
projection_solve (MercerMatrix a, size_t k, double tolerance, bool warm, double *values, MercerMatrix vectors, MercerWork *work)
{
  ProjectionOperator op = { .n = a.rows, .multiply = dense_cb, .a = a };
  ProjectionSpace start = { .vectors = vectors };
  return projection_solve_operator (&op, k, tolerance, warm ? &start : NULL, values, vectors, NULL, work);
}
