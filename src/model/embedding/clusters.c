/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clusters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"
#include "optimize.h"
#include "random.h"

enum { STARTS = 10, ROUNDS = 100, MOST_LABELS = 256, STREAM_SEEDS = 0x6b6d };
static const double solve_tolerance = 1e-11;

/* --- Kernel k-means ----------------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix gram, share, sums; /* share: n x k of 0 and 1; sums = gram share */
  size_t k;
  const uint64_t *ids;
  uint64_t seed;
  double *nearest; /* n: squared distance to the nearest seed */
  double *weight, *inner; /* k: |c| and sum of K within */
  size_t *labels;
  MercerWork *work;
} Means;

static double
between (const Means *m, size_t i, size_t j)
{
  return *mercer_matrix_at (m->gram, i, i) + *mercer_matrix_at (m->gram, j, j) - 2 * *mercer_matrix_at (m->gram, i, j);
}

/* k-means++: each next seed is drawn in proportion to the squared distance from those there are; the draw, as the largest of
 * log d^2 plus Gumbel noise, belongs to the rows and not to their order. */
static void
seed_means (Means *m, size_t start)
{
  size_t n = m->gram.rows, last = 0;
  for (size_t i = 0; i < n; i++)
    m->nearest[i] = INFINITY;
  for (size_t c = 0; c < m->k; c++)
    {
      double best = -INFINITY;
      for (size_t i = 0; i < n; i++)
        {
          double u = mercer_random_uniform (m->seed, STREAM_SEEDS + start * MOST_LABELS + c, m->ids[i]);
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
  size_t n = m->gram.rows;
  mercer_matrix_fill (m->share, 0);
  memset (m->weight, 0, m->k * sizeof (double));
  memset (m->inner, 0, m->k * sizeof (double));
  for (size_t i = 0; i < n; i++)
    {
      *mercer_matrix_at (m->share, i, m->labels[i]) = 1;
      m->weight[m->labels[i]]++;
    }
  MercerStatus status = mercer_gemm (false, false, 1, m->gram, m->share, 0, m->sums, m->work);
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
  for (size_t i = 0; i < m->gram.rows; i++)
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
  double self = *mercer_matrix_at (m->gram, i, i);
  m->inner[from] += self - 2 * *mercer_matrix_at (m->sums, i, from);
  m->inner[to] += self + 2 * *mercer_matrix_at (m->sums, i, to);
  for (size_t j = 0; j < m->gram.rows; j++)
    {
      *mercer_matrix_at (m->sums, j, from) -= *mercer_matrix_at (m->gram, j, i);
      *mercer_matrix_at (m->sums, j, to) += *mercer_matrix_at (m->gram, j, i);
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
  for (size_t i = 0; i < m->gram.rows; i++)
    {
      size_t a = m->labels[i], best = a;
      double self = *mercer_matrix_at (m->gram, i, i), gain = 0;
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
  for (size_t i = 0; i < m->gram.rows; i++)
    sum += *mercer_matrix_at (m->gram, i, i);
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
  Cluster clusters[MOST_LABELS];
  size_t name[MOST_LABELS] = { 0 };
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

MercerStatus
mercer_kernel_k_means (MercerMatrix gram, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels, double *objective,
                       MercerWork *work)
{
  size_t n = gram.rows;
  if (k < 1 || k > n || k > MOST_LABELS)
    return MERCER_BAD_INPUT;
  MercerMark mark = mercer_work_mark (work);
  Means m = { gram, mercer_work_matrix (work, n, k), mercer_work_matrix (work, n, k), k, ids, seed,
              mercer_work_doubles (work, n), mercer_work_doubles (work, k), mercer_work_doubles (work, k),
              mercer_work_alloc (work, n, sizeof *labels), work };
  MercerStatus status = m.share.data != NULL && m.sums.data != NULL && m.nearest != NULL && m.weight != NULL && m.inner != NULL
                                && m.labels != NULL
                            ? MERCER_OK
                            : MERCER_OUT_OF_MEMORY;
  *objective = INFINITY;
  for (size_t start = 0; start < STARTS && status == MERCER_OK; start++)
    {
      double reached;
      status = run_means (&m, start, &reached);
      if (status == MERCER_OK && reached < *objective * (1 - 1e-12))
        {
          *objective = reached;
          memcpy (labels, m.labels, n * sizeof *labels);
        }
      else if (status == MERCER_OK && !(reached >= *objective))
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

/* --- Spectral ----------------------------------------------------------------------------------------------- */

/* k-means of points: their Gram matrix is that of a linear kernel. */
static MercerStatus
k_means_of_points (MercerMatrix points, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels, MercerWork *work)
{
  size_t n = points.rows;
  double objective;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix gram = mercer_work_matrix (work, n, n);
  MercerStatus status = gram.data != NULL ? mercer_syrk (false, 1, points, 0, gram, work) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      mercer_matrix_mirror_lower (gram);
      status = mercer_kernel_k_means (gram, k, ids, seed, labels, &objective, work);
    }
  mercer_work_release (work, mark);
  return status;
}

static void
unit_rows (MercerMatrix a)
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
                          MercerMatrix points, double *values, MercerWork *work)
{
  size_t n = similarity->w.rows;
  if (k < 1 || k > n || k > MOST_LABELS)
    return MERCER_BAD_INPUT;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix a = mercer_work_matrix (work, n, n);
  double *degree = mercer_work_doubles (work, n);
  if (a.data == NULL || degree == NULL)
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
  MercerStatus status = projection_solve (a, k, solve_tolerance, false, values, points, work);
  mercer_work_release (work, mark);
  if (status != MERCER_OK)
    return status;
  unit_rows (points);
  return k_means_of_points (points, k, ids, seed, labels, work);
}

/* --- Contrastive -------------------------------------------------------------------------------------------- */

/* Of row i of the logits (n x n, column-major, symmetric): log of the sum over the others; the row becomes the softmax. */
static double
soften_row (MercerMatrix logits, size_t i)
{
  double most = -INFINITY, sum = 0;
  double *row = mercer_matrix_column (logits, i);
  row[i] = -INFINITY;
  for (size_t l = 0; l < logits.rows; l++)
    most = fmax (most, row[l]);
  for (size_t l = 0; l < logits.rows; l++)
    sum += row[l] = exp (row[l] - most);
  for (size_t l = 0; l < logits.rows; l++)
    row[l] /= sum;
  return sum > 0 ? most + log (sum) : 0;
}

MercerStatus
mercer_info_nce (MercerMatrix p, MercerMatrix z, double temperature, double *loss, MercerMatrix gradient, MercerWork *work)
{
  size_t n = z.rows, k = z.cols;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix unit = mercer_work_matrix (work, n, k), pull = mercer_work_matrix (work, n, n), g = mercer_work_matrix (work, n, k);
  if (unit.data == NULL || pull.data == NULL || g.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (z, unit);
  unit_rows (unit);
  MercerStatus status = mercer_gemm (false, true, 1 / temperature, unit, unit, 0, pull, work);
  *loss = 0;
  /* column i of what follows is row i of the softmax; then it turns into p - softmax */
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    {
      for (size_t j = 0; j < n; j++)
        *loss -= j != i ? *mercer_matrix_at (p, j, i) * *mercer_matrix_at (pull, j, i) / (double) n : 0;
      *loss += soften_row (pull, i) / (double) n;
      for (size_t j = 0; j < n; j++)
        *mercer_matrix_at (pull, j, i) = *mercer_matrix_at (p, j, i) - *mercer_matrix_at (pull, j, i);
    }
  double scale = -1 / (temperature * (double) n);
  if (status == MERCER_OK && gradient.data != NULL)
    status = mercer_gemm (false, false, scale, pull, unit, 0, g, work);
  if (status == MERCER_OK && gradient.data != NULL)
    status = mercer_gemm (true, false, scale, pull, unit, 1, g, work);
  for (size_t i = 0; i < n && status == MERCER_OK && gradient.data != NULL; i++)
    {
      double norm = 0, along = 0; /* through z / |z|: what points along z is lost */
      for (size_t c = 0; c < k; c++)
        {
          norm += *mercer_matrix_at (z, i, c) * *mercer_matrix_at (z, i, c);
          along += *mercer_matrix_at (g, i, c) * *mercer_matrix_at (unit, i, c);
        }
      for (size_t c = 0; c < k; c++)
        *mercer_matrix_at (gradient, i, c)
            = norm > 0 ? (*mercer_matrix_at (g, i, c) - along * *mercer_matrix_at (unit, i, c)) / sqrt (norm) : 0;
    }
  mercer_work_release (work, mark);
  return status;
}

typedef struct
{
  MercerMatrix p;
  size_t k;
  double temperature;
  MercerWork *work;
} Contrast;

static double
contrast_cb (const double *x, double *gradient, void *data)
{
  Contrast *contrast = data;
  size_t n = contrast->p.rows;
  double loss;
  MercerMatrix none = { 0 };
  MercerStatus status
      = mercer_info_nce (contrast->p, mercer_matrix ((double *) x, n, contrast->k), contrast->temperature, &loss,
                         gradient != NULL ? mercer_matrix (gradient, n, contrast->k) : none, contrast->work);
  return status == MERCER_OK ? loss : NAN;
}

/* p: the walk without standing still, row i in column i. A row that nothing joins has none. */
static void
walk_of (MercerMatrix w, MercerMatrix p)
{
  for (size_t i = 0; i < w.rows; i++)
    {
      double sum = 0;
      for (size_t j = 0; j < w.rows; j++)
        sum += j != i ? *mercer_matrix_at (w, j, i) : 0;
      for (size_t j = 0; j < w.rows; j++)
        *mercer_matrix_at (p, j, i) = j != i && sum > 0 ? *mercer_matrix_at (w, j, i) / sum : 0;
    }
}

enum { STREAM_POINTS = 0x636f6e, EVALUATIONS = 400, MANY_STARTS = 6, MANY_STARTS_ROWS = 500 };

/* From one random start; better points replace those in `points`. */
static MercerStatus
train (const Contrast *contrast, size_t start, const uint64_t *ids, uint64_t seed, MercerMatrix trial, double *loss,
       MercerMatrix points)
{
  MercerOptimum optimum;
  for (size_t c = 0; c < trial.cols; c++)
    for (size_t i = 0; i < trial.rows; i++)
      *mercer_matrix_at (trial, i, c) = mercer_random_normal (seed, STREAM_POINTS + start * MOST_LABELS + c, ids[i]);
  unit_rows (trial);
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = trial.rows * trial.cols, .objective = contrast_cb,
                            .data = (void *) contrast, .relative_tolerance = 1e-9, .max_evaluations = EVALUATIONS };
  MercerStatus status = mercer_optimize (&problem, trial.data, &optimum, contrast->work);
  if (status == MERCER_OK && optimum.value < *loss)
    {
      *loss = optimum.value;
      mercer_matrix_copy (trial, points);
    }
  return status;
}

MercerStatus
mercer_contrastive_clusters (const MercerSimilarity *similarity, size_t k, double temperature, const uint64_t *ids, uint64_t seed,
                             size_t *labels, MercerMatrix points, double *loss, MercerWork *work)
{
  size_t n = similarity->w.rows;
  MercerMatrix p = mercer_work_matrix (work, n, n);
  if (k < 1 || k > n || k > MOST_LABELS)
    return MERCER_BAD_INPUT;
  if (p.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerMatrix trial = mercer_work_matrix (work, n, k);
  if (trial.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  walk_of (similarity->w, p);
  *loss = INFINITY;
  for (size_t start = 0; start < (n <= MANY_STARTS_ROWS ? MANY_STARTS : 1); start++)
    {
      MercerStatus status = train (&(Contrast){ p, k, temperature, work }, start, ids, seed, trial, loss, points);
      if (status != MERCER_OK)
        return status;
    }
  unit_rows (points);
  return k_means_of_points (points, k, ids, seed, labels, work);
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
  size_t *table = g_new0 (size_t, MOST_LABELS * MOST_LABELS), of_a[MOST_LABELS] = { 0 }, of_b[MOST_LABELS] = { 0 };
  double both = 0, in_a = 0, in_b = 0;
  for (size_t i = 0; i < n; i++)
    {
      g_assert (a[i] < MOST_LABELS && b[i] < MOST_LABELS);
      table[a[i] + b[i] * MOST_LABELS]++;
      of_a[a[i]]++;
      of_b[b[i]]++;
    }
  for (size_t c = 0; c < MOST_LABELS * MOST_LABELS; c++)
    both += pairs ((double) table[c]);
  for (size_t c = 0; c < MOST_LABELS; c++)
    {
      in_a += pairs ((double) of_a[c]);
      in_b += pairs ((double) of_b[c]);
    }
  g_free (table);
  double expected = n > 1 ? in_a * in_b / pairs ((double) n) : 0, most = 0.5 * (in_a + in_b);
  return most > expected ? (both - expected) / (most - expected) : 1; /* both are one cluster, or all are single */
}
