/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "kernel-pca-testing.h"
#include "linalg.h"

/* --- Numbers -------------------------------------------------------------------------------------------------------------- */

/* A linear kernel: the main table is principal component analysis, in the plane by the formula for 2 x 2 matrices; rows
 * keep their numbers where others are missing. */
static void
test_linear (void)
{
  enum { N = 7 };
  const double values[] = { 1, 2, NAN, 4, 5, 6, 9, 2, 1, 7, 5, 7, 3, 8 };
  g_autoptr (MercerDataset) table = table_of ("a,b", N, values);
  g_autoptr (MercerRecipe) recipe = start_with (table, "Linear(offset=0)", "components", 2.0, NULL);
  Caught caught = catch_ok (recipe);
  const MercerTable *scores = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpstr (scores->id, ==, "scores");
  g_assert_cmpuint (scores->rows, ==, N - 1);
  g_assert_cmpuint (scores->columns, ==, 3);
  const double *row = column_of (scores, "row"), *pc1 = column_of (scores, "pc1");
  double mean[2] = { 0 }, aa = 0, ab = 0, bb = 0;
  for (size_t i = 0; i < N; i++)
    for (size_t c = 0; c < 2 && i != 2; c++)
      mean[c] += values[i + c * N] / (N - 1);
  for (size_t i = 0; i < N; i++)
    if (i != 2)
      {
        double a = values[i] - mean[0], b = values[i + N] - mean[1];
        aa += a * a;
        ab += a * b;
        bb += b * b;
      }
  double half = hypot (0.5 * (aa - bb), ab), top = 0.5 * (aa + bb) + half, angle = 0.5 * atan2 (2 * ab, aa - bb), sign = 0;
  assert_close (readout (caught.final, "eigenvalue1"), top, 1e-12, 0);
  assert_close (readout (caught.final, "eigenvalue2"), 0.5 * (aa + bb) - half, 1e-11, 0);
  assert_close (readout (caught.final, "explained1"), top / (aa + bb), 1e-12, 0);
  assert_close (readout (caught.final, "effective_dimension"), (aa + bb) * (aa + bb) / (aa * aa + bb * bb + 2 * ab * ab), 1e-12,
                0);
  for (size_t i = 0, k = 0; i < N; i++)
    {
      if (i == 2)
        continue;
      double want = (values[i] - mean[0]) * cos (angle) + (values[i + N] - mean[1]) * sin (angle);
      sign = sign == 0 ? (pc1[k] * want < 0 ? -1 : 1) : sign;
      g_assert_cmpfloat (row[k], ==, (double) (i + 1));
      assert_close (pc1[k++], sign * want, 1e-10, 1e-10);
    }
  g_assert_nonnull (note_with (caught.final, "1 of 7 rows"));
  caught_clear (&caught);
}

/* 150 iris flowers under the suggested kernel, against K written out and decomposed whole. */
static void
test_iris (void)
{
  enum { N = 150 };
  g_autoptr (MercerDataset) table = open_table ("sample:iris");
  g_autoptr (MercerRecipe) recipe = start_with (table, NULL, "components", 5.0, NULL);
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  Caught caught = catch_ok (recipe);
  g_autofree double *k = g_new (double, N * N), *v = g_new (double, N * N);
  double values[N], trace = 0;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        double x[4], z[4];
        for (size_t c = 0; c < 4; c++)
          {
            x[c] = mercer_dataset_column (table, c)->values[i];
            z[c] = mercer_dataset_column (table, c)->values[j];
          }
        k[i + j * N] = mercer_kernel_value (kernel, x, z);
      }
  for (int side = 0; side < 2; side++) /* H K, then (H K) H */
    for (size_t j = 0; j < N; j++)
      {
        double mean = 0;
        for (size_t i = 0; i < N; i++)
          mean += (side == 0 ? k[i + j * N] : k[j + i * N]) / N;
        for (size_t i = 0; i < N; i++)
          *(side == 0 ? &k[i + j * N] : &k[j + i * N]) -= mean;
      }
  g_assert_cmpint (mercer_eigen (mercer_matrix (k, N, N), values, mercer_matrix (v, N, N), NULL), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    trace += values[i];
  for (size_t j = 0; j < 5; j++)
    {
      g_autofree char *eigenvalue = g_strdup_printf ("eigenvalue%zu", j + 1), *share = g_strdup_printf ("explained%zu", j + 1);
      assert_close (readout (caught.final, eigenvalue), values[N - 1 - j], 1e-9, 0);
      assert_close (readout (caught.final, share), values[N - 1 - j] / trace, 1e-9, 0);
    }
  caught_clear (&caught);
}

