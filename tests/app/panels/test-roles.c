/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns fit where, and what choosing them does to the other roles. */

#include "role-chooser-model.h"
#include "testing.h"

/* a, b, c numeric (a whole, b with a unit); d without any value; kind categorical. */
static MercerDataset *
table (void)
{
  enum { N = 12 };
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("Table", "table.csv");
  static const char *const names[] = { "a", "b", "c", "d" }, *const units[] = { "", "cm", "", "" };
  int32_t *codes = g_new (int32_t, N);
  const char *levels[] = { "one", "two", NULL };

  for (int k = 0; k < 4; k++)
    {
      double *values = g_new (double, N);
      for (int i = 0; i < N; i++)
        values[i] = k == 3 ? NAN : k == 0 ? i : 0.5 + i * (k + 1) + (i * i) % 5;
      mercer_dataset_builder_add_numeric (builder, names[k], units[k], values, N);
    }
  for (int i = 0; i < N; i++)
    codes[i] = i % 2;
  mercer_dataset_builder_add_categorical (builder, "kind", codes, N, g_strdupv ((char **) levels));
  return mercer_dataset_builder_finish (builder);
}

static const MercerRole *
role (const MercerRecipe *recipe, const char *id)
{
  const MercerRole *found = mercer_recipe_method (recipe)->roles;

  while (g_strcmp0 (found->id, id) != 0)
    found++;
  return found;
}

static MercerRecipe *
recipe_new (const char *x, const char *y)
{
  g_autoptr (MercerDataset) dataset = table ();
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("gp-regression"), dataset);
  g_auto (GStrv) inputs = g_strsplit (x, " ", -1);
  const char *const outputs[] = { y, NULL };
  g_autoptr (MercerRecipe) with_x = mercer_recipe_with_role (recipe, "x", (const char *const *) inputs);

  return mercer_recipe_with_role (with_x, "y", outputs);
}

static void
assert_role (const MercerRecipe *recipe, const char *id, const char *want)
{
  g_autofree char *got = g_strjoinv (" ", (GStrv) mercer_recipe_role (recipe, id));

  g_assert_cmpstr (got, ==, want);
}

static void
assert_objection (GPtrArray *items, const char *name, const char *part)
{
  for (guint i = 0; i < items->len; i++)
    {
      const MercerColumnItem *item = items->pdata[i];
      if (!g_str_equal (item->name, name))
        continue;
      if (part == NULL)
        g_assert_cmpstr (item->objection, ==, NULL);
      else
        {
          g_assert_nonnull (item->objection);
          g_assert_nonnull (strstr (item->objection, part));
        }
      return;
    }
  g_assert_not_reached ();
}

static void
test_items (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_new ("a b", "c");
  g_autoptr (GPtrArray) x = mercer_role_items (recipe, role (recipe, "x"));
  g_autoptr (GPtrArray) y = mercer_role_items (recipe, role (recipe, "y"));
  g_autoptr (GPtrArray) along = mercer_role_items (recipe, role (recipe, "along"));
  g_autoptr (GPtrArray) inputs = mercer_input_items (recipe);

  g_assert_cmpuint (x->len, ==, 5);
  assert_objection (x, "a", NULL);
  assert_objection (x, "c", "used as");
  assert_objection (x, "d", "no values");
  assert_objection (x, "kind", NULL); /* kernels know categories */
  assert_objection (y, "a", NULL); /* it would change places with c */
  assert_objection (y, "c", NULL);
  g_assert_cmpuint (along->len, ==, 2);
  assert_objection (along, "a", NULL);
  assert_objection (along, "b", NULL);
  g_assert_cmpuint (inputs->len, ==, 2);
  g_assert_cmpstr (((MercerColumnItem *) x->pdata[0])->detail, ==, "whole numbers");
  g_assert_cmpstr (((MercerColumnItem *) x->pdata[1])->detail, ==, "numbers, cm");
}

static void
test_choose (void)
{
  static const struct
  {
    const char *x, *y, *role, *columns, *new_x, *new_y;
  } cases[] = {
    { "a", "c", "y", "b", "a", "b" },
    { "a", "c", "y", "a", "c", "a" },         /* swapped */
    { "a b", "c", "y", "b", "a c", "b" },     /* in its place */
    { "a", "c", "x", "a b", "a b", "c" },
    { "a", "c", "x", "a c", "a", "c" },       /* taken, left out */
    { "a", "c", "x", "a kind d", "a kind", "c" }, /* unfit, left out */
    { "a b", "c", "x", "b", "b", "c" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerRecipe) recipe = recipe_new (cases[i].x, cases[i].y);
      g_auto (GStrv) columns = g_strsplit (cases[i].columns, " ", -1);
      g_autoptr (MercerRecipe) chosen
        = mercer_role_choose (recipe, role (recipe, cases[i].role), (const char *const *) columns);
      assert_role (chosen, "x", cases[i].new_x);
      assert_role (chosen, "y", cases[i].new_y);
      g_autofree char *sentence = mercer_recipe_check (chosen);
      g_assert_cmpstr (sentence, ==, NULL);
    }
}

static void
test_subset (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_new ("a b", "c");
  const char *const along[] = { "b", NULL }, *const only[] = { "a", NULL };
  g_autoptr (MercerRecipe) drawn = mercer_role_choose (recipe, role (recipe, "along"), along);
  g_autoptr (MercerRecipe) fewer = mercer_role_choose (drawn, role (recipe, "x"), only);

  assert_role (drawn, "along", "b");
  assert_role (drawn, "x", "a b");
  assert_role (fewer, "along", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/roles/items", test_items);
  g_test_add_func ("/app/roles/choose", test_choose);
  g_test_add_func ("/app/roles/subset", test_subset);
  return g_test_run ();
}
