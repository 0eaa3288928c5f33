/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A line of text that changes with every picture. A GtkLabel that changes has the whole window measured and laid out anew, for
 * which GDK on X11 also asks the display server six things and waits for each answer; this one is only drawn. It is as wide as
 * `chars` characters, or as what is around it lets it expand to; xalign 0 begins at its start, 1 ends at its end; what does not
 * fit ends (xalign 1: begins) in an ellipsis. */
GtkWidget *mercer_steady_text_new (guint chars, float xalign);
void mercer_steady_text_set_chars (GtkWidget *line, guint chars);
void mercer_steady_text_set (GtkWidget *line, const char *text);
/* Pango markup. */
void mercer_steady_text_set_markup (GtkWidget *line, const char *markup);
