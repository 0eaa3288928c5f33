/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers themselves are tested in tests/model against scipy and R; here: that the right ones come out. */
#include "kde-method-testing.h"

/* --- Numbers ---------------------------------------------------------------------------------------------- */

/* Three points by hand, with weights, at given points; the log likelihood too. */
static void
test_by_hand (void)
{
  g_autoptr (MercerDataset) table = table_of ("a,w", 3, (double[]){ 1, 2, 4, 2, 1, 1 });
  g_autoptr (MercerDataset) at = table_of ("a", 2, (double[]){ 0, 2.5 });
  double h = 0.7;
  g_autoptr (MercerRecipe) recipe
      = set_at (set_role (set_list (kde_of (table, "a"), "bandwidth", 1, &h), "weight", "w"), at);
  Caught caught = answer (recipe, false);
  const MercerTable *density = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpstr (density->id, ==, "density");
  g_assert_cmpstr (density->column[0].name, ==, "a");
  g_assert_cmpstr (density->column[1].name, ==, "density");
  g_assert_cmpuint (density->rows, ==, 2);
  for (size_t k = 0; k < 2; k++)
    {
      double z = density->column[0].values[k];
      assert_close (density->column[1].values[k], 0.5 * phi (z - 1, h) + 0.25 * phi (z - 2, h) + 0.25 * phi (z - 4, h), 1e-12, 0);
    }
  assert_close (readout (caught.final, "bandwidth"), h, 0, 0);
  caught_clear (&caught);

  g_autoptr (MercerRecipe) plain = set_list (kde_of (table, "a"), "bandwidth", 1, &h);
  caught = answer (plain, false);
  double sum = 0, x[] = { 1, 2, 4 };
  for (int i = 0; i < 3; i++)
    sum += log ((phi (x[i] - 1, h) + phi (x[i] - 2, h) + phi (x[i] - 4, h)) / 3);
  assert_close (readout (caught.final, "log_likelihood"), sum, 1e-12, 0);
  sum = log ((phi (1, h) + phi (3, h)) / 2) + log ((phi (1, h) + phi (2, h)) / 2) + log ((phi (3, h) + phi (2, h)) / 2);
  assert_close (readout (caught.final, "loo_log_likelihood"), sum, 1e-12, 0);
  caught_clear (&caught);
}

/* A mark that is taken as the value of its slider gives the bandwidth that its rule says, whatever multiplies or converts it. */
static void
test_slider_marks (void)
{
  g_autoptr (MercerDataset) table = mercer_dataset_open ("sample:faithful", NULL, NULL);
  for (int rule = 0; rule < 2; rule++) /* given, Scott */
    {
      g_autoptr (MercerRecipe) recipe
          = set (set (set (set (kde_of (table, "eruptions"), "smoothing", 2), "shape", 1), "bandwidth-is", 1), "bandwidth-rule", rule);
      Caught caught = answer (recipe, false);
      size_t n = mercer_figure_n_slider_marks (caught.final), rules = 0, in_use = 0, multiples = 0;
      for (size_t k = 0; k < n; k++)
        {
          const MercerSliderMark *mark = mercer_figure_get_slider_mark (caught.final, k);
          bool bandwidth = g_str_equal (mark->param, "bandwidth");
          g_autoptr (MercerRecipe) taken
              = bandwidth ? mercer_recipe_by_hand (set_list (mercer_recipe_ref (recipe), "bandwidth", 1, &mark->value), "bandwidth")
                          : set (mercer_recipe_ref (recipe), "smoothing", mark->value);
          Caught then = answer (taken, false);
          const char *id = mark->in_use                                    ? "bandwidth"
                           : strcmp (mark->title, "Scott") == 0            ? "bandwidth_scott"
                           : strcmp (mark->title, "Maximal smoothing") == 0 ? "bandwidth_maximal_smoothing"
                                                                           : NULL;
          in_use += mark->in_use;
          rules += bandwidth && !mark->in_use;
          multiples += !bandwidth;
          if (id != NULL)
            assert_close (readout (then.final, "bandwidth"), readout (caught.final, id), 1e-12, 0);
          caught_clear (&then);
        }
      g_assert_cmpuint (in_use, ==, 1);
      g_assert_cmpuint (rules, ==, 11);
      g_assert_cmpuint (multiples, ==, rule == 0 ? 0 : 11); /* where a rule has chosen, on the slider that multiplies too */
      caught_clear (&caught);
    }
}

/* bandwidth = sd for every shape: the variance of the curve is that of the data and h^2 more. With bandwidth-is=support the box
 * reaches as far as said. */
