/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of more rows than a method finds its answer from: the others are placed by it. */
#include "kernel-pca-testing.h"
#include "random.h"

/* Each row twice, the second time half the table further on: of some pairs one row is among those that find the answer. */
static MercerDataset *
twins (size_t half)
{
  size_t n = 2 * half;
  g_autofree double *values = g_new (double, 4 * n), *drawn = g_new (double, 4 * half);
  mercer_random_normals (15, 1, 0, 4 * half, drawn);
  for (size_t i = 0; i < n; i++)
    {
      size_t k = i % half;
      values[i] = drawn[k];
      values[i + n] = drawn[k + half];
      values[i + 2 * n] = sin (2 * drawn[k]) + drawn[k + half] * drawn[k + half] + 0.1 * drawn[k + 2 * half];
      values[i + 3 * n] = drawn[k] + 0.5 * drawn[k + 3 * half];
    }
  return table_of ("a,b,y,s", n, values);
}

static const struct
{
  const char *method, *table, *others; /* others: a readout of what the answer is worth there */
  size_t half, first, columns; /* columns of the table that are functions of the row */
  double least, most;          /* of that readout */
} cases[] = {
  { "debias", "representation", NULL, 900, 1, 2, 0, 0 },
  { "kernel-correlation", "functions", "held_out", 1100, 1, 6, 0.8, 1 },
  { "schur-entropy", "scores", NULL, 900, 1, 6, 0, 0 },
  { "adaptive-kernel-map", "map", "placed_error", 600, 1, 2, 0, 0.5 },
};

/* Twins stand in one place, whichever of them was among the first: to rounding, that of functions over small eigenvalues. */
static void
test_twins (const void *data)
{
  size_t which = GPOINTER_TO_SIZE (data), half = cases[which].half;
  const char *const x[] = { "a", "b", NULL }, *const y[] = { "y", NULL };
  g_autoptr (MercerDataset) table = twins (half);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find (cases[which].method), table);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (plain, "y", y);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (by_y, "x", x);
  Caught caught = catch_ok (recipe);
  const MercerTable *placed = table_named (caught.final, cases[which].table);
  g_assert_nonnull (note_with (caught.final, "placed by what was found"));
  g_assert_cmpuint (placed->rows, ==, 2 * half);
  for (size_t c = cases[which].first; c < cases[which].first + cases[which].columns; c++)
    {
      double least = INFINITY, most = -INFINITY;
      for (size_t i = 0; i < half; i++)
        {
          double value = placed->column[c].values[i];
          least = fmin (least, value);
          most = fmax (most, value);
          assert_close (placed->column[c].values[i + half], value, 0, 1e-8);
        }
      g_assert_cmpfloat (most - least, >, 0.1); /* and not all in one */
    }
  if (cases[which].others != NULL)
    {
      double worth = readout (caught.final, cases[which].others);
      g_test_message ("%s: %g", cases[which].others, worth);
      g_assert_cmpfloat (worth, >, cases[which].least);
      g_assert_cmpfloat (worth, <, cases[which].most);
    }
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = g_strconcat ("/others/", cases[k].method, NULL);
      g_test_add_data_func (path, GSIZE_TO_POINTER (k), test_twins);
    }
  return g_test_run ();
}
