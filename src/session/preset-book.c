/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person's own kernels: {"mercer-kernels": 1, "kernels": [{"name": ..., "kernel": ...}]}. */

#include "preset.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "json.h"
#include "write.h"

#define FILE_VERSION 1
#define NAME_CHARS   80

typedef struct
{
  char *name, *text;
} Entry;

struct _MercerPresetBook
{
  char *path;
  GPtrArray *entries; /* by name */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->text);
  g_free (entry);
}

static Entry *
entry_at (const MercerPresetBook *book, size_t i)
{
  return book->entries->pdata[i];
}

MercerPresetBook *
mercer_preset_book_new (const char *path)
{
  MercerPresetBook *book = g_new0 (MercerPresetBook, 1);

  book->path = path != NULL ? g_strdup (path) : g_build_filename (g_get_user_config_dir (), "mercer", "kernels.json", NULL);
  book->entries = g_ptr_array_new_with_free_func (entry_free);
  return book;
}

void
mercer_preset_book_free (MercerPresetBook *book)
{
  if (book == NULL)
    return;
  g_free (book->path);
  g_ptr_array_unref (book->entries);
  g_free (book);
}

size_t
mercer_preset_book_length (const MercerPresetBook *book)
{
  return book->entries->len;
}

const char *
mercer_preset_book_name (const MercerPresetBook *book, size_t i)
{
  g_return_val_if_fail (i < book->entries->len, NULL);
  return entry_at (book, i)->name;
}

const char *
mercer_preset_book_text (const MercerPresetBook *book, size_t i)
{
  g_return_val_if_fail (i < book->entries->len, NULL);
  return entry_at (book, i)->text;
}

static int
find (const MercerPresetBook *book, const char *name)
{
  for (guint i = 0; i < book->entries->len; i++)
    if (strcmp (entry_at (book, i)->name, name) == 0)
      return (int) i;
  return -1;
}

bool
mercer_preset_book_has (const MercerPresetBook *book, const char *name)
{
  return find (book, name) >= 0;
}

/* --- The file ---------------------------------------------------------------------------------- */

static bool
refuse (const MercerPresetBook *book, GError **error, const char *why)
{
  g_set_error (error, MERCER_RECIPE_ERROR, 0, _ ("Your saved kernels in “%s” cannot be read: %s Mend or remove that file."),
               book->path, why);
  return false;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(const Entry *const *) a)->name, (*(const Entry *const *) b)->name);
}

static const char *
string_member (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* What has no name or no text, or a name that is there, was not written by us and is left out. */
static void
read_entry (MercerPresetBook *book, JsonNode *node)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = object != NULL ? string_member (object, "name") : NULL;
  const char *text = object != NULL ? string_member (object, "kernel") : NULL;
  Entry *entry;

  if (name == NULL || text == NULL || *name == '\0' || find (book, name) >= 0)
    return;
  entry = g_new (Entry, 1);
  entry->name = g_strdup (name);
  entry->text = g_strdup (text);
  g_ptr_array_add (book->entries, entry);
}

bool
mercer_preset_book_load (MercerPresetBook *book, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) why = NULL;
  JsonNode *root, *list;
  JsonObject *object;

  g_ptr_array_set_size (book->entries, 0);
  if (!json_parser_load_from_file (parser, book->path, &why))
    return g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOENT) || refuse (book, error, why->message);
  root = json_parser_get_root (parser);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL || !json_object_has_member (object, "mercer-kernels"))
    return refuse (book, error, _ ("it was not written by this program."));
  if (json_object_get_int_member_with_default (object, "mercer-kernels", 0) > FILE_VERSION)
    return refuse (book, error, _ ("it was written by a newer version."));
  list = json_object_get_member (object, "kernels");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return refuse (book, error, _ ("it holds no list of kernels."));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++)
    read_entry (book, json_array_get_element (json_node_get_array (list), i));
  g_ptr_array_sort (book->entries, by_name);
  return true;
}

static char *
text_of (const MercerPresetBook *book)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "mercer-kernels");
  json_builder_add_int_value (builder, FILE_VERSION);
  json_builder_set_member_name (builder, "kernels");
  json_builder_begin_array (builder);
  for (guint i = 0; i < book->entries->len; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, entry_at (book, i)->name);
      json_builder_set_member_name (builder, "kernel");
      json_builder_add_string_value (builder, entry_at (book, i)->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return mercer_json_print (root);
}

/* Where it could not be written the book is what the file still says. */
static bool
save (MercerPresetBook *book, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (book->path), *text = NULL;

  g_ptr_array_sort (book->entries, by_name);
  text = text_of (book);
  /* a folder that cannot be made is told by the file that cannot be written */
  g_mkdir_with_parents (folder, 0700);
  if (mercer_write_file (book->path, text, strlen (text), error))
    return true;
  mercer_preset_book_load (book, NULL);
  return false;
}

/* --- Changes ----------------------------------------------------------------------------------- */

/* Without blanks around it; NULL with a sentence if nothing is left of it. */
static char *
proper_name (const char *name, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));

  if (*stripped == '\0')
    {
      g_set_error_literal (error, MERCER_RECIPE_ERROR, 0, _ ("Give the kernel a name."));
      return NULL;
    }
  if (!g_utf8_validate (stripped, -1, NULL) || g_utf8_strlen (stripped, -1) > NAME_CHARS)
    {
      g_set_error (error, MERCER_RECIPE_ERROR, 0, _ ("The name is too long; use at most %d characters."), NAME_CHARS);
      return NULL;
    }
  return g_steal_pointer (&stripped);
}

static bool
nowhere (const char *name, GError **error)
{
  g_set_error (error, MERCER_RECIPE_ERROR, 0, _ ("There is no saved kernel “%s” any more."), name);
  return false;
}

bool
mercer_preset_book_put (MercerPresetBook *book, const char *name, MercerKernel *kernel, GError **error)
{
  g_autofree char *proper = proper_name (name, error);
  Entry *entry;
  int i;

  if (proper == NULL || !mercer_preset_book_load (book, error))
    return false;
  i = find (book, proper);
  if (i >= 0)
    g_ptr_array_remove_index (book->entries, (guint) i);
  entry = g_new (Entry, 1);
  entry->name = g_steal_pointer (&proper);
  entry->text = mercer_kernel_print (kernel);
  g_ptr_array_add (book->entries, entry);
  return save (book, error);
}

bool
mercer_preset_book_rename (MercerPresetBook *book, const char *name, const char *to, GError **error)
{
  g_autofree char *proper = proper_name (to, error);
  int i;

  if (proper == NULL || !mercer_preset_book_load (book, error))
    return false;
  i = find (book, name);
  if (i < 0)
    return nowhere (name, error);
  if (strcmp (name, proper) == 0)
    return true;
  if (find (book, proper) >= 0)
    {
      g_set_error (error, MERCER_RECIPE_ERROR, 0, _ ("Another saved kernel is called “%s”; choose another name."), proper);
      return false;
    }
  g_free (entry_at (book, (size_t) i)->name);
  entry_at (book, (size_t) i)->name = g_steal_pointer (&proper);
  return save (book, error);
}

bool
mercer_preset_book_remove (MercerPresetBook *book, const char *name, GError **error)
{
  int i;

  if (!mercer_preset_book_load (book, error))
    return false;
  i = find (book, name);
  if (i < 0)
    return nowhere (name, error);
  g_ptr_array_remove_index (book->entries, (guint) i);
  return save (book, error);
}