/* Three components in a box that turns; errors as sizes do not move the points. */
static void
test_space (void)
{
  g_autoptr (MercerDataset) table = open_table ("sample:iris");
  g_autoptr (MercerRecipe) flat = start_with (table, "RBF(lengthscale=2)", NULL);
  g_autoptr (MercerRecipe) sized = start_with (table, "RBF(lengthscale=2)", "size-by-error", 1.0, NULL);
  g_autoptr (MercerRecipe) space = start_with (table, "RBF(lengthscale=2)", "show", 3.0, "depth", 9.0, "size-by-error", 1.0, NULL);
  Caught plain = catch_ok (flat), large = catch_ok (sized), deep = catch_ok (space);
  g_assert_false (mercer_figure_is_in_space (plain.final, 0));
  g_assert_true (mercer_figure_is_in_space (deep.final, 0));
  g_assert_nonnull (note_with (deep.final, "Component 9 is not among the 4"));
  const double *a = column_of (table_named (plain.final, "scores"), "pc2"), *b = column_of (table_named (large.final, "scores"), "pc2");
  for (size_t i = 0; i < 150; i++)
    g_assert_cmpfloat (a[i], ==, b[i]);
  caught_clear (&plain);
  caught_clear (&large);
  caught_clear (&deep);
}

/* --- Starts ------------------------------------------------------------------------------------------------------------------ */

static void
test_suggest (void)
{
  /* pairs of 0, 1, 2, 3, 4 in one column: the median distance is 2 */
  g_autoptr (MercerDataset) line = table_of ("a", 5, (double[]){ 0, 1, 2, 3, 4 });
  g_autoptr (MercerRecipe) one = start_with (line, NULL, NULL);
  g_autofree char *text = mercer_kernel_print (mercer_recipe_kernel (one));
  g_assert_cmpstr (text, ==, "RBF(lengthscale=2)");

  g_autofree double *values = g_new (double, 200);
  for (size_t i = 0; i < 100; i++)
    {
      values[i] = sin ((double) i);
      values[i + 100] = 1000 * cos (1.7 * (double) i);
    }
  g_autoptr (MercerDataset) uneven = table_of ("a,b", 100, values);
  g_autoptr (MercerRecipe) each = start_with (uneven, NULL, NULL);
  g_assert_cmpuint (mercer_kernel_params (mercer_recipe_kernel (each)), ==, 2);
  Caught caught = catch_ok (each);
  g_assert_nonnull (note_with (caught.final, "length scale of its own"));
  caught_clear (&caught);
  g_autoptr (MercerRecipe) alike = start_with (uneven, "RBF(lengthscale=5)", NULL);
  caught = catch_ok (alike);
  g_assert_nonnull (note_with (caught.final, "all but decides"));
  caught_clear (&caught);
}

/* --- What goes wrong ------------------------------------------------------------------------------------------------------------ */

static void
test_refusals (void)
{
  g_autoptr (MercerDataset) one = table_of ("a,b", 1, (double[]){ 1, 2 });
  g_autoptr (MercerDataset) gone = table_of ("a,b", 4, (double[]){ 1, 2, 3, 4, NAN, 5, NAN, NAN });
  g_autoptr (MercerDataset) table = wave (20, 1), wrong = table_of ("x1", 1, (double[]){ 1 });
  g_autoptr (MercerRecipe) first = start_with (one, NULL, NULL), second = start_with (gone, NULL, NULL);
  g_autoptr (MercerRecipe) plain = start_with (table, NULL, NULL), third = mercer_recipe_with_at (plain, wrong);
  const struct
  {
    MercerRecipe *recipe;
    const char *part;
  } cases[] = { { first, "Fewer than 2 rows" }, { second, "Fewer than 2 rows" }, { third, "no column “y”" } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *refusal = mercer_recipe_check (cases[k].recipe);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, cases[k].part));
    }
}

