/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels to data and back, what lies under the pointer, and what zooming, panning and following
 * change. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "layout.h"
#include "param.h"
#include "scenes.h"
#include "testing.h"

#define W 800
#define H 500

static void
test_inverse (void)
{
  MercerFigure *all[] = { scene_posterior (50, 1), scene_surfaces (20, 20), scene_everything (),
                          scene_scatter (20) };
  for (size_t k = 0; k < G_N_ELEMENTS (all); k++)
    {
      int found = 0;
      for (int i = 0; i < 500; i++)
        {
          double x, y, px, py,
              at[2] = { g_test_rand_double_range (0, W), g_test_rand_double_range (0, H) };
          int p = mercer_figure_pick (all[k], W, H, NULL, NULL, at[0], at[1], &x, &y);
          if (p < 0)
            continue;
          found++;
          mercer_figure_locate (all[k], W, H, NULL, NULL, p, x, y, &px, &py);
          /* what is picked has only the decimals that pixels tell apart */
          assert_close (px, at[0], 0, 0.51);
          assert_close (py, at[1], 0, 0.51);
          char text[2][MERCER_NUMBER_SIZE];
          mercer_number_print (x, text[0]);
          mercer_number_print (y, text[1]);
          /* a few hundred pixels: three places at most below the first digit of the range, and these ranges begin within 10 of 0 */
          g_assert_cmpuint (strlen (text[0]), <=, 8);
          g_assert_cmpuint (strlen (text[1]), <=, 8);
        }
      g_assert_cmpint (found, >, 100);
      g_assert_cmpint (mercer_figure_pick (all[k], W, H, NULL, NULL, -5, 3, NULL, NULL), ==, -1);
      mercer_figure_unref (all[k]);
    }
}

/* Every dot is hit at its own place, and the dot on top wins among those there. */
static void
test_hit (void)
{
  MercerFigure *f = scene_posterior (60, 2);
  MercerHit dot = { 0 }, hit;
  uint64_t row;
  bool any = mercer_figure_step (f, NULL, 1, &dot);
  g_assert_true (any);
  for (int i = 0; i < 60; i++)
    {
      double px, py;
      mercer_figure_locate (f, W, H, NULL, NULL, dot.panel, dot.x, dot.y, &px, &py);
      g_assert_true (mercer_figure_hit (f, W, H, NULL, NULL, px + 0.2, py - 0.2, 5, true, &hit));
      g_assert_true (hit.has_row);
      g_assert_cmpuint (hit.row_id, ==, dot.row_id);
      g_assert_cmpstr (hit.tooltip, ==, dot.tooltip);
      row = dot.row_id;
      g_assert_true (mercer_figure_step (f, &row, 1, &dot));
    }
  g_assert_cmpuint (dot.row_id, ==, 1); /* round again */
  row = 1;
  g_assert_true (mercer_figure_step (f, &row, -1, &dot));
  g_assert_cmpuint (dot.row_id, ==, 60);
  g_assert_false (mercer_figure_hit (f, W, H, NULL, NULL, W / 2.0, 60, 3, true, &hit));
  g_assert_true (g_str_has_prefix (dot.tooltip, "Year 19"));
  g_assert_nonnull (strstr (dot.tooltip, "CO₂ "));
  g_assert_true (g_str_has_suffix (dot.tooltip, " ppm"));
  mercer_figure_unref (f);
}

/* Among many dots an index answers; a look at every one of them says the same. */
static void
test_hit_many (void)
{
  enum
  {
    N = 6000
  };
  double *x = g_new (double, 2 * N), *y = x + N, px[N], py[N];
  uint64_t seed = 1;
  for (int i = 0; i < 2 * N; i++)
    {
      seed = seed * UINT64_C (6364136223846793005) + 1442695040888963407; /* Knuth's MMIX */
      x[i] = ldexp ((double) (seed >> 11), -53);
    }
  x[17] = NAN;
  x[40] = x[41] = 0.5; /* one on top of the other */
  y[40] = y[41] = 0.5;
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "", "", MERCER_AXIS_LOG, 0.01, 1, NULL);
  mercer_figure_points (b, p, NULL, N, x, y, NULL);
  MercerFigure *f = mercer_figure_builder_finish (b);
  for (int i = 0; i < N; i++)
    mercer_figure_locate (f, W, H, NULL, NULL, p, x[i], y[i], &px[i], &py[i]);
  for (int k = 0; k < 400; k++)
    {
      double at_x = k == 0 ? px[40] : 60 + (W - 80.0) * (k % 20) / 19, at_y = k == 0 ? py[40] : 20 + (H - 70.0) * (k / 20) / 19;
      double best = 8 * 8;
      int want = -1;
      for (int i = 0; i < N; i++)
        {
          double far = pow (px[i] - at_x, 2) + pow (py[i] - at_y, 2);
          if (far <= best)
            {
              best = far;
              want = i;
            }
        }
      MercerHit hit = { .item = N };
      bool found = mercer_figure_hit (f, W, H, NULL, NULL, at_x, at_y, 8, false, &hit);
      g_assert_cmpint (found, ==, want >= 0);
      if (found)
        g_assert_cmpint ((int) hit.item, ==, want);
    }
  mercer_figure_unref (f);
  g_free (x);
}

