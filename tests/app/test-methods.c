/* SPDX-License-Identifier: GPL-3.0-or-later */
/* More methods than one: choosing them, and what only some of them have. */
#include "harness.h"

#include "method-chooser.h"
#include "param-row-list.h"
#include "param-row-text.h"
#include "searched-list.h"
#include "table-chooser.h"

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

static bool
has_popover (void *button)
{
  return gtk_menu_button_get_popover (button) != NULL;
}

/* By its key; the popover. */
static GtkWidget *
open_methods (MercerWindow *window)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.methods", NULL));
  harness_turn (0.2); /* the pane may have to slide in */
  GtkWidget *chooser = harness_find (GTK_WIDGET (window), MERCER_TYPE_METHOD_CHOOSER, NULL);
  GtkWidget *button = harness_find (chooser, GTK_TYPE_MENU_BUTTON, NULL);
  harness_wait (has_popover, button, "the list of methods");
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  harness_wait (is_open, popover, "the list of methods");
  return popover;
}

static GtkWidget *
row_of (GtkWidget *list, const MercerMethod *method)
{
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)) != NULL; i++)
    if (mercer_searched_list_item (GTK_LIST_BOX_ROW (row)) == method)
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
  GtkWidget *popover = open_methods (window);
  GtkWidget *list = harness_find (popover, GTK_TYPE_LIST_BOX, NULL);
  g_assert_nonnull (row_of (list, first));
  GtkWidget *row = row_of (list, other);
  harness_screenshot (window, "methods");
  harness_screenshot ((MercerWindow *) popover, "methods-list");
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

/* Where the pane is folded away the key brings both. */
static void
test_choose_narrow (void)
{
  MercerWindow *window = harness_window (360, 640);
  harness_load (window, NULL);
  GtkWidget *popover = open_methods (window);
  harness_screenshot (window, "methods-narrow");
  gtk_popover_popdown (GTK_POPOVER (popover));
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
  MercerText words;
} Lists;

static const MercerParam list_params[] = {
  MERCER_NUMBERS (Lists, widths, "widths", "Widths", "", "One for each", NAN, 1e-6, 1e6, 0.01, 100, MERCER_LOG),
  MERCER_WORDS (Lists, words, "words", "Words", "Any", "one", 0), { 0 }
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

static MercerWindow *
list_window (void)
{
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  MercerRecipe *recipe = mercer_recipe_new (&list_method, mercer_recipe_dataset (harness_recipe (window)));
  mercer_session_set (mercer_window_get_session (window), 0, recipe, "Method", NULL);
  mercer_recipe_unref (recipe);
  harness_turn (0.1);
  return window;
}

static void
test_list (void)
{
  MercerWindow *window = list_window ();
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

/* What a figure knows of an empty list: the sliders stand there, a drag or the button begins from it, and its marks are told. */
static void
test_marks (void)
{
  MercerWindow *window = list_window ();
  MercerListRow *row = MERCER_LIST_ROW (harness_find (GTK_WIDGET (window), MERCER_TYPE_LIST_ROW, NULL));
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  mercer_figure_slider_mark (b, &(MercerSliderMark){ "widths", "In use", 0, 0.1, true });
  mercer_figure_slider_mark (b, &(MercerSliderMark){ "widths", "In use", 1, 1000, true }); /* beyond the slider: it widens */
  mercer_figure_slider_mark (b, &(MercerSliderMark){ "widths", "Fifth rule", 1, 5, false });
  mercer_figure_slider_mark (b, &(MercerSliderMark){ "widths", "Second rule", 1, 2, false });
  mercer_figure_slider_mark (b, &(MercerSliderMark){ "other", "Of another", 1, 3, false });
  g_autoptr (MercerFigure) figure = mercer_figure_builder_finish (b);
  mercer_list_row_mark (row, figure);
  assert_widths (window, ""); /* nobody has chosen anything */
  GtkWidget *first = harness_find (GTK_WIDGET (row), GTK_TYPE_SCALE, NULL), *second = gtk_widget_get_next_sibling (first);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (first)), ==, -1);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (second)), ==, 3);
  g_autofree char *tip = gtk_widget_get_tooltip_text (second) != NULL ? g_strdup (gtk_widget_get_tooltip_text (second)) : NULL;
  g_assert_nonnull (strstr (tip, "2  Second rule\n5  Fifth rule"));
  g_assert_null (strstr (tip, "In use"));
  g_assert_null (strstr (tip, "Of another"));
  g_assert_null (strstr (gtk_widget_get_tooltip_text (first), "rule"));

  gtk_range_set_value (GTK_RANGE (second), 2);
  assert_widths (window, "0.1,100");
  mercer_list_row_mark (row, figure); /* the hand has it now */
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (second)), ==, 2);
  mercer_session_undo (mercer_window_get_session (window));
  assert_widths (window, "");
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (second)), ==, 3);
  gtk_widget_activate (harness_find (GTK_WIDGET (row), GTK_TYPE_BUTTON, NULL));
  harness_turn (0.3);
  assert_widths (window, "0.1,1000");
  harness_close (window);
}

/* --- A text ------------------------------------------------------------------------------------------ */

static void
assert_words (MercerWindow *window, GtkWidget *row, const char *held, const char *shown)
{
  g_autofree char *text = mercer_param_print (&list_params[1], mercer_recipe_values (harness_recipe (window)));
  g_assert_cmpstr (text, ==, held);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, shown);
}

