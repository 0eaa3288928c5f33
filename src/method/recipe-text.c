/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recipe as JSON:
 *
 *   { "method": "gp-regression", "data": "sample:co2" | { table }, "roles": { "x": ["t"], ... },
 *     "kernel": "RBF(lengthscale=2)", "tables": { "at": "points.csv" }, "values": { "noise": "0.1", ... }, "positions": { "depth": 3 },
 *     "seed": 0, "action": "optimize" }
 *
 * A table that was edited, or came from nowhere, carries its cells. Values are text as on the command line, so
 * that choices are words and numbers read back to the same double. */

#include "recipe-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "json.h"

/* --- Writing ----------------------------------------------------------------------------------- */

static void
print_roles (JsonBuilder *b, const MercerRecipe *recipe)
{
  json_builder_begin_object (b);
  for (int r = 0; recipe->method->roles != NULL && recipe->method->roles[r].id != NULL; r++)
    {
      json_builder_set_member_name (b, recipe->method->roles[r].id);
      json_builder_begin_array (b);
      for (char **name = recipe->roles[r]; *name != NULL; name++)
        json_builder_add_string_value (b, *name);
      json_builder_end_array (b);
    }
  json_builder_end_object (b);
}

static void
print_values (JsonBuilder *b, const MercerRecipe *recipe)
{
  json_builder_begin_object (b);
  for (const MercerParam *p = recipe->method->params; p != NULL && p->id != NULL; p++)
    {
      g_autofree char *text = mercer_param_print (p, recipe->values);
      json_builder_set_member_name (b, p->id);
      json_builder_add_string_value (b, text);
    }
  json_builder_end_object (b);
}

static void
print_positions (JsonBuilder *b, const MercerRecipe *recipe)
{
  json_builder_begin_object (b);
  for (guint i = 0; i < recipe->positions->len; i++)
    {
      const MercerPosition *p = &g_array_index (recipe->positions, MercerPosition, i);
      json_builder_set_member_name (b, p->column);
      json_builder_add_double_value (b, p->value);
    }
  json_builder_end_object (b);
}

static const char *
table_id (const MercerMethod *method, int index)
{
  return index == 0 ? "at" : method->tables[index - 1].id;
}

static void
print_tables (JsonBuilder *b, const MercerRecipe *recipe)
{
  json_builder_set_member_name (b, "tables");
  json_builder_begin_object (b);
  for (int i = 0; i < MERCER_MAX_TABLES; i++)
    if (recipe->tables[i] != NULL)
      {
        json_builder_set_member_name (b, table_id (recipe->method, i));
        mercer_recipe_print_data (b, recipe->tables[i]);
      }
  json_builder_end_object (b);
}

static void
print_optional (JsonBuilder *b, const MercerRecipe *recipe)
{
  if (recipe->kernel != NULL)
    {
      g_autofree char *text = mercer_kernel_print (recipe->kernel);
      json_builder_set_member_name (b, "kernel");
      json_builder_add_string_value (b, text);
    }
  print_tables (b, recipe);
  if (recipe->action != NULL)
    {
      json_builder_set_member_name (b, "action");
      json_builder_add_string_value (b, recipe->action);
    }
}

char *
mercer_recipe_print (const MercerRecipe *recipe)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "method");
  json_builder_add_string_value (b, recipe->method->id);
  json_builder_set_member_name (b, "data");
  mercer_recipe_print_data (b, recipe->dataset);
  json_builder_set_member_name (b, "roles");
  print_roles (b, recipe);
  print_optional (b, recipe);
  json_builder_set_member_name (b, "values");
  print_values (b, recipe);
  json_builder_set_member_name (b, "positions");
  print_positions (b, recipe);
  json_builder_set_member_name (b, "seed");
  json_builder_add_int_value (b, (gint64) recipe->seed);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return mercer_json_print (root);
}

/* --- Reading ----------------------------------------------------------------------------------- */

