/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "kernel-cca.h"

/* The parts of this one method among themselves: kernel-correlation.c (tables, order of events), -numbers.c, -picture.c. */

#define CORRELATION_PAIRS  6
#define CORRELATION_SECOND "second-kernel"

typedef struct
{
  int pairs, shown;
  double ridge;
  MercerText second;
} CorrelationValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const CorrelationValues *values;
  MercerKernel *first, *second; /* bound to the columns of x and of y */
  MercerInputs in;
  size_t total;                 /* rows, of which `in` may be a part */
  MercerKernelCca cca;
  MercerMatrix at_f;            /* new points x pairs: f there; .data NULL: none */
  double held_out;              /* correlation of the first pair on rows that were left out; NaN: not asked for */
} CorrelationRun;

MercerStatus correlation_run_open (CorrelationRun *run, MercerJob *job, const CorrelationValues *values,
                                   const MercerRecipe *recipe, size_t most_rows);
void correlation_run_close (CorrelationRun *run);
MercerStatus correlation_run_compute (CorrelationRun *run, bool hold_out);
/* draft NULL: the answer. */
MercerFigure *correlation_run_figure (const CorrelationRun *run, const char *draft);
