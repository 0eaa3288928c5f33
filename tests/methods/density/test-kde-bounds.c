/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where data can be: bounds given, drawn and missing, rows beyond them, and what cannot run. */
#include "kde-method-testing.h"

static void
test_bounds (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  double bounds[] = { 1.5, 5.2 };
  for (int edge = 1; edge <= 4; edge++)
    {
      g_autoptr (MercerRecipe) recipe
          = set (set_list (kde_of (table, "eruptions"), "bounds", edge == 3 ? 1 : 2, bounds), "boundary", edge);
      Caught caught = answer (recipe, false);
      const MercerTable *t = mercer_figure_get_table (caught.final, 0);
      double mass = 0, step = t->column[0].values[1] - t->column[0].values[0];
      g_assert_cmpfloat (t->column[0].values[0], ==, 1.5);
      for (size_t k = 0; k < t->rows; k++)
        mass += t->column[1].values[k] * step * (k == 0 || k + 1 == t->rows ? 0.5 : 1);
      g_test_message ("edge %d: %.7f", edge, mass);
      /* what is estimated on a logarithm has a long tail beyond the frame */
      assert_close (mass, 1, edge == 3 ? 3e-4 : 1e-4, 0);
      caught_clear (&caught);
    }
}

/* What the sinc is told of, and what goes with no linear boundary kernel. */
static void
test_boundary_words (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  g_autoptr (MercerRecipe) sinc = set (kde_of (table, "eruptions"), "shape", 11);
  Caught caught = answer (sinc, false);
  g_assert_true (has_note (caught.final, "below zero"));
  caught_clear (&caught);
  g_autoptr (MercerRecipe) bounded = mercer_recipe_with_value (sinc, "boundary", 2);
  g_autoptr (MercerRecipe) abramson = set (set (kde_of (table, "eruptions"), "boundary", 2), "adaptive", 1);
  g_autoptr (MercerRecipe) balloon = set (set (kde_of (table, "eruptions"), "boundary", 2), "adaptive", 2);
  const struct
  {
    MercerRecipe *recipe;
    const char *words;
  } cases[] = { { bounded, "no variance" }, { abramson, "no linear boundary kernel" }, { balloon, NULL } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      caught = catch_run (cases[k].recipe, NULL, false, -1);
      if (cases[k].words != NULL)
        g_assert_nonnull (strstr (caught.refusal, cases[k].words));
      else
        g_assert_cmpstr (caught.refusal, ==, NULL);
      caught_clear (&caught);
    }
}

/* A balloon estimate of linear boundary kernels is divided by its integral once, on the lattice and at points asked for: midpoint sums from
 * the bound to 60 minutes, beyond the widest kernel. */
static void
test_bounded_balloon (void)
{
  enum { PLACES = 20000 };
  const double low = 1.5, step = (60 - low) / PLACES;
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  g_autofree double *places = g_new (double, PLACES);
  for (size_t k = 0; k < PLACES; k++)
    places[k] = low + ((double) k + 0.5) * step;
  g_autoptr (MercerDataset) at = table_of ("eruptions", PLACES, places);
  MercerRecipe *bounded = set_list (set (kde_of (table, "eruptions"), "boundary", 2), "bounds", 1, &low);
  g_autoptr (MercerRecipe) recipe = set_at (set (bounded, "adaptive", 2), at);
  Caught caught = answer (recipe, false);
  const double *f = column_named (caught.final, "density", "density");
  double sum = 0;
  for (size_t k = 0; k < PLACES; k++)
    sum += step * f[k];
  assert_close (sum, 1, 1e-4, 0);
  caught_clear (&caught);
}

/* Values whose differences, or their squares, and weights whose squares are beyond doubles: every density says so in the same words. The
 * bounds of a private density are all that it looks at. */
