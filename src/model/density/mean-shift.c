/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-shift.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "vexp.h"

enum { MOST_STEPS = 500, PATIENCE = 30, FEW_COLUMNS = 4 }; /* steps; so many before shifts along a ridge, where each is small, are stretched */
static const double at_rest = 1e-10; /* a shift of so much of a kernel */
/* Of many columns a Hessian costs as much as many shifts: it is looked at where shifts have become so small. */
static const double is_close = 0.1;

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
mercer_shift_square (size_t d, int power)
{
  return (double) d + 2 * power + 2;
}

double
mercer_shift_log_volume (size_t d, int power)
{
  double half = 0.5 * (double) d;
  if (power == 0)
    return half * log (2 * M_PI);
  return half * log (M_PI * mercer_shift_square (d, power)) + lgamma (power + 1) - lgamma (half + power + 1);
}

/* u^e, and 0 where u is: no kernel reaches. e <= MERCER_SHIFT_MAX_POWER. */
static inline double
raised (double u, int e)
{
  return u > 0 ? (e == 0 ? 1 : e == 1 ? u : e == 2 ? u * u : u * u * u) : 0;
}

/* scratch = w_i u_i^(p - 1), u = 1 - s / R^2; bend (may be NULL) = sum of w_i u_i^(p - 2) (z_i - at) (z_i - at)'; returns sum of w_i u_i^p. */
static double
ending_kernels (const MercerShift *sample, const double *at, double *bend)
{
  double *u = sample->scratch, sum = 0;
  size_t n = sample->z.rows, d = sample->z.cols;
  int p = sample->power;
  distances (sample, at);
  for (size_t i = 0; i < n; i++)
    u[i] = 1 - u[i] / sample->square;
  for (size_t k = 0; k < d * d && bend != NULL; k++)
    bend[k] = 0;
  for (size_t i = 0; i < n; i++)
    {
      double w = sample->weights != NULL ? sample->weights[i] : 1, v = u[i];
      u[i] = w * raised (v, p - 1);
      sum += u[i] * v;
      if (!(v > 0) || bend == NULL || p < 2)
        continue;
      double by = w * raised (v, p - 2);
      for (size_t a = 0; a < d; a++)
        for (size_t b = 0; b <= a; b++)
          bend[a + b * d] += by * (*mercer_matrix_at (sample->z, i, a) - at[a]) * (*mercer_matrix_at (sample->z, i, b) - at[b]);
    }
  return sum;
}

/* Kernels that end: grad f = 2 p / R^2 times the sum of weights times the shift, whose derivative is C - I. */
static double
ending_shift (const MercerShift *sample, const double *at, double *shift, double *bend)
{
  size_t n = sample->z.rows, d = sample->z.cols;
  double sum = ending_kernels (sample, at, bend), total = 0;
  const double *k = sample->scratch;
  for (size_t i = 0; i < n; i++)
    total += k[i];
  for (size_t c = 0; c < d; c++)
    {
      const double *z = mercer_matrix_column (sample->z, c);
      shift[c] = 0;
      for (size_t i = 0; i < n; i++)
        shift[c] += k[i] * (z[i] - at[c]);
      shift[c] = total > 0 ? shift[c] / total : 0;
    }
  for (size_t a = 0; a < d && bend != NULL; a++)
    for (size_t b = 0; b <= a; b++)
      bend[a + b * d] = bend[b + a * d] = total > 0 ? bend[a + b * d] * 2 * (sample->power - 1) / (sample->square * total) : 0;
  return log (sum);
}

double
mercer_shift (const MercerShift *sample, const double *at, double *shift, double *covariance)
{
  if (sample->power > 0)
    return ending_shift (sample, at, shift, covariance);
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
      c[MERCER_SHIFT_MAX_D * MERCER_SHIFT_MAX_D], stretch = 1;
  bool bent = true; /* c is that of this place */
  *log_f = mercer_shift (sample, at, shift, c);
  for (int k = 0; k < MOST_STEPS; k++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      if (!bent && length (d, shift) < is_close)
        mercer_shift (sample, at, shift, c);
      bent |= length (d, shift) < is_close;
      *peaked = bent && newton_step (d, c, shift, step);
      if (length (d, shift) < at_rest)
        return MERCER_OK;
      bent = d <= FEW_COLUMNS || *peaked;
      bool newton = *peaked && length (d, step) < 1; /* a longer one leaves what the parabola knows */
      stretch = newton || k < PATIENCE ? 1 : MIN (1.5 * stretch, 100);
      for (int tries = newton || stretch > 1 ? 2 : 1; tries > 0; tries--)
        {
          const double *by = newton && tries == 2 ? step : shift;
          for (size_t j = 0; j < d; j++)
            next[j] = at[j] + (tries == 2 ? stretch : 1) * by[j];
          double higher = mercer_shift (sample, next, next_shift, bent ? c : NULL);
          if (tries == 2 && higher < *log_f - 1e-13 * (1 + fabs (*log_f)))
            {
              stretch = 1;
              continue;
            }
          *log_f = higher;
          break;
        }
      memcpy (at, next, d * sizeof *at);
      memcpy (shift, next_shift, d * sizeof *shift);
    }
  return MERCER_DIVERGED;
}
