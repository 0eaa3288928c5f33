/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbers-texts.h"

#include <glib/gi18n.h>

#include "compat.h"

typedef struct
{
  char *id;
  GtkWidget *box, *heading, *words, *copy;
} Text;

struct _MercerNumbersTexts
{
  GtkBox parent_instance;
  GPtrArray *texts; /* of Text */
};

G_DEFINE_FINAL_TYPE (MercerNumbersTexts, mercer_numbers_texts, GTK_TYPE_BOX)

static void
text_free (void *data)
{
  Text *text = data;
  g_free (text->id);
  g_free (text);
}

static void
copy_cb (GtkButton *button, GtkLabel *words)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), gtk_label_get_text (words));
}

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
append (MercerNumbersTexts *self, const char *id)
{
  Text *text = g_new0 (Text, 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  text->id = g_strdup (id);
  text->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  text->heading = label_new ("heading");
  text->words = label_new ("monospace");
  gtk_label_set_selectable (GTK_LABEL (text->words), TRUE);
  text->copy = mercer_icon_button_new ("edit-copy-symbolic", _("Copy"));
  gtk_widget_add_css_class (text->copy, "flat");
  gtk_widget_set_valign (text->copy, GTK_ALIGN_CENTER);
  g_signal_connect_object (text->copy, "clicked", G_CALLBACK (copy_cb), text->words, 0);
  gtk_box_append (GTK_BOX (line), text->heading);
  gtk_box_append (GTK_BOX (line), text->copy);
  gtk_box_append (GTK_BOX (text->box), line);
  gtk_box_append (GTK_BOX (text->box), text->words);
  gtk_box_append (GTK_BOX (self), text->box);
  g_ptr_array_add (self->texts, text);
}

static void
clear (MercerNumbersTexts *self)
{
  for (guint i = 0; i < self->texts->len; i++)
    gtk_box_remove (GTK_BOX (self), ((Text *) self->texts->pdata[i])->box);
  g_ptr_array_set_size (self->texts, 0);
}

/* The same texts in the same order, whatever they say. */
static bool
serves (MercerNumbersTexts *self, MercerFigure *figure, size_t n)
{
  if (self->texts->len != n)
    return false;
  for (size_t i = 0; i < n; i++)
    {
      const char *id, *title, *words;
      mercer_figure_get_text (figure, i, &id, &title, &words);
      if (!g_str_equal (((Text *) self->texts->pdata[i])->id, id))
        return false;
    }
  return true;
}

static void
set_label (GtkWidget *label, const char *words)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), words) != 0)
    gtk_label_set_text (GTK_LABEL (label), words);
}

void
mercer_numbers_texts_show (MercerNumbersTexts *self, MercerFigure *figure)
{
  size_t n = figure != NULL ? mercer_figure_n_texts (figure) : 0;
  bool serve = serves (self, figure, n);
  if (!serve)
    clear (self);
  for (size_t i = 0; i < n; i++)
    {
      const char *id, *title, *words;
      mercer_figure_get_text (figure, i, &id, &title, &words);
      if (!serve)
        append (self, id);
      Text *text = self->texts->pdata[i];
      g_autofree char *trimmed = g_strchomp (g_strdup (words)), *name = g_strdup_printf (_("Copy %s"), title);
      set_label (text->heading, title);
      set_label (text->words, trimmed);
      gtk_widget_set_tooltip_text (text->copy, name);
      mercer_set_accessible_label (text->copy, name);
      mercer_set_accessible_label (text->words, title);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (MERCER_NUMBERS_TEXTS (object)->texts);
  G_OBJECT_CLASS (mercer_numbers_texts_parent_class)->finalize (object);
}

static void
mercer_numbers_texts_class_init (MercerNumbersTextsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
mercer_numbers_texts_init (MercerNumbersTexts *self)
{
  self->texts = g_ptr_array_new_with_free_func (text_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

GtkWidget *
mercer_numbers_texts_new (void)
{
  return g_object_new (MERCER_TYPE_NUMBERS_TEXTS, NULL);
}
