/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A density has the integral 1 over its support: every shape, every edge, bounds or none, weights, widths. What integrates here looks at
 * the density's values alone: Gauss and Legendre's rule between all places where a kernel has a kink or a jump, halved where the
 * sign changes. */
#include "kde.h"

#include <stdlib.h>
#include <string.h>

#include "kde-testing.h"
#include "random.h"
#include "quadrature.h"

enum { N = 24, NODES = 8, MOST_PLACES = 4 * N + 400, DEEP = 14 };
static const double tolerance = 1e-4; /* what is promised */

typedef struct
{
  const MercerKde *kde;
  const MercerBalloon *balloon;
  double divisor;
  MercerWork *work;
} Density;

static double
apart (const MercerKdeAxis *axis, double t)
{
  if (axis->edge == MERCER_EDGE_LOG)
    return exp (t);
  double e = exp (-fabs (t));
  return axis->edge == MERCER_EDGE_LOGIT ? (axis->high - axis->low) * e / ((1 + e) * (1 + e)) : 1;
}

/* f (x (t)) dx / dt at n places. */
static void
values_at (const Density *density, size_t n, const double *t, double *f)
{
  double x[NODES];
  const MercerKdeAxis *axis = &density->kde->axis[0];
  for (size_t k = 0; k < n; k++)
    x[k] = mercer_kde_axis_inverse (axis, t[k]);
  if (density->balloon != NULL)
    g_assert_cmpint (mercer_kde_balloon_at (density->balloon, density->kde, mercer_matrix (x, n, 1), f, NULL, density->work), ==, MERCER_OK);
  else
    g_assert_cmpint (mercer_kde_at (density->kde, mercer_matrix (x, n, 1), f, density->work), ==, MERCER_OK);
  mercer_kde_finish (density->kde, density->divisor, n, f);
  for (size_t k = 0; k < n; k++)
    f[k] *= apart (axis, t[k]);
}

static double
integral (const Density *density, double from, double to, int deep)
{
  double t[NODES], weight[NODES], f[NODES], sum = 0;
  size_t zeros = 0;
  mercer_legendre_nodes (NODES, from, to, t, weight);
  values_at (density, NODES, t, f);
  for (size_t k = 0; k < NODES; k++)
    {
      sum += weight[k] * f[k];
      zeros += f[k] == 0;
    }
  if (zeros == 0 || zeros == NODES || deep == 0)
    return sum;
  return integral (density, from, 0.5 * (from + to), deep - 1) + integral (density, 0.5 * (from + to), to, deep - 1);
}

