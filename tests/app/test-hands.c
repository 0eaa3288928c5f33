/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles, particles and what is in view, with a real pointer and real keys on a canvas of its own; and from the canvas to
 * the session in the real window. Expected values are those of the figures built here. */
#include "canvas-private.h"
#include "hand.h"

#include <math.h>

typedef struct
{
  GtkWindow *window;
  MercerCanvas *canvas;
  int moves, settled, asked, touches, edits;
  MercerHandleMove last;
  MercerTouch touch;
  bool touching;
} Desk;

static void
handle_cb (MercerCanvas *canvas, const MercerHandleMove *move, Desk *desk)
{
  desk->moves++;
  desk->last = *move;
}

static void
settle_cb (MercerCanvas *canvas, Desk *desk)
{
  desk->settled++;
}

static void
asked_cb (MercerCanvas *canvas, Desk *desk)
{
  desk->asked++;
}

static void
edit_cb (MercerCanvas *canvas, const MercerEdit *edit, Desk *desk)
{
  desk->edits++;
}

static void
touch_cb (MercerCanvas *canvas, Desk *desk)
{
  const MercerTouch *touch = mercer_canvas_get_touch (canvas);
  desk->touches++;
  desk->touching = touch != NULL && !touch->let_go;
  if (touch != NULL)
    desk->touch = *touch;
}

/* x over [0, 10] follows the view; y over [0, 4]. A rule at x = 4, and a particle and a row of the table as dots. */
static MercerFigure *
make_figure (double rule)
{
  const double x[] = { 2, 4.1 }, y[] = { 2, 3 };
  const uint64_t rows[] = { MERCER_PARTICLE_ID (7), 5 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Hands");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Depth", "mm", MERCER_AXIS_LINEAR, 0, 10, "x");
  mercer_figure_y_axis (b, p, "Flow", "", MERCER_AXIS_LINEAR, 0, 4, NULL);
  mercer_figure_x_follows (b, p, "x");
  mercer_figure_edits (b, p, "x", "y");
  mercer_figure_points (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA }, 2, x, y, rows);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = "Slice",
                                               .value = { "position", -1, "depth" }, .x = rule });
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_POINT, .title = "Centre", .value = { "a", -1, NULL },
                                               .value_y = { "b", -1, NULL }, .x = 8, .y = 1 });
  return mercer_figure_builder_finish (b);
}

static void
show (Desk *desk, MercerFigure *figure)
{
  mercer_canvas_set_figure (desk->canvas, figure);
  mercer_figure_unref (figure);
  harness_turn (0.1);
}

static bool
is_settled (void *canvas)
{
  return mercer_canvas_is_settled (canvas) && gtk_widget_get_width (canvas) > 100;
}

static Desk
open_desk (void)
{
  Desk desk = { .window = GTK_WINDOW (gtk_window_new ()), .canvas = MERCER_CANVAS (mercer_canvas_new ()) };
  gtk_window_set_default_size (desk.window, 700, 450);
  gtk_window_set_child (desk.window, GTK_WIDGET (desk.canvas));
  gtk_window_present (desk.window);
  harness_turn (0.3);
  show (&desk, make_figure (4));
  harness_wait (is_settled, desk.canvas, "the canvas");
  return desk;
}

static void
connect_desk (Desk *desk)
{
  g_signal_connect (desk->canvas, "handle", G_CALLBACK (handle_cb), desk);
  g_signal_connect (desk->canvas, "settle", G_CALLBACK (settle_cb), desk);
  g_signal_connect (desk->canvas, "views-asked", G_CALLBACK (asked_cb), desk);
  g_signal_connect (desk->canvas, "touch", G_CALLBACK (touch_cb), desk);
  g_signal_connect (desk->canvas, "edit", G_CALLBACK (edit_cb), desk);
  hand ("windowfocus --sync %lu", hand_window (desk->window));
}

static void
close_desk (Desk *desk)
{
  gtk_window_destroy (desk->window);
  harness_turn (0.1);
}

