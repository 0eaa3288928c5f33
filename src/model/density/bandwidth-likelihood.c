/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "optimize.h"
#include "pool.h"
#include "vexp.h"

/* Points that all pairs are summed over, at most; rows of one task. */
enum { MOST = 4096, SLICE = 32, TERMS = 6 };

typedef struct
{
  size_t n;
  const double *x, *y;  /* centred */
  const double *weight; /* sum 1 */
  bool full;
  double *left, *right; /* n x 4: exponents as a product, -|u_i - u_j|^2 / 2 = (u, v, -|u|^2/2, 1) . (u, v, 1, -|u|^2/2) */
  double *terms;        /* n x 6: w (1, u, v, u^2, u v, v^2) */
  double *exponents;    /* SLICE x n for each slice of rows */
  double *sums;         /* n x 6 */
  double (*slice)[4];   /* of each: log likelihood, and the sums of u u' */
  MercerWork *work;
} Likelihood;

static void
slice_cb (void *data, size_t s)
{
  const Likelihood *c = data;
  size_t first = s * SLICE, rows = MIN (c->n - first, (size_t) SLICE), n = c->n;
  double *sum = c->slice[s];
  MercerMatrix e = mercer_matrix (c->exponents + s * SLICE * n, rows, n), sums = { c->sums + first, rows, TERMS, n };
  memset (sum, 0, 4 * sizeof *sum);
  if (!mercer_work_wanted (c->work))
    return;
  mercer_gemm (false, true, 1, (MercerMatrix){ c->left + first, rows, 4, n }, mercer_matrix (c->right, n, 4), 0, e, NULL);
  mercer_vexp (rows * n, e.data, e.data);
  for (size_t i = 0; i < rows; i++)
    *mercer_matrix_at (e, i, first + i) = 0;
  mercer_gemm (false, false, 1, e, mercer_matrix (c->terms, n, TERMS), 0, sums, NULL);
  for (size_t i = 0; i < rows; i++)
    {
      double u = c->left[first + i], v = c->left[first + i + n], w = c->weight[first + i], t[TERMS];
      for (size_t k = 0; k < TERMS; k++)
        t[k] = *mercer_matrix_at (sums, i, k);
      double f = MAX (t[0], 1e-300);
      sum[0] += w * (log (f) - log1p (-w));
      sum[1] += w * (u * u * t[0] - 2 * u * t[1] + t[3]) / f;
      sum[2] += w * (u * v * t[0] - u * t[2] - v * t[1] + t[4]) / f;
      sum[3] += w * (v * v * t[0] - 2 * v * t[2] + t[5]) / f;
    }
}

/* Minus the weighted mean of log f_-i (x_i), H = L L', L = (e^v0 0; v1 e^v2), u = L^-1 x. */
static double
objective (const double *v, double *gradient, void *data)
{
  Likelihood *c = data;
  size_t n = c->n, slices = (n + SLICE - 1) / SLICE, last = c->full ? 2 : 1;
  double l0 = exp (v[0]), l1 = c->full ? v[1] : 0, l2 = exp (v[last]), total[4] = { 0 };
  for (size_t i = 0; i < n; i++)
    {
      double p = c->x[i] / l0, q = (c->y[i] - l1 * p) / l2, norm = -0.5 * (p * p + q * q), w = c->weight[i];
      double left[4] = { p, q, norm, 1 }, right[4] = { p, q, 1, norm }, terms[TERMS] = { w, w * p, w * q, w * p * p, w * p * q,
                                                                                         w * q * q };
      for (size_t k = 0; k < 4; k++)
        {
          c->left[i + k * n] = left[k];
          c->right[i + k * n] = right[k];
        }
      for (size_t k = 0; k < TERMS; k++)
        c->terms[i + k * n] = terms[k];
    }
  mercer_pool_for (slices, slice_cb, c);
  for (size_t s = 0; s < slices; s++)
    for (int k = 0; k < 4; k++)
      total[k] += c->slice[s][k];
  if (gradient != NULL)
    {
      gradient[0] = 1 - (total[1] - l1 / l2 * total[2]);
      if (c->full)
        gradient[1] = -total[2] / l2;
      gradient[last] = 1 - total[3];
    }
  return v[0] + v[last] + log (2 * G_PI) - total[0];
}

