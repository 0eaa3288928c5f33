/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pictures of a density consist of, groups, drafts, kernels as wide as their place needs. */
#include <glib/gstdio.h>

#include "bandwidth.h"
#include "draw.h"
#include "kde-method-testing.h"
#include "random.h"
#include "write.h"

/* What each picture consists of. */
static void
test_pictures (void)
{
  g_autoptr (MercerDataset) penguins = sample ("sample:penguins");
  g_autoptr (MercerDataset) iris = sample ("sample:iris");
  g_autoptr (MercerRecipe) difference
      = set (set_role (kde_of (penguins, "bill length,bill depth"), "group", "species"), "show", 5);
  g_autoptr (MercerRecipe) pairs = set (kde_of (iris, "sepal length,sepal width,petal length,petal width"), "show", 6);
  g_autoptr (MercerRecipe) stacked = set (set_role (kde_of (penguins, "bill length"), "group", "species"), "show", 7);
  g_autoptr (MercerRecipe) rules = set (kde_of (iris, "petal length"), "show", 3);
  g_autoptr (MercerRecipe) space = set (kde_of (iris, "petal length,petal width"), "show", 4);
  const struct
  {
    MercerRecipe *recipe;
    size_t panels;
  } cases[] = { { difference, 1 }, { stacked, 1 }, { pairs, 10 }, { rules, 2 }, { space, 1 } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Caught caught = answer (cases[k].recipe, true);
      g_assert_cmpuint (mercer_figure_n_panels (caught.final), ==, cases[k].panels);
      caught_clear (&caught);
    }
  Caught caught = answer (difference, false);
  g_assert_true (has_note (caught.final, "first two"));
  caught_clear (&caught);
}

static void
test_groups (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:penguins");
  g_autoptr (MercerRecipe) recipe = set_role (kde_of (table, "bill length"), "group", "species");
  Caught caught = answer (recipe, false);
  const MercerTable *t = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpuint (t->columns, ==, 4);
  g_assert_cmpstr (t->column[1].name, ==, "density Adelie");
  assert_close (readout (caught.final, "n"), 342, 0, 0);
  g_assert_true (has_note (caught.final, "2 of 344 rows"));
  for (size_t g = 1; g < 4; g++)
    {
      double mass = 0;
      for (size_t k = 0; k < t->rows; k++)
        mass += t->column[g].values[k] * (t->column[0].values[1] - t->column[0].values[0]);
      assert_close (mass, 1, 1e-4, 0);
    }
  caught_clear (&caught);
}

/* Every row tells its own share of the density where it stands, phi_h (0) over the sum of phi_h (x - x_j) over the rows of its group: of
 * 272 rows, and of three groups of 50. What is told has six digits of a curve between points of the lattice. */
static void
test_shares (void)
{
  static const struct
  {
    const char *sample, *column, *group;
    size_t rows, group_rows;
  } cases[] = { { "sample:faithful", "eruptions", NULL, 272, 272 }, { "sample:iris", "petal length", "species", 150, 50 } };
  double h = 0.2;
  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (MercerDataset) table = sample (cases[c].sample);
      g_autoptr (MercerRecipe) recipe = set_list (kde_of (table, cases[c].column), "bandwidth", 1, &h);
      if (cases[c].group != NULL)
        recipe = set_role (g_steal_pointer (&recipe), "group", cases[c].group);
      Caught caught = answer (recipe, false);
      const double *x = mercer_dataset_column (table, (size_t) mercer_dataset_find (table, cases[c].column))->values;
      g_autofree bool *seen = g_new0 (bool, cases[c].rows);
      MercerHit hit;
      uint64_t before;
      for (size_t k = 0; k < cases[c].rows; k++)
        {
          size_t i = 0;
          g_assert_true (mercer_figure_step (caught.final, k > 0 ? &before : NULL, 1, &hit));
          before = hit.row_id;
          while (i < cases[c].rows && mercer_dataset_row_id (table, i) != before)
            i++;
          g_assert_false (seen[i]);
          seen[i] = true;
          const char *told = strstr (hit.tooltip, "own share of the density ");
          double sum = 0;
          for (size_t j = i - i % cases[c].group_rows; j < i - i % cases[c].group_rows + cases[c].group_rows; j++)
            sum += phi (x[i] - x[j], h);
          g_assert_nonnull (told);
          assert_close (g_ascii_strtod (told + strlen ("own share of the density "), NULL), 100 * phi (0, h) / sum, 1e-3, 0);
          g_assert_true (g_str_has_suffix (hit.tooltip, "%"));
        }
      caught_clear (&caught);
    }
}

