/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "work.h"

/* One column of a table, reference counted and immutable once made, so that any number of datasets
 * share it.
 *
 * Summary and hash are kept by blocks of rows and merged in row order. An edit of one cell
 * therefore summarises one block again, and the result is the same, bit for bit, as that of a
 * column made from scratch. */
typedef struct _Column Column;

/* Takes values (g_malloc'd, n long; no infinities). Asks `work` (may be NULL) between blocks and
 * leaves the summary incomplete when told to stop: the caller then drops the column. */
Column *mercer_column_new_numeric (const char *name, const char *unit, double *values, size_t n,
                                   MercerWork *work);
/* Takes codes and levels. Codes outside the levels become missing. */
Column *mercer_column_new_categorical (const char *name, int32_t *codes, size_t n, char **levels,
                                       MercerWork *work);
Column *mercer_column_ref (Column *column);
void mercer_column_unref (Column *column);
const MercerColumn *mercer_column_view (const Column *column);

/* Edits: each a new column. `cell` is a value or a code, NaN for missing. */
Column *mercer_column_with_cell (const Column *column, size_t row, double cell);
Column *mercer_column_with_row (const Column *column, double cell);
Column *mercer_column_without_row (const Column *column, size_t row);
Column *mercer_column_with_rows (const Column *column, const size_t *rows, size_t count);
Column *mercer_column_with_unit (const Column *column, const char *unit);
