/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>

#include "lapack.h"

MercerStatus
mercer_cholesky (MercerMatrix a, MercerWork *work)
{
  g_return_val_if_fail (a.rows == a.cols, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  int n = (int) a.rows, stride = (int) a.stride, info = 0;
  if (n > 0)
    dpotrf_ ("L", &n, a.data, &stride, &info, 1);
  return info == 0 ? MERCER_OK : info > 0 ? MERCER_NOT_POSITIVE_DEFINITE : MERCER_BAD_INPUT;
}

MercerStatus
mercer_solve_lower (MercerMatrix l, bool transpose, MercerMatrix b, MercerWork *work)
{
  g_return_val_if_fail (l.rows == l.cols && b.rows == l.rows, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (b.rows > 0 && b.cols > 0)
    cblas_dtrsm (CblasColMajor, CblasLeft, CblasLower, transpose ? CblasTrans : CblasNoTrans, CblasNonUnit,
                 (int) b.rows, (int) b.cols, 1.0, l.data, (int) l.stride, b.data, (int) b.stride);
  return MERCER_OK;
}

MercerStatus
mercer_cholesky_inverse (MercerMatrix l, MercerMatrix b, MercerWork *work)
{
  g_return_val_if_fail (l.rows == l.cols && b.rows == l.rows && b.cols == l.cols, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (l.data != b.data)
    for (size_t j = 0; j < l.cols; j++)
      for (size_t i = j; i < l.rows; i++)
        *mercer_matrix_at (b, i, j) = *mercer_matrix_at (l, i, j);
  int n = (int) b.rows, stride = (int) b.stride, info = 0;
  if (n > 0)
    dpotri_ ("L", &n, b.data, &stride, &info, 1);
  return info == 0 ? MERCER_OK : MERCER_NOT_POSITIVE_DEFINITE;
}
