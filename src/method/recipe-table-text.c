/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a recipe as JSON: where they came from, or their cells.
 *
 *   "sample:co2"
 *   { "title": "Tides", "columns": [ { "name": "t", "unit": "h", "values": [0, 1, null] },
 *                                    { "name": "harbour", "unit": "", "levels": ["a", "b"], "codes": [0, -1, 1] } ] } */

#include "recipe-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "json.h"
#include "reader.h"

/* --- Writing ----------------------------------------------------------------------------------- */

static void
print_numeric (JsonBuilder *b, const MercerColumn *column)
{
  json_builder_set_member_name (b, "values");
  json_builder_begin_array (b);
  for (size_t i = 0; i < column->n; i++)
    if (isnan (column->values[i]))
      json_builder_add_null_value (b);
    else
      json_builder_add_double_value (b, column->values[i]);
  json_builder_end_array (b);
}

static void
print_categorical (JsonBuilder *b, const MercerColumn *column)
{
  json_builder_set_member_name (b, "levels");
  json_builder_begin_array (b);
  for (size_t i = 0; i < column->n_levels; i++)
    json_builder_add_string_value (b, column->levels[i]);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "codes");
  json_builder_begin_array (b);
  for (size_t i = 0; i < column->n; i++)
    json_builder_add_int_value (b, column->codes[i]);
  json_builder_end_array (b);
}

static void
print_table (JsonBuilder *b, const MercerDataset *dataset)
{
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "title");
  json_builder_add_string_value (b, mercer_dataset_title (dataset));
  json_builder_set_member_name (b, "columns");
  json_builder_begin_array (b);
  for (size_t c = 0; c < mercer_dataset_columns (dataset); c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, c);
      json_builder_begin_object (b);
      json_builder_set_member_name (b, "name");
      json_builder_add_string_value (b, column->name);
      json_builder_set_member_name (b, "unit");
      json_builder_add_string_value (b, column->unit);
      if (column->kind == MERCER_COLUMN_NUMERIC)
        print_numeric (b, column);
      else
        print_categorical (b, column);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_end_object (b);
}

void
mercer_recipe_print_data (JsonBuilder *b, const MercerDataset *dataset)
{
  const char *origin = mercer_dataset_origin (dataset);
  if (origin != NULL && origin[0] != '\0' && !mercer_dataset_is_edited (dataset))
    json_builder_add_string_value (b, origin);
  else
    print_table (b, dataset);
}

/* --- Reading ----------------------------------------------------------------------------------- */

bool
mercer_recipe_refuse_text (GError **error, const char *sentence, const char *what)
{
  g_set_error (error, MERCER_RECIPE_ERROR, 0, sentence, what);
  return false;
}

/* NaN for anything that is not a number. */
static double
element_number (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  GType type = json_node_get_value_type (node);
  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : NAN;
}

static bool
parse_column (MercerDatasetBuilder *builder, JsonObject *object, guint *rows)
{
  JsonArray *values = mercer_json_array (object, "values"), *codes = mercer_json_array (object, "codes");
  JsonArray *levels = mercer_json_array (object, "levels");
  JsonArray *cells = values != NULL ? values : codes;
  if (cells == NULL || (values == NULL && levels == NULL))
    return false;
  guint n = json_array_get_length (cells);
  if (*rows != G_MAXUINT && n != *rows)
    return false;
  *rows = n;
  const char *name = mercer_json_string (object, "name", "");
  if (values != NULL)
    {
      double *numbers = g_new (double, MAX (n, 1));
      for (guint i = 0; i < n; i++)
        numbers[i] = element_number (values, i);
      mercer_dataset_builder_add_numeric (builder, name, mercer_json_string (object, "unit", ""), numbers, n);
      return true;
    }
  int n_levels = (int) json_array_get_length (levels);
  int32_t *indices = g_new (int32_t, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      double code = element_number (codes, i);
      indices[i] = code >= 0 && code < n_levels ? (int32_t) code : -1;
    }
  mercer_dataset_builder_add_categorical (builder, name, indices, n, mercer_json_strings (levels));
  return true;
}

static MercerDataset *
parse_table (JsonObject *object, GError **error)
{
  JsonArray *columns = mercer_json_array (object, "columns");
  MercerDatasetBuilder *builder = mercer_dataset_builder_new (mercer_json_string (object, "title", _("Table")), "");
  guint rows = G_MAXUINT;
  bool sound = columns != NULL && json_array_get_length (columns) > 0;
  for (guint c = 0; sound && c < json_array_get_length (columns); c++)
    {
      JsonNode *node = json_array_get_element (columns, c);
      sound = JSON_NODE_HOLDS_OBJECT (node) && parse_column (builder, json_node_get_object (node), &rows);
    }
  if (sound)
    return mercer_dataset_builder_finish (builder);
  mercer_dataset_builder_free (builder);
  mercer_recipe_refuse_text (error, _("The table in “%s” is damaged: its columns differ in length or hold no cells."), "data");
  return NULL;
}

MercerDataset *
mercer_recipe_parse_data (JsonNode *node, GError **error)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return parse_table (json_node_get_object (node), error);
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    return mercer_dataset_open (json_node_get_string (node), NULL, error);
  mercer_recipe_refuse_text (error, _("The recipe says nothing under “%s”."), "data");
  return NULL;
}
