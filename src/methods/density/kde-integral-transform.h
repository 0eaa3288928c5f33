/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bandwidth.h"
#include "inputs.h"
#include "integral-transform.h"
#include "job.h"
#include "mode-line.h"
#include "power-transform.h"

/* The parts of this one method among themselves: kde-integral-transform.c (tables, order of events), -numbers.c, -parts.c (data in parts that
 * keep their rows), -picture.c. */

typedef enum { TRANSFORM_INTEGRAL, TRANSFORM_BOX_COX, TRANSFORM_YEO_JOHNSON } TransformKind;

typedef struct
{
  int kind;
  double bandwidth, clustering;
  MercerList lambda;
} TransformValues;

enum { TRANSFORM_CURVE = 400, TRANSFORM_LAMBDAS = 81, TRANSFORM_LATTICE = 513, TRANSFORM_MAX_D = 16 };

/* A part of the data: rows order[first] and on. */
typedef struct
{
  const char *name;
  size_t first, n;
  double lambda, greatest; /* of the first column alone: the most likely, NAN: no spread; its log likelihood */
  double likelihood[TRANSFORM_LAMBDAS]; /* of a row, less the greatest */
} TransformPart;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const TransformValues *values;
  MercerInputs in;
  MercerMatrix y;               /* n x d: transformed, powers brought to mean 0 and sd 1 */
  double low, high, mean, sd;   /* of the first column */
  double lambda[TRANSFORM_MAX_D], best[TRANSFORM_MAX_D]; /* in use; of greatest likelihood, NAN: no spread */
  bool bounded[TRANSFORM_MAX_D]; /* the likelihood rises beyond that */
  bool has_parts;               /* a column names them; else all rows are one */
  size_t n_parts, *order, rounds;
  TransformPart *part;
  double whole;                 /* the first column's lambda by its rows together */
  double skewness[2];           /* of the first column before and after */
  double at[TRANSFORM_CURVE], curve[TRANSFORM_CURVE];    /* the first column's transformation */
  double lambdas[TRANSFORM_LAMBDAS], likelihood[TRANSFORM_LAMBDAS];
  size_t cuts;                  /* the first column's clusters less one */
  double *cut, *cut_y;          /* in its units; transformed */
  double *density;              /* of the transformed values, TRANSFORM_LATTICE from -0.25 to 1.25; NULL: no spread */
  int *cluster;                 /* n */
} TransformRun;

/* most: rows taken, evenly; 0: all. */
MercerStatus transform_run_open (TransformRun *run, MercerJob *job, const TransformValues *values, const MercerRecipe *recipe, size_t most);
void transform_run_close (TransformRun *run);
MercerStatus transform_run_compute (TransformRun *run);
/* -parts.c */
MercerStatus transform_run_parts (TransformRun *run);
MercerPowerPart *transform_run_values (TransformRun *run, size_t c);
void transform_merge_parts (const TransformRun *run, const MercerPowerPart *parts, MercerPower power, double lambda, MercerPowerSums *all);
MercerStatus transform_run_apart (TransformRun *run, const MercerPowerPart *parts, MercerPower power);
void transform_draw_parts (const TransformRun *run, MercerFigureBuilder *b, int panel);
void transform_tell_parts (const TransformRun *run, MercerFigureBuilder *b, bool final);
/* draft: what is shown instead of the answer, or NULL. */
MercerFigure *transform_run_figure (const TransformRun *run, const char *draft);
