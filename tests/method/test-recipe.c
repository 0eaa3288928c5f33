/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include "inputs.h"
#include "testing.h"
#include "toy.h"

#include "reader.h"

static void
assert_role (const MercerRecipe *recipe, const char *role, const char *expected)
{
  g_autofree char *joined = g_strjoinv (",", (char **) mercer_recipe_role (recipe, role));
  g_assert_cmpstr (joined, ==, expected);
}

static char *
kernel_text (const MercerRecipe *recipe)
{
  return mercer_kernel_print (mercer_recipe_kernel (recipe));
}

/* The first numeric column is x, the last one y; the suggestion is for these. sd of 0..3 is sqrt (5/3). */
static void
test_defaults (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&toy_method, dataset);
  assert_role (recipe, "x", "a");
  assert_role (recipe, "y", "c");
  assert_role (recipe, "along", "");
  const ToyValues *v = mercer_recipe_values (recipe);
  /* c without the missing one: 1, 4, 16; mean 7, sd sqrt ((36 + 9 + 81) / 2) */
  assert_close (v->noise, 0.1 * sqrt (63), 1e-12, 0);
  MercerKernelParam param;
  mercer_kernel_param (mercer_recipe_kernel (recipe), 0, &param);
  assert_close (param.value, sqrt (5. / 3), 1e-12, 0);
  g_assert_null (mercer_recipe_check (recipe));
  assert_close (mercer_recipe_position (recipe, "b"), 15, 1e-12, 0);
}

/* The year of an observation is no outcome by itself, unless it is all that is left. */
static void
test_years_are_no_outcome (void)
{
  const double mass[] = { 3750, 3800, 4100 }, length[] = { 39.1, 39.5, 40.3 }, year[] = { 2007, 2008, 2009 };
  const double date[] = { 2007.25, 2008.5, 2009.75 };
  const struct { const char *name[3]; const double *values[3]; const char *y, *last_unit; } cases[] = {
    { { "length", "mass", "year" }, { length, mass, year }, "mass", "" },
    { { "length", "year", "mass" }, { length, year, mass }, "mass", "" },
    { { "length", "year" }, { length, year }, "length", "" },
    { { "year", "born" }, { year, year }, "born", "" },
    { { "length", "mass", "date" }, { length, mass, date }, "mass", "year" },
    { { "length", "mass", "price" }, { length, mass, date }, "price", "" },
    { { "length", "mass", "age" }, { length, mass, length }, "age", "year" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerDatasetBuilder *b = mercer_dataset_builder_new ("years", "");
      for (int c = 0; c < 3 && cases[i].name[c] != NULL; c++)
        mercer_dataset_builder_add_numeric (b, cases[i].name[c], c == 2 ? cases[i].last_unit : "",
                                            g_memdup2 (cases[i].values[c], 3 * sizeof (double)), 3);
      g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (b);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&toy_method, dataset);
      assert_role (recipe, "y", cases[i].y);
    }
}

