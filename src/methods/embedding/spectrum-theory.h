/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gram-theory.h"
#include "inputs.h"
#include "job.h"
#include "marchenko-pastur.h"

/* The parts of this one method among themselves: spectrum-theory.c (tables, order of events), -numbers.c, -picture.c,
 * -words.c. */

typedef struct
{
  bool standardize;
  double level;
  int shuffles;
} SpectrumValues;

/* Eigenvalues are those of the centred Gram matrix over n - 1: of a linear kernel, the sample covariance's. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const SpectrumValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;
  MercerMatrix z;       /* n x d: the inputs, centred, of unit variance if asked for */
  size_t count;         /* eigenvalues that are looked at: min (n - 1, d) */
  double *eigen;        /* count, descending */
  double trace;         /* of the matrix */

  bool has_theory;
  MercerGramTheory theory;
  MercerMarchenkoPastur law; /* of (eigenvalue - lift) / slope */
  double *expected;          /* count: where the law puts them */
  double reach, threshold;   /* Tracy and Widom's upper point at the level; the eigenvalue that it means for the next one */
  double statistic, p_value; /* of the first that does not stand out */
  size_t spikes;

  size_t shuffled;          /* how many times the columns were shuffled; 0: none */
  double *shuffle_middle, *shuffle_high; /* count: the mean, and what `level` of the shuffles exceed */
  size_t beyond; /* how many of the largest exceed those: Horn's parallel analysis */
} SpectrumRun;

/* Of at most so many rows, evenly taken. */
MercerStatus spectrum_run_open (SpectrumRun *run, MercerJob *job, const SpectrumValues *values, const MercerRecipe *recipe, size_t most_rows);
/* A matrix of columns by columns says all; of other kernels it takes one of rows by rows. */
bool spectrum_is_linear (const MercerKernel *kernel);
void spectrum_run_close (SpectrumRun *run);
/* Eigenvalues, theory, what stands out. */
MercerStatus spectrum_run_compute (SpectrumRun *run);
MercerStatus spectrum_run_shuffle (SpectrumRun *run);
/* With fewer columns the laws of large matrices are a rough guide, and shuffled columns the better judge. */
bool spectrum_run_has_few (const SpectrumRun *run);
/* How many eigenvalues stand out: so many by every judge that is asked, at most `most` (NULL: not wanted) by one of them. Neither is right
 * alone. Shuffles leave the variance of strong components in the noise that they make, and see too few behind those (Dobriban
 * and Owen 2019, Deterministic parallel analysis, JRSS B 81, call it shadowing); the law supposes noise of one variance, and sees
 * too many where it is not. */
size_t spectrum_run_standing (const SpectrumRun *run, size_t *most);
/* The law is asked: it is known, and there are columns enough for it or no shuffles beside it. */
bool spectrum_run_asks_law (const SpectrumRun *run);
/* From the law's scale to that of the eigenvalues. */
double spectrum_run_scale (const SpectrumRun *run, double value);
/* The eigenvalues are the covariance's. */
bool spectrum_run_is_linear (const SpectrumRun *run);
/* draft NULL: the answer. */
MercerFigure *spectrum_run_figure (const SpectrumRun *run, const char *draft);
void spectrum_run_words (const SpectrumRun *run, MercerFigureBuilder *b);
