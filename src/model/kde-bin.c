/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"

/* Rows of one part at least; parts at most; rows between two polls (well below a millisecond). */
enum { PART_ROWS = 1 << 16, MAX_PARTS = 8, POLL_ROWS = 1 << 15 };

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

/* Where x stands on an axis: the cell below it and the place t within. False beyond the lattice, and for NaN. */
static inline bool
place (const MercerBins *bins, size_t a, double x, size_t *cell, double *t)
{
  double at = (x - bins->low[a]) / bins->step[a], last = (double) (bins->count[a] - 1);
  /* the ends of the lattice are often the ends of the data: rounding must not lose those */
  if (!(at >= -1e-9 && at <= last + 1e-9))
    return false;
  at = at < 0 ? 0 : at;
  size_t c = (size_t) at;
  c = c < bins->count[a] - 2 ? c : bins->count[a] - 2;
  *cell = c;
  *t = at - (double) c;
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

static void
add_1 (MercerBins *bins, const MercerRows *rows, size_t first, size_t end)
{
  const double *x = rows->x[0], mid = middle (bins, 0);
  for (size_t i = first; i < end; i++)
    {
      size_t cell;
      double t, w;
      if (!weight_of (rows, i, &w) || isnan (x[i]))
        continue;
      if (!place (bins, 0, x[i], &cell, &t))
        {
          bins->outside++;
          continue;
        }
      double u = x[i] - mid;
      bins->mass[cell] += w * (1 - t);
      bins->mass[cell + 1] += w * t;
      bins->self += w * w * t * (1 - t);
      bins->total += w;
      bins->squares += w * w;
      bins->sum[0] += w * u;
      bins->product[0] += w * u * u;
      bins->points++;
    }
}

static void
add_2 (MercerBins *bins, const MercerRows *rows, size_t first, size_t end)
{
  const double *x = rows->x[0], *y = rows->x[1], mid[2] = { middle (bins, 0), middle (bins, 1) };
  size_t stride = bins->count[0];
  for (size_t i = first; i < end; i++)
    {
      size_t cx, cy;
      double tx, ty, w;
      if (!weight_of (rows, i, &w) || isnan (x[i]) || isnan (y[i]))
        continue;
      if (!place (bins, 0, x[i], &cx, &tx) || !place (bins, 1, y[i], &cy, &ty))
        {
          bins->outside++;
          continue;
        }
      double *cell = bins->mass + cx + cy * stride, u = x[i] - mid[0], v = y[i] - mid[1];
      double below = w * (1 - ty), above = w * ty;
      cell[0] += below * (1 - tx);
      cell[1] += below * tx;
      cell[stride] += above * (1 - tx);
      cell[stride + 1] += above * tx;
      bins->total += w;
      bins->squares += w * w;
      bins->sum[0] += w * u;
      bins->sum[1] += w * v;
      bins->product[0] += w * u * u;
      bins->product[1] += w * u * v;
      bins->product[2] += w * v * v;
      bins->points++;
    }
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
