/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gram.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "alignment.h"
#include "linalg.h"
#include "seriation.h"

/* Rows that are looked at, cells to a side of the image, rows that a shift is sought for. */
enum { MOST_ROWS = 4000, MOST_CELLS = 600, MOST_SHIFTED = 1500 };

/* Too many rows: evenly taken ones stand for all. */
static void
thin (GramRun *run)
{
  run->complete = run->n;
  if (run->n <= MOST_ROWS)
    return;
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < MOST_ROWS; i++) /* moves to the left, never past what is still to be read */
      run->x[i + c * MOST_ROWS] = run->x[i * run->n / MOST_ROWS + c * run->n];
  for (size_t i = 0; i < MOST_ROWS; i++)
    run->rows[i] = run->rows[i * run->n / MOST_ROWS];
  run->n = MOST_ROWS;
}

MercerStatus
gram_run_open (GramRun *run, MercerJob *job, const GramValues *values, const MercerRecipe *recipe)
{
  *run = (GramRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                    .names = mercer_recipe_role (recipe, "x"), .block = 1, .shift = NAN };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  run->d = g_strv_length ((char **) run->names);
  run->n = mercer_recipe_matrix (recipe, "x", NULL, &run->x, NULL, &run->rows);
  run->dropped = mercer_dataset_rows (mercer_recipe_dataset (recipe)) - run->n;
  thin (run);
  run->points = mercer_matrix (run->x, run->n, run->d);
  if (values->order == GRAM_BY_COLUMN)
    run->by = mercer_recipe_role (recipe, "by")[0] != NULL ? mercer_recipe_role (recipe, "by")[0] : run->names[0];
  return MERCER_OK;
}

void
gram_run_close (GramRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  g_free (run->x);
  g_free (run->rows);
}

/* --- The order of the rows ---------------------------------------------------------------------------- */

typedef struct
{
  double value;
  size_t row;
} Key;

/* What is missing goes last; equal ones stay as in the table. */
static int
compare_keys (const void *a, const void *b)
{
  const Key *p = a, *q = b;
  if (isnan (p->value) != isnan (q->value))
    return isnan (p->value) ? 1 : -1;
  if (p->value < q->value || p->value > q->value)
    return p->value < q->value ? -1 : 1;
  return (p->row > q->row) - (p->row < q->row);
}

static void
keys_of_column (const GramRun *run, Key *keys)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->by));
  for (size_t i = 0; i < run->n; i++)
    {
      size_t row = run->rows[i];
      keys[i].value = column->kind == MERCER_COLUMN_NUMERIC ? column->values[row]
                      : column->codes[row] >= 0             ? column->codes[row]
                                                            : NAN;
    }
}

/* The first eigenvector of the centred Gram matrix, its largest entry positive. */
static MercerStatus
keys_of_component (GramRun *run, MercerMatrix k, Key *keys)
{
  double value, largest = 0;
  MercerMatrix copy = mercer_work_matrix (run->work, run->n, run->n), vector = mercer_work_matrix (run->work, run->n, 1);
  if (copy.data == NULL || vector.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < run->n; j++)
    for (size_t i = j; i < run->n; i++)
      *mercer_matrix_at (copy, i, j) = *mercer_matrix_at (k, i, j);
  MercerStatus status = mercer_gram_centre (copy, run->work);
  if (status == MERCER_OK)
    status = mercer_eigen_top_dense (copy, 1, 1e-6, false, &value, vector, run->work);
  if (status != MERCER_OK)
    return status;
  for (size_t i = 0; i < run->n; i++)
    largest = fabs (vector.data[i]) > fabs (largest) ? vector.data[i] : largest;
  for (size_t i = 0; i < run->n; i++)
    keys[i].value = largest < 0 ? -vector.data[i] : vector.data[i];
  return MERCER_OK;
}

