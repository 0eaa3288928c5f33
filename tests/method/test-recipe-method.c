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

  /* new points are the same to two methods that both say so */
  static const MercerTableRole points = { "at", "New points", "" }, others = { "at", "Others", "" };
  MercerMethod a = single, b = single, c = single;
  a.at = b.at = &points;
  c.at = &others;
  g_autoptr (MercerRecipe) at_a = mercer_recipe_with_method (start, &a);
  g_autoptr (MercerRecipe) placed_a = mercer_recipe_with_at (at_a, dataset);
  g_autoptr (MercerRecipe) at_b = mercer_recipe_with_method (placed_a, &b);
  g_autoptr (MercerRecipe) at_c = mercer_recipe_with_method (placed_a, &c);
  g_assert_true (mercer_recipe_at (at_b) == dataset);
  g_assert_null (mercer_recipe_at (at_c));
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

/* What explains is not what is explained; an optional role may look at any column again. */
static void
test_overlap (void)
{
  static const MercerRole roles[] = {
    { "x", "Inputs", "", true, 1, 0, NULL, 1 }, { "y", "Output", "", true, 1, 1, NULL, 1 },
    { "by", "Ordered by", "", true, 0, 1, NULL, 0 }, { 0 },
  };
  MercerMethod ordered = toy_method;
  ordered.roles = roles;
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&ordered, dataset);
  g_autoptr (MercerRecipe) by = with_role (start, "by", mercer_recipe_role (start, "x")[0]);
  g_autofree char *none = mercer_recipe_check (by);
  g_assert_null (none);
  g_autoptr (MercerRecipe) both = with_role (start, "x", "a,c");
  g_autofree char *refusal = mercer_recipe_check (both);
  g_assert_cmpstr (refusal, ==, "Column “c” stands in “Inputs” and in “Output”. Choose another one for one of them.");
}

/* The noise is the number of rows of the second table. */
static MercerRecipe *
suggest_by_table (MercerRecipe *recipe)
{
  MercerDataset *against = mercer_recipe_table (recipe, "against");
  return mercer_recipe_with_value (recipe, "noise", against != NULL ? (double) mercer_dataset_rows (against) : 1);
}

/* Another further table, another suggestion; what a person chose stays. */
static void
test_table_suggests (void)
{
  MercerMethod method = toy_method;
  method.suggest = suggest_by_table;
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&method, dataset);
  const MercerParam *noise = mercer_params_find (method.params, "noise");
  g_autoptr (MercerRecipe) with = mercer_recipe_with_table (start, "against", dataset);
  g_assert_cmpfloat (mercer_param_get (noise, mercer_recipe_values (with)), ==, 4); /* its rows */
  g_autoptr (MercerRecipe) without = mercer_recipe_with_table (with, "against", NULL);
  g_assert_cmpfloat (mercer_param_get (noise, mercer_recipe_values (without)), ==, 1);
  g_autoptr (MercerRecipe) chosen = mercer_recipe_with_value (start, "noise", 2.5);
  g_autoptr (MercerRecipe) kept = mercer_recipe_with_table (chosen, "against", dataset);
  g_assert_cmpfloat (mercer_param_get (noise, mercer_recipe_values (kept)), ==, 2.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-method/columns", test_columns);
  g_test_add_func ("/recipe-method/rest", test_rest);
  g_test_add_func ("/recipe-method/kernel", test_kernel);
  g_test_add_func ("/recipe-method/overlap", test_overlap);
  g_test_add_func ("/recipe-method/table-suggests", test_table_suggests);
  return g_test_run ();
}