/* Which groups are compared: two by name, the first two, or one and the rest, the mixture of the others' densities by their rows (of
 * penguins 151 Adelie, 123 Gentoo, 68 Chinstrap have bill lengths). A difference of densities is that of the columns beside it. */
static void
test_compared (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:penguins");
  g_autoptr (MercerRecipe) recipe = set (set_role (kde_of (table, "bill length"), "group", "species"), "show", 5);
  static const struct
  {
    const char *names, *caption, *refusal;
    double share[3];
  } cases[] = { { "", "Adelie less Gentoo", NULL, { 1, -1, 0 } },
                { "Chinstrap | Adelie", "Chinstrap less Adelie", NULL, { -1, 0, 1 } },
                { "Gentoo", "Gentoo less the rest", NULL, { -151. / 219, 1, -68. / 219 } },
                { "gentoo", NULL, "Adelie | Gentoo | Chinstrap", { 0 } },
                { "Gentoo | Gentoo", NULL, "the same", { 0 } },
                { "Gentoo | Adelie | Chinstrap", NULL, "one or two", { 0 } } };
  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (MercerRecipe) named = mercer_recipe_with_text (recipe, "compared", cases[c].names);
      if (cases[c].refusal != NULL)
        {
          assert_refused (g_steal_pointer (&named), cases[c].refusal);
          continue;
        }
      Caught caught = answer (named, false);
      g_autofree char *text = mercer_figure_to_text (caught.final);
      g_assert_nonnull (strstr (text, cases[c].caption));
      g_assert_cmpint (has_note (caught.final, "first two"), ==, c == 0);
      const MercerTable *t = mercer_figure_get_table (caught.final, 0);
      g_assert_cmpstr (t->column[4].name, ==, "difference");
      for (size_t k = 0; k < t->rows; k += 7)
        {
          double sum = 0;
          for (size_t g = 0; g < 3; g++)
            sum += cases[c].share[g] * t->column[1 + g].values[k];
          assert_close (t->column[4].values[k], sum, 0, 1e-15);
        }
      caught_clear (&caught);
    }
  /* by another way: of the group that is named */
  g_autoptr (MercerRecipe) ways = set (mercer_recipe_with_text (recipe, "compared", "Chinstrap"), "against", 5);
  Caught caught = answer (ways, false);
  g_assert_true (has_note (caught.final, "Chinstrap"));
  caught_clear (&caught);
}

/* A level without rows takes no other's place, whatever the store has kept: of three levels the first has no values. */
static void
test_empty_level (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "mercer-empty-level.csv", NULL);
  g_assert_true (g_file_set_contents (path, "x,g\n,A\n1,B\n2,B\n4,B\n3,C\n5,C\n6,C\n", -1, &error));
  g_autoptr (MercerDataset) table = sample (path);
  g_autoptr (MercerRecipe) recipe = set_role (kde_of (table, "x"), "group", "g");
  MercerStore *store = mercer_store_new (1 << 26);
  for (int run = 0; run < 2; run++)
    {
      Caught caught = catch_run (recipe, store, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      assert_close (readout (caught.final, "n"), 6, 0, 0);
      caught_clear (&caught);
    }
  mercer_store_free (store);
  g_remove (path);
}

/* A balloon estimate in the plane integrates to 1 over all of it, of which the picture holds a part: sums over rings about the middle of Old
 * Faithful that grow by 1.02 to beyond the widest kernel, 240 places each. */
