/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "barlow-twins.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: stepwise-learning.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  int dims;
  double start, jitter, time;
} StepwiseValues;

#define STEPWISE_DIMS 12
#define STEPWISE_TIMES 240

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const StepwiseValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;      /* the rows that are trained on */
  size_t total;         /* of how many */
  size_t p;             /* dimensions of the embedding */
  MercerTwins twins;
  MercerMatrix w;       /* W (0), p x modes */
  double first[STEPWISE_DIMS], learned[STEPWISE_DIMS]; /* s (0) and the time of each mode */
  double times[STEPWISE_TIMES];
  MercerMatrix eigen;   /* STEPWISE_TIMES x p: eigenvalues of C, descending, from the flow */
  MercerMatrix theory;  /* the same by the closed form */
  double loss[STEPWISE_TIMES];
  double time;          /* where the embedding is looked at */
  MercerMatrix embedding; /* rows x 2: f along its first two modes at that time */
  double gap;             /* how far flow and closed form are apart, at most */
} StepwiseRun;

MercerStatus stepwise_run_open (StepwiseRun *run, MercerJob *job, const StepwiseValues *values, const MercerRecipe *recipe,
                                size_t most_rows);
void stepwise_run_close (StepwiseRun *run);
MercerStatus stepwise_run_compute (StepwiseRun *run);
/* draft NULL: the answer. */
MercerFigure *stepwise_run_figure (const StepwiseRun *run, const char *draft);