/* Rows in a frame: those of one panel whose dots lie in it, ascending, each once. */
static void
test_rows_within (void)
{
  const double x[] = { 1, 2, 3, 1, 9 }, y[] = { 1, 2, 3, 1, 9 };
  const uint64_t rows[] = { 40, 20, 30, 40, 10 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  for (int k = 0; k < 2; k++)
    {
      int p = mercer_figure_panel (b, "", k, 0, 1, 1);
      mercer_figure_points (b, p, NULL, 5, x, y, k == 0 ? rows : NULL);
    }
  MercerFigure *f = mercer_figure_builder_finish (b);
  double x0, y0, x1, y1;
  uint64_t *found;
  mercer_figure_locate (f, W, H, NULL, NULL, 0, 0.8, 2.5, &x0, &y0);
  mercer_figure_locate (f, W, H, NULL, NULL, 0, 2.5, 0.8, &x1, &y1);
  for (int turned = 0; turned < 2; turned++)
    {
      size_t n = turned ? mercer_figure_rows_within (f, W, H, NULL, NULL, x1, y1, x0, y0, &found)
                        : mercer_figure_rows_within (f, W, H, NULL, NULL, x0, y0, x1, y1, &found);
      g_assert_cmpuint (n, ==, 2);
      g_assert_cmpuint (found[0], ==, 20);
      g_assert_cmpuint (found[1], ==, 40);
      g_free (found);
    }
  /* a frame that is drawn over the next panel stays in its own, whose dots name no rows */
  mercer_figure_locate (f, W, H, NULL, NULL, 1, 0.8, 9.2, &x0, &y0);
  g_assert_cmpuint (mercer_figure_rows_within (f, W, H, NULL, NULL, x0, y0, 0, H, &found), ==, 0);
  g_assert_null (found);
  /* one that begins beside all panels is of the one that it covers most of */
  double ax, ay, bx, by;
  mercer_figure_locate (f, W, H, NULL, NULL, 0, 1.5, 2.5, &ax, &ay);
  mercer_figure_locate (f, W, H, NULL, NULL, 0, 2.5, 1.5, &bx, &by);
  g_assert_cmpuint (mercer_figure_rows_within (f, W, H, NULL, NULL, -5, ay, bx, by, &found), ==, 1);
  g_assert_cmpuint (found[0], ==, 20);
  g_free (found);
  g_assert_cmpuint (mercer_figure_rows_within (f, W, H, NULL, NULL, -5, -5, -2, -2, &found), ==, 0);
  mercer_figure_unref (f);
}

/* An axis without a label is called by the column that links it, a place on an axis of names by its name. */
static void
test_hit_words (void)
{
  const double x[] = { 1, 2 }, y[] = { 2, 1 };
  const char *const names[] = { "Yours", "Linear" };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "", "mm", MERCER_AXIS_LINEAR, 0, 3, "column:petal length");
  mercer_figure_y_axis (b, p, "Rank", "", MERCER_AXIS_LINEAR, 0, 3, NULL);
  mercer_figure_y_names (b, p, 2, names);
  mercer_figure_points (b, p, NULL, 2, x, y, NULL);
  MercerFigure *f = mercer_figure_builder_finish (b);
  double px, py;
  MercerHit hit;
  mercer_figure_locate (f, W, H, NULL, NULL, p, 1, 2, &px, &py);
  g_assert_true (mercer_figure_hit (f, W, H, NULL, NULL, px, py, 5, false, &hit));
  g_assert_cmpstr (hit.tooltip, ==, "petal length 1.00000 mm, Linear");
  mercer_figure_unref (f);
}

