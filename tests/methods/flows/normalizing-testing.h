/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "film-testing.h"
#include "write.h"

/* What the tests of all normalising flows do. */

/* Two half circles of radius 10, the second turned and moved, with noise of sd 1: columns x and y, or x alone. */
static inline MercerDataset *
moons_table (size_t n, const char *names)
{
  g_autofree double *values = g_new (double, 2 * n);
  for (size_t i = 0; i < n; i++)
    {
      double t = G_PI * mercer_random_uniform (4, 1, i), e[2];
      mercer_random_normals (4, 2, 2 * i, 2, e);
      values[i] = 10 * (i % 2 == 0 ? cos (t) : 1 - cos (t)) + e[0];
      values[n + i] = 10 * (i % 2 == 0 ? sin (t) : 0.5 - sin (t)) + e[1];
    }
  return table_of (names, n, values);
}

/* On the rows that judge, which nothing has looked at before, the density is better than a Gaussian's by so many nats a row. */
static inline void
assert_learns_moons (const char *id, double margin)
{
  g_autoptr (MercerDataset) table = moons_table (400, "x,y");
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, NULL, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_test_message ("judged %g, chosen by %g, Gaussian %g, after %g evaluations", readout (caught.final, "test_nll"),
                  readout (caught.final, "validation_nll"), readout (caught.final, "gaussian_nll"), readout (caught.final, "evaluations"));
  g_assert_cmpfloat (readout (caught.final, "test_nll"), <, readout (caught.final, "gaussian_nll") - margin);
  caught_clear (&caught);
}

/* The density at points asked for has mass 1 over a lattice wide enough (the trapezium rule is right to far more than the
 * tolerance for so smooth a density), and at the samples is what the samples' own table says: forward against inverse. */
static inline void
assert_tables_agree (const char *id)
{
  enum { G = 320 };
  g_autoptr (MercerDataset) table = moons_table (300, "x,y");
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, "steps", 20.0, NULL);
  g_autofree double *lattice = g_new (double, 2 * G * G);
  const double low[2] = { -60, -60 }, wide = 130;
  for (size_t k = 0; k < G * G; k++)
    {
      lattice[k] = low[0] + wide * (double) (k % G) / (G - 1);
      lattice[k + G * G] = low[1] + wide * (double) (k / G) / (G - 1);
    }
  g_autoptr (MercerDataset) points = table_of ("x,y", G * G, lattice);
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_at (recipe, points);
  Caught caught = catch_run (asked, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  size_t n, m;
  const double *density = table_column (caught.final, "density", "density", &n);
  double mass = 0;
  for (size_t k = 0; k < n; k++)
    mass += density[k] * pow (wide / (G - 1), 2);
  g_assert_cmpuint (n, ==, G * G);
  assert_close (mass, 1, 0, 1e-3);
  const double *x = table_column (caught.final, "samples", "x", &m), *y = table_column (caught.final, "samples", "y", &m);
  const double *said = table_column (caught.final, "samples", "log_density", &m);
  g_autofree double *both = g_new (double, 2 * m);
  memcpy (both, x, m * sizeof *both);
  memcpy (both + m, y, m * sizeof *both);
  g_autoptr (MercerDataset) samples = table_of ("x,y", m, both);
  g_autoptr (MercerRecipe) again = mercer_recipe_with_at (recipe, samples);
  Caught other = catch_run (again, NULL, false, -1);
  const double *got = table_column (other.final, "density", "log_density", &n);
  g_assert_cmpuint (n, ==, 500);
  for (size_t i = 0; i < n; i++)
    assert_close (got[i], said[i], 1e-9, 1e-9);
  caught_clear (&caught);
  caught_clear (&other);
}

/* A penalty that is dragged while it plays is felt at the next step and not before: so great a one draws the flow back from the
 * rows. */
