/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cluster a row belongs to that had no part in finding them. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "clusters-private.h"
#include "linalg.h"

MercerStatus
mercer_cluster_rule_open (MercerClusterRule *rule, MercerMatrix points, MercerMatrix gram, size_t k, const size_t *labels,
                          size_t neighbours, MercerWork *work)
{
  size_t n = points.data != NULL ? points.rows : gram.rows;
  *rule = (MercerClusterRule){ .points = points, .k = k, .neighbours = neighbours, .share = mercer_work_matrix (work, n, k),
                               .middle = mercer_work_matrix (work, MAX (points.cols, 1), k), .inner = mercer_work_doubles (work, k),
                               .weight = mercer_work_doubles (work, k) };
  if (rule->share.data == NULL || rule->middle.data == NULL || rule->inner == NULL || rule->weight == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (rule->share, 0);
  memset (rule->weight, 0, k * sizeof (double));
  memset (rule->inner, 0, k * sizeof (double));
  for (size_t i = 0; i < n; i++)
    rule->weight[labels[i]]++;
  for (size_t i = 0; i < n; i++)
    *mercer_matrix_at (rule->share, i, labels[i]) = 1 / rule->weight[labels[i]];
  if (points.data != NULL)
    {
      MercerStatus status = mercer_gemm (true, false, 1, points, rule->share, 0, rule->middle, work);
      for (size_t c = 0; c < k; c++)
        for (size_t j = 0; j < points.cols; j++)
          rule->inner[c] += pow (*mercer_matrix_at (rule->middle, j, c), 2);
      return status;
    }
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      if (labels[i] == labels[j])
        rule->inner[labels[j]] += *mercer_matrix_at (gram, i, j) / pow (rule->weight[labels[j]], 2);
  return MERCER_OK;
}

/* cross becomes what each other row's walk leads to: m x k' in `led`, of length 1. */
static MercerStatus
lead (const MercerClusterRule *rule, MercerMatrix cross, MercerMatrix led, MercerWork *work)
{
  for (size_t t = 0; t < cross.cols; t++)
    mercer_keep_most_alike (mercer_matrix_column (cross, t), cross.rows, rule->neighbours, work);
  MercerStatus status = mercer_gemm (true, false, 1, cross, rule->points, 0, led, work);
  clusters_unit_rows (led);
  return status;
}

MercerStatus
mercer_cluster_rule_apply (const MercerClusterRule *rule, MercerMatrix cross, size_t *labels, MercerWork *work)
{
  size_t m = cross.cols;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix led = mercer_work_matrix (work, m, MAX (rule->points.cols, 1)), near = mercer_work_matrix (work, m, rule->k);
  if (led.data == NULL || near.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = rule->points.data != NULL ? lead (rule, cross, led, work) : MERCER_OK;
  if (status == MERCER_OK)
    status = rule->points.data != NULL ? mercer_gemm (false, false, 1, led, rule->middle, 0, near, work)
                                       : mercer_gemm (true, false, 1, cross, rule->share, 0, near, work);
  for (size_t t = 0; t < m && status == MERCER_OK; t++)
    {
      double least = INFINITY;
      for (size_t c = 0; c < rule->k; c++)
        if (rule->weight[c] > 0 && rule->inner[c] - 2 * *mercer_matrix_at (near, t, c) < least)
          {
            least = rule->inner[c] - 2 * *mercer_matrix_at (near, t, c);
            labels[t] = c;
          }
    }
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_cluster_rule_place (const MercerClusterRule *rule, const MercerKernel *kernel, MercerMatrix x, MercerMatrix points, size_t *labels,
                           double begun, const char *doing, MercerWork *work)
{
  enum { BLOCK = 512 };
  for (size_t from = 0; from < points.rows; from += BLOCK)
    {
      size_t count = MIN (points.rows - from, (size_t) BLOCK);
      MercerMark mark = mercer_work_mark (work);
      MercerMatrix cross = mercer_work_matrix (work, x.rows, count);
      if (cross.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      MercerStatus status = mercer_kernel_cross (kernel, x, mercer_matrix_block (points, from, 0, count, points.cols), cross, work);
      if (status == MERCER_OK)
        status = mercer_cluster_rule_apply (rule, cross, labels + from, work);
      if (status != MERCER_OK || !mercer_work_wanted (work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
      mercer_work_release (work, mark);
      if (doing != NULL)
        mercer_work_progress (work, begun + (1 - begun) * (double) (from + count) / (double) points.rows, doing);
    }
  return MERCER_OK;
}
