/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second kernel, that looks at other columns or belongs to another flow, in the one editor. What is expected is what the method
 * itself says of it, what the columns of the table are called, and the texts that the edits spell. */
#include "kernel-chooser.h"
#include "kernel-list.h"
#include "kernel-stage.h"
#include "kernel-thumbnail.h"
#include "role-chooser-picker.h"

static GtkListBox *
box_of (Stage *stage)
{
  GtkWidget *list = find (GTK_WIDGET (stage->control), MERCER_TYPE_KERNEL_LIST, NULL, NULL);

  g_assert_true (gtk_widget_get_visible (list));
  return GTK_LIST_BOX (find (list, GTK_TYPE_LIST_BOX, NULL, NULL));
}

static bool
has_list (Stage *stage)
{
  return gtk_widget_get_visible (find (GTK_WIDGET (stage->control), MERCER_TYPE_KERNEL_LIST, NULL, NULL));
}

static void
choose_row (Stage *stage, int row)
{
  gtk_list_box_select_row (box_of (stage), gtk_list_box_get_row_at_index (box_of (stage), row));
  turn (5);
}

static const char *
second_text (Stage *stage, const char *param)
{
  MercerRecipe *recipe = recipe_of (stage);

  return mercer_param_get_text (mercer_params_find (mercer_recipe_method (recipe)->params, param), mercer_recipe_values (recipe));
}

static void
set_second (Stage *stage, const char *param, const char *text)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (recipe_of (stage), param, text);

  mercer_session_set (stage->session, 0, recipe, "Second", NULL);
}

static void
set_role (Stage *stage, const char *role, const char *const *columns)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (recipe_of (stage), role, columns);

  mercer_session_set (stage->session, 0, recipe, "Columns", NULL);
}

static void
assert_edited (Stage *stage, const char *want)
{
  g_autofree char *text = text_of (stage);

  g_assert_cmpstr (text, ==, want);
}

/* What an empty text stands for, as the method says it, and how. */
static char *
unsaid (Stage *stage, const char *param, const char *how)
{
  const MercerMethod *method = mercer_recipe_method (recipe_of (stage));
  const char *said = NULL;
  g_autoptr (MercerKernel) kernel = method->unsaid_kernel (recipe_of (stage), mercer_params_find (method->params, param), &said);

  g_assert_nonnull (kernel);
  g_assert_cmpstr (said, ==, how);
  return mercer_kernel_print (kernel);
}

static GtkWidget *
label_in (Stage *stage, int row, const char *text)
{
  return find (GTK_WIDGET (gtk_list_box_get_row_at_index (box_of (stage), row)), GTK_TYPE_LABEL, label_starts, text);
}

static MercerKernelEditor *
editor_of (Stage *stage)
{
  return MERCER_KERNEL_EDITOR (find (GTK_WIDGET (stage->control), MERCER_TYPE_KERNEL_EDITOR, NULL, NULL));
}

static const char *const petals[] = { "petal length", "petal width", NULL };
static const char *const sepals[] = { "sepal length", "sepal width", NULL };

static void
open_iris (Stage *stage)
{
  raise_curtain (stage, mercer_method_find ("kernel-correlation"), "sample:iris");
  set_role (stage, "x", sepals);
  set_role (stage, "y", petals);
}

/* One that is left to the method is seen, edited as any other, and left to it again. */
static void
test_automatic (void)
{
  Stage stage;
  open_iris (&stage);
  stage.changes = 0;
  g_autofree char *automatic = unsaid (&stage, "second-kernel", "automatic"), *first = mercer_kernel_print (kernel_of (&stage));
  g_assert_nonnull (label_in (&stage, 0, "First set"));
  g_assert_nonnull (label_in (&stage, 1, "Second set, automatic"));
  g_assert_nonnull (label_in (&stage, 1, automatic));
  choose_row (&stage, 1);
  assert_edited (&stage, automatic);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (editor_of (&stage)->title)), ==, "Second set");
  g_assert_cmpint (stage.changes, ==, 0);

  enter (row_of (&stage, "kernel:RBF.lengthscale"), "1.5");
  g_assert_cmpstr (second_text (&stage, "second-kernel"), ==, "RBF(lengthscale=1.5)");
  assert_kernel (&stage, first);
  g_assert_null (label_in (&stage, 1, "Second set, automatic"));
  g_assert_nonnull (label_in (&stage, 1, "Second set"));
  mercer_session_undo (stage.session);
  assert_edited (&stage, automatic);
  g_assert_nonnull (label_in (&stage, 1, "Second set, automatic"));
  mercer_session_redo (stage.session);
  assert_edited (&stage, "RBF(lengthscale=1.5)");

  press (find (GTK_WIDGET (box_of (&stage)), GTK_TYPE_BUTTON, has_tooltip, "Back to: automatic"));
  g_assert_cmpstr (second_text (&stage, "second-kernel"), ==, "");
  assert_edited (&stage, automatic);
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Reset Kernel");
  /* it follows its columns */
  set_role (&stage, "y", (const char *const[]){ "petal length", NULL });
  g_autofree char *of_one = unsaid (&stage, "second-kernel", "automatic");
  g_assert_cmpstr (of_one, !=, automatic);
  assert_edited (&stage, of_one);
  drop_curtain (&stage);
}

