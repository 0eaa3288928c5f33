/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The brush, with a real pointer in the real window: strokes lay and remove points while the picture follows, one step of undo
 * each. Expected places are those of the pointer. */
#include "hand.h"

#include <math.h>

static GtkWidget *
canvas_of (MercerWindow *window)
{
  return GTK_WIDGET (mercer_window_get_canvas (window));
}

static MercerDataset *
table_of (MercerWindow *window)
{
  return mercer_recipe_dataset (harness_recipe (window));
}

static size_t
rows (MercerWindow *window)
{
  return mercer_dataset_rows (table_of (window));
}

static bool
is_painting (MercerWindow *window)
{
  gboolean painting;
  g_object_get (canvas_of (window), "painting", &painting, NULL);
  return painting;
}

static MercerWindow *
open_window (const char *spec, const char *method)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, spec);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find (method), table_of (window));
  mercer_session_set (mercer_window_get_session (window), 0, recipe, "Method", NULL);
  harness_wait_idle (window);
  hand ("windowfocus --sync %lu", hand_window (GTK_WINDOW (window)));
  return window;
}

/* A straight drag of `steps` motions; how many new pictures came during it. */
static int
drag (MercerWindow *window, int button, double x0, double y0, double x1, double y1, int steps)
{
  int seen = 0;
  hand_over (canvas_of (window), x0, y0);
  hand ("mousedown %d", button);
  MercerFigure *last = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  for (int i = 1; i <= steps; i++)
    {
      hand_over (canvas_of (window), x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps);
      MercerFigure *now = mercer_canvas_get_figure (mercer_window_get_canvas (window));
      seen += now != last;
      last = now;
    }
  hand ("mouseup %d", button);
  return seen;
}

/* The pixel of a row of the table. */
static void
pixel_of (MercerWindow *window, size_t row, double *px, double *py)
{
  g_assert_true (mercer_canvas_find_row (mercer_window_get_canvas (window), mercer_dataset_row_id (table_of (window), row), px, py));
}

static MercerWindow *
open_river (void)
{
  g_autofree char *path = harness_file ("river.csv", "depth,flow\n1,2\n2,3\n3,5\n4,4\n5,7\n6,8\n7,8\n8,9\n9,9\n");
  return open_window (path, "gp-regression");
}

static void
test_stroke (void)
{
  MercerWindow *window = open_river ();
  MercerSession *session = mercer_window_get_session (window);
  double x0, y0, px, py;
  g_assert_false (is_painting (window)); /* a table with rows opens for looking and moving */
  hand ("key ctrl+b");
  g_assert_true (is_painting (window));

  /* from right over a point, which is not carried off */
  pixel_of (window, 0, &x0, &y0);
  x0 = round (x0);
  y0 = round (y0);
  double first = mercer_dataset_column (table_of (window), 0)->values[0];
  int seen = drag (window, 1, x0, y0, x0 + 120, y0, 15);
  g_test_message ("%d new pictures in 15 steps of a stroke", seen);
  g_assert_cmpint (seen, >=, 3); /* they followed while the button was down */
  harness_wait_idle (window);
  harness_screenshot (window, "painted");
  g_assert_cmpfloat (mercer_dataset_column (table_of (window), 0)->values[0], ==, first);
  g_assert_cmpuint (rows (window), ==, 9 + 21); /* every 6 pixels, both ends */
  for (size_t k = 0; k <= 20; k++)
    {
      pixel_of (window, 9 + k, &px, &py);
      assert_close (px, x0 + 6 * k, 3.01, 0); /* within its cell of the stroke */
      assert_close (py, y0, 8.01, 0);         /* and half the width of the brush */
    }

  /* one step of undo; the same gesture lays the same points */
  g_autofree double *flow = g_memdup2 (mercer_dataset_column (table_of (window), 1)->values, 30 * sizeof (double));
  g_assert_cmpstr (mercer_session_undo_name (session), ==, "Paint points");
  hand ("key ctrl+z");
  g_assert_cmpuint (rows (window), ==, 9);
  harness_wait_idle (window);
  drag (window, 1, x0, y0, x0 + 120, y0, 5);
  g_assert_cmpuint (rows (window), ==, 30);
  for (size_t i = 9; i < 30; i++)
    assert_close (mercer_dataset_column (table_of (window), 1)->values[i], flow[i], 1e-9, 0);

  /* a click lays one, also over a point; a line without width lies where the pointer went */
  harness_wait_idle (window);
  pixel_of (window, 4, &px, &py);
  hand_over (canvas_of (window), px, py);
  hand ("click 1");
  g_assert_cmpuint (rows (window), ==, 31);
  for (int i = 0; i < 4; i++)
    hand ("key bracketleft");
  harness_wait_idle (window);
  drag (window, 1, x0 + 40, y0 - 60, x0 + 100, y0 - 60, 6);
  harness_wait_idle (window);
  g_assert_cmpuint (rows (window), ==, 31 + 11);
  pixel_of (window, 31 + 7, &px, &py);
  assert_close (px, x0 + 40 + 42, 0.51, 0);
  assert_close (py, y0 - 60, 0.51, 0);
  harness_close (window);
}

