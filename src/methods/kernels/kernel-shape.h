/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"

/* The parts of this one method among themselves: kernel-shape.c (tables, start, order of events), -numbers.c (what is
 * computed), -picture.c (what is drawn), -spectrum.c (both, of the spectrum), -words.c (readouts, properties, notes). */

typedef enum { SHAPE_MAP, SHAPE_SURFACE } ShapeView;

typedef struct
{
  MercerList points; /* where x' stands, in data units; empty: where the range begins and past its middle */
  double range;
  int resolution, samples, view;
} ShapeValues;

/* Along one column: a density, lines, or both. */
typedef struct
{
  unsigned parts;               /* MercerKernelSpectrumParts; 0: it has not been asked for */
  double least, most;           /* frequencies that are shown */
  double *frequency, *density;  /* `n` of them, 0 if there is none */
  size_t n;
  bool pending;                 /* `n` are there so far */
  double *line, *weight;        /* `n_lines`, without that at 0, which has no place on a logarithmic axis */
  size_t n_lines;
  double steady;                /* the weight of the line at 0 */
} ShapeSpectrum;

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

  ShapeSpectrum spectrum[2]; /* along each column */

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
/* -spectrum.c */
MercerStatus shape_spectrum_compute (ShapeRun *run, size_t points);
/* Into rows from `row` on: of one column one panel, of two two beside each other. */
void shape_spectrum_draw (const ShapeRun *run, MercerFigureBuilder *b, int row);
bool shape_spectrum_is_known (const ShapeRun *run);
void shape_spectrum_tables (const ShapeRun *run, MercerFigureBuilder *b);
/* -picture.c */
MercerFigure *shape_run_figure (const ShapeRun *run, const char *draft);
/* -words.c */
void shape_run_words (const ShapeRun *run, MercerFigureBuilder *b);
/* One line on what it is. Free with g_free. */
char *shape_properties (const MercerKernel *kernel);
