/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real pointer and a real keyboard on the X server (xdotool), the real window in this process: what is pressed and
 * dragged goes the whole way from the server through GTK to the data, and the picture follows. */
#include "hand.h"

static const char table[] = "depth,flow\n1,2\n2,3\n3,5\n4,4\n5,7\n6,8\n7,8\n8,9\n9,9\n";

static void
move_to (MercerWindow *window, double px, double py)
{
  hand_over (GTK_WIDGET (mercer_window_get_canvas (window)), px, py);
}

static MercerWindow *
open_window (void)
{
  g_autofree char *path = harness_file ("river.csv", table);
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, path);
  hand ("windowfocus --sync %lu", hand_window (GTK_WINDOW (window)));
  return window;
}

static size_t
rows (MercerWindow *window)
{
  return mercer_dataset_rows (mercer_recipe_dataset (harness_recipe (window)));
}

static double
cell (MercerWindow *window, int column, size_t row)
{
  return mercer_dataset_column (mercer_recipe_dataset (harness_recipe (window)), column)->values[row];
}

static void
test_drag_point (void)
{
  MercerWindow *window = open_window ();
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerSession *session = mercer_window_get_session (window);
  double px, py, before = cell (window, 1, 4);
  uint64_t row_id = mercer_dataset_row_id (mercer_recipe_dataset (harness_recipe (window)), 4);
  g_assert_true (mercer_canvas_find_row (canvas, row_id, &px, &py));

  move_to (window, px, py);
  hand ("mousedown 1");
  MercerFigure *last = mercer_canvas_get_figure (canvas);
  int seen = 0;
  for (int i = 1; i <= 12; i++)
    {
      move_to (window, px, py + 8 * i);
      MercerFigure *now = mercer_canvas_get_figure (canvas);
      seen += now != last;
      last = now;
    }
  double during = cell (window, 1, 4);
  harness_screenshot (window, "dragging");
  hand ("mouseup 1");
  harness_wait_idle (window);
  g_test_message ("%d new pictures in 12 steps of a drag", seen);
  g_assert_cmpfloat (during, <, before); /* down is less flow */
  g_assert_cmpint (seen, >=, 3);         /* the posterior followed while the button was down */
  g_assert_cmpuint (rows (window), ==, 9);
  assert_close (cell (window, 0, 4), 5, 0.02, 0); /* straight down: the depth stays */

  /* the dot is where the hand left it */
  double qx, qy;
  g_assert_true (mercer_canvas_find_row (canvas, row_id, &qx, &qy));
  assert_close (cell (window, 1, 4), during, 1e-12, 0);

  hand ("key ctrl+z");
  g_assert_cmpfloat (cell (window, 1, 4), ==, before);
  g_assert_false (mercer_session_can_undo (session)); /* the whole drag was one step */
  hand ("key ctrl+shift+z");
  g_assert_cmpfloat (cell (window, 1, 4), ==, during);
  harness_close (window);
}

/* Brings a slider into view and says where its handle is, in its own pixels. */
static void
find_handle (MercerWindow *window, GtkWidget *scale, double *x, double *y)
{
  GdkRectangle trough;
  int start, end;
  gtk_widget_grab_focus (scale); /* scrolls to it */
  harness_turn (0.3);
  gtk_range_get_range_rect (GTK_RANGE (scale), &trough);
  gtk_range_get_slider_range (GTK_RANGE (scale), &start, &end);
  *x = (start + end) / 2.0;
  *y = trough.y + trough.height / 2.0;
}

/* Whether the row explains itself to a pointer that rests on it. */
static bool
explains (GtkWidget *row)
{
  gboolean shown = FALSE;
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  g_signal_emit_by_name (row, "query-tooltip", 5, 5, FALSE, tooltip, &shown);
  return shown;
}

static void
test_drag_slider (void)
{
  MercerWindow *window = open_window ();
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  GtkWidget *scale = harness_find_scale (window, "noise");
  double x, y, before = harness_value (window, "noise");
  find_handle (window, scale, &x, &y);
  hand_over (scale, x, y);
  GtkWidget *row = gtk_widget_get_ancestor (scale, ADW_TYPE_PREFERENCES_ROW);
  g_assert_true (explains (row));
  hand ("mousedown 1");
  g_assert_false (explains (row)); /* it would lie over the slider that is dragged */
  MercerFigure *last = mercer_canvas_get_figure (canvas);
  int seen = 0;
  for (int i = 1; i <= 12; i++)
    {
      hand_over (scale, x - 4 * i, y);
      MercerFigure *now = mercer_canvas_get_figure (canvas);
      seen += now != last;
      last = now;
    }
  hand ("mouseup 1");
  g_assert_true (explains (row));
  harness_wait_idle (window);
  g_test_message ("%d new pictures in 12 steps of a drag", seen);
  g_assert_cmpfloat (harness_value (window, "noise"), <, before);
  g_assert_cmpint (seen, >=, 3);
  hand ("key ctrl+z");
  g_assert_cmpfloat (harness_value (window, "noise"), ==, before);
  g_assert_false (mercer_session_can_undo (mercer_window_get_session (window))); /* one movement, one step */
  harness_close (window);
}

