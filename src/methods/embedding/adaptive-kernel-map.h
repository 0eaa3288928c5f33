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
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const AdaptiveValues *values;
  MercerInputs in;
  size_t total;           /* rows, of which `in` may be a part */
  MercerMatrix x;         /* n x d, standardised */
  const double *y;
  MercerAdaptiveMap map;
  MercerMatrix plain;     /* n x 2: principal components */
  double plain_error, trust, plain_trust;
  double low[2], high[2]; /* what the landscape covers */
  double *landscape;      /* ADAPTIVE_GRID squared */
  MercerMatrix at_z;      /* new points x 2; .data NULL: none */
  double *at_metric;      /* what the landscape says there */
} AdaptiveRun;

MercerStatus adaptive_run_open (AdaptiveRun *run, MercerJob *job, const AdaptiveValues *values, const MercerRecipe *recipe,
                                size_t most_rows);
void adaptive_run_close (AdaptiveRun *run);
/* evaluations 0: principal components as they are. */
MercerStatus adaptive_run_compute (AdaptiveRun *run, int evaluations);
/* draft NULL: the answer. */
MercerFigure *adaptive_run_figure (const AdaptiveRun *run, const char *draft);