static inline void
assert_takes_over (const char *id)
{
  g_autoptr (MercerDataset) table = moons_table (150, "x,y");
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, "steps", 30.0, "patience", 100.0, NULL);
  g_autoptr (MercerRecipe) stiff = mercer_recipe_with_value (recipe, "penalty", 1e3);
  g_assert_true (mercer_recipe_is_live_change (recipe, stiff));
  MercerRecipe *changes[] = { NULL, NULL };
  Film free_film = { .changes = changes }, stiff_film = { 0 };
  MercerRecipe *stiffened[] = { stiff, NULL };
  stiff_film.changes = stiffened;
  film_shoot (&free_film, recipe);
  film_shoot (&stiff_film, recipe);
  const MercerFigure *freely = free_film.frames->pdata[free_film.frames->len - 1];
  const MercerFigure *stiffly = stiff_film.frames->pdata[stiff_film.frames->len - 1];
  g_assert_nonnull (mercer_figure_get_draft (freely));
  g_test_message ("%g freely, %g stiffly", readout (freely, "train_nll"), readout (stiffly, "train_nll"));
  for (guint f = 0; f <= 10; f++)
    g_assert_cmpfloat (readout (free_film.frames->pdata[f], "train_nll"), ==, readout (stiff_film.frames->pdata[f], "train_nll"));
  g_assert_cmpfloat (readout (freely, "train_nll"), <, readout (stiffly, "train_nll") - 0.5);
  film_clear (&free_film);
  film_clear (&stiff_film);
}

/* A kernel that is changed while it plays bends the flow from the next step on: nothing of the first ten frames differs, the likelihood
 * does not leap, and the end is not worse than if the kernel had been there from the start, by more than two trainings differ. */
static inline void
assert_takes_kernel (const char *id)
{
  g_autoptr (MercerDataset) table = moons_table (150, "x,y");
  g_autoptr (MercerKernel) wide = mercer_kernel_parse ("RBF(lengthscale=40)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) apt = mercer_kernel_parse ("RBF(lengthscale=5)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) plain = flow_recipe (id, table, "steps", 60.0, "patience", 100.0, NULL);
  g_autoptr (MercerRecipe) from = mercer_recipe_with_kernel (plain, wide), to = mercer_recipe_with_kernel (plain, apt);
  g_assert_true (mercer_recipe_is_live_change (from, to));
  MercerRecipe *changes[] = { to, NULL };
  Film changed = { .changes = changes }, kept = { 0 }, fresh = { 0 };
  film_shoot (&changed, from);
  film_shoot (&kept, from);
  film_shoot (&fresh, to);
  for (guint f = 0; f <= 10; f++)
    g_assert_cmpfloat (readout (changed.frames->pdata[f], "train_nll"), ==, readout (kept.frames->pdata[f], "train_nll"));
  double before = readout (changed.frames->pdata[10], "train_nll"), after = readout (changed.frames->pdata[11], "train_nll");
  g_test_message ("%g, then %g; at the end %g, with the first kernel alone %g, with the second alone %g", before, after,
                  readout (changed.final, "train_nll"), readout (kept.final, "train_nll"), readout (fresh.final, "train_nll"));
  g_assert_cmpfloat (after, <, before + 0.1);
  g_assert_cmpfloat (after, !=, readout (kept.frames->pdata[11], "train_nll"));
  g_assert_cmpfloat (readout (changed.final, "train_nll"), <, readout (fresh.final, "train_nll") + 0.3);
  film_clear (&changed);
  film_clear (&kept);
  film_clear (&fresh);
}

/* Rows painted while it plays are trained on from the next step: a heap far off raises the likelihood of the whole at once and is
 * learned; all other rows keep their side, so that none that was held out is trained on. */
