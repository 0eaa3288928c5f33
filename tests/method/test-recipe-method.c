/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From one method to another with the same table. */

#include <string.h>

#include "testing.h"
#include "toy.h"

/* Knows one role of the toy, which may have text, one of its tables, and no kernel. */
static const MercerParam plain_params[] = { { 0 } };
static const MercerRole plain_roles[] = { { "x", "Inputs", "", false, 1, 0, NULL, 0 }, { 0 } };
static const MercerTableRole plain_tables[] = { { "against", "Against", "" }, { 0 } };
static const MercerMethod plain = {
  .id = "plain", .title = "Plain", .summary = "", .source = "", .values_size = 1,
  .params = plain_params, .roles = plain_roles, .tables = plain_tables, .run = toy_run,
};

static char *
refuse_matern (const MercerRecipe *recipe)
{
  g_autofree char *text = mercer_kernel_print (mercer_recipe_kernel (recipe));
  return strstr (text, "Matern") != NULL ? g_strdup ("Not this one.") : NULL;
}

static MercerRecipe *
with_role (MercerRecipe *recipe, const char *role, const char *joined)
{
  g_auto (GStrv) columns = g_strsplit (joined, ",", -1);
  return mercer_recipe_with_role (recipe, role, (const char *const *) columns);
}

static void
assert_role (const MercerRecipe *recipe, const char *role, const char *expected)
{
  g_autofree char *joined = g_strjoinv (",", (char **) mercer_recipe_role (recipe, role));
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_columns (void)
{
  static const struct
  {
    const char *plain_x, *x, *y;
  } cases[] = {
    { "b", "b", "c" },        /* comes along, and the output is chosen from what is left */
    { "c,b", "c,b", "a" },    /* in its order, also where that takes what the output would have been */
    { "name,a", "a", "c" },   /* text does not fit */
    { "name", "a", "c" },     /* and alone leaves nothing to keep */
    { "a,b,c", "a", "c" },    /* nothing would be left for the output: all as for a new table */
  };
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&plain, dataset);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerRecipe) chosen = with_role (start, "x", cases[i].plain_x);
      g_autoptr (MercerRecipe) toy = mercer_recipe_with_method (chosen, &toy_method);
      assert_role (toy, "x", cases[i].x);
      assert_role (toy, "y", cases[i].y);
      g_assert_true (mercer_recipe_dataset (toy) == dataset);
    }
}

/* What is drawn stays within the inputs; tables, positions and seed come along. */
static void
test_rest (void)
{
  static const MercerRole roles[] = {
    { "x", "Inputs", "", true, 1, 1, NULL, 1 }, { "along", "Drawn along", "", true, 0, 2, "x", 0 }, { 0 },
  };
  MercerMethod single = toy_method;
  single.roles = roles;
  single.suggest = NULL;
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerRecipe) two = with_role (start, "x", "a,b");
  g_autoptr (MercerRecipe) along = with_role (two, "along", "b");
  g_autoptr (MercerRecipe) seeded = mercer_recipe_with_seed (along, 7);
  g_autoptr (MercerRecipe) placed = mercer_recipe_with_position (seeded, "b", 3);
  g_autoptr (MercerRecipe) tabled = mercer_recipe_with_table (placed, "against", dataset);
  g_autoptr (MercerRecipe) full = mercer_recipe_with_at (tabled, dataset);

  g_autoptr (MercerRecipe) one = mercer_recipe_with_method (full, &single);
  assert_role (one, "x", "a");
  assert_role (one, "along", "");
  g_assert_cmpuint (mercer_recipe_seed (one), ==, 7);
  g_assert_cmpfloat (mercer_recipe_position (one, "b"), ==, 3);
  g_autoptr (MercerRecipe) to = mercer_recipe_with_method (full, &plain);
  g_assert_true (mercer_recipe_table (to, "against") == dataset);
  g_assert_null (mercer_recipe_at (to));
  g_assert_null (mercer_recipe_kernel (to));
  g_autoptr (MercerRecipe) same = mercer_recipe_with_method (full, &toy_method);
  g_assert_true (same == full);
}

/* One's own kernel comes along where it runs; one that was only suggested is suggested anew. */
static void
test_kernel (void)
{
  MercerMethod other = toy_method, picky = toy_method;
  other.suggest = NULL;
  picky.check = refuse_matern;
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerKernel) mine = mercer_kernel_parse ("Matern(nu=1.5, lengthscale=2)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) own = mercer_recipe_with_kernel (start, mine);

  g_autoptr (MercerRecipe) carried = mercer_recipe_with_method (own, &other);
  g_assert_true (mercer_hash_equal (mercer_kernel_hash (mercer_recipe_kernel (carried)), mercer_kernel_hash (mine)));
  g_autoptr (MercerRecipe) refused = mercer_recipe_with_method (own, &picky);
  g_assert_true (mercer_hash_equal (mercer_kernel_hash (mercer_recipe_kernel (refused)),
                                    mercer_kernel_hash (mercer_recipe_kernel (start))));
  g_autoptr (MercerRecipe) anew = mercer_recipe_with_method (start, &other);
  g_autofree char *text = mercer_kernel_print (mercer_recipe_kernel (anew));
  g_assert_cmpstr (text, ==, "RBF(lengthscale=1)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-method/columns", test_columns);
  g_test_add_func ("/recipe-method/rest", test_rest);
  g_test_add_func ("/recipe-method/kernel", test_kernel);
  return g_test_run ();
}
