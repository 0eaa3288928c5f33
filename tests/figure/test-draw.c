/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing at every size and theme, of everything and of degenerate data; and that pixels and shapes
 * agree. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "scenes.h"
#include "testing.h"

static const struct
{
  double width, height;
} sizes[] = { { 1, 1 },     { 7, 300 },    { 120, 80 },   { 300, 40 },
              { 360, 260 }, { 1000, 700 }, { 2600, 1500 } };

static void
draw_on (MercerFigure *f, cairo_surface_t *surface, double width, double height,
         const MercerLook *look)
{
  cairo_t *cr = cairo_create (surface);
  mercer_figure_draw (f, cr, width, height, look, NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
}

static void
draw_everywhere (MercerFigure *f, bool all_themes)
{
  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int theme = 0; theme <= MERCER_THEME_PRINT; theme++)
      {
        /* Degenerate data at one theme for each size, and not at the largest: time is short. */
        if (!all_themes && (theme != (int) s % 3 || s == G_N_ELEMENTS (sizes) - 1))
          continue;
        static const uint64_t selected[] = { 0, 2, 3 };
        MercerLook look = { .theme = theme,
                            .high_contrast = s % 2,
                            .background = true,
                            .font_size = s == 3 ? 18 : 0,
                            .has_hover = true,
                            .hover_row = 1,
                            .selected_rows = selected,
                            .n_selected = G_N_ELEMENTS (selected) };
        cairo_surface_t *surface = cairo_image_surface_create (
            CAIRO_FORMAT_ARGB32, (int) sizes[s].width, (int) sizes[s].height);
        draw_on (f, surface, sizes[s].width, sizes[s].height, &look);
        cairo_surface_destroy (surface);
      }
  cairo_surface_t *vector[] = { cairo_pdf_surface_create_for_stream (NULL, NULL, 400, 300),
                                cairo_svg_surface_create_for_stream (NULL, NULL, 400, 300),
                                cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL) };
  for (size_t k = 0; k < G_N_ELEMENTS (vector); k++)
    {
      draw_on (f, vector[k], 400, 300, &(MercerLook){ .background = true });
      cairo_surface_destroy (vector[k]);
    }
}

static void
test_scenes (void)
{
  MercerFigure *all[]
      = { scene_posterior (468, 10), scene_surfaces (30, 20),         scene_scatter (40),
          scene_everything (),       scene_raster_dots (50, 40, 500), scene_dots (3000) };
  for (size_t k = 0; k < G_N_ELEMENTS (all); k++)
    {
      const char *what;
      g_assert_true (mercer_figure_is_sound (all[k], &what));
      draw_everywhere (all[k], true);
      mercer_figure_unref (all[k]);
    }
}

/* Numbers that break drawing code: each is given to every kind of mark, on both kinds of axes. */
static void
add_marks (MercerFigureBuilder *b, int p, size_t n, const double *v)
{
  MercerStyle style = { .role = MERCER_ROLE_PRIMARY, .legend = "marks" },
              dashed = { .dashed = true, .width = 1e9 };
  double *zero = g_new0 (double, n + 1), *edges = g_new (double, n + 1);
  uint64_t *rows = g_new0 (uint64_t, n + 1);
  memcpy (edges, v, n * sizeof *v);
  edges[n] = n > 0 ? v[0] : 0;
  mercer_figure_line (b, p, &style, n, v, v);
  mercer_figure_line (b, p, &dashed, n, zero, v);
  mercer_figure_swing (b, p, &style, n, v, v, v, v);
  mercer_figure_band (b, p, &style, n, v, v, zero);
  mercer_figure_points (b, p, &style, n, v, v, rows);
  mercer_figure_points (b, p, &(MercerStyle){ .size = 1e9, .hollow = true }, n, v, zero, NULL);
  mercer_figure_points_mapped (b, p, &style, n, v, v, NULL, v, MERCER_MAP_DIVERGING, 0, 0);
  mercer_figure_bars (b, p, &style, n, edges, v);
  mercer_figure_arrows (b, p, &style, n, v, v, v, v);
  mercer_figure_segments (b, p, &style, n, v, zero, zero, v);
  mercer_figure_raster (b, p, n, n > 0 ? 1 : 0, 0, 1, 0, 1, v, MERCER_MAP_VIRIDIS, 0, 0, true,
                        "bar", "unit");
  mercer_figure_contours (b, p, &style, n, 1, 0, 1, 0, 1, v, n, v, NULL);
  if (n > 0)
    {
      mercer_figure_raster (b, p, 1, 1, v[0], v[n - 1], v[0], v[n - 1], v, MERCER_MAP_MAGMA, v[0],
                            v[n - 1], false, NULL, NULL);
      mercer_figure_rule (b, p, &style, true, v[0]);
      mercer_figure_rule (b, p, &style, false, v[n - 1]);
      mercer_figure_text (b, p, MERCER_ROLE_INK, v[0], v[n - 1], "text");
    }
  g_free (zero);
  g_free (edges);
  g_free (rows);
}

