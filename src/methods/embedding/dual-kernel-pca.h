/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dual-projection.h"
#include "inputs.h"
#include "job.h"
#include "start-kernel.h"
#include "turn.h"

/* The parts of this one method among themselves: dual-kernel-pca.c (tables, order of events), -picture.c. */

typedef enum { DUAL_SHOW_POINTS, DUAL_SHOW_DESCENT } DualShow;

#define DUAL_MOST_COMPONENTS 50

typedef struct
{
  int loss, components, horizontal, vertical, show, way, landmarks;
  double threshold;
  bool center;
} DualValues;

/* One run. Arrays are scratch of the job's work. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const DualValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;
  MercerDualProblem problem;
  MercerDualProjection *dual; /* of all rows, or of some for a draft */
  MercerMatrix scores;        /* n x k */
  double *weights, *error;    /* n */
  MercerMatrix at, at_scores; /* new points; .data NULL: none */
  MercerTurn turn;            /* what is drawn of the scores */
  MercerMatrix at_shown;      /* and of theirs */
} DualRun;

/* Components that are drawn: what is asked for, as far as there are any. */
size_t dual_component (const DualRun *run, int asked);
/* draft NULL: the answer. */
MercerFigure *dual_run_figure (const DualRun *run, const char *draft);
