/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"
#include "write.h"

static const double *
column (const MercerFigure *figure, size_t table, size_t c)
{
  return mercer_figure_get_table (figure, table)->column[c].values;
}

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
look (MercerDataset *table, int reverse, double bandwidth, int steps, double time, MercerStore *store, bool live)
{
  MercerRecipe *recipe = mercer_recipe_new (mercer_method_find ("diffusion"), table);
  recipe = with (recipe, "steps", steps);
  recipe = with (recipe, "reverse", reverse);
  recipe = with (recipe, "bandwidth", bandwidth);
  recipe = with (recipe, "time", time);
  Caught caught = catch_run (recipe, store, live, -1);
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
  Caught caught = look (table, 0, 0.7, 60, 2, NULL, false);
  for (size_t c = 0; c < 2; c++)
    {
      const double *x = column (caught.final, 0, c);
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
  Caught exact = look (table, 0, 0, 60, 2, NULL, false), smooth = look (table, 0, 0.05, 60, 2, NULL, false);
  Caught fine = look (table, 0, 0, 240, 2, NULL, false), learned = look (table, 1, 0.05, 60, 2, NULL, false);
  const MercerTable *trace = mercer_figure_get_table (exact.final, 1);
  const double *kept = trace->column[1].values, *out = trace->column[2].values, *energy = trace->column[4].values;
  double noise = out[trace->rows - 1];
  g_assert_cmpfloat (kept[0], ==, 1);
  g_assert_cmpfloat (out[0], <, 1e-9);
  g_assert_cmpfloat (readout (exact.final, "nearest"), <, 0.1 * noise);
  g_assert_cmpfloat (readout (fine.final, "nearest"), <, 0.7 * readout (exact.final, "nearest"));
  g_assert_cmpfloat (readout (smooth.final, "nearest"), <, 0.15 * noise);
  g_assert_cmpfloat (readout (smooth.final, "nearest"), >, readout (exact.final, "nearest"));
  g_assert_cmpfloat (readout (learned.final, "nearest"), <, 0.25 * noise);
  assert_close (energy[trace->rows - 1], 0.094, 0, 0.05);
  assert_close (trace->column[5].values[trace->rows - 1], 0.094, 0.05, 0); /* the mean of 400 points' distances */
  g_assert_cmpfloat (readout (exact.final, "energy"), <, 0.2);
  g_assert_cmpfloat (readout (smooth.final, "energy"), <, 0.2);
  g_assert_cmpfloat (readout (learned.final, "energy"), <, 0.3);
  assert_close (readout (smooth.final, "spread"), 1, 0.1, 0);
  caught_clear (&exact);
  caught_clear (&smooth);
  caught_clear (&fine);
  caught_clear (&learned);
}

/* Watched, it plays every moment, and what has been played is there at once for a look at any time: the same numbers. */
static void
test_film (void)
{
  g_autoptr (MercerDataset) table = roll (200);
  MercerStore *store = mercer_store_new (1 << 28);
  Caught film = look (table, 0, 0.05, 60, 2, store, true), still = look (table, 0, 0.05, 60, 0.5, store, true);
  Caught alone = look (table, 0, 0.05, 60, 0.5, NULL, false);
  g_assert_cmpint (film.n_drafts, ==, 2 * 60 + 1);
  g_assert_cmpint (still.n_drafts, ==, 0);
  g_assert_cmpfloat (readout (still.final, "steps"), ==, 30);
  g_assert_cmpfloat (readout (film.final, "steps"), ==, 121);
  assert_note (still.final, "stands still");
  for (size_t k = 0; k < mercer_figure_n_notes (film.final); k++)
    g_assert_null (strstr (mercer_figure_get_note (film.final, k)->sentence, "stands still"));
  g_autofree char *a = mercer_figure_to_json (still.final), *b = mercer_figure_to_json (alone.final);
  g_assert_cmpstr (a, ==, b);
  caught_clear (&film);
  caught_clear (&still);
  caught_clear (&alone);
  mercer_store_free (store);
}

/* Equal rows have no spread that could come back, nor one made of rounding: a mean of thirty times 0.1 is not 0.1. */
static void
test_equal_rows (void)
{
  double value[60];
  for (size_t k = 0; k < G_N_ELEMENTS (value); k++)
    value[k] = 0.1;
  g_autoptr (MercerDataset) table = table_of ("a,b", 30, value);
  Caught caught = look (table, 0, 0.05, 20, 2, NULL, false);
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
  g_test_add_func ("/diffusion/equal-rows", test_equal_rows);
  g_test_add_func ("/diffusion/same-film", test_same_film);
  return g_test_run ();
}
