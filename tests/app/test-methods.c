/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More methods than one: choosing them, and what only some of them have. */
#include "harness.h"

#include "method-chooser.h"
#include "param-row-list.h"

static const MercerMethod *
other_method (MercerWindow *window)
{
  for (const MercerMethod *const *method = mercer_methods; *method != NULL; method++)
    if (*method != mercer_recipe_method (harness_recipe (window)))
      return *method;
  return NULL;
}

static bool
is_open (void *popover)
{
  return gtk_widget_get_mapped (popover);
}

static GtkWidget *
row_of (GtkWidget *list, const MercerMethod *method)
{
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)) != NULL; i++)
    if (g_object_get_data (G_OBJECT (row), "method") == method)
      return GTK_WIDGET (row);
  return NULL;
}

/* By key, from the list, and back by undo: the table stays. */
static void
test_choose (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, NULL);
  const MercerMethod *first = mercer_recipe_method (harness_recipe (window)), *other = other_method (window);
  MercerDataset *dataset = mercer_recipe_dataset (harness_recipe (window));
  GtkWidget *chooser = harness_find (GTK_WIDGET (window), MERCER_TYPE_METHOD_CHOOSER, NULL);
  g_assert_nonnull (chooser);
  g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, first->title));
  if (other == NULL)
    {
      g_test_skip ("there is one method only");
      harness_close (window);
      return;
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.methods", NULL));
  GtkWidget *button = harness_find (chooser, GTK_TYPE_MENU_BUTTON, NULL);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  harness_wait (is_open, popover, "the list of methods");
  GtkWidget *list = harness_find (popover, GTK_TYPE_LIST_BOX, NULL);
  g_assert_nonnull (row_of (list, first));
  GtkWidget *row = row_of (list, other);
  harness_screenshot (window, "methods");
  gtk_widget_activate (row);
  harness_turn (0.1);
  harness_wait_idle (window);
  g_assert_true (mercer_recipe_method (harness_recipe (window)) == other);
  g_assert_true (mercer_recipe_dataset (harness_recipe (window)) == dataset);
  g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, other->title));
  g_autofree char *shot = g_strconcat ("method-", other->id, NULL);
  harness_screenshot (window, shot);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_true (mercer_recipe_method (harness_recipe (window)) == first);
  g_assert_false (mercer_session_can_undo (mercer_window_get_session (window))); /* it was one step */
  g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, first->title));
  harness_wait_idle (window);
  harness_close (window);
}

/* --- Searching, with as many methods as are needed for that -------------------------------------- */

#define MANY 12

static bool
child_is_shown (GtkWidget *list, const MercerMethod *method)
{
  return gtk_widget_get_child_visible (row_of (list, method));
}

static void
chosen_cb (MercerMethodChooser *chooser, const MercerMethod *method, const MercerMethod **chosen)
{
  *chosen = method;
}

static bool
is_set (void *place)
{
  return *(void **) place != NULL;
}

static void
test_search (void)
{
  MercerMethod methods[MANY];
  const MercerMethod *table[MANY + 1] = { NULL }, *chosen = NULL;
  for (int i = 0; i < MANY; i++)
    {
      methods[i] = *mercer_methods[0];
      methods[i].room = i % 2 == 0 ? MERCER_ROOM_TESTS : MERCER_ROOM_FLOWS;
      methods[i].title = i == 7 ? "Herding" : "Something";
      methods[i].id = methods[i].summary = "some";
      table[i] = &methods[i];
    }
  GtkWidget *window = gtk_window_new (), *chooser = mercer_method_chooser_new (table);
  mercer_method_chooser_show (MERCER_METHOD_CHOOSER (chooser), table[0]);
  g_signal_connect (chooser, "chosen", G_CALLBACK (chosen_cb), &chosen);
  gtk_window_set_child (GTK_WINDOW (window), chooser);
  gtk_window_present (GTK_WINDOW (window));
  mercer_method_chooser_open (MERCER_METHOD_CHOOSER (chooser));
  GtkWidget *button = harness_find (chooser, GTK_TYPE_MENU_BUTTON, NULL);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  harness_wait (is_open, popover, "the list of methods");
  GtkWidget *list = harness_find (popover, GTK_TYPE_LIST_BOX, NULL);
  GtkWidget *search = harness_find (popover, GTK_TYPE_SEARCH_ENTRY, NULL);
  g_assert_nonnull (search);

  /* one header for each room, flows before tests */
  g_assert_nonnull (gtk_list_box_row_get_header (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
  g_assert_null (gtk_list_box_row_get_header (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1)));
  g_assert_nonnull (gtk_list_box_row_get_header (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), MANY / 2)));
  gtk_editable_set_text (GTK_EDITABLE (search), "flow herd");
  harness_turn (0.4); /* the search waits for a pause in the typing */
  g_assert_true (child_is_shown (list, table[7]));
  g_assert_false (child_is_shown (list, table[1]));
  g_assert_false (child_is_shown (list, table[0]));
  g_signal_emit_by_name (search, "activate");
  harness_wait (is_set, &chosen, "the choice");
  g_assert_true (chosen == table[7]);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- A list of numbers ---------------------------------------------------------------------------- */

