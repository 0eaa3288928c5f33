/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kind of row, from the person to the value and back. */

#include "panel-harness.h"

typedef struct
{
  int changed, settled, pinned;
  double value;
  bool fixed;
} Heard;

static void
changed_cb (MercerParamRow *row, double value, gpointer data)
{
  Heard *heard = data;

  heard->changed++;
  heard->value = value;
  g_assert_true (mercer_param_row_value (row) == value);
}

static void
settled_cb (MercerParamRow *row, gpointer data)
{
  ((Heard *) data)->settled++;
}

static void
pinned_cb (MercerParamRow *row, gboolean fixed, gpointer data)
{
  ((Heard *) data)->pinned++;
  ((Heard *) data)->fixed = fixed;
}

static MercerRowSpec *
spec_new (MercerRowKind kind)
{
  MercerRowSpec *spec = mercer_row_spec_new_seed (3);

  spec->kind = kind;
  spec->max = 1e6;
  spec->integer = kind == MERCER_ROW_SEED;
  g_free (spec->title);
  spec->title = g_strdup ("Length scale");
  return spec;
}

static MercerRowSpec *
log_spec (void)
{
  MercerRowSpec *spec = spec_new (MERCER_ROW_NUMBER);

  spec->log = true;
  spec->start = 0.5;
  spec->low = 0.01;
  spec->high = 100;
  spec->pinnable = true;
  g_free (spec->unit);
  spec->unit = g_strdup ("cm");
  return spec;
}

/* In a list box in a window, with a place for the focus to go. */
static MercerParamRow *
present (MercerRowSpec *spec, double value, Heard *heard, GtkWindow **window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *list = gtk_list_box_new ();
  GtkWidget *row = mercer_param_row_new (spec, value);

  *heard = (Heard){ 0 };
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), heard);
  g_signal_connect (row, "settled", G_CALLBACK (settled_cb), heard);
  g_signal_connect (row, "pinned", G_CALLBACK (pinned_cb), heard);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("Elsewhere"));
  gtk_box_append (GTK_BOX (box), list);
  *window = show_in_window (box, 300, 200);
  gtk_widget_grab_focus (gtk_widget_get_first_child (box));
  g_assert_cmpint (heard->changed, ==, 0);
  return MERCER_PARAM_ROW (row);
}

static void
leave (GtkWindow *window)
{
  gtk_widget_grab_focus (find (GTK_WIDGET (window), GTK_TYPE_BUTTON, button_has_label, "Elsewhere"));
}

static void
test_slider (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);
  GtkRange *range = GTK_RANGE (part (row, GTK_TYPE_SCALE));

  g_assert_cmpfloat (gtk_range_get_value (range), ==, 0); /* log10 (1) */
  slide (row, log10 (0.3));
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_cmpfloat (heard.value, ==, 0.3);
  g_assert_cmpstr (entry_text (row), ==, "0.3");
  slide (row, -2);
  g_assert_cmpfloat (heard.value, ==, 0.01);
  slide (row, 2);
  g_assert_cmpfloat (heard.value, ==, 100);
  g_assert_cmpint (heard.changed, ==, 3);
  /* Nobody lets go of a slider that a tool moves; a pause settles it, once. */
  g_assert_cmpint (heard.settled, ==, 0);
  turn (800);
  g_assert_cmpint (heard.settled, ==, 1);
  /* A key is a step of some per cent. */
  mercer_param_row_set_value (row, 2);
  slide_by_key (row, GTK_SCROLL_STEP_FORWARD);
  g_assert_cmpfloat (heard.value, >, 2.05);
  g_assert_cmpfloat (heard.value, <, 2.2);
  close_window (window);
}

/* Programmatic values: shown, never rounded, told to nobody. */
static void
test_set_value (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);
  GtkRange *range = GTK_RANGE (part (row, GTK_TYPE_SCALE));
  const double awkward = 0.123456789012345;

  mercer_param_row_set_value (row, awkward);
  turn (20);
  g_assert_true (mercer_param_row_value (row) == awkward);
  g_assert_cmpstr (entry_text (row), ==, "0.1235");
  assert_close (gtk_range_get_value (range), log10 (awkward), 1e-15, 0);
  /* Looking at the entry in full and leaving it changes nothing either. */
  gtk_widget_grab_focus (part (row, GTK_TYPE_ENTRY));
  turn (20);
  g_assert_cmpstr (entry_text (row), ==, "0.123456789012345");
  leave (window);
  turn (20);
  g_assert_cmpstr (entry_text (row), ==, "0.1235");
  g_assert_true (mercer_param_row_value (row) == awkward);
  /* Beyond the slider: it stretches. */
  mercer_param_row_set_value (row, 12345);
  assert_close (gtk_range_get_value (range), log10 (12345), 1e-15, 0);
  mercer_param_row_set_pinned (row, true);
  g_assert_cmpint (heard.changed + heard.settled + heard.pinned, ==, 0);
  close_window (window);
}

