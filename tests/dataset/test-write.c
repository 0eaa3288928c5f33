/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing: reads back bit for bit, whole or not at all. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "random.h"
#include "reading.h"

/* Numbers of all sizes, among them the edges of the range, and texts that need care. */
static MercerDataset *
awkward_table (gsize n)
{
  static const double edges[] = { 0,
                                  -0.0,
                                  4.9406564584124654e-324,
                                  -2.2250738585072014e-308,
                                  1.7976931348623157e308,
                                  0.1,
                                  1.0 / 3,
                                  9007199254740993.0,
                                  1e23,
                                  NAN };
  static const char *const texts[]
      = { "plain",      "with, comma", "say \"so\"", "two\nlines", "#hash", "ünï",
          "semi;colon", "a b",         "=1+1",       "'quoted'",   NULL };
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("awkward", "");
  double *x = g_new (double, n), *y = g_new (double, n);
  int32_t *c = g_new (int32_t, n);
  for (gsize i = 0; i < n; i++)
    {
      x[i] = i < G_N_ELEMENTS (edges)
                 ? edges[i]
                 : mercer_random_normal (1, 0, i) * exp2 ((double) (i % 2000) - 1000);
      y[i] = mercer_random_uniform (2, 0, i);
      c[i] = i < 10 ? (int32_t) i : (int32_t) mercer_random_below (3, 0, i, 11) - 1;
    }
  mercer_dataset_builder_add_numeric (builder, "x, or so", NULL, x, n);
  mercer_dataset_builder_add_numeric (builder, "\"y\"", NULL, y, n);
  mercer_dataset_builder_add_categorical (builder, "c", c, n, g_strdupv ((char **) texts));
  return mercer_dataset_builder_finish (builder);
}

static void
check_same (const MercerDataset *a, const MercerDataset *b)
{
  g_assert_cmpuint (mercer_dataset_columns (a), ==, mercer_dataset_columns (b));
  g_assert_cmpuint (mercer_dataset_rows (a), ==, mercer_dataset_rows (b));
  for (gsize c = 0; c < mercer_dataset_columns (a); c++)
    {
      const MercerColumn *p = mercer_dataset_column (a, c), *q = mercer_dataset_column (b, c);
      g_assert_cmpstr (p->name, ==, q->name);
      g_assert_cmpint (p->kind, ==, q->kind);
      if (p->kind == MERCER_COLUMN_NUMERIC)
        g_assert_cmpmem (p->values, p->n * sizeof (double), q->values, q->n * sizeof (double));
      g_assert_true (mercer_hash_equal (p->hash, q->hash));
    }
}

static void
test_round_trip (void)
{
  g_autoptr (MercerDataset) table = awkward_table (20000);
  g_autofree char *path = in_folder ("trip.csv");
  g_autoptr (GError) error = NULL;
  mercer_dataset_write_csv (table, path, &error);
  g_assert_no_error (error);
  g_autoptr (MercerDataset) back = mercer_dataset_read (path, NULL, NULL, &error);
  g_assert_no_error (error);
  check_same (table, back);
  g_autoptr (MercerPreview) preview = mercer_dataset_preview (path, NULL, &error);
  g_assert_true (preview->sure);
}

/* Names that look like numbers, and missing values in a table of one column. */
static void
test_awkward_shapes (void)
{
  static const char *const texts[]
      = { "1990,1991\n1,2\n3,4\n", "x\n1\nNA\n3\n", "NA,y\n1,2\n3,4\n" };
  static const MercerReadOptions names = { ',', MERCER_YES, MERCER_NO, NULL };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *in = file_with ("in.csv", texts[i], -1), *out = in_folder ("out.csv");
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerDataset) table = mercer_dataset_read (in, &names, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (mercer_dataset_write_csv (table, out, &error));
      g_autoptr (MercerDataset) back = mercer_dataset_read (out, NULL, NULL, &error);
      g_assert_no_error (error);
      check_same (table, back);
    }
}

static void
test_form (void)
{
  g_autofree char *in = file_with ("in.csv", "a b;c\n1,5;x\n;say \"so\"\n", -1),
                  *out = in_folder ("out.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_read (in, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mercer_dataset_write_csv (table, out, &error));
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (out, &text, NULL, &error));
  /* RFC 4180: CR LF, quotes doubled. */
  g_assert_cmpstr (text, ==, "a b,c\r\n1.5,x\r\n,\"say \"\"so\"\"\"\r\n");
}

static guint
count_files (void)
{
  guint count = 0;
  GDir *dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    count++;
  g_dir_close (dir);
  return count;
}

/* No room: the old file stays as it was and no other is left behind. */
static void
test_no_room (void)
{
  g_autoptr (MercerDataset) table = awkward_table (20000);
  g_autofree char *path = file_with ("kept.csv", "old\n", -1);
  const guint files = count_files ();
  struct rlimit before, small;
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 100000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_autoptr (GError) error = NULL;
  const bool ok = mercer_dataset_write_csv (table, path, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (ok);
  g_assert_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_ACCESS);
  g_assert_nonnull (strstr (error->message, "no room"));
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old\n");
  g_assert_cmpuint (count_files (), ==, files);
}

static void
test_full_device (void)
{
  g_autoptr (MercerDataset) table = awkward_table (100);
  g_autoptr (GError) error = NULL;
  g_assert_false (mercer_dataset_write_csv (table, "/dev/full", &error));
  g_assert_nonnull (strstr (error->message, "no room"));
  struct stat info;
  g_assert_cmpint (stat ("/dev/full", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode)); /* still the device, not a file in its place */
}

static void
test_bad_places (void)
{
  g_autoptr (MercerDataset) table = awkward_table (3);
  g_autofree char *nowhere = g_build_filename (folder, "no", "such.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_false (mercer_dataset_write_csv (table, nowhere, &error));
  g_assert_nonnull (strstr (error->message, "folder does not exist"));
  g_clear_error (&error);
  g_assert_false (mercer_dataset_write_csv (table, folder, &error));
  g_assert_nonnull (strstr (error->message, "is a folder"));
}

static void
test_links_and_modes_stay (void)
{
  g_autoptr (MercerDataset) table = awkward_table (3);
  g_autofree char *target = file_with ("target.csv", "old\n", -1), *link = in_folder ("link.csv");
  g_assert_cmpint (g_chmod (target, 0640), ==, 0);
  g_assert_cmpint (symlink (target, link), ==, 0);
  g_autoptr (GError) error = NULL;
  g_assert_true (mercer_dataset_write_csv (table, link, &error));
  struct stat info;
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (stat (target, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
  g_assert_cmpint (info.st_size, >, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/write/round-trip", test_round_trip);
  g_test_add_func ("/write/awkward-shapes", test_awkward_shapes);
  g_test_add_func ("/write/form", test_form);
  g_test_add_func ("/write/no-room", test_no_room);
  g_test_add_func ("/write/full-device", test_full_device);
  g_test_add_func ("/write/bad-places", test_bad_places);
  g_test_add_func ("/write/links-and-modes-stay", test_links_and_modes_stay);
  const int result = g_test_run ();
  remove_folder ();
  return result;
}
