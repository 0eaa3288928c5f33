/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph-map.h"

/* The maps of graph-map.h from points to points: found between some rows, and any other point placed by them. */
typedef enum { MERCER_ROW_MAP_LAPLACIAN, MERCER_ROW_MAP_DIFFUSION, MERCER_ROW_MAP_SUPERVISED } MercerRowMapWay;

typedef struct
{
  MercerRowMapWay way;
  const MercerKernel *kernel; /* bound to the d columns */
  MercerMatrix x;             /* n x d, n >= 3: the rows between which similarities are taken */
  size_t coordinates, neighbours;
  double time, alpha; /* of the diffusion map */
  /* Of the supervised map: n numbers, or codes of categories, none missing; numbers are as alike as an RBF of so wide a length scale finds
   * them, categories are or are not. */
  const double *target;
  bool target_is_category;
  double target_length;
} MercerRowMapProblem;

/* map->k: coordinates, fewer where there are fewer rows. *negative: similarities that were taken for 0. Cost as of graph-map.h. BAD_INPUT
 * where the kernel is not finite. */
MercerStatus mercer_row_map (const MercerRowMapProblem *problem, MercerGraphMap *map, size_t *negative, MercerWork *work);
/* out (m x k): where points (m x d) lie, in blocks; progress goes from `begun` to 1 as `doing` (translated; NULL: is not told). Graph maps
 * place them by the walk's first step, so that a row of the graph need not stay where it is; the supervised one is a function. O(n m d). */
MercerStatus mercer_row_map_place (const MercerRowMapProblem *problem, const MercerGraphMap *map, MercerMatrix points, MercerMatrix out,
                                   double begun, const char *doing, MercerWork *work);
/* The same of rows among which those of the graph are, which stay where they are: those with numbers[i] (rows of `all`, ascending) in
 * `graph` (n of them, ascending). */
MercerStatus mercer_row_map_place_rows (const MercerRowMapProblem *problem, const MercerGraphMap *map, MercerMatrix all,
                                        const size_t *numbers, const size_t *graph, MercerMatrix out, double begun, const char *doing,
                                        MercerWork *work);