static void
test_balloon_plane (void)
{
  enum { RINGS = 450, TURNS = 240 };
  const double first = 0.008, grow = log (1.02);
  g_autofree double *x = g_new (double, 2 * RINGS * TURNS);
  for (size_t k = 0; k < RINGS * TURNS; k++)
    {
      double r = first * exp (grow * (double) (k / TURNS)), turn = 2 * G_PI * (double) (k % TURNS) / TURNS;
      x[k] = 3.5 + r * cos (turn);
      x[k + RINGS * TURNS] = 71 + 12 * r * sin (turn);
    }
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  g_autoptr (MercerDataset) at = table_of ("eruptions,waiting", RINGS * TURNS, x);
  g_autoptr (MercerRecipe) plane = set (kde_of (table, "eruptions,waiting"), "adaptive", 2);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plane, at);
  Caught caught = answer (recipe, false);
  const double *f = column_named (caught.final, "density", "density");
  double sum = 0;
  for (size_t k = 0; k < RINGS * TURNS; k++)
    sum += f[k] * 12 * pow (first * exp (grow * (double) (k / TURNS)), 2) * grow * 2 * G_PI / TURNS;
  assert_close (sum, 1, 1e-4, 0);
  g_assert_cmpfloat (readout (caught.final, "picture_mass"), <, 0.95);
  g_assert_cmpfloat (readout (caught.final, "picture_mass"), >, 0.9);
  caught_clear (&caught);
}

static const MercerHandle *
handle_for (const Caught *caught, const char *param)
{
  const MercerHandle *handle;
  for (size_t k = 0; (handle = mercer_figure_get_handle (caught->final, k, NULL)) != NULL; k++)
    if (g_strcmp0 (handle->value.id, param) == 0)
      return handle;
  return NULL;
}

/* The bandwidth can be taken hold of in each view of one column, with groups and under transforms: what the hand sets is what the density
 * then has, in the units of the table, and the bar then ends under the hand. Where kernels stand on log x, h of x is h sd (log x) / sd (x) of
 * log x, and the bar runs from the geometric mean, exp (mean log x), both from numpy of the 342 bill lengths. */
static void
test_width_in_hand (void)
{
  static const double log_mean = 3.774619450065415, log_sd = 0.12549860108373195, sd = 5.4595837139265315;
  g_autoptr (MercerDataset) table = sample ("sample:penguins");
  static const int views[] = { 0, 1, 2, 5, 7 }; /* density, log, cumulative, difference, stacked */
  for (size_t k = 0; k < 2 * G_N_ELEMENTS (views); k++)
    for (int boundary = 0; boundary <= 3; boundary += 3) /* none, log */
      {
        bool grouped = k >= G_N_ELEMENTS (views);
        g_autoptr (MercerRecipe) plain = set (set (kde_of (table, "bill length"), "boundary", boundary), "show",
                                              views[k % G_N_ELEMENTS (views)]);
        g_autoptr (MercerRecipe) recipe = grouped ? set_role (g_steal_pointer (&plain), "group", "species") : g_steal_pointer (&plain);
        Caught before = answer (recipe, false);
        const MercerHandle *handle = handle_for (&before, "bandwidth");
        g_assert_nonnull (handle);
        assert_close (handle->extent, readout (before.final, "bandwidth_sheather_jones"), 1e-12, 0); /* of all rows */
        g_autoptr (MercerRecipe) drawn = mercer_recipe_with_handle (recipe, handle, &(MercerHandleValue){ .value = 3 });
        Caught after = answer (drawn, false);
        assert_close (readout (after.final, "bandwidth"), 3, 1e-12, 0); /* one for all groups */
        handle = handle_for (&after, "bandwidth");
        g_assert_cmpint (handle->bent, ==, boundary == 3);
        assert_close (handle->extent, 3, 1e-12, 0);
        if (handle->bent)
          {
            assert_close (handle->x, exp (log_mean), 1e-12, 0);
            assert_close (handle->scale, log_sd / sd, 1e-12, 0);
            assert_close (handle->low, 0, 0, 0);
          }
        caught_clear (&before);
        caught_clear (&after);
      }
}