static void
place (Desk *desk, double x, double y, double *px, double *py)
{
  MercerLook look;
  mercer_canvas_get_look (desk->canvas, &look);
  mercer_figure_locate (mercer_canvas_get_figure (desk->canvas), gtk_widget_get_width (GTK_WIDGET (desk->canvas)),
                        gtk_widget_get_height (GTK_WIDGET (desk->canvas)), &look, mercer_canvas_get_view (desk->canvas), 0,
                        x, y, px, py);
}

static void
move_pixels (Desk *desk, double px, double py)
{
  hand_over (GTK_WIDGET (desk->canvas), px, py);
}

static void
move_data (Desk *desk, double x, double y)
{
  double px, py;
  place (desk, x, y, &px, &py);
  move_pixels (desk, px, py);
}

/* A pixel is 10 / 650 of the axis: the pointer stands on whole ones. */
#define PIXEL 0.02

static void
test_drag (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  move_data (&desk, 4, 1);
  hand ("mousedown 1");
  show (&desk, make_figure (4)); /* a frame of a flow, before the hand moves */
  for (int i = 1; i <= 6; i++)
    {
      move_data (&desk, 4 + 0.5 * i, 1);
      /* figures that come back during the drag do not pull the handle out of the hand */
      show (&desk, make_figure (4 + 0.5 * (i - 1)));
    }
  g_assert_cmpint (desk.moves, >=, 5);
  g_assert_cmpint (desk.settled, ==, 0);
  assert_close (desk.last.value.value, 7, 0, PIXEL);
  hand ("mouseup 1");
  g_assert_cmpint (desk.settled, ==, 1);
  g_assert_cmpint (desk.edits, ==, 0); /* neither a point was added nor one moved */

  /* a press without a drag does nothing at all */
  show (&desk, make_figure (7));
  int moves = desk.moves;
  move_data (&desk, 7, 2);
  hand ("click 1");
  harness_turn (0.5);
  g_assert_cmpint (desk.moves, ==, moves);
  g_assert_cmpint (desk.edits, ==, 0);

  /* nor is the handle in the hand when that drags the paper next */
  move_data (&desk, 1, 2);
  hand ("mousedown 1");
  for (int i = 1; i <= 3; i++)
    move_data (&desk, 1 + 0.2 * i, 2);
  hand ("mouseup 1");
  g_assert_cmpint (desk.moves, ==, moves);
  close_desk (&desk);
}

/* The rule is carried over the knob at (8, 1): it does not change places with it, and the knob stays. */
static void
test_passes_another (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  move_data (&desk, 4, 1);
  hand ("mousedown 1");
  for (double x = 4.5; x <= 9; x += 0.125)
    {
      move_data (&desk, x, 1);
      show (&desk, make_figure (x));
      g_assert_cmpstr (desk.moves > 0 ? desk.last.handle->value.id : "position", ==, "position");
    }
  hand ("mouseup 1");
  g_assert_cmpint (desk.moves, >=, 20);
  assert_close (desk.last.value.value, 9, 0, PIXEL);
  close_desk (&desk);
}

/* The rule is left where the knob stands, and no figure comes after: what is said of the knob under the pointer is its own value. */
static void
test_left_on_another (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  move_data (&desk, 4, 1);
  hand ("mousedown 1");
  for (double x = 4.5; x <= 8; x += 0.5)
    move_data (&desk, x, 1);
  show (&desk, make_figure (6));
  hand ("mouseup 1");
  g_assert_cmpint (desk.moves, >, 0);
  double px, py;
  place (&desk, 8, 1, &px, &py);
  move_pixels (&desk, px + 1, py);
  char text[160];
  g_assert_true (mercer_canvas_grip_text (desk.canvas, text, &px, &py));
  g_assert_cmpstr (text, ==, "Centre 8.000 mm, 1.000");
  close_desk (&desk);
}

