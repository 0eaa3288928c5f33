/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "eigen-projection-search.h"
#include "linalg.h"
#include "symmetric.h"

enum { PASSES = 2 };
/* A column of which less than this is left depends on those before. */
static const double dependent = 1e-10;

bool
search_allocate (Search *s)
{
  size_t b = MAX (s->k, SEARCH_LEAST_START);
  s->basis = mercer_work_matrix (s->work, s->n, s->most);
  s->image = mercer_work_matrix (s->work, s->n, s->most);
  s->room = mercer_work_matrix (s->work, s->n, search_kept (s));
  s->small = mercer_work_matrix (s->work, s->most, s->most);
  s->ritz = mercer_work_matrix (s->work, s->most, s->most);
  s->spare = mercer_work_matrix (s->work, s->most, s->most);
  s->values = mercer_work_doubles (s->work, s->most + 1);
  s->parts = mercer_work_doubles (s->work, s->n * b * MERCER_SYMMETRIC_PARTS);
  return s->basis.data != NULL && s->image.data != NULL && s->room.data != NULL && s->small.data != NULL && s->ritz.data != NULL
         && s->spare.data != NULL && s->values != NULL && s->parts != NULL;
}

void
search_product (bool transposed, double alpha, MercerMatrix a, MercerMatrix b, double beta, MercerMatrix c)
{
  if (c.rows == 0 || c.cols == 0)
    return;
  cblas_dgemm (CblasColMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, (int) c.rows, (int) c.cols, (int) b.rows, alpha,
               a.data, (int) a.stride, b.data, (int) b.stride, beta, c.data, (int) c.stride);
}

/* What the columns behind the basis share with it is taken from them; images of theirs that are known follow. */
static void
purge (Search *s, MercerMatrix fresh, bool with_image)
{
  MercerMatrix share = mercer_matrix_block (s->spare, 0, 0, s->size, fresh.cols);
  search_product (true, 1, search_columns (s->basis, 0, s->size), fresh, 0, share);
  search_product (false, -1, search_columns (s->basis, 0, s->size), share, 1, fresh);
  if (with_image)
    search_product (false, -1, search_columns (s->image, 0, s->size), share, 1, search_columns (s->image, s->size, fresh.cols));
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

void
search_move_column (Search *s, size_t from, size_t to, bool with_image)
{
  if (from == to)
    return;
  memcpy (mercer_matrix_column (s->basis, to), mercer_matrix_column (s->basis, from), s->n * sizeof (double));
  if (with_image)
    memcpy (mercer_matrix_column (s->image, to), mercer_matrix_column (s->image, from), s->n * sizeof (double));
}

/* Residuals are orthogonal to the basis but for rounding, which is large beside a small residual: hence the scaling first. */
size_t
search_orthonormalise (Search *s, size_t count, bool with_image)
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
      search_move_column (s, s->size + j, s->size + left++, with_image);
    }
  for (int pass = 0; pass < PASSES && s->size > 0; pass++)
    purge (s, search_columns (s->basis, s->size, left), with_image);
  count = left;
  left = 0;
  for (size_t j = 0; j < count; j++)
    {
      search_move_column (s, s->size + j, s->size + left, with_image);
      double rest = straighten (s, s->size, s->size + left, with_image);
      if (rest > 0 && rest < 1e-2) /* of what little is left rounding is a part, which lies anywhere */
        rest = straighten (s, 0, s->size + left, with_image);
      left += rest > 0;
    }
  return left;
}

MercerStatus
search_take_in (Search *s, size_t count)
{
  size_t size = s->size + count;
  search_product (true, 1, search_columns (s->basis, 0, size), search_columns (s->image, s->size, count), 0,
           mercer_matrix_block (s->small, 0, s->size, size, count));
  s->size = size;
  for (size_t j = 0; j < size; j++)
    for (size_t i = 0; i <= j; i++)
      *mercer_matrix_at (s->spare, j, i) = *mercer_matrix_at (s->small, i, j);
  return mercer_eigen (mercer_matrix_block (s->spare, 0, 0, size, size), s->values, mercer_matrix_block (s->ritz, 0, 0, size, size), NULL);
}

MercerStatus
search_multiply (Search *s, size_t count)
{
  size_t most = MAX (s->k, SEARCH_LEAST_START);
  for (size_t first = 0; first < count; first += most)
    {
      size_t some = MIN (most, count - first);
      MercerMatrix image = search_columns (s->image, s->size + first, some);
      MercerStatus status = s->op->multiply (s->op, search_columns (s->basis, s->size + first, some), image, s->parts, s->work);
      if (status != MERCER_OK)
        return status;
      if (!mercer_matrix_is_finite (image))
        return MERCER_DIVERGED;
    }
  return MERCER_OK;
}
