/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules for a bandwidth say, as curves; what a hand makes of it; when a picture is a map, and which of many rows are dots. */
#include "bandwidth.h"
#include "draw.h"
#include "kde-method-testing.h"
#include "random.h"
#include "write.h"

static const double *
numbers_of (const Caught *caught, const char *table, const char *column, size_t *rows)
{
  for (size_t t = 0; t < mercer_figure_n_tables (caught->final); t++)
    {
      const MercerTable *found = mercer_figure_get_table (caught->final, t);
      for (size_t c = 0; c < found->columns && g_str_equal (found->id, table); c++)
        if (g_str_equal (found->column[c].name, column))
          {
            *rows = found->rows;
            return found->column[c].values;
          }
    }
  return NULL;
}

/* Every rule has its curve, which is least, or changes its sign, beside what the rule says: between the neighbours of that on the curve's net. */
static void
test_criteria (void)
{
  g_autoptr (MercerDataset) faithful = sample ("sample:faithful");
  for (int d = 1; d <= 2; d++)
    {
      g_autoptr (MercerRecipe) recipe = set (kde_of (faithful, d == 1 ? "eruptions" : "eruptions,waiting"), "show", 3);
      Caught caught = answer (recipe, false);
      g_assert_cmpuint (mercer_figure_n_panels (caught.final), ==, 2 * (size_t) d);
      for (int r = 0; r < MERCER_N_RULES; r++)
        {
          size_t rows = 0, best = 0;
          const char *table = d == 1 ? "criteria" : "criteria1";
          const double *h = numbers_of (&caught, table, "bandwidth", &rows), *y = numbers_of (&caught, table, mercer_rules[r].id, &rows);
          g_assert_nonnull (y);
          g_autofree char *id = g_strdelimit (g_strdup_printf (d == 1 ? "bandwidth_%s" : "bandwidth1_%s", mercer_rules[r].id), "-", '_');
          double said = readout (caught.final, id);
          bool solves = mercer_bandwidth_solves ((MercerRule) r);
          for (size_t k = 1; k < rows; k++)
            if (solves ? y[k - 1] > 0 && y[k] <= 0 : y[k] < y[best])
              best = k;
          g_test_message ("%s: %g beside %g", mercer_rules[r].id, said, h[best]);
          g_assert_cmpfloat (h[best - 1], <, said);
          g_assert_cmpfloat (h[MIN (best + 1, rows - 1)], >, said);
        }
      caught_clear (&caught);
    }
}

/* Of matrices: a rule's own multiples are least at 1, and a matrix that a hand chose is nowhere better. */
static void
test_matrix_criteria (void)
{
  static const double matrix[] = { 0.05, 0.2, 20 };
  static const MercerRule rules[] = { MERCER_RULE_PLUG_IN, MERCER_RULE_S_CV, MERCER_RULE_LS_CV, MERCER_RULE_ML_CV };
  g_autoptr (MercerDataset) faithful = sample ("sample:faithful");
  g_autoptr (MercerRecipe) plain = set (kde_of (faithful, "eruptions,waiting"), "show", 3);
  g_autoptr (MercerRecipe) by_hand = set_list (mercer_recipe_ref (plain), "bandwidth-matrix", 3, matrix);
  g_autoptr (MercerRecipe) diagonal = set (set (mercer_recipe_ref (plain), "bandwidth-form", 1), "bandwidth-rule", 1 + MERCER_RULE_S_CV);
  MercerRecipe *of[] = { by_hand, diagonal };
  for (int k = 0; k < 2; k++)
    {
      Caught caught = answer (of[k], false);
      g_assert_cmpuint (mercer_figure_n_panels (caught.final), ==, 3);
      for (size_t r = 0; r < G_N_ELEMENTS (rules); r++)
        {
          size_t rows = 0;
          const double *scale = numbers_of (&caught, "criteria", "scale", &rows), *own = numbers_of (&caught, "criteria", mercer_rules[rules[r]].id, &rows);
          const double *used = numbers_of (&caught, "criteria_in_use", mercer_rules[rules[r]].id, &rows);
          g_assert_true ((used != NULL) == (k == 0));
          assert_close (scale[rows / 2], 1, 1e-12, 0);
          for (size_t j = 0; j < rows; j++)
            {
              g_assert_cmpfloat (own[j], >=, own[rows / 2]);
              g_assert_true (used == NULL || used[j] >= own[rows / 2]);
            }
        }
      caught_clear (&caught);
    }
}

