/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"
#include "reader.h"
#include "write.h"

/* Two spirals of a roll, n rows. */
static MercerDataset *
roll (size_t n)
{
  g_autofree double *at = g_new (double, 2 * n);
  for (size_t i = 0; i < n; i++)
    {
      double turn = 4.7 + 7 * (double) i / (double) n;
      at[i] = 10 + turn * cos (turn);
      at[i + n] = turn * sin (turn);
    }
  return table_of ("a,b", n, at);
}

static MercerRecipe *
with (MercerRecipe *recipe, const char *param, double value)
{
  MercerRecipe *changed = mercer_recipe_with_value (recipe, param, value);
  mercer_recipe_unref (recipe);
  return changed;
}

static Caught
look (MercerDataset *table, int reverse, double bandwidth, int steps)
{
  MercerRecipe *recipe = mercer_recipe_new (mercer_method_find ("diffusion"), table);
  recipe = with (recipe, "steps", steps);
  recipe = with (recipe, "reverse", reverse);
  recipe = with (recipe, "bandwidth", bandwidth);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  mercer_recipe_unref (recipe);
  return caught;
}

/* Data that are one Gaussian: a row (the unit is then 1) of bandwidth 0.7 about (3, -2). 400 particles: the mean is off by
 * 0.7 / 20 = 0.035 a standard error, the spread by 0.7 / sqrt (800) = 0.025; four of each. What is left of the data at the
 * start of the way back, exp (-10.05 / 2) = 0.7 % of them, is far less. */
static void
test_gaussian (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 1, (double[]){ 3, -2 });
  Caught caught = look (table, 0, 0.7, 60);
  for (size_t c = 0; c < 2; c++)
    {
      const double *x = column_named (caught.final, "particles", c == 0 ? "a" : "b");
      double mean = 0, square = 0;
      for (size_t i = 0; i < 400; i++)
        mean += x[i] / 400;
      for (size_t i = 0; i < 400; i++)
        square += (x[i] - mean) * (x[i] - mean) / 399;
      assert_close (mean, c == 0 ? 3 : -2, 0, 0.14);
      assert_close (sqrt (square), 0.7, 0, 0.1);
    }
  caught_clear (&caught);
}

/* The forward diffusion starts on the rows; the exact way back without a bandwidth ends the nearer to them the smaller the steps
 * (the noise of the last one is sqrt (1 - k_1): 0.067 of 60 steps, 0.024 of 240; the rows are 0.03 of the unit apart, which adds
 * to both), the learned one comes near, too. The energy distance at the start of the way back is that of two samples of 400
 * from nearly one law: its square is 2 E|x - x'| / 400 = 2 sqrt (pi) / 400 on average for standard normal x in the
 * plane, the square of 0.094. */
static void
test_roll (void)
{
  g_autoptr (MercerDataset) table = roll (300);
  Caught exact = look (table, 0, 0, 60), smooth = look (table, 0, 0.05, 60);
  Caught fine = look (table, 0, 0, 240), learned = look (table, 1, 0.05, 60);
  const MercerTable *trace = table_named (exact.final, "trace");
  const double *kept = column_of (trace, "kept"), *out = column_of (trace, "nearest_forward"), *energy = column_of (trace, "energy");
  double noise = out[trace->rows - 1];
  g_assert_cmpfloat (kept[0], ==, 1);
  g_assert_cmpfloat (out[0], <, 1e-9);
  g_assert_cmpfloat (readout (exact.final, "nearest"), <, 0.1 * noise);
  g_assert_cmpfloat (readout (fine.final, "nearest"), <, 0.7 * readout (exact.final, "nearest"));
  g_assert_cmpfloat (readout (smooth.final, "nearest"), <, 0.15 * noise);
  g_assert_cmpfloat (readout (smooth.final, "nearest"), >, readout (exact.final, "nearest"));
  g_assert_cmpfloat (readout (learned.final, "nearest"), <, 0.25 * noise);
  assert_close (energy[trace->rows - 1], 0.094, 0, 0.05);
  assert_close (column_of (trace, "energy_by_chance")[trace->rows - 1], 0.094, 0.05, 0); /* the mean of 400 points' distances */
  g_assert_cmpfloat (readout (exact.final, "energy"), <, 0.2);
  g_assert_cmpfloat (readout (smooth.final, "energy"), <, 0.2);
  g_assert_cmpfloat (readout (learned.final, "energy"), <, 0.3);
  assert_close (readout (smooth.final, "spread"), 1, 0.1, 0);
  caught_clear (&exact);
  caught_clear (&smooth);
  caught_clear (&fine);
  caught_clear (&learned);
}