/* With groups the slider has what rules say of all rows, and stands there until a number is given. */
static void
test_marks_of_groups (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:penguins");
  g_autoptr (MercerRecipe) recipe = set_role (kde_of (table, "bill length"), "group", "species");
  Caught caught = answer (recipe, false);
  size_t n = mercer_figure_n_slider_marks (caught.final), rules = 0, in_use = 0;
  for (size_t k = 0; k < n; k++)
    {
      const MercerSliderMark *mark = mercer_figure_get_slider_mark (caught.final, k);
      g_assert_cmpstr (mark->param, ==, "bandwidth");
      rules += !mark->in_use;
      in_use += mark->in_use;
      if (mark->in_use || strcmp (mark->title, mercer_rules[MERCER_RULE_SHEATHER_JONES].title) == 0)
        assert_close (mark->value, readout (caught.final, "bandwidth_sheather_jones"), 1e-12, 0);
    }
  g_assert_cmpuint (rules, ==, 11);
  g_assert_cmpuint (in_use, ==, 1);
  caught_clear (&caught);
}

/* Live: binned first, and so marked; the exact one after it differs by what was said. A second run finds its bins. */
static void
test_draft (void)
{
  g_autoptr (MercerDataset) table = wave (3000, 2);
  g_autoptr (MercerRecipe) recipe = kde_of (table, "x1,x2");
  MercerStore *store = mercer_store_new (1 << 26);
  Caught caught = catch_run (recipe, store, true, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_drafts, ==, 1);
  g_assert_nonnull (strstr (mercer_figure_get_draft (caught.first_draft), "Binned"));
  g_assert_null (mercer_figure_find_readout (caught.final, "binning_error"));
  double said = mercer_figure_find_readout (caught.first_draft, "binning_error")->value;
  g_assert_cmpfloat (said, >, 0);
  g_assert_cmpfloat (said, <, 0.02);
  caught_clear (&caught);
  size_t kept = mercer_store_bytes (store);
  g_assert_cmpuint (kept, >, 256 * 256 * 8);
  double h = 0.5;
  g_autoptr (MercerRecipe) dragged = set_list (mercer_recipe_ref (recipe), "bandwidth", 1, &h);
  Caught drag = catch_run (dragged, store, true, -1); /* whose first figure has the marks of the rules as its last one has */
  g_assert_nonnull (drag.first_draft);
  g_assert_cmpuint (mercer_figure_n_slider_marks (drag.first_draft), ==, mercer_figure_n_slider_marks (drag.final));
  g_assert_cmpuint (mercer_figure_n_slider_marks (drag.first_draft), >, 20);
  caught_clear (&drag);
  caught = catch_run (dragged, store, true, -1);
  g_assert_cmpuint (mercer_store_bytes (store), ==, kept);
  caught_clear (&caught);
  mercer_store_free (store);
}

/* A balloon estimate: its integral is 1 over all that its kernels reach (8 bandwidths of 9 beyond the points), the same numbers come at
 * points asked for, the note says what it was divided by, and
 * bins give nearly the same. */
static void
test_balloon (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  g_autoptr (MercerRecipe) recipe = set (set (kde_of (table, "eruptions"), "adaptive", 2), "neighbours", 20);
  Caught grid = answer (recipe, true);
  const MercerTable *t = mercer_figure_get_table (grid.final, 0);
  double mass = 0, some[3], far[5001];
  static const size_t pick[] = { 300, 500, 801 };
  for (size_t k = 0; k < G_N_ELEMENTS (far); k++)
    far[k] = -9 + 0.005 * (double) k;
  g_autoptr (MercerDataset) wide = table_of ("eruptions", (int) G_N_ELEMENTS (far), far);
  g_autoptr (MercerRecipe) everywhere = mercer_recipe_with_at (recipe, wide);
  Caught whole = answer (everywhere, false);
  for (size_t k = 0; k < G_N_ELEMENTS (far); k++)
    mass += 0.005 * mercer_figure_get_table (whole.final, 0)->column[1].values[k];
  assert_close (mass, 1, 1e-4, 0);
  caught_clear (&whole);
  for (int k = 0; k < 3; k++)
    some[k] = t->column[0].values[pick[k]];
  g_autoptr (MercerDataset) at = table_of ("eruptions", 3, some);
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_at (recipe, at);
  Caught points = answer (asked, false);
  for (int k = 0; k < 3; k++)
    assert_close (mercer_figure_get_table (points.final, 0)->column[1].values[k], t->column[1].values[pick[k]], 1e-11, 0);
  g_assert_true (has_note (grid.final, "need not have the integral 1"));
  caught_clear (&grid);
  g_autoptr (MercerRecipe) alone = set (set (kde_of (table, "eruptions"), "adaptive", 2), "neighbours", 1);
  grid = answer (alone, false);
  g_assert_true (has_note (grid.final, "Raise the number of nearest points"));
  caught_clear (&grid);
  caught_clear (&points);
}

