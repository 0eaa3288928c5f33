/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "schur.h"

/* The parts of this one method among themselves: schur-entropy.c (tables, order of events, numbers), -picture.c. */

typedef struct
{
  int show;
  double ridge;
  MercerText second;
} SchurValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const SchurValues *values;
  MercerKernel *first, *second; /* bound to the columns of x and of y */
  MercerInputs in;              /* the rows that are placed */
  MercerInputs found;           /* those that are split: the same, or fewer */
  MercerSchur schur;
  MercerMatrix scores[MERCER_SCHUR_PARTS]; /* rows that are placed x schur.k */
} SchurRun;

/* draft NULL: the answer. */
MercerFigure *schur_run_figure (const SchurRun *run, const char *draft);