static void
test_shapes (void)
{
  g_autoptr (MercerDataset) table = table_of ("a", 4, (double[]){ 1, 2, 4, 9 });
  double h = 0.8;
  for (int shape = 0; shape < 11; shape++)
    {
      g_autoptr (MercerRecipe) recipe = set (set_list (kde_of (table, "a"), "bandwidth", 1, &h), "shape", shape);
      Caught caught = answer (recipe, false);
      const MercerTable *t = mercer_figure_get_table (caught.final, 0);
      const double *x = t->column[0].values, *f = t->column[1].values;
      double step = x[1] - x[0], mass = 0, mean = 0, square = 0;
      for (size_t k = 0; k < t->rows; k++)
        {
          mass += f[k] * step;
          mean += f[k] * x[k] * step;
          square += f[k] * x[k] * x[k] * step;
        }
      /* the box is cut by cells: 1 % of its width */
      assert_close (mass, 1, 5e-3, 0);
      assert_close (square - mean * mean, 9.5 + h * h, 2e-2, 0); /* 102 / 4 - 16 */
      caught_clear (&caught);
    }
  g_autoptr (MercerDataset) at = table_of ("a", 3, (double[]){ 8.21, 8.19, 9.79 });
  g_autoptr (MercerRecipe) recipe
      = set_at (set (set (set_list (kde_of (table, "a"), "bandwidth", 1, &h), "shape", 1), "bandwidth-is", 1), at);
  Caught caught = answer (recipe, false);
  const double *f = mercer_figure_get_table (caught.final, 0)->column[1].values;
  assert_close (f[0], 1 / (4 * 2 * h), 1e-12, 0);
  assert_close (f[1], 0, 0, 0);
  assert_close (f[2], 1 / (4 * 2 * h), 1e-12, 0);
  caught_clear (&caught);
}

/* A rule chosen by its id gives the value that stands in its readout, times the smoothing. */
static void
test_rules (void)
{
  static const char *const ids[] = { "scott", "silverman", "normal_scale", "rule_of_thumb", "sheather_jones", "plug_in",
                                     "improved_sheather_jones", "ls_cv", "ml_cv", "s_cv", "maximal_smoothing" };
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  for (size_t r = 0; r < G_N_ELEMENTS (ids); r++)
    {
      g_autoptr (MercerRecipe) recipe
          = set (set (kde_of (table, "eruptions"), "bandwidth-rule", (double) (r + 1)), "smoothing", 2);
      Caught caught = answer (recipe, false);
      g_autofree char *id = g_strconcat ("bandwidth_", ids[r], NULL);
      assert_close (readout (caught.final, "bandwidth"), 2 * readout (caught.final, id), 1e-14, 0);
      caught_clear (&caught);
    }
  /* scipy's factor for two columns, 272^-1/6 = 0.39286..., times the sd 1.141371... */
  g_autoptr (MercerRecipe) both = set (kde_of (table, "eruptions,waiting"), "bandwidth-rule", 1);
  Caught caught = answer (both, false);
  assert_close (readout (caught.final, "bandwidth1"), 1.141371251105208 * pow (272, -1 / 6.0), 1e-12, 0);
  caught_clear (&caught);
}

/* --- Two columns and more ------------------------------------------------------------------------------------ */

static void
test_surface (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  double h[] = { 0.25, 4 }, diagonal[] = { 0.0625, 0, 16 };
  g_autoptr (MercerRecipe) two = set_list (kde_of (table, "eruptions,waiting"), "bandwidth", 2, h);
  g_autoptr (MercerRecipe) full = set_list (kde_of (table, "eruptions,waiting"), "bandwidth-matrix", 3, diagonal);
  Caught a = answer (two, false), b = answer (full, false);
  const MercerTable *p = mercer_figure_get_table (a.final, 0), *q = mercer_figure_get_table (b.final, 0);
  g_assert_cmpuint (p->rows, ==, 256 * 256);
  double mass = 0, cell = (p->column[0].values[1] - p->column[0].values[0]) * (p->column[1].values[256] - p->column[1].values[0]);
  for (size_t k = 0; k < p->rows; k++)
    {
      assert_close (q->column[2].values[k], p->column[2].values[k], 1e-10, 1e-15);
      mass += p->column[2].values[k] * cell;
    }
  assert_close (mass, 1, 1e-4, 0);
  assert_close (readout (b.final, "log_likelihood"), readout (a.final, "log_likelihood"), 1e-11, 0);
  assert_close (readout (b.final, "bandwidth_h22"), 16, 0, 0);
  g_assert_cmpuint (mercer_figure_n_panels (a.final), ==, 3);
  caught_clear (&a);
  caught_clear (&b);
}