static void
test_text (void)
{
  MercerWindow *window = list_window ();
  GtkWidget *row = harness_find (GTK_WIDGET (window), MERCER_TYPE_TEXT_ROW, NULL);
  g_assert_nonnull (row);
  assert_words (window, row, "one", "one");
  gtk_editable_set_text (GTK_EDITABLE (row), "two");
  assert_words (window, row, "one", "two"); /* not before it is confirmed */
  g_signal_emit_by_name (row, "apply");
  assert_words (window, row, "two", "two");
  mercer_session_undo (mercer_window_get_session (window));
  assert_words (window, row, "one", "one");
  mercer_session_redo (mercer_window_get_session (window));
  assert_words (window, row, "two", "two");
  harness_close (window);
}

static void
press (GtkWidget *button)
{
  gtk_widget_activate (button);
  harness_turn (0.4); /* it lets go after a while */
}

/* --- Further tables --------------------------------------------------------------------------------- */

static const MercerTableRole pair_tables[] = { { "against", "Second sample", "What it is compared with" }, { 0 } };
static MercerMethod pair_method;

static bool
has_table (void *window)
{
  return mercer_recipe_table (harness_recipe (window), "against") != NULL;
}

static void
test_table (void)
{
  g_autofree char *path = harness_file ("second.csv", "a,b\n1,2\n2,3\n3,5\n4,7\n");
  const struct { const char *spec, *title; } cases[] = { { "sample:co2", "CO" }, { path, "second" } };
  MercerWindow *window = harness_window (1024, 700);
  MercerSession *session = mercer_window_get_session (window);
  harness_load (window, "sample:faithful");
  MercerDataset *first = mercer_recipe_dataset (harness_recipe (window));
  g_assert_null (harness_find (GTK_WIDGET (window), MERCER_TYPE_TABLE_CHOOSER, NULL)); /* regression uses none */
  /* it looks the method up by its id, to read with */
  pair_method = list_method;
  pair_method.id = mercer_methods[0]->id;
  pair_method.tables = pair_tables;
  MercerRecipe *recipe = mercer_recipe_new (&pair_method, first);
  mercer_session_set (session, 0, recipe, "Method", NULL);
  mercer_recipe_unref (recipe);

  GtkWidget *chooser = harness_find (GTK_WIDGET (window), MERCER_TYPE_TABLE_CHOOSER, NULL);
  g_assert_nonnull (chooser);
  g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, "None"));
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GVariant *target = g_variant_new ("(ss)", "against", cases[i].spec);
      g_assert_true (gtk_widget_activate_action_variant (chooser, "win.open-table", target));
      harness_wait (has_table, window, "the second table");
      g_assert_true (mercer_recipe_dataset (harness_recipe (window)) == first);
      g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, cases[i].title));
      harness_screenshot (window, "table");
      GtkWidget *row = harness_find (chooser, ADW_TYPE_PREFERENCES_ROW, NULL);
      press (g_object_get_data (G_OBJECT (row), "remove"));
      g_assert_false (has_table (window));
      g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, "None"));
    }
  mercer_session_undo (session);
  g_assert_nonnull (harness_find (chooser, GTK_TYPE_LABEL, "second"));
  harness_close (window);
}

/* --- Every method there is --------------------------------------------------------------------------- */

static bool
has_new_figure (void *data)
{
  MercerWindow *window = data;
  MercerFigure *figure = mercer_canvas_get_figure (mercer_window_get_canvas (window));
  bool flows = (mercer_recipe_method (harness_recipe (window))->flags & MERCER_METHOD_FLOW) != 0;
  return figure != g_object_get_data (G_OBJECT (window), "before") && figure != NULL
         && (flows || mercer_window_is_idle (window));
}

/* With a table that all of them can use each shows a picture of its own, wide and narrow, light and dark. */
static void
test_every (void)
{
  static const struct { const char *name; int width, height; AdwColorScheme scheme; } cases[] = {
    { "every", 1024, 700, ADW_COLOR_SCHEME_FORCE_LIGHT }, { "every-narrow", 360, 640, ADW_COLOR_SCHEME_FORCE_DARK },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), cases[i].scheme);
      MercerWindow *window = harness_window (cases[i].width, cases[i].height);
      harness_load (window, "sample:faithful");
      int width = gtk_widget_get_width (GTK_WIDGET (window)), height = gtk_widget_get_height (GTK_WIDGET (window));
      for (const MercerMethod *const *method = mercer_methods; *method != NULL; method++)
        {
          MercerRecipe *recipe = mercer_recipe_with_method (harness_recipe (window), *method);
          bool other = recipe != harness_recipe (window);
          MercerFigure *before = mercer_canvas_get_figure (mercer_window_get_canvas (window));
          /* held, so that the new one cannot stand at its address */
          g_object_set_data_full (G_OBJECT (window), "before", other && before != NULL ? mercer_figure_ref (before) : NULL,
                                  (GDestroyNotify) mercer_figure_unref);
          mercer_session_set (mercer_window_get_session (window), 0, recipe, "Method", NULL);
          mercer_recipe_unref (recipe);
          g_test_message ("%s", (*method)->id);
          harness_wait (has_new_figure, window, (*method)->id);
          g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (mercer_window_get_canvas (window)), "stale"));
          g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, width);
          g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (window)), <=, height);
          if (mercer_window_is_idle (window))
            g_assert_null (harness_find (GTK_WIDGET (window), GTK_TYPE_SPINNER, NULL));
          g_autofree char *name = g_strdup_printf ("%s-%s", cases[i].name, (*method)->id);
          harness_screenshot (window, name);
        }
      harness_close (window);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/methods/choose", test_choose);
  g_test_add_func ("/methods/choose-narrow", test_choose_narrow);
  g_test_add_func ("/methods/search", test_search);
  g_test_add_func ("/methods/list", test_list);
  g_test_add_func ("/methods/marks", test_marks);
  g_test_add_func ("/methods/text", test_text);
  g_test_add_func ("/methods/table", test_table);
  g_test_add_func ("/methods/every", test_every);
  return g_test_run ();
}
