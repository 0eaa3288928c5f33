/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-map.h"

#include <glib/gi18n-lib.h>

#include "follow.h"
#include "new-points.h"
#include "thread.h"

MercerStatus
map_run_open (MapRun *run, MercerJob *job, const MapValues *values, const MercerRecipe *recipe, size_t most_rows,
              bool leave_others)
{
  bool supervised = values->way == MERCER_ROW_MAP_SUPERVISED;
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

/* The map as a problem between the graph's rows. */
static MercerRowMapProblem
problem_of (const MapRun *run)
{
  const MapValues *values = run->values;
  return (MercerRowMapProblem){ .way = (MercerRowMapWay) values->way, .kernel = run->kernel, .x = run->graph.x, .coordinates = MAP_COORDINATES,
                                .neighbours = (size_t) values->neighbours, .time = values->time, .alpha = values->alpha,
                                .target = run->graph.y.data,
                                .target_is_category = run->target != NULL && run->target->kind == MERCER_COLUMN_CATEGORICAL,
                                .target_length = run->target != NULL ? values->target_length * run->target->sd : 0 };
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
  const MercerRowMapProblem problem = problem_of (run);
  return mercer_row_map_place (&problem, &run->map, points, run->at, 0, NULL, run->work);
}

/* From the map of the graph's rows that of all. */
static MercerStatus
place_others (MapRun *run)
{
  const MercerRowMapProblem problem = problem_of (run);
  MercerMatrix all = mercer_work_matrix (run->work, run->in.n, run->map.k);
  if (all.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_row_map_place_rows (&problem, &run->map, run->in.x, run->in.rows, run->graph.rows, all, 0.6,
                                                   _("The other rows"), run->work);
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
  const MercerRowMapProblem problem = problem_of (run);
  mercer_work_progress (run->work, 0.1, run->values->way == MERCER_ROW_MAP_SUPERVISED ? _("Eigenvectors") : _("Similarities and eigenvectors"));
  MercerStatus status = mercer_row_map (&problem, &run->map, &run->negative, run->work);
  if (status == MERCER_OK)
    follow (run);
  if (status == MERCER_OK && mercer_recipe_at (run->recipe) != NULL)
    status = place_new_points (run);
  return status == MERCER_OK && run->graph.n < run->in.n ? place_others (run) : status;
}
