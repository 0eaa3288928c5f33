/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "reader.h"

/* On the iris the layer learns to remove noise, and what the reproduction study found in large models is seen in the small: the
 * values are far from the eigenvectors (it reports an optimal cosine of at most 0.32), and sizes are not of one order. */
static void
test_iris (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:iris", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("attention-kpca"), table);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *training = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpstr (training->id, ==, "training");
  const double *loss = training->column[1].values;
  for (size_t k = 1; k < training->rows; k++)
    g_assert_cmpfloat (loss[k], <=, loss[k - 1] + 1e-9); /* each stretch goes on where the last one ended */
  g_assert_cmpfloat (readout (caught.final, "loss"), <, 0.35);
  g_assert_cmpfloat (readout (caught.final, "cosine"), <, 0.9);
  g_assert_cmpfloat (readout (caught.final, "norm_ratio"), >, 100);
  /* random vectors in 149 dimensions have cosines of about 0.065, and the best of 24 matchings of four somewhat more */
  g_assert_cmpfloat (readout (caught.final, "random_cosine"), >, 0.065);
  g_assert_cmpfloat (readout (caught.final, "random_cosine"), <, 0.16);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attention-kpca/iris", test_iris);
  return g_test_run ();
}
