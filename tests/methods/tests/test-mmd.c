/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

static MercerDataset *
sample (size_t n, size_t d, uint64_t stream, double shift)
{
  static const char *const names[] = { "", "a", "a,b", "a,b,c" };
  g_autofree double *values = g_new (double, n * d);
  mercer_random_normals (9, stream, 0, n * d, values);
  for (size_t i = 0; i < n; i++)
    values[i] += shift;
  return table_of (names[d], n, values);
}

static MercerRecipe *
recipe_of (MercerDataset *first, MercerDataset *second, const char *kernel_text)
{
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("mmd"), first);
  g_autoptr (MercerRecipe) both = mercer_recipe_with_table (start, "against", second);
  if (kernel_text == NULL)
    return mercer_recipe_ref (both);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (kernel_text, NULL, NULL, NULL);
  g_assert_nonnull (kernel);
  return mercer_recipe_with_kernel (both, kernel);
}

/* Two points against two, by hand with k = exp (-t^2 / 2): a = {0, 1}, b = {2, 4}. */
static void
test_by_hand (void)
{
  g_autoptr (MercerDataset) a = table_of ("a", 2, (double[]){ 0, 1 }), b = table_of ("other,a", 2, (double[]){ 9, 9, 2, 4 });
  g_autoptr (MercerRecipe) recipe = recipe_of (a, b, "RBF(lengthscale=1)");
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  double k1 = exp (-0.5), k2 = exp (-2), k3 = exp (-4.5), k4 = exp (-8), cross = (k2 + k4 + k1 + k3) / 4;
  assert_close (readout (caught.final, "mmd2_biased"), (1 + k1) / 2 + (1 + k2) / 2 - 2 * cross, 1e-13, 0);
  assert_close (readout (caught.final, "mmd2_unbiased"), k1 + k2 - 2 * cross, 1e-13, 0);
  caught_clear (&caught);
}

/* Different distributions are told apart, the same one is not; without permutations there is no p. */
static void
test_decides (void)
{
  for (size_t d = 1; d <= 3; d++)
    {
      g_autoptr (MercerDataset) a = sample (120, d, 1, 0), b = sample (100, d, 2, 0), far = sample (100, d, 3, 1);
      g_autoptr (MercerRecipe) same = recipe_of (a, b, NULL), other = recipe_of (a, far, NULL);
      g_autoptr (MercerRecipe) untested = mercer_recipe_with_value (other, "permutations", 0);
      Caught p = catch_run (same, NULL, false, -1), q = catch_run (other, NULL, false, -1), r = catch_run (untested, NULL, false, -1);
      g_assert_cmpfloat (readout (p.final, "p_value"), >, 0.05);
      assert_close (readout (q.final, "p_value"), 1.0 / 501, 1e-12, 0);
      /* N (0, I) against N (mu, I), |mu| = 1, in closed form; the sample's sd is about a tenth of it */
      MercerKernelParam l;
      mercer_kernel_param (mercer_recipe_kernel (other), 0, &l);
      double l2 = l.value * l.value, want = 2 * pow (l2 / (l2 + 2), 0.5 * (double) d) * (1 - exp (-0.5 / (l2 + 2)));
      assert_close (readout (q.final, "mmd2_unbiased"), want, 0.4, 0);
      g_assert_null (mercer_figure_find_readout (r.final, "p_value"));
      g_assert_true (readout (q.final, "mmd2_biased") == readout (r.final, "mmd2_biased"));
      caught_clear (&p);
      caught_clear (&q);
      caught_clear (&r);
    }
}

/* Alone, a table is compared with its own Gaussian: normal rows pass, rows on two points do not. */
static void
test_alone (void)
{
  g_autoptr (MercerDataset) normal = sample (200, 2, 4, 3);
  double two[200];
  for (int i = 0; i < 200; i++)
    two[i] = i % 2;
  g_autoptr (MercerDataset) split = table_of ("a", 200, two);
  g_autoptr (MercerRecipe) p = recipe_of (normal, NULL, NULL), q = recipe_of (split, NULL, "RBF(lengthscale=0.3)");
  Caught passes = catch_run (p, NULL, false, -1), fails = catch_run (q, NULL, false, -1);
  g_assert_cmpfloat (readout (passes.final, "p_value"), >, 0.05);
  g_assert_cmpfloat (readout (fails.final, "p_value"), <, 0.01);
  g_assert_nonnull (strstr (mercer_figure_get_note (passes.final, 0)->sentence, "Gaussian"));
  caught_clear (&passes);
  caught_clear (&fails);
}

/* The suggested length scale is the median distance: here of a column of 0 and 3 in equal parts. */
static void
test_suggests (void)
{
  double values[40];
  for (int i = 0; i < 40; i++)
    values[i] = i % 2 == 0 ? 0 : 3;
  g_autoptr (MercerDataset) table = table_of ("a", 40, values);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("mmd"), table);
  g_autofree char *text = mercer_kernel_print (mercer_recipe_kernel (recipe));
  g_assert_cmpstr (text, ==, "RBF(lengthscale=3)");
}

static void
assert_refused (MercerRecipe *recipe, const char *part)
{
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_BAD_INPUT);
  g_assert_nonnull (caught.refusal);
  g_test_message ("%s", caught.refusal);
  g_assert_nonnull (strstr (caught.refusal, part));
  caught_clear (&caught);
}

