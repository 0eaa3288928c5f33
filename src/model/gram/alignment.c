/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alignment.h"

#include <cblas.h>
#include <math.h>

#include "linalg.h"

/* Of the mean of the entries, what is rounding and no more: a matrix of ones centred is 0. */
static const double rounding = 1e-13;

static double
largest (MercerMatrix k)
{
  double most = 0;
  for (size_t j = 0; j < k.cols; j++)
    for (size_t i = j; i < k.rows; i++)
      most = fmax (most, fabs (*mercer_matrix_at (k, i, j)));
  return most;
}

MercerStatus
mercer_gram_centre (MercerMatrix k, MercerWork *work)
{
  size_t n = k.rows;
  MercerMark mark = mercer_work_mark (work);
  double *mean = mercer_work_doubles (work, n), *weights = mercer_work_doubles (work, n), all = 0, most = largest (k);
  if (mean == NULL || weights == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < n; i++)
    weights[i] = 1 / (double) n;
  mercer_symv (k, weights, mean);
  for (size_t i = 0; i < n; i++)
    all += mean[i] / (double) n;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      {
        double *entry = mercer_matrix_at (k, i, j);
        *entry -= mean[i] + mean[j] - all;
        if (fabs (*entry) < rounding * most)
          *entry = 0;
      }
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

double
mercer_gram_inner (MercerMatrix a, MercerMatrix b)
{
  double below = 0, on = 0;
  for (size_t j = 0; j < a.cols; j++)
    {
      on += *mercer_matrix_at (a, j, j) * *mercer_matrix_at (b, j, j);
      below += cblas_ddot ((int) (a.rows - j - 1), mercer_matrix_column (a, j) + j + 1, 1,
                           mercer_matrix_column (b, j) + j + 1, 1);
    }
  return on + 2 * below;
}

static double
ratio (double inner, double square)
{
  return square > 0 && isfinite (square) ? inner / sqrt (square) : NAN;
}

double
mercer_gram_alignment (MercerMatrix a, MercerMatrix b)
{
  return ratio (mercer_gram_inner (a, b), mercer_gram_inner (a, a) * mercer_gram_inner (b, b));
}

double
mercer_gram_alignment_target (MercerMatrix a, const double *y, MercerWork *work)
{
  size_t n = a.rows;
  MercerMark mark = mercer_work_mark (work);
  double *centred = mercer_work_doubles (work, n), *image = mercer_work_doubles (work, n), mean = 0;
  if (centred == NULL || image == NULL)
    return NAN;
  for (size_t i = 0; i < n; i++)
    mean += y[i] / (double) n;
  double squares = 0, size = 0;
  for (size_t i = 0; i < n; i++)
    {
      centred[i] = y[i] - mean;
      squares += centred[i] * centred[i];
      size += y[i] * y[i];
    }
  mercer_symv (a, centred, image);
  double inner = cblas_ddot ((int) n, centred, 1, image, 1);
  mercer_work_release (work, mark);
  if (!(squares > rounding * rounding * size))
    return NAN;
  return ratio (inner, mercer_gram_inner (a, a) * squares * squares);
}
