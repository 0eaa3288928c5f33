/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recipe written as a command and read again is the same recipe: for every method of the registry. */

#include "command.h"

#include <string.h>

#include "reader.h"
#include "request.h"
#include "testing.h"

static MercerRecipe *
read_back (const char *command)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = NULL;
  int n;
  g_assert_true (g_shell_parse_argv (command, &n, &words, &error));
  g_assert_cmpstr (words[0], ==, "mercer-cli");
  g_assert_cmpstr (words[1], ==, "run");
  g_autoptr (MercerRequest) request = mercer_request_new (n - 2, words + 2, &error);
  g_assert_no_error (error);
  g_autoptr (MercerDataset) dataset = mercer_dataset_open (request->data, NULL, &error);
  g_assert_no_error (error);
  MercerRecipe *recipe = mercer_request_recipe (request, mercer_method_find (request->subject), dataset, &error);
  g_assert_no_error (error);
  return recipe;
}

static void
assert_round_trip (const MercerRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = mercer_command_print (recipe, &error);
  g_assert_no_error (error);
  g_test_message ("%s", command);
  g_autoptr (MercerRecipe) again = read_back (command);
  g_autofree char *wanted = mercer_recipe_print (recipe), *got = mercer_recipe_print (again);
  g_assert_cmpstr (got, ==, wanted);
}

/* The other end of each param's range, another choice, the other truth. */
static MercerRecipe *
with_other_values (MercerRecipe *start)
{
  MercerRecipe *recipe = mercer_recipe_ref (start);
  for (const MercerParam *p = mercer_recipe_method (start)->params; p != NULL && p->id != NULL; p++)
    {
      MercerRecipe *next = NULL;
      double value = mercer_param_get (p, mercer_recipe_values (start));
      if (p->kind == MERCER_PARAM_BOOL)
        next = mercer_recipe_with_value (recipe, p->id, value == 0);
      else if (p->kind == MERCER_PARAM_CHOICE)
        next = mercer_recipe_with_value (recipe, p->id, value == 0 && p->choices[1].id != NULL ? 1 : 0);
      else if (p->kind == MERCER_PARAM_REAL || p->kind == MERCER_PARAM_INT)
        next = mercer_recipe_with_value (recipe, p->id, value == p->max ? p->min : p->max);
      if (next == NULL)
        continue;
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  return recipe;
}

static MercerRecipe *
with_other_kernel (MercerRecipe *recipe)
{
  if (mercer_recipe_method (recipe)->kernel == NULL)
    return mercer_recipe_ref (recipe);
  g_autoptr (MercerKernel) kernel
      = mercer_kernel_parse ("2 * Matern(nu=1.5, lengthscale=0.7) + RationalQuadratic(alpha=2, lengthscale=3!)", NULL, NULL, NULL);
  return mercer_recipe_with_kernel (recipe, kernel);
}

static void
test_every_method (void)
{
  static const char *const origins[]
      = { "sample:iris", "sample:penguins", "generator:two-moons(n=50,noise=0.2,seed=7)" };
  for (size_t t = 0; t < G_N_ELEMENTS (origins); t++)
    {
      g_autoptr (MercerDataset) table = mercer_dataset_open (origins[t], NULL, NULL);
      for (const MercerMethod *const *method = mercer_methods; *method != NULL; method++)
        {
          g_autoptr (MercerRecipe) start = mercer_recipe_new (*method, table);
          assert_round_trip (start);
          g_autoptr (MercerRecipe) kernel = with_other_kernel (start);
          g_autoptr (MercerRecipe) values = with_other_values (kernel);
          g_autoptr (MercerRecipe) seed = mercer_recipe_with_seed (values, 12345);
          assert_round_trip (seed);
          for (const MercerTableRole *role = (*method)->tables; role != NULL && role->id != NULL; role++)
            {
              g_autoptr (MercerRecipe) with = mercer_recipe_with_table (seed, role->id, table);
              assert_round_trip (with);
            }
        }
    }
}

/* Columns, a slice and new points, in a shell's quotes. */
static void
test_words (void)
{
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:iris", NULL, NULL);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("gp-regression"), table);
  const char *const inputs[] = { "petal length", "sepal width", "species", NULL };
  g_autoptr (MercerRecipe) columns = mercer_recipe_with_role (start, "x", inputs);
  g_autoptr (MercerRecipe) slice = mercer_recipe_with_position (columns, "species", 2);
  g_autoptr (MercerRecipe) moved = mercer_recipe_with_position (slice, "sepal width", 3.25);
  assert_round_trip (moved);
  g_autoptr (MercerRecipe) at = mercer_recipe_with_table (moved, "at", table);
  assert_round_trip (at);
  g_autofree char *command = mercer_command_print (at, NULL);
  g_assert_nonnull (strstr (command, "--position species=virginica"));
  g_assert_nonnull (strstr (command, "--at sample:iris"));
}

/* What a hand did to the points is in no file that a command could name. */
static void
test_edited (void)
{
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:iris", NULL, NULL);
  g_autoptr (MercerDataset) edited = mercer_dataset_without_row (table, 3);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("kernel-pca"), edited);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = mercer_command_print (recipe, &error);
  g_assert_null (command);
  g_assert_nonnull (strstr (error->message, "Save the session"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/command/every-method", test_every_method);
  g_test_add_func ("/command/words", test_words);
  g_test_add_func ("/command/edited", test_edited);
  return g_test_run ();
}
