/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "discrepancy.h"
#include "job.h"

/* The parts of this one method among themselves: mmd.c (tables, order of events), -suggest.c (kernel), -picture.c. */

typedef struct
{
  int permutations;
} MmdValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const MmdValues *values;
  MercerKernel *kernel; /* bound */
  MercerPoints first, second;
  MercerMatrix x, y;
  bool gaussian; /* the second sample was drawn, since none was given */
  const char *const *names;
  size_t d;
  MercerDiscrepancy sums;
  double *statistics, p_value; /* NULL: no test was made */
  MercerCloud cloud;           /* of both samples together */
} MmdRun;

MercerRecipe *mmd_suggest (MercerRecipe *recipe);
/* Computes the witness as well. */
MercerStatus mmd_run_figure (MmdRun *run, bool final, MercerFigure **figure);
