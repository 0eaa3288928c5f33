/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

static Caught
look (MercerDataset *table)
{
  const char *x[] = { "a", "b", NULL }, *y[] = { "c", NULL };
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("schur-entropy"), table);
  g_autoptr (MercerRecipe) first = mercer_recipe_with_role (start, "y", y);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (first, "x", x);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* Four far groups in (a, b) named by c: with c known, what is left is the small spread within the groups. With a c of noise
 * nearly all but the mean is left. An RBF has the trace 1, and the parts add up to it. */
static void
test_groups (void)
{
  enum { N = 120 };
  double values[3 * N], noise[3 * N];
  mercer_random_normals (9, 1, 0, 3 * N, noise);
  for (size_t i = 0; i < N; i++)
    {
      size_t group = i % 4;
      values[i] = 10.0 * (double) (group % 2) + 0.3 * noise[i];
      values[i + N] = 10.0 * (double) (group / 2) + 0.3 * noise[i + N];
      values[i + 2 * N] = (double) group;
    }
  g_autoptr (MercerDataset) named = table_of ("a,b,c", N, values);
  memcpy (values + 2 * N, noise + 2 * N, N * sizeof (double));
  g_autoptr (MercerDataset) unnamed = table_of ("a,b,c", N, values);
  Caught known = look (named), unknown = look (unnamed);
  g_assert_cmpfloat (readout (known.final, "explained"), >, 0.85);
  g_assert_cmpfloat (readout (unknown.final, "explained"), <, readout (known.final, "explained") - 0.1);
  g_assert_cmpfloat (readout (unknown.final, "trace_rest"), >, 3 * readout (known.final, "trace_rest"));
  assert_close (readout (known.final, "trace_all"), 1, 1e-12, 0);
  assert_close (readout (known.final, "trace_rest") + readout (known.final, "trace_explained"), 1, 1e-10, 0);
  /* the groups are nearly all there is: four directions */
  g_assert_cmpfloat (exp (readout (known.final, "entropy_explained")), <, 4.5);
  /* the score by its definition from the spectrum: exp (- sum lambda log (lambda / sum lambda)) */
  const MercerTable *spectra = mercer_figure_get_table (known.final, 1);
  g_assert_cmpstr (spectra->column[2].name, ==, "rest");
  double sum = 0, score = 0;
  for (size_t k = 0; k < spectra->rows; k++)
    sum += spectra->column[2].values[k];
  for (size_t k = 0; k < spectra->rows; k++)
    score -= spectra->column[2].values[k] > 0 ? spectra->column[2].values[k] * log (spectra->column[2].values[k] / sum) : 0;
  assert_close (readout (known.final, "scendi"), exp (score), 1e-10, 0);
  caught_clear (&known);
  caught_clear (&unknown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schur-entropy/groups", test_groups);
  return g_test_run ();
}
