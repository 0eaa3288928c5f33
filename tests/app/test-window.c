/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does in the window, from opening a table to closing it while it works. */
#include "harness.h"

#include "alert.h"

static const char table[] = "depth;flow;site\n"
                            "1;2.5;A\n2;3.5;A\n3;5.0;B\n4;5.5;B\n5;7.5;A\n6;8.0;C\n7;9.5;A\n8;11;B\n";

static size_t
rows (MercerWindow *window)
{
  return mercer_dataset_rows (mercer_recipe_dataset (harness_recipe (window)));
}

static void
act (MercerWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (mercer_window_get_canvas (window)), action, NULL));
}

/* --- The picture -------------------------------------------------------------------------------- */

static void
test_start (void)
{
  MercerWindow *window = harness_window (1024, 700);
  g_assert_null (mercer_canvas_get_figure (mercer_window_get_canvas (window)));
  harness_screenshot (window, "empty");
  harness_load (window, NULL);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_ROLE_IMG);
  harness_turn (0.6); /* the description is throttled */
  MercerFigure *figure = mercer_canvas_get_figure (canvas);
  g_assert_cmpstr (mercer_figure_get_description (figure), !=, "");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       mercer_figure_get_title (figure));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       mercer_figure_get_description (figure));
  g_assert_null (mercer_figure_get_draft (figure)); /* what it settles on is exact */
  harness_screenshot (window, "start");
  harness_close (window);
}

static bool
has_dialog (void *window)
{
  return harness_dialog (window) != NULL;
}

static bool
has_alert (void *window)
{
  return mercer_alert_body (window) != NULL;
}

/* --- Sliders ------------------------------------------------------------------------------------ */

static void
test_slider (void)
{
  MercerWindow *window = harness_window (1024, 700);
  MercerSession *session = mercer_window_get_session (window);
  harness_load (window, NULL);
  GtkWidget *scale = harness_find_scale (window, "noise");
  g_assert_nonnull (scale);
  harness_wait_idle (window);
  double noise = harness_value (window, "noise"), likelihood = harness_readout (window, "log_marginal_likelihood");

  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (scale));
  double from = gtk_adjustment_get_value (adjustment);
  double to = gtk_adjustment_get_upper (adjustment);
  MercerFigure *last = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  int seen = 0;
  for (int i = 1; i <= 30; i++)
    {
      gtk_adjustment_set_value (adjustment, from + (to - from) * 0.5 * i / 30);
      harness_turn (0.016);
      MercerFigure *now = mercer_canvas_get_figure (mercer_window_get_canvas (window));
      seen += now != last;
      last = now;
    }
  g_test_message ("%d new pictures in 30 steps of a drag", seen);
  g_assert_cmpint (seen, >=, 3); /* the picture follows during the drag, not after it */
  mercer_session_settle (session);
  harness_wait_idle (window);
  g_assert_cmpfloat (harness_value (window, "noise"), >, noise);
  g_assert_cmpfloat (harness_readout (window, "log_marginal_likelihood"), !=, likelihood);

  /* a hand that pauses makes more steps than one; together they lead back to where it began, and there again */
  double after = harness_value (window, "noise");
  while (mercer_session_can_undo (session))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpfloat (harness_value (window, "noise"), ==, noise);
  harness_wait_idle (window);
  assert_close (harness_readout (window, "log_marginal_likelihood"), likelihood, 1e-9, 0);
  while (mercer_session_can_redo (session))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  g_assert_cmpfloat (harness_value (window, "noise"), ==, after);
  harness_close (window);
}

/* --- Points ------------------------------------------------------------------------------------- */

static void
test_points (void)
{
  g_autofree char *path = harness_file ("river.csv", table);
  MercerWindow *window = harness_window (1024, 700);
  MercerCanvas *canvas = mercer_window_get_canvas (window);
  MercerSession *session = mercer_window_get_session (window);
  harness_load (window, path);

  act (window, "canvas.add-point");
  harness_wait_idle (window);
  uint64_t row_id;
  g_assert_cmpuint (rows (window), ==, 9);
  g_assert_true (mercer_canvas_get_selected_row (canvas, &row_id)); /* the new one */
  MercerDataset *dataset = mercer_recipe_dataset (harness_recipe (window));
  g_assert_cmpuint (row_id, ==, mercer_dataset_row_id (dataset, 8));
  g_assert_cmpint (mercer_dataset_column (dataset, 2)->codes[8], ==, -1); /* no site was said */

  double before = mercer_dataset_column (dataset, 1)->values[8];
  for (int i = 0; i < 5; i++)
    act (window, "canvas.move-up");
  harness_wait_idle (window);
  dataset = mercer_recipe_dataset (harness_recipe (window));
  g_assert_cmpfloat (mercer_dataset_column (dataset, 1)->values[8], >, before);
  g_assert_cmpstr (mercer_session_undo_name (session), ==, "Move point");
  harness_screenshot (window, "points");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL); /* five presses of one key, one step */
  dataset = mercer_recipe_dataset (harness_recipe (window));
  g_assert_cmpfloat (mercer_dataset_column (dataset, 1)->values[8], ==, before);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpuint (rows (window), ==, 8);
  g_assert_false (mercer_session_can_undo (session));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL);
  g_assert_cmpuint (rows (window), ==, 9);
  harness_wait_idle (window);

  act (window, "canvas.unselect");
  act (window, "canvas.next-point");
  g_assert_true (mercer_canvas_get_selected_row (canvas, &row_id));
  act (window, "canvas.delete-point");
  g_assert_cmpuint (rows (window), ==, 8);
  g_assert_cmpint (mercer_dataset_find_row (mercer_recipe_dataset (harness_recipe (window)), row_id), ==, -1);
  g_assert_false (mercer_canvas_get_selected_row (canvas, &row_id));
  harness_close (window);
}