/* A unit is equally long on both axes where columns are places: named so and in one unit, of ranges that can be drawn so. */
static void
test_same_scale (void)
{
  const double near[] = { 0, 1, 2, 0, 3, 1 }, far[] = { 0, 1, 2, 0, 30, 1 };
  const struct
  {
    const char *names;
    const double *values;
    int axes;
    bool same;
  } cases[] = { { "x,y", near, 0, true },          { "Y,X", near, 0, true },   { "x,y", far, 0, false },       { "x,y", far, 1, true },
                { "x,y", near, 2, false },         { "lat,lon", far, 0, true }, { "x,z", near, 0, false },      { "lat,y", near, 0, false },
                { "easting_m,northing_m", near, 0, true }, { "a,b", near, 0, false }, { "a (km),b (km)", near, 0, true },
                { "a (km),b (m)", near, 0, false }, { "a (cm),b (cm)", near, 0, false }, { "a,b", near, 1, true } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_auto (GStrv) names = g_strsplit (cases[k].names, ",", 2);
      MercerDatasetBuilder *b = mercer_dataset_builder_new ("places", "");
      for (int c = 0; c < 2; c++)
        {
          g_auto (GStrv) parts = g_strsplit_set (names[c], "()", 0);
          mercer_dataset_builder_add_numeric (b, g_strstrip (parts[0]), g_strv_length (parts) > 1 ? parts[1] : "",
                                              g_memdup2 (cases[k].values + 3 * c, 3 * sizeof (double)), 3);
        }
      g_autoptr (MercerDataset) table = mercer_dataset_builder_finish (b);
      g_auto (GStrv) columns = g_new0 (char *, 3);
      for (size_t c = 0; c < 2; c++)
        columns[c] = g_strdup (mercer_dataset_column (table, c)->name);
      g_autofree char *both = g_strjoinv (",", columns);
      g_autoptr (MercerRecipe) recipe = set (kde_of (table, both), "axes", cases[k].axes);
      Caught caught = answer (recipe, false);
      g_autofree char *text = mercer_figure_to_text (caught.final);
      g_test_message ("%s", cases[k].names);
      g_assert_true ((strstr (text, " equal") != NULL) == cases[k].same);
      caught_clear (&caught);
    }
}

/* Of many rows some are dots, evenly, each where its row is; on a line it tells its own share, phi_h (0) / (n f). */
static void
test_some_dots (void)
{
  enum { N = 10000 };
  g_autofree double *x = g_new (double, 2 * N);
  mercer_random_normals (9, 1, 0, 2 * N, x);
  x[N + 4] = NAN; /* beyond the first tenth, one row that is not whole */
  g_autoptr (MercerDataset) table = table_of ("a,b", N, x);
  for (int d = 1; d <= 2; d++)
    {
      g_autoptr (MercerRecipe) recipe = kde_of (table, d == 1 ? "a" : "a,b");
      Caught caught = answer (recipe, true);
      size_t every = d == 1 ? 34 : 10;
      g_autofree uint64_t *rows = NULL;
      size_t n = mercer_figure_rows_within (caught.final, 800, 600, &(MercerLook){ 0 }, NULL, 0, 0, 800, 600, &rows);
      MercerHit hit;
      g_assert_cmpuint (n, ==, (N + every - 1) / every);
      for (size_t k = 0; k < n; k++)
        g_assert_cmpuint (rows[k], ==, mercer_dataset_row_id (table, k * every));
      g_assert_true (mercer_figure_step (caught.final, &rows[7], 1, &hit)); /* to the next one in the picture */
      ptrdiff_t row = mercer_dataset_find_row (table, hit.row_id);
      assert_close (hit.x, x[row], 0, 0);
      g_assert_true (d == 1 ? strstr (hit.tooltip, "share") != NULL : hit.y == x[N + row]);
      caught_clear (&caught);
    }
}

/* A hand on a bandwidth takes it from a rule, and from a matrix; one on the ellipse makes a matrix of what is in use. An emptied list leaves
 * all as it is. */
