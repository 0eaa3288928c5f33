/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <cblas.h>
#include <math.h>

#include "linalg.h"
#include "random.h"

/* Philox's stream for samples; points that a sample is drawn at, and what their covariance may cost. */
enum { STREAM_SAMPLES = 0x5350, FEWEST_POINTS = 150, MOST_POINTS = 500 };
static const double sample_flops = 1.5e8;

/* Index in the grid of the i-th point that samples are drawn at; mercer_gp_posterior () takes the same. */
static size_t
sample_index (const GpRun *run, size_t i)
{
  return mercer_gp_covariance_index (run->z.rows, run->sample_points, i);
}

/* The points that samples are drawn at; no data: out of memory. */
static MercerMatrix
sample_places (GpRun *run)
{
  MercerMatrix places = mercer_work_matrix (run->work, run->sample_points, run->d);
  for (size_t c = 0; c < run->d && places.data != NULL; c++)
    for (size_t i = 0; i < run->sample_points; i++)
      *mercer_matrix_at (places, i, c) = *mercer_matrix_at (run->z, sample_index (run, i), c);
  return places;
}

/* The mean variance of the prior there. */
static MercerStatus
prior_variance (GpRun *run, double *variance)
{
  MercerMatrix places = sample_places (run);
  double *diagonal = mercer_work_doubles (run->work, run->sample_points), sum = 0;
  if (places.data == NULL || diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kernel_diagonal (run->kernel, places, false, diagonal);
  for (size_t i = 0; i < run->sample_points; i++)
    sum += diagonal[i];
  *variance = sum / (double) run->sample_points;
  return MERCER_OK;
}

/* The factor of a covariance (lower triangle, replaced). That of a posterior is a difference of numbers as large as the prior's
 * variance and has their rounding error: where little is uncertain, what makes it positive definite is measured by those. The
 * most that is added moves a sample by 1e-4 of the prior's sd, less than a pixel of its picture. */
static MercerStatus
factor (GpRun *run, MercerMatrix covariance, double trace)
{
  size_t r = run->sample_points;
  double *diagonal = mercer_work_doubles (run->work, r), jitter, prior, ridge = 1e-11 * trace;
  MercerStatus status = diagonal != NULL ? prior_variance (run, &prior) : MERCER_OUT_OF_MEMORY;
  if (status != MERCER_OK)
    return status;
  for (size_t i = 0; i < r; i++)
    diagonal[i] = *mercer_matrix_at (covariance, i, i);
  mercer_matrix_mirror_lower (covariance);
  do
    {
      for (size_t i = 0; i < r; i++)
        {
          *mercer_matrix_at (covariance, i, i) = diagonal[i] += ridge;
          for (size_t j = 0; j < i; j++)
            *mercer_matrix_at (covariance, i, j) = *mercer_matrix_at (covariance, j, i);
        }
      status = mercer_cholesky_jitter (covariance, diagonal, &jitter, run->work);
      ridge = MAX (10 * ridge, 1e-12 * prior);
    }
  while (status == MERCER_NOT_POSITIVE_DEFINITE && ridge <= 1e-8 * prior);
  return status;
}

/* a, b: independent draws with this covariance (lower triangle, destroyed). */
static MercerStatus
draw (GpRun *run, MercerMatrix covariance)
{
  size_t r = run->sample_points, pairs = run->n_samples;
  MercerMatrix draws = mercer_work_matrix (run->work, r, 2 * pairs), normals = mercer_work_matrix (run->work, r, 2 * pairs);
  if (draws.data == NULL || normals.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  double trace = 0;
  for (size_t i = 0; i < r; i++)
    trace += fabs (*mercer_matrix_at (covariance, i, i)) / (double) r;
  if (!(trace > 0) || !isfinite (trace))
    {
      /* nothing is uncertain, or nothing is known: no function to draw but the mean */
      run->samples_failed = !isfinite (trace);
      mercer_matrix_fill (draws, 0);
    }
  else
    {
      MercerStatus status = factor (run, covariance, trace);
      if (status != MERCER_OK)
        {
          run->samples_failed = status != MERCER_STOPPED;
          run->n_samples = 0;
          return status == MERCER_STOPPED ? status : MERCER_OK;
        }
      for (size_t k = 0; k < 2 * pairs; k++)
        mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_SAMPLES + k, 0, r,
                               mercer_matrix_column (normals, k));
      mercer_matrix_copy (normals, draws);
      cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) r, (int) (2 * pairs), 1,
                   covariance.data, (int) covariance.stride, draws.data, (int) draws.stride);
    }
  run->sample_a = draws.data;
  run->sample_b = mercer_matrix_column (draws, pairs);
  return MERCER_OK;
}

/* What the prior says at the sample points, about the mean function (or zero). */
static MercerStatus
prior_covariance (GpRun *run, MercerMatrix covariance)
{
  MercerMatrix places = sample_places (run);
  if (places.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < run->sample_points; i++)
    {
      double mid = run->report.n_beta > 0 ? run->report.beta[0] : 0;
      for (size_t c = 0; c < run->d && run->report.n_beta > 1; c++)
        mid += run->report.beta[1 + c] * *mercer_matrix_at (places, i, c);
      run->sample_mid[i] = mid;
    }
  return mercer_kernel_cross (run->kernel, places, places, covariance, run->work);
}

bool
gp_run_samples_posterior (const GpRun *run)
{
  return run->n_samples > 0 && run->values->samples_of == GP_OF_POSTERIOR && run->n > 0;
}

MercerStatus
gp_run_begin_samples (GpRun *run, MercerMatrix *covariance)
{
  bool wanted = run->n_along == 1 && run->values->show == GP_SHOW_POSTERIOR;
  double affordable = sqrt (sample_flops / (double) MAX (run->n, 1));
  run->n_samples = wanted ? (size_t) run->values->samples : 0;
  run->sample_points = MIN (run->z.rows, (size_t) CLAMP (affordable, FEWEST_POINTS, MOST_POINTS));
  *covariance = (MercerMatrix){ 0 };
  if (run->n_samples > 0)
    *covariance = mercer_work_matrix (run->work, run->sample_points, run->sample_points);
  return run->n_samples == 0 || covariance->data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

MercerStatus
gp_run_draw_samples (GpRun *run, MercerMatrix covariance)
{
  size_t r = run->sample_points;
  if (run->n_samples == 0)
    return MERCER_OK;
  run->sample_x = mercer_work_doubles (run->work, r);
  run->sample_mid = mercer_work_doubles (run->work, r);
  if (run->sample_x == NULL || run->sample_mid == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < r; i++)
    {
      run->sample_x[i] = *mercer_matrix_at (run->z, sample_index (run, i), run->along[0]);
      run->sample_mid[i] = run->mean[sample_index (run, i)];
    }
  MercerStatus status = gp_run_samples_posterior (run) ? MERCER_OK : prior_covariance (run, covariance);
  return status == MERCER_OK ? draw (run, covariance) : status;
}