static void
test_zoom (void)
{
  MercerWindow *window = harness_window (1024, 700);
  MercerView *view = mercer_canvas_get_view (mercer_window_get_canvas (window));
  harness_load (window, NULL);
  g_assert_false (mercer_view_is_changed (view));
  for (int i = 0; i < 3; i++)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.zoom-in", NULL);
  g_assert_true (mercer_view_is_changed (view));
  harness_wait_idle (window);
  harness_screenshot (window, "zoomed");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.zoom-reset", NULL);
  g_assert_false (mercer_view_is_changed (view));
  harness_close (window);
}

static double
phase (MercerWindow *window)
{
  MercerLook look;
  mercer_canvas_get_look (mercer_window_get_canvas (window), &look);
  return look.phase;
}

/* Samples swing, unless the desktop or the person wants things to keep still. */
static void
test_motion (void)
{
  MercerWindow *window = harness_window (1024, 700);
  GtkSettings *settings = gtk_settings_get_default ();
  harness_load (window, NULL);
  g_assert_true (mercer_figure_swings (mercer_canvas_get_figure (mercer_window_get_canvas (window))));
  g_assert_cmpfloat (phase (window), ==, 0); /* the harness wants no animations */

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  harness_load (window, "sample:faithful");
  harness_turn (0.5);
  double before = phase (window);
  g_assert_cmpfloat (before, >, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.motion", NULL);
  harness_turn (0.1);
  before = phase (window);
  harness_turn (0.3);
  g_assert_cmpfloat (phase (window), ==, before);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.motion", NULL);
  harness_turn (0.3);
  g_assert_cmpfloat (phase (window), !=, before);
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  harness_close (window);
}

/* --- Fit ---------------------------------------------------------------------------------------- */

static bool
can_undo (void *window)
{
  return mercer_session_can_undo (mercer_window_get_session (window));
}

static void
test_fit (void)
{
  g_autofree char *path = harness_file ("river.csv", table);
  MercerWindow *window = harness_window (1024, 700);
  MercerSession *session = mercer_window_get_session (window);
  harness_load (window, path);
  double before = harness_readout (window, "log_marginal_likelihood");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
  harness_wait (can_undo, window, "the fit to be proposed");
  harness_wait_idle (window);
  g_assert_cmpfloat (harness_readout (window, "log_marginal_likelihood"), >=, before);
  g_assert_null (mercer_recipe_action (harness_recipe (window)));
  harness_screenshot (window, "fitted");
  mercer_session_undo (session);
  g_assert_false (mercer_session_can_undo (session)); /* a fit is one step */
  harness_wait_idle (window);
  assert_close (harness_readout (window, "log_marginal_likelihood"), before, 1e-9, 0);

  /* cancelled: nothing has changed, and the window goes on */
  harness_load (window, NULL);
  MercerRecipe *recipe = harness_recipe (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
  harness_turn (0.05);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
  harness_wait_idle (window);
  g_assert_true (harness_recipe (window) == recipe);
  harness_close (window);
}

/* --- Out ---------------------------------------------------------------------------------------- */

static bool
starts_with (const char *path, const char *magic)
{
  g_autofree char *contents = NULL;
  return g_file_get_contents (path, &contents, NULL, NULL) && g_str_has_prefix (contents, magic);
}

static void
test_export (void)
{
  static const struct
  {
    const char *name, *magic;
  } cases[] = {
    { "picture.png", "\211PNG" }, { "picture.svg", "<?xml" }, { "picture.pdf", "%PDF" },
    { "numbers.csv", "year," },   { "numbers.json", "{" },
  };
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = harness_path (cases[i].name);
      mercer_window_export (window, path);
      harness_wait_idle (window);
      g_assert_null (mercer_alert_body (GTK_WINDOW (window)));
      g_assert_true (starts_with (path, cases[i].magic));
    }

  /* where nothing can be written: one sentence, and nothing half-written */
  mercer_window_export (window, "/dev/full/no-such-folder/picture.png");
  harness_wait (has_alert, window, "a sentence about the failed export");
  mercer_alert_dismiss (GTK_WINDOW (window));

  /* a session comes back as it was */
  g_autofree char *path = harness_path ("kept.mercer");
  g_assert_true (mercer_session_save (mercer_window_get_session (window), path, NULL));
  g_autofree char *before = mercer_recipe_print (harness_recipe (window));
  harness_load (window, "sample:faithful");
  harness_load (window, path);
  g_autofree char *after = mercer_recipe_print (harness_recipe (window));
  g_assert_cmpstr (before, ==, after);
  harness_close (window);
}

static bool
is_stale (void *window)
{
  return gtk_widget_has_css_class (GTK_WIDGET (mercer_window_get_canvas (window)), "stale");
}

static bool
is_fresh (void *window)
{
  return !is_stale (window);
}

/* What is on show when a recipe could not run is not of that recipe, so it cannot be written under its name. */
static void
test_no_export_of_another (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:mcycle");
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) refused = mercer_recipe_with_kernel (harness_recipe (window), kernel);
  GAction *export = g_action_map_lookup_action (G_ACTION_MAP (window), "export");
  g_assert_true (g_action_get_enabled (export));
  mercer_session_set (mercer_window_get_session (window), 0, refused, "Kernel", NULL);
  harness_wait (is_stale, window, "the picture to be dimmed");
  g_assert_false (g_action_get_enabled (export));
  mercer_session_undo (mercer_window_get_session (window));
  harness_wait (is_fresh, window, "the picture of a recipe that runs");
  g_assert_true (g_action_get_enabled (export));
  harness_close (window);
}