/* --- Differences ----------------------------------------------------------------------------------------------------- */

/* A difference to another way is that of two runs, each asked for by itself; the share of the mass that differs is half the integral of
 * its size. In one column and in two; to a rule, to one width, to a Gaussian, to no boundary (of which the bounds leave what lies within). */
static void
test_ways (void)
{
  static const struct
  {
    int against;
    const char *param;
    double mine, other;
  } cases[] = { { 5, "bandwidth-rule", 5, 1 }, { 10, "bandwidth-rule", 3, 6 }, { 2, "adaptive", 1, 0 }, { 3, "shape", 1, 0 } };
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    for (int d = 1; d <= 2; d++)
      {
        const char *columns = d == 1 ? "eruptions" : "eruptions,waiting";
        g_autoptr (MercerRecipe) mine = set (set (kde_of (table, columns), "grid", 64), cases[k].param, cases[k].mine);
        g_autoptr (MercerRecipe) other = mercer_recipe_with_value (mine, cases[k].param, cases[k].other);
        g_autoptr (MercerRecipe) both = set (mercer_recipe_with_value (mine, "show", 5), "against", cases[k].against);
        Caught a = answer (mine, false), b = answer (other, false), c = answer (both, false);
        const MercerTable *f = mercer_figure_get_table (a.final, 0), *g = mercer_figure_get_table (b.final, 0),
                          *t = mercer_figure_get_table (c.final, 0);
        double sum = 0, cell = f->column[0].values[1] - f->column[0].values[0];
        g_assert_cmpstr (t->column[d + 1].name, ==, "difference");
        cell *= d == 2 ? f->column[1].values[64] - f->column[1].values[0] : 1;
        for (size_t i = 0; i < t->rows; i++)
          {
            double want = f->column[d].values[i] - g->column[d].values[i];
            assert_close (t->column[d + 1].values[i], want, 1e-12, 1e-14);
            sum += fabs (want) * cell;
          }
        g_assert_cmpfloat (sum, >, 1e-3);
        assert_close (readout (c.final, "total_variation"), 50 * sum, 1e-3, 0); /* cells at the ends count half there */
        caught_clear (&a);
        caught_clear (&b);
        caught_clear (&c);
      }
}

/* What bins change is not more than is said of bins: an eighth of the second differences of the density, here the greatest of them all, of
 * the whole table; and nothing without groups or another way. */
static void
test_bins_change (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  g_autoptr (MercerRecipe) recipe = set (set (kde_of (table, "eruptions"), "show", 5), "against", 1);
  Caught caught = answer (recipe, true);
  const MercerTable *t = mercer_figure_get_table (caught.final, 0);
  const double *f = t->column[1].values;
  double most = 0, bend = 0;
  for (size_t k = 1; k + 1 < t->rows; k++)
    {
      most = MAX (most, fabs (t->column[2].values[k]));
      bend = MAX (bend, fabs (f[k - 1] - 2 * f[k] + f[k + 1]) / 8);
    }
  g_assert_cmpfloat (most, >, 0);
  g_assert_cmpfloat (most, <, 1.05 * bend);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) alone = set (kde_of (table, "eruptions"), "show", 5);
  caught = answer (alone, false);
  g_assert_true (has_note (caught.final, "two groups or two ways"));
  caught_clear (&caught);
}

/* --- Selected rows ------------------------------------------------------------------------------------------------- */

static MercerRecipe *
brush (MercerRecipe *recipe, size_t n, const uint64_t *rows)
{
  MercerRecipe *next = mercer_recipe_with_brushed (recipe, rows, n);
  mercer_recipe_unref (recipe);
  return next;
}

static int
count_of (const char *text, const char *word)
{
  int count = 0;
  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    count++;
  return count;
}