static void
test_degenerate (void)
{
  static const double lists[][4] = { { 0, 0, 0, 0 },
                                     { 1, 1, 1, 1 },
                                     { NAN, NAN, NAN, NAN },
                                     { 1, NAN, 2, NAN },
                                     { INFINITY, 1, -INFINITY, 2 },
                                     { -1e300, 1e300, 0, 1 },
                                     { DBL_MAX, -DBL_MAX, 0, 1 },
                                     { 5e-324, 0, 1e-300, -1e-308 },
                                     { -5, -4, -3, -2 },
                                     { 1e15, 1e15 + 1, 1e15 + 2, 1e15 },
                                     { 1, 1 + 1e-15, 1, 1 } };
  for (size_t k = 0; k < G_N_ELEMENTS (lists); k++)
    for (size_t n = 0; n <= 4; n += n == 0 ? 1 : 3)
      {
        MercerFigureBuilder *b = mercer_figure_builder_new ("Degenerate");
        for (int scale = 0; scale < 2; scale++)
          {
            int p = mercer_figure_panel (b, NULL, scale, 0, 1, 1);
            mercer_figure_x_axis (b, p, NULL, NULL, scale, 0, 0, NULL);
            mercer_figure_y_axis (b, p, "y", NULL, scale, NAN, 1, NULL);
            if (k % 2 == 1)
              mercer_figure_equal_axes (b, p);
            add_marks (b, p, n, lists[k]);
          }
        MercerFigure *f = mercer_figure_builder_finish (b);
        draw_everywhere (f, false);
        MercerHit hit;
        mercer_figure_hit (f, 300, 200, NULL, NULL, 150, 100, 50, false, &hit);
        mercer_figure_step (f, NULL, 1, &hit);
        mercer_figure_unref (f);
      }
}

static void
test_empty (void)
{
  MercerFigure *f = mercer_figure_builder_finish (mercer_figure_builder_new (NULL));
  draw_everywhere (f, false);
  mercer_figure_unref (f);
  MercerFigureBuilder *b = mercer_figure_builder_new ("A panel and nothing else");
  mercer_figure_panel (b, "Nothing", 63, 63, 1000, 1000);
  f = mercer_figure_builder_finish (b);
  draw_everywhere (f, false);
  cairo_surface_t *dot = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (dot);
  mercer_figure_draw (f, cr, NAN, -3, NULL, NULL);
  cairo_destroy (cr);
  cairo_surface_destroy (dot);
  mercer_figure_unref (f);
}

/* --- Ink looks like cairo ----------------------------------------------------------------------
 */

static cairo_surface_t *
picture (MercerFigure *f, double phase)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 350);
  draw_on (f, surface, 500, 350, &(MercerLook){ .background = true, .phase = phase });
  cairo_surface_flush (surface);
  return surface;
}

/* Mean absolute difference of channels, of 255. */
static double
difference (cairo_surface_t *a, cairo_surface_t *b)
{
  const uint8_t *p = cairo_image_surface_get_data (a), *q = cairo_image_surface_get_data (b);
  size_t n
      = (size_t) cairo_image_surface_get_stride (a) * (size_t) cairo_image_surface_get_height (a);
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += abs (p[i] - q[i]);
  return sum / (double) n;
}

/* The same curve and the same dots once in pieces so small that cairo draws them, once in one that
 * ink draws. */
static MercerFigure *
curve (bool pieces)
{
  enum
  {
    N = 480
  };
  double x[N], y[N];
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "", "", MERCER_AXIS_LINEAR, 0, 10, NULL);
  mercer_figure_y_axis (b, p, "", "", MERCER_AXIS_LINEAR, -2, 2, NULL);
  for (int i = 0; i < N; i++)
    {
      x[i] = 10.0 * i / (N - 1);
      y[i] = sin (3 * x[i]) + 0.5 * sin (11 * x[i]);
    }
  MercerStyle line = { .role = MERCER_ROLE_PRIMARY, .width = 1.5 },
              dot = { .role = MERCER_ROLE_DATA, .size = 5 };
  for (int first = 0; first < N - 1; first += pieces ? 20 : N)
    mercer_figure_line (b, p, &line, pieces ? MIN (21, N - first) : N, x + first, y + first);
  for (int first = 0; first < N; first += pieces ? 100 : N)
    mercer_figure_points (b, p, &dot, pieces ? MIN (100, N - first) : N, x + first, y + first,
                          NULL);
  return mercer_figure_builder_finish (b);
}

static void
test_ink (void)
{
  MercerFigure *whole = curve (false), *pieces = curve (true), *empty = scene_dots (0);
  cairo_surface_t *a = picture (whole, 0), *b = picture (pieces, 0), *c = picture (empty, 0);
  double off = difference (a, b), all = difference (a, c);
  g_test_message ("ink differs from cairo by %.3f of 255 on average, the marks weigh %.3f", off,
                  all);
  g_assert_cmpfloat (off, <, 0.1 * all);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
  cairo_surface_destroy (c);
  mercer_figure_unref (whole);
  mercer_figure_unref (pieces);
  mercer_figure_unref (empty);
}

