/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"

#include <stdbool.h>
#include <string.h>

/* The character after a string that begins at `at`. */
static const char *
skip_string (const char *at)
{
  for (at++; *at != '"' && *at != '\0'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

/* How many characters of a number stand at `at`, and whether it has an exponent after which ".0" follows. */
static size_t
number_length (const char *at, bool *spoiled)
{
  size_t length = strspn (at, "+-0123456789.eE");
  const char *exponent = memchr (at, 'e', length);
  *spoiled = exponent != NULL && length > 2 && memcmp (at + length - 2, ".0", 2) == 0 && at + length - 2 > exponent;
  return length;
}

char *
mercer_json_print (JsonNode *root)
{
  g_autofree char *text = json_to_string (root, TRUE);
  GString *mended = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0';)
    {
      bool spoiled = false, quoted = *at == '"', number = *at == '-' || g_ascii_isdigit (*at);
      size_t length = quoted ? (size_t) (skip_string (at) - at) : number ? number_length (at, &spoiled) : 1;
      g_string_append_len (mended, at, (gssize) (length - (spoiled ? 2 : 0)));
      at += length;
    }
  return g_string_free (mended, FALSE);
}

const char *
mercer_json_string (JsonObject *object, const char *name, const char *otherwise)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : otherwise;
}

JsonArray *
mercer_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
mercer_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

char **
mercer_json_strings (JsonArray *array)
{
  guint n = json_array_get_length (array);
  char **strings = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      bool is_string = json_node_get_value_type (node) == G_TYPE_STRING;
      strings[i] = g_strdup (is_string ? json_node_get_string (node) : "");
    }
  return strings;
}
