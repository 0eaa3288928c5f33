/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feature.h"
#include "job.h"

/* The parts of this one method among themselves: feature-approximation.c (tables, start, order of events), -choices.c (the
 * kinds of features), -numbers.c (rows and matrix), -errors.c (of all draws), -theory.c (errors to be expected), -picture.c
 * (what is drawn), -words.c (what is said). */

/* All that there is to choose from: name, id, title, what it is made of, how its vectors depend on one another, whether it is
 * compared from the start, and what ticking it draws. The order is that of the tables and of the colours. */
#define FEATURE_KINDS(_) \
  _ (FOURIER, "fourier", N_("Random Fourier"), FOURIER, NONE, 1, \
     N_("Draws the error of sines and cosines of independent frequencies drawn from the kernel's spectrum")) \
  _ (ORTHOGONAL, "orthogonal", N_("Orthogonal Fourier"), FOURIER, ORTHOGONAL, 1, \
     N_("Draws the error of frequencies at right angles in blocks: less of it in few dimensions")) \
  _ (QUASI, "quasi", N_("Quasi-Monte-Carlo"), FOURIER, QUASI, 1, \
     N_("Draws the error of frequencies from a sequence that fills the spectrum evenly")) \
  _ (SIGMA_DELTA, "sigma-delta", N_("1-bit sigma-delta"), FOURIER, NONE, 0, \
     N_("Draws the error of features that are a single bit each, rounded so that sums do not notice; M counts bits")) \
  _ (POSITIVE, "positive", N_("Positive"), POSITIVE, NONE, 0, \
     N_("Draws the error of exponentials of independent directions, which are never negative; of RBF and Softmax only")) \
  _ (POSITIVE_ORTHOGONAL, "positive-orthogonal", N_("Positive orthogonal"), POSITIVE, ORTHOGONAL, 0, \
     N_("Draws the error of positive features whose directions are at right angles")) \
  _ (SIMPLEX, "simplex", N_("Simplex (SimRFs)"), POSITIVE, SIMPLEX, 0, \
     N_("Draws the error of positive features whose directions point to the corners of a simplex")) \
  _ (SIMPLEX_PLUS, "simplex-plus", N_("Simplex+ (SimRFs+)"), POSITIVE, SIMPLEX_PLUS, 0, \
     N_("Draws the error of positive features whose directions heed their lengths too, so that they nearly cancel")) \
  _ (UNIFORM, "uniform", N_("Nyström, uniform"), LANDMARKS, NONE, 1, \
     N_("Draws the error of landmarks that are drawn blindly")) \
  _ (KMEANS, "kmeans", N_("Nyström, k-means++"), LANDMARKS, NONE, 0, \
     N_("Draws the error of landmarks far from those before, by the kernel's distance")) \
  _ (CHOLESKY, "cholesky", N_("Nyström, RPCholesky"), LANDMARKS, NONE, 1, \
     N_("Draws the error of landmarks that those before explain badly: randomly pivoted Cholesky")) \
  _ (LEVERAGE, "leverage", N_("Nyström, ridge leverage"), LANDMARKS, NONE, 0, \
     N_("Draws the error of landmarks that the others cannot replace at the ridge"))

typedef enum { FEATURES_OF_FOURIER, FEATURES_OF_POSITIVE, FEATURES_OF_LANDMARKS } FeatureFamilyKind;

typedef enum
{
#define FEATURE_NAME(name, ...) FEATURES_##name,
  FEATURE_KINDS (FEATURE_NAME)
#undef FEATURE_NAME
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
  MercerPositive positive; /* Gaussian or softmax, where scaled is there */
  MercerMatrix scaled;     /* in length scales, of a Gaussian kernel centred too; of any other kernel data NULL */
  double weight;           /* of the Gaussian or softmax */

  MercerMatrix k;          /* the matrix, without White */
  double norm, largest;    /* its Frobenius norm and largest entry */
  size_t step[MOST_STEPS]; /* numbers of features, ascending */
  size_t n_steps;
  FeatureErrors errors[N_FEATURES];
  double best[MOST_STEPS];       /* no matrix of this rank is nearer; NaN beyond */
  double expected[2][MOST_STEPS]; /* of independent Fourier and positive features, in the mean; NaN: not known */

  /* Mean squared error of positive features over that of independent ones, of the middle pair of rows: orthogonal, simplex. NaN:
   * not asked for, or the same along one column. */
  double gain[2];

  MercerMatrix imitation;  /* by what is shown, at the chosen number */
  double shown_error, shown_largest;
  size_t shown_features;   /* fewer than asked where there are no more */
  size_t *order;           /* of the rows as drawn */
} FeaturesRun;

/* -choices.c */
typedef struct
{
  const char *id, *title;
  FeatureFamilyKind of;
  MercerCoupling coupling;
} FeatureInfo;
extern const FeatureInfo features_info[N_FEATURES];
/* Whether it is c exp (-|S (x - x')|^2 / 2) or c exp ((S x).(S x')), S = diag (s): a kernel of positive features. s of length d,
 * 0 for columns that it does not see. */
bool features_find_positive (const MercerKernel *bound, const char *const *names, size_t d, MercerPositive *kind, double *s,
                             double *c);
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
/* -errors.c */
/* |a G - K| in both norms over |K|, G in its lower triangle. */
void features_measure (const FeaturesRun *run, MercerMatrix g, double a, double *frobenius, double *largest);
/* Columns that m features are, at most those there are; what Phi Phi' of so many columns is to be multiplied with. */
size_t features_columns (const FeatureDraw *draw, size_t m);
double features_factor (const FeatureDraw *draw, size_t columns);
/* Fill errors[kind] and best. */
MercerStatus features_trace (FeaturesRun *run, FeatureKind kind);
MercerStatus features_trace_best (FeaturesRun *run);
/* -theory.c: fill expected[0] and [1], and gain. */
MercerStatus features_expect_fourier (FeaturesRun *run);
MercerStatus features_expect_positive (FeaturesRun *run);
MercerStatus features_expect_gain (FeaturesRun *run);
/* -picture.c: draft NULL for the exact figure. */
MercerFigure *features_run_figure (const FeaturesRun *run, const char *draft);
/* -words.c */
void features_run_words (const FeaturesRun *run, MercerFigureBuilder *b, bool final);
