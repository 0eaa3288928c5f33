/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <float.h>
#include <math.h>

#include "linalg.h"

/* root = sum over the eigenvalues of M above `least` of the largest of v v' / sqrt (value); *real of them. */
static MercerStatus
inverse_root (MercerMatrix m, double least, MercerMatrix root, size_t *real, MercerWork *work)
{
  size_t k = m.cols;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix v = mercer_work_matrix (work, k, k), scaled = mercer_work_matrix (work, k, k);
  double *values = mercer_work_doubles (work, k);
  if (v.data == NULL || scaled.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_eigen (m, values, v, work);
  *real = 0;
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      bool counts = values[j] > least * values[k - 1] && values[j] > 0;
      *real += counts;
      for (size_t i = 0; i < k; i++)
        *mercer_matrix_at (scaled, i, j) = counts ? *mercer_matrix_at (v, i, j) / sqrt (values[j]) : 0;
    }
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, 1, scaled, v, 0, root, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_divide_by_root (MercerMatrix b, MercerMatrix m, MercerMatrix out, MercerWork *work)
{
  size_t real;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix root = mercer_work_matrix (work, m.cols, m.cols);
  MercerStatus status = root.data != NULL ? inverse_root (m, DBL_EPSILON, root, &real, work) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, b, root, 0, out, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_polar (MercerMatrix a, double least, MercerMatrix out, MercerWork *work)
{
  size_t real;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix square = mercer_work_matrix (work, a.cols, a.cols), root = mercer_work_matrix (work, a.cols, a.cols);
  if (square.data == NULL || root.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gemm (true, false, 1, a, a, 0, square, work);
  if (status == MERCER_OK)
    status = inverse_root (square, least * least, root, &real, work);
  if (status == MERCER_OK && real < a.cols)
    status = MERCER_NOT_POSITIVE_DEFINITE;
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, a, root, 0, out, work);
  mercer_work_release (work, mark);
  return status;
}

int
mercer_determinant_sign (MercerMatrix a)
{
  size_t n = a.rows;
  int sign = 1;
  for (size_t j = 0; j < n; j++)
    {
      size_t pivot = j + cblas_idamax ((int) (n - j), mercer_matrix_at (a, j, j), 1);
      double value = *mercer_matrix_at (a, pivot, j);
      if (value == 0)
        return 0;
      if (pivot != j)
        cblas_dswap ((int) n, mercer_matrix_at (a, j, 0), (int) a.stride, mercer_matrix_at (a, pivot, 0), (int) a.stride);
      sign *= (pivot != j ? -1 : 1) * (value < 0 ? -1 : 1);
      for (size_t c = j + 1; c < n; c++)
        cblas_daxpy ((int) (n - j - 1), -*mercer_matrix_at (a, j, c) / value, mercer_matrix_at (a, j + 1, j), 1, mercer_matrix_at (a, j + 1, c), 1);
    }
  return sign;
}
