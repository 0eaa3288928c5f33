/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: diffusion.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  int steps, particles, knowledge, copies;
  double bandwidth, width, noise, time;
  bool arrows;
} DiffusionValues;

enum { DIFFUSION_EXACT, DIFFUSION_LEARNED };

/* Moments 0 .. T are the forward diffusion at times 0 .. T; moments T + 1 .. 2 T + 1 the reverse one at times T .. 0. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const DiffusionValues *values;
  MercerInputs in;
  size_t total;        /* rows before they were thinned */
  size_t steps, m, moments;
  double unit;         /* the picture's length in which the data have variance about 1 */
  MercerCloud cloud;
  MercerPlane plane;
  MercerMatrix rows;   /* n x d, centred and in units */
  double *kept;        /* steps + 1 */
  MercerMatrix x;      /* m x d: the particles now, in units */
  /* What is known of the film, one block: the store keeps it, so that looking at another moment computes nothing. */
  double *film;
  double *path;        /* moments of m x 2, in the plane */
  double *nearest;     /* moments: mean distance to the nearest row */
  double *energy;      /* steps + 1 of times 0 ..: between the forward and the reverse particles, in units */
  double *chance;      /* steps + 1: what it is between two samples of one law */
  MercerMatrix last;   /* m x d: what came back */
  MercerStoreItem *item;
} DiffusionRun;

MercerStatus diffusion_run_open (DiffusionRun *run, MercerJob *job, const DiffusionValues *values, const MercerRecipe *recipe);
void diffusion_run_close (DiffusionRun *run);
/* Whether the whole film was in the store. */
bool diffusion_run_recall (DiffusionRun *run);
/* Moments one after another, from 0. */
MercerStatus diffusion_run_moment (DiffusionRun *run, size_t moment);
/* After the last. */
void diffusion_run_remember (DiffusionRun *run);
/* The time of the schedule at a moment, and where it stands on the line from 0 to 2. */
size_t diffusion_run_time (const DiffusionRun *run, size_t moment);
double diffusion_run_clock (const DiffusionRun *run, size_t moment);
size_t diffusion_run_at (const DiffusionRun *run, double clock);
/* Where the reverse step leads from the points of the plane's lattice at this time > 0, less where they are; k x 2. */
MercerStatus diffusion_run_drift (const DiffusionRun *run, size_t time, MercerMatrix from, MercerMatrix drift);
/* Moments after `known` are not drawn. */
MercerStatus diffusion_run_figure (const DiffusionRun *run, size_t moment, size_t known, bool final, MercerFigure **figure);
