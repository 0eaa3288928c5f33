/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"
#include "recipe.h"
#include "regimes.h"

/* The parts of this one method among themselves: kde-regimes.c (tables, what is computed), -picture.c. */

typedef struct
{
  int dimensions, points, samples;
  double bandwidth;
} RegimesValues;

enum { REGIMES_CURVE = 161, REGIMES_WIDTHS = 25 };

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const RegimesValues *values;
  uint64_t seed;
  size_t d, n;
  MercerRegimes theory;
  double low, high;                       /* of the bandwidths drawn */
  size_t samples;                         /* simulated so far */
  double *squares;                        /* n x samples */
  double widths[REGIMES_WIDTHS];
  double middle[REGIMES_WIDTHS], under[REGIMES_WIDTHS], over[REGIMES_WIDTHS]; /* log of the estimate over d: median, 10 % and 90 % */
  double divergence[REGIMES_WIDTHS];
  double *ratio;                          /* samples: log of the estimate over its mean, at the bandwidth */
  double log_mean, relative_sd, matter;   /* at the bandwidth; points that matter: 1 / mean of sum w^2 */
} RegimesRun;

MercerFigure *regimes_run_figure (const RegimesRun *run, const char *draft);
