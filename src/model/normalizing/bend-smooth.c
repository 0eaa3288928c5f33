/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "bend.h"

/* Ramps are at least as steep as to rise within the interval, the straight part is never less than so much of the whole. */
static const double least_steep = 1, least_straight = 0.02;
/* On the circle raw numbers move a ramp as fast as the logistic function moves one in the middle of the interval. */
static const double turn = 0.25;
/* The inverse is right to this. */
static const double close = 1e-15;
enum { MOST_STEPS = 200 };

static double
logistic (double a)
{
  return a >= 0 ? 1 / (1 + exp (-a)) : exp (a) / (1 + exp (a));
}

/* What the raw numbers of one ramp stand for, with derivatives in them; the one that 0 stands for is the k-th of even places,
 * twice as wide as their distance. low, whole: S_k at 0, and what it gains up to 1; on the circle, where a ramp has no ends but
 * is repeated in each turn, 0 and 1. */
typedef struct
{
  double share, steep, place, by_steep, by_place, low, whole;
  bool around;
} Ramp;

typedef struct
{
  Ramp ramp[MERCER_BEND_MOST];
  double straight, by_gate;
} Ramps;

/* S (s) = rho (s) / (rho (s) + rho (1 - s)), rho (s) = exp (-1 / s) for s > 0, else 0; its first two derivatives. */
static void
step (double s, double out[3])
{
  out[0] = s > 0.5;
  out[1] = out[2] = 0;
  if (!(s > 1e-3 && s < 1 - 1e-3))
    return; /* exp (-1000) is 0: flat */
  double rest = 1 - s, value = logistic (1 / rest - 1 / s), slope = 1 / (s * s) + 1 / (rest * rest);
  double bent = 2 / (rest * rest * rest) - 2 / (s * s * s), both = value * (1 - value);
  out[0] = value;
  out[1] = both * slope;
  out[2] = both * ((1 - 2 * value) * slope * slope + bent);
}

static void
prepare (const MercerBend *bend, const double *a, Ramps *ramps)
{
  size_t n = bend->bins;
  double most = a[0], sum = 0, start = log (expm1 (0.5 * (double) n)), low[3], high[3];
  for (size_t k = 1; k < n; k++)
    most = fmax (most, a[k]);
  for (size_t k = 0; k < n; k++)
    sum += ramps->ramp[k].share = exp (a[k] - most);
  for (size_t k = 0; k < n; k++)
    {
      Ramp *ramp = &ramps->ramp[k];
      double even = (0.5 + (double) k) / (double) n, moved = a[2 * n + k] + start, odds = exp (fmin (a[n + k], 500));
      ramp->share /= sum;
      ramp->around = bend->circle;
      ramp->place = ramp->around ? even + turn * a[n + k] : even * odds / (1 - even + even * odds);
      ramp->by_place = ramp->around ? turn : ramp->place * (1 - ramp->place);
      ramp->steep = least_steep + (moved > 30 ? moved : log1p (exp (moved)));
      ramp->by_steep = logistic (moved);
      step (-ramp->steep * ramp->place + 0.5, low);
      step (ramp->steep * (1 - ramp->place) + 0.5, high);
      ramp->low = ramp->around ? 0 : low[0];
      ramp->whole = ramp->around ? 1 : high[0] - low[0];
    }
  double gate = logistic (a[bend->gate]);
  ramps->straight = least_straight + (1 - least_straight) * gate;
  ramps->by_gate = (1 - least_straight) * gate * (1 - gate);
}

/* Where u is from the middle of a ramp, of the nearest of its turns on the circle; *risen: the turns that lie behind. As steep as they
 * are, no two turns of one ramp overlap. */
static double
from_middle (const Ramp *ramp, double u, double *risen)
{
  double away = u - ramp->place;
  *risen = ramp->around ? rint (away) : 0;
  return away - *risen;
}

