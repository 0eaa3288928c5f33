/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands on kernel cards: ties, bounds, operators, thumbnails. */

#include "kernel-stage.h"

#include <math.h>

#include "kernel-bounds.h"
#include "kernel-thumbnail.h"

static GtkWidget *
link_of (Stage *stage, const char *key)
{
  return find (GTK_WIDGET (row_of (stage, key)), GTK_TYPE_BUTTON, has_icon, "insert-link-symbolic");
}

/* Tied rows say so, move together, are fitted as one and come apart again; each is one step. */
static void
test_ties (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3) + Matern(lengthscale=8) + Linear()");
  GtkWidget *editor = find (GTK_WIDGET (stage.control), MERCER_TYPE_KERNEL_EDITOR, NULL, NULL);
  int rbf = mercer_kernel_find_param (kernel_of (&stage), "RBF.lengthscale");
  int matern = mercer_kernel_find_param (kernel_of (&stage), "Matern.lengthscale");
  g_assert_false (gtk_widget_get_visible (link_of (&stage, "kernel:RBF.lengthscale")));
  stage.changes = 0;
  gtk_widget_activate_action (editor, "kernel.tie", "(uu)", (guint) matern, (guint) rbf);
  g_assert_cmpint (stage.changes, ==, 1);
  assert_in_step (&stage);
  g_assert_true (gtk_widget_get_visible (link_of (&stage, "kernel:RBF.lengthscale")));
  g_assert_true (gtk_widget_get_visible (link_of (&stage, "kernel:Matern.lengthscale")));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (link_of (&stage, "kernel:Matern.lengthscale")), ==,
                   "Tied to Length scale of Squared exponential, 3 ms. Press to untie");
  g_assert_cmpfloat (mercer_param_row_value (row_of (&stage, "kernel:Matern.lengthscale")), ==, 3);
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "5");
  g_assert_cmpfloat (mercer_param_row_value (row_of (&stage, "kernel:Matern.lengthscale")), ==, 5);
  assert_in_step (&stage);
  slide (row_of (&stage, "kernel:Matern.lengthscale"), log10 (6));
  g_assert_cmpfloat (mercer_param_row_value (row_of (&stage, "kernel:RBF.lengthscale")), ==, 6);
  gtk_widget_activate_action (editor, "kernel.untie", "u", (guint) matern);
  g_assert_false (gtk_widget_get_visible (link_of (&stage, "kernel:RBF.lengthscale")));
  assert_kernel (&stage, "RBF(lengthscale=6) + Matern(lengthscale=6) + Linear()");
  while (mercer_session_can_undo (stage.session) && g_strcmp0 (mercer_session_undo_name (stage.session), "Kernel") != 0)
    mercer_session_undo (stage.session);
  assert_kernel (&stage, "RBF(lengthscale=3) + Matern(lengthscale=8) + Linear()");
  assert_in_step (&stage);
  drop_curtain (&stage);
}

static bool
in_popover (GtkWidget *entry, gconstpointer nothing)
{
  return gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER) != NULL;
}

/* Bounds hold for fits and for hands, in text, row and menu; the family's own come back. */
static void
test_bounds (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  GtkWidget *editor = find (GTK_WIDGET (stage.control), MERCER_TYPE_KERNEL_EDITOR, NULL, NULL);
  stage.changes = 0;
  gtk_widget_activate_action (editor, "kernel.bounds", "u", 0u);
  turn (50);
  GtkWidget *lower = find (editor, GTK_TYPE_ENTRY, in_popover, NULL);
  g_assert_nonnull (lower);
  GtkWidget *apply = find (editor, GTK_TYPE_BUTTON, button_has_label, "Apply");
  gtk_editable_set_text (GTK_EDITABLE (lower), "-1");
  g_assert_false (gtk_widget_get_sensitive (apply));
  g_assert_nonnull (find (editor, GTK_TYPE_LABEL, label_starts, "Length scale is positive"));
  g_signal_emit_by_name (lower, "activate");
  g_assert_cmpint (stage.changes, ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (lower), "4");
  g_assert_nonnull (find (editor, GTK_TYPE_LABEL, label_starts, "The value moves to 4"));
  g_signal_emit_by_name (lower, "activate");
  turn (50);
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Bounds");
  MercerKernelParam param;
  mercer_kernel_param (kernel_of (&stage), 0, &param);
  g_assert_cmpfloat (param.lower, ==, 4);
  g_assert_cmpfloat (param.value, ==, 4);
  assert_in_step (&stage);
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "2"); /* refused with a sentence, not moved in silence */
  g_assert_cmpfloat (mercer_param_row_value (row_of (&stage, "kernel:RBF.lengthscale")), ==, 4);
  g_assert_nonnull (find (GTK_WIDGET (row_of (&stage, "kernel:RBF.lengthscale")), GTK_TYPE_LABEL, label_starts,
                          "Length scale must"));
  gtk_widget_activate_action (editor, "kernel.bounds", "u", 0u);
  turn (50);
  press (find (editor, GTK_TYPE_BUTTON, button_has_label, "Family's Own"));
  turn (50);
  assert_kernel (&stage, "RBF(lengthscale=4)");
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "2");
  assert_kernel (&stage, "RBF(lengthscale=2)");
  /* open when the window goes */
  gtk_widget_activate_action (editor, "kernel.bounds", "u", 0u);
  turn (50);
  drop_curtain (&stage);
}

