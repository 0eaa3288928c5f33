/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bend.h"

/* No bin is narrower or lower than this part of an even one, no knot's slope less: the inverse stays as exact as the map. */
static const double least_part = 0.02, least_slope = 0.02;

/* The knots that raw numbers stand for: K widths, K heights, K - 1 inner slopes; the outer slopes are 1. */
typedef struct
{
  double x[MERCER_BEND_MOST + 1], y[MERCER_BEND_MOST + 1], slope[MERCER_BEND_MOST + 1];
  double share_x[MERCER_BEND_MOST], share_y[MERCER_BEND_MOST]; /* softmax of the raw widths and heights */
} Knots;

/* Edges from -reach to reach, in parts of softmax (a) + least_part / K, scaled to sum to 1. */
static void
place (const double *a, size_t bins, double reach, double *share, double *edge)
{
  double most = a[0], sum = 0;
  for (size_t k = 1; k < bins; k++)
    most = fmax (most, a[k]);
  for (size_t k = 0; k < bins; k++)
    sum += share[k] = exp (a[k] - most);
  edge[0] = -reach;
  for (size_t k = 0; k < bins; k++)
    {
      share[k] /= sum;
      edge[k + 1] = edge[k] + 2 * reach * (least_part / (double) bins + (1 - least_part) * share[k]);
    }
  edge[bins] = reach;
}

/* A raw slope: softplus, moved so that 0 stands for 1. */
static double
to_slope (double a, double *by_a)
{
  double moved = a + log (expm1 (1 - least_slope));
  if (by_a != NULL)
    *by_a = 1 / (1 + exp (-moved));
  return least_slope + (moved > 30 ? moved : log1p (exp (moved)));
}

static void
knots (const MercerBend *bend, const double *a, Knots *at)
{
  size_t bins = bend->bins;
  place (a, bins, bend->reach, at->share_x, at->x);
  place (a + bins, bins, bend->reach, at->share_y, at->y);
  at->slope[0] = at->slope[bins] = 1;
  for (size_t k = 1; k < bins; k++)
    at->slope[k] = to_slope (a[2 * bins + k - 1], NULL);
}

/* The bin that holds `value`. */
static size_t
find (const double *edge, size_t bins, double value)
{
  size_t low = 0, high = bins - 1;
  while (low < high)
    {
      size_t middle = (low + high + 1) / 2;
      *(value >= edge[middle] ? &low : &high) = value >= edge[middle] ? middle : middle - 1;
    }
  return low;
}

/* --- A number with its derivatives in what a bin is made of ------------------------------------------------- */

enum { U, X, WIDTH, Y, HEIGHT, SLOPE, NEXT, PARTS };

typedef struct
{
  double v, d[PARTS];
} Dual;

static Dual
variable (double v, int part)
{
  Dual a = { v, { 0 } };
  a.d[part] = 1;
  return a;
}

/* p a + q b */
static Dual
sum (double p, Dual a, double q, Dual b)
{
  a.v = p * a.v + q * b.v;
  for (int k = 0; k < PARTS; k++)
    a.d[k] = p * a.d[k] + q * b.d[k];
  return a;
}

static Dual
times (Dual a, Dual b)
{
  for (int k = 0; k < PARTS; k++)
    a.d[k] = a.d[k] * b.v + a.v * b.d[k];
  a.v *= b.v;
  return a;
}

static Dual
over (Dual a, Dual b)
{
  a.v /= b.v;
  for (int k = 0; k < PARTS; k++)
    a.d[k] = (a.d[k] - a.v * b.d[k]) / b.v;
  return a;
}

static Dual
logarithm (Dual a)
{
  for (int k = 0; k < PARTS; k++)
    a.d[k] /= a.v;
  a.v = log (a.v);
  return a;
}

/* The bin of the header, with derivatives. */
static void
bin_with_derivatives (const double part[PARTS], Dual *y, Dual *log_slope)
{
  Dual u = variable (part[U], U), x = variable (part[X], X), width = variable (part[WIDTH], WIDTH), low = variable (part[Y], Y);
  Dual height = variable (part[HEIGHT], HEIGHT), d0 = variable (part[SLOPE], SLOPE), d1 = variable (part[NEXT], NEXT);
  Dual one = { 1, { 0 } }, xi = over (sum (1, u, -1, x), width), s = over (height, width), rest = sum (1, one, -1, xi);
  Dual both = times (xi, rest), square = times (xi, xi), bottom = sum (1, s, 1, times (sum (1, sum (1, d0, 1, d1), -2, s), both));
  Dual top = times (height, sum (1, times (s, square), 1, times (d0, both)));
  Dual slope = sum (1, times (d1, square), 1, sum (2, times (s, both), 1, times (d0, times (rest, rest))));
  *y = sum (1, low, 1, over (top, bottom));
  *log_slope = sum (1, logarithm (slope), 2, sum (1, logarithm (s), -1, logarithm (bottom)));
}

