/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw.h"
#include "film-testing.h"

enum { EACH = 150, GROUPS = 3 };

/* Three Gaussians in the plane, of different means and sds, and which one it is. */
static MercerDataset *
three_gaussians (void)
{
  static const double mean[GROUPS][2] = { { 0, 0 }, { 6, 1 }, { 2, 5 } }, sd[GROUPS][2] = { { 1, 0.6 }, { 0.5, 1.2 }, { 0.8, 0.8 } };
  static const char *const names[] = { "first", "second", "third" };
  double *at[2] = { g_new (double, EACH * GROUPS), g_new (double, EACH * GROUPS) };
  int32_t *codes = g_new (int32_t, EACH * GROUPS);
  char **levels = g_new0 (char *, GROUPS + 1);
  for (size_t k = 0; k < GROUPS; k++)
    levels[k] = g_strdup (names[k]);
  for (size_t c = 0; c < 2; c++)
    {
      mercer_random_normals (9, c, 0, EACH * GROUPS, at[c]);
      for (size_t i = 0; i < EACH * GROUPS; i++)
        at[c][i] = mean[i % GROUPS][c] + sd[i % GROUPS][c] * at[c][i];
    }
  for (size_t i = 0; i < EACH * GROUPS; i++)
    codes[i] = (int32_t) (i % GROUPS);
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("table", "");
  mercer_dataset_builder_add_numeric (b, "a", "", at[0], EACH * GROUPS);
  mercer_dataset_builder_add_numeric (b, "b", "", at[1], EACH * GROUPS);
  mercer_dataset_builder_add_categorical (b, "group", codes, EACH * GROUPS, levels);
  return mercer_dataset_builder_finish (b);
}

static void
mean_and_sd (const double *x, size_t n, double *mean, double *sd)
{
  double squares = 0;
  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += x[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += (x[i] - *mean) * (x[i] - *mean) / (double) n;
  *sd = sqrt (squares);
}

/* Between any two corners, straight across and by way of the middle, the carried rows arrive with the mean and the sd of the goal:
 * the velocity is learned from 1,000 draws of 150 rows each, whose means have a standard error of 1.2 / sqrt (150) = 0.1 and sds of
 * 0.07, and those carried as much again. At the middle, of weights 1/3, mean and sd are those of the mean of three independent ones. */
static void
test_gaussians (void)
{
  g_autoptr (MercerDataset) table = three_gaussians ();
  for (int from = 1; from <= 3; from++)
    for (int to = 1; to <= 3; to++)
      {
        g_autoptr (MercerRecipe) recipe = flow_recipe ("multimarginal-interpolant", table, "from", (double) from, "to", (double) to,
                                                       "draws", 1000.0, "steps", 12.0, "ridge", 100.0, NULL);
        Caught caught = catch_run (recipe, NULL, false, -1);
        g_assert_cmpint (caught.status, ==, MERCER_OK);
        /* spread of the table is about 2.5: 0.06 of it is 0.15, the standard error of both together */
        g_test_message ("%d to %d: %g %g", from, to, readout (caught.final, "mean_gap"), readout (caught.final, "sd_gap"));
        g_assert_cmpfloat (readout (caught.final, "mean_gap"), <, 0.06);
        g_assert_cmpfloat (readout (caught.final, "sd_gap"), <, 0.06);
        size_t n;
        const double *a = table_column (caught.final, "carried", "a at the point", &n);
        const double *b = table_column (caught.final, "carried", "b at the point", &n);
        double mean, sd;
        g_assert_cmpuint (n, ==, EACH);
        mean_and_sd (a, n, &mean, &sd);
        assert_close (mean, 8 / 3.0, 0, 0.25);
        assert_close (sd, sqrt (1 + 0.25 + 0.64) / 3, 0.25, 0);
        mean_and_sd (b, n, &mean, &sd);
        assert_close (mean, 2, 0, 0.25);
        assert_close (sd, sqrt (0.36 + 1.44 + 0.64) / 3, 0.25, 0);
        caught_clear (&caught);
      }
}

/* With hardly any kernel (a large ridge) and the way straight from Gaussian to Gaussian, the map is known: the velocity is linear and
 * the same in each column, and a -> m2 + (s2 / s1) (a - m1). The moments are those of the rows (0.1 for the draws, as above; the slope's
 * error is 0.15 of s2 / s1 at twice its standard error sqrt (2 / 150)). */
static void
test_linear_map (void)
{
  g_autoptr (MercerDataset) table = three_gaussians ();
  g_autoptr (MercerRecipe) recipe = flow_recipe ("multimarginal-interpolant", table, "draws", 1000.0, "ridge", 1e6, "across",
                                                 0.4330127018922193, "up", 0.25, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t n, rows;
  const double *row = table_column (caught.final, "carried", "row", &n), *end = table_column (caught.final, "carried", "a", &n);
  const double *first = table_column (caught.final, "way", "first", &rows), *third = table_column (caught.final, "way", "third", &rows);
  assert_close (first[rows / 2], 0.5, 0, 1e-6); /* half way on the edge from the first corner to the second */
  assert_close (third[rows / 2], 0, 0, 1e-6);
  const double *a = mercer_dataset_column (table, 0)->values;
  double sum = 0, mean[2] = { 0, 0 }, cross = 0, square = 0;
  for (size_t i = 0; i < n; i++)
    {
      double start = a[(size_t) row[i] - 1];
      mean[0] += start / (double) n;
      mean[1] += end[i] / (double) n;
      sum += 1;
    }
  for (size_t i = 0; i < n; i++)
    {
      double start = a[(size_t) row[i] - 1] - mean[0];
      cross += start * (end[i] - mean[1]);
      square += start * start;
    }
  g_assert_cmpfloat (sum, ==, EACH);
  assert_close (mean[1], 6, 0, 0.25);
  assert_close (cross / square, 0.5 / 1, 0.15, 0);
  caught_clear (&caught);
}

/* Without categories the groups are thirds; numbers may be too few for three. */
static void
test_groups (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2), two = table_of ("a,b", 2, (double[]){ 1, 2, 3, 5 });
  g_autoptr (MercerRecipe) recipe = flow_recipe ("multimarginal-interpolant", table, "to", 3.0, NULL);
  g_autoptr (MercerRecipe) few = flow_recipe ("multimarginal-interpolant", two, "to", 6.0, NULL);
  Caught caught = catch_run (recipe, NULL, true, -1), other = catch_run (few, NULL, false, -1);
  assert_note (caught.final, "thirds");
  g_assert_cmpint (caught.n_drafts, ==, 1);
  g_assert_nonnull (mercer_figure_find_readout (caught.final, "weight3"));
  g_assert_null (mercer_figure_find_readout (other.final, "weight3"));
  /* one row a group: the way is the line between them */
  size_t n;
  assert_close (table_column (other.final, "carried", "a", &n)[0], 2, 1e-9, 0);
  assert_close (table_column (other.final, "carried", "b at the point", &n)[0], 4, 1e-9, 0);
  caught_clear (&caught);
  caught_clear (&other);
}

/* The pixel that the panel of the weights has its middle at, of 500. */
static double
weights_middle (const MercerFigure *figure)
{
  const MercerLook look = { .theme = MERCER_THEME_LIGHT };
  double x, y;
  mercer_figure_panel_centre (figure, 800, 500, &look, NULL, 0, &x, &y);
  return y;
}

/* Two corners are the ends of a line, whose panel leaves its height to the one below; of two even rows the upper one has its middle at
 * a quarter of the height or, under titles, lower. */
static void
test_line_is_low (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2), two = table_of ("a,b", 2, (double[]){ 1, 2, 3, 5 });
  g_autoptr (MercerRecipe) three = flow_recipe ("multimarginal-interpolant", table, "steps", 5.0, NULL);
  g_autoptr (MercerRecipe) few = flow_recipe ("multimarginal-interpolant", two, "steps", 5.0, NULL);
  Caught plane = catch_run (three, NULL, false, -1), line = catch_run (few, NULL, false, -1);
  g_assert_cmpfloat (weights_middle (line.final), <, 0.24 * 500);
  g_assert_cmpfloat (weights_middle (plane.final), >, 0.25 * 500);
  caught_clear (&plane);
  caught_clear (&line);
}

