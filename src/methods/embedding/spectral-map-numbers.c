/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "follow.h"
#include "linalg.h"
#include "new-points.h"
#include "thread.h"

MercerStatus
map_run_open (MapRun *run, MercerJob *job, const MapValues *values, const MercerRecipe *recipe, size_t most_rows,
              bool leave_others)
{
  bool supervised = values->way == MAP_SUPERVISED;
  int column;
  *run = (MapRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  const char *other = supervised ? "y" : NULL;
  bool got = leave_others ? mercer_inputs_peek (&run->in, recipe, other, most_rows) : mercer_inputs_open (&run->in, recipe, other);
  if (!got || run->in.n < 3 || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  if (mercer_recipe_role_columns (recipe, "y", &column, 1) > 0)
    run->target = mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) column);
  if (run->in.n > most_rows)
    {
      mercer_inputs_open (&run->graph, recipe, other);
      mercer_inputs_thin (&run->graph, most_rows);
    }
  else
    run->graph = run->in;
  return MERCER_OK;
}

void
map_run_close (MapRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  if (run->graph.rows != run->in.rows)
    mercer_inputs_close (&run->graph);
  mercer_inputs_close (&run->in);
}

/* How alike rows are in the target: categories are or are not, numbers by an RBF in units of their spread. Lower triangle. */
static void
target_gram (const MapRun *run, MercerMatrix l)
{
  const double *y = run->graph.y.data;
  double unit = run->values->target_length * run->target->sd;
  for (size_t j = 0; j < run->graph.n; j++)
    for (size_t i = j; i < run->graph.n; i++)
      {
        double step = (y[i] - y[j]) / (unit > 0 ? unit : 1);
        *mercer_matrix_at (l, i, j) = run->target->kind == MERCER_COLUMN_CATEGORICAL ? y[i] == y[j] : exp (-0.5 * step * step);
      }
}

static MercerStatus
compute_supervised (MapRun *run, size_t k)
{
  MercerMatrix gram = mercer_work_matrix (run->work, run->graph.n, run->graph.n);
  MercerMatrix l = mercer_work_matrix (run->work, run->graph.n, run->graph.n);
  if (gram.data == NULL || l.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (run->kernel, run->graph.x, gram, run->work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (gram))
    return MERCER_BAD_INPUT;
  if (status != MERCER_OK)
    return status;
  target_gram (run, l);
  return mercer_supervised_map (gram, l, k, &run->map, run->work);
}

/* Where points lie that are not among the graph's, a block of them at a time. */
static MercerStatus
place (MapRun *run, MercerMatrix x, MercerMatrix out)
{
  enum { BLOCK = 512 };
  size_t m = x.rows;
  for (size_t from = 0; from < m; from += BLOCK)
    {
      size_t count = MIN (m - from, (size_t) BLOCK);
      MercerMark mark = mercer_work_mark (run->work);
      MercerMatrix cross = mercer_work_matrix (run->work, run->graph.n, count), to = mercer_matrix_block (out, from, 0, count, out.cols);
      if (cross.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      MercerStatus status
          = mercer_kernel_cross (run->kernel, run->graph.x, mercer_matrix_block (x, from, 0, count, x.cols), cross, run->work);
      if (status == MERCER_OK)
        status = run->values->way == MAP_SUPERVISED
                     ? mercer_gemm (true, false, 1, cross, run->map.b, 0, to, run->work)
                     : mercer_graph_map_extend (&run->map, run->values->way == MAP_LAPLACIAN, run->values->alpha,
                                                (size_t) run->values->neighbours, cross, to, run->work);
      if (status != MERCER_OK || !mercer_work_wanted (run->work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
      mercer_work_release (run->work, mark);
      mercer_work_progress (run->work, 0.6 + 0.4 * (double) (from + count) / (double) m, _("The other rows"));
    }
  return MERCER_OK;
}

static MercerStatus
place_new_points (MapRun *run)
{
  size_t m = mercer_dataset_rows (mercer_recipe_at (run->recipe));
  MercerMatrix points = mercer_work_matrix (run->work, m, run->in.d);
  run->at = mercer_work_matrix (run->work, m, run->map.k);
  if (points.data == NULL || run->at.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_new_points_fill (run->recipe, points);
  return place (run, points, run->at);
}

/* From the map of the graph's rows that of all: those of the graph stay where they are. */
static MercerStatus
place_others (MapRun *run)
{
  MercerMatrix all = mercer_work_matrix (run->work, run->in.n, run->map.k);
  if (all.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = place (run, run->in.x, all);
  for (size_t i = 0, g = 0; i < run->in.n && g < run->graph.n && status == MERCER_OK; i++)
    if (run->in.rows[i] == run->graph.rows[g])
      {
        for (size_t j = 0; j < run->map.k; j++)
          *mercer_matrix_at (all, i, j) = *mercer_matrix_at (run->map.points, g, j);
        g++;
      }
  run->map.points = all;
  return status;
}

/* Signs go on as they were. */
static void
follow (MapRun *run)
{
  double signs[MAP_COORDINATES];
  mercer_follow_signs (run->map.points, signs, mercer_picture_thread (&run->graph, "spectral-map", (size_t) run->values->way), run->graph.ids,
                       run->work);
  for (size_t j = 0; j < run->map.k && run->map.b.data != NULL; j++)
    for (size_t i = 0; i < run->graph.n; i++)
      *mercer_matrix_at (run->map.b, i, j) *= signs[j];
}

MercerStatus
map_run_compute (MapRun *run)
{
  size_t k = MIN (run->graph.n - 1, (size_t) MAP_COORDINATES);
  MercerSimilarity similarity = { .negative = 0 };
  MercerStatus status = MERCER_OK;
  mercer_work_progress (run->work, 0.1, _("Similarities"));
  if (run->values->way == MAP_SUPERVISED)
    status = compute_supervised (run, k);
  else
    status = mercer_similarity (run->kernel, run->graph.x, (size_t) run->values->neighbours, &similarity, run->work);
  run->negative = similarity.negative;
  mercer_work_progress (run->work, 0.4, _("Eigenvectors"));
  if (status == MERCER_OK && run->values->way == MAP_LAPLACIAN)
    status = mercer_laplacian_eigenmap (&similarity, k, &run->map, run->work);
  else if (status == MERCER_OK && run->values->way == MAP_DIFFUSION)
    status = mercer_diffusion_map (&similarity, run->values->alpha, run->values->time, k, &run->map, run->work);
  if (status == MERCER_OK)
    follow (run);
  if (status == MERCER_OK && mercer_recipe_at (run->recipe) != NULL)
    status = place_new_points (run);
  return status == MERCER_OK && run->graph.n < run->in.n ? place_others (run) : status;
}
