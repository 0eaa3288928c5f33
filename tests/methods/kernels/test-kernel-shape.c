/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "methods-testing.h"
#include "write.h"

static MercerRecipe *
shape_of (MercerDataset *table, const char *columns, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = g_strsplit (columns, ",", 0);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("kernel-shape"), table);
  g_autoptr (MercerRecipe) with = mercer_recipe_with_role (plain, "x", (const char *const *) names);
  return mercer_recipe_with_kernel (with, kernel);
}

static Caught
run_shape (MercerDataset *table, const char *columns, const char *text)
{
  g_autoptr (MercerRecipe) recipe = shape_of (table, columns, text);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  return caught;
}

static const char *
text_of (const Caught *caught, const char *wanted)
{
  for (size_t i = 0; i < mercer_figure_n_texts (caught->final); i++)
    {
      const char *id, *title, *text;
      mercer_figure_get_text (caught->final, i, &id, &title, &text);
      if (g_str_equal (id, wanted))
        return text;
    }
  return "";
}

/* --- The curves are the kernel ------------------------------------------------------------------------ */

/* Every entry of the table is mercer_kernel_value () of the points that it names, one value at a time. */
static void
check_slices (size_t d, const char *text, size_t slices)
{
  static const double places[] = { 1.25, 5, 9.5 };
  g_autoptr (MercerDataset) table = wave (30, 2);
  g_autoptr (MercerRecipe) plain = shape_of (table, d == 1 ? "x1" : "x1,x2", text);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (plain, "points", places, 3);
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  const MercerTable *got = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpuint (got->columns, ==, d + slices);
  for (size_t s = 0; s < slices; s++)
    {
      double place[2] = { 0, 0 };
      char *rest = (char *) got->column[d + s].name + strlen ("k at ");
      for (size_t c = 0; c < d; c++)
        place[c] = g_ascii_strtod (rest, &rest), rest += strlen (", ");
      for (size_t c = 0; c < d; c++) /* in the plane one number for each column */
        g_assert_cmpfloat (place[c], ==, places[s + c]);
      for (size_t i = 0; i < got->rows; i++)
        {
          double z[2] = { got->column[0].values[i], got->column[d - 1].values[i] };
          assert_close (got->column[d + s].values[i], mercer_kernel_value (kernel, z, place), 1e-12, 1e-300);
        }
    }
  caught_clear (&caught);
}

static void
test_slices (void)
{
  check_slices (1, "0.7 * Matern(nu=1.5, lengthscale=2) + Periodic(period=3, lengthscale=1)", 3);
  check_slices (1, "Polynomial(degree=2, offset=1)", 3);
  check_slices (2, "RBF(lengthscale=[1, 4]) + 0.1 * Linear()", 1);
}

/* x' stands where it was put; the picture is `range` times the data with their margin. */
static void
test_places (void)
{
  g_autoptr (MercerDataset) table = table_of ("a", 3, (double[]){ 0, 4, 10 });
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("kernel-shape"), table);
  g_autoptr (MercerRecipe) placed = mercer_recipe_with_value (plain, "points", 5);
  for (double range = 0.25; range < 5; range *= 4)
    {
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (placed, "range", range);
      Caught caught = catch_run (recipe, NULL, false, -1);
      const MercerTable *slices = mercer_figure_get_table (caught.final, 0);
      const double *x = slices->column[0].values;
      g_assert_cmpstr (slices->column[1].name, ==, "k at 5");
      assert_close (x[slices->rows - 1] - x[0], range * 10 * 1.14, 1e-12, 0);
      caught_clear (&caught);
    }
}

/* --- Spectrum, readouts, properties ------------------------------------------------------------------- */

