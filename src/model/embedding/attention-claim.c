/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "alignment.h"
#include "assignment.h"
#include "attention.h"
#include "linalg.h"

/* --- Measures ----------------------------------------------------------------------------------------------- */

static void
centre_columns (MercerMatrix from, MercerMatrix to)
{
  mercer_matrix_copy (from, to);
  mercer_matrix_centre_columns (to);
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

/* The centred RBF Gram matrix of the rows, lower triangle. */
static MercerStatus
rbf_gram (MercerMatrix a, MercerMatrix k, MercerWork *work)
{
  size_t n = a.rows, count = 0;
  g_autofree double *far = g_new (double, n * n / 2 + 1);
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      {
        double square = 0;
        for (size_t c = 0; c < a.cols; c++)
          square += pow (*mercer_matrix_at (a, i, c) - *mercer_matrix_at (a, j, c), 2);
        *mercer_matrix_at (k, i, j) = square;
        if (square > 0)
          far[count++] = square;
      }
  double median = count > 0 ? gsl_stats_median (far, 1, count) : 1;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      *mercer_matrix_at (k, i, j) = exp (-0.5 * *mercer_matrix_at (k, i, j) / median);
  return mercer_gram_centre (k, work);
}

static double
lower_inner (MercerMatrix a, MercerMatrix b)
{
  double sum = 0;
  for (size_t j = 0; j < a.cols; j++)
    for (size_t i = j; i < a.rows; i++)
      sum += (i > j ? 2 : 1) * *mercer_matrix_at (a, i, j) * *mercer_matrix_at (b, i, j);
  return sum;
}

double
mercer_kernel_cka (MercerMatrix a, MercerMatrix b, MercerWork *work)
{
  size_t n = a.rows;
  double cka = NAN;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix k = mercer_work_matrix (work, n, n), l = mercer_work_matrix (work, n, n);
  if (k.data != NULL && l.data != NULL && rbf_gram (a, k, work) == MERCER_OK && rbf_gram (b, l, work) == MERCER_OK)
    {
      double scale = sqrt (lower_inner (k, k) * lower_inner (l, l));
      cka = scale > 0 ? lower_inner (k, l) / scale : 0;
    }
  mercer_work_release (work, mark);
  return cka;
}

static double
row_cosine (MercerMatrix a, size_t i, MercerMatrix b, size_t j)
{
  double ab = 0, aa = 0, bb = 0;
  for (size_t c = 0; c < a.cols; c++)
    {
      double p = *mercer_matrix_at (a, i, c), q = *mercer_matrix_at (b, j, c);
      ab += p * q;
      aa += p * p;
      bb += q * q;
    }
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}

MercerStatus
mercer_token_cosines (MercerMatrix a, MercerMatrix b, double *direct, double *matched, MercerWork *work)
{
  size_t n = a.rows;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix score = mercer_work_matrix (work, n, n);
  size_t *column = mercer_work_alloc (work, n, sizeof *column);
  if (score.data == NULL || column == NULL)
    return MERCER_OUT_OF_MEMORY;
  *direct = 0;
  for (size_t j = 0; j < n; j++)
    {
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (score, i, j) = row_cosine (a, i, b, j);
      *direct += *mercer_matrix_at (score, j, j) / (double) n;
    }
  *matched = mercer_assignment (score, column, work);
  mercer_work_release (work, mark);
  return isnan (*matched) ? mercer_work_wanted (work) ? MERCER_DIVERGED : MERCER_STOPPED : MERCER_OK;
}

/* |cos| of centred columns of V with those of V'. */
static void
cosines (const MercerAttention *a, const MercerAttentionClaim *claim, MercerMatrix out)
{
  size_t n = a->n, m = a->values;
  g_autofree double *room = g_new (double, 2 * n * m);
  MercerMatrix v = mercer_matrix (room, n, m), w = mercer_matrix (room + n * m, n, m);
  centre_columns (a->v, v);
  centre_columns (claim->claimed, w);
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < m; i++)
      {
        double vw = 0, vv = 0, ww = 0;
        for (size_t r = 0; r < n; r++)
          {
            double p = *mercer_matrix_at (v, r, i), q = *mercer_matrix_at (w, r, j);
            vw += p * q;
            vv += p * p;
            ww += q * q;
          }
        *mercer_matrix_at (out, i, j) = vv > 0 && ww > 0 ? fabs (vw) / sqrt (vv * ww) : 0;
      }
}

