/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "spelled.h"

/* The sentences a reader adds to a table, so that what it had to decide does not stay hidden. */

/* Rows with a wrong number of values. */
typedef struct
{
  size_t count, first_line;
} Ragged;

void mercer_ragged_add (Ragged *ragged, size_t line);
void mercer_remark_short_rows (MercerDatasetBuilder *builder, Ragged ragged);
void mercer_remark_long_rows (MercerDatasetBuilder *builder, Ragged ragged, size_t n_columns);
/* Columns with one thing in common; names may be NULL. */
typedef enum
{
  REMARK_EMPTY,
  REMARK_CONSTANT,
  REMARK_KINDS
} RemarkKind;
void mercer_remark_columns (MercerDatasetBuilder *builder, RemarkKind kind, const GPtrArray *names);
/* A column that would be numeric but for some texts. */
void mercer_remark_almost_numeric (MercerDatasetBuilder *builder, const char *name,
                                   const char *text, size_t line, size_t numbers, size_t present);
/* What became of a column of texts that mean numbers, `example` among them. */
void mercer_remark_spelled (MercerDatasetBuilder *builder, Spelling spelling, const char *name, const char *example);