/* Whoever listens may put the value right while it is being told; that is the end of it. */
static void
put_right_cb (MercerParamRow *row, double value, gpointer data)
{
  mercer_param_row_set_value (row, 0.123456789);
}

static void
test_put_right (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);

  g_signal_connect (row, "changed", G_CALLBACK (put_right_cb), NULL);
  slide (row, log10 (50));
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_true (mercer_param_row_value (row) == 0.123456789);
  assert_close (gtk_range_get_value (GTK_RANGE (part (row, GTK_TYPE_SCALE))), log10 (0.123456789), 1e-15, 0);
  close_window (window);
}

static void
test_entry (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);
  GtkWidget *entry = part (row, GTK_TYPE_ENTRY);

  enter (row, "0.30103");
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_cmpint (heard.settled, ==, 1);
  g_assert_true (heard.value == 0.30103);
  /* Beyond the slider, within what is valid. */
  enter (row, "5e4");
  g_assert_true (heard.value == 5e4);
  assert_close (gtk_range_get_value (GTK_RANGE (part (row, GTK_TYPE_SCALE))), log10 (5e4), 1e-15, 0);
  /* Beyond what is valid, and nonsense: said, nothing changes. */
  gtk_widget_grab_focus (entry);
  enter (row, "2e6");
  g_assert_cmpint (heard.changed, ==, 2);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpstr (entry_text (row), ==, "2e6");
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  enter (row, "wide");
  g_assert_cmpint (heard.changed, ==, 2);
  /* Going away gives the mistake up. */
  leave (window);
  turn (20);
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpstr (entry_text (row), ==, "50\u2009000");
  g_assert_true (mercer_param_row_value (row) == 5e4);
  /* Going away confirms what can be read. */
  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "7 cm");
  leave (window);
  turn (20);
  g_assert_true (heard.value == 7);
  g_assert_cmpint (heard.changed, ==, 3);
  close_window (window);
}

static void
test_pin_reset_names (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);
  GtkWidget *pin = part (row, GTK_TYPE_TOGGLE_BUTTON);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (pin), TRUE);
  g_assert_cmpint (heard.pinned, ==, 1);
  g_assert_true (heard.fixed);
  gtk_widget_activate_action (GTK_WIDGET (row), "value.reset", NULL);
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_cmpint (heard.settled, ==, 1);
  g_assert_cmpfloat (heard.value, ==, 0.5);
  gtk_widget_activate_action (GTK_WIDGET (row), "value.reset", NULL);
  g_assert_cmpint (heard.changed, ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (row), "value.menu", NULL);
  turn (50);
  g_assert_nonnull (find (GTK_WIDGET (row), GTK_TYPE_POPOVER_MENU, NULL, NULL));
  gtk_test_accessible_assert_property (part (row, GTK_TYPE_SCALE), GTK_ACCESSIBLE_PROPERTY_LABEL, "Length scale");
  gtk_test_accessible_assert_property (part (row, GTK_TYPE_SCALE), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "0.5 cm");
  gtk_test_accessible_assert_property (part (row, GTK_TYPE_ENTRY), GTK_ACCESSIBLE_PROPERTY_LABEL, "Length scale, cm");
  gtk_test_accessible_assert_property (pin, GTK_ACCESSIBLE_PROPERTY_LABEL, "Fix Length scale");
  close_window (window);
}

static void
test_switch (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (spec_new (MERCER_ROW_SWITCH), 0, &heard, &window);
  GtkSwitch *control = GTK_SWITCH (part (row, GTK_TYPE_SWITCH));

  gtk_switch_set_active (control, TRUE);
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_cmpint (heard.settled, ==, 1);
  g_assert_cmpfloat (heard.value, ==, 1);
  mercer_param_row_set_value (row, 0);
  g_assert_false (gtk_switch_get_active (control));
  g_assert_cmpint (heard.changed, ==, 1);
  gtk_test_accessible_assert_property (GTK_WIDGET (control), GTK_ACCESSIBLE_PROPERTY_LABEL, "Length scale");
  close_window (window);
}

static void
test_choice (void)
{
  Heard heard;
  GtkWindow *window;
  MercerRowSpec *spec = spec_new (MERCER_ROW_CHOICE);
  const char *const titles[] = { "0.5", "1.5", "2.5", NULL };
  const double values[] = { 0.5, 1.5, 2.5 };
  spec->n_choices = 3;
  spec->choices = g_strdupv ((char **) titles);
  spec->choice_values = g_memdup2 (values, sizeof values);
  MercerParamRow *row = present (spec, 1.5, &heard, &window);
  GtkDropDown *control = GTK_DROP_DOWN (part (row, GTK_TYPE_DROP_DOWN));

  g_assert_cmpuint (gtk_drop_down_get_selected (control), ==, 1);
  gtk_drop_down_set_selected (control, 2);
  g_assert_cmpint (heard.changed, ==, 1);
  g_assert_cmpint (heard.settled, ==, 1);
  g_assert_cmpfloat (heard.value, ==, 2.5);
  mercer_param_row_set_value (row, 0.5);
  g_assert_cmpuint (gtk_drop_down_get_selected (control), ==, 0);
  g_assert_cmpint (heard.changed, ==, 1);
  close_window (window);
}