static void
test_beyond_doubles (void)
{
  static const char *const ids[] = { "kde", "kde-modes", "dp-kde", "kde-integral-transform" };
  g_autoptr (MercerDataset) far = table_of ("a,b", 3, (double[]){ 1e308, -1e308, 3, 1e200, 2e200, -1e200 });
  g_autoptr (MercerDataset) heavy = table_of ("a,w,tiny", 3, (double[]){ 1, 2, 4, 1e300, 1e300, 1e300, 1e-200, 1e-200, 2e-200 });
  for (size_t k = 0; k < G_N_ELEMENTS (ids); k++)
    {
      g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find (ids[k]), far);
      assert_refused (mercer_recipe_with_role (start, "x", (const char *[]){ "a", NULL }), "“a” lie farther apart");
      assert_refused (mercer_recipe_with_role (start, "x", (const char *[]){ "b", NULL }), "“b” lie farther apart");
      g_autoptr (MercerRecipe) light = mercer_recipe_new (mercer_method_find (ids[k]), heavy);
      g_autoptr (MercerRecipe) of = mercer_recipe_with_role (light, "x", (const char *[]){ "a", NULL });
      if (k < 2)
        {
          assert_refused (mercer_recipe_with_role (of, "weight", (const char *[]){ "w", NULL }), "Divide them");
          assert_refused (mercer_recipe_with_role (of, "weight", (const char *[]){ "tiny", NULL }), "Multiply them");
        }
    }
  double bounds[] = { -10, 10 };
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("dp-kde"), far);
  g_autoptr (MercerRecipe) of = mercer_recipe_with_role (start, "x", (const char *[]){ "a", NULL });
  g_autoptr (MercerRecipe) bounded = set_list (g_steal_pointer (&of), "bounds", 2, bounds);
  Caught caught = answer (bounded, false);
  g_assert_true (isfinite (readout (caught.final, "error")));
  caught_clear (&caught);
}

static void
test_refusals (void)
{
  g_autoptr (MercerDataset) wide = table_of ("a", 3, (double[]){ 1, 2, 1e308 });
  assert_refused (kde_of (wide, "a"), "farther apart");
  g_autoptr (MercerDataset) table = table_of ("a,same,neg,zero", 3, (double[]){ 1, 2, 4, 7, 7, 7, 1, -1, 1, 0, 0, 0 });
  g_autoptr (MercerDataset) one = table_of ("a", 1, (double[]){ 3 });
  double zero = 0, three[] = { 1, 2, 1 }, far[] = { 5, 6 }, turned[] = { 5, 0 }, h = 1;
  assert_refused (kde_of (one, "a"), "has one value");
  assert_refused (kde_of (table, "same"), "Every value");
  assert_refused (set_list (kde_of (table, "a"), "bandwidth", 1, &zero), "must be positive");
  assert_refused (set_role (kde_of (table, "a"), "weight", "neg"), "negative");
  assert_refused (set_role (kde_of (table, "a"), "weight", "zero"), "zero");
  assert_refused (set_list (kde_of (table, "a,neg"), "bandwidth-matrix", 3, three), "positive definite");
  assert_refused (set (set_list (kde_of (table, "a"), "bounds", 2, far), "boundary", 1), "Widen the bounds");
  assert_refused (set (set_list (kde_of (table, "a"), "bounds", 2, turned), "boundary", 1), "Exchange them");
  assert_refused (set (kde_of (table, "a"), "boundary", 5), "needs a low and a high");
  assert_refused (set (set_list (kde_of (table, "a"), "bounds", 1, &h), "boundary", 3), "on the bound itself");
  /* one point and equal ones have a density once the bandwidth is given */
  g_autoptr (MercerRecipe) single = set_list (kde_of (one, "a"), "bandwidth", 1, &h);
  Caught caught = answer (single, false);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) equal = set_list (kde_of (table, "same"), "bandwidth", 1, &h);
  caught = answer (equal, false);
  caught_clear (&caught);
}

/* --- Rows beyond, bounds by hand -------------------------------------------------------------------------------- */

