/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command line says before there is a window, and without a display. */
#include "start.h"

static void
refuses (const char *words, const char *sentence)
{
  g_auto (GStrv) argv = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;
  g_assert_null (mercer_start_parse (argv, "/", &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, sentence));
}

static void
test_refusals (void)
{
  refuses ("--nose=3", "There is no option “--nose”. Did you mean “--noise”?");
  refuses ("--noise=much", "“noise” takes a number");
  refuses ("/not/there.csv", "There is no file “/not/there.csv”.");
  refuses ("not-there.mercer", "There is no file “/not-there.mercer”.");
  refuses ("--method=foo", "There is no method “foo”.");
  refuses ("--kernel RBF(", "The text ends");
  refuses ("--method=kde --kernel=RBF(lengthscale=1)", "kde uses no kernel");
  refuses ("sample:co2 sample:iris", "Nothing is expected at “sample:iris”.");
}

static void
test_takes (void)
{
  g_auto (GStrv) argv = g_strsplit ("sample:iris --method kde --role x=sepal_length --seed 3", " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerStart) start = mercer_start_parse (argv, "/", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (start->data, ==, "sample:iris");
  g_assert_cmpstr (start->method, ==, "kde");
}

static void
test_answers (void)
{
  char *help[] = { (char *) "x.csv", (char *) "--help", NULL }, *version[] = { (char *) "--version", NULL };
  char *none[] = { (char *) "x.csv", NULL };
  g_autofree char *usage = mercer_start_answer (help), *number = mercer_start_answer (version);
  g_assert_nonnull (strstr (usage, "gp-regression"));
  g_assert_cmpstr (number, ==, "mercer " MERCER_VERSION "\n");
  g_assert_null (mercer_start_answer (none));
}

/* A table that the method cannot use as it is opens with one that can, unless a person has asked for the method. */
static void
test_one_column (void)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("one", "");
  mercer_dataset_builder_add_numeric (builder, "height", "m", g_memdup2 ((double[]) { 1, 2, 3, 5 }, 4 * sizeof (double)), 4);
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (builder);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerStart) free_start = mercer_start_new ("one.csv", NULL);
  g_autoptr (MercerRecipe) recipe = mercer_start_recipe (free_start, dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_recipe_method (recipe)->id, ==, "kde");

  g_auto (GStrv) argv = g_strsplit ("sample:iris --method gp-regression", " ", -1);
  g_autoptr (MercerStart) asked = mercer_start_parse (argv, "/", &error);
  g_autoptr (MercerRecipe) insisted = mercer_start_recipe (asked, dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_recipe_method (insisted)->id, ==, "gp-regression");
}

/* What was read from a picture is shown as the density that it is. */
static void
test_picture (void)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("face", "");
  mercer_dataset_builder_add_numeric (builder, "x", "", g_memdup2 ((double[]) { 1, 2, 3, 5 }, 4 * sizeof (double)), 4);
  mercer_dataset_builder_add_numeric (builder, "y", "", g_memdup2 ((double[]) { 1, 3, 2, 4 }, 4 * sizeof (double)), 4);
  g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (builder);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerStart) start = mercer_start_new ("/face.PNG", NULL);
  g_autoptr (MercerRecipe) recipe = mercer_start_recipe (start, dataset, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_recipe_method (recipe)->id, ==, "kde");
  g_assert_cmpuint (g_strv_length ((char **) mercer_recipe_role (recipe, "x")), ==, 2);
  g_autoptr (MercerStart) flow = mercer_start_new ("/face.PNG", "mmd-flow");
  g_autoptr (MercerRecipe) flowing = mercer_start_recipe (flow, dataset, &error);
  g_assert_cmpstr (mercer_recipe_method (flowing)->id, ==, "mmd-flow");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/start/refusals", test_refusals);
  g_test_add_func ("/app/start/takes", test_takes);
  g_test_add_func ("/app/start/answers", test_answers);
  g_test_add_func ("/app/start/one-column", test_one_column);
  g_test_add_func ("/app/start/picture", test_picture);
  return g_test_run ();
}