static void
test_notes (void)
{
  g_autoptr (MercerDataset) few = table_of ("a,b", 4, (double[]){ 1, 2, 3, 3, 2, 1, 5, 5 });
  g_autoptr (MercerRecipe) many = start_with (few, "RBF()", "components", 9.0, "vertical", 7.0, NULL);
  Caught caught = catch_ok (many);
  g_assert_nonnull (note_with (caught.final, "9 components were asked for, but 4 rows have only 4"));
  g_assert_null (note_with (caught.final, "Component 7 is not among the 4")->remedy_param); /* nor can it be */
  g_assert_nonnull (note_with (caught.final, "1 row repeats"));
  g_assert_cmpuint (mercer_figure_get_table (caught.final, 0)->columns, ==, 5);
  caught_clear (&caught);

  g_autoptr (MercerDataset) same = table_of ("a,b", 4, (double[]){ 1, 1, 1, 1, 2, 2, 2, 2 });
  g_autoptr (MercerRecipe) constant = start_with (same, "RBF()", NULL);
  caught = catch_ok (constant);
  g_assert_nonnull (note_with (caught.final, "all rows are the same"));
  g_assert_nonnull (note_with (caught.final, "“a” has the same value"));
  caught_clear (&caught);

  /* a kernel that is 1 wherever the data are: what centring leaves is rounding, whose negative part is nothing to speak of */
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  g_autoptr (MercerRecipe) saturated = start_with (iris, "Sigmoid(slope=2, offset=-1)", NULL);
  caught = catch_ok (saturated);
  g_assert_nonnull (note_with (caught.final, "all rows are the same"));
  g_assert_null (note_with (caught.final, "length scale")); /* a sigmoid has none */
  g_assert_null (note_with (caught.final, "not positive definite"));
  caught_clear (&caught);

  /* how negative, and that what is offered mends it */
  g_autoptr (MercerDataset) plane = open_table ("generator:circles(n=80,noise=0.1,seed=2)");
  g_autoptr (MercerRecipe) indefinite = start_with (plane, "Periodic(period=1, lengthscale=0.5)", NULL);
  caught = catch_ok (indefinite);
  const MercerNote *note = note_with (caught.final, "not positive definite");
  g_assert_nonnull (note);
  g_assert_cmpstr (note->remedy_param, ==, "shift");
  g_assert_cmpfloat (readout (caught.final, "least_eigenvalue"), <, -0.1);
  g_autoptr (MercerRecipe) mended = mercer_recipe_with_value (indefinite, note->remedy_param, note->remedy_value);
  caught_clear (&caught);
  caught = catch_ok (mended);
  g_assert_null (note_with (caught.final, "not positive definite"));
  caught_clear (&caught);
}

static MercerDataset *
mixed_table (const double *a, const char *const *kinds, size_t n)
{
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("mixed", "");
  mercer_dataset_builder_add_numeric (b, "a", "", g_memdup2 (a, n * sizeof *a), n);
  GStrvBuilder *levels = g_strv_builder_new ();
  int32_t *codes = g_new (int32_t, n), n_levels = 0;
  for (size_t i = 0; i < n; i++)
    {
      size_t first = 0;
      while (strcmp (kinds[first], kinds[i]) != 0)
        first++;
      codes[i] = first < i ? codes[first] : n_levels++;
      if (first == i)
        g_strv_builder_add (levels, kinds[i]);
    }
  mercer_dataset_builder_add_categorical (b, "kind", codes, n, g_strv_builder_end (levels));
  g_strv_builder_unref (levels);
  return mercer_dataset_builder_finish (b);
}

/* Categories among the inputs: the kernel that is suggested looks at both kinds, new points go by the names of their levels however their
 * table numbers them, and those that are rows of the data fall where these do. */
static void
test_categories (void)
{
  enum { N = 8 };
  static const double a[] = { 1, 2, 3, 4, 5, 6, 1.5, 2.5 }, backwards[] = { 2.5, 1.5, 6, 5, 4, 3, 2, 1 };
  static const char *const kinds[] = { "red", "red", "blue", "blue", "green", "green", "red", "blue" };
  const char *kinds_backwards[N];
  for (size_t i = 0; i < N; i++)
    kinds_backwards[i] = kinds[N - 1 - i];
  g_autoptr (MercerDataset) table = mixed_table (a, kinds, N), at = mixed_table (backwards, kinds_backwards, N);
  g_autoptr (MercerRecipe) plain = start_with (table, NULL, NULL);
  g_autoptr (MercerRecipe) both = mercer_recipe_with_role (plain, "x", (const char *const[]){ "a", "kind", NULL });
  g_autofree char *kernel = mercer_kernel_print (mercer_recipe_kernel (both));
  g_assert_nonnull (strstr (kernel, "Hamming(lengthscale=1)[kind]"));
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (both, at);
  Caught caught = catch_ok (recipe);
  const MercerTable *data = table_named (caught.final, "scores_data"), *new = table_named (caught.final, "scores");
  for (int j = 1; j <= 4; j++)
    {
      g_autofree char *name = g_strdup_printf ("pc%d", j);
      for (size_t i = 0; i < N; i++)
        assert_close (column_of (new, name)[i], column_of (data, name)[N - 1 - i], 1e-9, 1e-10);
    }
  caught_clear (&caught);
  kinds_backwards[2] = "pink";
  g_autoptr (MercerDataset) strange = mixed_table (backwards, kinds_backwards, N);
  g_autoptr (MercerRecipe) refused = mercer_recipe_with_at (both, strange);
  g_autofree char *sentence = mercer_recipe_check (refused);
  g_assert_nonnull (strstr (sentence, "Row 3 of the new points has “pink” in column “kind”"));
  g_autoptr (MercerRecipe) denoised = mercer_recipe_with_value (both, "show", 2);
  caught = catch_ok (denoised);
  g_assert_nonnull (note_with (caught.final, "between categories there is nothing"));
  caught_clear (&caught);
}

