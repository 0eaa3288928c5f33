/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "collect.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cell.h"

enum
{
  FIRST_ROOM = 64 /* rows */
};

static bool
grow_field (Field *field, size_t room)
{
  if (field->is_late)
    return true;
  if (!field->is_text)
    {
      double *values = g_try_renew (double, field->values, room);
      field->values = values != NULL ? values : field->values;
      return values != NULL;
    }
  if (field->levels == NULL)
    field->levels = mercer_levels_new ();
  int32_t *codes = g_try_renew (int32_t, field->codes, room);
  field->codes = codes != NULL ? codes : field->codes;
  return codes != NULL;
}

static void
first_room (Collector *collector)
{
  for (size_t i = 0; i < collector->n_fields; i++)
    collector->out_of_memory |= !grow_field (&collector->fields[i], FIRST_ROOM);
  collector->room = FIRST_ROOM;
}

Collector *
mercer_collector_new (const char *name, const Layout *layout, size_t memory_limit, size_t max_rows)
{
  Collector *collector = g_new0 (Collector, 1);
  collector->file = name;
  collector->layout = layout;
  collector->point = layout->decimal_comma ? ',' : '.';
  collector->memory_limit = memory_limit;
  collector->max_rows = max_rows;
  collector->n_fields = MIN (layout->n_columns, SPLIT_MAX_FIELDS);
  collector->fields = g_new0 (Field, MAX (collector->n_fields, 1));
  collector->names_pending = layout->header;
  if (layout->row_names)
    collector->fields[0].name = g_strdup (_ ("row"));
  first_room (collector);
  return collector;
}

static void
field_clear (Field *field)
{
  g_clear_pointer (&field->values, g_free);
  g_clear_pointer (&field->codes, g_free);
  g_clear_pointer (&field->levels, mercer_levels_free);
}

void
mercer_collector_free (Collector *collector)
{
  if (collector == NULL)
    return;
  for (size_t i = 0; i < collector->n_fields; i++)
    {
      field_clear (&collector->fields[i]);
      g_free (collector->fields[i].name);
    }
  g_free (collector->fields);
  g_free (collector);
}

void
mercer_collector_restart (Collector *collector)
{
  for (size_t i = 0; i < collector->n_fields; i++)
    {
      Field *field = &collector->fields[i];
      field_clear (field);
      field->is_late = false;
      field->present = field->text_line = 0;
      if (!(i == 0 && collector->layout->row_names))
        g_clear_pointer (&field->name, g_free);
    }
  collector->rows = collector->at = collector->surplus = collector->late_line = 0;
  collector->names_pending = collector->layout->header;
  collector->short_rows = collector->long_rows = (Ragged){ 0 };
  first_room (collector);
}

static void
take_name (Collector *collector, const char *text, size_t length)
{
  const size_t index = collector->at++ + collector->layout->row_names;
  if (index >= collector->n_fields)
    return;
  char *name
      = mercer_text_field (collector->layout->encoding, text, length, &collector->latin_guessed);
  collector->fields[index].name = g_strdelimit (name, "\n\t", ' ');
}

/* A field of numbers becomes one of text: at once if only missing values came before. */
static void
become_text (Collector *collector, Field *field)
{
  field->is_text = true;
  if (field->present > 0)
    {
      field->is_late = true;
      return;
    }
  g_clear_pointer (&field->values, g_free);
  field->codes = g_try_new (int32_t, collector->room);
  field->levels = mercer_levels_new ();
  if (field->codes == NULL)
    collector->out_of_memory = true;
  else
    memset (field->codes, 0xff, collector->room * sizeof (int32_t));
}

static void
put_text (Collector *collector, Field *field, const char *text, size_t length, CellKind kind)
{
  if (kind == CELL_MISSING)
    {
      field->codes[collector->rows] = -1;
      return;
    }
  const int32_t code = mercer_levels_code (field->levels, text, length);
  field->codes[collector->rows] = code;
  field->present++;
  collector->too_big |= code < 0;
  if (kind == CELL_TEXT && field->text_line == 0)
    {
      field->text_line = SIZE_MAX; /* set when the row ends and its line is known */
      field->text_code = (size_t) code;
    }
}