static void
add_term (Stage *stage, const char *family)
{
  GtkWidget *chooser = gtk_widget_get_last_child (GTK_WIDGET (editor_of (stage)));

  g_assert_true (MERCER_IS_KERNEL_CHOOSER (chooser));
  g_signal_emit_by_name (chooser, "chosen", family);
}

/* Thumbnails, sliders, the picker of columns and new parts are of the columns that the second kernel looks at. */
static void
test_columns (void)
{
  Stage stage;
  open_iris (&stage);
  g_assert_nonnull (find (GTK_WIDGET (editor_of (&stage)), MERCER_TYPE_COLUMN_PICKER, NULL, NULL));
  choose_row (&stage, 1);
  set_second (&stage, "second-kernel", "RBF(lengthscale=[1, 2])");
  g_assert_true (g_strv_equal (mercer_recipe_role (mercer_kernel_editor_recipe (editor_of (&stage)), "x"), petals));
  MercerParamRow *length = row_of (&stage, "kernel:RBF.lengthscale[1]");
  g_assert_cmpstr (mercer_param_row_spec (length)->brief, ==, "petal width");
  g_assert_cmpstr (mercer_param_row_spec (length)->unit, ==, "cm");

  /* the sketch of the row is that of the kernel on petals: half at the length scale times sqrt (2 ln 2) */
  set_second (&stage, "second-kernel", "RBF(lengthscale=0.5)[\"petal width\"]");
  MercerKernelThumbnail *sketch = MERCER_KERNEL_THUMBNAIL (
      find (GTK_WIDGET (editor_of (&stage)->tree), MERCER_TYPE_KERNEL_THUMBNAIL, NULL, NULL));
  g_assert_true (mercer_kernel_thumbnail_sketch (sketch)->drawn);
  g_assert_cmpuint (mercer_kernel_thumbnail_sketch (sketch)->columns, ==, 1);
  assert_close (mercer_kernel_sketch_half (mercer_kernel_thumbnail_sketch (sketch)), 0.5 * sqrt (2 * log (2)), 1e-3, 0);

  /* a part that works on one column gets that of the part beside it, else the first of these */
  add_term (&stage, "Brownian");
  g_assert_true (g_str_has_suffix (second_text (&stage, "second-kernel"), "[\"petal width\"] + Brownian()[\"petal width\"]"));
  mercer_session_undo (stage.session);
  set_second (&stage, "second-kernel", "RBF()");
  add_term (&stage, "Brownian");
  g_assert_true (g_str_has_suffix (second_text (&stage, "second-kernel"), " + Brownian()[\"petal length\"]"));
  g_autofree char *refusal = mercer_recipe_check (recipe_of (&stage));
  g_assert_null (refusal);
  drop_curtain (&stage);
}

static void
assert_underlined (Stage *stage, int from, int to)
{
  GtkTextTag *tag = NULL;
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (buffer_of (stage), &iter);
  GSList *tags = gtk_text_iter_get_toggled_tags (&iter, TRUE);
  if (tags == NULL && gtk_text_iter_forward_to_tag_toggle (&iter, NULL))
    tags = gtk_text_iter_get_toggled_tags (&iter, TRUE);
  g_assert_nonnull (tags);
  tag = tags->data;
  g_slist_free (tags);
  g_assert_cmpint (gtk_text_iter_get_offset (&iter), ==, from);
  gtk_text_iter_forward_to_tag_toggle (&iter, tag);
  g_assert_cmpint (gtk_text_iter_get_offset (&iter), ==, to);
}

/* A column of the other set is none of this one: the sentence names its place, which is underlined, also while numbers before it
 * grow longer; and so it is in the recipe's own kernel. */
