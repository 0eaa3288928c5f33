/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>

#include "pool.h"
#include "vexp.h"

/* Values of one task; values that stand in a core's first cache while logarithms are taken. */
enum { PART = 1 << 15, STRETCH = 1024 };

/* A column as the boundary transforms it, kept: a drag of the bandwidth must not take logarithms of millions of values again. */
typedef struct
{
  double *t, ratio; /* of the spreads of transformed values and of values: turns bandwidths into those of transformed values */
} Transformed;

static void
free_transformed (void *data)
{
  g_free (((Transformed *) data)->t);
  g_free (data);
}

/* Of the values of one part that are not missing: how many, their mean, the sum of squares about it. */
typedef struct
{
  double n, mean, squares;
} Spread;

typedef struct
{
  const MercerColumn *column;
  MercerKdeAxis axis;
  double *t;
  Spread *spread; /* of each part */
  MercerWork *work;
} Parts;

/* As mercer_kde_axis_transform does it one by one. */
static void
transform_stretch (const MercerKdeAxis *axis, size_t n, const double *x, double *t)
{
  for (size_t i = 0; i < n; i++)
    t[i] = axis->edge == MERCER_EDGE_LOGIT ? (x[i] - axis->low) / (axis->high - x[i]) : x[i] - axis->low;
  mercer_vlog (n, t, t);
}

static void
part_cb (void *data, size_t part)
{
  const Parts *parts = data;
  size_t first = part * PART, end = MIN (first + PART, parts->column->n);
  Spread spread = { 0 };
  if (!mercer_work_wanted (parts->work))
    return;
  for (size_t at = first; at < end; at += STRETCH)
    transform_stretch (&parts->axis, MIN (end - at, (size_t) STRETCH), parts->column->values + at, parts->t + at);
  for (size_t i = first; i < end; i++)
    if (!isnan (parts->t[i]))
      {
        spread.n++;
        spread.mean += parts->t[i];
      }
  spread.mean /= MAX (spread.n, 1);
  for (size_t i = first; i < end; i++)
    if (!isnan (parts->t[i]))
      spread.squares += (parts->t[i] - spread.mean) * (parts->t[i] - spread.mean);
  parts->spread[part] = spread;
}

/* Two parts as one (Chan, Golub and LeVeque 1979). */
static Spread
joined (Spread a, Spread b)
{
  double n = a.n + b.n, apart = b.mean - a.mean;
  return n > 0 ? (Spread){ n, a.mean + apart * b.n / n, a.squares + b.squares + apart * apart * a.n * b.n / n } : a;
}

static Transformed *
transform_column (const KdeRun *run, size_t c)
{
  const MercerColumn *column = run->column[c];
  size_t n_parts = (column->n + PART - 1) / PART;
  g_autofree Spread *spread = g_new0 (Spread, MAX (n_parts, 1));
  Transformed *made = g_new0 (Transformed, 1);
  made->t = g_new (double, MAX (column->n, 1));
  Parts parts = { column, kde_run_axis (run, c), made->t, spread, run->work };
  mercer_pool_for (n_parts, part_cb, &parts);
  Spread all = spread[0];
  for (size_t part = 1; part < n_parts; part++)
    all = joined (all, spread[part]);
  made->ratio = all.n > 1 && column->sd > 0 ? sqrt (all.squares / (all.n - 1)) / column->sd : 1;
  return made;
}

MercerStatus
kde_run_transform (KdeRun *run)
{
  MercerStore *store = mercer_work_store (run->work);
  for (size_t a = 0; a < run->n_along; a++)
    run->drawn[a] = run->column[run->along[a]]->values;
  if (!mercer_kde_edge_transforms ((MercerEdge) run->values->boundary))
    return MERCER_OK;
  for (size_t c = 0; c < run->d; c++)
    {
      MercerKdeAxis axis = kde_run_axis (run, c);
      MercerHash key = mercer_hash_start ("kde-transformed");
      mercer_hash_add_hash (&key, run->column[c]->hash);
      mercer_hash_add_size (&key, (size_t) axis.edge);
      mercer_hash_add_double (&key, axis.low);
      mercer_hash_add_double (&key, axis.high);
      run->transformed[c] = mercer_store_get (store, key);
      if (run->transformed[c] == NULL)
        {
          Transformed *made = transform_column (run, c);
          if (!mercer_work_wanted (run->work))
            {
              free_transformed (made);
              return MERCER_STOPPED;
            }
          run->transformed[c] = mercer_store_put (store, key, made, sizeof *made + run->column[c]->n * sizeof (double), free_transformed);
        }
      const Transformed *kept = mercer_store_item_data (run->transformed[c]);
      run->ratio[c] = kept->ratio;
      for (size_t a = 0; a < run->n_along; a++)
        if (run->along[a] == c)
          run->drawn[a] = kept->t;
    }
  return MERCER_OK;
}
