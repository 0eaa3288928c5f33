/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "eigen-projection.h"
#include "inputs.h"
#include "job.h"
#include "kernel-pca-beside.h"
#include "start-kernel.h"
#include "turn.h"

/* The parts of this one method among themselves: kernel-pca.c (tables, order of events), -suggest.c (starts that suit the data), -numbers.c
 * (what is computed), -at.c (points of another table), -turn.c (which combinations of components are drawn), -beside.c (another map or a
 * partition of the same rows), -relatives.c (which there are), -picture.c and -beside-picture.c (what is drawn), -words.c (readouts, notes,
 * tables), -matrix.c (columns that are kernel values). */

typedef enum { PCA_SHOW_SCORES, PCA_SHOW_SPECTRUM, PCA_SHOW_DENOISED, PCA_SHOW_SPACE } PcaShow;
typedef enum { PCA_FIXED_POINT, PCA_RIDGE_MAP } PcaPreImage;
typedef enum { PCA_LANDMARKS, PCA_FEATURES } PcaSpan;

#define PCA_MOST_COMPONENTS 100 /* a slider spans a tenth of that */

typedef struct
{
  int components, horizontal, vertical, depth, show, beside, clusters, neighbours, landmarks, span, pre_image;
  double threshold, ridge, shift;
  bool center, size_by_error, precomputed;
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

  PcaBeside beside;

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
/* The projection (landmarks as in the problem) and everything that is shown of it; draft: what stands beside in a glance. */
MercerStatus pca_run_compute (PcaRun *run, const MercerProjectionProblem *problem, bool draft);
/* Components that are drawn: what is asked for, as far as there are any. */
size_t pca_horizontal (const PcaRun *run);
size_t pca_vertical (const PcaRun *run);
size_t pca_depth (const PcaRun *run);
/* -relatives.c: by PcaBesideKind. A relative is found from some rows for some: those, or more. A draft has draft_rows where there are more
 * than glance_rows, and no relative is found from more than most_rows. */
typedef struct
{
  PcaRun *run;
  const MercerInputs *from, *in;
  bool draft;
} PcaTask;
typedef struct
{
  const char *title; /* N_() */
  MercerStatus (*find) (const PcaTask *task, PcaRelative *found);
  size_t draft_rows, glance_rows, most_rows;
} PcaRelativeKind;
extern const PcaRelativeKind pca_relatives[];
/* Columns that are wanted of a map: what is drawn, and what is told. */
size_t pca_wanted_columns (const PcaRun *run);
/* What the supervised map follows: the column that colours the points, or NULL. */
const MercerColumn *pca_target_column (const PcaRun *run);
/* -beside.c: what stands beside, of all rows or, for a draft of what takes longer than a glance, of some. */
MercerStatus pca_beside_compute (PcaRun *run, bool draft);
bool pca_beside_is_slow (const PcaRun *run);
/* Over what pca_show () has left. */
MercerStatus pca_beside_lay (PcaRun *run);
void pca_beside_close (PcaRun *run);
const char *pca_beside_title (const PcaRun *run);
/* -beside-picture.c: where something was found */
void pca_beside_draw (const PcaRun *run, MercerFigureBuilder *b, int column, int row);
void pca_beside_readouts (const PcaRun *run, MercerFigureBuilder *b);
void pca_beside_notes (const PcaRun *run, MercerFigureBuilder *b);
void pca_beside_table (const PcaRun *run, MercerFigureBuilder *b);
/* Share of linear component j in the spread of the columns; 0 where linear PCA does not stand beside. */
double pca_beside_linear_share (const PcaRun *run, size_t j);
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
