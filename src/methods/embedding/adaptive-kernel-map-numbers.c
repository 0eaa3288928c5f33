/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adaptive-kernel-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "block.h"
#include "new-points.h"
#include "trustworthiness.h"

static const double margin = 0.06;

/* Columns of points less the means, over the spreads, of the rows that train. */
static void
standardise (const AdaptiveRun *run, MercerMatrix from, MercerMatrix to)
{
  for (size_t c = 0; c < run->in.d; c++)
    {
      double mean = 0, spread = mercer_inputs_spread (&run->found, c);
      for (size_t i = 0; i < run->found.n; i++)
        mean += *mercer_matrix_at (run->found.x, i, c) / (double) run->found.n;
      for (size_t i = 0; i < from.rows; i++)
        *mercer_matrix_at (to, i, c) = (*mercer_matrix_at (from, i, c) - mean) / (spread > 0 ? spread : 1);
    }
}

MercerStatus
adaptive_run_open (AdaptiveRun *run, MercerJob *job, const AdaptiveValues *values, const MercerRecipe *recipe, size_t most_rows,
                   bool leave_others)
{
  *run = (AdaptiveRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  if (!mercer_inputs_open (&run->in, recipe, "y") || run->in.n < 3)
    return MERCER_BAD_INPUT;
  if (leave_others)
    mercer_inputs_thin (&run->in, most_rows);
  run->taken = mercer_work_alloc (run->work, run->in.n, sizeof *run->taken);
  if (run->taken == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_inputs_part (&run->in, most_rows, &run->found, run->taken);
  mercer_inputs_sort (&run->found); /* training turns the last bit of a sum into another map */
  run->x = mercer_work_matrix (run->work, run->found.n, run->in.d);
  run->z = mercer_work_matrix (run->work, run->in.n, 2);
  run->plain = mercer_work_matrix (run->work, run->in.n, 2);
  run->landscape = mercer_work_doubles (run->work, ADAPTIVE_GRID * ADAPTIVE_GRID);
  if (run->x.data == NULL || run->z.data == NULL || run->plain.data == NULL || run->landscape == NULL)
    return MERCER_OUT_OF_MEMORY;
  standardise (run, run->found.x, run->x);
  return MERCER_OK;
}

void
adaptive_run_close (AdaptiveRun *run)
{
  mercer_inputs_close (&run->found);
  mercer_inputs_close (&run->in);
}

static MercerHash
key_of (const AdaptiveRun *run, int evaluations)
{
  MercerHash key = mercer_hash_start ("adaptive-map");
  mercer_hash_add (&key, run->x.data, run->found.n * run->in.d * sizeof (double));
  mercer_hash_add (&key, run->found.y.data, run->found.n * sizeof (double));
  mercer_hash_add_double (&key, run->values->faith);
  mercer_hash_add_double (&key, run->values->perplexity);
  mercer_hash_add_size (&key, mercer_recipe_seed (run->recipe));
  mercer_hash_add_size (&key, (size_t) evaluations);
  mercer_hash_add_size (&key, run->in.n);
  return key;
}

bool
adaptive_run_is_trained (const AdaptiveRun *run, int evaluations)
{
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key_of (run, evaluations));
  bool is = item != NULL;
  if (is)
    mercer_store_release (item);
  return is;
}

/* --- The landscape -------------------------------------------------------------------------------------------- */

static void
find_range (AdaptiveRun *run)
{
  static const char *const axes[2] = { "map-x", "map-y" };
  for (size_t c = 0; c < 2; c++)
    {
      double low = INFINITY, high = -INFINITY;
      for (size_t i = 0; i < run->in.n; i++)
        {
          low = fmin (low, *mercer_matrix_at (run->z, i, c));
          high = fmax (high, *mercer_matrix_at (run->z, i, c));
        }
      double room = high > low ? margin * (high - low) : 1;
      run->low[c] = low - room;
      run->high[c] = high + room;
      mercer_recipe_view (run->recipe, axes[c], &run->low[c], &run->high[c]);
    }
}

static MercerStatus
draw_landscape (AdaptiveRun *run)
{
  size_t m = ADAPTIVE_GRID * ADAPTIVE_GRID;
  MercerMatrix at = mercer_work_matrix (run->work, m, 2);
  if (at.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < m; k++)
    for (size_t c = 0; c < 2; c++)
      *mercer_matrix_at (at, k, c) = run->low[c]
                                     + (run->high[c] - run->low[c]) * (double) (c == 0 ? k % ADAPTIVE_GRID : k / ADAPTIVE_GRID)
                                           / (ADAPTIVE_GRID - 1);
  return mercer_adaptive_landscape (&run->map, at, run->landscape, run->work);
}

/* --- Rows that did not train ---------------------------------------------------------------------------------- */

/* The projection as it is at points (m x d) in the units of the columns, in blocks. */
static MercerStatus
project (const AdaptiveRun *run, MercerMatrix points, MercerMatrix out)
{
  enum { BLOCK = 4096 };
  for (size_t from = 0; from < points.rows; from += BLOCK)
    {
      size_t count = MIN (points.rows - from, (size_t) BLOCK);
      MercerMark mark = mercer_work_mark (run->work);
      MercerMatrix x = mercer_work_matrix (run->work, count, run->in.d);
      if (x.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      standardise (run, mercer_matrix_block (points, from, 0, count, run->in.d), x);
      MercerStatus status = mercer_adaptive_project (&run->map, x, mercer_matrix_block (out, from, 0, count, 2), run->work);
      mercer_work_release (run->work, mark);
      if (status != MERCER_OK || !mercer_work_wanted (run->work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
    }
  return MERCER_OK;
}

/* What the landscape misses of the metric at some of the rows that did not train it, as a share of their variance. */
static MercerStatus
judge (AdaptiveRun *run)
{
  enum { MOST = 2000 };
  size_t others = run->in.n - run->found.n, m = MIN (others, (size_t) MOST), k = 0, seen = 0;
  MercerMatrix at = mercer_work_matrix (run->work, m, 2);
  double *y = mercer_work_doubles (run->work, m), *guess = mercer_work_doubles (run->work, m), mean = 0, missed = 0, variance = 0;
  if (at.data == NULL || y == NULL || guess == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < run->in.n && k < m; i++)
    if (!run->taken[i] && seen++ >= k * others / m) /* at even steps */
      {
        *mercer_matrix_at (at, k, 0) = *mercer_matrix_at (run->z, i, 0);
        *mercer_matrix_at (at, k, 1) = *mercer_matrix_at (run->z, i, 1);
        mean += (y[k] = run->in.y.data[i]) / (double) m;
        k++;
      }
  MercerStatus status = mercer_adaptive_landscape (&run->map, at, guess, run->work);
  for (size_t i = 0; i < m && status == MERCER_OK; i++)
    {
      missed += (y[i] - guess[i]) * (y[i] - guess[i]);
      variance += (y[i] - mean) * (y[i] - mean);
    }
  run->measures.placed_error = variance > 0 ? missed / variance : NAN;
  return status;
}

static MercerStatus
project_new (AdaptiveRun *run)
{
  size_t m = mercer_dataset_rows (mercer_recipe_at (run->recipe));
  MercerMatrix points = mercer_work_matrix (run->work, m, run->in.d);
  run->at_z = mercer_work_matrix (run->work, m, 2);
  run->at_metric = mercer_work_doubles (run->work, m + 1);
  if (points.data == NULL || run->at_z.data == NULL || run->at_metric == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_new_points_fill (run->recipe, points);
  MercerStatus status = project (run, points, run->at_z);
  return status == MERCER_OK ? mercer_adaptive_landscape (&run->map, run->at_z, run->at_metric, run->work) : status;
}

/* --- Training, or what the store knows of it ------------------------------------------------------------------ */

/* Both maps by both measures, among the rows that train. plain: where principal components put those. */
static MercerStatus
measure (AdaptiveRun *run, MercerMatrix plain)
{
  size_t near = MIN ((size_t) ADAPTIVE_NEIGHBOURS, (run->found.n - 1) / 2);
  run->measures = (AdaptiveMeasures){ .error = run->map.error, .divergence = run->map.divergence,
                                      .plain_error = mercer_plain_error (plain, run->found.y.data, run->work),
                                      .trust = mercer_trustworthiness (run->x, run->map.z, near, run->work),
                                      .plain_trust = mercer_trustworthiness (run->x, plain, near, run->work), .placed_error = NAN };
  MercerStatus status = mercer_work_wanted (run->work) ? project (run, run->in.x, run->z) : MERCER_STOPPED;
  return status == MERCER_OK && run->found.n < run->in.n ? judge (run) : status;
}

static MercerStatus
train (AdaptiveRun *run, int evaluations, MercerMatrix plain)
{
  MercerStatus status = mercer_adaptive_prepare (&run->map, run->values->perplexity, run->work);
  mercer_work_progress (run->work, 0.2, _("Training the projection"));
  if (status == MERCER_OK && evaluations > 0)
    status = mercer_adaptive_train (&run->map, evaluations, run->work);
  return status == MERCER_OK ? measure (run, plain) : status;
}

/* Zooming asks for another landscape of the same map: its parameters and measures are kept. */
static MercerStatus
train_or_recall (AdaptiveRun *run, int evaluations, MercerMatrix plain)
{
  size_t bytes = run->map.parameters * sizeof (double);
  MercerStore *store = mercer_work_store (run->work);
  MercerHash key = key_of (run, evaluations);
  MercerStoreItem *item = mercer_store_get (store, key);
  if (item != NULL)
    {
      const char *kept = mercer_store_item_data (item);
      memcpy (run->map.theta, kept, bytes);
      memcpy (&run->measures, kept + bytes, sizeof run->measures);
      mercer_store_release (item);
      MercerStatus status = mercer_adaptive_project (&run->map, run->x, run->map.z, run->work);
      return status == MERCER_OK ? project (run, run->in.x, run->z) : status;
    }
  MercerStatus status = train (run, evaluations, plain);
  char *kept = status == MERCER_OK && store != NULL ? mercer_block_new (bytes + sizeof run->measures) : NULL;
  if (kept != NULL)
    {
      memcpy (kept, run->map.theta, bytes);
      memcpy (kept + bytes, &run->measures, sizeof run->measures);
      mercer_store_release (mercer_store_put (store, key, kept, bytes + sizeof run->measures, mercer_block_free));
    }
  return status;
}

MercerStatus
adaptive_run_compute (AdaptiveRun *run, int evaluations)
{
  MercerMatrix plain = mercer_work_matrix (run->work, run->found.n, 2);
  MercerStatus status = mercer_adaptive_start (&run->map, run->x, run->found.y.data, run->values->faith, mercer_recipe_seed (run->recipe),
                                               run->work);
  if (status != MERCER_OK || plain.data == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (run->map.z, plain); /* where training starts */
  status = project (run, run->in.x, run->plain);
  if (status == MERCER_OK)
    status = train_or_recall (run, evaluations, plain);
  if (status == MERCER_OK && mercer_recipe_at (run->recipe) != NULL)
    status = project_new (run);
  if (status != MERCER_OK)
    return status;
  find_range (run);
  return draw_landscape (run);
}
