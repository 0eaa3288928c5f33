/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "kernel-cca.h"
#include "sample-distance.h"

/* The parts of this one method among themselves: distribution-sdr.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  int slices;
  double ridge, width;
} SdrValues;

enum { SDR_PREDICTORS = 3 };

/* One side: predictors or response. */
typedef struct
{
  MercerSamples samples;
  size_t *offset;
  MercerMatrix values; /* total x dims, grouped */
  MercerMatrix gram;   /* count x count */
  double lengthscale;
} SdrSide;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const SdrValues *values;
  MercerInputs in;
  const MercerColumn *group; /* NULL: each row is a sample of its columns */
  size_t count;              /* samples */
  size_t *of_sample;         /* count: first row (of in) of each sample; of rows they are the rows */
  SdrSide x, y;
  double *response;          /* count: mean of each sample's response, over its columns */
  MercerKernelCca cca;       /* f: the sufficient predictors */
} SdrRun;

MercerStatus sdr_run_open (SdrRun *run, MercerJob *job, const SdrValues *values, const MercerRecipe *recipe,
                           size_t most_samples);
void sdr_run_close (SdrRun *run);
MercerStatus sdr_run_compute (SdrRun *run);
/* draft NULL: the answer. */
MercerFigure *sdr_run_figure (const SdrRun *run, const char *draft);
/* How many samples the recipe's table holds. */
size_t sdr_count (const MercerRecipe *recipe);
