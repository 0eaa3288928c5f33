/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader on any bytes. The first four bytes choose options (0: guess), the rest is the file.
 * What is read must be a sound table, and written and read again the same. Built without FUZZ it is
 * a program that takes files of the corpus. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size);

#define CHECK(condition)                                                                           \
  do                                                                                               \
    if (!(condition))                                                                              \
      g_error ("not so: %s", #condition);                                                          \
  while (0)

static MercerReadOptions
choose_options (const uint8_t *bytes)
{
  static const char delimiters[] = { 0, ',', ';', '\t', ' ', '|', 'a', '"' };
  static const char *const encodings[] = { NULL, "UTF-8", "ISO-8859-1", "UTF-16LE", "UTF-16BE" };
  return (MercerReadOptions){
    .delimiter = delimiters[bytes[0] % G_N_ELEMENTS (delimiters)],
    .header = (MercerTernary) (bytes[1] % 3) - 1,
    .decimal_comma = (MercerTernary) (bytes[2] % 3) - 1,
    .encoding = encodings[bytes[3] % G_N_ELEMENTS (encodings)],
  };
}

static void
check_column (const MercerColumn *column, size_t rows)
{
  CHECK (column->n == rows && *column->name != '\0');
  CHECK (g_utf8_validate (column->name, -1, NULL));
  CHECK ((column->values != NULL) == (column->kind == MERCER_COLUMN_NUMERIC));
  size_t missing = 0;
  for (size_t i = 0; i < rows; i++)
    {
      if (column->kind == MERCER_COLUMN_NUMERIC)
        missing += column->values[i] != column->values[i];
      else
        missing += column->codes[i] < 0;
      if (column->kind == MERCER_COLUMN_NUMERIC)
        CHECK (!(column->values[i] > G_MAXDOUBLE || column->values[i] < -G_MAXDOUBLE));
      else
        CHECK (column->codes[i] < (int32_t) column->n_levels);
    }
  CHECK (missing == column->n_missing);
  for (size_t i = 0; i < column->n_levels; i++)
    CHECK (g_utf8_validate (column->levels[i], -1, NULL));
}

static void
check_table (const MercerDataset *table)
{
  CHECK (mercer_dataset_columns (table) > 0 && mercer_dataset_rows (table) > 0);
  for (size_t c = 0; c < mercer_dataset_columns (table); c++)
    {
      const MercerColumn *column = mercer_dataset_column (table, c);
      check_column (column, mercer_dataset_rows (table));
      CHECK (mercer_dataset_find (table, column->name) == (int) c);
    }
}

/* Written and read again, every numeric column is the same in each bit. */
static void
check_round_trip (const MercerDataset *table)
{
  static const MercerReadOptions written = { ',', MERCER_YES, MERCER_NO, "UTF-8" };
  g_autofree char *path
      = g_strdup_printf ("%s/mercer-fuzz-%d.csv", g_get_tmp_dir (), (int) getpid ());
  g_autoptr (GError) error = NULL;
  CHECK (mercer_dataset_write_csv (table, path, &error));
  g_autoptr (MercerDataset) back = mercer_dataset_read (path, &written, NULL, &error);
  unlink (path);
  if (back == NULL) /* a quoted field of the cap's length grows by its quotes */
    return;
  CHECK (mercer_dataset_columns (back) == mercer_dataset_columns (table));
  CHECK (mercer_dataset_rows (back) == mercer_dataset_rows (table));
  for (size_t c = 0; c < mercer_dataset_columns (table); c++)
    {
      const MercerColumn *a = mercer_dataset_column (table, c),
                         *b = mercer_dataset_column (back, c);
      if (a->kind == MERCER_COLUMN_NUMERIC)
        CHECK (memcmp (a->values, b->values, a->n * sizeof (double)) == 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  static unsigned turn;
  if (size < 4)
    return 0;
  const MercerReadOptions options = choose_options (bytes);
  const Label label = { .title = "fuzz", .origin = "fuzz" };
  Source *source = mercer_source_new_memory ("fuzz", bytes + 4, size - 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table
      = mercer_core_read_source (source, &label, &options, NULL, &error);
  mercer_source_free (source);
  CHECK ((table == NULL) == (error != NULL));
  if (error != NULL)
    CHECK (g_utf8_validate (error->message, -1, NULL) && strchr (error->message, '\n') == NULL);
  if (table == NULL)
    return 0;
  check_table (table);
  if (turn++ % 16 == 0) /* files are slow */
    check_round_trip (table);
  return 0;
}

#ifndef FUZZ
/* Every file of the corpus and every beginning of it. */
int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      gsize size;
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      if (!g_file_get_contents (argv[i], &bytes, &size, &error))
        g_error ("%s", error->message);
      for (gsize n = 0; n <= size; n++)
        {
          /* A copy of just that length, so that a sanitizer sees a read behind it. */
          g_autofree uint8_t *part = g_memdup2 (bytes, n);
          LLVMFuzzerTestOneInput (part, n);
        }
    }
  return 0;
}
#endif
