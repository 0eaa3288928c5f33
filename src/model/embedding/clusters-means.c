/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel k-means by Lloyd's rounds, single moves and several starts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clusters-private.h"
#include "linalg.h"
#include "random.h"

enum { STARTS = 10, ROUNDS = 100, STREAM_SEEDS = 0x6b6d };

typedef struct
{
  MercerMatrix gram, points;      /* K, both triangles; or .data NULL and K = points points', which is cheaper in few dimensions */
  MercerMatrix share, sums, middle; /* share: n x k of 0 and 1; sums = K share; middle: room for points' share */
  size_t n;
  size_t k;
  const uint64_t *ids;
  uint64_t seed;
  double *nearest; /* n: squared distance to the nearest seed */
  double *weight, *inner; /* k: |c| and sum of K within */
  size_t *labels;
  MercerWork *work;
} Means;

static double
entry (const Means *m, size_t i, size_t j)
{
  double dot = 0;
  if (m->gram.data != NULL)
    return *mercer_matrix_at (m->gram, i, j);
  for (size_t c = 0; c < m->points.cols; c++)
    dot += *mercer_matrix_at (m->points, i, c) * *mercer_matrix_at (m->points, j, c);
  return dot;
}

static double
between (const Means *m, size_t i, size_t j)
{
  return entry (m, i, i) + entry (m, j, j) - 2 * entry (m, i, j);
}

/* k-means++: each next seed is drawn in proportion to the squared distance from those there are; the draw, as the largest of
 * log d^2 plus Gumbel noise, belongs to the rows and not to their order. */
static void
seed_means (Means *m, size_t start)
{
  size_t n = m->n, last = 0;
  for (size_t i = 0; i < n; i++)
    m->nearest[i] = INFINITY;
  for (size_t c = 0; c < m->k; c++)
    {
      double best = -INFINITY;
      for (size_t i = 0; i < n; i++)
        {
          double u = mercer_random_uniform (m->seed, STREAM_SEEDS + start * CLUSTERS_MOST_LABELS + c, m->ids[i]);
          double score = (c == 0 ? 0 : log (fmax (m->nearest[i], 0))) - log (-log (u));
          if (score > best || (score == best && m->ids[i] < m->ids[last]))
            {
              best = score;
              last = i;
            }
        }
      for (size_t i = 0; i < n; i++)
        {
          double far = between (m, i, last);
          if (c == 0 || far < m->nearest[i])
            {
              m->nearest[i] = far;
              m->labels[i] = c;
            }
        }
    }
}

/* Shares, sums and weights of the labels as they are. */
static MercerStatus
sum_up (Means *m)
{
  size_t n = m->n;
  mercer_matrix_fill (m->share, 0);
  memset (m->weight, 0, m->k * sizeof (double));
  memset (m->inner, 0, m->k * sizeof (double));
  for (size_t i = 0; i < n; i++)
    {
      *mercer_matrix_at (m->share, i, m->labels[i]) = 1;
      m->weight[m->labels[i]]++;
    }
  MercerStatus status;
  if (m->gram.data != NULL)
    status = mercer_gemm (false, false, 1, m->gram, m->share, 0, m->sums, m->work);
  else
    {
      status = mercer_gemm (true, false, 1, m->points, m->share, 0, m->middle, m->work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, m->points, m->middle, 0, m->sums, m->work);
    }
  for (size_t i = 0; i < n; i++)
    m->inner[m->labels[i]] += *mercer_matrix_at (m->sums, i, m->labels[i]);
  return status;
}

/* Squared distance of row i to the mean of cluster c, without K(i, i), which all of them share. */
static double
distance (const Means *m, size_t i, size_t c)
{
  return (m->inner[c] / m->weight[c] - 2 * *mercer_matrix_at (m->sums, i, c)) / m->weight[c];
}

/* Each row to its nearest mean; whether any moved. A cluster that has lost all its rows stays empty. */
static bool
move_rows (Means *m)
{
  bool moved = false;
  for (size_t i = 0; i < m->n; i++)
    {
      size_t best = m->labels[i];
      double least = INFINITY;
      for (size_t c = 0; c < m->k; c++)
        {
          if (!(m->weight[c] > 0))
            continue;
          double far = distance (m, i, c);
          if (far < least - 1e-12 * fabs (least) || (c == m->labels[i] && far <= least))
            {
              least = far;
              best = c;
            }
        }
      moved |= best != m->labels[i];
      m->labels[i] = best;
    }
  return moved;
}

static void
transfer (Means *m, size_t i, size_t from, size_t to)
{
  double self = entry (m, i, i);
  m->inner[from] += self - 2 * *mercer_matrix_at (m->sums, i, from);
  m->inner[to] += self + 2 * *mercer_matrix_at (m->sums, i, to);
  for (size_t j = 0; j < m->n; j++)
    {
      double shared = entry (m, j, i);
      *mercer_matrix_at (m->sums, j, from) -= shared;
      *mercer_matrix_at (m->sums, j, to) += shared;
    }
  m->weight[from]--;
  m->weight[to]++;
  m->labels[i] = to;
}

