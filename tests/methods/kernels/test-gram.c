/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "linalg.h"
#include "methods-testing.h"

static MercerRecipe *
gram_of (MercerDataset *table, const char *columns, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = g_strsplit (columns, ",", 0);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("gram"), table);
  g_autoptr (MercerRecipe) with = mercer_recipe_with_role (plain, "x", (const char *const *) names);
  return mercer_recipe_with_kernel (with, kernel);
}

static Caught
run_with (MercerRecipe *recipe, const char *param, double value)
{
  g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (recipe, param, value);
  Caught caught = catch_run (changed, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

/* --- Eigenvalues ---------------------------------------------------------------------------------------- */

/* det (K + ridge I) by Cholesky of the matrix filled value by value is the product of the eigenvalues in the table. */
static void
test_determinant (void)
{
  enum { N = 60 };
  static const double ridge = 0.05;
  g_autoptr (MercerDataset) table = wave (N, 2);
  g_autoptr (MercerRecipe) recipe = gram_of (table, "x1,x2", "Matern(nu=1.5, lengthscale=[1, 3]) + 0.2 * Linear()");
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  Caught caught = run_with (recipe, "ridge", ridge);
  const double *a = mercer_dataset_column (table, 0)->values, *b = mercer_dataset_column (table, 1)->values;
  const double *eigen = column_named (caught.final, "eigenvalues", "eigenvalue");
  double k[N * N], sum = 0, dimension = 0, inverse[N];
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      k[i + N * j] = mercer_kernel_value (kernel, (double[]){ a[i], b[i] }, (double[]){ a[j], b[j] }) + (i == j ? ridge : 0);
  g_assert_cmpint (mercer_cholesky (mercer_matrix (k, N, N), NULL), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    sum += log (eigen[i] + ridge);
  assert_close (sum, mercer_cholesky_log_det (mercer_matrix (k, N, N)), 1e-10, 0);
  /* effective dimension = tr (K (K + ridge I)^-1) = n - ridge tr ((K + ridge I)^-1) */
  mercer_cholesky_inverse_diagonal (mercer_matrix (k, N, N), inverse, NULL);
  for (size_t i = 0; i < N; i++)
    dimension += 1 - ridge * inverse[i];
  assert_close (readout (caught.final, "effective_dimension"), dimension, 1e-10, 0);
  assert_close (readout (caught.final, "condition_ridge"), (eigen[0] + ridge) / (eigen[N - 1] + ridge), 1e-12, 0);
  g_assert_cmpfloat (readout (caught.final, "smallest"), ==, eigen[N - 1]);
  g_assert_cmpfloat (readout (caught.final, "negative"), ==, 0);
  caught_clear (&caught);
}

static void
test_limits (void)
{
  enum { N = 40 };
  g_autoptr (MercerDataset) table = wave (N, 1);
  g_autoptr (MercerRecipe) rough = gram_of (table, "x1", "2 * Matern(nu=0.5, lengthscale=1)");
  g_autoptr (MercerRecipe) line = gram_of (table, "x1", "Linear(offset=1)");
  Caught little = run_with (rough, "ridge", 1e-12), much = run_with (rough, "ridge", 1e12);
  Caught rank = run_with (line, "ridge", 1e-6);
  assert_close (readout (little.final, "effective_dimension"), N, 1e-6, 0);
  assert_close (readout (much.final, "effective_dimension"), 2 * N / 1e12, 1e-9, 0);
  assert_close (readout (much.final, "trace"), 2 * N, 1e-12, 0);
  assert_close (readout (rank.final, "effective_dimension"), 2, 1e-6, 0); /* x x' + 1 spans two directions */
  g_assert_nonnull (note_with (rank.final, "0 to rounding"));
  caught_clear (&little);
  caught_clear (&much);
  caught_clear (&rank);
}

/* -|x - x'| has a zero trace and one negative eigenvalue (Schoenberg); the remedy lifts it. */
static void
test_negative (void)
{
  g_autoptr (MercerDataset) table = wave (40, 1);
  g_autoptr (MercerRecipe) recipe = gram_of (table, "x1", "Riesz()");
  Caught caught = run_with (recipe, "ridge", 0.01);
  const MercerNote *note = note_with (caught.final, "negative, down to");
  g_assert_cmpfloat (readout (caught.final, "negative"), ==, 1);
  g_assert_null (mercer_figure_find_readout (caught.final, "condition_ridge"));
  g_assert_nonnull (note);
  g_assert_cmpstr (note->remedy_param, ==, "ridge");
  g_assert_nonnull (note_with (caught.final, "conditionally"));
  /* c - |x - x'| is positive semidefinite from half the range of x on */
  const MercerColumn *x = mercer_dataset_column (table, 0);
  assert_close (readout (caught.final, "shift"), 0.5 * (x->max - x->min), 1e-8, 0);
  g_assert_nonnull (note_with (caught.final, "Shift("));
  Caught lifted = run_with (recipe, "ridge", note->remedy_value);
  g_assert_cmpfloat (readout (lifted.final, "condition_ridge"), >, 1);
  g_assert_null (note_with (lifted.final, "negative, down to")->remedy_param);
  caught_clear (&caught);
  caught_clear (&lifted);
}

/* --- Order ------------------------------------------------------------------------------------------------ */

static MercerDataset *
two_groups (void)
{
  /* near 0 and near 10, one after the other; a category that says otherwise; a row without x */
  static const double at[] = { 0, 10, 0.1, 10.1, 0.2, NAN, 10.2, 0.3 };
  enum { N = G_N_ELEMENTS (at) };
  int32_t codes[N] = { 1, 0, 0, 1, -1, 0, 0, 1 };
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("groups", "");
  mercer_dataset_builder_add_numeric (b, "x", "", g_memdup2 (at, sizeof at), N);
  mercer_dataset_builder_add_categorical (b, "kind", g_memdup2 (codes, sizeof codes), N, g_strsplit ("p,q", ",", 0));
  return mercer_dataset_builder_finish (b);
}

static void
assert_rows (MercerRecipe *recipe, int order, const double *want)
{
  Caught caught = run_with (recipe, "order", order);
  const double *row = column_named (caught.final, "rows", "row");
  for (size_t i = 0; i < 7; i++)
    g_assert_cmpfloat (row[i], ==, want[i]);
  g_assert_nonnull (note_with (caught.final, "1 of 8 rows"));
  caught_clear (&caught);
}

static void
test_order (void)
{
  g_autoptr (MercerDataset) table = two_groups ();
  g_autoptr (MercerRecipe) recipe = gram_of (table, "x", "RBF(lengthscale=1)");
  g_autoptr (MercerRecipe) kind = mercer_recipe_with_role (recipe, "by", (const char *const[]){ "kind", NULL });
  assert_rows (recipe, 0, (double[]){ 1, 2, 3, 4, 5, 7, 8 });
  assert_rows (recipe, 1, (double[]){ 1, 3, 5, 8, 2, 4, 7 }); /* by x */
  assert_rows (kind, 1, (double[]){ 2, 3, 7, 1, 4, 8, 5 });   /* what has no category goes last */
  for (int order = 2; order <= 3; order++) /* by component, by cluster */
    {
      Caught caught = run_with (recipe, "order", order);
      const double *row = column_named (caught.final, "rows", "row");
      double first = mercer_dataset_column (table, 0)->values[(size_t) row[0] - 1];
      for (size_t i = 0; i < 7; i++) /* the groups stand together: four near 0, three near 10 */
        {
          double x = mercer_dataset_column (table, 0)->values[(size_t) row[i] - 1];
          bool with_first = i < (first < 5 ? 4 : 3);
          g_assert_true ((fabs (x - first) < 5) == with_first);
        }
      caught_clear (&caught);
    }
}

/* The ridge can be taken hold of in both pictures of the eigenvalues, where it stands. */
static void
test_handles (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1);
  g_autoptr (MercerRecipe) recipe = gram_of (table, "x1", "RBF()");
  Caught caught = run_with (recipe, "ridge", 0.25);
  int kinds[2] = { 0 }, panel;
  for (size_t h = 0; h < mercer_figure_n_handles (caught.final); h++)
    {
      const MercerHandle *handle = mercer_figure_get_handle (caught.final, h, &panel);
      g_assert_cmpstr (handle->value.id, ==, "ridge");
      kinds[0] += handle->kind == MERCER_HANDLE_HORIZONTAL && handle->y == 0.25;
      kinds[1] += handle->kind == MERCER_HANDLE_VERTICAL && handle->x == 0.25;
    }
  g_assert_cmpint (kinds[0], ==, 1);
  g_assert_cmpint (kinds[1], ==, 1);
  g_assert_nonnull (note_with (caught.final, "smallest eigenvalue"));
  caught_clear (&caught);
}

/* --- Sizes ------------------------------------------------------------------------------------------------ */

/* Somebody who watches sees the exact image with estimated eigenvalues first; a drag of the ridge needs no more. */
static void
test_draft (void)
{
  g_autoptr (MercerDataset) table = wave (700, 1);
  g_autoptr (MercerRecipe) recipe = gram_of (table, "x1", "RBF(lengthscale=1)");
  g_autoptr (MercerRecipe) other = mercer_recipe_with_value (recipe, "ridge", 1);
  MercerStore *store = mercer_store_new (1 << 26);
  Caught first = catch_run (recipe, store, true, -1), second = catch_run (other, store, true, -1);
  g_assert_cmpint (first.n_drafts, ==, 1);
  g_assert_nonnull (strstr (mercer_figure_get_draft (first.first_draft), "256 of 700"));
  g_assert_null (mercer_figure_find_readout (first.first_draft, "smallest"));
  assert_close (readout (first.first_draft, "effective_dimension"), readout (first.final, "effective_dimension"), 0.1, 0);
  g_assert_cmpint (second.n_drafts, ==, 0);
  g_assert_cmpfloat (readout (second.final, "effective_dimension"), <, readout (first.final, "effective_dimension"));
  g_assert_cmpfloat (readout (second.final, "largest"), ==, readout (first.final, "largest"));
  caught_clear (&first);
  caught_clear (&second);
  mercer_store_free (store);
}

static void
test_refusals (void)
{
  g_autoptr (MercerDataset) table = wave (20, 2), nothing = table_of ("a,b", 0, NULL);
  static const char *const texts[] = { "RBF(lengthscale=[1, 2, 3])", "RBF()[x9]", "Brownian()" };
  for (size_t k = 0; k < G_N_ELEMENTS (texts); k++)
    {
      g_autoptr (MercerRecipe) recipe = gram_of (table, "x1,x2", texts[k]);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_nonnull (refusal);
    }
  g_autoptr (MercerRecipe) empty = gram_of (nothing, "a", "RBF()");
  Caught caught = catch_run (empty, NULL, false, -1);
  g_assert_true (caught.status != MERCER_OK || note_with (caught.final, "no rows") != NULL);
  caught_clear (&caught);
}

/* H K H with every entry written out: K_ij - mean_i - mean_j + mean; its trace, and of the first eigenvalue the power method. A
 * conditionally positive definite kernel has no negative eigenvalue then (Schoenberg). */
static void
test_centred (void)
{
  enum { N = 40 };
  g_autoptr (MercerDataset) table = wave (N, 2);
  const double *a = mercer_dataset_column (table, 0)->values, *b = mercer_dataset_column (table, 1)->values;
  const char *kernels[] = { "RBF(lengthscale=[2, 3]) + 0.1 * Linear()", "Riesz(r=1)", "Log(lengthscale=2)" };
  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      g_autoptr (MercerRecipe) recipe = gram_of (table, "x1,x2", kernels[k]);
      g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
      Caught caught = run_with (recipe, "centre", 1);
      double plain[N][N], mean[N] = { 0 }, all = 0, trace = 0, v[N], largest = 0;
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
          {
            plain[i][j] = mercer_kernel_value (kernel, (double[]){ a[i], b[i] }, (double[]){ a[j], b[j] });
            mean[i] += plain[i][j] / N;
            all += plain[i][j] / (N * N);
          }
      for (size_t i = 0; i < N; i++)
        {
          v[i] = (double) (i * 7 % N) - 3;
          trace += plain[i][i] - 2 * mean[i] + all;
        }
      for (int step = 0; step < 3000; step++)
        {
          double w[N] = { 0 };
          largest = 0;
          for (size_t i = 0; i < N; i++)
            {
              for (size_t j = 0; j < N; j++)
                w[i] += (plain[i][j] - mean[i] - mean[j] + all) * v[j];
              largest += w[i] * w[i];
            }
          largest = sqrt (largest);
          for (size_t i = 0; i < N; i++)
            v[i] = w[i] / largest;
        }
      assert_close (readout (caught.final, "trace"), trace, 1e-11, 0);
      assert_close (readout (caught.final, "largest"), largest, 1e-9, 0);
      g_assert_cmpfloat (readout (caught.final, "negative"), ==, 0);
      g_assert_nonnull (note_with (caught.final, "add up to 0"));
      caught_clear (&caught);
    }
  /* and where it is not, the remedy is there to press */
  g_autoptr (MercerRecipe) riesz = gram_of (table, "x1,x2", "Riesz(r=1)");
  Caught caught = run_with (riesz, "ridge", 0.01);
  const MercerNote *note = note_with (caught.final, "only conditionally");
  g_assert_nonnull (note);
  g_assert_cmpstr (note->remedy_param, ==, "centre");
  caught_clear (&caught);
}

/* The operator Centre over the table's rows and the method's switch are the same thing by two ways. */
static void
test_centre_operator (void)
{
  g_autoptr (MercerDataset) table = wave (70, 2), large = wave (1500, 2);
  g_autoptr (MercerRecipe) plain = gram_of (table, "x1,x2", "Matern(lengthscale=2) + Riesz()"),
                           centred = gram_of (table, "x1,x2", "Centre(Matern(lengthscale=2) + Riesz())"),
                           of_many = gram_of (large, "x1,x2", "Centre(RBF())"),
                           thin = gram_of (table, "x1,x2", "ThinPlate()"),
                           flat = gram_of (table, "x1,x2", "Centre(ThinPlate(), order=2)");
  Caught by_switch = run_with (plain, "centre", 1), by_operator = run_with (centred, "ridge", 0.01);
  const double *a = column_named (by_switch.final, "eigenvalues", "eigenvalue"),
               *b = column_named (by_operator.final, "eigenvalues", "eigenvalue");
  for (size_t i = 0; i < 70; i++)
    assert_close (b[i], a[i], 1e-9, 1e-11);
  g_assert_null (note_with (by_operator.final, "Centre takes"));

  Caught many = run_with (of_many, "ridge", 0.01);
  g_assert_nonnull (note_with (many.final, "Centre takes its means over at most 1000 of the 1500 rows, evenly taken."));

  /* what centring cannot do for a kernel of order 2, its own order can */
  Caught bent = run_with (thin, "centre", 1), straight = run_with (flat, "ridge", 0.01);
  g_assert_cmpfloat (readout (bent.final, "negative"), >, 0);
  g_assert_nonnull (note_with (bent.final, "write Centre(ThinPlate(lengthscale=1), order=2)"));
  g_assert_cmpfloat (readout (straight.final, "negative"), ==, 0);
  caught_clear (&by_switch);
  caught_clear (&by_operator);
  caught_clear (&many);
  caught_clear (&bent);
  caught_clear (&straight);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gram/determinant", test_determinant);
  g_test_add_func ("/gram/limits", test_limits);
  g_test_add_func ("/gram/negative", test_negative);
  g_test_add_func ("/gram/centred", test_centred);
  g_test_add_func ("/gram/order", test_order);
  g_test_add_func ("/gram/handles", test_handles);
  g_test_add_func ("/gram/draft", test_draft);
  g_test_add_func ("/gram/refusals", test_refusals);
  g_test_add_func ("/gram/centre-operator", test_centre_operator);
  return g_test_run ();
}