static MercerFigure *
follower (double low, double high)
{
  const double x[] = { low, high }, y[] = { 0, 1 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_line (b, p, NULL, 2, x, y);
  mercer_figure_x_follows (b, p, "x");
  return mercer_figure_builder_finish (b);
}

/* An axis that follows the view shows what the person chose whatever comes back, and returns to where it was: what was
 * computed for the range in view does not widen it. */
static void
test_follows (void)
{
  MercerFigure *home = follower (0, 10), *far = follower (-50, 60);
  MercerView *view = mercer_view_new ();
  double low, high, was_low, was_high;
  mercer_view_follow (view, home, MERCER_FOLLOW_ON);
  g_assert_false (mercer_figure_shown_range (home, W, H, NULL, view, 0, 0, &was_low, &was_high));
  assert_close (was_high, 10, 0, 0); /* lines end at the sides */
  mercer_view_zoom (view, home, W, H, NULL, W / 2.0, H / 2.0, 0.2);
  g_assert_true (mercer_figure_shown_range (home, W, H, NULL, view, 0, 0, &low, &high));
  assert_close (high - low, 50, 1e-9, 0);
  for (int k = 0; k < 3; k++)
    {
      double again_low, again_high;
      mercer_view_follow (view, far, MERCER_FOLLOW_ON);
      g_assert_true (mercer_figure_shown_range (far, W, H, NULL, view, 0, 0, &again_low, &again_high));
      g_assert_cmpfloat (again_low, ==, low);
      g_assert_cmpfloat (again_high, ==, high);
    }
  mercer_view_reset (view);
  g_assert_false (mercer_figure_shown_range (far, W, H, NULL, view, 0, 0, &low, &high));
  g_assert_cmpfloat (low, ==, was_low);
  g_assert_cmpfloat (high, ==, was_high);
  g_assert_cmpstr (mercer_figure_get_follows (far, 0, 0), ==, "x");
  g_assert_null (mercer_figure_get_follows (far, 0, 1));
  mercer_view_free (view);
  mercer_figure_unref (home);
  mercer_figure_unref (far);
}

static void
test_hit_raster (void)
{
  MercerFigure *f = scene_surfaces (61, 61);
  MercerHit hit;
  double px, py;
  mercer_figure_locate (f, W, H, NULL, NULL, 0, 180.780, 331.600, &px, &py);
  g_assert_true (mercer_figure_hit (f, W, H, NULL, NULL, px, py, 0, false, &hit));
  g_assert_false (hit.has_row);
  g_test_message ("%s", hit.tooltip);
  /* The peak of the field is 6 + 3 - tiny. */
  g_assert_nonnull (strstr (hit.tooltip, "log zinc 8.99"));
  g_assert_nonnull (strstr (hit.tooltip, "East 180.7"));
  mercer_figure_unref (f);
}

static void
range (const MercerView *view, const MercerFigure *f, size_t panel, int axis, double *low,
       double *high)
{
  view_range (view, f, panel, axis, low, high);
}

/* The point under the pointer stays under it, and linked axes follow. */
static void
test_zoom (void)
{
  MercerFigure *f = scene_surfaces (20, 20);
  MercerView *view = mercer_view_new ();
  double x0, y0, x1, y1, a, b, c, d;
  g_assert_cmpint (mercer_figure_pick (f, W, H, NULL, view, 200, 200, &x0, &y0), ==, 0);
  g_assert_false (mercer_view_is_changed (view));
  mercer_view_zoom (view, f, W, H, NULL, 200, 200, 2.5);
  g_assert_true (mercer_view_is_changed (view));
  Layout *l = layout_acquire (f, W, H, NULL, view);
  /* Tick labels may have changed the frame, so by fraction of it: within a label's width. */
  mercer_figure_pick (f, W, H, NULL, view, 200, 200, &x1, &y1);
  assert_close (x1, x0, 0,
                30 * (l->panel[0].axis[0].to - l->panel[0].axis[0].from) / l->panel[0].plot.width);
  layout_release (l);
  range (view, f, 0, AXIS_X, &a, &b);
  range (view, f, 1, AXIS_X, &c, &d);
  g_assert_true (a == c && b == d);
  assert_close (b - a, 1.2 / 2.5, 1e-9, 0);
  mercer_view_pan (view, f, W, H, NULL, 200, 200, 40, 0);
  range (view, f, 1, AXIS_X, &c, &d);
  g_assert_cmpfloat (c, <, a); /* dragged to the right: what was left of the frame comes in */
  assert_close (d - c, b - a, 1e-9, 0);
  range (view, f, 0, AXIS_Y, &a, &b);
  assert_close (b - a, 1.2 / 2.5, 1e-9, 0);
  mercer_view_reset (view);
  g_assert_false (mercer_view_is_changed (view));
  range (view, f, 0, AXIS_X, &a, &b);
  g_assert_true (a == 180 && b == 181.2);
  mercer_view_free (view);
  mercer_figure_unref (f);
}

/* Beside the frame only that axis moves; nowhere ends in NaN, however long one zooms. */
static void
test_zoom_far (void)
{
  MercerFigure *f = scene_everything ();
  MercerView *view = mercer_view_new ();
  double a, b, c, d;
  Layout *l = layout_acquire (f, W, H, NULL, NULL);
  Rect plot = l->panel[0].plot;
  layout_release (l);
  range (view, f, 0, AXIS_Y, &a, &b);
  mercer_view_zoom (view, f, W, H, NULL, plot.x + plot.width / 2, plot.y + plot.height + 8, 2);
  range (view, f, 0, AXIS_Y, &c, &d);
  g_assert_true (a == c && b == d);
  const double factors[] = { 1e3, 1e-3, 3, 1e-30, 1e30, 0, -1, NAN, INFINITY };
  for (int i = 0; i < 200; i++)
    {
      mercer_view_zoom (view, f, W, H, NULL, plot.x + 30, plot.y + 30,
                        factors[(i / 20) % G_N_ELEMENTS (factors)]);
      mercer_view_pan (view, f, W, H, NULL, plot.x + 30, plot.y + 30, i * 50, -i * 50);
      for (int axis = 0; axis < 2; axis++)
        {
          range (view, f, 0, axis, &a, &b);
          g_assert_true (isfinite (a) && isfinite (b) && a < b && isfinite (b - a));
        }
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, W, H);
      cairo_t *cr = cairo_create (surface);
      mercer_figure_draw (f, cr, W, H, NULL, view);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
  mercer_view_free (view);
  mercer_figure_unref (f);
}

static MercerFigure *
simple (double low, double high, MercerAxisScale scale)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_y_axis (b, p, "y", "", scale, 0, 0, "y");
  double x[] = { 0, 1 }, y[] = { low, high };
  mercer_figure_line (b, p, NULL, 2, x, y);
  mercer_figure_edits (b, p, "x", "y");
  /* told of what is above, and nothing that a hand sets */
  p = mercer_figure_panel (b, "", 0, 1, 1, 1);
  mercer_figure_y_axis (b, p, "told", "", scale, 0, 0, "told");
  mercer_figure_line (b, p, NULL, 2, x, y);
  return mercer_figure_builder_finish (b);
}