static int
by_size_cb (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Over the whole support, in the transformed coordinate, where what is infinite ends where doubles do. */
static double
whole_integral (const Density *density)
{
  const MercerKde *kde = density->kde;
  const MercerKdeAxis *axis = &kde->axis[0];
  const MercerKdeShape *shape = axis->shape;
  double place[MOST_PLACES], low = INFINITY, high = -INFINITY, widest = 0, narrowest = INFINITY, sum = 0;
  bool moved = mercer_kde_edge_transforms (axis->edge);
  double support = isfinite (shape->support) ? shape->support : 0, period = axis->high - axis->low;
  size_t n = 0;
  for (size_t i = 0; i < kde->x.rows; i++)
    {
      double h = axis->bandwidth * (kde->widths != NULL ? kde->widths[i] : 1) / shape->sd, t = mercer_kde_axis_transform (axis, kde->x.data[i]);
      for (int side = -1; side <= 1; side++)
        {
          double kink = t + side * support * h;
          place[n++] = kink;
          if (axis->edge == MERCER_EDGE_CIRCULAR)
            place[n - 1] = axis->low + period * ((kink - axis->low) / period - floor ((kink - axis->low) / period));
          if (axis->edge == MERCER_EDGE_REFLECTION)
            {
              double turn = isfinite (period) ? 2 * period : INFINITY, away = isfinite (axis->low) ? fabs (kink - axis->low) : kink;
              if (isfinite (turn))
                {
                  away = fmod (away, turn);
                  away = fmin (away, turn - away);
                }
              place[n - 1] = isfinite (axis->low) ? axis->low + away : axis->high - fabs (axis->high - kink);
            }
        }
      low = fmin (low, t);
      high = fmax (high, t);
      widest = fmax (widest, h);
      narrowest = fmin (narrowest, h);
    }
  double room = shape->negative ? 400 : fmin (shape->reach, 45);
  low = fmax (low - room * widest, moved ? (axis->edge == MERCER_EDGE_LOG ? -700 : -36) : axis->edge == MERCER_EDGE_NONE ? -INFINITY : axis->low);
  high = fmin (high + room * widest, moved ? (axis->edge == MERCER_EDGE_LOG ? 700 : 36) : axis->edge == MERCER_EDGE_NONE ? INFINITY : axis->high);
  if (axis->edge == MERCER_EDGE_CIRCULAR)
    {
      low = axis->low;
      high = axis->high;
    }
  if (axis->edge == MERCER_EDGE_RENORMALISED && support > 0)
    {
      place[n++] = axis->low + support * widest;
      place[n++] = axis->high - support * widest;
    }
  place[n++] = low;
  place[n++] = high;
  qsort (place, n, sizeof *place, by_size_cb);
  for (size_t k = 0; k + 1 < n; k++)
    {
      double from = fmax (place[k], low), to = fmin (place[k + 1], high);
      size_t parts = to > from ? (size_t) ceil ((to - from) / (2 * narrowest)) : 0;
      for (size_t p = 0; p < parts; p++)
        sum += integral (density, from + (to - from) * (double) p / (double) parts, from + (to - from) * (double) (p + 1) / (double) parts, DEEP);
    }
  return sum;
}

/* --- On a line ------------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerEdge edge;
  double low, high;
} Support;

/* 24 rows in heaps, two of them on others, one at the low bound but for the transforms. */
static void
rows (double *x, double *weights)
{
  double total = 0;
  for (size_t i = 0; i < N; i++)
    {
      x[i] = 0.02 + (i % 3 == 0 ? 6 + 2 * fmod (0.618034 * (double) i, 1) : 3 * pow (fmod (0.754878 * (double) i, 1), 2));
      weights[i] = i % 5 == 0 ? 0 : 1 + (double) (i % 4);
    }
  x[7] = x[4];
  x[11] = x[4];
  for (size_t i = 0; i < N; i++)
    total += weights[i];
  for (size_t i = 0; i < N; i++)
    weights[i] /= total;
}

static void
test_line (void)
{
  static const Support supports[] = {
    { MERCER_EDGE_NONE, -INFINITY, INFINITY },    { MERCER_EDGE_REFLECTION, 0, INFINITY }, { MERCER_EDGE_REFLECTION, -INFINITY, 9 },
    { MERCER_EDGE_REFLECTION, 0, 9 },             { MERCER_EDGE_RENORMALISED, 0, INFINITY }, { MERCER_EDGE_RENORMALISED, -INFINITY, 9 },
    { MERCER_EDGE_RENORMALISED, 0, 9 },           { MERCER_EDGE_RENORMALISED, -INFINITY, INFINITY }, { MERCER_EDGE_LOG, 0, INFINITY },
    { MERCER_EDGE_LOGIT, 0, 9 },                  { MERCER_EDGE_CIRCULAR, 0, 9 },
  };
  static const double bandwidths[] = { 0.3, 1.5, 40, 3000, 1e9 };
  double x[N], weights[N], widths[N], worst = 0;
  MercerWork *work = mercer_work_new (0, NULL);
  rows (x, weights);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t s = 0; s < G_N_ELEMENTS (supports); s++)
      for (size_t b = 0; b < G_N_ELEMENTS (bandwidths); b++)
        for (int way = 0; way < 4; way++) /* weights; widths */
          {
            const Support *support = &supports[s];
            bool moved = mercer_kde_edge_transforms (support->edge), linear = support->edge == MERCER_EDGE_RENORMALISED;
            double bandwidth = moved ? 0.1 * (double) (1 + b % 4) : bandwidths[b];
            if ((linear && (shape->negative || way >= 2)) || (way >= 1 && bandwidth > 2))
              continue;
            MercerKde kde = { .x = mercer_matrix (x, N, 1), .weights = way % 2 == 1 ? weights : NULL };
            kde.axis[0] = (MercerKdeAxis){ shape, bandwidth, support->edge, support->low, support->high };
            if (way >= 2)
              {
                MercerKde pilot = kde;
                pilot.axis[0].shape = mercer_kde_shapes; /* nowhere below 0 */
                g_assert_cmpint (mercer_kde_abramson (&pilot, widths, work), ==, MERCER_OK);
                kde.widths = widths;
              }
            double divisor;
            g_assert_cmpint (mercer_kde_integral (&kde, NULL, &divisor, work), ==, MERCER_OK);
            Density density = { &kde, NULL, divisor, work };
            double whole = whole_integral (&density);
            worst = fmax (worst, fabs (whole - 1));
            if (fabs (whole - 1) > tolerance / 10)
              g_test_message ("%s, edge %d from %g to %g, bandwidth %g, way %d: %.7f, divided by %.7f", shape->id, (int) support->edge,
                              support->low, support->high, bandwidth, way, whole, divisor);
            assert_close (whole, 1, tolerance, 0);
          }
  g_test_message ("at worst %.2g off", worst);
  mercer_work_free (work);
}

