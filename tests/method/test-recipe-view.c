/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recipe knows of the picture: ranges in view, a particle held, rows selected, and what a handle sets. */

#include <math.h>
#include <string.h>

#include "inputs.h"
#include "testing.h"
#include "toy.h"

static bool
same (const MercerRecipe *a, const MercerRecipe *b)
{
  return mercer_hash_equal (mercer_recipe_hash (a), mercer_recipe_hash (b));
}

/* A view changes what is computed, in whatever order the axes were set; taking it away leads back. */
static void
test_view (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  double low = 7, high = 8;
  g_assert_false (mercer_recipe_view (start, "x", &low, &high));
  g_assert_cmpfloat (low, ==, 7);

  g_autoptr (MercerRecipe) x = mercer_recipe_with_view (start, "x", -1, 2);
  g_autoptr (MercerRecipe) xy = mercer_recipe_with_view (x, "a", 3, 4);
  g_autoptr (MercerRecipe) y = mercer_recipe_with_view (start, "a", 3, 4);
  g_autoptr (MercerRecipe) yx = mercer_recipe_with_view (y, "x", -1, 2);
  g_assert_true (mercer_recipe_view (xy, "x", &low, &high) && low == -1 && high == 2);
  g_assert_true (mercer_recipe_view (xy, "a", &low, &high) && low == 3 && high == 4);
  g_assert_true (same (xy, yx));
  g_assert_false (same (start, x) || same (x, y) || same (x, xy));

  g_autoptr (MercerRecipe) moved = mercer_recipe_with_view (xy, "x", 0, 2);
  g_assert_true (mercer_recipe_view (moved, "x", &low, &high) && low == 0);
  g_assert_false (same (moved, xy));
  /* low >= high, or no number, takes it away */
  g_autoptr (MercerRecipe) without = mercer_recipe_with_view (x, "x", 1, 1);
  g_autoptr (MercerRecipe) undefined = mercer_recipe_with_view (x, "x", NAN, 1);
  g_assert_true (same (without, start) && same (undefined, start));
  g_autoptr (MercerRecipe) none = mercer_recipe_with_view (start, "x", 1, 0);
  g_assert_true (none == start);
}

/* It belongs to the picture: other changes keep it, files do not have it. */
static void
test_not_kept (void)
{
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerRecipe) view = mercer_recipe_with_view (start, "x", -1, 2);
  g_autoptr (MercerRecipe) both = mercer_recipe_with_touch (view, &(MercerTouch){ 3, 0.5, 0.25 });
  double low, high;
  g_autoptr (MercerRecipe) louder = mercer_recipe_with_value (both, "noise", 0.7);
  g_assert_true (mercer_recipe_view (louder, "x", &low, &high));
  g_assert_cmpuint (mercer_recipe_touch (louder)->particle, ==, 3);

  g_autofree char *plain = mercer_recipe_print (start), *seen = mercer_recipe_print (both);
  g_assert_cmpstr (plain, ==, seen);
  g_autoptr (MercerRecipe) bare = mercer_recipe_without_picture (both);
  g_assert_true (same (bare, start));
  g_assert_null (mercer_recipe_touch (bare));
  g_autoptr (MercerRecipe) unchanged = mercer_recipe_without_picture (start);
  g_assert_true (unchanged == start);
}