static void
test_place (void)
{
  Stage stage;
  open_iris (&stage);
  choose_row (&stage, 1);
  set_second (&stage, "second-kernel", "2 * RBF(lengthscale=1)[\"sepal width\"]");
  g_assert_nonnull (find (GTK_WIDGET (editor_of (&stage)), GTK_TYPE_LABEL, label_starts, "Character 24: There is no input column"));
  assert_underlined (&stage, 23, 36);
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "1.25");
  assert_edited (&stage, "2 * RBF(lengthscale=1.25)[\"sepal width\"]");
  g_assert_nonnull (find (GTK_WIDGET (editor_of (&stage)), GTK_TYPE_LABEL, label_starts, "Character 27: There is no input column"));
  assert_underlined (&stage, 26, 39);
  set_second (&stage, "second-kernel", "2 * RBF(lengthscale=1)[\"petal width\"]");
  g_assert_null (find (GTK_WIDGET (editor_of (&stage)), GTK_TYPE_LABEL, label_starts, "Character"));

  /* what cannot even be read, from a file, is told in the list, and the button takes it away */
  set_second (&stage, "second-kernel", "RBF(lengthscale=)");
  g_assert_nonnull (label_in (&stage, 1, "Second set: Character 17: Expected a number"));
  g_assert_false (gtk_list_box_row_get_selectable (gtk_list_box_get_row_at_index (box_of (&stage), 1)));
  press (find (GTK_WIDGET (box_of (&stage)), GTK_TYPE_BUTTON, has_tooltip, "Back to: automatic"));
  g_assert_nonnull (label_in (&stage, 1, "Second set, automatic"));

  /* so is a part that the method cannot do with, or that is not defined on these columns */
  set_second (&stage, "second-kernel", "RBF(lengthscale=1) + 2 * Riesz(r=1)");
  choose_row (&stage, 1);
  g_assert_nonnull (find (GTK_WIDGET (editor_of (&stage)), GTK_TYPE_LABEL, label_starts, "Character 26: Riesz is positive definite only"));
  assert_underlined (&stage, 25, 35);
  set_second (&stage, "second-kernel", "1 + WarpLog(RBF(lengthscale=1), offset=-3)");
  g_assert_nonnull (find (GTK_WIDGET (editor_of (&stage)), GTK_TYPE_LABEL, label_starts, "Character 5: WarpLog"));
  assert_underlined (&stage, 4, 42);

  choose_row (&stage, 0);
  set_kernel (&stage, "RBF()[q]");
  g_assert_nonnull (find (GTK_WIDGET (editor_of (&stage)), GTK_TYPE_LABEL, label_starts, "Character 20: There is no input column"));
  assert_underlined (&stage, 19, 20);
  drop_curtain (&stage);
}

