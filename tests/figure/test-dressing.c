/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series as a map, colour bars and sizes of dots, names of cells, panels without axes. Expected colours are the theme's own
 * (colour_role), expected places those of the figures built here. */
#include <math.h>
#include <string.h>

#include "layout.h"
#include "paint.h"
#include "testing.h"
#include "write.h"

#define W 600
#define H 400

static cairo_surface_t *
drawn (const MercerFigure *f, const MercerLook *look)
{
  cairo_surface_t *s = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
  cairo_t *cr = cairo_create (s);
  mercer_figure_draw (f, cr, W, H, look, NULL);
  cairo_destroy (cr);
  cairo_surface_flush (s);
  return s;
}

static uint32_t
pixel_at (cairo_surface_t *s, double px, double py)
{
  return *(const uint32_t *) (const void *) (cairo_image_surface_get_data (s) + (int) py * cairo_image_surface_get_stride (s)
                                             + 4 * (int) px);
}

static uint32_t
pixel_of (Colour c)
{
  return 0xff000000u | (uint32_t) lround (255 * c.r) << 16 | (uint32_t) lround (255 * c.g) << 8 | (uint32_t) lround (255 * c.b);
}

/* Dots have the colour of their series, areas one between it and paper; series repeat after 8; gaps stay gaps. */
static void
test_series (void)
{
  const double x[] = { 0.5, 1.5, 2.5, 3.5 }, y[] = { 0.25, 0.25, 0.25, 0.25 }, group[] = { 0, 3, 9, NAN };
  const double cells[] = { 0, 3, 9, NAN };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_raster (b, p, 4, 1, 0, 4, 0, 1, cells, MERCER_MAP_SERIES, 0, 0, true, "no bar", "");
  mercer_figure_points_mapped (b, p, &(MercerStyle){ .size = 14 }, 4, x, y, NULL, group, MERCER_MAP_SERIES, 0, 0);
  MercerFigure *f = mercer_figure_builder_finish (b);
  for (MercerTheme theme = MERCER_THEME_LIGHT; theme <= MERCER_THEME_PRINT; theme++)
    {
      const MercerLook look = { .theme = theme, .background = true };
      cairo_surface_t *s = drawn (f, &look);
      Colour paper = colour_tone (&look, TONE_PAPER);
      for (int k = 0; k < 4; k++)
        {
          double px, py, qx, qy;
          mercer_figure_locate (f, W, H, &look, NULL, p, x[k], y[k], &px, &py);
          mercer_figure_locate (f, W, H, &look, NULL, p, x[k], 0.8, &qx, &qy);
          uint32_t dot = pixel_at (s, px, py), area = pixel_at (s, qx, qy);
          if (k == 3)
            {
              g_assert_cmphex (dot, ==, pixel_of (paper));
              g_assert_cmphex (area, ==, pixel_of (paper));
              continue;
            }
          uint32_t ink = pixel_of (colour_role (&look, MERCER_ROLE_SERIES_N ((int) group[k])));
          g_assert_cmphex (dot, ==, ink);
          double l = colour_lightness (area), from = colour_lightness (ink), to = colour_lightness (pixel_of (paper));
          g_assert_cmpfloat (l, >, fmin (from, to));
          g_assert_cmpfloat (l, <, fmax (from, to));
        }
      cairo_surface_destroy (s);
    }
  Layout *l = layout_acquire (f, W, H, NULL, NULL);
  g_assert_null (l->panel[0].bar);
  layout_release (l);
  /* the number of a series is no news */
  MercerHit hit;
  double px, py;
  mercer_figure_locate (f, W, H, NULL, NULL, p, 1.5, 0.8, &px, &py);
  g_assert_true (mercer_figure_hit (f, W, H, NULL, NULL, px, py, 2, false, &hit));
  g_assert_null (strstr (hit.tooltip, "value"));
  mercer_figure_unref (f);
}

/* Negative and fractional numbers find a series too. */
static void
test_series_numbers (void)
{
  assert_close (colour_level (MERCER_MAP_SERIES, -1, 0, 1), 7, 0, 0);
  assert_close (colour_level (MERCER_MAP_SERIES, 8.4, 0, 1), 0, 0, 0);
  assert_close (colour_level (MERCER_MAP_SERIES, 15, 0, 1), 7, 0, 0);
  g_assert_true (isnan (colour_level (MERCER_MAP_SERIES, INFINITY, 0, 1)));
  assert_close (colour_level (MERCER_MAP_MAGMA, 0.5, 0, 1), 127.5, 1e-6, 0);
}

