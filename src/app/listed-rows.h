/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <stdbool.h>

/* The rows of a table as a list model whose items only say where they stand: what is there is looked up when it is drawn.
 *
 * A list view makes widgets for the first two hundred rows at once, which takes far longer than a frame; so those that come
 * anew are announced a few at a time, as many as a frame has time for, and all that follow those two hundred together. */
#define MERCER_TYPE_LISTED_ROWS (mercer_listed_rows_get_type ())
G_DECLARE_FINAL_TYPE (MercerListedRows, mercer_listed_rows, MERCER, LISTED_ROWS, GObject)
#define MERCER_TYPE_LISTED_ROW (mercer_listed_row_get_type ())
G_DECLARE_FINAL_TYPE (MercerListedRow, mercer_listed_row, MERCER, LISTED_ROW, GObject)

MercerListedRows *mercer_listed_rows_new (void);
/* How many there are; those that were there already stay the same items. */
void mercer_listed_rows_set (MercerListedRows *rows, size_t n);
/* Not all of them are announced yet. */
bool mercer_listed_rows_is_behind (MercerListedRows *rows);

guint mercer_listed_row_get (MercerListedRow *row);

/* Takes all columns away. */
void mercer_column_view_clear (GtkColumnView *view);
