/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

enum { N = 80 };

static MercerDataset *
target (size_t d)
{
  return two_heaps (N, d);
}

/* With columns all in role x, and param values until NULL. */
static MercerRecipe *
recipe_of (MercerDataset *table, const char *kernel_text, ...)
{
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("mmd-flow"), table);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t c = 0; c < mercer_dataset_columns (table); c++)
    g_ptr_array_add (names, (char *) mercer_dataset_column (table, c)->name);
  g_ptr_array_add (names, NULL);
  MercerRecipe *recipe = mercer_recipe_with_role (start, "x", (const char *const *) names->pdata);
  va_list list;
  va_start (list, kernel_text);
  for (const char *id = va_arg (list, const char *); id != NULL; id = va_arg (list, const char *))
    {
      MercerRecipe *next = mercer_recipe_with_value (recipe, id, va_arg (list, double));
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  va_end (list);
  g_autoptr (MercerKernel) kernel = kernel_text != NULL ? mercer_kernel_parse (kernel_text, NULL, NULL, NULL) : NULL;
  if (kernel == NULL)
    return recipe;
  MercerRecipe *other = mercer_recipe_with_kernel (recipe, kernel);
  mercer_recipe_unref (recipe);
  return other;
}

/* --- Numbers ------------------------------------------------------------------------------------------ */

/* The discrepancy never rises, nearly vanishes, and that of the particles in the main table is what the two-sample test
 * finds between them and the target. */
static void
test_flows (void)
{
  for (size_t d = 1; d <= 4; d++)
    {
      g_autoptr (MercerDataset) table = target (d);
      g_autoptr (MercerRecipe) recipe = recipe_of (table, NULL, "particles", 60.0, "steps", 150.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_cmpint (caught.n_drafts, ==, 0);
      size_t rows;
      const double *mmd2 = table_column (caught.final, "trace", "mmd2", &rows);
      for (size_t k = 1; k < rows; k++)
        g_assert_cmpfloat (mmd2[k], <=, mmd2[k - 1]);
      g_assert_cmpfloat (mmd2[rows - 1], <, 0.02 * mmd2[0]);

      const MercerTable *particles = mercer_figure_get_table (caught.final, 0);
      g_assert_cmpstr (particles->id, ==, "particles");
      g_assert_cmpuint (particles->rows, ==, 60);
      MercerDatasetBuilder *b = mercer_dataset_builder_new ("end", "");
      for (size_t c = 0; c < d; c++)
        mercer_dataset_builder_add_numeric (b, particles->column[c].name, "",
                                            g_memdup2 (particles->column[c].values, 60 * sizeof (double)), 60);
      g_autoptr (MercerDataset) end = mercer_dataset_builder_finish (b);
      g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("mmd"), table);
      g_autoptr (MercerRecipe) against = mercer_recipe_with_table (plain, "against", end);
      g_autoptr (MercerRecipe) test = mercer_recipe_with_kernel (against, mercer_recipe_kernel (recipe));
      Caught judged = catch_run (test, NULL, false, -1);
      assert_close (readout (caught.final, "mmd2"), readout (judged.final, "mmd2_biased"), 1e-9, 1e-13);
      caught_clear (&caught);
      caught_clear (&judged);
    }
}

