/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every output reads back, and files are written whole or not at all. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "param.h"
#include "scenes.h"
#include "testing.h"
#include "write.h"

static char *folder;

static char *
place (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
read_all (const char *path, size_t *size)
{
  char *bytes;
  g_assert_true (g_file_get_contents (path, &bytes, size, NULL));
  return bytes;
}

/* Nothing but the named files is left in the folder: no temporary ones. */
static size_t
files_in_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  size_t n = 0;
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

/* --- Text, CSV, JSON -------------------------------------------------------------------------- */

/* The golden file was written by this program; it is read by people when it changes. */
static void
test_golden (void)
{
  MercerFigure *f = scene_everything ();
  char *text = mercer_figure_to_text (f), *path = golden_path ("figure-everything.txt"), *want;
  if (g_getenv ("MERCER_GOLDEN_UPDATE") != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_true (g_file_get_contents (path, &want, NULL, NULL));
  g_assert_cmpstr (text, ==, want);
  g_free (want);
  g_free (path);
  g_free (text);
  mercer_figure_unref (f);
}

/* A surface coloured by its heights alone has no values of its own: five columns of four heights are there all the same. */
static void
test_text_of_space (void)
{
  MercerFigure *f = scene_space (5, 4, 3);
  char *text = mercer_figure_to_text (f);
  g_assert_nonnull (strstr (text, "surface"));
  g_assert_nonnull (strstr (text, "5 x 4 over"));
  g_free (text);
  mercer_figure_unref (f);
}

static MercerFigure *
table_figure (size_t n, double *values)
{
  static const double special[]
      = { 0, -0.0, 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, NAN, -INFINITY, 123456789.125 };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Table");
  for (size_t i = 0; i < n; i++)
    values[i] = i < G_N_ELEMENTS (special)
                    ? special[i]
                    : ldexp (g_test_rand_double () - 0.5, g_test_rand_int_range (-1000, 1000));
  int t = mercer_figure_table (b, "main", "Main \"table\"", n);
  mercer_figure_table_column (b, t, "plain", "m", values);
  mercer_figure_table_column (b, t, "with, comma and \"quotes\"", "", values);
  mercer_figure_table_column (b, t, "two\nlines", "", values);
  mercer_figure_readout (b, "answer", "The answer", 42, "ppm");
  mercer_figure_readout (b, "broken", "Broken", NAN, "");
  mercer_figure_note (b, MERCER_NOTE_INFO, "A “note”.", NULL, NULL, 0);
  mercer_figure_text_output (b, "kernel", "Kernel", "RBF(lengthscale=0.5)\n");
  return mercer_figure_builder_finish (b);
}

static void
test_csv (void)
{
  enum
  {
    N = 300
  };
  double v[N];
  MercerFigure *f = table_figure (N, v);
  char *csv = mercer_figure_to_csv (f, 0);
  const char *header = "plain,\"with, comma and \"\"quotes\"\"\",\"two\nlines\"\n";
  g_assert_true (g_str_has_prefix (csv, header));
  char **lines = g_strsplit (csv + strlen (header), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N + 1);
  g_assert_cmpstr (lines[N], ==, "");
  for (int i = 0; i < N; i++)
    {
      char **cells = g_strsplit (lines[i], ",", -1);
      g_assert_cmpuint (g_strv_length (cells), ==, 3);
      double back = 0;
      g_assert_true (mercer_number_parse (cells[0], &back));
      if (isnan (v[i]))
        g_assert_true (isnan (back));
      else
        g_assert_cmpmem (&back, sizeof back, &v[i], sizeof back); /* bit for bit */
      g_strfreev (cells);
    }
  g_strfreev (lines);
  g_free (csv);
  mercer_figure_unref (f);
}

/* Numbers with names are written as these, others of the same column as numbers. */
static void
test_names (void)
{
  static const char *const names[] = { "plain", "with, comma" };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Levels");
  int t = mercer_figure_table (b, "main", NULL, 5);
  mercer_figure_table_column (b, t, "level", "", (double[]){ 1, 0, 0.5, 2, NAN });
  mercer_figure_table_names (b, t, 2, names);
  mercer_figure_table_column (b, t, "value", "", (double[]){ 1, 0, 0.5, 2, 3 });
  MercerFigure *f = mercer_figure_builder_finish (b);
  g_autofree char *csv = mercer_figure_to_csv (f, 0), *json = mercer_figure_to_json (f);
  g_assert_cmpstr (csv, ==, "level,value\n\"with, comma\",1\nplain,0\n0.5,0.5\n2,2\nNaN,3\n");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  JsonObject *tables = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "tables");
  JsonArray *columns = json_object_get_array_member (json_object_get_object_member (tables, "main"), "columns");
  JsonArray *values = json_object_get_array_member (json_array_get_object_element (columns, 0), "values");
  g_assert_cmpstr (json_array_get_string_element (values, 0), ==, "with, comma");
  g_assert_cmpfloat (json_array_get_double_element (values, 2), ==, 0.5);
  g_assert_true (json_array_get_null_element (values, 4));
  mercer_figure_unref (f);
}

static void
test_json (void)
{
  enum
  {
    N = 200
  };
  double v[N];
  MercerFigure *f = table_figure (N, v);
  char *json = mercer_figure_to_json (f);
  JsonParser *parser = json_parser_new ();
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (root, "title"), ==, "Table");
  g_assert_true (json_object_get_null_member (root, "draft"));
  JsonObject *readouts = json_object_get_object_member (root, "readouts");
  JsonObject *answer = json_object_get_object_member (readouts, "answer");
  g_assert_cmpfloat (json_object_get_double_member (answer, "value"), ==, 42);
  g_assert_cmpstr (json_object_get_string_member (answer, "unit"), ==, "ppm");
  g_assert_true (
      json_object_get_null_member (json_object_get_object_member (readouts, "broken"), "value"));
  JsonObject *texts = json_object_get_object_member (root, "texts");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (texts, "kernel"), "text"), ==,
      "RBF(lengthscale=0.5)\n");
  JsonObject *table
      = json_object_get_object_member (json_object_get_object_member (root, "tables"), "main");
  JsonArray *columns = json_object_get_array_member (table, "columns");
  g_assert_cmpuint (json_array_get_length (columns), ==, 3);
  JsonObject *column = json_array_get_object_element (columns, 1);
  g_assert_cmpstr (json_object_get_string_member (column, "name"), ==,
                   "with, comma and \"quotes\"");
  JsonArray *values = json_object_get_array_member (column, "values");
  g_assert_cmpuint (json_array_get_length (values), ==, N);
  for (int i = 0; i < N; i++)
    if (isfinite (v[i]))
      g_assert_cmpfloat (json_array_get_double_element (values, i), ==, v[i]);
    else
      g_assert_true (json_array_get_null_element (values, i));
  g_object_unref (parser);
  g_free (json);
  mercer_figure_unref (f);
}

