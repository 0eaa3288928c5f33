/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a recipe cannot run: what a method declares of its kernel and rows. */

#include <math.h>
#include <string.h>

#include "testing.h"
#include "toy.h"

static char *
refusal_with_kernel (const MercerMethod *method, const char *expression)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (method, dataset);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (expression, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (start, kernel);
  return mercer_recipe_check (recipe);
}

/* Riesz is conditionally positive definite, the sigmoid need not be definite at all; a method says whether it minds. */
static void
test_definite (void)
{
  static const struct { const char *expression; bool definite; } cases[] = {
    { "RBF(lengthscale=2)", true }, { "Riesz(r=1)", false }, { "Sigmoid()", false },
    { "RBF(lengthscale=2) + Riesz(r=1)", false },
  };
  MercerMethod strict = toy_method;
  strict.flags |= MERCER_METHOD_DEFINITE_KERNEL;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *easy = refusal_with_kernel (&toy_method, cases[i].expression);
      g_autofree char *minded = refusal_with_kernel (&strict, cases[i].expression);
      g_test_message ("%s: %s", cases[i].expression, minded != NULL ? minded : "runs");
      g_assert_null (easy);
      g_assert_true ((minded == NULL) == cases[i].definite);
    }
}

/* Of the four rows of the table three have a value in c, which stands in y. */
static void
test_rows (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  for (int least = 0; least <= 4; least++)
    {
      MercerMethod method = toy_method;
      method.least_rows = least;
      g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&method, dataset);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      if (least <= 3)
        g_assert_null (refusal);
      else
        g_assert_nonnull (strstr (refusal, "Fewer than 4 rows"));
    }
  g_autoptr (MercerDataset) empty = mercer_dataset_with_rows (dataset, NULL, 0);
  MercerMethod method = toy_method;
  method.least_rows = 1;
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&method, empty);
  g_autofree char *refusal = mercer_recipe_check (recipe);
  g_assert_nonnull (strstr (refusal, "No row has"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-check/definite", test_definite);
  g_test_add_func ("/recipe-check/rows", test_rows);
  return g_test_run ();
}