/* The two numbers of a bounds popover, in words where they are none. */
static void
test_bounds_words (void)
{
  static const struct
  {
    const char *kernel, *lower, *upper, *wrong;
  } cases[] = {
    { "RBF()", "0.1", "10", NULL },       { "RBF()", " 1e-3 ", "1e3", NULL },      { "RBF()", "0", "1", "positive" },
    { "RBF()", "2", "1", "below" },       { "RBF()", "1", "1", "below" },          { "RBF()", "x", "1", "number" },
    { "RBF()", "1", "", "number" },       { "RBF()", "1", "inf", "number" },       { "Linear()", "0", "1", NULL },
    { "Linear()", "-1", "1", "negative" }, { "ChangePoint()", "-5", "5", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerKernel) kernel = mercer_kernel_parse (cases[i].kernel, NULL, NULL, NULL);
      MercerKernelParam param;
      double lower, upper;
      mercer_kernel_param (kernel, 0, &param);
      g_autofree char *wrong = mercer_kernel_bounds_read (&param, "It", cases[i].lower, cases[i].upper, &lower, &upper);
      g_test_message ("%s %s %s: %s", cases[i].kernel, cases[i].lower, cases[i].upper, wrong != NULL ? wrong : "fine");
      if (cases[i].wrong == NULL)
        g_assert_null (wrong);
      else
        g_assert_nonnull (strstr (wrong, cases[i].wrong));
    }
}

/* Every operator around a kernel: a card of its own with its rows, suited to the data, drawn, and off again. */
static void
test_operators (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  for (const MercerKernelFamily *const *operator = mercer_kernel_operators (); *operator != NULL; operator++)
    {
      if (g_str_equal ((*operator)->id, "Exchange")) /* of several columns */
        continue;
      set_kernel (&stage, "2 * RBF(lengthscale=3) + White()");
      g_autoptr (GPtrArray) cards = all (&stage, MERCER_TYPE_KERNEL_CARD);
      stage.changes = 0;
      gtk_widget_activate_action (cards->pdata[0], "card.wrap", "s", (*operator)->id);
      g_assert_cmpint (stage.changes, ==, 1);
      assert_in_step (&stage);
      MercerRecipe *recipe = recipe_of (&stage);
      g_autofree char *text = text_of (&stage), *objection = mercer_recipe_check (recipe);
      g_test_message ("%s %s", text, objection != NULL ? objection : "");
      g_assert_null (objection);
      g_autoptr (GPtrArray) wrapped = all (&stage, MERCER_TYPE_KERNEL_CARD);
      g_assert_cmpuint (wrapped->len, ==, 3);
      GtkWidget *sketch = find (wrapped->pdata[0], MERCER_TYPE_KERNEL_THUMBNAIL, NULL, NULL);
      g_assert_true (mercer_kernel_thumbnail_sketch (MERCER_KERNEL_THUMBNAIL (sketch))->drawn);
      gtk_widget_activate_action (wrapped->pdata[0], "card.unwrap", NULL);
      assert_kernel (&stage, "2 * RBF(lengthscale=3) + White()");
      assert_in_step (&stage);
    }
  drop_curtain (&stage);
}

/* One operator in place of another: what is inside stays, and so does what has the same name. */
static void
test_swap_operator (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "WarpLog(RBF(lengthscale=3), offset=7) + White()");
  g_autoptr (GPtrArray) cards = all (&stage, MERCER_TYPE_KERNEL_CARD);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  collect (cards->pdata[0], GTK_TYPE_MENU_BUTTON, names);
  g_assert_true (gtk_widget_get_focusable (names->pdata[0]) || gtk_widget_get_can_focus (names->pdata[0]));
  for (const MercerKernelFamily *const *operator = mercer_kernel_operators (); *operator != NULL; operator++)
    {
      if (g_str_equal ((*operator)->id, "Exchange"))
        continue;
      g_autoptr (GPtrArray) now = all (&stage, MERCER_TYPE_KERNEL_CARD);
      gtk_widget_activate_action (now->pdata[0], "card.rewrap", "s", (*operator)->id);
      assert_in_step (&stage);
      g_autofree char *text = text_of (&stage), *objection = mercer_recipe_check (recipe_of (&stage));
      g_test_message ("%s %s", text, objection != NULL ? objection : "");
      g_assert_true (g_str_has_prefix (text, (*operator)->id));
      g_assert_nonnull (strstr (text, "RBF(lengthscale=3)"));
      g_assert_nonnull (strstr (text, ") + White("));
      g_assert_null (objection);
    }
  set_kernel (&stage, "WarpLog(RBF(lengthscale=3), offset=7) + White()");
  g_autoptr (GPtrArray) again = all (&stage, MERCER_TYPE_KERNEL_CARD);
  gtk_widget_activate_action (again->pdata[0], "card.rewrap", "s", "WarpBoxCox");
  g_autofree char *carried = text_of (&stage);
  g_assert_nonnull (strstr (carried, "offset=7"));
  drop_curtain (&stage);
}

