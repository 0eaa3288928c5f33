/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-text-private.h"

#include <glib/gi18n.h>

#include "compat.h"

/* What is wrong with the text, and where. */

void
mercer_kernel_text_iter_at_byte (MercerKernelText *text, const char *written, size_t byte, GtkTextIter *iter)
{
  gtk_text_buffer_get_iter_at_offset (text->buffer, iter, (int) g_utf8_strlen (written, (gssize) byte));
}

static void
underline (MercerKernelText *text, size_t start, size_t end)
{
  const char *written = mercer_kernel_model_text (text->model);
  GtkTextIter from, to;

  gtk_text_buffer_get_bounds (text->buffer, &from, &to);
  gtk_text_buffer_remove_tag (text->buffer, text->wrong, &from, &to);
  if (start == end)
    return;
  mercer_kernel_text_iter_at_byte (text, written, start, &from);
  mercer_kernel_text_iter_at_byte (text, written, end, &to);
  gtk_text_buffer_apply_tag (text->buffer, text->wrong, &from, &to);
}

static void
say (GtkWidget *label, const char *sentence, GtkWidget *speaker)
{
  if (sentence != NULL && g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), sentence) != 0)
    {
      gtk_label_set_label (GTK_LABEL (label), sentence);
      mercer_announce (speaker, sentence);
    }
  if (sentence == NULL)
    gtk_label_set_label (GTK_LABEL (label), "");
  gtk_widget_set_visible (label, sentence != NULL);
}

void
mercer_kernel_text_show_words (MercerKernelText *text)
{
  size_t start = 0, end = 0;
  const char *mistake = mercer_kernel_model_mistake (text->model, &start, &end), *wrong = mistake, *advice = NULL;
  g_autofree char *placed = NULL;

  /* What is objected to the kernel holds for what is written as long as they are the same. */
  if (mercer_kernel_model_typed (text->model) == MERCER_TYPED_SAME)
    {
      wrong = text->objection;
      start = text->objection_start;
      end = text->objection_end;
    }
  if (mistake != NULL)
    advice = _ ("The picture keeps the last valid kernel; Escape brings its text back.");
  else if (mercer_kernel_model_typed (text->model) == MERCER_TYPED_UNFINISHED)
    advice = _ ("Go on, or press Enter to take the number as a term of its own.");
  if (wrong == NULL)
    start = end = 0; /* an unfinished number is no mistake */
  else if (mistake != NULL || start < end)
    {
      long place = g_utf8_strlen (mercer_kernel_model_text (text->model), (gssize) start) + 1;
      /* Translators: a place in a formula, and what is wrong there. */
      placed = g_strdup_printf (_ ("Character %ld: %s"), place, wrong);
    }
  underline (text, start, end);
  gtk_accessible_update_state (GTK_ACCESSIBLE (text->view), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  say (text->sentence, placed != NULL ? placed : wrong, text->view);
  say (text->advice, advice, text->view);
  mercer_set_accessible_description (text->view, placed != NULL ? placed : wrong != NULL ? wrong : advice != NULL ? advice : "");
}

void
mercer_kernel_text_object (MercerKernelText *text, const char *sentence, size_t start, size_t end)
{
  if (g_strcmp0 (sentence, text->objection) == 0 && start == text->objection_start && end == text->objection_end)
    return;
  g_free (text->objection);
  text->objection = g_strdup (sentence);
  text->objection_start = start;
  text->objection_end = end;
  mercer_kernel_text_show_words (text);
}

GtkWidget *
mercer_kernel_text_sentence_new (MercerKernelText *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (text), label);
  return label;
}

void
mercer_kernel_text_set_title (MercerKernelText *text, const char *title)
{
  /* Translators: the text of a kernel, and whose it is: "Kernel expression, second set". */
  g_autofree char *label = title != NULL ? g_strdup_printf (_ ("Kernel expression, %s"), title) : g_strdup (_ ("Kernel expression"));

  mercer_set_accessible_label (text->view, label);
}
