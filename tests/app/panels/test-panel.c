/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control panel with a real session: what a person does reaches it once, what it says reaches the rows, and
 * nothing goes round in circles. */

#include "stage.h"

#include "fake-method.h"
#include "role-chooser-picker.h"

/* Each kind: one change of the session for one of the person, with the value meant; and back by undo. */
static void
test_kinds (void)
{
  Stage stage;

  raise_curtain (&stage, &fake_method, "sample:faithful");
  slide (row_of (&stage, "param:width"), mercer_row_spec_to_slider (mercer_param_row_spec (row_of (&stage, "param:width")), 0.2));
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpfloat (value_of (&stage, "width"), ==, 0.2);
  enter (row_of (&stage, "param:shift"), "-42.5");
  g_assert_cmpint (stage.changes, ==, 2);
  g_assert_cmpfloat (value_of (&stage, "shift"), ==, -42.5);
  slide_by_key (row_of (&stage, "param:count"), GTK_SCROLL_STEP_FORWARD);
  g_assert_cmpint (stage.changes, ==, 3);
  g_assert_cmpfloat (value_of (&stage, "count"), ==, 4);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (part (row_of (&stage, "param:shape"), GTK_TYPE_DROP_DOWN)), 0);
  g_assert_cmpint (stage.changes, ==, 4);
  g_assert_cmpfloat (value_of (&stage, "shape"), ==, 0);
  gtk_switch_set_active (GTK_SWITCH (part (row_of (&stage, "param:strict"), GTK_TYPE_SWITCH)), FALSE);
  g_assert_cmpint (stage.changes, ==, 5);
  g_assert_cmpfloat (value_of (&stage, "strict"), ==, 0);
  gtk_switch_set_active (GTK_SWITCH (part (row_of (&stage, "param:grid"), GTK_TYPE_SWITCH)), TRUE);
  g_assert_cmpint (stage.changes, ==, 6);
  enter (row_of (&stage, "param:draw"), "77");
  g_assert_cmpint (stage.changes, ==, 7);
  g_assert_cmpfloat (value_of (&stage, "draw"), ==, 77);
  enter (row_of (&stage, "seed"), "99");
  g_assert_cmpint (stage.changes, ==, 8);
  g_assert_cmpuint (mercer_recipe_seed (recipe_of (&stage)), ==, 99);
  turn (800);
  g_assert_cmpint (stage.changes, ==, 8);

  for (int i = 0; i < 8; i++)
    mercer_session_undo (stage.session);
  g_assert_false (mercer_session_can_undo (stage.session));
  g_assert_cmpint (stage.changes, ==, 16);
  turn (20);
  for (const MercerParam *param = fake_params; param->id != NULL; param++)
    {
      g_autofree char *key = g_strconcat ("param:", param->id, NULL);
      g_assert_cmpfloat (mercer_param_row_value (row_of (&stage, key)), ==, param->start);
    }
  g_assert_cmpstr (entry_text (row_of (&stage, "param:shift")), ==, "0");
  mercer_session_redo (stage.session);
  g_assert_cmpfloat (mercer_param_row_value (row_of (&stage, "param:width")), ==, 0.2);
  drop_curtain (&stage);
}

/* A drag is one step of undo named by what was dragged; the next drag is another. */
static void
test_drag_is_one_step (void)
{
  Stage stage;
  double start;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  start = value_of (&stage, "noise");
  for (int drag = 0; drag < 2; drag++)
    {
      for (int i = 1; i <= 30; i++)
        slide (row_of (&stage, "param:noise"), 0.02 * (i + 30 * drag));
      turn (800); /* the pause that a tool's drag ends with */
    }
  g_assert_cmpint (stage.changes, ==, 60);
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Noise");
  mercer_session_undo (stage.session);
  assert_close (value_of (&stage, "noise"), pow (10, 0.6), 0.005, 0);
  mercer_session_undo (stage.session);
  g_assert_true (value_of (&stage, "noise") == start);
  g_assert_true (mercer_param_row_value (row_of (&stage, "param:noise")) == start);
  g_assert_false (mercer_session_can_undo (stage.session));
  drop_curtain (&stage);
}

