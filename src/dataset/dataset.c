/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <string.h>

G_DEFINE_QUARK (mercer - dataset - error - quark, mercer_dataset_error)

static Family *
family_ref (Family *family)
{
  atomic_fetch_add (&family->refs, 1);
  return family;
}

static void
family_unref (Family *family)
{
  if (atomic_fetch_sub (&family->refs, 1) != 1)
    return;
  g_free (family->title);
  g_free (family->origin);
  g_free (family->source);
  g_strfreev (family->notes);
  g_free (family);
}

static RowIds *
row_ids_ref (RowIds *ids)
{
  if (ids != NULL)
    atomic_fetch_add (&ids->refs, 1);
  return ids;
}

static void
row_ids_unref (RowIds *ids)
{
  if (ids != NULL && atomic_fetch_sub (&ids->refs, 1) == 1)
    g_free (ids);
}

static RowIds *
row_ids_new (size_t n)
{
  RowIds *ids = g_malloc (sizeof (RowIds) + n * sizeof (uint64_t));
  atomic_init (&ids->refs, 1);
  return ids;
}

/* Hashes n ids; those that are 0, 1, 2, ... after all become NULL, so that equal rows have one
 * form. */
static RowIds *
row_ids_seal (RowIds *ids, size_t n)
{
  size_t i = 0;
  while (i < n && ids->id[i] == i)
    i++;
  if (i == n)
    {
      row_ids_unref (ids);
      return NULL;
    }
  ids->hash = mercer_hash_start ("rows");
  mercer_hash_add (&ids->hash, ids->id, n * sizeof (uint64_t));
  return ids;
}

MercerDataset *
mercer_table_new (Family *family, RowIds *ids, size_t n_rows, size_t n_columns)
{
  MercerDataset *dataset = g_malloc0 (sizeof (MercerDataset) + n_columns * sizeof (Column *));
  atomic_init (&dataset->refs, 1);
  dataset->family = family;
  dataset->ids = ids;
  dataset->n_rows = n_rows;
  dataset->n_columns = n_columns;
  return dataset;
}

void
mercer_table_seal (MercerDataset *dataset)
{
  MercerHash hash = mercer_hash_start ("dataset");
  mercer_hash_add_size (&hash, dataset->n_rows);
  for (size_t c = 0; c < dataset->n_columns; c++)
    {
      const MercerColumn *view = mercer_column_view (dataset->columns[c]);
      mercer_hash_add_hash (&hash, view->hash);
      mercer_hash_add_string (&hash, view->unit);
    }
  if (dataset->ids != NULL)
    mercer_hash_add_hash (&hash, dataset->ids->hash);
  dataset->hash = hash;
}

MercerDataset *
mercer_dataset_ref (MercerDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);
  atomic_fetch_add (&dataset->refs, 1);
  return dataset;
}

void
mercer_dataset_unref (MercerDataset *dataset)
{
  if (dataset == NULL || atomic_fetch_sub (&dataset->refs, 1) != 1)
    return;
  for (size_t c = 0; c < dataset->n_columns; c++)
    mercer_column_unref (dataset->columns[c]);
  row_ids_unref (dataset->ids);
  family_unref (dataset->family);
  g_free (dataset);
}

size_t
mercer_dataset_rows (const MercerDataset *dataset)
{
  return dataset->n_rows;
}

size_t
mercer_dataset_columns (const MercerDataset *dataset)
{
  return dataset->n_columns;
}

const MercerColumn *
mercer_dataset_column (const MercerDataset *dataset, size_t index)
{
  g_return_val_if_fail (index < dataset->n_columns, NULL);
  return mercer_column_view (dataset->columns[index]);
}

int
mercer_dataset_find (const MercerDataset *dataset, const char *name)
{
  for (size_t c = 0; c < dataset->n_columns; c++)
    if (strcmp (mercer_column_view (dataset->columns[c])->name, name) == 0)
      return (int) c;
  return -1;
}

const char *
mercer_dataset_title (const MercerDataset *dataset)
{
  return dataset->family->title;
}

const char *
mercer_dataset_origin (const MercerDataset *dataset)
{
  return dataset->family->origin;
}

bool
mercer_dataset_is_edited (const MercerDataset *dataset)
{
  return dataset->edited;
}

const char *
mercer_dataset_source (const MercerDataset *dataset)
{
  return dataset->family->source;
}

const char *const *
mercer_dataset_notes (const MercerDataset *dataset)
{
  return (const char *const *) dataset->family->notes;
}

uint64_t
mercer_dataset_row_id (const MercerDataset *dataset, size_t row)
{
  g_return_val_if_fail (row < dataset->n_rows, UINT64_MAX);
  return dataset->ids != NULL ? dataset->ids->id[row] : row;
}

ptrdiff_t
mercer_dataset_find_row (const MercerDataset *dataset, uint64_t row_id)
{
  if (dataset->ids == NULL)
    return row_id < dataset->n_rows ? (ptrdiff_t) row_id : -1;
  for (size_t i = 0; i < dataset->n_rows; i++)
    if (dataset->ids->id[i] == row_id)
      return (ptrdiff_t) i;
  return -1;
}

