/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extend.h"

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