static inline void
assert_takes_rows (const char *id)
{
  enum { N = 150, MORE = 50 };
  g_autoptr (MercerDataset) table = moons_table (N, "x,y");
  g_autofree double *values = g_new (double, 2 * (N + MORE));
  for (size_t c = 0; c < 2; c++)
    {
      memcpy (values + c * (N + MORE), mercer_dataset_column (table, c)->values, N * sizeof *values);
      mercer_random_normals (9, c, 0, MORE, values + c * (N + MORE) + N);
      for (size_t i = N; i < N + MORE; i++)
        values[c * (N + MORE) + i] += 40;
    }
  g_autoptr (MercerDataset) more = table_of ("x,y", N + MORE, values);
  g_autoptr (MercerRecipe) from = flow_recipe (id, table, "steps", 60.0, "patience", 100.0, "penalty", 1e-3, NULL);
  g_autoptr (MercerRecipe) to = mercer_recipe_with_dataset (from, more);
  g_assert_true (mercer_recipe_is_live_change (from, to));
  MercerRecipe *changes[] = { to, NULL };
  Film film = { .changes = changes };
  film_shoot (&film, from);
  double before = readout (film.frames->pdata[10], "train_nll"), after = readout (film.frames->pdata[11], "train_nll");
  double end = readout (film.final, "test_nll"), gaussian = readout (film.final, "gaussian_nll");
  g_test_message ("%g, then %g, at the end %g, a Gaussian %g", before, after, end, gaussian);
  g_assert_cmpfloat (after, >, before + 0.2);
  g_assert_cmpfloat (end, <, gaussian - 0.5);
  film_clear (&film);
}

/* The shape is changed while it plays: the frames before are those of the film without the change, the next one has another number of
 * parameters and a likelihood at most `leap` worse, and the end is at most `cost` worse than without the change. */
static inline void
assert_takes_shape (const char *id, const char *param, double value, double leap, double cost)
{
  g_autoptr (MercerDataset) table = moons_table (150, "x,y");
  g_autoptr (MercerRecipe) from = flow_recipe (id, table, "steps", 40.0, "patience", 100.0, NULL);
  g_autoptr (MercerRecipe) to = mercer_recipe_with_value (from, param, value);
  g_assert_true (mercer_recipe_is_live_change (from, to));
  MercerRecipe *changes[] = { to, NULL };
  Film changed = { .changes = changes }, kept = { 0 };
  film_shoot (&changed, from);
  film_shoot (&kept, from);
  for (guint f = 0; f <= 10; f++)
    g_assert_cmpfloat (readout (changed.frames->pdata[f], "train_nll"), ==, readout (kept.frames->pdata[f], "train_nll"));
  double before = readout (changed.frames->pdata[10], "train_nll"), after = readout (changed.frames->pdata[11], "train_nll");
  g_test_message ("%s %g: %g, then %g; at the end %g, without the change %g", param, value, before, after,
                  readout (changed.final, "train_nll"), readout (kept.final, "train_nll"));
  g_assert_cmpfloat (readout (changed.frames->pdata[11], "parameters"), !=, readout (kept.frames->pdata[11], "parameters"));
  g_assert_cmpfloat (after, <, before + leap);
  g_assert_cmpfloat (readout (changed.final, "train_nll"), <, readout (kept.final, "train_nll") + cost);
  film_clear (&changed);
  film_clear (&kept);
}

/* Which columns are drawn and where the third stands is seen at once and trained on by nobody: all numbers are those of the film without. */
static inline void
assert_looks_elsewhere (const char *id)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 3);
  g_autoptr (MercerRecipe) from = flow_recipe (id, table, "steps", 30.0, "patience", 100.0, NULL);
  g_autoptr (MercerRecipe) higher = mercer_recipe_with_position (from, "c", 2);
  g_autoptr (MercerRecipe) turned = mercer_recipe_with_role (higher, "along", (const char *const[]){ "c", "b", NULL });
  g_assert_true (mercer_recipe_is_live_change (from, higher) && mercer_recipe_is_live_change (higher, turned));
  MercerRecipe *changes[] = { higher, turned, NULL };
  Film changed = { .changes = changes }, kept = { 0 };
  film_shoot (&changed, from);
  film_shoot (&kept, from);
  g_assert_cmpuint (changed.frames->len, ==, kept.frames->len);
  for (guint f = 0; f < kept.frames->len; f++)
    g_assert_cmpfloat (readout (changed.frames->pdata[f], "train_nll"), ==, readout (kept.frames->pdata[f], "train_nll"));
  film_clear (&changed);
  film_clear (&kept);
}

