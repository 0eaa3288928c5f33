/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of the distance alone in the method: the golden densities of the model come out at the points asked for, whole, by a matrix and in three
 * columns; cuts agree with them; likelihoods by hand. */
#include "kde-method-testing.h"

enum { GAUSSIAN = 0, BOX = 1, EPANECHNIKOV = 3, TRIWEIGHT = 5, SINC = 11, RADIAL = 1 };

static double *
numbers (GKeyFile *golden, const char *group, const char *key, gsize *n)
{
  double *list = g_key_file_get_double_list (golden, group, key, n, NULL);
  g_assert_nonnull (list);
  return list;
}

static GKeyFile *
golden_densities (void)
{
  g_autofree char *path = golden_path ("kde-radial.ini");
  GKeyFile *file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  return file;
}

/* Old Faithful with the third column of the golden file. */
static MercerDataset *
faithful (void)
{
  g_autoptr (MercerDataset) two = sample ("sample:faithful");
  size_t n = mercer_dataset_rows (two);
  const double *x = mercer_dataset_column (two, 0)->values, *y = mercer_dataset_column (two, 1)->values;
  g_autofree double *all = g_new (double, 3 * n);
  for (size_t i = 0; i < n; i++)
    {
      all[i] = x[i];
      all[i + n] = y[i];
      all[i + 2 * n] = x[i] * y[i] / 60;
    }
  return table_of ("a,b,c", n, all);
}

/* numpy's sums over all points; the tolerance is the issue's, of the greatest. */
static void
test_at (void)
{
  static const char *const shapes[] = { [BOX] = "box", [EPANECHNIKOV] = "epanechnikov", [TRIWEIGHT] = "triweight", [SINC] = "sinc" };
  static const char *const cases[] = { "plain", "leaning", "columns" };
  g_autoptr (GKeyFile) golden = golden_densities ();
  g_autoptr (MercerDataset) table = faithful ();
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (int c = 0; c < 3 && shapes[s] != NULL; c++)
      {
        gsize m, n_at, n_h;
        bool three = c == 2;
        if (three && s == SINC) /* of ten rows in the golden file */
          continue;
        g_autofree double *at = numbers (golden, "at", three ? "three" : "two", &n_at), *h = numbers (golden, "at", cases[c], &n_h);
        g_autofree double *want = numbers (golden, shapes[s], cases[c], &m);
        g_autoptr (MercerDataset) points = table_of (three ? "a,b,c" : "a,b", m, at);
        g_autoptr (MercerRecipe) recipe = set_at (set (set (kde_of (table, three ? "a,b,c" : "a,b"), "shape", (double) s), "profile", RADIAL), points);
        g_autoptr (MercerRecipe) wide = set_list (mercer_recipe_ref (recipe), c == 1 ? "bandwidth-matrix" : "bandwidth", (int) n_h, h);
        Caught caught = answer (wide, false);
        const MercerTable *density = mercer_figure_get_table (caught.final, 0);
        double most = 0;
        for (size_t k = 0; k < m; k++)
          most = MAX (most, want[k]);
        g_assert_cmpuint (density->rows, ==, m);
        for (size_t k = 0; k < m; k++)
          assert_close (density->column[three ? 3 : 2].values[k], want[k], 0, 1e-10 * most);
        caught_clear (&caught);
      }
}

/* A cut of three columns, along two of them and along one: as at its points. */
static void
test_cuts (void)
{
  g_autoptr (MercerDataset) table = faithful ();
  double h[3] = { 0.4, 6, 0.5 };
  for (int one = 0; one < 2; one++)
    {
      g_autoptr (MercerRecipe) whole = set (set (set_list (kde_of (table, "a,b,c"), "bandwidth", 3, h), "shape", EPANECHNIKOV), "profile", RADIAL);
      g_autoptr (MercerRecipe) some = set (mercer_recipe_ref (whole), "grid", 32);
      g_autoptr (MercerRecipe) cut = mercer_recipe_with_role (some, "along", one ? (const char *const[]){ "b", NULL }
                                                                               : (const char *const[]){ "a", "b", NULL });
      Caught caught = answer (cut, false);
      const MercerTable *density = mercer_figure_get_table (caught.final, 0);
      g_autofree double *at = g_new (double, 3 * density->rows);
      for (size_t c = 0; c < 3; c++)
        memcpy (at + c * density->rows, density->column[c].values, density->rows * sizeof (double));
      g_autoptr (MercerDataset) points = table_of ("a,b,c", density->rows, at);
      g_autoptr (MercerRecipe) asked = set_at (mercer_recipe_ref (whole), points);
      Caught then = answer (asked, false);
      const MercerTable *want = mercer_figure_get_table (then.final, 0);
      double most = 0;
      for (size_t k = 0; k < want->rows; k++)
        most = MAX (most, want->column[3].values[k]);
      g_assert_cmpfloat (most, >, 0);
      for (size_t k = 0; k < want->rows; k++)
        assert_close (density->column[3].values[k], want->column[3].values[k], 0, 1e-12 * most);
      caught_clear (&caught);
      caught_clear (&then);
    }
}

