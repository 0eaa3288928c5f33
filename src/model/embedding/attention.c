/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attention.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "alignment.h"
#include "linalg.h"
#include "optimize.h"
#include "random.h"

enum { STREAM_WEIGHTS = 0x617474, MOST_MATCHED = 12 };

/* --- The layer ---------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix wq, wk, wv, wo;
  double *bias;
} Layout;

static Layout
layout_of (const MercerAttention *a, const double *theta)
{
  double *at = (double *) theta;
  size_t square = a->d * a->head, tall = a->d * a->values;
  return (Layout){ mercer_matrix (at, a->d, a->head), mercer_matrix (at + square, a->d, a->head),
                   mercer_matrix (at + 2 * square, a->d, a->values), mercer_matrix (at + 2 * square + tall, a->values, a->out),
                   at + 2 * square + tall + a->values * a->out };
}

/* Each row of S becomes its softmax. */
static void
soften (MercerMatrix s)
{
  for (size_t i = 0; i < s.rows; i++)
    {
      double most = -INFINITY, sum = 0;
      for (size_t j = 0; j < s.cols; j++)
        most = fmax (most, *mercer_matrix_at (s, i, j));
      for (size_t j = 0; j < s.cols; j++)
        sum += *mercer_matrix_at (s, i, j) = exp (*mercer_matrix_at (s, i, j) - most);
      for (size_t j = 0; j < s.cols; j++)
        *mercer_matrix_at (s, i, j) /= sum;
    }
}

/* q, k, v, h and p at theta; error (n x out) = out - T. */
static MercerStatus
forward (MercerAttention *a, const Layout *l, MercerMatrix p, MercerMatrix error, MercerWork *work)
{
  MercerStatus status = mercer_gemm (false, false, 1, a->x, l->wq, 0, a->q, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, a->x, l->wk, 0, a->k, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, a->x, l->wv, 0, a->v, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, 1 / sqrt ((double) a->head), a->q, a->k, 0, p, work);
  if (status != MERCER_OK)
    return status;
  soften (p);
  status = mercer_gemm (false, false, 1, p, a->v, 0, a->h, work);
  for (size_t c = 0; c < a->out; c++)
    for (size_t i = 0; i < a->n; i++)
      *mercer_matrix_at (error, i, c) = l->bias[c] - *mercer_matrix_at (a->target, i, c);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, a->h, l->wo, 1, error, work) : status;
}