/* The row at (4.1, 3) lies 6 pixels from the rule: each is taken where it is the nearer one. */
static void
test_nearer_wins (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  double px, py;
  place (&desk, 4.1, 3, &px, &py);
  move_pixels (&desk, px + 1, py);
  hand ("mousedown 1");
  move_pixels (&desk, px + 40, py);
  hand ("mouseup 1");
  g_assert_cmpint (desk.moves, ==, 0);
  g_assert_cmpint (desk.edits, >, 0);
  place (&desk, 4, 3, &px, &py);
  move_pixels (&desk, px - 1, py);
  hand ("mousedown 1");
  move_pixels (&desk, px - 40, py);
  hand ("mouseup 1");
  g_assert_cmpint (desk.moves, >, 0);
  close_desk (&desk);
}

/* A dot right over a knob does not keep it from being taken. */
static void
test_knob_amid_dots (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  const double x[] = { 8, 2 }, y[] = { 1.01, 2 };
  const uint64_t rows[] = { 5, 6 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Crowd");
  int p = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "Depth", "mm", MERCER_AXIS_LINEAR, 0, 10, "x");
  mercer_figure_y_axis (b, p, "Flow", "", MERCER_AXIS_LINEAR, 0, 4, NULL);
  mercer_figure_edits (b, p, "x", "y");
  mercer_figure_points (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA }, 2, x, y, rows);
  mercer_figure_handle (b, p, &(MercerHandle){ .kind = MERCER_HANDLE_POINT, .title = "Centre", .value = { "a", -1, NULL },
                                               .value_y = { "b", -1, NULL }, .x = 8, .y = 1 });
  show (&desk, mercer_figure_builder_finish (b));
  double px, py;
  place (&desk, 8, 1.01, &px, &py);
  move_pixels (&desk, px, py);
  hand ("mousedown 1");
  move_pixels (&desk, px - 40, py);
  hand ("mouseup 1");
  g_assert_cmpint (desk.moves, >, 0);
  g_assert_cmpint (desk.edits, ==, 0);
  close_desk (&desk);
}

static void
test_keys (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  move_pixels (&desk, 5, 5);
  gtk_widget_grab_focus (GTK_WIDGET (desk.canvas));
  hand ("key Tab");
  hand ("key Right");
  g_assert_cmpint (desk.moves, ==, 1);
  double first = desk.last.value.value, px, py, qx, qy;
  place (&desk, 4, 1, &px, &py);
  place (&desk, first, 1, &qx, &qy);
  assert_close (qx - px, 8, 0, 0.51);
  hand ("key shift+Left");
  place (&desk, desk.last.value.value, 1, &qx, &qy);
  assert_close (qx - px, 7, 0, 0.51);
  g_assert_cmpstr (desk.last.handle->title, ==, "Slice");

  hand ("key Tab");
  hand ("key Up");
  g_assert_cmpstr (desk.last.handle->title, ==, "Centre");
  place (&desk, 8, 1, &px, &py);
  place (&desk, desk.last.value.value, desk.last.value.value_y, &qx, &qy);
  assert_close (py - qy, 8, 0, 0.51);
  hand ("key Escape");
  int moves = desk.moves;
  hand ("key Right");
  g_assert_cmpint (desk.moves, ==, moves); /* goes to the next point again */
  uint64_t row;
  g_assert_true (mercer_canvas_get_selected_row (desk.canvas, &row));
  close_desk (&desk);
}

static void
test_touch (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  move_data (&desk, 2, 2);
  hand ("mousedown 1");
  move_data (&desk, 2.5, 2.2);
  move_data (&desk, 3, 2.5);
  g_assert_true (desk.touching);
  g_assert_cmpuint (desk.touch.particle, ==, 7);
  assert_close (desk.touch.x, 3, 0, PIXEL);
  assert_close (desk.touch.y, 2.5, 0, PIXEL);
  hand ("mouseup 1");
  g_assert_false (desk.touching);
  g_assert_cmpint (desk.edits, ==, 0);
  close_desk (&desk);
}

/* What is in view is asked for once, again only when the answer has come, and the newest at the end; taking the view back
 * asks for nothing to be in view. */
