/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "discrepancy.h"
#include "flow.h"
#include "job.h"

/* The parts of this one method among themselves: mmd-flow.c (tables, order of events), -start.c (suggestions, where the
 * particles begin), -picture.c (frames), -words.c (readouts, notes, tables). */

typedef enum { MMD_FLOW_GAUSSIAN, MMD_FLOW_RING, MMD_FLOW_GRID } MmdFlowStart;
enum { MMD_FLOW_TRAIL = 12 };

typedef struct
{
  double step, momentum, noise;
  int particles, start, steps, every;
  bool adaptive, arrows;
} MmdFlowValues;

/* What is remembered of each step, the start's first. */
typedef struct
{
  double objective, repulsion, attraction, step, speed;
} MmdFlowMoment;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  MercerRecipe *recipe; /* live changes included; a reference */
  const MmdFlowValues *values;
  const char *const *names;
  size_t d;
  MercerKernel *kernel; /* bound */
  MercerPoints target, given; /* given: the start, if it is a table */
  MercerCloud cloud;    /* of the target as it was at the start */
  double spread;        /* of a column of it, root mean square; 1 if there is none */
  double reach;         /* farther from the centre than this a particle is lost */
  MercerFlow flow;
  GArray *moments;      /* of MmdFlowMoment */
  GArray *objectives;   /* those since the last change from outside, for the judge */
  MercerFlowEnd end;
  bool refused;         /* a live change could not be taken over */

  MercerPlane plane;
  MercerMatrix lattice;
  double *witness, strongest; /* the largest witness at the start */
  double *trail;        /* MMD_FLOW_TRAIL slots of n x dims, the oldest first */
  size_t n_trail;
} MmdFlowRun;

/* -start.c */
MercerRecipe *mmd_flow_suggest (MercerRecipe *recipe);
/* The particles at the start, n x d. */
MercerStatus mmd_flow_start (MmdFlowRun *run, MercerMatrix *x);
/* -picture.c: once, before the first frame; then after each kept frame; final: without the badge. */
MercerStatus mmd_flow_prepare_picture (MmdFlowRun *run);
void mmd_flow_trace (MmdFlowRun *run);
MercerStatus mmd_flow_figure (MmdFlowRun *run, bool final, MercerFigure **figure);
/* -words.c */
void mmd_flow_words (const MmdFlowRun *run, MercerFigureBuilder *b, bool final);
