/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"
#include "spectrum.h"

/* The parts of this one method among themselves: gram.c (tables, start, order of events), -numbers.c (what is
 * computed), -picture.c (what is drawn), -words.c (readouts, notes, table). */

typedef enum { GRAM_BY_TABLE, GRAM_BY_COLUMN, GRAM_BY_COMPONENT, GRAM_BY_CLUSTER } GramOrder;

typedef struct
{
  double ridge;
  int order;
  bool centre;
} GramValues;

/* One run. Arrays are scratch of the job's work, except for those that gram_run_close () frees. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const GramValues *values;
  MercerKernel *kernel; /* bound */
  const char *const *names;
  const char *by;       /* the column that rows are ordered by, or NULL */
  double *x;
  size_t *rows;         /* of the table */
  size_t n, d, dropped;
  size_t complete;      /* rows without a missing value; n of them are looked at */
  MercerMatrix points;  /* n x d */

  size_t *order;        /* of the n points, as drawn */
  MercerMatrix image;   /* cells x cells, each the mean of block x block entries */
  size_t block;
  double low, high;     /* of the image */

  double *eigen;        /* descending; as many as were computed */
  size_t n_eigen;
  double shift;         /* a constant that makes a conditionally positive definite kernel positive definite; NAN */
} GramRun;

/* -numbers.c */
MercerStatus gram_run_open (GramRun *run, MercerJob *job, const GramValues *values, const MercerRecipe *recipe);
void gram_run_close (GramRun *run);
/* Chooses the order of the rows and makes the image. */
MercerStatus gram_run_image (GramRun *run);
/* Eigenvalues, of `some` rows or (some >= n) all. */
MercerStatus gram_run_spectrum (GramRun *run, size_t some);
/* The constant that makes a conditionally positive definite kernel a covariance on these rows. */
MercerStatus gram_run_shift (GramRun *run);
/* -picture.c: draft NULL for the exact figure. */
MercerFigure *gram_run_figure (const GramRun *run, const char *draft);
/* -words.c */
void gram_run_words (const GramRun *run, MercerFigureBuilder *b, bool final);
