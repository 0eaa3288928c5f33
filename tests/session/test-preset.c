/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets on data of any scale, and the person's own in their file. */

#include "preset.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "testing.h"
#include "toy.h"

/* n rows, `inputs` columns x0, x1... on a line through mean with this standard deviation, y in [0, height]. */
static MercerRecipe *
recipe_on (size_t inputs, double mean, double sd, double height, const char *unit)
{
  enum { N = 101 };
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("Test", "test.csv");
  /* evenly on [-1, 1] the standard deviation (n - 1) is sqrt (N (N + 1) / 3) / (N - 1) */
  double even = sqrt (N * (N + 1) / 3.0) / (N - 1);
  const char *names[9] = { NULL };

  for (size_t c = 0; c <= inputs; c++)
    {
      g_autofree char *name = c < inputs ? g_strdup_printf ("x%zu", c) : g_strdup ("y");
      double *values = g_new (double, N);
      for (int i = 0; i < N; i++)
        values[i] = c < inputs ? mean + sd / even * (2.0 * i / (N - 1) - 1) : height / even * (2.0 * ((37 * i) % N) / (N - 1) - 1);
      mercer_dataset_builder_add_numeric (builder, name, c < inputs ? unit : "", values, N);
      names[c] = c < inputs ? g_intern_string (name) : NULL;
    }
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (builder);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&toy_method, dataset);
  return mercer_recipe_with_role (recipe, "x", names);
}

static char *
text_of (const char *id, MercerRecipe *recipe)
{
  size_t n;
  const MercerPreset *all = mercer_presets (&n);
  GError *error = NULL;

  for (size_t i = 0; i < n; i++)
    if (strcmp (all[i].id, id) == 0)
      {
        g_autoptr (MercerKernel) kernel = mercer_preset_kernel (&all[i], recipe, &error);
        g_assert_no_error (error);
        return mercer_kernel_print (kernel);
      }
  g_assert_not_reached ();
}

static void
assert_text (const char *id, MercerRecipe *recipe, const char *want)
{
  g_autofree char *got = text_of (id, recipe), *canonical = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (want, NULL, NULL, NULL);

  g_assert_nonnull (kernel);
  canonical = mercer_kernel_print (kernel);
  g_assert_cmpstr (got, ==, canonical);
}

/* By hand: lengths times the spread, places from the mean, variances times that of y. */
static void
test_scaled (void)
{
  g_autoptr (MercerRecipe) unit = recipe_on (1, 0, 1, 1, ""), wide = recipe_on (1, 100, 20, 4, "");

  assert_text ("smooth", unit, "1 * RBF(lengthscale=1)");
  assert_text ("smooth", wide, "16 * RBF(lengthscale=20)");
  assert_text ("linear", unit, "1 * Linear(offset=1)");
  /* slopes of 4 / 20, and as uncertain at the data (100 and 20 from the origin) as there: 100^2 + 20^2 = 10400 */
  assert_text ("linear", wide, "0.04 * Linear(offset=10000{0, 1e+6})");
  assert_text ("change-point", wide,
               "16 * RBF(lengthscale=20) * ChangePoint(location=100, steepness=-0.5)"
               " + 16 * RBF(lengthscale=4) * ChangePoint(location=100, steepness=0.5)");
  assert_text ("trend-season", wide,
               "16 * RBF(lengthscale=40) + 4.8 * RBF(lengthscale=60) * Periodic(period=10, lengthscale=1) + White(variance=0.8)");
}

/* A season is what the unit calls so, if the data hold some. */
static void
test_seasons (void)
{
  g_autoptr (MercerRecipe) years = recipe_on (1, 1990, 10, 1, "year"), days = recipe_on (1, 0, 10, 1, "day");

  assert_text ("periodic", years, "1 * Periodic(period=1, lengthscale=1)");
  assert_text ("periodic", days, "1 * Periodic(period=5, lengthscale=1)");
}

static void
test_columns (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_on (4, 0, 10, 1, "");

  assert_text ("smooth", recipe, "1 * RBF(lengthscale=[20, 20, 20, 20])");
  assert_text ("periodic", recipe, "(1 * Periodic(period=5, lengthscale=1))[x0]");
  assert_text ("additive", recipe,
               "0.25 * RBF(lengthscale=10)[x0] + 0.25 * RBF(lengthscale=10)[x1] + 0.25 * RBF(lengthscale=10)[x2]"
               " + 0.25 * RBF(lengthscale=10)[x3]");
}

/* Every one on every scale: fits the columns, is positive definite, reads back, holds its own bounds. */
static void
test_all (void)
{
  static const struct
  {
    size_t inputs;
    double mean, sd, height;
  } tables[] = { { 1, 0, 1, 1 }, { 1, 2e9, 1e-3, 1e-8 }, { 1, -5e-7, 1e-9, 1e9 }, { 3, 10, 2, 5 }, { 8, 0, 1e5, 1e-3 } };
  size_t n;
  const MercerPreset *all = mercer_presets (&n);

  for (size_t t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      g_autoptr (MercerRecipe) recipe = recipe_on (tables[t].inputs, tables[t].mean, tables[t].sd, tables[t].height, "");
      const char *const *inputs = mercer_recipe_role (recipe, "x");
      for (size_t i = 0; i < n; i++)
        {
          g_autofree char *text = text_of (all[i].id, recipe);
          GError *error = NULL;
          g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
          g_assert_no_error (error);
          g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, inputs, tables[t].inputs, &error);
          g_assert_no_error (error);
          g_autofree char *objection = mercer_kernel_check_definite (bound);
          g_assert_null (objection);
          for (size_t p = 0; p < mercer_kernel_params (kernel); p++)
            {
              MercerKernelParam param;
              mercer_kernel_param (kernel, p, &param);
              g_test_message ("%s %s = %g in [%g, %g]", all[i].id, param.path, param.value, param.lower, param.upper);
              g_assert_true (isfinite (param.value));
              g_assert_cmpfloat (param.value, >=, param.lower);
              g_assert_cmpfloat (param.value, <=, param.upper);
            }
        }
    }
}

