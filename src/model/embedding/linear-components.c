/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linear-components.h"

#include <glib.h>
#include <math.h>

#include "linalg.h"

static const double tolerance = 1e-13;

MercerStatus
mercer_linear_components (MercerMatrix x, MercerMatrix scores, double *values, double *trace, MercerWork *work)
{
  size_t n = x.rows, d = x.cols, k = scores.cols, m = MIN (n, d);
  g_return_val_if_fail (k <= m && scores.rows == n, MERCER_BAD_INPUT);
  MercerMark mark = mercer_work_mark (work);
  bool by_rows = n < d;
  MercerMatrix centred = mercer_work_matrix (work, n, d), square = mercer_work_matrix (work, m, m), vectors = mercer_work_matrix (work, m, k);
  if (centred.data == NULL || square.data == NULL || vectors.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (x, centred);
  *trace = mercer_matrix_centre_columns (centred);
  MercerStatus status = mercer_syrk (!by_rows, 1, centred, 0, square, work);
  mercer_matrix_mirror_lower (square);
  if (status == MERCER_OK)
    status = mercer_eigen_top_dense (square, k, tolerance, false, values, vectors, work);
  if (status == MERCER_OK && !by_rows)
    status = mercer_gemm (false, false, 1, centred, vectors, 0, scores, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      values[j] = MAX (values[j], 0);
      for (size_t i = 0; i < n && by_rows; i++)
        *mercer_matrix_at (scores, i, j) = sqrt (values[j]) * *mercer_matrix_at (vectors, i, j);
    }
  mercer_work_release (work, mark);
  return status;
}
