/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gsir.h"
#include "inputs.h"
#include "job.h"
#include "sample-distance.h"

/* The parts of this one method among themselves: distribution-sdr.c (tables, order of events), -samples.c (which rows belong
 * together), -numbers.c, -picture.c. */

typedef struct
{
  int way, slices;
  double ridge, response_ridge, width;
} SdrValues;

enum { SDR_PREDICTORS = 6 };

/* One side: predictors or response. */
typedef struct
{
  MercerSamples samples;
  MercerMatrix gram; /* count x count */
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
  size_t count, total;       /* samples, and how many there are in all */
  size_t *of_sample;         /* count: first row (of in) of each sample; of rows they are the rows */
  bool *brushed;             /* count: samples of which a row is selected; NULL: none */
  SdrSide x, y;
  double *response;          /* count: mean of each sample's response, over its columns */
  MercerGsir gsir;           /* f: the sufficient predictors */

  MercerSamples at;          /* new samples; count 0: none */
  double *at_label;          /* at.count: the row, or what the column of samples holds (of text, the first row) */
  MercerMatrix at_f;         /* at.count x k: their predictors */
} SdrRun;

MercerStatus sdr_run_open (SdrRun *run, MercerJob *job, const SdrValues *values, const MercerRecipe *recipe,
                           size_t most_samples);
void sdr_run_close (SdrRun *run);
MercerStatus sdr_run_compute (SdrRun *run);
/* Ridges by cross-validation, after sdr_run_open () in place of sdr_run_compute (). */
MercerStatus sdr_run_choose (SdrRun *run, double *ridge, double *response_ridge);
/* draft NULL: the answer. */
MercerFigure *sdr_run_figure (const SdrRun *run, const char *draft);

/* How many samples the recipe's table holds, or so many of its rows (0: all). */
size_t sdr_count (const MercerRecipe *recipe, size_t most_rows);
/* Which rows belong together: fills the samples of both sides, at most so many samples (every so many-th). */
MercerStatus sdr_gather (SdrRun *run, size_t most_samples);
/* The samples of the table of new points. */
MercerStatus sdr_gather_at (SdrRun *run);
/* Why the table of new points cannot be used, a sentence (g_free), or NULL. */
char *sdr_check_at (const MercerRecipe *recipe);
