/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "regimes.h"

#include <glib.h>
#include <math.h>

#include "pool.h"
#include "random.h"
#include "vexp.h"

enum { STREAM_REGIMES = 0x72656769, AT_ONCE = 512 };

static double
phi (double t)
{
  return -0.5 * log1p (t) - 0.5 * t / (1 + t);
}

double
mercer_regimes_rate (double t)
{
  return 0.5 * log1p (t) - 0.5 * t / ((1 + t) * (1 + t));
}

MercerRegimes
mercer_regimes (double alpha)
{
  double low = -60, high = 2 * alpha + 4; /* of log t: the rate is at least log (1 + t) / 2 - 1/8 */
  for (int i = 0; i < 100; i++)
    {
      double middle = 0.5 * (low + high);
      if (mercer_regimes_rate (exp (middle)) < alpha)
        low = middle;
      else
        high = middle;
    }
  double t = exp (0.5 * (low + high)), e = 0.5 / (1 + t) + 0.5 / ((1 + t) * (1 + t));
  return (MercerRegimes){ alpha, t, e, sqrt (2 / t), sqrt (1 / t), sqrt (2 * e) };
}

double
mercer_regimes_log_density (const MercerRegimes *r, double h)
{
  double t = 1 / (h * h), mean = t <= r->t_g ? phi (t) : phi (r->t_g) - (t - r->t_g) * r->e;
  return -0.5 * log (2 * M_PI * h * h) + mean;
}

double
mercer_regimes_divergence (const MercerRegimes *r, double h)
{
  return -0.5 * (log (2 * M_PI) + 1) - mercer_regimes_log_density (r, h);
}

void
mercer_regimes_moments (double d, double n, double h, double *log_mean, double *relative_sd)
{
  double t = 1 / (h * h);
  *log_mean = d * (phi (t) - 0.5 * log (2 * M_PI * h * h));
  *relative_sd = sqrt (expm1 (d * (phi (2 * t) - 2 * phi (t))) / n);
}

/* --- Simulation ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  size_t d, n, chunks;
  uint64_t seed;
  double *squares;
  MercerWork *work;
} Simulation;

/* x stands on the first axis, which is as good as anywhere: distances have the same law. */
static void
chunk_cb (void *data, size_t index)
{
  Simulation *s = data;
  size_t sample = index / s->chunks, first = index % s->chunks * AT_ONCE, some = MIN (AT_ONCE, s->n - first);
  double y[AT_ONCE], *out = s->squares + sample * s->n + first;
  for (size_t c = 0; c < s->d; c++)
    {
      double x = c == 0 ? sqrt ((double) s->d) : 0;
      if (!mercer_work_wanted (s->work))
        return;
      mercer_random_normals (s->seed, STREAM_REGIMES + sample * s->d + c, first, some, y);
      for (size_t i = 0; i < some; i++)
        out[i] = (c == 0 ? 0 : out[i]) + (x - y[i]) * (x - y[i]);
    }
}

MercerStatus
mercer_regimes_simulate (size_t d, size_t n, size_t samples, uint64_t seed, double *squares, MercerWork *work)
{
  Simulation s = { d, n, (n + AT_ONCE - 1) / AT_ONCE, seed, squares, work };
  mercer_pool_for (samples * s.chunks, chunk_cb, &s);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

double
mercer_regimes_estimate (size_t d, size_t n, const double *squares, double h, double *share, double *scratch)
{
  double least = INFINITY, sum = 0, sum_of_squares = 0;
  for (size_t i = 0; i < n; i++)
    least = MIN (least, squares[i]);
  for (size_t i = 0; i < n; i++)
    scratch[i] = -0.5 * (squares[i] - least) / (h * h);
  mercer_vexp (n, scratch, scratch);
  for (size_t i = 0; i < n; i++)
    {
      sum += scratch[i];
      sum_of_squares += scratch[i] * scratch[i];
    }
  if (share != NULL)
    *share = sum_of_squares / (sum * sum);
  return log (sum / (double) n) - 0.5 * least / (h * h) - 0.5 * (double) d * log (2 * M_PI * h * h);
}
