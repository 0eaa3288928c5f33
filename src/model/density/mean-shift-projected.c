/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-shift.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "pool.h"
#include "random.h"

enum { STREAM_PROJECTION = 0x6a6c, MOST_SHIFTS = 300 };
static const double settled = 1e-3, same = 0.05; /* in kernels */

typedef struct
{
  const MercerShift *sample; /* all d dimensions */
  MercerMatrix p;            /* n x low: the projection */
  size_t starts, stride;
  double *scratch;           /* n for each start that runs: two */
  double *end;               /* d for each start: lifted */
  MercerStatus *status;
  MercerWork *work;
} Climbs;

/* The mean of all points, in all dimensions, by the kernels that the projection sees at its end. */
static void
lift (const Climbs *climbs, const double *k, double *end)
{
  const MercerShift *sample = climbs->sample;
  double total = 0;
  for (size_t i = 0; i < sample->z.rows; i++)
    total += k[i];
  for (size_t c = 0; c < sample->z.cols; c++)
    {
      const double *z = mercer_matrix_column (sample->z, c);
      double sum = 0;
      for (size_t i = 0; i < sample->z.rows; i++)
        sum += k[i] * z[i];
      end[c] = sum / total;
    }
}

static void
climb (Climbs *climbs, size_t start, double *scratch)
{
  size_t low = climbs->p.cols, d = climbs->sample->z.cols;
  MercerShift projected = { climbs->p, climbs->sample->weights, scratch }, whole = *climbs->sample;
  double at[MERCER_SHIFT_MAX_D], shift[MERCER_SHIFT_MAX_D], *end = climbs->end + start * d, log_f;
  bool peaked;
  for (size_t c = 0; c < low; c++)
    at[c] = *mercer_matrix_at (climbs->p, start * climbs->stride, c);
  for (int k = 0; k < MOST_SHIFTS; k++)
    {
      double square = 0;
      if (!mercer_work_wanted (climbs->work))
        return;
      mercer_shift (&projected, at, shift, NULL);
      for (size_t c = 0; c < low; c++)
        {
          square += shift[c] * shift[c];
          at[c] += shift[c];
        }
      if (square < settled * settled)
        break;
    }
  lift (climbs, scratch, end);
  whole.scratch = scratch;
  climbs->status[start] = mercer_shift_climb (&whole, end, &log_f, &peaked, climbs->work);
}

/* Each start has one thread and each thread's share one scratch: starts are dealt in a fixed number of hands. */
enum { HANDS = 16 };

static void
climbs_cb (void *data, size_t hand)
{
  Climbs *climbs = data;
  for (size_t s = hand; s < climbs->starts && mercer_work_wanted (climbs->work); s += HANDS)
    climb (climbs, s, climbs->scratch + hand * climbs->p.rows);
}

