/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "private-plane.h"

/* The parts of this one method among themselves: dp-kde.c (tables, order of events), -numbers.c, -picture.c. */

enum { PRIVATE_PLACES = 401, PRIVATE_SIDE = 121, PRIVATE_BUDGETS = 61 };

typedef struct
{
  double epsilon, delta, bandwidth;
  int mechanism;
  MercerList bounds;
} PrivateValues;

typedef struct
{
  MercerWork *work;
  const PrivateValues *values;
  MercerInputs in;
  size_t d, rows;           /* rows: that those of the inputs stand for */
  MercerPrivateFrame frame[2];
  bool own_bounds;          /* those of the rows: not private */
  size_t beyond;            /* rows that were put on a bound */
  size_t m[2], cells;
  double *at[2], step[2];
  double *exact, *released; /* cells */
  bool drowned;             /* the number of rows, by the noise */
  double scale, size;       /* of the noise; integral of the squared exact density */
  double budget[PRIVATE_BUDGETS], error[MERCER_N_PRIVATE][PRIVATE_BUDGETS]; /* relative */
  double expected, found;   /* relative errors */
} PrivateRun;

/* most: rows taken, evenly, for a draft; 0: all. */
MercerStatus private_run_open (PrivateRun *run, MercerJob *job, const PrivateValues *values, const MercerRecipe *recipe, size_t most);
void private_run_close (PrivateRun *run);
MercerStatus private_run_compute (PrivateRun *run, uint64_t seed);
/* How much one row moves what is made noisy. */
double private_run_sensitivity (const PrivateRun *run, MercerPrivate mechanism);
/* draft: what is shown instead of the answer, or NULL. */
MercerFigure *private_run_figure (const PrivateRun *run, const MercerChoice *mechanisms, const char *draft);
