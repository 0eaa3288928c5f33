/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-presets.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"
#include "kernel-presets-rows.h"
#include "preset.h"

#define LIST_HEIGHT 300
#define LIST_WIDTH  300

struct _MercerKernelPresets
{
  AdwBin parent_instance;

  MercerKernelEditor *editor;
  MercerPresetBook *book;
  GtkWidget *button;
  /* of the popover, once there is one */
  GtkWidget *list, *search, *name, *save, *message, *restore;
  char *renaming; /* the name that the entry is about to change; NULL: it names the present kernel */
  char *removed;  /* what was removed last, and its text */
  MercerKernel *removed_kernel;
};

G_DEFINE_FINAL_TYPE (MercerKernelPresets, mercer_kernel_presets, ADW_TYPE_BIN)

static void fill_list (MercerKernelPresets *presets);

static MercerKernel *
present (MercerKernelPresets *presets)
{
  return mercer_kernel_editor_kernel (presets->editor);
}

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

/* --- The person's own ----------------------------------------------------------------------------- */

static void
say (MercerKernelPresets *presets, const char *sentence, bool restore)
{
  gtk_label_set_label (GTK_LABEL (presets->message), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (presets->message, sentence != NULL);
  gtk_widget_set_visible (presets->restore, restore);
  if (sentence != NULL)
    mercer_announce (presets->message, sentence);
}

/* What the button beside the name does. */
static void
show_save (MercerKernelPresets *presets)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (presets->name))));
  const char *label = presets->renaming != NULL                       ? _ ("Rename")
                      : mercer_preset_book_has (presets->book, name) ? _ ("Replace")
                                                                     : _ ("Save");

  gtk_button_set_label (GTK_BUTTON (presets->save), label);
  gtk_widget_set_sensitive (presets->save, *name != '\0');
}

static void
stop_naming (MercerKernelPresets *presets)
{
  g_clear_pointer (&presets->renaming, g_free);
  gtk_editable_set_text (GTK_EDITABLE (presets->name), "");
  show_save (presets);
}

static void
save_cb (GtkWidget *widget, gpointer data)
{
  MercerKernelPresets *presets = data;
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (presets->name)));
  g_autoptr (GError) error = NULL;
  bool done = presets->renaming != NULL ? mercer_preset_book_rename (presets->book, presets->renaming, name, &error)
                                        : mercer_preset_book_put (presets->book, name, present (presets), &error);

  if (!done)
    {
      say (presets, error->message, false);
      return;
    }
  g_autofree char *sentence
      = g_strdup_printf (presets->renaming != NULL ? _ ("Renamed to “%s”") : _ ("Saved as “%s”"), g_strstrip (name));
  stop_naming (presets);
  fill_list (presets);
  say (presets, sentence, false);
}

static void
rename_cb (GtkButton *button, gpointer data)
{
  MercerKernelPresets *presets = data;

  g_free (presets->renaming);
  presets->renaming = g_strdup (g_object_get_data (G_OBJECT (button), "name"));
  gtk_editable_set_text (GTK_EDITABLE (presets->name), presets->renaming);
  gtk_widget_grab_focus (presets->name);
  show_save (presets);
}

static void
remove_cb (GtkButton *button, gpointer data)
{
  MercerKernelPresets *presets = data;
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  MercerKernel *kernel = g_object_get_data (G_OBJECT (row), "kernel");
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (button), "name"));
  g_autoptr (GError) error = NULL;

  if (kernel != NULL)
    mercer_kernel_ref (kernel);
  g_clear_pointer (&presets->removed_kernel, mercer_kernel_unref);
  presets->removed_kernel = kernel;
  if (!mercer_preset_book_remove (presets->book, name, &error))
    {
      say (presets, error->message, false);
      return;
    }
  stop_naming (presets);
  gtk_widget_grab_focus (presets->search);
  fill_list (presets);
  g_autofree char *sentence = g_strdup_printf (_ ("Removed “%s”"), name);
  g_free (presets->removed);
  presets->removed = g_steal_pointer (&name);
  say (presets, sentence, kernel != NULL);
}

static void
restore_cb (GtkButton *button, gpointer data)
{
  MercerKernelPresets *presets = data;
  g_autoptr (GError) error = NULL;

  if (!mercer_preset_book_put (presets->book, presets->removed, presets->removed_kernel, &error))
    {
      say (presets, error->message, true);
      return;
    }
  gtk_widget_grab_focus (presets->search);
  fill_list (presets);
  say (presets, NULL, false);
}

