/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "linalg.h"

/* --- Of one imitation -------------------------------------------------------------------------------------------- */

void
features_measure (const FeaturesRun *run, MercerMatrix g, double a, double *frobenius, double *largest)
{
  double sum = 0, most = 0;
  for (size_t j = 0; j < run->n; j++)
    {
      const double *p = mercer_matrix_column (g, j), *q = mercer_matrix_column (run->k, j);
      double column = 0, diagonal = a * p[j] - q[j];
      for (size_t i = j + 1; i < run->n; i++)
        {
          double error = a * p[i] - q[i], size = fabs (error);
          column += error * error;
          most = size > most ? size : most;
        }
      sum += 2 * column + diagonal * diagonal;
      most = fmax (most, fabs (diagonal));
    }
  *frobenius = run->norm > 0 ? sqrt (sum) / run->norm : 0;
  *largest = run->largest > 0 ? most / run->largest : 0;
}

size_t
features_columns (const FeatureDraw *draw, size_t m)
{
  return MIN (draw->per > 1 ? m - m % 2 : m / draw->each, draw->phi.cols);
}

double
features_factor (const FeatureDraw *draw, size_t columns)
{
  return draw->average && columns > 0 ? draw->per / (double) columns : 1;
}

/* --- Of all draws, at all numbers of features --------------------------------------------------------------------- */

/* One draw: the products of its columns are added up step by step. errors: 2 x n_steps. */
static MercerStatus
trace_draw (FeaturesRun *run, FeatureKind kind, size_t repeat, double *errors)
{
  FeatureDraw draw;
  size_t done = 0;
  MercerMatrix g = mercer_work_matrix (run->work, run->n, run->n);
  if (g.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (g, 0);
  MercerStatus status = features_draw (run, kind, repeat, run->step[run->n_steps - 1], &draw);
  for (size_t s = 0; s < run->n_steps && status == MERCER_OK; s++)
    {
      size_t columns = features_columns (&draw, run->step[s]);
      bool landmarks = !draw.average;
      errors[2 * s] = errors[2 * s + 1] = NAN;
      if (columns == 0 || (landmarks && run->step[s] > run->n))
        continue;
      if (columns > done)
        status = mercer_syrk (false, 1, mercer_matrix_block (draw.phi, 0, done, run->n, columns - done), 1, g, run->work);
      done = columns;
      if (status == MERCER_OK && !mercer_work_wanted (run->work))
        status = MERCER_STOPPED;
      if (status == MERCER_OK)
        features_measure (run, g, features_factor (&draw, columns), &errors[2 * s], &errors[2 * s + 1]);
    }
  return status;
}

static int
compare_numbers (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* Quantile of sorted values, linear in between. */
static double
quantile (const double *sorted, size_t n, double p)
{
  double at = p * (double) (n - 1);
  size_t below = (size_t) at, above = MIN (below + 1, n - 1);
  return sorted[below] + (at - (double) below) * (sorted[above] - sorted[below]);
}

static void
summarise (FeaturesRun *run, FeatureErrors *to, const double *errors)
{
  size_t repeats = run->repeats;
  g_autofree double *values = g_new (double, repeats);
  for (size_t s = 0; s < run->n_steps; s++)
    for (size_t which = 0; which < 2; which++)
      {
        for (size_t r = 0; r < repeats; r++)
          values[r] = errors[which + 2 * (s + run->n_steps * r)];
        qsort (values, repeats, sizeof *values, compare_numbers);
        bool known = isfinite (values[0]) && isfinite (values[repeats - 1]);
        to->median[which][s] = known ? quantile (values, repeats, 0.5) : NAN;
        to->low[which][s] = known ? quantile (values, repeats, 0.1) : NAN;
        to->high[which][s] = known ? quantile (values, repeats, 0.9) : NAN;
      }
}

static MercerHash
key_of (const FeaturesRun *run, const char *what, double a, double b)
{
  MercerHash key = mercer_hash_start ("feature-approximation");
  mercer_hash_add_string (&key, what);
  mercer_hash_add_hash (&key, mercer_kernel_hash (run->kernel));
  mercer_hash_add_size (&key, (size_t) mercer_recipe_seed (run->recipe));
  mercer_hash_add_size (&key, run->repeats);
  mercer_hash_add_size (&key, run->most);
  mercer_hash_add_double (&key, a);
  mercer_hash_add_double (&key, b);
  mercer_hash_add_size (&key, run->n);
  mercer_hash_add (&key, run->x, run->n * run->d * sizeof (double));
  return key;
}

/* From the store, where a drag of the chosen number and a further tick find what is there already. */
static bool
recall (const FeaturesRun *run, MercerHash key, double *values, size_t count)
{
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
  if (item == NULL)
    return false;
  memcpy (values, mercer_store_item_data (item), count * sizeof *values);
  mercer_store_release (item);
  return true;
}

static void
remember (const FeaturesRun *run, MercerHash key, const double *values, size_t count)
{
  double *copy = mercer_work_store (run->work) != NULL ? mercer_block_new (count * sizeof *copy) : NULL;
  if (copy == NULL)
    return;
  memcpy (copy, values, count * sizeof *copy);
  mercer_store_release (mercer_store_put (mercer_work_store (run->work), key, copy, count * sizeof *copy, mercer_block_free));
}

MercerStatus
features_trace (FeaturesRun *run, FeatureKind kind)
{
  size_t each = 2 * run->n_steps, count = each * run->repeats;
  MercerHash key = key_of (run, features_info[kind].id, kind == FEATURES_SIGMA_DELTA ? run->values->bits : 0,
                           kind == FEATURES_LEVERAGE ? run->values->ridge : 0);
  MercerMark mark = mercer_work_mark (run->work);
  double *errors = mercer_work_doubles (run->work, count);
  MercerStatus status = errors != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  bool known = status == MERCER_OK && recall (run, key, errors, count);
  for (size_t repeat = 0; repeat < run->repeats && status == MERCER_OK && !known; repeat++)
    {
      MercerMark inner = mercer_work_mark (run->work);
      status = trace_draw (run, kind, repeat, errors + each * repeat);
      mercer_work_release (run->work, inner);
    }
  if (status == MERCER_OK)
    {
      summarise (run, &run->errors[kind], errors);
      if (!known)
        remember (run, key, errors, count);
    }
  mercer_work_release (run->work, mark);
  return status;
}

/* --- What there is to reach -------------------------------------------------------------------------------------- */

/* Eckart and Young: what the eigenvalues after the m-th leave. */
MercerStatus
features_trace_best (FeaturesRun *run)
{
  MercerHash key = key_of (run, "best", 0, 0);
  if (recall (run, key, run->best, run->n_steps))
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix copy = mercer_work_matrix (run->work, run->n, run->n);
  double *values = mercer_work_doubles (run->work, run->n);
  MercerStatus status = copy.data != NULL && values != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      mercer_matrix_copy (run->k, copy);
      status = mercer_eigenvalues (copy, values, run->work);
    }
  for (size_t s = 0; s < run->n_steps && status == MERCER_OK; s++)
    {
      double sum = 0;
      for (size_t i = 0; i + run->step[s] < run->n; i++) /* ascending: the small ones first */
        sum += values[i] * values[i];
      run->best[s] = run->step[s] < run->n && run->norm > 0 ? sqrt (sum) / run->norm : NAN;
    }
  mercer_work_release (run->work, mark);
  if (status == MERCER_OK)
    remember (run, key, run->best, run->n_steps);
  return status;
}
