/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Densities within bounds: what becomes of the mass beyond them. */
#include "kde.h"

#include <string.h>

#include "kde-testing.h"

enum { N = 500, SIDE = 64 };

/* Evenly spread data on [0, 1] (the golden section's multiples): the whole mass lies within the bounds, for every shape, and the
 * density is 1 up to them. */
static void
test_edges (void)
{
  enum { GRID = 6001 };
  static double x[N], at[GRID], f[GRID];
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t i = 0; i < N; i++)
    x[i] = fmod (0.5 + 0.6180339887498949 * (double) i, 1);
  size_t m[1] = { GRID };
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (int edge = MERCER_EDGE_NONE; edge <= MERCER_EDGE_LOGIT; edge++)
      {
        MercerKde kde = gaussian (mercer_matrix (x, N, 1), (double[]){ 0.07 });
        if (shape->negative && edge == MERCER_EDGE_RENORMALISED)
          continue;
        kde.axis[0].shape = shape;
        kde.axis[0].edge = (MercerEdge) edge;
        kde.axis[0].low = 0;
        kde.axis[0].high = edge == MERCER_EDGE_LOG ? INFINITY : 1;
        kde.axis[0].bandwidth = edge == MERCER_EDGE_LOG || edge == MERCER_EDGE_LOGIT ? 0.3 : 0.07;
        /* where the estimate is made for transformed values its tails are long: integrate over those */
        bool transformed = edge == MERCER_EDGE_LOG || edge == MERCER_EDGE_LOGIT;
        double low = edge == MERCER_EDGE_NONE ? -4 : transformed ? -15 : 0, integral;
        double high = edge == MERCER_EDGE_NONE ? 5 : transformed ? 15 : 1, step = (high - low) / (GRID - 1);
        spread (GRID, low, high, at);
        for (size_t k = 0; k < GRID && transformed; k++)
          at[k] = edge == MERCER_EDGE_LOG ? exp (at[k]) : 1 / (1 + exp (-at[k]));
        g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at }, f, work), ==, MERCER_OK);
        g_assert_cmpint (mercer_kde_integral (&kde, NULL, &integral, work), ==, MERCER_OK);
        mercer_kde_finish (&kde, integral, GRID, f);
        for (size_t k = 0; k < GRID && transformed; k++)
          f[k] *= edge == MERCER_EDGE_LOG ? at[k] : at[k] * (1 - at[k]);
        double mass = mercer_kde_mass (1, m, &step, f);
        g_test_message ("%s, edge %d: %.8f", shape->id, edge, mass);
        assert_close (mass, 1, shape->negative ? 3e-4 : 1e-4, 0); /* beyond U a sinc has up to 3 / (2 pi U^2), U = 40 here */
        if (edge == MERCER_EDGE_REFLECTION || edge == MERCER_EDGE_RENORMALISED)
          assert_close (f[0], 1, 0.02, 0); /* without, a half */
      }
  mercer_work_free (work);
}

/* In the plane too, with another edge on each axis; smooth shapes, because a box is cut by cells. */
static void
test_edges_of_plane (void)
{
  enum { GRID = 301, FEW = 60 };
  static const MercerEdge edges[] = { MERCER_EDGE_NONE, MERCER_EDGE_REFLECTION, MERCER_EDGE_RENORMALISED, MERCER_EDGE_CIRCULAR };
  static double x[2 * FEW], at[2][GRID], f[GRID * GRID];
  size_t m[2] = { GRID, GRID };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t i = 0; i < FEW; i++)
    {
      x[i] = fmod (0.5 + 0.6180339887498949 * (double) i, 1);
      x[i + FEW] = fmod (0.3 + 0.7548776662466927 * (double) i, 1);
    }
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t p = 0; p < G_N_ELEMENTS (edges); p++)
      for (size_t q = 0; q < G_N_ELEMENTS (edges); q++)
        {
          MercerKde kde = gaussian (mercer_matrix (x, FEW, 2), (double[]){ 0.11, 0.13 });
          double step[2], integral;
          if ((edges[p] == MERCER_EDGE_RENORMALISED) != (edges[q] == MERCER_EDGE_RENORMALISED))
            continue;
          if (shape->negative || (shape->sd > 0.4 && isfinite (shape->support))) /* kinks that the sum over cells sees: test-kde-widths.c */
            continue;
          for (size_t a = 0; a < 2; a++)
            {
              MercerEdge edge = edges[a == 0 ? p : q];
              double low = edge == MERCER_EDGE_NONE ? -1.5 : 0, high = edge == MERCER_EDGE_NONE ? 2.5 : 1;
              kde.axis[a].shape = shape;
              kde.axis[a].edge = edge;
              kde.axis[a].low = 0;
              kde.axis[a].high = 1;
              spread (GRID, low, high, at[a]);
              step[a] = (high - low) / (GRID - 1);
            }
          g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at[0], at[1] }, f, work), ==, MERCER_OK);
          g_assert_cmpint (mercer_kde_integral (&kde, NULL, &integral, work), ==, MERCER_OK);
          mercer_kde_finish (&kde, integral, GRID * GRID, f);
          double mass = mercer_kde_mass (2, m, step, f);
          g_test_message ("%s, edges %d %d: %.8f", shape->id, edges[p], edges[q], mass);
          assert_close (mass, 1, 1e-4, 0);
        }
  mercer_work_free (work);
}