/* Layers undone are a look at the same flow: all its numbers and tables are what they were. */
static inline void
assert_same_undone (const char *id)
{
  g_autoptr (MercerDataset) table = moons_table (60, "x,y");
  g_autoptr (MercerRecipe) whole = flow_recipe (id, table, "steps", 5.0, NULL), some = mercer_recipe_with_value (whole, "undone", 3);
  g_autoptr (MercerRecipe) all = mercer_recipe_with_value (whole, "undone", 16);
  MercerRecipe *recipes[] = { whole, some, all };
  char *said[3];
  for (size_t k = 0; k < 3; k++)
    {
      Caught caught = catch_run (recipes[k], NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      said[k] = mercer_figure_to_json (caught.final);
      caught_clear (&caught);
    }
  g_assert_cmpstr (said[1], ==, said[0]);
  g_assert_cmpstr (said[2], ==, said[0]);
  for (size_t k = 0; k < 3; k++)
    g_free (said[k]);
}

static inline void
assert_refused (MercerRecipe *recipe, const char *part)
{
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_BAD_INPUT);
  if (strstr (caught.refusal, part) == NULL)
    g_error ("“%s” does not say “%s”", caught.refusal, part);
  caught_clear (&caught);
}

static inline void
assert_refusals (const char *id)
{
  g_autoptr (MercerDataset) table = moons_table (50, "x,y"), other = moons_table (5, "u,v");
  g_autoptr (MercerRecipe) plain = flow_recipe (id, table, NULL, NULL), elsewhere = mercer_recipe_with_at (plain, other);
  g_autoptr (MercerKernel) walk = mercer_kernel_parse ("Brownian()[x] * Brownian()[y]", NULL, NULL, NULL);
  g_autoptr (MercerDataset) up = table_of ("x,y", 5, (double[]){ 1, 2, 3, 4, 5, 7, 8, 9, 7, 6 });
  g_autoptr (MercerRecipe) of_up = flow_recipe (id, up, NULL, NULL), walking = mercer_recipe_with_kernel (of_up, walk);
  assert_refused (elsewhere, "no column “x”");
  assert_refused (walking, "defined for all numbers");
}

static const double painted_rows[][2] = { { 2, 3 }, { 3, 2.5 }, { 2.5, 4 }, { 3.5, 3 }, { 7, 7 },   { 7.5, 6.5 }, { 8, 7.5 }, { 7.2, 7.8 },
                                          { 2, 8 }, { 2.4, 7 }, { 6, 2 },   { 6.5, 3 }, { 3, 3.6 }, { 8.2, 6.6 }, { 1.5, 7.5 } };

/* Too few to learn from, of a painted table and of any other, and those of which a column is all the same: the points there are, room
 * for more, and a sentence. */
