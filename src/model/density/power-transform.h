/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* Power transforms that make a column more normal, and the likelihood that chooses lambda, in logarithms throughout, so that neither large
 * |lambda| nor values far from zero overflow or cancel (Marchand and others, Power Transform Revisited: Numerically Stable, and Federated).
 * BOX_COX (1964), x > 0: (x^lambda - 1) / lambda. YEO_JOHNSON (2000): the same of 1 + x for x >= 0; -((1 - x)^(2 - lambda) - 1) / (2 -
 * lambda) for x < 0. Limits at 0 and 2: logarithms. */
typedef enum { MERCER_POWER_BOX_COX, MERCER_POWER_YEO_JOHNSON } MercerPower;

double mercer_power_transform (MercerPower power, double lambda, double x);

/* What the likelihood at one lambda needs of a sample, or of a part of it: parts merge. Values t = log of 1 + |x| (of x for BOX_COX) are
 * kept for each sign apart as v = expm1 (mu (t - c)) / mu with mu = lambda, or 2 - lambda for the negative ones, and c the end of their
 * range where exp (mu t) is greatest: |v| <= 1 / |mu| and near c it is t - c, so that squares neither overflow nor cancel. */
typedef struct
{
  double n, c, mean, squares; /* of v: mean, sum of squared differences from it */
  double logs;                /* sum of t */
} MercerPowerHalf;
typedef struct
{
  MercerPower power;
  double lambda;
  MercerPowerHalf half[2]; /* of x >= 0, of x < 0 */
} MercerPowerSums;

void mercer_power_sums_init (MercerPowerSums *sums, MercerPower power, double lambda);
/* Adds n finite values (> 0 for BOX_COX). O(n). */
void mercer_power_sums_add (MercerPowerSums *sums, const double *x, size_t n);
/* into += from, of the same power and lambda. */
void mercer_power_sums_merge (MercerPowerSums *into, const MercerPowerSums *from);
/* log of the variance (over n) of the transformed values, which itself may be beyond the range of doubles; -INFINITY: none. */
double mercer_power_log_variance (const MercerPowerSums *sums);
/* (psi (x) - mean) / sd of one value, with the mean and the sd (over n) of the sample in `sums`, which may themselves be beyond the range
 * of doubles: all is told in parts of the greatest transformed value. 0: the sample has no spread. O(1). */
double mercer_power_standardised (const MercerPowerSums *sums, double x);
/* Profile likelihood, as scipy's boxcox_llf and yeojohnson_llf: -n/2 log variance + (lambda - 1) sum of sign (x) t. */
double mercer_power_likelihood (const MercerPowerSums *sums);
/* The lambda of greatest likelihood, by Brent's method to 1e-6 of it or so, where the likelihood is level to rounding, kept to where
 * transformed values are below 1e300. Some 40 passes. NAN: no spread. STOPPED. */
MercerStatus mercer_power_fit (MercerPower power, const double *x, size_t n, double *lambda, double *likelihood, MercerWork *work);

/* The same of parts of the data that keep their rows: before it begins each tells three ends of its logarithms and whether its values
 * differ, and in each round its sums at one lambda, eleven numbers; merged they are the sums of all. */
typedef struct
{
  const double *x;
  size_t n;
} MercerPowerPart;
typedef struct
{
  double lambda, likelihood; /* NAN: no spread */
  size_t rounds;             /* in which the parts were asked */
  bool bounded;              /* lambda stands where transformed values reach 1e300: the likelihood rises beyond */
} MercerPowerFit;
MercerStatus mercer_power_fit_parts (MercerPower power, size_t count, const MercerPowerPart *parts, MercerPowerFit *fit, MercerWork *work);
