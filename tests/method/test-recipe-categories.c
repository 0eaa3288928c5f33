/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories among the inputs: only where they are asked for, with kernels that may look at them. The table is toy.h's: a, b, c
 * are numbers, “name” has the levels left and right. */

#include <math.h>
#include <string.h>

#include "testing.h"
#include "toy.h"

static const MercerRole roles[] = {
  { "x", "Inputs", "", false, 1, 0, NULL, 0, NULL, true },
  { "y", "Output", "", true, 1, 1, NULL, 1 },
  { "along", "Drawn along", "", true, 0, 2, "x", 0 },
  { 0 },
};

/* Numbers come alone to it; categories only where there are no numbers. */
static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  const char *const *inputs = mercer_recipe_role (recipe, "x");
  bool categories = mercer_recipe_is_category (recipe, inputs[0]);
  for (size_t i = 0; inputs[i] != NULL; i++)
    g_assert_true (mercer_recipe_is_category (recipe, inputs[i]) == categories);
  return categories ? mercer_recipe_ref (recipe) : toy_suggest (recipe);
}

static MercerMethod
method (void)
{
  MercerMethod open = toy_method;
  open.roles = roles;
  open.suggest = suggest;
  open.flags = MERCER_METHOD_POSITIONS;
  return open;
}

static void
assert_role (const MercerRecipe *recipe, const char *role, const char *expected)
{
  g_autofree char *joined = g_strjoinv (",", (char **) mercer_recipe_role (recipe, role));
  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_kernel (const MercerRecipe *recipe, const char *expected)
{
  g_autofree char *text = mercer_kernel_show (mercer_recipe_kernel (recipe));
  g_assert_cmpstr (text, ==, expected);
}

static MercerRecipe *
with_kernel (MercerRecipe *recipe, const char *text)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return mercer_recipe_with_kernel (recipe, kernel);
}

static const char *const a_name[] = { "a", "name", NULL }, *const name_only[] = { "name", NULL };

/* By default numbers alone; asked for, they come with a kernel that heeds them. The sd of a is sqrt (5/3). */
static void
test_asked_for (void)
{
  MercerMethod open = method ();
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&open, dataset);
  assert_role (start, "x", "a,b");
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_role (start, "x", a_name);
  assert_kernel (asked, "RBF(lengthscale=1.291)[a] * Hamming(lengthscale=1)[name]");
  g_assert_null (mercer_recipe_check (asked));
  g_autoptr (MercerRecipe) alone = mercer_recipe_with_role (start, "x", name_only);
  assert_kernel (alone, "Hamming(lengthscale=1)[name]");
  g_assert_null (mercer_recipe_check (alone));
  /* and back */
  g_autoptr (MercerRecipe) back = mercer_recipe_with_role (asked, "x", (const char *const[]){ "a", NULL });
  assert_kernel (back, "RBF(lengthscale=1.291)");
}

/* A person's kernel stays, on the numbers, with the new column beside it; what heeds the categories itself is not touched. */
static void
test_own_kernel (void)
{
  static const char *const cases[][2] = {
    { "2 * Matern(nu=1.5, lengthscale=3)",
      "2 * Matern(nu=1.5, lengthscale=3)[a] * Hamming(lengthscale=1)[name]" },
    { "RBF(lengthscale=3) + Linear(offset=2)",
      "(RBF(lengthscale=3) + Linear(offset=2))[a] * Hamming(lengthscale=1)[name]" },
    { "RBF(lengthscale=3)[a] + White(variance=2)", "RBF(lengthscale=3)[a] + White(variance=2)" },
    { "Hamming(lengthscale=3)", "Hamming(lengthscale=3)" },
  };
  MercerMethod open = method ();
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) both = mercer_recipe_new (&open, dataset);
  g_autoptr (MercerRecipe) start = mercer_recipe_with_role (both, "x", (const char *const[]){ "a", NULL });
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerRecipe) own = with_kernel (start, cases[i][0]);
      g_autoptr (MercerRecipe) asked = mercer_recipe_with_role (own, "x", a_name);
      assert_kernel (asked, cases[i][1]);
      g_assert_null (mercer_recipe_check (asked));
    }
}

