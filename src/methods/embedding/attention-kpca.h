/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "attention.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: attention-kpca.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  int head, values, steps;
  double noise;
} AttentionValues;

enum { ATTENTION_MOMENTS = 16, ATTENTION_RANDOM = 60, ATTENTION_MOST = 12 };

/* What is measured at one moment of the training. */
typedef struct
{
  double step, loss, cosine, cka, output_cka, feature_norm, output_norm;
} AttentionMoment;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const AttentionValues *values;
  MercerInputs in;
  size_t total;                /* rows, of which `in` may be a part */
  bool denoises;               /* no target column: the layer restores the rows from noisy ones */
  MercerMatrix x, target;      /* standardised */
  MercerAttention attention;
  MercerAttentionClaim claim;
  AttentionMoment moments[ATTENTION_MOMENTS];
  size_t count;
  double random_cosine, random_cka; /* what random values reach on average, 95 % of the time less than the _high */
  double random_cosine_high, random_cka_high;
} AttentionRun;

MercerStatus attention_run_open (AttentionRun *run, MercerJob *job, const AttentionValues *values, const MercerRecipe *recipe,
                                 size_t most_rows);
void attention_run_close (AttentionRun *run);
/* moments 1: untrained. */
MercerStatus attention_run_compute (AttentionRun *run, size_t moments);
/* draft NULL: the answer. */
MercerFigure *attention_run_figure (const AttentionRun *run, const char *draft);
