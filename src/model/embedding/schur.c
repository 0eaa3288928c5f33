/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schur.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

static const double rounding = 1e-12; /* of a part's largest eigenvalue: axes below it are of nothing */

double
mercer_matrix_entropy (const double *values, size_t n)
{
  double sum = 0, entropy = 0;
  for (size_t i = 0; i < n; i++)
    sum += fmax (values[i], 0);
  for (size_t i = 0; i < n && sum > 0; i++)
    if (values[i] > 0)
      entropy -= values[i] / sum * log (values[i] / sum);
  return entropy;
}

static bool
allocate (MercerSchur *schur, size_t n, size_t k, MercerWork *work)
{
  bool got = true;
  *schur = (MercerSchur){ .n = n, .k = k };
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    {
      schur->values[part] = mercer_work_doubles (work, n);
      schur->scores[part] = mercer_work_matrix (work, n, k);
      schur->a[part] = mercer_work_matrix (work, n, k);
      schur->b[part] = mercer_work_matrix (work, n, k);
      got &= schur->values[part] != NULL && schur->scores[part].data != NULL && schur->a[part].data != NULL && schur->b[part].data != NULL;
    }
  return got;
}

/* What the parts are made from, and room. */
typedef struct
{
  MercerMatrix k, u;    /* K_x; eigenvectors of K_y */
  double *lambda, *weights; /* n: eigenvalues of K_y, none negative; n numbers */
  double load;          /* n ridge */
  MercerMatrix root, room, product, vectors; /* n x n */
} Split;

/* P has the eigenvalues lambda / (lambda + load). */
static double
share_of (const Split *split, MercerSchurPart part, size_t j)
{
  double explained = split->lambda[j] / (split->lambda[j] + split->load);
  return part == MERCER_SCHUR_EXPLAINED ? explained : 1 - explained;
}

/* to = U diag (weights) from, `from` already in the basis U. */
static MercerStatus
back (const Split *split, MercerMatrix from, MercerMatrix room, MercerMatrix to, MercerWork *work)
{
  for (size_t j = 0; j < from.cols; j++)
    for (size_t i = 0; i < from.rows; i++)
      *mercer_matrix_at (room, i, j) = split->weights[i] * *mercer_matrix_at (from, i, j);
  return mercer_gemm (false, false, 1, split->u, room, 0, to, work);
}

/* root = U diag (the root of the part's share) U', both triangles. */
static MercerStatus
take_root (const Split *split, MercerSchurPart part, MercerWork *work)
{
  for (size_t j = 0; j < split->u.cols; j++)
    {
      double weight = sqrt (share_of (split, part, j));
      for (size_t i = 0; i < split->u.rows; i++)
        *mercer_matrix_at (split->room, i, j) = weight * *mercer_matrix_at (split->u, i, j);
    }
  return mercer_gemm (false, true, 1, split->room, split->u, 0, split->root, work);
}

/* An axis of the part is sum_i w_i phi (x_i), w = root v / sqrt (n lambda). Scores on it: K_x w of phi (x); with
 * t = (K_y + n ridge)^-1 K_x w, K_y t of the regression, and the difference of what that leaves. */
static MercerStatus
find_scores (MercerSchur *schur, MercerSchurPart part, const Split *split, MercerWork *work)
{
  size_t n = schur->n, k = schur->k;
  MercerMatrix w = mercer_work_matrix (work, n, k), kw = mercer_work_matrix (work, n, k), inner = mercer_work_matrix (work, n, k);
  MercerMatrix scores = schur->scores[part], a = schur->a[part], b = schur->b[part];
  if (w.data == NULL || kw.data == NULL || inner.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < k; j++)
    {
      double value = schur->values[part][j], scale = value > rounding * schur->values[part][0] ? 1 / sqrt ((double) n * value) : 0;
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (kw, i, j) = scale * *mercer_matrix_at (split->vectors, i, n - 1 - j);
    }
  MercerStatus status = MERCER_OK;
  if (part == MERCER_SCHUR_ALL)
    mercer_matrix_copy (kw, w);
  else
    status = mercer_gemm (false, false, 1, split->root, kw, 0, w, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, split->k, w, 0, kw, work);
  mercer_matrix_fill (a, 0);
  mercer_matrix_fill (b, 0);
  if (part != MERCER_SCHUR_EXPLAINED)
    mercer_matrix_copy (w, a);
  if (status != MERCER_OK || part == MERCER_SCHUR_ALL)
    {
      mercer_matrix_copy (kw, scores);
      return status;
    }
  status = mercer_gemm (true, false, 1, split->u, kw, 0, inner, work);
  for (size_t j = 0; j < n; j++)
    split->weights[j] = share_of (split, part, j);
  if (status == MERCER_OK)
    status = back (split, inner, w, scores, work);
  for (size_t j = 0; j < n; j++)
    split->weights[j] = (part == MERCER_SCHUR_EXPLAINED ? 1 : -1) / (split->lambda[j] + split->load);
  return status == MERCER_OK ? back (split, inner, w, b, work) : status;
}

