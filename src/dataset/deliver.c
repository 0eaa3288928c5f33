/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "collect.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cell.h"
#include "decimal.h"
#include "spelled.h"

/* What a collector has gathered becomes a table, with remarks on what is odd about it. */

enum
{
  MAX_ALMOST_NUMERIC = 3, /* remarks on columns that would be numeric but for some texts */
  POLL_LEVELS
  = 4096 /* texts between two questions whether the work is wanted: under a millisecond */
};

static void
field_clear (Field *field)
{
  g_clear_pointer (&field->values, g_free);
  g_clear_pointer (&field->codes, g_free);
  g_clear_pointer (&field->levels, mercer_levels_free);
}

/* The texts of a column as names; equal names after conversion are left as they are. */
static char **
level_names (Collector *collector, const Field *field, MercerWork *work)
{
  const size_t count = field->levels != NULL ? mercer_levels_count (field->levels) : 0;
  char **names = g_new0 (char *, count + 1);
  for (size_t i = 0; i < count && (i % POLL_LEVELS != 0 || mercer_work_wanted (work)); i++)
    {
      size_t length;
      const char *text = mercer_levels_text (field->levels, i, &length);
      names[i] = mercer_text_field (collector->layout->encoding, text, length,
                                    &collector->latin_guessed);
    }
  return names;
}

/* As the builder will call it. */
static char *
shown_name (const Collector *collector, const Field *field)
{
  if (field->name != NULL && *field->name != '\0')
    return g_strdup (field->name);
  return g_strdup_printf (_ ("column %u"), (unsigned) (field - collector->fields) + 1);
}

/* Says so if at least half of the values, and two, are numbers: then the texts are probably slips. */
static void
remark_numbers (Collector *collector, const Field *field, char **names,
                MercerDatasetBuilder *builder, MercerWork *work)
{
  size_t numbers = 0;
  const size_t count = mercer_levels_count (field->levels);
  for (size_t i = 0; i < count && (i % POLL_LEVELS != 0 || mercer_work_wanted (work)); i++)
    {
      size_t length;
      double value;
      const char *text = mercer_levels_text (field->levels, i, &length);
      if (mercer_cell_read (text, length, collector->point, &value) == CELL_NUMBER)
        numbers += mercer_levels_uses (field->levels, i);
    }
  if (!mercer_work_wanted (work) || numbers < 2 || 2 * numbers < field->present)
    return;
  collector->almost_numeric++;
  g_autofree char *name = shown_name (collector, field);
  mercer_remark_almost_numeric (builder, name, names[field->text_code], field->text_line, numbers,
                                field->present);
}

static bool
is_constant (const Collector *collector, const Field *field)
{
  if (collector->rows < 2 || field->present < collector->rows)
    return false;
  if (field->is_text)
    return mercer_levels_count (field->levels) == 1;
  size_t i = 1;
  while (i < collector->rows && field->values[i] == field->values[0])
    i++;
  return i == collector->rows;
}

/* A text that shows how the column is written: beside 1,234 a plain 99 would not. */
static const char *
telling (char **texts, char point)
{
  double value;
  for (char **text = texts; *text != NULL; text++)
    if (!mercer_decimal_parse (*text, strlen (*text), point, &value))
      return *text;
  return texts[0];
}

/* Dates and numbers with their thousands set off become numbers, each text once. */
static bool
hand_over_spelled (Collector *collector, Field *field, char **names, MercerDatasetBuilder *builder, MercerWork *work)
{
  const size_t n = collector->rows, n_levels = g_strv_length (names);
  g_autofree double *meanings = g_new (double, MAX (n_levels, 1));
  const Spelling spelling = mercer_spelled (names, n_levels, collector->point, work, meanings);
  if (spelling == SPELLED_TEXT)
    return false;
  g_autofree char *name = shown_name (collector, field);
  mercer_remark_spelled (builder, spelling, name, telling (names, collector->point));
  if (spelling == SPELLED_OTHER_DATES)
    return false;
  double *values = g_try_new (double, MAX (n, 1));
  if (values == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    values[i] = field->codes[i] >= 0 ? meanings[field->codes[i]] : NAN;
  mercer_dataset_builder_add_numeric (builder, field->name, spelling == SPELLED_DATES ? MERCER_SPELLED_DATES_UNIT : NULL, values, n);
  return true;
}

static void
hand_over (Collector *collector, Field *field, MercerDatasetBuilder *builder, MercerWork *work)
{
  const size_t n = collector->rows;
  if (!field->is_text)
    {
      double *values = g_renew (double, g_steal_pointer (&field->values), MAX (n, 1));
      mercer_dataset_builder_add_numeric (builder, field->name, NULL, values, n);
      return;
    }
  char **names = level_names (collector, field, work);
  if (hand_over_spelled (collector, field, names, builder, work))
    {
      g_strfreev (names);
      return;
    }
  if (field->text_line > 0 && mercer_work_wanted (work)
      && collector->almost_numeric < MAX_ALMOST_NUMERIC)
    remark_numbers (collector, field, names, builder, work);
  int32_t *codes = g_renew (int32_t, g_steal_pointer (&field->codes), MAX (n, 1));
  mercer_dataset_builder_add_categorical (builder, field->name, codes, n, names);
}

/* Rows that end with a separator seem to have one more column, without name and values. */
static void
drop_empty_tail (Collector *collector)
{
  const Field *last = &collector->fields[collector->n_fields - 1];
  if (collector->layout->header && collector->n_fields > 1 && last->present == 0
      && (last->name == NULL || *last->name == '\0'))
    {
      field_clear (&collector->fields[--collector->n_fields]);
      g_clear_pointer (&collector->fields[collector->n_fields].name, g_free);
    }
}

static void
remark_dull_columns (const Collector *collector, MercerDatasetBuilder *builder)
{
  g_autoptr (GPtrArray) empty = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) constant = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < collector->n_fields; i++)
    {
      const Field *field = &collector->fields[i];
      GPtrArray *dull = field->present == 0              ? empty
                        : is_constant (collector, field) ? constant
                                                         : NULL;
      if (dull != NULL)
        g_ptr_array_add (dull, shown_name (collector, field));
    }
  mercer_remark_columns (builder, REMARK_EMPTY, empty);
  mercer_remark_columns (builder, REMARK_CONSTANT, constant);
}

static bool
set_empty_error (const Collector *collector, GError **error)
{
  const char *form
      = collector->rows > 0
            ? _ ("“%s” holds no values, every cell of it is missing; choose another file.")
        : collector->layout->header
            ? _ ("“%s” holds names of columns but no rows; add rows of values below them.")
            : _ ("“%s” is empty; choose a file that holds a table.");
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_EMPTY, form, collector->file);
  return false;
}

bool
mercer_collector_finish (Collector *collector, MercerDatasetBuilder *builder, MercerWork *work,
                         GError **error)
{
  size_t present = 0;
  for (size_t i = 0; i < collector->n_fields; i++)
    present += collector->fields[i].present;
  if (present == 0)
    return set_empty_error (collector, error);
  drop_empty_tail (collector);
  mercer_remark_short_rows (builder, collector->short_rows);
  mercer_remark_long_rows (builder, collector->long_rows, collector->n_fields);
  remark_dull_columns (collector, builder);
  for (size_t i = 0; i < collector->n_fields; i++)
    hand_over (collector, &collector->fields[i], builder, work);
  if (collector->latin_guessed)
    mercer_dataset_builder_note (
        builder,
        _ ("Some texts are not valid UTF-8 and were read as Latin-1; check letters with accents."));
  return true;
}
