/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film.h"
#include "sliced.h"

/* The parts of this one method among themselves: sliced-mmd-flow.c (tables, steps), -error.c (how far slices are from all
 * directions). */

enum { SLICED_FLOW_COUNTS = 9, SLICED_FLOW_KINDS = 3 };

typedef struct
{
  MercerFilmValues film; /* first */
  double momentum;
  int slices, slicing;
  bool redraw, adaptive;
} SlicedFlowValues;

typedef struct
{
  MercerMatrix directions;
  MercerSliced sliced;
  int evaluations;
  bool measured;
  double error[SLICED_FLOW_KINDS][SLICED_FLOW_COUNTS]; /* of 1, 2, 4 ... slices of each kind */
} SlicedFlowState;

/* Once, in more than one column. Root mean square difference between sliced velocities and those of the energy distance itself, over a
 * part of particles and target, as a share of the latter. */
MercerStatus sliced_flow_measure_error (MercerFilm *film, SlicedFlowState *state);
/* In one column a single slice is exact. */
bool sliced_flow_has_error (const MercerFilm *film);
void sliced_flow_draw_error (const MercerFilm *film, MercerFigureBuilder *b, int column, int row);
