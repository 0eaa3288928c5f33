/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dataset.h"

/* The rows of a table in a GtkColumnView. Items are made only for what is on screen, so a million rows cost
 * what fifty do. Shows at most MERCER_ROWS_COLUMNS columns. */
#define MERCER_ROWS_COLUMNS 64
void mercer_data_rows_show (GtkColumnView *view, MercerDataset *dataset);
/* The text of one cell: g_malloc'd, "" where it is missing. */
char *mercer_data_cell_text (const MercerColumn *column, size_t row);
/* A short account of a column: "numeric, 315.4 to 373.8, mean 337.1". g_malloc'd, translated. */
char *mercer_data_column_summary (const MercerColumn *column);
