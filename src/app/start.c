/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "start.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

MercerStart *
mercer_start_new (const char *data, const char *method)
{
  MercerStart *start = g_new0 (MercerStart, 1);
  start->data = g_strdup (data);
  start->method = g_strdup (method);
  start->roles = g_ptr_array_new_with_free_func (g_free);
  start->values = g_ptr_array_new_with_free_func (g_free);
  return start;
}

static void *
copy_string (const void *text, void *data)
{
  return g_strdup (text);
}

MercerStart *
mercer_start_copy (const MercerStart *start)
{
  MercerStart *copy = g_memdup2 (start, sizeof *start);
  copy->data = g_strdup (start->data);
  copy->method = g_strdup (start->method);
  copy->kernel = g_strdup (start->kernel);
  copy->seed = g_strdup (start->seed);
  copy->roles = g_ptr_array_copy (start->roles, copy_string, NULL);
  copy->values = g_ptr_array_copy (start->values, copy_string, NULL);
  return copy;
}

void
mercer_start_free (MercerStart *start)
{
  if (start == NULL)
    return;
  g_free (start->data);
  g_free (start->method);
  g_free (start->kernel);
  g_free (start->seed);
  g_ptr_array_unref (start->roles);
  g_ptr_array_unref (start->values);
  g_free (start);
}

/* --- Reading the command line ------------------------------------------------------------------- */

static const struct
{
  const char *name;
  size_t offset;
} options[] = {
  { "method", offsetof (MercerStart, method) },
  { "kernel", offsetof (MercerStart, kernel) },
  { "seed", offsetof (MercerStart, seed) },
};

static bool
is_spec (const char *text)
{
  return g_str_has_prefix (text, "sample:") || g_str_has_prefix (text, "generator:");
}

static void
set_data (MercerStart *start, const char *text, const char *cwd)
{
  g_free (start->data);
  if (is_spec (text))
    {
      start->data = g_strdup (text);
      return;
    }
  GFile *file = g_file_new_for_commandline_arg_and_cwd (text, cwd);
  char *path = g_file_get_path (file);
  start->data = path != NULL ? path : g_file_get_uri (file);
  g_object_unref (file);
}

static void
store_option (MercerStart *start, const char *name, const char *value, const char *cwd)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (options[i].name, name))
      {
        char **member = G_STRUCT_MEMBER_P (start, options[i].offset);
        g_free (*member);
        *member = g_strdup (value);
        return;
      }
  if (g_str_equal (name, "data"))
    set_data (start, value, cwd);
  else if (g_str_equal (name, "role"))
    g_ptr_array_add (start->roles, g_strdup (value));
  else
    g_ptr_array_add (start->values, g_strdup_printf ("%s=%s", name, value));
}

/* One "--name=value", "--name value" or "--name"; *next is the word after it, taken if it is the value. */
static bool
parse_option (MercerStart *start, const char *word, const char *next, const char *cwd, bool *took_next,
              GError **error)
{
  *took_next = false;
  if (g_str_equal (word, "help") || g_str_equal (word, "version"))
    {
      start->help |= word[0] == 'h';
      start->version |= word[0] == 'v';
      return true;
    }
  const char *equals = strchr (word, '=');
  char *name = equals != NULL ? g_strndup (word, equals - word) : g_strdup (word);
  const char *value = equals != NULL ? equals + 1 : next;
  *took_next = equals == NULL;
  bool ok = value != NULL && name[0] != '\0';
  if (ok)
    store_option (start, name, value, cwd);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("The option --%s needs a value, as in --%s=VALUE."), name, name);
  g_free (name);
  return ok;
}

MercerStart *
mercer_start_parse (const char *const *argv, const char *cwd, GError **error)
{
  g_autoptr (MercerStart) start = mercer_start_new (NULL, NULL);
  bool words_only = false, took_next;
  for (size_t i = 0; argv[i] != NULL; i++)
    {
      if (!words_only && g_str_equal (argv[i], "--"))
        words_only = true;
      else if (!words_only && g_str_equal (argv[i], "-h"))
        start->help = true;
      else if (!words_only && g_str_has_prefix (argv[i], "--"))
        {
          if (!parse_option (start, argv[i] + 2, argv[i + 1], cwd, &took_next, error))
            return NULL;
          i += took_next;
        }
      else if (start->data != NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("Mercer opens one table in a window; “%s” is a second one. Start it again for that one."),
                       argv[i]);
          return NULL;
        }
      else
        set_data (start, argv[i], cwd);
    }
  return g_steal_pointer (&start);
}

/* --- From words to a recipe ----------------------------------------------------------------------- */