/* Still and moving layers together are the whole picture, and only the moving one follows the
 * phase. */
static void
test_layers (void)
{
  MercerFigure *f = scene_posterior (100, 4);
  cairo_surface_t *whole = picture (f, 1), *later = picture (f, 2);
  cairo_surface_t *parts = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 350);
  MercerLook look = { .background = true, .phase = 1 };
  cairo_t *cr = cairo_create (parts);
  mercer_figure_draw_layers (f, cr, 500, 350, &look, NULL, MERCER_LAYER_STILL);
  mercer_figure_draw_layers (f, cr, 500, 350, &look, NULL, MERCER_LAYER_MOVING);
  cairo_destroy (cr);
  g_assert_cmpfloat (difference (whole, parts), ==, 0);
  g_assert_cmpfloat (difference (whole, later), >, 0);
  cairo_surface_destroy (whole);
  cairo_surface_destroy (later);
  cairo_surface_destroy (parts);
  mercer_figure_unref (f);
}

/* Two panels, of which the first has a legend of one line. */
static MercerFigure *
beside_legend (bool dashed)
{
  static const double x[] = { 0, 1 }, y[] = { 0, 1 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  for (int k = 0; k < 2; k++)
    {
      int p = mercer_figure_panel (b, "", k, 0, 1, 1);
      mercer_figure_line (b, p, &(MercerStyle){ .dashed = dashed && k == 0, .legend = k == 0 ? "Line" : NULL }, 2, x, y);
    }
  return mercer_figure_builder_finish (b);
}

/* The pen that drew a legend's last line, with its dashes, is not that of the grid and the axes of the next panel. */
static void
test_pen (void)
{
  enum { WIDTH = 500, HEIGHT = 350 };
  MercerFigure *solid = beside_legend (false), *dashed = beside_legend (true);
  cairo_surface_t *a = picture (solid, 0), *b = picture (dashed, 0);
  g_assert_cmpfloat (difference (a, b), >, 0);
  size_t stride = (size_t) cairo_image_surface_get_stride (a), half = WIDTH / 2 * 4, differ = 0;
  const uint8_t *p = cairo_image_surface_get_data (a), *q = cairo_image_surface_get_data (b);
  for (size_t row = 0; row < HEIGHT; row++)
    differ += memcmp (p + row * stride + half, q + row * stride + half, half) != 0;
  g_assert_cmpuint (differ, ==, 0);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
  mercer_figure_unref (solid);
  mercer_figure_unref (dashed);
}

/* The canvas records and replays later, when the sheet of ink has long been used for other things.
 */
static void
test_recording (void)
{
  MercerFigure *f = scene_raster_dots (60, 50, 800), *other = scene_dots (5000);
  cairo_surface_t *direct = picture (f, 0),
                  *replayed = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 350);
  cairo_surface_t *recording = cairo_recording_surface_create (
      CAIRO_CONTENT_COLOR_ALPHA, &(cairo_rectangle_t){ 0, 0, 500, 350 });
  draw_on (f, recording, 500, 350, &(MercerLook){ .background = true });
  cairo_surface_destroy (picture (other, 0));
  cairo_t *cr = cairo_create (replayed);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  double off = difference (direct, replayed);
  g_test_message ("a replayed recording differs by %.4f of 255 on average", off);
  g_assert_cmpfloat (off, <, 0.02);
  cairo_surface_destroy (direct);
  cairo_surface_destroy (replayed);
  cairo_surface_destroy (recording);
  mercer_figure_unref (f);
  mercer_figure_unref (other);
}

/* Drawing the same figure twice gives the same bits, from any thread. */
static void *
draw_thread (void *data)
{
  return picture (data, 0.5);
}

static void
test_threads (void)
{
  MercerFigure *f = scene_surfaces (40, 40);
  cairo_surface_t *first = picture (f, 0.5);
  GThread *threads[4];
  for (int k = 0; k < 4; k++)
    threads[k] = g_thread_new ("draw", draw_thread, f);
  for (int k = 0; k < 4; k++)
    {
      cairo_surface_t *other = g_thread_join (threads[k]);
      g_assert_cmpfloat (difference (first, other), ==, 0);
      cairo_surface_destroy (other);
    }
  cairo_surface_destroy (first);
  mercer_figure_unref (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/scenes", test_scenes);
  g_test_add_func ("/draw/degenerate", test_degenerate);
  g_test_add_func ("/draw/empty", test_empty);
  g_test_add_func ("/draw/ink", test_ink);
  g_test_add_func ("/draw/layers", test_layers);
  g_test_add_func ("/draw/pen", test_pen);
  g_test_add_func ("/draw/recording", test_recording);
  g_test_add_func ("/draw/threads", test_threads);
  return g_test_run ();
}
