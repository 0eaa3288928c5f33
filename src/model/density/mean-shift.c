/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-shift.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "vexp.h"

enum { MOST_STEPS = 500 };
static const double at_rest = 1e-10; /* a shift of so much of a kernel */

/* --- Sums -------------------------------------------------------------------------------------------------- */

/* scratch = |z_i - at|^2; returns the least. */
static double
distances (const MercerShift *sample, const double *at)
{
  double *s = sample->scratch, least = INFINITY;
  size_t n = sample->z.rows;
  memset (s, 0, n * sizeof *s);
  for (size_t c = 0; c < sample->z.cols; c++)
    {
      const double *z = mercer_matrix_column (sample->z, c);
      for (size_t i = 0; i < n; i++)
        s[i] += (z[i] - at[c]) * (z[i] - at[c]);
    }
  for (size_t i = 0; i < n; i++)
    least = MIN (least, s[i]);
  return least;
}

/* scratch = w_i exp (-(|z_i - at|^2 - least) / 2); returns their sum. */
static double
kernels (const MercerShift *sample, double least)
{
  double *s = sample->scratch, sum = 0;
  size_t n = sample->z.rows;
  for (size_t i = 0; i < n; i++)
    s[i] = -0.5 * (s[i] - least);
  mercer_vexp (n, s, s);
  for (size_t i = 0; i < n; i++)
    sum += s[i] *= sample->weights != NULL ? sample->weights[i] : 1;
  return sum;
}

double
mercer_shift (const MercerShift *sample, const double *at, double *shift, double *covariance)
{
  size_t n = sample->z.rows, d = sample->z.cols;
  double least = distances (sample, at), total = kernels (sample, least);
  const double *k = sample->scratch;
  for (size_t c = 0; c < d; c++)
    {
      const double *z = mercer_matrix_column (sample->z, c);
      double sum = 0;
      for (size_t i = 0; i < n; i++)
        sum += k[i] * (z[i] - at[c]);
      shift[c] = sum / total;
    }
  for (size_t a = 0; a < d && covariance != NULL; a++)
    for (size_t b = 0; b <= a; b++)
      {
        const double *p = mercer_matrix_column (sample->z, a), *q = mercer_matrix_column (sample->z, b);
        double sum = 0;
        for (size_t i = 0; i < n; i++)
          sum += k[i] * (p[i] - at[a] - shift[a]) * (q[i] - at[b] - shift[b]);
        covariance[a + b * d] = covariance[b + a * d] = sum / total;
      }
  return log (total) - 0.5 * least;
}

/* --- Climbing ---------------------------------------------------------------------------------------------- */

/* step = (I - C)^-1 shift if I - C is positive definite; else false. C is overwritten. d is small: Gauss's own way. */
static bool
newton_step (size_t d, double *c, const double *shift, double *step)
{
  for (size_t j = 0; j < d; j++)
    for (size_t i = 0; i < d; i++)
      c[i + j * d] = (i == j) - c[i + j * d];
  memcpy (step, shift, d * sizeof *step);
  for (size_t k = 0; k < d; k++)
    {
      if (!(c[k + k * d] > 1e-8))
        return false;
      for (size_t i = k + 1; i < d; i++)
        {
          double factor = c[i + k * d] / c[k + k * d];
          for (size_t j = k; j < d; j++)
            c[i + j * d] -= factor * c[k + j * d];
          step[i] -= factor * step[k];
        }
    }
  for (size_t k = d; k-- > 0;)
    {
      for (size_t j = k + 1; j < d; j++)
        step[k] -= c[k + j * d] * step[j];
      step[k] /= c[k + k * d];
    }
  return true;
}

static double
length (size_t d, const double *v)
{
  double sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += v[c] * v[c];
  return sqrt (sum);
}

MercerStatus
mercer_shift_climb (const MercerShift *sample, double *at, double *log_f, bool *peaked, MercerWork *work)
{
  size_t d = sample->z.cols;
  double shift[MERCER_SHIFT_MAX_D], step[MERCER_SHIFT_MAX_D], next[MERCER_SHIFT_MAX_D], next_shift[MERCER_SHIFT_MAX_D],
      c[MERCER_SHIFT_MAX_D * MERCER_SHIFT_MAX_D];
  *log_f = mercer_shift (sample, at, shift, c);
  for (int k = 0; k < MOST_STEPS; k++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      *peaked = newton_step (d, c, shift, step);
      if (length (d, shift) < at_rest)
        return MERCER_OK;
      bool newton = *peaked && length (d, step) < 1; /* a longer one leaves what the parabola knows */
      for (int tries = newton ? 2 : 1; tries > 0; tries--)
        {
          const double *by = newton && tries == 2 ? step : shift;
          for (size_t j = 0; j < d; j++)
            next[j] = at[j] + by[j];
          double higher = mercer_shift (sample, next, next_shift, c);
          if (tries == 2 && higher < *log_f - 1e-13 * (1 + fabs (*log_f)))
            continue;
          *log_f = higher;
          break;
        }
      memcpy (at, next, d * sizeof *at);
      memcpy (shift, next_shift, d * sizeof *shift);
    }
  return MERCER_DIVERGED;
}
