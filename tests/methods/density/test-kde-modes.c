/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "methods-testing.h"
#include "random.h"
#include "reader.h"
#include "write.h"

static MercerDataset *
sample (const char *name)
{
  g_autofree char *spec = g_strconcat ("sample:", name, NULL);
  g_autoptr (GError) error = NULL;
  MercerDataset *table = mercer_dataset_open (spec, NULL, &error);
  g_assert_no_error (error);
  return table;
}

/* Old Faithful in the plane with H = (0.04, 0.3, 9): modes and basins by scipy, golden/modes-scipy.ini. */
static void
test_plane (void)
{
  g_autoptr (MercerDataset) table = sample ("faithful");
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-modes"), table);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (start, "bandwidth-matrix", (double[]){ 0.04, 0.3, 9 }, 3);
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_nonnull (caught.first_draft);
  g_assert_cmpfloat (readout (caught.final, "modes"), ==, 2);
  assert_close (readout (caught.final, "bandwidth_covariance"), 0.3, 1e-12, 0);
  assert_close (column_named (caught.final, "modes", "eruptions")[0], 4.39524291803, 1e-6, 0);
  assert_close (column_named (caught.final, "modes", "waiting")[1], 53.8926515841, 1e-6, 0);
  /* log_f = 3.55348161653 of sums without weights: over n 2 pi |H|^(1/2) */
  assert_close (column_named (caught.final, "modes", "density")[0], exp (3.55348161653) / (272 * 2 * G_PI * sqrt (0.04 * 9 - 0.09)),
                1e-9, 0);
  g_assert_cmpfloat (column_named (caught.final, "modes", "points")[0], ==, 175);
  caught_clear (&caught);
}

/* The rule for n points of unit covariance in d columns; a bandwidth given and a smoothing replace and multiply it. */
static void
test_bandwidth (void)
{
  g_autoptr (MercerDataset) table = sample ("faithful");
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-modes"), table);
  g_autoptr (MercerRecipe) given = mercer_recipe_with_list (start, "bandwidth", (double[]){ 0.5, 4 }, 2);
  g_autoptr (MercerRecipe) twice = mercer_recipe_with_value (given, "smoothing", 2);
  Caught rule = catch_run (start, NULL, false, -1), two = catch_run (twice, NULL, false, -1);
  /* sd of waiting 13.5949738 (R) */
  assert_close (readout (rule.final, "bandwidth_2"), 13.5949738 * pow (4.0 / 6 / 272, 0.125), 1e-8, 0);
  assert_close (readout (two.final, "bandwidth_1"), 1, 1e-12, 0);
  assert_close (readout (two.final, "bandwidth_2"), 8, 1e-12, 0);
  caught_clear (&rule);
  caught_clear (&two);
}

/* One column: waiting times are bimodal by every test (R: dip 0.0414, p 0.0018), and a handle sets the bandwidth. */
static void
test_line (void)
{
  g_autoptr (MercerDataset) table = sample ("faithful");
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-modes"), table);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (start, "x", (const char *[]){ "waiting", NULL });
  Caught caught = catch_run (recipe, NULL, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (caught.final, "modes"), ==, 2);
  assert_close (readout (caught.final, "dip"), 0.041436887254901959, 1e-12, 0);
  g_assert_cmpfloat (readout (caught.final, "dip_p"), <, 0.02);
  g_assert_cmpfloat (readout (caught.final, "silverman_p_1"), <, 0.02);
  g_assert_cmpfloat (readout (caught.final, "silverman_p_2"), >, 0.05);
  assert_close (column_named (caught.final, "tests", "critical_bandwidth")[0], 8.0685942, 2e-3, 0); /* golden/modes-scipy.ini */
  g_assert_cmpuint (mercer_figure_n_handles (caught.final), ==, 1);
  int panel;
  MercerHandleValue value = { .value = 9 };
  g_autoptr (MercerRecipe) wide = mercer_recipe_with_handle (recipe, mercer_figure_get_handle (caught.final, 0, &panel), &value);
  Caught one = catch_run (wide, NULL, false, -1); /* above the critical bandwidth */
  g_assert_cmpfloat (readout (one.final, "modes"), ==, 1);
  assert_close (readout (one.final, "bandwidth"), 9, 1e-9, 0);
  caught_clear (&caught);
  caught_clear (&one);
}