/* c u + (1 - c) sum_k p_k ramp_k (u), and its slope. */
static void
value_of (const MercerBend *bend, const Ramps *ramps, double u, double *y, double *slope)
{
  double mixed[2] = { 0, 0 }, at[3], risen;
  for (size_t k = 0; k < bend->bins; k++)
    {
      const Ramp *ramp = &ramps->ramp[k];
      step (ramp->steep * from_middle (ramp, u, &risen) + 0.5, at);
      mixed[0] += ramp->share * (risen + (at[0] - ramp->low) / ramp->whole);
      mixed[1] += ramp->share * ramp->steep * at[1] / ramp->whole;
    }
  *y = ramps->straight * u + (1 - ramps->straight) * mixed[0];
  *slope = ramps->straight + (1 - ramps->straight) * mixed[1];
}

/* A ramp from (0, 0) to (1, 1) at u: value, slope, slope's slope; derivatives of value and slope in the raw numbers of place and
 * steepness. */
static void
rise (const Ramp *ramp, double u, double out[3], double by_place[2], double by_steep[2])
{
  double a = ramp->steep, b = ramp->place, whole = ramp->whole, at[3], low[3] = { 0 }, high[3] = { 0 }, risen;
  double away = from_middle (ramp, u, &risen);
  step (a * away + 0.5, at);
  if (!ramp->around)
    {
      step (-a * b + 0.5, low);
      step (a * (1 - b) + 0.5, high);
    }
  double whole_place = -a * (high[1] - low[1]), whole_steep = (1 - b) * high[1] + b * low[1];
  out[0] = risen + (at[0] - ramp->low) / whole;
  out[1] = a * at[1] / whole;
  out[2] = a * a * at[2] / whole;
  by_place[0] = ramp->by_place * (-a * at[1] + a * low[1] - out[0] * whole_place) / whole;
  by_steep[0] = ramp->by_steep * (away * at[1] + b * low[1] - out[0] * whole_steep) / whole;
  by_place[1] = ramp->by_place * (-a * a * at[2] - out[1] * whole_place) / whole;
  by_steep[1] = ramp->by_steep * (at[1] + a * away * at[2] - out[1] * whole_steep) / whole;
}

static void
differentiate (const MercerBend *bend, const Ramps *ramps, double u, double slope, double *by_y, double *by_slope)
{
  size_t n = bend->bins;
  double mixed[3] = { 0, 0, 0 }, value[MERCER_BEND_MOST][3], by_place[2], by_steep[2];
  for (size_t k = 0; k < n; k++)
    {
      double part = (1 - ramps->straight) * ramps->ramp[k].share;
      rise (&ramps->ramp[k], u, value[k], by_place, by_steep);
      for (int j = 0; j < 3; j++)
        mixed[j] += ramps->ramp[k].share * value[k][j];
      by_y[1 + n + k] = part * by_place[0];
      by_slope[1 + n + k] = part * by_place[1] / slope;
      by_y[1 + 2 * n + k] = part * by_steep[0];
      by_slope[1 + 2 * n + k] = part * by_steep[1] / slope;
    }
  for (size_t k = 0; k < n; k++)
    {
      double part = (1 - ramps->straight) * ramps->ramp[k].share;
      by_y[1 + k] = part * (value[k][0] - mixed[0]);
      by_slope[1 + k] = part * (value[k][1] - mixed[1]) / slope;
    }
  by_y[0] = slope;
  by_slope[0] = (1 - ramps->straight) * mixed[2] / slope;
  by_y[1 + bend->gate] = ramps->by_gate * (u - mixed[0]);
  by_slope[1 + bend->gate] = ramps->by_gate * (1 - mixed[1]) / slope;
}

static void
forward (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope)
{
  Ramps ramps;
  double slope = 1;
  bool inside = bend->circle || (u >= 0 && u <= 1);
  *y = u; /* beyond, where nobody should ask, the identity keeps it increasing */
  if (inside)
    {
      prepare (bend, a, &ramps);
      value_of (bend, &ramps, u, y, &slope);
      *y -= bend->circle ? floor (*y) : 0;
    }
  *log_slope = log (slope);
  if (by_y == NULL)
    return;
  if (inside)
    differentiate (bend, &ramps, u, slope, by_y, by_slope);
  else
    for (size_t k = 0; k <= bend->numbers; k++)
      {
        by_y[k] = k == 0;
        by_slope[k] = 0;
      }
}

