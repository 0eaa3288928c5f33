/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "methods-testing.h"
#include "pool.h"
#include "random.h"
#include "reader.h"

/* What the tests of all flows do. */

/* A recipe with columns all in role x, and values of params until NULL. */
static inline MercerRecipe *
flow_recipe (const char *method, MercerDataset *table, const char *first, ...)
{
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find (method), table);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t c = 0; c < mercer_dataset_columns (table); c++)
    if (mercer_dataset_column (table, c)->kind == MERCER_COLUMN_NUMERIC)
      g_ptr_array_add (names, (char *) mercer_dataset_column (table, c)->name);
  g_ptr_array_add (names, NULL);
  MercerRecipe *recipe = mercer_recipe_with_role (start, "x", (const char *const *) names->pdata);
  va_list list;
  va_start (list, first);
  for (const char *id = first; id != NULL; id = va_arg (list, const char *))
    {
      MercerRecipe *next = mercer_recipe_with_value (recipe, id, va_arg (list, double));
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  va_end (list);
  return recipe;
}

/* Two heaps of rows in d columns a, b, c... */
static inline MercerDataset *
two_heaps (size_t n, size_t d)
{
  static const char *const names[] = { "", "a", "a,b", "a,b,c", "a,b,c,e" };
  g_autofree double *values = g_new (double, n * d);
  mercer_random_normals (3, 1, 0, n * d, values);
  for (size_t i = 0; i < n; i++)
    values[i] = 0.4 * values[i] + (i % 2 == 0 ? 2 : -2);
  return table_of (names[d], n, values);
}

static inline const double *
table_column (const MercerFigure *figure, const char *table, const char *name, size_t *rows)
{
  const MercerTable *found = table_named (figure, table);
  *rows = found != NULL ? found->rows : 0;
  return column_of (found, name);
}

/* The objective falls at every step by itself. */
static inline void
assert_falls (const MercerFigure *figure, const char *name, double slack)
{
  size_t rows;
  const double *value = table_column (figure, "trace", name, &rows);
  for (size_t k = 1; k < rows; k++)
    if (!(value[k] <= value[k - 1] + slack))
      g_error ("%s rises at step %zu from %.17g to %.17g", name, k, value[k - 1], value[k]);
}

/* --- Films -------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *frames; /* of MercerFigure */
  MercerFigure *draft, *final; /* the draft: what was shown last before the first frame, if anything */
  MercerRecipe *const *changes; /* the k-th is handed over before the step after frame 10 (k + 1); ends with NULL */
  size_t handed;
} Film;

static inline void
film_emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Film *film = data;
  if (kind == MERCER_EMIT_FRAME)
    g_ptr_array_add (film->frames, figure);
  else if (kind == MERCER_EMIT_FINAL)
    film->final = figure;
  else
    {
      g_assert_cmpuint (film->frames->len, ==, 0);
      mercer_figure_unref (film->draft);
      film->draft = figure;
    }
}

static inline MercerRecipe *
film_refresh (void *data)
{
  Film *film = data;
  if (film->changes == NULL || film->changes[film->handed] == NULL || film->frames->len <= 10 * (film->handed + 1))
    return NULL;
  return mercer_recipe_ref (film->changes[film->handed++]);
}

static inline void
film_shoot (Film *film, MercerRecipe *recipe)
{
  film->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_figure_unref);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerJobSink sink = { .emit = film_emit, .data = film, .live = true, .refresh = film_refresh };
  MercerJob *job = mercer_job_new (recipe, work, &sink);
  g_assert_cmpint (mercer_job_run (job, NULL), ==, MERCER_OK);
  mercer_job_free (job);
  mercer_work_free (work);
}

static inline void
film_clear (Film *film)
{
  g_ptr_array_unref (film->frames);
  mercer_figure_unref (film->draft);
  mercer_figure_unref (film->final);
}

/* Every frame's numbers and the particles at the end. */
static inline void
film_hash (MercerRecipe *recipe, MercerHash *hash)
{
  Film film = { 0 };
  film_shoot (&film, recipe);
  for (guint f = 0; f < film.frames->len; f++)
    for (size_t r = 0; r < mercer_figure_n_readouts (film.frames->pdata[f]); r++)
      mercer_hash_add_double (hash, mercer_figure_get_readout (film.frames->pdata[f], r)->value);
  const MercerTable *particles = mercer_figure_get_table (film.final, 0);
  for (size_t c = 0; c < particles->columns; c++)
    mercer_hash_add (hash, particles->column[c].values, particles->rows * sizeof (double));
  film_clear (&film);
}

/* The same film bit for bit with one thread and with three: the pool has one size for the life of a program, so the test calls
 * itself. `path` is that of the test; make gives the k-th recipe, NULL after the last. */
static inline void
assert_same_film (const char *path, MercerRecipe *(*make) (size_t k))
{
  const char *threads = g_getenv ("MERCER_TEST_THREADS");
  if (threads != NULL)
    {
      MercerHash hash = mercer_hash_start ("film");
      mercer_pool_init (atoi (threads));
      for (size_t k = 0;; k++)
        {
          g_autoptr (MercerRecipe) recipe = make (k);
          if (recipe == NULL)
            break;
          film_hash (recipe, &hash);
        }
      g_print ("# bits %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\n", hash.a, hash.b);
      return;
    }
  char *said[2] = { NULL, NULL };
  for (int k = 0; k < 2; k++)
    {
      g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "MERCER_TEST_THREADS", k == 0 ? "1" : "3", TRUE);
      char *arguments[] = { (char *) "/proc/self/exe", (char *) "-p", (char *) path, NULL };
      g_assert_true (g_spawn_sync (NULL, arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, &said[k], NULL, NULL, NULL));
    }
  char *first = strstr (said[0], "bits "), *second = strstr (said[1], "bits ");
  g_assert_true (first != NULL && second != NULL);
  g_assert_cmpint (strncmp (first, second, strlen ("bits ") + 32), ==, 0);
  g_free (said[0]);
  g_free (said[1]);
}

/* --- Painted rows ------------------------------------------------------------------------------------- */

/* Rows of two columns on an empty ground. */
static inline MercerDataset *
painted (size_t n, const double (*at)[2])
{
  MercerDataset *table = mercer_dataset_open ("generator:empty", NULL, NULL);
  for (size_t i = 0; i < n; i++)
    {
      MercerDataset *next = mercer_dataset_with_row (table, at[i]);
      mercer_dataset_unref (table);
      table = next;
    }
  return table;
}

/* What invites to paint: one panel that takes points, and the sentence that says what is missing. */
static inline void
assert_invites (const MercerFigure *figure, const char *sentence)
{
  const char *x = NULL, *y = NULL, *unsound = NULL;
  g_assert_true (mercer_figure_is_sound (figure, &unsound));
  g_assert_cmpuint (mercer_figure_n_panels (figure), ==, 1);
  g_assert_true (mercer_figure_get_edits (figure, 0, &x, &y));
  g_assert_cmpstr (x, ==, "x");
  g_assert_cmpstr (y, ==, "y");
  g_assert_cmpuint (mercer_figure_n_notes (figure), ==, 1);
  assert_note (figure, sentence);
}