static const MercerMethod *
find_method (const MercerStart *start, GError **error)
{
  const char *id = start->method != NULL ? start->method : MERCER_START_METHOD;
  const MercerMethod *method = mercer_method_find (id);
  if (method != NULL)
    return method;
  GString *known = g_string_new (NULL);
  for (size_t i = 0; mercer_methods[i] != NULL; i++)
    g_string_append_printf (known, "%s%s", i == 0 ? "" : ", ", mercer_methods[i]->id);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("There is no method “%s”. There are: %s."), id, known->str);
  g_string_free (known, TRUE);
  return NULL;
}

static bool
parse_values (const MercerStart *start, const MercerMethod *method, void *values, GError **error)
{
  for (guint i = 0; i < start->values->len; i++)
    {
      g_auto (GStrv) pair = g_strsplit (start->values->pdata[i], "=", 2);
      const MercerParam *param = mercer_params_find (method->params, pair[0]);
      if (param == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                       _("%s has no parameter “%s”. “mercer --help” lists them."), _(method->title), pair[0]);
          return false;
        }
      if (!mercer_param_parse (param, values, pair[1], error))
        return false;
    }
  return true;
}

bool
mercer_start_check (const MercerStart *start, GError **error)
{
  const MercerMethod *method = find_method (start, error);
  if (method == NULL)
    return false;
  g_autofree void *values = g_malloc0 (MAX (method->values_size, 1));
  mercer_params_start (method->params, values);
  if (!parse_values (start, method, values, error))
    return false;
  if (start->kernel == NULL)
    return true;
  MercerKernel *kernel = mercer_kernel_parse (start->kernel, NULL, NULL, error);
  if (kernel != NULL)
    mercer_kernel_unref (kernel);
  return kernel != NULL;
}

static void
replace (MercerRecipe **recipe, MercerRecipe *by)
{
  mercer_recipe_unref (*recipe);
  *recipe = by;
}

static bool
fill_roles (const MercerStart *start, MercerRecipe **recipe, GError **error)
{
  for (guint i = 0; i < start->roles->len; i++)
    {
      g_auto (GStrv) pair = g_strsplit (start->roles->pdata[i], "=", 2);
      g_auto (GStrv) columns = g_strsplit (pair[1] != NULL ? pair[1] : "", ",", -1);
      for (size_t c = 0; columns[c] != NULL; c++)
        if (mercer_dataset_find (mercer_recipe_dataset (*recipe), g_strstrip (columns[c])) < 0)
          {
            g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("The table has no column “%s”, which --role asks for."), columns[c]);
            return false;
          }
      replace (recipe, mercer_recipe_with_role (*recipe, pair[0], (const char *const *) columns));
    }
  if (start->roles->len > 0)
    replace (recipe, mercer_recipe_suggested (*recipe));
  return true;
}

MercerRecipe *
mercer_start_recipe (const MercerStart *start, MercerDataset *dataset, GError **error)
{
  const MercerMethod *method = find_method (start, error);
  if (method == NULL)
    return NULL;
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (method, dataset);
  if (!fill_roles (start, &recipe, error))
    return NULL;
  if (start->kernel != NULL)
    {
      MercerKernel *kernel = mercer_kernel_parse (start->kernel, NULL, NULL, error);
      if (kernel == NULL)
        return NULL;
      replace (&recipe, mercer_recipe_with_kernel (recipe, kernel));
      mercer_kernel_unref (kernel);
    }
  if (start->values->len > 0)
    {
      g_autofree void *values = g_memdup2 (mercer_recipe_values (recipe), method->values_size);
      if (!parse_values (start, method, values, error))
        return NULL;
      replace (&recipe, mercer_recipe_with_values (recipe, values));
    }
  if (start->seed != NULL)
    replace (&recipe, mercer_recipe_with_seed (recipe, g_ascii_strtoull (start->seed, NULL, 10)));
  return g_steal_pointer (&recipe);
}

char *
mercer_start_usage (void)
{
  GString *text = g_string_new (_("Usage: mercer [FILE] [--method ID] [--data SPEC] [--role x=COL,COL] [--kernel EXPR]\n"
                                  "              [--seed N] [--PARAM=VALUE]...\n\n"
                                  "FILE is a table (CSV, also compressed) or a saved session; SPEC may also be\n"
                                  "sample:NAME or generator:NAME(n=..,seed=..).\n"));
  for (size_t i = 0; mercer_methods[i] != NULL; i++)
    {
      const MercerMethod *method = mercer_methods[i];
      g_string_append_printf (text, "\n%s  %s\n", method->id, _(method->title));
      for (const MercerParam *p = method->params; p->id != NULL; p++)
        g_string_append_printf (text, "  --%-16s %s\n", p->id, _(p->title));
    }
  return g_string_free (text, FALSE);
}
