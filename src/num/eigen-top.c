/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>

#include "lapack.h"
#include "random.h"
#include "symmetric.h"

/* Block Krylov subspace with Rayleigh-Ritz, kept as an explicit basis V and its image A V. Each
 * step adds the residuals of the wanted Ritz vectors, which from a cold start spans what block
 * Lanczos spans (the residuals lie in the next Lanczos block) and from a warm one corrects the old
 * vectors directly. A restart keeps the leading Ritz vectors: thick restart (Wu and Simon,
 * "Thick-restart Lanczos method for large symmetric eigenvalue problems", SIAM J. Matrix Anal.
 * Appl. 22, 2000). */

#define LEAST_BLOCK 4
#define MOST_BLOCK  16 /* wider blocks no longer make the operator cheaper for each column */
#define MOST_STEPS  1000
#define LOST        1e-8 /* what is left of a direction that the basis already holds */

typedef struct
{
  size_t n, k, block, most; /* most: columns of the basis */
  size_t size;              /* columns in use */
  MercerOperator op;
  void *data;
  MercerWork *work;
  MercerMatrix basis, image; /* n x most */
  MercerMatrix small;        /* most x most: V'A V */
  MercerMatrix ritz;         /* its eigenvectors, ascending */
  MercerMatrix spare;        /* most x most, destroyed by the solver */
  MercerMatrix room;         /* n x keep, for restarts and residuals */
  double *values;            /* most, ascending */
  uint64_t drawn;            /* random columns so far */
} Krylov;

static size_t
kept (const Krylov *s)
{
  return s->k + s->block;
}

static bool
allocate (Krylov *s)
{
  s->basis = mercer_work_matrix (s->work, s->n, s->most);
  s->image = mercer_work_matrix (s->work, s->n, s->most);
  s->room = mercer_work_matrix (s->work, s->n, kept (s));
  s->small = mercer_work_matrix (s->work, s->most, s->most);
  s->ritz = mercer_work_matrix (s->work, s->most, s->most);
  s->spare = mercer_work_matrix (s->work, s->most, s->most);
  s->values = mercer_work_doubles (s->work, s->most);
  return s->basis.data && s->image.data && s->room.data && s->small.data && s->ritz.data
         && s->spare.data && s->values;
}

static void
draw_column (Krylov *s, double *column)
{
  mercer_random_normals (0, 1, s->drawn++ * s->n, s->n, column);
}

/* column -= Q Q' column, Q the first `size` columns of the basis; twice is enough (Kahan, Parlett).
 */
static void
purge (Krylov *s, MercerMatrix columns, size_t size)
{
  if (size == 0)
    return;
  MercerMatrix q = mercer_matrix_block (s->basis, 0, 0, s->n, size);
  MercerMatrix share = mercer_matrix_block (s->spare, 0, 0, size, columns.cols);
  for (int pass = 0; pass < 2; pass++)
    {
      mercer_gemm (true, false, 1.0, q, columns, 0.0, share, NULL);
      mercer_gemm (false, false, -1.0, q, share, 1.0, columns, NULL);
    }
}

/* Makes the columns [size, size + count) of the basis orthonormal to each other and to those
 * before. A direction that is lost is drawn anew. */
static void
orthonormalise (Krylov *s, size_t count)
{
  int n = (int) s->n;
  MercerMatrix fresh = mercer_matrix_block (s->basis, 0, s->size, s->n, count);
  for (size_t j = 0; j < count; j++)
    {
      double *column = mercer_matrix_column (fresh, j), norm = cblas_dnrm2 (n, column, 1);
      if (norm > 0.0 && isfinite (norm))
        cblas_dscal (n, 1.0 / norm, column, 1);
      else
        draw_column (s, column);
    }
  purge (s, fresh, s->size);
  for (size_t j = 0; j < count; j++)
    {
      MercerMatrix one = mercer_matrix_block (fresh, 0, j, s->n, 1);
      double norm = cblas_dnrm2 (n, one.data, 1);
      if (norm > 0.0)
        cblas_dscal (n, 1.0 / norm, one.data, 1);
      for (int draws = 0; draws < 3; draws++)
        {
          double before = norm > 0.0 ? 1.0 : 0.0;
          purge (s, one, s->size + j);
          norm = cblas_dnrm2 (n, one.data, 1);
          if (norm > LOST * before && norm > 0.0)
            break;
          draw_column (s, one.data);
          cblas_dscal (n, 1.0 / cblas_dnrm2 (n, one.data, 1), one.data, 1);
        }
      cblas_dscal (n, 1.0 / norm, one.data, 1);
    }
}