/* Rows painted on an empty ground: none invite, and from the first on they are thirds of themselves; a table with categories takes none, as
 * a painted row would have no group. */
static void
test_painted (void)
{
  static const double at[][2] = { { 4, 5 }, { 1, 2 }, { 8, 3 }, { 5, 5 } };
  const char *x = NULL, *y = NULL;
  for (size_t n = 0; n <= G_N_ELEMENTS (at); n++)
    {
      g_autoptr (MercerDataset) table = painted (n, at);
      g_autoptr (MercerRecipe) recipe = flow_recipe ("multimarginal-interpolant", table, "steps", 5.0, NULL);
      Caught caught = catch_run (recipe, NULL, true, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      if (n == 0)
        assert_invites (caught.final, "There are no points yet. Click into the picture to add points, or paint them with the brush.");
      else
        g_assert_true (mercer_figure_get_edits (caught.final, 1, &x, &y));
      g_assert_cmpint (caught.n_drafts, ==, n > 0);
      caught_clear (&caught);
    }
  g_autoptr (MercerDataset) grouped = three_gaussians ();
  g_autoptr (MercerRecipe) recipe = flow_recipe ("multimarginal-interpolant", grouped, "steps", 5.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  for (int p = 0; p < (int) mercer_figure_n_panels (caught.final); p++)
    g_assert_false (mercer_figure_get_edits (caught.final, p, &x, &y));
  caught_clear (&caught);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = three_gaussians ();
  return k > 0 ? NULL : flow_recipe ("multimarginal-interpolant", table, "steps", 5.0, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/multimarginal-interpolant/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multimarginal-interpolant/gaussians", test_gaussians);
  g_test_add_func ("/multimarginal-interpolant/linear-map", test_linear_map);
  g_test_add_func ("/multimarginal-interpolant/groups", test_groups);
  g_test_add_func ("/multimarginal-interpolant/line-is-low", test_line_is_low);
  g_test_add_func ("/multimarginal-interpolant/painted", test_painted);
  g_test_add_func ("/multimarginal-interpolant/same-film", test_same_film);
  return g_test_run ();
}