static void
test_bar_and_sizes (void)
{
  const double x[] = { 1, 2, 3 }, y[] = { 1, 1, 1 }, value[] = { 0, 5, 10 }, sizes[] = { 4, 30, NAN };
  const char *const labels[] = { "1", "1000" };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "x", "", MERCER_AXIS_LINEAR, 0, 4, NULL);
  mercer_figure_y_axis (b, p, "y", "", MERCER_AXIS_LINEAR, 0, 2, NULL);
  mercer_figure_points_mapped (b, p, &(MercerStyle){ .size = 8 }, 3, x, y, NULL, value, MERCER_MAP_VIRIDIS, 0, 10);
  mercer_figure_points_bar (b, p, "Weight", "kg");
  mercer_figure_points_sized (b, p, sizes);
  mercer_figure_size_key (b, p, MERCER_ROLE_DATA, 2, (const double[]){ 4, 30 }, labels);
  MercerFigure *f = mercer_figure_builder_finish (b);
  const MercerLook look = { .background = true };
  cairo_surface_t *s = drawn (f, &look);
  uint32_t white = pixel_of (colour_tone (&look, TONE_PAPER));
  Layout *l = layout_acquire (f, W, H, &look, NULL);
  double point = l->em / 10;
  /* radii 2, 15 and (the style's) 4 points */
  const double radius[] = { 2 * point, 15 * point, 4 * point };
  for (int k = 0; k < 3; k++)
    {
      double px, py;
      mercer_figure_locate (f, W, H, &look, NULL, p, x[k], y[k], &px, &py);
      g_assert_cmphex (pixel_at (s, px + (radius[k] - 1.5) * 0.7, py + (radius[k] - 1.5) * 0.7), !=, white);
      g_assert_cmphex (pixel_at (s, px + (radius[k] + 2.5) * 0.7, py + (radius[k] + 2.5) * 0.7), ==, white);
    }
  g_assert_nonnull (l->panel[0].bar);
  g_assert_cmpstr (l->panel[0].bar_axis.title, ==, "Weight (kg)");
  g_assert_cmpfloat (l->panel[0].legend.height, >, 20 * point); /* the larger dot of the key has room */
  layout_release (l);
  MercerHit hit;
  double px, py;
  mercer_figure_locate (f, W, H, &look, NULL, p, 2, 1, &px, &py);
  g_assert_true (mercer_figure_hit (f, W, H, &look, NULL, px, py, 2, false, &hit));
  g_assert_nonnull (strstr (hit.tooltip, "Weight 5"));
  g_assert_nonnull (strstr (hit.tooltip, "kg"));
  cairo_surface_destroy (s);
  mercer_figure_unref (f);
}

/* What a dot has to itself is a curve in pixels: about the dot or from the ground, as wide and high as is said of it; parted where it leaves the
 * plot. */
static void
test_bump (void)
{
  const double x[] = { 1, 3.5 }, y[] = { 1, 0.5 }, dx[] = { -1, 0, 1 }, dy[] = { 0, 1, 0 }, stretch[] = { 0.5, 1 }, scale[] = { 1, 0.25 };
  const MercerLook look = { 0 };
  for (int about = 0; about < 2; about++)
    {
      MercerFigureBuilder *b = mercer_figure_builder_new ("");
      int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
      mercer_figure_x_axis (b, p, "x", "", MERCER_AXIS_LINEAR, 0, 4, NULL);
      mercer_figure_y_axis (b, p, "y", "", MERCER_AXIS_LINEAR, 0, 2, NULL);
      mercer_figure_points (b, p, &(MercerStyle){ .size = 8 }, 2, x, y, NULL);
      mercer_figure_points_bump (b, p, 3, dx, dy, stretch, scale, about == 1);
      MercerFigure *f = mercer_figure_builder_finish (b);
      for (int i = 0; i < 2; i++)
        {
          MercerHit hit;
          double px, py, at[8][2];
          mercer_figure_locate (f, W, H, &look, NULL, 0, x[i], y[i], &px, &py);
          g_assert_true (mercer_figure_hit (f, W, H, &look, NULL, px, py, 2, false, &hit));
          g_assert_cmpuint (mercer_figure_bump (f, W, H, &look, NULL, &hit, 2, at), ==, 2);
          g_assert_cmpuint (mercer_figure_bump (f, W, H, &look, NULL, &hit, 8, at), ==, 3);
          for (int k = 0; k < 3; k++)
            {
              double to = x[i] + stretch[i] * dx[k];
              mercer_figure_locate (f, W, H, &look, NULL, 0, to, (about ? y[i] : 0) + scale[i] * dy[k], &px, &py);
              g_assert_true (isnan (at[k][0]) == (to > 4));
              assert_close (to > 4 ? px : at[k][0], px, 0, 1e-9);
              assert_close (to > 4 ? py : at[k][1], py, 0, 1e-9);
            }
        }
      mercer_figure_unref (f);
    }
}

