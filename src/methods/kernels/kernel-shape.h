/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"

/* The parts of this one method among themselves: kernel-shape.c (tables, start, order of events), -numbers.c (what is
 * computed), -picture.c (what is drawn), -words.c (readouts, properties, notes). */

typedef enum { SHAPE_MAP, SHAPE_SURFACE } ShapeView;

typedef struct
{
  MercerList points; /* where x' stands, in data units; empty: where the range begins and past its middle */
  double range;
  int resolution, samples, view;
} ShapeValues;

/* One run. Arrays are scratch of the job's work. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const ShapeValues *values;
  MercerKernel *kernel; /* bound; freed by shape_run_close () */
  const char *const *names;
  size_t d; /* 1 or 2 */
  double low[2], high[2];

  /* k (z_i, place_s), z a grid along the column or over the plane; one x' in the plane */
  size_t side;
  MercerMatrix z, place, slices;
  MercerMatrix image; /* one column: k (z_i, z_j) */

  double *frequency, *density; /* one column: n_frequencies, 0 if no density is known; or the lines and their weights */
  bool lines;
  double steady; /* the weight of the line at 0 */
  size_t n_frequencies;

  /* prior functions on a coarser grid: n_samples pairs, for great circles */
  MercerMatrix sample_z;
  MercerMatrix draws; /* a of all, then b of all */
  size_t n_samples, sample_side;
  bool samples_failed;

  double at_zero, white;   /* k (x', x') without and with what White adds */
  double half_distance;    /* where a stationary kernel of one column has fallen to half of it; NaN */
  bool overflowed;         /* some values were too large for numbers */
} ShapeRun;

/* -numbers.c */
MercerStatus shape_run_open (ShapeRun *run, MercerJob *job, const ShapeValues *values, const MercerRecipe *recipe);
void shape_run_close (ShapeRun *run);
MercerStatus shape_run_compute (ShapeRun *run);
/* The range of column c that is shown. */
void shape_range (const MercerRecipe *recipe, const MercerKernel *kernel, const char *column, double times, double *low,
                  double *high);
/* Where x' stands in column c of d unless somebody says: the first or second of two, along one column. */
double shape_place (double low, double high, size_t which);
/* -picture.c */
MercerFigure *shape_run_figure (const ShapeRun *run);
/* -words.c */
void shape_run_words (const ShapeRun *run, MercerFigureBuilder *b);
/* Mean-square derivatives of the functions that the expression describes: INFINITY without limit, NaN unknown. */
double shape_smoothness (const MercerKernel *kernel);
/* One line on what it is. Free with g_free. */
char *shape_properties (const MercerKernel *kernel);