/* Without steps that count, the start: a table's rows as they are. */
static void
test_start_table (void)
{
  g_autoptr (MercerDataset) table = target (2), start = table_of ("b,a", 3, (double[]){ 1, 2, 3, 7, 8, 9 });
  g_autoptr (MercerRecipe) plain = recipe_of (table, NULL, "steps", 1.0, "step", 0.0, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_table (plain, "start", start);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t rows;
  const double *a = table_column (caught.final, "particles", "a", &rows), *b = table_column (caught.final, "particles", "b", &rows);
  g_assert_cmpuint (rows, ==, 3);
  for (size_t i = 0; i < 3; i++)
    g_assert_true (a[i] == 7.0 + (double) i && b[i] == 1.0 + (double) i);
  caught_clear (&caught);
}

/* --- Ends --------------------------------------------------------------------------------------------- */

static void
test_ends (void)
{
  g_autoptr (MercerDataset) table = target (2), point = table_of ("a,b", 1, (double[]){ 3, 4 });
  g_autoptr (MercerDataset) equal = table_of ("a,b", 3, (double[]){ 3, 3, 3, 4, 4, 4 });
  g_autoptr (MercerRecipe) far = recipe_of (table, "RBF(lengthscale=2)", "adaptive", 0.0, "step", 1e12, NULL);
  g_autoptr (MercerRecipe) swings = recipe_of (table, NULL, "adaptive", 0.0, "step", 6.0, NULL);
  g_autoptr (MercerRecipe) rests = recipe_of (point, "RBF(lengthscale=3)", "step", 3.0, "particles", 1.0, NULL);
  g_autoptr (MercerRecipe) heap = recipe_of (equal, "RBF(lengthscale=3)", "step", 3.0, NULL);
  g_autoptr (MercerRecipe) brief = recipe_of (table, NULL, "steps", 5.0, NULL);
  static const char *const says[] = { "Diverged", "Oscillating", "Converged", "All points of the target are equal", "still changing" };
  MercerRecipe *recipes[] = { far, swings, rests, heap, brief };
  for (size_t k = 0; k < G_N_ELEMENTS (recipes); k++)
    {
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      const char *unsound = NULL;
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      g_assert_true (mercer_figure_is_sound (caught.final, &unsound));
      assert_note (caught.final, says[k]);
      if (k == 0)
        g_assert_cmpstr (mercer_figure_get_note (caught.final, 0)->remedy_param, ==, "step");
      if (k == 2)
        {
          size_t rows;
          const double *a = table_column (caught.final, "particles", "a", &rows);
          assert_note (caught.final, "single point");
          assert_close (a[0], 3, 1e-3, 0);
        }
      caught_clear (&caught);
    }
}

static void
test_refuses (void)
{
  g_autoptr (MercerDataset) table = target (2), narrow = table_of ("a", 2, (double[]){ 1, 2 });
  g_autoptr (MercerDataset) empty = table_of ("a,b", 0, NULL);
  g_autoptr (MercerRecipe) plain = recipe_of (table, NULL, NULL);
  g_autoptr (MercerRecipe) mismatch = mercer_recipe_with_table (plain, "start", narrow);
  g_autoptr (MercerRecipe) nobody = mercer_recipe_with_table (plain, "start", empty);
  MercerRecipe *recipes[] = { mismatch, nobody };
  static const char *const says[] = { "no column “b”", "start has no rows" };
  for (size_t k = 0; k < G_N_ELEMENTS (recipes); k++)
    {
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_BAD_INPUT);
      g_assert_nonnull (strstr (caught.refusal, says[k]));
      caught_clear (&caught);
    }
}

/* --- The film ----------------------------------------------------------------------------------------- */

/* A frame for the start and one for every so many steps, each of which says where in the film it is. */
static void
test_frames (void)
{
  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) recipe = recipe_of (table, NULL, "steps", 30.0, "every", 3.0, "particles", 40.0, NULL);
  Film film = { 0 };
  film_shoot (&film, recipe);
  g_assert_cmpuint (film.frames->len, ==, 11);
  for (guint k = 0; k < film.frames->len; k++)
    {
      g_autofree char *badge = g_strdup_printf ("Step %u of 30", 3 * k);
      g_assert_cmpstr (mercer_figure_get_draft (film.frames->pdata[k]), ==, badge);
      assert_close (readout (film.frames->pdata[k], "steps"), 3 * k, 0, 0);
    }
  g_assert_true (readout (film.frames->pdata[10], "mmd2") == readout (film.final, "mmd2"));
  film_clear (&film);
}

