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
  MercerInputs in;              /* the rows that are placed */
  MercerInputs found;           /* those that the functions are found from: the same, or fewer */
  bool *taken;                  /* in.n: which of the rows those are */
  MercerKernelCca cca;
  MercerMatrix f, g;            /* rows that are placed x pairs */
  MercerMatrix at_x, at_f;      /* new points x columns of x, and x pairs: f there; .data NULL: none */
  double held_out;              /* correlation of the first pair on rows that were left out, each in its turn, or that are not among those
                                 * of `found`; NaN: neither */
} CorrelationRun;

/* At most so many rows find the functions; the others, where they are not to be left out, are placed by them. */
MercerStatus correlation_run_open (CorrelationRun *run, MercerJob *job, const CorrelationValues *values,
                                   const MercerRecipe *recipe, size_t most_rows, bool leave_others);
void correlation_run_close (CorrelationRun *run);
MercerStatus correlation_run_compute (CorrelationRun *run, bool hold_out);
/* draft NULL: the answer. */
MercerFigure *correlation_run_figure (const CorrelationRun *run, const char *draft);
