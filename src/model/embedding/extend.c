/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extend.h"

#include <glib.h>

#include "linalg.h"

MercerStatus
mercer_extend_functions (MercerMatrix f, MercerMatrix a, const double *first, MercerMatrix cross, MercerMatrix out, MercerWork *work)
{
  size_t n = a.rows;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix free = mercer_work_matrix (work, n, a.cols); /* of a mean, which rounding left in the coefficients of faint directions */
  if (free.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (a, free);
  mercer_matrix_centre_columns (free);
  MercerStatus status = mercer_gemm (true, false, 1, cross, free, 0, out, work);
  for (size_t j = 0; j < out.cols && status == MERCER_OK; j++)
    {
      double shift = *mercer_matrix_at (f, 0, j);
      for (size_t i = 0; i < n; i++)
        shift -= *mercer_matrix_at (free, i, j) * first[i];
      for (size_t t = 0; t < out.rows; t++)
        *mercer_matrix_at (out, t, j) += shift;
    }
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_extend_to_points (const MercerKernel *kernel, MercerMatrix x, MercerMatrix f, MercerMatrix a, const double *first,
                         MercerMatrix points, MercerMatrix out, double begun, const char *doing, MercerWork *work)
{
  enum { BLOCK = 512 };
  size_t m = points.rows;
  for (size_t from = 0; from < m; from += BLOCK)
    {
      size_t count = MIN (m - from, (size_t) BLOCK);
      MercerMark mark = mercer_work_mark (work);
      MercerMatrix cross = mercer_work_matrix (work, x.rows, count);
      if (cross.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      MercerStatus status = mercer_kernel_cross (kernel, x, mercer_matrix_block (points, from, 0, count, points.cols), cross, work);
      if (status == MERCER_OK)
        status = mercer_extend_functions (f, a, first, cross, mercer_matrix_block (out, from, 0, count, out.cols), work);
      if (status != MERCER_OK || !mercer_work_wanted (work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
      mercer_work_release (work, mark);
      if (doing != NULL)
        mercer_work_progress (work, begun + (1 - begun) * (double) (from + count) / (double) m, doing);
    }
  return MERCER_OK;
}
