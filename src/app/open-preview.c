/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "open-preview.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "compat.h"
#include "data-view-rows.h"

typedef struct
{
  char *path;
  MercerReadOptions options;
  bool answered;
  MercerPreviewFunc answer;
  void *data;
  GtkWindow *window;
  GtkDropDown *delimiter, *encoding;
  GtkSwitch *header, *comma;
  GtkLabel *words, *trouble;
  GtkColumnView *rows;
  GtkWidget *open;
} Preview;

static const struct
{
  const char *title;
  char delimiter;
} delimiters[] = {
  { N_("Commas"), ',' },
  { N_("Semicolons"), ';' },
  { N_("Tabs"), '\t' },
  { N_("Spaces"), ' ' },
};
static const char *const encodings[] = { "UTF-8", "ISO-8859-1", "UTF-16LE", "UTF-16BE" };

static void
preview_free (void *data)
{
  Preview *self = data;
  if (!self->answered)
    self->answer (NULL, self->data);
  g_free (self->path);
  g_free (self);
}

static void
show_preview (Preview *self, const MercerPreview *preview, const GError *error)
{
  const char *trouble = error != NULL                   ? error->message
                        : preview->head_error != NULL ? preview->head_error->message
                                                      : preview->doubt;
  g_autofree char *notes = preview != NULL && preview->head != NULL
                             ? g_strjoinv ("\n", (char **) mercer_dataset_notes (preview->head))
                             : g_strdup ("");
  g_autofree char *words = g_strconcat (preview != NULL ? preview->in_words : "", *notes != '\0' ? "\n" : "", notes, NULL);
  gtk_label_set_text (self->words, words);
  gtk_label_set_text (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  mercer_data_rows_show (self->rows, preview != NULL ? preview->head : NULL);
  gtk_widget_set_sensitive (self->open, preview != NULL && preview->head != NULL);
}

/* Reads the first rows again the way the choices say; 256 KiB at most, so at once. */
static void
choice_changed_cb (Preview *self)
{
  guint delimiter = gtk_drop_down_get_selected (self->delimiter);
  guint encoding = gtk_drop_down_get_selected (self->encoding);
  if (delimiter < G_N_ELEMENTS (delimiters))
    self->options.delimiter = delimiters[delimiter].delimiter;
  if (encoding < G_N_ELEMENTS (encodings))
    self->options.encoding = encodings[encoding];
  self->options.header = gtk_switch_get_active (self->header) ? MERCER_YES : MERCER_NO;
  self->options.decimal_comma = gtk_switch_get_active (self->comma) ? MERCER_YES : MERCER_NO;

  g_autoptr (GError) error = NULL;
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (self->path, &self->options, &error);
  show_preview (self, preview, error);
}

static void
open_cb (Preview *self)
{
  self->answered = true;
  self->answer (&self->options, self->data);
  gtk_window_destroy (self->window);
}

static GtkWidget *
choices (Preview *self)
{
  const char *titles[G_N_ELEMENTS (delimiters) + 1] = { NULL };
  const char *names[G_N_ELEMENTS (encodings) + 1] = { NULL };
  guint delimiter = GTK_INVALID_LIST_POSITION, encoding = 0;
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      titles[i] = _(delimiters[i].title);
      if (delimiters[i].delimiter == self->options.delimiter)
        delimiter = i;
    }
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      names[i] = encodings[i];
      if (g_strcmp0 (encodings[i], self->options.encoding) == 0)
        encoding = i;
    }
  GtkWidget *group = adw_preferences_group_new ();
  AdwPreferencesGroup *rows = ADW_PREFERENCES_GROUP (group);
  adw_preferences_group_add (rows, mercer_combo_row_new (_("Values are separated by"), NULL, titles, &self->delimiter));
  adw_preferences_group_add (rows, mercer_switch_row_new (_("The first line holds names"), NULL, &self->header));
  adw_preferences_group_add (rows, mercer_switch_row_new (_("Decimal commas"), _("3,14 instead of 3.14"), &self->comma));
  adw_preferences_group_add (rows, mercer_combo_row_new (_("Character encoding"), NULL, names, &self->encoding));
  gtk_drop_down_set_selected (self->delimiter, delimiter);
  gtk_drop_down_set_selected (self->encoding, encoding);
  gtk_switch_set_active (self->header, self->options.header == MERCER_YES);
  gtk_switch_set_active (self->comma, self->options.decimal_comma == MERCER_YES);
  g_signal_connect_swapped (self->delimiter, "notify::selected", G_CALLBACK (choice_changed_cb), self);
  g_signal_connect_swapped (self->encoding, "notify::selected", G_CALLBACK (choice_changed_cb), self);
  g_signal_connect_swapped (self->header, "notify::active", G_CALLBACK (choice_changed_cb), self);
  g_signal_connect_swapped (self->comma, "notify::active", G_CALLBACK (choice_changed_cb), self);
  return group;
}

static GtkLabel *
wrapped_label (GtkWidget *box, const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
body (Preview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  self->words = wrapped_label (box, "heading");
  self->trouble = wrapped_label (box, "warning");
  gtk_box_append (GTK_BOX (box), choices (self));
  self->rows = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "data-table");
  mercer_set_accessible_label (GTK_WIDGET (self->rows), _("First rows"));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->rows));
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}

static GtkWidget *
header_bar (Preview *self, const char *title)
{
  GtkWidget *header = adw_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  self->open = gtk_button_new_with_mnemonic (_("_Open"));
  mercer_set_accessible_label (cancel, _("Cancel"));
  mercer_set_accessible_label (self->open, _("Open"));
  gtk_widget_add_css_class (self->open, "suggested-action");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->open);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("How to Read It"), title));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_cb), self);
  return header;
}

void
mercer_open_preview_show (GtkWindow *parent, const char *path, const MercerPreview *preview, MercerPreviewFunc answer,
                          void *data)
{
  Preview *self = g_new0 (Preview, 1);
  self->path = g_strdup (path);
  self->options = preview->options;
  self->answer = answer;
  self->data = data;
  self->window = GTK_WINDOW (adw_window_new ());
  g_object_set_data_full (G_OBJECT (self->window), "mercer-preview", self, preview_free);

  g_autofree char *name = g_path_get_basename (path);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), header_bar (self, name));
  gtk_box_append (GTK_BOX (box), body (self));
  show_preview (self, preview, NULL);
  adw_window_set_content (ADW_WINDOW (self->window), box);
  gtk_window_set_title (self->window, _("How to Read It"));
  gtk_window_set_default_size (self->window, 560, 620);
  gtk_window_set_transient_for (self->window, parent);
  gtk_window_set_modal (self->window, TRUE);
  gtk_window_set_destroy_with_parent (self->window, TRUE);
  gtk_window_set_default_widget (self->window, self->open);
  gtk_window_present (self->window);
}