static MercerStatus
gather (Likelihood *c, const MercerRows *rows, const MercerPlaneMoments *moments)
{
  double *x = mercer_work_doubles (c->work, MOST), *y = mercer_work_doubles (c->work, MOST), *w = mercer_work_doubles (c->work, MOST),
      total = 0;
  if (x == NULL || y == NULL || w == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < rows->n && c->n <= MOST; i++)
    {
      double weight = rows->weights != NULL ? rows->weights[i] : 1;
      if (!(weight > 0) || (rows->groups != NULL && rows->groups[i] != rows->group) || isnan (rows->x[0][i]) || isnan (rows->x[1][i]))
        continue;
      if (c->n < MOST)
        {
          x[c->n] = rows->x[0][i] - moments->mean[0];
          y[c->n] = rows->x[1][i] - moments->mean[1];
          w[c->n] = weight;
          total += weight;
        }
      c->n++;
    }
  for (size_t i = 0; i < c->n && c->n <= MOST; i++)
    w[i] /= total;
  c->x = x;
  c->y = y;
  c->weight = w;
  return MERCER_OK;
}

/* Room for one look; c->n is 0 where there are too many points, or too few. */
static MercerStatus
open_likelihood (Likelihood *c, const MercerRows *rows, const MercerPlaneMoments *moments)
{
  MercerStatus status = gather (c, rows, moments);
  if (status != MERCER_OK || c->n > MOST || c->n < 4)
    {
      c->n = 0;
      return status;
    }
  size_t n = c->n, slices = (n + SLICE - 1) / SLICE;
  c->left = mercer_work_doubles (c->work, 4 * n);
  c->right = mercer_work_doubles (c->work, 4 * n);
  c->terms = mercer_work_doubles (c->work, TERMS * n);
  c->sums = mercer_work_doubles (c->work, TERMS * n);
  c->exponents = mercer_work_doubles (c->work, slices * SLICE * n);
  c->slice = mercer_work_alloc (c->work, slices, sizeof *c->slice);
  bool whole = c->left != NULL && c->right != NULL && c->terms != NULL && c->sums != NULL && c->exponents != NULL && c->slice != NULL;
  return whole ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

MercerStatus
mercer_bandwidth_likelihood_at (const MercerRows *rows, const MercerPlaneMoments *moments, size_t count, const double (*h)[3], double *out,
                                MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  Likelihood c = { .full = true, .work = work };
  MercerStatus status = open_likelihood (&c, rows, moments);
  for (size_t k = 0; k < count && c.n > 0 && status == MERCER_OK; k++)
    {
      double rest = h[k][2] - h[k][1] * h[k][1] / h[k][0];
      if (h[k][0] > 0 && rest > 0)
        out[k] = objective ((double[]){ 0.5 * log (h[k][0]), h[k][1] / sqrt (h[k][0]), 0.5 * log (rest) }, NULL, &c);
      status = mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
    }
  if (status == MERCER_OK)
    mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_bandwidth_likelihood (const MercerRows *rows, const MercerPlaneMoments *moments, bool full, double h[3], MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  Likelihood c = { .full = full, .work = work };
  MercerStatus status = open_likelihood (&c, rows, moments);
  h[0] = h[1] = h[2] = NAN;
  if (status != MERCER_OK || c.n == 0)
    {
      mercer_work_release (work, mark);
      return status;
    }
  size_t last = full ? 2 : 1;
  const double *s = moments->covariance;
  double scale = pow (moments->n, -1.0 / 6), low[3], high[3], rest = full ? s[2] - s[1] * s[1] / s[0] : s[2];
  double v[3] = { log (scale * sqrt (s[0])), scale * s[1] / sqrt (s[0]), 0 };
  v[last] = log (scale * sqrt (rest));
  for (size_t k = 0; k <= last; k++)
    {
      bool length = k == 0 || k == last;
      low[k] = length ? v[k] - 5 : -20 * scale * sqrt (s[2]);
      high[k] = length ? v[k] + 4 : 20 * scale * sqrt (s[2]);
    }
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = last + 1, .lower = low, .upper = high, .objective = objective,
                            .data = &c, .relative_tolerance = 1e-10, .max_evaluations = 100, .quiet = true };
  MercerOptimum optimum;
  status = mercer_optimize (&problem, v, &optimum, work);
  if (status == MERCER_OK && v[0] > low[0] + 1e-3 && v[last] > low[last] + 1e-3)
    {
      double l0 = exp (v[0]), l1 = full ? v[1] : 0, l2 = exp (v[last]);
      memcpy (h, (double[]){ l0 * l0, l0 * l1, l1 * l1 + l2 * l2 }, 3 * sizeof *h);
    }
  mercer_work_release (work, mark);
  return status == MERCER_DIVERGED ? MERCER_OK : status;
}