/* --- The film ------------------------------------------------------------------------------------------------- */

enum { T = 20 }; /* a change by film_refresh () comes before moments 11 (out), 21 (the start of the way back), 31 (back) */

static MercerRecipe *
short_film (MercerDataset *table)
{
  return flow_recipe ("diffusion", table, "steps", (double) T, "particles", 100.0, NULL);
}

static Film
shoot (MercerRecipe *recipe, MercerRecipe *const *changes)
{
  Film film = { .changes = changes };
  film_shoot (&film, recipe);
  g_assert_cmpuint (film.frames->len, ==, 2 * T + 1); /* and the end */
  return film;
}

static double
said (const Film *film, guint moment, const char *id)
{
  return readout (moment <= 2 * T ? film->frames->pdata[moment] : film->final, id);
}

/* Every moment is a frame with its number, and a handle stands there that looks along the film. */
static void
test_film (void)
{
  g_autoptr (MercerDataset) table = roll (100);
  g_autoptr (MercerRecipe) recipe = short_film (table);
  Film film = shoot (recipe, NULL);
  for (guint k = 0; k <= 2 * T + 1; k++)
    {
      const MercerFigure *figure = k <= 2 * T ? film.frames->pdata[k] : film.final;
      const MercerHandle *handle = mercer_figure_get_handle (figure, 0, NULL);
      g_assert_cmpfloat (readout (figure, "steps"), ==, k);
      g_assert_cmpfloat (handle->x, ==, k);
      g_assert_cmpstr (handle->value.id, ==, MERCER_HANDLE_FILM);
    }
  film_clear (&film);
}

/* The integral of the noise's rate from 0.1 to `most`, at time t. */
static double
forgotten (double most, double t)
{
  double s = t / T;
  return 0.1 * s + 0.5 * (most - 0.1) * s * s;
}

/* Less noise on the way out: what is there stays, what is to come is slower, and the way back has the same noise. More of it on the
 * way back: what is left is shared out anew, down to none. */
static void
test_noise (void)
{
  g_autoptr (MercerDataset) table = roll (100);
  g_autoptr (MercerRecipe) recipe = short_film (table), less = mercer_recipe_with_value (recipe, "noise", 2);
  g_autoptr (MercerRecipe) more = mercer_recipe_with_value (recipe, "noise", 40);
  MercerRecipe *const changes[] = { less, less, more, NULL };
  Film film = shoot (recipe, changes);
  double out[T + 1], present = forgotten (20, 10) + forgotten (2, 11) - forgotten (2, 10);
  for (guint t = 0; t <= T; t++)
    {
      out[t] = t <= 10 ? forgotten (20, t) : forgotten (20, 10) + forgotten (2, t) - forgotten (2, 10);
      assert_close (said (&film, t, "kept"), exp (-out[t]), 1e-12, 0);
    }
  for (guint t = 0; t <= T; t++)
    assert_close (said (&film, 2 * T + 1 - t, "kept"), exp (-(t >= 11 ? out[t] : present * forgotten (40, t) / forgotten (40, 11))), 1e-12, 0);
  g_assert_cmpfloat (said (&film, 2 * T + 1, "kept"), ==, 1);
  assert_note (film.final, "wrong noise"); /* exp (-3.3) of the variance is still data where the way back begins */
  film_clear (&film);
}

