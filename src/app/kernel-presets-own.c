/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's own kernels among the presets: saved, renamed, removed, brought back. */

#include "kernel-presets-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-presets-rows.h"

static MercerKernel *
present (MercerKernelPresets *presets)
{
  return mercer_kernel_editor_kernel (presets->editor);
}

void
mercer_kernel_presets_say (MercerKernelPresets *presets, const char *sentence, bool restore)
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

void
mercer_kernel_presets_stop_naming (MercerKernelPresets *presets)
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
      mercer_kernel_presets_say (presets, error->message, false);
      return;
    }
  g_autofree char *sentence
      = g_strdup_printf (presets->renaming != NULL ? _ ("Renamed to “%s”") : _ ("Saved as “%s”"), g_strstrip (name));
  mercer_kernel_presets_stop_naming (presets);
  mercer_kernel_presets_fill (presets);
  mercer_kernel_presets_say (presets, sentence, false);
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
      mercer_kernel_presets_say (presets, error->message, false);
      return;
    }
  mercer_kernel_presets_stop_naming (presets);
  gtk_widget_grab_focus (presets->search);
  mercer_kernel_presets_fill (presets);
  g_autofree char *sentence = g_strdup_printf (_ ("Removed “%s”"), name);
  g_free (presets->removed);
  presets->removed = g_steal_pointer (&name);
  mercer_kernel_presets_say (presets, sentence, kernel != NULL);
}

static void
restore_cb (GtkButton *button, gpointer data)
{
  MercerKernelPresets *presets = data;
  g_autoptr (GError) error = NULL;

  if (!mercer_preset_book_put (presets->book, presets->removed, presets->removed_kernel, &error))
    {
      mercer_kernel_presets_say (presets, error->message, true);
      return;
    }
  gtk_widget_grab_focus (presets->search);
  mercer_kernel_presets_fill (presets);
  mercer_kernel_presets_say (presets, NULL, false);
}

/* Escape gives a renaming up before it closes the popover. */
static gboolean
name_key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  MercerKernelPresets *presets = data;

  if (key != GDK_KEY_Escape || presets->renaming == NULL)
    return GDK_EVENT_PROPAGATE;
  mercer_kernel_presets_stop_naming (presets);
  return GDK_EVENT_STOP;
}

void
mercer_kernel_presets_append_own (MercerKernelPresets *presets, size_t i)
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

GtkWidget *
mercer_kernel_presets_naming_new (MercerKernelPresets *presets)
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

GtkWidget *
mercer_kernel_presets_message_new (MercerKernelPresets *presets)
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
