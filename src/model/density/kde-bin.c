/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"

/* Rows of one part at least; parts at most; rows between two polls (half a millisecond). */
enum { PART_ROWS = 1 << 16, MAX_PARTS = 8, POLL_ROWS = 1 << 17 };

MercerStatus
mercer_bins_init (MercerBins *bins, size_t d, const double *low, const double *high, const size_t *count)
{
  *bins = (MercerBins){ .d = d, .count = { 1, 1 }, .step = { 1, 1 } };
  for (size_t a = 0; a < d; a++)
    {
      bins->count[a] = count[a];
      bins->low[a] = low[a];
      bins->step[a] = (high[a] - low[a]) / (double) (count[a] - 1);
      if (!(bins->step[a] > 0) || !isfinite (bins->step[a]))
        return MERCER_BAD_INPUT;
    }
  bins->mass = calloc (bins->count[0] * bins->count[1], sizeof (double));
  return bins->mass != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

void
mercer_bins_clear (MercerBins *bins)
{
  free (bins->mass);
  bins->mass = NULL;
}

void
mercer_bins_merge (MercerBins *into, const MercerBins *from)
{
  for (size_t k = 0; k < into->count[0] * into->count[1]; k++)
    into->mass[k] += from->mass[k];
  into->total += from->total;
  into->squares += from->squares;
  into->self += from->self;
  for (int a = 0; a < 2; a++)
    into->sum[a] += from->sum[a];
  for (int a = 0; a < 3; a++)
    into->product[a] += from->product[a];
  into->points += from->points;
  into->outside += from->outside;
}

/* --- One part ------------------------------------------------------------------------------------- */

typedef struct
{
  double low, per_unit, last;
} Axis;

static inline Axis
axis_of (const MercerBins *bins, size_t a)
{
  return (Axis){ bins->low[a], 1 / bins->step[a], (double) (bins->count[a] - 1) };
}

/* Where x stands on an axis: the cell below it and the place t within. False beyond the lattice, and for NaN. */
static inline bool
place (const Axis *axis, double x, size_t *cell, double *t)
{
  double at = (x - axis->low) * axis->per_unit;
  /* the ends of the lattice are often the ends of the data: rounding must not lose those */
  if (!(at >= -1e-9 && at <= axis->last + 1e-9))
    return false;
  at = at < 0 ? 0 : at;
  double below = (double) (int32_t) at;
  below = below < axis->last - 1 ? below : axis->last - 1;
  *cell = (size_t) (int32_t) below;
  *t = at - below;
  return true;
}

static inline double
middle (const MercerBins *bins, size_t a)
{
  return bins->low[a] + 0.5 * bins->step[a] * (double) (bins->count[a] - 1);
}

static inline bool
weight_of (const MercerRows *rows, size_t i, double *weight)
{
  if (rows->groups != NULL && rows->groups[i] != rows->group)
    return false;
  *weight = rows->weights != NULL ? rows->weights[i] : 1;
  return *weight > 0;
}

/* Sums of a stretch of rows stand in a copy, which the compiler can keep in registers: the lattice's doubles might alias those of
 * *bins. */
static void
add_1 (MercerBins *bins, const MercerRows *rows, size_t first, size_t end)
{
  const double *x = rows->x[0], mid = middle (bins, 0);
  const Axis axis = axis_of (bins, 0);
  if (rows->weights == NULL && rows->groups == NULL)
    first += density_bin_line (bins, x + first, end - first);
  MercerBins sums = *bins;
  double *restrict mass = bins->mass;
  for (size_t i = first; i < end; i++)
    {
      size_t cell;
      double t, w;
      if (!weight_of (rows, i, &w) || isnan (x[i]))
        continue;
      if (!place (&axis, x[i], &cell, &t))
        {
          sums.outside++;
          continue;
        }
      double u = x[i] - mid;
      mass[cell] += w * (1 - t);
      mass[cell + 1] += w * t;
      sums.self += w * w * t * (1 - t);
      sums.total += w;
      sums.squares += w * w;
      sums.sum[0] += w * u;
      sums.product[0] += w * u * u;
      sums.points++;
    }
  *bins = sums;
}

static void
add_2 (MercerBins *bins, const MercerRows *rows, size_t first, size_t end)
{
  const double *x = rows->x[0], *y = rows->x[1], mid[2] = { middle (bins, 0), middle (bins, 1) };
  const Axis axis[2] = { axis_of (bins, 0), axis_of (bins, 1) };
  MercerBins sums = *bins;
  double *restrict mass = bins->mass;
  size_t stride = bins->count[0];
  for (size_t i = first; i < end; i++)
    {
      size_t cx, cy;
      double tx, ty, w;
      if (!weight_of (rows, i, &w) || isnan (x[i]) || isnan (y[i]))
        continue;
      if (!place (&axis[0], x[i], &cx, &tx) || !place (&axis[1], y[i], &cy, &ty))
        {
          sums.outside++;
          continue;
        }
      double *cell = mass + cx + cy * stride, u = x[i] - mid[0], v = y[i] - mid[1];
      double below = w * (1 - ty), above = w * ty;
      cell[0] += below * (1 - tx);
      cell[1] += below * tx;
      cell[stride] += above * (1 - tx);
      cell[stride + 1] += above * tx;
      sums.total += w;
      sums.squares += w * w;
      sums.sum[0] += w * u;
      sums.sum[1] += w * v;
      sums.product[0] += w * u * u;
      sums.product[1] += w * u * v;
      sums.product[2] += w * v * v;
      sums.points++;
    }
  *bins = sums;
}

typedef struct
{
  const MercerRows *rows;
  MercerBins part[MAX_PARTS];
  size_t parts;
  MercerWork *work;
} Pass;

static void
add_part_cb (void *data, size_t p)
{
  Pass *pass = data;
  size_t n = pass->rows->n, first = p * n / pass->parts, end = (p + 1) * n / pass->parts;
  for (size_t i = first; i < end && mercer_work_wanted (pass->work); i += POLL_ROWS)
    (pass->rows->d == 1 ? add_1 : add_2) (&pass->part[p], pass->rows, i, MIN (i + POLL_ROWS, end));
}

/* --- All of them ---------------------------------------------------------------------------------- */

MercerStatus
mercer_bins_add (MercerBins *bins, const MercerRows *rows, MercerWork *work)
{
  Pass pass = { .rows = rows, .parts = CLAMP (rows->n / PART_ROWS, 1, MAX_PARTS), .work = work };
  MercerStatus status = MERCER_OK;
  pass.part[0] = *bins; /* the first part adds to what is there */
  for (size_t p = 1; p < pass.parts; p++)
    {
      double high[2];
      for (size_t a = 0; a < bins->d; a++)
        high[a] = bins->low[a] + bins->step[a] * (double) (bins->count[a] - 1);
      status = mercer_bins_init (&pass.part[p], bins->d, bins->low, high, bins->count);
      if (status != MERCER_OK)
        {
          pass.parts = p;
          break;
        }
      memcpy (pass.part[p].step, bins->step, sizeof bins->step); /* to the last bit */
    }
  if (status == MERCER_OK)
    mercer_pool_for (pass.parts, add_part_cb, &pass);
  for (size_t p = 1; p < pass.parts; p++)
    {
      if (status == MERCER_OK)
        mercer_bins_merge (&pass.part[0], &pass.part[p]);
      mercer_bins_clear (&pass.part[p]);
    }
  *bins = pass.part[0];
  return status == MERCER_OK && !mercer_work_wanted (work) ? MERCER_STOPPED : status;
}

/* --- Moments -------------------------------------------------------------------------------------- */

double
mercer_bins_effective_n (const MercerBins *bins)
{
  return bins->squares > 0 ? bins->total * bins->total / bins->squares : 0;
}

/* Covariance of axes a <= b, before Bessel's factor. */
static double
covariance (const MercerBins *bins, size_t a, size_t b)
{
  return bins->product[a + b] / bins->total - bins->sum[a] / bins->total * (bins->sum[b] / bins->total);
}

double
mercer_bins_sd (const MercerBins *bins, size_t axis)
{
  double n = mercer_bins_effective_n (bins), variance = bins->total > 0 ? covariance (bins, axis, axis) : 0;
  return n > 1 && variance > 0 ? sqrt (variance * n / (n - 1)) : 0;
}

double
mercer_bins_correlation (const MercerBins *bins)
{
  double vx = covariance (bins, 0, 0), vy = covariance (bins, 1, 1);
  return bins->d == 2 && vx > 0 && vy > 0 ? CLAMP (covariance (bins, 0, 1) / sqrt (vx * vy), -1, 1) : 0;
}
