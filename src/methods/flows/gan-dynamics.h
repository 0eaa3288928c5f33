/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "kernel-gan.h"

/* The parts of this one method among themselves: gan-dynamics.c (tables, order of events), -numbers.c, -picture.c. */

typedef struct
{
  double generator, discriminator, lambda, bandwidth, start;
  int points, steps, diagram;
  bool alternating;
} GanValues;

typedef enum
{
  GAN_STRAIGHT,
  GAN_TURNS,
  GAN_LEAVES,
  GAN_PHASES
} GanPhase;

#define GAN_COLUMNS 320 /* of the diagram: so narrow that each is drawn with one height */
#define GAN_PIECES 3    /* a phase has at most so many pieces in a column */

/* An axis of the diagram: a param over a range. */
typedef struct
{
  const char *id, *title; /* N_() */
  double low, high;
  size_t offset; /* in MercerGan */
} GanAxis;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const GanValues *values;
  MercerInputs in;     /* the real points */
  size_t total;
  MercerMatrix x;      /* n x d, in units of the rows' spread */
  double unit, p;      /* of the columns; 1 / n */
  MercerGan gan;
  size_t modes;        /* n d */
  double *gammas;
  double radius, least_rate; /* of the slowest mode; generator rate from which simultaneous steps leave */
  GanPhase phase;
  /* diagram: the middle of each column, and for each phase and piece where it begins and ends in each column (NaN: it does not) */
  GanAxis across, up; /* as far as they are in view */
  double at[GAN_COLUMNS], low[GAN_PHASES][GAN_PIECES][GAN_COLUMNS], high[GAN_PHASES][GAN_PIECES][GAN_COLUMNS];
  /* the game */
  double *path;        /* (steps + 1) blocks of n x d; NULL: not played */
  double *distance;    /* steps + 1, in units of sigma */
  size_t done;
  size_t swapped;      /* points that end at another row than they began at */
  double rate;         /* what the distance is multiplied by at each step; NaN if it cannot be told */
} GanRun;

MercerStatus gan_run_open (GanRun *run, MercerJob *job, const GanValues *values, const MercerRecipe *recipe);
void gan_run_close (GanRun *run);
/* Both axes of the recipe's diagram, as far as they go by themselves. */
const GanAxis *gan_run_axes (const GanRun *run);
MercerStatus gan_run_diagram (GanRun *run);
MercerStatus gan_run_play (GanRun *run);
extern const char *const gan_phase_names[GAN_PHASES]; /* N_() */
/* draft NULL: the answer. */
MercerFigure *gan_run_figure (const GanRun *run, const char *draft);
