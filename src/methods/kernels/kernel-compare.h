/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gp.h"
#include "job.h"

/* The parts of this one method among themselves: kernel-compare.c (tables, start, order of events), -candidates.c (who
 * is compared), -numbers.c (scores and alignments), -picture.c (what is drawn and said), -multiples.c (one small picture
 * for each). */

typedef enum { COMPARE_BY_LOO, COMPARE_BY_LIKELIHOOD, COMPARE_BY_BIC, COMPARE_BY_ALIGNMENT } CompareBy;

typedef enum { COMPARE_SCORES, COMPARE_FITS, COMPARE_MATRICES } ComparePicture;

typedef struct
{
  double noise;
  int by, picture;
  bool parts, families, fit;
  MercerText others;
} CompareValues;

/* The kernel, others, terms of its sum, families; of a person's own list. */
enum { COMPARE_MOST = 24, COMPARE_MOST_OTHERS = 12 };

typedef struct
{
  MercerKernel *kernel;
  char *label;
  double noise;        /* sd; fitted with the kernel if that was asked */
  double log_likelihood, bic, loo, rmse, target; /* NaN: could not be computed */
  double *foretold;    /* of each row by the others; of the work; NULL: could not be computed */
  double *mean, *sd;   /* of the posterior over the grid, where fits along one column are drawn; NULL */
  size_t free;         /* parameters that a fit moves, noise and mean counted in */
} Candidate;

/* One run. Arrays are scratch of the job's work, except for those that compare_run_close () frees. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const CompareValues *values;
  MercerKernel *kernel; /* bound */
  const char *const *names;
  double *x, *y;
  size_t n, d, dropped, complete;
  MercerMatrix points;
  Candidate candidate[COMPARE_MOST]; /* best first once they are ranked */
  size_t n_candidates;
  MercerMatrix alignment; /* n_candidates x n_candidates, in the same order */
  MercerMatrix grid;      /* m x 1, for fits along one column */
  MercerMatrix *matrix;   /* of each, over some rows ordered by the clusters of the first; NULL: not drawn */
} CompareRun;

/* -numbers.c */
/* most: rows that are looked at, evenly taken; 0: as many as are affordable. */
MercerStatus compare_run_open (CompareRun *run, MercerJob *job, const CompareValues *values, const MercerRecipe *recipe,
                               size_t most);
void compare_run_close (CompareRun *run);
/* Fits them if that was asked, scores and ranks them. */
MercerStatus compare_run_score (CompareRun *run);
/* Of every pair and with the target. */
MercerStatus compare_run_align (CompareRun *run);
/* Where each is to have a picture of its own: posteriors or Gram matrices. */
MercerStatus compare_run_multiples (CompareRun *run);
/* Whether fits along one column are computed for what is in view: not where that would fit all kernels anew. */
bool compare_run_follows (const CompareRun *run);
/* -candidates.c */
void compare_run_gather (CompareRun *run);
/* -multiples.c */
void compare_run_draw_multiples (const CompareRun *run, MercerFigureBuilder *b);
void compare_run_fits_table (const CompareRun *run, MercerFigureBuilder *b);
/* -picture.c: draft NULL for the exact figure. */
MercerFigure *compare_run_figure (const CompareRun *run, const char *draft);
