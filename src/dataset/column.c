/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "column.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "block.h"
#include "summary.h"

enum
{
  BLOCK = 4096 /* rows: 32 KiB of numbers, so that a block stays in the first cache while it is read
                  twice */
};

typedef struct
{
  Summary summary; /* numeric columns */
  size_t missing;  /* categorical ones */
  MercerHash hash;
} Block;

/* The names of the levels of a categorical column, shared by all its edits. */
typedef struct
{
  atomic_uint refs;
  char **names;
  MercerHash hash;
} LevelNames;

struct _Column
{
  MercerColumn view; /* first, so that a view leads back to its column */
  atomic_uint refs;
  Block *blocks;
  LevelNames *levels; /* NULL for numbers */
  bool in_block;      /* the contents come from mercer_block_new (), not from malloc () */
};

/* Told to stop, it leaves the hash unfinished, as summaries are left. */
static LevelNames *
names_new (char **names, MercerWork *work)
{
  LevelNames *levels = g_new0 (LevelNames, 1);
  atomic_init (&levels->refs, 1);
  levels->names = names;
  levels->hash = mercer_hash_start ("levels");
  for (size_t i = 0; names[i] != NULL && (i % BLOCK != 0 || mercer_work_wanted (work)); i++)
    mercer_hash_add_string (&levels->hash, names[i]);
  return levels;
}

static void
names_unref (LevelNames *levels)
{
  if (levels == NULL || atomic_fetch_sub (&levels->refs, 1) != 1)
    return;
  g_strfreev (levels->names);
  g_free (levels);
}

static size_t
block_count (size_t n)
{
  return (n + BLOCK - 1) / BLOCK;
}

static void
summarise_block (Column *column, size_t b)
{
  const MercerColumn *view = &column->view;
  const size_t first = b * BLOCK, count = MIN ((size_t) BLOCK, view->n - first);
  Block *block = &column->blocks[b];
  *block = (Block){ .summary = mercer_summary_none (), .hash = mercer_hash_start ("block") };
  if (view->kind == MERCER_COLUMN_NUMERIC)
    {
      block->summary = mercer_summary_of (view->values + first, count);
      block->missing = count - block->summary.count;
      mercer_hash_add (&block->hash, view->values + first, count * sizeof (double));
      return;
    }
  for (size_t i = 0; i < count; i++)
    block->missing += view->codes[first + i] < 0;
  mercer_hash_add (&block->hash, view->codes + first, count * sizeof (int32_t));
}

/* What the view says of the whole column, from its blocks in order. */
static void
merge_blocks (Column *column)
{
  MercerColumn *view = &column->view;
  Summary all = mercer_summary_none ();
  view->hash = mercer_hash_start ("column");
  mercer_hash_add_string (&view->hash, view->name);
  mercer_hash_add_size (&view->hash, view->kind);
  mercer_hash_add_size (&view->hash, view->n);
  if (column->levels != NULL)
    mercer_hash_add_hash (&view->hash, column->levels->hash);
  view->n_missing = 0;
  for (size_t b = 0; b < block_count (view->n); b++)
    {
      all = mercer_summary_merge (all, column->blocks[b].summary);
      view->n_missing += column->blocks[b].missing;
      mercer_hash_add_hash (&view->hash, column->blocks[b].hash);
    }
  view->min = all.count > 0 ? all.min : NAN;
  view->max = all.count > 0 ? all.max : NAN;
  view->mean = all.count > 0 ? all.mean : NAN;
  view->sd = mercer_summary_sd (all);
  view->integral = view->kind == MERCER_COLUMN_NUMERIC && all.integral;
}

/* Summarises every block from `first` on; those before are already there. */
static void
summarise_from (Column *column, size_t first, MercerWork *work)
{
  for (size_t b = first; b < block_count (column->view.n); b++)
    {
      if (!mercer_work_wanted (work))
        return;
      summarise_block (column, b);
    }
  merge_blocks (column);
}

/* A column of n rows with room for its blocks, its contents not yet set. */
static Column *
column_alloc (const char *name, const char *unit, MercerColumnKind kind, size_t n)
{
  Column *column = g_new0 (Column, 1);
  atomic_init (&column->refs, 1);
  column->blocks = g_new0 (Block, MAX (block_count (n), 1));
  column->view.name = g_strdup (name);
  column->view.unit = g_strdup (unit != NULL ? unit : "");
  column->view.kind = kind;
  column->view.n = n;
  return column;
}

static void
column_set_levels (Column *column, LevelNames *levels)
{
  column->levels = levels;
  column->view.levels = (const char *const *) levels->names;
  column->view.n_levels = g_strv_length (levels->names);
}

Column *
mercer_column_new_numeric (const char *name, const char *unit, double *values, size_t n,
                           MercerWork *work)
{
  Column *column = column_alloc (name, unit, MERCER_COLUMN_NUMERIC, n);
  column->view.values = values;
  summarise_from (column, 0, work);
  return column;
}

