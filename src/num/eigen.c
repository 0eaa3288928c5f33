/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>

#include "lapack.h"

MercerStatus
mercer_eigen (MercerMatrix a, double *values, MercerMatrix vectors, MercerWork *work)
{
  size_t size = a.rows;
  g_return_val_if_fail (a.cols == size && vectors.rows == size && vectors.cols == size, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (size == 0)
    return MERCER_OK;
  for (size_t j = 0; j < size; j++)
    for (size_t i = j; i < size; i++)
      *mercer_matrix_at (vectors, i, j) = *mercer_matrix_at (a, i, j);
  int n = (int) size, stride = (int) vectors.stride, info, n_integers, query = -1;
  double n_doubles;
  dsyevd_ ("V", "L", &n, vectors.data, &stride, values, &n_doubles, &query, &n_integers, &query, &info, 1,
           1);
  int lwork = (int) n_doubles;
  double *doubles = g_try_new (double, (size_t) lwork);
  int *integers = g_try_new (int, (size_t) n_integers);
  MercerStatus status = MERCER_OUT_OF_MEMORY;
  if (doubles != NULL && integers != NULL)
    {
      dsyevd_ ("V", "L", &n, vectors.data, &stride, values, doubles, &lwork, integers, &n_integers, &info,
               1, 1);
      status = info == 0 ? MERCER_OK : MERCER_DIVERGED;
    }
  g_free (doubles);
  g_free (integers);
  return status;
}