/* The thumbnails follow a slider: the card's own and the whole, not those of others. */
static void
test_thumbnails (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3) + Matern(lengthscale=8)");
  g_autoptr (GPtrArray) sketches = all (&stage, MERCER_TYPE_KERNEL_THUMBNAIL);
  MercerKernelSketch before[3];
  g_assert_cmpuint (sketches->len, ==, 3);
  for (int i = 0; i < 3; i++)
    before[i] = *mercer_kernel_thumbnail_sketch (sketches->pdata[i]);
  slide (row_of (&stage, "kernel:RBF.lengthscale"), log10 (6));
  for (int i = 0; i < 3; i++)
    {
      const MercerKernelSketch *now = mercer_kernel_thumbnail_sketch (sketches->pdata[i]);
      bool moved = now->values[MERCER_SKETCH_POINTS / 4] != before[i].values[MERCER_SKETCH_POINTS / 4];
      g_assert_cmpint (moved, ==, i < 2);
      g_assert_true (g_str_has_prefix (mercer_kernel_thumbnail_words (sketches->pdata[i]), "k(r) starts at "));
    }
  gtk_test_accessible_assert_role (sketches->pdata[0], GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (sketches->pdata[0], GTK_ACCESSIBLE_PROPERTY_LABEL, "Shape of the kernel");
  drop_curtain (&stage);
}

static MercerKernelCard *
card_of (Stage *stage, guint i)
{
  MercerKernelEditor *editor
      = MERCER_KERNEL_EDITOR (find (GTK_WIDGET (stage->control), MERCER_TYPE_KERNEL_EDITOR, NULL, NULL));

  g_assert_cmpuint (i, <, editor->cards->len);
  return editor->cards->pdata[i];
}

static bool
row_is_mapped (Stage *stage, const char *key)
{
  turn (30);
  return gtk_widget_get_mapped (GTK_WIDGET (row_of (stage, key)));
}

static void
fold_by_hand (Stage *stage, guint i)
{
  GtkWidget *fold = find (GTK_WIDGET (card_of (stage, i)), GTK_TYPE_BUTTON, has_icon, "pan-down-symbolic");

  press (fold != NULL ? fold : find (GTK_WIDGET (card_of (stage, i)), GTK_TYPE_BUTTON, has_icon, "pan-end-symbolic"));
}

/* A dozen terms are heads at first; what is folded stays so while values change; what is worked on is open; nothing
 * of it is an edit. */
static void
test_folds (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF() + Matern() * (Linear() + Cosine())");
  stage.changes = 0;
  g_assert_true (row_is_mapped (&stage, "kernel:RBF.lengthscale"));
  fold_by_hand (&stage, 0);
  g_assert_false (row_is_mapped (&stage, "kernel:RBF.lengthscale"));
  slide (row_of (&stage, "kernel:Cosine.period"), log10 (4));
  g_assert_false (row_is_mapped (&stage, "kernel:RBF.lengthscale"));
  g_assert_true (row_is_mapped (&stage, "kernel:Linear.offset"));
  fold_by_hand (&stage, 1); /* the product, with all that is in it */
  g_assert_false (row_is_mapped (&stage, "kernel:Linear.offset"));
  fold_by_hand (&stage, 1);
  g_assert_true (row_is_mapped (&stage, "kernel:Linear.offset"));
  fold_by_hand (&stage, 0);
  g_assert_true (row_is_mapped (&stage, "kernel:RBF.lengthscale"));
  g_assert_cmpint (stage.changes, ==, 1); /* the slider */

  set_kernel (&stage, "RBF() + Matern() + Linear() + Cosine() + White() + Periodic() + RBF() + RBF() + Cosine() + White() "
                      "+ Linear() + RationalQuadratic()");
  g_assert_false (row_is_mapped (&stage, "kernel:RBF.lengthscale"));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (card_of (&stage, 0))), <, 70);
  gtk_widget_activate_action (GTK_WIDGET (card_of (&stage, 3)), "card.duplicate", NULL);
  g_assert_true (row_is_mapped (&stage, "kernel:Cosine2.period")); /* the copy is open, to be worked on */
  g_assert_false (row_is_mapped (&stage, "kernel:Cosine.period"));
  g_assert_false (row_is_mapped (&stage, "kernel:RBF.lengthscale"));
  assert_in_step (&stage);
  drop_curtain (&stage);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/kernel-cards/ties", test_ties);
  g_test_add_func ("/app/kernel-cards/bounds", test_bounds);
  g_test_add_func ("/app/kernel-cards/bounds-words", test_bounds_words);
  g_test_add_func ("/app/kernel-cards/operators", test_operators);
  g_test_add_func ("/app/kernel-cards/swap-operator", test_swap_operator);
  g_test_add_func ("/app/kernel-cards/folds", test_folds);
  g_test_add_func ("/app/kernel-cards/thumbnails", test_thumbnails);
  return g_test_run ();
}