MercerHash
mercer_dataset_hash (const MercerDataset *dataset)
{
  return dataset->hash;
}

/* An edited table with the columns of `dataset` still to be filled in. */
static MercerDataset *
edited_table (MercerDataset *dataset, RowIds *ids, size_t n_rows)
{
  MercerDataset *edited
      = mercer_table_new (family_ref (dataset->family), ids, n_rows, dataset->n_columns);
  edited->edited = true;
  return edited;
}

/* The same rows with every column shared, for edits that then replace some. */
static MercerDataset *
edited_copy (MercerDataset *dataset)
{
  MercerDataset *edited = edited_table (dataset, row_ids_ref (dataset->ids), dataset->n_rows);
  for (size_t c = 0; c < dataset->n_columns; c++)
    edited->columns[c] = mercer_column_ref (dataset->columns[c]);
  return edited;
}

static void
replace_column (MercerDataset *dataset, int index, Column *column)
{
  mercer_column_unref (dataset->columns[index]);
  dataset->columns[index] = column;
}

MercerDataset *
mercer_dataset_with_row (MercerDataset *dataset, const double *cells)
{
  g_return_val_if_fail (dataset != NULL && (cells != NULL || dataset->n_columns == 0), NULL);
  const size_t n = dataset->n_rows;
  const uint64_t fresh = atomic_fetch_add (&dataset->family->next_id, 1);
  RowIds *ids = NULL;
  if (dataset->ids != NULL || fresh != n)
    {
      ids = row_ids_new (n + 1);
      for (size_t i = 0; i < n; i++)
        ids->id[i] = mercer_dataset_row_id (dataset, i);
      ids->id[n] = fresh;
      ids = row_ids_seal (ids, n + 1);
    }
  MercerDataset *edited = edited_table (dataset, ids, n + 1);
  for (size_t c = 0; c < dataset->n_columns; c++)
    edited->columns[c] = mercer_column_with_row (dataset->columns[c], cells[c]);
  mercer_table_seal (edited);
  return edited;
}

MercerDataset *
mercer_dataset_without_row (MercerDataset *dataset, size_t row)
{
  g_return_val_if_fail (dataset != NULL && row < dataset->n_rows, NULL);
  const size_t n = dataset->n_rows - 1;
  RowIds *ids = NULL;
  if (dataset->ids != NULL || row < n)
    {
      ids = row_ids_new (n);
      for (size_t i = 0; i < n; i++)
        ids->id[i] = mercer_dataset_row_id (dataset, i < row ? i : i + 1);
      ids = row_ids_seal (ids, n);
    }
  MercerDataset *edited = edited_table (dataset, ids, n);
  for (size_t c = 0; c < dataset->n_columns; c++)
    edited->columns[c] = mercer_column_without_row (dataset->columns[c], row);
  mercer_table_seal (edited);
  return edited;
}

MercerDataset *
mercer_dataset_with_cells (MercerDataset *dataset, size_t row, const int *columns,
                           const double *values, size_t count)
{
  g_return_val_if_fail (dataset != NULL && row < dataset->n_rows, NULL);
  MercerDataset *edited = edited_copy (dataset);
  for (size_t k = 0; k < count; k++)
    {
      const int c = columns[k];
      if (c < 0 || (size_t) c >= dataset->n_columns)
        {
          g_critical ("%s: there is no column %d", G_STRFUNC, c);
          continue;
        }
      replace_column (edited, c, mercer_column_with_cell (edited->columns[c], row, values[k]));
    }
  mercer_table_seal (edited);
  return edited;
}

MercerDataset *
mercer_dataset_with_rows (MercerDataset *dataset, const size_t *rows, size_t count)
{
  g_return_val_if_fail (dataset != NULL && (rows != NULL || count == 0), NULL);
  for (size_t i = 0; i < count; i++)
    g_return_val_if_fail (rows[i] < dataset->n_rows, NULL);
  RowIds *ids = row_ids_new (count);
  for (size_t i = 0; i < count; i++)
    ids->id[i] = mercer_dataset_row_id (dataset, rows[i]);
  MercerDataset *edited = edited_table (dataset, row_ids_seal (ids, count), count);
  for (size_t c = 0; c < dataset->n_columns; c++)
    edited->columns[c] = mercer_column_with_rows (dataset->columns[c], rows, count);
  mercer_table_seal (edited);
  return edited;
}

MercerDataset *
mercer_dataset_with_unit (MercerDataset *dataset, int column, const char *unit)
{
  g_return_val_if_fail (dataset != NULL && column >= 0, NULL);
  g_return_val_if_fail ((size_t) column < dataset->n_columns, NULL);
  MercerDataset *edited = edited_copy (dataset);
  replace_column (edited, column,
                  mercer_column_with_unit (dataset->columns[column], unit != NULL ? unit : ""));
  mercer_table_seal (edited);
  return edited;
}
