/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "inputs.h"
#include "interpolant.h"
#include "job.h"

/* The parts of this one method among themselves: multimarginal-interpolant.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  int from, to, steps, draws, particles;
  double across, up, ridge, time;
} InterpolantValues;

#define INTERPOLANT_GROUPS 6

typedef struct
{
  char *name;
  size_t *rows; /* of the inputs */
  size_t n;
} InterpolantGroup;

/* Nodes 0 .. steps lead from the corner `from` to the point, nodes steps .. 2 steps from there to the corner `to`. */
typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const InterpolantValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;
  MercerCloud cloud;
  MercerPlane plane;
  double spread;
  InterpolantGroup group[INTERPOLANT_GROUPS];
  size_t groups, from, to, left_out; /* rows of groups after the last */
  bool cut;             /* there were no categories: the groups are thirds of a column */
  bool painted;         /* rows can be: they have all that is asked of one */
  size_t draws, m, steps, nodes;
  double point[INTERPOLANT_GROUPS]; /* weights */
  double *path;         /* nodes blocks of m x d: the particles */
  double *energy, *chance; /* nodes: of the particles to draws of x(w), and between two such draws; in units of the spread */
  MercerMatrix drawn;   /* m x d, scratch */
} InterpolantRun;

MercerStatus interpolant_run_open (InterpolantRun *run, MercerJob *job, const InterpolantValues *values, const MercerRecipe *recipe,
                                   size_t most_draws, size_t most_steps);
void interpolant_run_close (InterpolantRun *run);
MercerStatus interpolant_run_carry (InterpolantRun *run);
/* The weights at a node, and where they are in the polygon. */
void interpolant_run_weights (const InterpolantRun *run, size_t node, double *weights);
void interpolant_run_place (const InterpolantRun *run, const double *weights, double *x, double *y);
/* The particles at a node, m x d. */
MercerMatrix interpolant_run_at (const InterpolantRun *run, size_t node);
/* draft NULL: the answer. */
MercerFigure *interpolant_run_figure (const InterpolantRun *run, const char *draft);