static void
test_refused (void)
{
  MercerMethod open = method ();
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&open, dataset);
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_role (start, "x", a_name);
  g_autoptr (MercerRecipe) wrong = with_kernel (asked, "RBF()");
  g_autofree char *sentence = mercer_recipe_check (wrong);
  g_assert_cmpstr (sentence, ==, "RBF works on numbers, and “name” holds categories; write RBF(…)[a] * Hamming()[name].");
  g_autoptr (MercerRecipe) few = with_kernel (asked, "RBF()[a] * Coregionalization(weights=[1], variance=[1])[name]");
  g_assert_null (mercer_recipe_check (few));
  /* the method as it was takes none */
  g_autoptr (MercerRecipe) closed = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerRecipe) text = mercer_recipe_with_role (closed, "x", a_name);
  g_autofree char *old = mercer_recipe_check (text);
  g_assert_nonnull (strstr (old, "holds text"));
}

static void
test_positions (void)
{
  MercerMethod open = method ();
  const char *drawn[2];
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&open, dataset);
  g_assert_cmpuint (mercer_recipe_drawn (start, drawn), ==, 2);
  const char *const name_a[] = { "name", "a", NULL };
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_role (start, "x", name_a);
  g_assert_cmpuint (mercer_recipe_drawn (asked, drawn), ==, 1);
  g_assert_cmpstr (drawn[0], ==, "a");
  g_autoptr (MercerRecipe) levels = mercer_recipe_with_role (start, "x", (const char *const[]){ "name", NULL });
  g_assert_cmpuint (mercer_recipe_drawn (levels, drawn), ==, 1);
  g_assert_cmpstr (drawn[0], ==, "name");
  assert_close (mercer_recipe_position (asked, "name"), 0, 0, 0);
  g_autoptr (MercerRecipe) moved = mercer_recipe_with_position (asked, "name", 1);
  g_assert_cmpstr (mercer_recipe_level (moved, "name", mercer_recipe_position (moved, "name")), ==, "right");
  g_assert_null (mercer_recipe_level (moved, "name", 2));
  g_assert_null (mercer_recipe_level (moved, "a", 0));
  /* rows without a level are left out: the last one */
  double *x;
  g_assert_cmpuint (mercer_recipe_matrix (moved, "x", NULL, &x, NULL, NULL), ==, 3);
  const double want[] = { 0, 1, 0, 0, 1, 2 }; /* name, then a */
  for (size_t i = 0; i < 6; i++)
    assert_close (x[i], want[i], 0, 0);
  g_free (x);
}

/* Where there are no numbers left, one column of categories; not one that names each row. */
static void
test_nothing_else (void)
{
  MercerMethod open = method ();
  const struct
  {
    int32_t codes[4];
    const char *levels, *x;
  } cases[] = { { { 0, 1, 0, 1 }, "left,right", "kind" }, { { 0, 1, 2, 3 }, "a,b,c,d", "" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerDatasetBuilder *builder = mercer_dataset_builder_new ("mixed", "");
      mercer_dataset_builder_add_categorical (builder, "kind", g_memdup2 (cases[i].codes, sizeof cases[i].codes), 4,
                                              g_strsplit (cases[i].levels, ",", -1));
      mercer_dataset_builder_add_numeric (builder, "height", "m", g_memdup2 ((double[]) { 1, 2, 3, 5 }, 4 * sizeof (double)), 4);
      g_autoptr (MercerDataset) dataset = mercer_dataset_builder_finish (builder);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_new (&open, dataset);
      assert_role (recipe, "y", "height");
      assert_role (recipe, "x", cases[i].x);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-categories/asked-for", test_asked_for);
  g_test_add_func ("/recipe-categories/own-kernel", test_own_kernel);
  g_test_add_func ("/recipe-categories/refused", test_refused);
  g_test_add_func ("/recipe-categories/positions", test_positions);
  g_test_add_func ("/recipe-categories/nothing-else", test_nothing_else);
  return g_test_run ();
}