/* Step, kernel and target change while it plays; the flow goes on from where it is. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) recipe = recipe_of (table, "RBF(lengthscale=1.5)", "steps", 40.0, "particles", 40.0, "step", 0.5, NULL);
  g_autoptr (MercerRecipe) longer = mercer_recipe_with_value (recipe, "step", 0.75);
  g_autoptr (MercerKernel) riesz = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) other = mercer_recipe_with_kernel (longer, riesz);
  g_autoptr (MercerDataset) edited = mercer_dataset_without_row (table, 5);
  g_autoptr (MercerRecipe) smaller = mercer_recipe_with_dataset (other, edited);
  g_assert_true (mercer_recipe_is_live_change (recipe, longer));
  g_assert_true (mercer_recipe_is_live_change (longer, other));
  g_assert_true (mercer_recipe_is_live_change (other, smaller));
  g_autoptr (MercerRecipe) anew = mercer_recipe_with_value (recipe, "particles", 50);
  g_assert_false (mercer_recipe_is_live_change (recipe, anew));
  MercerRecipe *changes[] = { longer, other, smaller, NULL };
  Film film = { .changes = changes };
  film_shoot (&film, recipe);
  g_assert_cmpuint (film.frames->len, ==, 41);
  assert_close (readout (film.frames->pdata[10], "step"), 0.5, 0, 0);
  assert_close (readout (film.frames->pdata[11], "step"), 0.75, 0, 0);
  g_assert_nonnull (strstr (mercer_figure_get_description (film.frames->pdata[20]), "RBF"));
  g_assert_nonnull (strstr (mercer_figure_get_description (film.frames->pdata[21]), "Riesz"));
  g_assert_nonnull (strstr (mercer_figure_get_description (film.frames->pdata[30]), "towards 80 points"));
  g_assert_nonnull (strstr (mercer_figure_get_description (film.frames->pdata[31]), "towards 79 points"));
  film_clear (&film);
}

/* The same seed gives the same film bit for bit, whatever the number of threads; another one another. */
static MercerRecipe *
same_recipe (size_t k)
{
  static const char *const kernels[] = { "RBF() + Matern()", "RBF()", "RBF()" };
  g_autoptr (MercerDataset) table = target (2);
  if (k >= G_N_ELEMENTS (kernels))
    return NULL;
  return k < 2 ? recipe_of (table, kernels[k], "steps", 8.0, "particles", k == 0 ? 700.0 : 1100.0, "noise", 0.2, NULL)
               : recipe_of (table, kernels[k], "steps", 8.0, "particles", 1100.0, "regularisation", 0.05, "beside", 3.0, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/mmd-flow/same-film", same_recipe);
  if (g_getenv ("MERCER_TEST_THREADS") != NULL)
    return;

  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) recipe = recipe_of (table, NULL, "steps", 12.0, NULL), other = mercer_recipe_with_seed (recipe, 99);
  Caught a = catch_run (recipe, NULL, false, -1), b = catch_run (other, NULL, false, -1);
  g_assert_true (readout (a.final, "mmd2") != readout (b.final, "mmd2"));
  caught_clear (&a);
  caught_clear (&b);
}

/* A second kernel beside the first: both start from the same cloud, each falls, and the second is the flow that its kernel alone
 * makes, bit for bit. */
static void
test_beside (void)
{
  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) two = recipe_of (table, "RBF(lengthscale=2)", "steps", 40.0, "particles", 50.0, "beside", 5.0, NULL);
  g_autoptr (MercerRecipe) alone = recipe_of (table, "Riesz(r=1)", "steps", 40.0, "particles", 50.0, NULL);
  Caught both = catch_run (two, NULL, false, -1), one = catch_run (alone, NULL, false, -1);
  size_t n, rows;
  const double *p = table_column (both.final, "particles_beside", "a", &n), *q = table_column (one.final, "particles", "a", &n);
  g_assert_cmpmem (p, n * sizeof *p, q, n * sizeof *q);
  assert_falls (both.final, "mmd2", 0);
  assert_falls (both.final, "mmd2_beside", 0);
  g_assert_true (readout (both.final, "mmd2_beside") == readout (one.final, "mmd2"));
  g_assert_cmpuint (mercer_figure_n_panels (both.final), ==, 5);
  table_column (both.final, "trace", "mmd2_beside", &rows);
  g_assert_cmpuint (rows, ==, 41);
  caught_clear (&both);
  caught_clear (&one);
}

