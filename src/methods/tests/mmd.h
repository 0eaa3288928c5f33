/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "discrepancy.h"
#include "job.h"

/* The parts of this one method among themselves: mmd.c (tables, order of events), -suggest.c (kernel), -picture.c. */

typedef struct
{
  int permutations;
} MmdValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const MmdValues *values;
  MercerKernel *kernel; /* bound */
  MercerPoints first, second;
  MercerMatrix x, y;
  bool gaussian; /* the second sample was drawn, since none was given */
  const char *const *names;
  size_t d;
  size_t *numeric, *category;  /* which of the columns hold numbers, and which categories */
  size_t n_numeric, n_category;
  const char **numeric_names;  /* ends with NULL; g_malloc'd, the strings borrowed */
  MercerMatrix numbers_x, numbers_y; /* of x and y the columns of numbers */
  double *common;              /* d: the commonest level of each category in both samples together */
  MercerDiscrepancy sums;
  double *statistics, p_value; /* NULL: no test was made */
  MercerCloud cloud;           /* of both samples together, their numbers */
} MmdRun;

MercerRecipe *mmd_suggest (MercerRecipe *recipe);
/* What the samples have of each level of the k-th category, as bars in a panel at column 0 and this row. */
void mmd_draw_shares (const MmdRun *run, MercerFigureBuilder *b, size_t k, int row);
/* Computes the witness as well. */
MercerStatus mmd_run_figure (MmdRun *run, bool final, MercerFigure **figure);