void
mercer_attention_compare (const MercerAttention *a, const MercerAttentionClaim *claim, double *cosine, double *cka)
{
  g_autofree double *room = g_new (double, a->values * a->values);
  g_autofree size_t *column = g_new (size_t, a->values);
  MercerMatrix out = mercer_matrix (room, a->values, a->values);
  cosines (a, claim, out);
  *cosine = mercer_assignment (out, column, NULL);
  *cka = mercer_linear_cka (a->v, claim->claimed);
}

/* --- The claim ---------------------------------------------------------------------------------------------- */

/* Logarithms: s = rows . keys / sqrt D (n x n) and of each row g (row) = sum_j exp (s_ij); own: s of the row with itself. Trained
 * keys are long, and their kernel overflows long before its quotients do. */
static MercerStatus
logarithms (const MercerAttention *a, MercerMatrix rows, MercerMatrix s, double *log_g, double *own, MercerWork *work)
{
  double scale = 1 / sqrt ((double) a->head);
  MercerStatus status = mercer_gemm (false, true, scale, rows, a->k, 0, s, work);
  for (size_t i = 0; i < a->n && status == MERCER_OK; i++)
    {
      double most = -INFINITY, sum = 0;
      own[i] = 0;
      for (size_t j = 0; j < a->n; j++)
        most = fmax (most, *mercer_matrix_at (s, i, j));
      for (size_t j = 0; j < a->n; j++)
        sum += exp (*mercer_matrix_at (s, i, j) - most);
      for (size_t c = 0; c < a->head; c++)
        own[i] += scale * pow (*mercer_matrix_at (rows, i, c), 2);
      log_g[i] = most + log (sum);
    }
  return status;
}

/* phi (row_i) . phi (key_j) in place of s. */
static void
divide (MercerMatrix s, const double *log_g, const double *log_g_keys)
{
  for (size_t j = 0; j < s.cols; j++)
    for (size_t i = 0; i < s.rows; i++)
      *mercer_matrix_at (s, i, j) = exp (*mercer_matrix_at (s, i, j) - log_g[i] - log_g_keys[j]);
}

/* Rows of c less the mean over rows, and less that of the keys' columns, as for projections of centred features; norm (what each row
 * is long, squared) likewise. */
static void
centre_cross (MercerMatrix c, MercerMatrix keys, double *norm)
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
      norm[i] += all - 2 * row;
    }
}

