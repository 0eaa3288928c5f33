/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-shift.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "pool.h"
#include "random.h"

enum { STREAM_PROJECTION = 0x6a6c, MOST_SHIFTS = 300, FEW_SHIFTS = 20 }; /* few: in a projection, whose modes are only a way to others */
static const double settled = 1e-3, same = 0.05, apart = 0.02; /* in kernels */

typedef struct
{
  const MercerShift *sample; /* all d dimensions */
  MercerMatrix p;            /* n x low: the projection */
  size_t starts, stride;
  double *scratch;           /* n for each hand */
  double *foot;              /* low for each start: the mode of the projection that it comes to */
  size_t distinct, *first, *goes_with; /* of those modes; the start that each was met by first; which one a start comes to */
  double *end;               /* d for each start: the mode of the whole */
  MercerStatus *status;      /* of each start */
  MercerShiftPaths *paths;   /* NULL: not asked for */
  MercerWork *work;
} Climbs;

/* One row of each stretch, at places in them that differ (by the golden section), lest rows that come in turns hide all but one kind. */
static size_t
row_of (const Climbs *climbs, size_t start)
{
  double place = 0.6180339887498949 * (double) start;
  size_t row = start * climbs->stride + (size_t) ((place - floor (place)) * (double) climbs->stride);
  return MIN (row, climbs->sample->z.rows - 1);
}

/* --- Paths ----------------------------------------------------------------------------------------------------- */

/* Where the path of this start is kept; NULL: it is not. */
static double *
path_of (const Climbs *climbs, size_t start, size_t **steps)
{
  const MercerShiftPaths *paths = climbs->paths;
  if (paths == NULL || paths->wanted == 0)
    return NULL;
  size_t p = (start * paths->wanted + climbs->starts - 1) / climbs->starts;
  if (p >= paths->wanted || p * climbs->starts / paths->wanted != start)
    return NULL;
  *steps = &paths->steps[p];
  return paths->at + p * paths->most * climbs->sample->z.cols;
}

static double
distance (size_t d, const double *a, const double *b)
{
  double square = 0;
  for (size_t c = 0; c < d; c++)
    square += (a[c] - b[c]) * (a[c] - b[c]);
  return sqrt (square);
}

/* The last place is kept for the mode; of steps that a picture cannot tell apart one will do. */
static void
add_place (const Climbs *climbs, double *path, size_t *steps, const double *z, bool last)
{
  size_t d = climbs->sample->z.cols;
  bool far = *steps == 0 || distance (d, z, path + (*steps - 1) * d) > apart;
  if (last ? *steps < climbs->paths->most : *steps + 1 < climbs->paths->most && far)
    memcpy (path + (*steps)++ * d, z, d * sizeof *z);
}

/* --- Climbing -------------------------------------------------------------------------------------------------- */

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

static bool
begin_path (const Climbs *climbs, size_t start, double **path, size_t **steps)
{
  double z[MERCER_SHIFT_MAX_D];
  *path = path_of (climbs, start, steps);
  if (*path == NULL)
    return false;
  for (size_t c = 0; c < climbs->sample->z.cols; c++)
    z[c] = *mercer_matrix_at (climbs->sample->z, row_of (climbs, start), c);
  **steps = 0;
  add_place (climbs, *path, *steps, z, false);
  return true;
}

/* In the projection, or where there is none, in all dimensions: from the point to a mode there. */
static void
ascend (Climbs *climbs, size_t start, double *scratch)
{
  size_t low = climbs->p.cols, few = low < climbs->sample->z.cols ? FEW_SHIFTS : MOST_SHIFTS, *steps;
  MercerShift projected = *climbs->sample;
  double shift[MERCER_SHIFT_MAX_D], place[MERCER_SHIFT_MAX_D], *at = climbs->foot + start * low, *path, log_f;
  bool kept = begin_path (climbs, start, &path, &steps), peaked;
  projected.z = climbs->p;
  projected.scratch = scratch;
  for (size_t c = 0; c < low; c++)
    at[c] = *mercer_matrix_at (climbs->p, row_of (climbs, start), c);
  for (size_t k = 0; k < few; k++)
    {
      double square = 0;
      if (!mercer_work_wanted (climbs->work))
        return;
      mercer_shift (&projected, at, shift, NULL);
      if (kept)
        {
          lift (climbs, scratch, place);
          add_place (climbs, path, steps, place, false);
        }
      for (size_t c = 0; c < low; c++)
        {
          square += shift[c] * shift[c];
          at[c] += shift[c];
        }
      if (square < settled * settled)
        break;
    }
  climbs->status[start] = mercer_shift_climb (&projected, at, &log_f, &peaked, climbs->work);
  if (climbs->status[start] == MERCER_OK && !peaked)
    climbs->status[start] = MERCER_DIVERGED; /* a saddle, or a ridge that is level to rounding */
}

/* From the mode of the projection to that of the whole. */
static void
lift_and_climb (Climbs *climbs, size_t start, double *scratch)
{
  size_t low = climbs->p.cols, d = climbs->sample->z.cols;
  MercerShift projected = *climbs->sample, whole = *climbs->sample;
  double shift[MERCER_SHIFT_MAX_D], *end = climbs->end + start * d, log_f;
  bool peaked;
  projected.z = climbs->p;
  projected.scratch = whole.scratch = scratch;
  mercer_shift (&projected, climbs->foot + start * low, shift, NULL);
  lift (climbs, scratch, end);
  climbs->status[start] = mercer_shift_climb (&whole, end, &log_f, &peaked, climbs->work);
  if (climbs->status[start] == MERCER_OK && !peaked)
    climbs->status[start] = MERCER_DIVERGED;
}

