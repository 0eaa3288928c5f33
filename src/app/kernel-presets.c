/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-presets-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"
#include "kernel-presets-rows.h"

#define LIST_HEIGHT 300
#define LIST_WIDTH  300

G_DEFINE_FINAL_TYPE (MercerKernelPresets, mercer_kernel_presets, ADW_TYPE_BIN)

/* --- Choosing --------------------------------------------------------------------------------- */

/* The kernel is taken after the popover is gone, as it gives the focus back. */
typedef struct
{
  MercerKernelPresets *presets;
  MercerKernel *kernel;
} Choice;

static gboolean
chosen_idle_cb (gpointer data)
{
  Choice *choice = data;
  MercerKernelPath root = { 0 };

  if (gtk_widget_get_root (GTK_WIDGET (choice->presets)) != NULL)
    mercer_kernel_editor_edit (choice->presets->editor, choice->kernel, _ ("Kernel Preset"), &root);
  else
    mercer_kernel_unref (choice->kernel);
  g_object_unref (choice->presets);
  g_free (choice);
  return G_SOURCE_REMOVE;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  MercerKernelPresets *presets = data;
  Choice *choice;

  if (!gtk_list_box_row_get_activatable (row))
    return;
  choice = g_new (Choice, 1);
  choice->presets = g_object_ref (presets);
  choice->kernel = mercer_kernel_ref (g_object_get_data (G_OBJECT (row), "kernel"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (presets->button));
  g_idle_add_full (G_PRIORITY_DEFAULT, chosen_idle_cb, choice, NULL);
}

/* Return in the search entry takes the first that is left. */
static void
search_activate_cb (GtkSearchEntry *search, gpointer data)
{
  MercerKernelPresets *presets = data;

  for (GtkWidget *row = gtk_widget_get_first_child (presets->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_child_visible (row)
        && gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)))
      {
        row_activated_cb (GTK_LIST_BOX (presets->list), GTK_LIST_BOX_ROW (row), presets);
        return;
      }
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  MercerKernelPresets *presets = data;
  g_autofree char *part = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (presets->search)), -1);
  const char *words = g_object_get_data (G_OBJECT (row), "words");

  return strstr (words, part) != NULL;
}

/* --- The list ------------------------------------------------------------------------------------- */

void
mercer_kernel_presets_fill (MercerKernelPresets *presets)
{
  size_t n;
  const MercerPreset *all = mercer_presets (&n);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (presets->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (presets->list), GTK_WIDGET (row));
  for (size_t i = 0; i < mercer_preset_book_length (presets->book); i++)
    mercer_kernel_presets_append_own (presets, i);
  for (size_t i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerKernel) kernel = mercer_preset_kernel (&all[i], presets->editor->recipe, &error);
      GtkWidget *made = mercer_preset_row_new (_ (all[i].title), kernel != NULL ? _ (all[i].assumption) : error->message, kernel,
                                               presets->editor->recipe);
      mercer_preset_row_set_section (made, _ ("Suited to these data"));
      gtk_list_box_append (GTK_LIST_BOX (presets->list), made);
    }
}

/* --- The popover ------------------------------------------------------------------------------- */

static void
build_popover (MercerKernelPresets *presets)
{
  GtkWidget *popover = gtk_popover_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  presets->list = gtk_list_box_new ();
  presets->search = mercer_list_search_new (GTK_MENU_BUTTON (presets->button), GTK_LIST_BOX (presets->list),
                                            _ ("Search presets"), _ ("No preset matches"));
  g_signal_connect_object (presets->search, "activate", G_CALLBACK (search_activate_cb), presets, 0);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (presets->list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (presets->list), filter_cb, presets, NULL);
  gtk_list_box_set_header_func (GTK_LIST_BOX (presets->list), mercer_preset_row_header_cb, NULL, NULL);
  mercer_set_accessible_label (presets->list, _ ("Kernel presets"));
  g_signal_connect_object (presets->list, "row-activated", G_CALLBACK (row_activated_cb), presets, 0);
  gtk_widget_set_focusable (scrolled, FALSE); /* from the search to the rows */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), presets->list);
  gtk_widget_set_size_request (scrolled, LIST_WIDTH, -1);
  gtk_box_append (GTK_BOX (column), presets->search);
  gtk_box_append (GTK_BOX (column), scrolled);
  gtk_box_append (GTK_BOX (column), mercer_kernel_presets_naming_new (presets));
  gtk_box_append (GTK_BOX (column), mercer_kernel_presets_message_new (presets));
  gtk_popover_set_child (GTK_POPOVER (popover), column);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (presets->button), popover);
}

/* Data, kernel and file may be others than the last time. */
static void
create_popup_cb (GtkMenuButton *button, gpointer data)
{
  MercerKernelPresets *presets = data;
  g_autoptr (GError) error = NULL;

  if (presets->list == NULL)
    build_popover (presets);
  gtk_editable_set_text (GTK_EDITABLE (presets->search), "");
  mercer_kernel_presets_stop_naming (presets);
  mercer_kernel_presets_say (presets, mercer_preset_book_load (presets->book, &error) ? NULL : error->message, false);
  mercer_kernel_presets_fill (presets);
}

/* --- The widget ------------------------------------------------------------------------------- */

GtkWidget *
mercer_kernel_presets_new (MercerKernelEditor *editor)
{
  MercerKernelPresets *presets = g_object_new (MERCER_TYPE_KERNEL_PRESETS, NULL);

  presets->editor = editor;
  return GTK_WIDGET (presets);
}

static void
mercer_kernel_presets_finalize (GObject *object)
{
  MercerKernelPresets *presets = MERCER_KERNEL_PRESETS (object);

  mercer_preset_book_free (presets->book);
  g_free (presets->renaming);
  g_free (presets->removed);
  g_clear_pointer (&presets->removed_kernel, mercer_kernel_unref);
  G_OBJECT_CLASS (mercer_kernel_presets_parent_class)->finalize (object);
}

static void
mercer_kernel_presets_class_init (MercerKernelPresetsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mercer_kernel_presets_finalize;
}

static void
mercer_kernel_presets_init (MercerKernelPresets *presets)
{
  presets->book = mercer_preset_book_new (NULL);
  presets->button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (presets->button), _ ("Presets"));
  gtk_widget_add_css_class (presets->button, "flat");
  mercer_set_tooltip (presets->button, _ ("Whole kernels by name; save your own"));
  mercer_set_accessible_label (presets->button, _ ("Kernel presets"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (presets->button), create_popup_cb, presets, NULL);
  adw_bin_set_child (ADW_BIN (presets), presets->button);
}
