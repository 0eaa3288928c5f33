/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relatives of kernel PCA beside it: that they are what the methods on their own say, and what is said of how they are laid. */
#include "kernel-pca-testing.h"

enum { LINEAR = 1, LAPLACIAN, DIFFUSION, SUPERVISED, ROBUST, SPARSE, MEANS, SPECTRAL };

static const char kernel[] = "RBF(lengthscale=1.2)";

/* Columns `own` of the table beside are, up to their side, those of another method's table with the same kernel. */
static void
assert_is_method (MercerDataset *data, int kind, const char *method, const char *way, double value, const char *table, const char *column,
                  double tolerance)
{
  g_autoptr (MercerRecipe) beside = start_with (data, kernel, "beside", (double) kind, "clusters", 3.0, "components", 2.0, NULL);
  g_autoptr (MercerRecipe) alone = kind >= MEANS ? start_with_method (method, data, kernel, way, value, "clusters", 3.0, "neighbours", 0.0, NULL)
                                                 : start_with_method (method, data, kernel, way, value, NULL);
  g_autoptr (MercerRecipe) same = kind == SUPERVISED ? mercer_recipe_with_role (alone, "y", (const char *const[]){ "species", NULL })
                                                         : mercer_recipe_ref (alone);
  Caught a = catch_ok (beside), b = catch_ok (same);
  bool clusters = kind >= MEANS;
  for (int j = 1; j <= (clusters ? 1 : 2); j++)
    {
      g_autofree char *own = clusters ? g_strdup ("cluster") : g_strdup_printf ("c%d", j);
      g_autofree char *other = clusters ? g_strdup (column) : g_strdup_printf ("%s%d", column, j);
      const double *x = column_named (a.final, "beside", own), *y = column_named (b.final, table, other);
      double xy = 0;
      for (int i = 0; i < 150; i++)
        xy += x[i] * y[i];
      for (int i = 0; i < 150; i++)
        assert_close (copysign (1, xy) * x[i], y[i], tolerance, tolerance);
    }
  caught_clear (&a);
  caught_clear (&b);
}

/* Each is tested against its literature on its own; here it must be the same. Robust and sparse components end within the tolerance of their
 * descent, 1e-7 of the gradient, from other starts. */
static void
test_methods (void)
{
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  assert_is_method (iris, LAPLACIAN, "spectral-map", "way", 0, "coordinates", "c", 1e-9);
  assert_is_method (iris, DIFFUSION, "spectral-map", "way", 1, "coordinates", "c", 1e-9);
  assert_is_method (iris, SUPERVISED, "spectral-map", "way", 2, "coordinates", "c", 1e-9);
  assert_is_method (iris, ROBUST, "dual-kernel-pca", "loss", 1, "scores", "pc", 1e-5);
  assert_is_method (iris, SPARSE, "dual-kernel-pca", "loss", 2, "scores", "pc", 1e-5);
  assert_is_method (iris, MEANS, "spectral-clustering", "way", 1, "clusters", "cluster", 0);
  assert_is_method (iris, SPECTRAL, "spectral-clustering", "way", 0, "clusters", "cluster", 0);
}

/* The agreement that is told is the part of the projection's spread that the drawn dots of the other map explain, whichever components are
 * drawn. */
static void
test_agreement (void)
{
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  for (int kind = LINEAR; kind <= SPARSE; kind++)
    {
      g_autoptr (MercerRecipe) recipe
          = start_with (iris, kernel, "beside", (double) kind, "horizontal", 3.0, "vertical", 1.0, "components", 4.0, NULL);
      Caught caught = catch_ok (recipe);
      const MercerTable *scores = table_named (caught.final, "scores"), *other = table_named (caught.final, kind == LINEAR ? "linear" : "beside");
      const double *at[2] = { column_of (scores, "pc3"), column_of (scores, "pc1") };
      const double *laid[2] = { column_of (other, "laid_across"), column_of (other, "laid_up") };
      double missed = 0, whole = 0;
      for (int i = 0; i < 150; i++)
        for (int c = 0; c < 2; c++)
          {
            missed += (at[c][i] - laid[c][i]) * (at[c][i] - laid[c][i]);
            whole += at[c][i] * at[c][i]; /* centred */
          }
      assert_close (readout (caught.final, "beside_agreement"), 1 - missed / whole, 1e-9, 1e-9);
      caught_clear (&caught);
    }
}

/* With a linear kernel, linear PCA lies on the projection point by point. */
static void
test_linear (void)
{
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  g_autoptr (MercerRecipe) recipe = start_with (iris, "Linear(offset=0)", "beside", (double) LINEAR, NULL);
  Caught caught = catch_ok (recipe);
  assert_close (readout (caught.final, "beside_agreement"), 1, 1e-12, 0);
  assert_close (readout (caught.final, "beside_scale"), 1, 1e-9, 0);
  const double *laid = column_named (caught.final, "linear", "laid_up"), *score = column_named (caught.final, "scores", "pc2");
  for (int i = 0; i < 150; i++)
    assert_close (laid[i], score[i], 1e-6, 1e-7);
  caught_clear (&caught);
}

