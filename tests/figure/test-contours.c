/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "scene.h"
#include "testing.h"

typedef double (*Field) (double x, double y);

static double
plane (double x, double y)
{
  return 2 * x - 3 * y + 0.5;
}

static double
bowl (double x, double y)
{
  return x * x + y * y;
}

static double
saddle (double x, double y)
{
  return x * y;
}

static double
waves (double x, double y)
{
  return sin (3 * x) * cos (4 * y);
}

static double *
sample (Field f, size_t nx, size_t ny)
{
  double *v = g_new (double, nx *ny);
  for (size_t j = 0; j < ny; j++)
    for (size_t i = 0; i < nx; i++)
      v[i + j * nx] = f (-1 + 2.0 * (double) i / (double) (nx - 1),
                         -1 + 2.0 * (double) j / (double) (ny - 1));
  return v;
}

static bool
is_closed (const Contours *c, size_t path)
{
  return memcmp (c->xy + 2 * c->start[path], c->xy + 2 * (c->start[path + 1] - 1),
                 2 * sizeof (double))
         == 0;
}

/* Linear interpolation is exact on a plane: every vertex is on its level, to rounding. */
static void
test_plane (void)
{
  double *v = sample (plane, 7, 11), levels[] = { -2.3, 0, 1.7 };
  Contours *c = contours_trace (7, 11, -1, 1, -1, 1, v, 3, levels);
  g_assert_cmpuint (c->n_paths, ==, 3); /* one straight line each */
  for (size_t k = 0; k < c->n_paths; k++)
    {
      g_assert_false (is_closed (c, k));
      for (size_t i = c->start[k]; i < c->start[k + 1]; i++)
        assert_close (plane (c->xy[2 * i], c->xy[2 * i + 1]), levels[c->level[k]], 0, 1e-13);
      /* It runs from edge to edge of the rectangle. */
      size_t ends[2] = { c->start[k], c->start[k + 1] - 1 };
      for (int e = 0; e < 2; e++)
        g_assert_cmpfloat (fmax (fabs (c->xy[2 * ends[e]]), fabs (c->xy[2 * ends[e] + 1])), >,
                           1 - 1e-12);
    }
  contours_free (c);
  g_free (v);
}

/* On x^2 the error of linear interpolation is at most h^2/4 max |f''| / 2 = h^2 / 4; the ring
 * closes. */
static void
test_circle (void)
{
  const size_t n = 41;
  double *v = sample (bowl, n, n), levels[] = { 0.3 }, h = 2.0 / (double) (n - 1), length = 0;
  Contours *c = contours_trace (n, n, -1, 1, -1, 1, v, 1, levels);
  g_assert_cmpuint (c->n_paths, ==, 1);
  g_assert_true (is_closed (c, 0));
  for (size_t i = 0; i < c->n_points; i++)
    {
      assert_close (bowl (c->xy[2 * i], c->xy[2 * i + 1]), 0.3, 0, h * h / 4 + 1e-12);
      if (i > 0)
        length += hypot (c->xy[2 * i] - c->xy[2 * i - 2], c->xy[2 * i + 1] - c->xy[2 * i - 1]);
    }
  assert_close (length, 2 * G_PI * sqrt (0.3), 5e-3, 0);
  contours_free (c);
  g_free (v);
}

/* x y = 0 on a lattice whose middle cell is a saddle: the mean of its corners decides, no line
 * crosses another. */
static void
test_saddle (void)
{
  double *v = sample (saddle, 4, 4);
  const double sides[] = { 0.01, -0.01 };
  for (int s = 0; s < 2; s++)
    {
      Contours *c = contours_trace (4, 4, -1, 1, -1, 1, v, 1, &sides[s]);
      g_assert_cmpuint (c->n_paths, ==, 2);
      for (size_t k = 0; k < 2; k++)
        for (size_t i = c->start[k] + 1; i < c->start[k + 1]; i++)
          /* Each branch stays in its quadrant. */
          g_assert_cmpfloat (c->xy[2 * i] * c->xy[2 * c->start[k]], >, 0);
      contours_free (c);
    }
  g_free (v);
}

/* Every crossing of the lattice belongs to exactly one path, whatever the field: counted
 * independently. */
static void
test_complete (void)
{
  const size_t nx = 37, ny = 29;
  double *v = sample (waves, nx, ny);
  for (int i = 0; i < 60; i++)
    v[g_test_rand_int_range (0, nx * ny)] += g_test_rand_double_range (-1, 1);
  double level = 0.123;
  Contours *c = contours_trace (nx, ny, -1, 1, -1, 1, v, 1, &level);
  size_t crossings = 0, vertices = 0;
  for (size_t j = 0; j < ny; j++)
    for (size_t i = 0; i < nx; i++)
      {
        bool in = v[i + j * nx] >= level;
        crossings += i + 1 < nx && in != (v[i + 1 + j * nx] >= level);
        crossings += j + 1 < ny && in != (v[i + (j + 1) * nx] >= level);
      }
  for (size_t k = 0; k < c->n_paths; k++)
    {
      bool closed = is_closed (c, k);
      vertices += c->start[k + 1] - c->start[k] - closed;
      const double *end = c->xy + 2 * c->start[k];
      if (!closed)
        g_assert_cmpfloat (fmax (fabs (end[0]), fabs (end[1])), >, 1 - 1e-9);
    }
  g_assert_cmpuint (vertices, ==, crossings);
  contours_free (c);
  g_free (v);
}

static void
test_gaps (void)
{
  double *v = sample (plane, 9, 9), level = 0.5;
  v[4 + 4 * 9] = NAN; /* in the middle of the line */
  Contours *c = contours_trace (9, 9, -1, 1, -1, 1, v, 1, &level);
  g_assert_cmpuint (c->n_paths, ==, 2);
  for (size_t i = 0; i < 2 * c->n_points; i++)
    g_assert_true (isfinite (c->xy[i]));
  contours_free (c);
  g_free (v);
}

static void
test_degenerate (void)
{
  double flat[4] = { 1, 1, 1, 1 }, levels[] = { 1, NAN, INFINITY };
  Contours *c = contours_trace (2, 2, 0, 1, 0, 1, flat, 3, levels);
  g_assert_cmpuint (c->n_paths, ==, 0);
  contours_free (c);
  c = contours_trace (1, 4, 0, 1, 0, 1, flat, 1, levels);
  g_assert_cmpuint (c->n_points, ==, 0);
  contours_free (c);
  c = contours_trace (2, 2, 0, 1, 0, 1, flat, 0, NULL);
  g_assert_cmpuint (c->n_points, ==, 0);
  contours_free (c);
  /* Differences that overflow still give places inside their edge. */
  double huge[4] = { -1.7e308, 1.7e308, -1.7e308, 1.7e308 }, zero = 0;
  c = contours_trace (2, 2, 0, 1, 0, 1, huge, 1, &zero);
  for (size_t i = 0; i < 2 * c->n_points; i++)
    g_assert_true (c->xy[i] >= 0 && c->xy[i] <= 1);
  contours_free (c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contours/plane", test_plane);
  g_test_add_func ("/contours/circle", test_circle);
  g_test_add_func ("/contours/saddle", test_saddle);
  g_test_add_func ("/contours/complete", test_complete);
  g_test_add_func ("/contours/gaps", test_gaps);
  g_test_add_func ("/contours/degenerate", test_degenerate);
  return g_test_run ();
}
