/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discrepancy-points.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "linalg.h"

/* --- Rows ----------------------------------------------------------------------------------------- */

typedef struct
{
  uint64_t id;
  size_t row;
} Row;

static int
compare_rows (const void *a, const void *b)
{
  const Row *p = a, *q = b;
  return (p->id > q->id) - (p->id < q->id);
}

static bool
is_whole (const MercerColumn *const *columns, size_t row)
{
  for (; *columns != NULL; columns++)
    if (isnan ((*columns)->values[row]))
      return false;
  return true;
}

/* Rows are seldom out of order: only those of a table that was sorted by hand. */
static void
sort_rows (Row *rows, size_t n)
{
  for (size_t i = 1; i < n; i++)
    if (rows[i].id < rows[i - 1].id)
      {
        qsort (rows, n, sizeof *rows, compare_rows);
        return;
      }
}

/* The first whole row of each stretch of so many rows. */
static void
open_stretches (MercerPoints *sample, MercerDataset *table, const char *const *names, size_t stride)
{
  size_t total = mercer_dataset_rows (table), d = g_strv_length ((char **) names), n = 0;
  g_autofree const MercerColumn **columns = g_new0 (const MercerColumn *, d + 1);
  g_autofree Row *rows = g_new (Row, total / stride + 2);
  for (size_t c = 0; c < d; c++)
    columns[c] = mercer_dataset_column (table, (size_t) mercer_dataset_find (table, names[c]));
  for (size_t i = 0; i < total; i += stride)
    {
      size_t row = i, end = MIN (i + stride, total);
      while (row < end && !is_whole (columns, row))
        row++;
      if (row < end)
        rows[n++] = (Row){ mercer_dataset_row_id (table, row), row };
    }
  sort_rows (rows, n);
  sample->x = mercer_matrix (g_new (double, n * d + 1), n, d);
  sample->ids = g_new (uint64_t, n + 1);
  sample->dropped = stride == 1 ? total - n : 0;
  for (size_t i = 0; i < n; i++)
    {
      sample->ids[i] = rows[i].id;
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (sample->x, i, c) = columns[c]->values[rows[i].row];
    }
}

void
mercer_points_open (MercerPoints *sample, MercerDataset *table, const char *const *names)
{
  open_stretches (sample, table, names, 1);
}

void
mercer_points_peek (MercerPoints *sample, MercerDataset *table, const char *const *names, size_t most)
{
  open_stretches (sample, table, names, MAX ((mercer_dataset_rows (table) + most - 1) / MAX (most, 1), 1));
}

void
mercer_points_clear (MercerPoints *sample)
{
  g_clear_pointer (&sample->x.data, g_free);
  g_clear_pointer (&sample->ids, g_free);
}

char *
mercer_points_refuse (MercerDataset *table, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      int c = mercer_dataset_find (table, *names);
      if (c < 0)
        return g_strdup_printf (_("“%s” has no column “%s”, which the first table has. Both need the same columns: rename "
                                  "it, or choose others."),
                                mercer_dataset_title (table), *names);
      if (mercer_dataset_column (table, (size_t) c)->kind != MERCER_COLUMN_NUMERIC)
        return g_strdup_printf (_("Column “%s” of “%s” holds text; numbers are needed."), *names,
                                mercer_dataset_title (table));
    }
  return NULL;
}

/* --- Where it lies -------------------------------------------------------------------------------- */

static double
mean_of (size_t n, const double *values)
{
  double sum = 0, rest = 0, mean;
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  mean = n > 0 ? sum / (double) n : 0;
  for (size_t i = 0; i < n; i++)
    rest += values[i] - mean; /* what rounding left: far from zero it is more than nothing */
  return n > 0 ? mean + rest / (double) n : 0;
}

static void
covariance_of (MercerMatrix x, const double *centre, MercerMatrix covariance)
{
  double weight = 1 / (double) (MAX (x.rows, 2) - 1);
  for (size_t b = 0; b < x.cols; b++)
    for (size_t a = b; a < x.cols; a++)
      {
        const double *p = mercer_matrix_column (x, a), *q = mercer_matrix_column (x, b);
        double sum = 0;
        for (size_t i = 0; i < x.rows; i++)
          sum += (p[i] - centre[a]) * (q[i] - centre[b]);
        *mercer_matrix_at (covariance, a, b) = weight * sum;
      }
}

MercerStatus
mercer_cloud_open (MercerMatrix x, MercerCloud *cloud, MercerWork *work)
{
  size_t d = x.cols;
  MercerMatrix covariance = mercer_work_matrix (work, d, d), ascending = mercer_work_matrix (work, d, d);
  double *values = mercer_work_doubles (work, d);
  cloud->centre = mercer_work_doubles (work, d);
  cloud->sd = mercer_work_doubles (work, d);
  cloud->axes = mercer_work_matrix (work, d, d);
  if (covariance.data == NULL || ascending.data == NULL || values == NULL || cloud->centre == NULL || cloud->sd == NULL
      || cloud->axes.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    cloud->centre[c] = mean_of (x.rows, mercer_matrix_column (x, c));
  covariance_of (x, cloud->centre, covariance);
  MercerStatus status = mercer_eigen (covariance, values, ascending, work);
  for (size_t k = 0; k < d && status == MERCER_OK; k++)
    {
      const double *from = mercer_matrix_column (ascending, d - 1 - k);
      double *to = mercer_matrix_column (cloud->axes, k);
      size_t largest = 0;
      for (size_t c = 1; c < d; c++)
        if (fabs (from[c]) > fabs (from[largest]) * (1 + 1e-9))
          largest = c;
      for (size_t c = 0; c < d; c++)
        to[c] = from[largest] < 0 ? -from[c] : from[c];
      cloud->sd[k] = sqrt (MAX (values[d - 1 - k], 0));
    }
  return status;
}

double
mercer_cloud_spread (const MercerCloud *cloud, size_t d)
{
  double sum = 0;
  for (size_t k = 0; k < d; k++)
    sum += cloud->sd[k] * cloud->sd[k];
  return sqrt (sum);
}