/* Rows without a colour are placed by those that have one. */
static void
test_missing_colour (void)
{
  enum { N = 40 };
  double values[3 * N];
  for (int i = 0; i < N; i++)
    {
      values[i] = sin (i);
      values[i + N] = cos (2 * i);
      values[i + 2 * N] = i % 4 == 0 ? NAN : sin (i) + 0.1 * i;
    }
  g_autoptr (MercerDataset) table = table_of ("a,b,c", N, values);
  g_autoptr (MercerRecipe) plain = start_with (table, kernel, "beside", (double) SUPERVISED, NULL);
  g_autoptr (MercerRecipe) inputs = mercer_recipe_with_role (plain, "x", (const char *const[]){ "a", "b", NULL });
  Caught caught = catch_ok (inputs);
  g_assert_nonnull (note_with (caught.final, "Choose one under “Colour”"));
  caught_clear (&caught);
  g_autoptr (MercerRecipe) coloured = mercer_recipe_with_role (inputs, "colour", (const char *const[]){ "c", NULL });
  caught = catch_ok (coloured);
  g_assert_nonnull (note_with (caught.final, "was found from 30 of the 40 rows"));
  g_assert_nonnull (note_with (caught.final, "follows “c”"));
  g_assert_cmpuint (table_named (caught.final, "beside")->rows, ==, N);
  caught_clear (&caught);
}

/* What cannot stand beside is left out in words, and the projection stands. */
static void
test_left_out (void)
{
  static const struct { int kind; const char *kernel, *part; } cases[] = {
    { SUPERVISED, "Sigmoid(slope=1, offset=-1)", "Sigmoid is not positive definite" },
    { ROBUST, "Sigmoid(slope=1, offset=-1)", "Sigmoid is not positive definite" },
    { ROBUST, "Riesz(r=1)", NULL }, /* centring makes it so */
  };
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = start_with (iris, cases[k].kernel, "beside", (double) cases[k].kind, NULL);
      Caught caught = catch_ok (recipe);
      g_assert_true ((table_named (caught.final, "beside") != NULL) == (cases[k].part == NULL));
      if (cases[k].part != NULL)
        g_assert_nonnull (note_with (caught.final, cases[k].part));
      g_assert_nonnull (table_named (caught.final, "scores"));
      caught_clear (&caught);
    }
  g_autoptr (MercerDataset) few = table_of ("a,b", 4, (double[]){ 1, 2, 3, 4, 2, 2, 5, 5 });
  g_autoptr (MercerRecipe) many = start_with (few, kernel, "beside", (double) MEANS, "clusters", 6.0, NULL);
  Caught caught = catch_ok (many);
  g_assert_nonnull (note_with (caught.final, "cannot fall into 6 clusters"));
  caught_clear (&caught);
}

/* Somebody who watches sees some of the rows first, and nothing twice: a view of what is known comes at once. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) table = open_table ("generator:swiss-roll(n=900,seed=4)");
  for (int kind = LAPLACIAN; kind <= SPECTRAL; kind++)
    {
      MercerStore *store = mercer_store_new (1 << 28);
      g_autoptr (MercerRecipe) first = start_with (table, "RBF(lengthscale=8)", "beside", (double) kind, NULL);
      g_autoptr (MercerRecipe) other_view = mercer_recipe_with_value (first, "size-by-error", 1);
      Caught caught = catch_run (first, store, true, -1);
      g_assert_cmpint (caught.n_drafts, ==, kind != SUPERVISED); /* there is no column to colour by, and nothing to wait for */
      if (kind == SUPERVISED)
        {
          caught_clear (&caught);
          mercer_store_free (store);
          continue;
        }
      g_test_message ("%s, after %.1f ms", mercer_figure_get_draft (caught.first_draft), 1e3 * caught.first_seconds);
      g_assert_nonnull (strstr (mercer_figure_get_draft (caught.first_draft), kind <= DIFFUSION ? "of 250 rows" : "of 200 rows"));
      caught_clear (&caught);
      caught = catch_run (other_view, store, true, -1);
      g_assert_cmpint (caught.n_drafts, ==, 0);
      g_assert_cmpint (caught.n_finals, ==, 1);
      caught_clear (&caught);
      mercer_store_free (store);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-pca-beside/methods", test_methods);
  g_test_add_func ("/kernel-pca-beside/agreement", test_agreement);
  g_test_add_func ("/kernel-pca-beside/linear", test_linear);
  g_test_add_func ("/kernel-pca-beside/missing-colour", test_missing_colour);
  g_test_add_func ("/kernel-pca-beside/left-out", test_left_out);
  g_test_add_func ("/kernel-pca-beside/live", test_live);
  return g_test_run ();
}
