/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fair-map.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: debias.c (tables, order of events, numbers), -picture.c. */

typedef struct
{
  double protection, gamma;
} DebiasValues;

enum { DEBIAS_CURVE = 21, DEBIAS_DIMS = 2 };

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const DebiasValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;      /* the rows that are placed */
  MercerInputs found;   /* those that the map is found from: the same, or fewer */
  const MercerColumn *label, *shield; /* the label's and the protected column */
  MercerFairMap map;
  MercerMatrix z;       /* rows that are placed x 2 */
  MercerMatrix at_z;    /* new points x 2; .data NULL: none */
  size_t kept;          /* directions of z that gain something; the others are 0 */
  double on_label, on_protected;
  double taus[DEBIAS_CURVE], labels[DEBIAS_CURVE], protecteds[DEBIAS_CURVE]; /* over all protections */
} DebiasRun;

/* draft NULL: the answer. */
MercerFigure *debias_run_figure (const DebiasRun *run, const char *draft);