/* A balloon estimate's integral is anything: what a picture holds and what is beyond it are all of it. Shapes without jumps. */
static void
test_balloon (void)
{
  enum { GRID = 4001 };
  static const Support supports[] = { { MERCER_EDGE_NONE, -INFINITY, INFINITY }, { MERCER_EDGE_REFLECTION, 0, INFINITY } };
  static double at[GRID], f[GRID];
  double x[N], weights[N];
  size_t m[1] = { GRID };
  MercerWork *work = mercer_work_new (0, NULL);
  rows (x, weights);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t s = 0; s < G_N_ELEMENTS (supports); s++)
      {
        MercerKde kde = { .x = mercer_matrix (x, N, 1), .weights = weights };
        MercerBalloon balloon;
        double low = s == 0 ? -1 : 0, high = 9, step = (high - low) / (GRID - 1), out;
        if (shape->negative || g_str_equal (shape->id, "box"))
          continue;
        kde.axis[0] = (MercerKdeAxis){ shape, 0.6, supports[s].edge, supports[s].low, supports[s].high };
        spread (GRID, low, high, at);
        g_assert_cmpint (mercer_kde_balloon_init (&balloon, &kde, 0.2, work), ==, MERCER_OK);
        g_assert_cmpint (mercer_kde_balloon_at (&balloon, &kde, mercer_matrix (at, GRID, 1), f, NULL, work), ==, MERCER_OK);
        g_assert_cmpint (mercer_kde_balloon_mass (&balloon, &kde, &low, &high, 1, &out, work), ==, MERCER_OK);
        double inside = mercer_kde_mass (1, m, &step, f), wide = 0, far = 8 * 14 * 0.6, fine = 0.002;
        /* beyond, by steps of 1 / 300 of a bandwidth */
        for (double z = high; z < high + far; z += fine * GRID)
          {
            spread (GRID, z, z + fine * (GRID - 1), at);
            double pace = fine;
            g_assert_cmpint (mercer_kde_balloon_at (&balloon, &kde, mercer_matrix (at, GRID, 1), f, NULL, work), ==, MERCER_OK);
            wide += mercer_kde_mass (1, m, &pace, f) + fine * f[GRID - 1];
            if (s > 0)
              continue;
            spread (GRID, low - (z - high) - fine * (GRID - 1), low - (z - high), at);
            g_assert_cmpint (mercer_kde_balloon_at (&balloon, &kde, mercer_matrix (at, GRID, 1), f, NULL, work), ==, MERCER_OK);
            wide += mercer_kde_mass (1, m, &pace, f) + fine * f[0];
          }
        g_test_message ("%s, edge %d: %.6f within, %.6f beyond, %.6f by small steps", shape->id, (int) supports[s].edge, inside, out, wide);
        assert_close (inside + out, inside + wide, tolerance, 0);
      }
  mercer_work_free (work);
}

