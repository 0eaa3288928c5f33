/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: diffusion.c (tables, order of events), -numbers.c (the steps), -live.c (rows, and
 * what a hand changes of them and of the values), -measure.c, -picture.c. */

typedef struct
{
  int steps, particles, knowledge, copies;
  double bandwidth, width, noise;
  bool random, arrows;
} DiffusionValues;

enum { DIFFUSION_EXACT, DIFFUSION_LEARNED };

/* Moments 0 .. T are the forward diffusion at times 0 .. T; moments T + 1 .. 2 T + 1 the reverse one at times T .. 0. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  MercerRecipe *recipe; /* live changes included; a reference */
  const DiffusionValues *values;
  MercerInputs in;
  size_t total;        /* rows before they were thinned */
  size_t steps, m, moments;
  size_t done;         /* so many moments are known, the first ones */
  size_t now;          /* the newest of them */
  bool refused;        /* the last change could not be taken over */
  bool empty;          /* there is no whole row */
  bool painted;        /* the table has a ground */
  double *centre, *scale; /* d: the lengths in which the data have variance about 1 */
  bool each;           /* the columns have a scale each; distances are in them */
  MercerCloud cloud;
  MercerPlane plane;
  MercerMatrix rows;   /* n x d, centred and in units; its memory is the run's own */
  MercerMatrix x;      /* m x d: the particles now, in units */
  double *kept[2];     /* out and back, by time 0 .. T: how much of the variance is data, or will be as the schedule is now */
  double *path;        /* moments of m x 2, in the plane */
  double *nearest;     /* moments: mean distance to the nearest row */
  double farthest;     /* that of noise */
  double *energy;      /* by time: between the reverse particles and forward ones, in units */
  double *chance;      /* by time: what it is between two samples of one law */
  MercerMatrix last;   /* m x d: the particles now, in the columns' own units */
} DiffusionRun;

MercerStatus diffusion_run_open (DiffusionRun *run, MercerJob *job, const MercerRecipe *recipe);
void diffusion_run_close (DiffusionRun *run);
/* What a hand has changed since the last moment: nothing, the picture alone, the way back, or the way out as well. */
typedef enum
{
  DIFFUSION_SAME,
  DIFFUSION_SEEN,
  DIFFUSION_BACK,
  DIFFUSION_OUT
} DiffusionChange;
MercerStatus diffusion_run_refresh (DiffusionRun *run, DiffusionChange *change);
/* The moment after those that are known. */
MercerStatus diffusion_run_moment (DiffusionRun *run);
/* Forgets the way back, or with it the way out, so that it is gone anew with the values as they are. */
MercerStatus diffusion_run_rewind (DiffusionRun *run, DiffusionChange change);
static inline bool
diffusion_run_is_back (const DiffusionRun *run, size_t moment)
{
  return moment > run->steps;
}
/* The time of the schedule at a moment; how much of the variance is data there. */
static inline size_t
diffusion_run_time (const DiffusionRun *run, size_t moment)
{
  return diffusion_run_is_back (run, moment) ? 2 * run->steps + 1 - moment : moment;
}
static inline double
diffusion_run_kept (const DiffusionRun *run, size_t moment)
{
  return run->kept[diffusion_run_is_back (run, moment)][diffusion_run_time (run, moment)];
}
/* Where the step back from a moment leads from the points of the plane's lattice, less where they are; k x 2. */
MercerStatus diffusion_run_drift (const DiffusionRun *run, size_t moment, MercerMatrix from, MercerMatrix drift);
MercerStatus diffusion_run_figure (const DiffusionRun *run, bool final, MercerFigure **figure);
/* What invites to paint the first row. */
MercerFigure *diffusion_run_empty (const DiffusionRun *run);

/* Rows of `out` at a moment's noise, drawn anew: the law of the forward diffusion. `clean` (.data may be NULL): what they were. */
void diffusion_run_noised (const DiffusionRun *run, uint64_t stream, size_t moment, MercerMatrix out, MercerMatrix clean);
MercerStatus diffusion_run_measure (DiffusionRun *run, size_t moment);
/* Mean distance from the particles as they are to the nearest row each, in the columns' unit if they have one scale. */
MercerStatus diffusion_run_nearest (DiffusionRun *run, double *out);
/* The particles as the way back begins: noise. */
void diffusion_run_begin_back (DiffusionRun *run);
