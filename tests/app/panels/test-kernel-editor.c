/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel text, cards and session, in step whichever of them moves. */

#include "kernel-stage.h"

#include "kernel-chooser.h"
#include "random-kernel.h"

static void
type (Stage *stage, const char *text)
{
  gtk_text_buffer_set_text (buffer_of (stage), text, -1);
}

static GtkWidget *
view_of (Stage *stage)
{
  return find (GTK_WIDGET (stage->control), GTK_TYPE_TEXT_VIEW, NULL, NULL);
}

/* As the key itself would: to the controllers of the view. */
static bool
press_key (Stage *stage, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view_of (stage));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;
      if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
          && gtk_event_controller_get_propagation_phase (GTK_EVENT_CONTROLLER (controller)) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
      if (handled)
        return true;
    }
  return false;
}

static void
type_at_end (Stage *stage, const char *text)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer_of (stage), &end);
  gtk_text_buffer_place_cursor (buffer_of (stage), &end);
  gtk_text_buffer_insert_at_cursor (buffer_of (stage), text, -1);
}

static void
random_slide (Stage *stage, GRand *rand)
{
  g_autoptr (GPtrArray) rows = all (stage, GTK_TYPE_SCALE);
  GtkAdjustment *adjustment;

  if (rows->len == 0)
    return;
  adjustment = gtk_range_get_adjustment (rows->pdata[g_rand_int_range (rand, 0, (int) rows->len)]);
  gtk_adjustment_set_value (adjustment, g_rand_double_range (rand, gtk_adjustment_get_lower (adjustment),
                                                             gtk_adjustment_get_upper (adjustment)));
}

static void
random_card_action (Stage *stage, GRand *rand)
{
  static const char *const actions[]
    = { "card.duplicate", "card.remove", "card.move-up", "card.move-down", "card.scale", "card.power" };
  g_autoptr (GPtrArray) cards = all (stage, MERCER_TYPE_KERNEL_CARD);
  GtkWidget *card = cards->pdata[g_rand_int_range (rand, 0, (int) cards->len)];

  gtk_widget_activate_action (card, actions[g_rand_int_range (rand, 0, G_N_ELEMENTS (actions))], NULL);
}

static void
random_choice_of_family (Stage *stage, GRand *rand)
{
  static const char *const families[] = { "RBF", "Periodic", "Linear", "White", "Matern", "Polynomial" };
  g_autoptr (GPtrArray) choosers = all (stage, MERCER_TYPE_KERNEL_CHOOSER);

  g_signal_emit_by_name (choosers->pdata[g_rand_int_range (rand, 0, (int) choosers->len)], "chosen",
                         families[g_rand_int_range (rand, 0, G_N_ELEMENTS (families))]);
}

static void
random_pin (Stage *stage, GRand *rand)
{
  g_autoptr (GPtrArray) pins = all (stage, GTK_TYPE_TOGGLE_BUTTON);
  GtkToggleButton *pin;

  /* Some toggle buttons belong to menu buttons. */
  for (guint i = 0; i < pins->len; i++)
    if (gtk_widget_get_ancestor (pins->pdata[i], MERCER_TYPE_PARAM_ROW) != NULL && g_rand_int_range (rand, 0, 3) == 0
        && gtk_widget_get_ancestor (pins->pdata[i], GTK_TYPE_DROP_DOWN) == NULL)
      {
        pin = pins->pdata[i];
        gtk_toggle_button_set_active (pin, !gtk_toggle_button_get_active (pin));
        return;
      }
}

