/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles: where they are taken, what they become, that files show no knobs. Expected values are those of the scene
 * (scenes-hands.c), moved by hand. */
#include <math.h>
#include <string.h>

#include "hands.h"
#include "param.h"
#include "scenes.h"
#include "testing.h"
#include "write.h"

enum { SLICE, LEVEL, CENTRE, WIDTH, ELLIPSE, FIELD, N_HANDLES };
#define SIZE 800, 400
static const MercerLook look;

static void
at_data (const MercerFigure *f, int panel, double x, double y, double *px, double *py)
{
  mercer_figure_locate (f, SIZE, &look, NULL, panel, x, y, px, py);
}

static MercerHandleValue
dragged (const MercerFigure *f, MercerGrip grip, int panel, double x, double y)
{
  MercerHandleValue v = { 0 };
  double px, py;
  at_data (f, panel, x, y, &px, &py);
  g_assert_true (mercer_figure_grip_drag (f, SIZE, &look, NULL, grip, px, py, &v));
  return v;
}

static void
test_taken (void)
{
  MercerFigure *f = scene_hands ();
  g_assert_cmpuint (mercer_figure_n_handles (f), ==, N_HANDLES);
  const struct
  {
    int panel;
    double x, y;
    size_t handle;
    int grip;
  } cases[] = {
    { 0, 4, 0.7, SLICE, 0 },   { 0, 4, 3.6, SLICE, 0 },     { 0, 8.5, 3, LEVEL, 0 },
    { 0, 7, 1, CENTRE, 0 },    { 0, 2, 2, WIDTH, 0 },       /* 1 + 2 * 0.5 */
    { 1, 0.5, 0.5, ELLIPSE, 0 }, { 1, 0, -0.5, ELLIPSE, 1 }, /* roots of 1 and 0.25, the longer first */
    { 1, -1.5, 0, FIELD, 0 },  { 1, 0, 1.5, FIELD, 0 },     /* x^2 + y^2 = 2.25 */
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double px, py, distance;
      MercerGrip grip;
      at_data (f, cases[i].panel, cases[i].x, cases[i].y, &px, &py);
      g_assert_true (mercer_figure_grip_at (f, SIZE, &look, NULL, px + 2, py + 2, 12, &grip, &distance));
      g_assert_cmpuint (grip.handle, ==, cases[i].handle);
      if (cases[i].handle == ELLIPSE)
        g_assert_cmpint (grip.grip, ==, cases[i].grip);
      g_assert_cmpfloat (distance, <, 4);
    }
  double px, py;
  MercerGrip grip;
  at_data (f, 0, 9, 1.8, &px, &py);
  g_assert_false (mercer_figure_grip_at (f, SIZE, &look, NULL, px, py, 12, &grip, NULL));
  mercer_figure_unref (f);
}

/* Drawn back to where its bar begins, and past it, a width stays one: of a pixel, to its own decimals. */
static void
assert_thinnest (MercerFigure *f)
{
  double px, py, next;
  at_data (f, 0, 1, 2, &px, &py);
  at_data (f, 0, 2, 2, &next, &py);
  const double pixel = 1 / (next - px) / 2; /* the bar is two long for each one of the width */
  for (double x = 1; x > -0.5; x -= 0.4)
    {
      double value = dragged (f, (MercerGrip){ WIDTH, 0 }, 0, x, 2).value;
      g_assert_cmpfloat (value, >, 0);
      g_assert_cmpfloat (fabs (value - pixel), <=, 0.5 * pixel); /* rounded by at most half the step */
    }
}

static void
test_dragged (void)
{
  MercerFigure *f = scene_hands ();
  assert_close (dragged (f, (MercerGrip){ SLICE, 0 }, 0, 6.25, 1).value, 6.25, 1e-9, 0);
  assert_close (dragged (f, (MercerGrip){ LEVEL, 0 }, 0, 6.25, 1).value, 1, 1e-9, 0);
  MercerHandleValue v = dragged (f, (MercerGrip){ CENTRE, 0 }, 0, 3, 2);
  assert_close (v.value, 3, 1e-9, 0);
  assert_close (v.value_y, 2, 1e-9, 0);
  assert_close (dragged (f, (MercerGrip){ WIDTH, 0 }, 0, 6, 0.3).value, 2.5, 1e-9, 0); /* (6 - 1) / 2 */
  assert_thinnest (f);
  assert_close (dragged (f, (MercerGrip){ FIELD, 0 }, 1, 1, 0.5).value, 1.25, 1e-9, 0); /* a point of the grid */

  /* Off the grid bilinear interpolation of x^2 is off by at most 2 h^2 / 8 = 0.0025 on each axis. */
  /* And rounded to 0.01, where a pixel changes it by 0.03. */
  assert_close (dragged (f, (MercerGrip){ FIELD, 0 }, 1, 1.03, -0.77).value, 1.03 * 1.03 + 0.77 * 0.77, 0, 0.01);
  MercerHandleValue none;
  g_assert_false (mercer_figure_grip_drag (f, SIZE, &look, NULL, (MercerGrip){ FIELD, 0 }, 5, 5, &none));
  mercer_figure_unref (f);
}

