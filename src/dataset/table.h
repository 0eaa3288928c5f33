/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "column.h"

/* What a dataset is made of, for the files of this folder that make one. */

/* What edits do not change; shared by a table and all that were made from it. New rows take their
 * ids here, so that two edits of one table never give two different rows the same identity. */
typedef struct
{
  atomic_uint refs;
  atomic_ullong next_id;
  char *title, *origin, *source;
  char **notes;
} Family;

/* Row ids, shared by the tables with the same rows. A NULL RowIds stands for 0, 1, 2, ... */
typedef struct
{
  atomic_uint refs;
  MercerHash hash;
  uint64_t id[];
} RowIds;

struct _MercerDataset
{
  atomic_uint refs;
  bool edited;
  Family *family;
  RowIds *ids;
  size_t n_rows, n_columns;
  MercerHash hash;
  Column *columns[];
};

/* A table of n_columns columns still to be filled in; takes the references of family and ids. */
MercerDataset *mercer_table_new (Family *family, RowIds *ids, size_t n_rows, size_t n_columns);
/* To be called once the columns stand. */
void mercer_table_seal (MercerDataset *dataset);
/* The work that is asked while columns are summarised; when it is told to stop, the table is to be
 * dropped. */
void mercer_dataset_builder_set_work (MercerDatasetBuilder *builder, MercerWork *work);
/* Units of columns added without one: name, unit, name, unit, ... NULL. Must outlive the builder;
 * NULL: none. */
void mercer_dataset_builder_set_units (MercerDatasetBuilder *builder, const char *const *units);
