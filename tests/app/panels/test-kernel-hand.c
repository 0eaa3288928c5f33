/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel cards under a real pointer and real keys (xdotool): what is dragged goes the whole way from the server
 * through GTK's drag and drop to the session. */
#include "stage.h"

#include <gdk/x11/gdkx.h>
#include <math.h>

#include "kernel-list.h"
#include "kernel-tree.h"

static Stage stage;

/* Words are separated by blanks. */
static void
hand (const char *format, ...)
{
  va_list args;
  GError *error = NULL;

  va_start (args, format);
  g_autofree char *words = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = g_strconcat ("xdotool ", words, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, NULL, NULL);
  while (g_subprocess_get_identifier (process) != NULL)
    turn (5);
  turn (30);
}

static unsigned long
xid (void)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (stage.window)));
}

static void
move_over (GtkWidget *widget, double px, double py)
{
  double x, y, dx, dy;

  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (stage.window), px, py, &x, &y));
  gtk_native_get_surface_transform (GTK_NATIVE (stage.window), &dx, &dy);
  hand ("mousemove --window %lu %ld %ld", xid (), lround (x + dx), lround (y + dy));
}

static MercerKernelEditor *
editor (void)
{
  return MERCER_KERNEL_EDITOR (find (GTK_WIDGET (stage.control), MERCER_TYPE_KERNEL_EDITOR, NULL, NULL));
}

static GtkWidget *
card (guint i)
{
  g_assert_cmpuint (i, <, editor ()->cards->len);
  return editor ()->cards->pdata[i];
}

static void
assert_kernel (const char *want)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (want, NULL, NULL, NULL);
  g_autofree char *canonical = mercer_kernel_print (kernel);
  g_autofree char *got = mercer_kernel_print (mercer_recipe_kernel (recipe_of (&stage)));

  g_assert_cmpstr (got, ==, canonical);
}

/* To the top of what is visible. */
static void
bring_up (GtkWidget *widget)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double x, y;

  gtk_widget_translate_coordinates (widget, scrolled, 0, 0, &x, &y);
  gtk_adjustment_set_value (place, gtk_adjustment_get_value (place) + y - 60);
  turn (100);
}

static void
open_stage (const char *text)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);

  raise_curtain (&stage, mercer_method_find ("gp-regression"), "sample:mcycle");
  gtk_window_set_default_size (stage.window, 360, 860);
  turn (50);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (recipe_of (&stage), kernel);
  mercer_session_reset (stage.session, &recipe, 1);
  turn (50);
  bring_up (editor ()->tree);
  hand ("windowfocus --sync %lu", xid ());
}

static void
take (guint from)
{
  move_over (card (from), 14, 22);
  hand ("mousedown 1");
  for (int i = 1; i <= 4; i++)
    move_over (card (from), 14 + 6 * i, 22 + 3 * i);
}

/* In steps, as a hand does: a jump is not a drag. */
static void
carry_over (GtkWidget *target, double px, double py)
{
  for (int i = 4; i >= 0; i--)
    move_over (target, px + 2 * i, py + i);
  turn (60);
}

static void
let_go (void)
{
  hand ("mouseup 1");
  turn (250);
}

