/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "clusters.h"
#include "dots.h"
#include "dual-projection.h"
#include "kernel-pca.h"
#include "linear-components.h"
#include "row-map.h"
#include "thread.h"

/* Relatives of kernel PCA: how each is found. */

/* So many of a graph's coordinates; what the maps are told that the method on their own lets a person choose. */
enum { MOST_COORDINATES = 10, DUAL_LANDMARKS = 400, DUAL_DRAFT_STEPS = 12 };
static const double walk_steps = 1, against_density = 1, target_length = 1, dual_draft_tolerance = 1e-3;

size_t
pca_wanted_columns (const PcaRun *run)
{
  return (size_t) MAX (MAX (run->values->horizontal, run->values->vertical), run->values->components);
}

static void
open_points (PcaRelative *found, size_t n, size_t k)
{
  found->k = k;
  found->points = mercer_matrix (g_new0 (double, n * k + 1), n, k);
}

/* The columns, over their spread if those are too different for one scale, as in the kernel that is suggested. */
static MercerMatrix
linear_inputs (const PcaTask *task, PcaRelative *found)
{
  const MercerInputs *in = task->in;
  size_t widest, narrowest;
  found->standardised = mercer_start_disparity (in, &widest, &narrowest) >= MERCER_START_DISPARITY;
  if (!found->standardised)
    return in->x;
  MercerMatrix x = mercer_work_matrix (task->run->work, in->n, in->d);
  for (size_t c = 0; c < in->d && x.data != NULL; c++)
    {
      double spread = mercer_inputs_spread (in, c);
      for (size_t i = 0; i < in->n; i++)
        *mercer_matrix_at (x, i, c) = *mercer_matrix_at (in->x, i, c) / (spread > 0 ? spread : 1);
    }
  return x;
}

static MercerStatus
find_linear (const PcaTask *task, PcaRelative *found)
{
  open_points (found, task->in->n, MIN (MIN (task->in->n, task->in->d), pca_wanted_columns (task->run)));
  found->values = g_new0 (double, found->k + 1);
  MercerMatrix x = linear_inputs (task, found);
  return x.data != NULL ? mercer_linear_components (x, found->points, found->values, &found->whole, task->run->work) : MERCER_OUT_OF_MEMORY;
}

const MercerColumn *
pca_target_column (const PcaRun *run)
{
  MercerDots dots;
  mercer_dots_open (&dots, run->recipe, &run->in);
  return dots.colour;
}

static double *
target_values (const MercerColumn *column, const MercerInputs *from)
{
  double *values = g_new (double, from->n + 1);
  for (size_t i = 0; i < from->n; i++)
    values[i] = column->kind == MERCER_COLUMN_CATEGORICAL ? (double) column->codes[from->rows[i]] : column->values[from->rows[i]];
  return values;
}

static MercerStatus
find_map (const PcaTask *task, MercerRowMapWay way, PcaRelative *found)
{
  PcaRun *run = task->run;
  const MercerColumn *target = way == MERCER_ROW_MAP_SUPERVISED ? pca_target_column (run) : NULL;
  g_autofree double *values = target != NULL ? target_values (target, task->from) : NULL;
  MercerRowMapProblem problem = { .way = way, .kernel = run->kernel, .x = task->from->x,
                                  .coordinates = MIN (pca_wanted_columns (run), (size_t) MOST_COORDINATES),
                                  .neighbours = (size_t) run->values->neighbours, .time = walk_steps, .alpha = against_density,
                                  .target = values };
  if (target != NULL)
    {
      problem.target_is_category = target->kind == MERCER_COLUMN_CATEGORICAL;
      problem.target_length = target_length * target->sd;
    }
  MercerGraphMap map;
  MercerStatus status = mercer_row_map (&problem, &map, &found->negative, run->work);
  if (status != MERCER_OK)
    return status;
  open_points (found, task->in->n, map.k);
  found->pieces = way == MERCER_ROW_MAP_SUPERVISED ? 1 : map.pieces;
  if (task->from->n < task->in->n)
    return mercer_row_map_place_rows (&problem, &map, task->in->x, task->in->rows, task->from->rows, found->points, 0.7, _("The other rows"),
                                      run->work);
  mercer_matrix_copy (map.points, found->points);
  return MERCER_OK;
}

static MercerStatus
find_laplacian (const PcaTask *task, PcaRelative *found)
{
  return find_map (task, MERCER_ROW_MAP_LAPLACIAN, found);
}

static MercerStatus
find_diffusion (const PcaTask *task, PcaRelative *found)
{
  return find_map (task, MERCER_ROW_MAP_DIFFUSION, found);
}

static MercerStatus
find_supervised (const PcaTask *task, PcaRelative *found)
{
  return find_map (task, MERCER_ROW_MAP_SUPERVISED, found);
}

