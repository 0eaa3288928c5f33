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
  MercerInputs in;
  size_t total;                 /* rows, of which `in` may be a part */
  MercerSchur schur;
} SchurRun;

/* draft NULL: the answer. */
MercerFigure *schur_run_figure (const SchurRun *run, const char *draft);
