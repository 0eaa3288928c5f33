/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"

struct _MercerKernelChooser
{
  AdwBin parent_instance;

  GtkWidget *button, *label;
  GtkWidget *search, *list; /* once the popover exists */
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelChooser, mercer_kernel_chooser, ADW_TYPE_BIN)

static const MercerKernelFamily *
family_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "family");
}

/* The family is chosen after the popover is gone: whoever listens may well take the whole card away. */
typedef struct
{
  MercerKernelChooser *chooser;
  const char *id;
} Choice;

static gboolean
chosen_idle_cb (gpointer data)
{
  Choice *choice = data;

  g_signal_emit (choice->chooser, signals[SIGNAL_CHOSEN], 0, choice->id);
  g_object_unref (choice->chooser);
  g_free (choice);
  return G_SOURCE_REMOVE;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  MercerKernelChooser *chooser = data;
  Choice *choice = g_new (Choice, 1);

  choice->chooser = g_object_ref (chooser);
  choice->id = family_of (row)->id;
  gtk_menu_button_popdown (GTK_MENU_BUTTON (chooser->button));
  g_idle_add_full (G_PRIORITY_DEFAULT, chosen_idle_cb, choice, NULL);
}

static bool
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, part) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  MercerKernelChooser *chooser = data;
  const MercerKernelFamily *family = family_of (row);
  g_autofree char *part = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (chooser->search)), -1);

  return contains (family->id, part) || contains (_ (family->title), part) || contains (_ (family->assumption), part);
}

/* Return in the search entry takes the first family that is left. */
static void
search_activate_cb (GtkSearchEntry *search, gpointer data)
{
  MercerKernelChooser *chooser = data;

  for (GtkWidget *row = gtk_widget_get_first_child (chooser->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_child_visible (row))
      {
        row_activated_cb (GTK_LIST_BOX (chooser->list), GTK_LIST_BOX_ROW (row), chooser);
        return;
      }
}

static GtkWidget *
row_new (const MercerKernelFamily *family)
{
  GtkWidget *row = gtk_list_box_row_new (), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (_ (family->title)), *formula = gtk_label_new (family->formula);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (formula), 0);
  gtk_label_set_ellipsize (GTK_LABEL (formula), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (formula, "dim-label");
  gtk_widget_add_css_class (formula, "caption");
  gtk_box_append (GTK_BOX (lines), title);
  gtk_box_append (GTK_BOX (lines), formula);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), lines);
  gtk_widget_set_tooltip_text (row, _ (family->assumption));
  mercer_set_accessible_label (row, _ (family->title));
  mercer_set_accessible_description (row, _ (family->assumption));
  g_object_set_data (G_OBJECT (row), "family", (gpointer) family);
  return row;
}

static void
create_popup_cb (GtkMenuButton *button, gpointer data)
{
  MercerKernelChooser *chooser = data;
  GtkWidget *popover, *column, *scrolled;

  if (chooser->list != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (chooser->search), "");
      return;
    }
  popover = gtk_popover_new ();
  column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  scrolled = gtk_scrolled_window_new ();
  chooser->list = gtk_list_box_new ();
  chooser->search = mercer_list_search_new (button, GTK_LIST_BOX (chooser->list), _ ("Search kernels"),
                                            _ ("No kernel matches"));
  g_signal_connect_object (chooser->search, "activate", G_CALLBACK (search_activate_cb), chooser, 0);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (chooser->list), GTK_SELECTION_NONE);
  mercer_set_accessible_label (chooser->list, _ ("Kernels"));
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL; family++)
    gtk_list_box_append (GTK_LIST_BOX (chooser->list), row_new (*family));
  gtk_list_box_set_filter_func (GTK_LIST_BOX (chooser->list), filter_cb, chooser, NULL);
  g_signal_connect_object (chooser->list, "row-activated", G_CALLBACK (row_activated_cb), chooser, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), chooser->list);
  gtk_widget_set_size_request (scrolled, 240, -1);
  gtk_box_append (GTK_BOX (column), chooser->search);
  gtk_box_append (GTK_BOX (column), scrolled);
  gtk_popover_set_child (GTK_POPOVER (popover), column);
  gtk_menu_button_set_popover (button, popover);
}

GtkWidget *
mercer_kernel_chooser_new (const char *label, const char *name)
{
  MercerKernelChooser *chooser = g_object_new (MERCER_TYPE_KERNEL_CHOOSER, NULL);

  gtk_label_set_label (GTK_LABEL (chooser->label), label);
  gtk_widget_set_tooltip_text (chooser->button, name);
  mercer_set_accessible_label (chooser->button, name);
  return GTK_WIDGET (chooser);
}

GtkWidget *
mercer_kernel_chooser_button (MercerKernelChooser *chooser)
{
  return chooser->button;
}

static void
mercer_kernel_chooser_class_init (MercerKernelChooserClass *class)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", MERCER_TYPE_KERNEL_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mercer_kernel_chooser_init (MercerKernelChooser *chooser)
{
  chooser->button = gtk_menu_button_new ();
  chooser->label = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (chooser->label), PANGO_ELLIPSIZE_END);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (chooser->button), chooser->label);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (chooser->button), create_popup_cb, chooser, NULL);
  adw_bin_set_child (ADW_BIN (chooser), chooser->button);
}