/* Twice the area under the density over what is shown is close to k (0) for a smooth kernel, and never above it. */
static void
test_spectrum (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1);
  Caught rbf = run_shape (table, "x1", "3 * RBF(lengthscale=0.5)");
  const MercerTable *spectrum = table_named (rbf.final, "spectrum");
  g_assert_nonnull (spectrum);
  const double *w = spectrum->column[0].values, *s = spectrum->column[1].values;
  double area = 2 * w[0] * s[0];
  for (size_t i = 1; i < spectrum->rows; i++)
    area += (w[i] - w[i - 1]) * (s[i] + s[i - 1]);
  assert_close (area, 3, 2e-3, 0); /* trapezia on a logarithmic grid of 240 */
  caught_clear (&rbf);
  /* a period of 2 and its overtones: Abramowitz and Stegun 9.6.34, exp (z cos t) = I_0 (z) + 2 sum I_k (z) cos (k t), z = 1;
   * I_1 (1) / e = 0.2079104, I_2 (1) / e = 0.0499388 (their table 9.8) */
  Caught periodic = run_shape (table, "x1", "Periodic(period=2)");
  spectrum = table_named (periodic.final, "lines");
  g_assert_nonnull (spectrum);
  assert_close (spectrum->column[0].values[0], 0.5, 1e-15, 0);
  assert_close (spectrum->column[0].values[1], 1, 1e-15, 0);
  assert_close (spectrum->column[1].values[0], 2 * 0.2079104, 0, 2e-7);
  assert_close (spectrum->column[1].values[1], 2 * 0.0499388, 0, 2e-7);
  caught_clear (&periodic);
  static const char *const without[] = { "Riesz() * RBF()", "Linear()", "Constant(value=2)" };
  for (size_t k = 0; k < G_N_ELEMENTS (without); k++)
    {
      Caught caught = run_shape (table, "x1", without[k]);
      g_assert_null (table_named (caught.final, "spectrum"));
      g_assert_cmpuint (mercer_figure_n_panels (caught.final), ==, 4);
      caught_clear (&caught);
    }
}

/* Lines beside a density; in the plane a spectrum along each column, and none where none is known. */
static void
test_spectrum_parts (void)
{
  g_autoptr (MercerDataset) one = wave (30, 1), two = table_of ("a,b", 3, (double[]){ 1, 2, 3, 1, 3, 2 });
  Caught both = run_shape (one, "x1", "RBF(lengthscale=0.5) + 0.3 * Cosine(period=2) + 0.7");
  g_assert_nonnull (table_named (both.final, "spectrum"));
  const MercerTable *lines = table_named (both.final, "lines");
  g_assert_cmpuint (lines->rows, ==, 1); /* the other is at 0 */
  assert_close (lines->column[0].values[0], 0.5, 1e-15, 0);
  assert_close (lines->column[1].values[0], 0.3, 1e-15, 0);
  caught_clear (&both);
  Caught plane = run_shape (two, "a,b", "RBF(lengthscale=[0.5, 2])");
  const MercerTable *first = table_named (plane.final, "spectrum"), *second = table_named (plane.final, "spectrum2");
  g_assert_cmpuint (mercer_figure_n_panels (plane.final), ==, 4);
  /* sqrt (2 pi) l exp (-2 (pi w l)^2) (Rasmussen and Williams, below eq. 4.9) */
  assert_close (first->column[1].values[0], sqrt (2 * G_PI) * 0.5 * exp (-2 * pow (G_PI * 0.5 * first->column[0].values[0], 2)),
                1e-13, 0);
  assert_close (second->column[1].values[0], sqrt (2 * G_PI) * 2 * exp (-2 * pow (G_PI * 2 * second->column[0].values[0], 2)),
                1e-13, 0);
  caught_clear (&plane);
  Caught none = run_shape (two, "a,b", "Linear()");
  g_assert_cmpuint (mercer_figure_n_panels (none.final), ==, 2);
  caught_clear (&none);
}

static void
test_readouts (void)
{
  static const struct
  {
    const char *text;
    double variance, smoothness, half; /* NaN: not there */
  } cases[] = {
    /* exp (-r^2 / 2 l^2) = 1/2 at r = l sqrt (2 log 2); exp (-r / l) at l log 2 */
    { "4 * RBF(lengthscale=2)", 4, NAN, 2.3548200450309493 },
    { "Matern(nu=0.5, lengthscale=2)", 1, 0, 1.3862943611198906 },
    { "Matern(nu=2.5, lengthscale=2) + White(variance=3)", 1, 2, NAN },
    { "RBF() + Matern(nu=1.5)", 2, 1, NAN },
    { "GammaExponential(gamma=1.3) * Wendland(smoothness=2)", 1, 0, NAN },
    { "RBF() * Matern(nu=1.5)", 1, 1, NAN },
    { "Brownian()", NAN, 0, NAN },
    { "Riesz()", 0, NAN, NAN },
    { "ThinPlate()", 0, 1, NAN },
  };
  g_autoptr (MercerDataset) table = wave (30, 1);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Caught caught = run_shape (table, "x1", cases[k].text);
      g_test_message ("%s", cases[k].text);
      if (!isnan (cases[k].variance))
        assert_close (readout (caught.final, "variance"), cases[k].variance, 1e-12, 1e-300);
      if (!isnan (cases[k].half))
        assert_close (readout (caught.final, "half_distance"), cases[k].half, 1e-10, 0);
      if (isnan (cases[k].smoothness))
        g_assert_null (mercer_figure_find_readout (caught.final, "smoothness"));
      else
        g_assert_cmpfloat (readout (caught.final, "smoothness"), ==, cases[k].smoothness);
      caught_clear (&caught);
    }
}