static void
test_click_and_remove (void)
{
  MercerWindow *window = open_window ();
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  double px, py;
  uint64_t last_row = mercer_dataset_row_id (mercer_recipe_dataset (harness_recipe (window)), 8);
  g_assert_true (mercer_canvas_find_row (canvas, last_row, &px, &py));
  move_to (window, px, py + 150); /* empty ground below the last point */
  hand ("click 1");
  harness_wait_idle (window);
  g_assert_cmpuint (rows (window), ==, 10);
  assert_close (cell (window, 0, 9), 9, 0.02, 0);

  uint64_t row_id;
  g_assert_true (mercer_canvas_get_selected_row (canvas, &row_id));
  g_assert_true (mercer_canvas_find_row (canvas, row_id, &px, &py));
  move_to (window, px, py);
  hand ("click 3");
  harness_wait_idle (window);
  g_assert_cmpuint (rows (window), ==, 9);

  /* keys: the picture has the focus; an arrow picks, Delete removes */
  hand ("key Right");
  g_assert_true (mercer_canvas_get_selected_row (canvas, &row_id));
  hand ("key Delete");
  g_assert_cmpuint (rows (window), ==, 8);
  hand ("key ctrl+z");
  g_assert_cmpuint (rows (window), ==, 9);
  harness_close (window);
}

static void
test_wheel_and_pan (void)
{
  MercerWindow *window = open_window ();
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerView *view = mercer_canvas_get_view (canvas);
  double width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  move_to (window, width / 2, height / 3);
  hand ("keydown ctrl click 4 click 4 keyup ctrl");
  g_assert_true (mercer_view_is_changed (view));
  g_assert_cmpuint (rows (window), ==, 9);
  hand ("key ctrl+0");
  g_assert_false (mercer_view_is_changed (view));

  hand ("mousedown 2");
  move_to (window, width / 2 + 60, height / 3 + 30);
  hand ("mouseup 2");
  g_assert_true (mercer_view_is_changed (view));

  /* a double click shows everything and leaves the data alone */
  hand ("click --repeat 2 --delay 60 1");
  harness_turn (0.6);
  g_assert_false (mercer_view_is_changed (view));
  g_assert_cmpuint (rows (window), ==, 9);
  harness_close (window);
}

/* --- A file from another window ------------------------------------------------------------------ */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, GFile *file)
{
  GSList one = { file, NULL };
  return gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, &one);
}

static GtkWindow *
open_folder (GFile *file)
{
  GtkWindow *folder = GTK_WINDOW (gtk_window_new ());
  GtkWidget *icon = gtk_label_new ("a file");
  GtkDragSource *source = gtk_drag_source_new ();
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), file);
  gtk_widget_add_controller (icon, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_decorated (folder, FALSE);
  gtk_window_set_default_size (folder, 120, 120);
  gtk_window_set_child (folder, icon);
  gtk_window_present (folder);
  harness_turn (0.3);
  hand ("windowmove --sync %lu 1100 700", hand_window (folder));
  return folder;
}

static bool
shows_three_rows (void *window)
{
  return harness_recipe (window) != NULL && rows (window) == 3;
}

/* Onto the picture, and onto the page of a window with nothing open. */
static void
test_drop_file (void)
{
  g_autofree char *path = harness_file ("dropped.csv", "depth,flow\n1,2\n2,3\n3,5\n");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  for (int full = 0; full < 2; full++)
    {
      MercerWindow *window = full ? open_window () : harness_window (1024, 650);
      GtkWindow *folder = open_folder (file);
      hand ("mousemove 1150 750");
      hand ("mousedown 1");
      for (int k = 1; k <= 8; k++)
        hand ("mousemove %d %d", 1150 - 75 * k, 750 - 50 * k);
      hand ("mouseup 1");
      harness_wait (shows_three_rows, window, "the file that was dropped");
      harness_wait_idle (window);
      g_assert_cmpstr (mercer_dataset_title (mercer_recipe_dataset (harness_recipe (window))), ==, "dropped.csv");
      gtk_window_destroy (folder);
      harness_close (window);
    }
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
  g_test_add_func ("/pointer/drag-point", test_drag_point);
  g_test_add_func ("/pointer/drag-slider", test_drag_slider);
  g_test_add_func ("/pointer/click-and-remove", test_click_and_remove);
  g_test_add_func ("/pointer/wheel-and-pan", test_wheel_and_pan);
  g_test_add_func ("/pointer/drop-file", test_drop_file);
  return g_test_run ();
}