/* A width in another coordinate ends where the inverse of that says, e and 10 (1 + 1/4 e^-1.5)^-1, and becomes the difference of both
 * logarithms, to the decimals of a pixel; never one of nothing, nor one beyond the bound. */
static void
test_bent (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Bent");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "x", "", MERCER_AXIS_LINEAR, 0, 10, NULL);
  mercer_figure_y_axis (b, p, "y", "", MERCER_AXIS_LINEAR, 0, 4, NULL);
  MercerHandle handle = { .kind = MERCER_HANDLE_WIDTH, .title = "Bandwidth", .value = { "bandwidth", -1, NULL }, .x = 1, .y = 2,
                          .extent = 0.5, .scale = 2, .bent = true, .low = 0, .high = INFINITY };
  mercer_figure_handle (b, p, &handle);
  handle.x = 8;
  handle.y = 1;
  handle.extent = 1.5;
  handle.scale = 1;
  handle.high = 10;
  mercer_figure_handle (b, p, &handle);
  MercerFigure *f = mercer_figure_builder_finish (b);
  const double ends[] = { exp (1), 10 / (1 + 0.25 * exp (-1.5)) };
  double px, py, distance;
  for (size_t k = 0; k < 2; k++)
    {
      MercerGrip grip;
      at_data (f, 0, ends[k], k == 0 ? 2 : 1, &px, &py);
      g_assert_true (mercer_figure_grip_at (f, SIZE, &look, NULL, px, py, 12, &grip, &distance));
      g_assert_cmpuint (grip.handle, ==, k);
      g_assert_cmpfloat (distance, <, 1e-6);
    }
  assert_close (dragged (f, (MercerGrip){ 0, 0 }, 0, 5, 2).value, log (5) / 2, 0, 0.01); /* a pixel is 0.014 in x */
  assert_close (dragged (f, (MercerGrip){ 1, 0 }, 0, 9, 1).value, log (9) - log (4), 0, 0.02);
  for (double x = -1; x <= 1; x += 0.5)
    g_assert_cmpfloat (dragged (f, (MercerGrip){ 0, 0 }, 0, x, 2).value, >, 0);
  g_assert_cmpfloat (dragged (f, (MercerGrip){ 1, 0 }, 0, 10.5, 1).value, <, 10);
  mercer_figure_unref (f);
}

static size_t
digits_of (double value)
{
  char text[MERCER_NUMBER_SIZE];
  return strlen (mercer_number_print (value, text));
}

/* Wherever the hand is, no value has more decimals than a pixel of these axes (0.03 units) tells apart, and the knob stands
 * within half a pixel of the pointer. */
static void
test_decimals (void)
{
  MercerFigure *f = scene_hands ();
  const struct
  {
    size_t handle;
    bool across, up;
  } cases[] = { { SLICE, true, false }, { LEVEL, false, true }, { CENTRE, true, true }, { WIDTH, true, false } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int k = 0; k < 50; k++)
      {
        MercerGrip grip = { cases[i].handle, 0 };
        MercerHandleValue v;
        double px, py, kx, ky;
        at_data (f, 0, g_test_rand_double_range (1.2, 8), g_test_rand_double_range (0.3, 3.5), &px, &py);
        g_assert_true (mercer_figure_grip_drag (f, SIZE, &look, NULL, grip, px, py, &v));
        g_assert_cmpuint (digits_of (v.value), <=, 5);
        g_assert_true (mercer_figure_grip_locate (f, SIZE, &look, NULL, grip, &v, &kx, &ky));
        g_assert_true (!cases[i].across || fabs (kx - px) < 0.51);
        g_assert_true (!cases[i].up || fabs (ky - py) < 0.51);
      }
  for (int k = 0; k < 50; k++)
    {
      MercerHandleValue v = dragged (f, (MercerGrip){ FIELD, 0 }, 1, g_test_rand_double_range (-1.9, 1.9), 0.013 * k);
      g_assert_cmpuint (digits_of (v.value), <=, 8);
    }
  /* A very thin ellipse stays one. */
  MercerHandleValue v;
  double cx, cy;
  at_data (f, 1, 0.5, -0.5, &cx, &cy);
  for (int k = 1; k < 60; k++)
    {
      g_assert_true (mercer_figure_grip_drag (f, SIZE, &look, NULL, (MercerGrip){ ELLIPSE, 0 }, cx + 0.05 * k, cy + 0.02 * k, &v));
      g_assert_cmpfloat (v.a[0] * v.a[2], >, v.a[1] * v.a[1]);
      g_assert_cmpuint (digits_of (v.a[0]), <=, 9);
    }
  mercer_figure_unref (f);
}