static void
test_refuses (void)
{
  g_autoptr (MercerDataset) a = sample (20, 2, 1, 0), one = sample (1, 2, 1, 0);
  g_autoptr (MercerDataset) narrow = table_of ("a", 3, (double[]){ 1, 2, 3 });
  g_autoptr (MercerRecipe) missing = recipe_of (a, narrow, NULL), short_second = recipe_of (a, one, NULL);
  g_autoptr (MercerRecipe) short_first = recipe_of (one, a, NULL);
  assert_refused (missing, "no column “b”");
  assert_refused (short_second, "second sample has fewer than two rows");
  assert_refused (short_first, "fewer than two rows");
}

/* Whoever watches sees the estimates before the permutations are done. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) a = sample (300, 2, 1, 0), b = sample (300, 2, 2, 0.3);
  g_autoptr (MercerRecipe) recipe = recipe_of (a, b, NULL);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.n_drafts, ==, 1);
  g_assert_nonnull (mercer_figure_get_draft (caught.first_draft));
  g_assert_true (mercer_figure_find_readout (caught.first_draft, "mmd2_biased")->value == readout (caught.final, "mmd2_biased"));
  caught_clear (&caught);
}

static MercerDataset *
mixed_table (const char *title, size_t n, const double *a, const int32_t *codes, const char *levels)
{
  MercerDatasetBuilder *b = mercer_dataset_builder_new (title, "");
  mercer_dataset_builder_add_numeric (b, "a", "", g_memdup2 (a, n * sizeof *a), n);
  mercer_dataset_builder_add_categorical (b, "kind", g_memdup2 (codes, n * sizeof *codes), n, g_strsplit (levels, ",", -1));
  return mercer_dataset_builder_finish (b);
}

/* Numbers and categories: a level is the same by its name, whatever its number is in either table, and one that only the second has is
 * one more. The sums of exp (-(a - a')^2 / 2 - [kind differs]) by numpy. */
static void
test_categories (void)
{
  g_autoptr (MercerDataset) first = mixed_table ("first", 4, (double[]){ 0, 1, 2, 0.5 }, (int32_t[]){ 0, 1, 0, 0 }, "red,blue");
  g_autoptr (MercerDataset) second = mixed_table ("second", 3, (double[]){ 2, 4, 1 }, (int32_t[]){ 0, 1, 2 }, "green,blue,red");
  g_autoptr (MercerRecipe) numbers = recipe_of (first, second, NULL);
  g_assert_cmpstr (mercer_recipe_role (numbers, "x")[0], ==, "a");
  g_assert_null (mercer_recipe_role (numbers, "x")[1]);
  g_autoptr (MercerRecipe) both = mercer_recipe_with_role (numbers, "x", (const char *const[]){ "a", "kind", NULL });
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("RBF(lengthscale=1)[a] * Hamming()[kind]", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (both, kernel);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_close (readout (caught.final, "mmd2_biased"), 0.36148253972939015, 1e-13, 0);
  assert_close (readout (caught.final, "mmd2_unbiased"), -0.10301434468529924, 1e-13, 0);
  const double *share = column_named (caught.final, "kind", "second");
  for (size_t l = 0; l < 3; l++)
    assert_close (share[l], 1.0 / 3, 1e-14, 0);
  caught_clear (&caught);

  /* what the method begins with looks at the category too; of categories alone nothing else is looked at */
  g_autoptr (MercerRecipe) suggested = mercer_recipe_suggested (both);
  g_autofree char *text = mercer_kernel_print (mercer_recipe_kernel (suggested));
  g_assert_nonnull (strstr (text, "Hamming"));
  g_autoptr (MercerRecipe) kinds = mercer_recipe_with_role (numbers, "x", (const char *const[]){ "kind", NULL });
  g_autoptr (MercerRecipe) alone = mercer_recipe_suggested (kinds);
  Caught of_kinds = catch_run (alone, NULL, false, -1);
  g_assert_cmpint (of_kinds.status, ==, MERCER_OK);
  caught_clear (&of_kinds);

  g_autoptr (MercerRecipe) without = mercer_recipe_with_table (recipe, "against", NULL);
  g_autofree char *no_gaussian = mercer_recipe_check (without);
  g_assert_nonnull (strstr (no_gaussian, "no Gaussian"));
  g_autoptr (MercerDataset) plain = table_of ("a,kind", 2, (double[]){ 1, 2, 3, 4 });
  g_autoptr (MercerRecipe) unlike = mercer_recipe_with_table (recipe, "against", plain);
  g_autofree char *not_words = mercer_recipe_check (unlike);
  g_assert_nonnull (strstr (not_words, "categories are needed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mmd/by-hand", test_by_hand);
  g_test_add_func ("/mmd/decides", test_decides);
  g_test_add_func ("/mmd/alone", test_alone);
  g_test_add_func ("/mmd/suggests", test_suggests);
  g_test_add_func ("/mmd/refuses", test_refuses);
  g_test_add_func ("/mmd/live", test_live);
  g_test_add_func ("/mmd/categories", test_categories);
  return g_test_run ();
}
