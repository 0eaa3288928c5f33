/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"
#include "random.h"
#include "symmetric.h"

/* A growing basis V with its image A V (Rayleigh and Ritz): each step takes in the residuals of those wanted vectors that have not
 * converged, which from a cold start spans what block Lanczos spans (Golub and Van Loan, Matrix Computations, section 10.3.6), and
 * costs no product for the others. Because images are kept, a start whose images are known costs no product either, and an
 * answer leaves one behind for the next problem. A basis that is full is cut down to its leading Ritz vectors: thick restart (Wu
 * and Simon, SIAM J. Matrix Anal. Appl. 22, 2000). */

enum { LEAST_ROWS = 200, LEAST_START = 3, LEAST_COLUMNS = 60, MOST_STEPS = 1000, PASSES = 2 };
/* Gaps count as no smaller than this part of the largest eigenvalue; and what rounding leaves of a residual. */
static const double least_gap = 1e-3, rounding = 1e-14;
/* mercer_eigen_top_dense () has its tolerance relative to the largest eigenvalue: what suits ordinary gaps, and what it
 * reaches. */
static const double gaps = 1e-2, reachable = 1e-12;
/* A column of which less than this is left depends on those before. */
static const double dependent = 1e-10;

typedef struct
{
  size_t n, k, most, size; /* most, size: columns of the basis that there is room for, that are in use */
  const ProjectionOperator *op;
  MercerMatrix basis, image; /* n x most */
  MercerMatrix small;        /* most x most: V' A V */
  MercerMatrix ritz, spare;  /* most x most: its eigenvectors, ascending; destroyed by each of their computations */
  MercerMatrix room;         /* n x kept () */
  double *values, *parts;    /* most, ascending; for products */
  uint64_t drawn;            /* random columns so far */
  MercerWork *work;
} Search;

/* Ritz vectors that a restart keeps, and that are handed on. */
static size_t
kept (const Search *s)
{
  return s->k + PROJECTION_SPACE_MORE;
}

static bool
allocate (Search *s)
{
  size_t b = MAX (s->k, LEAST_START);
  s->basis = mercer_work_matrix (s->work, s->n, s->most);
  s->image = mercer_work_matrix (s->work, s->n, s->most);
  s->room = mercer_work_matrix (s->work, s->n, kept (s));
  s->small = mercer_work_matrix (s->work, s->most, s->most);
  s->ritz = mercer_work_matrix (s->work, s->most, s->most);
  s->spare = mercer_work_matrix (s->work, s->most, s->most);
  s->values = mercer_work_doubles (s->work, s->most + 1);
  s->parts = mercer_work_doubles (s->work, s->n * b * MERCER_SYMMETRIC_PARTS);
  return s->basis.data != NULL && s->image.data != NULL && s->room.data != NULL && s->small.data != NULL && s->ritz.data != NULL
         && s->spare.data != NULL && s->values != NULL && s->parts != NULL;
}

static MercerMatrix
columns_of (MercerMatrix a, size_t first, size_t count)
{
  return mercer_matrix_block (a, 0, first, a.rows, count);
}

/* C = alpha op (A) B + beta C on this thread: all are slim. */
static void
product (bool transposed, double alpha, MercerMatrix a, MercerMatrix b, double beta, MercerMatrix c)
{
  if (c.rows == 0 || c.cols == 0)
    return;
  cblas_dgemm (CblasColMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, (int) c.rows, (int) c.cols, (int) b.rows, alpha,
               a.data, (int) a.stride, b.data, (int) b.stride, beta, c.data, (int) c.stride);
}

static void
draw_column (Search *s, double *column)
{
  mercer_random_normals (0, 1, s->drawn++ * s->n, s->n, column);
}

/* --- Growing ------------------------------------------------------------------------------------------------------------- */

