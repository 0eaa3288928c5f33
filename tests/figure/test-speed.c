/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Milliseconds for each drawing of the scenes that must keep up with a hand on a slider: run with
 * -m perf. */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "draw.h"
#include "scenes.h"

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Milliseconds that this thread has worked: what a frame costs, however busy the machine is with
 * other things. */
static double
cpu_time (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e3 * (double) t.tv_sec + 1e-6 * (double) t.tv_nsec;
}

/* The median of a few drawings, the first one (which fills the caches) told apart. */
static void
measure (const char *name, MercerFigure *f, MercerLayers layers)
{
  enum
  {
    RUNS = 21
  };
  double ms[RUNS], first = 0;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1000, 700);
  for (int i = -1; i < RUNS; i++)
    {
      MercerLook look = { .background = true, .phase = 0.1 * i };
      cairo_t *cr = cairo_create (surface);
      double start = cpu_time ();
      mercer_figure_draw_layers (f, cr, 1000, 700, &look, NULL, layers);
      double took = cpu_time () - start;
      *(i < 0 ? &first : &ms[i]) = took;
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
    }
  qsort (ms, RUNS, sizeof *ms, compare);
  g_test_message ("%-44s %7.2f ms (best %.2f, first %.2f)", name, ms[RUNS / 2], ms[0], first);
  g_test_minimized_result (ms[RUNS / 2], "%s", name);
  cairo_surface_destroy (surface);
  mercer_figure_unref (f);
}

static MercerFigure *
posterior (void)
{
  return scene_posterior (468, 10);
}

static MercerFigure *
surfaces (void)
{
  return scene_surfaces (80, 80);
}

/* 5000 dots and ten lines, in one piece each as ink draws them, or in pieces so small that cairo
 * does. */
static MercerFigure *
crowd (bool pieces)
{
  enum
  {
    DOTS = 5000,
    LINE = 400
  };
  static double x[DOTS], y[DOTS];
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  for (int i = 0; i < DOTS; i++)
    {
      x[i] = fmod (i * 0.6180339887, 1);
      y[i] = fmod (i * 0.7548776662, 1);
    }
  for (int i = 0; i < DOTS; i += pieces ? 100 : DOTS)
    mercer_figure_points (b, p, NULL, pieces ? 100 : DOTS, x + i, y + i, NULL);
  for (int i = 0; i < LINE; i++)
    x[i] = i / (LINE - 1.0);
  for (int k = 0; k < 10; k++)
    {
      for (int i = 0; i < LINE; i++)
        y[i] = 0.5 + 0.4 * sin (20 * x[i] + k);
      for (int i = 0; i < LINE - 1; i += pieces ? 20 : LINE)
        mercer_figure_line (b, p, NULL, pieces ? MIN (21, LINE - i) : LINE, x + i, y + i);
    }
  return mercer_figure_builder_finish (b);
}

/* As during a drag: every drawing is of a figure that nobody has laid out yet. Building is told
 * apart. */
static void
measure_new (const char *name, MercerFigure *(*make) (void) )
{
  enum
  {
    RUNS = 21
  };
  double build[RUNS], draw[RUNS];
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1000, 700);
  MercerView *view = mercer_view_new ();
  for (int i = 0; i < RUNS; i++)
    {
      double start = cpu_time ();
      MercerFigure *f = make ();
      double made = cpu_time ();
      mercer_view_follow (view, f, MERCER_FOLLOW_ON);
      cairo_t *cr = cairo_create (surface);
      mercer_figure_draw (f, cr, 1000, 700, &(MercerLook){ .background = true }, view);
      cairo_destroy (cr);
      build[i] = made - start;
      draw[i] = cpu_time () - made;
      mercer_figure_unref (f);
    }
  qsort (build, RUNS, sizeof *build, compare);
  qsort (draw, RUNS, sizeof *draw, compare);
  g_test_message ("%-44s %7.2f ms (best %.2f), and %.2f ms to build", name, draw[RUNS / 2], draw[0],
                  build[RUNS / 2]);
  mercer_view_free (view);
  cairo_surface_destroy (surface);
}

/* What lies under the pointer among a million dots: the first question makes the index, the others use it. Every one has
 * an answer. */
static void
measure_hits (size_t n)
{
  enum
  {
    RUNS = 101
  };
  MercerFigure *f = scene_dots (n);
  double first = 0, later[RUNS];
  MercerHit hit;
  for (int i = 0; i < RUNS; i++)
    {
      double start = cpu_time ();
      mercer_figure_hit (f, 1000, 700, NULL, NULL, 100 + 8.3 * i, 350 + 3 * (i % 7), 14, false, &hit);
      later[i] = cpu_time () - start;
      first = i == 0 ? later[i] : first;
    }
  qsort (later, RUNS, sizeof *later, compare);
  g_test_message ("a hit among %zu dots: first %.2f ms, then %.3f ms (best %.3f, worst %.3f)", n, first, later[RUNS / 2],
                  later[0], later[RUNS - 2]);
  mercer_figure_unref (f);
}

/* A surface that turns: each drawing is from another side. */
static void
measure_turning (size_t cells, size_t points)
{
  enum
  {
    RUNS = 21
  };
  MercerFigure *f = scene_space (cells, cells, points);
  MercerView *view = mercer_view_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1000, 700);
  double draw[RUNS];
  for (int i = 0; i < RUNS; i++)
    {
      mercer_view_pan (view, f, 1000, 700, NULL, 500, 350, 4, i % 2);
      double start = cpu_time ();
      cairo_t *cr = cairo_create (surface);
      mercer_figure_draw (f, cr, 1000, 700, &(MercerLook){ .background = true }, view);
      cairo_destroy (cr);
      draw[i] = cpu_time () - start;
    }
  qsort (draw, RUNS, sizeof *draw, compare);
  g_test_message ("surface %zu x %zu and %zu dots turning                 %7.2f ms (best %.2f)", cells, cells, points,
                  draw[RUNS / 2], draw[0]);
  mercer_view_free (view);
  cairo_surface_destroy (surface);
  mercer_figure_unref (f);
}

static void
test_speed (void)
{
  if (!g_test_perf ())
    {
      g_test_skip ("a benchmark: -m perf");
      return;
    }
  measure ("raster 1000 x 700 + 5000 dots", scene_raster_dots (1000, 700, 5000), MERCER_LAYER_ALL);
  measure ("raster 100 x 100, smooth, + 5000 dots", scene_raster_dots (100, 100, 5000),
           MERCER_LAYER_ALL);
  measure ("100 000 dots", scene_dots (100000), MERCER_LAYER_ALL);
  measure ("posterior: band, mean, 10 swings, 468 dots", posterior (), MERCER_LAYER_ALL);
  measure ("posterior, only what swings", posterior (), MERCER_LAYER_MOVING);
  measure ("two surfaces with contours", surfaces (), MERCER_LAYER_ALL);
  measure ("5000 dots and 10 lines as ink", crowd (false), MERCER_LAYER_ALL);
  measure ("5000 dots and 10 lines as cairo paths", crowd (true), MERCER_LAYER_ALL);
  measure_new ("posterior, a new figure each time", posterior);
  measure_hits (5000);
  measure_hits (1000000);
  measure_turning (2, 2);
  measure_turning (128, 2);
  measure_turning (128, 1000);
  measure_turning (512, 2);
  measure_new ("two surfaces, new figures each time", surfaces);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figure/speed", test_speed);
  return g_test_run ();
}
