/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "bend.h"

/* Ramps are at least as steep as to rise within the interval, the straight part is never less than so much of the whole. */
static const double least_steep = 1, least_straight = 0.02;
/* The inverse is right to this. */
static const double close = 1e-15;
enum { BISECTIONS = 200 };

static double
logistic (double a)
{
  return a >= 0 ? 1 / (1 + exp (-a)) : exp (a) / (1 + exp (a));
}

/* What the raw numbers of one ramp stand for, with derivatives in them; the one that 0 stands for is the k-th of even places,
 * twice as wide as their distance. */
typedef struct
{
  double steep, place, by_steep, by_place;
} Ramp;

static Ramp
ramp_of (const MercerBend *bend, const double *a, size_t k)
{
  double n = (double) bend->bins, start = (0.5 + (double) k) / n, logit = log (start / (1 - start));
  double place = logistic (a[bend->bins + k] + logit), moved = a[2 * bend->bins + k] + log (expm1 (0.5 * n));
  return (Ramp){ .steep = least_steep + (moved > 30 ? moved : log1p (exp (moved))), .by_steep = logistic (moved),
                 .place = place, .by_place = place * (1 - place) };
}

/* S (s) = rho (s) / (rho (s) + rho (1 - s)), rho (s) = exp (-1 / s) for s > 0, else 0; its first two derivatives. */
static void
step (double s, double out[3])
{
  out[0] = s > 0.5;
  out[1] = out[2] = 0;
  if (!(s > 1e-3 && s < 1 - 1e-3))
    return; /* exp (-1000) is 0: flat */
  double rest = 1 - s, value = logistic (1 / rest - 1 / s), slope = 1 / (s * s) + 1 / (rest * rest);
  double turn = 2 / (rest * rest * rest) - 2 / (s * s * s), both = value * (1 - value);
  out[0] = value;
  out[1] = both * slope;
  out[2] = both * ((1 - 2 * value) * slope * slope + turn);
}

/* A ramp from (0, 0) to (1, 1) at u: value, slope, slope's slope; derivatives of value and slope in place and steepness. */
static void
rise (const Ramp *ramp, double u, double out[3], double by_place[2], double by_steep[2])
{
  double a = ramp->steep, b = ramp->place, at[3], low[3], high[3];
  step (a * (u - b) + 0.5, at);
  step (-a * b + 0.5, low);
  step (a * (1 - b) + 0.5, high);
  double whole = high[0] - low[0], whole_place = -a * (high[1] - low[1]), whole_steep = (1 - b) * high[1] + b * low[1];
  out[0] = (at[0] - low[0]) / whole;
  out[1] = a * at[1] / whole;
  out[2] = a * a * at[2] / whole;
  by_place[0] = (-a * at[1] + a * low[1] - out[0] * whole_place) / whole;
  by_steep[0] = ((u - b) * at[1] + b * low[1] - out[0] * whole_steep) / whole;
  by_place[1] = (-a * a * at[2] - out[1] * whole_place) / whole;
  by_steep[1] = (at[1] + a * (u - b) * at[2] - out[1] * whole_steep) / whole;
}

/* c u + (1 - c) sum_k p_k ramp_k (u). */
static void
forward (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope)
{
  size_t n = bend->bins;
  double share[MERCER_BEND_MOST], most = a[0], sum = 0, mixed[3] = { 0, 0, 0 };
  double value[MERCER_BEND_MOST][3], by_place[MERCER_BEND_MOST][2], by_steep[MERCER_BEND_MOST][2], straight;
  if (!(u >= 0 && u <= 1))
    {
      /* nobody should ask; the identity keeps it increasing */
      *y = u;
      *log_slope = 0;
      for (size_t k = 0; k <= bend->numbers && by_y != NULL; k++)
        by_y[k] = by_slope[k] = 0;
      if (by_y != NULL)
        by_y[0] = 1;
      return;
    }
  for (size_t k = 1; k < n; k++)
    most = fmax (most, a[k]);
  for (size_t k = 0; k < n; k++)
    sum += share[k] = exp (a[k] - most);
  for (size_t k = 0; k < n; k++)
    {
      Ramp ramp = ramp_of (bend, a, k);
      share[k] /= sum;
      rise (&ramp, u, value[k], by_place[k], by_steep[k]);
      for (int j = 0; j < 3; j++)
        mixed[j] += share[k] * value[k][j];
      for (int j = 0; j < 2; j++)
        {
          by_place[k][j] *= ramp.by_place;
          by_steep[k][j] *= ramp.by_steep;
        }
    }
  double gate = logistic (a[3 * n]);
  straight = least_straight + (1 - least_straight) * gate;
  double slope = straight + (1 - straight) * mixed[1], by_gate = (1 - least_straight) * gate * (1 - gate);
  *y = straight * u + (1 - straight) * mixed[0];
  *log_slope = log (slope);
  if (by_y == NULL)
    return;
  by_y[0] = slope;
  by_slope[0] = (1 - straight) * mixed[2] / slope;
  for (size_t k = 0; k < n; k++)
    {
      double part = (1 - straight) * share[k];
      by_y[1 + k] = part * (value[k][0] - mixed[0]);
      by_slope[1 + k] = part * (value[k][1] - mixed[1]) / slope;
      by_y[1 + n + k] = part * by_place[k][0];
      by_slope[1 + n + k] = part * by_place[k][1] / slope;
      by_y[1 + 2 * n + k] = part * by_steep[k][0];
      by_slope[1 + 2 * n + k] = part * by_steep[k][1] / slope;
    }
  by_y[1 + 3 * n] = by_gate * (u - mixed[0]);
  by_slope[1 + 3 * n] = by_gate * (1 - mixed[1]) / slope;
}

/* Newton's steps; every third, and where they would leave the bracket, its middle, so that it is halved often enough whatever the
 * slopes are. */
static void
inverse (const MercerBend *bend, double y, const double *a, double *u, double *log_slope)
{
  double low = 0, high = 1, got;
  *u = y;
  *log_slope = 0;
  if (!(y >= 0 && y <= 1))
    return;
  for (int k = 0; k < BISECTIONS; k++)
    {
      forward (bend, *u, a, &got, log_slope, NULL, NULL);
      *(got < y ? &low : &high) = *u;
      double miss = (got - y) * exp (-*log_slope), next = *u - miss;
      if (k % 3 == 2 || !(next > low && next < high))
        next = 0.5 * (low + high);
      if (fabs (miss) < close || high - low < close)
        return;
      *u = next;
    }
}

MercerBend
mercer_bend_smooth (size_t ramps)
{
  return (MercerBend){ .numbers = 3 * ramps + 1, .bins = ramps, .bounded = true, .forward = forward, .inverse = inverse };
}

void
mercer_bend_inverse_derivatives (const MercerBend *bend, double y, const double *a, double *u, double *by_u)
{
  double log_slope, again, by_y[MERCER_BEND_MOST + 1], by_slope[MERCER_BEND_MOST + 1];
  bend->inverse (bend, y, a, u, &log_slope);
  bend->forward (bend, *u, a, &again, &log_slope, by_y, by_slope);
  by_u[0] = 1 / by_y[0];
  for (size_t k = 1; k <= bend->numbers; k++)
    by_u[k] = -by_y[k] / by_y[0];
}
