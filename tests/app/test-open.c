/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and sessions into the window: good ones, doubtful ones and broken ones. */
#include "harness.h"

#include "alert.h"
#include "data-view.h"
#include "open-menu.h"

static const char table[] = "depth;flow;site\n"
                            "1;2.5;A\n2;3.5;A\n3;5.0;B\n4;5.5;B\n5;7.5;A\n6;8.0;C\n7;9.5;A\n8;11;B\n";

static size_t
rows (MercerWindow *window)
{
  return mercer_dataset_rows (mercer_recipe_dataset (harness_recipe (window)));
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

static void
test_open_file (void)
{
  g_autofree char *path = harness_file ("river.csv", table);
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, path);
  MercerRecipe *recipe = harness_recipe (window);
  g_assert_cmpuint (rows (window), ==, 8);
  g_assert_cmpstr (mercer_recipe_role (recipe, "x")[0], ==, "depth");
  g_assert_cmpstr (mercer_recipe_role (recipe, "y")[0], ==, "flow");
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (window)), "river"));

  /* the data page names every column, and the rows are there */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "data");
  harness_turn (0.3);
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "site"));
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Text, 3 values: A, B, C"));
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_COLUMN_VIEW, NULL));
  harness_screenshot (window, "data");

  /* another table is one step that can be taken back */
  harness_load (window, "sample:faithful");
  g_assert_cmpuint (rows (window), ==, 272); /* the length of R's faithful */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpuint (rows (window), ==, 8);
  harness_close (window);
}

/* Drop-downs of the page, in the order of the columns. */
static void
choose_role (MercerWindow *window, const char *column, guint index)
{
  /* the row's title, its row, and the drop-down at its end */
  GtkWidget *title = harness_find (harness_find (GTK_WIDGET (window), MERCER_TYPE_DATA_VIEW, NULL), GTK_TYPE_LABEL, column);
  GtkWidget *row = gtk_widget_get_ancestor (title, ADW_TYPE_ACTION_ROW);
  g_assert_nonnull (row);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (harness_find (row, GTK_TYPE_DROP_DOWN, NULL)), index);
  harness_wait_idle (window);
  harness_turn (0.05); /* the rows are made anew */
}

static void
test_choose_columns (void)
{
  enum { NOT_USED, INPUTS, OUTPUT };
  g_autofree char *path = harness_file ("columns.csv", "alpha,beta,gamma\n1,5,2\n2,4,4\n3,3,7\n4,1,8\n");
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, path);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "data");
  harness_turn (0.2);
  g_assert_cmpstr (mercer_recipe_role (harness_recipe (window), "y")[0], ==, "gamma"); /* the last one */

  choose_role (window, "alpha", OUTPUT); /* the one output changes hands */
  MercerRecipe *recipe = harness_recipe (window);
  g_assert_cmpstr (mercer_recipe_role (recipe, "y")[0], ==, "alpha");
  g_assert_null (mercer_recipe_role (recipe, "y")[1]);
  g_assert_cmpuint (g_strv_length ((char **) mercer_recipe_role (recipe, "x")), ==, 1);
  choose_role (window, "gamma", INPUTS);
  g_assert_cmpuint (g_strv_length ((char **) mercer_recipe_role (harness_recipe (window), "x")), ==, 2);
  choose_role (window, "beta", NOT_USED);
  g_assert_cmpstr (mercer_recipe_role (harness_recipe (window), "x")[0], ==, "gamma");

  /* without inputs there is a sentence instead of a picture, and undo mends it */
  choose_role (window, "gamma", NOT_USED);
  char *sentence = mercer_recipe_check (harness_recipe (window));
  g_assert_nonnull (sentence);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "plot");
  harness_turn (0.3);
  g_assert_nonnull (harness_find (GTK_WIDGET (window), GTK_TYPE_LABEL, sentence));
  g_free (sentence);
  harness_screenshot (window, "sentence");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  harness_wait_idle (window);
  g_assert_null (mercer_recipe_check (harness_recipe (window)));
  harness_close (window);
}

static void
test_open_broken (void)
{
  static const struct
  {
    const char *name, *contents;
  } cases[] = {
    { "empty.csv", "" },
    { "binary.csv", "\001\002\003\377\376\004\005\006" },
    { "missing.csv", NULL },
  };
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = cases[i].contents != NULL ? harness_file (cases[i].name, cases[i].contents)
                                                        : harness_path (cases[i].name);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      mercer_window_load_file (window, file);
      harness_wait (has_alert, window, "a sentence about a broken file");
      if (i == 0)
        harness_screenshot (window, "broken");
      g_assert_cmpstr (mercer_alert_body (GTK_WINDOW (window)), !=, "");
      mercer_alert_dismiss (GTK_WINDOW (window));
      harness_turn (0.05);
      g_assert_null (mercer_alert_body (GTK_WINDOW (window)));
      g_assert_cmpuint (rows (window), ==, 468); /* still the CO2 record */
    }
  harness_close (window);
}

