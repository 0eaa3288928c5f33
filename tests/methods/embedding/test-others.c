/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of more rows than a method finds its answer from: the others are placed by it. */
#include "inputs.h"
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

/* --- Against the answer of the rows it was found from ------------------------------------------------------------- */

static void
add_signs (MercerDatasetBuilder *b, const char *name, size_t n, const double *values)
{
  const char *const levels[] = { "below", "above", NULL };
  int32_t *codes = g_new (int32_t, n);
  for (size_t i = 0; i < n; i++)
    codes[i] = values[i] > 0;
  mercer_dataset_builder_add_categorical (b, name, codes, n, g_strdupv ((char **) levels));
}

/* n rows: a, b; u, v, which go along with them; their signs p and q, which look alike whatever the spread of the other rows. */
static MercerDataset *
mixture (size_t n)
{
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("mixture", "");
  const char *const names[] = { "a", "b", "u", "v" };
  double *values[4];
  for (int c = 0; c < 4; c++)
    {
      values[c] = g_new (double, n);
      mercer_random_normals (33, (uint64_t) c + 1, 0, n, values[c]);
    }
  for (size_t i = 0; i < n; i++)
    {
      values[2][i] = sin (2 * values[0][i]) + values[1][i] + 0.2 * values[2][i];
      values[3][i] = values[0][i] + 0.5 * values[3][i];
    }
  add_signs (b, "p", n, values[2]);
  add_signs (b, "q", n, values[3]);
  for (int c = 0; c < 4; c++)
    mercer_dataset_builder_add_numeric (b, names[c], "", values[c], n);
  return mercer_dataset_builder_finish (b);
}

static const struct
{
  const char *method, *table, *kernel, *second, *y[3], *s;
  size_t rows, most; /* of the table; from which the method finds its answer */
  size_t columns;    /* of its table after the one of rows */
} found[] = {
  { "debias", "representation", "RBF(lengthscale=0.8)", NULL, { "p" }, "q", 1700, 1500, 2 },
  { "kernel-correlation", "functions", "RBF(lengthscale=0.8)", "RBF(lengthscale=1.1)", { "u", "v" }, NULL, 2200, 2000, 6 },
  { "schur-entropy", "scores", "RBF(lengthscale=0.8)", "RBF(lengthscale=1.1)", { "u", "v" }, NULL, 1700, 1500, 6 },
  { "adaptive-kernel-map", "map", NULL, NULL, { "u" }, NULL, 950, 800, 2 },
};

static MercerRecipe *
recipe_of (size_t which, MercerDataset *table)
{
  const char *const x[] = { "a", "b", NULL }, *const s[] = { found[which].s, NULL };
  g_autoptr (MercerRecipe) plain = start_with_method (found[which].method, table, found[which].kernel, NULL);
  g_autoptr (MercerRecipe) by_y = mercer_recipe_with_role (plain, "y", (const char *const *) found[which].y);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (by_y, "x", x);
  if (found[which].s != NULL)
    return mercer_recipe_with_role (recipe, "s", s);
  return found[which].second != NULL ? mercer_recipe_with_text (recipe, "second-kernel", found[which].second) : g_steal_pointer (&recipe);
}

/* Twins would all be placed wrongly alike. Here the rows that the answer was found from make a table of their own, whose answer comes
 * from the eigenvectors themselves and extends no function: they stand in the same places, up to the side that a whole column takes. */
static void
test_found (const void *data)
{
  size_t which = GPOINTER_TO_SIZE (data), most = found[which].most;
  g_autoptr (MercerDataset) table = mixture (found[which].rows);
  g_autoptr (MercerRecipe) recipe = recipe_of (which, table);
  MercerInputs in, part;
  g_assert_true (mercer_inputs_open (&in, recipe, "y"));
  mercer_inputs_part (&in, most, &part, NULL);
  g_assert_cmpuint (part.n, ==, most);
  g_autoptr (MercerDataset) few = mercer_dataset_with_rows (table, part.rows, part.n);
  g_autoptr (MercerRecipe) alone = recipe_of (which, few);
  Caught all = catch_ok (recipe), own = catch_ok (alone);
  g_assert_nonnull (note_with (all.final, "placed by what was found"));
  g_assert_null (note_with (own.final, "placed by what was found"));
  const MercerTable *placed = table_named (all.final, found[which].table), *direct = table_named (own.final, found[which].table);
  for (size_t c = 1; c <= found[which].columns; c++)
    {
      const double *there = placed->column[c].values, *here = direct->column[c].values;
      double together = 0, largest = 0;
      for (size_t k = 0; k < most; k++)
        {
          together += there[part.rows[k]] * here[k];
          largest = fmax (largest, fabs (here[k]));
        }
      for (size_t k = 0; k < most; k++) /* of functions over small eigenvalues, as above */
        assert_close (there[part.rows[k]], together < 0 ? -here[k] : here[k], 0, 1e-8 * largest);
    }
  caught_clear (&all);
  caught_clear (&own);
  mercer_inputs_close (&part);
  mercer_inputs_close (&in);
}

/* Rows that are left out are counted among those of the table, however few are then taken. */
static void
test_left_out (void)
{
  g_autoptr (MercerDataset) table = open_table ("sample:penguins");
  g_autoptr (MercerRecipe) recipe = start_with_method ("attention-kpca", table, NULL, "steps", 0.0, NULL);
  Caught caught = catch_ok (recipe);
  assert_note (caught.final, "2 of 344 rows have a missing value");
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
  for (size_t k = 0; k < G_N_ELEMENTS (found); k++)
    {
      g_autofree char *path = g_strconcat ("/others/found/", found[k].method, NULL);
      g_test_add_data_func (path, GSIZE_TO_POINTER (k), test_found);
    }
  g_test_add_func ("/others/left-out", test_left_out);
  return g_test_run ();
}
