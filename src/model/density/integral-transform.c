/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "integral-transform.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"

enum { MOST_EXACT = 4096, CELLS = 4096, LEAST_NODES = 513, MOST_NODES = 65537 };
static const double reach = 8.3; /* Phi (-8.3) < 1e-16 */

static int
ascending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

static void
take_all (MercerIntegralTransform *t, const double *x, size_t n)
{
  memcpy (t->x, x, n * sizeof *x);
  qsort (t->x, n, sizeof *x, ascending);
  for (size_t i = 0; i <= n; i++)
    t->below[i] = (double) i / (double) n;
  t->points = n;
}

/* Each cell stands at the mean of its values, so that its first moment is right. */
static MercerStatus
take_cells (MercerIntegralTransform *t, const double *x, size_t n, MercerWork *work)
{
  double sum[CELLS] = { 0 }, count[CELLS] = { 0 }, all = 0, per = CELLS / (t->high - t->low);
  for (size_t i = 0; i < n; i++)
    {
      if (i % 65536 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      size_t c = (size_t) CLAMP ((x[i] - t->low) * per, 0, CELLS - 1);
      sum[c] += x[i] - t->low;
      count[c]++;
    }
  for (size_t c = 0; c < CELLS; c++)
    if (count[c] > 0)
      {
        t->x[t->points] = t->low + sum[c] / count[c];
        t->below[t->points++] = all / (double) n;
        all += count[c];
      }
  t->below[t->points] = 1;
  return MERCER_OK;
}

/* The first point that is not below x. */
static size_t
find (const MercerIntegralTransform *t, double x)
{
  size_t low = 0, high = t->points;
  while (low < high)
    {
      size_t middle = (low + high) / 2;
      if (t->x[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* F_h (x) and, if slope is not NULL, its derivative: points within reach are summed, those below count whole. */
static double
sum_at (const MercerIntegralTransform *t, double x, double *slope)
{
  size_t first = find (t, x - reach * t->h), last = find (t, x + reach * t->h);
  double f = t->below[first], d = 0;
  for (size_t i = first; i < last; i++)
    {
      double u = (x - t->x[i]) / t->h, w = t->below[i + 1] - t->below[i];
      f += 0.5 * w * erfc (-u * M_SQRT1_2);
      if (slope != NULL)
        d += w * exp (-0.5 * u * u);
    }
  if (slope != NULL)
    *slope = d / (t->h * sqrt (2 * M_PI));
  return f;
}

typedef struct
{
  MercerIntegralTransform *t;
  size_t nodes;
  MercerWork *work;
} Table;

enum { AT_ONCE = 32 };

static void
table_cb (void *data, size_t part)
{
  Table *table = data;
  MercerIntegralTransform *t = table->t;
  if (!mercer_work_wanted (table->work))
    return;
  for (size_t k = part * AT_ONCE; k < MIN ((part + 1) * AT_ONCE, table->nodes); k++)
    t->f[k] = sum_at (t, t->low + (double) k * t->step, &t->slope[k]);
}

static MercerStatus
make_table (MercerIntegralTransform *t, MercerWork *work)
{
  double wanted = ceil (16 * (t->high - t->low) / t->h) + 1;
  if (wanted > MOST_NODES) /* so narrow that few points are within reach of anything */
    return MERCER_OK;
  size_t nodes = (size_t) MAX (wanted, LEAST_NODES);
  t->step = (t->high - t->low) / (double) (nodes - 1);
  t->f = mercer_work_doubles (work, nodes);
  t->slope = mercer_work_doubles (work, nodes);
  if (t->f == NULL || t->slope == NULL)
    return MERCER_OUT_OF_MEMORY;
  Table table = { t, nodes, work };
  mercer_pool_for ((nodes + AT_ONCE - 1) / AT_ONCE, table_cb, &table);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  t->nodes = nodes;
  return MERCER_OK;
}

MercerStatus
mercer_integral_transform_init (MercerIntegralTransform *t, const double *x, size_t n, double h, MercerWork *work)
{
  *t = (MercerIntegralTransform){ .h = h, .low = x[0], .high = x[0] };
  for (size_t i = 0; i < n; i++)
    {
      t->low = MIN (t->low, x[i]);
      t->high = MAX (t->high, x[i]);
    }
  size_t room = n > MOST_EXACT ? CELLS : n;
  t->x = mercer_work_doubles (work, room);
  t->below = mercer_work_doubles (work, room + 1);
  if (t->x == NULL || t->below == NULL)
    return MERCER_OUT_OF_MEMORY;
  if (!(t->high > t->low))
    return MERCER_OK;
  MercerStatus status = MERCER_OK;
  if (n > MOST_EXACT)
    status = take_cells (t, x, n, work);
  else
    take_all (t, x, n);
  if (status == MERCER_OK)
    status = make_table (t, work);
  t->at_low = sum_at (t, t->low, NULL);
  t->span = sum_at (t, t->high, NULL) - t->at_low;
  return status;
}

static double
look_up (const MercerIntegralTransform *t, double x)
{
  double u = (x - t->low) / t->step;
  size_t k = MIN ((size_t) u, t->nodes - 2);
  double s = u - (double) k, r = 1 - s;
  return t->f[k] * r * r * (1 + 2 * s) + t->f[k + 1] * s * s * (1 + 2 * r)
         + t->step * s * r * (t->slope[k] * r - t->slope[k + 1] * s);
}

double
mercer_integral_transform (const MercerIntegralTransform *t, double x)
{
  if (!(t->high > t->low))
    return 0.5;
  x = CLAMP (x, t->low, t->high);
  /* kernels far wider than the sample: the differences of F drown in rounding, and what is left is the straight line */
  if (!(t->span > 0) || t->h > 1e5 * (t->high - t->low))
    return (x - t->low) / (t->high - t->low);
  double f = t->nodes > 0 ? look_up (t, x) : sum_at (t, x, NULL);
  return CLAMP ((f - t->at_low) / t->span, 0, 1);
}

double
mercer_integral_transform_inverse (const MercerIntegralTransform *t, double y)
{
  double low = t->low, high = t->high;
  for (int i = 0; i < 60 && high > low; i++)
    {
      double middle = 0.5 * (low + high);
      if (mercer_integral_transform (t, middle) < y)
        low = middle;
      else
        high = middle;
    }
  return 0.5 * (low + high);
}