static void
parse_roles (MercerRecipe *recipe, JsonObject *roles)
{
  for (int r = 0; recipe->method->roles != NULL && recipe->method->roles[r].id != NULL; r++)
    {
      JsonArray *names = mercer_json_array (roles, recipe->method->roles[r].id);
      if (names == NULL)
        continue;
      g_strfreev (recipe->roles[r]);
      recipe->roles[r] = mercer_json_strings (names);
    }
}

static bool
parse_values (MercerRecipe *recipe, JsonObject *values, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (values);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const MercerParam *spec = mercer_params_find (recipe->method->params, l->data);
      const char *text = mercer_json_string (values, l->data, NULL);
      if (spec == NULL)
        return mercer_recipe_refuse_text (error, _("The method has no parameter “%s”."), l->data);
      if (text == NULL)
        return mercer_recipe_refuse_text (error, _("The value of “%s” must be a text such as \"0.1\"."), l->data);
      if (!mercer_param_parse (spec, recipe->values, text, error))
        return false;
    }
  return true;
}

static bool
parse_kernel (MercerRecipe *recipe, const char *text, GError **error)
{
  if (text == NULL || recipe->kernel == NULL)
    return true;
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, error);
  if (kernel == NULL)
    return false;
  mercer_kernel_unref (recipe->kernel);
  recipe->kernel = kernel;
  return true;
}

static void
parse_positions (MercerRecipe *recipe, JsonObject *positions)
{
  g_autoptr (GList) names = json_object_get_members (positions);
  for (GList *l = names; l != NULL; l = l->next)
    {
      double value = json_object_get_double_member_with_default (positions, l->data, NAN);
      if (isfinite (value))
        mercer_recipe_set_position (recipe, l->data, value);
    }
}

static bool
parse_tables (MercerRecipe *recipe, JsonObject *tables, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (tables);
  for (GList *l = names; l != NULL; l = l->next)
    {
      int i = mercer_recipe_table_index (recipe->method, l->data);
      if (i < 0)
        return mercer_recipe_refuse_text (error, _("The method has no use for a table “%s”."), l->data);
      recipe->tables[i] = mercer_recipe_parse_data (json_object_get_member (tables, l->data), error);
      if (recipe->tables[i] == NULL)
        return false;
    }
  return true;
}

/* All that follows method and data. */
static bool
parse_rest (MercerRecipe *recipe, JsonObject *object, GError **error)
{
  JsonObject *roles = mercer_json_object (object, "roles"), *values = mercer_json_object (object, "values");
  JsonObject *positions = mercer_json_object (object, "positions"), *tables = mercer_json_object (object, "tables");
  if (roles != NULL)
    parse_roles (recipe, roles);
  if (positions != NULL)
    parse_positions (recipe, positions);
  if (tables != NULL && !parse_tables (recipe, tables, error))
    return false;
  recipe->action = g_strdup (mercer_json_string (object, "action", NULL));
  recipe->seed = (uint64_t) json_object_get_int_member_with_default (object, "seed", 0);
  return parse_kernel (recipe, mercer_json_string (object, "kernel", NULL), error)
         && (values == NULL || parse_values (recipe, values, error));
}

MercerRecipe *
mercer_recipe_parse (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) syntax = NULL;
  JsonNode *root = json_parser_load_from_data (parser, json, -1, &syntax) ? json_parser_get_root (parser) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      mercer_recipe_refuse_text (error, _("This is not a recipe: %s."), syntax != NULL ? syntax->message : _("not a JSON object"));
      return NULL;
    }
  JsonObject *object = json_node_get_object (root);
  const char *id = mercer_json_string (object, "method", "");
  const MercerMethod *method = mercer_method_find (id);
  if (method == NULL)
    {
      mercer_recipe_refuse_text (error, _("There is no method “%s”. A newer version of the program may know it."), id);
      return NULL;
    }
  g_autoptr (MercerDataset) dataset = mercer_recipe_parse_data (json_object_get_member (object, "data"), error);
  if (dataset == NULL)
    return NULL;
  g_autoptr (MercerRecipe) recipe = mercer_recipe_blank (method, dataset);
  mercer_recipe_choose_roles (recipe, NULL);
  if (!parse_rest (recipe, object, error))
    return NULL;
  return mercer_recipe_seal (g_steal_pointer (&recipe));
}
