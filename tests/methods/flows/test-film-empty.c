/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

/* A target that is painted: from no rows to some, and back, over all methods that flow to the rows of a table. */

static const char sentence[] = "There are no points yet. Click into the picture to add points, or paint them with the brush.";

/* The target of a mirrored flow is its own: it needs no rows. */
static const MercerMethod *
next_film (size_t *k)
{
  for (; mercer_methods[*k] != NULL; (*k)++)
    if (mercer_methods[*k]->film != NULL && !g_str_equal (mercer_methods[*k]->id, "mirrored-svgd"))
      return mercer_methods[(*k)++];
  return NULL;
}

static void
test_no_rows (void)
{
  g_autoptr (MercerDataset) empty = mercer_dataset_open ("generator:empty", NULL, NULL);
  const MercerMethod *method;
  int films = 0;
  for (size_t k = 0; (method = next_film (&k)) != NULL; films++)
    for (int live = 0; live < 2; live++)
      {
        g_autoptr (MercerRecipe) recipe = flow_recipe (method->id, empty, NULL);
        Caught caught = catch_run (recipe, NULL, live, -1);
        g_test_message ("%s", method->id);
        g_assert_cmpint (caught.status, ==, MERCER_OK);
        assert_invites (caught.final, sentence);
        caught_clear (&caught);
      }
  g_assert_cmpint (films, >=, 7);
}

/* A line takes points as a plane does, before the first as after it; space does not. */
static void
test_line (void)
{
  g_autoptr (MercerDataset) line = mercer_dataset_open ("generator:empty(columns=1)", NULL, NULL);
  g_autoptr (MercerDataset) space = mercer_dataset_open ("generator:empty(columns=3)", NULL, NULL);
  g_autoptr (MercerDataset) one = mercer_dataset_with_row (line, (double[]){ 4 });
  MercerDataset *tables[] = { line, one, space };
  const char *x = NULL, *y = NULL;
  for (size_t t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      g_autoptr (MercerRecipe) recipe = flow_recipe ("mmd-flow", tables[t], "steps", 3.0, "particles", 20.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      mercer_figure_get_edits (caught.final, 0, &x, &y);
      g_assert_cmpstr (x, ==, tables[t] != space ? "x" : NULL);
      g_assert_null (y);
      g_assert_true (has_note (caught.final, sentence) == (tables[t] == line));
      caught_clear (&caught);
    }
}

/* The first point, the second: a flow from the first on, over the whole ground, which the empty picture had shown. */
static void
test_first_rows (void)
{
  g_autoptr (MercerDataset) empty = mercer_dataset_open ("generator:empty", NULL, NULL);
  g_autoptr (MercerDataset) one = mercer_dataset_with_row (empty, (double[]){ 4, 5 });
  g_autoptr (MercerDataset) two = mercer_dataset_with_row (one, (double[]){ 6, 1 });
  MercerDataset *tables[] = { one, two };
  const MercerMethod *method;
  for (size_t k = 0; (method = next_film (&k)) != NULL;)
    for (size_t t = 0; t < G_N_ELEMENTS (tables); t++)
      {
        const char *x = NULL, *y = NULL;
        g_autoptr (MercerRecipe) recipe = flow_recipe (method->id, tables[t], "steps", 3.0, "particles", 20.0, NULL);
        Caught caught = catch_run (recipe, NULL, false, -1);
        g_test_message ("%s, %zu rows", method->id, t + 1);
        g_assert_cmpint (caught.status, ==, MERCER_OK);
        g_assert_true (mercer_figure_get_edits (caught.final, 0, &x, &y));
        g_assert_null (strstr (mercer_figure_get_title (caught.final), "Empty")); /* the table is called so, but is no longer */
        g_assert_false (has_note (caught.final, sentence));
        g_assert_true (has_note (caught.final, "single point") == (t == 0));
        caught_clear (&caught);
      }
}

/* Undone to the last row while it plays, the film ends in the picture that invites. */
static void
test_back_to_none (void)
{
  g_autoptr (MercerDataset) empty = mercer_dataset_open ("generator:empty", NULL, NULL);
  g_autoptr (MercerDataset) one = mercer_dataset_with_row (empty, (double[]){ 4, 5 });
  const MercerMethod *method;
  for (size_t k = 0; (method = next_film (&k)) != NULL;)
    {
      g_autoptr (MercerRecipe) full = flow_recipe (method->id, one, "steps", 60.0, "particles", 20.0, "step", 0.01, NULL);
      g_autoptr (MercerRecipe) bare = mercer_recipe_with_dataset (full, empty);
      Film film = { .changes = (MercerRecipe *const[]){ bare, NULL } };
      g_assert_true (mercer_recipe_is_live_change (full, bare));
      g_test_message ("%s", method->id);
      film_shoot (&film, full);
      g_assert_cmpuint (film.handed, ==, 1);
      assert_invites (film.final, sentence);
      film_clear (&film);
    }
}

/* Lengths are to the scale of the ground before there is a point: its sd as of a uniform law is 10 / sqrt (12) = 2.887, Silverman's rule
 * (1986, eq. 4.14) for one point in two columns has the factor 1, half of it is 1.44; shown to two digits. */
static void
test_scale (void)
{
  g_autoptr (MercerDataset) empty = mercer_dataset_open ("generator:empty", NULL, NULL);
  g_autoptr (MercerRecipe) svgd = mercer_recipe_new (mercer_method_find ("svgd"), empty);
  const MercerParam *bandwidth = mercer_params_find (mercer_method_find ("svgd")->params, "bandwidth");
  assert_close (mercer_param_get (bandwidth, mercer_recipe_values (svgd)), 1.4, 1e-12, 0);
}

static void
test_missing (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 2, (double[]){ 1, NAN, NAN, 2 });
  g_autoptr (MercerRecipe) recipe = flow_recipe ("svgd", table, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_true (has_note (caught.final, "Every row has a missing value"));
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-empty/no-rows", test_no_rows);
  g_test_add_func ("/film-empty/line", test_line);
  g_test_add_func ("/film-empty/first-rows", test_first_rows);
  g_test_add_func ("/film-empty/back-to-none", test_back_to_none);
  g_test_add_func ("/film-empty/scale", test_scale);
  g_test_add_func ("/film-empty/missing", test_missing);
  return g_test_run ();
}