static void
test_properties (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1);
  Caught rbf = run_shape (table, "x1", "RBF() + RBF(lengthscale=3)");
  g_assert_cmpstr (text_of (&rbf, "properties"), ==,
                   "Stationary, isotropic, positive definite, differentiable without limit");
  g_assert_null (strchr (text_of (&rbf, "assumptions"), '\n')); /* one family, said once */
  g_assert_true (mercer_figure_swings (rbf.final));
  g_assert_cmpuint (mercer_figure_n_notes (rbf.final), ==, 1); /* what it is */
  caught_clear (&rbf);

  Caught riesz = run_shape (table, "x1", "Riesz()");
  g_assert_nonnull (strstr (text_of (&riesz, "properties"), "only conditionally positive definite"));
  g_assert_true (has_note (riesz.final, "No functions can be drawn, as that takes a covariance. Riesz is"));
  g_assert_false (mercer_figure_swings (riesz.final));
  caught_clear (&riesz);

  Caught white = run_shape (table, "x1", "RBF() + 0.5 * White(variance=2)");
  assert_close (readout (white.final, "white"), 1, 1e-12, 0);
  g_assert_true (has_note (white.final, "White"));
  caught_clear (&white);
}

/* --- Places where it could fail ------------------------------------------------------------------------ */

static void
test_refusals (void)
{
  static const struct
  {
    const char *columns, *kernel, *part;
  } cases[] = {
    { "x1", "RBF(lengthscale=[1, 2])", "2" },
    { "x1", "RBF()[nowhere]", "nowhere" },
    { "x1,x2,x3", "RBF()", "at most 2" },
  };
  g_autoptr (MercerDataset) table = wave (30, 3);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = shape_of (table, cases[k].columns, cases[k].kernel);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, cases[k].part));
    }
}

/* What a hand finds where x' stands: lines along one column, in both pictures of the kernel, and a knob in the plane. Where
 * nobody said, x' stands somewhere and waits. */
static void
test_handles (void)
{
  static const double places[] = { 2, 7 };
  g_autoptr (MercerDataset) table = wave (30, 2);
  for (size_t d = 1; d <= 2; d++)
    {
      int panel;
      size_t vertical = 0, horizontal = 0, points = 0;
      g_autoptr (MercerRecipe) plain = shape_of (table, d == 1 ? "x1" : "x1,x2", "RBF()");
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (plain, "points", places, 2);
      g_autoptr (MercerRecipe) nowhere = mercer_recipe_with_list (plain, "points", NULL, 0);
      Caught caught = catch_run (recipe, NULL, false, -1), waiting = catch_run (nowhere, NULL, false, -1);
      for (size_t h = 0; h < mercer_figure_n_handles (caught.final); h++)
        {
          const MercerHandle *handle = mercer_figure_get_handle (caught.final, h, &panel);
          g_assert_cmpstr (handle->value.id, ==, "points");
          vertical += handle->kind == MERCER_HANDLE_VERTICAL && handle->x == places[handle->value.component];
          horizontal += handle->kind == MERCER_HANDLE_HORIZONTAL && handle->y == places[handle->value.component];
          points += handle->kind == MERCER_HANDLE_POINT && handle->x == places[0] && handle->y == places[1]
                    && handle->value_y.component == 1;
        }
      g_assert_cmpuint (vertical, ==, d == 1 ? 2 : 0);
      g_assert_cmpuint (horizontal, ==, d == 1 ? 2 : 0);
      g_assert_cmpuint (points, ==, d == 1 ? 0 : 1);
      g_assert_cmpint (waiting.status, ==, MERCER_OK);
      g_assert_cmpuint (mercer_figure_n_handles (waiting.final), ==, 0);
      caught_clear (&caught);
      caught_clear (&waiting);
    }
}

