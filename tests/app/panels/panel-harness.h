/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "param-row.h"
#include "testing.h"

/* A window of one's own for a widget, and ways to find and work what is in it as a person or an assistive tool
 * would. The main loop turns only in turn (). */

static inline void
harness_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      exit (0);
    }
  adw_init ();
}

static inline void
turn (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_main_context_iteration (NULL, FALSE) || g_get_monotonic_time () < end)
    if (g_get_monotonic_time () < end)
      g_usleep (500);
}

static inline GtkWindow *
show_in_window (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), widget);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return GTK_WINDOW (window);
}

/* Closes and lets everything that waits for idle happen. */
static inline void
close_window (GtkWindow *window)
{
  gtk_window_destroy (window);
  turn (5);
}

typedef bool (*Match) (GtkWidget *widget, gconstpointer what);

static inline GtkWidget *
find (GtkWidget *root, GType type, Match match, gconstpointer what)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (match == NULL || match (root, what)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, match, what);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline bool
row_has_key (GtkWidget *row, gconstpointer key)
{
  return g_str_equal (mercer_param_row_spec (MERCER_PARAM_ROW (row))->key, key);
}

/* The row of a value by its key, e.g. "param:noise". */
static inline MercerParamRow *
find_row (GtkWidget *root, const char *key)
{
  GtkWidget *row = find (root, MERCER_TYPE_PARAM_ROW, row_has_key, key);

  if (row == NULL)
    g_error ("there is no row %s", key);
  return MERCER_PARAM_ROW (row);
}

static inline bool
button_has_label (GtkWidget *button, gconstpointer label)
{
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0;
}

static inline bool
has_tooltip (GtkWidget *widget, gconstpointer text)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0;
}

static inline GtkWidget *
part (MercerParamRow *row, GType type)
{
  GtkWidget *found = find (GTK_WIDGET (row), type, NULL, NULL);

  g_assert_nonnull (found);
  return found;
}

static inline void
press (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

/* Types into the entry and confirms it. */
static inline void
enter (MercerParamRow *row, const char *text)
{
  GtkWidget *entry = part (row, GTK_TYPE_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

/* As an assistive tool does; place in the slider's own units. */
static inline void
slide (MercerParamRow *row, double place)
{
  gtk_range_set_value (GTK_RANGE (part (row, GTK_TYPE_SCALE)), place);
}

/* One press of an arrow key. */
static inline void
slide_by_key (MercerParamRow *row, GtkScrollType key)
{
  g_signal_emit_by_name (part (row, GTK_TYPE_SCALE), "move-slider", key);
}

static inline const char *
entry_text (MercerParamRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (part (row, GTK_TYPE_ENTRY)));
}
