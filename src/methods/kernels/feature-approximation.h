/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feature.h"
#include "job.h"

/* The parts of this one method among themselves: feature-approximation.c (tables, start, order of events), -choices.c (the
 * kinds of features), -numbers.c (errors), -theory.c (errors to be expected), -picture.c (what is drawn), -words.c (what is said). */

typedef enum
{
  FEATURES_FOURIER,
  FEATURES_ORTHOGONAL,
  FEATURES_QUASI,
  FEATURES_SIGMA_DELTA,
  FEATURES_POSITIVE,
  FEATURES_POSITIVE_ORTHOGONAL,
  FEATURES_SIMPLEX,
  FEATURES_SIMPLEX_PLUS,
  FEATURES_UNIFORM,
  FEATURES_KMEANS,
  FEATURES_CHOLESKY,
  FEATURES_LEVERAGE,
  N_FEATURES
} FeatureKind;

typedef struct
{
  int features, shown, measure, repeats, most, bits;
  double ridge;
  bool compared[N_FEATURES];
} FeaturesValues;

/* How far the imitation is from the matrix: in the Frobenius norm, and at the entry that is worst. */
typedef enum { FEATURES_FROBENIUS, FEATURES_LARGEST } FeatureMeasure;

/* Numbers of features at which errors are measured. */
enum { MOST_STEPS = 24 };

/* Of one kind: errors over the repeats, relative to the matrix: Frobenius norm and largest entry. NaN beyond what there can
 * be (as many landmarks as rows). */
typedef struct
{
  bool wanted;
  double median[2][MOST_STEPS], low[2][MOST_STEPS], high[2][MOST_STEPS];
} FeatureErrors;

/* One run. Arrays are scratch of the job's work, except for those that features_run_close () frees. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const FeaturesValues *values;
  MercerKernel *kernel; /* bound */
  const char *const *names;
  double *x;
  size_t n, d, dropped, complete;
  MercerMatrix points;
  size_t repeats, most; /* as asked, or fewer for a draft */

  MercerSpectralLaw *law;  /* NULL: none is known, and why_no_law says so */
  GError *why_no_law;
  MercerMatrix scaled;     /* centred, in length scales; of a Gaussian kernel, else data NULL */
  double weight;           /* of the Gaussian */

  MercerMatrix k;          /* the matrix, without White */
  double norm, largest;    /* its Frobenius norm and largest entry */
  size_t step[MOST_STEPS]; /* numbers of features, ascending */
  size_t n_steps;
  FeatureErrors errors[N_FEATURES];
  double best[MOST_STEPS];       /* no matrix of this rank is nearer; NaN beyond */
  double expected[2][MOST_STEPS]; /* of independent Fourier and positive features, in the mean; NaN: not known */

  MercerMatrix imitation;  /* by what is shown, at the chosen number */
  double shown_error, shown_largest;
  size_t shown_features;   /* fewer than asked where there are no more */
  size_t *order;           /* of the rows as drawn */
} FeaturesRun;

/* -choices.c */
typedef struct
{
  const char *id, *title;
  bool fourier, positive; /* else landmarks */
} FeatureInfo;
extern const FeatureInfo features_info[N_FEATURES];
/* NULL, or why the kernel has none of this kind (g_malloc'd). */
char *features_refusal (FeatureKind kind, const MercerKernel *bound, const char *const *names, size_t d);
bool features_possible (const FeaturesRun *run, FeatureKind kind);
/* Features number 0 .. columns - 1 of the draw `repeat`, nested and not divided by their number: K is near
 * Phi Phi' / *divisor (m), with columns (m) of them for m features. */
typedef struct
{
  MercerMatrix phi;
  size_t each;  /* features to a column: bits to a number of sigma-delta, else 1 */
  bool average; /* Phi Phi' is divided by m / each / per */
  double per;   /* columns to a frequency: 2 of Fourier */
} FeatureDraw;
MercerStatus features_draw (const FeaturesRun *run, FeatureKind kind, size_t repeat, size_t m, FeatureDraw *draw);

/* -numbers.c */
/* most_rows: evenly taken; shorter: fewer repeats and features, for a draft. */
MercerStatus features_run_open (FeaturesRun *run, MercerJob *job, const FeaturesValues *values, const MercerRecipe *recipe,
                                size_t most_rows, bool shorter);
void features_run_close (FeaturesRun *run);
MercerStatus features_run_compute (FeaturesRun *run);
/* -theory.c: fill expected[0] and [1]. */
MercerStatus features_expect_fourier (FeaturesRun *run);
MercerStatus features_expect_positive (FeaturesRun *run);
/* -picture.c: draft NULL for the exact figure. */
MercerFigure *features_run_figure (const FeaturesRun *run, const char *draft);
/* -words.c */
void features_run_words (const FeaturesRun *run, MercerFigureBuilder *b, bool final);
