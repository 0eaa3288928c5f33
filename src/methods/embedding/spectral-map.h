/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "job.h"
#include "row-map.h"

/* The parts of this one method among themselves: spectral-map.c (tables, order of events), -numbers.c, -picture.c. */

#define MAP_COORDINATES 8

typedef struct
{
  int way, horizontal, vertical, neighbours;
  double time, alpha, target_length;
} MapValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const MapValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;      /* the rows that are placed */
  MercerInputs graph;   /* those between which similarities are taken: the same, or fewer */
  const MercerColumn *target; /* of the supervised map */
  MercerGraphMap map;
  size_t negative;      /* similarities that were cut to 0 */
  MercerMatrix at;      /* new points x coordinates; .data NULL: none */
} MapRun;

/* At most so many rows for the graph; the others, where they are not to be left out, are placed after them. */
MercerStatus map_run_open (MapRun *run, MercerJob *job, const MapValues *values, const MercerRecipe *recipe, size_t most_rows, bool leave_others);
void map_run_close (MapRun *run);
MercerStatus map_run_compute (MapRun *run);
/* draft NULL: the answer. */
MercerFigure *map_run_figure (const MapRun *run, const char *draft);
