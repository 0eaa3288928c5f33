/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "clusters-private.h"
#include "graph-private.h"
#include "linalg.h"

void
clusters_unit_rows (MercerMatrix a)
{
  for (size_t i = 0; i < a.rows; i++)
    {
      double norm = 0;
      for (size_t j = 0; j < a.cols; j++)
        norm += *mercer_matrix_at (a, i, j) * *mercer_matrix_at (a, i, j);
      for (size_t j = 0; j < a.cols && norm > 0; j++)
        *mercer_matrix_at (a, i, j) /= sqrt (norm);
    }
}

MercerStatus
mercer_spectral_clusters (const MercerSimilarity *similarity, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels,
                          MercerMatrix points, size_t count, double *values, MercerWork *work)
{
  size_t n = similarity->w.rows;
  if (k < 1 || k > count || count > n || k > CLUSTERS_MOST_LABELS)
    return MERCER_BAD_INPUT;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix a = mercer_work_matrix (work, n, n), vectors = mercer_work_matrix (work, n, count);
  double *degree = mercer_work_doubles (work, n);
  if (a.data == NULL || vectors.data == NULL || degree == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (similarity->w, a);
  memset (degree, 0, n * sizeof *degree);
  for (size_t j = 0; j < n; j++)
    {
      *mercer_matrix_at (a, j, j) = 0;
      for (size_t i = 0; i < n; i++)
        degree[i] += *mercer_matrix_at (a, i, j);
    }
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (a, i, j) /= degree[i] > 0 && degree[j] > 0 ? sqrt (degree[i] * degree[j]) : 1;
  MercerStatus status = graph_solve (a, count, values, vectors, work);
  if (status == MERCER_OK)
    mercer_matrix_copy (mercer_matrix_block (vectors, 0, 0, n, k), points);
  mercer_work_release (work, mark);
  if (status != MERCER_OK)
    return status;
  clusters_unit_rows (points);
  return clusters_of_points (points, k, ids, seed, labels, work);
}

/* --- How many ----------------------------------------------------------------------------------------------- */

double
mercer_cluster_step (const double *values, size_t k)
{
  static const double nothing = 1e-3;
  return (fmax (1 - values[k], 0) + nothing) / (fmax (1 - values[k - 1], 0) + nothing);
}

size_t
mercer_cluster_count (const double *values, size_t count)
{
  size_t best = 1;
  double widest = 0;
  for (size_t k = 2; k < count; k++)
    if (mercer_cluster_step (values, k) > widest)
      {
        widest = mercer_cluster_step (values, k);
        best = k;
      }
  return best;
}

/* --- Comparing ---------------------------------------------------------------------------------------------- */

static double
pairs (double count)
{
  return 0.5 * count * (count - 1);
}

double
mercer_adjusted_rand (const size_t *a, const size_t *b, size_t n)
{
  size_t *table = g_new0 (size_t, CLUSTERS_MOST_LABELS * CLUSTERS_MOST_LABELS);
  size_t of_a[CLUSTERS_MOST_LABELS] = { 0 }, of_b[CLUSTERS_MOST_LABELS] = { 0 };
  double both = 0, in_a = 0, in_b = 0;
  for (size_t i = 0; i < n; i++)
    {
      g_assert (a[i] < CLUSTERS_MOST_LABELS && b[i] < CLUSTERS_MOST_LABELS);
      table[a[i] + b[i] * CLUSTERS_MOST_LABELS]++;
      of_a[a[i]]++;
      of_b[b[i]]++;
    }
  for (size_t c = 0; c < CLUSTERS_MOST_LABELS * CLUSTERS_MOST_LABELS; c++)
    both += pairs ((double) table[c]);
  for (size_t c = 0; c < CLUSTERS_MOST_LABELS; c++)
    {
      in_a += pairs ((double) of_a[c]);
      in_b += pairs ((double) of_b[c]);
    }
  g_free (table);
  double expected = n > 1 ? in_a * in_b / pairs ((double) n) : 0, most = 0.5 * (in_a + in_b);
  return most > expected ? (both - expected) / (most - expected) : 1; /* both are one cluster, or all are single */
}