static void
save_picture (const char *name)
{
  const char *where = g_getenv ("MERCER_SCREENSHOTS");

  if (where == NULL)
    return;
  g_autofree char *command = g_strdup_printf ("import -window root %s/%s.png", where, name);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

static void
test_reorder (void)
{
  open_stage ("White() + Linear() + RBF()");
  stage.changes = 0;
  take (0);
  carry_over (card (1), 100, gtk_widget_get_height (card (1)) - 4);
  save_picture ("drag-between");
  g_assert_cmpint (stage.changes, ==, 0);
  let_go ();
  assert_kernel ("Linear() + White() + RBF()");
  g_assert_cmpint (stage.changes, ==, 1);
  g_assert_cmpstr (mercer_session_undo_name (stage.session), ==, "Move Kernel");
  mercer_session_undo (stage.session);
  assert_kernel ("White() + Linear() + RBF()");
  g_assert_false (mercer_session_can_undo (stage.session));
  drop_curtain (&stage);
}

static void
test_regroup (void)
{
  open_stage ("White() + Linear() + RBF()");
  take (1);
  carry_over (card (0), gtk_widget_get_width (card (0)) * 0.75, gtk_widget_get_height (card (0)) / 2);
  save_picture ("drag-onto");
  let_go ();
  assert_kernel ("White() * Linear() + RBF()");
  /* and out again, to the left half of the last */
  g_assert_cmpuint (editor ()->cards->len, ==, 4);
  take (1);
  carry_over (card (2), gtk_widget_get_width (card (2)) * 0.25, gtk_widget_get_height (card (2)) / 2);
  let_go ();
  assert_kernel ("Linear() + White() + RBF()");
  mercer_session_undo (stage.session);
  assert_kernel ("White() * Linear() + RBF()");
  mercer_session_undo (stage.session);
  g_assert_false (mercer_session_can_undo (stage.session));
  drop_curtain (&stage);
}

/* A card let go beside the tree goes back; a card let go on itself stays; nothing remains of the looks of a drag. */
static void
test_nothing (void)
{
  open_stage ("White() + Linear() + RBF()");
  stage.changes = 0;
  take (0);
  carry_over (card (1), 30, gtk_widget_get_height (card (1)) / 2);
  carry_over (GTK_WIDGET (stage.control), 150, gtk_widget_get_height (GTK_WIDGET (stage.control)) - 20);
  let_go ();
  turn (700); /* it flies back */
  assert_kernel ("White() + Linear() + RBF()");
  g_assert_false (gtk_widget_has_css_class (card (0), "stale"));
  take (0);
  carry_over (card (0), 60, gtk_widget_get_height (card (0)) / 2);
  let_go ();
  g_assert_cmpint (stage.changes, ==, 0);
  g_assert_false (gtk_widget_has_css_class (card (0), "stale"));
  drop_curtain (&stage);
}

/* Cards that are made anew under a drag (a fit came in) are not those that are carried. */
static void
test_changed_under_drag (void)
{
  open_stage ("White() + Linear() + RBF()");
  take (0);
  carry_over (card (1), 30, gtk_widget_get_height (card (1)) / 2);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("Cosine() + White()", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (recipe_of (&stage), kernel);
  mercer_session_set (stage.session, 0, recipe, "Fit", NULL);
  turn (100);
  carry_over (card (1), 40, gtk_widget_get_height (card (1)) / 2);
  let_go ();
  assert_kernel ("Cosine() + White()");
  drop_curtain (&stage);
}

static void
test_keys (void)
{
  open_stage ("White() + Linear() + RBF()");
  mercer_kernel_card_focus (MERCER_KERNEL_CARD (card (2)));
  hand ("key alt+Up");
  assert_kernel ("White() + RBF() + Linear()");
  hand ("key alt+Right"); /* the focus went along */
  assert_kernel ("White() * RBF() + Linear()");
  hand ("key alt+Left");
  assert_kernel ("White() + RBF() + Linear()");
  hand ("key alt+Down");
  assert_kernel ("White() + Linear() + RBF()");
  hand ("key ctrl+d");
  assert_kernel ("White() + Linear() + RBF() + RBF()");
  hand ("key alt+Delete");
  assert_kernel ("White() + Linear() + RBF()");
  for (int i = 0; i < 6; i++)
    mercer_session_undo (stage.session);
  assert_kernel ("White() + Linear() + RBF()");
  g_assert_false (mercer_session_can_undo (stage.session));
  drop_curtain (&stage);
}

/* Wherever a card is let go: it is refused, or the tree is another and reads back. */
static void
test_everywhere (void)
{
  int taken = 0, onto = 0, between = 0;

  open_stage ("0.5 * White() + (Linear() + RBF()) * Cosine() + Matern()^2");
  GtkWidget *tree = editor ()->tree;
  for (guint i = 0; i < editor ()->cards->len; i++)
    for (double y = -20; y < gtk_widget_get_height (tree) + 20; y += 5)
      for (int x = 0; x < 3; x++)
        {
          MercerKernelCard *dragged = editor ()->cards->pdata[i];
          const MercerKernelPath *from = mercer_kernel_card_path (dragged);
          MercerKernelDrop drop = mercer_kernel_tree_drop_at (MERCER_KERNEL_TREE (tree), dragged,
                                                              x * gtk_widget_get_width (tree) * 0.49, y);
          if (!drop.valid)
            continue;
          taken++;
          drop.onto ? onto++ : between++;
          MercerKernel *kernel = mercer_kernel_editor_kernel (editor ());
          g_autoptr (MercerKernel) moved = drop.onto ? mercer_kernel_edit_drop (kernel, from, &drop.at, drop.join, NULL)
                                                     : mercer_kernel_edit_place (kernel, from, &drop.at, drop.gap, NULL);
          g_autofree char *print = mercer_kernel_print (moved);
          g_autoptr (MercerKernel) read = mercer_kernel_parse (print, NULL, NULL, NULL);
          g_autofree char *again = mercer_kernel_print (read);
          g_assert_cmpstr (print, ==, again);
          g_assert_cmpuint (mercer_kernel_params (moved), <=, mercer_kernel_params (kernel));
        }
  g_assert_cmpint (onto, >, 100);
  g_assert_cmpint (between, >, 50);
  g_test_message ("%d places, %d onto, %d between", taken, onto, between);
  drop_curtain (&stage);
}

/* --- The kernel of the second set of columns ------------------------------------------------------ */

static const char *
second_text (void)
{
  const MercerParam *params = mercer_recipe_method (recipe_of (&stage))->params;

  return mercer_param_get_text (mercer_params_find (params, "second-kernel"), mercer_recipe_values (recipe_of (&stage)));
}

static GtkListBoxRow *
kernel_row (int i)
{
  GtkWidget *list = find (GTK_WIDGET (stage.control), MERCER_TYPE_KERNEL_LIST, NULL, NULL);

  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (find (list, GTK_TYPE_LIST_BOX, NULL, NULL)), i);
}

static char *
open_second (const char *text)
{
  raise_curtain (&stage, mercer_method_find ("kernel-correlation"), "sample:iris");
  gtk_window_set_default_size (stage.window, 360, 860);
  turn (50);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (recipe_of (&stage), "second-kernel", text);
  mercer_session_reset (stage.session, &recipe, 1);
  turn (50);
  bring_up (GTK_WIDGET (kernel_row (0)));
  hand ("windowfocus --sync %lu", xid ());
  return mercer_kernel_print (mercer_recipe_kernel (recipe));
}

/* Clicked in the list, its cards are dragged; the first kernel stays what it is, and the button gives the second back. */
static void
test_second_by_pointer (void)
{
  g_autofree char *first = open_second ("White(variance=1) + Linear(offset=1) + RBF(lengthscale=1)");
  move_over (GTK_WIDGET (kernel_row (1)), 60, 20);
  hand ("click 1");
  save_picture ("second-chosen");
  g_assert_cmpuint (editor ()->cards->len, ==, 3);
  bring_up (editor ()->tree);
  take (0);
  carry_over (card (1), 100, gtk_widget_get_height (card (1)) - 4);
  let_go ();
  g_assert_cmpstr (second_text (), ==, "Linear(offset=1) + White(variance=1) + RBF(lengthscale=1)");
  take (1);
  carry_over (card (0), gtk_widget_get_width (card (0)) * 0.75, gtk_widget_get_height (card (0)) / 2);
  let_go ();
  g_assert_cmpstr (second_text (), ==, "Linear(offset=1) * White(variance=1) + RBF(lengthscale=1)");
  g_autofree char *now = mercer_kernel_print (mercer_recipe_kernel (recipe_of (&stage)));
  g_assert_cmpstr (now, ==, first);

  bring_up (GTK_WIDGET (kernel_row (0)));
  GtkWidget *back = find (GTK_WIDGET (kernel_row (1)), GTK_TYPE_BUTTON, NULL, NULL);
  move_over (back, gtk_widget_get_width (back) / 2.0, gtk_widget_get_height (back) / 2.0);
  hand ("click 1");
  turn (50);
  g_assert_cmpstr (second_text (), ==, "");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (kernel_row (1)))); /* and the focus is not lost with the button */
  save_picture ("second-automatic");
  drop_curtain (&stage);
}

