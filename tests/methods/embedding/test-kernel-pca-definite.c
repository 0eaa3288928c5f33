/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel PCA and its dual with kernels that are not positive definite, and where nothing spreads. */
#include <math.h>

#include "kernel-pca-testing.h"

enum { N = 30, D = 3 };
static const char sigmoid[] = "Sigmoid(slope=1, offset=-1)"; /* tanh (x'z - 1) */

/* 1.5 (sin i, cos 2i, sin 3i), which numpy makes as easily. */
static MercerDataset *
circling (void)
{
  double values[D * N];
  for (int i = 0; i < N; i++)
    {
      values[i] = 1.5 * sin (i);
      values[N + i] = 1.5 * cos (2 * i);
      values[2 * N + i] = 1.5 * sin (3 * i);
    }
  return table_of ("a,b,c", N, values);
}

/* The eigenvalues of H K H with numpy.linalg.eigvalsh; both are backward stable. */
static void
test_exact (void)
{
  static const struct { const char *kernel; double values[4]; } cases[] = {
    { sigmoid, { 15.131614526263652, 13.603146676034411, 9.822288137778493, 4.0139847245551312 } },
    { "Riesz(r=1)", { 18.279495642618453, 17.219632019740736, 14.033757955438253, 4.1343652951616487 } },
    { "Shift(Riesz(r=1))", { 18.279495642618453, 17.219632019740736, 14.033757955438253, 4.1343652951616487 } }, /* centring takes out what the shift adds */
  };
  g_autoptr (MercerDataset) table = circling ();
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = start_with (table, cases[k].kernel, NULL);
      Caught caught = catch_ok (recipe);
      for (int j = 0; j < 4; j++)
        {
          g_autofree char *value = g_strdup_printf ("eigenvalue%d", j + 1);
          assert_close (readout (caught.final, value), cases[k].values[j], 1e-11, 0);
        }
      caught_clear (&caught);
    }
}

/* Shares and effective dimension are of the positive eigenvalues, which numpy sums as above; the trace, 39.2, is less than the first four. */
static void
test_shares (void)
{
  const double values[] = { 15.131614526263652, 13.603146676034411, 9.822288137778493, 4.0139847245551312 }, positive = 44.665238916805997;
  g_autoptr (MercerDataset) table = circling ();
  g_autoptr (MercerRecipe) recipe = start_with (table, sigmoid, NULL);
  Caught caught = catch_ok (recipe);
  double sum = 0;
  for (int j = 0; j < 4; j++)
    {
      g_autofree char *share = g_strdup_printf ("explained%d", j + 1);
      assert_close (readout (caught.final, share), values[j] / positive, 1e-11, 0);
      sum += values[j] / positive;
    }
  assert_close (readout (caught.final, "explained"), sum, 1e-11, 0);
  assert_close (readout (caught.final, "effective_dimension"), 3.7768036424618305, 1e-11, 0);
  assert_close (readout (caught.final, "least_eigenvalue"), -1.7674180781495064, 1e-3, 0); /* told to two digits or so */
  g_assert_nonnull (note_with (caught.final, "sum of the positive ones"));
  caught_clear (&caught);
}

/* The sentence names the shift that its button makes: numpy's least eigenvalue, -1.767, and a little, in two digits; with it none is negative. */
static void
test_shift (void)
{
  g_autoptr (MercerDataset) table = circling ();
  g_autoptr (MercerRecipe) recipe = start_with (table, sigmoid, NULL);
  Caught caught = catch_ok (recipe);
  const MercerNote *note = note_with (caught.final, "a shift of the diagonal by 1.8");
  g_assert_nonnull (note);
  g_assert_cmpstr (note->remedy_param, ==, "shift");
  assert_close (note->remedy_value, 1.8, 1e-12, 0);
  g_autoptr (MercerRecipe) shifted = mercer_recipe_with_value (recipe, note->remedy_param, note->remedy_value);
  caught_clear (&caught);
  caught = catch_ok (shifted);
  g_assert_null (note_with (caught.final, "a shift of the diagonal"));
  g_assert_cmpfloat (readout (caught.final, "least_eigenvalue"), >=, -1e-9);
  /* shifted before it is centred: numpy's first eigenvalue is that much larger, for its vector is orthogonal to constants */
  assert_close (readout (caught.final, "eigenvalue1"), 15.131614526263652 + 1.8, 1e-11, 0);
  caught_clear (&caught);
}

