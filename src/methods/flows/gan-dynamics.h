/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "kernel-gan.h"

/* The parts of this one method among themselves: gan-dynamics.c (tables, order of events), -numbers.c (theory and game), -map.c (games all
 * over the diagram), -picture.c, -words.c. */

typedef struct
{
  double generator, discriminator, lambda, bandwidth, start;
  int points, steps, diagram;
  bool alternating;
} GanValues;

/* By the linearised theory the game converges, straight or turning, or it leaves the neighbourhood of the rows. Where it leaves, games
 * that are played tell whether it goes on turning within reach of them or points are thrown out. */
typedef enum
{
  GAN_STRAIGHT,
  GAN_TURNS,
  GAN_OSCILLATES,
  GAN_DIVERGES,
  GAN_LEAVES, /* one of those two */
  GAN_PHASES
} GanPhase;

#define GAN_COLUMNS 320 /* of the diagram: so narrow that each is drawn with one height */
#define GAN_PIECES 18   /* a phase has at most so many pieces in a column */

/* Games over the diagram, at nodes from edge to edge, row by row from the bottom. */
typedef struct
{
  size_t columns, rows, steps, played; /* where theory or the games around tell as much none are played */
  unsigned char phase[];        /* of GanPhase, but for GAN_LEAVES */
} GanMap;

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
  double radius, angle; /* of the slowest mode */
  double least_rate;   /* generator's rate from which simultaneous steps leave */
  GanPhase phase;      /* of the theory, and where that says that it leaves of the game, once it has been played */
  /* diagram: the middle of each column, and for each phase and piece where it begins and ends in each column (NaN: it does not) */
  GanAxis across, up; /* as far as they are in view */
  double at[GAN_COLUMNS], low[GAN_PHASES][GAN_PIECES][GAN_COLUMNS], high[GAN_PHASES][GAN_PIECES][GAN_COLUMNS];
  /* the game */
  double *path;        /* (steps + 1) blocks of n x d; NULL: not played */
  double *distance;    /* steps + 1, in units of sigma */
  size_t done;
  MercerGanVerdict verdict;
  const GanMap *map;   /* NULL: nothing is known yet */
  MercerStoreItem *map_item; /* holds it */
  size_t swapped;      /* points that end at another row than they began at */
  double rate;         /* what the distance is multiplied by at each step; NaN if it cannot be told */
} GanRun;

MercerStatus gan_run_open (GanRun *run, MercerJob *job, const GanValues *values, const MercerRecipe *recipe);
void gan_run_close (GanRun *run);
/* Both axes of the recipe's diagram, as far as they go by themselves. */
const GanAxis *gan_run_axes (const GanRun *run);
MercerStatus gan_run_diagram (GanRun *run);
MercerStatus gan_run_play (GanRun *run);
/* Games where the theory says that they leave, and the phases of the diagram by them; if they are known already (*known) at no cost. */
MercerStatus gan_run_map (GanRun *run, bool *known);
/* The theory's phase at a place of the diagram. */
GanPhase gan_run_phase (const GanRun *run, const MercerGan *gan, const double *gammas, double *radius, double *angle);
/* Where a node of the map is along an axis that has `count` of them; also between nodes. */
double gan_node (const GanAxis *axis, double k, size_t count);
/* The number of the game that an axis stands for. */
double *gan_place (MercerGan *gan, const GanAxis *axis);
/* Where the points begin, sigma and all as in gan. */
void gan_run_start (const GanRun *run, const MercerGan *gan, MercerMatrix start);
extern const char *const gan_phase_names[GAN_PHASES]; /* N_() */
/* draft NULL: the answer. */
MercerFigure *gan_run_figure (const GanRun *run, const char *draft);
/* What the game was seen to do, in a word or two (translated). */
const char *gan_run_verdict (const GanRun *run);
void gan_run_words (const GanRun *run, MercerFigureBuilder *b);
