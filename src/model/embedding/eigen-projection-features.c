/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "alignment.h"
#include "eigen-projection-private.h"
#include "feature.h"
#include "linalg.h"

/* Kernel PCA of random Fourier features (Lopez-Paz, Sra, Smola, Ghahramani and Schölkopf, "Randomized nonlinear component analysis",
 * ICML 2014): K is replaced by F F' with F = phi (X), whose principal components are those of an m x m matrix. What that costs in
 * accuracy is measured: on some rows the values of both are compared. */

enum { ROWS_AT_ONCE = 4096, JUDGES = 600 };

typedef struct
{
  const MercerProjectionProblem *problem;
  MercerProjection *p;
  MercerMatrix moments; /* m x m */
  double *mean;         /* m */
  MercerWork *work;
} Features;

/* Second moments and means over all rows, in blocks; then moments about the mean, lower triangle. */
static MercerStatus
sum_moments (Features *f)
{
  MercerMatrix x = f->problem->x;
  size_t n = x.rows, m = f->moments.rows, most = MIN (n, (size_t) ROWS_AT_ONCE);
  MercerMatrix spare = mercer_work_matrix (f->work, most, m);
  double *ones = mercer_work_doubles (f->work, most);
  if (spare.data == NULL || ones == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (f->moments, 0);
  memset (f->mean, 0, m * sizeof (double));
  for (size_t i = 0; i < most; i++)
    ones[i] = 1 / (double) n;
  for (size_t first = 0; first < n; first += most)
    {
      size_t rows = MIN (most, n - first);
      MercerMatrix part = mercer_matrix_block (spare, 0, 0, rows, m);
      MercerStatus status = projection_fill_features (f->p, mercer_matrix_block (x, first, 0, rows, x.cols), part, f->work);
      if (status == MERCER_OK)
        status = mercer_syrk (true, 1, part, 1, f->moments, f->work);
      if (status != MERCER_OK)
        return status;
      mercer_gemv (true, 1, part, ones, 1, f->mean);
    }
  for (size_t j = 0; j < m && f->problem->centred; j++)
    for (size_t i = j; i < m; i++)
      *mercer_matrix_at (f->moments, i, j) -= (double) n * f->mean[i] * f->mean[j];
  return MERCER_OK;
}

/* Sums of squares of both triangles, eigenpairs, and what projects any point. */
static MercerStatus
solve (Features *f)
{
  MercerProjection *p = f->p;
  size_t n = p->n, m = f->moments.rows;
  for (size_t j = 0; j < m; j++)
    for (size_t i = j; i < m; i++)
      p->squares += (i == j ? 1 : 2) * *mercer_matrix_at (f->moments, i, j) * *mercer_matrix_at (f->moments, i, j);
  mercer_matrix_mirror_lower (f->moments);
  MercerStatus status = mercer_eigen_top_dense (f->moments, p->k, 1e-11, false, p->values, p->weights, f->work);
  if (status != MERCER_OK)
    return status;
  if (f->problem->centred)
    {
      memcpy (p->mean_weights, f->mean, m * sizeof (double));
      p->grand_mean = cblas_ddot ((int) m, f->mean, 1, f->mean, 1);
    }
  for (size_t j = 0; j < p->k; j++)
    {
      p->values[j] = MAX (p->values[j], 0);
      p->offset[j] = f->problem->centred ? cblas_ddot ((int) m, f->mean, 1, mercer_matrix_column (p->weights, j), 1) : 0;
    }
  p->trace = (double) n * (p->feature_weight - p->grand_mean);
  projection_clear_rounding (p);
  return MERCER_OK;
}

/* |K - F F'| / |K| in Frobenius' norm on up to JUDGES rows, evenly taken; both centred there, if at all. */
static MercerStatus
judge (Features *f)
{
  const MercerProjectionProblem *problem = f->problem;
  size_t n = problem->x.rows, s = MIN (n, (size_t) JUDGES), m = f->moments.rows;
  MercerMatrix x = mercer_work_matrix (f->work, s, problem->x.cols), k = mercer_work_matrix (f->work, s, s);
  MercerMatrix phi = mercer_work_matrix (f->work, s, m), other = mercer_work_matrix (f->work, s, s);
  if (x.data == NULL || k.data == NULL || phi.data == NULL || other.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < s; i++)
      *mercer_matrix_at (x, i, c) = *mercer_matrix_at (problem->x, i * n / s, c);
  MercerStatus status = mercer_kernel_cross (problem->kernel, x, x, k, f->work);
  if (status == MERCER_OK)
    status = projection_fill_features (f->p, x, phi, f->work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, 1, phi, phi, 0, other, f->work);
  if (status == MERCER_OK && problem->centred)
    status = mercer_gram_centre (k, f->work);
  if (status == MERCER_OK && problem->centred)
    status = mercer_gram_centre (other, f->work);
  if (status != MERCER_OK)
    return status;
  double off = 0, all = 0;
  for (size_t j = 0; j < s; j++)
    for (size_t i = j; i < s; i++)
      {
        double exact = *mercer_matrix_at (k, i, j), rest = exact - *mercer_matrix_at (other, i, j), times = i == j ? 1 : 2;
        all += times * exact * exact;
        off += times * rest * rest;
      }
  f->p->off = all > 0 ? sqrt (off / all) : 0;
  f->p->judges = s;
  return MERCER_OK;
}

MercerStatus
projection_fill_features (const MercerProjection *p, MercerMatrix z, MercerMatrix phi, MercerWork *work)
{
  return mercer_features_fourier (z, p->frequencies, p->feature_weight, phi, work);
}

MercerStatus
projection_features (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work)
{
  size_t n = problem->x.rows, d = problem->x.cols, pairs = MAX (1, problem->landmarks / 2), m = 2 * pairs;
  g_autoptr (MercerSpectralLaw) law = mercer_spectral_law_new (problem->kernel, problem->names, d, NULL);
  if (law == NULL)
    return MERCER_BAD_INPUT;
  Features f = { problem, projection_new (n, 0, MIN (problem->components, m), m), mercer_work_matrix (work, m, m),
                 mercer_work_doubles (work, m), work };
  f.p->frequencies = mercer_matrix (g_new (double, d * pairs + 1), d, pairs);
  f.p->feature_weight = mercer_spectral_law_weight (law);
  MercerStatus status = f.moments.data != NULL && f.mean != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_spectral_law_draw (law, MERCER_COUPLING_ORTHOGONAL, problem->seed, f.p->frequencies, work);
  if (status == MERCER_OK)
    status = sum_moments (&f);
  if (status == MERCER_OK)
    status = solve (&f);
  if (status == MERCER_OK)
    status = mercer_projection_apply (f.p, problem->kernel, problem->x, f.p->scores, f.p->error, work);
  if (status == MERCER_OK)
    status = judge (&f);
  if (status == MERCER_OK)
    *out = f.p;
  else
    projection_free (f.p);
  return status;
}