/* Takes in the `count` orthonormal columns behind the basis: image and V'A V grow by them. */
static MercerStatus
take_in (Krylov *s, size_t count)
{
  MercerMatrix fresh = mercer_matrix_block (s->basis, 0, s->size, s->n, count);
  MercerMatrix image = mercer_matrix_block (s->image, 0, s->size, s->n, count);
  MercerStatus status = s->op (fresh, image, s->data, s->work);
  if (status != MERCER_OK)
    return status;
  if (!mercer_matrix_is_finite (image))
    return MERCER_DIVERGED;
  size_t size = s->size + count;
  mercer_gemm (true, false, 1.0, image, mercer_matrix_block (s->basis, 0, 0, s->n, size), 0.0,
               mercer_matrix_block (s->small, s->size, 0, count, size), NULL);
  s->size = size;
  MercerMatrix small = mercer_matrix_block (s->small, 0, 0, size, size);
  MercerMatrix spare = mercer_matrix_block (s->spare, 0, 0, size, size);
  mercer_matrix_copy (small, spare);
  return mercer_eigen (spare, s->values, mercer_matrix_block (s->ritz, 0, 0, size, size), NULL);
}

/* out = (V or A V) times the Ritz coordinates of the `count` largest values, largest first. */
static void
ritz_vectors (Krylov *s, MercerMatrix source, size_t first, size_t count, MercerMatrix out)
{
  MercerMatrix coordinates = mercer_matrix_block (s->spare, 0, 0, s->size, count);
  for (size_t j = 0; j < count; j++)
    mercer_matrix_copy (mercer_matrix_block (s->ritz, 0, s->size - 1 - first - j, s->size, 1),
                        mercer_matrix_block (coordinates, 0, j, s->size, 1));
  mercer_gemm (false, false, 1.0, mercer_matrix_block (source, 0, 0, s->n, s->size), coordinates,
               0.0, out, NULL);
}

static void
restart (Krylov *s)
{
  size_t keep = MIN (kept (s), s->size);
  MercerMatrix room = mercer_matrix_block (s->room, 0, 0, s->n, keep);
  ritz_vectors (s, s->basis, 0, keep, room);
  mercer_matrix_copy (room, mercer_matrix_block (s->basis, 0, 0, s->n, keep));
  ritz_vectors (s, s->image, 0, keep, room);
  mercer_matrix_copy (room, mercer_matrix_block (s->image, 0, 0, s->n, keep));
  mercer_matrix_fill (s->small, 0.0);
  mercer_matrix_fill (s->ritz, 0.0);
  for (size_t j = 0; j < keep; j++)
    {
      *mercer_matrix_at (s->small, j, j) = s->values[s->size - 1 - j];
      *mercer_matrix_at (s->ritz, keep - 1 - j, j) = 1.0;
    }
  for (size_t j = 0; j < keep; j++)
    s->values[j] = *mercer_matrix_at (s->small, keep - 1 - j, keep - 1 - j);
  s->size = keep;
}

/* Puts the residuals of the wanted pairs that have not converged, at most a block of them, behind
 * the basis. Returns how many; 0 means done. */
static size_t
residuals (Krylov *s, double tolerance)
{
  double largest = MAX (fabs (s->values[0]), fabs (s->values[s->size - 1]));
  MercerMatrix vectors = mercer_matrix_block (s->room, 0, 0, s->n, s->k);
  ritz_vectors (s, s->basis, 0, s->k, vectors);
  size_t count = 0;
  for (size_t j = 0; j < s->k && count < s->block; j++)
    {
      MercerMatrix one = mercer_matrix_block (s->basis, 0, s->size + count, s->n, 1);
      ritz_vectors (s, s->image, j, 1, one);
      cblas_daxpy ((int) s->n, -s->values[s->size - 1 - j], mercer_matrix_column (vectors, j), 1,
                   one.data, 1);
      count += cblas_dnrm2 ((int) s->n, one.data, 1) > tolerance * largest;
    }
  return count;
}

