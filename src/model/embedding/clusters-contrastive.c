/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clusters by vectors that are trained contrastively on the graph. */
#include <math.h>
#include <string.h>

#include "clusters-private.h"
#include "linalg.h"
#include "optimize.h"
#include "random.h"
#include "vexp.h"

enum { STREAM_POINTS = 0x636f6e, EVALUATIONS = 400, MANY_STARTS = 6, MANY_STARTS_ROWS = 500, MOST_STEPS = 1024 };

/* Of the logits of row i, all at most 1 / t as the vectors are of length 1: log of the sum of e^logit over the others. What attracts, `pair`,
 * less the softmax takes their place. */
static double
repel (double *logit, const double *pair, size_t i, size_t n, double most)
{
  double sum = 0;
  mercer_vexp_scaled (n, exp (-most), 1, logit, logit);
  logit[i] = 0;
  for (size_t l = 0; l < n; l++)
    sum += logit[l];
  double share = sum > 0 ? 1 / sum : 0;
  for (size_t l = 0; l < n; l++)
    logit[l] = pair[l] - share * logit[l];
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
  clusters_unit_rows (unit);
  MercerStatus status = mercer_gemm (false, true, 1 / temperature, unit, unit, 0, pull, work);
  *loss = 0;
  for (size_t i = 0; i < n && status == MERCER_OK; i++) /* column i of `pull` is what row i of the softmax makes */
    {
      double *logit = mercer_matrix_column (pull, i), along = 0;
      const double *pair = mercer_matrix_column (p, i);
      for (size_t j = 0; j < n; j++)
        along += pair[j] * logit[j];
      *loss += (repel (logit, pair, i, n, 1 / temperature) - along) / (double) n;
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

size_t
mercer_contrast_steps (const double *values, size_t count, size_t k)
{
  size_t steps = 1;
  if (k < count)
    while (steps < MOST_STEPS && pow (0.5 * (1 + fmin (values[k], 1)), (double) steps) > 0.1)
      steps *= 2;
  return steps;
}

/* Each column without its diagonal entry and with sum 1; a column of 0 stays. */
static void
leave (MercerMatrix p)
{
  for (size_t i = 0; i < p.cols; i++)
    {
      double *column = mercer_matrix_column (p, i), sum = 0;
      column[i] = 0;
      for (size_t j = 0; j < p.rows; j++)
        sum += column[j];
      for (size_t j = 0; j < p.rows && sum > 0; j++)
        column[j] /= sum;
    }
}

/* p (i's row in column i): where the lazy walk from i is after so many steps, if it has left i. A row that nothing joins has none. */
static MercerStatus
walk_of (MercerMatrix w, size_t steps, MercerMatrix p, MercerWork *work)
{
  size_t n = w.rows;
  mercer_matrix_copy (w, p);
  leave (p);
  if (steps <= 1)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix power = mercer_work_matrix (work, n, n), room = mercer_work_matrix (work, n, n);
  if (power.data == NULL || room.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      *mercer_matrix_at (power, j, i) = 0.5 * (*mercer_matrix_at (p, j, i) + (i == j));
  MercerStatus status = MERCER_OK;
  bool begun = false;
  for (size_t left = steps; left > 0 && status == MERCER_OK; left /= 2)
    {
      if (left % 2 == 1 && begun)
        {
          status = mercer_gemm (false, false, 1, power, p, 0, room, work);
          mercer_matrix_copy (room, p);
        }
      else if (left % 2 == 1)
        mercer_matrix_copy (power, p);
      begun = begun || left % 2 == 1;
      if (left > 1 && status == MERCER_OK)
        status = mercer_gemm (false, false, 1, power, power, 0, room, work);
      if (left > 1)
        mercer_matrix_copy (room, power);
    }
  leave (p);
  mercer_work_release (work, mark);
  return status;
}

static void
random_points (MercerMatrix out, size_t start, const uint64_t *ids, uint64_t seed)
{
  for (size_t c = 0; c < out.cols; c++)
    for (size_t i = 0; i < out.rows; i++)
      *mercer_matrix_at (out, i, c) = mercer_random_normal (seed, STREAM_POINTS + start * CLUSTERS_MOST_LABELS + c, ids[i]);
  clusters_unit_rows (out);
}

/* From where trial is; better points replace those in `points`. */
static MercerStatus
train (const Contrast *contrast, MercerMatrix trial, double *loss, MercerMatrix points)
{
  MercerOptimum optimum;
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

/* points = points U, U the eigenvectors of points' points, the longest first. room: as large. */
static MercerStatus
turn_to_axes (MercerMatrix points, MercerMatrix room, MercerWork *work)
{
  size_t k = points.cols;
  MercerMatrix moments = mercer_work_matrix (work, k, k), u = mercer_work_matrix (work, k, k), turned = mercer_work_matrix (work, k, k);
  double *values = mercer_work_doubles (work, k);
  if (moments.data == NULL || u.data == NULL || turned.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_syrk (true, 1, points, 0, moments, work);
  if (status == MERCER_OK)
    status = mercer_eigen (moments, values, u, work);
  for (size_t j = 0; j < k; j++)
    for (size_t i = 0; i < k; i++)
      *mercer_matrix_at (turned, i, j) = *mercer_matrix_at (u, i, k - 1 - j);
  mercer_matrix_copy (points, room);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, room, turned, 0, points, work) : status;
}

MercerStatus
mercer_contrastive_clusters (const MercerSimilarity *similarity, size_t k, const MercerContrast *how, const uint64_t *ids, uint64_t seed,
                             size_t *labels, MercerMatrix start, MercerMatrix points, double *loss, double *random_loss,
                             MercerWork *work)
{
  size_t n = similarity->w.rows;
  MercerMatrix p = mercer_work_matrix (work, n, n);
  if (k < 1 || k > n || k > CLUSTERS_MOST_LABELS || how->steps < 1)
    return MERCER_BAD_INPUT;
  if (p.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerMatrix trial = mercer_work_matrix (work, n, k);
  if (trial.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus walked = walk_of (similarity->w, how->steps, p, work);
  if (walked != MERCER_OK)
    return walked;
  *loss = INFINITY;
  const Contrast contrast = { p, k, how->temperature, work };
  for (size_t s = 0; s < (n <= MANY_STARTS_ROWS ? MANY_STARTS : 1); s++)
    {
      random_points (trial, s, ids, seed);
      MercerStatus status = train (&contrast, trial, loss, points);
      if (status != MERCER_OK)
        return status;
    }
  *random_loss = *loss;
  if (start.data != NULL)
    {
      mercer_matrix_copy (start, trial);
      MercerStatus status = train (&contrast, trial, loss, points);
      if (status != MERCER_OK)
        return status;
    }
  clusters_unit_rows (points);
  MercerStatus status = clusters_of_points (points, k, ids, seed, labels, work);
  return status == MERCER_OK ? turn_to_axes (points, trial, work) : status;
}