/* Choices that have sentences: the list says them below the names, the control that of the one chosen. */
static void
test_sentences (void)
{
  Heard heard;
  GtkWindow *window;
  MercerRowSpec *spec = spec_new (MERCER_ROW_CHOICE);
  const char *const titles[] = { "First", "Second", NULL }, *const hints[] = { "What the first does", "", NULL };
  const double values[] = { 0, 1 };
  spec->n_choices = 2;
  spec->choices = g_strdupv ((char **) titles);
  spec->choice_hints = g_strdupv ((char **) hints);
  spec->choice_values = g_memdup2 (values, sizeof values);
  MercerParamRow *row = present (spec, 0, &heard, &window);
  GtkWidget *control = part (row, GTK_TYPE_DROP_DOWN), *list = part (row, GTK_TYPE_LIST_VIEW);

  g_assert_cmpstr (gtk_widget_get_tooltip_text (control), ==, hints[0]);
  g_signal_emit_by_name (control, "activate");
  turn (300); /* the list opens */
  int names = 0, sentences = 0;
  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL; item = gtk_widget_get_next_sibling (item), names++)
    {
      GtkWidget *words = gtk_widget_get_first_child (gtk_widget_get_first_child (item));
      GtkWidget *name = gtk_widget_get_first_child (words), *sentence = gtk_widget_get_next_sibling (name);
      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (name)), ==, titles[names]);
      sentences += gtk_widget_get_visible (sentence);
    }
  g_assert_cmpint (names, ==, 2);
  g_assert_cmpint (sentences, ==, 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control), 1);
  g_assert_null (gtk_widget_get_tooltip_text (control));
  g_assert_cmpfloat (heard.value, ==, 1);
  close_window (window);
}

static void
test_seed (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (spec_new (MERCER_ROW_SEED), 3, &heard, &window);
  GtkWidget *shuffle = find (GTK_WIDGET (row), GTK_TYPE_BUTTON, NULL, NULL);

  for (int i = 1; i <= 20; i++)
    {
      double before = mercer_param_row_value (row);
      press (shuffle);
      g_assert_cmpint (heard.changed, ==, i);
      g_assert_cmpint (heard.settled, ==, i);
      g_assert_true (heard.value != before && heard.value == floor (heard.value));
    }
  enter (row, "42");
  g_assert_cmpfloat (heard.value, ==, 42);
  enter (row, "4.5");
  g_assert_cmpfloat (mercer_param_row_value (row), ==, 42);
  gtk_test_accessible_assert_property (shuffle, GTK_ACCESSIBLE_PROPERTY_LABEL, "Shuffle Length scale");
  close_window (window);
}

/* The wheel belongs to the pane unless the slider has the focus. */
static GtkPropagationPhase
scroll_phase (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        return gtk_event_controller_get_propagation_phase (controller);
    }
  g_assert_not_reached ();
}

static void
test_wheel (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);
  GtkWidget *scale = part (row, GTK_TYPE_SCALE);

  turn (20);
  g_assert_cmpint (scroll_phase (scale), ==, GTK_PHASE_NONE);
  gtk_widget_grab_focus (scale);
  turn (20);
  g_assert_cmpint (scroll_phase (scale), ==, GTK_PHASE_BUBBLE);
  leave (window);
  turn (20);
  g_assert_cmpint (scroll_phase (scale), ==, GTK_PHASE_NONE);
  close_window (window);
}

/* Tab goes through everything that can be worked, and nothing else. */
static void
test_tab (void)
{
  Heard heard;
  GtkWindow *window;
  MercerParamRow *row = present (log_spec (), 1, &heard, &window);
  const GType stops[] = { GTK_TYPE_TEXT, GTK_TYPE_TOGGLE_BUTTON, GTK_TYPE_SCALE };

  for (size_t i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_assert_true (gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD));
      GtkWidget *focus = gtk_window_get_focus (window);
      g_assert_true (g_type_is_a (G_OBJECT_TYPE (focus), stops[i]));
      g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (row)));
    }
  close_window (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/rows/slider", test_slider);
  g_test_add_func ("/app/rows/set-value", test_set_value);
  g_test_add_func ("/app/rows/put-right", test_put_right);
  g_test_add_func ("/app/rows/entry", test_entry);
  g_test_add_func ("/app/rows/pin-reset-names", test_pin_reset_names);
  g_test_add_func ("/app/rows/switch", test_switch);
  g_test_add_func ("/app/rows/choice", test_choice);
  g_test_add_func ("/app/rows/sentences", test_sentences);
  g_test_add_func ("/app/rows/seed", test_seed);
  g_test_add_func ("/app/rows/wheel", test_wheel);
  g_test_add_func ("/app/rows/tab", test_tab);
  return g_test_run ();
}