/* Each start has one thread and each thread's share one scratch: starts are dealt in a fixed number of hands. */
enum { HANDS = 16 };

static void
ascents_cb (void *data, size_t hand)
{
  Climbs *climbs = data;
  for (size_t s = hand; s < climbs->starts && mercer_work_wanted (climbs->work); s += HANDS)
    ascend (climbs, s, climbs->scratch + hand * climbs->p.rows);
}

static void
lifts_cb (void *data, size_t hand)
{
  Climbs *climbs = data;
  for (size_t k = hand; k < climbs->distinct && mercer_work_wanted (climbs->work); k += HANDS)
    lift_and_climb (climbs, climbs->first[k], climbs->scratch + hand * climbs->p.rows);
}

/* Starts that came to one mode of the projection go on as one. */
static void
lift_all (Climbs *climbs)
{
  size_t low = climbs->p.cols, d = climbs->sample->z.cols;
  climbs->distinct = 0;
  for (size_t s = 0; s < climbs->starts; s++)
    {
      const double *foot = climbs->foot + s * low;
      size_t k = 0;
      for (; k < climbs->distinct; k++)
        if (distance (low, foot, climbs->foot + climbs->first[k] * low) < same)
          break;
      climbs->goes_with[s] = k;
      if (k == climbs->distinct)
        climbs->first[climbs->distinct++] = s;
    }
  mercer_pool_for (HANDS, lifts_cb, climbs);
  for (size_t s = 0; s < climbs->starts; s++)
    {
      size_t first = climbs->first[climbs->goes_with[s]];
      memmove (climbs->end + s * d, climbs->end + first * d, d * sizeof (double));
      climbs->status[s] = climbs->status[first];
    }
}

static MercerStatus
climb_all (Climbs *climbs)
{
  size_t d = climbs->sample->z.cols, *steps;
  mercer_pool_for (HANDS, ascents_cb, climbs);
  if (mercer_work_wanted (climbs->work) && climbs->p.cols < d)
    lift_all (climbs);
  else if (mercer_work_wanted (climbs->work))
    memcpy (climbs->end, climbs->foot, climbs->starts * d * sizeof (double));
  for (size_t s = 0; s < climbs->starts && mercer_work_wanted (climbs->work); s++)
    {
      double *path = path_of (climbs, s, &steps);
      if (path != NULL)
        add_place (climbs, path, steps, climbs->end + s * d, true);
    }
  return mercer_work_wanted (climbs->work) ? MERCER_OK : MERCER_STOPPED;
}

/* --- Modes ----------------------------------------------------------------------------------------------------- */

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
    if (distance (modes->d, modes->at + k * modes->d, end) < same)
      return (int) k;
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
              double by = *mercer_matrix_at (z, i, c) - *mercer_matrix_at (z, row_of (climbs, s), c);
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
                        MercerShiftPaths *paths, MercerWork *work)
{
  size_t n = sample->z.rows, d = sample->z.cols;
  Climbs climbs = { .sample = sample, .p = mercer_work_matrix (work, n, MIN (low, d)), .paths = paths, .work = work };
  climbs.stride = MAX ((n + starts - 1) / starts, 1);
  climbs.starts = (n + climbs.stride - 1) / climbs.stride;
  if (paths != NULL)
    paths->wanted = MIN (paths->wanted, climbs.starts);
  climbs.scratch = mercer_work_doubles (work, HANDS * n);
  climbs.foot = mercer_work_doubles (work, climbs.starts * d);
  climbs.end = mercer_work_doubles (work, climbs.starts * d);
  climbs.first = mercer_work_alloc (work, climbs.starts, sizeof *climbs.first);
  climbs.goes_with = mercer_work_alloc (work, climbs.starts, sizeof *climbs.goes_with);
  climbs.status = mercer_work_alloc (work, climbs.starts, sizeof *climbs.status);
  int *of_start = mercer_work_alloc (work, climbs.starts, sizeof *of_start), *rank = mercer_work_alloc (work, climbs.starts, sizeof *rank);
  *modes = (MercerModes){ .d = d, .at = mercer_work_doubles (work, climbs.starts * d), .log_f = mercer_work_doubles (work, climbs.starts) };
  if (climbs.p.data == NULL || climbs.scratch == NULL || climbs.foot == NULL || climbs.end == NULL || climbs.first == NULL
      || climbs.goes_with == NULL || climbs.status == NULL || of_start == NULL || rank == NULL
      || modes->at == NULL || modes->log_f == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = project (sample, low, seed, climbs.p, work);
  if (status == MERCER_OK)
    status = climb_all (&climbs);
  if (status != MERCER_OK)
    return status;
  for (size_t s = 0; s < climbs.starts; s++)
    {
      double shift[MERCER_SHIFT_MAX_D];
      if (s % 16 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      of_start[s] = -1;
      if (climbs.status[s] == MERCER_OK)
        of_start[s] = mode_at (modes, climbs.end + s * d, mercer_shift (sample, climbs.end + s * d, shift, NULL));
    }
  order_modes (modes, rank, work);
  for (size_t s = 0; s < climbs.starts; s++)
    of_start[s] = of_start[s] >= 0 ? rank[of_start[s]] : -1;
  return spread_basins (&climbs, of_start, basin);
}

double
mercer_shift_sure_dimensions (double n, double loss)
{
  double c = MIN (loss / log (n / loss), 0.5);
  return ceil (4 * log (n) / (c * c / 2 - c * c * c / 3));
}