static void
test_in_step (void)
{
  static const char *columns[] = { "bill length", "bill depth", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  RandomKernel random = { rand, columns, false };
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:penguins");
  for (int round = 0; round < 250; round++)
    {
      int before = stage.changes;
      switch (g_rand_int_range (rand, 0, 8))
        {
        case 0:
        case 1:
          {
            g_autoptr (MercerKernel) kernel = random_kernel (&random, 2);
            g_autofree char *text = mercer_kernel_print (kernel);
            type (&stage, text);
            press_key (&stage, GDK_KEY_Return);
            break;
          }
        case 2:
          random_slide (&stage, rand);
          break;
        case 3:
          random_card_action (&stage, rand);
          break;
        case 4:
          random_choice_of_family (&stage, rand);
          break;
        case 5:
          random_pin (&stage, rand);
          break;
        case 6:
          mercer_session_undo (stage.session);
          break;
        default:
          mercer_session_redo (stage.session);
          break;
        }
      g_assert_cmpint (stage.changes - before, <=, 1);
      if (mercer_kernel_params (kernel_of (&stage)) > 16)
        set_kernel (&stage, "RBF()");
      before = stage.changes;
      if (round % 10 == 0)
        turn (5);
      g_assert_cmpint (stage.changes, ==, before);
      assert_in_step (&stage);
    }
  g_assert_cmpint (stage.changes, >, 150);
  drop_curtain (&stage);
}

/* One change for one deed, and its name for undo. */
static void
test_deeds (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "2 * RBF(lengthscale=3) + White(variance=0.5)");
  stage.changes = 0;
  enter (row_of (&stage, "kernel:RBF.lengthscale"), "7.25");
  g_assert_cmpint (stage.changes, ==, 1);
  assert_kernel (&stage, "2 * RBF(lengthscale=7.25) + White(variance=0.5)");
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Length scale");
  press (find (GTK_WIDGET (stage.control), GTK_TYPE_BUTTON, has_tooltip, "Added; press to multiply instead"));
  g_assert_cmpint (stage.changes, ==, 2);
  assert_kernel (&stage, "2 * RBF(lengthscale=7.25) * White(variance=0.5)");
  press (find (GTK_WIDGET (stage.control), GTK_TYPE_BUTTON, has_tooltip, "Multiplied; press to add instead"));
  assert_kernel (&stage, "2 * RBF(lengthscale=7.25) + White(variance=0.5)");
  g_autoptr (GPtrArray) cards = all (&stage, MERCER_TYPE_KERNEL_CARD);
  g_assert_cmpuint (cards->len, ==, 2);
  gtk_widget_activate_action (cards->pdata[1], "card.remove", NULL);
  g_assert_cmpint (stage.changes, ==, 4);
  assert_kernel (&stage, "2 * RBF(lengthscale=7.25)");
  for (int i = 0; i < 4; i++)
    mercer_session_undo (stage.session);
  assert_kernel (&stage, "2 * RBF(lengthscale=3) + White(variance=0.5)");
  assert_in_step (&stage);
  drop_curtain (&stage);
}

