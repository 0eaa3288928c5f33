/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>

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

static Transformed *
transform_column (const KdeRun *run, size_t c)
{
  const MercerColumn *column = run->column[c];
  MercerKdeAxis axis = kde_run_axis (run, c);
  Transformed *made = g_new0 (Transformed, 1);
  double sum = 0, squares = 0, n = 0;
  made->t = g_new (double, MAX (column->n, 1));
  for (size_t i = 0; i < column->n; i++)
    {
      if (i % 32768 == 0 && !mercer_work_wanted (run->work))
        break;
      made->t[i] = mercer_kde_axis_transform (&axis, column->values[i]);
      if (isnan (made->t[i]))
        continue;
      double change = made->t[i] - sum;
      n++;
      sum += change / n;
      squares += change * (made->t[i] - sum);
    }
  made->ratio = n > 1 && column->sd > 0 ? sqrt (squares / (n - 1)) / column->sd : 1;
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