/* --- The book ---------------------------------------------------------------------------------- */

static char *
new_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mercer-preset-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return g_build_filename (folder, "deeper", "kernels.json", NULL);
}

static void
forget (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *above = g_path_get_dirname (folder);

  g_unlink (path);
  g_rmdir (folder);
  g_rmdir (above);
}

static MercerKernel *
parsed (const char *text)
{
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, NULL);

  g_assert_nonnull (kernel);
  return kernel;
}

static void
test_book (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (MercerPresetBook) book = mercer_preset_book_new (path), other = mercer_preset_book_new (path);
  g_autoptr (MercerKernel) a = parsed ("2 * RBF(lengthscale=3!)[\"a b\"] + White()"), b = parsed ("Linear()");
  g_autofree char *text = mercer_kernel_print (a);
  GError *error = NULL;

  g_assert_true (mercer_preset_book_load (book, &error));
  g_assert_cmpuint (mercer_preset_book_length (book), ==, 0);
  g_assert_true (mercer_preset_book_put (book, "  Tides “of” \"May\" ", a, &error));
  g_assert_true (mercer_preset_book_put (other, "Another", b, &error)); /* another window: neither loses the other's */
  g_assert_true (mercer_preset_book_load (book, &error));
  g_assert_cmpuint (mercer_preset_book_length (book), ==, 2);
  g_assert_cmpstr (mercer_preset_book_name (book, 0), ==, "Another");
  g_assert_cmpstr (mercer_preset_book_name (book, 1), ==, "Tides “of” \"May\"");
  g_assert_cmpstr (mercer_preset_book_text (book, 1), ==, text);
  g_assert_true (mercer_preset_book_put (book, "Another", a, &error));
  g_assert_cmpuint (mercer_preset_book_length (book), ==, 2);
  g_assert_cmpstr (mercer_preset_book_text (book, 0), ==, text);
  g_assert_true (mercer_preset_book_rename (book, "Another", "Zebra", &error));
  g_assert_cmpstr (mercer_preset_book_name (book, 1), ==, "Zebra");
  g_assert_false (mercer_preset_book_rename (book, "Zebra", "Tides “of” \"May\"", &error));
  g_assert_cmpstr (error->message, ==, "Another saved kernel is called “Tides “of” \"May\"”; choose another name.");
  g_clear_error (&error);
  g_assert_false (mercer_preset_book_put (book, "   ", a, &error));
  g_clear_error (&error);
  g_assert_false (mercer_preset_book_remove (book, "Another", &error));
  g_clear_error (&error);
  g_assert_true (mercer_preset_book_remove (book, "Zebra", &error));
  g_assert_true (mercer_preset_book_load (other, &error));
  g_assert_cmpuint (mercer_preset_book_length (other), ==, 1);
  g_assert_false (mercer_preset_book_has (other, "Zebra"));
  forget (path);
}

/* What cannot be read is never written over. */
static void
test_damaged (void)
{
  static const char *const contents[] = { "{", "[]", "{\"kernels\": []}", "{\"mercer-kernels\": 2, \"kernels\": []}",
                                          "{\"mercer-kernels\": 1, \"kernels\": 7}", "" };
  g_autofree char *path = new_path (), *folder = g_path_get_dirname (path);
  g_autoptr (MercerPresetBook) book = mercer_preset_book_new (path);
  g_autoptr (MercerKernel) kernel = parsed ("RBF()");

  g_mkdir (folder, 0700);
  for (size_t i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;
      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      g_assert_false (mercer_preset_book_put (book, "Name", kernel, &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, path));
      g_assert_cmpuint (mercer_preset_book_length (book), ==, 0);
      g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, contents[i]);
    }
  /* entries that are none are left out, the rest is there */
  g_assert_true (g_file_set_contents (path, "{\"mercer-kernels\": 1, \"kernels\": [3, {\"name\": 5}, {\"name\": \"A\"}, "
                                            "{\"name\": \"B\", \"kernel\": \"RBF()\"}, {\"name\": \"B\", \"kernel\": \"White()\"}]}",
                                      -1, NULL));
  g_assert_true (mercer_preset_book_load (book, NULL));
  g_assert_cmpuint (mercer_preset_book_length (book), ==, 1);
  forget (path);
}

/* Where nothing can be written the book says what the file says. The folder's place is taken by a file, which holds for
 * the superuser too. */
static void
test_unwritable (void)
{
  g_autofree char *path = new_path (), *folder = g_path_get_dirname (path), *above = g_path_get_dirname (folder);
  g_autoptr (MercerPresetBook) book = mercer_preset_book_new (path);
  g_autoptr (MercerKernel) kernel = parsed ("RBF()");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (mercer_preset_book_put (book, "Name", kernel, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (mercer_preset_book_length (book), ==, 0);
  g_unlink (folder);
  g_rmdir (above);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/preset/scaled", test_scaled);
  g_test_add_func ("/session/preset/seasons", test_seasons);
  g_test_add_func ("/session/preset/columns", test_columns);
  g_test_add_func ("/session/preset/all", test_all);
  g_test_add_func ("/session/preset/book", test_book);
  g_test_add_func ("/session/preset/damaged", test_damaged);
  g_test_add_func ("/session/preset/unwritable", test_unwritable);
  return g_test_run ();
}