static void
follow (MercerView *view, double low, double high, double *a, double *b)
{
  MercerFigure *f = simple (low, high, MERCER_AXIS_LINEAR);
  mercer_view_follow (view, f, MERCER_FOLLOW_ON);
  range (view, f, 0, AXIS_Y, a, b);
  mercer_figure_unref (f);
}

static void
test_follow (void)
{
  MercerView *view = mercer_view_new ();
  double a, b, c, d;
  follow (view, -1, 1, &a, &b);
  g_assert_true (a <= -1 && b >= 1 && a > -1.2 && b < 1.2);
  follow (view, -0.9, 0.8, &c, &d); /* a little smaller: stays */
  g_assert_true (a == c && b == d);
  follow (view, -0.9, 1.5, &c, &d); /* grows where it must, only there */
  g_assert_true (a == c && d > b && d < 1.8);
  follow (view, -0.6, 0.7, &a, &b); /* more than half: stays */
  g_assert_true (a == c && b == d);
  follow (view, -0.5, 0.5, &a, &b); /* less than half: shrinks */
  g_assert_true (a > c && b < d);
  g_assert_false (mercer_view_is_changed (view));
  follow (view, 1000, 1001, &a, &b); /* another world */
  g_assert_cmpfloat (a, >, 900);
  mercer_view_free (view);
}

static void
follow_held (MercerView *view, double low, double high, double *a, double *b)
{
  MercerFigure *f = simple (low, high, MERCER_AXIS_LINEAR);
  mercer_view_follow (view, f, MERCER_FOLLOW_HELD);
  range (view, f, 0, AXIS_Y, a, b);
  mercer_figure_unref (f);
}