Column *
mercer_column_new_categorical (const char *name, int32_t *codes, size_t n, char **levels,
                               MercerWork *work)
{
  Column *column = column_alloc (name, NULL, MERCER_COLUMN_CATEGORICAL, n);
  column_set_levels (column, names_new (levels, work));
  column->view.codes = codes;
  for (size_t i = 0; i < n; i++)
    if (codes[i] < 0 || (size_t) codes[i] >= column->view.n_levels)
      codes[i] = -1;
  summarise_from (column, 0, work);
  return column;
}

Column *
mercer_column_ref (Column *column)
{
  atomic_fetch_add (&column->refs, 1);
  return column;
}

void
mercer_column_unref (Column *column)
{
  if (column == NULL || atomic_fetch_sub (&column->refs, 1) != 1)
    return;
  g_free ((char *) column->view.name);
  g_free ((char *) column->view.unit);
  void (*free_contents) (void *) = column->in_block ? mercer_block_free : g_free;
  free_contents ((double *) column->view.values);
  free_contents ((int32_t *) column->view.codes);
  g_free (column->blocks);
  names_unref (column->levels);
  g_free (column);
}

const MercerColumn *
mercer_column_view (const Column *column)
{
  return &column->view;
}

/* Recycled blocks, because a point that is dragged takes and returns columns sixty times a second.
 */
static void *
new_contents (size_t n, size_t size)
{
  void *contents = mercer_block_new (MAX (n, 1) * size);
  if (contents == NULL)
    g_error ("no memory for a column of %zu rows", n);
  return contents;
}

/* A column like `from` with n rows whose contents the caller writes. */
static Column *
column_like (const Column *from, size_t n)
{
  const MercerColumn *view = &from->view;
  Column *column = column_alloc (view->name, view->unit, view->kind, n);
  column->in_block = true;
  if (from->levels != NULL)
    {
      atomic_fetch_add (&from->levels->refs, 1);
      column_set_levels (column, from->levels);
    }
  if (view->kind == MERCER_COLUMN_NUMERIC)
    column->view.values = new_contents (n, sizeof (double));
  else
    column->view.codes = new_contents (n, sizeof (int32_t));
  return column;
}

/* Copies `count` rows. */
static void
copy_rows (Column *to, size_t to_row, const Column *from, size_t from_row, size_t count)
{
  if (from->view.kind == MERCER_COLUMN_NUMERIC)
    memcpy ((double *) to->view.values + to_row, from->view.values + from_row,
            count * sizeof (double));
  else
    memcpy ((int32_t *) to->view.codes + to_row, from->view.codes + from_row,
            count * sizeof (int32_t));
}

static void
set_cell (Column *column, size_t row, double cell)
{
  if (column->view.kind == MERCER_COLUMN_NUMERIC)
    ((double *) column->view.values)[row] = isfinite (cell) ? cell : NAN;
  else
    ((int32_t *) column->view.codes)[row]
        = cell >= 0 && cell < (double) column->view.n_levels ? (int32_t) cell : -1;
}

Column *
mercer_column_with_cell (const Column *column, size_t row, double cell)
{
  Column *edited = column_like (column, column->view.n);
  copy_rows (edited, 0, column, 0, column->view.n);
  memcpy (edited->blocks, column->blocks, block_count (column->view.n) * sizeof (Block));
  set_cell (edited, row, cell);
  summarise_block (edited, row / BLOCK);
  merge_blocks (edited);
  return edited;
}

Column *
mercer_column_with_row (const Column *column, double cell)
{
  const size_t n = column->view.n;
  Column *edited = column_like (column, n + 1);
  copy_rows (edited, 0, column, 0, n);
  memcpy (edited->blocks, column->blocks, block_count (n) * sizeof (Block));
  set_cell (edited, n, cell);
  summarise_from (edited, n / BLOCK, NULL);
  return edited;
}

Column *
mercer_column_without_row (const Column *column, size_t row)
{
  const size_t n = column->view.n;
  Column *edited = column_like (column, n - 1);
  copy_rows (edited, 0, column, 0, row);
  copy_rows (edited, row, column, row + 1, n - 1 - row);
  memcpy (edited->blocks, column->blocks, row / BLOCK * sizeof (Block));
  summarise_from (edited, row / BLOCK, NULL);
  return edited;
}

Column *
mercer_column_with_rows (const Column *column, const size_t *rows, size_t count)
{
  Column *edited = column_like (column, count);
  if (column->view.kind == MERCER_COLUMN_NUMERIC)
    {
      double *values = (double *) edited->view.values;
      for (size_t i = 0; i < count; i++)
        values[i] = column->view.values[rows[i]];
    }
  else
    {
      int32_t *codes = (int32_t *) edited->view.codes;
      for (size_t i = 0; i < count; i++)
        codes[i] = column->view.codes[rows[i]];
    }
  summarise_from (edited, 0, NULL);
  return edited;
}

Column *
mercer_column_with_unit (const Column *column, const char *unit)
{
  Column *edited = column_like (column, column->view.n);
  copy_rows (edited, 0, column, 0, column->view.n);
  memcpy (edited->blocks, column->blocks, block_count (column->view.n) * sizeof (Block));
  g_free ((char *) edited->view.unit);
  edited->view.unit = g_strdup (unit);
  merge_blocks (edited);
  return edited;
}
