/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gp.h"
#include "job.h"

/* The parts of this one method among themselves: gp-regression.c (tables, order of events), -suggest.c (starts that
 * suit the data), -numbers.c (what is computed), -picture.c (what is drawn), -words.c (readouts, notes, tables),
 * -fit.c (the action). */

typedef enum { GP_BAND_LATENT, GP_BAND_PREDICTIVE } GpBand;
typedef enum { GP_SHOW_POSTERIOR, GP_SHOW_LEAVE_ONE_OUT } GpShow;
typedef enum { GP_OF_POSTERIOR, GP_OF_PRIOR } GpSamplesOf;

typedef struct
{
  double noise, width;
  int mean, band, show, samples, samples_of, grid, restarts;
  bool noise_fixed;
} GpValues;

/* One run. Arrays are scratch of the job's work, except for those that gp_data_clear () frees. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const GpValues *values;

  /* the data: rows without a missing value */
  MercerKernel *kernel; /* bound */
  double *x, *y;
  size_t *rows;
  uint64_t *ids;
  size_t n, d, dropped;
  double y_sd;
  const char *const *x_names, *y_name;
  MercerGpProblem problem;

  /* where it is drawn: along one or two of the columns; over what is in view, and where it is at home */
  size_t along[2], n_along;
  double low[2], high[2], home_low[2], home_high[2];
  size_t grid[2];
  MercerMatrix z;
  double *mean, *variance;
  double white; /* variance of the kernel's white parts, which belong to new observations */

  /* samples on a coarser grid: n_samples pairs (a, b) for great circles */
  size_t n_samples, sample_points;
  double *sample_x, *sample_mid, *sample_a, *sample_b;
  bool samples_failed;

  /* at the points that the recipe asks for */
  MercerMatrix at;
  double *at_mean, *at_variance;

  bool has_loo, has_report;
  double *loo_mean, *loo_variance;
  MercerGpReport report;
} GpRun;

/* -suggest.c */
MercerRecipe *gp_regression_suggest (MercerRecipe *recipe);
/* -numbers.c */
MercerStatus gp_run_open (GpRun *run, MercerJob *job, const GpValues *values, const MercerRecipe *recipe);
void gp_run_close (GpRun *run);
/* Chooses the grid. */
MercerStatus gp_run_place (GpRun *run);
MercerStatus gp_run_draft (GpRun *run, size_t landmarks);
MercerStatus gp_run_posterior (GpRun *run);
MercerStatus gp_run_leave_one_out (GpRun *run);
MercerStatus gp_run_at (GpRun *run);
/* The same numbers from some of the rows, evenly taken: a draft of the leave-one-out picture. */
MercerStatus gp_run_thin_leave_one_out (GpRun *run, size_t rows);
/* -picture.c: draft NULL for the exact figure. */
MercerFigure *gp_run_figure (const GpRun *run, const char *draft);
/* -words.c */
void gp_run_words (const GpRun *run, MercerFigureBuilder *b, bool final);
/* -fit.c */
MercerStatus gp_run_fit (GpRun *run);
