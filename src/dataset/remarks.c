/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remarks.h"

#include <glib/gi18n-lib.h>

enum
{
  MAX_NAMES = 3 /* in one sentence */
};

static const struct
{
  const char *one, *many;
} column_remarks[REMARK_KINDS] = {
  [REMARK_EMPTY] = { N_ ("Column %s holds no values."), N_ ("These columns hold no values: %s.") },
  [REMARK_CONSTANT] = { N_ ("Column %s has the same value in every row."),
                        N_ ("These columns have the same value in every row: %s.") },
};

static void
note (MercerDatasetBuilder *builder, char *sentence)
{
  mercer_dataset_builder_note (builder, sentence);
  g_free (sentence);
}

void
mercer_ragged_add (Ragged *ragged, size_t line)
{
  if (ragged->count++ == 0)
    ragged->first_line = line;
}

void
mercer_remark_short_rows (MercerDatasetBuilder *builder, Ragged ragged)
{
  if (ragged.count > 0)
    note (builder,
          g_strdup_printf (
              ngettext ("%zu row has too few values (line %zu); the rest of it is missing.",
                        "%zu rows have too few values (the first is in line %zu); the rest of them "
                        "is missing.",
                        ragged.count),
              ragged.count, ragged.first_line));
}

void
mercer_remark_long_rows (MercerDatasetBuilder *builder, Ragged ragged, size_t n_columns)
{
  if (ragged.count > 0)
    note (builder,
          g_strdup_printf (
              ngettext ("%zu row has more than %zu values (line %zu); what is beyond was left "
                        "out.",
                        "%zu rows have more than %zu values (the first is in line %zu); what is "
                        "beyond was left out.",
                        ragged.count),
              ragged.count, n_columns, ragged.first_line));
}

void
mercer_remark_columns (MercerDatasetBuilder *builder, RemarkKind kind, const GPtrArray *names)
{
  if (names->len == 0)
    return;
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < MIN (names->len, MAX_NAMES); i++)
    g_string_append_printf (list, "%s“%s”", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  if (names->len > MAX_NAMES)
    g_string_append_printf (list, _ (" and %u more"), names->len - MAX_NAMES);
  const char *form = names->len == 1 ? column_remarks[kind].one : column_remarks[kind].many;
  note (builder, g_strdup_printf (_ (form), list->str));
}

void
mercer_remark_almost_numeric (MercerDatasetBuilder *builder, const char *name, const char *text,
                              size_t line, size_t numbers, size_t present)
{
  g_autofree char *shown
      = g_utf8_strlen (text, -1) > 40 ? g_utf8_substring (text, 0, 40) : g_strdup (text);
  note (builder,
        g_strdup_printf (
            _ ("Column “%s” is read as text because of “%s” in line %zu; %zu of its %zu values "
               "are numbers. With a number there, or nothing, all of it is read as numbers."),
            name, shown, line, numbers, present));
}

void
mercer_remark_spelled (MercerDatasetBuilder *builder, Spelling spelling, const char *name, const char *example)
{
  static const char *const forms[] = {
    [SPELLED_DATES] = N_ ("Column “%s” holds dates (“%s”); they are read as years with decimals."),
    [SPELLED_GROUPED] = N_ ("Column “%s” holds numbers with their thousands set off (“%s”); they are read as numbers."),
    [SPELLED_OTHER_DATES]
    = N_ ("Column “%s” seems to hold dates (“%s”) and is read as text; written as 2020-12-31 they become numbers."),
  };
  note (builder, g_strdup_printf (_ (forms[spelling]), name, example));
}