/* Views are live for every flow, a touch for those that say so; for what is no flow nothing is. */
static void
test_live (void)
{
  MercerMethod flow = toy_method, touchable = toy_method;
  flow.flags = MERCER_METHOD_FLOW;
  touchable.flags = MERCER_METHOD_FLOW | MERCER_METHOD_LIVE_TOUCH;
  const MercerMethod *methods[] = { &toy_method, &flow, &touchable };
  const bool view_is_live[] = { false, true, true }, touch_is_live[] = { false, false, true };
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (MercerRecipe) start = mercer_recipe_new (methods[i], dataset);
      g_autoptr (MercerRecipe) view = mercer_recipe_with_view (start, "x", -1, 2);
      g_autoptr (MercerRecipe) held = mercer_recipe_with_touch (start, &(MercerTouch){ 3, 0.5, 0.25 });
      g_autoptr (MercerRecipe) pulled = mercer_recipe_with_touch (held, &(MercerTouch){ 3, 0.6, 0.25 });
      g_autoptr (MercerRecipe) let_go = mercer_recipe_with_touch (pulled, NULL);
      g_assert_true (same (let_go, start));
      g_assert_false (same (held, start) || same (held, pulled));
      g_assert_cmpint (mercer_recipe_is_live_change (start, view), ==, view_is_live[i]);
      g_assert_cmpint (mercer_recipe_is_live_change (view, start), ==, view_is_live[i]);
      g_assert_cmpint (mercer_recipe_is_live_change (start, held), ==, touch_is_live[i]);
      g_assert_cmpint (mercer_recipe_is_live_change (held, pulled), ==, touch_is_live[i]);
      g_assert_cmpint (mercer_recipe_is_live_change (pulled, let_go), ==, touch_is_live[i]);
      g_autoptr (MercerRecipe) seeded = mercer_recipe_with_seed (pulled, 9);
      g_assert_false (mercer_recipe_is_live_change (held, seeded));
    }
}

/* Selected rows are for methods that ask for them; they are kept like a view: by other changes, not by files. */
static void
test_brushed (void)
{
  MercerMethod brush = toy_method, flow = toy_method;
  brush.flags = MERCER_METHOD_BRUSH;
  flow.flags = MERCER_METHOD_FLOW | MERCER_METHOD_BRUSH;
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  const uint64_t rows[] = { mercer_dataset_row_id (dataset, 1), mercer_dataset_row_id (dataset, 3) };
  size_t n = 7;
  g_autoptr (MercerRecipe) blind = mercer_recipe_new (&toy_method, dataset);
  g_autoptr (MercerRecipe) still_blind = mercer_recipe_with_brushed (blind, rows, 2);
  g_assert_true (still_blind == blind);
  g_assert_null (mercer_recipe_brushed (blind, &n));
  g_assert_cmpuint (n, ==, 0);

  g_autoptr (MercerRecipe) start = mercer_recipe_new (&brush, dataset);
  g_autoptr (MercerRecipe) two = mercer_recipe_with_brushed (start, rows, 2);
  g_autoptr (MercerRecipe) again = mercer_recipe_with_brushed (two, rows, 2);
  g_autoptr (MercerRecipe) one = mercer_recipe_with_brushed (two, rows, 1);
  g_autoptr (MercerRecipe) none = mercer_recipe_with_brushed (two, NULL, 0);
  g_assert_true (again == two && same (none, start));
  g_assert_false (same (two, start) || same (two, one));
  g_autoptr (MercerRecipe) louder = mercer_recipe_with_value (two, "noise", 0.7);
  g_assert_cmpuint (mercer_recipe_brushed (louder, &n)[1], ==, rows[1]);
  g_assert_cmpuint (n, ==, 2);
  g_autofree char *plain = mercer_recipe_print (start), *seen = mercer_recipe_print (two);
  g_assert_cmpstr (plain, ==, seen);
  g_autoptr (MercerRecipe) bare = mercer_recipe_without_picture (two);
  g_assert_true (same (bare, start));
  g_assert_false (mercer_recipe_is_live_change (start, two));

  g_autoptr (MercerRecipe) flowing = mercer_recipe_new (&flow, dataset);
  g_autoptr (MercerRecipe) brushed = mercer_recipe_with_brushed (flowing, rows, 2);
  g_assert_true (mercer_recipe_is_live_change (flowing, brushed) && mercer_recipe_is_live_change (brushed, flowing));

  /* role x is a, whole, y is c, which misses row 2: the inputs are rows 0, 1 and 3 */
  g_autoptr (MercerRecipe) of_c = mercer_recipe_with_role (two, "y", (const char *const[]) { "c", NULL });
  MercerInputs in;
  bool flags[4];
  g_assert_true (mercer_inputs_open (&in, of_c, "y"));
  g_assert_cmpuint (in.n, ==, 3);
  g_assert_cmpuint (mercer_inputs_brushed (&in, of_c, flags), ==, 2);
  g_assert_true (!flags[0] && flags[1] && flags[2]);
  g_assert_cmpuint (mercer_inputs_brushed (&in, start, flags), ==, 0);
  g_assert_false (flags[0] || flags[1] || flags[2]);
  mercer_inputs_close (&in);
}