/* A closer look is computed anew over what is in view, and the picture says that it follows. */
static void
test_view (void)
{
  g_autoptr (MercerDataset) table = wave (30, 2);
  g_autoptr (MercerRecipe) plain = shape_of (table, "x1", "Brownian()");
  g_autoptr (MercerRecipe) closer = mercer_recipe_with_view (plain, "x1", 4, 4.5);
  g_autoptr (MercerRecipe) below = mercer_recipe_with_view (plain, "x1", -3, 2);
  Caught caught = catch_run (closer, NULL, false, -1), walk = catch_run (below, NULL, false, -1);
  const MercerTable *slices = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpfloat (slices->column[0].values[0], ==, 4);
  assert_close (slices->column[0].values[slices->rows - 1], 4.5, 1e-15, 0);
  g_assert_cmpstr (mercer_figure_get_follows (caught.final, 0, 0), ==, "x1");
  g_assert_cmpfloat (mercer_figure_get_table (walk.final, 0)->column[0].values[0], ==, 0); /* a walk begins at 0 */
  caught_clear (&caught);
  caught_clear (&walk);
}

/* A place's slider spans the data, wherever they are; the surface is a panel that turns. */
static void
test_span_and_surface (void)
{
  double low, high;
  g_autoptr (MercerDataset) years = table_of ("a,b", 3, (double[]){ 1950, 1960, 2001, 1, 3, 2 });
  g_autoptr (MercerRecipe) plain = shape_of (years, "a", "RBF(lengthscale=5)");
  const MercerParam *points = mercer_params_find (mercer_recipe_method (plain)->params, "points");
  mercer_recipe_slider_range (plain, points, &low, &high);
  g_assert_cmpfloat (low, ==, 1950);
  g_assert_cmpfloat (high, ==, 2001);
  g_autoptr (MercerRecipe) both = shape_of (years, "a,b", "RBF(lengthscale=5)");
  g_autoptr (MercerRecipe) solid = mercer_recipe_with_value (both, "view", 1);
  Caught flat = catch_run (both, NULL, false, -1), caught = catch_run (solid, NULL, false, -1);
  g_assert_false (mercer_figure_is_in_space (flat.final, 0));
  g_assert_true (mercer_figure_is_in_space (caught.final, 0));
  /* what does not turn keeps its handle: the place of x' is taken in the map beside */
  g_autoptr (MercerRecipe) placed = mercer_recipe_with_list (solid, "points", (double[]){ 1960, 2 }, 2);
  Caught held = catch_run (placed, NULL, false, -1);
  int panel;
  g_assert_cmpuint (mercer_figure_n_handles (held.final), ==, 1);
  g_assert_cmpint (mercer_figure_get_handle (held.final, 0, &panel)->kind, ==, MERCER_HANDLE_POINT);
  g_assert_false (mercer_figure_is_in_space (held.final, panel));
  g_autofree char *text = mercer_figure_to_text (held.final);
  g_assert_nonnull (strstr (text, "Only one is drawn")); /* of the three asked for */
  caught_clear (&held);
  caught_clear (&flat);
  caught_clear (&caught);
}

/* Values past what numbers hold are gaps, and said to be so. */
static void
test_overflow (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,b", 3, (double[]){ 1e9, 2e9, 3e9, 1e9, 3e9, 2e9 });
  static const char *const columns[] = { "a", "a,b" };
  for (size_t k = 0; k < G_N_ELEMENTS (columns); k++)
    {
      Caught caught = run_shape (table, columns[k], "Polynomial(degree=20, offset=1)");
      const char *unsound = NULL;
      g_assert_true (mercer_figure_is_sound (caught.final, &unsound));
      g_assert_true (has_note (caught.final, "too large"));
      caught_clear (&caught);
    }
}