static void
test_by_hand (void)
{
  g_autoptr (MercerDataset) faithful = sample ("sample:faithful");
  g_autoptr (MercerRecipe) ruled = set (kde_of (faithful, "eruptions,waiting"), "bandwidth-rule", 1 + MERCER_RULE_PLUG_IN);
  Caught caught = answer (ruled, true);
  const MercerHandle *ellipse = NULL;
  int panel;
  for (size_t k = 0; k < mercer_figure_n_handles (caught.final); k++)
    if (mercer_figure_get_handle (caught.final, k, &panel)->kind == MERCER_HANDLE_ELLIPSE)
      ellipse = mercer_figure_get_handle (caught.final, k, &panel);
  g_assert_nonnull (ellipse);
  double h[3] = { readout (caught.final, "bandwidth_h11"), readout (caught.final, "bandwidth_h12"), readout (caught.final, "bandwidth_h22") };
  for (int k = 0; k < 3; k++)
    assert_close (ellipse->a[k], h[k], 1e-12, 0);
  g_autoptr (MercerRecipe) pulled = mercer_recipe_with_handle (ruled, ellipse, &(MercerHandleValue){ .a = { 1.5 * h[0], h[1], h[2] } });
  caught_clear (&caught);
  caught = answer (pulled, false);
  assert_close (readout (caught.final, "bandwidth_h11"), 1.5 * h[0], 1e-12, 0);
  /* its sliders stand where it is as wide */
  size_t in_use = 0;
  for (size_t k = 0; k < mercer_figure_n_slider_marks (caught.final); k++)
    {
      const MercerSliderMark *mark = mercer_figure_get_slider_mark (caught.final, k);
      if (mark->in_use)
        assert_close (mark->value, sqrt (mark->component == 0 ? 1.5 * h[0] : h[2]), 1e-12, 0);
      in_use += mark->in_use;
    }
  g_assert_cmpuint (in_use, ==, 2);
  caught_clear (&caught);
  double given[] = { 0.25, 4 };
  g_autoptr (MercerRecipe) set_back = mercer_recipe_by_hand (mercer_recipe_with_list (pulled, "bandwidth", given, 2), "bandwidth");
  caught = answer (set_back, false);
  assert_close (readout (caught.final, "bandwidth1"), given[0], 0, 0);
  assert_close (readout (caught.final, "bandwidth2"), given[1], 0, 0);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) emptied = mercer_recipe_by_hand (mercer_recipe_with_list (ruled, "bandwidth", NULL, 0), "bandwidth");
  caught = answer (emptied, false);
  assert_close (readout (caught.final, "bandwidth_h11"), h[0], 1e-12, 0);
  caught_clear (&caught);
}

/* By itself a table that begins with coordinates opens as a map, any other as a curve; a column that a person has chosen stays alone. */
static void
test_opens (void)
{
  static const struct
  {
    const char *sample, *columns;
  } cases[] = { { "sample:meuse", "x,y" }, { "sample:topo", "x,y" }, { "sample:faithful", "eruptions" }, { "sample:iris", "sepal length" } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerDataset) table = sample (cases[k].sample);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("kde"), table);
      g_autofree char *columns = g_strjoinv (",", (char **) mercer_recipe_role (recipe, "x"));
      g_assert_cmpstr (columns, ==, cases[k].columns);
    }
  g_autoptr (MercerDataset) table = sample ("sample:meuse");
  g_autoptr (MercerRecipe) modes = mercer_recipe_new (mercer_method_find ("dp-kde"), table);
  g_autoptr (MercerRecipe) one = mercer_recipe_with_role (modes, "x", (const char *[]){ "x", NULL });
  g_autoptr (MercerRecipe) kept = mercer_recipe_with_method (one, mercer_method_find ("kde"));
  g_assert_cmpuint (g_strv_length ((char **) mercer_recipe_role (kept, "x")), ==, 1);
  g_autoptr (MercerRecipe) again = mercer_recipe_with_role (kept, "x", (const char *[]){ "elev", NULL });
  g_assert_cmpuint (g_strv_length ((char **) mercer_recipe_role (again, "x")), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-rules/criteria", test_criteria);
  g_test_add_func ("/kde-rules/matrix-criteria", test_matrix_criteria);
  g_test_add_func ("/kde-rules/by-hand", test_by_hand);
  g_test_add_func ("/kde-rules/opens", test_opens);
  g_test_add_func ("/kde-rules/same-scale", test_same_scale);
  g_test_add_func ("/kde-rules/some-dots", test_some_dots);
  return g_test_run ();
}