/* On a transformed axis all of it, against small steps of log x and of the logit; there a mass beyond the picture has no edge to begin at. */
static void
test_balloon_transformed (void)
{
  enum { STEPS = 200000 };
  static const Support supports[] = { { MERCER_EDGE_LOG, -0.5, INFINITY }, { MERCER_EDGE_LOGIT, -1, 10 } };
  static double at[STEPS], f[STEPS];
  double x[N], weights[N];
  MercerWork *work = mercer_work_new (0, NULL);
  rows (x, weights);
  for (size_t s = 0; s < G_N_ELEMENTS (supports); s++)
    {
      MercerKde kde = { .x = mercer_matrix (x, N, 1), .weights = weights };
      MercerBalloon balloon;
      double low = supports[s].low, high = supports[s].high, from = -25, step = 50. / STEPS, sum = 0, whole;
      kde.axis[0] = (MercerKdeAxis){ &mercer_kde_shapes[0], 0.2, supports[s].edge, low, high };
      for (size_t k = 0; k < STEPS; k++)
        at[k] = mercer_kde_axis_inverse (&kde.axis[0], from + (double) k * step);
      g_assert_cmpint (mercer_kde_balloon_init (&balloon, &kde, 0.2, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_kde_balloon_at (&balloon, &kde, mercer_matrix (at, STEPS, 1), f, NULL, work), ==, MERCER_OK);
      for (size_t k = 0; k < STEPS; k++)
        sum += step * f[k] * (s == 0 ? at[k] - low : (at[k] - low) * (high - at[k]) / (high - low));
      g_assert_cmpint (mercer_kde_balloon_mass (&balloon, &kde, NULL, NULL, 1, &whole, work), ==, MERCER_OK);
      g_test_message ("edge %d: %.6f, %.6f by small steps", (int) supports[s].edge, whole, sum);
      assert_close (whole, sum, 5e-5, 0); /* the distance to the nearest has kinks: errors fall as the square of the places */
    }
  mercer_work_free (work);
}

/* In the plane, against sums over rings about the points whose radii grow by 1.008 to beyond the widest kernel, of 900 places each, and the
 * same for what a picture leaves out. By a full matrix too. */
static void
test_balloon_plane (void)
{
  enum { POINTS = 30, RINGS = 1300, TURNS = 900 };
  static double at[2 * TURNS], f[TURNS];
  double x[2 * POINTS];
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_random_normals (3, 1, 0, 2 * POINTS, x);
  for (int i = 0; i < POINTS; i += 3)
    x[i] += 4;
  for (int way = 0; way < 3; way++) /* Gaussian, biweight, a full matrix */
    {
      MercerKde kde = { .x = mercer_matrix (x, POINTS, 2), .full = way == 2, .h = { 0.25, 0.1, 0.36 } };
      MercerBalloon balloon;
      double low[] = { -2.5, -3.2 }, high[] = { 6.5, 3.2 }, sum = 0, out = 0, whole, beyond, centre[] = { 1.3, 0.1 }, grow = log (1.008);
      for (int a = 0; a < 2; a++)
        kde.axis[a] = (MercerKdeAxis){ &mercer_kde_shapes[way == 1 ? 4 : 0], a == 0 ? 0.5 : 0.6, MERCER_EDGE_NONE, -INFINITY, INFINITY };
      g_assert_cmpint (mercer_kde_balloon_init (&balloon, &kde, 0.2, work), ==, MERCER_OK);
      for (int ring = 0; ring < RINGS; ring++)
        {
          double r = 0.004 * exp (ring * grow);
          for (int k = 0; k < TURNS; k++)
            {
              at[k] = centre[0] + r * cos (2 * M_PI * k / TURNS);
              at[k + TURNS] = centre[1] + r * sin (2 * M_PI * k / TURNS);
            }
          g_assert_cmpint (mercer_kde_balloon_at (&balloon, &kde, mercer_matrix (at, TURNS, 2), f, NULL, work), ==, MERCER_OK);
          for (int k = 0; k < TURNS; k++)
            {
              double part = f[k] * r * r * grow * 2 * M_PI / TURNS;
              sum += part;
              out += at[k] < low[0] || at[k] > high[0] || at[k + TURNS] < low[1] || at[k + TURNS] > high[1] ? part : 0;
            }
        }
      g_assert_cmpint (mercer_kde_balloon_mass (&balloon, &kde, NULL, NULL, 1, &whole, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_kde_balloon_mass (&balloon, &kde, low, high, 1, &beyond, work), ==, MERCER_OK);
      g_test_message ("way %d: %.6f, %.6f by rings; beyond %.6f, %.6f by rings", way, whole, sum, beyond, out);
      assert_close (whole, sum, 1e-4, 0);
      assert_close (beyond, out, 0, 2e-4); /* rings cut the rectangle's edges in steps */
    }
  mercer_work_free (work);
}

/* --- In the plane -------------------------------------------------------------------------------------------------- */

enum { FEW = 7, SIDE = 6, MOST_LINES = 3 * FEW + 200 };

/* Over a rectangle, quartered where the sign changes. */
static double
integral_of_plane (const MercerKde *kde, double divisor, const double *from, const double *to, int deep, MercerWork *work)
{
  double at[2][SIDE], weight[2][SIDE], f[SIDE * SIDE], sum = 0;
  size_t m[2] = { SIDE, SIDE }, zeros = 0;
  for (size_t a = 0; a < 2; a++)
    mercer_legendre_nodes (SIDE, from[a], to[a], at[a], weight[a]);
  g_assert_cmpint (mercer_kde_grid (kde, m, (const double *[]){ at[0], at[1] }, f, work), ==, MERCER_OK);
  mercer_kde_finish (kde, divisor, SIDE * SIDE, f);
  for (size_t k = 0; k < SIDE * SIDE; k++)
    {
      sum += weight[0][k % SIDE] * weight[1][k / SIDE] * f[k];
      zeros += f[k] == 0;
    }
  if (zeros == 0 || zeros == SIDE * SIDE || deep == 0)
    return sum;
  double middle[2] = { 0.5 * (from[0] + to[0]), 0.5 * (from[1] + to[1]) };
  sum = 0;
  for (int q = 0; q < 4; q++)
    sum += integral_of_plane (kde, divisor, (double[]){ q % 2 ? middle[0] : from[0], q / 2 ? middle[1] : from[1] },
                              (double[]){ q % 2 ? to[0] : middle[0], q / 2 ? to[1] : middle[1] }, deep - 1, work);
  return sum;
}

/* The lines on which a kernel has a kink, and some between, so that no shape changes much from one to the next. */
static size_t
lines_of (const MercerKde *kde, size_t a, double *line)
{
  const MercerKdeAxis *axis = &kde->axis[a];
  double support = axis->bandwidth / axis->shape->sd * (isfinite (axis->shape->support) ? 1 : 0), room = MIN (axis->shape->reach, 25);
  double low = INFINITY, high = -INFINITY;
  size_t n = 0, kept = 1;
  for (size_t i = 0; i < kde->x.rows; i++)
    {
      double x = *mercer_matrix_at (kde->x, i, a);
      for (int side = -1; side <= 1; side++)
        {
          double kink = x + side * support;
          line[n++] = CLAMP (kink < axis->low ? 2 * axis->low - kink : kink > axis->high ? 2 * axis->high - kink : kink, axis->low, axis->high);
        }
      low = fmin (low, x);
      high = fmax (high, x);
    }
  low = line[n++] = fmax (axis->low, low - room * axis->bandwidth / axis->shape->sd);
  high = line[n++] = fmin (axis->high, high + room * axis->bandwidth / axis->shape->sd);
  line[n++] = CLAMP (axis->low + support, low, high);
  line[n++] = CLAMP (axis->high - support, low, high);
  for (double at = low + 2 * axis->bandwidth; at < high; at += 2 * axis->bandwidth)
    line[n++] = at;
  g_assert_cmpuint (n, <=, MOST_LINES);
  qsort (line, n, sizeof *line, by_size_cb);
  for (size_t k = 1; k < n; k++)
    if (line[k] > line[kept - 1] + 1e-12)
      line[kept++] = line[k];
  return kept;
}

/* Seven rows, two of them near a corner; what is negative of linear kernels crosses from one axis to the other. */
static void
test_plane (void)
{
  static const Support supports[] = { { MERCER_EDGE_RENORMALISED, 0, INFINITY }, { MERCER_EDGE_RENORMALISED, 0, 5 },
                                      { MERCER_EDGE_REFLECTION, 0, 5 } };
  static double x[2 * FEW] = { 0.3, 0.9, 1.2, 2, 2.9, 4.1, 4.8, 0.4, 2.2, 0.7, 3.9, 3, 1.1, 4.6 };
  static const double weights[FEW] = { 0.2, 0.1, 0.1, 0.15, 0.15, 0.1, 0.2 };
  double worst = 0;
  MercerWork *work = mercer_work_new (0, NULL);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t s = 0; s < G_N_ELEMENTS (supports); s++)
      for (int b = 0; b < 2; b++)
        {
          MercerKde kde = { .x = mercer_matrix (x, FEW, 2), .weights = b == 0 ? weights : NULL };
          double line[2][MOST_LINES], divisor, whole = 0;
          size_t n[2];
          if (shape->negative)
            continue;
          for (size_t a = 0; a < 2; a++)
            {
              kde.axis[a] = (MercerKdeAxis){ shape, b == 0 ? 0.5 : 1.3 - 0.5 * (double) a, supports[s].edge, supports[s].low, supports[s].high };
              n[a] = lines_of (&kde, a, line[a]);
            }
          g_assert_cmpint (mercer_kde_integral (&kde, NULL, &divisor, work), ==, MERCER_OK);
          for (size_t j = 0; j + 1 < n[0]; j++)
            for (size_t k = 0; k + 1 < n[1]; k++)
              whole += integral_of_plane (&kde, divisor, (double[]){ line[0][j], line[1][k] }, (double[]){ line[0][j + 1], line[1][k + 1] }, 5, work);
          worst = fmax (worst, fabs (whole - 1));
          g_test_message ("%s, edge %d to %g, %d: %.7f, divided by %.7f", shape->id, (int) supports[s].edge, supports[s].high, b, whole, divisor);
          assert_close (whole, 1, tolerance, 0);
        }
  g_test_message ("at worst %.2g off", worst);
  mercer_work_free (work);
}

/* The same from bins, whose points stand on the lattice: as if those were the points. */
static void
test_bins (void)
{
  enum { MANY = 5000, PLACES = 64 };
  static double x[2 * MANY], points[2 * PLACES * PLACES], weights[PLACES * PLACES];
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t i = 0; i < 2 * MANY; i++)
    x[i] = 4 * pow (fmod (0.618034 * (double) i, 1), 2);
  for (size_t d = 1; d <= 2; d++)
    {
      MercerBins bins;
      size_t count[2] = { PLACES, d == 2 ? PLACES : 1 };
      MercerRows few = { .n = MANY, .d = d, .x = { x, x + MANY } };
      g_assert_cmpint (mercer_bins_init (&bins, d, (double[]){ 0, 0 }, (double[]){ 4, 4 }, count), ==, MERCER_OK);
      g_assert_cmpint (mercer_bins_add (&bins, &few, work), ==, MERCER_OK);
      MercerKde kde = { .x = mercer_matrix (points, PLACES * PLACES, d), .weights = weights };
      for (size_t a = 0; a < d; a++)
        kde.axis[a] = (MercerKdeAxis){ &mercer_kde_shapes[0], 0.4, MERCER_EDGE_RENORMALISED, 0, INFINITY };
      double of_bins, of_points;
      mercer_kde_points_of_bins (&kde, &bins, &kde.x, weights);
      g_assert_cmpint (mercer_kde_integral (&kde, &bins, &of_bins, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_kde_integral (&kde, NULL, &of_points, work), ==, MERCER_OK);
      assert_close (of_bins, of_points, 2e-5, 0);
      /* many points of a line are put on a lattice of their own */
      MercerKde all = kde;
      all.x = mercer_matrix (x, MANY, d);
      all.weights = NULL;
      double of_all, halves[2];
      g_assert_cmpint (mercer_kde_integral (&all, NULL, &of_all, work), ==, MERCER_OK);
      for (size_t half = 0; half < 2 && d == 1; half++)
        {
          all.x = mercer_matrix (x + half * MANY / 2, MANY / 2, 1);
          g_assert_cmpint (mercer_kde_integral (&all, NULL, &halves[half], work), ==, MERCER_OK);
        }
      if (d == 1) /* nothing is below 0 here, so that halves add up */
        assert_close (of_all, 0.5 * (halves[0] + halves[1]), 2e-5, 0);
      mercer_bins_clear (&bins);
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-integral/line", test_line);
  g_test_add_func ("/kde-integral/balloon", test_balloon);
  g_test_add_func ("/kde-integral/balloon-transformed", test_balloon_transformed);
  g_test_add_func ("/kde-integral/balloon-plane", test_balloon_plane);
  g_test_add_func ("/kde-integral/plane", test_plane);
  g_test_add_func ("/kde-integral/bins", test_bins);
  return g_test_run ();
}
