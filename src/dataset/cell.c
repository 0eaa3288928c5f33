/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell.h"

#include <glib.h>
#include <string.h>

#include "decimal.h"

static bool
is_missing (const char *text, size_t length)
{
  static const char *const words[] = { "na", "n/a", "nan", "null" };
  if (length <= 1)
    return length == 0 || strchr ("?-.", *text) != NULL;
  if (length > 4 || (*text | 0x20) != 'n')
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (text, words[i], length) == 0)
      return true;
  return false;
}

CellKind
mercer_cell_read (const char *text, size_t length, char point, double *value)
{
  if (mercer_decimal_parse (text, length, point, value))
    return CELL_NUMBER;
  return is_missing (text, length) ? CELL_MISSING : CELL_TEXT;
}
