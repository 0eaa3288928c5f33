/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "eigen-projection.h"
#include "inputs.h"
#include "job.h"
#include "start-kernel.h"
#include "turn.h"

/* The parts of this one method among themselves: kernel-pca.c (tables, order of events), -suggest.c (starts that suit the
 * data), -numbers.c (what is computed), -at.c (points of another table), -turn.c (which
 * combinations of components are drawn), -picture.c (what is drawn), -words.c (readouts, notes,
 * tables), -matrix.c (columns that are kernel values). */

typedef enum { PCA_SHOW_SCORES, PCA_SHOW_SPECTRUM, PCA_SHOW_DENOISED, PCA_SHOW_SPACE } PcaShow;
typedef enum { PCA_FIXED_POINT, PCA_RIDGE_MAP } PcaPreImage;
typedef enum { PCA_LANDMARKS, PCA_FEATURES } PcaSpan;

#define PCA_MOST_COMPONENTS 100 /* a slider spans a tenth of that */

typedef struct
{
  int components, horizontal, vertical, depth, show, landmarks, span, pre_image;
  double ridge, shift;
  bool center, linear, size_by_error, precomputed;
} PcaValues;

/* One run. Arrays are scratch of the job's work, except for those that pca_run_close () frees. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const PcaValues *values;

  MercerKernel *kernel; /* bound; NULL: the inputs are kernel values */
  char *no_features; /* why there are no random features where they are asked for: a sentence, or NULL */
  MercerInputs in;
  bool numbers; /* all inputs are numbers: none holds categories, none kernel values */
  MercerProjectionProblem problem;

  MercerStoreItem *item; /* what keeps p alive */
  const MercerProjection *p;

  MercerTurn turn; /* what is drawn of p's scores */

  /* a grid over the input plane, where there is one */
  size_t grid;
  double low[2], high[2];
  double *field; /* grid x grid: the horizontal component */

  MercerMatrix linear;                    /* n x few: scores of the linear principal components; .data NULL: not asked for */
  double *linear_values, linear_trace;    /* a value for each, the sum of all */
  bool standardised;                      /* the linear ones are those of columns over their spread */

  MercerMatrix at, at_scores; /* new points, .data NULL: none */
  double *at_error;
  MercerMatrix at_shown;    /* along the axes */
  MercerMatrix at_denoised; /* .data NULL: not asked for */

  MercerMatrix denoised; /* n x d, .data NULL: not asked for */
  size_t lost;           /* points whose iteration failed */
  bool by_map;           /* the pre-images are the ridge map's */
} PcaRun;

/* -suggest.c */
MercerRecipe *pca_suggest (MercerRecipe *recipe);
/* -matrix.c: why the inputs are no kernel matrix, in one sentence, or NULL; whether they look like one although nobody said so.
 * O(n^2) where there are as many inputs as rows. */
char *pca_check_kernel_matrix (const MercerRecipe *recipe);
bool pca_looks_like_kernel_matrix (const MercerRecipe *recipe);
/* -numbers.c */
MercerStatus pca_run_open (PcaRun *run, MercerJob *job, const PcaValues *values, const MercerRecipe *recipe);
void pca_run_close (PcaRun *run);
/* The projection (landmarks as in the problem) and everything that is shown of it. */
MercerStatus pca_run_compute (PcaRun *run, const MercerProjectionProblem *problem);
/* Components that are drawn: what is asked for, as far as there are any. */
size_t pca_horizontal (const PcaRun *run);
size_t pca_vertical (const PcaRun *run);
size_t pca_depth (const PcaRun *run);
/* -at.c: points of another table, if there is one. across, up: inputs. */
MercerStatus pca_compute_at (PcaRun *run);
void pca_draw_at_scores (const PcaRun *run, MercerFigureBuilder *b, int panel);
void pca_draw_at_space (const PcaRun *run, MercerFigureBuilder *b, int panel);
void pca_draw_at_inputs (const PcaRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up);
void pca_draw_at_denoised (const PcaRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up);
void pca_at_scores_table (const PcaRun *run, MercerFigureBuilder *b, const char *id);
void pca_at_tables (const PcaRun *run, MercerFigureBuilder *b);
/* -turn.c: what is drawn of the scores, in a panel a little turned. */
MercerStatus pca_show (PcaRun *run);
/* The same to the end, with figures on the way. */
MercerStatus pca_turn (PcaRun *run);
/* -picture.c: what pca_show () has left. draft NULL for the exact figure. */
MercerFigure *pca_run_figure (const PcaRun *run, const char *draft);
/* -words.c */
void pca_run_words (const PcaRun *run, MercerFigureBuilder *b, bool final);