/* A kernel that starts wide and narrows reaches what the kernel itself reaches, and from farther away: a narrow one alone hardly
 * feels the target. A regularised flow says its own objective, or why it is not there. */
static void
test_variants (void)
{
  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) narrow
      = recipe_of (table, "RBF(lengthscale=0.3)", "steps", 100.0, "particles", 60.0, "step", 0.5, "start", 1.0, NULL);
  g_autoptr (MercerRecipe) wide = mercer_recipe_with_value (narrow, "widening", 12);
  g_autoptr (MercerRecipe) regular
      = recipe_of (table, "RBF(lengthscale=1)", "steps", 20.0, "particles", 60.0, "regularisation", 0.1, NULL);
  g_autoptr (MercerRecipe) wrong = recipe_of (table, "Riesz(r=1)", "steps", 5.0, "regularisation", 0.1, NULL);
  Caught a = catch_run (narrow, NULL, false, -1), b = catch_run (wide, NULL, false, -1), c = catch_run (regular, NULL, false, -1);
  Caught d = catch_run (wrong, NULL, false, -1);
  g_assert_cmpfloat (readout (b.final, "mmd2"), <, 0.7 * readout (a.final, "mmd2"));
  g_assert_cmpfloat (readout (c.final, "regularised"), >, readout (c.final, "mmd2"));
  g_assert_null (mercer_figure_find_readout (d.final, "regularised"));
  assert_note (d.final, "needs a positive definite kernel");
  caught_clear (&a);
  caught_clear (&b);
  caught_clear (&c);
  caught_clear (&d);
}

/* Points drawn from a shape: the mixture's stand about the means that the recipe names, in a plane of its own whatever the table's
 * columns; a kernel made for those is refused. */
static void
test_shapes (void)
{
  static const double means[] = { 5, 1, -3, -2 };
  g_autoptr (MercerDataset) table = two_heaps (30, 3);
  g_autoptr (MercerRecipe) plain = flow_recipe ("mmd-flow", table, "density", 1.0, "width", 0.2, "particles", 100.0, "steps", 400.0,
                                                "step", 2.0, NULL);
  g_autoptr (MercerRecipe) mixture = mercer_recipe_with_list (plain, "means", means, 4);
  Caught caught = catch_run (mixture, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_falls (caught.final, "mmd2", 0);
  size_t n, right = 0, near = 0;
  const double *x = table_column (caught.final, "particles", "x", &n), *y = table_column (caught.final, "particles", "y", &n);
  for (size_t i = 0; i < n; i++)
    {
      size_t k = x[i] > 1 ? 0 : 1;
      right += k == 0;
      near += hypot (x[i] - means[2 * k], y[i] - means[2 * k + 1]) < 5 * 0.2;
    }
  g_test_message ("%zu of %zu are near, %zu on the right", near, n, right);
  g_assert_cmpuint (n, ==, 100);
  g_assert_cmpuint (near, >=, 90); /* by the energy kernel the last few between the heaps take long */
  g_assert_true (right >= 47 && right <= 53); /* draws are half and half */
  caught_clear (&caught);

  g_autoptr (MercerKernel) columns = mercer_kernel_parse ("RBF(lengthscale=1)[b]", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) wrong = mercer_recipe_with_kernel (mixture, columns);
  g_autofree char *refusal = columns != NULL ? mercer_recipe_check (wrong) : NULL;
  g_assert_nonnull (refusal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mmd-flow/flows", test_flows);
  g_test_add_func ("/mmd-flow/start-table", test_start_table);
  g_test_add_func ("/mmd-flow/ends", test_ends);
  g_test_add_func ("/mmd-flow/refuses", test_refuses);
  g_test_add_func ("/mmd-flow/frames", test_frames);
  g_test_add_func ("/mmd-flow/live", test_live);
  g_test_add_func ("/mmd-flow/beside", test_beside);
  g_test_add_func ("/mmd-flow/variants", test_variants);
  g_test_add_func ("/mmd-flow/same-film", test_same_film);
  g_test_add_func ("/mmd-flow/shapes", test_shapes);
  return g_test_run ();
}
