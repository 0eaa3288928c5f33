/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "reader.h"

static MercerRecipe *
start_with (MercerDataset *table, const char *method, const char *kernel, const char *const *ids, const double *values)
{
  MercerRecipe *recipe = mercer_recipe_new (mercer_method_find (method), table);
  for (size_t k = 0; ids[k] != NULL; k++)
    {
      MercerRecipe *next = mercer_recipe_with_value (recipe, ids[k], values[k]);
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, NULL);
  MercerRecipe *next = mercer_recipe_with_kernel (recipe, parsed);
  mercer_recipe_unref (recipe);
  return next;
}

static Caught
catch_ok (MercerRecipe *recipe, bool live)
{
  Caught caught = catch_run (recipe, NULL, live, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_finals, ==, 1);
  return caught;
}

/* The square loss is the other method, on the data and on new points; a threshold far out makes Huber's loss the same. */
static void
test_kernel_pca (void)
{
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:iris", NULL, NULL);
  g_autoptr (MercerRecipe) eigen
      = start_with (table, "kernel-pca", "RBF(lengthscale=2)", (const char *const[]){ "components", NULL }, (double[]){ 3 });
  g_autoptr (MercerRecipe) eigen_at = mercer_recipe_with_at (eigen, table);
  Caught want = catch_ok (eigen_at, false);
  for (int loss = 0; loss < 2; loss++)
    {
      g_autoptr (MercerRecipe) plain
          = start_with (table, "dual-kernel-pca", "RBF(lengthscale=2)",
                        (const char *const[]){ "components", "loss", "threshold", NULL }, (double[]){ 3, loss, 100 });
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, table);
      Caught caught = catch_ok (recipe, false);
      for (size_t j = 0; j < 3; j++)
        {
          g_autofree char *pc = g_strdup_printf ("pc%zu", j + 1), *value = g_strdup_printf ("value%zu", j + 1);
          g_autofree char *eigenvalue = g_strdup_printf ("eigenvalue%zu", j + 1), *share = g_strdup_printf ("explained%zu", j + 1);
          /* directions end within 1e-7 of where they should, values within the square of that, and Y = K' A to rounding */
          const double exact = 1e-9;
          assert_close (readout (caught.final, value), readout (want.final, eigenvalue), exact, 0);
          assert_close (readout (caught.final, share), readout (want.final, share), exact, 0);
          const double *a = column_named (caught.final, "scores", pc), *b = column_named (want.final, "scores", pc);
          const double *c = column_named (caught.final, "scores_data", pc);
          double sign = a[0] * b[0] < 0 ? -1 : 1; /* the largest entry is the first or the second of two nearly equal ones */
          for (size_t i = 0; i < 150; i++)
            {
              assert_close (a[i], sign * b[i], 1e-5, 1e-5); /* the dual's default tolerance of 1e-7 over the gaps */
              assert_close (a[i], c[i], exact, exact);
            }
        }
      g_assert_cmpfloat (readout (caught.final, "full"), ==, 150);
      caught_clear (&caught);
    }
  caught_clear (&want);
}

/* Points scattered far from a cloud: each is lighter than every point of the cloud, and lighter still when the threshold falls. */
static void
test_outliers (void)
{
  enum { CLOUD = 200, OUT = 6, N = CLOUD + OUT };
  double values[2 * N];
  for (size_t i = 0; i < N; i++)
    {
      bool out = i >= CLOUD;
      values[i] = out ? 60 * cos ((double) i) : 3 * sin (1.3 * (double) i);
      values[i + N] = out ? 60 * sin ((double) i) : cos (2.1 * (double) i);
    }
  g_autoptr (MercerDataset) table = table_of ("a,b", N, values);
  double before = 1;
  for (double threshold = 1; threshold > 0.1; threshold *= 0.5)
    {
      g_autoptr (MercerRecipe) recipe = start_with (table, "dual-kernel-pca", "Linear(offset=0)",
                                                    (const char *const[]){ "loss", "threshold", NULL }, (double[]){ 1, threshold });
      Caught caught = catch_ok (recipe, false);
      const double *weight = column_named (caught.final, "scores", "weight");
      double heaviest_out = 0, lightest_in = 1;
      for (size_t i = 0; i < N; i++)
        if (i < CLOUD)
          lightest_in = MIN (lightest_in, weight[i]);
        else
          heaviest_out = MAX (heaviest_out, weight[i]);
      g_assert_cmpfloat (heaviest_out, <, 0.2 * lightest_in);
      g_assert_cmpfloat (heaviest_out, <, before);
      before = heaviest_out;
      caught_clear (&caught);
    }
}

static void
test_words (void)
{
  g_autoptr (MercerDataset) table = mercer_dataset_open ("generator:circles(n=900,noise=0.05,seed=3)", NULL, NULL);
  g_autoptr (MercerRecipe) recipe
      = start_with (table, "dual-kernel-pca", "RBF(lengthscale=1)", (const char *const[]){ "loss", "threshold", NULL }, (double[]){ 2, 50 });
  Caught nothing = catch_ok (recipe, false);
  g_assert_true (has_note (nothing.final, "Lower the threshold"));
  g_assert_cmpfloat (readout (nothing.final, "none"), ==, 900);
  caught_clear (&nothing);
  g_autoptr (MercerRecipe) quasi
      = start_with (table, "dual-kernel-pca", "Linear(offset=0)", (const char *const[]){ "way", "components", "show", NULL },
                    (double[]){ 2, 5, 1 });
  Caught caught = catch_ok (quasi, true); /* with a draft first */
  g_assert_cmpint (caught.n_drafts, ==, 1);
  g_assert_true (has_note (caught.final, "smooth dual"));
  g_assert_true (has_note (caught.final, "only 2 directions"));
  g_assert_cmpfloat (fabs (readout (caught.final, "gap")), <, 1e-6 * readout (caught.final, "objective"));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dual-kernel-pca/kernel-pca", test_kernel_pca);
  g_test_add_func ("/dual-kernel-pca/outliers", test_outliers);
  g_test_add_func ("/dual-kernel-pca/words", test_words);
  return g_test_run ();
}