/* From d loss / d out to the gradient in theta; p becomes d loss / d S. */
static MercerStatus
backward (const MercerAttention *a, const Layout *l, MercerMatrix p, MercerMatrix error, double *gradient, MercerWork *work)
{
  Layout g = layout_of (a, gradient);
  double scale = 1 / sqrt ((double) a->head);
  MercerMatrix dh = mercer_work_matrix (work, a->n, a->values), dv = mercer_work_matrix (work, a->n, a->values);
  MercerMatrix dp = mercer_work_matrix (work, a->n, a->n), dq = mercer_work_matrix (work, a->n, a->head);
  if (dh.data == NULL || dv.data == NULL || dp.data == NULL || dq.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < a->out; c++)
    {
      g.bias[c] = 0;
      for (size_t i = 0; i < a->n; i++)
        g.bias[c] += *mercer_matrix_at (error, i, c);
    }
  mercer_gemm (true, false, 1, a->h, error, 0, g.wo, NULL);
  mercer_gemm (false, true, 1, error, l->wo, 0, dh, NULL);
  mercer_gemm (true, false, 1, p, dh, 0, dv, NULL);
  mercer_gemm (true, false, 1, a->x, dv, 0, g.wv, NULL);
  mercer_gemm (false, true, 1, dh, a->v, 0, dp, NULL);
  for (size_t i = 0; i < a->n; i++)
    {
      double mean = 0;
      for (size_t j = 0; j < a->n; j++)
        mean += *mercer_matrix_at (dp, i, j) * *mercer_matrix_at (p, i, j);
      for (size_t j = 0; j < a->n; j++)
        *mercer_matrix_at (p, i, j) *= *mercer_matrix_at (dp, i, j) - mean;
    }
  mercer_gemm (false, false, scale, p, a->k, 0, dq, NULL);
  mercer_gemm (true, false, 1, a->x, dq, 0, g.wq, NULL);
  mercer_gemm (true, false, scale, p, a->q, 0, dq, NULL);
  mercer_gemm (true, false, 1, a->x, dq, 0, g.wk, NULL);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

static double
variance_of (MercerMatrix t)
{
  double sum = 0;
  for (size_t c = 0; c < t.cols; c++)
    {
      double mean = 0;
      for (size_t i = 0; i < t.rows; i++)
        mean += *mercer_matrix_at (t, i, c) / (double) t.rows;
      for (size_t i = 0; i < t.rows; i++)
        sum += pow (*mercer_matrix_at (t, i, c) - mean, 2);
    }
  return sum > 0 ? sum : 1;
}

MercerStatus
mercer_attention_loss (MercerAttention *a, const double *theta, double *loss, double *gradient, MercerWork *work)
{
  Layout l = layout_of (a, theta);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix p = mercer_work_matrix (work, a->n, a->n), error = mercer_work_matrix (work, a->n, a->out);
  if (p.data == NULL || error.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = forward (a, &l, p, error, work);
  double variance = variance_of (a->target);
  *loss = 0;
  for (size_t c = 0; c < a->out; c++)
    for (size_t i = 0; i < a->n; i++)
      {
        double miss = *mercer_matrix_at (error, i, c);
        *loss += miss * miss / variance;
        *mercer_matrix_at (error, i, c) = 2 * miss / variance;
      }
  a->loss = *loss;
  if (status == MERCER_OK && gradient != NULL)
    status = backward (a, &l, p, error, gradient, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_attention_open (MercerAttention *a, MercerMatrix x, MercerMatrix target, size_t head, size_t values, uint64_t seed,
                       MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  double loss;
  *a = (MercerAttention){ .n = n, .d = d, .head = head, .values = values, .out = target.cols, .x = x, .target = target,
                          .parameters = 2 * d * head + d * values + values * target.cols + target.cols };
  a->theta = mercer_work_doubles (work, a->parameters);
  a->q = mercer_work_matrix (work, n, head);
  a->k = mercer_work_matrix (work, n, head);
  a->v = mercer_work_matrix (work, n, values);
  a->h = mercer_work_matrix (work, n, values);
  if (n < 2 || d < 1 || head < 1 || values < 1 || values >= n || target.rows != n)
    return MERCER_BAD_INPUT;
  if (a->theta == NULL || a->q.data == NULL || a->k.data == NULL || a->v.data == NULL || a->h.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_normals (seed, STREAM_WEIGHTS, 0, a->parameters, a->theta);
  for (size_t k = 0; k < a->parameters; k++)
    a->theta[k] /= sqrt ((double) d);
  return mercer_attention_loss (a, a->theta, &loss, NULL, work);
}

typedef struct
{
  MercerAttention *attention;
  MercerWork *work;
} Training;

static double
training_cb (const double *theta, double *gradient, void *data)
{
  Training *training = data;
  double loss;
  return mercer_attention_loss (training->attention, theta, &loss, gradient, training->work) == MERCER_OK ? loss : NAN;
}

MercerStatus
mercer_attention_train (MercerAttention *a, int evaluations, MercerWork *work)
{
  Training training = { a, work };
  MercerOptimum optimum;
  double loss;
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = a->parameters, .objective = training_cb, .data = &training,
                            .relative_tolerance = 1e-8, .max_evaluations = evaluations };
  MercerStatus status = mercer_optimize (&problem, a->theta, &optimum, work);
  return status == MERCER_OK ? mercer_attention_loss (a, a->theta, &loss, NULL, work) : status;
}

/* --- Measures ----------------------------------------------------------------------------------------------- */

static void
centre_columns (MercerMatrix from, MercerMatrix to)
{
  for (size_t c = 0; c < from.cols; c++)
    {
      double mean = 0;
      for (size_t i = 0; i < from.rows; i++)
        mean += *mercer_matrix_at (from, i, c) / (double) from.rows;
      for (size_t i = 0; i < from.rows; i++)
        *mercer_matrix_at (to, i, c) = *mercer_matrix_at (from, i, c) - mean;
    }
}

static double
inner_squares (MercerMatrix a, MercerMatrix b)
{
  double sum = 0;
  for (size_t p = 0; p < a.cols; p++)
    for (size_t q = 0; q < b.cols; q++)
      {
        double dot = 0;
        for (size_t i = 0; i < a.rows; i++)
          dot += *mercer_matrix_at (a, i, p) * *mercer_matrix_at (b, i, q);
        sum += dot * dot;
      }
  return sum;
}

double
mercer_linear_cka (MercerMatrix a, MercerMatrix b)
{
  g_autofree double *room = g_new (double, a.rows * (a.cols + b.cols) + 1);
  MercerMatrix u = mercer_matrix (room, a.rows, a.cols), v = mercer_matrix (room + a.rows * a.cols, b.rows, b.cols);
  centre_columns (a, u);
  centre_columns (b, v);
  double scale = sqrt (inner_squares (u, u) * inner_squares (v, v));
  return scale > 0 ? inner_squares (u, v) / scale : 0;
}

double
mercer_best_matching (MercerMatrix score)
{
  size_t m = score.rows;
  g_return_val_if_fail (m == score.cols && m <= MOST_MATCHED, NAN);
  /* best[set]: of matching the first |set| rows to the columns in set */
  g_autofree double *best = g_new0 (double, (size_t) 1 << m);
  for (size_t set = 1; set < (size_t) 1 << m; set++)
    {
      size_t row = (size_t) __builtin_popcountll (set) - 1;
      best[set] = -INFINITY;
      for (size_t c = 0; c < m; c++)
        if (set >> c & 1)
          best[set] = fmax (best[set], best[set & ~((size_t) 1 << c)] + *mercer_matrix_at (score, row, c));
    }
  return best[((size_t) 1 << m) - 1] / (double) m;
}

/* --- The claim ---------------------------------------------------------------------------------------------- */

/* k (a_i, b_j) / (g (a_i) g (b_j)) with g the sums over the keys; own: |phi (a_i)|^2 (may be NULL). */
static MercerStatus
scaled_kernel (const MercerAttention *a, MercerMatrix rows, const double *g_keys, MercerMatrix out, double *own, MercerWork *work)
{
  double scale = 1 / sqrt ((double) a->head);
  MercerStatus status = mercer_gemm (false, true, scale, rows, a->k, 0, out, work);
  for (size_t i = 0; i < a->n && status == MERCER_OK; i++)
    {
      double sum = 0, self = 0;
      for (size_t j = 0; j < a->n; j++)
        sum += *mercer_matrix_at (out, i, j) = exp (*mercer_matrix_at (out, i, j));
      for (size_t c = 0; c < a->head; c++)
        self += *mercer_matrix_at (rows, i, c) * *mercer_matrix_at (rows, i, c);
      for (size_t j = 0; j < a->n; j++)
        *mercer_matrix_at (out, i, j) /= sum * (g_keys != NULL ? g_keys[j] : 1);
      if (own != NULL)
        own[i] = exp (self * scale) / (sum * sum);
    }
  return status;
}

/* Rows of c less the mean over rows, and less that of the keys' columns, as for projections of centred features. */
static void
centre_cross (MercerMatrix c, MercerMatrix keys)
{
  size_t n = c.rows;
  double all = 0;
  g_autofree double *column = g_new0 (double, n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      {
        column[j] += *mercer_matrix_at (keys, i, j) / (double) n;
        all += *mercer_matrix_at (keys, i, j) / ((double) n * (double) n);
      }
  for (size_t i = 0; i < n; i++)
    {
      double row = 0;
      for (size_t j = 0; j < n; j++)
        row += *mercer_matrix_at (c, i, j) / (double) n;
      for (size_t j = 0; j < n; j++)
        *mercer_matrix_at (c, i, j) += all - row - column[j];
    }
}

/* |cos| of centred columns of V with the eigenvectors, which are centred and of unit length. */
static void
cosines (const MercerAttention *a, const MercerAttentionClaim *claim, MercerMatrix out)
{
  for (size_t i = 0; i < a->values; i++)
    {
      const double *v = mercer_matrix_column (a->v, i);
      double mean = 0, norm = 0;
      for (size_t r = 0; r < a->n; r++)
        mean += v[r] / (double) a->n;
      for (size_t r = 0; r < a->n; r++)
        norm += (v[r] - mean) * (v[r] - mean);
      for (size_t j = 0; j < a->values; j++)
        {
          double dot = 0;
          for (size_t r = 0; r < a->n; r++)
            dot += (v[r] - mean) * *mercer_matrix_at (claim->vectors, r, j);
          *mercer_matrix_at (out, i, j) = norm > 0 ? fabs (dot) / sqrt (norm) : 0;
        }
    }
}

void
mercer_attention_compare (const MercerAttention *a, const MercerAttentionClaim *claim, double *cosine, double *cka)
{
  g_autofree double *room = g_new (double, a->values * a->values);
  MercerMatrix out = mercer_matrix (room, a->values, a->values);
  cosines (a, claim, out);
  *cosine = mercer_best_matching (out);
  *cka = mercer_linear_cka (a->v, claim->vectors);
}

MercerStatus
mercer_attention_claim (const MercerAttention *a, MercerAttentionClaim *claim, MercerWork *work)
{
  size_t n = a->n, m = a->values;
  *claim = (MercerAttentionClaim){ .vectors = mercer_work_matrix (work, n, m), .projections = mercer_work_matrix (work, n, m),
                                   .eigen = mercer_work_doubles (work, m), .cosine = mercer_work_matrix (work, m, m) };
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix keys = mercer_work_matrix (work, n, n), centred = mercer_work_matrix (work, n, n), u = mercer_work_matrix (work, n, n);
  MercerMatrix cross = mercer_work_matrix (work, n, n);
  double *g = mercer_work_doubles (work, n), *values = mercer_work_doubles (work, n), *own = mercer_work_doubles (work, n);
  if (claim->vectors.data == NULL || claim->projections.data == NULL || claim->eigen == NULL || claim->cosine.data == NULL
      || keys.data == NULL || centred.data == NULL || u.data == NULL || cross.data == NULL || g == NULL || values == NULL
      || own == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = scaled_kernel (a, a->k, NULL, keys, NULL, work);
  if (status != MERCER_OK)
    return status;
  /* the rows of keys now sum to 1: g is what they were divided by */
  for (size_t i = 0; i < n; i++)
    {
      double self = 0;
      for (size_t c = 0; c < a->head; c++)
        self += *mercer_matrix_at (a->k, i, c) * *mercer_matrix_at (a->k, i, c);
      g[i] = exp (self / sqrt ((double) a->head)) / *mercer_matrix_at (keys, i, i);
    }
  status = scaled_kernel (a, a->k, g, keys, NULL, work);
  if (status == MERCER_OK)
    status = scaled_kernel (a, a->q, g, cross, own, work);
  mercer_matrix_copy (keys, centred);
  if (status == MERCER_OK)
    status = mercer_gram_centre (centred, work);
  if (status == MERCER_OK)
    status = mercer_eigen (centred, values, u, work);
  if (status != MERCER_OK)
    return status;
  centre_cross (cross, keys);
  for (size_t j = 0; j < m; j++)
    {
      claim->eigen[j] = fmax (values[n - 1 - j], 0);
      memcpy (mercer_matrix_column (claim->vectors, j), mercer_matrix_column (u, n - 1 - j), n * sizeof (double));
    }
  status = mercer_gemm (false, false, 1, cross, claim->vectors, 0, claim->projections, work);
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (claim->projections, i, j) /= claim->eigen[j] > 0 ? sqrt (claim->eigen[j]) : 1;
  for (size_t i = 0; i < n; i++)
    claim->feature_norm += own[i] / (double) n;
  for (size_t c = 0; c < m; c++)
    for (size_t i = 0; i < n; i++)
      claim->output_norm += *mercer_matrix_at (a->h, i, c) * *mercer_matrix_at (a->h, i, c) / (double) n;
  cosines (a, claim, claim->cosine);
  mercer_attention_compare (a, claim, &claim->best_cosine, &claim->linear_cka);
  claim->output_cka = mercer_linear_cka (a->h, claim->projections);
  mercer_work_release (work, mark);
  return status;
}
