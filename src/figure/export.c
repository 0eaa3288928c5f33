/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure as numbers: CSV and JSON. */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "json.h"
#include "param.h"
#include "scene.h"
#include "write.h"

/* --- CSV -------------------------------------------------------------------------------------- */

/* RFC 4180: quoted when it must be, quotes doubled. */
static void
append_field (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

/* Spelled as most readers of tables take them. */
static void
append_number (GString *out, double value)
{
  char number[MERCER_NUMBER_SIZE];
  if (isnan (value))
    g_string_append (out, "NaN");
  else if (isinf (value))
    g_string_append (out, value > 0 ? "Inf" : "-Inf");
  else
    g_string_append (out, mercer_number_print (value, number));
}

/* Lines end in a bare line feed: every reader takes that, while CR trips line tools. */
char *
mercer_figure_to_csv (const MercerFigure *f, size_t table)
{
  const MercerTable *t = mercer_figure_get_table (f, table);
  g_return_val_if_fail (t != NULL, NULL);
  GString *out = g_string_sized_new (20 * (t->rows + 1) * (t->columns + 1));
  for (size_t c = 0; c < t->columns; c++)
    {
      if (c > 0)
        g_string_append_c (out, ',');
      append_field (out, t->column[c].name);
    }
  g_string_append_c (out, '\n');
  for (size_t r = 0; r < t->rows; r++)
    {
      for (size_t c = 0; c < t->columns; c++)
        {
          if (c > 0)
            g_string_append_c (out, ',');
          const char *word = mercer_table_column_word (&t->column[c], r);
          if (word != NULL)
            append_field (out, word);
          else
            append_number (out, t->column[c].values[r]);
        }
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
member_string (JsonBuilder *b, const char *name, const char *text)
{
  json_builder_set_member_name (b, name);
  if (text != NULL)
    json_builder_add_string_value (b, text);
  else
    json_builder_add_null_value (b);
}

/* JSON has no word for NaN and the infinities. */
static void
add_number (JsonBuilder *b, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (b, value);
  else
    json_builder_add_null_value (b);
}

static void
add_readouts (JsonBuilder *b, const MercerFigure *f)
{
  json_builder_set_member_name (b, "readouts");
  json_builder_begin_object (b);
  for (guint i = 0; i < f->readouts->len; i++)
    {
      const MercerReadout *r = &g_array_index (f->readouts, MercerReadout, i);
      json_builder_set_member_name (b, r->id);
      json_builder_begin_object (b);
      member_string (b, "title", r->title);
      json_builder_set_member_name (b, "value");
      add_number (b, r->value);
      member_string (b, "unit", r->unit);
      json_builder_end_object (b);
    }
  json_builder_end_object (b);
}

static void
add_texts (JsonBuilder *b, const MercerFigure *f)
{
  json_builder_set_member_name (b, "texts");
  json_builder_begin_object (b);
  for (guint i = 0; i < f->texts->len; i++)
    {
      const TextOutput *t = &g_array_index (f->texts, TextOutput, i);
      json_builder_set_member_name (b, t->id);
      json_builder_begin_object (b);
      member_string (b, "title", t->title);
      member_string (b, "text", t->text);
      json_builder_end_object (b);
    }
  json_builder_end_object (b);
}

static void
add_notes (JsonBuilder *b, const MercerFigure *f)
{
  json_builder_set_member_name (b, "notes");
  json_builder_begin_array (b);
  for (guint i = 0; i < f->notes->len; i++)
    {
      const MercerNote *n = &g_array_index (f->notes, MercerNote, i);
      json_builder_begin_object (b);
      member_string (b, "kind", n->kind == MERCER_NOTE_WARNING ? "warning" : "info");
      member_string (b, "sentence", n->sentence);
      if (n->remedy_param != NULL)
        {
          member_string (b, "remedy", n->remedy_title);
          member_string (b, "param", n->remedy_param);
          json_builder_set_member_name (b, "value");
          add_number (b, n->remedy_value);
        }
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

/* Columns are a list, not members of an object: their names need not differ, and their order
 * matters. */
static void
add_tables (JsonBuilder *b, const MercerFigure *f)
{
  json_builder_set_member_name (b, "tables");
  json_builder_begin_object (b);
  for (guint i = 0; i < f->tables->len; i++)
    {
      const MercerTable *t = &g_array_index (f->tables, Table, i).head;
      json_builder_set_member_name (b, t->id);
      json_builder_begin_object (b);
      member_string (b, "title", t->title);
      json_builder_set_member_name (b, "rows");
      json_builder_add_int_value (b, (gint64) t->rows);
      json_builder_set_member_name (b, "columns");
      json_builder_begin_array (b);
      for (size_t c = 0; c < t->columns; c++)
        {
          json_builder_begin_object (b);
          member_string (b, "name", t->column[c].name);
          member_string (b, "unit", t->column[c].unit);
          json_builder_set_member_name (b, "values");
          json_builder_begin_array (b);
          for (size_t r = 0; r < t->rows; r++)
            if (mercer_table_column_word (&t->column[c], r) != NULL)
              json_builder_add_string_value (b, mercer_table_column_word (&t->column[c], r));
            else
              add_number (b, t->column[c].values[r]);
          json_builder_end_array (b);
          json_builder_end_object (b);
        }
      json_builder_end_array (b);
      json_builder_end_object (b);
    }
  json_builder_end_object (b);
}

char *
mercer_figure_to_json (const MercerFigure *f)
{
  g_return_val_if_fail (f != NULL, NULL);
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_object (b);
  member_string (b, "title", f->title);
  member_string (b, "description", f->description);
  member_string (b, "draft", f->draft);
  add_readouts (b, f);
  add_texts (b, f);
  add_notes (b, f);
  add_tables (b, f);
  json_builder_end_object (b);
  JsonNode *root = json_builder_get_root (b);
  char *text = mercer_json_print (root);
  json_node_unref (root);
  g_object_unref (b);
  return text;
}
