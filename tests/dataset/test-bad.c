/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input that cannot be read: one clear sentence, nothing lost, no memory taken without bound. */
#include <gio/gio.h>
#include <sys/stat.h>

#include "reading.h"
#include "split.h"

typedef struct
{
  const char *what, *text;
  gssize size;
  MercerDatasetError code;
  const char *says;
} Case;

#define B(what, bytes, code, says)                                                                 \
  {                                                                                                \
    what, bytes, sizeof (bytes) - 1, code, says                                                    \
  }
#define EMPTY  MERCER_DATASET_ERROR_EMPTY
#define FORMAT MERCER_DATASET_ERROR_FORMAT

static const Case cases[] = {
  B ("empty", "", EMPTY, "“table.csv” is empty"),
  B ("only line ends", "\n\r\n\n", EMPTY, "is empty"),
  B ("only a mark", "\xef\xbb\xbf", EMPTY, "is empty"),
  B ("only comments", "# one\n# two\n", EMPTY, "is empty"),
  B ("header only", "x,y\n", EMPTY, "names of columns but no rows"),
  B ("all missing", "x,y\n,\nNA,?\n", EMPTY, "holds no values"),
  B ("zero byte", "x,y\n1,2\n3,\0004\n", FORMAT, "zero byte in line 3"),
  B ("zeros", "\0\0\0\0\0\0\0\0\0\0\0\0", FORMAT, "zero byte in line 1"),
  B ("open quote", "x,y\n1,2\n3,\"4\n5,6\n", FORMAT, "opened in line 3 is never closed"),
  B ("spreadsheet", "PK\003\004\024\000\006\000", FORMAT, "spreadsheet or zip archive"),
  B ("picture", "\x89PNG\r\n\032\n", FORMAT, "is a picture"),
  B ("PDF", "%PDF-1.4\n%\xe2\xe3\n", FORMAT, "PDF"),
  B ("damaged gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff\xff", FORMAT,
     "are damaged"),
  B ("gzip header only", "\x1f\x8b\x08", FORMAT, "ends in the middle"),
};

/* One sentence: ends with a stop or question mark, starts with a capital or a quotation mark, has
 * no line end. */
static void
check_sentence (const GError *error)
{
  const char *text = error->message;
  const gsize length = strlen (text);
  g_assert_cmpuint (length, >, 20);
  g_assert_true (text[length - 1] == '.' || text[length - 1] == '?');
  g_assert_true (g_ascii_isupper (*text) || g_str_has_prefix (text, "“"));
  g_assert_null (strchr (text, '\n'));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
check_error (GError *error, MercerDatasetError code, const char *says)
{
  g_assert_error (error, MERCER_DATASET_ERROR, (int) code);
  check_sentence (error);
  if (strstr (error->message, says) == NULL)
    g_error ("the sentence is “%s”, without “%s”", error->message, says);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_assert_null (read_text (c->text, c->size, &error));
  check_error (error, c->code, c->says);
}

static void
test_binary (void)
{
  char bytes[100000];
  guint32 state = 1;
  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (char) ((state = state * 1664525 + 1013904223) >> 24);
  g_autoptr (GError) error = NULL;
  g_assert_null (read_text (bytes, sizeof bytes, &error));
  check_error (error, FORMAT, "zero byte");
}

static void
test_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mercer_dataset_read (folder, NULL, NULL, &error));
  check_error (error, MERCER_DATASET_ERROR_ACCESS, "is a folder; choose a file inside");
}

static void
test_no_such_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *there = file_with ("Weather2020.csv", "x\n1\n", -1);
  g_autofree char *missed = in_folder ("weather2021.csv"),
                  *other = in_folder ("quite-different.txt");
  g_autofree char *below = g_build_filename (there, "below.csv", NULL);
  g_assert_null (mercer_dataset_read (missed, NULL, NULL, &error));
  check_error (error, MERCER_DATASET_ERROR_ACCESS, "did you mean “Weather2020.csv”?");
  g_clear_error (&error);
  g_assert_null (mercer_dataset_read (other, NULL, NULL, &error));
  check_error (error, MERCER_DATASET_ERROR_ACCESS, "There is no file");
  g_clear_error (&error);
  g_assert_null (mercer_dataset_read (below, NULL, NULL, &error));
  check_error (error, MERCER_DATASET_ERROR_ACCESS, "There is no file");
}