static void
collector_field_cb (void *data, const char *text, size_t length)
{
  Collector *collector = data;
  if (collector->names_pending)
    {
      take_name (collector, text, length);
      return;
    }
  if (collector->at >= collector->n_fields)
    {
      collector->surplus += length > 0;
      return;
    }
  Field *field = &collector->fields[collector->at++];
  double value = NAN;
  const CellKind kind = mercer_cell_read (text, length, collector->point, &value);
  if (kind == CELL_TEXT && !field->is_text)
    become_text (collector, field);
  if (field->is_late || collector->out_of_memory)
    return;
  if (field->is_text)
    {
      put_text (collector, field, text, length, kind);
      return;
    }
  field->values[collector->rows] = kind == CELL_NUMBER ? value : NAN;
  field->present += kind == CELL_NUMBER;
}

static bool
set_memory_error (const Collector *collector, size_t line, GError **error)
{
  g_autofree char *size = g_format_size (collector->memory_limit);
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_TOO_BIG,
               _ ("“%s” does not fit into the memory there is (%s were full in line %zu); keep "
                  "fewer of its rows "
                  "or columns."),
               collector->file, size, line);
  return false;
}

static size_t
held_bytes (const Collector *collector, size_t room)
{
  size_t bytes = 0;
  for (size_t i = 0; i < collector->n_fields; i++)
    {
      const Field *field = &collector->fields[i];
      bytes += room * (field->is_text ? sizeof (int32_t) : sizeof (double));
      bytes += field->levels != NULL ? mercer_levels_bytes (field->levels) : 0;
    }
  return bytes;
}

bool
mercer_collector_check (const Collector *collector, size_t line, GError **error)
{
  return held_bytes (collector, collector->room) <= collector->memory_limit
         || set_memory_error (collector, line, error);
}

/* Makes sure that one more row fits. */
static bool
make_room (Collector *collector, size_t line, GError **error)
{
  if (collector->rows < collector->room)
    return true;
  const size_t room = 2 * collector->room;
  if (held_bytes (collector, room) > collector->memory_limit)
    return set_memory_error (collector, line, error);
  for (size_t i = 0; i < collector->n_fields; i++)
    if (!grow_field (&collector->fields[i], room))
      return set_memory_error (collector, line, error);
  collector->room = room;
  return true;
}

/* The rest of a row that is too short. */
static void
fill_row (Collector *collector)
{
  for (size_t i = collector->at; i < collector->n_fields; i++)
    {
      Field *field = &collector->fields[i];
      if (field->is_late)
        continue;
      if (field->is_text)
        field->codes[collector->rows] = -1;
      else
        field->values[collector->rows] = NAN;
    }
}

static void
date_first_texts (Collector *collector, size_t line)
{
  for (size_t i = 0; i < collector->at; i++)
    {
      Field *field = &collector->fields[i];
      if (field->text_line == SIZE_MAX)
        field->text_line = line;
      if (field->is_late && collector->late_line == 0)
        collector->late_line = line;
    }
}

static bool
collector_row_cb (void *data, size_t line, GError **error)
{
  Collector *collector = data;
  if (collector->names_pending)
    {
      collector->names_pending = false;
      collector->at = 0;
      return make_room (collector, line, error);
    }
  if (collector->out_of_memory || collector->too_big)
    return set_memory_error (collector, line, error);
  if (collector->at < collector->n_fields)
    {
      mercer_ragged_add (&collector->short_rows, line);
      fill_row (collector);
    }
  if (collector->surplus > 0)
    mercer_ragged_add (&collector->long_rows, line);
  date_first_texts (collector, line);
  collector->rows++;
  collector->at = collector->surplus = 0;
  if (collector->rows == collector->max_rows)
    return false;
  return make_room (collector, line, error);
}

const SplitSink mercer_collector_sink = { collector_field_cb, collector_row_cb };

const char *
mercer_collector_late (const Collector *collector, size_t *line)
{
  for (size_t i = 0; i < collector->n_fields; i++)
    if (collector->fields[i].is_late)
      {
        *line = collector->late_line;
        return collector->fields[i].name != NULL ? collector->fields[i].name : "";
      }
  return NULL;
}
