/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <gsl/gsl_sf_bessel.h>
#include <math.h>
#include <string.h>

#include "vexp.h"

/* Of kernels that reach more turns of a circle than this on each side nothing is seen any more but what is the same everywhere. */
enum { MOST_TURNS = 1000 };

bool
mercer_kde_edge_transforms (MercerEdge edge)
{
  return edge == MERCER_EDGE_LOG || edge == MERCER_EDGE_LOGIT;
}

bool
mercer_kde_axis_holds (const MercerKdeAxis *axis, double x)
{
  switch (axis->edge)
    {
    case MERCER_EDGE_NONE:
      return true;
    case MERCER_EDGE_LOG:
      return x > axis->low;
    case MERCER_EDGE_LOGIT:
      return x > axis->low && x < axis->high;
    default:
      return x >= axis->low && x <= axis->high;
    }
}

double
mercer_kde_axis_transform (const MercerKdeAxis *axis, double x)
{
  if (axis->edge == MERCER_EDGE_LOG)
    return log (x - axis->low);
  return axis->edge == MERCER_EDGE_LOGIT ? log ((x - axis->low) / (axis->high - x)) : x;
}

double
mercer_kde_axis_inverse (const MercerKdeAxis *axis, double t)
{
  if (axis->edge == MERCER_EDGE_LOG)
    return axis->low + exp (t);
  if (axis->edge == MERCER_EDGE_LOGIT)
    return axis->low + (axis->high - axis->low) / (1 + exp (-t));
  return axis->edge != MERCER_EDGE_NONE ? CLAMP (t, axis->low, axis->high) : t;
}

/* Derivative of the transform. */
static double
jacobian (const MercerKdeAxis *axis, double x)
{
  if (axis->edge == MERCER_EDGE_LOG)
    return 1 / (x - axis->low);
  return axis->edge == MERCER_EDGE_LOGIT ? 1 / (x - axis->low) + 1 / (axis->high - x) : 1;
}

/* First index of ascending at[] that is >= x. */
static size_t
lower_bound (const double *at, size_t m, double x)
{
  size_t low = 0, high = m;
  while (low < high)
    {
      size_t mid = (low + high) / 2;
      if (at[mid] < x)
        low = mid + 1;
      else
        high = mid;
    }
  return low;
}

typedef struct
{
  const MercerKdeAxis *axis;
  double scale;                      /* of the shape's own u */
  size_t m;
  const double *at;                  /* ascending, transformed */
  const double *level, *slope;       /* A (j, i) = level[j] K (u) + slope[j] u K (u); slope NULL: none */
  double *scratch;
  size_t first, end;                 /* rows touched */
} Filler;

/* column += weight x the kernel about x, at the points within its reach. */
static void
add_image (Filler *filler, double x, double weight, double *column)
{
  const MercerKdeShape *shape = filler->axis->shape;
  double reach = shape->reach * filler->scale;
  size_t from = lower_bound (filler->at, filler->m, x - reach);
  /* the end is found by looking ahead: images touch few points, or nearly all */
  size_t to = lower_bound (filler->at, filler->m, x + reach * (1 + 1e-15));
  to += to < filler->m && filler->at[to] <= x + reach;
  if (to <= from)
    return;
  double *k = filler->scratch;
  for (size_t j = from; j < to; j++)
    k[j - from] = (filler->at[j] - x) / filler->scale;
  if (filler->slope != NULL)
    for (size_t j = from; j < to; j++)
      column[j] = weight * (filler->level[j] + filler->slope[j] * k[j - from]);
  shape->values (to - from, k, k);
  if (filler->slope != NULL)
    for (size_t j = from; j < to; j++)
      column[j] *= k[j - from];
  else
    for (size_t j = from; j < to; j++)
      column[j] += weight * filler->level[j] * k[j - from];
  filler->first = MIN (filler->first, from);
  filler->end = MAX (filler->end, to);
}

/* The same round a circle. */
static void
add_turns (Filler *filler, double x, double period, double weight, double *column)
{
  const MercerKdeShape *shape = filler->axis->shape;
  double turn = period / filler->scale, turns = shape->reach / turn + 1, *k = filler->scratch;
  bool flat = turn < shape->flat || (shape->wrapped == NULL && turns > MOST_TURNS);
  if (!flat && shape->wrapped == NULL)
    {
      for (int t = -(int) turns; t <= (int) turns; t++)
        add_image (filler, x + t * period, weight, column);
      return;
    }
  for (size_t j = 0; j < filler->m; j++)
    k[j] = flat ? 1 / turn : isfinite (filler->at[j]) ? (filler->at[j] - x) / filler->scale : 0;
  if (!flat)
    shape->wrapped (filler->m, k, turn, k);
  for (size_t j = 0; j < filler->m; j++)
    column[j] += weight * filler->level[j] * k[j];
  filler->first = 0;
  filler->end = filler->m;
}

/* A point and its images in the bounds: between two mirrors those are a circle twice as long. */
static void
add_reflections (Filler *filler, double x, double weight, double *column)
{
  double low = filler->axis->low, high = filler->axis->high;
  if (isfinite (low) && isfinite (high))
    {
      add_turns (filler, x, 2 * (high - low), weight, column);
      add_turns (filler, 2 * low - x, 2 * (high - low), weight, column);
      return;
    }
  add_image (filler, x, weight, column);
  if (isfinite (low))
    add_image (filler, 2 * low - x, weight, column);
  if (isfinite (high))
    add_image (filler, 2 * high - x, weight, column);
}