/* What was suggested follows the columns; what a person set stays. */
static void
test_roles_follow (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  const char *b[] = { "b", NULL }, *ab[] = { "a", "b", NULL };
  g_autoptr (MercerRecipe) moved = mercer_recipe_with_role (start, "x", b);
  MercerKernelParam param;
  mercer_kernel_param (mercer_recipe_kernel (moved), 0, &param);
  assert_close (param.value, 10 * sqrt (5. / 3), 1e-12, 0);

  g_autoptr (MercerKernel) mine = mercer_kernel_parse ("Matern(nu=1.5, lengthscale=2)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) own = mercer_recipe_with_kernel (start, mine);
  g_autoptr (MercerRecipe) own_moved = mercer_recipe_with_role (own, "x", b);
  g_assert_true (mercer_hash_equal (mercer_kernel_hash (mercer_recipe_kernel (own_moved)), mercer_kernel_hash (mine)));

  g_autoptr (MercerKernel) bound_to_a = mercer_kernel_parse ("RBF(lengthscale=2)[a]", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) selecting = mercer_recipe_with_kernel (start, bound_to_a);
  g_autoptr (MercerRecipe) lost = mercer_recipe_with_role (selecting, "x", b);
  g_autofree char *text = kernel_text (lost);
  g_assert_null (strstr (text, "[a]"));

  const char *along[] = { "b", NULL };
  g_autoptr (MercerRecipe) two = mercer_recipe_with_role (start, "x", ab);
  g_autoptr (MercerRecipe) two_along = mercer_recipe_with_role (two, "along", along);
  assert_role (two_along, "along", "b");
  const char *c[] = { "c", NULL }, *a[] = { "a", NULL };
  g_autoptr (MercerRecipe) not_within = mercer_recipe_with_role (two_along, "along", c);
  assert_role (not_within, "along", "");
  g_autoptr (MercerRecipe) one = mercer_recipe_with_role (two_along, "x", a);
  assert_role (one, "along", "");
}

static void
test_changes_and_hash (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerRecipe) same = mercer_recipe_with_values (start, mercer_recipe_values (start));
  g_assert_true (mercer_hash_equal (mercer_recipe_hash (start), mercer_recipe_hash (same)));
  double cells[] = { 9, 0, 8, 7 };
  g_autoptr (MercerDataset) longer = mercer_dataset_with_row (dataset, cells);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("2 * RBF(lengthscale=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) pinned = mercer_kernel_with_fixed (kernel, 1, true);
  MercerRecipe *changed[] = {
    mercer_recipe_with_value (start, "noise", 0.5),
    mercer_recipe_with_value (start, "band", 1),
    mercer_recipe_with_kernel (start, kernel),
    mercer_recipe_with_kernel (start, pinned),
    mercer_recipe_with_dataset (start, longer),
    mercer_recipe_with_position (start, "b", 3),
    mercer_recipe_with_seed (start, 5),
    mercer_recipe_with_action (start, "optimize"),
    mercer_recipe_with_at (start, longer),
    mercer_recipe_with_table (start, "against", longer),
  };
  for (size_t i = 0; i < G_N_ELEMENTS (changed); i++)
    {
      g_assert_false (mercer_hash_equal (mercer_recipe_hash (start), mercer_recipe_hash (changed[i])));
      for (size_t j = 0; j < i; j++)
        g_assert_false (mercer_hash_equal (mercer_recipe_hash (changed[j]), mercer_recipe_hash (changed[i])));
    }
  g_assert_cmpuint (mercer_dataset_rows (mercer_recipe_dataset (changed[4])), ==, 5);
  g_assert_cmpstr (mercer_recipe_action (changed[7]), ==, "optimize");
  for (size_t i = 0; i < G_N_ELEMENTS (changed); i++)
    mercer_recipe_unref (changed[i]);
}

static void
test_check (void)
{
  static const struct { const char *role, *columns, *word; } cases[] = {
    { "y", "name", "text" }, { "y", "nowhere", "nowhere" }, { "y", "", "1 more column; choose it" }, { "y", "a,b", "at most" },
  };
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) columns
          = cases[i].columns[0] != '\0' ? g_strsplit (cases[i].columns, ",", -1) : g_new0 (char *, 1);
      g_autoptr (MercerRecipe) bad
          = mercer_recipe_with_role (start, cases[i].role, (const char *const *) columns);
      g_autofree char *sentence = mercer_recipe_check (bad);
      g_test_message ("%s", sentence);
      g_assert_nonnull (sentence);
      g_assert_nonnull (strstr (sentence, cases[i].word));
    }
}

/* Rows with a missing value in either role are left out, and the rest know where they came from. */
static void
test_matrix (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  const char *ab[] = { "a", "b", NULL };
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (start, "x", ab);
  g_autofree double *x = NULL, *y = NULL;
  g_autofree size_t *rows = NULL;
  g_assert_cmpuint (mercer_recipe_matrix (recipe, "x", "y", &x, &y, &rows), ==, 3);
  const double expected_x[] = { 0, 1, 3, 0, 10, 30 }, expected_y[] = { 1, 4, 16 };
  const char *text[] = { "name", NULL };
  g_autoptr (MercerRecipe) of_text = mercer_recipe_with_role (start, "y", text);
  g_autofree double *codes_x = NULL, *codes = NULL;
  size_t named = mercer_recipe_matrix (of_text, "x", "y", &codes_x, &codes, NULL); /* categories as numbers of levels */
  g_assert_cmpuint (named, ==, 3);
  for (size_t i = 0; i < named; i++)
    g_assert_cmpfloat (codes[i], ==, i % 2);
  const size_t expected_rows[] = { 0, 1, 3 };
  g_assert_cmpmem (x, 6 * sizeof *x, expected_x, sizeof expected_x);
  g_assert_cmpmem (y, 3 * sizeof *y, expected_y, sizeof expected_y);
  g_assert_cmpmem (rows, 3 * sizeof *rows, expected_rows, sizeof expected_rows);
}

/* Counting and peeking see the rows that opening finds: all of them where there are few, else a complete one of each
 * stretch, of even ones as many as of odd ones, for rows may take turns. Every third a is missing, and the 100 rows from 300 on have no c. */