/* The same densities at the same places. */
static void
assert_same (const Caught *a, const Caught *b, double tolerance)
{
  const MercerTable *p = mercer_figure_get_table (a->final, 0), *q = mercer_figure_get_table (b->final, 0);
  g_assert_cmpuint (p->rows, ==, q->rows);
  for (size_t c = 0; c < p->columns; c++)
    for (size_t k = 0; k < p->rows; k++)
      assert_close (p->column[c].values[k], q->column[c].values[k], tolerance, 1e-15);
}

/* Rows beyond the bounds might as well not be in the table: every boundary, bandwidths by number and by rule, one column and two, weights.
 * They are told of. */
static void
test_beyond (void)
{
  g_autoptr (MercerDataset) all = table_of ("a,b,w", 6, (double[]){ 1, 2, -3, 4, 2.5, 9, 5, 6, 7, 5, 8, 6, 1, 2, 1, 1, 3, 1 });
  g_autoptr (MercerDataset) within = table_of ("a,b,w", 4, (double[]){ 1, 2, 4, 2.5, 5, 6, 5, 8, 1, 2, 1, 3 });
  g_autoptr (MercerDataset) at = table_of ("a,b", 3, (double[]){ 0.5, 2, 4.4, 5, 6, 7 });
  double bounds[] = { 0, 4.5, 0, 20 }, h[] = { 0.4, 0.9 };
  for (int d = 1; d <= 2; d++)
    for (int edge = 1; edge <= 4; edge++)
      for (int rule = 0; rule < 2; rule++)
        {
          Caught caught[2];
          for (int k = 0; k < 2; k++)
            {
              g_autoptr (MercerRecipe) recipe
                  = set_at (set_role (kde_of (k == 0 ? all : within, d == 1 ? "a" : "a,b"), "weight", "w"), at);
              recipe = set (set_list (set (recipe, "boundary", edge), "bounds", 2 * d, bounds), "bandwidth-rule", rule);
              if (rule == 0)
                recipe = set_list (recipe, "bandwidth", d, h);
              caught[k] = answer (recipe, false);
            }
          /* to rounding; the linear boundary kernel is divided by an integral over a lattice, which reaches three of the
           * bandwidths that suit the whole table beyond its rows */
          assert_same (&caught[0], &caught[1], edge == MERCER_EDGE_RENORMALISED ? 1e-2 : 1e-12);
          assert_close (readout (caught[0].final, d == 1 ? "bandwidth" : "bandwidth1"),
                        readout (caught[1].final, d == 1 ? "bandwidth" : "bandwidth1"), 1e-14, 0);
          assert_close (readout (caught[0].final, "n"), 4, 0, 0);
          g_assert_true (has_note (caught[0].final, "2 rows lie beyond the bounds"));
          g_assert_false (has_note (caught[1].final, "beyond the bounds"));
          caught_clear (&caught[0]);
          caught_clear (&caught[1]);
        }
}

/* Bounds that leave one value, whose bandwidth is then that of all (Scott's: sd n^-1/5), and bounds between values, that leave none. */
static void
test_few_within (void)
{
  g_autoptr (MercerDataset) table = table_of ("a", 3, (double[]){ 1, 2, 6 });
  double one[] = { 1.5, 4 }, none[] = { 3, 4 };
  g_autoptr (MercerRecipe) single = set (set_list (kde_of (table, "a"), "bounds", 2, one), "boundary", 1);
  Caught caught = answer (single, true);
  assert_close (readout (caught.final, "bandwidth"), sqrt (7) * pow (3, -0.2), 1e-12, 0);
  caught_clear (&caught);
  g_autoptr (MercerRecipe) empty = set (set_list (kde_of (table, "a"), "bounds", 2, none), "boundary", 1);
  caught = answer (empty, true);
  g_assert_true (has_note (caught.final, "No row lies within"));
  caught_clear (&caught);
}