void
density_linear_boundary (const MercerKdeAxis *axis, double at, double *level, double *slope)
{
  double scale = axis->bandwidth / axis->shape->sd, reach = axis->shape->reach * scale, a[3];
  *level = 1;
  *slope = 0;
  if (at - reach >= axis->low && at + reach <= axis->high)
    return;
  mercer_kde_shape_moments (axis->shape, (at - axis->high) / scale, (at - axis->low) / scale, a);
  double det = a[0] * a[2] - a[1] * a[1];
  *level = det > 0 ? a[2] / det : 0;
  *slope = det > 0 ? -a[1] / det : 0;
}

/* --- On a circle ------------------------------------------------------------------------------------------ */

double
mercer_kde_concentration (double sd)
{
  double r = exp (-0.5 * sd * sd);
  /* near 1 differences of r lose digits: the expansion of I1 / I0 there is that of 1 / kappa = sd^2 + ... */
  double kappa = r < 0.53 ? 2 * r : 1 / (sd * sd) + 0.5;
  if (sd < 1e-3 || r < 1e-12)
    return kappa;
  for (int k = 0; k < 60; k++)
    {
      double a = gsl_sf_bessel_I1_scaled (kappa) / gsl_sf_bessel_I0_scaled (kappa), slope = 1 - a / kappa - a * a;
      double step = (a - r) / slope, next = kappa - step;
      next = next > 0 ? next : 0.5 * kappa;
      bool near = fabs (next - kappa) < 1e-13 * kappa;
      kappa = next;
      if (near)
        break;
    }
  return kappa;
}

/* column = weight x von Mises' density about x, per unit of the axis: exp (-2 kappa sin^2 (theta / 2)) / (period I0 (kappa) e^-kappa). */
static void
add_von_mises (Filler *filler, double kappa, double scale, double x, double weight, double *column)
{
  double turn = G_PI / (filler->axis->high - filler->axis->low), *k = filler->scratch;
  for (size_t j = 0; j < filler->m; j++)
    k[j] = isfinite (filler->at[j]) ? turn * (filler->at[j] - x) : 0;
  mercer_vsin (filler->m, k, k);
  for (size_t j = 0; j < filler->m; j++)
    k[j] = -2 * kappa * k[j] * k[j];
  mercer_vexp (filler->m, k, k);
  for (size_t j = 0; j < filler->m; j++)
    column[j] = isfinite (filler->at[j]) ? weight * scale * k[j] : 0;
  filler->first = 0;
  filler->end = filler->m;
}

static void
fill_circle (Filler *filler, size_t n, const double *x, const double *weights, MercerMatrix a)
{
  const MercerKdeAxis *axis = filler->axis;
  double period = axis->high - axis->low, kappa = mercer_kde_concentration (axis->bandwidth * 2 * G_PI / period);
  double scale = 1 / (period * gsl_sf_bessel_I0_scaled (kappa));
  bool gaussian = axis->shape == &mercer_kde_shapes[0];
  for (size_t i = 0; i < n; i++)
    {
      double *column = mercer_matrix_column (a, i), weight = weights != NULL ? weights[i] : 1;
      memset (column, 0, filler->m * sizeof (double));
      if (weight == 0 || !mercer_kde_axis_holds (axis, x[i]))
        continue;
      if (gaussian)
        add_von_mises (filler, kappa, scale, x[i], weight, column);
      else
        add_turns (filler, x[i], period, weight, column);
    }
}

void
mercer_kde_factor (const MercerKdeAxis *axis, size_t m, const double *at, size_t n, const double *x,
                   const double *weights, MercerMatrix a, size_t rows[2], double *scratch)
{
  double *moved = scratch, *level = scratch + m, *slope = scratch + 2 * m;
  bool renormalised = axis->edge == MERCER_EDGE_RENORMALISED && !axis->shape->negative;
  Filler filler = { .axis = axis, .scale = axis->bandwidth / axis->shape->sd, .m = m, .at = moved, .level = level,
                    .slope = renormalised ? slope : NULL, .scratch = scratch + 3 * m, .first = m };
  for (size_t j = 0; j < m; j++)
    {
      /* beyond the bounds there is nothing; at infinity a kernel reaches nothing */
      bool inside = mercer_kde_axis_holds (axis, at[j]);
      moved[j] = inside ? mercer_kde_axis_transform (axis, at[j]) : at[j] <= axis->low ? -INFINITY : INFINITY;
      level[j] = inside ? jacobian (axis, at[j]) : 0;
    }
  for (size_t j = 0; j < m && renormalised; j++)
    density_linear_boundary (axis, moved[j], &level[j], &slope[j]);
  for (size_t j = 0; j < m; j++)
    {
      level[j] = isfinite (moved[j]) ? level[j] / filler.scale : 0;
      slope[j] = renormalised && isfinite (moved[j]) ? slope[j] / filler.scale : 0;
    }
  if (axis->edge == MERCER_EDGE_CIRCULAR)
    fill_circle (&filler, n, x, weights, a);
  for (size_t i = 0; i < n && axis->edge != MERCER_EDGE_CIRCULAR; i++)
    {
      double *column = mercer_matrix_column (a, i), weight = weights != NULL ? weights[i] : 1;
      memset (column, 0, m * sizeof (double));
      if (weight == 0 || !mercer_kde_axis_holds (axis, x[i]))
        continue;
      if (axis->edge == MERCER_EDGE_REFLECTION)
        add_reflections (&filler, x[i], weight, column);
      else
        add_image (&filler, mercer_kde_axis_transform (axis, x[i]), weight, column);
    }
  if (rows != NULL)
    {
      rows[0] = MIN (filler.first, filler.end);
      rows[1] = filler.end;
    }
}
