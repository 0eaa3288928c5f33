/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "cell.h"

/* The first rows of a text cut with one delimiter, and how well that explains them. */
typedef struct
{
  char delimiter;
  GPtrArray *rows; /* of GPtrArray of char * */
  GPtrArray *row;  /* being filled */
  size_t usual;    /* the most frequent number of fields, below the first row if there are others */
  double agreement; /* the part of the rows that has it */
  double score;     /* 0 to 1 */
  GError *error;    /* what ended the cutting early */
} Sample;

/* Cuts up to 100 rows into a sample of which only the delimiter is set. `whole`: there is no more
 * text. */
void mercer_sample_take (Sample *sample, const char *name, char terminator, const char *text,
                         size_t size, bool whole);
void mercer_sample_clear (Sample *sample);
const GPtrArray *mercer_sample_row (const Sample *sample, guint r);
/* "" where the row is too short. */
const char *mercer_sample_cell (const Sample *sample, guint r, guint c);
CellKind mercer_sample_kind (const char *cell, char point);
