/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-list-row.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-thumbnail.h"

#define SKETCH_WIDTH  56
#define SKETCH_HEIGHT 32

struct _MercerKernelRow
{
  GtkListBoxRow parent_instance;

  GtkWidget *caption, *label, *sketch, *remove;
};

G_DEFINE_FINAL_TYPE (MercerKernelRow, mercer_kernel_row, GTK_TYPE_LIST_BOX_ROW)

static guint signal_gone;

static void
set_class (GtkWidget *widget, const char *css_class, bool has_it)
{
  if (has_it)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* "Second set, automatic", or what is wrong with it; "": it goes by its expression. Free with g_free. */
static char *
caption_of (const MercerKernelEntry *entry)
{
  bool unsaid = entry->how != NULL && *entry->text == '\0';

  if (entry->mistake != NULL)
    return entry->title != NULL ? g_strdup_printf (_ ("%s: %s"), entry->title, entry->mistake) : g_strdup (entry->mistake);
  if (entry->title == NULL)
    return g_strdup (unsaid ? entry->how : "");
  /* Translators: whose kernel it is, and how it came about: "Second set, automatic". */
  return unsaid ? g_strdup_printf (_ ("%s, %s"), entry->title, entry->how) : g_strdup (entry->title);
}

static void
show_button (MercerKernelRow *row, const MercerKernelEntry *entry, const char *shown)
{
  /* Translators: a button; then what the kernel is without a person's own: "Back to: automatic". */
  g_autofree char *words = entry->how != NULL ? g_strdup_printf (_ ("Back to: %s"), entry->how)
                                              : g_strdup_printf (_ ("Remove %s"), shown);

  gtk_button_set_icon_name (GTK_BUTTON (row->remove), entry->how != NULL ? "edit-undo-symbolic" : "edit-delete-symbolic");
  gtk_widget_set_tooltip_text (row->remove, words);
  mercer_set_accessible_label (row->remove, words);
  gtk_widget_set_visible (row->remove, mercer_kernel_entry_can_go (entry));
}

/* A mistake is told in full, whatever room it takes. */
static void
show_caption (MercerKernelRow *row, const char *caption, bool mistake)
{
  gtk_label_set_label (GTK_LABEL (row->caption), caption);
  gtk_widget_set_visible (row->caption, *caption != '\0');
  set_class (row->caption, "error", mistake);
  set_class (row->caption, "dim-label", !mistake);
  gtk_label_set_wrap (GTK_LABEL (row->caption), mistake);
  gtk_label_set_ellipsize (GTK_LABEL (row->caption), mistake ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
}

void
mercer_kernel_row_show (MercerKernelRow *row, const MercerKernelEntry *entry, MercerRecipe *seen, guint i, guint n)
{
  g_autofree char *shown = entry->kernel != NULL ? mercer_kernel_show (entry->kernel) : g_strdup (entry->text);
  g_autofree char *caption = caption_of (entry);
  g_autofree char *label = *caption != '\0' ? g_strdup_printf (_ ("%s: %s"), caption, shown) : g_strdup (shown);
  g_autofree char *spoken = g_strdup_printf (_ ("Kernel %u of %u, %s"), i + 1, n, label);

  g_return_if_fail (MERCER_IS_KERNEL_ROW (row));
  show_caption (row, caption, entry->mistake != NULL);
  gtk_label_set_label (GTK_LABEL (row->label), shown);
  mercer_set_accessible_label (GTK_WIDGET (row), spoken);
  mercer_set_tooltip (GTK_WIDGET (row), label);
  show_button (row, entry, shown);
  gtk_widget_set_visible (row->sketch, entry->kernel != NULL);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), entry->kernel != NULL);
  if (entry->kernel != NULL)
    mercer_kernel_thumbnail_show (MERCER_KERNEL_THUMBNAIL (row->sketch), entry->kernel, mercer_recipe_role (seen, "x"), seen);
}

static void
remove_cb (MercerKernelRow *row)
{
  g_signal_emit (row, signal_gone, 0);
}

static GtkWidget *
label_new (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, css_class);
    }
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

GtkWidget *
mercer_kernel_row_new (void)
{
  return g_object_new (MERCER_TYPE_KERNEL_ROW, NULL);
}

static void
mercer_kernel_row_class_init (MercerKernelRowClass *class)
{
  signal_gone = g_signal_new ("gone", MERCER_TYPE_KERNEL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mercer_kernel_row_init (MercerKernelRow *row)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row->caption = label_new (words, "dim-label");
  row->label = label_new (words, NULL);
  row->sketch = mercer_kernel_thumbnail_new (SKETCH_WIDTH, SKETCH_HEIGHT);
  row->remove = mercer_icon_button_new ("edit-delete-symbolic", "");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (row->remove, "flat");
  gtk_widget_set_valign (row->remove, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (row->remove, "clicked", G_CALLBACK (remove_cb), row);
  gtk_widget_set_margin_start (line, 6);
  gtk_widget_set_margin_end (line, 6);
  gtk_widget_set_size_request (line, -1, 40);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), row->sketch);
  gtk_box_append (GTK_BOX (line), row->remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
}
