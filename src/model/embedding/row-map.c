/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "row-map.h"

#include <glib.h>
#include <math.h>

#include "linalg.h"

/* How alike rows are in the target; lower triangle. */
static void
fill_target_gram (const MercerRowMapProblem *problem, MercerMatrix l)
{
  const double *y = problem->target;
  double unit = problem->target_length > 0 ? problem->target_length : 1;
  for (size_t j = 0; j < l.cols; j++)
    for (size_t i = j; i < l.rows; i++)
      {
        double step = (y[i] - y[j]) / unit;
        *mercer_matrix_at (l, i, j) = problem->target_is_category ? y[i] == y[j] : exp (-0.5 * step * step);
      }
}

static MercerStatus
find_supervised (const MercerRowMapProblem *problem, size_t k, MercerGraphMap *map, MercerWork *work)
{
  size_t n = problem->x.rows;
  MercerMatrix gram = mercer_work_matrix (work, n, n), l = mercer_work_matrix (work, n, n);
  if (gram.data == NULL || l.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (problem->kernel, problem->x, gram, work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (gram))
    return MERCER_BAD_INPUT;
  if (status != MERCER_OK)
    return status;
  fill_target_gram (problem, l);
  return mercer_supervised_map (gram, l, k, map, work);
}

MercerStatus
mercer_row_map (const MercerRowMapProblem *problem, MercerGraphMap *map, size_t *negative, MercerWork *work)
{
  size_t k = MIN (problem->x.rows - 1, problem->coordinates);
  MercerSimilarity similarity = { .negative = 0 };
  *negative = 0;
  if (problem->way == MERCER_ROW_MAP_SUPERVISED)
    return find_supervised (problem, k, map, work);
  MercerStatus status = mercer_similarity (problem->kernel, problem->x, problem->neighbours, &similarity, work);
  *negative = similarity.negative;
  if (status != MERCER_OK)
    return status;
  return problem->way == MERCER_ROW_MAP_LAPLACIAN ? mercer_laplacian_eigenmap (&similarity, k, map, work)
                                                  : mercer_diffusion_map (&similarity, problem->alpha, problem->time, k, map, work);
}

MercerStatus
mercer_row_map_place (const MercerRowMapProblem *problem, const MercerGraphMap *map, MercerMatrix points, MercerMatrix out, double begun,
                      const char *doing, MercerWork *work)
{
  enum { BLOCK = 512 };
  size_t m = points.rows;
  for (size_t from = 0; from < m; from += BLOCK)
    {
      size_t count = MIN (m - from, (size_t) BLOCK);
      MercerMark mark = mercer_work_mark (work);
      MercerMatrix cross = mercer_work_matrix (work, problem->x.rows, count), to = mercer_matrix_block (out, from, 0, count, out.cols);
      if (cross.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      MercerStatus status
          = mercer_kernel_cross (problem->kernel, problem->x, mercer_matrix_block (points, from, 0, count, points.cols), cross, work);
      if (status == MERCER_OK)
        status = problem->way == MERCER_ROW_MAP_SUPERVISED
                     ? mercer_gemm (true, false, 1, cross, map->b, 0, to, work)
                     : mercer_graph_map_extend (map, problem->way == MERCER_ROW_MAP_LAPLACIAN, problem->alpha, problem->neighbours, cross, to,
                                                work);
      if (status != MERCER_OK || !mercer_work_wanted (work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
      mercer_work_release (work, mark);
      if (doing != NULL)
        mercer_work_progress (work, begun + (1 - begun) * (double) (from + count) / (double) m, doing);
    }
  return MERCER_OK;
}

MercerStatus
mercer_row_map_place_rows (const MercerRowMapProblem *problem, const MercerGraphMap *map, MercerMatrix all, const size_t *numbers,
                           const size_t *graph, MercerMatrix out, double begun, const char *doing, MercerWork *work)
{
  MercerStatus status = mercer_row_map_place (problem, map, all, out, begun, doing, work);
  for (size_t i = 0, g = 0; i < all.rows && g < problem->x.rows && status == MERCER_OK; i++)
    if (numbers[i] == graph[g])
      {
        for (size_t j = 0; j < map->k; j++)
          *mercer_matrix_at (out, i, j) = *mercer_matrix_at (map->points, g, j);
        g++;
      }
  return status;
}
