/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-clustering.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "follow.h"
#include "thread.h"

MercerStatus
cluster_run_open (ClusterRun *run, MercerJob *job, const ClusterValues *values, const MercerRecipe *recipe, size_t most_rows)
{
  *run = (ClusterRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values, .agreement = NAN,
                       .objective = NAN, .known = NAN };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (!mercer_inputs_open (&run->in, recipe, NULL) || run->in.n < 3 || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  mercer_inputs_thin (&run->in, most_rows);
  run->k = (size_t) values->clusters;
  run->labels = mercer_work_alloc (run->work, run->in.n, sizeof *run->labels);
  return run->labels != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

void
cluster_run_close (ClusterRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

static MercerStatus
find_means (ClusterRun *run)
{
  size_t n = run->in.n;
  MercerMatrix gram = mercer_work_matrix (run->work, n, n);
  MercerStatus status
      = gram.data != NULL ? mercer_kernel_gram (run->kernel, run->in.x, gram, run->work) : MERCER_OUT_OF_MEMORY;
  if (status != MERCER_OK)
    return status;
  if (!mercer_matrix_lower_is_finite (gram))
    return MERCER_BAD_INPUT;
  mercer_matrix_mirror_lower (gram);
  return mercer_kernel_k_means (gram, run->k, run->in.ids, mercer_recipe_seed (run->recipe), run->labels, &run->objective, run->work);
}

/* The spectral partition, and for the contrastive way that one as well. */
static MercerStatus
find_on_graph (ClusterRun *run)
{
  size_t n = run->in.n;
  uint64_t seed = mercer_recipe_seed (run->recipe);
  MercerSimilarity similarity;
  run->points = mercer_work_matrix (run->work, n, run->k);
  run->n_eigen = MIN (n, run->k + CLUSTERS_BEYOND);
  if (run->points.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_similarity (run->kernel, run->in.x, (size_t) run->values->neighbours, &similarity, run->work);
  run->negative = similarity.negative;
  if (status == MERCER_OK)
    status = mercer_spectral_clusters (&similarity, run->k, run->in.ids, seed, run->labels, run->points, run->n_eigen, run->eigen,
                                       run->work);
  if (status != MERCER_OK || run->values->way == CLUSTER_SPECTRAL)
    return status;
  MercerMatrix start = run->points;
  run->spectral = run->labels;
  run->labels = mercer_work_alloc (run->work, n, sizeof *run->labels);
  run->points = mercer_work_matrix (run->work, n, run->k);
  if (run->labels == NULL || run->points.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_work_progress (run->work, 0.4, _("Contrastive training"));
  status = mercer_contrastive_clusters (&similarity, run->k, run->values->temperature, run->in.ids, seed, run->labels, start,
                                        run->points, &run->objective, &run->random_objective, run->work);
  if (status == MERCER_OK)
    run->agreement = mercer_adjusted_rand (run->labels, run->spectral, n);
  return status;
}

/* With the column of known groups, over the rows that have one, if it is of categories few enough to be groups. */
static void
compare_known (ClusterRun *run)
{
  enum { MOST_GROUPS = 255 };
  int column;
  size_t count = 0;
  if (mercer_recipe_role_columns (run->recipe, "known", &column, 1) == 0)
    return;
  const MercerColumn *known = mercer_dataset_column (run->in.dataset, (size_t) column);
  if (known->kind != MERCER_COLUMN_CATEGORICAL || known->n_levels > MOST_GROUPS)
    return;
  g_autofree size_t *a = g_new (size_t, run->in.n), *b = g_new (size_t, run->in.n);
  for (size_t i = 0; i < run->in.n; i++)
    if (known->codes[run->in.rows[i]] >= 0)
      {
        a[count] = run->labels[i];
        b[count++] = (size_t) known->codes[run->in.rows[i]];
      }
  run->known = count > 0 ? mercer_adjusted_rand (a, b, count) : NAN;
}

MercerStatus
cluster_run_compute (ClusterRun *run)
{
  mercer_work_progress (run->work, 0.1, _("Similarities"));
  MercerStatus status = run->values->way == CLUSTER_MEANS ? find_means (run) : find_on_graph (run);
  if (status != MERCER_OK)
    return status;
  compare_known (run);
  mercer_follow_colours (run->labels, run->in.n, run->k, CLUSTERS_MOST, run->colour, mercer_picture_thread (&run->in, "clusters", 0),
                         run->in.ids, run->work);
  MercerHash thread = mercer_picture_thread (&run->in, "cluster-points", (size_t) run->values->way);
  if (run->points.data != NULL && run->values->way == CLUSTER_CONTRASTIVE)
    mercer_follow_turn (run->points, thread, run->in.ids, run->work); /* InfoNCE has no axes */
  else if (run->points.data != NULL)
    mercer_follow_signs (run->points, NULL, thread, run->in.ids, run->work);
  return MERCER_OK;
}
