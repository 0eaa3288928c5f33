/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "pool.h"
#include "random.h"

enum { N = 80 };

/* Two heaps. */
static MercerDataset *
target (size_t d)
{
  static const char *const names[] = { "", "a", "a,b", "a,b,c", "a,b,c,e" };
  g_autofree double *values = g_new (double, N * d);
  mercer_random_normals (3, 1, 0, N * d, values);
  for (size_t i = 0; i < N; i++)
    values[i] = 0.4 * values[i] + (i % 2 == 0 ? 2 : -2);
  return table_of (names[d], N, values);
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

static double
readout (const MercerFigure *figure, const char *id)
{
  const MercerReadout *found = mercer_figure_find_readout (figure, id);
  g_assert_nonnull (found);
  return found->value;
}

static const double *
column (const MercerFigure *figure, const char *table, const char *name, size_t *rows)
{
  *rows = 0;
  for (size_t t = 0; t < mercer_figure_n_tables (figure); t++)
    {
      const MercerTable *found = mercer_figure_get_table (figure, t);
      *rows = found->rows;
      for (size_t c = 0; c < found->columns && strcmp (found->id, table) == 0; c++)
        if (strcmp (found->column[c].name, name) == 0)
          return found->column[c].values;
    }
  g_error ("no column %s of %s", name, table);
}

static void
assert_note (const MercerFigure *figure, const char *part)
{
  for (size_t k = 0; k < mercer_figure_n_notes (figure); k++)
    if (strstr (mercer_figure_get_note (figure, k)->sentence, part) != NULL)
      return;
  g_error ("no note says “%s”", part);
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
      const double *mmd2 = column (caught.final, "trace", "mmd2", &rows);
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
  const double *a = column (caught.final, "particles", "a", &rows), *b = column (caught.final, "particles", "b", &rows);
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
          const double *a = column (caught.final, "particles", "a", &rows);
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
  g_autoptr (MercerRecipe) plain = recipe_of (table, NULL, NULL), nothing = recipe_of (empty, NULL, NULL);
  g_autoptr (MercerRecipe) mismatch = mercer_recipe_with_table (plain, "start", narrow);
  g_autoptr (MercerRecipe) nobody = mercer_recipe_with_table (plain, "start", empty);
  MercerRecipe *recipes[] = { mismatch, nobody, nothing };
  static const char *const says[] = { "no column “b”", "start has no rows", "nowhere to flow to" };
  for (size_t k = 0; k < G_N_ELEMENTS (recipes); k++)
    {
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_BAD_INPUT);
      g_assert_nonnull (strstr (caught.refusal, says[k]));
      caught_clear (&caught);
    }
}

/* --- The film ----------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *frames;  /* of MercerFigure */
  MercerFigure *final;
  MercerRecipe *changes[3]; /* handed over before the steps after frames 10, 20 and 30 */
  int handed;
} Film;

static void
film_emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Film *film = data;
  if (kind == MERCER_EMIT_FRAME)
    g_ptr_array_add (film->frames, figure);
  else
    film->final = figure;
}

static MercerRecipe *
film_refresh (void *data)
{
  Film *film = data;
  if (film->handed >= 3 || (int) film->frames->len <= 10 * (film->handed + 1) || film->changes[film->handed] == NULL)
    return NULL;
  return mercer_recipe_ref (film->changes[film->handed++]);
}

static void
shoot (Film *film, MercerRecipe *recipe)
{
  film->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_figure_unref);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerJobSink sink = { .emit = film_emit, .data = film, .live = true, .refresh = film_refresh };
  MercerJob *job = mercer_job_new (recipe, work, &sink);
  g_assert_cmpint (mercer_job_run (job, NULL), ==, MERCER_OK);
  mercer_job_free (job);
  mercer_work_free (work);
}

static void
film_clear (Film *film)
{
  g_ptr_array_unref (film->frames);
  mercer_figure_unref (film->final);
}

/* A frame for the start and one for every so many steps, each of which says where in the film it is. */
static void
test_frames (void)
{
  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) recipe = recipe_of (table, NULL, "steps", 30.0, "every", 3.0, "particles", 40.0, NULL);
  Film film = { 0 };
  shoot (&film, recipe);
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
  Film film = { .changes = { longer, other, smaller } };
  shoot (&film, recipe);
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
static void
test_same_film (void)
{
  const char *threads = g_getenv ("MERCER_TEST_THREADS");
  if (threads != NULL)
    {
      mercer_pool_init (atoi (threads));
      MercerHash hash = mercer_hash_start ("film");
      g_autoptr (MercerDataset) table = target (2);
      static const char *const kernels[] = { "RBF() + Matern()", "RBF()" };
      for (int k = 0; k < 2; k++)
        {
          g_autoptr (MercerRecipe) recipe
              = recipe_of (table, kernels[k], "steps", 8.0, "particles", k == 0 ? 700.0 : 1100.0, "noise", 0.2, NULL);
          Film film = { 0 };
          shoot (&film, recipe);
          for (guint f = 0; f < film.frames->len; f++)
            for (size_t r = 0; r < mercer_figure_n_readouts (film.frames->pdata[f]); r++)
              mercer_hash_add_double (&hash, mercer_figure_get_readout (film.frames->pdata[f], r)->value);
          size_t rows;
          const double *a = column (film.final, "particles", "a", &rows);
          mercer_hash_add (&hash, a, rows * sizeof (double));
          film_clear (&film);
        }
      g_print ("# bits %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\n", hash.a, hash.b);
      return;
    }
  char *said[2] = { NULL, NULL };
  for (int k = 0; k < 2; k++)
    {
      g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "MERCER_TEST_THREADS", k == 0 ? "1" : "3", TRUE);
      char *arguments[] = { (char *) "/proc/self/exe", (char *) "-p", (char *) "/mmd-flow/same-film", NULL };
      g_assert_true (g_spawn_sync (NULL, arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, &said[k], NULL, NULL, NULL));
    }
  char *first = strstr (said[0], "bits "), *second = strstr (said[1], "bits ");
  g_assert_true (first != NULL && second != NULL);
  g_assert_cmpint (strncmp (first, second, strlen ("bits ") + 32), ==, 0);
  g_free (said[0]);
  g_free (said[1]);

  g_autoptr (MercerDataset) table = target (2);
  g_autoptr (MercerRecipe) recipe = recipe_of (table, NULL, "steps", 12.0, NULL), other = mercer_recipe_with_seed (recipe, 99);
  Caught a = catch_run (recipe, NULL, false, -1), b = catch_run (other, NULL, false, -1);
  g_assert_true (readout (a.final, "mmd2") != readout (b.final, "mmd2"));
  caught_clear (&a);
  caught_clear (&b);
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
  g_test_add_func ("/mmd-flow/same-film", test_same_film);
  return g_test_run ();
}