/* Eigenvalues of root K root / n, and the scores. */
static MercerStatus
part_of (MercerSchur *schur, MercerSchurPart part, const Split *split, MercerWork *work)
{
  size_t n = schur->n;
  double *values = schur->values[part];
  MercerStatus status = MERCER_OK;
  if (part == MERCER_SCHUR_ALL)
    mercer_matrix_copy (split->k, split->product);
  else
    {
      status = take_root (split, part, work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, split->k, split->root, 0, split->room, work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, split->root, split->room, 0, split->product, work);
    }
  for (size_t i = 0; i < n; i++)
    schur->trace[part] += *mercer_matrix_at (split->product, i, i) / (double) n;
  if (status == MERCER_OK)
    status = mercer_eigen (split->product, values, split->vectors, work);
  for (size_t i = 0; i < n / 2 && status == MERCER_OK; i++)
    {
      double swap = values[i];
      values[i] = values[n - 1 - i];
      values[n - 1 - i] = swap;
    }
  for (size_t j = 0; j < n && status == MERCER_OK; j++)
    values[j] = fmax (values[j], 0) / (double) n;
  schur->entropy[part] = mercer_matrix_entropy (values, n);
  return status == MERCER_OK ? find_scores (schur, part, split, work) : status;
}

MercerStatus
mercer_schur (MercerMatrix k_x, MercerMatrix k_y, double ridge, size_t k, MercerSchur *schur, MercerWork *work)
{
  size_t n = k_x.rows;
  if (n < 1 || k > n || k_y.rows != n || !(ridge > 0))
    return MERCER_BAD_INPUT;
  if (!allocate (schur, n, k, work))
    return MERCER_OUT_OF_MEMORY;
  MercerMark mark = mercer_work_mark (work);
  Split split = { .k = k_x, .u = mercer_work_matrix (work, n, n), .lambda = mercer_work_doubles (work, n),
                  .weights = mercer_work_doubles (work, n), .load = (double) n * ridge, .root = mercer_work_matrix (work, n, n),
                  .room = mercer_work_matrix (work, n, n), .product = mercer_work_matrix (work, n, n),
                  .vectors = mercer_work_matrix (work, n, n) };
  if (split.u.data == NULL || split.lambda == NULL || split.weights == NULL || split.root.data == NULL || split.room.data == NULL
      || split.product.data == NULL || split.vectors.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_mirror_lower (k_x);
  MercerStatus status = mercer_eigen (k_y, split.lambda, split.u, work);
  for (size_t j = 0; j < n; j++)
    split.lambda[j] = fmax (split.lambda[j], 0);
  for (int part = 0; part < MERCER_SCHUR_PARTS && status == MERCER_OK; part++)
    status = part_of (schur, (MercerSchurPart) part, &split, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_schur_extend (const MercerSchur *schur, MercerSchurPart part, MercerMatrix cross_x, MercerMatrix cross_y, MercerMatrix out,
                     MercerWork *work)
{
  MercerStatus status = mercer_gemm (true, false, 1, cross_x, schur->a[part], 0, out, work);
  return status == MERCER_OK ? mercer_gemm (true, false, 1, cross_y, schur->b[part], 1, out, work) : status;
}