static void
test_inputs (void)
{
  enum { N = 1000 };
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("holes", "");
  double *a = g_new (double, N), *c = g_new (double, N);
  for (int i = 0; i < N; i++)
    {
      a[i] = i % 3 == 1 ? NAN : i;
      c[i] = i >= 300 && i < 400 ? NAN : -i;
    }
  mercer_dataset_builder_add_numeric (b, "a", "", a, N);
  mercer_dataset_builder_add_numeric (b, "c", "", c, N);
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (b);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&toy_method, dataset);
  MercerInputs in, few;
  assert_role (recipe, "x", "a");
  assert_role (recipe, "y", "c");
  g_assert_true (mercer_inputs_open (&in, recipe, "y"));
  g_assert_cmpuint (mercer_inputs_count (recipe, "y"), ==, in.n);
  g_assert_cmpuint (mercer_inputs_count (recipe, NULL), ==, N - N / 3);
  g_assert_true (mercer_inputs_peek (&few, recipe, "y", N));
  g_assert_cmpuint (few.n, ==, in.n);
  g_assert_cmpmem (few.x.data, in.n * sizeof (double), in.x.data, in.n * sizeof (double));
  g_assert_cmpmem (few.y.data, in.n * sizeof (double), in.y.data, in.n * sizeof (double));
  g_assert_cmpmem (few.ids, in.n * sizeof *in.ids, in.ids, in.n * sizeof *in.ids);
  mercer_inputs_close (&few);
  g_assert_true (mercer_inputs_peek (&few, recipe, "y", 50)); /* stretches of 20, five of which have no c */
  g_assert_cmpuint (few.n, ==, 45);
  size_t even = 0;
  for (size_t k = 0; k < few.n; k++)
    {
      g_assert_true (few.rows[k] % 3 != 1 && (k == 0 || few.rows[k] / 20 > few.rows[k - 1] / 20));
      even += few.rows[k] % 2 == 0;
    }
  g_assert_true (even >= 17 && even <= 28);
  mercer_inputs_close (&few);
  mercer_inputs_close (&in);
}

static void
test_ranges_and_units (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&toy_method, dataset);
  double low, high;
  mercer_recipe_slider_range (recipe, &toy_params[0], &low, &high);
  assert_close (low, 1e-3 * sqrt (63), 1e-12, 0);
  assert_close (high, 10 * sqrt (63), 1e-12, 0);
  g_assert_cmpstr (mercer_recipe_unit (recipe, "x"), ==, "s");
  g_assert_cmpstr (mercer_recipe_unit (recipe, "y"), ==, "kg");
  g_assert_cmpstr (mercer_recipe_unit (recipe, "1/x"), ==, "1/s");
  g_assert_cmpstr (mercer_recipe_unit (recipe, "1/x²"), ==, "1/s²");
  g_assert_cmpstr (mercer_recipe_unit (recipe, "x²"), ==, "s²");
  g_assert_cmpstr (mercer_recipe_unit (recipe, "y^2"), ==, "kg²");
  g_assert_cmpstr (mercer_recipe_unit (recipe, "sd"), ==, "sd");
  const char *ab[] = { "a", "b", NULL };
  g_autoptr (MercerRecipe) two = mercer_recipe_with_role (recipe, "x", ab);
  /* seconds and metres: what one number says of both has neither's unit */
  g_assert_cmpstr (mercer_recipe_unit (two, "x"), ==, "");
  g_assert_cmpstr (mercer_recipe_unit (two, "x²"), ==, "");
  g_autoptr (MercerKernel) lists = mercer_kernel_parse ("RBF(lengthscale=[1, 1])", NULL, NULL, NULL);
  MercerKernelParam component;
  mercer_kernel_param (lists, 1, &component);
  mercer_recipe_kernel_slider_range (two, &component, &low, &high);
  assert_close (high, 20 * 10 * sqrt (5. / 3), 1e-12, 0);
  /* of the columns that a leaf selects, in powers too: frequencies of b, slopes of b squared */
  g_autoptr (MercerKernel) selected = mercer_kernel_parse ("SpectralMixture()[b] + Sigmoid()[b]", NULL, NULL, NULL);
  mercer_kernel_param (selected, 0, &component);
  mercer_recipe_kernel_slider_range (two, &component, &low, &high);
  assert_close (high, 20 / (10 * sqrt (5. / 3)), 1e-12, 0);
  mercer_kernel_param (selected, 2, &component);
  mercer_recipe_kernel_slider_range (two, &component, &low, &high);
  assert_close (low, 0.01 / (100 * 5. / 3), 1e-12, 0);
  g_autoptr (MercerKernel) far = mercer_kernel_parse ("RBF(lengthscale=5000)", NULL, NULL, NULL);
  MercerKernelParam param;
  mercer_kernel_param (far, 0, &param);
  mercer_recipe_kernel_slider_range (recipe, &param, &low, &high);
  g_assert_cmpfloat (high, >=, 5000);
  g_assert_cmpfloat (low, <, high);
}