/* Linear PCA beside it: with a linear kernel both are the same, which scikit-learn's numbers elsewhere say are right. */
static void
test_linear_beside (void)
{
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  g_autoptr (MercerRecipe) recipe = start_with (iris, "Linear(offset=0)", "beside", 1.0, NULL);
  Caught caught = catch_ok (recipe);
  const MercerTable *kernel = table_named (caught.final, "scores"), *linear = table_named (caught.final, "linear");
  g_assert_cmpuint (linear->columns, ==, 7);
  for (size_t c = 1; c < 5; c++)
    for (size_t i = 0; i < linear->rows; i++)
      assert_close (fabs (linear->column[c].values[i]), fabs (kernel->column[c].values[i]), 1e-6, 1e-8);
  assert_close (readout (caught.final, "linear_explained"), readout (caught.final, "explained"), 1e-10, 0);
  caught_clear (&caught);
}

/* --- Live ------------------------------------------------------------------------------------------------------------------------ */

/* A large table shows a draft first, whose cloud the answer continues; near answers come without one. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) table = open_table ("generator:swiss-roll(n=1500,seed=4)");
  MercerStore *store = mercer_store_new (1 << 28);
  double before[2] = { 0 };
  size_t far[2] = { 0 };
  for (int step = 0; step < 4; step++)
    {
      g_autofree char *kernel = g_strdup_printf ("RBF(lengthscale=%g)", 8 * pow (1.02, step));
      g_autoptr (MercerRecipe) recipe = start_with (table, kernel, NULL);
      Caught caught = catch_run (recipe, store, true, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_cmpint (caught.n_drafts, ==, step == 0);
      g_test_message ("first figure after %.1f ms", 1e3 * caught.first_seconds);
      const MercerTable *scores = mercer_figure_get_table (caught.final, 0);
      const double *pc[2] = { column_of (scores, "pc1"), column_of (scores, "pc2") };
      /* of the row that stood furthest out the sign stays */
      for (int j = 0; j < 2; j++)
        {
          if (step > 0)
            g_assert_cmpfloat (pc[j][far[j]] * before[j], >, 0);
          for (size_t i = 0; i < 1500; i++)
            far[j] = fabs (pc[j][i]) > fabs (pc[j][far[j]]) ? i : far[j];
          before[j] = pc[j][far[j]];
        }
      caught_clear (&caught);
    }
  mercer_store_free (store);
}

/* Landmarks: the same picture within what they say they leave out. */
static void
test_landmarks (void)
{
  g_autoptr (MercerDataset) table = open_table ("generator:swiss-roll(n=900,seed=4)");
  g_autoptr (MercerRecipe) exact = start_with (table, "RBF(lengthscale=10)", NULL);
  g_autoptr (MercerRecipe) by = mercer_recipe_with_value (exact, "landmarks", 150);
  Caught a = catch_ok (exact), b = catch_ok (by);
  double lost = readout (b.final, "lost");
  g_assert_cmpfloat (lost, <, 0.05);
  g_assert_cmpfloat (lost, >, 0);
  g_assert_nonnull (note_with (b.final, "150 landmarks"));
  for (int j = 1; j <= 4; j++)
    {
      g_autofree char *id = g_strdup_printf ("explained%d", j);
      assert_close (readout (b.final, id), readout (a.final, id), 0, lost);
    }
  caught_clear (&a);
  caught_clear (&b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-pca/linear", test_linear);
  g_test_add_func ("/kernel-pca/iris", test_iris);
  g_test_add_func ("/kernel-pca/space", test_space);
  g_test_add_func ("/kernel-pca/suggest", test_suggest);
  g_test_add_func ("/kernel-pca/refusals", test_refusals);
  g_test_add_func ("/kernel-pca/notes", test_notes);
  g_test_add_func ("/kernel-pca/categories", test_categories);
  g_test_add_func ("/kernel-pca/linear-beside", test_linear_beside);
  g_test_add_func ("/kernel-pca/live", test_live);
  g_test_add_func ("/kernel-pca/landmarks", test_landmarks);
  return g_test_run ();
}
