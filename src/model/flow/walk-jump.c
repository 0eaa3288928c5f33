/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "walk-jump.h"

#include <math.h>

#include "linalg.h"

double
mercer_walk_threshold (const MercerTarget *mixture)
{
  MercerMatrix means = mixture->means;
  double most = 0;
  for (size_t k = 0; k < means.rows; k++)
    {
      double squares = 0;
      for (size_t c = 0; c < means.cols; c++)
        {
          double centre = 0;
          for (size_t j = 0; j < means.rows; j++)
            centre += *mercer_matrix_at (means, j, c) / (double) means.rows;
          squares += pow (*mercer_matrix_at (means, k, c) - centre, 2);
        }
      most = fmax (most, squares);
    }
  return sqrt (fmax (0, most - mixture->width * mixture->width));
}

/* Least eigenvalues of shift I - scale H, H symmetric d x d in the rows of hessians (n x d^2). */
static MercerStatus
least_eigenvalues (MercerMatrix hessians, size_t d, double shift, double scale, double *out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix a = mercer_work_matrix (work, d, d);
  double *values = mercer_work_doubles (work, d);
  MercerStatus status = a.data != NULL && values != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < hessians.rows && status == MERCER_OK; i++)
    {
      if (i % 64 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      for (size_t e = 0; e < d * d; e++)
        a.data[e] = -scale * *mercer_matrix_at (hessians, i, e);
      mercer_matrix_add_diagonal (a, shift);
      status = mercer_eigenvalues (a, values, work);
      out[i] = values[0];
    }
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_walk_conditional (const MercerTarget *mixture, double sigma, size_t m, MercerMatrix before, MercerMatrix y, MercerMatrix score,
                         MercerMatrix jump, double *curvature, MercerWork *work)
{
  size_t n = y.rows, d = y.cols;
  double many = (double) m, s2 = sigma * sigma / many;
  MercerTarget smoothed = *mixture;
  smoothed.width = sqrt (mixture->width * mixture->width + s2);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix mean = mercer_work_matrix (work, n, d), hessians = { 0 };
  if (curvature != NULL)
    hessians = mercer_work_matrix (work, n, d * d);
  if (mean.data == NULL || (curvature != NULL && hessians.data == NULL))
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (mean, i, c) = (*mercer_matrix_at (before, i, c) + *mercer_matrix_at (y, i, c)) / many;
  MercerStatus status = mercer_target_evaluate (&smoothed, mean, NULL, score, hessians, work);
  if (status == MERCER_OK && curvature != NULL)
    status = least_eigenvalues (hessians, d, 1 - 1 / many, sigma * sigma / (many * many), curvature, work);
  for (size_t c = 0; c < d && status == MERCER_OK; c++)
    for (size_t i = 0; i < n; i++)
      {
        double to = *mercer_matrix_at (mean, i, c) + s2 * *mercer_matrix_at (score, i, c);
        *mercer_matrix_at (jump, i, c) = to;
        *mercer_matrix_at (score, i, c) = (to - *mercer_matrix_at (y, i, c)) / (sigma * sigma);
      }
  mercer_work_release (work, mark);
  return status;
}

void
mercer_walk_first_half (double h, double gamma, MercerMatrix score, MercerMatrix normals, MercerMatrix y, MercerMatrix v)
{
  double stays = exp (-gamma * h), comes = sqrt (-expm1 (-2 * gamma * h));
  for (size_t c = 0; c < y.cols; c++)
    for (size_t i = 0; i < y.rows; i++)
      {
        double *at = mercer_matrix_at (y, i, c), *speed = mercer_matrix_at (v, i, c);
        *speed += 0.5 * h * *mercer_matrix_at (score, i, c);
        *at += 0.5 * h * *speed;
        *speed = stays * *speed + comes * *mercer_matrix_at (normals, i, c);
        *at += 0.5 * h * *speed;
      }
}

void
mercer_walk_second_half (double h, MercerMatrix score, MercerMatrix v)
{
  for (size_t c = 0; c < v.cols; c++)
    for (size_t i = 0; i < v.rows; i++)
      *mercer_matrix_at (v, i, c) += 0.5 * h * *mercer_matrix_at (score, i, c);
}