/* Three clumps in five columns, ten sds apart: three modes, and each point belongs to its own clump's. */
static void
test_more (void)
{
  enum { N = 300, D = 5 };
  g_autofree double *x = g_new (double, N * D);
  mercer_random_normals (4, 1, 0, N * D, x);
  for (size_t i = 0; i < N; i++)
    for (size_t c = 0; c < D; c++)
      x[i + c * N] += i % 3 == c ? 10 : 0;
  g_autoptr (MercerDataset) table = table_of ("a,b,c,d,e", N, x);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-modes"), table);
  g_autoptr (MercerRecipe) all = mercer_recipe_with_role (start, "x", (const char *[]){ "a", "b", "c", "d", "e", NULL });
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (all, "bandwidth", (double[]){ 1.2 }, 1);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (caught.final, "modes"), ==, 3);
  const double *mode = column_named (caught.final, "basins", "mode");
  for (size_t i = 3; i < N; i++)
    g_assert_cmpfloat (mode[i], ==, mode[i % 3]);
  caught_clear (&caught);
}

static size_t
lines_in (const MercerFigure *figure)
{
  g_autofree char *text = mercer_figure_to_text (figure);
  size_t n = 0;
  for (const char *at = text; (at = strstr (at, "\n  line ")) != NULL; at++)
    n++;
  return n;
}

/* Twelve columns climb in a projection to eight unless told otherwise, and find the same three clumps. Ways are drawn in each of the four
 * panels. Iris by kernels that end: the sum of golden/modes-scipy.ini over n, the columns' bandwidths and the
 * volume of the biweight in four dimensions. */
static void
test_choices (void)
{
  enum { N = 120, D = 12 };
  g_autofree double *x = g_new (double, N * D);
  mercer_random_normals (4, 2, 0, N * D, x);
  for (size_t i = 0; i < N; i++)
    for (size_t c = 0; c < D; c++)
      x[i + c * N] = 0.3 * x[i + c * N] + (i % 3 == c % 3 ? 10 : 0);
  g_autoptr (MercerDataset) table = table_of ("a,b,c,d,e,f,g,h,i,j,k,l", N, x);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-modes"), table);
  g_autoptr (MercerRecipe) all = mercer_recipe_with_role (
      start, "x", (const char *[]){ "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", NULL });
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (all, "bandwidth", (double[]){ 1 }, 1);
  for (int project = 0; project <= 2; project++)
    {
      g_autoptr (MercerRecipe) chosen = mercer_recipe_with_value (recipe, "project", project);
      g_autoptr (MercerRecipe) drawn = mercer_recipe_with_value (chosen, "paths", 10 * project);
      Caught caught = catch_run (drawn, NULL, false, -1);
      g_assert_cmpfloat (readout (caught.final, "modes"), ==, 3);
      g_assert_cmpint (mercer_figure_find_readout (caught.final, "projected_to") != NULL, ==, project < 2);
      g_assert_cmpint (has_note (caught.final, "random projection"), ==, project < 2);
      g_assert_true (has_note (caught.final, "first 8"));
      g_assert_cmpuint (lines_in (caught.final), ==, 4 * 10 * (size_t) project);
      caught_clear (&caught);
    }
  g_autoptr (MercerDataset) flowers = sample ("iris");
  static const char *const columns[] = { "sepal length", "sepal width", "petal length", "petal width", NULL };
  static const double h[] = { 0.3, 0.24494897427831781, 0.4, 0.2 };
  g_autoptr (MercerRecipe) iris = mercer_recipe_new (mercer_method_find ("kde-modes"), flowers);
  g_autoptr (MercerRecipe) four = mercer_recipe_with_role (iris, "x", columns);
  g_autoptr (MercerRecipe) given = mercer_recipe_with_list (four, "bandwidth", h, 4);
  g_autoptr (MercerRecipe) biweight = mercer_recipe_with_value (given, "shape", 2);
  Caught caught = catch_run (biweight, NULL, false, -1);
  g_assert_cmpfloat (readout (caught.final, "modes"), ==, 4);
  double volume = 100 * G_PI * G_PI * 2 / 24; /* R^4 pi^2 Gamma (3) / Gamma (5), R^2 = 10 */
  assert_close (column_named (caught.final, "modes", "density")[0], exp (3.2487691399) / (150 * volume * h[0] * h[1] * h[2] * h[3]), 1e-8, 0);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) line = mercer_recipe_with_role (biweight, "x", (const char *[]){ "sepal length", NULL });
  caught = catch_run (line, NULL, false, -1);
  g_assert_nonnull (caught.refusal);
  g_assert_nonnull (strstr (caught.refusal, "Choose Gaussian"));
  caught_clear (&caught);
}

