/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gp.h"
#include "job.h"

/* The parts of this one method among themselves: gp-regression.c (tables, order of events), -suggest.c (starts that
 * suit the data), -numbers.c (what is computed), -samples.c (functions drawn at random), -picture.c (what is drawn), -line.c (along
 * one column), -words.c (readouts, notes, tables), -terms.c (the terms of a sum), -fit.c (the action). */

typedef enum { GP_BAND_LATENT, GP_BAND_PREDICTIVE } GpBand;
typedef enum { GP_SHOW_POSTERIOR, GP_SHOW_LEAVE_ONE_OUT } GpShow;
typedef enum { GP_OF_POSTERIOR, GP_OF_PRIOR } GpSamplesOf;
typedef enum { GP_SURFACE_MAPS, GP_SURFACE_SPACE } GpSurface;

enum { GP_MOST_LEVELS = 200 }; /* of a category that can be drawn side by side */

typedef struct
{
  double noise, width;
  int mean, band, show, samples, samples_of, surface, grid, restarts;
  bool noise_fixed, decompose;
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

  /* where it is drawn: along one or two of the columns, or where all are categories along the first and at the levels of it,
   * as many as are drawn (0: along numbers); over what is in view, and where it is at home */
  size_t along[2], n_along, levels;
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

  /* the kernel's terms, if they are asked for: m x (terms + 1), the mean function last, and at the points asked for; over
   * the rows, with what is left as one part more, shares (parts) and covariances (parts x parts) as parts of the whole */
  size_t n_terms;
  MercerKernel **terms;
  char **term_names;
  MercerMatrix term_mean, term_variance, term_fitted, at_term_mean, at_term_variance, together;
  double *share; /* NULL in drafts */
  bool has_terms, terms_refused;

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
/* So many of the rows, evenly taken, as a problem of their own. */
MercerStatus gp_run_thin (GpRun *run, size_t rows, MercerGpProblem *some);
/* The same numbers from some of the rows, evenly taken: a draft of the leave-one-out picture. */
MercerStatus gp_run_thin_leave_one_out (GpRun *run, size_t rows);
/* The number of a level in the data by its name; -1: there is none. */
int gp_level_number (const MercerRecipe *recipe, const char *column, const char *level);
/* -samples.c: how many, at how many points, and room for their covariance (.data NULL: none). What is drawn in a draft is
 * drawn from the same random numbers, so that the samples stay when the exact answer comes. */
MercerStatus gp_run_begin_samples (GpRun *run, MercerMatrix *covariance);
/* Whether the covariance is to be that of the posterior. */
bool gp_run_samples_posterior (const GpRun *run);
MercerStatus gp_run_draw_samples (GpRun *run, MercerMatrix covariance);
/* -picture.c: draft NULL for the exact figure. */
MercerFigure *gp_run_figure (const GpRun *run, const char *draft);
/* An input axis; panels and figures that show the same column move together, and what they show is computed over what is
 * in view. */
void gp_run_input_axis (const GpRun *run, MercerFigureBuilder *b, int panel, size_t which, bool vertical);
const char *gp_run_unit (const GpRun *run, const char *column);
/* Sd of what the band is of. */
double gp_run_band_sd (const GpRun *run, double variance);
/* Diameter of a dot: many are drawn small, so that the answer behind them can be seen. */
double gp_run_dot_size (size_t n);
/* What the picture means, and where it is cut. */
void gp_run_caption (const GpRun *run, MercerFigureBuilder *b, int panel, const char *meaning);
/* -line.c */
void gp_run_draw_line (const GpRun *run, MercerFigureBuilder *b);
/* mean ± half and the mean over the grid: curves along numbers, a bar for each level of a category. */
void gp_run_draw_band (const GpRun *run, MercerFigureBuilder *b, int panel, MercerColourRole role, const double *mean,
                       const double *half);
void gp_run_draw_mean (const GpRun *run, MercerFigureBuilder *b, int panel, MercerColourRole role, const double *mean,
                       const char *legend);
/* -terms.c */
void gp_run_find_terms (GpRun *run);
void gp_run_clear_terms (GpRun *run);
bool gp_run_wants_terms (const GpRun *run);
MercerStatus gp_run_terms (GpRun *run);
MercerStatus gp_run_thin_terms (GpRun *run, size_t rows);
MercerStatus gp_run_terms_at (GpRun *run);
void gp_run_term_columns (const GpRun *run, MercerFigureBuilder *b, int table, const char *unit);
void gp_run_term_words (const GpRun *run, MercerFigureBuilder *b);
void gp_run_term_tables (const GpRun *run, MercerFigureBuilder *b);
void gp_run_draw_terms (const GpRun *run, MercerFigureBuilder *b);
/* -words.c */
void gp_run_words (const GpRun *run, MercerFigureBuilder *b, bool final);
/* -fit.c */
MercerStatus gp_run_fit (GpRun *run);