typedef struct
{
  MercerList widths;
} Lists;

static const MercerParam list_params[] = {
  MERCER_NUMBERS (Lists, widths, "widths", "Widths", "", "One for each", NAN, 1e-6, 1e6, 0.01, 100, MERCER_LOG), { 0 }
};
static const MercerRole list_roles[] = { { "x", "Inputs", "", true, 1, 0, NULL, 0 }, { 0 } };

static MercerStatus
run_nothing (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  return MERCER_OK;
}

static const MercerMethod list_method = {
  .id = "lists", .room = MERCER_ROOM_DENSITY, .title = "Lists", .summary = "", .source = "",
  .values_size = sizeof (Lists), .params = list_params, .roles = list_roles, .run = run_nothing,
};

static void
assert_widths (MercerWindow *window, const char *expected)
{
  g_autofree char *text = mercer_param_print (&list_params[0], mercer_recipe_values (harness_recipe (window)));
  g_assert_cmpstr (text, ==, expected);
}

static GtkWidget *
entry_of (GtkWidget *row)
{
  return harness_find (row, GTK_TYPE_ENTRY, NULL);
}

static void
type (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry_of (row)), text);
  g_signal_emit_by_name (entry_of (row), "activate");
}

static void
test_list (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  MercerRecipe *recipe = mercer_recipe_new (&list_method, mercer_recipe_dataset (harness_recipe (window)));
  mercer_session_set (mercer_window_get_session (window), 0, recipe, "Method", NULL);
  mercer_recipe_unref (recipe);
  harness_turn (0.1);
  GtkWidget *row = harness_find (GTK_WIDGET (window), MERCER_TYPE_LIST_ROW, NULL);
  g_assert_nonnull (row);
  assert_widths (window, "");
  g_assert_null (harness_find (row, GTK_TYPE_SCALE, NULL)); /* automatic has nothing to drag */

  type (row, "1, 2.5");
  assert_widths (window, "1,2.5");
  type (row, "1, no");
  assert_widths (window, "1,2.5"); /* refused with a sentence, and what was typed stays to be mended */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (row))), ==, "1, no");
  g_assert_true (gtk_widget_has_css_class (entry_of (row), "error"));
  harness_screenshot (window, "list");
  type (row, "");
  assert_widths (window, "");
  g_assert_false (gtk_widget_has_css_class (entry_of (row), "error"));

  /* by hand: one for each input, in the middle; then dragged */
  gtk_widget_activate (harness_find (row, GTK_TYPE_BUTTON, NULL));
  harness_turn (0.3); /* a button pressed by activation lets go after a while */
  assert_widths (window, "1,1");
  GtkWidget *second = gtk_widget_get_next_sibling (harness_find (row, GTK_TYPE_SCALE, NULL));
  gtk_range_set_value (GTK_RANGE (second), 1);
  assert_widths (window, "1,10");
  harness_turn (0.8); /* the hand has paused: what comes now is a step of its own */
  gtk_range_set_value (GTK_RANGE (second), 2);
  assert_widths (window, "1,100");
  mercer_session_undo (mercer_window_get_session (window));
  assert_widths (window, "1,10");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (row))), ==, "1, 10");
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (second)), ==, 1);
  gtk_widget_activate (harness_find (row, GTK_TYPE_BUTTON, NULL));
  harness_turn (0.3);
  assert_widths (window, "");
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/methods/choose", test_choose);
  g_test_add_func ("/methods/search", test_search);
  g_test_add_func ("/methods/list", test_list);
  return g_test_run ();
}
