/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The .mercer file: {"mercer": 1, "panels": [recipe...]}. */

#include "session.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "json.h"
#include "write.h"

#define FILE_VERSION 1

bool
mercer_session_write (const GPtrArray *recipes, const char *path, GError **error)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "{\n\"mercer\": %d,\n\"panels\": [", FILE_VERSION);
  for (guint i = 0; i < recipes->len; i++)
    {
      g_autofree char *recipe = mercer_recipe_print (recipes->pdata[i]);
      g_string_append_printf (text, "%s\n%s", i > 0 ? "," : "", recipe);
    }
  g_string_append (text, "\n]\n}\n");
  bool written = mercer_write_file (path, text->str, text->len, error);
  g_string_free (text, TRUE);
  return written;
}

bool
mercer_session_save (MercerSession *session, const char *path, GError **error)
{
  g_autoptr (GPtrArray) recipes = mercer_session_recipes (session);
  bool written = mercer_session_write (recipes, path, error);
  if (written)
    mercer_session_mark_saved (session, NULL);
  return written;
}

static bool
refuse (GError **error, const char *path, const char *why)
{
  g_autofree char *name = g_path_get_basename (path);
  g_set_error (error, MERCER_RECIPE_ERROR, 0, _("“%s” cannot be opened as a session: %s"), name, why);
  return false;
}

/* The array of panels, borrowed from the parser; NULL with a sentence. */
static JsonArray *
read_panels (JsonParser *parser, const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  if (!json_parser_load_from_file (parser, path, &why))
    {
      refuse (error, path, why->message);
      return NULL;
    }
  JsonNode *root = json_parser_get_root (parser);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL || !json_object_has_member (object, "mercer"))
    {
      refuse (error, path, _("it was not written by this program."));
      return NULL;
    }
  if (json_object_get_int_member_with_default (object, "mercer", 0) > FILE_VERSION)
    {
      refuse (error, path, _("it was written by a newer version. Update the program to open it."));
      return NULL;
    }
  JsonNode *panels = json_object_get_member (object, "panels");
  if (panels == NULL || !JSON_NODE_HOLDS_ARRAY (panels) || json_array_get_length (json_node_get_array (panels)) == 0)
    {
      refuse (error, path, _("it holds no panels."));
      return NULL;
    }
  return json_node_get_array (panels);
}

static MercerRecipe *
read_recipe (JsonArray *panels, guint i, const char *path, GError **error)
{
  g_autofree char *text = mercer_json_print (json_array_get_element (panels, i));
  g_autoptr (GError) why = NULL;
  MercerRecipe *recipe = mercer_recipe_parse (text, &why);
  if (recipe == NULL)
    refuse (error, path, why->message);
  return recipe;
}

GPtrArray *
mercer_session_read (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *panels = read_panels (parser, path, error);
  if (panels == NULL)
    return NULL;
  g_autoptr (GPtrArray) recipes = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_recipe_unref);
  for (guint i = 0; i < json_array_get_length (panels); i++)
    {
      MercerRecipe *recipe = read_recipe (panels, i, path, error);
      if (recipe == NULL)
        return NULL;
      g_ptr_array_add (recipes, recipe);
    }
  return g_steal_pointer (&recipes);
}

bool
mercer_session_open (MercerSession *session, const char *path, GError **error)
{
  g_autoptr (GPtrArray) recipes = mercer_session_read (path, error);
  if (recipes != NULL)
    mercer_session_reset (session, (MercerRecipe *const *) recipes->pdata, (int) recipes->len);
  return recipes != NULL;
}

MercerRecipe *
mercer_session_read_recipe (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *panels = read_panels (parser, path, error);
  return panels != NULL ? read_recipe (panels, 0, path, error) : NULL;
}