/* The seed alone decides what is drawn. */
static void
test_seed (void)
{
  g_autoptr (MercerDataset) table = wave (30, 1);
  g_autoptr (MercerRecipe) one = shape_of (table, "x1", "RBF(lengthscale=2)"), two = mercer_recipe_with_seed (one, 7);
  g_autoptr (MercerRecipe) back = mercer_recipe_with_seed (two, mercer_recipe_seed (one));
  Caught a = catch_run (one, NULL, false, -1), b = catch_run (two, NULL, false, -1), c = catch_run (back, NULL, false, -1);
  g_autofree char *first = mercer_figure_to_text (a.final), *second = mercer_figure_to_text (b.final);
  g_autofree char *third = mercer_figure_to_text (c.final);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (first, ==, third);
  caught_clear (&a);
  caught_clear (&b);
  caught_clear (&c);
}

/* Over 40 seeds of 10 functions each the products of their values have the mean that the kernel says. The sd of such a
 * mean of 400 is at most 2 sqrt (2 / 400) = 0.14 for a variance of 2; the bound is four times that. */
static void
test_draws (void)
{
  static const size_t at[] = { 0, 60, 66, 199 };
  enum { SEEDS = 40, DRAWS = 10, PLACES = G_N_ELEMENTS (at) };
  double sum[PLACES][PLACES] = { { 0 } }, x[PLACES];
  g_autoptr (MercerDataset) table = wave (30, 1);
  g_autoptr (MercerRecipe) plain = shape_of (table, "x1", "2 * Matern(nu=1.5, lengthscale=1)");
  g_autoptr (MercerRecipe) many = mercer_recipe_with_value (plain, "samples", DRAWS);
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (many, NULL);
  for (uint64_t seed = 0; seed < SEEDS; seed++)
    {
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_seed (many, seed);
      Caught caught = catch_run (recipe, NULL, false, -1);
      const MercerTable *samples = table_named (caught.final, "samples");
      g_assert_cmpuint (samples->columns, ==, 1 + DRAWS);
      for (size_t i = 0; i < PLACES; i++)
        for (size_t j = 0; j < PLACES; j++)
          for (size_t s = 1; s <= DRAWS; s++)
            sum[i][j] += samples->column[s].values[at[i]] * samples->column[s].values[at[j]] / (SEEDS * DRAWS);
      for (size_t i = 0; i < PLACES; i++)
        x[i] = samples->column[0].values[at[i]];
      caught_clear (&caught);
    }
  for (size_t i = 0; i < PLACES; i++)
    for (size_t j = 0; j < PLACES; j++)
      assert_close (sum[i][j], mercer_kernel_value (kernel, &x[i], &x[j]), 0, 0.57);
}

/* A drag: with a thousand rows a picture takes far less than a frame of 16 ms; the bound allows for a busy machine. */
static void
test_speed (void)
{
  g_autoptr (MercerDataset) table = wave (1000, 1);
  g_autoptr (MercerRecipe) recipe = shape_of (table, "x1", "RBF() + Matern(nu=1.5) * Periodic(period=3)");
  double best = INFINITY;
  for (int k = 0; k < 5; k++)
    {
      Caught caught = catch_run (recipe, NULL, true, -1);
      best = MIN (best, caught.first_seconds);
      caught_clear (&caught);
    }
  g_test_message ("%.2f ms", 1e3 * best);
  g_assert_cmpfloat (best, <, 0.1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-shape/slices", test_slices);
  g_test_add_func ("/kernel-shape/places", test_places);
  g_test_add_func ("/kernel-shape/spectrum", test_spectrum);
  g_test_add_func ("/kernel-shape/spectrum-parts", test_spectrum_parts);
  g_test_add_func ("/kernel-shape/readouts", test_readouts);
  g_test_add_func ("/kernel-shape/properties", test_properties);
  g_test_add_func ("/kernel-shape/refusals", test_refusals);
  g_test_add_func ("/kernel-shape/handles", test_handles);
  g_test_add_func ("/kernel-shape/view", test_view);
  g_test_add_func ("/kernel-shape/span-and-surface", test_span_and_surface);
  g_test_add_func ("/kernel-shape/overflow", test_overflow);
  g_test_add_func ("/kernel-shape/draws", test_draws);
  g_test_add_func ("/kernel-shape/seed", test_seed);
  g_test_add_func ("/kernel-shape/speed", test_speed);
  return g_test_run ();
}