/* Each value that the way back depends on: as before up to the moment of the change, another at the next. */
static void
test_values (void)
{
  static const struct
  {
    const char *id;
    double value;
    int reverse;
  } changed[] = { { "bandwidth", 0.5, 0 }, { "reverse", 1, 0 }, { "random", 0, 0 }, { "width", 1, 1 }, { "copies", 2, 1 }, { "noise", 3, 0 } };
  g_autoptr (MercerDataset) table = roll (100);
  for (size_t c = 0; c < G_N_ELEMENTS (changed); c++)
    {
      g_autoptr (MercerRecipe) recipe = with (short_film (table), "reverse", changed[c].reverse);
      g_autoptr (MercerRecipe) next = mercer_recipe_with_value (recipe, changed[c].id, changed[c].value);
      g_assert_true (mercer_recipe_is_live_change (recipe, next));
      MercerRecipe *const changes[] = { recipe, recipe, next, NULL };
      Film plain = shoot (recipe, NULL), film = shoot (recipe, changes);
      for (guint k = 0; k <= 30; k++)
        g_assert_cmpfloat (said (&film, k, "nearest"), ==, said (&plain, k, "nearest"));
      g_assert_cmpfloat (said (&film, 31, "nearest"), !=, said (&plain, 31, "nearest"));
      film_clear (&plain);
      film_clear (&film);
    }
}

/* Rows that are moved under the way back: it ends on them where they are then. At time 11 of 20 exp (-3.06 / 2) = 22 % of a row's place is
 * in the particles, the rest is noise, and it is 100 of them that say where they are, 0.1 of the spread (7.5) a standard error. */
static void
test_rows (void)
{
  g_autoptr (MercerDataset) table = roll (100);
  g_autofree double *moved = g_new (double, 200);
  for (size_t c = 0; c < 2; c++)
    for (size_t i = 0; i < 100; i++)
      moved[i + c * 100] = mercer_dataset_column (table, c)->values[i] + (c == 0 ? 6 : 0);
  g_autoptr (MercerDataset) elsewhere = table_of ("a,b", 100, moved);
  g_autoptr (MercerRecipe) recipe = short_film (table), next = mercer_recipe_with_dataset (recipe, elsewhere);
  MercerRecipe *const changes[] = { recipe, recipe, next, NULL };
  Film plain = shoot (recipe, NULL), film = shoot (recipe, changes);
  const double *before = column_named (plain.final, "particles", "a"), *after = column_named (film.final, "particles", "a");
  double shift = 0;
  for (size_t i = 0; i < 100; i++)
    shift += (after[i] - before[i]) / 100;
  assert_close (shift, 6, 0, 3);
  assert_close (readout (film.final, "nearest"), readout (plain.final, "nearest"), 0.3, 0);
  film_clear (&plain);
  film_clear (&film);
}

typedef struct
{
  Film film;          /* first: film_emit () gets it */
  GPtrArray *revised; /* frames put into the film after its end */
  MercerRecipe *next;
  guint at_end;       /* frames until then */
} Resumed;

static void
resumed_emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Resumed *resumed = data;
  if (kind != MERCER_EMIT_REVISED)
    {
      film_emit (kind, figure, &resumed->film);
      return;
    }
  g_assert_nonnull (resumed->film.final); /* the end comes first */
  g_ptr_array_add (resumed->revised, figure);
}

static MercerRecipe *
take_at_end (void *data)
{
  Resumed *resumed = data;
  return resumed->at_end > 0 ? g_steal_pointer (&resumed->next) : NULL;
}

/* Once, if there is something new. */
static bool
await (void *data)
{
  Resumed *resumed = data;
  if (resumed->next == NULL)
    return false;
  resumed->at_end = resumed->film.frames->len;
  g_clear_pointer (&resumed->film.final, mercer_figure_unref);
  return true;
}

/* A change after the end: nothing plays, but the end and then all frames that depend on it are what they would have been had the film begun
 * with it: those of the way back, with another noise or other rows all, in every bit of every number. */
