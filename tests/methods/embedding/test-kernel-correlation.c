/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "random.h"

/* n rows: a uniform, b = a^2 + noise of the given sd. Their correlation is 0, their dependence plain. */
static MercerDataset *
parabola (size_t n, double noise)
{
  g_autofree double *values = g_new (double, 2 * n), *e = g_new (double, n);
  mercer_random_uniforms (7, 1, 0, n, values);
  mercer_random_normals (7, 2, 0, n, e);
  for (size_t i = 0; i < n; i++)
    {
      values[i] = 2 * values[i] - 1;
      values[i + n] = noise < 10 ? values[i] * values[i] + noise * e[i] : e[i];
    }
  return table_of ("a,b", n, values);
}

static Caught
look (MercerDataset *table, double ridge, const char *kernel, const char *second)
{
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kernel-correlation"), table);
  g_autoptr (MercerRecipe) smooth = mercer_recipe_with_value (start, "ridge", ridge);
  g_autoptr (MercerRecipe) with = mercer_recipe_with_text (smooth, "second-kernel", second);
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (with, parsed);
  Caught caught = catch_run (recipe, NULL, false, -1);
  return caught;
}

/* What a parabola hides from Pearson an RBF finds, also on rows left out; of pure noise a small ridge finds as much, and the
 * rows left out tell. With linear kernels it is Pearson's correlation. */
static void
test_parabola (void)
{
  g_autoptr (MercerDataset) curve = parabola (200, 0.05), nothing = parabola (120, 100);
  Caught found = look (curve, 0.02, "RBF(lengthscale=0.5)", ""), line = look (curve, 0, "Linear(offset=0)", "Linear(offset=0)");
  Caught fooled = look (nothing, 1e-5, "RBF(lengthscale=0.1)", "RBF(lengthscale=0.1)");
  g_assert_cmpfloat (readout (found.final, "correlation1"), >, 0.95);
  g_assert_cmpfloat (readout (found.final, "held_out"), >, 0.93);
  const MercerColumn *a = mercer_dataset_column (curve, 0), *b = mercer_dataset_column (curve, 1);
  double sum = 0;
  for (size_t i = 0; i < 200; i++)
    sum += (a->values[i] - a->mean) * (b->values[i] - b->mean) / (199 * a->sd * b->sd);
  assert_close (readout (line.final, "correlation1"), fabs (sum), 1e-9, 1e-10);
  g_assert_cmpfloat (readout (fooled.final, "correlation1"), >, 0.85);
  g_assert_cmpfloat (readout (fooled.final, "held_out"), <, 0.4);
  bool told = false;
  for (size_t k = 0; k < mercer_figure_n_notes (fooled.final); k++)
    told |= strstr (mercer_figure_get_note (fooled.final, k)->sentence, "by heart") != NULL;
  g_assert_true (told);
  caught_clear (&found);
  caught_clear (&line);
  caught_clear (&fooled);
}

static void
test_refusals (void)
{
  g_autoptr (MercerDataset) curve = parabola (20, 0.05);
  static const struct { const char *second, *word; } cases[] = { { "RBF(", "second set" }, { "RBF()[nowhere]", "nowhere" }, { "Riesz(r=1)", "" } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Caught caught = look (curve, 0.02, "RBF()", cases[k].second);
      g_assert_nonnull (caught.refusal);
      g_assert_nonnull (strstr (caught.refusal, cases[k].word));
      caught_clear (&caught);
    }
}

/* Rows of the data given as new points have the functions that they have in the data. */
static void
test_at (void)
{
  enum { N = 60 };
  double values[3 * N];
  const char *x[] = { "a", "b", NULL }, *y[] = { "y", NULL };
  mercer_random_normals (8, 1, 0, 3 * N, values);
  for (size_t i = 0; i < N; i++)
    values[i + 2 * N] = sin (values[i]) + 0.1 * values[i + 2 * N];
  g_autoptr (MercerDataset) table = table_of ("a,b,y", N, values), at = table_of ("a,b,y", N, values);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kernel-correlation"), table);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (start, "y", y);
  g_autoptr (MercerRecipe) by_x = mercer_recipe_with_role (by_y, "x", x);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (by_x, at);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *new = mercer_figure_get_table (caught.final, 0), *data = mercer_figure_get_table (caught.final, 1);
  g_assert_cmpstr (new->id, ==, "functions");
  for (size_t i = 0; i < N; i++)
    for (size_t j = 1; j <= 3; j++)
      assert_close (new->column[j].values[i], data->column[j].values[i], 0, 1e-9); /* rounding over a condition of 1e5 at most */
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-correlation/parabola", test_parabola);
  g_test_add_func ("/kernel-correlation/refusals", test_refusals);
  g_test_add_func ("/kernel-correlation/at", test_at);
  return g_test_run ();
}