/* What the columns behind the basis share with it is taken from them; images of theirs that are known follow. */
static void
purge (Search *s, MercerMatrix fresh, bool with_image)
{
  MercerMatrix share = mercer_matrix_block (s->spare, 0, 0, s->size, fresh.cols);
  product (true, 1, columns_of (s->basis, 0, s->size), fresh, 0, share);
  product (false, -1, columns_of (s->basis, 0, s->size), share, 1, fresh);
  if (with_image)
    product (false, -1, columns_of (s->image, 0, s->size), share, 1, columns_of (s->image, s->size, fresh.cols));
}

/* Column `at` made orthogonal to the columns [first, at) and of length 1, its image likewise. Returns what was left of its length. */
static double
straighten (Search *s, size_t first, size_t at, bool with_image)
{
  int n = (int) s->n;
  double *column = mercer_matrix_column (s->basis, at), *image = mercer_matrix_column (s->image, at);
  double before = cblas_dnrm2 (n, column, 1);
  for (int pass = 0; pass < PASSES; pass++)
    for (size_t i = first; i < at; i++)
      {
        double dot = cblas_ddot (n, mercer_matrix_column (s->basis, i), 1, column, 1);
        cblas_daxpy (n, -dot, mercer_matrix_column (s->basis, i), 1, column, 1);
        if (with_image)
          cblas_daxpy (n, -dot, mercer_matrix_column (s->image, i), 1, image, 1);
      }
  double norm = cblas_dnrm2 (n, column, 1);
  if (!(norm > dependent * before) || !isfinite (norm))
    return 0;
  cblas_dscal (n, 1 / norm, column, 1);
  if (with_image)
    cblas_dscal (n, 1 / norm, image, 1);
  return norm / before;
}

static void
move_column (Search *s, size_t from, size_t to, bool with_image)
{
  if (from == to)
    return;
  memcpy (mercer_matrix_column (s->basis, to), mercer_matrix_column (s->basis, from), s->n * sizeof (double));
  if (with_image)
    memcpy (mercer_matrix_column (s->image, to), mercer_matrix_column (s->image, from), s->n * sizeof (double));
}

/* The `count` columns behind the basis become orthonormal to it and to each other; those that depend on others are left out. Returns
 * how many remain. Residuals are orthogonal to the basis but for rounding, which is large beside a small residual: hence the
 * scaling first. */
static size_t
orthonormalise (Search *s, size_t count, bool with_image)
{
  size_t left = 0;
  for (size_t j = 0; j < count; j++)
    {
      double *column = mercer_matrix_column (s->basis, s->size + j), norm = cblas_dnrm2 ((int) s->n, column, 1);
      if (!(norm > 0) || !isfinite (norm))
        continue;
      cblas_dscal ((int) s->n, 1 / norm, column, 1);
      if (with_image)
        cblas_dscal ((int) s->n, 1 / norm, mercer_matrix_column (s->image, s->size + j), 1);
      move_column (s, s->size + j, s->size + left++, with_image);
    }
  for (int pass = 0; pass < PASSES && s->size > 0; pass++)
    purge (s, columns_of (s->basis, s->size, left), with_image);
  count = left;
  left = 0;
  for (size_t j = 0; j < count; j++)
    {
      move_column (s, s->size + j, s->size + left, with_image);
      double rest = straighten (s, s->size, s->size + left, with_image);
      if (rest > 0 && rest < 1e-2) /* of what little is left rounding is a part, which lies anywhere */
        rest = straighten (s, 0, s->size + left, with_image);
      left += rest > 0;
    }
  return left;
}

/* V' A V with the `count` columns behind the basis, whose images are there; then its eigenpairs. */
static MercerStatus
take_in (Search *s, size_t count)
{
  size_t size = s->size + count;
  product (true, 1, columns_of (s->basis, 0, size), columns_of (s->image, s->size, count), 0,
           mercer_matrix_block (s->small, 0, s->size, size, count));
  s->size = size;
  for (size_t j = 0; j < size; j++)
    for (size_t i = 0; i <= j; i++)
      *mercer_matrix_at (s->spare, j, i) = *mercer_matrix_at (s->small, i, j);
  return mercer_eigen (mercer_matrix_block (s->spare, 0, 0, size, size), s->values, mercer_matrix_block (s->ritz, 0, 0, size, size), NULL);
}