static void
test_end (void)
{
  g_autoptr (MercerDataset) table = roll (100), other = roll (120);
  g_autoptr (MercerRecipe) recipe = short_film (table), rows = mercer_recipe_with_dataset (recipe, other);
  g_autoptr (MercerRecipe) bandwidth = mercer_recipe_with_value (recipe, "bandwidth", 0.5);
  g_autoptr (MercerRecipe) noise = mercer_recipe_with_value (recipe, "noise", 5), arrows = mercer_recipe_with_value (recipe, "arrows", 0);
  const struct
  {
    MercerRecipe *next;
    guint from; /* the first frame that is another */
  } changed[] = { { bandwidth, T + 1 }, { noise, 0 }, { rows, 0 }, { arrows, T + 1 } };
  for (size_t c = 0; c < G_N_ELEMENTS (changed); c++)
    {
      Film fresh = shoot (changed[c].next, NULL);
      Resumed resumed = { .film.frames = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_figure_unref),
                          .revised = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_figure_unref),
                          .next = mercer_recipe_ref (changed[c].next) };
      MercerWork *work = mercer_work_new (0, NULL);
      MercerJobSink sink = { .emit = resumed_emit, .data = &resumed, .live = true, .refresh = take_at_end, .await = await };
      MercerJob *job = mercer_job_new (recipe, work, &sink);
      g_assert_cmpint (mercer_job_run (job, NULL), ==, MERCER_OK);
      g_assert_cmpuint (resumed.film.frames->len, ==, resumed.at_end);
      g_assert_cmpuint (resumed.revised->len, ==, 2 * T + 1 - changed[c].from);
      for (guint k = 0; k <= resumed.revised->len; k++)
        {
          bool end = k == resumed.revised->len;
          g_autofree char *is = mercer_figure_to_json (end ? resumed.film.final : resumed.revised->pdata[k]);
          g_autofree char *should = mercer_figure_to_json (end ? fresh.final : fresh.frames->pdata[changed[c].from + k]);
          g_assert_cmpstr (is, ==, should);
        }
      mercer_job_free (job);
      mercer_work_free (work);
      g_ptr_array_unref (resumed.revised);
      film_clear (&resumed.film);
      film_clear (&fresh);
    }
}

/* Equal rows have no spread that could come back, nor one made of rounding: a mean of thirty times 0.1 is not 0.1. */
static void
test_equal_rows (void)
{
  double value[60];
  for (size_t k = 0; k < G_N_ELEMENTS (value); k++)
    value[k] = 0.1;
  g_autoptr (MercerDataset) table = table_of ("a,b", 30, value);
  Caught caught = look (table, 0, 0.05, 20);
  g_assert_nonnull (caught.final);
  g_assert_null (mercer_figure_find_readout (caught.final, "spread"));
  caught_clear (&caught);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = roll (300);
  return k > 1 ? NULL : flow_recipe ("diffusion", table, "steps", 8.0, "reverse", (double) k, NULL);
}

static const double *
values_of (MercerDataset *table, const char *column)
{
  return mercer_dataset_column (table, (size_t) mercer_dataset_find (table, column))->values;
}

/* Of a wider table the first two columns diffuse, which of the generated roll are the plane of its spiral: there the distance from
 * the middle is t. More are a person's choice. */
static void
test_columns (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerDataset) table = mercer_dataset_open ("generator:swiss-roll(n=50)", NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) plane = mercer_recipe_new (mercer_method_find ("diffusion"), table);
  const char *const *names = mercer_recipe_role (plane, "x");
  g_assert_cmpuint (g_strv_length ((char **) names), ==, 2);
  const double *x = values_of (table, names[0]), *y = values_of (table, names[1]), *t = values_of (table, "t");
  for (size_t i = 0; i < 50; i++)
    assert_close (hypot (x[i], y[i]), t[i], 1e-14, 0);
  g_autoptr (MercerRecipe) space = mercer_recipe_with_role (plane, "x", (const char *const[]){ "x", "y", "z", NULL });
  Caught caught = catch_run (space, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_nonnull (column_named (caught.final, "particles", "z"));
  caught_clear (&caught);
}

/* What stands in the text form of a picture about its first panel's axes: names, units and how far they reach. */
static char *
axes_of (MercerFigure *figure)
{
  g_autofree char *text = mercer_figure_to_text (figure);
  const char *from = strstr (text, "  x ");
  return g_strndup (from, (gsize) (strstr (strstr (from, "  y "), "\n") - from));
}

