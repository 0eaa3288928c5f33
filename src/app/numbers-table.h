/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figure.h"

/* One numeric table of a figure. A click on a heading sorts, also while figures come; figures of the same shape keep
 * scrolling, sorting and the selected rows. Class action "numbers.copy": the selected rows, or all of them. */
#define MERCER_TYPE_NUMBERS_TABLE (mercer_numbers_table_get_type ())
G_DECLARE_FINAL_TYPE (MercerNumbersTable, mercer_numbers_table, MERCER, NUMBERS_TABLE, AdwBin)

GtkWidget *mercer_numbers_table_new (void);
/* figure NULL: nothing. */
void mercer_numbers_table_show (MercerNumbersTable *table, MercerFigure *figure, size_t index);
/* Rows are being sorted: what is on show is a figure or an order behind. */
bool mercer_numbers_table_is_behind (MercerNumbersTable *table);
GtkColumnView *mercer_numbers_table_view (MercerNumbersTable *table);