/* From `start` columns that stand at the head of the basis; at least k. */
static MercerStatus
iterate (Krylov *s, size_t start, double tolerance)
{
  orthonormalise (s, start);
  MercerStatus status = take_in (s, start);
  for (int step = 0; status == MERCER_OK && step < MOST_STEPS; step++)
    {
      if (!mercer_work_wanted (s->work))
        return MERCER_STOPPED;
      if (s->size + s->block > s->most)
        restart (s);
      size_t count = residuals (s, tolerance);
      if (count == 0)
        return MERCER_OK;
      orthonormalise (s, count);
      status = take_in (s, count);
    }
  return status == MERCER_OK ? MERCER_DIVERGED : status;
}

/* Few columns: the operator applied to the identity is the matrix itself. */
static MercerStatus
solve_densely (size_t n, MercerOperator op, void *data, size_t k, double *values,
               MercerMatrix vectors, MercerWork *work)
{
  MercerMatrix identity = mercer_work_matrix (work, n, n), a = mercer_work_matrix (work, n, n);
  double *all = mercer_work_doubles (work, n);
  if (identity.data == NULL || a.data == NULL || all == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (identity, 0.0);
  mercer_matrix_add_diagonal (identity, 1.0);
  MercerStatus status = op (identity, a, data, work);
  if (status == MERCER_OK)
    status = mercer_eigen (a, all, identity, work);
  for (size_t j = 0; status == MERCER_OK && j < k; j++)
    {
      values[j] = all[n - 1 - j];
      mercer_matrix_copy (mercer_matrix_block (identity, 0, n - 1 - j, n, 1),
                          mercer_matrix_block (vectors, 0, j, n, 1));
    }
  return status;
}

static MercerStatus
solve (size_t n, MercerOperator op, void *data, size_t k, double tolerance, bool warm,
       double *values, MercerMatrix vectors, MercerWork *work)
{
  size_t block = CLAMP (k + 2, LEAST_BLOCK, MOST_BLOCK);
  size_t most = k + 6 * block;
  if (n < 2 * most)
    return solve_densely (n, op, data, k, values, vectors, work);
  size_t start = MAX (block, k);
  Krylov s = { .n = n, .k = k, .block = block, .most = most, .op = op, .data = data, .work = work };
  if (!allocate (&s))
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < start; j++)
    if (warm && j < k)
      mercer_matrix_copy (mercer_matrix_block (vectors, 0, j, n, 1),
                          mercer_matrix_block (s.basis, 0, j, n, 1));
    else
      draw_column (&s, mercer_matrix_column (s.basis, j));
  MercerStatus status = iterate (&s, start, tolerance);
  if (status != MERCER_OK)
    return status;
  ritz_vectors (&s, s.basis, 0, k, vectors);
  for (size_t j = 0; j < k; j++)
    values[j] = s.values[s.size - 1 - j];
  return MERCER_OK;
}

MercerStatus
mercer_eigen_top (size_t n, MercerOperator op, void *data, size_t k, double tolerance, bool warm,
                  double *values, MercerMatrix vectors, MercerWork *work)
{
  g_return_val_if_fail (k <= n && vectors.rows == n && vectors.cols == k, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (k == 0)
    return MERCER_OK;
  MercerWork *own = work == NULL ? mercer_work_new (0, NULL) : NULL;
  MercerWork *used = work != NULL ? work : own;
  MercerMark mark = mercer_work_mark (used);
  MercerStatus status = solve (n, op, data, k, tolerance, warm, values, vectors, used);
  mercer_work_release (used, mark);
  mercer_work_free (own);
  return status;
}

static MercerStatus
dense_cb (MercerMatrix x, MercerMatrix y, void *data, MercerWork *work)
{
  const MercerMatrix *a = data;
  MercerMark mark = mercer_work_mark (work);
  double *parts = mercer_work_doubles (work, x.rows * x.cols * MERCER_SYMMETRIC_PARTS);
  if (parts != NULL)
    mercer_symmetric_multiply (*a, x, y, parts, work);
  mercer_work_release (work, mark);
  return parts == NULL               ? MERCER_OUT_OF_MEMORY
         : mercer_work_wanted (work) ? MERCER_OK
                                     : MERCER_STOPPED;
}

MercerStatus
mercer_eigen_top_dense (MercerMatrix a, size_t k, double tolerance, bool warm, double *values,
                        MercerMatrix vectors, MercerWork *work)
{
  g_return_val_if_fail (a.rows == a.cols, MERCER_BAD_INPUT);
  return mercer_eigen_top (a.rows, dense_cb, &a, k, tolerance, warm, values, vectors, work);
}
