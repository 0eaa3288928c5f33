/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "eigen-projection-private.h"
#include "linalg.h"

/* Entries of a block of k (basis, Z), 8 MB. */
enum { BLOCK_ENTRIES = 1 << 20 };

/* [weights, mean_weights], b x (k + 1): one product gives scores and the mean of k (z, .) over the data. */
static MercerMatrix
joined_weights (const MercerProjection *p, MercerWork *work)
{
  size_t b = p->basis.rows;
  MercerMatrix joined = mercer_work_matrix (work, b, p->k + 1);
  if (joined.data == NULL)
    return joined;
  mercer_matrix_copy (p->weights, mercer_matrix_block (joined, 0, 0, b, p->k));
  mercer_matrix_copy (mercer_matrix (p->mean_weights, b, 1), mercer_matrix_block (joined, 0, p->k, b, 1));
  return joined;
}

/* Kernel values of some rows of Z with the basis, or their features. */
static MercerStatus
fill_cross (const MercerProjection *p, const MercerKernel *kernel, MercerMatrix z, MercerMatrix cross, MercerWork *work)
{
  if (p->frequencies.data != NULL)
    return projection_fill_features (p, z, cross, work);
  if (kernel != NULL)
    return mercer_kernel_cross (kernel, z, p->basis, cross, work);
  mercer_matrix_copy (z, cross);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* One block of rows: made holds scores without offset and, in its last column, the means. */
static void
finish_block (const MercerProjection *p, const MercerKernel *kernel, MercerMatrix z, MercerMatrix made, MercerMatrix scores,
              double *error)
{
  if (error != NULL)
    {
      bool drawn = p->frequencies.data != NULL;
      for (size_t i = 0; i < z.rows && (drawn || kernel == NULL); i++)
        error[i] = drawn ? p->feature_weight : NAN;
      if (!drawn && kernel != NULL)
        mercer_kernel_diagonal (kernel, z, false, error);
    }
  for (size_t i = 0; i < z.rows && error != NULL; i++)
    error[i] += p->grand_mean - 2 * *mercer_matrix_at (made, i, p->k);
  for (size_t j = 0; j < p->k; j++)
    for (size_t i = 0; i < z.rows; i++)
      {
        double score = *mercer_matrix_at (made, i, j) - p->offset[j];
        if (scores.data != NULL)
          *mercer_matrix_at (scores, i, j) = score;
        if (error != NULL)
          error[i] -= score * score;
      }
  for (size_t i = 0; i < z.rows && error != NULL; i++)
    error[i] = error[i] < 0 ? 0 : error[i];
}

MercerStatus
mercer_projection_apply (const MercerProjection *p, const MercerKernel *kernel, MercerMatrix z, MercerMatrix scores,
                         double *error, MercerWork *work)
{
  size_t b = p->basis.rows, block = CLAMP (BLOCK_ENTRIES / b, 1, MAX (z.rows, 1));
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix joined = joined_weights (p, work), cross = mercer_work_matrix (work, block, b);
  MercerMatrix made = mercer_work_matrix (work, block, p->k + 1);
  MercerStatus status = joined.data != NULL && cross.data != NULL && made.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (size_t first = 0; first < z.rows && status == MERCER_OK; first += block)
    {
      size_t rows = MIN (block, z.rows - first);
      MercerMatrix some = mercer_matrix_block (z, first, 0, rows, z.cols);
      MercerMatrix part = mercer_matrix_block (cross, 0, 0, rows, b), out = mercer_matrix_block (made, 0, 0, rows, p->k + 1);
      status = fill_cross (p, kernel, some, part, work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, part, joined, 0, out, work);
      if (status == MERCER_OK)
        finish_block (p, kernel, some, out,
                      scores.data != NULL ? mercer_matrix_block (scores, first, 0, rows, p->k) : scores,
                      error != NULL ? error + first : NULL);
    }
  mercer_work_release (work, mark);
  return status;
}