/* One row of four, by hand: its kernel over the density where that is greatest on the table's grid. All rows: all of it; rows that have
 * left the table: nothing. In the plane, and from bins (10,000 points under a full matrix), the same of a lone row. */
static void
test_brush (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 4, (double[]){ 1, 2, 4, 9, 3, 1, 4, 1 });
  double h = 0.8, most = 0;
  uint64_t ids[4];
  for (size_t i = 0; i < 4; i++)
    ids[i] = mercer_dataset_row_id (table, i);
  g_autoptr (MercerRecipe) one = brush (set_list (kde_of (table, "a"), "bandwidth", 1, &h), 1, ids + 2);
  Caught caught = answer (one, true);
  const MercerTable *t = mercer_figure_get_table (caught.final, 0);
  for (size_t k = 0; k < t->rows; k++)
    {
      double x = t->column[0].values[k];
      most = MAX (most, 0.25 * phi (x - 4, h) / t->column[1].values[k]);
    }
  assert_close (readout (caught.final, "selected"), 1, 0, 0);
  assert_close (readout (caught.final, "selected_share"), 100 * most, 1e-10, 0);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) all = brush (set_list (kde_of (table, "a,b"), "bandwidth", 1, &h), 4, ids);
  caught = answer (all, true);
  assert_close (readout (caught.final, "selected"), 4, 0, 0);
  assert_close (readout (caught.final, "selected_share"), 100, 1e-9, 0);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) gone = brush (kde_of (table, "a"), 1, &(uint64_t){ 1 << 30 });
  caught = answer (gone, true);
  g_assert_null (mercer_figure_find_readout (caught.final, "selected"));
  caught_clear (&caught);

  /* among pairs a selection adds a band to each of the three curves */
  g_autoptr (MercerDataset) wide = table_of ("a,b,c", 5, (double[]){ 1, 2, 4, 9, 3, 3, 1, 4, 1, 5, 2, 7, 1, 8, 2 });
  g_autoptr (MercerRecipe) pairs = set (kde_of (wide, "a,b,c"), "show", 6);
  g_autoptr (MercerRecipe) chosen = brush (mercer_recipe_ref (pairs), 1, &(uint64_t){ mercer_dataset_row_id (wide, 1) });
  Caught without = answer (pairs, true), with = answer (chosen, true);
  g_autofree char *before = mercer_figure_to_text (without.final), *after = mercer_figure_to_text (with.final);
  g_assert_cmpint (count_of (after, "band"), ==, count_of (before, "band") + 3);
  caught_clear (&without);
  caught_clear (&with);

  g_autofree double *x = g_new (double, 20000);
  mercer_random_normals (5, 1, 0, 20000, x);
  x[77] = x[10077] = 9;
  g_autoptr (MercerDataset) many = table_of ("a,b", 10000, x);
  double matrix[] = { 0.2, 0.05, 0.2 };
  uint64_t lone = mercer_dataset_row_id (many, 77);
  g_autoptr (MercerRecipe) binned = brush (set_list (kde_of (many, "a,b"), "bandwidth-matrix", 3, matrix), 1, &lone);
  caught = answer (binned, false);
  g_assert_nonnull (mercer_figure_find_readout (caught.final, "binning_error"));
  assert_close (readout (caught.final, "selected_share"), 100, 1e-3, 0);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-views/pictures", test_pictures);
  g_test_add_func ("/kde-views/groups", test_groups);
  g_test_add_func ("/kde-views/compared", test_compared);
  g_test_add_func ("/kde-views/balloon-plane", test_balloon_plane);
  g_test_add_func ("/kde-views/empty-level", test_empty_level);
  g_test_add_func ("/kde-views/width-in-hand", test_width_in_hand);
  g_test_add_func ("/kde-views/marks-of-groups", test_marks_of_groups);
  g_test_add_func ("/kde-views/shares", test_shares);
  g_test_add_func ("/kde-views/draft", test_draft);
  g_test_add_func ("/kde-views/balloon", test_balloon);
  g_test_add_func ("/kde-views/ways", test_ways);
  g_test_add_func ("/kde-views/bins-change", test_bins_change);
  g_test_add_func ("/kde-views/brush", test_brush);
  return g_test_run ();
}