/* Rows live as long as they serve; refreshing what is known already costs and changes nothing. */
static void
test_rows_are_kept (void)
{
  Stage stage;
  MercerParamRow *noise, *scale;
  const char *const duration[] = { "eruptions", NULL };
  gint64 began;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:faithful");
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("3 * RBF() + Linear() + 0.1 * Matern() * Periodic()", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (recipe_of (&stage), kernel);
  mercer_session_set (stage.session, 0, recipe, "Kernel", NULL);
  noise = row_of (&stage, "param:noise");
  scale = row_of (&stage, "kernel:RBF.lengthscale");
  began = g_get_monotonic_time ();
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (MercerRecipe) next = mercer_recipe_with_value (recipe_of (&stage), "noise", 0.01 * (i + 1));
      mercer_session_set (stage.session, 0, next, "Noise", "drag");
    }
  g_test_message ("refresh with another noise: %.3f ms", (double) (g_get_monotonic_time () - began) / 200e3);
  began = g_get_monotonic_time ();
  for (int i = 0; i < 200; i++)
    {
      int index = mercer_kernel_find_param (mercer_recipe_kernel (recipe_of (&stage)), "RBF.lengthscale");
      g_autoptr (MercerKernel) changed
        = mercer_kernel_with_param (mercer_recipe_kernel (recipe_of (&stage)), (size_t) index, 0.1 * (i + 1));
      g_autoptr (MercerRecipe) next = mercer_recipe_with_kernel (recipe_of (&stage), changed);
      mercer_session_set (stage.session, 0, next, "Length scale", "drag");
    }
  g_test_message ("refresh with another length scale: %.3f ms", (double) (g_get_monotonic_time () - began) / 200e3);
  g_assert_true (row_of (&stage, "param:noise") == noise);
  g_assert_true (row_of (&stage, "kernel:RBF.lengthscale") == scale);
  g_assert_cmpfloat (mercer_param_row_value (noise), ==, 2);
  g_assert_cmpfloat (mercer_param_row_value (scale), ==, 0.1 * 200);
  g_assert_cmpint (stage.changes, ==, 401);
  /* Other columns have other ranges. */
  g_autoptr (MercerRecipe) swapped = mercer_recipe_with_role (recipe_of (&stage), "y", duration);
  mercer_session_set (stage.session, 0, swapped, "Output", NULL);
  turn (20);
  g_assert_cmpint (stage.changes, ==, 402);
  drop_curtain (&stage);
}

static void
test_positions (void)
{
  Stage stage;
  const char *const inputs[] = { "petal length", "petal width", "sepal width", NULL };
  const char *const along[] = { "petal width", NULL };

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:iris");
  const MercerDataset *dataset = mercer_recipe_dataset (recipe_of (&stage));
  if (mercer_dataset_find (dataset, inputs[0]) < 0)
    g_error ("the iris sample has other column names");
  g_autoptr (MercerRecipe) three = mercer_recipe_with_role (recipe_of (&stage), "x", inputs);
  mercer_session_set (stage.session, 0, three, "Inputs", NULL);
  g_assert_null (find (GTK_WIDGET (stage.control), MERCER_TYPE_PARAM_ROW, row_has_key, "position:petal length"));
  g_autoptr (MercerRecipe) drawn = mercer_recipe_with_role (three, "along", along);
  mercer_session_set (stage.session, 0, drawn, "Drawn along", NULL);
  g_assert_null (find (GTK_WIDGET (stage.control), MERCER_TYPE_PARAM_ROW, row_has_key, "position:petal width"));
  stage.changes = 0;
  enter (row_of (&stage, "position:petal length"), "1.25");
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpfloat (mercer_recipe_position (recipe_of (&stage), "petal length"), ==, 1.25);
  slide (row_of (&stage, "position:sepal width"), 3);
  g_assert_cmpfloat (mercer_recipe_position (recipe_of (&stage), "sepal width"), ==, 3);
  drop_curtain (&stage);
}

/* Choosing in the list of a role: y takes what x held, and x gets what y had. */
static bool
picks_single (GtkWidget *picker, gconstpointer column)
{
  GtkWidget *label = find (picker, GTK_TYPE_LABEL, NULL, NULL);

  return g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), column) == 0;
}

static bool
is_column (GtkWidget *row, gconstpointer column)
{
  return g_strcmp0 (g_object_get_data (G_OBJECT (row), "column"), column) == 0;
}

static void
test_roles (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:co2");
  GtkWidget *picker = find (GTK_WIDGET (stage.control), MERCER_TYPE_COLUMN_PICKER, picks_single, "co2");
  g_assert_nonnull (picker);
  GtkWidget *button = find (picker, GTK_TYPE_MENU_BUTTON, NULL, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  turn (100);
  GtkWidget *row = find (picker, GTK_TYPE_LIST_BOX_ROW, is_column, "year");
  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX), "row-activated", row);
  turn (100);
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpstr (mercer_recipe_role (recipe_of (&stage), "x")[0], ==, "co2");
  g_assert_cmpstr (mercer_recipe_role (recipe_of (&stage), "y")[0], ==, "year");
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Output");
  mercer_session_undo (stage.session);
  g_assert_nonnull (find (GTK_WIDGET (stage.control), MERCER_TYPE_COLUMN_PICKER, picks_single, "co2"));
  g_assert_cmpint (stage.changes, ==, 2);
  drop_curtain (&stage);
}

