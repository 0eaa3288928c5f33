/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-clustering.h"

#include <glib/gi18n-lib.h>

#include "alike.h"
#include "start-kernel.h"

/* So many rows are a glance. The graph has n x n numbers, and InfoNCE meets all pairs some hundred times: from so many rows on some stand
 * for all, the fewer the more are to follow. */
enum { DRAFT_ROWS = 150, GLANCE_ROWS = 400, MOST_ROWS = 6000, CONTRASTIVE_ROWS = 1500, LEAST_ROWS = 1000 };
static const double most_pairs = 1.5e9; /* of a row that follows with one of the graph's */

static const MercerChoice ways[] = {
  { "spectral", N_("Spectral") }, { "kernel-k-means", N_("Kernel k-means") }, { "contrastive", N_("Contrastive (InfoNCE)") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_CHOICE (ClusterValues, way, "way", N_("Clusters by"),
                 N_("Eigenvectors of the graph, means in feature space, or vectors trained contrastively on the same graph"),
                 CLUSTER_SPECTRAL, ways, 0),
  MERCER_INT (ClusterValues, clusters, "clusters", N_("Clusters"), "", N_("How many clusters the rows fall into"), 3, 1, CLUSTERS_MOST,
              0),
  MERCER_INT (ClusterValues, neighbours, "neighbours", N_("Neighbours"), "",
              N_("Join only so many most alike rows to each; 0 joins all. Kernel k-means has no graph"), 10, 0, 100, 0),
  MERCER_REAL (ClusterValues, temperature, "temperature", N_("Temperature"), "",
               N_("Of InfoNCE: high gathers each cluster in a point, low spreads its rows apart"), 0.5, 0.02, 100, 0.1, 10,
               MERCER_LOG | MERCER_EXPERT),
  MERCER_INT (ClusterValues, steps, "steps", N_("Steps between pairs"), "",
              N_("InfoNCE draws together rows that a walk on the graph joins in so many steps; 0: as many as blur all but the clusters"), 0,
              0, 1024, MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are clustered"), true, 1, 0, NULL, 0 },
  { "known", N_("Known groups"), N_("A column of groups to compare the clusters with; it has no part in finding them"), false, 0, 1,
    NULL, 0 },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  const ClusterValues *values = mercer_recipe_values (recipe);
  int n = (int) mercer_inputs_count (recipe, NULL);
  if (n < values->clusters)
    return g_strdup_printf (_("%d rows cannot fall into %d clusters. Ask for fewer, or add rows."), n, values->clusters);
  return mercer_picture_check_alike (recipe, "x");
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  ClusterRun run;
  MercerMark mark = mercer_work_mark (mercer_job_work (job));
  MercerStatus status = cluster_run_open (&run, job, values, recipe, most_rows, draft != NULL);
  if (status == MERCER_OK)
    status = cluster_run_compute (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, cluster_run_figure (&run, draft));
  cluster_run_close (&run);
  mercer_work_release (mercer_job_work (job), mark);
  return status;
}

static size_t
graph_rows (const ClusterValues *values, size_t rows)
{
  size_t most = values->way == CLUSTER_CONTRASTIVE ? CONTRASTIVE_ROWS : MOST_ROWS;
  return (size_t) CLAMP (most_pairs / (double) rows, (double) LEAST_ROWS, (double) most);
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  const ClusterValues *asked = values;
  MercerStatus status = MERCER_OK;
  size_t rows = mercer_dataset_rows (mercer_recipe_dataset (recipe));
  if (mercer_job_is_live (job) && (rows > GLANCE_ROWS || asked->way == CLUSTER_CONTRASTIVE))
    {
      ClusterValues quick = *asked; /* the same partition as a rule, at once */
      if (quick.way == CLUSTER_CONTRASTIVE)
        quick.way = CLUSTER_SPECTRAL;
      size_t few = rows > GLANCE_ROWS ? (size_t) MAX (DRAFT_ROWS, asked->clusters) : rows;
      g_autofree char *what = quick.way != asked->way ? g_strdup (_("Spectral clusters first; contrastive ones follow"))
                                                      : g_strdup_printf (_("Draft from %zu rows"), few);
      status = look (job, &quick, recipe, few, what);
    }
  return status == MERCER_OK ? look (job, values, recipe, graph_rows (asked, rows), NULL) : status;
}

const MercerMethod mercer_method_spectral_clustering = {
  .id = "spectral-clustering",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Spectral clustering"),
  .summary = N_("Clusters from a graph of similarities: by eigenvectors, by kernel k-means, by contrastive learning"),
  .source = "Ng, Jordan and Weiss (2001), On spectral clustering, NIPS; Dhillon, Guan and Kulis (2004), Kernel k-means, spectral "
            "clustering and normalized cuts, KDD; Tan, Zhang, Yang and Yuan (2024), Contrastive learning is spectral clustering on "
            "similarity graph, ICLR",
  .values_size = sizeof (ClusterValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM,
  .least_rows = 3,
  .suggest = cluster_suggest,
  .check = check,
  .run = run_cb,
};