/* Two points sqrt (0.5) apart, c (1 - r^2) with c = 2 / pi and sd 1 / sqrt 6 (Epanechnikov's in the plane) on unit discs. */
static void
test_by_hand (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 2, (double[]){ 1, 1.5, 2, 2.5 });
  g_autoptr (MercerRecipe) recipe = set (set (set (kde_of (table, "a,b"), "shape", EPANECHNIKOV), "profile", RADIAL), "bandwidth-is", 1);
  g_autoptr (MercerRecipe) wide = set_list (mercer_recipe_ref (recipe), "bandwidth", 1, (double[]){ 1 });
  Caught caught = answer (wide, false);
  double own = M_2_PI, other = M_2_PI * 0.5;
  assert_close (readout (caught.final, "bandwidth1"), 1 / sqrt (6), 1e-12, 0);
  assert_close (readout (caught.final, "log_likelihood"), 2 * log ((own + other) / 2), 1e-12, 0);
  assert_close (readout (caught.final, "loo_log_likelihood"), 2 * log (other), 1e-12, 0);
  caught_clear (&caught);
}

/* A Gaussian is both; in one column nothing changes; what does not go together is said. */
static void
test_other (void)
{
  g_autoptr (MercerDataset) table = faithful ();
  for (int d = 1; d <= 2; d++)
    {
      g_autoptr (MercerRecipe) product = set (kde_of (table, d == 1 ? "a" : "a,b"), "shape", d == 1 ? BOX : GAUSSIAN);
      g_autoptr (MercerRecipe) radial = set (mercer_recipe_ref (product), "profile", RADIAL);
      Caught one = answer (product, false), two = answer (radial, false);
      const MercerTable *f = mercer_figure_get_table (one.final, 0), *g = mercer_figure_get_table (two.final, 0);
      for (size_t k = 0; k < f->rows; k++)
        assert_close (g->column[d].values[k], f->column[d].values[k], 0, 0);
      caught_clear (&one);
      caught_clear (&two);
    }
  assert_refused (set (set (set (kde_of (table, "a,b"), "shape", BOX), "profile", RADIAL), "boundary", 1), "radial");
}

/* Binned and exact are the same picture: within a colour step, 1 / 256 of the peak. */
static void
test_binned (void)
{
  g_autoptr (MercerDataset) table = faithful ();
  g_autoptr (MercerRecipe) recipe = set (set (kde_of (table, "a,b"), "shape", TRIWEIGHT), "profile", RADIAL);
  for (int adaptive = 0; adaptive < 2; adaptive++) /* from bins a balloon goes by another law: it says so */
    {
      g_autoptr (MercerRecipe) wide = set (mercer_recipe_ref (recipe), "adaptive", adaptive);
      g_autoptr (MercerRecipe) both = set (set (mercer_recipe_ref (wide), "show", 5), "against", 1);
      Caught caught = answer (both, false), plain = answer (wide, false);
      const MercerTable *density = mercer_figure_get_table (plain.final, 0);
      double most = 0;
      for (size_t k = 0; k < density->rows; k++)
        most = MAX (most, density->column[2].values[k]);
      g_test_message ("adaptive %d: %.2g of the peak", adaptive, readout (caught.final, "greatest_difference") / most);
      g_assert_cmpfloat (readout (caught.final, "greatest_difference"), <, 4e-3 * most);
      caught_clear (&caught);
      caught_clear (&plain);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-radial/at", test_at);
  g_test_add_func ("/kde-radial/cuts", test_cuts);
  g_test_add_func ("/kde-radial/by-hand", test_by_hand);
  g_test_add_func ("/kde-radial/other", test_other);
  g_test_add_func ("/kde-radial/binned", test_binned);
  return g_test_run ();
}
