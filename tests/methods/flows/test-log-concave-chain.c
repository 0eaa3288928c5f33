/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"

/* Two modes of width 0.5, 6 apart: a valley of exp (-18) of the height. From the first mode half of the chains come to be at the
 * second one, as half of the density is: a standard error of sqrt (0.25 / 400) = 0.025, five of them for the walks and the 400 exact
 * draws; of Langevin dynamics with as many scores none cross, so that half stay at the wrong one. */
static void
test_tunnels (void)
{
  g_autoptr (MercerDataset) table = two_heaps (20, 2);
  g_autoptr (MercerRecipe) start = flow_recipe ("log-concave-chain", table, "density", 1.0, "width", 0.5, "particles", 400.0, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_list (start, "means", (double[]){ -3, 0, 3, 0 }, 4);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpfloat (readout (caught.final, "occupancy"), <, 0.125);
  assert_close (readout (caught.final, "occupancy_beside"), 0.5, 0, 0.001);
  assert_close (readout (caught.final, "threshold"), sqrt (9 - 0.25), 1e-12, 0); /* R^2 - h^2 */
  assert_close (readout (caught.final, "sigma"), sqrt (9 - 0.25), 1e-12, 0);
  g_assert_cmpfloat (readout (caught.final, "energy"), <, 0.3 * readout (caught.final, "energy_beside"));
  /* at the threshold every walk is log-concave at every step */
  size_t rows;
  const double *curvature = table_column (caught.final, "trace", "curvature", &rows);
  for (size_t k = 0; k < rows; k++)
    g_assert_cmpfloat (curvature[k], >, -1e-9);
  caught_clear (&caught);
}

/* One row of bandwidth 0.7: N ((3, -1), 0.49 I). After m measurements of noise sigma the jump has mean mu and, over all that can be
 * measured, variance h^4 / (h^2 + sigma^2 / m); Langevin dynamics has variance h^2. 1000 particles in 2 columns: a standard error of
 * the mean of 0.022, of the variance of sqrt (2 / 2000) = 3 %; four of each. */
static void
test_gaussian (void)
{
  g_autoptr (MercerDataset) row = table_of ("a,b", 1, (double[]){ 3, -1 });
  g_autoptr (MercerRecipe) recipe = flow_recipe ("log-concave-chain", row, "bandwidth", 0.7, "particles", 1000.0, "noise", 2.0, "walk",
                                                 20.0, "steps", 100.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  assert_close (readout (caught.final, "sigma"), 1.4, 1e-12, 0);
  g_assert_cmpfloat (readout (caught.final, "measurements"), ==, 5);
  for (int lane = 0; lane < 2; lane++)
    {
      size_t n;
      const double *a = table_column (caught.final, lane == 0 ? "particles" : "particles_beside", "a", &n);
      const double *b = table_column (caught.final, lane == 0 ? "particles" : "particles_beside", "b", &n);
      double mean[2] = { 0, 0 }, squares = 0, want = lane == 0 ? pow (0.7, 4) / (0.49 + 1.96 / 5) : 0.49;
      for (size_t i = 0; i < n; i++)
        {
          mean[0] += a[i] / (double) n;
          mean[1] += b[i] / (double) n;
          squares += ((a[i] - 3) * (a[i] - 3) + (b[i] + 1) * (b[i] + 1)) / (2 * (double) n);
        }
      assert_close (mean[0], 3, 0, 0.09);
      assert_close (mean[1], -1, 0, 0.09);
      assert_close (squares, want, 0.13, 0);
    }
  caught_clear (&caught);
}

/* Both columns of the particles less where the one row stands, as one sample. */
static void
moments_of (const MercerFigure *figure, const char *table, double *mean, double *variance)
{
  size_t n;
  const double *a = table_column (figure, table, "a", &n), *b = table_column (figure, table, "b", &n);
  *mean = *variance = 0;
  for (size_t i = 0; i < n; i++)
    *mean += (a[i] - 3 + b[i] + 1) / (2 * (double) n);
  for (size_t i = 0; i < n; i++)
    *variance += (pow (a[i] - 3 - *mean, 2) + pow (b[i] + 1 - *mean, 2)) / (2 * (double) n);
}

/* Within the first walk, at its end, in the second with its measurement accumulated, and long after, from one point 2 from the row, with much
 * noise and with little: mean and variance of the jumps and of Langevin dynamics as numpy has them by the linear maps of their moments,
 * checked there by a simulation from the joint density of all measurements (make-walk-jump.py). 2000 draws: five standard errors of each,
 * that of a variance is a part sqrt (2 / 2000). Without the accumulation, or with the steps in another order, they are tens away. */
static void
test_numpy (void)
{
  enum { PARTICLES = 1000 };
  g_autofree char *path = golden_path ("walk-jump.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autoptr (MercerDataset) row = table_of ("a,b", 1, (double[]){ 3, -1 });
  g_autofree double *at = g_new (double, 2 * PARTICLES);
  for (char **group = groups; *group != NULL; group++)
    {
      static const char *const params[][2] = { { "bandwidth", "h" }, { "walk", "walk" }, { "step", "step" }, { "noise", "noise" }, { "friction", "friction" } };
      gsize looks, count;
      g_autofree int *steps = g_key_file_get_integer_list (file, *group, "steps", &looks, NULL);
      for (size_t i = 0; i < 2 * PARTICLES; i++)
        at[i] = (i < PARTICLES ? 3 : -1) + g_key_file_get_double (file, *group, "start", NULL);
      g_autoptr (MercerDataset) start = table_of ("a,b", PARTICLES, at);
      g_autoptr (MercerRecipe) plain = flow_recipe ("log-concave-chain", row, NULL);
      MercerRecipe *recipe = mercer_recipe_with_table (plain, "start", start);
      for (size_t k = 0; k < G_N_ELEMENTS (params); k++)
        {
          MercerRecipe *next = mercer_recipe_with_value (recipe, params[k][0], g_key_file_get_double (file, *group, params[k][1], NULL));
          mercer_recipe_unref (recipe);
          recipe = next;
        }
      for (int lane = 0; lane < 2; lane++)
        {
          g_autofree double *mean = g_key_file_get_double_list (file, *group, lane == 0 ? "mean" : "langevin-mean", &count, NULL);
          g_autofree double *variance = g_key_file_get_double_list (file, *group, lane == 0 ? "variance" : "langevin-variance", &count, NULL);
          for (gsize k = 0; k < looks; k++)
            {
              g_autoptr (MercerRecipe) shown = mercer_recipe_with_value (recipe, "steps", steps[k]);
              Caught caught = catch_run (shown, NULL, false, -1);
              double mean_seen, variance_seen;
              moments_of (caught.final, lane == 0 ? "particles" : "particles_beside", &mean_seen, &variance_seen);
              assert_close (mean_seen, mean[k], 0, 5 * sqrt (variance[k] / (2 * PARTICLES)));
              assert_close (variance_seen, variance[k], 5 * sqrt (2.0 / (2 * PARTICLES)), 0);
              caught_clear (&caught);
            }
        }
      mercer_recipe_unref (recipe);
    }
}

/* Below the threshold the walk's curvature is negative somewhere on its way, and a note says so. */
static void
test_below (void)
{
  g_autoptr (MercerDataset) table = two_heaps (20, 2);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("log-concave-chain", table, "density", 1.0, "noise", 0.3, "steps", 60.0, NULL);
  g_autoptr (MercerRecipe) far = flow_recipe ("log-concave-chain", table, "step", 1e12, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1), diverged = catch_run (far, NULL, false, -1);
  size_t rows, negative = 0;
  const double *curvature = table_column (caught.final, "trace", "curvature", &rows);
  for (size_t k = 0; k < rows; k++)
    negative += curvature[k] < 0;
  g_assert_cmpuint (negative, >, 0);
  assert_note (caught.final, "modes of its own");
  assert_note (diverged.final, "Diverged");
  caught_clear (&caught);
  caught_clear (&diverged);
}

static const MercerNote *
suggestion (const MercerFigure *figure)
{
  for (size_t k = 0; k < mercer_figure_n_notes (figure); k++)
    if (strstr (mercer_figure_get_note (figure, k)->sentence, "Between these rows") != NULL)
      return mercer_figure_get_note (figure, k);
  return NULL;
}

/* Two heaps of sd 0.4 with their centres 4 sqrt (2) apart. Smoothed by 3, more than half of that, they are one heap: Langevin dynamics
 * comes to both sides, and a note offers a mixture, where it does stay (at one of three: 2/3 at the wrong one) and the chain does not.
 * Smoothed by 0.2 there is a valley between them that it does not cross: half stay at the wrong side, and nothing is offered. */
static void
test_suggests_mixture (void)
{
  g_autoptr (MercerDataset) table = two_heaps (100, 2);
  g_autoptr (MercerRecipe) wide = flow_recipe ("log-concave-chain", table, "bandwidth", 3.0, "particles", 400.0, NULL);
  g_autoptr (MercerRecipe) narrow = flow_recipe ("log-concave-chain", table, "bandwidth", 0.2, "particles", 400.0, NULL);
  Caught crosses = catch_run (wide, NULL, false, -1), stays = catch_run (narrow, NULL, false, -1);
  assert_close (readout (stays.final, "occupancy_beside"), 0.5, 0, 0.07); /* of exact draws: 2.5 standard errors */
  g_assert_null (suggestion (stays.final));
  const MercerNote *note = suggestion (crosses.final);
  g_assert_nonnull (note);
  g_autoptr (MercerRecipe) mixture = mercer_recipe_with_value (wide, note->remedy_param, note->remedy_value);
  Caught apart = catch_run (mixture, NULL, false, -1);
  g_assert_cmpfloat (readout (apart.final, "occupancy"), <, 0.125);
  g_assert_cmpfloat (readout (apart.final, "occupancy_beside"), >, 0.4);
  g_assert_null (suggestion (apart.final));
  g_autoptr (MercerDataset) same = table_of ("a,b", 3, (double[]){ 1, 2, 1, 2, 1, 2 });
  g_autoptr (MercerRecipe) equal = flow_recipe ("log-concave-chain", same, "steps", 30.0, NULL);
  Caught point = catch_run (equal, NULL, false, -1);
  g_assert_null (suggestion (point.final));
  caught_clear (&point);
  caught_clear (&crosses);
  caught_clear (&stays);
  caught_clear (&apart);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (100, k == 0 ? 3 : 2);
  return k > 1 ? NULL : flow_recipe ("log-concave-chain", table, "steps", 33.0, "density", (double) k, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/log-concave-chain/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-concave-chain/tunnels", test_tunnels);
  g_test_add_func ("/log-concave-chain/gaussian", test_gaussian);
  g_test_add_func ("/log-concave-chain/numpy", test_numpy);
  g_test_add_func ("/log-concave-chain/below", test_below);
  g_test_add_func ("/log-concave-chain/suggests-mixture", test_suggests_mixture);
  g_test_add_func ("/log-concave-chain/same-film", test_same_film);
  return g_test_run ();
}
