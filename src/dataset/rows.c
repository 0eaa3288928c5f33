/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

#include <string.h>

#include "split.h"

enum
{
  SAMPLE_ROWS = 100
};

static void
sample_field_cb (void *data, const char *text, size_t length)
{
  Sample *sample = data;
  if (sample->row->len <= SPLIT_MAX_FIELDS)
    g_ptr_array_add (sample->row, g_strndup (text, length));
}

static bool
sample_row_cb (void *data, size_t line, GError **error)
{
  Sample *sample = data;
  g_ptr_array_add (sample->rows, sample->row);
  sample->row = g_ptr_array_new_with_free_func (g_free);
  return sample->rows->len < SAMPLE_ROWS;
}

const GPtrArray *
mercer_sample_row (const Sample *sample, guint r)
{
  return g_ptr_array_index (sample->rows, r);
}

const char *
mercer_sample_cell (const Sample *sample, guint r, guint c)
{
  const GPtrArray *row = mercer_sample_row (sample, r);
  return c < row->len ? g_ptr_array_index (row, c) : "";
}

/* The first row that surely holds values: the second, if there is one. */
static guint
first_values (const Sample *sample)
{
  return sample->rows->len > 1 ? 1 : 0;
}

CellKind
mercer_sample_kind (const char *text, char point)
{
  double value;
  return mercer_cell_read (text, strlen (text), point, &value);
}

/* Sets the usual number of fields and returns which part of the rows has it. */
static double
find_usual (Sample *sample)
{
  const guint first = first_values (sample);
  guint best = 0;
  for (guint r = first; r < sample->rows->len; r++)
    {
      guint same = 0;
      for (guint s = first; s < sample->rows->len; s++)
        same += mercer_sample_row (sample, s)->len == mercer_sample_row (sample, r)->len;
      if (same > best)
        sample->usual = mercer_sample_row (sample, r)->len;
      best = MAX (best, same);
    }
  return sample->rows->len > first ? (double) best / (sample->rows->len - first) : 0;
}

/* The part of the cells that are numbers, with a decimal point or a decimal comma. */
static double
numeric_part (const Sample *sample)
{
  size_t cells = 0, numbers = 0;
  for (guint r = first_values (sample); r < sample->rows->len; r++)
    for (guint c = 0; c < mercer_sample_row (sample, r)->len; c++)
      {
        const char *cell = mercer_sample_cell (sample, r, c);
        const CellKind kind = mercer_sample_kind (cell, '.');
        cells += kind != CELL_MISSING;
        numbers += kind == CELL_NUMBER || mercer_sample_kind (cell, ',') == CELL_NUMBER;
      }
  return cells > 0 ? (double) numbers / (double) cells : 0;
}

void
mercer_sample_take (Sample *sample, const char *name, char terminator, const char *text,
                    size_t size, bool whole)
{
  static const SplitSink sink = { sample_field_cb, sample_row_cb };
  sample->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  sample->row = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Splitter) splitter
      = mercer_splitter_new (name, sample->delimiter, terminator, &sink, sample);
  mercer_splitter_feed (splitter, text, size, whole, &sample->error);
  sample->agreement = find_usual (sample);
  sample->score = sample->usual < 2 ? 0.1 : sample->agreement * (0.3 + 0.7 * numeric_part (sample));
}

void
mercer_sample_clear (Sample *sample)
{
  g_clear_pointer (&sample->rows, g_ptr_array_unref);
  g_clear_pointer (&sample->row, g_ptr_array_unref);
  g_clear_error (&sample->error);
}