/* Escape gives a renaming up before it closes the popover. */
static gboolean
name_key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  MercerKernelPresets *presets = data;

  if (key != GDK_KEY_Escape || presets->renaming == NULL)
    return GDK_EVENT_PROPAGATE;
  stop_naming (presets);
  return GDK_EVENT_STOP;
}

/* --- The list ------------------------------------------------------------------------------------- */

static void
append_own (MercerKernelPresets *presets, size_t i)
{
  const char *name = mercer_preset_book_name (presets->book, i);
  const char *const *inputs = mercer_recipe_role (presets->editor->recipe, "x");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (mercer_preset_book_text (presets->book, i), NULL, NULL, &error);
  g_autoptr (MercerKernel) bound
      = kernel != NULL ? mercer_kernel_bind (kernel, inputs, g_strv_length ((GStrv) inputs), &error) : NULL;
  g_autofree char *shown = bound != NULL ? mercer_kernel_show (kernel) : NULL;
  g_autofree char *rename = g_strdup_printf (_ ("Rename “%s”"), name), *remove = g_strdup_printf (_ ("Remove “%s”"), name);
  GtkWidget *row = mercer_preset_row_new (name, shown != NULL ? shown : error->message, bound != NULL ? kernel : NULL,
                                          presets->editor->recipe);

  /* removing what does not fit can be taken back as well */
  if (bound == NULL && kernel != NULL)
    g_object_set_data_full (G_OBJECT (row), "kernel", mercer_kernel_ref (kernel), (GDestroyNotify) mercer_kernel_unref);
  mercer_preset_row_set_section (row, _ ("Saved by you"));
  g_signal_connect_object (mercer_preset_row_add_button (row, "document-edit-symbolic", rename, name), "clicked",
                           G_CALLBACK (rename_cb), presets, 0);
  g_signal_connect_object (mercer_preset_row_add_button (row, "user-trash-symbolic", remove, name), "clicked",
                           G_CALLBACK (remove_cb), presets, 0);
  gtk_list_box_append (GTK_LIST_BOX (presets->list), row);
}

static void
fill_list (MercerKernelPresets *presets)
{
  size_t n;
  const MercerPreset *all = mercer_presets (&n);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (presets->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (presets->list), GTK_WIDGET (row));
  for (size_t i = 0; i < mercer_preset_book_length (presets->book); i++)
    append_own (presets, i);
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

static GtkWidget *
naming_new (MercerKernelPresets *presets)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  presets->name = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (presets->name), _ ("Name for this kernel"));
  mercer_set_accessible_label (presets->name, _ ("Name under which this kernel is saved"));
  gtk_widget_set_hexpand (presets->name, TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (name_key_cb), presets);
  gtk_widget_add_controller (presets->name, keys);
  presets->save = gtk_button_new ();
  g_signal_connect_object (presets->name, "changed", G_CALLBACK (show_save), presets, G_CONNECT_SWAPPED);
  g_signal_connect_object (presets->name, "activate", G_CALLBACK (save_cb), presets, 0);
  g_signal_connect_object (presets->save, "clicked", G_CALLBACK (save_cb), presets, 0);
  gtk_box_append (GTK_BOX (line), presets->name);
  gtk_box_append (GTK_BOX (line), presets->save);
  return line;
}

static GtkWidget *
message_new (MercerKernelPresets *presets)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  presets->message = mercer_preset_line_new ("", "dim-label");
  presets->restore = gtk_button_new_with_label (_ ("Undo"));
  gtk_widget_add_css_class (presets->restore, "flat");
  g_signal_connect_object (presets->restore, "clicked", G_CALLBACK (restore_cb), presets, 0);
  gtk_box_append (GTK_BOX (line), presets->message);
  gtk_box_append (GTK_BOX (line), presets->restore);
  return line;
}

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
  gtk_box_append (GTK_BOX (column), naming_new (presets));
  gtk_box_append (GTK_BOX (column), message_new (presets));
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
  stop_naming (presets);
  say (presets, mercer_preset_book_load (presets->book, &error) ? NULL : error->message, false);
  fill_list (presets);
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
