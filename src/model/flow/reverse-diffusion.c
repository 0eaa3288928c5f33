/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reverse-diffusion.h"

#include <math.h>

#include "pool.h"
#include "vexp.h"

/* So many points are one task of the pool; so many tasks run between two looks at whether they are wanted. */
enum { CHUNK = 16, ROUND = 8 };
static const double least = 0.1;

static double
kept_at (size_t steps, double most, size_t t)
{
  double s = (double) t / (double) steps;
  return exp (-(least * s + 0.5 * (most - least) * s * s));
}

void
mercer_diffusion_schedule (size_t steps, double most, double *kept)
{
  for (size_t t = 0; t <= steps; t++)
    kept[t] = kept_at (steps, most, t);
}

void
mercer_diffusion_reschedule (size_t steps, double most, size_t at, bool back, double *kept)
{
  double present = kept_at (steps, most, at);
  for (size_t t = at + 1; t <= steps && !back; t++)
    kept[t] = kept[at] * (kept_at (steps, most, t) / present);
  for (size_t t = 0; t < at && back; t++)
    kept[t] = pow (kept[at], log (kept_at (steps, most, t)) / log (present));
}

/* --- Weighted moments --------------------------------------------------------------------------------------- */

/* Mean and variance of the rows of `values` with weights proportional to exp (-|x - centre|^2 / (2 variance)), for each row of
 * x; log (1/n) sum exp (...) into log_sum. The rows that count are found in the logarithm, so that far away from all centres the
 * nearest ones have the weight. */
typedef struct
{
  MercerMatrix centres, values, x;
  double variance;
  const MercerDenoised *out;
  size_t first;    /* chunk */
  double *scratch; /* ROUND of centres.rows */
  MercerWork *work;
} Moments;

static double
weigh (const Moments *m, size_t i, double *w)
{
  size_t n = m->centres.rows;
  double best = -INFINITY, sum = 0;
  for (size_t j = 0; j < n; j++)
    w[j] = 0;
  for (size_t c = 0; c < m->x.cols; c++)
    {
      const double *at = mercer_matrix_column (m->centres, c);
      double x = *mercer_matrix_at (m->x, i, c);
      for (size_t j = 0; j < n; j++)
        w[j] += (x - at[j]) * (x - at[j]);
    }
  for (size_t j = 0; j < n; j++)
    {
      w[j] *= -0.5 / m->variance;
      best = fmax (best, w[j]);
    }
  for (size_t j = 0; j < n; j++)
    w[j] -= best;
  mercer_vexp (n, w, w);
  for (size_t j = 0; j < n; j++)
    sum += w[j];
  for (size_t j = 0; j < n; j++)
    w[j] /= sum;
  return best + log (sum / (double) n);
}

static void
chunk_cb (void *data, size_t index)
{
  const Moments *m = data;
  size_t start = (m->first + index) * CHUNK, end = start + CHUNK < m->x.rows ? start + CHUNK : m->x.rows;
  double *w = m->scratch + index * m->centres.rows;
  for (size_t i = start; i < end; i++)
    {
      double log_sum = weigh (m, i, w);
      for (size_t c = 0; c < m->x.cols; c++)
        {
          const double *values = mercer_matrix_column (m->values, c);
          double mean = 0, square = 0;
          for (size_t j = 0; j < m->centres.rows; j++)
            mean += w[j] * values[j];
          for (size_t j = 0; j < m->centres.rows; j++)
            square += w[j] * (values[j] - mean) * (values[j] - mean);
          *mercer_matrix_at (m->out->mean, i, c) = mean;
          *mercer_matrix_at (m->out->variance, i, c) = square;
        }
      if (m->out->log_density != NULL)
        m->out->log_density[i] = log_sum;
    }
}

static MercerStatus
moments (Moments *m)
{
  size_t chunks = (m->x.rows + CHUNK - 1) / CHUNK;
  MercerMark mark = mercer_work_mark (m->work);
  m->scratch = mercer_work_doubles (m->work, ROUND * m->centres.rows);
  if (m->scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (m->first = 0; m->first < chunks; m->first += ROUND)
    {
      if (!mercer_work_wanted (m->work))
        return MERCER_STOPPED;
      mercer_pool_for (chunks - m->first < ROUND ? chunks - m->first : ROUND, chunk_cb, m);
    }
  mercer_work_release (m->work, mark);
  return MERCER_OK;
}

/* --- What was there before the noise ------------------------------------------------------------------------ */

MercerStatus
mercer_diffusion_denoise (MercerMatrix rows, double width, double kept, MercerMatrix x, const MercerDenoised *out,
                          MercerWork *work)
{
  /* sqrt (k) rows as centres: the same weights as of x / sqrt (k) about the rows themselves, which need no copy */
  double variance = kept * width * width + 1 - kept, root = sqrt (kept), gain = width * width * root / variance;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix scaled = mercer_work_matrix (work, x.rows, x.cols);
  if (scaled.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (scaled, i, c) = *mercer_matrix_at (x, i, c) / root;
  Moments m = { .centres = rows, .values = rows, .x = scaled, .variance = variance / kept, .out = out, .work = work };
  MercerStatus status = moments (&m);
  if (status != MERCER_OK)
    return status;
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double *mean = mercer_matrix_at (out->mean, i, c), *spread = mercer_matrix_at (out->variance, i, c);
        double at = *mercer_matrix_at (x, i, c);
        if (out->score.data != NULL)
          *mercer_matrix_at (out->score, i, c) = (root * *mean - at) / variance;
        *mean += gain * (at - root * *mean);
        *spread = width * width * (1 - kept) / variance + (1 - gain * root) * (1 - gain * root) * *spread;
      }
  for (size_t i = 0; i < x.rows && out->log_density != NULL; i++)
    out->log_density[i] -= 0.5 * (double) x.cols * log (2 * M_PI * variance);
  mercer_work_release (work, mark);
  return MERCER_OK;
}

MercerStatus
mercer_diffusion_regress (MercerMatrix noisy, MercerMatrix clean, double width, MercerMatrix x, const MercerDenoised *out,
                          MercerWork *work)
{
  MercerDenoised own = { .mean = out->mean, .variance = out->variance };
  Moments m = { .centres = noisy, .values = clean, .x = x, .variance = width * width, .out = &own, .work = work };
  return moments (&m);
}

void
mercer_diffusion_score (double kept, MercerMatrix x, MercerMatrix mean, MercerMatrix score)
{
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (score, i, c)
          = (sqrt (kept) * *mercer_matrix_at (mean, i, c) - *mercer_matrix_at (x, i, c)) / (1 - kept);
}

void
mercer_diffusion_back (double kept, double before, MercerMatrix x, MercerMatrix mean, MercerMatrix variance)
{
  double ratio = kept / before, clean = sqrt (before) * (1 - ratio) / (1 - kept);
  double noisy = sqrt (ratio) * (1 - before) / (1 - kept), own = (1 - ratio) * (1 - before) / (1 - kept);
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double *m = mercer_matrix_at (mean, i, c), *v = mercer_matrix_at (variance, i, c);
        *m = clean * *m + noisy * *mercer_matrix_at (x, i, c);
        *v = own + clean * clean * *v;
      }
}

void
mercer_diffusion_back_surely (double kept, double before, MercerMatrix x, MercerMatrix mean)
{
  double noise = sqrt ((1 - before) / (1 - kept));
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double *m = mercer_matrix_at (mean, i, c), at = *mercer_matrix_at (x, i, c);
        *m = sqrt (before) * *m + noise * (at - sqrt (kept) * *m);
      }
}
