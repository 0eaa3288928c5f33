/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schur.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

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
      got &= schur->values[part] != NULL && schur->scores[part].data != NULL;
    }
  return got;
}

/* root = U diag (weights) U', both triangles; room: n x n. */
static MercerStatus
assemble (MercerMatrix u, const double *weights, MercerMatrix room, MercerMatrix root, MercerWork *work)
{
  for (size_t j = 0; j < u.cols; j++)
    for (size_t i = 0; i < u.rows; i++)
      *mercer_matrix_at (room, i, j) = *mercer_matrix_at (u, i, j) * weights[j];
  return mercer_gemm (false, true, 1, room, u, 0, root, work);
}

/* Eigenvalues of root K root / n and scores of the rows: the columns of root v times the root of n lambda. */
static MercerStatus
part_of (MercerSchur *schur, MercerSchurPart part, MercerMatrix k, MercerMatrix root, MercerMatrix room, MercerMatrix product,
         MercerMatrix vectors, MercerWork *work)
{
  size_t n = schur->n;
  double *values = schur->values[part];
  MercerStatus status = MERCER_OK;
  if (root.data == NULL)
    mercer_matrix_copy (k, product);
  else
    {
      status = mercer_gemm (false, false, 1, k, root, 0, room, work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, root, room, 0, product, work);
    }
  for (size_t i = 0; i < n; i++)
    schur->trace[part] += *mercer_matrix_at (product, i, i) / (double) n;
  if (status == MERCER_OK)
    status = mercer_eigen (product, values, vectors, work);
  for (size_t i = 0; i < n / 2 && status == MERCER_OK; i++)
    {
      double swap = values[i];
      values[i] = values[n - 1 - i];
      values[n - 1 - i] = swap;
    }
  for (size_t j = 0; j < n && status == MERCER_OK; j++)
    values[j] = fmax (values[j], 0) / (double) n;
  for (size_t j = 0; j < schur->k && status == MERCER_OK; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (schur->scores[part], i, j)
          = *mercer_matrix_at (vectors, i, n - 1 - j) * sqrt ((double) n * values[j]);
  schur->entropy[part] = mercer_matrix_entropy (values, n);
  return status;
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
  MercerMatrix u = mercer_work_matrix (work, n, n), root = mercer_work_matrix (work, n, n), room = mercer_work_matrix (work, n, n);
  MercerMatrix product = mercer_work_matrix (work, n, n), vectors = mercer_work_matrix (work, n, n);
  double *lambda = mercer_work_doubles (work, n), *weights = mercer_work_doubles (work, n);
  if (u.data == NULL || root.data == NULL || room.data == NULL || product.data == NULL || vectors.data == NULL || lambda == NULL
      || weights == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_mirror_lower (k_x);
  MercerStatus status = mercer_eigen (k_y, lambda, u, work);
  if (status == MERCER_OK)
    status = part_of (schur, MERCER_SCHUR_ALL, k_x, (MercerMatrix){ 0 }, room, product, vectors, work);
  for (int part = MERCER_SCHUR_EXPLAINED; part <= MERCER_SCHUR_REST && status == MERCER_OK; part++)
    {
      for (size_t j = 0; j < n; j++)
        {
          double share = fmax (lambda[j], 0) / (fmax (lambda[j], 0) + (double) n * ridge);
          weights[j] = sqrt (part == MERCER_SCHUR_EXPLAINED ? share : 1 - share);
        }
      status = assemble (u, weights, room, root, work);
      if (status == MERCER_OK)
        status = part_of (schur, (MercerSchurPart) part, k_x, root, room, product, vectors, work);
    }
  mercer_work_release (work, mark);
  return status;
}
