/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

#include "role-chooser-model.h"

/* A button that shows which columns are chosen and opens a list to choose from, with a search entry when it
 * is long. Columns that do not fit are greyed, their tooltip says why.
 * Signal "changed" (GStrv columns), only for what a person does. */
#define MERCER_TYPE_COLUMN_PICKER (mercer_column_picker_get_type ())
G_DECLARE_FINAL_TYPE (MercerColumnPicker, mercer_column_picker, MERCER, COLUMN_PICKER, AdwBin)

/* New MercerColumnItems, in the order of the list. */
typedef GPtrArray *(*MercerColumnItemsFunc) (MercerColumnPicker *picker, gpointer data);

/* items is asked each time the list opens (and gives the reference away). name: for screen readers. single: choosing
 * one replaces the other. nothing: what the button says when no column is chosen. */
GtkWidget *mercer_column_picker_new (const char *name, bool single, const char *nothing, MercerColumnItemsFunc items,
                                     gpointer data);
void mercer_column_picker_show (MercerColumnPicker *picker, const char *const *columns);
