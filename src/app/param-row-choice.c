/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A choice among named values; where each has a sentence, the list says it below the name. */
#include "param-row-private.h"

#include "compat.h"

/* A sentence is broken into lines of so many letters. */
#define SENTENCE_CHARS 38

static void
choice_cb (GObject *control, GParamSpec *pspec, gpointer data)
{
  MercerParamRow *row = data;
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (control));

  if (row->showing || chosen >= row->spec->n_choices)
    return;
  mercer_param_row_choose (row, row->spec->choice_values[chosen]);
  mercer_param_row_settle (row);
}

/* --- Names with sentences ------------------------------------------------------------------------ */

static void
selected_cb (GtkListItem *item, GParamSpec *pspec, GtkWidget *check)
{
  gtk_widget_set_opacity (check, gtk_list_item_get_selected (item) ? 1 : 0);
}

static GtkWidget *
line_new (const char *const *classes)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), SENTENCE_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), SENTENCE_CHARS);
  gtk_widget_set_css_classes (label, (const char **) classes);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MercerParamRow *row)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_box_append (GTK_BOX (words), line_new ((const char *const[]){ NULL }));
  gtk_box_append (GTK_BOX (words), line_new ((const char *const[]){ "caption", "dim-label", NULL }));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), check);
  gtk_list_item_set_child (item, line);
  g_signal_connect (item, "notify::selected", G_CALLBACK (selected_cb), check);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MercerParamRow *row)
{
  GtkWidget *line = gtk_list_item_get_child (item), *words = gtk_widget_get_first_child (line);
  GtkWidget *name = gtk_widget_get_first_child (words), *sentence = gtk_widget_get_next_sibling (name);
  const char *hint = row->spec->choice_hints[gtk_list_item_get_position (item)];

  gtk_label_set_text (GTK_LABEL (name), row->spec->choices[gtk_list_item_get_position (item)]);
  gtk_label_set_text (GTK_LABEL (sentence), hint);
  gtk_widget_set_visible (sentence, *hint != '\0');
  selected_cb (item, NULL, gtk_widget_get_last_child (line));
}

/* --- The control ----------------------------------------------------------------------------------- */

GtkWidget *
mercer_param_row_build_choice (MercerParamRow *row)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) row->spec->choices);

  mercer_drop_down_let_shrink (GTK_DROP_DOWN (choice));
  g_signal_connect (choice, "notify::selected", G_CALLBACK (choice_cb), row);
  if (row->spec->choice_hints != NULL)
    {
      g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), row);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), row);
      gtk_drop_down_set_list_factory (GTK_DROP_DOWN (choice), factory);
    }
  return choice;
}

void
mercer_param_row_show_choice (MercerParamRow *row)
{
  size_t chosen = mercer_row_spec_choice (row->spec, row->value);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (row->control), (guint) chosen);
  if (row->spec->choice_hints != NULL)
    mercer_set_tooltip (row->control, *row->spec->choice_hints[chosen] != '\0' ? row->spec->choice_hints[chosen] : NULL);
}
