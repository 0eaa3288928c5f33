/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A method that takes several kernels: each of them stands in the one editor when it is chosen, and what is changed there is
 * changed in it alone. The texts expected are those that the edits spell. */
#include "kernel-list.h"
#include "kernel-stage.h"

typedef struct
{
  MercerText others;
} Several;

static const MercerParamKernels any = { .role = "x", .own = "Yours" };
static const MercerParam params[] = {
  MERCER_KERNELS (Several, others, "others", "Other kernels", "Which", "Linear(offset=1) | RBF(lengthscale=2)", &any, 0),
  { NULL }
};
static const MercerRole roles[] = { { "x", "Inputs", "", true, 1, 0, NULL, 1 }, { NULL } };
static const MercerMethod several = {
  .id = "several", .room = MERCER_ROOM_KERNELS, .title = "Several", .summary = "", .source = "",
  .values_size = sizeof (Several), .params = params, .roles = roles, .kernel = "RBF(lengthscale=1)",
};

static MercerKernelList *
list_of (Stage *stage)
{
  return MERCER_KERNEL_LIST (find (GTK_WIDGET (stage->control), MERCER_TYPE_KERNEL_LIST, NULL, NULL));
}

static GtkListBox *
box_of (Stage *stage)
{
  return GTK_LIST_BOX (find (GTK_WIDGET (list_of (stage)), GTK_TYPE_LIST_BOX, NULL, NULL));
}

static void
choose_row (Stage *stage, int row)
{
  gtk_list_box_select_row (box_of (stage), gtk_list_box_get_row_at_index (box_of (stage), row));
  turn (5);
}

static void
assert_others (Stage *stage, const char *want)
{
  g_assert_cmpstr (mercer_param_get_text (params, mercer_recipe_values (recipe_of (stage))), ==, want);
}

static void
assert_edited (Stage *stage, const char *want)
{
  g_autofree char *text = text_of (stage);
  g_assert_cmpstr (text, ==, want);
}

static void
test_choose_and_edit (void)
{
  Stage stage;
  raise_curtain (&stage, &several, "sample:faithful");
  assert_edited (&stage, "RBF(lengthscale=1)");
  choose_row (&stage, 2);
  assert_edited (&stage, "RBF(lengthscale=2)");
  g_assert_cmpint (stage.changes, ==, 0);

  enter (MERCER_PARAM_ROW (find (GTK_WIDGET (stage.control), MERCER_TYPE_PARAM_ROW, NULL, NULL)), "5");
  assert_others (&stage, "Linear(offset=1) | RBF(lengthscale=5)");
  assert_kernel (&stage, "RBF(lengthscale=1)");
  assert_edited (&stage, "RBF(lengthscale=5)");
  g_assert_cmpuint (mercer_kernel_list_chosen (list_of (&stage)), ==, 2);
  mercer_session_undo (stage.session);
  assert_edited (&stage, "RBF(lengthscale=2)");
  choose_row (&stage, 0);
  assert_edited (&stage, "RBF(lengthscale=1)");
  set_kernel (&stage, "RBF(lengthscale=3)");
  assert_edited (&stage, "RBF(lengthscale=3)");
  assert_others (&stage, "Linear(offset=1) | RBF(lengthscale=2)");
  drop_curtain (&stage);
}

static void
test_add_and_remove (void)
{
  Stage stage;
  raise_curtain (&stage, &several, "sample:faithful");
  choose_row (&stage, 1);
  press (find (GTK_WIDGET (list_of (&stage)), GTK_TYPE_BUTTON, button_has_label, "Add Kernel"));
  assert_others (&stage, "Linear(offset=1) | RBF(lengthscale=2) | Linear(offset=1)");
  g_assert_cmpuint (mercer_kernel_list_chosen (list_of (&stage)), ==, 3);
  press (find (GTK_WIDGET (box_of (&stage)), GTK_TYPE_BUTTON, has_tooltip, "Remove Linear(offset=1)"));
  assert_others (&stage, "RBF(lengthscale=2) | Linear(offset=1)");
  g_assert_cmpuint (mercer_kernel_list_chosen (list_of (&stage)), ==, 2); /* the same kernel as before */
  assert_edited (&stage, "Linear(offset=1)");
  mercer_session_undo (stage.session);
  mercer_session_undo (stage.session);
  assert_others (&stage, "Linear(offset=1) | RBF(lengthscale=2)");
  assert_edited (&stage, "RBF(lengthscale=2)"); /* what stands at that place now */
  drop_curtain (&stage);
}

/* What cannot be read is shown as it is, and can be taken away; a method that takes one kernel shows no list. */
static void
test_mistake (void)
{
  Stage stage;
  raise_curtain (&stage, &several, "sample:faithful");
  g_autoptr (MercerRecipe) wrong = mercer_recipe_with_text (recipe_of (&stage), "others", "RBF( | Linear(offset=1)");
  mercer_session_set (stage.session, 0, wrong, "Others", NULL);
  g_assert_false (gtk_list_box_row_get_selectable (gtk_list_box_get_row_at_index (box_of (&stage), 1)));
  choose_row (&stage, 2);
  assert_edited (&stage, "Linear(offset=1)");
  press (find (GTK_WIDGET (box_of (&stage)), GTK_TYPE_BUTTON, has_tooltip, "Remove RBF("));
  assert_others (&stage, "Linear(offset=1)");

  MercerMethod one = several;
  one.params = params + 1;
  g_autoptr (MercerRecipe) alone = mercer_recipe_new (&one, mercer_recipe_dataset (recipe_of (&stage)));
  mercer_session_set (stage.session, 0, alone, "One", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list_of (&stage))));
  assert_edited (&stage, "RBF(lengthscale=1)");
  drop_curtain (&stage);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/kernel-list/choose-and-edit", test_choose_and_edit);
  g_test_add_func ("/kernel-list/add-and-remove", test_add_and_remove);
  g_test_add_func ("/kernel-list/mistake", test_mistake);
  return g_test_run ();
}