/* Fewer landmarks than rows are refused where the kernel is not known to have a factor, with what to do instead; as many are the exact way. */
static void
test_landmarks (void)
{
  static const struct { const char *kernel, *part; double landmarks; } cases[] = {
    { sigmoid, "shift of the diagonal", 8 },      { sigmoid, NULL, N },
    { "Riesz(r=1)", "write Shift(Riesz(r=1))", 8 }, { "RBF() + Riesz(r=1)", "write Shift(Riesz(r=1))", 8 },
    { "ThinPlate()", "order=2)", 8 },             { "Shift(Riesz(r=1))", NULL, 8 },
    { "Centre(ThinPlate(), order=2)", NULL, 8 },
  };
  g_autoptr (MercerDataset) table = circling ();
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = start_with (table, cases[k].kernel, "landmarks", cases[k].landmarks, NULL);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_test_message ("%s: %s", cases[k].kernel, refusal != NULL ? refusal : "runs");
      g_assert_true ((refusal == NULL) == (cases[k].part == NULL));
      if (refusal != NULL)
        {
          g_assert_nonnull (strstr (refusal, cases[k].part));
          continue;
        }
      Caught caught = catch_ok (recipe);
      caught_clear (&caught);
    }
}

/* The dual has no length to give a direction whose square is negative; what centring makes definite it takes. */
static void
test_dual (void)
{
  static const struct { const char *kernel; double center, landmarks; const char *part; } cases[] = {
    { sigmoid, 1, 0, "Sigmoid is not positive definite" }, { sigmoid, 1, 8, "Sigmoid is not positive definite" },
    { "Riesz(r=1)", 1, 0, NULL },                          { "Riesz(r=1)", 0, 0, "weights that sum to zero" },
    { "Riesz(r=1)", 1, 8, "write Shift(Riesz(r=1))" },     { "Shift(Riesz(r=1))", 0, 8, NULL },
    { "ThinPlate()", 1, 0, "degree below 2" },             { "RBF()", 0, 8, NULL },
  };
  g_autoptr (MercerDataset) table = circling ();
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) plain = start_with_method ("dual-kernel-pca", table, cases[k].kernel, "center", cases[k].center, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (plain, "landmarks", cases[k].landmarks);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_test_message ("%s: %s", cases[k].kernel, refusal != NULL ? refusal : "runs");
      g_assert_true ((refusal == NULL) == (cases[k].part == NULL));
      if (refusal != NULL)
        {
          g_assert_nonnull (strstr (refusal, cases[k].part));
          continue;
        }
      Caught caught = catch_ok (recipe);
      g_assert_null (note_with (caught.final, "all rows are the same"));
      caught_clear (&caught);
    }
}

/* With the square loss the dual is kernel PCA: numpy's eigenvalues, as in test_exact (). Values end within the square of the tolerance,
 * 1e-7. */
static void
test_dual_values (void)
{
  g_autoptr (MercerDataset) table = circling ();
  g_autoptr (MercerRecipe) recipe = start_with_method ("dual-kernel-pca", table, "Riesz(r=1)", "loss", 0.0, NULL);
  Caught caught = catch_ok (recipe);
  assert_close (readout (caught.final, "value1"), 18.279495642618453, 1e-11, 0);
  assert_close (readout (caught.final, "value2"), 17.219632019740736, 1e-11, 0);
  caught_clear (&caught);
}