typedef struct
{
  double width;
  int count;
  MercerList matrix;
} HandValues;

static const MercerParam hand_params[] = {
  MERCER_REAL (HandValues, width, "width", "Width", "", "How wide", 1, 0.1, 10, 0.1, 10, MERCER_LOG),
  MERCER_INT (HandValues, count, "count", "Count", "", "How many", 3, 0, 10, 0),
  MERCER_NUMBERS (HandValues, matrix, "matrix", "Matrix", "", "Which", 1, -9, 9, -9, 9, 0),
  { 0 },
};

/* A handle sets what a slider would: clamped and rounded; unknown targets and gaps change nothing. */
static void
test_handles (void)
{
  MercerMethod method = toy_method;
  method.values_size = sizeof (HandValues);
  method.params = hand_params;
  method.suggest = NULL;
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  g_autoptr (MercerRecipe) start = mercer_recipe_new (&method, dataset);

  MercerHandle bar = { .kind = MERCER_HANDLE_POINT, .value = { "width", -1, NULL }, .value_y = { "count", -1, NULL } };
  g_autoptr (MercerRecipe) a = mercer_recipe_with_handle (start, &bar, &(MercerHandleValue){ 2.5, 4.4, { 0 } });
  const HandValues *v = mercer_recipe_values (a);
  g_assert_cmpfloat (v->width, ==, 2.5);
  g_assert_cmpint (v->count, ==, 4);
  g_autoptr (MercerRecipe) b = mercer_recipe_with_handle (start, &bar, &(MercerHandleValue){ 99, NAN, { 0 } });
  v = mercer_recipe_values (b);
  g_assert_cmpfloat (v->width, ==, 10);
  g_assert_cmpint (v->count, ==, 3);

  MercerHandle ellipse = { .kind = MERCER_HANDLE_ELLIPSE, .value = { "matrix", -1, NULL } };
  g_autoptr (MercerRecipe) c = mercer_recipe_with_handle (start, &ellipse, &(MercerHandleValue){ 0, 0, { 2, 1, 3 } });
  v = mercer_recipe_values (c);
  g_assert_cmpint (v->matrix.n, ==, 3);
  g_assert_true (v->matrix.at[0] == 2 && v->matrix.at[1] == 1 && v->matrix.at[2] == 3);
  MercerHandle one = { .kind = MERCER_HANDLE_VERTICAL, .value = { "matrix", 1, NULL } };
  g_autoptr (MercerRecipe) d = mercer_recipe_with_handle (c, &one, &(MercerHandleValue){ 7, 0, { 0 } });
  v = mercer_recipe_values (d);
  g_assert_true (v->matrix.n == 3 && v->matrix.at[0] == 2 && v->matrix.at[1] == 7 && v->matrix.at[2] == 3);

  MercerHandle slice = { .kind = MERCER_HANDLE_VERTICAL, .value = { "position", -1, "b" } };
  g_autoptr (MercerRecipe) e = mercer_recipe_with_handle (start, &slice, &(MercerHandleValue){ 12, 0, { 0 } });
  g_assert_cmpfloat (mercer_recipe_position (e, "b"), ==, 12);
  MercerHandle unknown = { .kind = MERCER_HANDLE_VERTICAL, .value = { "nothing", -1, NULL } };
  g_autoptr (MercerRecipe) g = mercer_recipe_with_handle (start, &unknown, &(MercerHandleValue){ 12, 0, { 0 } });
  g_assert_true (g == start);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-view/view", test_view);
  g_test_add_func ("/recipe-view/not-kept", test_not_kept);
  g_test_add_func ("/recipe-view/live", test_live);
  g_test_add_func ("/recipe-view/brushed", test_brushed);
  g_test_add_func ("/recipe-view/handles", test_handles);
  return g_test_run ();
}
