/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "steady-text.h"

GtkWidget *
mercer_steady_text_new (guint chars, float xalign)
{
  GtkWidget *line = gtk_inscription_new ("");

  gtk_inscription_set_xalign (GTK_INSCRIPTION (line), xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line), xalign < 0.5f ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END
                                                                            : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_START);
  mercer_steady_text_set_chars (line, chars);
  return line;
}

void
mercer_steady_text_set_chars (GtkWidget *line, guint chars)
{
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (line), chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (line), chars);
}

void
mercer_steady_text_set (GtkWidget *line, const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (line)), text) != 0)
    gtk_inscription_set_text (GTK_INSCRIPTION (line), text);
}

void
mercer_steady_text_set_markup (GtkWidget *line, const char *markup)
{
  gtk_inscription_set_markup (GTK_INSCRIPTION (line), markup);
}
