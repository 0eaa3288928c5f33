/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-compare.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "alignment.h"
#include "linalg.h"
#include "seriation.h"

/* Rows that are compared, as given and when each is fitted; steps of a fit. */
enum { MOST_ROWS = 1200, MOST_FITTED_ROWS = 500, EVALUATIONS = 60 };

/* Evenly taken rows stand for more than can be compared. */
static void
thin (CompareRun *run, size_t most)
{
  run->complete = run->n;
  if (run->n <= most)
    return;
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < most; i++) /* moves to the left, never past what is still to be read */
      run->x[i + c * most] = run->x[i * run->n / most + c * run->n];
  for (size_t i = 0; i < most; i++)
    run->y[i] = run->y[i * run->n / most];
  run->n = most;
}

MercerStatus
compare_run_open (CompareRun *run, MercerJob *job, const CompareValues *values, const MercerRecipe *recipe, size_t most)
{
  *run = (CompareRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                       .names = mercer_recipe_role (recipe, "x") };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  run->d = g_strv_length ((char **) run->names);
  run->n = mercer_recipe_matrix (recipe, "x", "y", &run->x, &run->y, NULL);
  run->dropped = mercer_dataset_rows (mercer_recipe_dataset (recipe)) - run->n;
  thin (run, most > 0 ? most : values->fit ? MOST_FITTED_ROWS : MOST_ROWS);
  run->points = mercer_matrix (run->x, run->n, run->d);
  return MERCER_OK;
}

void
compare_run_close (CompareRun *run)
{
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      g_clear_pointer (&run->candidate[k].kernel, mercer_kernel_unref);
      g_free (run->candidate[k].label);
    }
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  g_free (run->x);
  g_free (run->y);
}

/* --- Scores --------------------------------------------------------------------------------------------- */

/* What a candidate cannot do leaves a gap in its row; what nobody can go on without ends the run. */
static bool
ends_all (MercerStatus status)
{
  return status == MERCER_STOPPED || status == MERCER_OUT_OF_MEMORY;
}

static MercerStatus
fit (CompareRun *run, Candidate *c)
{
  MercerGpProblem problem = { .x = run->points, .y = run->y, .kernel = c->kernel, .noise = c->noise,
                              .mean = MERCER_MEAN_CONSTANT };
  MercerGpFit how = { .max_evaluations = EVALUATIONS, .seed = mercer_recipe_seed (run->recipe) };
  g_autofree char *bound_hits = NULL;
  MercerKernel *fitted = NULL;
  MercerOptimum optimum = { 0 };
  double noise = c->noise;
  MercerStatus status = mercer_gp_fit (&problem, &how, &fitted, &noise, &optimum, &bound_hits, run->work);
  if (fitted != NULL && status == MERCER_OK)
    {
      mercer_kernel_unref (c->kernel);
      c->kernel = mercer_kernel_ref (fitted);
      c->noise = noise;
    }
  g_clear_pointer (&fitted, mercer_kernel_unref);
  return status;
}

static MercerStatus
score (CompareRun *run, Candidate *c)
{
  MercerGpProblem problem = { .x = run->points, .y = run->y, .kernel = c->kernel, .noise = c->noise,
                              .mean = MERCER_MEAN_CONSTANT };
  MercerGpReport report = { 0 };
  double *mean = mercer_work_doubles (run->work, run->n);
  MercerMark mark = mercer_work_mark (run->work);
  double *variance = mercer_work_doubles (run->work, run->n);
  if (mean == NULL || variance == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gp_leave_one_out (&problem, mean, variance, &report, run->work);
  mercer_work_release (run->work, mark);
  c->free = mercer_kernel_free_params (c->kernel) + 2; /* the noise and the mean */
  if (status != MERCER_OK)
    return status;
  c->log_likelihood = isfinite (report.log_marginal_likelihood) ? report.log_marginal_likelihood : NAN;
  c->bic = (double) c->free * log ((double) run->n) - 2 * c->log_likelihood;
  c->loo = isfinite (report.loo_log_score) ? report.loo_log_score : NAN;
  c->rmse = isfinite (report.loo_rmse) ? report.loo_rmse : NAN;
  c->foretold = mean;
  return MERCER_OK;
}

MercerStatus
compare_run_score (CompareRun *run)
{
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      Candidate *c = &run->candidate[k];
      mercer_work_progress (run->work, 0.9 * (double) k / (double) run->n_candidates, c->label);
      MercerStatus status = run->values->fit ? fit (run, c) : MERCER_OK;
      if (!ends_all (status))
        status = score (run, c);
      if (ends_all (status))
        return status;
    }
  return MERCER_OK;
}

/* --- Alignments ----------------------------------------------------------------------------------------- */