/* --- The end ------------------------------------------------------------------------------------ */

static void
test_close_while_working (void)
{
  MercerWindow *window = harness_window (1024, 700);
  g_autoptr (MercerStart) start = mercer_start_new ("generator:noisy-sine(n=6000,seed=1)", NULL);
  mercer_window_load (window, start);
  harness_turn (0.02);
  harness_close (window); /* while it loads */

  window = harness_window (1024, 700);
  harness_load (window, "generator:noisy-sine(n=3000,seed=1)");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fit", NULL);
  harness_turn (0.1);
  g_assert_false (mercer_window_is_idle (window));
  gint64 began = g_get_monotonic_time ();
  harness_close (window); /* while it fits */
  double seconds = (g_get_monotonic_time () - began) / 1e6;
  g_test_message ("closed in %.0f ms while fitting 3000 points", 1000 * seconds);
  g_assert_cmpfloat (seconds, <, 5);
  harness_turn (0.2); /* nothing arrives from the dead */
}

/* Every window that can be opened from the menu opens without a word from GTK. */
static void
test_side_windows (void)
{
  static const char *const actions[] = { "win.show-help-overlay", "app.preferences", "app.about" };
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), actions[i], NULL));
      harness_wait (has_dialog, window, actions[i]);
      harness_turn (0.2);
      gtk_window_close (harness_dialog (window));
      harness_turn (0.1);
      g_assert_null (harness_dialog (window));
    }
  harness_close (window);
}

static void
test_close_table (void)
{
  MercerWindow *window = harness_window (360, 640);
  harness_load (window, NULL);
  harness_screenshot (window, "narrow");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-table", NULL);
  harness_turn (0.3);
  g_assert_cmpint (mercer_session_panels (mercer_window_get_session (window)), ==, 0);
  g_assert_null (mercer_canvas_get_figure (mercer_window_get_canvas (window)));
  g_assert_nonnull (harness_find (GTK_WIDGET (window), ADW_TYPE_STATUS_PAGE, NULL));
  harness_screenshot (window, "narrow-empty");
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/window/start", test_start);
  g_test_add_func ("/window/slider", test_slider);
  g_test_add_func ("/window/points", test_points);
  g_test_add_func ("/window/zoom", test_zoom);
  g_test_add_func ("/window/motion", test_motion);
  g_test_add_func ("/window/fit", test_fit);
  g_test_add_func ("/window/export", test_export);
  g_test_add_func ("/window/no-export-of-another", test_no_export_of_another);
  g_test_add_func ("/window/close-while-working", test_close_while_working);
  g_test_add_func ("/window/side-windows", test_side_windows);
  g_test_add_func ("/window/close-table", test_close_table);
  return g_test_run ();
}