/* The images of the `count` columns behind the basis, by products. */
static MercerStatus
multiply (Search *s, size_t count)
{
  size_t most = MAX (s->k, LEAST_START);
  for (size_t first = 0; first < count; first += most)
    {
      size_t some = MIN (most, count - first);
      MercerMatrix image = columns_of (s->image, s->size + first, some);
      MercerStatus status = s->op->multiply (s->op, columns_of (s->basis, s->size + first, some), image, s->parts, s->work);
      if (status != MERCER_OK)
        return status;
      if (!mercer_matrix_is_finite (image))
        return MERCER_DIVERGED;
    }
  return MERCER_OK;
}

/* --- Ritz vectors ----------------------------------------------------------------------------------------------------------- */

/* out = (V or A V) times the Ritz coordinates of the `count` largest values, largest first. */
static void
ritz_vectors (Search *s, MercerMatrix source, size_t count, MercerMatrix out)
{
  MercerMatrix coordinates = mercer_matrix_block (s->spare, 0, 0, s->size, count);
  for (size_t j = 0; j < count; j++)
    memcpy (mercer_matrix_column (coordinates, j), mercer_matrix_column (s->ritz, s->size - 1 - j), s->size * sizeof (double));
  product (false, 1, columns_of (source, 0, s->size), coordinates, 0, out);
}

static void
restart (Search *s)
{
  size_t keep = MIN (kept (s), s->size);
  MercerMatrix room = columns_of (s->room, 0, keep);
  ritz_vectors (s, s->basis, keep, room);
  mercer_matrix_copy (room, columns_of (s->basis, 0, keep));
  ritz_vectors (s, s->image, keep, room);
  mercer_matrix_copy (room, columns_of (s->image, 0, keep));
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
  MercerMatrix vectors = columns_of (s->room, 0, k), behind = columns_of (s->basis, s->size, k);
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
      move_column (s, s->size + j, s->size + count++, false);
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
      mercer_matrix_copy (columns_of (start->vectors, 0, count), columns_of (s->basis, 0, count));
      if (known)
        mercer_matrix_copy (columns_of (start->images, 0, count), columns_of (s->image, 0, count));
      left = orthonormalise (s, count, known);
    }
  if (known && left > 0)
    {
      MercerStatus status = take_in (s, left);
      if (status != MERCER_OK)
        return status;
      left = 0;
    }
  size_t wanted = start != NULL ? s->k : MAX (s->k, LEAST_START), have = s->size + left;
  if (have < wanted)
    {
      for (size_t j = have; j < wanted; j++)
        draw_column (s, mercer_matrix_column (s->basis, j));
      left = orthonormalise (s, wanted - s->size, false);
    }
  MercerStatus status = multiply (s, left);
  return status == MERCER_OK && left > 0 ? take_in (s, left) : status;
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
      size_t left = orthonormalise (s, count, false);
      if (left == 0) /* the basis spans an invariant space, but perhaps not the right one */
        {
          draw_column (s, mercer_matrix_column (s->basis, s->size));
          left = orthonormalise (s, 1, false);
        }
      MercerStatus status = multiply (s, left);
      if (status == MERCER_OK)
        status = take_in (s, left);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_DIVERGED;
}

/* Leading Ritz vectors and their images, for the next problem. */
static void
hand_on (Search *s, ProjectionSpace *space)
{
  size_t count = MIN (MIN (kept (s), s->size), space->vectors.cols);
  space->vectors = columns_of (space->vectors, 0, count);
  space->images = columns_of (space->images, 0, count);
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
    mercer_matrix_copy (columns_of (start->vectors, 0, k), vectors);
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
  s.most = MAX ((size_t) LEAST_COLUMNS, kept (&s) + 3 * k);
  if (op->n < LEAST_ROWS || op->n < 2 * s.most)
    {
      if (space != NULL)
        space->vectors.cols = space->images.cols = 0;
      return solve_small (op, k, MAX (gaps * tolerance, reachable), start, values, vectors, work);
    }
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = allocate (&s) ? begin (&s, start) : MERCER_OUT_OF_MEMORY;
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