static MercerStatus
centred_gram (CompareRun *run, Candidate *c, MercerMatrix *k)
{
  *k = mercer_work_matrix (run->work, run->n, run->n);
  if (k->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (c->kernel, run->points, *k, run->work);
  if (status != MERCER_OK)
    return status;
  status = mercer_gram_centre (*k, run->work);
  if (status == MERCER_OK)
    c->target = mercer_gram_alignment_target (*k, run->y, run->work);
  return status;
}

static double
merit (const CompareRun *run, const Candidate *c)
{
  const double of[] = { [COMPARE_BY_LOO] = c->loo, [COMPARE_BY_LIKELIHOOD] = c->log_likelihood,
                        [COMPARE_BY_BIC] = -c->bic, [COMPARE_BY_ALIGNMENT] = c->target };
  double value = of[run->values->by];
  return isnan (value) ? -INFINITY : value;
}

/* Few enough for insertion; equal ones keep the order in which they were gathered. */
static void
rank (const CompareRun *run, size_t *order)
{
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      size_t at = k;
      double value = merit (run, &run->candidate[k]);
      for (; at > 0 && merit (run, &run->candidate[order[at - 1]]) < value; at--)
        order[at] = order[at - 1];
      order[at] = k;
    }
}

MercerStatus
compare_run_align (CompareRun *run)
{
  size_t m = run->n_candidates, order[COMPARE_MOST];
  MercerMatrix k[COMPARE_MOST];
  Candidate ranked[COMPARE_MOST];
  for (size_t c = 0; c < m; c++)
    {
      MercerStatus status = centred_gram (run, &run->candidate[c], &k[c]);
      if (status != MERCER_OK)
        return status;
    }
  run->alignment = mercer_work_matrix (run->work, m, m);
  if (run->alignment.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  rank (run, order);
  for (size_t a = 0; a < m; a++)
    for (size_t b = 0; b <= a; b++)
      {
        if (!mercer_work_wanted (run->work))
          return MERCER_STOPPED;
        double value = mercer_gram_alignment (k[order[a]], k[order[b]]);
        *mercer_matrix_at (run->alignment, a, b) = *mercer_matrix_at (run->alignment, b, a) = value;
      }
  for (size_t a = 0; a < m; a++)
    ranked[a] = run->candidate[order[a]];
  for (size_t a = 0; a < m; a++)
    run->candidate[a] = ranked[a];
  return MERCER_OK;
}

bool
compare_run_follows (const CompareRun *run)
{
  return !run->values->fit;
}

/* --- One picture for each --------------------------------------------------------------------------------- */

enum { GRID = 160, MOST_DRAWN_ROWS = 150 };

/* The posterior mean and sd of f over what is in view, or over the range of the column. */
static MercerStatus
compute_posteriors (CompareRun *run)
{
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < run->n; i++)
    {
      low = fmin (low, run->x[i]);
      high = fmax (high, run->x[i]);
    }
  if (compare_run_follows (run))
    mercer_recipe_view (run->recipe, run->names[0], &low, &high);
  run->grid = mercer_work_matrix (run->work, GRID, 1);
  if (run->grid.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < GRID; i++)
    run->grid.data[i] = low + (high - low) * (double) i / (GRID - 1);
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      Candidate *c = &run->candidate[k];
      MercerGpProblem problem = { .x = run->points, .y = run->y, .kernel = c->kernel, .noise = c->noise,
                                  .mean = MERCER_MEAN_CONSTANT };
      MercerGpReport report = { 0 };
      double *mean = mercer_work_doubles (run->work, GRID), *sd = mercer_work_doubles (run->work, GRID);
      if (mean == NULL || sd == NULL)
        return MERCER_OUT_OF_MEMORY;
      MercerStatus status = mercer_gp_posterior (&problem, run->grid, mean, sd, (MercerMatrix){ 0 }, &report, run->work);
      if (ends_all (status))
        return status;
      if (status != MERCER_OK)
        continue;
      for (size_t i = 0; i < GRID; i++)
        sd[i] = sqrt (sd[i]);
      c->mean = mean;
      c->sd = sd;
    }
  return MERCER_OK;
}

/* Gram matrices of evenly taken rows, all in the order of the first one's clusters, so that what differs is the kernel. */
static MercerStatus
compute_matrices (CompareRun *run)
{
  size_t n = MIN (run->n, (size_t) MOST_DRAWN_ROWS);
  MercerMatrix few = mercer_work_matrix (run->work, n, run->d), plain = mercer_work_matrix (run->work, n, n);
  size_t *order = mercer_work_alloc (run->work, n, sizeof *order);
  run->matrix = mercer_work_alloc (run->work, run->n_candidates, sizeof *run->matrix);
  if (few.data == NULL || plain.data == NULL || order == NULL || run->matrix == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (few, i, c) = *mercer_matrix_at (run->points, i * run->n / n, c);
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      MercerMatrix *drawn = &run->matrix[k];
      *drawn = mercer_work_matrix (run->work, n, n);
      MercerStatus status = drawn->data != NULL ? mercer_kernel_gram (run->candidate[k].kernel, few, plain, run->work)
                                                : MERCER_OUT_OF_MEMORY;
      if (status == MERCER_OK && k == 0)
        status = mercer_gram_order_clusters (plain, order, NULL, run->work);
      if (status != MERCER_OK)
        return status;
      mercer_matrix_mirror_lower (plain);
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++)
          *mercer_matrix_at (*drawn, i, j) = *mercer_matrix_at (plain, order[i], order[j]);
    }
  return MERCER_OK;
}

MercerStatus
compare_run_multiples (CompareRun *run)
{
  if (run->values->picture == COMPARE_MATRICES)
    return compute_matrices (run);
  bool along = run->d == 1 && !mercer_recipe_is_category (run->recipe, run->names[0]);
  return run->values->picture == COMPARE_FITS && along ? compute_posteriors (run) : MERCER_OK;
}