/* What is told of dots is said where they are pointed at, and neither colours them nor has a bar. */
static void
test_told (void)
{
  const double x[] = { 1, 2, 3 }, y[] = { 1, 1, 1 }, share[] = { 12.5, NAN, 0.25 };
  static const char *const words[] = { "Share 12.5000 %", NULL, "Share 0.250000 %" };
  MercerFigure *f[2];
  cairo_surface_t *s[2];
  const MercerLook look = { .background = true };
  for (int k = 0; k < 2; k++)
    {
      MercerFigureBuilder *b = mercer_figure_builder_new ("");
      int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
      mercer_figure_x_axis (b, p, "x", "", MERCER_AXIS_LINEAR, 0, 4, NULL);
      mercer_figure_y_axis (b, p, "y", "", MERCER_AXIS_LINEAR, 0, 2, NULL);
      mercer_figure_points (b, p, &(MercerStyle){ .size = 8 }, 3, x, y, NULL);
      if (k == 1)
        mercer_figure_points_tell (b, p, "Share", "%", share);
      f[k] = mercer_figure_builder_finish (b);
      s[k] = drawn (f[k], &look);
    }
  for (int k = 0; k < 3; k++)
    {
      MercerHit hit;
      double px, py;
      mercer_figure_locate (f[1], W, H, &look, NULL, 0, x[k], y[k], &px, &py);
      g_assert_true (mercer_figure_hit (f[1], W, H, &look, NULL, px, py, 2, false, &hit));
      g_assert_true (words[k] != NULL ? g_str_has_suffix (hit.tooltip, words[k]) : strstr (hit.tooltip, "Share") == NULL);
      for (int dx = -9; dx <= 9; dx++)
        g_assert_cmphex (pixel_at (s[0], px + dx, py), ==, pixel_at (s[1], px + dx, py));
    }
  for (int k = 0; k < 2; k++)
    {
      cairo_surface_destroy (s[k]);
      mercer_figure_unref (f[k]);
    }
}

/* Cells are called by their names, where they have some. */
static void
test_names (void)
{
  const double values[] = { 1, 0.25, 0.5, 1 };
  const char *const columns[] = { "setosa 1", "setosa 2" };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_y_axis (b, p, "Row", "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_raster (b, p, 2, 2, 0, 2, 0, 2, values, MERCER_MAP_VIRIDIS, 0, 1, false, "k", "");
  mercer_figure_raster_labels (b, p, columns, NULL);
  MercerFigure *f = mercer_figure_builder_finish (b);
  MercerHit hit;
  double px, py;
  mercer_figure_locate (f, W, H, NULL, NULL, p, 1.5, 0.5, &px, &py);
  g_assert_true (mercer_figure_hit (f, W, H, NULL, NULL, px, py, 2, false, &hit));
  g_assert_true (g_str_has_prefix (hit.tooltip, "setosa 2, Row 0.5"));
  g_assert_nonnull (strstr (hit.tooltip, "k 0.25"));
  mercer_figure_unref (f);
}

/* A bare panel has neither frame nor numbers, and its plot takes their room. */
static void
test_bare (void)
{
  MercerFigure *both[2];
  Rect plot[2];
  for (int bare = 0; bare < 2; bare++)
    {
      MercerFigureBuilder *b = mercer_figure_builder_new ("");
      int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
      mercer_figure_x_axis (b, p, "x", "m", MERCER_AXIS_LINEAR, 0, 1, NULL);
      if (bare)
        mercer_figure_bare (b, p);
      both[bare] = mercer_figure_builder_finish (b);
      Layout *l = layout_acquire (both[bare], W, H, NULL, NULL);
      plot[bare] = l->panel[0].plot;
      layout_release (l);
    }
  g_assert_cmpfloat (plot[1].width, >, plot[0].width);
  g_assert_cmpfloat (plot[1].height, >, plot[0].height);
  const MercerLook look = { .background = true };
  cairo_surface_t *s = drawn (both[1], &look);
  uint32_t white = pixel_of (colour_tone (&look, TONE_PAPER));
  for (int j = 0; j < H; j++)
    for (int i = 0; i < W; i++)
      g_assert_cmphex (pixel_at (s, i, j), ==, white);
  cairo_surface_destroy (s);
  mercer_figure_unref (both[0]);
  mercer_figure_unref (both[1]);
}

#define assert_critical(call)                                                                                          \
  do                                                                                                                   \
    {                                                                                                                  \
      g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");                                        \
      call;                                                                                                            \
      g_test_assert_expected_messages ();                                                                              \
    }                                                                                                                  \
  while (0)

static void
test_mistakes (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  const double v[] = { 1 };
  assert_critical (mercer_figure_points_bar (b, p, "", ""));
  assert_critical (mercer_figure_points_sized (b, p, v));
  mercer_figure_points (b, p, NULL, 1, v, v, NULL);
  assert_critical (mercer_figure_points_bar (b, p, "", ""));
  assert_critical (mercer_figure_raster_labels (b, p, NULL, NULL));
  assert_critical (mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_FIELD }));
  assert_critical (mercer_figure_space (b, p, NULL));
  assert_critical (mercer_figure_points_in_space (b, p, NULL, 1, v, v, NULL, NULL, NULL, MERCER_MAP_GREY, 0, 0));
  mercer_figure_unref (mercer_figure_builder_finish (b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dressing/series", test_series);
  g_test_add_func ("/dressing/series-numbers", test_series_numbers);
  g_test_add_func ("/dressing/bar-and-sizes", test_bar_and_sizes);
  g_test_add_func ("/dressing/told", test_told);
  g_test_add_func ("/dressing/bump", test_bump);
  g_test_add_func ("/dressing/names", test_names);
  g_test_add_func ("/dressing/bare", test_bare);
  g_test_add_func ("/dressing/mistakes", test_mistakes);
  return g_test_run ();
}
