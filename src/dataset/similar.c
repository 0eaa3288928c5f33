/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "similar.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum
{
  MAX_NAMES = 1000,
  MAX_NAME = 255
};

/* Edit distance (Levenshtein) between two names without regard to ASCII case. */
static unsigned
distance (const char *a, const char *b)
{
  const size_t na = strlen (a), nb = strlen (b);
  unsigned row[MAX_NAME + 1];
  if (na > MAX_NAME || nb > MAX_NAME)
    return G_MAXUINT;
  for (size_t j = 0; j <= nb; j++)
    row[j] = (unsigned) j;
  for (size_t i = 1; i <= na; i++)
    {
      unsigned diagonal = row[0];
      row[0] = (unsigned) i;
      for (size_t j = 1; j <= nb; j++)
        {
          const bool same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);
          const unsigned replaced = diagonal + !same;
          diagonal = row[j];
          row[j] = MIN (replaced, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[nb];
}

char *
mercer_similar_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *wanted = g_path_get_basename (path);
  GDir *dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    return NULL;
  /* A third of the letters may differ, three at most: beyond that it is another name. */
  unsigned best = MIN (3, (unsigned) strlen (wanted) / 3) + 1;
  char *found = NULL;
  const char *name;
  for (int i = 0; i < MAX_NAMES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      const unsigned d = distance (wanted, name);
      if (d >= best)
        continue;
      best = d;
      g_free (found);
      found = g_filename_display_name (name);
    }
  g_dir_close (dir);
  return found;
}