static void
test_no_permission (void)
{
  g_autofree char *path = file_with ("locked.csv", "x\n1\n", -1);
  g_autoptr (GError) error = NULL;
  const uid_t user = geteuid (), nobody = 65534;
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  if (user == 0) /* who may read everything */
    g_assert_cmpint (seteuid (nobody), ==, 0);
  g_autoptr (MercerDataset) table = mercer_dataset_read (path, NULL, NULL, &error);
  if (user == 0)
    g_assert_cmpint (seteuid (user), ==, 0);
  g_assert_null (table);
  check_error (error, MERCER_DATASET_ERROR_ACCESS, "You may not read “locked.csv”");
}

/* A sparse file of 10 GB: refused at its first zero byte. */
static void
test_huge_sparse_file (void)
{
  g_autofree char *path = file_with ("huge.csv", "x,y\n", -1);
  g_autoptr (GError) error = NULL;
  if (truncate (path, (off_t) 10 << 30) != 0)
    {
      g_test_skip ("no sparse files here");
      return;
    }
  g_assert_null (mercer_dataset_read (path, NULL, NULL, &error));
  check_error (error, FORMAT, "zero byte in line 2");
}

/* A gzip file of a few kilobytes that unpacks to one line of far more than the cap. */
static void
test_long_line (void)
{
  g_autofree char *path = in_folder ("long.csv.gz");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) raw
      = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, 0, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (GConverter) zip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (raw, zip);
  g_autofree char *chunk = g_strnfill (1 << 20, '7');
  g_output_stream_write_all (out, "x,y\n1,2\n", 8, NULL, NULL, &error);
  for (int i = 0; i < 64; i++)
    g_output_stream_write_all (out, chunk, 1 << 20, NULL, NULL, &error);
  g_assert_true (g_output_stream_close (out, NULL, &error));
  g_assert_no_error (error);

  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_null (mercer_dataset_read (path, NULL, work, &error));
  check_error (error, MERCER_DATASET_ERROR_TOO_BIG, "Line 3 of “long.csv.gz” is longer than 1 MiB");
  /* It gave up after the cap, not after 64 MiB: a poll for each chunk of 64 KiB unpacked, and some
   * for raw reads. */
  g_assert_cmpint (mercer_work_polls (work), <, 100);
  mercer_work_free (work);
}

/* The cap counts a quoted field with its line ends. */
static void
test_long_quoted_field (void)
{
  g_autoptr (GString) text = g_string_new ("x,y\n1,\"");
  while (text->len < 2 * SPLIT_MAX_LINE)
    g_string_append (text, "some words\n");
  g_autoptr (GError) error = NULL;
  g_assert_null (read_text (text->str, (gssize) text->len, &error));
  check_error (error, FORMAT, "opened in line 2 is never closed");
}

static void
test_too_many_columns (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < 3 * (SPLIT_MAX_FIELDS + 1); i++)
    g_string_append (text, (i + 1) % (SPLIT_MAX_FIELDS + 1) == 0 ? "1\n" : "1,");
  g_autoptr (GError) error = NULL;
  g_assert_null (read_text (text->str, -1, &error));
  check_error (error, MERCER_DATASET_ERROR_TOO_BIG, "more than 10000 columns");
}

static void
test_most_columns (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < 3 * SPLIT_MAX_FIELDS; i++)
    g_string_append_printf (text, "%d%c", i, (i + 1) % SPLIT_MAX_FIELDS == 0 ? '\n' : ',');
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mercer_dataset_columns (table), ==, SPLIT_MAX_FIELDS);
  g_assert_cmpfloat (mercer_dataset_column (table, 9999)->values[2], ==, 29999);
}

static void
test_memory_limit (void)
{
  g_autoptr (GString) text = g_string_new ("x,k\n");
  for (int i = 0; i < 100000; i++)
    g_string_append_printf (text, "%d,t%d\n", i, i);
  g_autofree char *path = file_with ("big.csv", text->str, (gssize) text->len);
  g_autoptr (GError) error = NULL;
  MercerWork *work = mercer_work_new (1 << 20, NULL);
  g_assert_null (mercer_dataset_read (path, NULL, work, &error));
  check_error (error, MERCER_DATASET_ERROR_TOO_BIG, "does not fit into the memory");
  mercer_work_free (work);
}