/* Held, an axis neither shrinks nor grows a little; what would be lost from sight moves it all the same. */
static void
test_follow_held (void)
{
  MercerView *view = mercer_view_new ();
  double a, b, c, d;
  follow_held (view, -1, 1, &a, &b); /* the first figure has nothing to hold */
  g_assert_true (a <= -1 && b >= 1 && a > -1.2 && b < 1.2);
  follow_held (view, -0.01, 0.01, &c, &d);
  g_assert_true (a == c && b == d);
  follow_held (view, -1.4, 1.4, &c, &d);
  g_assert_true (a == c && b == d);
  MercerFigure *f = simple (-1.4, 1.4, MERCER_AXIS_LINEAR);
  range (view, f, 1, AXIS_Y, &c, &d); /* the axis of the other panel has grown with what it shows */
  g_assert_true (c <= -1.4 && d >= 1.4);
  mercer_figure_unref (f);
  follow_held (view, -1, 5, &c, &d);
  g_assert_true (d >= 5);
  mercer_view_free (view);
}

static void
follow_given (MercerView *view, MercerFollow how, double low, double high, double *a, double *b)
{
  MercerFigureBuilder *builder = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (builder, "", 0, 0, 1, 1);
  mercer_figure_x_axis (builder, p, "x", "", MERCER_AXIS_LINEAR, low, high, "x");
  mercer_figure_edits (builder, p, "x", NULL);
  MercerFigure *f = mercer_figure_builder_finish (builder);
  mercer_view_follow (view, f, how);
  range (view, f, 0, AXIS_X, a, b);
  mercer_figure_unref (f);
}

/* A range that the method gives is shown as given, but for the time that a hand paints on it. */
static void
test_follow_given (void)
{
  MercerView *view = mercer_view_new ();
  double a, b;
  follow_given (view, MERCER_FOLLOW_ON, 0, 10, &a, &b);
  g_assert_true (a == 0 && b == 10);
  follow_given (view, MERCER_FOLLOW_HELD, -2, 10, &a, &b);
  g_assert_true (a == 0 && b == 10);
  follow_given (view, MERCER_FOLLOW_HELD, -2, 11, &a, &b);
  g_assert_true (a == 0 && b == 10);
  follow_given (view, MERCER_FOLLOW_HELD, -5, 11, &a, &b); /* too much would be lost from sight */
  g_assert_true (a == -5 && b == 11);
  follow_given (view, MERCER_FOLLOW_HELD, -6, 11, &a, &b);
  g_assert_true (a == -5 && b == 11);
  follow_given (view, MERCER_FOLLOW_ON, -6, 11, &a, &b); /* the hand has gone */
  g_assert_true (a == -6 && b == 11);
  mercer_view_free (view);
}

/* Of another state, an axis is that of the figure alone: as if nothing had been before. */
static void
test_follow_afresh (void)
{
  MercerView *view = mercer_view_new ();
  double a, b, c, d;
  follow (view, -1, 1, &a, &b);
  follow (view, -1.7, 1.7, &c, &d);
  g_assert_true (c < a && d > b);
  MercerFigure *f = simple (-1, 1, MERCER_AXIS_LINEAR);
  mercer_view_follow (view, f, MERCER_FOLLOW_ON);
  range (view, f, 0, AXIS_Y, &a, &b);
  g_assert_true (a == c && b == d);
  mercer_view_follow (view, f, MERCER_FOLLOW_AFRESH);
  range (view, f, 0, AXIS_Y, &a, &b);
  g_assert_true (a > c && b < d && a <= -1 && b >= 1);
  mercer_figure_unref (f);
  mercer_view_free (view);
}