/* The taken half axis ends under the hand; the other keeps its length and stands at a right angle, whichever was taken:
 * A u = |u|^2 u, and det A = (|u| |w|)^2. Half a pixel is 0.007 units here, to which the numbers are rounded. */
static void
test_ellipse (void)
{
  MercerFigure *f = scene_hands ();
  const double kept[2] = { 0.25, 1 };
  for (int grip = 0; grip < 2; grip++)
    {
      const double u[2] = { 0.6, -0.3 };
      MercerHandleValue v = dragged (f, (MercerGrip){ ELLIPSE, grip }, 1, 0.5 + u[0], -0.5 + u[1]);
      double length = u[0] * u[0] + u[1] * u[1];
      assert_close (v.a[0] * u[0] + v.a[1] * u[1], length * u[0], 0, 0.01);
      assert_close (v.a[1] * u[0] + v.a[2] * u[1], length * u[1], 0, 0.01);
      assert_close (v.a[0] * v.a[2] - v.a[1] * v.a[1], length * kept[grip], 0, 0.02);
      double px, py, wx, wy;
      at_data (f, 1, 0.5 + u[0], -0.5 + u[1], &wx, &wy);
      /* after the drag the taken axis may be the longer or the shorter one */
      bool there = false;
      for (int g = 0; g < 2; g++)
        {
          g_assert_true (mercer_figure_grip_locate (f, SIZE, &look, NULL, (MercerGrip){ ELLIPSE, g }, &v, &px, &py));
          /* an axis has two ends and the knob sits on one of them */
          double cx, cy;
          at_data (f, 1, 0.5, -0.5, &cx, &cy);
          there = there || hypot (px - wx, py - wy) < 0.6 || hypot (2 * cx - px - wx, 2 * cy - py - wy) < 0.6;
        }
      g_assert_true (there);
    }
  mercer_figure_unref (f);
}

static void
test_words (void) /* four figures always, so that nothing jumps while it is dragged */
{
  MercerFigure *f = scene_hands ();
  char text[160];
  mercer_figure_handle_text (f, SLICE, NULL, text);
  g_assert_cmpstr (text, ==, "Slice 4.000 mm");
  mercer_figure_handle_text (f, SLICE, &(MercerHandleValue){ .value = 2.5 }, text);
  g_assert_cmpstr (text, ==, "Slice 2.500 mm");
  mercer_figure_handle_text (f, CENTRE, NULL, text);
  g_assert_cmpstr (text, ==, "Centre 7.000 mm, 1.000 l/s");
  mercer_figure_handle_text (f, WIDTH, NULL, text);
  g_assert_cmpstr (text, ==, "Bandwidth 0.5000");
  mercer_figure_handle_text (f, ELLIPSE, NULL, text);
  g_assert_cmpstr (text, ==, "Bandwidth matrix 1.000 × 0.5000, 90.00 °");
  mercer_figure_handle_text (f, FIELD, NULL, text);
  g_assert_cmpstr (text, ==, "Threshold 2.250");
  mercer_figure_unref (f);
}

static uint32_t
pixel_at (cairo_surface_t *s, double px, double py)
{
  cairo_surface_flush (s);
  const uint8_t *data = cairo_image_surface_get_data (s);
  return *(const uint32_t *) (const void *) (data + (int) py * cairo_image_surface_get_stride (s) + 4 * (int) px);
}

/* In the picture a rule is a rule and nothing else is drawn; over it every handle has its knobs. */
static void
test_drawn (void)
{
  MercerFigure *f = scene_hands ();
  cairo_surface_t *s = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE);
  cairo_t *cr = cairo_create (s);
  MercerLook paper = { .background = true };
  mercer_figure_draw (f, cr, SIZE, &paper, NULL);
  double px, py, knob[N_HANDLES][2];
  uint32_t white = pixel_at (s, 1, 1);
  at_data (f, 0, 4, 2.6, &px, &py);
  g_assert_cmphex (pixel_at (s, px, py), !=, white);
  for (size_t k = 0; k < FIELD; k++)
    g_assert_true (mercer_figure_grip_locate (f, SIZE, &paper, NULL, (MercerGrip){ k, 0 }, NULL, &knob[k][0], &knob[k][1]));
  /* 4 pixels aside of a rule, where its knob will be */
  for (size_t k = 0; k < FIELD; k++)
    g_assert_cmphex (pixel_at (s, knob[k][0] + 4, knob[k][1] + 4), ==, white);

  MercerHandsLook hands = { .has_hover = true, .hover = { CENTRE, 0 } };
  mercer_figure_draw_hands (f, cr, SIZE, &paper, NULL, &hands);
  for (size_t k = 0; k < FIELD; k++)
    g_assert_cmphex (pixel_at (s, knob[k][0] + 4, knob[k][1] + 4), !=, white);
  /* the one under the hand is filled */
  g_assert_cmphex (pixel_at (s, knob[CENTRE][0], knob[CENTRE][1]), !=, pixel_at (s, knob[WIDTH][0] + 1, knob[WIDTH][1] + 1));
  cairo_destroy (cr);
  cairo_surface_destroy (s);
  mercer_figure_unref (f);
}