/* Where the reader is unsure it asks, and what is answered is what is done. */
static void
test_preview (void)
{
  /* one line could be names or not; semicolons or commas could separate */
  g_autofree char *path = harness_file ("unsure.csv", "a;b;c\n1,5;2;x\n2,5;3;y\n");
  MercerWindow *window = harness_window (1024, 700);
  g_autoptr (MercerStart) start = mercer_start_new (path, NULL);
  mercer_window_load (window, start);
  harness_wait (has_dialog, window, "the question how to read a file");
  GtkWindow *dialog = harness_dialog (window);
  g_assert_null (mercer_alert_body (GTK_WINDOW (window)));
  g_assert_nonnull (harness_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "separated by semicolons"));
  GtkWidget *open = harness_find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "_Open");
  g_assert_nonnull (open);
  g_signal_emit_by_name (open, "clicked");
  harness_wait_idle (window);
  g_assert_null (harness_dialog (window));
  MercerDataset *dataset = mercer_recipe_dataset (harness_recipe (window));
  g_assert_cmpuint (rows (window), ==, 2);
  g_assert_cmpfloat (mercer_dataset_column (dataset, 0)->values[0], ==, 1.5);

  /* thought better of it: nothing has changed */
  mercer_window_load (window, start);
  harness_wait (has_dialog, window, "the question how to read a file");
  gtk_window_close (harness_dialog (window));
  harness_wait_idle (window);
  g_assert_true (mercer_recipe_dataset (harness_recipe (window)) == dataset);
  harness_close (window);
}

/* --- Dropped on the window ------------------------------------------------------------------------ */

static GtkDropTarget *
drop_target_of (GtkWidget *widget)
{
  GtkDropTarget *found = NULL;
  GListModel *controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && found == NULL; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_DROP_TARGET (controller)
          && gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)),
                                                GDK_TYPE_FILE_LIST))
        found = GTK_DROP_TARGET (controller);
    }
  g_object_unref (controllers);
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL && found == NULL; c = gtk_widget_get_next_sibling (c))
    found = drop_target_of (c);
  return found;
}

static bool
has_river (void *window)
{
  return mercer_window_is_idle (window) && rows (window) == 8;
}

/* The first of several files, in place of the table on show; nothing from an empty hand. */
static void
test_drop (void)
{
  g_autofree char *path = harness_file ("dropped.csv", table);
  MercerWindow *window = harness_window (1024, 700);
  harness_load (window, "sample:faithful");
  GtkDropTarget *target = drop_target_of (GTK_WIDGET (window));
  g_assert_nonnull (target);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) other = g_file_new_for_path ("nowhere.csv");
  GFile *files[] = { file, other };
  for (size_t n = 0; n <= G_N_ELEMENTS (files); n += 2)
    {
      GValue value = G_VALUE_INIT;
      gboolean taken = FALSE;
      g_value_init (&value, GDK_TYPE_FILE_LIST);
      g_value_take_boxed (&value, gdk_file_list_new_from_array (files, n));
      g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &taken);
      g_value_unset (&value);
      g_assert_cmpint (taken, ==, n > 0);
    }
  harness_wait (has_river, window, "the table that was dropped");
  g_assert_cmpstr (mercer_recipe_role (harness_recipe (window), "x")[0], ==, "depth");
  harness_close (window);
}

static bool
is_recent (GMenuModel *menu, const char *path)
{
  g_autoptr (GMenuModel) recent = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);
  for (int i = 0; i < g_menu_model_get_n_items (recent); i++)
    {
      g_autofree char *target = NULL;
      if (g_menu_model_get_item_attribute (recent, i, G_MENU_ATTRIBUTE_TARGET, "s", &target) && g_str_equal (target, path))
        return true;
    }
  return false;
}

/* The dialogs of GTK put on the same list what was saved with them. */
static void
test_recent (void)
{
  g_autofree char *opened = harness_file ("opened.csv", table), *saved = harness_file ("saved.png", "not a table");
  g_autofree char *uri = g_filename_to_uri (saved, NULL, NULL);
  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  mercer_open_menu_remember (opened);
  harness_turn (0.5); /* it tells a little later */
  GMenuModel *menu = mercer_open_menu_new (NULL);
  g_assert_true (gtk_recent_manager_has_item (gtk_recent_manager_get_default (), uri));
  g_assert_true (is_recent (menu, opened));
  g_assert_false (is_recent (menu, saved));
  g_object_unref (menu);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/open/file", test_open_file);
  g_test_add_func ("/open/choose-columns", test_choose_columns);
  g_test_add_func ("/open/broken", test_open_broken);
  g_test_add_func ("/open/preview", test_preview);
  g_test_add_func ("/open/drop", test_drop);
  g_test_add_func ("/open/recent", test_recent);
  return g_test_run ();
}
