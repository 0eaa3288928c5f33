/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole kernels by name, chosen, saved, renamed and removed in the popover. The settings of this process are in a
 * folder of the test's own. */
#include "stage.h"

#include <glib/gstdio.h>

#include "kernel-presets.h"
#include "kernel-thumbnail.h"
#include "preset.h"

static Stage stage;

static GtkWidget *
button (void)
{
  return find (find (GTK_WIDGET (stage.control), MERCER_TYPE_KERNEL_PRESETS, NULL, NULL), GTK_TYPE_MENU_BUTTON, NULL, NULL);
}

static void
open_list (void)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (button ()));
  turn (100);
}

static void
close_list (void)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button ()));
  turn (100);
}

static GtkWidget *
inside (GType type, Match match, gconstpointer what)
{
  GtkWidget *found = find (button (), type, match, what);

  g_assert_nonnull (found);
  return found;
}

static bool
label_is (GtkWidget *label, gconstpointer text)
{
  return g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), text) == 0;
}

static bool
has_class (GtkWidget *widget, gconstpointer name)
{
  return gtk_widget_has_css_class (widget, name);
}

static bool
has_row (const char *title)
{
  GtkWidget *label = find (button (), GTK_TYPE_LABEL, label_is, title);

  return label != NULL && gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW) != NULL;
}

static GtkWidget *
row_of_title (const char *title)
{
  return gtk_widget_get_ancestor (inside (GTK_TYPE_LABEL, label_is, title), GTK_TYPE_LIST_BOX_ROW);
}

static bool
is_entry (GtkWidget *entry, gconstpointer nothing)
{
  return gtk_entry_get_placeholder_text (GTK_ENTRY (entry)) != NULL;
}

static void
search_for (const char *words)
{
  GtkWidget *search = inside (GTK_TYPE_SEARCH_ENTRY, NULL, NULL);

  gtk_editable_set_text (GTK_EDITABLE (search), words);
  turn (300);
  g_signal_emit_by_name (search, "activate");
  turn (100);
}

static void
name_it (const char *name)
{
  GtkWidget *entry = inside (GTK_TYPE_ENTRY, is_entry, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
  turn (50);
}

static char *
kernel_text (void)
{
  return mercer_kernel_print (mercer_recipe_kernel (recipe_of (&stage)));
}

static void
set_kernel (const char *text)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (recipe_of (&stage), kernel);

  mercer_session_set (stage.session, 0, recipe, "Kernel", NULL);
}

static void
test_choose (void)
{
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel ("RBF(lengthscale=3)");
  stage.changes = 0;
  open_list ();
  size_t n;
  const MercerPreset *all = mercer_presets (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_assert_true (has_row (all[i].title));
      GtkWidget *sketch = find (row_of_title (all[i].title), MERCER_TYPE_KERNEL_THUMBNAIL, NULL, NULL);
      g_assert_true (mercer_kernel_thumbnail_sketch (MERCER_KERNEL_THUMBNAIL (sketch))->drawn);
    }
  search_for ("season whose"); /* the sentence is searched too */
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Kernel Preset");
  g_autofree char *text = kernel_text ();
  g_assert_nonnull (strstr (text, "Periodic"));
  g_assert_nonnull (strstr (text, "White"));
  GtkWidget *focus = gtk_window_get_focus (stage.window);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, MERCER_TYPE_KERNEL_CARD));
  mercer_session_undo (stage.session);
  g_autofree char *before = kernel_text ();
  g_assert_cmpstr (before, ==, "RBF(lengthscale=3)");
  drop_curtain (&stage);
}

static void
test_own (void)
{
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel ("7 * RBF(lengthscale=3!)");
  open_list ();
  GtkWidget *entry = inside (GTK_TYPE_ENTRY, is_entry, NULL), *save = inside (GTK_TYPE_BUTTON, button_has_label, "Save");
  g_assert_false (gtk_widget_get_sensitive (save));
  name_it ("Mine");
  g_assert_true (has_row ("Mine"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Mine");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (save)), ==, "Replace");
  close_list ();
  drop_curtain (&stage);

  /* another window, another day */
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel ("Linear()");
  open_list ();
  g_assert_true (has_row ("Mine"));
  press (inside (GTK_TYPE_BUTTON, has_tooltip, "Rename “Mine”"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (inside (GTK_TYPE_ENTRY, is_entry, NULL))), ==, "Mine");
  name_it ("Ours");
  g_assert_false (has_row ("Mine"));
  search_for ("ours");
  g_autofree char *text = kernel_text ();
  g_assert_cmpstr (text, ==, "7 * RBF(lengthscale=3!)");
  open_list ();
  press (inside (GTK_TYPE_BUTTON, has_tooltip, "Remove “Ours”"));
  turn (50);
  g_assert_false (has_row ("Ours"));
  press (inside (GTK_TYPE_BUTTON, button_has_label, "Undo"));
  turn (50);
  g_assert_true (has_row ("Ours"));
  press (inside (GTK_TYPE_BUTTON, has_tooltip, "Remove “Ours”"));
  close_list ();
  open_list ();
  g_assert_false (has_row ("Ours"));
  close_list ();
  drop_curtain (&stage);
}

/* A kernel of another table is there, says what it lacks, and cannot be chosen; it can be removed. */
static void
test_elsewhere (void)
{
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:penguins");
  set_kernel ("RBF()[\"bill depth\"]");
  open_list ();
  name_it ("Bills");
  close_list ();
  drop_curtain (&stage);
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  stage.changes = 0;
  open_list ();
  GtkWidget *row = row_of_title ("Bills");
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  GtkWidget *lack = find (row, GTK_TYPE_LABEL, has_class, "error");
  g_assert_nonnull (lack);
  g_test_message ("%s", gtk_label_get_label (GTK_LABEL (lack)));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (lack)), "bill depth"));
  search_for ("bills");
  g_assert_cmpint (stage.changes, ==, 0);
  press (inside (GTK_TYPE_BUTTON, has_tooltip, "Remove “Bills”"));
  turn (50);
  close_list ();
  drop_curtain (&stage);
}

/* What cannot be read is said, and not written over. */
static void
test_damaged (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "mercer", NULL);
  g_autofree char *path = g_build_filename (folder, "kernels.json", NULL), *after = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, "not ours", -1, NULL));
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  open_list ();
  name_it ("Lost?");
  g_assert_false (has_row ("Lost?"));
  g_assert_true (has_row ("Smooth"));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "not ours");
  close_list ();
  drop_curtain (&stage);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("mercer-presets-XXXXXX", NULL), *file = NULL, *folder = NULL;
  int failed;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  harness_init (&argc, &argv);
  g_test_add_func ("/app/kernel-presets/choose", test_choose);
  g_test_add_func ("/app/kernel-presets/own", test_own);
  g_test_add_func ("/app/kernel-presets/elsewhere", test_elsewhere);
  g_test_add_func ("/app/kernel-presets/damaged", test_damaged);
  failed = g_test_run ();
  folder = g_build_filename (home, "mercer", NULL);
  file = g_build_filename (folder, "kernels.json", NULL);
  g_unlink (file);
  g_rmdir (folder);
  g_rmdir (home);
  return failed;
}
