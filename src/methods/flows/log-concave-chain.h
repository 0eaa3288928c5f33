/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film-density.h"
#include "walk-jump.h"

/* The parts of this one method among themselves: log-concave-chain.c (tables, words), -walk.c (what the two lanes do). */

enum { CHAIN_WALKS, CHAIN_LANGEVIN, CHAIN_LANES };
enum { CHAIN_ENERGY, CHAIN_OCCUPANCY, CHAIN_CURVATURE };
enum { CHAIN_MODES = 16 }; /* at most */

typedef struct
{
  MercerFilmValues film; /* first */
  MercerFilmDensityValues density; /* second */
  double noise, friction;
  int walk;
} ChainValues;

typedef struct
{
  MercerMatrix y, v, before, score; /* n x d; of Langevin's lane y is the particles themselves */
  MercerMatrix draw;                /* what exact draws of the target look like */
  double share[CHAIN_MODES];        /* of them at each mode */
  double sigma;
  size_t m, walked, steps;          /* measurement, steps of its walk, and all */
} ChainState;

/* Of the MercerFilmFlow. */
MercerStatus chain_open_cb (MercerFilm *film, MercerLane *lane);
MercerStatus chain_step_cb (MercerFilm *film, MercerLane *lane);
MercerStatus chain_change_cb (MercerFilm *film, MercerLane *lane, unsigned changes);