static inline void
assert_invites_rows (const char *id)
{
  static const double level[][2] = { { 1, 7 }, { 2, 7 }, { 3, 7 }, { 4, 7 }, { 5, 7 } };
  g_autoptr (MercerDataset) none = painted (0, painted_rows), one = painted (1, painted_rows), three = painted (3, painted_rows);
  g_autoptr (MercerDataset) flat = painted (5, level), few = moons_table (3, "x,y");
  const struct
  {
    MercerDataset *table;
    const char *sentence;
  } cases[] = { { none, "There are no points yet. Click into the picture to add points, or paint them with the brush." },
                { one, "A flow learns from 4 points or more; there is 1. Click" },
                { three, "A flow learns from 4 points or more; there are 3. Click" },
                { few, "there are 3. Click" },
                { flat, "“y” is the same" } };
  for (size_t k = 0; k < 2 * G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = flow_recipe (id, cases[k / 2].table, NULL, NULL);
      Caught caught = catch_run (recipe, NULL, k % 2 == 0, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      assert_invites (caught.final, cases[k / 2].sentence);
      caught_clear (&caught);
    }
}

/* A flow learns from the fourth point on. More are learned as they are painted, with as many auxiliary points as there is then room for;
 * taken away to three they end it. */
static inline void
assert_learns_painted (const char *id)
{
  enum { ALL = G_N_ELEMENTS (painted_rows) };
  g_autoptr (MercerDataset) four = painted (4, painted_rows), all = painted (ALL, painted_rows), three = painted (3, painted_rows);
  g_autoptr (MercerRecipe) from = flow_recipe (id, four, "steps", 60.0, "patience", 100.0, "layers", 2.0, NULL);
  g_autoptr (MercerRecipe) to = mercer_recipe_with_dataset (from, all), back = mercer_recipe_with_dataset (from, three);
  g_assert_true (mercer_recipe_is_live_change (from, to));
  Film film = { .changes = (MercerRecipe *const[]){ to, NULL } }, ended = { .changes = (MercerRecipe *const[]){ to, back, NULL } };
  film_shoot (&film, from);
  film_shoot (&ended, from);
  const char *x = NULL, *y = NULL;
  g_assert_true (mercer_figure_get_edits (film.final, 0, &x, &y));
  double few = readout (film.frames->pdata[10], "parameters"), more = readout (film.frames->pdata[11], "parameters");
  double before = readout (film.frames->pdata[11], "train_nll"), end = readout (film.final, "train_nll");
  g_test_message ("%g parameters, then %g; %g, at the end %g", few, more, before, end);
  g_assert_cmpfloat (more, >, few);
  g_assert_cmpfloat (end, <, before - 0.2);
  assert_invites (ended.final, "there are 3");
  film_clear (&film);
  film_clear (&ended);
}

/* --- The tests that all of them pass -------------------------------------------------------------------- */

static inline void
check_moons (gconstpointer id)
{
  assert_learns_moons (id, 0.4);
}

static inline void
check_tables (gconstpointer id)
{
  assert_tables_agree (id);
}

static inline void
check_refusals (gconstpointer id)
{
  assert_refusals (id);
}

static inline void
check_painted (gconstpointer id)
{
  assert_invites_rows (id);
  assert_learns_painted (id);
}

static inline void
check_live (gconstpointer id)
{
  assert_takes_over (id);
  assert_takes_kernel (id);
  assert_takes_rows (id);
  assert_looks_elsewhere (id);
  assert_same_undone (id);
  /* what is added takes nothing away; without two of six layers, whose work the others then do, some nats are lost at first */
  assert_takes_shape (id, "layers", 8, 0.05, 0.1);
  assert_takes_shape (id, "layers", 4, 0.6, 0.25);
  assert_takes_shape (id, "points", 30, 0.05, 0.1);
  assert_takes_shape (id, "points", 8, 0.1, 0.25);
}

/* One column has nothing to couple with, but bent coordinates alone part two heaps: half a nat better than a Gaussian. The heaps are
 * normals of sd 0.4 at +-2: their entropy is log 2 + log (2 pi e 0.16) / 2, to the accuracy of the mean of 45 rows that judge. */
static inline void
check_bent_column (gconstpointer id)
{
  g_autoptr (MercerDataset) table = two_heaps (300, 1);
  g_autoptr (MercerRecipe) recipe = flow_recipe (id, table, NULL, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_test_message ("judged %g, Gaussian %g, trained on %g", readout (caught.final, "test_nll"), readout (caught.final, "gaussian_nll"),
                  readout (caught.final, "train_nll"));
  g_assert_cmpfloat (readout (caught.final, "test_nll"), <, readout (caught.final, "gaussian_nll") - 0.5);
  assert_close (readout (caught.final, "test_nll"), log (2) + 0.5 * log (2 * G_PI * G_E * 0.16), 0, 3 * 0.71 / sqrt (45));
  caught_clear (&caught);
}

/* Three recipes of few steps, in three columns and in two, of both optimizers; for assert_same_film (). */
static inline MercerRecipe *
short_recipe (const char *id, size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (150, k == 0 ? 3 : 2);
  return k > 2 ? NULL : flow_recipe (id, table, "steps", 3.0, "optimizer", k == 2 ? 1.0 : 0.0, NULL);
}

/* Adds what every normalising flow is held to; `id` outlives the run. */
static inline void
add_normalizing_tests (const char *id)
{
  static const struct
  {
    const char *name;
    GTestDataFunc check;
  } checks[] = { { "moons", check_moons },
                 { "tables", check_tables },
                 { "painted", check_painted },
                 { "live", check_live },
                 { "refusals", check_refusals } };
  for (size_t k = 0; k < G_N_ELEMENTS (checks); k++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/%s", id, checks[k].name);
      g_test_add_data_func (path, id, checks[k].check);
    }
}