/* The same without derivatives. */
static void
bin_alone (const double part[PARTS], double *y, double *log_slope)
{
  double xi = (part[U] - part[X]) / part[WIDTH], s = part[HEIGHT] / part[WIDTH], both = xi * (1 - xi);
  double bottom = s + (part[SLOPE] + part[NEXT] - 2 * s) * both;
  *y = part[Y] + part[HEIGHT] * (s * xi * xi + part[SLOPE] * both) / bottom;
  *log_slope = log (part[NEXT] * xi * xi + 2 * s * both + part[SLOPE] * (1 - xi) * (1 - xi)) + 2 * log (s / bottom);
}

/* --- The spline ----------------------------------------------------------------------------------------------- */

/* From the derivatives in the left edge and the size of bin k to those in the raw numbers. */
static void
through_shares (double by_edge, double by_size, size_t k, const double *share, size_t bins, double reach, double *by_a)
{
  double mean = 0, scale = 2 * reach * (1 - least_part);
  for (size_t j = 0; j <= k; j++)
    mean += share[j] * (j < k ? by_edge : by_size);
  for (size_t j = 0; j < bins; j++)
    by_a[j] = scale * share[j] * ((j < k ? by_edge : j == k ? by_size : 0) - mean);
}

static void
to_raw (const MercerBend *bend, const double *a, const Knots *at, size_t k, const Dual *of, double *by)
{
  size_t bins = bend->bins;
  double by_a;
  memset (by, 0, 3 * bins * sizeof *by);
  by[0] = of->d[U];
  through_shares (of->d[X], of->d[WIDTH], k, at->share_x, bins, bend->reach, by + 1);
  through_shares (of->d[Y], of->d[HEIGHT], k, at->share_y, bins, bend->reach, by + 1 + bins);
  for (size_t side = 0; side < 2; side++)
    if (k + side > 0 && k + side < bins)
      {
        to_slope (a[2 * bins + k + side - 1], &by_a);
        by[1 + 2 * bins + k + side - 1] += of->d[side == 0 ? SLOPE : NEXT] * by_a;
      }
}

static void
forward (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope)
{
  Knots at;
  if (!(fabs (u) < bend->reach))
    {
      *y = u;
      *log_slope = 0;
      if (by_y != NULL)
        {
          memset (by_y, 0, (1 + bend->numbers) * sizeof *by_y);
          memset (by_slope, 0, (1 + bend->numbers) * sizeof *by_slope);
          by_y[0] = 1;
        }
      return;
    }
  knots (bend, a, &at);
  size_t k = find (at.x, bend->bins, u);
  double part[PARTS] = { u, at.x[k], at.x[k + 1] - at.x[k], at.y[k], at.y[k + 1] - at.y[k], at.slope[k], at.slope[k + 1] };
  if (by_y == NULL)
    {
      bin_alone (part, y, log_slope);
      return;
    }
  Dual value, slope;
  bin_with_derivatives (part, &value, &slope);
  *y = value.v;
  *log_slope = slope.v;
  to_raw (bend, a, &at, k, &value, by_y);
  to_raw (bend, a, &at, k, &slope, by_slope);
}

/* The root of a quadratic, in the form that loses no digits. */
static void
inverse (const MercerBend *bend, double y, const double *a, double *u, double *log_slope)
{
  Knots at;
  *u = y;
  *log_slope = 0;
  if (!(fabs (y) < bend->reach))
    return;
  knots (bend, a, &at);
  size_t k = find (at.y, bend->bins, y);
  double width = at.x[k + 1] - at.x[k], height = at.y[k + 1] - at.y[k], s = height / width, up = y - at.y[k];
  double bend_of = at.slope[k] + at.slope[k + 1] - 2 * s;
  double p = height * (s - at.slope[k]) + up * bend_of, q = height * at.slope[k] - up * bend_of, r = -s * up;
  double xi = 2 * r / (-q - sqrt (fmax (q * q - 4 * p * r, 0))), back;
  *u = at.x[k] + xi * width;
  double part[PARTS] = { *u, at.x[k], width, at.y[k], height, at.slope[k], at.slope[k + 1] };
  bin_alone (part, &back, log_slope);
}