static void
test_erase (void)
{
  MercerWindow *window = open_river ();
  double x, y;
  hand_over (canvas_of (window), 300, 200);
  hand ("click 2"); /* takes the focus, does nothing else */
  hand ("key b");
  g_assert_true (is_painting (window));
  for (int button = 1; button <= 3; button += 2)
    {
      pixel_of (window, 3, &x, &y);
      if (button == 1)
        hand ("keydown shift");
      drag (window, button, x - 20, y, x + 20, y, 5);
      if (button == 1)
        hand ("keyup shift");
      g_assert_cmpuint (rows (window), ==, 8); /* the fourth has gone */
      g_assert_cmpfloat (mercer_dataset_column (table_of (window), 0)->values[3], ==, 5);
      g_assert_cmpstr (mercer_session_undo_name (mercer_window_get_session (window)), ==, "Remove points");
      hand ("key ctrl+z");
      g_assert_cmpuint (rows (window), ==, 9);
      harness_wait_idle (window);
    }
  /* over empty ground nothing is removed, and nothing is there to undo but the choice of the method */
  drag (window, 3, x - 60, y - 100, x - 30, y - 100, 4);
  g_assert_cmpuint (rows (window), ==, 9);

  /* Escape lays the brush down: the point is carried again, and the paper drawn */
  hand ("key Escape");
  g_assert_false (is_painting (window));
  pixel_of (window, 3, &x, &y);
  drag (window, 1, x, y, x, y - 40, 4);
  harness_wait_idle (window);
  g_assert_cmpuint (rows (window), ==, 9);
  g_assert_cmpfloat (mercer_dataset_column (table_of (window), 1)->values[3], >, 4);
  drag (window, 1, x - 60, y - 100, x - 30, y - 100, 4);
  g_assert_cmpuint (rows (window), ==, 9);
  g_assert_true (mercer_view_is_changed (mercer_canvas_get_view (mercer_window_get_canvas (window))));
  harness_close (window);
}

static bool
has_frames (void *window)
{
  return mercer_figure_find_readout (mercer_canvas_get_figure (mercer_window_get_canvas (window)), "mmd2") != NULL;
}

static bool
flowed (void *window)
{
  return harness_readout (window, "steps") >= 20;
}

static int touches;

static void
touch_cb (MercerCanvas *canvas, void *data)
{
  touches++;
}

/* A target painted from nothing, and painted on amid its particles while they flow. */
static void
test_flow (void)
{
  MercerWindow *window = open_window ("generator:empty", "mmd-flow");
  double width = gtk_widget_get_width (canvas_of (window)), height = gtk_widget_get_height (canvas_of (window));
  g_assert_true (is_painting (window)); /* it opens with the brush in the hand */
  g_assert_cmpuint (rows (window), ==, 0);
  drag (window, 1, width / 2 - 60, height / 2, width / 2 + 60, height / 2, 10);
  g_assert_cmpuint (rows (window), ==, 21);
  harness_wait (has_frames, window, "the flow to begin");
  harness_wait (flowed, window, "some steps");
  harness_screenshot (window, "painted-flow");

  /* where a particle is */
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  g_signal_connect (canvas, "touch", G_CALLBACK (touch_cb), NULL);
  double px, py;
  g_assert_true (mercer_canvas_find_row (canvas, MERCER_PARTICLE_ID (0), &px, &py));
  touches = 0;
  drag (window, 1, px, py, px + 30, py + 30, 5);
  g_assert_cmpint (touches, ==, 0);
  g_assert_cmpuint (rows (window), >, 21);
  hand ("key ctrl+z");
  g_assert_cmpuint (rows (window), ==, 21);
  hand ("key ctrl+z");
  g_assert_cmpuint (rows (window), ==, 0);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  if (xdotool == NULL)
    {
      g_print ("1..0 # SKIP xdotool is missing\n");
      return 0;
    }
  g_test_add_func ("/paint/stroke", test_stroke);
  g_test_add_func ("/paint/erase", test_erase);
  g_test_add_func ("/paint/flow", test_flow);
  return g_test_run ();
}