/* From none to one row to two on the same ground, and back to none while it plays. One row has no spread; the noise fills the ground all
 * the same, and all of it comes to that row: 400 particles of bandwidth 0.05 of 10 / 5.6 about it, a standard error of 0.0045. */
static void
test_painted (void)
{
  static const double at[][2] = { { 4, 5 }, { 6, 1 } };
  g_autoptr (MercerDataset) none = painted (0, at), one = painted (1, at), two = painted (2, at);
  g_autoptr (MercerRecipe) empty = flow_recipe ("diffusion", none, NULL), of_one = short_film (one), of_two = short_film (two);
  g_autoptr (MercerRecipe) bare = mercer_recipe_with_dataset (of_two, none);
  Caught ground = catch_run (empty, NULL, true, -1), point = catch_run (of_one, NULL, false, -1);
  g_assert_cmpint (ground.status, ==, MERCER_OK);
  assert_invites (ground.final, "There are no points yet. Click into the picture to add points, or paint them with the brush.");
  g_autofree char *first = axes_of (ground.final), *then = axes_of (point.final);
  g_assert_cmpstr (then, ==, first);
  const char *x = NULL, *y = NULL;
  g_assert_true (mercer_figure_get_edits (point.final, 0, &x, &y));
  const double *a = column_named (point.final, "particles", "x");
  double mean = 0;
  for (size_t i = 0; i < 100; i++)
    mean += a[i] / 100;
  assert_close (mean, 4, 0, 4 * 0.009);
  g_assert_true (mercer_recipe_is_live_change (of_two, bare));
  MercerRecipe *const changes[] = { bare, NULL };
  Film film = { .changes = changes };
  film_shoot (&film, of_two);
  assert_invites (film.final, "There are no points yet.");
  film_clear (&film);
  caught_clear (&ground);
  caught_clear (&point);
}

/* Columns that spread too differently diffuse each in its own scale: what comes of a table whose second column is stretched is stretched
 * as much, and distances, in standard deviations, are the same. */
static void
test_scales (void)
{
  g_autoptr (MercerDataset) table = roll (100);
  double values[2][200], stretch[2] = { 1e3, 1e6 };
  for (size_t k = 0; k < 2; k++)
    for (size_t i = 0; i < 100; i++)
      {
        values[k][i] = mercer_dataset_column (table, 0)->values[i];
        values[k][i + 100] = stretch[k] * mercer_dataset_column (table, 1)->values[i];
      }
  g_autoptr (MercerDataset) wide = table_of ("a,b", 100, values[0]), wider = table_of ("a,b", 100, values[1]);
  Caught one = look (wide, 0, 0.05, 20), other = look (wider, 0, 0.05, 20), plain = look (table, 0, 0.05, 20);
  assert_note (one.final, "its own standard deviation");
  g_assert_false (has_note (plain.final, "its own standard deviation"));
  assert_close (readout (one.final, "nearest"), readout (other.final, "nearest"), 1e-9, 0); /* sums of rounded sds */
  const double *a = column_named (one.final, "particles", "b"), *b = column_named (other.final, "particles", "b");
  for (size_t i = 0; i < 100; i++)
    assert_close (1e3 * a[i], b[i], 1e-9, 1e-3);
  caught_clear (&one);
  caught_clear (&other);
  caught_clear (&plain);
}

static void
test_same_film (void)
{
  assert_same_film ("/diffusion/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diffusion/gaussian", test_gaussian);
  g_test_add_func ("/diffusion/roll", test_roll);
  g_test_add_func ("/diffusion/film", test_film);
  g_test_add_func ("/diffusion/noise", test_noise);
  g_test_add_func ("/diffusion/values", test_values);
  g_test_add_func ("/diffusion/rows", test_rows);
  g_test_add_func ("/diffusion/end", test_end);
  g_test_add_func ("/diffusion/equal-rows", test_equal_rows);
  g_test_add_func ("/diffusion/columns", test_columns);
  g_test_add_func ("/diffusion/painted", test_painted);
  g_test_add_func ("/diffusion/scales", test_scales);
  g_test_add_func ("/diffusion/same-film", test_same_film);
  return g_test_run ();
}
