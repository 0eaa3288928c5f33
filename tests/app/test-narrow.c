/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page fits the width of a phone, 360 pixels, with every method. */
#include "harness.h"

#define PHONE 360

/* The way down to the widest child, for the one who has to mend it. */
static void
say_why (GtkWidget *widget, int depth)
{
  int minimum, widest = 0;
  GtkWidget *culprit = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (gtk_widget_get_visible (child) && minimum > widest)
        {
          widest = minimum;
          culprit = child;
        }
    }
  if (culprit == NULL)
    return;
  g_test_message ("%*s%s %s needs %d", depth, "", G_OBJECT_TYPE_NAME (culprit), gtk_widget_get_name (culprit), widest);
  say_why (culprit, depth + 1);
}

static void
assert_narrow (MercerWindow *window, const char *what)
{
  int minimum;
  harness_turn (0.3);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_test_message ("%s: %d pixels", what, minimum);
  if (minimum > PHONE)
    say_why (GTK_WIDGET (window), 0);
  g_assert_cmpint (minimum, <=, PHONE);
}

static void
test_pages (void)
{
  static const char *const pages[] = { "data", "numbers", "plot" };
  MercerWindow *window = harness_window (PHONE, 640);
  assert_narrow (window, "nothing open");
  harness_load (window, "sample:penguins");
  for (size_t i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", pages[i]);
      assert_narrow (window, pages[i]);
    }
  harness_screenshot (window, "narrow");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-pane", NULL);
  assert_narrow (window, "controls");
  harness_screenshot (window, "narrow-controls");
  harness_close (window);
}

static void
test_methods (void)
{
  MercerWindow *window = harness_window (PHONE, 640);
  harness_load (window, "sample:iris");
  for (size_t i = 0; mercer_methods[i] != NULL; i++)
    {
      MercerSession *session = mercer_window_get_session (window);
      g_autoptr (MercerRecipe) recipe = mercer_session_recall (session, 0, mercer_methods[i]);
      mercer_session_set (session, 0, recipe, "Method", NULL);
      assert_narrow (window, mercer_methods[i]->id);
    }
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/narrow/pages", test_pages);
  g_test_add_func ("/narrow/methods", test_methods);
  return g_test_run ();
}
