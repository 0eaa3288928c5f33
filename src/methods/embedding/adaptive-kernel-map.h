/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "adaptive-map.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: adaptive-kernel-map.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  double faith, perplexity;
  bool points;
} AdaptiveValues;

enum { ADAPTIVE_GRID = 60, ADAPTIVE_NEIGHBOURS = 10 };

typedef struct
{
  double error, divergence;        /* of the learned map */
  double plain_error;              /* of principal components */
  double trust, plain_trust;
  double placed_error;             /* of the landscape at rows that did not train it; NaN: all did */
} AdaptiveMeasures;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const AdaptiveValues *values;
  MercerInputs in;        /* the rows that are placed */
  MercerInputs found;     /* those that train the map: the same, or fewer */
  bool *taken;            /* in.n: which of the rows those are */
  MercerMatrix x;         /* found.n x d, standardised */
  MercerAdaptiveMap map;
  MercerMatrix z, plain;  /* in.n x 2: where the map and principal components put the rows */
  AdaptiveMeasures measures;
  double low[2], high[2]; /* what the landscape covers */
  double *landscape;      /* ADAPTIVE_GRID squared */
  MercerMatrix at_z;      /* new points x 2; .data NULL: none */
  double *at_metric;      /* what the landscape says there */
} AdaptiveRun;

/* At most so many rows train the map; the others, where they are not to be left out, are placed by it. */
MercerStatus adaptive_run_open (AdaptiveRun *run, MercerJob *job, const AdaptiveValues *values, const MercerRecipe *recipe,
                                size_t most_rows, bool leave_others);
void adaptive_run_close (AdaptiveRun *run);
/* Training would be found in the store. */
bool adaptive_run_is_trained (const AdaptiveRun *run, int evaluations);
/* evaluations 0: principal components as they are. */
MercerStatus adaptive_run_compute (AdaptiveRun *run, int evaluations);
/* draft NULL: the answer. */
MercerFigure *adaptive_run_figure (const AdaptiveRun *run, const char *draft);