/* --- Other knots ---------------------------------------------------------------------------------------------- */

/* Raw numbers whose edges are these, of mean 0: a constant added to all changes nothing. */
static void
unplace (const double *edge, size_t bins, double reach, double *a)
{
  static const double least_share = 1e-3;
  double mean = 0;
  for (size_t k = 0; k < bins; k++)
    {
      double share = ((edge[k + 1] - edge[k]) / (2 * reach) - least_part / (double) bins) / (1 - least_part);
      a[k] = log (fmax (share, least_share / (double) bins));
      mean += a[k] / (double) bins;
    }
  for (size_t k = 0; k < bins; k++)
    a[k] -= mean;
}

/* The other way round of to_slope (). */
static double
from_slope (double slope)
{
  static const double most_slope = 50;
  return log (expm1 (fmin (fmax (slope - least_slope, 1e-3), most_slope))) - log (expm1 (1 - least_slope));
}

/* New knots evenly between the old ones, where the old spline leads them. */
static void
become (const MercerBend *bend, const double *a, const MercerBend *to, double *b)
{
  Knots at;
  double x[MERCER_BEND_MOST + 1], y[MERCER_BEND_MOST + 1], log_slope;
  size_t bins = to->bins;
  knots (bend, a, &at);
  for (size_t j = 0; j <= bins; j++)
    {
      double place = (double) (j * bend->bins) / (double) bins;
      size_t k = j < bins ? (size_t) place : bend->bins - 1;
      x[j] = (at.x[k] + (place - (double) k) * (at.x[k + 1] - at.x[k])) * to->reach / bend->reach;
      bend->forward (bend, x[j], a, &y[j], &log_slope, NULL, NULL);
      y[j] = j == 0 ? -to->reach : j == bins ? to->reach : fmin (fmax (y[j], -to->reach), to->reach);
      if (j > 0 && j < bins)
        b[2 * bins + j - 1] = from_slope (exp (log_slope));
    }
  unplace (x, bins, to->reach, b);
  unplace (y, bins, to->reach, b + bins);
}

MercerBend
mercer_bend_spline (size_t bins, double reach)
{
  return (MercerBend){ .numbers = 3 * bins - 1, .bins = bins, .reach = reach, .forward = forward, .inverse = inverse, .become = become };
}

/* --- After an affine map ---------------------------------------------------------------------------------------- */

enum { AFFINE = 2 };

static MercerBend
spline_of (const MercerBend *bend)
{
  return mercer_bend_spline (bend->bins, bend->reach);
}

static void
forward_both (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope)
{
  MercerBend affine = mercer_bend_affine (), spline = spline_of (bend);
  double v, first, second, by_v[1 + AFFINE], by_first[1 + AFFINE], of_y[MERCER_BEND_MOST + 1], of_slope[MERCER_BEND_MOST + 1];
  bool wanted = by_y != NULL;
  affine.forward (&affine, u, a, &v, &first, wanted ? by_v : NULL, wanted ? by_first : NULL);
  spline.forward (&spline, v, a + AFFINE, y, &second, wanted ? of_y : NULL, wanted ? of_slope : NULL);
  *log_slope = first + second;
  if (!wanted)
    return;
  for (size_t k = 0; k <= AFFINE; k++)
    {
      by_y[k] = of_y[0] * by_v[k];
      by_slope[k] = of_slope[0] * by_v[k] + by_first[k];
    }
  memcpy (by_y + 1 + AFFINE, of_y + 1, spline.numbers * sizeof *by_y);
  memcpy (by_slope + 1 + AFFINE, of_slope + 1, spline.numbers * sizeof *by_slope);
}

static void
inverse_both (const MercerBend *bend, double y, const double *a, double *u, double *log_slope)
{
  MercerBend affine = mercer_bend_affine (), spline = spline_of (bend);
  double v, first, second;
  spline.inverse (&spline, y, a + AFFINE, &v, &second);
  affine.inverse (&affine, v, a, u, &first);
  *log_slope = first + second;
}

static void
become_both (const MercerBend *bend, const double *a, const MercerBend *to, double *b)
{
  MercerBend spline = spline_of (bend), other = spline_of (to);
  memcpy (b, a, AFFINE * sizeof *b);
  spline.become (&spline, a + AFFINE, &other, b + AFFINE);
}

MercerBend
mercer_bend_affine_spline (size_t bins, double reach)
{
  return (MercerBend){ .numbers = 3 * bins - 1 + AFFINE, .bins = bins, .reach = reach, .forward = forward_both, .inverse = inverse_both,
                       .become = become_both };
}
