/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "recipe.h"

/* A line of words that wraps within the width of the list. css_class may be NULL. */
GtkWidget *mercer_preset_line_new (const char *words, const char *css_class);
/* A kernel with its thumbnail, what it is called and what it assumes; data "kernel" and, case-folded, "words". kernel: NULL if it
 * cannot be used, for the reason that is the assumption then. */
GtkWidget *mercer_preset_row_new (const char *title, const char *assumption, MercerKernel *kernel, MercerRecipe *recipe);
/* A button at its end; data "name" of the button. */
GtkWidget *mercer_preset_row_add_button (GtkWidget *row, const char *icon, const char *words, const char *name);
/* Rows of the same section one after the other stand under its heading. */
void mercer_preset_row_set_section (GtkWidget *row, const char *section);
void mercer_preset_row_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data);