/* Eigenvectors of the keys' centred Gram matrix, and V' of them. */
static MercerStatus
axes (const MercerAttention *a, MercerMatrix keys, const double *log_g, MercerAttentionClaim *claim, MercerWork *work)
{
  size_t n = a->n;
  double least = INFINITY;
  MercerMatrix centred = mercer_work_matrix (work, n, n), u = mercer_work_matrix (work, n, n);
  double *values = mercer_work_doubles (work, n);
  if (centred.data == NULL || u.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (keys, centred);
  MercerStatus status = mercer_gram_centre (centred, work);
  if (status == MERCER_OK)
    status = mercer_eigen (centred, values, u, work);
  for (size_t i = 0; i < n; i++)
    least = fmin (least, log_g[i]);
  for (size_t j = 0; j < a->values && status == MERCER_OK; j++)
    {
      claim->eigen[j] = fmax (values[n - 1 - j], 0);
      memcpy (mercer_matrix_column (claim->vectors, j), mercer_matrix_column (u, n - 1 - j), n * sizeof (double));
    }
  centre_columns (claim->vectors, claim->claimed);
  for (size_t j = 0; j < a->values; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (claim->claimed, i, j) *= exp (least - log_g[i]);
  return status;
}

static bool
open_claim (const MercerAttention *a, MercerAttentionClaim *claim, MercerWork *work)
{
  size_t n = a->n, m = a->values;
  *claim = (MercerAttentionClaim){ .vectors = mercer_work_matrix (work, n, m), .claimed = mercer_work_matrix (work, n, m),
                                   .projections = mercer_work_matrix (work, n, m), .eigen = mercer_work_doubles (work, m),
                                   .cosine = mercer_work_matrix (work, m, m) };
  return claim->vectors.data != NULL && claim->claimed.data != NULL && claim->projections.data != NULL && claim->eigen != NULL
         && claim->cosine.data != NULL;
}

/* Of the queries: projections on the axes, sizes, and what the axes hold of them. */
static MercerStatus
project_queries (const MercerAttention *a, MercerMatrix keys, const double *log_g_keys, MercerAttentionClaim *claim, MercerWork *work)
{
  size_t n = a->n;
  double held = 0, all = 0;
  MercerMatrix cross = mercer_work_matrix (work, n, n);
  double *log_g = mercer_work_doubles (work, n), *own = mercer_work_doubles (work, n);
  if (cross.data == NULL || log_g == NULL || own == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = logarithms (a, a->q, cross, log_g, own, work);
  if (status != MERCER_OK)
    return status;
  divide (cross, log_g, log_g_keys);
  for (size_t i = 0; i < n; i++)
    {
      own[i] = exp (own[i] - 2 * log_g[i]);
      claim->feature_norm += own[i] / (double) n;
    }
  centre_cross (cross, keys, own);
  status = mercer_gemm (false, false, 1, cross, claim->vectors, 0, claim->projections, work);
  for (size_t i = 0; i < n; i++)
    all += own[i];
  for (size_t j = 0; j < a->values; j++)
    for (size_t i = 0; i < n; i++)
      {
        double *projection = mercer_matrix_at (claim->projections, i, j);
        *projection /= claim->eigen[j] > 0 ? sqrt (claim->eigen[j]) : 1;
        held += claim->eigen[j] > 0 ? *projection * *projection : 0;
      }
  claim->explained = all > 0 ? held / all : 0;
  return status;
}

MercerStatus
mercer_attention_claim (const MercerAttention *a, MercerAttentionClaim *claim, MercerWork *work)
{
  size_t n = a->n;
  if (!open_claim (a, claim, work))
    return MERCER_OUT_OF_MEMORY;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix keys = mercer_work_matrix (work, n, n);
  double *log_g = mercer_work_doubles (work, n), *own = mercer_work_doubles (work, n);
  if (keys.data == NULL || log_g == NULL || own == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = logarithms (a, a->k, keys, log_g, own, work);
  if (status == MERCER_OK)
    {
      divide (keys, log_g, log_g);
      status = axes (a, keys, log_g, claim, work);
    }
  if (status == MERCER_OK)
    status = project_queries (a, keys, log_g, claim, work);
  if (status != MERCER_OK)
    return status;
  for (size_t c = 0; c < a->values; c++)
    for (size_t i = 0; i < n; i++)
      claim->output_norm += pow (*mercer_matrix_at (a->h, i, c), 2) / (double) n;
  cosines (a, claim, claim->cosine);
  mercer_attention_compare (a, claim, &claim->best_cosine, &claim->linear_cka);
  claim->kernel_cka = mercer_kernel_cka (a->v, claim->claimed, work);
  claim->output_cka = mercer_linear_cka (a->h, claim->projections);
  mercer_work_release (work, mark);
  return isnan (claim->kernel_cka) ? mercer_work_wanted (work) ? MERCER_DIVERGED : MERCER_STOPPED : MERCER_OK;
}
