/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed tables. The packed bytes come from GIO's compressor, not from the code under test. */
#include <gio/gio.h>

#include "reading.h"

static GBytes *
pack (const char *text, gssize size)
{
  g_autoptr (GConverter) zip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, zip);
  g_autoptr (GError) error = NULL;
  g_output_stream_write_all (out, text, size < 0 ? strlen (text) : (gsize) size, NULL, NULL,
                             &error);
  g_output_stream_close (out, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static char *
long_text (int rows)
{
  GString *text = g_string_new ("x,y\n");
  for (int i = 0; i < rows; i++)
    g_string_append_printf (text, "%d,%d\n", i, (int) ((gint64) i * i % 1009));
  return g_string_free (text, FALSE);
}

static MercerDataset *
read_bytes (GBytes *bytes, gsize size, GError **error)
{
  return read_text (g_bytes_get_data (bytes, NULL), (gssize) size, error);
}

static void
test_whole (void)
{
  g_autofree char *text = long_text (100000);
  g_autoptr (GBytes) packed = pack (text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) plain = read_text (text, -1, &error);
  g_autoptr (MercerDataset) table = read_bytes (packed, g_bytes_get_size (packed), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mercer_dataset_rows (table), ==, 100000);
  g_assert_true (mercer_hash_equal (mercer_dataset_hash (table), mercer_dataset_hash (plain)));
}

/* gzip files may be strung together, and padded with zeros. */
static void
test_members (void)
{
  g_autoptr (GBytes) first = pack ("x,y\n1,2\n3,", -1), second = pack ("4\n5,6\n", -1);
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_byte_array_append (both, g_bytes_get_data (first, NULL), (guint) g_bytes_get_size (first));
  g_byte_array_append (both, g_bytes_get_data (second, NULL), (guint) g_bytes_get_size (second));
  g_byte_array_append (both, (const guint8 *) "\0\0\0\0", 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_text ((const char *) both->data, both->len, &error);
  g_assert_no_error (error);
  g_autofree char *got = dump (table);
  g_assert_cmpstr (got, ==, "x[1 3 5] y[2 4 6]");
}

/* Cut anywhere it is an error, never half a table. */
static void
test_truncated (void)
{
  g_autofree char *text = long_text (3000);
  g_autoptr (GBytes) packed = pack (text, -1);
  const gsize size = g_bytes_get_size (packed);
  for (gsize cut = 2; cut < size; cut += 1 + size / 50)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (read_bytes (packed, cut, &error));
      g_assert_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, "ends in the middle of its compressed data"));
    }
}

/* A changed byte is found by the checksum at the latest. */
static void
test_damaged (void)
{
  g_autofree char *text = long_text (3000);
  g_autoptr (GBytes) packed = pack (text, -1);
  const gsize size = g_bytes_get_size (packed);
  for (gsize at = 10; at < size; at += 1 + size / 50)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes = g_memdup2 (g_bytes_get_data (packed, NULL), size);
      bytes[at] ^= 0x20;
      g_assert_null (read_text (bytes, (gssize) size, &error));
      g_assert_nonnull (error);
    }
}

/* Text comes late in the column, so that the file is unpacked twice. */
static void
test_read_twice (void)
{
  g_autofree char *numbers = long_text (60000);
  g_autofree char *text = g_strconcat (numbers, "A1,7\n", NULL);
  g_autoptr (GBytes) packed = pack (text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = read_bytes (packed, g_bytes_get_size (packed), &error);
  g_assert_no_error (error);
  const MercerColumn *x = mercer_dataset_column (table, 0);
  g_assert_cmpuint (x->n, ==, 60001);
  g_assert_cmpstr (x->levels[x->codes[60000]], ==, "A1");
  g_assert_cmpstr (x->levels[x->codes[59999]], ==, "59999");
}

static void
progress_cb (double fraction, const char *doing, void *data)
{
  double *last = data;
  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1);
  g_assert_cmpstr (doing, !=, "");
  *last = fraction;
}

static void
test_progress (void)
{
  g_autofree char *text = long_text (400000);
  g_autofree char *path = file_with ("progress.csv", text, -1);
  g_autoptr (GError) error = NULL;
  MercerWork *work = mercer_work_new (0, NULL);
  double last = 0;
  mercer_work_set_progress (work, progress_cb, &last);
  g_autoptr (MercerDataset) table = mercer_dataset_read (path, NULL, work, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (last, ==, 1);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/gzip/whole", test_whole);
  g_test_add_func ("/gzip/members", test_members);
  g_test_add_func ("/gzip/truncated", test_truncated);
  g_test_add_func ("/gzip/damaged", test_damaged);
  g_test_add_func ("/gzip/read-twice", test_read_twice);
  g_test_add_func ("/read/progress", test_progress);
  const int result = g_test_run ();
  remove_folder ();
  return result;
}