static void
test_actions_and_busy (void)
{
  Stage stage;

  raise_curtain (&stage, &fake_method, "sample:faithful");
  GtkWidget *tune = find (GTK_WIDGET (stage.control), GTK_TYPE_BUTTON, button_has_label, "Tune");
  GtkWidget *guess = find (GTK_WIDGET (stage.control), GTK_TYPE_BUTTON, button_has_label, "Guess");
  GtkWidget *bar = find (GTK_WIDGET (stage.control), GTK_TYPE_PROGRESS_BAR, NULL, NULL);
  int height = gtk_widget_get_height (GTK_WIDGET (stage.control)), width = gtk_widget_get_width (tune);

  press (tune);
  g_assert_cmpstr (stage.action, ==, "tune");
  press (guess);
  g_assert_cmpstr (stage.action, ==, "guess");
  g_assert_cmpint (stage.actions, ==, 2);
  g_assert_cmpint (stage.changes, ==, 0);
  /* Nothing to cancel, and nothing flickers for what is done at once. */
  mercer_control_panel_set_busy (stage.control, "tune", 0.1, "Trying");
  mercer_control_panel_set_busy (stage.control, NULL, 0, NULL);
  turn (350);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (tune)), ==, "Tune");
  /* What takes longer is cancelled where it was begun; the second half of a double click does not. */
  mercer_control_panel_set_busy (stage.control, "tune", 0.4, "Restart 2 of 3");
  press (tune);
  g_assert_cmpint (stage.cancels, ==, 0);
  turn (350);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (tune)), ==, "Cancel");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (guess)), ==, "Guess");
  assert_close (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), 0.4, 1e-12, 0);
  mercer_control_panel_set_busy (stage.control, "tune", -1, NULL);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (stage.control)), ==, height);
  g_assert_cmpint (gtk_widget_get_width (tune), ==, width);
  press (tune);
  g_assert_cmpint (stage.cancels, ==, 1);
  g_assert_cmpint (stage.actions, ==, 2);
  mercer_control_panel_set_busy (stage.control, NULL, 0, NULL);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (tune)), ==, "Tune");
  press (tune);
  g_assert_cmpint (stage.actions, ==, 3);
  drop_curtain (&stage);
}

/* A session without panels, then with one of another method: the panel follows. */
static void
test_methods_come_and_go (void)
{
  Stage stage;

  raise_curtain (&stage, &fake_method, "sample:faithful");
  mercer_session_reset (stage.session, NULL, 0);
  mercer_control_panel_refresh (stage.control);
  turn (20);
  g_autoptr (MercerDataset) dataset = mercer_dataset_open ("sample:mcycle", NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("gp-regression"), dataset);
  mercer_session_reset (stage.session, &recipe, 1);
  mercer_control_panel_refresh (stage.control);
  turn (20);
  row_of (&stage, "param:noise");
  g_assert_null (find (GTK_WIDGET (stage.control), MERCER_TYPE_PARAM_ROW, row_has_key, "param:shift"));
  g_assert_nonnull (find (GTK_WIDGET (stage.control), GTK_TYPE_BUTTON, button_has_label, "Fit"));
  g_assert_null (find (GTK_WIDGET (stage.control), GTK_TYPE_BUTTON, button_has_label, "Tune"));
  drop_curtain (&stage);
}

/* The narrowest pane: nothing asks for more room than there is. */
static void
test_narrow (void)
{
  static const char *const samples[] = { "sample:co2", "sample:penguins", "sample:iris" };

  for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      Stage stage;
      int width;
      raise_curtain (&stage, mercer_method_find ("gp-regression"), samples[i]);
      gtk_widget_measure (GTK_WIDGET (stage.control), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      g_test_message ("%s: %d px", samples[i], width);
      g_assert_cmpint (width, <=, 300);
      drop_curtain (&stage);
    }
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/panel/kinds", test_kinds);
  g_test_add_func ("/app/panel/drag-is-one-step", test_drag_is_one_step);
  g_test_add_func ("/app/panel/rows-are-kept", test_rows_are_kept);
  g_test_add_func ("/app/panel/positions", test_positions);
  g_test_add_func ("/app/panel/roles", test_roles);
  g_test_add_func ("/app/panel/actions-and-busy", test_actions_and_busy);
  g_test_add_func ("/app/panel/methods-come-and-go", test_methods_come_and_go);
  g_test_add_func ("/app/panel/narrow", test_narrow);
  return g_test_run ();
}
