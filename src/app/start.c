/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "start.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "session.h"

MercerStart *
mercer_start_new (const char *data, const char *method)
{
  MercerStart *start = g_new0 (MercerStart, 1);
  start->data = g_strdup (data != NULL ? data : MERCER_START_DATA);
  start->method = g_strdup (method != NULL ? method : MERCER_START_METHOD);
  start->words = g_new0 (char *, 1);
  return start;
}

MercerStart *
mercer_start_copy (const MercerStart *start)
{
  MercerStart *copy = mercer_start_new (start->data, start->method);
  g_strfreev (copy->words);
  copy->words = g_strdupv (start->words);
  copy->table = g_strdup (start->table);
  copy->insists = start->insists;
  return copy;
}

void
mercer_start_free (MercerStart *start)
{
  if (start == NULL)
    return;
  g_free (start->data);
  g_free (start->method);
  g_free (start->table);
  g_strfreev (start->words);
  g_free (start);
}

bool
mercer_start_is_file (const MercerStart *start)
{
  return g_path_is_absolute (start->data);
}

bool
mercer_start_is_session (const MercerStart *start)
{
  return mercer_start_is_file (start) && g_str_has_suffix (start->data, ".mercer");
}

/* A spec as it is; a file name as an absolute path, because the window may belong to another process. */
static char *
absolute (const char *spec, const char *cwd)
{
  if (g_str_has_prefix (spec, "sample:") || g_str_has_prefix (spec, "generator:"))
    return g_strdup (spec);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg_and_cwd (spec, cwd);
  char *path = g_file_get_path (file);
  return path != NULL ? path : g_file_get_uri (file);
}

static const MercerMethod *
find_method (const char *id, GError **error)
{
  const MercerMethod *method = mercer_method_find (id);
  if (method != NULL)
    return method;
  GString *known = g_string_new (NULL);
  for (size_t i = 0; mercer_methods[i] != NULL; i++)
    g_string_append_printf (known, "%s%s", i == 0 ? "" : ", ", mercer_methods[i]->id);
  g_set_error (error, MERCER_REQUEST_ERROR, 0, _("There is no method “%s”. There are: %s."), id, known->str);
  g_string_free (known, TRUE);
  return NULL;
}

/* A session file knows its own method, and what of it can be changed. */
static bool
check_words (const MercerRequest *request, const char *data, GError **error)
{
  const MercerMethod *method = find_method (request->method != NULL ? request->method : MERCER_START_METHOD, error);
  if (method == NULL)
    return false;
  if (data != NULL && g_path_is_absolute (data) && !g_file_test (data, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, MERCER_REQUEST_ERROR, 0, _("There is no file “%s”."), data);
      return false;
    }
  return (data != NULL && g_str_has_suffix (data, ".mercer")) || mercer_request_check (request, method, error);
}

MercerStart *
mercer_start_parse (char **words, const char *cwd, GError **error)
{
  g_autoptr (MercerRequest) request = mercer_request_new ((int) g_strv_length (words), words, error);
  if (request == NULL)
    return NULL;
  if (request->kernel != NULL)
    {
      MercerKernel *kernel = mercer_request_kernel (request->kernel, NULL, error);
      if (kernel == NULL)
        return NULL;
      mercer_kernel_unref (kernel);
    }
  const char *spec = request->data != NULL ? request->data : request->subject;
  g_autofree char *data = spec != NULL ? absolute (spec, cwd) : NULL;
  if (!check_words (request, data, error))
    return NULL;
  MercerStart *start = mercer_start_new (data, request->method);
  g_strfreev (start->words);
  start->words = g_strdupv (words);
  start->insists = request->method != NULL;
  return start;
}

static bool
can_run (const MercerRecipe *recipe)
{
  g_autofree char *refusal = mercer_recipe_check (recipe);
  return refusal == NULL;
}

static bool
is_picture (const MercerStart *start)
{
  g_autofree char *small = g_ascii_strdown (start->data, -1);
  return g_str_has_suffix (small, ".png");
}

/* A picture is a density in the plane. */
static MercerRecipe *
with_both_columns (MercerRecipe *recipe)
{
  MercerDataset *table = mercer_recipe_dataset (recipe);
  const char *names[3] = { NULL };
  for (size_t c = 0; c < MIN (mercer_dataset_columns (table), 2); c++)
    names[c] = mercer_dataset_column (table, c)->name;
  return mercer_recipe_with_role (recipe, "x", names);
}

MercerRecipe *
mercer_start_recipe (const MercerStart *start, MercerDataset *dataset, GError **error)
{
  g_autoptr (MercerRequest) request = mercer_request_new ((int) g_strv_length (start->words), start->words, error);
  const MercerMethod *method = request != NULL ? find_method (start->method, error) : NULL;
  g_autoptr (MercerRecipe) recipe = method != NULL ? mercer_request_recipe (request, method, dataset, error) : NULL;
  bool picture = is_picture (start) && method == mercer_method_find (MERCER_START_METHOD);
  if (recipe == NULL || start->insists || (can_run (recipe) && !picture))
    return g_steal_pointer (&recipe);
  const MercerMethod *alone = mercer_method_find (MERCER_START_METHOD_ALONE);
  g_autoptr (MercerRecipe) other = alone != NULL ? mercer_request_recipe (request, alone, dataset, NULL) : NULL;
  if (other == NULL || !can_run (other))
    return g_steal_pointer (&recipe);
  return picture ? with_both_columns (other) : g_steal_pointer (&other);
}

GPtrArray *
mercer_start_session (const MercerStart *start, GError **error)
{
  g_autoptr (MercerRequest) request = mercer_request_new ((int) g_strv_length (start->words), start->words, error);
  g_autoptr (GPtrArray) recipes = request != NULL ? mercer_session_read (start->data, error) : NULL;
  MercerRecipe *first = recipes != NULL ? mercer_request_apply (request, recipes->pdata[0], error) : NULL;
  if (first == NULL)
    return NULL;
  mercer_recipe_unref (recipes->pdata[0]);
  recipes->pdata[0] = first;
  return g_steal_pointer (&recipes);
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

char *
mercer_start_answer (char **words)
{
  if (g_strv_contains ((const char *const *) words, "--help") || g_strv_contains ((const char *const *) words, "-h"))
    return mercer_start_usage ();
  return g_strv_contains ((const char *const *) words, "--version") ? g_strdup ("mercer " MERCER_VERSION "\n") : NULL;
}
