/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes in comes out; what is wrong is refused; ranges that were not given fit the marks. */
#include <math.h>
#include <string.h>

#include "scene.h"
#include "testing.h"

static void
test_readers (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Title");
  mercer_figure_describe (b, "A sentence.");
  int p = mercer_figure_panel (b, "Panel", 0, 0, 1, 1);
  mercer_figure_edits (b, p, "year", NULL);
  mercer_figure_readout (b, "noise", "Noise", 0.5, "ppm");
  char rule[] = "A rule";
  mercer_figure_slider_mark (b, &(MercerSliderMark){ "noise", rule, -1, 0.25, true });
  rule[0] = 'B'; /* words were copied */
  mercer_figure_note (b, MERCER_NOTE_WARNING, "Too close.", "Add noise", "noise", 0.1);
  double column[] = { 1, 2, 3 };
  int t = mercer_figure_table (b, "t", "Table", 3);
  for (int i = 0; i < 20; i++)
    mercer_figure_table_column (b, t, "c", "m", column);
  column[0] = 99; /* arrays were copied */
  mercer_figure_text_output (b, "kernel", "Kernel", "RBF()");
  MercerFigure *f = mercer_figure_builder_finish (b);

  g_assert_cmpstr (mercer_figure_get_title (f), ==, "Title");
  g_assert_cmpstr (mercer_figure_get_description (f), ==, "A sentence.");
  g_assert_null (mercer_figure_get_draft (f));
  g_assert_cmpuint (mercer_figure_n_panels (f), ==, 1);
  g_assert_false (mercer_figure_swings (f));
  const char *x, *y, *id, *title, *text;
  g_assert_true (mercer_figure_get_edits (f, 0, &x, &y));
  g_assert_cmpstr (x, ==, "year");
  g_assert_null (y);
  g_assert_false (mercer_figure_get_edits (f, 1, &x, &y));
  g_assert_cmpfloat (mercer_figure_find_readout (f, "noise")->value, ==, 0.5);
  g_assert_null (mercer_figure_find_readout (f, "nois"));
  g_assert_cmpuint (mercer_figure_n_slider_marks (f), ==, 1);
  const MercerSliderMark *mark = mercer_figure_get_slider_mark (f, 0);
  g_assert_cmpstr (mark->param, ==, "noise");
  g_assert_cmpstr (mark->title, ==, "A rule");
  g_assert_true (mark->component == -1 && mark->value == 0.25 && mark->in_use);
  g_assert_cmpstr (mercer_figure_get_note (f, 0)->remedy_param, ==, "noise");
  g_assert_cmpuint (mercer_figure_get_table (f, 0)->columns, ==, 20);
  for (int i = 0; i < 20; i++)
    g_assert_cmpfloat (mercer_figure_get_table (f, 0)->column[i].values[0], ==, 1);
  mercer_figure_get_text (f, 0, &id, &title, &text);
  g_assert_cmpstr (text, ==, "RBF()");
  g_assert_cmpuint (mercer_figure_bytes (f), >=, 20 * sizeof column);
  mercer_figure_unref (mercer_figure_ref (f));
  g_assert_cmpstr (mercer_figure_get_title (f), ==, "Title");
  mercer_figure_unref (f);
  mercer_figure_builder_free (mercer_figure_builder_new ("given up"));
  mercer_figure_builder_free (NULL);
  mercer_figure_unref (NULL);
}