/* Where Lloyd's rounds rest a single row may still be better off elsewhere, since its move takes the means along: it leaves
 * where |a| / (|a| - 1) d(i, a) > |b| / (|b| + 1) d(i, b) (Hartigan 1975). O(n k) a round, O(n) a move. */
static bool
move_singly (Means *m)
{
  bool moved = false;
  for (size_t i = 0; i < m->n; i++)
    {
      size_t a = m->labels[i], best = a;
      double self = entry (m, i, i), gain = 0;
      if (m->weight[a] < 2)
        continue;
      double leave = m->weight[a] / (m->weight[a] - 1) * (self + distance (m, i, a));
      for (size_t b = 0; b < m->k; b++)
        {
          double enter = b == a ? leave : m->weight[b] > 0 ? m->weight[b] / (m->weight[b] + 1) * (self + distance (m, i, b)) : 0;
          if (leave - enter > gain + 1e-10 * fabs (leave))
            {
              gain = leave - enter;
              best = b;
            }
        }
      if (best == a)
        continue;
      transfer (m, i, a, best);
      moved = true;
    }
  return moved;
}

static double
objective_of (const Means *m)
{
  double sum = 0;
  for (size_t i = 0; i < m->n; i++)
    sum += entry (m, i, i);
  for (size_t c = 0; c < m->k; c++)
    sum -= m->weight[c] > 0 ? m->inner[c] / m->weight[c] : 0;
  return sum;
}

static MercerStatus
run_means (Means *m, size_t start, double *objective)
{
  seed_means (m, start);
  for (int round = 0; round < ROUNDS; round++)
    {
      MercerStatus status = sum_up (m);
      if (status != MERCER_OK || !mercer_work_wanted (m->work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
      if (!move_rows (m) && !move_singly (m))
        break;
    }
  MercerStatus status = sum_up (m);
  *objective = objective_of (m);
  return status;
}

/* --- Names -------------------------------------------------------------------------------------------------- */

typedef struct
{
  size_t label, count;
  uint64_t first;
} Cluster;

static int
compare_clusters (const void *a, const void *b)
{
  const Cluster *p = a, *q = b;
  if (p->count != q->count)
    return p->count > q->count ? -1 : 1;
  return (p->first > q->first) - (p->first < q->first);
}

static void
name_by_size (size_t *labels, size_t n, size_t k, const uint64_t *ids)
{
  Cluster clusters[CLUSTERS_MOST_LABELS];
  size_t name[CLUSTERS_MOST_LABELS] = { 0 };
  for (size_t c = 0; c < k; c++)
    clusters[c] = (Cluster){ c, 0, UINT64_MAX };
  for (size_t i = 0; i < n; i++)
    {
      clusters[labels[i]].count++;
      clusters[labels[i]].first = MIN (clusters[labels[i]].first, ids[i]);
    }
  qsort (clusters, k, sizeof *clusters, compare_clusters);
  for (size_t c = 0; c < k; c++)
    name[clusters[c].label] = c;
  for (size_t i = 0; i < n; i++)
    labels[i] = name[labels[i]];
}

/* The best of several starts into labels. gram or points has data. */
static MercerStatus
best_means (MercerMatrix gram, MercerMatrix points, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels, double *objective,
            MercerWork *work)
{
  size_t n = gram.data != NULL ? gram.rows : points.rows;
  if (k < 1 || k > n || k > CLUSTERS_MOST_LABELS)
    return MERCER_BAD_INPUT;
  MercerMark mark = mercer_work_mark (work);
  Means m = { .gram = gram, .points = points, .n = n, .k = k, .ids = ids, .seed = seed, .work = work,
              .share = mercer_work_matrix (work, n, k), .sums = mercer_work_matrix (work, n, k),
              .middle = mercer_work_matrix (work, MAX (points.cols, 1), k), .nearest = mercer_work_doubles (work, n),
              .weight = mercer_work_doubles (work, k), .inner = mercer_work_doubles (work, k),
              .labels = mercer_work_alloc (work, n, sizeof *labels) };
  bool got = m.share.data != NULL && m.sums.data != NULL && m.middle.data != NULL && m.nearest != NULL && m.weight != NULL
             && m.inner != NULL && m.labels != NULL;
  MercerStatus status = got ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  *objective = INFINITY;
  for (size_t start = 0; start < STARTS && status == MERCER_OK; start++)
    {
      double reached;
      status = run_means (&m, start, &reached);
      if (status == MERCER_OK && (start == 0 || reached < *objective - 1e-12 * fabs (*objective)))
        {
          *objective = reached;
          memcpy (labels, m.labels, n * sizeof *labels);
        }
    }
  mercer_work_release (work, mark);
  if (status == MERCER_OK)
    name_by_size (labels, n, k, ids);
  return status;
}

MercerStatus
mercer_kernel_k_means (MercerMatrix gram, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels, double *objective,
                       MercerWork *work)
{
  return best_means (gram, (MercerMatrix){ 0 }, k, ids, seed, labels, objective, work);
}

MercerStatus
clusters_of_points (MercerMatrix points, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels, MercerWork *work)
{
  double objective;
  return best_means ((MercerMatrix){ 0 }, points, k, ids, seed, labels, &objective, work);
}