/* However far the paper is drawn, a fifth of what there is stays in view, and it comes back at the first pull. */
static void
test_stays_in_view (void)
{
  MercerView *view = mercer_view_new ();
  MercerFigureBuilder *builder = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (builder, "", 0, 0, 1, 1);
  const double edges[] = { 0, 1, 2, 3, 4 }, heights[] = { 1, 3, 2, 4 };
  mercer_figure_bars (builder, p, NULL, 4, edges, heights);
  MercerFigure *f = mercer_figure_builder_finish (builder);
  const double pulls[][2] = { { 3000, 0 }, { -3000, 0 }, { 0, 3000 }, { 0, -3000 }, { 3000, 3000 } };
  const double content[2][2] = { { 0, 4 }, { 0, 4 } };
  for (size_t k = 0; k < G_N_ELEMENTS (pulls); k++)
    {
      double low[2], high[2];
      for (int i = 0; i < 3; i++)
        mercer_view_pan (view, f, W, H, NULL, W / 2, H / 2, pulls[k][0] / 3, pulls[k][1] / 3);
      for (int axis = 0; axis < 2; axis++)
        {
          mercer_figure_shown_range (f, W, H, NULL, view, p, axis, &low[axis], &high[axis]);
          double seen = fmin (high[axis], content[axis][1]) - fmax (low[axis], content[axis][0]);
          g_assert_cmpfloat (seen, >, 0.1 * (high[axis] - low[axis]));
        }
      double before = low[0], unused;
      mercer_view_pan (view, f, W, H, NULL, W / 2, H / 2, pulls[k][0] > 0 ? -40 : 40, 0);
      mercer_figure_shown_range (f, W, H, NULL, view, p, 0, &low[0], &unused);
      g_assert_cmpfloat (fabs (low[0] - before), >, 0.05);
      mercer_view_reset (view);
    }
  mercer_view_free (view);
  mercer_figure_unref (f);
}

static Corner
followed_corner (MercerView *view, double share, bool all_over)
{
  /* A falling line leaves the top right free; dots move in there. */
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  double x[200], y[200], fx[100], fy[100];
  for (int i = 0; i < 200; i++)
    {
      x[i] = i / 199.0;
      y[i] = 1 - x[i];
    }
  int n = (int) (200 * share);
  for (int i = 0; i < n; i++)
    {
      fx[i] = 0.62 + 0.06 * (i % 7);
      fy[i] = 0.78 + 0.06 * (i / 7 % 4);
    }
  mercer_figure_line (b, p, &(MercerStyle){ .legend = "line" }, 200, x, y);
  mercer_figure_points (b, p, NULL, n, fx, fy, NULL);
  for (int i = 0; i < 20 && all_over; i++)
    for (int j = 0; j < 20; j++)
      mercer_figure_points (b, p, NULL, 1, (double[]){ i / 19.0 }, (double[]){ j / 19.0 }, NULL);
  MercerFigure *f = mercer_figure_builder_finish (b);
  mercer_view_follow (view, f, MERCER_FOLLOW_ON);
  bool crowded;
  Corner corner = view_corner (view, f, 0, &crowded);
  mercer_figure_unref (f);
  return crowded ? N_PLACES : corner;
}

/* A legend moves away from a crowd, and does not come back as soon as the crowd thins. Where it is crowded everywhere it leaves the
 * plot, and stays out of it until the view is taken back. */
static void
test_corners (void)
{
  MercerView *view = mercer_view_new ();
  g_assert_cmpint (followed_corner (view, 0, false), ==, CORNER_TOP_RIGHT);
  g_assert_cmpint (followed_corner (view, 0.005, false), ==, CORNER_TOP_RIGHT);
  g_assert_cmpint (followed_corner (view, 0.5, false), ==, CORNER_BOTTOM_LEFT);
  g_assert_cmpint (followed_corner (view, 0, false), ==, CORNER_BOTTOM_LEFT);
  g_assert_cmpint (followed_corner (view, 0, true), ==, N_PLACES);
  g_assert_cmpint (followed_corner (view, 0, false), ==, N_PLACES);
  mercer_view_reset (view);
  g_assert_cmpint (followed_corner (view, 0, false), ==, CORNER_TOP_RIGHT);
  mercer_view_free (view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/inverse", test_inverse);
  g_test_add_func ("/view/hit", test_hit);
  g_test_add_func ("/view/hit-many", test_hit_many);
  g_test_add_func ("/view/hit-words", test_hit_words);
  g_test_add_func ("/view/rows-within", test_rows_within);
  g_test_add_func ("/view/follows", test_follows);
  g_test_add_func ("/view/hit-raster", test_hit_raster);
  g_test_add_func ("/view/zoom", test_zoom);
  g_test_add_func ("/view/zoom-far", test_zoom_far);
  g_test_add_func ("/view/follow", test_follow);
  g_test_add_func ("/view/follow-held", test_follow_held);
  g_test_add_func ("/view/follow-given", test_follow_given);
  g_test_add_func ("/view/follow-afresh", test_follow_afresh);
  g_test_add_func ("/view/stays-in-view", test_stays_in_view);
  g_test_add_func ("/view/corners", test_corners);
  return g_test_run ();
}
