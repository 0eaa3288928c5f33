/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What the text of one cell is. */
typedef enum
{
  CELL_MISSING, /* empty, NA, N/A, NaN, null in any case, and ? - . */
  CELL_NUMBER,
  CELL_TEXT
} CellKind;

/* The field has no blanks around it. *value is set for numbers. */
CellKind mercer_cell_read (const char *text, size_t length, char point, double *value);
