/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "follow.h"
#include "linalg.h"
#include "new-points.h"
#include "thread.h"

MercerStatus
map_run_open (MapRun *run, MercerJob *job, const MapValues *values, const MercerRecipe *recipe, size_t most_rows)
{
  bool supervised = values->way == MAP_SUPERVISED;
  int column;
  *run = (MapRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (!mercer_inputs_open (&run->in, recipe, supervised ? "y" : NULL) || run->in.n < 3 || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  if (mercer_recipe_role_columns (recipe, "y", &column, 1) > 0)
    run->target = mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) column);
  mercer_inputs_thin (&run->in, most_rows);
  return MERCER_OK;
}

void
map_run_close (MapRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

/* How alike rows are in the target: categories are or are not, numbers by an RBF in units of their spread. Lower triangle. */
static void
target_gram (const MapRun *run, MercerMatrix l)
{
  const double *y = run->in.y.data;
  double unit = run->values->target_length * run->target->sd;
  for (size_t j = 0; j < run->in.n; j++)
    for (size_t i = j; i < run->in.n; i++)
      {
        double step = (y[i] - y[j]) / (unit > 0 ? unit : 1);
        *mercer_matrix_at (l, i, j) = run->target->kind == MERCER_COLUMN_CATEGORICAL ? y[i] == y[j] : exp (-0.5 * step * step);
      }
}

static MercerStatus
compute_supervised (MapRun *run, size_t k)
{
  MercerMatrix gram = mercer_work_matrix (run->work, run->in.n, run->in.n);
  MercerMatrix l = mercer_work_matrix (run->work, run->in.n, run->in.n);
  if (gram.data == NULL || l.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (run->kernel, run->in.x, gram, run->work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (gram))
    return MERCER_BAD_INPUT;
  if (status != MERCER_OK)
    return status;
  target_gram (run, l);
  return mercer_supervised_map (gram, l, k, &run->map, run->work);
}

static MercerStatus
extend (MapRun *run, const MercerSimilarity *similarity)
{
  size_t m = mercer_dataset_rows (mercer_recipe_at (run->recipe));
  MercerMatrix points = mercer_work_matrix (run->work, m, run->in.d), cross = mercer_work_matrix (run->work, run->in.n, m);
  run->at = mercer_work_matrix (run->work, m, run->map.k);
  if (points.data == NULL || cross.data == NULL || run->at.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_new_points_fill (run->recipe, points);
  MercerStatus status = mercer_kernel_cross (run->kernel, run->in.x, points, cross, run->work);
  if (status != MERCER_OK)
    return status;
  return run->values->way == MAP_SUPERVISED
             ? mercer_gemm (true, false, 1, cross, run->map.b, 0, run->at, run->work)
             : mercer_graph_map_extend (&run->map, similarity, run->values->way == MAP_LAPLACIAN, run->values->alpha,
                                        (size_t) run->values->neighbours, cross, run->at, run->work);
}

/* Signs go on as they were. */
static void
follow (MapRun *run)
{
  double signs[MAP_COORDINATES];
  mercer_follow_signs (run->map.points, signs, mercer_picture_thread (&run->in, "spectral-map", (size_t) run->values->way), run->in.ids,
                       run->work);
  for (size_t j = 0; j < run->map.k && run->map.b.data != NULL; j++)
    for (size_t i = 0; i < run->in.n; i++)
      *mercer_matrix_at (run->map.b, i, j) *= signs[j];
}

MercerStatus
map_run_compute (MapRun *run)
{
  size_t k = MIN (run->in.n - 1, (size_t) MAP_COORDINATES);
  MercerSimilarity similarity = { .negative = 0 };
  MercerStatus status = MERCER_OK;
  mercer_work_progress (run->work, 0.1, _("Similarities"));
  if (run->values->way == MAP_SUPERVISED)
    status = compute_supervised (run, k);
  else
    status = mercer_similarity (run->kernel, run->in.x, (size_t) run->values->neighbours, &similarity, run->work);
  run->negative = similarity.negative;
  mercer_work_progress (run->work, 0.4, _("Eigenvectors"));
  if (status == MERCER_OK && run->values->way == MAP_LAPLACIAN)
    status = mercer_laplacian_eigenmap (&similarity, k, &run->map, run->work);
  else if (status == MERCER_OK && run->values->way == MAP_DIFFUSION)
    status = mercer_diffusion_map (&similarity, run->values->alpha, run->values->time, k, &run->map, run->work);
  if (status == MERCER_OK)
    follow (run);
  return status == MERCER_OK && mercer_recipe_at (run->recipe) != NULL ? extend (run, &similarity) : status;
}
