/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "work.h"

/* One face for bounded local minimisation; behind it stands NLopt. */
typedef enum
{
  MERCER_OPTIMIZE_LBFGS,       /* needs gradients */
  MERCER_OPTIMIZE_NELDER_MEAD, /* no gradients */
  MERCER_OPTIMIZE_BOBYQA       /* no gradients, smooth objective, n >= 2 */
} MercerOptimizeMethod;

/* f(x); fills gradient (length n) unless it is NULL. A value that is not finite is read as "much too
 * large here" and the line search steps back. */
typedef double (*MercerObjective) (const double *x, double *gradient, void *data);

typedef struct
{
  MercerOptimizeMethod method;
  size_t n;
  const double *lower, *upper; /* length n each, or NULL: unbounded */
  MercerObjective objective;
  void *data;
  double relative_tolerance; /* of f; 0 for 1e-10 */
  int max_evaluations;       /* of each start; 0 for 500 */
  int restarts;              /* further starts, drawn uniformly in the bounds (which must be finite) */
  uint64_t seed;             /* of the restarts */
  bool quiet;                /* reports no progress: a part of longer work that reports its own */
} MercerProblem;

typedef struct
{
  double value;    /* least f found */
  int evaluations; /* of all starts */
  int best_start;  /* 0 = the given one */
  bool converged;  /* false: max_evaluations ended the best start */
} MercerOptimum;

/* Minimises from x (length n, replaced by the best point found). Progress: one report for each start.
 * Asks `work` before each evaluation. MERCER_STOPPED keeps the best point so far in x and optimum;
 * MERCER_DIVERGED when no start saw a finite value. */
MercerStatus mercer_optimize (const MercerProblem *problem, double *x, MercerOptimum *optimum,
                              MercerWork *work);