static void
test_views (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  MercerAskedView views[MERCER_ASKED_VIEWS_MAX];
  g_assert_cmpuint (mercer_canvas_asked_views (desk.canvas, views), ==, 0);
  move_data (&desk, 5, 2);
  for (int i = 0; i < 3; i++)
    gtk_widget_activate_action (GTK_WIDGET (desk.canvas), "canvas.zoom-in", NULL);
  g_assert_cmpint (desk.asked, ==, 1);
  g_assert_cmpuint (mercer_canvas_asked_views (desk.canvas, views), ==, 1);
  g_assert_cmpstr (views[0].axis, ==, "x");
  assert_close (views[0].high - views[0].low, 10 / 1.25, 1e-6, 0);
  show (&desk, make_figure (4));
  g_assert_cmpint (desk.asked, ==, 2);
  mercer_canvas_asked_views (desk.canvas, views);
  assert_close (views[0].high - views[0].low, 10 / pow (1.25, 3), 1e-6, 0);
  /* the same again: nothing more to ask */
  for (int i = 0; i < 3; i++)
    show (&desk, make_figure (4));
  g_assert_cmpint (desk.asked, ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (desk.canvas), "canvas.zoom-reset", NULL);
  g_assert_cmpint (desk.asked, ==, 3);
  g_assert_cmpuint (mercer_canvas_asked_views (desk.canvas, views), ==, 0);
  close_desk (&desk);
}

/* With Ctrl a frame selects what is in it, with Shift more; nothing is moved or added; Escape lets all go. */
static void
test_brush (void)
{
  Desk desk = open_desk ();
  connect_desk (&desk);
  size_t n;
  move_data (&desk, 1, 3.5);
  hand ("keydown ctrl mousedown 1");
  move_data (&desk, 2.5, 1.5);
  move_data (&desk, 3, 1);
  hand ("mouseup 1 keyup ctrl");
  const uint64_t *rows = mercer_canvas_get_brushed (desk.canvas, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (rows[0], ==, MERCER_PARTICLE_ID (7)); /* at (2, 2) */
  move_data (&desk, 3.3, 3.8);
  hand ("keydown shift mousedown 1");
  move_data (&desk, 4.5, 3);
  move_data (&desk, 5, 2.5);
  hand ("mouseup 1 keyup shift");
  rows = mercer_canvas_get_brushed (desk.canvas, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (rows[0], ==, 5);
  show (&desk, make_figure (4)); /* the rows are the table's, not the picture's */
  mercer_canvas_get_brushed (desk.canvas, &n);
  g_assert_cmpuint (n, ==, 2);
  harness_wait (is_settled, desk.canvas, "the canvas");
  hand ("key Escape");
  mercer_canvas_get_brushed (desk.canvas, &n);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpint (desk.edits, ==, 0);
  g_assert_cmpint (desk.moves, ==, 0);
  close_desk (&desk);
}

/* Through the window a handle is a slider: one step of undo, and what is in view is in nobody's history. */
static void
test_window (void)
{
  MercerWindow *window = harness_window (1000, 700);
  g_autofree char *path = harness_file ("river.csv", "depth,flow\n1,2\n2,3\n3,5\n4,4\n5,7\n6,8\n7,8\n");
  harness_load (window, path);
  harness_wait_idle (window);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerSession *session = mercer_window_get_session (window);
  double before = harness_value (window, "noise");
  MercerHandle handle = { .kind = MERCER_HANDLE_HORIZONTAL, .title = "Noise", .value = { "noise", -1, NULL } };
  for (int i = 1; i <= 3; i++)
    g_signal_emit_by_name (canvas, "handle", &(MercerHandleMove){ &handle, { .value = before * (1 + i) } });
  g_signal_emit_by_name (canvas, "settle");
  assert_close (harness_value (window, "noise"), 4 * before, 1e-12, 0);
  harness_wait_idle (window);
  g_assert_cmpstr (mercer_session_undo_name (session), ==, "Noise");
  mercer_session_undo (session);
  g_assert_cmpfloat (harness_value (window, "noise"), ==, before);
  g_assert_false (mercer_session_can_undo (session));
  harness_wait_idle (window);

  MercerFigure *figure = make_figure (4);
  mercer_canvas_set_figure (canvas, figure);
  mercer_figure_unref (figure);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.zoom-in", NULL);
  MercerAskedView views[MERCER_ASKED_VIEWS_MAX];
  g_assert_cmpuint (mercer_canvas_asked_views (canvas, views), ==, 1);
  double low, high;
  g_assert_false (mercer_recipe_view (harness_recipe (window), "x", &low, &high));
  g_assert_false (mercer_session_can_undo (session));
  harness_wait_idle (window);
  /* the method's own figure has come, whose axis may follow or not; nothing hangs */
  harness_close (window);
}

/* What is selected is the session's: another method of the table shows it too, another table does not, and it is there again
 * with its own. */
static void
test_selection_is_shared (void)
{
  MercerWindow *window = harness_window (1000, 700);
  harness_load (window, "sample:faithful");
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerSession *session = mercer_window_get_session (window);
  mercer_canvas_set_brushed (canvas, (uint64_t[]) { 3, 5, 8 }, 3);
  g_signal_emit_by_name (canvas, "brushed");
  size_t n;
  g_assert_nonnull (mercer_session_brushed (session, 0, &n));
  g_assert_cmpuint (n, ==, 3);
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "3 points selected; Escape lets them go"));
  g_autoptr (MercerRecipe) other = mercer_session_recall (session, 0, mercer_method_find ("kernel-pca"));
  mercer_session_set (session, 0, other, "Method", NULL);
  g_assert_cmpuint (mercer_canvas_get_brushed (canvas, &n)[2], ==, 8);
  harness_wait_idle (window);
  harness_load (window, "sample:iris");
  mercer_canvas_get_brushed (canvas, &n);
  g_assert_cmpuint (n, ==, 0);
  mercer_session_undo (session);
  mercer_canvas_get_brushed (canvas, &n);
  g_assert_cmpuint (n, ==, 3);
  harness_wait_idle (window);
  harness_close (window);
}