/* --- Pictures --------------------------------------------------------------------------------- */

static void
count_text_cb (GMarkupParseContext *context, const char *name, const char **names,
               const char **values, void *data, GError **error)
{
  ++*(size_t *) data;
}

static void
test_svg (void)
{
  MercerFigure *f = scene_everything ();
  char *path = place ("picture.SVG"), *svg;
  size_t size, elements = 0;
  GError *error = NULL;
  g_assert_true (mercer_figure_write (f, path, NULL, &error));
  g_assert_no_error (error);
  svg = read_all (path, &size);
  static const GMarkupParser parser = { .start_element = count_text_cb };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, &elements, NULL);
  g_assert_true (g_markup_parse_context_parse (context, svg, (gssize) size, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_cmpuint (elements, >, 100);
  g_assert_nonnull (strstr (svg, "width=\"800pt\""));
  g_assert_null (strstr (svg, "nan"));
  g_markup_parse_context_free (context);
  g_free (svg);
  g_unlink (path);
  g_free (path);
  mercer_figure_unref (f);
}

static void
test_png (void)
{
  MercerFigure *f = scene_scatter (30);
  char *path = place ("picture.png");
  g_assert_true (mercer_figure_write (f, path, NULL, NULL));
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 1600);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 1000);
  cairo_surface_destroy (surface);
  MercerPicture small
      = { .width = 300, .height = 200, .scale = 1, .look = { .theme = MERCER_THEME_DARK } };
  g_assert_true (mercer_figure_write (f, path, &small, NULL));
  surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 300);
  /* Without background the corner is left transparent. */
  g_assert_cmphex (*(uint32_t *) (void *) cairo_image_surface_get_data (surface), ==, 0);
  cairo_surface_destroy (surface);
  GError *error = NULL;
  small.width = 1e6;
  g_assert_false (mercer_figure_write (f, path, &small, &error));
  g_assert_nonnull (strstr (error->message, "too large"));
  g_clear_error (&error);
  g_unlink (path);
  g_free (path);
  mercer_figure_unref (f);
}

static void
test_pdf (void)
{
  MercerFigure *f = scene_surfaces (20, 20);
  char *path = place ("picture.pdf");
  size_t size;
  g_assert_true (mercer_figure_write (f, path, NULL, NULL));
  char *pdf = read_all (path, &size);
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  g_assert_cmpuint (size, >, 5000);
  g_assert_cmpmem (pdf + size - 6, 6, "%%EOF\n", 6);
  g_free (pdf);
  g_unlink (path);
  g_free (path);
  mercer_figure_unref (f);
}

