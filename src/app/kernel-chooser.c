/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-chooser.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "searched-list.h"

struct _MercerKernelChooser
{
  AdwBin parent_instance;

  GtkWidget *button, *label;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelChooser, mercer_kernel_chooser, ADW_TYPE_BIN)

/* Whoever listens may well take the whole card away. */
static void
chosen_cb (const void *item, GObject *owner)
{
  g_signal_emit (owner, signals[SIGNAL_CHOSEN], 0, ((const MercerKernelFamily *) item)->id);
}

static bool
matches (const void *item, const char *word)
{
  const MercerKernelFamily *family = item;

  return mercer_text_matches (family->id, word) || mercer_text_matches (_ (family->title), word)
         || mercer_text_matches (_ (family->assumption), word);
}

static const char *
title_of (const void *item)
{
  const MercerKernelFamily *family = item;

  return _ (family->title);
}

static GtkWidget *
row_new (const void *item)
{
  const MercerKernelFamily *family = item;
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
  mercer_set_tooltip (row, _ (family->assumption));
  mercer_set_accessible_label (row, _ (family->title));
  mercer_set_accessible_description (row, _ (family->assumption));
  return row;
}

static const MercerSearchedListClass list_class = {
  .name = N_ ("Kernels"), .search = N_ ("Search kernels"), .nothing = N_ ("No kernel matches"),
  .width = 240, .least_height = 280, .most_height = 280, .row_new = row_new, .matches = matches,
  .title = title_of,
};

GtkWidget *
mercer_kernel_chooser_new (const char *label, const char *name)
{
  MercerKernelChooser *chooser = g_object_new (MERCER_TYPE_KERNEL_CHOOSER, NULL);

  gtk_label_set_label (GTK_LABEL (chooser->label), label);
  mercer_set_tooltip (chooser->button, name);
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
  mercer_searched_list_attach (GTK_MENU_BUTTON (chooser->button), &list_class,
                               (const void *const *) mercer_kernel_families (), G_OBJECT (chooser), chosen_cb, NULL);
  adw_bin_set_child (ADW_BIN (chooser), chooser->button);
}