/* Few rows with long texts: the texts count as well. */
static void
test_memory_limit_of_texts (void)
{
  g_autoptr (GString) text = g_string_new ("k,v\n");
  g_autofree char *filler = g_strnfill (100000, 'w');
  for (int i = 0; i < 60; i++)
    g_string_append_printf (text, "%s%d,1\n", filler, i);
  g_autofree char *path = file_with ("texts.csv", text->str, (gssize) text->len);
  g_autoptr (GError) error = NULL;
  MercerWork *work = mercer_work_new (2 << 20, NULL);
  g_assert_null (mercer_dataset_read (path, NULL, work, &error));
  check_error (error, MERCER_DATASET_ERROR_TOO_BIG, "does not fit into the memory");
  mercer_work_free (work);
}

/* Numbers first, text far behind, in a pipe that cannot be read twice. */
static void
test_late_text_in_pipe (void)
{
  g_autofree char *path = in_folder ("pipe");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_autofree char *command
      = g_strdup_printf ("sh -c '(echo x,y; seq -f \"%%g,1\" 100000; echo a,2) > \"%s\"'", path);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_spawn_command_line_async (command, &error));
  g_assert_null (mercer_dataset_read (path, NULL, NULL, &error));
  check_error (error, FORMAT, "Column “x” holds numbers up to line 100002 and text there");
}

/* A pipe to which nobody writes waits until the work is stopped. */
static void
test_silent_pipe (void)
{
  g_autofree char *path = in_folder ("silent");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_autoptr (GError) error = NULL;
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_work_stop_after (work, 5);
  g_assert_null (mercer_dataset_read (path, NULL, work, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mercer_work_free (work);
}

/* Told to stop at each of its polls, the reader stops there and leaks nothing (the sanitizers
 * look). */
static void
test_stop_at_every_poll (void)
{
  g_autoptr (GString) text = g_string_new ("id,v,k\n");
  for (int i = 0; i < 50000; i++)
    g_string_append_printf (text, "%03d,%d,k%d\n", i % 1000, i, i % 7);
  g_string_append (text, "late,1,x\n");
  g_autofree char *path = file_with ("stop.csv", text->str, (gssize) text->len);
  MercerWork *free_run = mercer_work_new (0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) whole = mercer_dataset_read (path, NULL, free_run, &error);
  g_assert_no_error (error);
  const long polls = mercer_work_polls (free_run);
  mercer_work_free (free_run);
  /* At least one for each 64 KiB of the two passes. */
  g_assert_cmpint (polls, >, 2 * (long) (text->len >> 16));
  for (long k = 0; k < polls; k++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, k);
      MercerDataset *table = mercer_dataset_read (path, NULL, work, &error);
      g_assert_null (table);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      mercer_work_free (work);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/bad/case/%s", cases[i].what);
      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/bad/binary", test_binary);
  g_test_add_func ("/bad/folder", test_folder);
  g_test_add_func ("/bad/no-such-file", test_no_such_file);
  g_test_add_func ("/bad/no-permission", test_no_permission);
  g_test_add_func ("/bad/huge-sparse-file", test_huge_sparse_file);
  g_test_add_func ("/bad/long-line", test_long_line);
  g_test_add_func ("/bad/long-quoted-field", test_long_quoted_field);
  g_test_add_func ("/bad/too-many-columns", test_too_many_columns);
  g_test_add_func ("/bad/most-columns", test_most_columns);
  g_test_add_func ("/bad/memory-limit", test_memory_limit);
  g_test_add_func ("/bad/memory-limit-of-texts", test_memory_limit_of_texts);
  g_test_add_func ("/bad/late-text-in-pipe", test_late_text_in_pipe);
  g_test_add_func ("/bad/silent-pipe", test_silent_pipe);
  g_test_add_func ("/bad/stop-at-every-poll", test_stop_at_every_poll);
  const int result = g_test_run ();
  remove_folder ();
  return result;
}
