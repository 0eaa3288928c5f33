/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "methods-testing.h"
#include "random.h"
#include "reader.h"

static Caught
look (const char *sample, const char *column, const char *kind, double bandwidth)
{
  g_autofree char *spec = g_strconcat ("sample:", sample, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open (spec, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-integral-transform"), table);
  g_autoptr (MercerRecipe) of = mercer_recipe_with_role (start, "x", (const char *[]){ column, NULL });
  g_autoptr (MercerRecipe) wide = mercer_recipe_with_value (of, "bandwidth", bandwidth);
  g_autoptr (MercerRecipe) recipe
      = mercer_recipe_with_value (wide, "transform", g_str_equal (kind, "integral") ? 0 : g_str_equal (kind, "box-cox") ? 1 : 2);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* lambdas and what they make of the values: scikit-learn 1.2.1, PowerTransformer (method).fit_transform, which divides by the sd over n
 * where the sd over n - 1 stands here. */
static void
test_powers (void)
{
  Caught box = look ("faithful", "eruptions", "box-cox", 1), yeo = look ("faithful", "eruptions", "yeo-johnson", 1);
  const double *y = mercer_figure_get_table (box.final, 0)->column[1].values, *z = mercer_figure_get_table (yeo.final, 0)->column[1].values;
  assert_close (readout (box.final, "lambda"), 1.514746557, 1e-6, 0);
  assert_close (readout (yeo.final, "lambda"), 1.879901168, 1e-6, 0);
  double factor = sqrt (271.0 / 272.0);
  assert_close (y[0], 0.01296550145 * factor, 1e-6, 0);
  assert_close (y[1], -1.424664129 * factor, 1e-6, 0);
  assert_close (z[0], -0.01332535975 * factor, 1e-6, 0);
  assert_close (z[1], -1.409462933 * factor, 1e-6, 0);
  caught_clear (&box);
  caught_clear (&yeo);
}

/* Values whose powers reach 1e297: lambda is the greatest that the likelihood goes to, 690 / log (the greatest value), and what it makes
 * of them by mpmath with 3000 digits, over the sd of n - 1. The logarithm of 2000 times lambda is known to 1e-13. */
static void
test_great_powers (void)
{
  static const double years[] = { 2003, 1950, 1997, 2000, 2009 };
  static const struct
  {
    double lambda, y[5], skewness;
  } golden[] = {
    { 90.725102256678916, { 0.4782818773449803, -1.780236111666086, -0.111660372067196, 0.1634912505433873, 1.250123355844914 },
      -0.7151813567972846 },
    { 90.719166317743446, { 0.4783409295101889, -1.780400743756385, -0.1114485252278084, 0.1636430116255589, 1.249865327848446 },
      -0.71572421606166 },
  };
  g_autoptr (MercerDataset) table = table_of ("year", 5, years);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-integral-transform"), table);
  for (int k = 0; k < 2; k++)
    {
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (start, "transform", k + 1);
      Caught caught = catch_run (recipe, NULL, false, -1);
      const double *y = mercer_figure_get_table (caught.final, 0)->column[1].values;
      assert_close (readout (caught.final, "lambda"), golden[k].lambda, 1e-6, 0); /* where Brent's steps end */
      for (int i = 0; i < 5; i++)
        assert_close (y[i], golden[k].y[i] * sqrt (0.8), 1e-6, 0);
      assert_close (readout (caught.final, "skewness_after"), golden[k].skewness, 1e-6, 0);
      caught_clear (&caught);
    }
}

/* Both ends of the slider: min-max, and ranks; waiting times have two clusters, with the cut between. */
static void
test_integral (void)
{
  Caught wide = look ("faithful", "waiting", "integral", 1e6), narrow = look ("faithful", "waiting", "integral", 1e-4),
         one = look ("faithful", "waiting", "integral", 1);
  const double *y = mercer_figure_get_table (wide.final, 0)->column[1].values, *r = mercer_figure_get_table (narrow.final,
                                                                                                             0)->column[1].values;
  assert_close (y[0], (79.0 - 43) / (96 - 43), 1e-9, 0); /* the first wait is 79, their range 43 to 96 */
  /* of 272 waits 170 are below 79 and 10 are 79; 1 is 43, 1 is 96: half of those at a place count as below it */
  assert_close (r[0], (175 - 0.5) / (271.5 - 0.5), 1e-9, 0);
  g_assert_cmpfloat (readout (one.final, "clusters"), ==, 2);
  g_assert_cmpfloat (readout (narrow.final, "clusters"), ==, 1); /* ranks are level */
  double cut = mercer_figure_get_table (one.final, 1)->column[0].values[0];
  g_assert_cmpfloat (cut, >, 60);
  g_assert_cmpfloat (cut, <, 72);
  g_assert_cmpfloat (fabs (readout (one.final, "skewness_after")), <, fabs (readout (one.final, "skewness_before")));
  caught_clear (&wide);
  caught_clear (&narrow);
  caught_clear (&one);
}

/* A hand on the likelihood sets lambda; values that are not positive are refused with the way out. */
static void
test_hands (void)
{
  g_autoptr (MercerDataset) table = table_of ("a", 5, (double[]){ -1, 2, 3, 4, 9 });
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-integral-transform"), table);
  g_autoptr (MercerRecipe) box = mercer_recipe_with_value (start, "transform", 1);
  g_autoptr (MercerRecipe) yeo = mercer_recipe_with_value (start, "transform", 2);
  g_autofree char *refusal = mercer_recipe_check (box);
  g_assert_nonnull (strstr (refusal, "Yeo"));
  Caught caught = catch_run (yeo, NULL, false, -1);
  int panel;
  MercerHandleValue value = { .value = 0.25 };
  g_assert_cmpuint (mercer_figure_n_handles (caught.final), ==, 1);
  g_autoptr (MercerRecipe) moved = mercer_recipe_with_handle (yeo, mercer_figure_get_handle (caught.final, 0, &panel), &value);
  Caught after = catch_run (moved, NULL, false, -1);
  assert_close (readout (after.final, "lambda"), 0.25, 1e-12, 0);
  caught_clear (&caught);
  caught_clear (&after);
}

/* Where there are many rows a first figure shows some of them and says so: nearly the same. The skewness of 1,500
 * of these values varies by less than sqrt (6 / 1500), that of normal ones; three times that. */
static void
test_draft (void)
{
  enum { MANY = 20000 };
  g_autofree double *x = g_new (double, MANY);
  mercer_random_normals (4, 1, 0, MANY, x);
  for (size_t i = 0; i < MANY; i++)
    x[i] = exp (0.2 * x[i]);
  g_autoptr (MercerDataset) table = table_of ("a", MANY, x);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("kde-integral-transform"), table);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_drafts, ==, 1);
  g_assert_nonnull (strstr (mercer_figure_get_draft (caught.first_draft), "of 20000 rows"));
  g_assert_cmpuint (mercer_figure_n_tables (caught.first_draft), ==, 0);
  assert_close (mercer_figure_find_readout (caught.first_draft, "skewness_before")->value, readout (caught.final, "skewness_before"), 0,
                3 * sqrt (6 / 1500.0));
  caught_clear (&caught);
}

/* Parts that keep their rows give what the rows together give: scipy's lambda of all 342 bill lengths and of each species (1.10.1,
 * yeojohnson_normmax with brack (-2, 2) gives 8 digits or so), the same transformed values, and what the parts tell is in a table. A
 * power beyond the range of doubles is said to stand at its bound. */
static void
test_parts (void)
{
  static const double apart[] = { 0.08656766149674221, -1.9344301000377797, 1.4451031219641313 };
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:penguins", NULL, NULL);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-integral-transform"), table);
  g_autoptr (MercerRecipe) of = mercer_recipe_with_role (start, "x", (const char *[]){ "bill length", "bill depth", NULL });
  g_autoptr (MercerRecipe) rows = mercer_recipe_with_value (of, "transform", 2);
  g_autoptr (MercerRecipe) parts = mercer_recipe_with_role (rows, "parts", (const char *[]){ "species", NULL });
  Caught together = catch_run (rows, NULL, false, -1), merged = catch_run (parts, NULL, false, -1);
  assert_close (readout (merged.final, "lambda_1"), 0.6153104165420762, 1e-6, 0);
  assert_close (readout (merged.final, "lambda_1"), readout (together.final, "lambda_1"), 2e-6, 0); /* the likelihood is level to rounding about there */
  assert_close (readout (merged.final, "lambda_2"), readout (together.final, "lambda_2"), 2e-6, 0);
  assert_close (readout (merged.final, "lambda_whole"), readout (together.final, "lambda_1"), 1e-12, 0);
  g_assert_cmpfloat (readout (merged.final, "parts"), ==, 3);
  g_assert_cmpfloat (readout (merged.final, "rounds"), >, 5);
  for (size_t c = 1; c < 3; c++)
    for (size_t i = 0; i < 342; i++)
      assert_close (mercer_figure_get_table (merged.final, 0)->column[c].values[i],
                    mercer_figure_get_table (together.final, 0)->column[c].values[i], 1e-5, 1e-5); /* of lambdas so far apart */
  for (size_t p = 0; p < 3; p++)
    assert_close (column_named (merged.final, "parts", "lambda")[p], apart[p], 1e-5, 0);
  g_assert_cmpfloat (column_named (merged.final, "parts", "rows")[2], ==, 68);
  g_autoptr (MercerRecipe) integral = mercer_recipe_with_value (parts, "transform", 0);
  Caught note = catch_run (integral, NULL, false, -1);
  g_assert_true (has_note (note.final, "all rows together"));
  caught_clear (&together);
  caught_clear (&merged);
  caught_clear (&note);
  g_autoptr (MercerDataset) far = table_of ("a", 5, (double[]){ 2.5e100, 2.9e100, 2.99e100, 3e100, 3.001e100 });
  g_autoptr (MercerRecipe) box = mercer_recipe_new (mercer_method_find ("kde-integral-transform"), far);
  g_autoptr (MercerRecipe) bounded = mercer_recipe_with_value (box, "transform", 1);
  Caught caught = catch_run (bounded, NULL, false, -1);
  g_assert_true (has_note (caught.final, "pass the greatest number"));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-integral-transform/powers", test_powers);
  g_test_add_func ("/kde-integral-transform/great-powers", test_great_powers);
  g_test_add_func ("/kde-integral-transform/integral", test_integral);
  g_test_add_func ("/kde-integral-transform/hands", test_hands);
  g_test_add_func ("/kde-integral-transform/draft", test_draft);
  g_test_add_func ("/kde-integral-transform/parts", test_parts);
  return g_test_run ();
}
