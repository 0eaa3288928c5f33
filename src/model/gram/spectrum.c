/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "alignment.h"
#include "block.h"
#include "linalg.h"

static MercerHash
key_of (const MercerKernel *kernel, MercerMatrix x, bool centred)
{
  MercerHash key = mercer_hash_start ("gram-spectrum");
  mercer_hash_add_hash (&key, mercer_kernel_hash (kernel));
  mercer_hash_add_size (&key, x.rows);
  mercer_hash_add_size (&key, centred);
  for (size_t c = 0; c < x.cols; c++)
    mercer_hash_add (&key, mercer_matrix_column (x, c), x.rows * sizeof (double));
  return key;
}

static void
reverse (double *values, size_t n)
{
  for (size_t i = 0; i < n / 2; i++)
    {
      double swap = values[i];
      values[i] = values[n - 1 - i];
      values[n - 1 - i] = swap;
    }
}

static MercerStatus
compute (const MercerKernel *kernel, MercerMatrix x, bool centred, double *values, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix k = mercer_work_matrix (work, x.rows, x.rows);
  MercerStatus status = k.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_kernel_gram (kernel, x, k, work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (k))
    status = MERCER_BAD_INPUT;
  if (status == MERCER_OK && centred)
    status = mercer_gram_centre (k, work);
  if (status == MERCER_OK)
    status = mercer_eigenvalues (k, values, work);
  if (status == MERCER_OK)
    reverse (values, x.rows);
  mercer_work_release (work, mark);
  return status;
}

static void
remember (MercerHash key, const double *values, size_t n, MercerWork *work)
{
  size_t bytes = n * sizeof *values;
  double *copy = mercer_work_store (work) != NULL ? mercer_block_new (bytes) : NULL;
  if (copy == NULL)
    return;
  memcpy (copy, values, bytes);
  mercer_store_release (mercer_store_put (mercer_work_store (work), key, copy, bytes, mercer_block_free));
}

MercerStatus
mercer_gram_spectrum (const MercerKernel *kernel, MercerMatrix x, bool centred, double *values, MercerWork *work)
{
  MercerHash key = key_of (kernel, x, centred);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), key);
  if (item != NULL)
    {
      memcpy (values, mercer_store_item_data (item), x.rows * sizeof *values);
      mercer_store_release (item);
      return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
    }
  MercerStatus status = compute (kernel, x, centred, values, work);
  if (status == MERCER_OK)
    remember (key, values, x.rows, work);
  return status;
}

bool
mercer_gram_spectrum_is_ready (const MercerKernel *kernel, MercerMatrix x, bool centred, MercerWork *work)
{
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), key_of (kernel, x, centred));
  if (item == NULL)
    return false;
  mercer_store_release (item);
  return true;
}

MercerStatus
mercer_gram_spectrum_draft (const MercerKernel *kernel, MercerMatrix x, bool centred, size_t some, double *values,
                            MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix few = mercer_work_matrix (work, some, x.cols);
  if (few.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < some; i++)
      *mercer_matrix_at (few, i, c) = *mercer_matrix_at (x, i * x.rows / some, c);
  MercerStatus status = compute (kernel, few, centred, values, work);
  for (size_t i = 0; i < some && status == MERCER_OK; i++)
    values[i] *= (double) x.rows / (double) some;
  mercer_work_release (work, mark);
  return status;
}

double
mercer_effective_dimension (const double *values, size_t n, double ridge)
{
  double sum = 0;
  for (size_t i = n; i-- > 0;) /* the small ones first */
    if (values[i] > 0)
      sum += values[i] / (values[i] + ridge);
  return sum;
}

double
mercer_spectrum_rounding (const double *values, size_t n)
{
  return (double) n * DBL_EPSILON * fmax (fabs (values[0]), fabs (values[n - 1]));
}

double
mercer_spectrum_condition (const double *values, size_t n, double ridge)
{
  double rounding = mercer_spectrum_rounding (values, n), least = values[n - 1] + ridge;
  if (!(rounding > 0) || least < -rounding)
    return INFINITY;
  return (values[0] + ridge) / fmax (least, rounding);
}

size_t
mercer_spectrum_components (const double *values, size_t n, double share)
{
  double sum = 0, part = 0;
  for (size_t i = 0; i < n && values[i] > 0; i++)
    sum += values[i];
  for (size_t i = 0; i < n && values[i] > 0; i++)
    if ((part += values[i]) >= share * sum)
      return i + 1;
  return n;
}

/* A constant this many times the largest entry is as good as none that helps. */
static const double greatest_shift = 1e7;

static double
largest_entry (MercerMatrix k)
{
  double most = 0;
  for (size_t j = 0; j < k.cols; j++)
    for (size_t i = j; i < k.rows; i++)
      most = fmax (most, fabs (*mercer_matrix_at (k, i, j)));
  return most;
}

/* L of K + s 11', its diagonal raised by what rounding may have taken from it. */
static MercerStatus
factor_shifted (MercerMatrix k, double s, double most, MercerMatrix l, MercerWork *work)
{
  for (size_t j = 0; j < k.cols; j++)
    for (size_t i = j; i < k.rows; i++)
      *mercer_matrix_at (l, i, j) = *mercer_matrix_at (k, i, j) + s;
  mercer_matrix_add_diagonal (l, 500 * DBL_EPSILON * (double) k.rows * most);
  return mercer_cholesky (l, work);
}

MercerStatus
mercer_gram_least_shift (MercerMatrix k, double *shift, MercerWork *work)
{
  size_t n = k.rows;
  double most = largest_entry (k), s = most, sum = 0;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix l = mercer_work_matrix (work, n, n), one = mercer_work_matrix (work, n, 1);
  if (l.data == NULL || one.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = most > 0 ? MERCER_NOT_POSITIVE_DEFINITE : MERCER_OK;
  for (; status == MERCER_NOT_POSITIVE_DEFINITE && s <= greatest_shift * most; s *= 4)
    if ((status = factor_shifted (k, s, most, l, work)) == MERCER_OK)
      break;
  *shift = status == MERCER_OK ? 0 : INFINITY;
  if (status == MERCER_OK && most > 0)
    {
      mercer_matrix_fill (one, 1);
      status = mercer_solve_lower (l, false, one, work);
      for (size_t i = 0; i < n; i++)
        sum += one.data[i] * one.data[i];
      *shift = fmax (s - 1 / sum, 0);
    }
  mercer_work_release (work, mark);
  return status == MERCER_NOT_POSITIVE_DEFINITE ? MERCER_OK : status;
}
