/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figure.h"
#include "matrix.h"
#include "recipe.h"

/* The inputs of a run: the rows of the recipe's table that have a value in every column of role x, with what a
 * picture, its notes and its tables need to speak of them. */
typedef struct
{
  MercerMatrix x;           /* n x d */
  MercerMatrix y;           /* n x columns of the other role; .data NULL without one */
  size_t n, d;
  size_t *rows;             /* of the table, ascending */
  uint64_t *ids;            /* their identities, for hit tests */
  size_t dropped;           /* rows left out for a missing value */
  bool centred;             /* the recipe's kernel takes means over rows */
  const char *const *names; /* of the columns of x; borrowed from the recipe */
  MercerDataset *dataset;   /* borrowed */
} MercerInputs;

/* other: a role whose columns must have values too, or NULL. False if no row is left. O(n d). The recipe outlives it. */
bool mercer_inputs_open (MercerInputs *in, const MercerRecipe *recipe, const char *other);
/* The same for at most so many rows: of even stretches of the table one that is complete each; for starts, which need no
 * more. O(most d) where no value is missing. */
bool mercer_inputs_peek (MercerInputs *in, const MercerRecipe *recipe, const char *other, size_t most);
void mercer_inputs_close (MercerInputs *in);
/* How many rows mercer_inputs_open () would find, for checks. O(d) where no value is missing, else O(n) for each column that
 * misses some; nothing is copied. */
size_t mercer_inputs_count (const MercerRecipe *recipe, const char *other);
/* Keeps at most so many of its rows, one from each of even stretches, at places in them that differ: for drafts. O(n d). */
void mercer_inputs_thin (MercerInputs *in, size_t most);
/* A copy of those that mercer_inputs_thin () would keep, for methods that find their answer from some rows and place the others by it.
 * taken (in->n): which they are; NULL: not wanted. To be closed as well. O(most d + n). */
void mercer_inputs_part (const MercerInputs *in, size_t most, MercerInputs *part, bool *taken);
/* The rows in the order of their identities, for methods whose arithmetic is sensitive to order. O(n log n + n d). */
void mercer_inputs_sort (MercerInputs *in);
/* Keeps the rows i with keep[i]; the others count as dropped. O(n d). */
void mercer_inputs_keep (MercerInputs *in, const bool *keep);
/* Which of the rows a person has selected in a picture (brushed: n); returns how many. For methods with MERCER_METHOD_BRUSH.
 * O(n log m) for m selected. */
size_t mercer_inputs_brushed (const MercerInputs *in, const MercerRecipe *recipe, bool *brushed);

/* The column's unit, never NULL. */
const char *mercer_inputs_unit (const MercerInputs *in, size_t column);
/* Sample sd (n - 1) of a column. */
double mercer_inputs_spread (const MercerInputs *in, size_t column);

/* Notes that hold for any method: rows left out, rows that repeat others (up to 50,000 rows), columns that are constant. */
void mercer_inputs_note (const MercerInputs *in, MercerFigureBuilder *b);
/* The first of them, and those of a method that gathers rows by itself: that some were left out, that some stand for all, that
 * the recipe's kernel takes its means over some. Nothing where there is nothing to tell. */
void mercer_inputs_note_dropped (size_t dropped, size_t rows, MercerFigureBuilder *b);
void mercer_inputs_note_sample (size_t taken, size_t rows, MercerFigureBuilder *b);
/* That so many rows found and measured the answer and the others are placed by it. Nothing where all did. */
void mercer_inputs_note_placed (size_t taken, size_t rows, MercerFigureBuilder *b);
void mercer_inputs_note_reference (const MercerRecipe *recipe, MercerFigureBuilder *b);
/* The column "row" of a table of the picture with a line for each row: its number in the table, from 1. */
void mercer_inputs_row_column (const MercerInputs *in, MercerFigureBuilder *b, int table);
/* Names the axes of a panel after two columns, linked to other pictures of these columns; up may equal across. Ranges as
 * for mercer_figure_x_axis; NULL: from the marks. */
void mercer_inputs_axes (const MercerInputs *in, MercerFigureBuilder *b, int panel, size_t across, size_t up,
                         const double *low, const double *high);