/* Text and back: same hash for a table with an origin, same numbers for one without. */
static void
test_text (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  const char *ab[] = { "a", "b", NULL };
  g_autoptr (MercerRecipe) a = mercer_recipe_with_role (start, "x", ab);
  g_autoptr (MercerRecipe) b = mercer_recipe_with_value (a, "noise", 0.1 + 0.2);
  g_autoptr (MercerRecipe) c = mercer_recipe_with_position (b, "b", -1.5);
  g_autoptr (MercerRecipe) e = mercer_recipe_with_table (c, "against", dataset);
  g_autoptr (MercerRecipe) d = mercer_recipe_with_seed (e, 123456789012345);
  g_autofree char *text = mercer_recipe_print (d);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerRecipe) back = mercer_recipe_parse (text, &error);
  g_assert_no_error (error);
  const ToyValues *v = mercer_recipe_values (back);
  g_assert_cmpfloat (v->noise, ==, 0.1 + 0.2);
  g_assert_cmpfloat (mercer_recipe_position (back, "b"), ==, -1.5);
  g_assert_cmpuint (mercer_recipe_seed (back), ==, 123456789012345);
  assert_role (back, "x", "a,b");
  const MercerColumn *column = mercer_dataset_column (mercer_recipe_dataset (back), 3);
  g_assert_cmpfloat (column->values[3], ==, 16);
  g_assert_true (isnan (column->values[2]));
  g_assert_cmpstr (mercer_dataset_column (mercer_recipe_dataset (back), 1)->levels[0], ==, "left");
  g_assert_null (mercer_recipe_at (back));
  g_assert_cmpuint (mercer_dataset_rows (mercer_recipe_table (back, "against")), ==, 4);
  g_autofree char *again = mercer_recipe_print (back);
  g_assert_cmpstr (again, ==, text);
}

static void
test_text_with_origin (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) dataset = mercer_dataset_open ("sample:faithful", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&toy_method, dataset);
  g_autofree char *text = mercer_recipe_print (recipe);
  g_assert_nonnull (strstr (text, "sample:faithful"));
  g_autoptr (MercerRecipe) back = mercer_recipe_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (mercer_hash_equal (mercer_recipe_hash (recipe), mercer_recipe_hash (back)));
}

static void
test_text_refused (void)
{
  static const struct { const char *text, *word; } cases[] = {
    { "", "not a recipe" },
    { "[1]", "not a recipe" },
    { "{\"method\": \"toy\"", "not a recipe" },
    { "{\"method\": \"magic\", \"data\": \"sample:co2\"}", "magic" },
    { "{\"method\": \"toy\"}", "data" },
    { "{\"method\": \"toy\", \"data\": \"sample:none\"}", "none" },
    { "{\"method\": \"toy\", \"data\": {\"columns\": []}}", "damaged" },
    { "{\"method\": \"toy\", \"data\": {\"columns\": [{\"name\":\"a\",\"values\":[1]},{\"name\":\"b\",\"values\":[1,2]}]}}",
      "damaged" },
    { "{\"method\": \"toy\", \"data\": \"sample:faithful\", \"kernel\": \"RBF(\"}", "" },
    { "{\"method\": \"toy\", \"data\": \"sample:faithful\", \"values\": {\"noise\": \"-3\"}}", "noise" },
    { "{\"method\": \"toy\", \"data\": \"sample:faithful\", \"values\": {\"nose\": \"3\"}}", "nose" },
    { "{\"method\": \"toy\", \"data\": \"sample:faithful\", \"values\": {\"noise\": 3}}", "noise" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerRecipe) recipe = mercer_recipe_parse (cases[i].text, &error);
      g_test_message ("%s", error != NULL ? error->message : "taken");
      g_assert_null (recipe);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/defaults", test_defaults);
  g_test_add_func ("/recipe/years-are-no-outcome", test_years_are_no_outcome);
  g_test_add_func ("/recipe/roles-follow", test_roles_follow);
  g_test_add_func ("/recipe/changes-and-hash", test_changes_and_hash);
  g_test_add_func ("/recipe/check", test_check);
  g_test_add_func ("/recipe/matrix", test_matrix);
  g_test_add_func ("/recipe/inputs", test_inputs);
  g_test_add_func ("/recipe/ranges-and-units", test_ranges_and_units);
  g_test_add_func ("/recipe/text", test_text);
  g_test_add_func ("/recipe/text-with-origin", test_text_with_origin);
  g_test_add_func ("/recipe/text-refused", test_text_refused);
  return g_test_run ();
}
