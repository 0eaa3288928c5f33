/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph-map.h"

#include <math.h>
#include <string.h>

#include "alignment.h"
#include "eigen-projection-private.h"
#include "graph-private.h"
#include "linalg.h"

static const double solve_tolerance = 1e-11;
/* An eigenvalue of the walk this near to 1 belongs to a piece of the graph of its own. */
static const double joined = 1e-9;
/* Directions of a kernel below this part of the largest are rounding. */
static const double rounding = 1e-11;

/* --- Similarities ------------------------------------------------------------------------------------------- */

typedef struct
{
  double value;
  size_t row;
} Alike;

static bool
is_less_alike (Alike a, Alike b)
{
  return a.value != b.value ? a.value < b.value : a.row > b.row;
}

/* Puts the first of a heap, the least alike of all, where it belongs. */
static void
sift (Alike *heap, size_t count)
{
  Alike moved = heap[0];
  size_t at = 0;
  for (size_t child = 1; child < count; child = 2 * at + 1)
    {
      child += child + 1 < count && is_less_alike (heap[child + 1], heap[child]);
      if (!is_less_alike (heap[child], moved))
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = moved;
}

/* The `count` most alike of a column's rows but `without` (n: none), in no order; at least so many are there. O(n) as a rule. */
static void
most_alike (const double *column, size_t n, size_t without, size_t count, Alike *out)
{
  for (size_t k = 0; k < count; k++)
    out[k] = (Alike){ -INFINITY, SIZE_MAX };
  for (size_t i = 0; i < n; i++)
    {
      Alike next = { column[i], i };
      if (i == without || !is_less_alike (out[0], next))
        continue;
      out[0] = next;
      sift (out, count);
    }
}

static MercerStatus
keep_neighbours (MercerMatrix w, size_t neighbours, MercerWork *work)
{
  size_t n = w.rows;
  MercerMark mark = mercer_work_mark (work);
  Alike *alike = mercer_work_alloc (work, n * neighbours, sizeof *alike);
  double *self = mercer_work_doubles (work, n);
  if (alike == NULL || self == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < n; j++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      self[j] = *mercer_matrix_at (w, j, j);
      most_alike (mercer_matrix_column (w, j), n, j, neighbours, alike + j * neighbours);
    }
  mercer_matrix_fill (w, 0);
  for (size_t j = 0; j < n; j++)
    {
      *mercer_matrix_at (w, j, j) = self[j];
      for (size_t k = 0; k < neighbours; k++)
        {
          Alike a = alike[k + j * neighbours];
          *mercer_matrix_at (w, a.row, j) = *mercer_matrix_at (w, j, a.row) = a.value;
        }
    }
  mercer_work_release (work, mark);
  return MERCER_OK;
}

void
mercer_keep_most_alike (double *column, size_t n, size_t neighbours, MercerWork *work)
{
  for (size_t i = 0; i < n; i++)
    column[i] = fmax (column[i], 0);
  if (neighbours == 0 || neighbours >= n)
    return;
  MercerMark mark = mercer_work_mark (work);
  Alike *alike = mercer_work_alloc (work, neighbours, sizeof *alike);
  if (alike != NULL)
    {
      most_alike (column, n, n, neighbours, alike);
      memset (column, 0, n * sizeof *column);
      for (size_t k = 0; k < neighbours; k++)
        column[alike[k].row] = alike[k].value;
    }
  mercer_work_release (work, mark);
}

MercerStatus
mercer_similarity (const MercerKernel *kernel, MercerMatrix x, size_t neighbours, MercerSimilarity *out, MercerWork *work)
{
  size_t n = x.rows;
  *out = (MercerSimilarity){ mercer_work_matrix (work, n, n), 0 };
  if (out->w.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (kernel, x, out->w, work);
  if (status != MERCER_OK)
    return status;
  if (!mercer_matrix_lower_is_finite (out->w))
    return MERCER_BAD_INPUT;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      if (*mercer_matrix_at (out->w, i, j) < 0)
        {
          *mercer_matrix_at (out->w, i, j) = 0;
          out->negative++;
        }
  mercer_matrix_mirror_lower (out->w);
  return neighbours > 0 && neighbours + 1 < n ? keep_neighbours (out->w, neighbours, work) : MERCER_OK;
}

/* --- Maps of a walk ----------------------------------------------------------------------------------------- */

static bool
open_map (MercerGraphMap *map, size_t n, size_t k, MercerWork *work)
{
  *map = (MercerGraphMap){ .k = k, .values = mercer_work_doubles (work, k), .points = mercer_work_matrix (work, n, k),
                           .degree = mercer_work_doubles (work, n) };
  return map->values != NULL && map->points.data != NULL && map->degree != NULL;
}

/* degree(i) = sum_j a(i, j), of rows that nothing joins 1, so that they stand at 0. */
static void
degrees (MercerMatrix a, double *degree)
{
  memset (degree, 0, a.rows * sizeof *degree);
  for (size_t j = 0; j < a.cols; j++)
    for (size_t i = 0; i < a.rows; i++)
      degree[i] += *mercer_matrix_at (a, i, j);
  for (size_t i = 0; i < a.rows; i++)
    if (!(degree[i] > 0))
      degree[i] = 1;
}

/* The k + 1 top eigenpairs of D^-1/2 A D^-1/2 (A is destroyed), the constant one left out: values, and vectors over
 * root degrees in map->points. */
static MercerStatus
walk (MercerMatrix a, const double *degree, MercerGraphMap *map, MercerWork *work)
{
  size_t n = a.rows, all = map->k + 1;
  MercerMatrix vectors = mercer_work_matrix (work, n, all);
  double *values = mercer_work_doubles (work, all);
  if (vectors.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (a, i, j) /= sqrt (degree[i] * degree[j]);
  MercerStatus status = graph_solve (a, all, values, vectors, work);
  if (status != MERCER_OK)
    return status;
  while (map->pieces < all && values[map->pieces] > 1 - joined)
    map->pieces++;
  for (size_t k = 0; k < map->k; k++)
    {
      map->values[k] = values[k + 1];
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (map->points, i, k) = *mercer_matrix_at (vectors, i, k + 1) / sqrt (degree[i]);
    }
  return MERCER_OK;
}

MercerStatus
mercer_laplacian_eigenmap (const MercerSimilarity *similarity, size_t k, MercerGraphMap *map, MercerWork *work)
{
  size_t n = similarity->w.rows;
  MercerMatrix a = mercer_work_matrix (work, n, n);
  double *degree = mercer_work_doubles (work, n);
  if (k + 1 > n)
    return MERCER_BAD_INPUT;
  if (!open_map (map, n, k, work) || a.data == NULL || degree == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (similarity->w, a);
  for (size_t i = 0; i < n; i++)
    *mercer_matrix_at (a, i, i) = 0;
  degrees (a, degree);
  MercerStatus status = walk (a, degree, map, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    map->values[j] = 1 - map->values[j];
  return status;
}

MercerStatus
mercer_diffusion_map (const MercerSimilarity *similarity, double alpha, double time, size_t k, MercerGraphMap *map,
                      MercerWork *work)
{
  size_t n = similarity->w.rows;
  MercerMatrix a = mercer_work_matrix (work, n, n);
  double *degree = mercer_work_doubles (work, n), total = 0;
  if (k + 1 > n)
    return MERCER_BAD_INPUT;
  if (!open_map (map, n, k, work) || a.data == NULL || degree == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (similarity->w, a);
  degrees (a, degree);
  memcpy (map->degree, degree, n * sizeof *degree);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (a, i, j) /= pow (degree[i] * degree[j], alpha);
  degrees (a, degree);
  for (size_t i = 0; i < n; i++)
    total += degree[i];
  MercerStatus status = walk (a, degree, map, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      /* a walk over an indefinite kernel may step back; whole times keep the sign */
      double shrink = copysign (pow (fabs (map->values[j]), time), map->values[j]) * sqrt (total);
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (map->points, i, j) *= shrink;
    }
  return status;
}

/* --- Other points ------------------------------------------------------------------------------------------- */

MercerStatus
mercer_graph_map_extend (const MercerGraphMap *map, bool laplacian, double alpha, size_t neighbours, MercerMatrix cross, MercerMatrix out,
                         MercerWork *work)
{
  size_t n = cross.rows, m = cross.cols, k = out.cols;
  MercerMark mark = mercer_work_mark (work);
  /* [diag (share) points, share]: one product gives where the walk leads, and what its steps sum to */
  MercerMatrix basis = mercer_work_matrix (work, n, k + 1), led = mercer_work_matrix (work, m, k + 1);
  if (basis.data == NULL || led.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < n; i++) /* the density at the new point is a factor of all and goes */
    {
      double share = laplacian ? 1 : pow (map->degree[i], -alpha);
      for (size_t j = 0; j < k; j++)
        *mercer_matrix_at (basis, i, j) = share * *mercer_matrix_at (map->points, i, j);
      *mercer_matrix_at (basis, i, k) = share;
    }
  for (size_t t = 0; t < m; t++)
    mercer_keep_most_alike (mercer_matrix_column (cross, t), n, neighbours, work);
  MercerStatus status = mercer_gemm (true, false, 1, cross, basis, 0, led, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      double lambda = laplacian ? 1 - map->values[j] : map->values[j], scale = fabs (lambda) > rounding ? lambda : 1;
      for (size_t t = 0; t < m; t++)
        {
          double sum = *mercer_matrix_at (led, t, k);
          *mercer_matrix_at (out, t, j) = *mercer_matrix_at (led, t, j) / (scale * (sum > 0 ? sum : 1));
        }
    }
  mercer_work_release (work, mark);
  return status;
}

/* --- Supervised --------------------------------------------------------------------------------------------- */

MercerStatus
mercer_supervised_map (MercerMatrix k_x, MercerMatrix l, size_t k, MercerGraphMap *map, MercerWork *work)
{
  size_t n = k_x.rows;
  MercerMatrix u = mercer_work_matrix (work, n, n), m = mercer_work_matrix (work, n, n), room = mercer_work_matrix (work, n, n);
  double *lambda = mercer_work_doubles (work, n), *values = mercer_work_doubles (work, n);
  if (k > n)
    return MERCER_BAD_INPUT;
  if (!open_map (map, n, k, work) || u.data == NULL || m.data == NULL || room.data == NULL || lambda == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* K = U diag (lambda) U' = R R', R = U diag (sqrt lambda); with b = U diag (lambda^-1/2) v the problem is that of R' H L H R. */
  MercerStatus status = mercer_eigen (k_x, lambda, u, work);
  for (size_t j = 0; j < n && status == MERCER_OK; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (u, i, j) *= sqrt (fmax (lambda[j], 0));
  if (status == MERCER_OK)
    status = mercer_gram_centre (l, work);
  mercer_matrix_mirror_lower (l);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, l, u, 0, room, work);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, u, room, 0, m, work);
  MercerMatrix top = mercer_matrix_block (room, 0, 0, n, k);
  if (status == MERCER_OK)
    status = projection_solve (m, k, solve_tolerance, false, values, top, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, u, top, 0, map->points, work); /* K b = R v */
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    for (size_t j = 0; j < k; j++)
      *mercer_matrix_at (top, i, j) *= lambda[i] > rounding * lambda[n - 1] ? 1 / lambda[i] : 0;
  map->b = mercer_work_matrix (work, n, k);
  if (map->b.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, u, top, 0, map->b, work); /* b = R Lambda^-1 v */
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    map->values[j] = fmax (values[j], 0);
  return status;
}