/* The step of a film is a whole number. */
static void
test_step (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  char text[160];
  mercer_figure_x_axis (b, p, "Step", "", MERCER_AXIS_LINEAR, 0, 40, NULL);
  mercer_figure_y_axis (b, p, "", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = "Step",
                                               .value = { MERCER_HANDLE_FILM, -1, NULL }, .x = 7 });
  MercerFigure *f = mercer_figure_builder_finish (b);
  MercerHandleValue v = dragged (f, (MercerGrip){ 0, 0 }, 0, 23.3, 0.5);
  g_assert_cmpfloat (v.value, ==, 23);
  mercer_figure_handle_text (f, 0, &v, text);
  g_assert_cmpstr (text, ==, "Step 23");
  mercer_figure_unref (f);

  /* a logarithmic axis has no 0: the start is where it begins, and is called by its number */
  b = mercer_figure_builder_new ("");
  p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Step", "", MERCER_AXIS_LOG, 0.5, 400, NULL);
  mercer_figure_y_axis (b, p, "", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = "Step",
                                               .value = { MERCER_HANDLE_FILM, -1, NULL }, .x = 7 });
  f = mercer_figure_builder_finish (b);
  const double places[] = { 90.3, 1.2, 0.51, 0.3 }, steps[] = { 90, 1, 1, 0.5 };
  for (size_t k = 0; k < G_N_ELEMENTS (places); k++)
    g_assert_cmpfloat (dragged (f, (MercerGrip){ 0, 0 }, 0, places[k], 0.5).value, ==, steps[k]);
  v = dragged (f, (MercerGrip){ 0, 0 }, 0, 0.45, 0.5);
  mercer_figure_handle_text (f, 0, &v, text);
  g_assert_cmpstr (text, ==, "Step 0");
  mercer_figure_unref (f);
}

static MercerFigure *
film_of (double steps, const char *handle)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Step", "", MERCER_AXIS_LINEAR, 0, steps, NULL);
  mercer_figure_y_axis (b, p, "", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = "Step", .value = { handle, -1, NULL }, .x = 7 });
  return mercer_figure_builder_finish (b);
}

/* Who looks along a film sets nothing: its axis goes with the film while a hand holds something, unlike that of what a handle sets. */
static void
test_longer_film (void)
{
  const char *const handles[] = { MERCER_HANDLE_FILM, "bandwidth" };
  const double shown[] = { 48, 40 };
  for (size_t k = 0; k < G_N_ELEMENTS (handles); k++)
    {
      MercerFigure *before = film_of (40, handles[k]), *after = film_of (48, handles[k]);
      MercerView *view = mercer_view_new ();
      double low, high;
      mercer_view_follow (view, before, MERCER_FOLLOW_AFRESH);
      mercer_view_follow (view, after, MERCER_FOLLOW_HELD);
      mercer_figure_shown_range (after, SIZE, &look, view, 0, 0, &low, &high);
      assert_close (high, shown[k], 1e-12, 0);
      mercer_view_free (view);
      mercer_figure_unref (before);
      mercer_figure_unref (after);
    }
}

/* Handles that carry nothing finite are found out. */
static void
test_sound (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = "x", .x = NAN });
  MercerFigure *f = mercer_figure_builder_finish (b);
  const char *what;
  g_assert_false (mercer_figure_is_sound (f, &what));
  g_assert_cmpstr (what, ==, "handle");
  mercer_figure_unref (f);
  f = scene_hands ();
  g_assert_true (mercer_figure_is_sound (f, NULL));
  mercer_figure_unref (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hands/taken", test_taken);
  g_test_add_func ("/hands/dragged", test_dragged);
  g_test_add_func ("/hands/bent", test_bent);
  g_test_add_func ("/hands/decimals", test_decimals);
  g_test_add_func ("/hands/ellipse", test_ellipse);
  g_test_add_func ("/hands/words", test_words);
  g_test_add_func ("/hands/drawn", test_drawn);
  g_test_add_func ("/hands/step", test_step);
  g_test_add_func ("/hands/longer-film", test_longer_film);
  g_test_add_func ("/hands/sound", test_sound);
  return g_test_run ();
}