/* From the frame to what the method says of its rows, and back; none of it is a step of undo. */
static void
test_selection_is_computed (void)
{
  MercerWindow *window = harness_window (1000, 700);
  harness_load (window, "sample:faithful");
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerSession *session = mercer_window_get_session (window);
  g_autoptr (MercerRecipe) density = mercer_session_recall (session, 0, mercer_method_find ("kde"));
  mercer_session_set (session, 0, density, "Method", NULL);
  harness_wait_idle (window);
  g_assert_null (mercer_figure_find_readout (mercer_canvas_get_figure (canvas), "selected"));
  mercer_canvas_set_brushed (canvas, (uint64_t[]) { 3, 5, 8, 13 }, 4);
  g_signal_emit_by_name (canvas, "brushed");
  harness_wait_idle (window);
  g_assert_cmpfloat (harness_readout (window, "selected"), ==, 4);
  g_assert_cmpstr (mercer_session_undo_name (session), ==, "Method");
  mercer_canvas_set_brushed (canvas, NULL, 0);
  g_signal_emit_by_name (canvas, "brushed");
  harness_wait_idle (window);
  g_assert_null (mercer_figure_find_readout (mercer_canvas_get_figure (canvas), "selected"));
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
  g_test_add_func ("/hands/drag", test_drag);
  g_test_add_func ("/hands/passes-another", test_passes_another);
  g_test_add_func ("/hands/left-on-another", test_left_on_another);
  g_test_add_func ("/hands/nearer-wins", test_nearer_wins);
  g_test_add_func ("/hands/knob-amid-dots", test_knob_amid_dots);
  g_test_add_func ("/hands/keys", test_keys);
  g_test_add_func ("/hands/touch", test_touch);
  g_test_add_func ("/hands/views", test_views);
  g_test_add_func ("/hands/brush", test_brush);
  g_test_add_func ("/hands/window", test_window);
  g_test_add_func ("/hands/selection-is-shared", test_selection_is_shared);
  g_test_add_func ("/hands/selection-is-computed", test_selection_is_computed);
  return g_test_run ();
}
