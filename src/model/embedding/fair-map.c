/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fair-map.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "alignment.h"
#include "linalg.h"

static const double rounding = 1e-10; /* of the largest eigenvalue */
static const double nothing = 1e-13;  /* of an objective that is 1 at most: what rounding leaves */
static const double strictest = 1 - 1e-9; /* at 1 itself nothing would choose among the directions that are free of s */

/* r' K r / n^2, K in its lower triangle. */
static MercerStatus
dependence (MercerMatrix r, MercerMatrix k, MercerMatrix out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  double n = (double) r.rows;
  MercerMatrix full = mercer_work_matrix (work, k.rows, k.cols), room = mercer_work_matrix (work, r.rows, r.cols);
  if (full.data == NULL || room.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (k, full);
  mercer_matrix_mirror_lower (full);
  MercerStatus status = mercer_gemm (false, false, 1, full, r, 0, room, work);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1 / (n * n), r, room, 0, out, work);
  mercer_work_release (work, mark);
  return status;
}

/* The largest eigenvalue of a positive semidefinite A, 1 if that is 0. room: rows of A. */
static MercerStatus
largest (MercerMatrix a, double *room, double *out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix copy = mercer_work_matrix (work, a.rows, a.cols);
  if (copy.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (a, copy);
  MercerStatus status = mercer_eigenvalues (copy, room, work);
  *out = status == MERCER_OK && room[a.rows - 1] > 0 ? room[a.rows - 1] : 1;
  mercer_work_release (work, mark);
  return status;
}

/* L = U Lambda^(1/2) centred has L' H L = diag of the centred Gram matrix's eigenvalues when U is that matrix's basis: whiten
 * by 1 / sqrt (lambda / n + gamma). Constants carry no dependence, so starting from H K H loses nothing. */
MercerStatus
mercer_fair_map_open (MercerFairMap *map, MercerMatrix k_x, MercerMatrix k_y, MercerMatrix k_s, double gamma, size_t most,
                    MercerWork *work)
{
  size_t n = k_x.rows, rank = 0;
  *map = (MercerFairMap){ .n = n };
  MercerMatrix u = mercer_work_matrix (work, n, n), r = mercer_work_matrix (work, n, MIN (n, most));
  double *values = mercer_work_doubles (work, n), *lambda = mercer_work_doubles (work, n);
  if (n < 2 || !(gamma > 0) || k_y.rows != n || k_s.rows != n)
    return MERCER_BAD_INPUT;
  if (u.data == NULL || r.data == NULL || values == NULL || lambda == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gram_centre (k_x, work);
  if (status == MERCER_OK)
    status = mercer_eigen (k_x, values, u, work);
  if (status != MERCER_OK)
    return status;
  while (rank < r.cols && values[n - 1 - rank] > rounding * values[n - 1] && values[n - 1] > 0)
    {
      double value = values[n - 1 - rank], scale = sqrt (value / (value / (double) n + gamma));
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (r, i, rank) = scale * *mercer_matrix_at (u, i, n - 1 - rank);
      rank++;
    }
  if (rank == 0)
    return MERCER_BAD_INPUT; /* the kernel sees no difference between the rows */
  map->rank = rank;
  for (size_t j = 0; j < rank; j++)
    lambda[j] = values[n - 1 - j];
  map->lambda = lambda;
  map->r = mercer_matrix (r.data, n, rank);
  map->on_y = mercer_work_matrix (work, rank, rank);
  map->on_s = mercer_work_matrix (work, rank, rank);
  if (map->on_y.data == NULL || map->on_s.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  status = dependence (map->r, k_y, map->on_y, work);
  if (status == MERCER_OK)
    status = dependence (map->r, k_s, map->on_s, work);
  if (status == MERCER_OK)
    status = largest (map->on_y, values, &map->most_y, work);
  return status == MERCER_OK ? largest (map->on_s, values, &map->most_s, work) : status;
}

static double
quadratic (MercerMatrix a, const double *v)
{
  double sum = 0;
  for (size_t j = 0; j < a.cols; j++)
    for (size_t i = 0; i < a.rows; i++)
      sum += v[i] * *mercer_matrix_at (a, i, j) * v[j];
  return sum;
}

MercerStatus
mercer_fair_map_solve (const MercerFairMap *map, double tau, size_t k, MercerMatrix z, MercerMatrix a, double *on_label,
                       double *on_protected, size_t *kept, MercerWork *work)
{
  size_t r = map->rank;
  tau = fmin (tau, strictest);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix b = mercer_work_matrix (work, r, r), v = mercer_work_matrix (work, r, r), top = mercer_work_matrix (work, r, k);
  double *values = mercer_work_doubles (work, r);
  if (k < 1 || k > r)
    return MERCER_BAD_INPUT;
  if (b.data == NULL || v.data == NULL || top.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < r; j++)
    for (size_t i = 0; i < r; i++)
      *mercer_matrix_at (b, i, j)
          = (1 - tau) / map->most_y * *mercer_matrix_at (map->on_y, i, j) - tau / map->most_s * *mercer_matrix_at (map->on_s, i, j);
  MercerStatus status = mercer_eigen (b, values, v, work);
  *on_label = *on_protected = 0;
  *kept = 0;
  mercer_matrix_fill (top, 0);
  for (size_t j = 0; j < k && status == MERCER_OK && values[r - 1 - j] > nothing; j++)
    {
      *kept = j + 1;
      memcpy (mercer_matrix_column (top, j), mercer_matrix_column (v, r - 1 - j), r * sizeof (double));
      *on_label += quadratic (map->on_y, mercer_matrix_column (top, j));
      *on_protected += quadratic (map->on_s, mercer_matrix_column (top, j));
    }
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, map->r, top, 0, z, work);
  for (size_t j = 0; j < k && a.data != NULL; j++)
    for (size_t i = 0; i < r; i++)
      *mercer_matrix_at (top, i, j) /= map->lambda[i];
  if (status == MERCER_OK && a.data != NULL)
    status = mercer_gemm (false, false, 1, map->r, top, 0, a, work);
  mercer_work_release (work, mark);
  return status;
}