/* --- Files ------------------------------------------------------------------------------------ */

static void
assert_refused (const char *path, const char *words)
{
  GError *error = NULL;
  g_assert_false (mercer_write_file (path, "new", 3, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strchr (error->message, '\n'));
  g_clear_error (&error);
}

static void
test_refusals (void)
{
  char *missing = g_build_filename (folder, "no", "such", "file.csv", NULL), *file = place ("file");
  char *below = g_build_filename (file, "x.csv", NULL);
  assert_refused (folder, "a folder has that name");
  assert_refused (missing, "its folder does not exist");
  g_assert_true (g_file_set_contents (file, "old", -1, NULL));
  assert_refused (below, "not a folder");
  if (g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    assert_refused ("/dev/full", "the disk is full");
  MercerFigure *f = scene_dots (3);
  GError *error = NULL;
  g_assert_false (mercer_figure_write (f, "picture.gif", NULL, &error));
  g_assert_nonnull (strstr (error->message, ".png, .svg"));
  g_clear_error (&error);
  g_assert_false (mercer_figure_write (f, "table.csv", NULL, &error));
  g_assert_nonnull (strstr (error->message, "no table"));
  g_clear_error (&error);
  mercer_figure_unref (f);
  g_unlink (file);
  g_assert_cmpuint (files_in_folder (), ==, 0);
  g_free (missing);
  g_free (file);
  g_free (below);
}

/* A disk that is full, played by a limit on the size of files: the old file stays, nothing else is
 * left. */
static void
test_full_disk (void)
{
  char *path = place ("kept.csv");
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  struct rlimit before, tight;
  getrlimit (RLIMIT_FSIZE, &before);
  tight = before;
  tight.rlim_cur = 1000;
  setrlimit (RLIMIT_FSIZE, &tight);
  char *large = g_strnfill (100000, 'x');
  GError *error = NULL;
  bool written = mercer_write_file (path, large, 100000, &error);
  MercerFigure *f = scene_posterior (300, 2);
  char *picture = place ("kept.png");
  bool drawn = mercer_figure_write (f, picture, NULL, NULL);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_false (written);
  g_assert_false (drawn);
  g_assert_nonnull (strstr (error->message, "larger than files may be"));
  size_t size;
  char *kept = read_all (path, &size);
  g_assert_cmpstr (kept, ==, "old");
  g_assert_cmpuint (files_in_folder (), ==, 1);
  g_clear_error (&error);
  g_unlink (path);
  g_free (kept);
  g_free (large);
  g_free (path);
  g_free (picture);
  mercer_figure_unref (f);
}

static void
test_replace (void)
{
  char *path = place ("a.txt"), *link = place ("b.txt");
  struct stat s;
  g_assert_true (mercer_write_file (path, "one", 3, NULL));
  g_assert_cmpint (chmod (path, 0640), ==, 0);
  g_assert_cmpint (symlink ("a.txt", link), ==, 0);
  g_assert_true (mercer_write_file (link, "two", 3, NULL));
  g_assert_cmpint (lstat (link, &s), ==, 0);
  g_assert_true (S_ISLNK (s.st_mode)); /* the link is still one, what it points to has changed */
  g_assert_cmpint (stat (path, &s), ==, 0);
  g_assert_cmpint (s.st_mode & 0777, ==, 0640);
  size_t size;
  char *text = read_all (path, &size);
  g_assert_cmpstr (text, ==, "two");
  g_free (text);
  g_unlink (link);
  g_unlink (path);
  g_assert_true (mercer_write_file (path, NULL, 0, NULL));
  g_assert_cmpint (stat (path, &s), ==, 0);
  g_assert_cmpint (s.st_size, ==, 0);
  g_unlink (path);
  g_free (path);
  g_free (link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mercer-write-XXXXXX", NULL);
  g_test_add_func ("/write/golden", test_golden);
  g_test_add_func ("/write/text-of-space", test_text_of_space);
  g_test_add_func ("/write/csv", test_csv);
  g_test_add_func ("/write/names", test_names);
  g_test_add_func ("/write/json", test_json);
  g_test_add_func ("/write/svg", test_svg);
  g_test_add_func ("/write/png", test_png);
  g_test_add_func ("/write/pdf", test_pdf);
  g_test_add_func ("/write/refusals", test_refusals);
  g_test_add_func ("/write/full-disk", test_full_disk);
  g_test_add_func ("/write/replace", test_replace);
  int status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