static MercerStatus
choose_order (GramRun *run, MercerMatrix k)
{
  Key *keys = mercer_work_alloc (run->work, run->n, sizeof *keys);
  run->order = mercer_work_alloc (run->work, run->n, sizeof *run->order);
  if (keys == NULL || run->order == NULL)
    return MERCER_OUT_OF_MEMORY;
  if (run->values->order == GRAM_BY_CLUSTER)
    return mercer_gram_order_clusters (k, run->order, NULL, run->work);
  for (size_t i = 0; i < run->n; i++)
    keys[i] = (Key){ 0, i };
  MercerStatus status = MERCER_OK;
  if (run->by != NULL)
    keys_of_column (run, keys);
  else if (run->values->order == GRAM_BY_COMPONENT && run->n > 2)
    status = keys_of_component (run, k, keys);
  qsort (keys, run->n, sizeof *keys, compare_keys);
  for (size_t i = 0; i < run->n; i++)
    run->order[i] = keys[i].row;
  return status;
}

/* --- The image ---------------------------------------------------------------------------------------- */

static double
entry (MercerMatrix k, size_t i, size_t j)
{
  return i >= j ? *mercer_matrix_at (k, i, j) : *mercer_matrix_at (k, j, i);
}

/* The mean over the block of entries that cell (a, b) stands for. */
static double
cell_mean (const GramRun *run, MercerMatrix k, size_t a, size_t b)
{
  double sum = 0;
  size_t last_i = MIN ((a + 1) * run->block, run->n), last_j = MIN ((b + 1) * run->block, run->n), count = 0;
  for (size_t j = b * run->block; j < last_j; j++)
    for (size_t i = a * run->block; i < last_i; i++, count++)
      sum += entry (k, run->order[i], run->order[j]);
  return sum / (double) count;
}

static MercerStatus
fill_image (GramRun *run, MercerMatrix k)
{
  run->block = (run->n + MOST_CELLS - 1) / MOST_CELLS;
  size_t cells = (run->n + run->block - 1) / run->block;
  run->image = mercer_work_matrix (run->work, cells, cells);
  if (run->image.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->low = INFINITY;
  run->high = -INFINITY;
  for (size_t b = 0; b < cells; b++)
    {
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      for (size_t a = b; a < cells; a++)
        {
          double mean = cell_mean (run, k, a, b);
          run->low = fmin (run->low, mean);
          run->high = fmax (run->high, mean);
          *mercer_matrix_at (run->image, a, b) = *mercer_matrix_at (run->image, b, a) = mean;
        }
    }
  return MERCER_OK;
}

MercerStatus
gram_run_image (GramRun *run)
{
  if (run->n == 0)
    return MERCER_OK;
  MercerMatrix k = mercer_work_matrix (run->work, run->n, run->n);
  if (k.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (run->kernel, run->points, k, run->work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (k))
    status = MERCER_DIVERGED;
  if (status == MERCER_OK && run->values->centre)
    status = mercer_gram_centre (k, run->work);
  if (status == MERCER_OK)
    status = choose_order (run, k);
  return status == MERCER_OK ? fill_image (run, k) : status;
}

/* --- The eigenvalues ---------------------------------------------------------------------------------- */

MercerStatus
gram_run_spectrum (GramRun *run, size_t some)
{
  if (run->n == 0)
    return MERCER_OK;
  bool centred = run->values->centre;
  run->n_eigen = MIN (some, run->n);
  run->eigen = mercer_work_doubles (run->work, run->n_eigen);
  if (run->eigen == NULL)
    return MERCER_OUT_OF_MEMORY;
  return run->n_eigen < run->n
             ? mercer_gram_spectrum_draft (run->kernel, run->points, centred, run->n_eigen, run->eigen, run->work)
             : mercer_gram_spectrum (run->kernel, run->points, centred, run->eigen, run->work);
}

MercerStatus
gram_run_shift (GramRun *run)
{
  unsigned flags = mercer_kernel_flags (run->kernel);
  bool asked = (flags & MERCER_KERNEL_CONDITIONALLY) != 0 && (flags & MERCER_KERNEL_POSITIVE_DEFINITE) == 0;
  if (!asked || run->values->centre || run->n == 0 || run->n > MOST_SHIFTED)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix k = mercer_work_matrix (run->work, run->n, run->n);
  MercerStatus status = k.data != NULL ? mercer_kernel_gram (run->kernel, run->points, k, run->work) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_gram_least_shift (k, &run->shift, run->work);
  mercer_work_release (run->work, mark);
  return status;
}
