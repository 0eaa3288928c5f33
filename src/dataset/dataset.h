/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store.h"

/* A Dataset is an immutable table: named columns of equal length, each numeric or categorical, with
 * missing values. Reference counted (atomically) and safe to read from any thread. An "edit" makes a
 * new Dataset that shares every column it did not touch. Rows keep their identity (row id) through
 * edits and filters. */
typedef struct _MercerDataset MercerDataset;

typedef enum
{
  MERCER_COLUMN_NUMERIC,
  MERCER_COLUMN_CATEGORICAL
} MercerColumnKind;

/* A column as seen by readers; owned by its dataset. */
typedef struct
{
  const char *name;
  const char *unit; /* "" if unknown; never NULL */
  MercerColumnKind kind;
  size_t n;                /* rows */
  const double *values;    /* numeric: n values, missing is NaN; infinite never; else NULL */
  const int32_t *codes;    /* categorical: n codes into levels, missing is -1; else NULL */
  const char *const *levels; /* categorical: n_levels names, in order of first appearance */
  size_t n_levels;
  size_t n_missing;
  double min, max, mean, sd; /* numeric, over what is present (NaN if nothing); sd with n - 1 */
  bool integral;             /* numeric and every value whole */
  MercerHash hash;           /* of name, kind and contents */
} MercerColumn;

MercerDataset *mercer_dataset_ref (MercerDataset *dataset);
void mercer_dataset_unref (MercerDataset *dataset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerDataset, mercer_dataset_unref)

size_t mercer_dataset_rows (const MercerDataset *dataset);
size_t mercer_dataset_columns (const MercerDataset *dataset);
const MercerColumn *mercer_dataset_column (const MercerDataset *dataset, size_t index);
/* Index of the column with this exact name, or -1. */
int mercer_dataset_find (const MercerDataset *dataset, const char *name);
/* "Mauna Loa CO2" or the file's base name. */
const char *mercer_dataset_title (const MercerDataset *dataset);
/* What mercer_dataset_open () takes to get it again: a full path, "sample:co2",
 * "generator:two-moons(n=200,noise=0.1,seed=1)" with every parameter.
 * Edited tables keep the origin of what they were made from. */
const char *mercer_dataset_origin (const MercerDataset *dataset);
bool mercer_dataset_is_edited (const MercerDataset *dataset);
/* Licence and source in one sentence, for samples; "" otherwise. */
const char *mercer_dataset_source (const MercerDataset *dataset);
/* A start for models of one column by another that comes with a sample; NULL: none. Edits keep it. */
typedef struct
{
  const char *x, *y;  /* the columns */
  const char *kernel; /* of y as a function of x */
  double noise;       /* sd, in units of y */
} MercerDatasetModel;
const MercerDatasetModel *mercer_dataset_model (const MercerDataset *dataset);
/* The ground on which the points of a table that starts empty are painted: its columns run from *low to *high. False:
 * where the rows are is where they are. Edits keep it. */
bool mercer_dataset_ground (const MercerDataset *dataset, double *low, double *high);
/* Sentences the reader wants to be seen ("3 lines had too few fields and were filled with missing
 * values"); NULL-terminated, may be empty. */
const char *const *mercer_dataset_notes (const MercerDataset *dataset);
/* The identity of a row: kept by edits and filters, new rows get fresh ones. */
uint64_t mercer_dataset_row_id (const MercerDataset *dataset, size_t row);
/* The row with this identity or -1. O(1) for untouched tables, else O(rows). */
ptrdiff_t mercer_dataset_find_row (const MercerDataset *dataset, uint64_t row_id);
/* A hash of the contents: columns, their units (which figures show) and row ids. Computed once; O(1). An edit
 * and its reverse lead back to the same hash. */
MercerHash mercer_dataset_hash (const MercerDataset *dataset);

/* Edits; each returns a new reference. Columns that an edit does not touch are shared; of those it touches
 * the values are copied, and summary and hash are made anew for the rows around the edit alone: 0.5 ms
 * for two columns of 1,000,000 rows. Removing a row summarises all rows behind it. */
/* Appends a row: cells[i] for numeric column i is its value (NaN = missing), for a categorical one its code. */
MercerDataset *mercer_dataset_with_row (MercerDataset *dataset, const double *cells);
MercerDataset *mercer_dataset_without_row (MercerDataset *dataset, size_t row);
/* Changes cells of one row: columns[k] gets values[k], a code where the column is categorical. */
MercerDataset *mercer_dataset_with_cells (MercerDataset *dataset, size_t row, const int *columns,
                                          const double *values, size_t count);
/* Only the rows whose indices are given, in that order. */
MercerDataset *mercer_dataset_with_rows (MercerDataset *dataset, const size_t *rows, size_t count);
MercerDataset *mercer_dataset_with_unit (MercerDataset *dataset, int column, const char *unit);

/* Building one. */
typedef struct _MercerDatasetBuilder MercerDatasetBuilder;
MercerDatasetBuilder *mercer_dataset_builder_new (const char *title, const char *origin);
void mercer_dataset_builder_free (MercerDatasetBuilder *builder);
void mercer_dataset_builder_set_source (MercerDatasetBuilder *builder, const char *source);
void mercer_dataset_builder_note (MercerDatasetBuilder *builder, const char *note);
/* Takes ownership of values (g_malloc'd, n long). unit may be NULL. Infinite values are turned into missing ones with a note. */
void mercer_dataset_builder_add_numeric (MercerDatasetBuilder *builder, const char *name,
                                         const char *unit, double *values, size_t n);
/* Takes ownership of codes and levels (a NULL-terminated strv). */
void mercer_dataset_builder_add_categorical (MercerDatasetBuilder *builder, const char *name,
                                             int32_t *codes, size_t n, char **levels);
/* Frees the builder. Duplicate names are made unique ("x", "x (2)") with a note; empty ones are named
 * "column 3". */
MercerDataset *mercer_dataset_builder_finish (MercerDatasetBuilder *builder);

#define MERCER_DATASET_ERROR (mercer_dataset_error_quark ())
GQuark mercer_dataset_error_quark (void);
typedef enum
{
  MERCER_DATASET_ERROR_FORMAT, /* the sentence names line and column */
  MERCER_DATASET_ERROR_EMPTY,
  MERCER_DATASET_ERROR_ACCESS,
  MERCER_DATASET_ERROR_UNKNOWN, /* no such sample or generator; the sentence lists those there are */
  MERCER_DATASET_ERROR_TOO_BIG
} MercerDatasetError;
