/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-clustering.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "assignment.h"
#include "follow.h"
#include "start-kernel.h"
#include "thread.h"

MercerStatus
cluster_run_open (ClusterRun *run, MercerJob *job, const ClusterValues *values, const MercerRecipe *recipe, size_t most_rows,
                  bool leave_others)
{
  *run = (ClusterRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values, .agreement = NAN,
                       .objective = NAN, .known = NAN };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  bool got = leave_others ? mercer_inputs_peek (&run->in, recipe, NULL, most_rows) : mercer_inputs_open (&run->in, recipe, NULL);
  if (!got || run->in.n < 3 || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  if (run->in.n > most_rows)
    {
      mercer_inputs_open (&run->all, recipe, NULL);
      mercer_inputs_thin (&run->in, most_rows);
    }
  else
    run->all = run->in;
  run->k = (size_t) values->clusters;
  run->labels = mercer_work_alloc (run->work, run->in.n, sizeof *run->labels);
  return run->labels != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

void
cluster_run_close (ClusterRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  if (run->all.rows != run->in.rows)
    mercer_inputs_close (&run->all);
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
  status = mercer_kernel_k_means (gram, run->k, run->in.ids, mercer_recipe_seed (run->recipe), run->labels, &run->objective, run->work);
  return status == MERCER_OK
             ? mercer_cluster_rule_open (&run->rule, (MercerMatrix){ 0 }, gram, run->k, run->labels, 0, run->work)
             : status;
}

/* Numbers the spectral clusters as the contrastive ones that have most of their rows, one to one. */
static MercerStatus
match_spectral (ClusterRun *run)
{
  size_t partner[CLUSTERS_MOST];
  MercerMatrix shared = mercer_work_matrix (run->work, run->k, run->k);
  if (shared.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (shared, 0);
  for (size_t i = 0; i < run->in.n; i++)
    *mercer_matrix_at (shared, run->spectral[i], run->labels[i]) += 1;
  if (isnan (mercer_assignment (shared, partner, run->work)))
    return MERCER_STOPPED;
  for (size_t i = 0; i < run->in.n; i++)
    {
      run->spectral[i] = partner[run->spectral[i]];
      run->elsewhere += run->spectral[i] != run->labels[i];
    }
  return MERCER_OK;
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
  run->steps = run->values->steps > 0 ? (size_t) run->values->steps : mercer_contrast_steps (run->eigen, run->n_eigen, run->k);
  const MercerContrast how = { run->values->temperature, run->steps };
  status = mercer_contrastive_clusters (&similarity, run->k, &how, run->in.ids, seed, run->labels, start, run->points, &run->objective,
                                        &run->random_objective, run->work);
  if (status == MERCER_OK)
    run->agreement = mercer_adjusted_rand (run->labels, run->spectral, n);
  return status == MERCER_OK ? match_spectral (run) : status;
}

/* The clusters of all rows: those of the graph have theirs. */
static MercerStatus
find_others (ClusterRun *run)
{
  size_t n = run->all.n;
  run->label_all = mercer_work_alloc (run->work, n, sizeof *run->label_all);
  if (run->label_all == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = run->in.n < n ? mercer_cluster_rule_place (&run->rule, run->kernel, run->in.x, run->all.x, run->label_all, 0.6,
                                                                   _("The other rows"), run->work)
                                      : MERCER_OK;
  for (size_t i = 0, known = 0; i < n && known < run->in.n && status == MERCER_OK; i++)
    if (run->in.rows[known] == run->all.rows[i])
      run->label_all[i] = run->labels[known++];
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
  g_autofree size_t *a = g_new (size_t, run->all.n), *b = g_new (size_t, run->all.n);
  for (size_t i = 0; i < run->all.n; i++)
    if (known->codes[run->all.rows[i]] >= 0)
      {
        a[count] = run->label_all[i];
        b[count++] = (size_t) known->codes[run->all.rows[i]];
      }
  run->known = count > 0 ? mercer_adjusted_rand (a, b, count) : NAN;
}

MercerStatus
cluster_run_compute (ClusterRun *run)
{
  mercer_work_progress (run->work, 0.1, _("Similarities"));
  MercerStatus status = run->values->way == CLUSTER_MEANS ? find_means (run) : find_on_graph (run);
  if (status == MERCER_OK && run->points.data != NULL)
    status = mercer_cluster_rule_open (&run->rule, run->points, (MercerMatrix){ 0 }, run->k, run->labels,
                                       (size_t) run->values->neighbours, run->work);
  if (status == MERCER_OK)
    status = find_others (run);
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

/* --- What to start with -------------------------------------------------------------------------------------- */

/* The graph of so many rows says how many clusters to start with, among so few. */
enum { START_ROWS = 350, START_CLUSTERS = 6 };

static size_t
count_clusters (const MercerRecipe *recipe, const ClusterValues *values, MercerWork *work)
{
  MercerInputs in = { 0 };
  size_t count = 0;
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (kernel != NULL && mercer_inputs_peek (&in, recipe, NULL, START_ROWS) && in.n > START_CLUSTERS + 1)
    {
      double eigen[START_CLUSTERS + 1];
      size_t *labels = mercer_work_alloc (work, in.n, sizeof *labels);
      MercerMatrix points = mercer_work_matrix (work, in.n, 1);
      MercerSimilarity similarity;
      if (labels != NULL && points.data != NULL
          && mercer_similarity (kernel, in.x, (size_t) values->neighbours, &similarity, work) == MERCER_OK
          && mercer_spectral_clusters (&similarity, 1, in.ids, 0, labels, points, START_CLUSTERS + 1, eigen, work) == MERCER_OK)
        count = mercer_cluster_count (eigen, START_CLUSTERS + 1);
    }
  mercer_inputs_close (&in);
  return count;
}

MercerRecipe *
cluster_suggest (MercerRecipe *recipe)
{
  MercerRecipe *start = mercer_start_with_rbf (recipe);
  MercerWork *work = mercer_work_new (0, NULL);
  size_t count = count_clusters (start, mercer_recipe_values (start), work);
  mercer_work_free (work);
  if (count < 2)
    return start;
  MercerRecipe *counted = mercer_recipe_with_value (start, "clusters", (double) count);
  mercer_recipe_unref (start);
  return counted;
}
