/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neighbourhoods.h"

#include <math.h>
#include <string.h>

enum { HALVINGS = 50, ROWS_A_POLL = 8 };

/* Row i of P: a Gaussian whose entropy is log perplexity, by bisection of its precision. */
static void
neighbourhood (MercerMatrix x, size_t i, double perplexity, double *far, double *row)
{
  double low = 0, high = INFINITY, precision = 1, least = INFINITY;
  memset (far, 0, x.rows * sizeof *far);
  for (size_t j = 0; j < x.rows; j++)
    {
      for (size_t c = 0; c < x.cols; c++)
        {
          double step = *mercer_matrix_at (x, i, c) - *mercer_matrix_at (x, j, c);
          far[j] += step * step;
        }
      least = j != i ? fmin (least, far[j]) : least;
    }
  for (int k = 0; k < HALVINGS; k++)
    {
      double sum = 0, entropy = 0;
      for (size_t j = 0; j < x.rows; j++)
        sum += row[j] = j != i ? exp (-precision * (far[j] - least)) : 0;
      for (size_t j = 0; j < x.rows; j++)
        {
          row[j] /= sum;
          entropy -= row[j] > 0 ? row[j] * log (row[j]) : 0;
        }
      *(entropy > log (perplexity) ? &low : &high) = precision;
      precision = isfinite (high) ? 0.5 * (low + high) : 2 * precision;
    }
}

MercerStatus
mercer_neighbourhoods (MercerMatrix x, double perplexity, MercerMatrix p, MercerWork *work)
{
  size_t n = x.rows;
  MercerMark mark = mercer_work_mark (work);
  double *row = mercer_work_doubles (work, n), *far = mercer_work_doubles (work, n);
  if (row == NULL || far == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (p, 0);
  for (size_t i = 0; i < n; i++)
    {
      if (i % ROWS_A_POLL == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      neighbourhood (x, i, perplexity, far, row);
      for (size_t j = 0; j < n; j++)
        {
          *mercer_matrix_at (p, i, j) += row[j] / (2 * (double) n);
          *mercer_matrix_at (p, j, i) += row[j] / (2 * (double) n);
        }
    }
  mercer_work_release (work, mark);
  return MERCER_OK;
}