/* A pin is a step of its own, though no number of the picture depends on it. */
static void
test_pin (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  stage.changes = 0;
  gtk_toggle_button_set_active (
    GTK_TOGGLE_BUTTON (part (row_of (&stage, "kernel:RBF.lengthscale"), GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  g_assert_cmpint (stage.changes, ==, 1);
  assert_kernel (&stage, "RBF(lengthscale=3!)");
  assert_in_step (&stage);
  mercer_session_undo (stage.session);
  assert_in_step (&stage);
  drop_curtain (&stage);
}

/* The tree follows valid text when the hand rests; a mistake is shown at its place, and leaves the model alone. */
static void
test_typing (void)
{
  Stage stage;
  GtkTextIter iter;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  stage.changes = 0;
  type_at_end (&stage, " + Wh");
  turn (500);
  g_assert_cmpint (stage.changes, ==, 0);
  assert_kernel (&stage, "RBF(lengthscale=3)");
  gtk_text_buffer_get_iter_at_offset (buffer_of (&stage), &iter, 22);
  g_autoptr (GSList) here = gtk_text_iter_get_tags (&iter);
  g_assert_nonnull (here);
  gtk_text_buffer_get_start_iter (buffer_of (&stage), &iter);
  g_assert_null (gtk_text_iter_get_tags (&iter));
  gtk_test_accessible_assert_state (view_of (&stage), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_nonnull (find (GTK_WIDGET (stage.control), GTK_TYPE_LABEL, label_starts, "Character 22: "));
  type_at_end (&stage, "ite()");
  g_assert_cmpint (stage.changes, ==, 0); /* the hand may go on */
  turn (500);
  g_assert_cmpint (stage.changes, ==, 1);
  assert_kernel (&stage, "RBF(lengthscale=3) + White()");
  gtk_test_accessible_assert_state (view_of (&stage), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  /* What was typed stands as typed until the person leaves; a slider wins at once. */
  g_autofree char *typed = text_of (&stage);
  g_assert_cmpstr (typed, ==, "RBF(lengthscale=3) + White()");
  type_at_end (&stage, " + Linear()");
  slide (row_of (&stage, "kernel:RBF.lengthscale"), log10 (4));
  turn (500); /* and what was typed does not come back later */
  g_autofree char *after = text_of (&stage), *want = mercer_kernel_print (kernel_of (&stage));
  g_assert_cmpstr (after, ==, want);
  assert_kernel (&stage, "RBF(lengthscale=4) + White()");
  type (&stage, "");
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Length scale");
  mercer_session_undo (stage.session);
  assert_in_step (&stage);
  drop_curtain (&stage);
}

/* What somebody who replaces the whole text passes through is not what they mean, however long they think. */
static void
test_typing_over (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "2 * RBF(lengthscale=3) + White()");
  stage.changes = 0;
  type (&stage, "");
  for (const char *c = "2300"; *c != '\0'; c++)
    {
      char one[] = { *c, '\0' };
      type_at_end (&stage, one);
      turn (450);
    }
  g_assert_cmpint (stage.changes, ==, 0);
  type_at_end (&stage, " * RBF(lengthscale=7)");
  turn (450);
  g_assert_cmpint (stage.changes, ==, 1);
  assert_kernel (&stage, "2300 * RBF(lengthscale=7)");
  type (&stage, "5");
  g_assert_true (press_key (&stage, GDK_KEY_Return)); /* now it is meant */
  assert_kernel (&stage, "5");
  assert_in_step (&stage);
  drop_curtain (&stage);
}

/* Escape brings the last valid text back from anything that was not applied, and is otherwise nobody's. */
static void
test_escape (void)
{
  static const char *const texts[] = { "2300", "RBF() + Wh", "White()", "" };
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  stage.changes = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      type (&stage, texts[i]);
      g_assert_true (press_key (&stage, GDK_KEY_Escape));
      turn (450);
      assert_in_step (&stage);
      g_assert_false (press_key (&stage, GDK_KEY_Escape));
    }
  g_assert_cmpint (stage.changes, ==, 0);
  drop_curtain (&stage);
}

/* The text takes the lines that it needs, also when undo has made it shorter again. */
static void
test_height (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  turn (100);
  int height = gtk_widget_get_height (view_of (&stage));
  mercer_session_settle (stage.session);
  set_kernel (&stage, "2 * RBF(lengthscale=3) + 0.5 * Periodic(lengthscale=2, period=7) + White(variance=0.01)");
  turn (100);
  g_assert_cmpint (gtk_widget_get_height (view_of (&stage)), >, height);
  mercer_session_undo (stage.session);
  turn (100);
  g_assert_cmpint (gtk_widget_get_height (view_of (&stage)), ==, height);
  drop_curtain (&stage);
}

/* Nothing is done with a kernel other than the one that stands there. */
static void
test_confirm (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  type (&stage, "RBF(lengthscale=4) + Wh");
  g_assert_false (mercer_control_panel_confirm (stage.control));
  g_assert_true (gtk_window_get_focus (stage.window) == view_of (&stage));
  GtkTextIter caret;
  gtk_text_buffer_get_iter_at_mark (buffer_of (&stage), &caret, gtk_text_buffer_get_insert (buffer_of (&stage)));
  g_assert_cmpint (gtk_text_iter_get_offset (&caret), ==, 21);
  assert_kernel (&stage, "RBF(lengthscale=3)");
  type_at_end (&stage, "ite()"); /* valid, and not applied yet */
  g_assert_true (mercer_control_panel_confirm (stage.control));
  assert_kernel (&stage, "RBF(lengthscale=4) + White()");
  drop_curtain (&stage);
}

/* All characters of one go are one step of undo. */
static void
test_typing_is_one_step (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  gtk_widget_grab_focus (view_of (&stage));
  turn (20);
  for (const char *c = " + 5 * White()"; *c != '\0'; c++)
    {
      char one[] = { *c, '\0' };
      type_at_end (&stage, one);
    }
  turn (450);
  type_at_end (&stage, " + Linear()");
  turn (450);
  assert_kernel (&stage, "RBF(lengthscale=3) + 5 * White() + Linear()");
  mercer_session_undo (stage.session);
  assert_kernel (&stage, "RBF(lengthscale=3)");
  assert_in_step (&stage);
  drop_curtain (&stage);
}

/* The list of families opens, finds, and chooses. */
static void
test_chooser (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF(lengthscale=3)");
  stage.changes = 0;
  GtkWidget *button = find (GTK_WIDGET (stage.control), GTK_TYPE_MENU_BUTTON, has_tooltip, "Add a term to the sum");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  turn (100);
  GtkWidget *search = find (button, GTK_TYPE_SEARCH_ENTRY, NULL, NULL);
  g_assert_nonnull (search);
  gtk_editable_set_text (GTK_EDITABLE (search), "peri");
  turn (300);
  g_signal_emit_by_name (search, "activate");
  turn (100);
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpint (mercer_kernel_find_param (kernel_of (&stage), "Periodic.period"), >=, 0);
  g_assert_cmpint (mercer_kernel_find_param (kernel_of (&stage), "RBF.lengthscale"), >=, 0);
  assert_in_step (&stage);
  drop_curtain (&stage);
}

/* After an edit the focus is on the card that it was about, not lost at the top of the window. */
static void
assert_focus (Stage *stage, const char *family)
{
  GtkWidget *focus = gtk_window_get_focus (stage->window);
  GtkWidget *card = focus != NULL ? gtk_widget_get_ancestor (focus, MERCER_TYPE_KERNEL_CARD) : NULL;
  GtkWidget *list = card != NULL ? find (card, GTK_TYPE_LIST_BOX, NULL, NULL) : NULL;

  g_assert_nonnull (list);
  gtk_test_accessible_assert_property (list, GTK_ACCESSIBLE_PROPERTY_LABEL, family);
}

static void
test_focus (void)
{
  Stage stage;

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  set_kernel (&stage, "RBF() + Cosine() + Linear()");
  g_autoptr (GPtrArray) choosers = all (&stage, MERCER_TYPE_KERNEL_CHOOSER);
  g_signal_emit_by_name (choosers->pdata[choosers->len - 1], "chosen", "White");
  turn (20);
  assert_focus (&stage, "White noise");
  g_autoptr (GPtrArray) cards = all (&stage, MERCER_TYPE_KERNEL_CARD);
  gtk_widget_activate_action (cards->pdata[3], "card.move-up", NULL);
  turn (20);
  assert_kernel (&stage, "RBF() + Cosine() + White() + Linear()");
  assert_focus (&stage, "White noise");
  g_autoptr (GPtrArray) moved = all (&stage, MERCER_TYPE_KERNEL_CARD);
  gtk_widget_activate_action (moved->pdata[1], "card.remove", NULL);
  turn (20);
  assert_kernel (&stage, "RBF() + White() + Linear()");
  assert_focus (&stage, "White noise"); /* what closed up */
  g_autoptr (GPtrArray) left = all (&stage, MERCER_TYPE_KERNEL_CARD);
  gtk_widget_activate_action (left->pdata[2], "card.remove", NULL);
  turn (20);
  assert_focus (&stage, "White noise"); /* the last one that is left */
  drop_curtain (&stage);
}

/* New terms suit the data: a length scale of 1 says nothing about years in the thousands. */
static void
test_suited (void)
{
  enum { N = 20 };
  Stage stage;
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("Wide", "wide.csv");
  double *x = g_new (double, N), *y = g_new (double, N);

  for (int i = 0; i < N; i++)
    {
      x[i] = 1e6 * i;
      y[i] = sin (i);
    }
  mercer_dataset_builder_add_numeric (builder, "x", "", x, N);
  mercer_dataset_builder_add_numeric (builder, "y", "", y, N);
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (builder);
  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_dataset (recipe_of (&stage), dataset);
  mercer_session_set (stage.session, 0, recipe, "Open", NULL);
  set_kernel (&stage, "Linear()");
  g_autoptr (GPtrArray) choosers = all (&stage, MERCER_TYPE_KERNEL_CHOOSER);
  g_signal_emit_by_name (choosers->pdata[choosers->len - 1], "chosen", "Matern");
  int index = mercer_kernel_find_param (kernel_of (&stage), "Matern.lengthscale");
  MercerKernelParam param;
  g_assert_cmpint (index, >=, 0);
  mercer_kernel_param (kernel_of (&stage), (size_t) index, &param);
  g_assert_cmpfloat (param.value, >, 1e4);
  g_assert_cmpfloat (param.value, <, 1e8);
  drop_curtain (&stage);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/kernel-editor/in-step", test_in_step);
  g_test_add_func ("/app/kernel-editor/deeds", test_deeds);
  g_test_add_func ("/app/kernel-editor/pin", test_pin);
  g_test_add_func ("/app/kernel-editor/typing", test_typing);
  g_test_add_func ("/app/kernel-editor/typing-over", test_typing_over);
  g_test_add_func ("/app/kernel-editor/escape", test_escape);
  g_test_add_func ("/app/kernel-editor/height", test_height);
  g_test_add_func ("/app/kernel-editor/confirm", test_confirm);
  g_test_add_func ("/app/kernel-editor/typing-is-one-step", test_typing_is_one_step);
  g_test_add_func ("/app/kernel-editor/chooser", test_chooser);
  g_test_add_func ("/app/kernel-editor/focus", test_focus);
  g_test_add_func ("/app/kernel-editor/suited", test_suited);
  return g_test_run ();
}
