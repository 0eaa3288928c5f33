/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "private-density.h"
#include "reader.h"

static Caught
look (double epsilon, double mechanism, uint64_t seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:faithful", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("dp-kde"), table);
  g_autoptr (MercerRecipe) of = mercer_recipe_with_role (start, "x", (const char *[]){ "waiting", NULL });
  g_autoptr (MercerRecipe) within = mercer_recipe_with_list (of, "bounds", (double[]){ 40, 100 }, 2);
  g_autoptr (MercerRecipe) spent = mercer_recipe_with_value (within, "epsilon", epsilon);
  g_autoptr (MercerRecipe) noisy = mercer_recipe_with_value (spent, "mechanism", mechanism);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_seed (noisy, seed);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* The scale of the noise is the one whose privacy is what was asked for, by Balle and Wang's condition; Laplace's is 1 / epsilon. */
static void
test_accounting (void)
{
  Caught cosine = look (1, MERCER_PRIVATE_COSINE, 1), laplace = look (0.25, MERCER_PRIVATE_LAPLACE, 1);
  assert_close (mercer_private_delta (1, readout (cosine.final, "noise"), readout (cosine.final, "sensitivity")), 1e-6, 1e-6, 0);
  assert_close (readout (laplace.final, "noise"), 4, 1e-12, 0);
  g_assert_null (mercer_figure_find_readout (laplace.final, "delta"));
  /* bounds were given: no warning that they give rows away */
  for (size_t i = 0; i < mercer_figure_n_notes (cosine.final); i++)
    g_assert_null (strstr (mercer_figure_get_note (cosine.final, i)->sentence, "greatest value"));
  caught_clear (&cosine);
  caught_clear (&laplace);
}

/* Errors of 60 releases average to what is foretold (their mean square to 4 / sqrt (60) of a half), less of it with more budget. The
 * divisor is noisy too, which adds little at epsilon = 1 among 272 rows. */
static void
test_error (void)
{
  double sum = 0, foretold = 0;
  for (uint64_t seed = 1; seed <= 60; seed++)
    {
      Caught caught = look (1, MERCER_PRIVATE_COSINE, seed);
      sum += pow (readout (caught.final, "error"), 2) / 60;
      foretold = pow (readout (caught.final, "expected_error"), 2);
      caught_clear (&caught);
    }
  assert_close (sum, foretold, 0.26, 0);
  Caught more = look (10, MERCER_PRIVATE_COSINE, 1);
  g_assert_cmpfloat (pow (readout (more.final, "expected_error"), 2), <, foretold / 10);
  caught_clear (&more);
}

/* Two columns: the scale of the noise is that of the product's sensitivity, with much budget the release is the exact density, whose
 * table has the mass 1 (kernels are reflected), and rows beyond the bounds are told. */
static void
test_plane (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:faithful", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("dp-kde"), table);
  g_autoptr (MercerRecipe) of = mercer_recipe_with_role (start, "x", (const char *[]){ "eruptions", "waiting", NULL });
  g_autoptr (MercerRecipe) within = mercer_recipe_with_list (of, "bounds", (double[]){ 1, 5, 40, 100 }, 4);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (within, "epsilon", 100);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_close (mercer_private_delta (100, readout (caught.final, "noise"), readout (caught.final, "sensitivity")), 1e-6, 1e-6, 0);
  g_assert_cmpfloat (readout (caught.final, "error"), <, 0.05);
  const MercerTable *t = mercer_figure_get_table (caught.final, 0);
  size_t side = 121;
  g_assert_cmpuint (t->rows, ==, side * side);
  double sum = 0, cell = (t->column[0].values[1] - t->column[0].values[0]) * (t->column[1].values[side] - t->column[1].values[0]);
  for (size_t k = 0; k < t->rows; k++)
    sum += t->column[2].values[k] * cell * (k % side % (side - 1) == 0 ? 0.5 : 1) * (k / side % (side - 1) == 0 ? 0.5 : 1);
  assert_close (sum, 1, 1e-6, 0); /* the noise in the number of rows is in the divisor too */
  bool told = false;
  for (size_t i = 0; i < mercer_figure_n_notes (caught.final); i++)
    told |= strstr (mercer_figure_get_note (caught.final, i)->sentence, "was put on them") != NULL
            || strstr (mercer_figure_get_note (caught.final, i)->sentence, "were put on them") != NULL;
  g_assert_true (told); /* some eruptions last longer than 5 minutes */
  caught_clear (&caught);
  /* noise of 4,225 counts drowns 272 rows: still no more than the mass 1 above nothing */
  g_autoptr (MercerRecipe) spent = mercer_recipe_with_value (within, "epsilon", 0.1);
  g_autoptr (MercerRecipe) laplace = mercer_recipe_with_value (spent, "mechanism", MERCER_PRIVATE_LAPLACE);
  caught = catch_run (laplace, NULL, true, -1);
  t = mercer_figure_get_table (caught.final, 0);
  sum = 0;
  for (size_t k = 0; k < t->rows; k++)
    sum += MAX (t->column[2].values[k], 0) * cell * (k % side % (side - 1) == 0 ? 0.5 : 1) * (k / side % (side - 1) == 0 ? 0.5 : 1);
  assert_close (sum, 1, 1e-9, 0);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dp-kde/accounting", test_accounting);
  g_test_add_func ("/dp-kde/error", test_error);
  g_test_add_func ("/dp-kde/plane", test_plane);
  return g_test_run ();
}