/* The same without a pointer: arrows choose, Tab goes into the editor, Delete in the list goes back to what the method says. */
static void
test_second_by_keys (void)
{
  g_autofree char *first = open_second ("White(variance=1) + Linear(offset=1)");
  gtk_widget_grab_focus (GTK_WIDGET (kernel_row (0)));
  hand ("key Down");
  g_assert_true (gtk_list_box_row_is_selected (kernel_row (1)));
  g_assert_cmpuint (editor ()->cards->len, ==, 2);
  for (int i = 0; i < 12 && !gtk_widget_is_ancestor (gtk_window_get_focus (stage.window), editor ()->text); i++)
    hand ("key Tab");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (stage.window), editor ()->text));
  hand ("key ctrl+a");
  hand ("type RBF(lengthscale=2)+Cosine(period=3)");
  hand ("key Return");
  g_assert_cmpstr (second_text (), ==, "RBF(lengthscale=2) + Cosine(period=3)");
  mercer_kernel_card_focus (MERCER_KERNEL_CARD (card (1)));
  hand ("key alt+Up");
  g_assert_cmpstr (second_text (), ==, "Cosine(period=3) + RBF(lengthscale=2)");
  hand ("key ctrl+d");
  g_assert_cmpstr (second_text (), ==, "Cosine(period=3) + Cosine(period=3) + RBF(lengthscale=2)");
  hand ("key alt+Right");
  g_assert_cmpstr (second_text (), ==, "Cosine(period=3) * Cosine(period=3) + RBF(lengthscale=2)");
  gtk_widget_grab_focus (GTK_WIDGET (kernel_row (1)));
  hand ("key Delete");
  g_assert_cmpstr (second_text (), ==, "");
  for (int i = 0; i < 5; i++)
    mercer_session_undo (stage.session);
  g_assert_cmpstr (second_text (), ==, "White(variance=1) + Linear(offset=1)");
  g_assert_false (mercer_session_can_undo (stage.session));
  hand ("key Up");
  g_assert_true (gtk_list_box_row_is_selected (kernel_row (0)));
  g_autofree char *now = mercer_kernel_print (mercer_recipe_kernel (recipe_of (&stage)));
  g_assert_cmpstr (now, ==, first);
  drop_curtain (&stage);
}

int
main (int argc, char **argv)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  harness_init (&argc, &argv);
  if (xdotool == NULL)
    {
      g_print ("1..0 # SKIP xdotool is missing\n");
      return 0;
    }
  g_test_add_func ("/app/kernel-hand/reorder", test_reorder);
  g_test_add_func ("/app/kernel-hand/regroup", test_regroup);
  g_test_add_func ("/app/kernel-hand/nothing", test_nothing);
  g_test_add_func ("/app/kernel-hand/changed-under-drag", test_changed_under_drag);
  g_test_add_func ("/app/kernel-hand/keys", test_keys);
  g_test_add_func ("/app/kernel-hand/everywhere", test_everywhere);
  g_test_add_func ("/app/kernel-hand/second-by-pointer", test_second_by_pointer);
  g_test_add_func ("/app/kernel-hand/second-by-keys", test_second_by_keys);
  return g_test_run ();
}