/* Newton's steps; every third, and where they would leave the bracket, its middle, so that it is halved often enough whatever the
 * slopes are. */
static void
inverse (const MercerBend *bend, double y, const double *a, double *u, double *log_slope)
{
  Ramps ramps;
  double low = 0, high = 1, got, slope = 1;
  *u = y;
  *log_slope = 0;
  if (!isfinite (y) || (!bend->circle && !(y >= 0 && y <= 1)))
    return;
  prepare (bend, a, &ramps);
  if (bend->circle)
    {
      value_of (bend, &ramps, 0, &got, &slope);
      y -= floor (y - got); /* of all turns the one that 0 to 1 is carried to */
      *u = fmin (fmax (y - got, 0), 1);
    }
  for (int k = 0; k < MOST_STEPS; k++)
    {
      value_of (bend, &ramps, *u, &got, &slope);
      *(got < y ? &low : &high) = *u;
      double miss = (got - y) / slope, next = *u - miss;
      if (fabs (miss) < close || high - low < close)
        break;
      if (k % 3 == 2 || !(next > low && next < high))
        next = 0.5 * (low + high);
      *u = next;
    }
  *log_slope = log (slope);
}

/* --- More ramps, or fewer ------------------------------------------------------------------------------------- */

/* Raw numbers of the k-th of n ramps. */
static void
unprepare (const MercerBend *bend, size_t k, double share, double place, double steep, double *a)
{
  static const double most_odds = 30;
  size_t n = bend->bins;
  double even = (0.5 + (double) k) / (double) n, start = log (expm1 (0.5 * (double) n));
  a[k] = log (share);
  a[n + k] = bend->circle ? (place - even) / turn : fmin (fmax (log (place / (1 - place)) - log (even / (1 - even)), -most_odds), most_odds);
  a[2 * n + k] = log (expm1 (fmin (fmax (steep - least_steep, 1e-3), 500))) - start;
}

/* Of more ramps some stand where one stood, each with its part of the share and so little aside that training parts them; of fewer, each
 * stands for a few at their middle, as wide as a level rise with the variance of all of theirs: a width w has w^2 / 12. */
static void
become (const MercerBend *bend, const double *a, const MercerBend *to, double *b)
{
  static const double aside = 0.2; /* of a ramp's width */
  Ramps ramps;
  size_t n = bend->bins, m = to->bins;
  double mean = 0;
  prepare (bend, a, &ramps);
  for (size_t j = 0; j < m; j++)
    {
      size_t first = j * n / m, behind = m > n ? first + 1 : (j + 1) * n / m, twins = 1, rank = 0;
      for (size_t other = 0; m > n && other < m; other++)
        if (other != j && other * n / m == first)
          {
            twins++;
            rank += other < j;
          }
      double share = 0, place = 0, square = 0, wide = 0;
      for (size_t k = first; k < behind; k++)
        {
          const Ramp *ramp = &ramps.ramp[k];
          share += ramp->share;
          place += ramp->share * ramp->place;
          square += ramp->share * (ramp->place * ramp->place + 1 / (12 * ramp->steep * ramp->steep));
        }
      place /= share;
      wide = sqrt (12 * fmax (square / share - place * place, 1e-12));
      place += aside * wide * ((double) rank - 0.5 * (double) (twins - 1));
      unprepare (to, j, share / (double) twins, bend->circle ? place : fmin (fmax (place, 1e-6), 1 - 1e-6), 1 / wide, b);
      mean += b[j] / (double) m;
    }
  for (size_t j = 0; j < m; j++)
    b[j] -= mean;
  b[to->gate] = a[bend->gate];
}

MercerBend
mercer_bend_smooth (size_t ramps)
{
  return (MercerBend){ .numbers = 3 * ramps + 1,
                       .bins = ramps,
                       .gate = 3 * ramps,
                       .bounded = true,
                       .forward = forward,
                       .inverse = inverse,
                       .become = become };
}

MercerBend
mercer_bend_smooth_circle (size_t ramps)
{
  MercerBend bend = mercer_bend_smooth (ramps);
  bend.circle = true;
  return bend;
}
