/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adaptive-kernel-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "block.h"
#include "new-points.h"
#include "trustworthiness.h"

static const double margin = 0.06;

MercerStatus
adaptive_run_open (AdaptiveRun *run, MercerJob *job, const AdaptiveValues *values, const MercerRecipe *recipe, size_t most_rows)
{
  *run = (AdaptiveRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  if (!mercer_inputs_open (&run->in, recipe, "y") || run->in.n < 3)
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  mercer_inputs_sort (&run->in); /* training turns the last bit of a sum into another map */
  mercer_inputs_thin (&run->in, most_rows);
  run->y = run->in.y.data;
  run->x = mercer_work_matrix (run->work, run->in.n, run->in.d);
  run->plain = mercer_work_matrix (run->work, run->in.n, 2);
  run->landscape = mercer_work_doubles (run->work, ADAPTIVE_GRID * ADAPTIVE_GRID);
  if (run->x.data == NULL || run->plain.data == NULL || run->landscape == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->in.d; c++)
    {
      double mean = 0, spread = mercer_inputs_spread (&run->in, c);
      for (size_t i = 0; i < run->in.n; i++)
        mean += *mercer_matrix_at (run->in.x, i, c) / (double) run->in.n;
      for (size_t i = 0; i < run->in.n; i++)
        *mercer_matrix_at (run->x, i, c) = (*mercer_matrix_at (run->in.x, i, c) - mean) / (spread > 0 ? spread : 1);
    }
  return MERCER_OK;
}

void
adaptive_run_close (AdaptiveRun *run)
{
  mercer_inputs_close (&run->in);
}

/* --- Training, or what the store knows of it ------------------------------------------------------------------ */

static MercerHash
key_of (const AdaptiveRun *run, int evaluations)
{
  MercerHash key = mercer_hash_start ("adaptive-map");
  mercer_hash_add (&key, run->x.data, run->in.n * run->in.d * sizeof (double));
  mercer_hash_add (&key, run->y, run->in.n * sizeof (double));
  mercer_hash_add_double (&key, run->values->faith);
  mercer_hash_add_double (&key, run->values->perplexity);
  mercer_hash_add_size (&key, mercer_recipe_seed (run->recipe));
  mercer_hash_add_size (&key, (size_t) evaluations);
  return key;
}

/* Zooming asks for another landscape of the same map. */
static MercerStatus
train (AdaptiveRun *run, int evaluations)
{
  double loss;
  size_t bytes = run->map.parameters * sizeof (double);
  MercerHash key = key_of (run, evaluations);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
  if (item != NULL)
    {
      memcpy (run->map.theta, mercer_store_item_data (item), bytes);
      mercer_store_release (item);
      return mercer_adaptive_loss (&run->map, run->map.theta, &loss, NULL, run->work);
    }
  mercer_work_progress (run->work, 0.2, _("Training the projection"));
  MercerStatus status = mercer_adaptive_train (&run->map, evaluations, run->work);
  double *kept = status == MERCER_OK && mercer_work_store (run->work) != NULL ? mercer_block_new (bytes) : NULL;
  if (kept != NULL)
    {
      memcpy (kept, run->map.theta, bytes);
      mercer_store_release (mercer_store_put (mercer_work_store (run->work), key, kept, bytes, mercer_block_free));
    }
  return status;
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
          low = fmin (low, *mercer_matrix_at (run->map.z, i, c));
          high = fmax (high, *mercer_matrix_at (run->map.z, i, c));
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

/* New points, by the means and spreads of the rows. */
static MercerStatus
project_new (AdaptiveRun *run)
{
  size_t m = mercer_dataset_rows (mercer_recipe_at (run->recipe)), n = run->in.n;
  MercerMatrix points = mercer_work_matrix (run->work, m, run->in.d);
  run->at_z = mercer_work_matrix (run->work, m, 2);
  run->at_metric = mercer_work_doubles (run->work, m + 1);
  if (points.data == NULL || run->at_z.data == NULL || run->at_metric == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_new_points_fill (run->recipe, points);
  for (size_t c = 0; c < run->in.d; c++)
    {
      double mean = 0, spread = mercer_inputs_spread (&run->in, c);
      for (size_t i = 0; i < n; i++)
        mean += *mercer_matrix_at (run->in.x, i, c) / (double) n;
      for (size_t i = 0; i < m; i++)
        *mercer_matrix_at (points, i, c) = (*mercer_matrix_at (points, i, c) - mean) / (spread > 0 ? spread : 1);
    }
  MercerStatus status = mercer_adaptive_project (&run->map, points, run->at_z, run->work);
  return status == MERCER_OK ? mercer_adaptive_landscape (&run->map, run->at_z, run->at_metric, run->work) : status;
}

MercerStatus
adaptive_run_compute (AdaptiveRun *run, int evaluations)
{
  MercerStatus status = mercer_adaptive_open (&run->map, run->x, run->y, run->values->faith, run->values->perplexity,
                                              mercer_recipe_seed (run->recipe), run->work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_copy (run->map.z, run->plain); /* where training starts */
  if (evaluations > 0)
    status = train (run, evaluations);
  if (status != MERCER_OK)
    return status;
  size_t near = MIN ((size_t) ADAPTIVE_NEIGHBOURS, (run->in.n - 1) / 2);
  run->plain_error = mercer_plain_error (run->plain, run->y, run->work);
  run->trust = mercer_trustworthiness (run->x, run->map.z, near, run->work);
  run->plain_trust = mercer_trustworthiness (run->x, run->plain, near, run->work);
  if (!mercer_work_wanted (run->work))
    return MERCER_STOPPED;
  if (mercer_recipe_at (run->recipe) != NULL)
    status = project_new (run);
  find_range (run);
  return status == MERCER_OK ? draw_landscape (run) : status;
}