static MercerStatus
project (const MercerShift *sample, size_t low, uint64_t seed, MercerMatrix p, MercerWork *work)
{
  size_t d = sample->z.cols;
  if (low >= d)
    {
      mercer_matrix_copy (sample->z, p);
      return MERCER_OK;
    }
  MercerMatrix g = mercer_work_matrix (work, d, low);
  if (g.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_normals (seed, STREAM_PROJECTION, 0, d * low, g.data);
  return mercer_gemm (false, false, 1 / sqrt ((double) low), sample->z, g, 0, p, work);
}

/* The mode that the end of a climb is, a new one if it is none of those so far. */
static int
mode_at (MercerModes *modes, const double *end, double log_f)
{
  for (size_t k = 0; k < modes->count; k++)
    {
      double square = 0;
      for (size_t c = 0; c < modes->d; c++)
        square += (modes->at[k * modes->d + c] - end[c]) * (modes->at[k * modes->d + c] - end[c]);
      if (square < same * same)
        return (int) k;
    }
  memcpy (modes->at + modes->count * modes->d, end, modes->d * sizeof *end);
  modes->log_f[modes->count] = log_f;
  return (int) modes->count++;
}

/* rank[k]: where mode k comes when the highest is first. */
static void
order_modes (MercerModes *modes, int *rank, MercerWork *work)
{
  size_t d = modes->d, count = modes->count;
  MercerMark mark = mercer_work_mark (work);
  double *at = mercer_work_doubles (work, count * d), *log_f = mercer_work_doubles (work, count);
  for (size_t k = 0; k < count && at != NULL && log_f != NULL; k++)
    {
      rank[k] = 0;
      for (size_t j = 0; j < count; j++)
        rank[k] += modes->log_f[j] > modes->log_f[k] || (j < k && modes->log_f[j] == modes->log_f[k]);
      memcpy (at + (size_t) rank[k] * d, modes->at + k * d, d * sizeof *at);
      log_f[rank[k]] = modes->log_f[k];
    }
  if (at != NULL && log_f != NULL)
    {
      memcpy (modes->at, at, count * d * sizeof *at);
      memcpy (modes->log_f, log_f, count * sizeof *log_f);
    }
  mercer_work_release (work, mark);
}

/* basin of each row: that of the start nearest to it, in all dimensions. */
static MercerStatus
spread_basins (const Climbs *climbs, const int *of_start, int *basin)
{
  MercerMatrix z = climbs->sample->z;
  for (size_t i = 0; i < z.rows; i++)
    {
      double best = INFINITY;
      if (i % 128 == 0 && !mercer_work_wanted (climbs->work))
        return MERCER_STOPPED;
      for (size_t s = 0; s < climbs->starts; s++)
        {
          double square = 0;
          for (size_t c = 0; c < z.cols; c++)
            {
              double by = *mercer_matrix_at (z, i, c) - *mercer_matrix_at (z, s * climbs->stride, c);
              square += by * by;
            }
          if (square < best)
            best = square, basin[i] = of_start[s];
        }
    }
  return MERCER_OK;
}

MercerStatus
mercer_modes_projected (const MercerShift *sample, size_t low, size_t starts, uint64_t seed, MercerModes *modes, int *basin,
                        MercerWork *work)
{
  size_t n = sample->z.rows, d = sample->z.cols;
  Climbs climbs = { .sample = sample, .p = mercer_work_matrix (work, n, MIN (low, d)), .work = work };
  climbs.stride = MAX ((n + starts - 1) / starts, 1);
  climbs.starts = (n + climbs.stride - 1) / climbs.stride;
  climbs.scratch = mercer_work_doubles (work, HANDS * n);
  climbs.end = mercer_work_doubles (work, climbs.starts * d);
  climbs.status = mercer_work_alloc (work, climbs.starts, sizeof *climbs.status);
  int *of_start = mercer_work_alloc (work, climbs.starts, sizeof *of_start), *rank = mercer_work_alloc (work, climbs.starts, sizeof *rank);
  *modes = (MercerModes){ .d = d, .at = mercer_work_doubles (work, climbs.starts * d), .log_f = mercer_work_doubles (work, climbs.starts) };
  if (climbs.p.data == NULL || climbs.scratch == NULL || climbs.end == NULL || climbs.status == NULL || of_start == NULL || rank == NULL
      || modes->at == NULL || modes->log_f == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = project (sample, low, seed, climbs.p, work);
  if (status != MERCER_OK)
    return status;
  mercer_pool_for (HANDS, climbs_cb, &climbs);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  for (size_t s = 0; s < climbs.starts; s++)
    {
      double shift[MERCER_SHIFT_MAX_D];
      if (s % 16 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      of_start[s] = mode_at (modes, climbs.end + s * d, mercer_shift (sample, climbs.end + s * d, shift, NULL));
    }
  order_modes (modes, rank, work);
  for (size_t s = 0; s < climbs.starts; s++)
    of_start[s] = rank[of_start[s]];
  return spread_basins (&climbs, of_start, basin);
}
