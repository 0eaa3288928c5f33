/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "figure.h"
#include "listed-rows.h"

/* The rows of one numeric table of a figure, in an order: behind a list model of row numbers, so that a new figure of the same
 * shape changes no item and neither scrolling nor selection. */
#define MERCER_TYPE_NUMBERS_ROWS (mercer_numbers_rows_get_type ())
G_DECLARE_FINAL_TYPE (MercerNumbersRows, mercer_numbers_rows, MERCER, NUMBERS_ROWS, GObject)

MercerNumbersRows *mercer_numbers_rows_new (void);
/* What a view shows: an item for each position. Borrowed. */
MercerListedRows *mercer_numbers_rows_list (MercerNumbersRows *rows);
/* Another figure, or another order of its rows: order[position] is the row of the table; NULL: as they come. Takes order. */
void mercer_numbers_rows_show (MercerNumbersRows *rows, MercerFigure *figure, size_t table, guint *order);
/* NULL: nothing is shown. Borrowed. */
const MercerTable *mercer_numbers_rows_table (MercerNumbersRows *rows);
/* The figure that is shown and which of its tables. Borrowed. */
MercerFigure *mercer_numbers_rows_figure (MercerNumbersRows *rows, size_t *table);
/* The row of the table that stands at a position, and the other way round. */
guint mercer_numbers_rows_at (MercerNumbersRows *rows, guint position);
guint mercer_numbers_rows_find (MercerNumbersRows *rows, guint row);

/* The order of a table's rows by one column, equal ones as they come and missing ones last either way (g_malloc'd).
 * O(n log n); any thread. */
guint *mercer_numbers_order (const MercerTable *table, size_t column, bool descending);
/* Names with units, then the rows `chosen` (NULL: all), separated by tabs; numbers read back to the same double. Any
 * thread. */
char *mercer_numbers_text (const MercerTable *table, const guint *chosen, size_t n);