/* Ties, pins, duplicates and moves act on the second kernel alone. */
static void
test_deeds (void)
{
  Stage stage;
  open_iris (&stage);
  g_autofree char *first = mercer_kernel_print (kernel_of (&stage));
  set_second (&stage, "second-kernel", "RBF(lengthscale=1) + Matern(nu=1.5, lengthscale=2)");
  choose_row (&stage, 1);
  GtkWidget *editor = GTK_WIDGET (editor_of (&stage));
  g_assert_true (gtk_widget_activate_action (editor, "kernel.tie", "(uu)", 2, 0));
  g_assert_nonnull (strstr (second_text (&stage, "second-kernel"), "@"));
  g_assert_true (gtk_widget_activate_action (editor, "kernel.untie", "u", 2));
  g_assert_null (strstr (second_text (&stage, "second-kernel"), "@"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (part (row_of (&stage, "kernel:RBF.lengthscale"), GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  g_assert_true (g_str_has_prefix (second_text (&stage, "second-kernel"), "RBF(lengthscale=1!) + "));
  g_assert_true (gtk_widget_activate_action (editor_of (&stage)->cards->pdata[0], "card.move-down", NULL));
  g_assert_true (g_str_has_suffix (second_text (&stage, "second-kernel"), " + RBF(lengthscale=1!)"));
  g_assert_true (gtk_widget_activate_action (editor_of (&stage)->cards->pdata[1], "card.duplicate", NULL));
  g_assert_true (g_str_has_suffix (second_text (&stage, "second-kernel"), " + RBF(lengthscale=1!) + RBF(lengthscale=1!)"));
  assert_kernel (&stage, first);
  drop_curtain (&stage);
}

/* The flow beside has its kernel in the list as long as there is one beside and it has a kernel; a flow that has none itself edits
 * that of the other. */
static void
test_beside (void)
{
  enum { NONE = 0, SAME = 1, GAUSSIAN = 2 };
  Stage stage;
  raise_curtain (&stage, mercer_method_find ("mmd-flow"), "sample:faithful");
  g_assert_false (has_list (&stage));
  g_autoptr (MercerRecipe) gaussian = mercer_recipe_with_value (recipe_of (&stage), "beside", GAUSSIAN);
  mercer_session_set (stage.session, 0, gaussian, "Beside", NULL);
  g_autofree char *chosen = unsaid (&stage, "beside-kernel", "as chosen");
  g_assert_true (g_str_has_prefix (chosen, "RBF("));
  g_assert_nonnull (label_in (&stage, 1, "Flow beside, as chosen"));
  choose_row (&stage, 1);
  assert_edited (&stage, chosen);
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "3");
  g_assert_cmpstr (second_text (&stage, "beside-kernel"), ==, "RBF(lengthscale=3)");
  assert_kernel (&stage, "Riesz(r=1)");

  g_autoptr (MercerRecipe) none = mercer_recipe_with_value (recipe_of (&stage), "beside", NONE);
  mercer_session_set (stage.session, 0, none, "Beside", NULL);
  g_assert_false (has_list (&stage));
  assert_edited (&stage, "Riesz(r=1)");
  g_autoptr (MercerRecipe) left = mercer_recipe_with_text (recipe_of (&stage), "beside-kernel", "");
  g_autoptr (MercerRecipe) same = mercer_recipe_with_value (left, "beside", SAME);
  mercer_session_set (stage.session, 0, same, "Beside", NULL);
  g_assert_nonnull (label_in (&stage, 1, "Flow beside, as the first"));
  set_kernel (&stage, "Riesz(r=1.5)");
  g_assert_nonnull (label_in (&stage, 1, "Riesz(r=1.5)"));
  set_second (&stage, "beside-settings", "kernel=RBF(lengthscale=4) step=0.2"); /* as sessions have it that were saved before */
  g_assert_nonnull (label_in (&stage, 1, "Flow beside, from the settings"));
  g_assert_nonnull (label_in (&stage, 1, "RBF(lengthscale=4)"));
  drop_curtain (&stage);

  raise_curtain (&stage, mercer_method_find ("sinkhorn-flow"), "sample:faithful");
  g_assert_false (has_list (&stage));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (editor_of (&stage))));
  const MercerParam *beside = mercer_params_find (mercer_recipe_method (recipe_of (&stage))->params, "beside");
  int svgd = 0;
  while (!g_str_equal (beside->choices[svgd].id, "svgd"))
    svgd++;
  g_autoptr (MercerRecipe) stein = mercer_recipe_with_value (recipe_of (&stage), "beside", svgd);
  mercer_session_set (stage.session, 0, stein, "Beside", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (editor_of (&stage))));
  g_autofree char *starts = unsaid (&stage, "beside-kernel", "as it starts");
  assert_edited (&stage, starts);
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "0.5");
  g_assert_cmpstr (second_text (&stage, "beside-kernel"), ==, "RBF(lengthscale=0.5)");
  drop_curtain (&stage);
}

/* The list grows above the row by which the flow beside is chosen: the row stays where it is on the screen. */
static void
test_stays_under_the_hand (void)
{
  Stage stage;
  raise_curtain (&stage, mercer_method_find ("mmd-flow"), "sample:faithful");
  GtkWidget *row = GTK_WIDGET (row_of (&stage, "param:beside")), *menu = part (row_of (&stage, "param:beside"), GTK_TYPE_DROP_DOWN);
  GtkWidget *scrolled = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double x, before, after;
  gtk_widget_grab_focus (menu);
  gtk_widget_translate_coordinates (row, scrolled, 0, 0, &x, &before);
  gtk_adjustment_set_value (place, gtk_adjustment_get_value (place) + before - 300);
  turn (100);
  double length = gtk_adjustment_get_upper (place);
  gtk_widget_translate_coordinates (row, scrolled, 0, 0, &x, &before);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (menu), 2);
  turn (100);
  g_assert_true (has_list (&stage));
  g_assert_cmpfloat (gtk_adjustment_get_upper (place) - length, >, 80); /* two rows and a heading */
  gtk_widget_translate_coordinates (row, scrolled, 0, 0, &x, &after);
  assert_close (after, before, 0, 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (menu), 0);
  turn (100);
  gtk_widget_translate_coordinates (row, scrolled, 0, 0, &x, &after);
  assert_close (after, before, 0, 1);
  drop_curtain (&stage);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/kernel-second/automatic", test_automatic);
  g_test_add_func ("/kernel-second/columns", test_columns);
  g_test_add_func ("/kernel-second/place", test_place);
  g_test_add_func ("/kernel-second/deeds", test_deeds);
  g_test_add_func ("/kernel-second/beside", test_beside);
  g_test_add_func ("/kernel-second/stays-under-the-hand", test_stays_under_the_hand);
  return g_test_run ();
}
