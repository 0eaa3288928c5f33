/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film-density.h"

/* The parts of this one method among themselves: mmd-flow.c (tables, steps), -lanes.c (by which kernel each lane flows),
 * -words.c (readouts, notes). */

typedef struct
{
  MercerFilmValues film; /* first */
  MercerFilmDensityValues density; /* second */
  double momentum, noise, regularisation, widening;
  bool adaptive;
  int beside;
} MmdFlowValues;

typedef struct
{
  MercerFlow flow;
  MercerKernel *own;    /* of this lane: the recipe's or that beside it; bound */
  MercerKernel *widened; /* what it flows by at this step */
} MmdFlowState;

/* -lanes.c */
extern const MercerChoice mmd_flow_beside[];
size_t mmd_flow_lanes (const MercerFilm *film);
char *mmd_flow_name (const MercerFilm *film, const MercerLane *lane);
/* The kernel that the lane flows by in the end, bound; a new reference. */
MercerKernel *mmd_flow_lane_kernel (const MercerFilm *film, const MercerLane *lane);
/* The kernel with every length scale times the factor; a new reference. */
MercerKernel *mmd_flow_widen (MercerKernel *kernel, double factor);
/* -words.c */
void mmd_flow_words (const MercerFilm *film, MercerFigureBuilder *b, bool final);