#define assert_critical(call)                                                                      \
  do                                                                                               \
    {                                                                                              \
      g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");                    \
      call;                                                                                        \
      g_test_assert_expected_messages ();                                                          \
    }                                                                                              \
  while (0)

/* Mistakes of the program are said at once, and leave a figure that can still be finished. */
static void
test_mistakes (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  double v[] = { 1, 2 };
  assert_critical (mercer_figure_line (b, 0, NULL, 2, v, v));
  assert_critical (mercer_figure_points (b, -1, NULL, 2, v, v, NULL));
  assert_critical (mercer_figure_x_axis (b, 3, "", "", MERCER_AXIS_LINEAR, 0, 1, NULL));
  assert_critical (mercer_figure_table_column (b, 0, "x", "", v));
  assert_critical (mercer_figure_stretch_row (b, 0, -1));
  assert_critical (mercer_figure_readout (b, NULL, "", 1, ""));
  int p = -2;
  assert_critical (p = mercer_figure_panel (b, "", -1, 0, 1, 1));
  g_assert_cmpint (p, ==, -1);
  p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  assert_critical (mercer_figure_line (b, p, NULL, 2, v, NULL));
  assert_critical (mercer_figure_band (b, p, NULL, 2, v, v, NULL));
  assert_critical (mercer_figure_raster (b, p, 2, 1, 0, 1, 0, 1, NULL, MERCER_MAP_GREY, 0, 1, false,
                                         NULL, NULL));
  MercerFigure *f = mercer_figure_builder_finish (b);
  assert_critical (mercer_figure_get_readout (f, 0));
  assert_critical (mercer_figure_get_table (f, 0));
  mercer_figure_unref (f);
}

/* Text that is not UTF-8 is mended, or Pango would complain at every frame. */
static void
test_text (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("caf\xe9");
  MercerFigure *f = mercer_figure_builder_finish (b);
  g_assert_true (g_utf8_validate (mercer_figure_get_title (f), -1, NULL));
  mercer_figure_unref (f);
}

static const char *
unsound (void (*add) (MercerFigureBuilder *b, int panel))
{
  static const char *what;
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  add (b, mercer_figure_panel (b, "", 0, 0, 1, 1));
  MercerFigure *f = mercer_figure_builder_finish (b);
  g_assert_true (mercer_figure_is_sound (f, &what) == (what == NULL));
  g_assert_true (mercer_figure_is_sound (f, NULL) == (what == NULL));
  what = g_intern_string (what);
  mercer_figure_unref (f);
  return what;
}

static void
add_gap (MercerFigureBuilder *b, int p)
{
  double x[] = { 1, 2, 3 }, y[] = { 1, NAN, 3 };
  mercer_figure_line (b, p, NULL, 3, x, y);
  mercer_figure_line (b, p, NULL, 0, NULL, NULL);
}

static void
add_infinite (MercerFigureBuilder *b, int p)
{
  double x[] = { 1, 2, 3 }, y[] = { 1, INFINITY, 3 };
  mercer_figure_band (b, p, NULL, 3, x, x, y);
}

static void
add_nothing_finite (MercerFigureBuilder *b, int p)
{
  double x[] = { 1, 2 }, y[] = { NAN, NAN };
  mercer_figure_points (b, p, NULL, 2, x, y, NULL);
}

static void
add_bad_readout (MercerFigureBuilder *b, int p)
{
  mercer_figure_readout (b, "jitter", "Jitter", NAN, "");
}

static void
add_bad_column (MercerFigureBuilder *b, int p)
{
  double v[] = { NAN, -INFINITY };
  mercer_figure_table_column (b, mercer_figure_table (b, "t", "", 2), "sd", "", v);
}

static void
add_bad_raster (MercerFigureBuilder *b, int p)
{
  double v[] = { 1, 2, INFINITY, 4 };
  mercer_figure_raster (b, p, 2, 2, 0, 1, 0, 1, v, MERCER_MAP_GREY, 0, 1, false, NULL, NULL);
}

static void
test_sound (void)
{
  g_assert_null (unsound (add_gap));
  g_assert_cmpstr (unsound (add_infinite), ==, "band");
  g_assert_cmpstr (unsound (add_nothing_finite), ==, "points");
  g_assert_cmpstr (unsound (add_bad_readout), ==, "jitter");
  g_assert_cmpstr (unsound (add_bad_column), ==, "sd");
  g_assert_cmpstr (unsound (add_bad_raster), ==, "raster");
}

/* --- Automatic ranges ------------------------------------------------------------------------- */

static void
test_ranges (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  double x[] = { 2, 5, 8 }, y[] = { 10, 20, 15 }, v[] = { 1, 2, 3, 4 };
  int line = mercer_figure_panel (b, "", 0, 0, 1, 1),
      dots = mercer_figure_panel (b, "", 1, 0, 1, 1);
  int field = mercer_figure_panel (b, "", 2, 0, 1, 1),
      bars = mercer_figure_panel (b, "", 3, 0, 1, 1);
  int fixed = mercer_figure_panel (b, "", 4, 0, 1, 1),
      empty = mercer_figure_panel (b, "", 5, 0, 1, 1);
  mercer_figure_line (b, line, NULL, 3, x, y);
  mercer_figure_points (b, dots, NULL, 3, x, y, NULL);
  mercer_figure_raster (b, field, 2, 2, -1, 4, 0, 9, v, MERCER_MAP_GREY, 0, 0, false, NULL, NULL);
  mercer_figure_bars (b, bars, NULL, 2, x, y);
  mercer_figure_x_axis (b, fixed, "", "", MERCER_AXIS_LINEAR, -3, 3, NULL);
  mercer_figure_points (b, fixed, NULL, 3, x, y, NULL);
  MercerFigure *f = mercer_figure_builder_finish (b);
  const Axis *a = figure_panel (f, line)->axis;
  g_assert_true (a[0].low == 2 && a[0].high == 8); /* a line ends at the frame */
  g_assert_true (a[1].low < 10 && a[1].high > 20); /* but has air above and below */
  a = figure_panel (f, dots)->axis;
  g_assert_true (a[0].low < 2 && a[0].high > 8 && a[0].low >= 0);
  a = figure_panel (f, field)->axis;
  g_assert_true (a[0].low == -1 && a[0].high == 4 && a[1].low == 0 && a[1].high == 9);
  a = figure_panel (f, bars)->axis;
  g_assert_true (a[0].low == 2 && a[0].high == 8 && a[1].low == 0 && a[1].high > 20);
  a = figure_panel (f, fixed)->axis;
  g_assert_true (a[0].low == -3 && a[0].high == 3);
  a = figure_panel (f, empty)->axis;
  g_assert_true (a[0].low < a[0].high && a[1].low < a[1].high);
  mercer_figure_unref (f);
}

static void
test_links (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  double near[] = { 0, 1 }, far[] = { 5, 9 };
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1), q = mercer_figure_panel (b, "", 0, 1, 1, 1);
  mercer_figure_x_axis (b, p, "", "", MERCER_AXIS_LINEAR, 0, 0, "x");
  mercer_figure_x_axis (b, q, "", "", MERCER_AXIS_LINEAR, 0, 0, "x");
  mercer_figure_line (b, p, NULL, 2, near, near);
  mercer_figure_line (b, q, NULL, 2, far, far);
  MercerFigure *f = mercer_figure_builder_finish (b);
  for (int i = 0; i < 2; i++)
    g_assert_true (figure_panel (f, i)->axis[0].low == 0 && figure_panel (f, i)->axis[0].high == 9);
  g_assert_cmpfloat (figure_panel (f, 1)->axis[1].low, >, 4); /* the other axes are not linked */
  mercer_figure_unref (f);
}

/* A logarithmic axis is fitted to what it can show. */
static void
test_log_range (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  double x[] = { -5, 0, 0.1, 1000 }, y[] = { 1, 2, 3, 4 };
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "", "", MERCER_AXIS_LOG, -1, 10,
                        NULL); /* a range it cannot have: automatic */
  mercer_figure_points (b, p, NULL, 4, x, y, NULL);
  MercerFigure *f = mercer_figure_builder_finish (b);
  const Axis *a = &figure_panel (f, 0)->axis[0];
  g_assert_true (a->low > 0.03 && a->low < 0.1 && a->high > 1000 && a->high < 3000);
  mercer_figure_unref (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/builder/readers", test_readers);
  g_test_add_func ("/builder/mistakes", test_mistakes);
  g_test_add_func ("/builder/text", test_text);
  g_test_add_func ("/builder/sound", test_sound);
  g_test_add_func ("/builder/ranges", test_ranges);
  g_test_add_func ("/builder/links", test_links);
  g_test_add_func ("/builder/log-range", test_log_range);
  return g_test_run ();
}