/* Rows all in one place: centring leaves rounding, which is no component, however large the values are that it is of. */
static void
test_nothing (void)
{
  static const char *const kernels[] = { "RBF(lengthscale=1)", "Linear(offset=1)", "RBF(lengthscale=0.3) + 7" };
  static const struct { const char *method; double landmarks, span; } ways[] = {
    { "kernel-pca", 0, 0 }, { "kernel-pca", 8, 0 }, { "kernel-pca", 8, 1 }, { "dual-kernel-pca", 0, 0 }, { "dual-kernel-pca", 8, 0 },
  };
  double values[2 * N];
  for (int i = 0; i < 2 * N; i++)
    values[i] = i < N ? 0.3 : 1234.5678;
  g_autoptr (MercerDataset) table = table_of ("a,b", N, values);
  for (size_t k = 0; k < G_N_ELEMENTS (kernels) * G_N_ELEMENTS (ways); k++)
    {
      size_t w = k % G_N_ELEMENTS (ways);
      const char *kernel = kernels[k / G_N_ELEMENTS (ways)];
      bool dual = ways[w].method[0] == 'd';
      g_autoptr (MercerRecipe) plain = start_with_method (ways[w].method, table, kernel, "landmarks", ways[w].landmarks, NULL);
      g_autoptr (MercerRecipe) recipe = ways[w].span > 0 ? mercer_recipe_with_value (plain, "span", 1) : mercer_recipe_ref (plain);
      Caught caught = catch_ok (recipe);
      g_test_message ("%s by %g landmarks, %s", ways[w].method, ways[w].landmarks, kernel);
      g_assert_cmpfloat (readout (caught.final, dual ? "value1" : "eigenvalue1"), ==, 0);
      g_assert_cmpfloat (readout (caught.final, "explained1"), ==, 0);
      if (!dual)
        g_assert_cmpfloat (readout (caught.final, "effective_dimension"), ==, 0);
      g_assert_nonnull (note_with (caught.final, "all rows are the same"));
      const double *scores = column_of (table_named (caught.final, "scores"), "pc1");
      for (int i = 0; i < N; i++)
        g_assert_cmpfloat (scores[i], ==, 0);
      caught_clear (&caught);
    }
}

/* A spread that is small but real stays: with a length scale l that is long K' is X X' / l^2, centred, but for (|x| / l)^2, and its
 * eigenvalues are numpy's of that; K's rounding, n epsilon, is 1e-7 of the second. */
static void
test_little (void)
{
  g_autoptr (MercerDataset) table = circling ();
  for (double landmarks = 0; landmarks <= 8; landmarks += 8)
    {
      g_autoptr (MercerRecipe) recipe = start_with (table, "RBF(lengthscale=10000)", "landmarks", landmarks, NULL);
      Caught caught = catch_ok (recipe);
      assert_close (1e8 * readout (caught.final, "eigenvalue1"), 35.246985952579678, 1e-6, 0);
      assert_close (1e8 * readout (caught.final, "eigenvalue2"), 32.338759402825914, 1e-6, 0);
      caught_clear (&caught);
    }
}

/* The first look at a long table stands on some of its rows then, and says so; at a shorter one on all, before it is known how negative the
 * kernel is: then components are what they will be, and their shares nearly. Of 120 rows the moments are known to 1 / sqrt (120), twice that
 * is allowed. */
static void
test_draft (void)
{
  static const struct { const char *table, *kernel, *draft; double value, share; } cases[] = {
    { "generator:circles(n=1500,noise=0.1,seed=2)", "RBF(lengthscale=1)", "in the span of", 1e-2, 1e-2 },
    { "generator:circles(n=1500,noise=0.1,seed=2)", sigmoid, "from 120 of the rows", 0.2, 0.2 },
    { "generator:circles(n=500,noise=0.1,seed=2)", sigmoid, "before the search for negative", 1e-9, 0.05 },
    { "generator:circles(n=300,noise=0.1,seed=2)", sigmoid, NULL },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerDataset) table = open_table (cases[k].table);
      g_autoptr (MercerRecipe) recipe = start_with (table, cases[k].kernel, NULL);
      Caught caught = catch_run (recipe, NULL, true, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_cmpint (caught.n_drafts, ==, cases[k].draft != NULL);
      g_assert_cmpint (caught.n_finals, ==, 1);
      if (caught.first_draft != NULL)
        {
          g_test_message ("%s", mercer_figure_get_draft (caught.first_draft));
          g_assert_nonnull (strstr (mercer_figure_get_draft (caught.first_draft), cases[k].draft));
          assert_close (readout (caught.first_draft, "eigenvalue1"), readout (caught.final, "eigenvalue1"), cases[k].value, 0);
          assert_close (readout (caught.first_draft, "explained1"), readout (caught.final, "explained1"), cases[k].share, 0);
        }
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-pca-definite/exact", test_exact);
  g_test_add_func ("/kernel-pca-definite/shares", test_shares);
  g_test_add_func ("/kernel-pca-definite/shift", test_shift);
  g_test_add_func ("/kernel-pca-definite/landmarks", test_landmarks);
  g_test_add_func ("/kernel-pca-definite/dual", test_dual);
  g_test_add_func ("/kernel-pca-definite/dual-values", test_dual_values);
  g_test_add_func ("/kernel-pca-definite/nothing", test_nothing);
  g_test_add_func ("/kernel-pca-definite/little", test_little);
  g_test_add_func ("/kernel-pca-definite/draft", test_draft);
  return g_test_run ();
}
