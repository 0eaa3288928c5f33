/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-integral-transform.h"

#include <math.h>
#include <string.h>

static const double frame[2] = { -0.25, 1.25 }; /* of the transformed values' density */
static const double least_depth = 0.02; /* of a valley that parts clusters, in parts of the lower peak beside it */

/* --- Moments ------------------------------------------------------------------------------------------------------ */

static void
moments (const double *x, size_t n, double *mean, double *sd, double *skewness)
{
  double m = 0, s2 = 0, s3 = 0;
  for (size_t i = 0; i < n; i++)
    m += (x[i] - m) / (double) (i + 1);
  for (size_t i = 0; i < n; i++)
    s2 += (x[i] - m) * (x[i] - m) / (double) n;
  double root = sqrt (s2);
  for (size_t i = 0; i < n && root > 0; i++)
    s3 += pow ((x[i] - m) / root, 3) / (double) n;
  *mean = m;
  *sd = n > 1 ? root * sqrt ((double) n / (double) (n - 1)) : 0;
  if (!(*sd > 1e-14 * fabs (m)))
    *sd = 0;
  if (skewness != NULL)
    *skewness = *sd > 0 ? s3 : NAN;
}

MercerStatus
transform_run_open (TransformRun *run, MercerJob *job, const TransformValues *values, const MercerRecipe *recipe, size_t most)
{
  *run = (TransformRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  if (!(most > 0 ? mercer_inputs_peek (&run->in, recipe, NULL, most) : mercer_inputs_open (&run->in, recipe, NULL)))
    return MERCER_BAD_INPUT;
  run->y = mercer_work_matrix (run->work, run->in.n, run->in.d);
  run->cluster = mercer_work_alloc (run->work, run->in.n, sizeof *run->cluster);
  if (run->y.data == NULL || run->cluster == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (run->cluster, 0, run->in.n * sizeof *run->cluster);
  const double *x = mercer_matrix_column (run->in.x, 0);
  moments (x, run->in.n, &run->mean, &run->sd, &run->skewness[0]);
  run->low = run->high = x[0];
  for (size_t i = 0; i < run->in.n; i++)
    {
      run->low = MIN (run->low, x[i]);
      run->high = MAX (run->high, x[i]);
    }
  if (most > 0) /* the axis of all rows, which does not move when they come */
    {
      const MercerColumn *column = mercer_dataset_column (run->in.dataset, (size_t) mercer_dataset_find (run->in.dataset, run->in.names[0]));
      run->low = column->min;
      run->high = column->max;
    }
  for (size_t k = 0; k < TRANSFORM_CURVE; k++)
    run->at[k] = run->low + (run->high - run->low) * (double) k / (TRANSFORM_CURVE - 1);
  return MERCER_OK;
}

void
transform_run_close (TransformRun *run)
{
  mercer_inputs_close (&run->in);
}

/* --- The integral -------------------------------------------------------------------------------------------------- */

static MercerStatus
integrate (TransformRun *run, size_t c, MercerIntegralTransform *t)
{
  const double *x = mercer_matrix_column (run->in.x, c);
  double *y = mercer_matrix_column (run->y, c), mean, sd;
  moments (x, run->in.n, &mean, &sd, NULL);
  MercerStatus status = mercer_integral_transform_init (t, x, run->in.n, sd > 0 ? run->values->bandwidth * sd : 1, run->work);
  for (size_t i = 0; i < run->in.n && status == MERCER_OK; i++)
    {
      if (i % 4096 == 0 && !mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      y[i] = mercer_integral_transform (t, x[i]);
    }
  return status;
}

static double
highest_between (const TransformRun *run, double low, double high)
{
  double most = 0;
  for (size_t k = 0; k < TRANSFORM_LATTICE; k++)
    {
      double y = frame[0] + (frame[1] - frame[0]) * (double) k / (TRANSFORM_LATTICE - 1);
      most = y >= low && y <= high ? MAX (most, run->density[k]) : most;
    }
  return most;
}

/* How deep the density falls at a cut, in parts of the lower of the peaks on either side. */
static double
depth_of (const TransformRun *run, size_t cut)
{
  double left = cut > 0 ? run->cut_y[cut - 1] : frame[0], right = cut + 1 < run->cuts ? run->cut_y[cut + 1] : frame[1], y = run->cut_y[cut];
  double lower = MIN (highest_between (run, left, y), highest_between (run, y, right));
  size_t k = (size_t) CLAMP (round ((y - frame[0]) / (frame[1] - frame[0]) * (TRANSFORM_LATTICE - 1)), 0, TRANSFORM_LATTICE - 1);
  return lower > 0 ? 1 - run->density[k] / lower : 0;
}

/* Ranks are level, and ripples of a level density are no clusters: the shallowest cut goes while it is too shallow to be seen. */
static void
drop_ripples (TransformRun *run)
{
  while (run->cuts > 0)
    {
      size_t shallowest = 0;
      for (size_t k = 1; k < run->cuts; k++)
        if (depth_of (run, k) < depth_of (run, shallowest))
          shallowest = k;
      if (depth_of (run, shallowest) >= least_depth)
        return;
      memmove (run->cut_y + shallowest, run->cut_y + shallowest + 1, (run->cuts - shallowest - 1) * sizeof *run->cut_y);
      run->cuts--;
    }
}

/* Clusters: the transformed values, whose bulk is spread evenly and whose gaps stay gaps, cut where their density (rule of thumb) is
 * least between two modes, and the cuts taken back to the column's units. */
static MercerStatus
find_clusters (TransformRun *run, const MercerIntegralTransform *t)
{
  const double *y = mercer_matrix_column (run->y, 0);
  MercerRows rows = { .n = run->in.n, .d = 1, .x = { y } };
  MercerDensitySample sample;
  MercerBins bins;
  double h = NAN;
  size_t side = TRANSFORM_LATTICE;
  if (!(run->sd > 0))
    return MERCER_OK;
  MercerStatus status = mercer_density_sample_init (&sample, &rows, 0, 1, run->work);
  if (status != MERCER_OK)
    return status;
  status = mercer_bandwidth (&sample, MERCER_RULE_RULE_OF_THUMB, &h, run->work);
  mercer_density_sample_clear (&sample);
  if (status == MERCER_OK)
    status = mercer_bins_init (&bins, 1, &frame[0], &frame[1], &side);
  if (status != MERCER_OK)
    return status;
  status = mercer_bins_add (&bins, &rows, run->work);
  h = MAX (run->values->clustering * (h > 0 ? h : 0.1), 2 * bins.step[0]);
  run->density = mercer_work_doubles (run->work, TRANSFORM_LATTICE);
  run->cut = mercer_work_doubles (run->work, TRANSFORM_LATTICE);
  run->cut_y = mercer_work_doubles (run->work, TRANSFORM_LATTICE);
  if (run->density == NULL || run->cut == NULL || run->cut_y == NULL)
    status = MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      mercer_line_density (&bins, h, run->density, NULL);
      size_t modes = mercer_line_modes (&bins, h, NULL, run->cut_y, run->work);
      run->cuts = modes > 0 ? modes - 1 : 0;
      drop_ripples (run);
      for (size_t k = 0; k < run->cuts; k++)
        run->cut[k] = mercer_integral_transform_inverse (t, run->cut_y[k]);
      for (size_t i = 0; i < run->in.n; i++)
        for (size_t k = 0; k < run->cuts; k++)
          run->cluster[i] += y[i] > run->cut_y[k];
    }
  mercer_bins_clear (&bins);
  return status;
}

/* --- Powers -------------------------------------------------------------------------------------------------------- */

static MercerPower
power_of (const TransformRun *run)
{
  return run->values->kind == TRANSFORM_BOX_COX ? MERCER_POWER_BOX_COX : MERCER_POWER_YEO_JOHNSON;
}

/* Transformed values brought to mean 0 and sd 1 (over n - 1), though they themselves may be too great for doubles. */
static double
standardised (const MercerPowerSums *sums, double x, size_t n)
{
  return mercer_power_standardised (sums, x) * sqrt (((double) n - 1) / (double) n);
}

static MercerStatus
apply_power (TransformRun *run, size_t c, const MercerPowerPart *parts)
{
  const double *x = mercer_matrix_column (run->in.x, c);
  double *y = mercer_matrix_column (run->y, c), mean, sd;
  size_t n = run->in.n;
  MercerPowerSums sums;
  transform_merge_parts (run, parts, power_of (run), run->lambda[c], &sums);
  for (size_t i = 0; i < n; i++)
    {
      if (i % 4096 == 0 && !mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      y[i] = standardised (&sums, x[i], n);
    }
  if (c > 0)
    return MERCER_OK;
  moments (y, n, &mean, &sd, &run->skewness[1]);
  for (size_t k = 0; k < TRANSFORM_CURVE; k++)
    run->curve[k] = standardised (&sums, run->at[k], n);
  return MERCER_OK;
}

static MercerStatus
profile (TransformRun *run, const MercerPowerPart *parts)
{
  double best = isfinite (run->best[0]) ? run->best[0] : 1, low = MIN (best - 3, run->lambda[0]), high = MAX (best + 3, run->lambda[0]);
  for (size_t k = 0; k < TRANSFORM_LAMBDAS; k++)
    {
      MercerPowerSums sums;
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      run->lambdas[k] = low + (high - low) * (double) k / (TRANSFORM_LAMBDAS - 1);
      transform_merge_parts (run, parts, power_of (run), run->lambdas[k], &sums);
      double likelihood = mercer_power_likelihood (&sums);
      run->likelihood[k] = isfinite (likelihood) ? likelihood : NAN;
    }
  return MERCER_OK;
}

static MercerStatus
raise_column (TransformRun *run, size_t c)
{
  MercerPowerFit fit;
  const MercerList *given = &run->values->lambda;
  MercerPowerPart *parts = transform_run_values (run, c);
  if (parts == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_power_fit_parts (power_of (run), run->n_parts, parts, &fit, run->work);
  if (status != MERCER_OK)
    return status;
  run->best[c] = fit.lambda;
  run->bounded[c] = fit.bounded;
  run->rounds = c == 0 ? fit.rounds : run->rounds;
  run->lambda[c] = given->n > (int) c ? given->at[c] : isfinite (fit.lambda) ? fit.lambda : 1;
  status = apply_power (run, c, parts);
  if (status == MERCER_OK && c == 0 && run->sd > 0)
    status = profile (run, parts);
  return status == MERCER_OK && c == 0 && run->has_parts && run->sd > 0 ? transform_run_apart (run, parts, power_of (run)) : status;
}

MercerStatus
transform_run_compute (TransformRun *run)
{
  MercerStatus status = MERCER_OK;
  MercerIntegralTransform first = { 0 };
  bool integral = run->values->kind == TRANSFORM_INTEGRAL;
  run->whole = NAN;
  if (!integral)
    status = transform_run_parts (run);
  for (size_t c = 0; c < run->in.d && status == MERCER_OK; c++)
    {
      MercerIntegralTransform other = { 0 }, *t = c == 0 ? &first : &other;
      status = integral ? integrate (run, c, t) : raise_column (run, c);
    }
  if (status != MERCER_OK)
    return status;
  if (!integral)
    return MERCER_OK;
  double mean, sd;
  moments (mercer_matrix_column (run->y, 0), run->in.n, &mean, &sd, &run->skewness[1]);
  for (size_t k = 0; k < TRANSFORM_CURVE; k++)
    run->curve[k] = mercer_integral_transform (&first, run->at[k]);
  return find_clusters (run, &first);
}