/* All points equal: one mode, there. */
static void
test_flat (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 3, (double[]){ 5, 5, 5, 7, 7, 7 });
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("kde-modes"), table);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpfloat (readout (caught.final, "modes"), ==, 1);
  assert_close (column_named (caught.final, "modes", "b")[0], 7, 1e-9, 0);
  caught_clear (&caught);
}

/* A row of weight 3 is three rows, of weight 0 none: the same modes and heights at a bandwidth that is given, in one, two and three columns
 * (paths from every row, no projection). In one column a height is that of the nearest lattice point, whose place depends on the rule. */
static void
test_weights (void)
{
  enum { N = 40 };
  double weighted[4 * N], repeated[3 * 3 * N], h[] = { 0.4, 0.5, 0.6 };
  size_t m = 0;
  mercer_random_normals (2, 1, 0, 3 * N, weighted);
  for (size_t i = 0; i < N; i++)
    {
      weighted[i] += i % 2 == 0 ? 4 : 0;
      weighted[i + 3 * N] = (double) (i % 4);
      m += i % 4;
    }
  for (size_t i = 0, k = 0; i < N; i++)
    for (size_t r = 0; r < i % 4; r++, k++)
      for (size_t c = 0; c < 3; c++)
        repeated[k + c * m] = weighted[i + c * N];
  MercerDataset *tables[2] = { table_of ("a,b,c,w", N, weighted), table_of ("a,b,c", m, repeated) };
  static const char *const names[] = { "a", "b", "c" };
  for (int d = 1; d <= 3; d++)
    {
      Caught caught[2];
      for (int k = 0; k < 2; k++)
        {
          const char *columns[4] = { NULL };
          memcpy (columns, names, (size_t) d * sizeof *columns);
          g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("kde-modes"), tables[k]);
          g_autoptr (MercerRecipe) of = mercer_recipe_with_role (start, "x", columns);
          g_autoptr (MercerRecipe) by = k == 0 ? mercer_recipe_with_role (of, "weight", (const char *[]){ "w", NULL })
                                               : mercer_recipe_ref (of);
          g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (by, "bandwidth", h, d);
          caught[k] = catch_run (recipe, NULL, false, -1);
          g_assert_cmpint (caught[k].status, ==, MERCER_OK);
        }
      g_assert_cmpfloat (readout (caught[0].final, "modes"), ==, readout (caught[1].final, "modes"));
      g_assert_cmpfloat (readout (caught[0].final, "modes"), >, 1);
      for (size_t k = 0; k < (size_t) readout (caught[0].final, "modes"); k++)
        {
          assert_close (column_named (caught[0].final, "modes", "density")[k], column_named (caught[1].final, "modes", "density")[k],
                        d == 1 ? 1e-3 : 1e-6, 0);
          for (int c = 0; c < d; c++) /* one column: between lattice points that lie where the rule's room puts them */
            assert_close (column_named (caught[0].final, "modes", names[c])[k], column_named (caught[1].final, "modes", names[c])[k], 0,
                          d == 1 ? 1e-2 : 1e-6);
        }
      caught_clear (&caught[0]);
      caught_clear (&caught[1]);
    }
  mercer_dataset_unref (tables[0]);
  mercer_dataset_unref (tables[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-modes/plane", test_plane);
  g_test_add_func ("/kde-modes/bandwidth", test_bandwidth);
  g_test_add_func ("/kde-modes/line", test_line);
  g_test_add_func ("/kde-modes/more", test_more);
  g_test_add_func ("/kde-modes/choices", test_choices);
  g_test_add_func ("/kde-modes/flat", test_flat);
  g_test_add_func ("/kde-modes/weights", test_weights);
  return g_test_run ();
}
