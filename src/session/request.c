/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a command line. What its words mean for a method: request-recipe.c. */

#include "request.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK (mercer-request-error-quark, mercer_request_error)

typedef enum { TAKES_TEXT, TAKES_LIST, TAKES_SEED, TAKES_THREADS, TAKES_NOTHING } OptionKind;

typedef struct
{
  const char *name;
  OptionKind kind;
  size_t offset;
} Option;

static const Option options[] = {
  { "data", TAKES_TEXT, offsetof (MercerRequest, data) },
  { "kernel", TAKES_TEXT, offsetof (MercerRequest, kernel) },
  { "at", TAKES_TEXT, offsetof (MercerRequest, at) },
  { "method", TAKES_TEXT, offsetof (MercerRequest, method) },
  { "out", TAKES_LIST, offsetof (MercerRequest, out) },
  { "role", TAKES_LIST, offsetof (MercerRequest, roles) },
  { "position", TAKES_LIST, offsetof (MercerRequest, positions) },
  { "seed", TAKES_SEED, 0 },
  { "threads", TAKES_THREADS, 0 },
  { "timing", TAKES_NOTHING, offsetof (MercerRequest, timing) },
  { "progress", TAKES_NOTHING, offsetof (MercerRequest, progress) },
  { "json", TAKES_NOTHING, offsetof (MercerRequest, json) },
  { "help", TAKES_NOTHING, offsetof (MercerRequest, help) },
};

static void *
member (MercerRequest *request, const Option *option)
{
  return (char *) request + option->offset;
}

static const Option *
find_option (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (options[i].name, name))
      return &options[i];
  return NULL;
}

static bool
parse_count (const char *name, const char *text, guint64 low, guint64 high, guint64 *value, GError **error)
{
  g_autoptr (GError) why = NULL;
  if (g_ascii_string_to_unsigned (text, 10, low, high, value, &why))
    return true;
  g_set_error (error, MERCER_REQUEST_ERROR, 0,
               _("--%s takes a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", not “%s”."), name,
               low, high, text);
  return false;
}

static bool
store_option (MercerRequest *request, const Option *option, const char *value, GError **error)
{
  guint64 number = 0;
  switch (option->kind)
    {
    case TAKES_TEXT:
      {
        char **text = member (request, option);
        g_free (*text);
        *text = g_strdup (value);
        return true;
      }
    case TAKES_LIST:
      g_ptr_array_add (*(GPtrArray **) member (request, option), g_strdup (value));
      return true;
    case TAKES_SEED:
      request->has_seed = true;
      if (!parse_count (option->name, value, 0, G_MAXINT64, &number, error))
        return false;
      request->seed = number;
      return true;
    case TAKES_THREADS:
      if (!parse_count (option->name, value, 1, 1024, &number, error))
        return false;
      request->threads = (int) number;
      return true;
    case TAKES_NOTHING:
      *(bool *) member (request, option) = true;
      return true;
    }
  g_return_val_if_reached (false);
}

/* One "--name[=value]" with the word after it; *used_next tells whether that was its value. */
static bool
take_option (MercerRequest *request, const char *word, const char *next, bool *used_next, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals != NULL ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word);
  const Option *option = find_option (name);
  const char *value = equals != NULL ? equals + 1 : NULL;
  *used_next = false;
  if (option == NULL)
    {
      /* A param or an action; a word after it can only be a value if it does not look like an option. */
      bool has_value = value == NULL && next != NULL && !g_str_has_prefix (next, "--");
      *used_next = has_value;
      g_ptr_array_add (request->others, has_value ? g_strdup_printf ("%s=%s", name, next) : g_strdup (word));
      return true;
    }
  if (option->kind == TAKES_NOTHING)
    {
      if (value == NULL)
        return store_option (request, option, NULL, error);
      g_set_error (error, MERCER_REQUEST_ERROR, 0, _("--%s takes no value."), name);
      return false;
    }
  if (value == NULL)
    {
      *used_next = true;
      value = next;
    }
  if (value == NULL)
    {
      g_set_error (error, MERCER_REQUEST_ERROR, 0, _("--%s needs a value after it."), name);
      return false;
    }
  return store_option (request, option, value, error);
}

MercerRequest *
mercer_request_new (int argc, char **argv, GError **error)
{
  g_autoptr (MercerRequest) request = g_new0 (MercerRequest, 1);
  request->out = g_ptr_array_new_with_free_func (g_free);
  request->roles = g_ptr_array_new_with_free_func (g_free);
  request->positions = g_ptr_array_new_with_free_func (g_free);
  request->others = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < argc; i++)
    {
      bool used_next;
      if (g_str_has_prefix (argv[i], "--") && argv[i][2] != '\0')
        {
          const char *next = i + 1 < argc ? argv[i + 1] : NULL;
          if (!take_option (request, argv[i] + 2, next, &used_next, error))
            return NULL;
          i += used_next;
        }
      else if (request->subject == NULL)
        request->subject = g_strdup (argv[i]);
      else
        {
          g_set_error (error, MERCER_REQUEST_ERROR, 0, _("Nothing is expected at “%s”. Options begin with “--”."),
                       argv[i]);
          return NULL;
        }
    }
  return g_steal_pointer (&request);
}

void
mercer_request_free (MercerRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->subject);
  g_free (request->method);
  g_free (request->data);
  g_free (request->kernel);
  g_free (request->at);
  g_ptr_array_unref (request->out);
  g_ptr_array_unref (request->roles);
  g_ptr_array_unref (request->positions);
  g_ptr_array_unref (request->others);
  g_free (request);
}

/* Levenshtein distance over bytes, words of at most 63. */
static int
edit_distance (const char *a, const char *b)
{
  int row[64], n = (int) strlen (b);
  if (n > 63)
    return 64;
  for (int j = 0; j <= n; j++)
    row[j] = j;
  for (int i = 1; a[i - 1] != '\0'; i++)
    {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= n; j++)
        {
          int substitute = diagonal + (a[i - 1] != b[j - 1]);
          diagonal = row[j];
          row[j] = MIN (substitute, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[n];
}

const char *
mercer_request_nearest (const char *word, const char *const *names)
{
  const char *nearest = NULL;
  int least = MAX (2, (int) strlen (word) / 3) + 1;
  for (; *names != NULL; names++)
    {
      int distance = edit_distance (word, *names);
      if (distance < least)
        {
          least = distance;
          nearest = *names;
        }
    }
  return nearest;
}
