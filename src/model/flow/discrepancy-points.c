/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discrepancy-points.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static const MercerColumn *
column_of (MercerDataset *table, const char *name)
{
  return mercer_dataset_column (table, (size_t) mercer_dataset_find (table, name));
}

static bool
is_category (const MercerColumn *column)
{
  return column->kind == MERCER_COLUMN_CATEGORICAL;
}

/* NaN: it is missing. */
static double
value_at (const MercerColumn *column, size_t row)
{
  return !is_category (column) ? column->values[row] : column->codes[row] >= 0 ? column->codes[row] : (double) NAN;
}

static bool
is_whole (const MercerColumn *const *columns, size_t row)
{
  for (; *columns != NULL; columns++)
    if (isnan (value_at (*columns, row)))
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
    columns[c] = column_of (table, names[c]);
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
        *mercer_matrix_at (sample->x, i, c) = value_at (columns[c], rows[i].row);
    }
}

void
mercer_points_open (MercerPoints *sample, MercerDataset *table, const char *const *names)
{
  open_stretches (sample, table, names, 1);
}

char **
mercer_points_levels (MercerDataset *table, MercerDataset *like, const char *name)
{
  const MercerColumn *columns[] = { column_of (like, name), column_of (table, name) };
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  for (size_t k = 0; k < 2; k++)
    for (size_t l = 0; l < columns[k]->n_levels; l++)
      if (k == 0 || !g_strv_contains (columns[0]->levels, columns[k]->levels[l]))
        g_strv_builder_add (all, columns[k]->levels[l]);
  return g_strv_builder_end (all);
}

static double
level_number (char **levels, const char *level)
{
  size_t l = 0;
  while (strcmp (levels[l], level) != 0)
    l++;
  return (double) l;
}

void
mercer_points_open_like (MercerPoints *sample, MercerDataset *table, MercerDataset *like, const char *const *names)
{
  mercer_points_open (sample, table, names);
  for (size_t c = 0; names[c] != NULL; c++)
    {
      const MercerColumn *column = column_of (table, names[c]);
      if (!is_category (column))
        continue;
      g_auto (GStrv) levels = mercer_points_levels (table, like, names[c]);
      g_autofree double *number = g_new (double, column->n_levels + 1);
      for (size_t l = 0; l < column->n_levels; l++)
        number[l] = level_number (levels, column->levels[l]);
      for (size_t i = 0; i < sample->x.rows; i++)
        *mercer_matrix_at (sample->x, i, c) = number[(size_t) *mercer_matrix_at (sample->x, i, c)];
    }
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
  return mercer_points_refuse_like (table, NULL, names);
}

char *
mercer_points_refuse_like (MercerDataset *table, MercerDataset *like, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      bool words = like != NULL && is_category (column_of (like, *names));
      int c = mercer_dataset_find (table, *names);
      if (c < 0)
        return g_strdup_printf (_("“%s” has no column “%s”, which the first table has. Both need the same columns: rename "
                                  "it, or choose others."),
                                mercer_dataset_title (table), *names);
      if (words && !is_category (mercer_dataset_column (table, (size_t) c)))
        return g_strdup_printf (_("Column “%s” of “%s” holds numbers; categories are needed, as in the first table."), *names,
                                mercer_dataset_title (table));
      if (!words && is_category (mercer_dataset_column (table, (size_t) c)))
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
