/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "param.h"
#include "reader.h"
#include "testing.h"

/* Helpers of the tests that read and write files: every test has a folder of its own. */

static char *folder;

static inline char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static inline char *
file_with (const char *name, const char *text, gssize size)
{
  char *path = in_folder (name);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, size, &error);
  g_assert_no_error (error);
  return path;
}

static inline MercerDataset *
read_text (const char *text, gssize size, GError **error)
{
  g_autofree char *path = file_with ("table.csv", text, size);
  return mercer_dataset_read (path, NULL, NULL, error);
}

/* "x[1 2 ?] c[red ? blue]": names, and cells with ? for missing. Text columns have {} instead of
 * []. */
static inline char *
dump (const MercerDataset *table)
{
  GString *text = g_string_new (NULL);
  for (gsize c = 0; c < mercer_dataset_columns (table); c++)
    {
      const MercerColumn *column = mercer_dataset_column (table, c);
      const gboolean numeric = column->kind == MERCER_COLUMN_NUMERIC;
      g_string_append_printf (text, "%s%s%c", c > 0 ? " " : "", column->name, numeric ? '[' : '{');
      for (gsize r = 0; r < column->n; r++)
        {
          char number[MERCER_NUMBER_SIZE] = "?";
          if (numeric && !isnan (column->values[r]))
            mercer_number_print (column->values[r], number);
          g_string_append_printf (
              text, "%s%s", r > 0 ? " " : "",
              !numeric && column->codes[r] >= 0 ? column->levels[column->codes[r]] : number);
        }
      g_string_append_c (text, numeric ? ']' : '}');
    }
  return g_string_free (text, FALSE);
}

static inline void
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  folder = g_dir_make_tmp ("mercer-test-XXXXXX", &error);
  g_assert_no_error (error);
}

static inline void
remove_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (name);
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}
