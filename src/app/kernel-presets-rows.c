/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the list of presets. */
#include "kernel-presets-rows.h"

#include "compat.h"
#include "kernel-thumbnail.h"

GtkWidget *
mercer_preset_line_new (const char *words, const char *css_class)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* as wide as the list, not as the sentence */
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "caption");
    }
  return label;
}

GtkWidget *
mercer_preset_row_new (const char *title, const char *assumption, MercerKernel *kernel, MercerRecipe *recipe)
{
  GtkWidget *row = gtk_list_box_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *sketch = mercer_kernel_thumbnail_new (56, 36);
  g_autofree char *words = g_strconcat (title, "\n", assumption, NULL);

  if (kernel != NULL)
    {
      const char *const *columns = mercer_kernel_columns (kernel);
      mercer_kernel_thumbnail_show (MERCER_KERNEL_THUMBNAIL (sketch), kernel,
                                    columns != NULL ? columns : mercer_recipe_role (recipe, "x"),
                                    recipe);
      g_object_set_data_full (G_OBJECT (row), "kernel", mercer_kernel_ref (kernel), (GDestroyNotify) mercer_kernel_unref);
    }
  gtk_box_append (GTK_BOX (lines), mercer_preset_line_new (title, NULL));
  gtk_box_append (GTK_BOX (lines), mercer_preset_line_new (assumption, kernel != NULL ? "dim-label" : "error"));
  gtk_box_append (GTK_BOX (line), sketch);
  gtk_box_append (GTK_BOX (line), lines);
  gtk_widget_add_css_class (line, "list-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), kernel != NULL);
  g_object_set_data_full (G_OBJECT (row), "words", g_utf8_casefold (words, -1), g_free);
  mercer_set_accessible_label (row, title);
  mercer_set_accessible_description (row, assumption);
  return row;
}

GtkWidget *
mercer_preset_row_add_button (GtkWidget *row, const char *icon, const char *words, const char *name)
{
  GtkWidget *button = mercer_icon_button_new (icon, words);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  gtk_box_append (GTK_BOX (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), button);
  return button;
}

void
mercer_preset_row_set_section (GtkWidget *row, const char *section)
{
  g_object_set_data_full (G_OBJECT (row), "section", g_strdup (section), g_free);
}

void
mercer_preset_row_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *section = g_object_get_data (G_OBJECT (row), "section");
  GtkWidget *label;

  if (before != NULL && g_strcmp0 (section, g_object_get_data (G_OBJECT (before), "section")) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = mercer_preset_line_new (section, "heading");
  gtk_widget_add_css_class (label, "room-header");
  gtk_list_box_row_set_header (row, label);
}
