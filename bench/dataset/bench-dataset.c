/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times Mercer's side of bench/dataset/bench.py:
 *   bench-dataset write FILE ROWS COLUMNS   makes a table of normal numbers and writes it
 *   bench-dataset read FILE REPEATS         prints seconds for each reading
 *   bench-dataset plain FILE REPEATS        the same with what a short C program would do: libcsv,
 * strtod () bench-dataset edit ROWS REPEATS         prints seconds for moving one point in a table
 * of that size */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "reader.h"

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

static MercerDataset *
make_table (size_t rows, size_t columns)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("bench", "");
  for (size_t c = 0; c < columns; c++)
    {
      double *values = g_new (double, rows);
      mercer_random_normals (1, c, 0, rows, values);
      char *name = g_strdup_printf ("x%zu", c + 1);
      mercer_dataset_builder_add_numeric (builder, name, NULL, values, rows);
      g_free (name);
    }
  return mercer_dataset_builder_finish (builder);
}

static int
write_table (const char *path, size_t rows, size_t columns)
{
  g_autoptr (MercerDataset) table = make_table (rows, columns);
  g_autoptr (GError) error = NULL;
  const double start = now ();
  if (!mercer_dataset_write_csv (table, path, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  printf ("%.6f\n", now () - start);
  return 0;
}

static int
read_table (const char *path, int repeats)
{
  for (int i = 0; i < repeats; i++)
    {
      g_autoptr (GError) error = NULL;
      const double start = now ();
      g_autoptr (MercerDataset) table = mercer_dataset_read (path, NULL, NULL, &error);
      if (table == NULL)
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      printf ("%.6f\n", now () - start);
    }
  return 0;
}

typedef struct
{
  GArray *values;
} Plain;

static void
plain_field_cb (void *text, size_t length, void *data)
{
  Plain *plain = data;
  const double value = strtod (text, NULL);
  g_array_append_val (plain->values, value);
}

static int
read_plainly (const char *path, int repeats)
{
  for (int i = 0; i < repeats; i++)
    {
      const double start = now ();
      FILE *file = fopen (path, "r");
      if (file == NULL)
        return 1;
      static char chunk[1 << 16];
      Plain plain = { g_array_new (FALSE, FALSE, sizeof (double)) };
      struct csv_parser csv;
      csv_init (&csv, CSV_APPEND_NULL);
      size_t got;
      while ((got = fread (chunk, 1, sizeof chunk, file)) > 0)
        csv_parse (&csv, chunk, got, plain_field_cb, NULL, &plain);
      csv_fini (&csv, plain_field_cb, NULL, &plain);
      csv_free (&csv);
      fclose (file);
      g_array_unref (plain.values);
      printf ("%.6f\n", now () - start);
    }
  return 0;
}

static int
edit_table (size_t rows, int repeats)
{
  MercerDataset *table = make_table (rows, 10);
  const int columns[] = { 0, 1 };
  for (int i = 0; i < repeats; i++)
    {
      const double cells[] = { i, -i };
      const double start = now ();
      MercerDataset *moved = mercer_dataset_with_cells (table, rows / 2, columns, cells, 2);
      printf ("%.6f\n", now () - start);
      mercer_dataset_unref (table);
      table = moved;
    }
  mercer_dataset_unref (table);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 5 && strcmp (argv[1], "write") == 0)
    return write_table (argv[2], strtoul (argv[3], NULL, 10), strtoul (argv[4], NULL, 10));
  if (argc == 4 && strcmp (argv[1], "read") == 0)
    return read_table (argv[2], atoi (argv[3]));
  if (argc == 4 && strcmp (argv[1], "plain") == 0)
    return read_plainly (argv[2], atoi (argv[3]));
  if (argc == 4 && strcmp (argv[1], "edit") == 0)
    return edit_table (strtoul (argv[2], NULL, 10), atoi (argv[3]));
  g_printerr ("See the head of bench-dataset.c.\n");
  return 2;
}