/* On a circle of 360 degrees -10 is 350. */
static void
test_round (void)
{
  g_autoptr (MercerDataset) beyond = table_of ("a", 4, (double[]){ -10, 30, 400, 200 });
  g_autoptr (MercerDataset) within = table_of ("a", 4, (double[]){ 350, 30, 40, 200 });
  double bounds[] = { 0, 360 }, h = 15;
  Caught caught[2];
  for (int k = 0; k < 2; k++)
    {
      g_autoptr (MercerRecipe) recipe = set_list (kde_of (k == 0 ? beyond : within, "a"), "bounds", 2, bounds);
      recipe = set_list (set (recipe, "boundary", 5), "bandwidth", 1, &h);
      caught[k] = answer (recipe, false);
    }
  assert_same (&caught[0], &caught[1], 1e-12);
  g_assert_true (has_note (caught[0].final, "2 rows lie beyond the ends of the circle"));
  caught_clear (&caught[0]);
  caught_clear (&caught[1]);
}

static const MercerHandle *
handle_of (const Caught *caught, int component)
{
  const MercerHandle *handle;
  for (size_t k = 0; (handle = mercer_figure_get_handle (caught->final, k, NULL)) != NULL; k++)
    if (g_strcmp0 (handle->value.id, "bounds") == 0 && handle->value.component == component)
      return handle;
  return NULL;
}

/* A column with negative values and no bounds: both lines wait at the ends of the axis and nothing happens yet, which is told. The
 * high one drawn to 2 sets it and leaves the low one open; of two columns, the second's low one leaves the first's as they were. */
static void
test_drawn (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 5, (double[]){ -1, 0, 1, 1.5, 1.9, 3, 4, 5, 6, 9 });
  g_autoptr (MercerRecipe) one = set (kde_of (table, "a"), "boundary", 1);
  Caught caught = answer (one, true);
  g_assert_true (has_note (caught.final, "does nothing"));
  const MercerHandle *low = handle_of (&caught, 0), *high = handle_of (&caught, 1);
  g_assert_nonnull (low);
  g_assert_nonnull (high);
  g_assert_cmpint (high->kind, ==, MERCER_HANDLE_VERTICAL);
  g_autoptr (MercerRecipe) drawn = mercer_recipe_with_handle (one, high, &(MercerHandleValue){ .value = 2 });
  Caught after = answer (drawn, true);
  g_assert_false (has_note (after.final, "does nothing"));
  const MercerTable *t = mercer_figure_get_table (after.final, 0);
  assert_close (t->column[0].values[t->rows - 1], 2, 1e-15, 0);
  assert_close (handle_of (&after, 1)->x, 2, 1e-15, 0);
  assert_close (handle_of (&after, 0)->x, low->x, 1e-12, 0);
  caught_clear (&caught);
  caught_clear (&after);

  g_autoptr (MercerRecipe) two = set (kde_of (table, "a,b"), "boundary", 1);
  caught = answer (two, true);
  low = handle_of (&caught, 2);
  g_assert_cmpint (low->kind, ==, MERCER_HANDLE_HORIZONTAL);
  assert_close (low->y, 0, 0, 0); /* b is not negative */
  g_autoptr (MercerRecipe) cut = mercer_recipe_with_handle (two, low, &(MercerHandleValue){ .value = 2.5 });
  after = answer (cut, true);
  t = mercer_figure_get_table (after.final, 0);
  assert_close (t->column[1].values[0], 2.5, 1e-15, 0);
  g_assert_cmpfloat (t->column[0].values[0], <, -1); /* a is open below */
  g_assert_false (has_note (after.final, "beyond"));
  caught_clear (&caught);
  caught_clear (&after);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde-bounds/bounds", test_bounds);
  g_test_add_func ("/kde-bounds/boundary-words", test_boundary_words);
  g_test_add_func ("/kde-bounds/bounded-balloon", test_bounded_balloon);
  g_test_add_func ("/kde-bounds/refusals", test_refusals);
  g_test_add_func ("/kde-bounds/beyond-doubles", test_beyond_doubles);
  g_test_add_func ("/kde-bounds/beyond", test_beyond);
  g_test_add_func ("/kde-bounds/round", test_round);
  g_test_add_func ("/kde-bounds/drawn", test_drawn);
  g_test_add_func ("/kde-bounds/few-within", test_few_within);
  return g_test_run ();
}