/* On a circle: von Mises' density about one point has its closed form and the circular standard deviation that was asked for (scipy's
 * vonmises: i1e / i0e at kappa); a wrapped box is a box; the mass of either is 1, and both ends are one point. */
static void
test_circle (void)
{
  enum { GRID = 721 };
  static const double sds[] = { 0.05, 0.3, 1, 2.5 };
  static double at[GRID], f[GRID];
  double x[] = { 10 }, step = 360.0 / (GRID - 1);
  size_t m[1] = { GRID };
  MercerWork *work = mercer_work_new (0, NULL);
  /* scipy 1.10.1: brentq of i1e (k) / i0e (k) - exp (-1/2) */
  assert_close (mercer_kde_concentration (1), 1.5427747222273713, 1e-12, 0);
  spread (GRID, 0, 360, at);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t k = 0; k < G_N_ELEMENTS (sds); k++)
      {
        double degrees = sds[k] * 180 / M_PI, cosine = 0;
        MercerKde kde = gaussian (mercer_matrix (x, 1, 1), &degrees);
        kde.axis[0].shape = shape;
        kde.axis[0].edge = MERCER_EDGE_CIRCULAR;
        kde.axis[0].low = 0;
        kde.axis[0].high = 360;
        g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at }, f, work), ==, MERCER_OK);
        for (size_t j = 0; j + 1 < GRID; j++)
          cosine += f[j] * step * cos ((at[j] - x[0]) * M_PI / 180);
        /* the box and other kinks are cut by cells */
        assert_close (mercer_kde_mass (1, m, &step, f), 1, shape == mercer_kde_shapes ? 1e-10 : 0.05, 0);
        assert_close (f[0], f[GRID - 1], 1e-10, 1e-15);
        if (shape == mercer_kde_shapes)
          assert_close (cosine, exp (-0.5 * sds[k] * sds[k]), 1e-9, 0);
      }
  mercer_work_free (work);
}

/* Reflection folds the tail: f (x) + f (-x) of the estimate without bounds. */
static void
test_reflection (void)
{
  double x[] = { 0.2, 0.5, 1.5 }, z[] = { 0, 0.3, 2 }, mirrored[] = { 0, -0.3, -2 }, f[3], plain[3], other[3];
  MercerKde kde = gaussian (mercer_matrix (x, 3, 1), (double[]){ 0.4 });
  mercer_kde_at (&kde, mercer_matrix (z, 3, 1), plain, NULL);
  mercer_kde_at (&kde, mercer_matrix (mirrored, 3, 1), other, NULL);
  kde.axis[0].edge = MERCER_EDGE_REFLECTION;
  kde.axis[0].low = 0;
  mercer_kde_at (&kde, mercer_matrix (z, 3, 1), f, NULL);
  for (int k = 0; k < 3; k++)
    assert_close (f[k], plain[k] + other[k], 1e-14, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-edges/line", test_edges);
  g_test_add_func ("/kde-edges/plane", test_edges_of_plane);
  g_test_add_func ("/kde-edges/circle", test_circle);
  g_test_add_func ("/kde-edges/reflection", test_reflection);
  return g_test_run ();
}
