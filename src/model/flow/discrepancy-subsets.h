/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Many products with vectors of 0 and 1 at once. Of every GROUP columns of a matrix the sums of all their subsets are written
 * down once; each vector then adds one of these sums where it would have added up to GROUP columns (Arlazarov, Dinic, Kronrod and
 * Faradzhev 1970, the "method of the four Russians"): a sixth of the additions and no multiplication, several times as fast as a
 * product of matrices. Private to discrepancy-permute.c. */

enum
{
  SUBSET_ROWS = 16,                            /* of one call: a vector unit's width, or two */
  SUBSET_GROUP = 6,                            /* 64 sums */
  SUBSET_GROUPS = 8,                           /* tables used together: 32 KB, the first-level cache */
  SUBSET_COLUMNS = SUBSET_GROUP * SUBSET_GROUPS,
  SUBSET_TILE = 10 * SUBSET_COLUMNS            /* a whole number of row blocks and of column blocks */
};

/* `count` indicators of length n. */
typedef struct
{
  size_t count;
  uint8_t *codes;  /* which subset, SUBSET_GROUPS bytes for each indicator within each block of columns */
  uint16_t *masks; /* the same by rows, one for each indicator within each block of rows */
} Indicators;

size_t indicators_codes (size_t n, size_t count);
size_t indicators_masks (size_t n, size_t count);
/* Indicator p becomes 1 at the `ones` places, all of it having been 0. Calls for different p may run at once. */
void indicators_set (const Indicators *indicators, size_t p, size_t ones, const size_t *places);
/* sum_i a_p(i) values(i) */
double indicators_sum (const Indicators *indicators, size_t p, size_t n, const double *values);

/* sums(p) += a_p(I)' T a_p(J) for every p, where I are the SUBSET_ROWS places from `row`, J those from `column`, and T
 * (SUBSET_ROWS x columns, column-major with this stride) is filled up with zeros to whole blocks of columns. `row` and `column`
 * are multiples of SUBSET_ROWS and SUBSET_COLUMNS. room: SUBSET_ROWS floats for each indicator. In single precision within one
 * call; the order of additions depends on nothing else. */
void indicators_multiply (const Indicators *indicators, const float *tile, size_t stride, size_t columns, size_t row, size_t column,
                          float *room, double *sums);