/* As many components as have to be for those that are drawn: all are found at once, and what a point counts depends on how many there are. */
static MercerStatus
find_dual (const PcaTask *task, MercerDualLoss loss, PcaRelative *found)
{
  PcaRun *run = task->run;
  size_t k = (size_t) MAX (MAX (run->values->horizontal, run->values->vertical), 2);
  MercerDualProblem problem = { .of = { .x = task->in->x, .kernel = run->kernel, .centred = run->values->center, .components = k,
                                        .rows = task->in->ids, .seed = mercer_recipe_seed (run->recipe), .passing = task->draft,
                                        .landmarks = task->from->n < task->in->n ? DUAL_LANDMARKS : 0,
                                        .thread = mercer_picture_thread (&run->in, "kernel-pca-beside", loss) },
                                .loss = loss, .threshold = run->values->threshold };
  if (task->draft)
    {
      problem.most_steps = DUAL_DRAFT_STEPS;
      problem.tolerance = dual_draft_tolerance;
    }
  MercerDualProjection *dual = NULL;
  MercerStatus status = mercer_dual_projection (&problem, &dual, run->work);
  if (status != MERCER_OK)
    return status;
  open_points (found, task->in->n, dual->projection->k);
  found->landmarks = problem.of.landmarks > 0 ? dual->projection->basis.rows : 0;
  mercer_matrix_copy (dual->projection->scores, found->points);
  mercer_dual_projection_free (dual);
  return MERCER_OK;
}

static MercerStatus
find_robust (const PcaTask *task, PcaRelative *found)
{
  return find_dual (task, MERCER_DUAL_HUBER, found);
}

static MercerStatus
find_sparse (const PcaTask *task, PcaRelative *found)
{
  return find_dual (task, MERCER_DUAL_INSENSITIVE, found);
}

/* The partition of all rows from that of those it was found from (labels; points and gram as for mercer_cluster_rule_open ()). */
static MercerStatus
label_all (const PcaTask *task, MercerMatrix points, MercerMatrix gram, const size_t *labels, PcaRelative *found)
{
  PcaRun *run = task->run;
  MercerClusterRule rule;
  found->labels = g_new0 (size_t, task->in->n + 1);
  if (task->from->n == task->in->n)
    {
      memcpy (found->labels, labels, task->in->n * sizeof *labels);
      return MERCER_OK;
    }
  MercerStatus status = mercer_cluster_rule_open (&rule, points, gram, found->k, labels, (size_t) run->values->neighbours, run->work);
  return status == MERCER_OK ? mercer_cluster_rule_place (&rule, run->kernel, task->from->x, task->in->x, found->labels, 0.7,
                                                          _("The other rows"), run->work)
                             : status;
}

static MercerStatus
find_means (const PcaTask *task, PcaRelative *found)
{
  PcaRun *run = task->run;
  size_t n = task->from->n;
  double objective;
  MercerMatrix gram = mercer_work_matrix (run->work, n, n);
  g_autofree size_t *labels = g_new0 (size_t, n + 1);
  found->k = MIN ((size_t) run->values->clusters, n);
  MercerStatus status = gram.data != NULL ? mercer_kernel_gram (run->kernel, task->from->x, gram, run->work) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (gram))
    status = MERCER_DIVERGED;
  if (status != MERCER_OK)
    return status;
  mercer_matrix_mirror_lower (gram);
  status = mercer_kernel_k_means (gram, found->k, task->from->ids, mercer_recipe_seed (run->recipe), labels, &objective, run->work);
  return status == MERCER_OK ? label_all (task, (MercerMatrix){ 0 }, gram, labels, found) : status;
}

static MercerStatus
find_spectral (const PcaTask *task, PcaRelative *found)
{
  PcaRun *run = task->run;
  size_t n = task->from->n;
  double values[PCA_MOST_CLUSTERS];
  MercerSimilarity similarity;
  g_autofree size_t *labels = g_new0 (size_t, n + 1);
  found->k = MIN ((size_t) run->values->clusters, n);
  MercerMatrix points = mercer_work_matrix (run->work, n, found->k);
  MercerStatus status = points.data != NULL ? mercer_similarity (run->kernel, task->from->x, (size_t) run->values->neighbours, &similarity,
                                                                 run->work)
                                            : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_spectral_clusters (&similarity, found->k, task->from->ids, mercer_recipe_seed (run->recipe), labels, points, found->k, values,
                                       run->work);
  if (status != MERCER_OK)
    return status;
  found->negative = similarity.negative;
  return label_all (task, points, (MercerMatrix){ 0 }, labels, found);
}

/* Linear PCA is a glance for any number of rows. */
const PcaRelativeKind pca_relatives[] = {
  { NULL, NULL },
  { N_("Linear PCA"), find_linear, 0, SIZE_MAX, SIZE_MAX },
  { N_("Laplacian eigenmap"), find_laplacian, 250, 500, 4000 },
  { N_("Diffusion map"), find_diffusion, 250, 500, 4000 },
  { N_("Supervised map"), find_supervised, 120, 180, 1500 },
  { N_("Robust kernel PCA"), find_robust, 200, 500, 4000 },
  { N_("Sparse kernel PCA"), find_sparse, 200, 500, 4000 },
  { N_("Kernel k-means"), find_means, 200, 400, 2000 },
  { N_("Spectral clusters"), find_spectral, 200, 400, 4000 },
};
