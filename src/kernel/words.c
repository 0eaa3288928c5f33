/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <string.h>

/* Names in the text of an expression. */

#define LONGEST_SLIP 40

static bool
is_letter (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (unsigned char) c >= 0x80;
}

bool
kernel_is_word (const char *name)
{
  if (!is_letter (name[0]))
    return false;
  for (const char *c = name; *c != '\0'; c++)
    if (!is_letter (*c) && !g_ascii_isdigit (*c) && *c != '.')
      return false;
  return true;
}

static void
print_name (GString *out, const char *name)
{
  if (kernel_is_word (name))
    {
      g_string_append (out, name);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

void
kernel_print_columns (GString *out, const char *const *columns)
{
  g_string_append_c (out, '[');
  for (size_t i = 0; columns[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      print_name (out, columns[i]);
    }
  g_string_append_c (out, ']');
}

/* Edits (insert, drop, replace) that lead from a to b; letters that differ in case alone cost
 * nothing. */
static size_t
edit_distance (const char *a, const char *b)
{
  size_t row[LONGEST_SLIP + 1], n = strlen (b);

  for (size_t j = 0; j <= n; j++)
    row[j] = j;
  for (size_t i = 0; a[i] != '\0'; i++)
    {
      size_t corner = row[0];
      row[0] = i + 1;
      for (size_t j = 1; j <= n; j++)
        {
          size_t replaced = corner + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j - 1]));
          corner = row[j];
          row[j] = MIN (replaced, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[n];
}

const char *
kernel_nearest_word (const char *word, const char *const *words)
{
  size_t length = strlen (word), least = SIZE_MAX;
  const char *nearest = NULL;

  if (length > LONGEST_SLIP)
    return NULL;
  for (size_t i = 0; words[i] != NULL; i++)
    {
      if (strlen (words[i]) > LONGEST_SLIP)
        continue;
      size_t distance = edit_distance (word, words[i]);
      if (distance < least && distance <= MAX (1, MIN (length, strlen (words[i])) / 3))
        {
          least = distance;
          nearest = words[i];
        }
    }
  return nearest;
}