/* A slice of three columns is the joint density at the position. */
static void
test_slice (void)
{
  g_autoptr (MercerDataset) table = wave (60, 2);
  double h[] = { 1, 1.5, 0.4 };
  g_autoptr (MercerRecipe) three = set_list (kde_of (table, "x1,x2,y"), "bandwidth", 3, h);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_position (three, "y", 0.5);
  Caught grid = answer (recipe, false);
  const MercerTable *t = mercer_figure_get_table (grid.final, 0);
  double some[6];
  size_t pick[] = { 128 + 256 * 128, 60 + 256 * 200 };
  for (int k = 0; k < 2; k++)
    for (int c = 0; c < 3; c++)
      some[k + 2 * c] = t->column[c].values[pick[k]];
  assert_close (some[4], 0.5, 0, 0);
  g_autoptr (MercerDataset) at = table_of ("x1,x2,y", 2, some);
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_at (recipe, at);
  Caught points = answer (asked, false);
  for (int k = 0; k < 2; k++)
    assert_close (mercer_figure_get_table (points.final, 0)->column[3].values[k], t->column[3].values[pick[k]], 1e-11, 1e-16);
  caught_clear (&grid);
  caught_clear (&points);
}

/* A rule for the plane is the matrix that its readouts say, and the likelihood is that of the same matrix given by hand; a
 * diagonal one is two bandwidths. The numbers themselves are tested against R's ks in tests/model. */
static void
test_matrix_rules (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  g_autoptr (MercerRecipe) full = set (kde_of (table, "eruptions,waiting"), "bandwidth-rule", 6);
  Caught a = answer (full, false);
  double h[3] = { readout (a.final, "bandwidth_plug_in_h11"), readout (a.final, "bandwidth_plug_in_h12"),
                  readout (a.final, "bandwidth_plug_in_h22") };
  assert_close (readout (a.final, "bandwidth_h12"), h[1], 0, 0);
  g_autoptr (MercerRecipe) given = set_list (kde_of (table, "eruptions,waiting"), "bandwidth-matrix", 3, h);
  Caught b = answer (given, false);
  assert_close (readout (b.final, "log_likelihood"), readout (a.final, "log_likelihood"), 1e-13, 0);
  g_autoptr (MercerRecipe) diagonal = set (set (kde_of (table, "eruptions,waiting"), "bandwidth-rule", 6), "bandwidth-form", 1);
  Caught c = answer (diagonal, false);
  assert_close (readout (c.final, "bandwidth2"), sqrt (readout (c.final, "bandwidth_plug_in_diagonal_h22")), 1e-14, 0);
  caught_clear (&a);
  caught_clear (&b);
  caught_clear (&c);
}

/* Contours enclose the shares asked for, to half a per cent, counted over cells of the table of the density; in either form of
 * bandwidth and with widths of their own. */
static void
test_mass (void)
{
  g_autoptr (MercerDataset) table = sample ("sample:faithful");
  for (int adaptive = 0; adaptive < 2; adaptive++)
    {
      g_autoptr (MercerRecipe) recipe
          = set (set (kde_of (table, "eruptions,waiting"), "bandwidth-rule", 6), "adaptive", adaptive);
      Caught caught = answer (recipe, false);
      const MercerTable *t = mercer_figure_get_table (caught.final, 0);
      const double *f = t->column[2].values;
      size_t m[2] = { 256, 256 };
      double step[2] = { t->column[0].values[1] - t->column[0].values[0], t->column[1].values[256] - t->column[1].values[0] };
      double levels[3], masses[] = { 0.5, 0.9, 0.95 }, all = 0;
      g_autofree double *enclosed = g_new (double, t->rows);
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_kde_levels (2, m, step, f, 3, masses, levels, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_kde_enclosed (2, m, step, f, enclosed, work), ==, MERCER_OK);
      for (int l = 0; l < 3; l++)
        {
          double held = 0;
          all = 0;
          for (size_t k = 0; k < t->rows; k++)
            {
              held += f[k] >= levels[l] ? f[k] * step[0] * step[1] : 0;
              all += f[k] * step[0] * step[1];
              if (fabs (f[k] / levels[l] - 1) < 1e-3)
                assert_close (enclosed[k], masses[l], 0, 2e-3);
            }
          assert_close (held, masses[l], 0, 5e-3);
        }
      g_test_message ("the whole: %.7f", all);
      assert_close (all, 1, adaptive ? 2e-3 : 1e-4, 0); /* wide kernels of lone points reach beyond the frame */
      mercer_work_free (work);
      caught_clear (&caught);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kde/by-hand", test_by_hand);
  g_test_add_func ("/kde/slider-marks", test_slider_marks);
  g_test_add_func ("/kde/shapes", test_shapes);
  g_test_add_func ("/kde/rules", test_rules);
  g_test_add_func ("/kde/surface", test_surface);
  g_test_add_func ("/kde/slice", test_slice);
  g_test_add_func ("/kde/matrix-rules", test_matrix_rules);
  g_test_add_func ("/kde/mass", test_mass);
  return g_test_run ();
}
