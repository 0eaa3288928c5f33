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

enum { ATTENTION_MOMENTS = 16, ATTENTION_RANDOM = 60, ATTENTION_MATCHED = 5, ATTENTION_MOST = 12 };

/* What the reproduction study measures values by. */
typedef struct
{
  double cosine, cka, kernel_cka;     /* columns of V with those claimed */
  double token_cosine, token_matched; /* rows */
} AttentionLikeness;

/* What is measured at one moment of the training. */
typedef struct
{
  double step, loss, cosine, cka, kernel_cka, output_cka, feature_norm, output_norm, explained;
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
  AttentionLikeness found, random; /* of the trained values, and what random ones reach on average */
  double random_cosine_high, random_cka_high; /* what 5 % of random values exceed */
} AttentionRun;

MercerStatus attention_run_open (AttentionRun *run, MercerJob *job, const AttentionValues *values, const MercerRecipe *recipe,
                                 size_t most_rows);
void attention_run_close (AttentionRun *run);
/* moments 1: untrained. */
MercerStatus attention_run_compute (AttentionRun *run, size_t moments);
/* draft NULL: the answer. */
MercerFigure *attention_run_figure (const AttentionRun *run, const char *draft);
