/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-testing.h"
#include "kernel-gan.h"

/* In the order of the diagram's numbers, and in that of MercerGanVerdict. */
static const char *const phases[] = { "Converges", "Spirals in", "Oscillates", "Diverges" };
static const char *const verdicts[] = { "converges", "rests elsewhere", "circles", "circles ever wider", "thrown out" };

/* Which of the words the figure says. */
static int
said (const MercerFigure *figure, const char *what, const char *const *words, size_t n)
{
  const char *id, *title, *text;
  for (size_t i = 0; i < mercer_figure_n_texts (figure); i++)
    {
      mercer_figure_get_text (figure, i, &id, &title, &text);
      for (size_t k = 0; k < n && g_str_equal (id, what); k++)
        if (g_str_equal (text, words[k]))
          return (int) k;
    }
  g_error ("nothing is said of %s", what);
}

static int
phase_of (const MercerFigure *figure)
{
  return said (figure, "phase", phases, G_N_ELEMENTS (phases));
}

static int
verdict_of (const MercerFigure *figure)
{
  return said (figure, "verdict", verdicts, G_N_ELEMENTS (verdicts));
}

/* One row: gamma = 1 / sigma^2 and p = 1, so that by the text what oscillates leaves from eta_g = lambda sigma^2 on. Just below it
 * the points come in at the radius sqrt (1 - eta_d lambda + eta_d eta_g / sigma^2), just above it they do not. */
static void
test_limit (void)
{
  g_autoptr (MercerDataset) row = table_of ("a,b", 1, (double[]){ 5, 2 });
  const double sigma = 0.4, lambda = 0.5, discriminator = 0.3, limit = lambda * sigma * sigma;
  for (int k = 0; k < 2; k++)
    {
      double generator = limit * (k == 0 ? 0.9 : 1.1);
      g_autoptr (MercerRecipe) recipe
          = flow_recipe ("gan-dynamics", row, "bandwidth", sigma, "regularisation", lambda, "discriminator", discriminator, "generator",
                         generator, "start", 1e-3, "steps", 600.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      double radius = sqrt (1 - discriminator * lambda + discriminator * generator / (sigma * sigma));
      assert_close (readout (caught.final, "limit"), limit, 1e-12, 0);
      assert_close (readout (caught.final, "radius"), radius, 1e-12, 0);
      g_assert_cmpint (phase_of (caught.final), ==, k == 0 ? 1 : 2);
      if (k == 0)
        {
          /* the largest distance in windows of many turns: one turn of 2 pi / 0.37 steps is lost at most of 300 */
          assert_close (log (readout (caught.final, "rate")), log (radius), 0.02, 0);
          g_assert_cmpfloat (readout (caught.final, "distance"), <, 0.2 * 1e-3);
        }
      else
        {
          g_assert_cmpfloat (readout (caught.final, "distance"), >, 0.05);
          g_assert_cmpint (verdict_of (caught.final), ==, MERCER_GAN_LEAVES); /* it begins a thousandth away */
          assert_note (caught.final, "too fast");
          assert_note (caught.final, "the points circle");
        }
      caught_clear (&caught);
    }
}

/* Taking turns, what oscillates has the determinant 1 - eta_d lambda whatever the generator's rate: it comes in where moving at
 * once leaves. */
static void
test_turns (void)
{
  g_autoptr (MercerDataset) row = table_of ("a,b", 1, (double[]){ 5, 2 });
  g_autoptr (MercerRecipe) recipe = flow_recipe ("gan-dynamics", row, "bandwidth", 0.4, "regularisation", 0.5, "discriminator", 0.3,
                                                 "generator", 0.16, "start", 1e-3, "alternating", 1.0, NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  assert_close (readout (caught.final, "radius"), sqrt (0.85), 1e-12, 0);
  g_assert_cmpfloat (readout (caught.final, "distance"), <, 1e-9);
  caught_clear (&caught);
}

/* On each diagram, along a line across its phases: points that start near end where the phase says, and the theory is there first. */
static void
test_diagram (void)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2);
  for (double diagram = 0; diagram < 3; diagram++)
    for (double generator = 0.5; generator < 400; generator *= 6)
      {
        g_autoptr (MercerRecipe) recipe = flow_recipe ("gan-dynamics", table, "diagram", diagram, "generator", generator, "start", 1e-3,
                                                       "steps", 500.0, NULL);
        Caught caught = catch_run (recipe, NULL, true, -1);
        double radius = readout (caught.final, "radius");
        int phase = phase_of (caught.final);
        g_assert_cmpint (caught.n_drafts, ==, 2); /* the theory, the game */
        g_assert_cmpint (phase >= 2, ==, radius >= 1);
        g_assert_cmpint (phase == 3, ==, radius >= 1 && verdict_of (caught.final) == MERCER_GAN_THROWN);
        if (radius < 0.98)
          g_assert_cmpfloat (readout (caught.final, "distance"), <, 1e-4);
        if (radius > 1.02)
          g_assert_cmpfloat (readout (caught.final, "distance"), >, 1e-2);
        caught_clear (&caught);
      }
}

/* What the diagram says of a node is what a game that is set there does, by theory and by play: of those that are always played, every
 * eighth along both axes, some on each diagram. All regions are there. */
static void
test_map (void)
{
  enum { COLUMNS = 65, ROWS = 49, APART = 24 };
  static const char *const axes[][2] = { { "discriminator", "generator" }, { "regularisation", "generator" }, { "bandwidth", "regularisation" } };
  g_autoptr (MercerDataset) table = two_heaps (8, 2);
  for (size_t diagram = 0; diagram < G_N_ELEMENTS (axes); diagram++)
    {
      g_autoptr (MercerRecipe) recipe = flow_recipe ("gan-dynamics", table, "diagram", (double) diagram, "points", 4.0, "steps", 80.0, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t n, seen[4] = { 0 };
      const double *across = table_column (caught.final, "diagram", axes[diagram][0], &n);
      const double *up = table_column (caught.final, "diagram", axes[diagram][1], &n);
      const double *phase = table_column (caught.final, "diagram", "phase", &n);
      g_assert_cmpuint (n, ==, COLUMNS * ROWS);
      for (size_t k = 0; k < n; k++)
        seen[(size_t) phase[k]]++;
      for (size_t row = 0; row < ROWS; row += APART)
        for (size_t column = 8; column < COLUMNS; column += APART)
          {
            size_t k = row * COLUMNS + column;
            g_autoptr (MercerRecipe) one = mercer_recipe_with_value (recipe, axes[diagram][0], across[k]);
            g_autoptr (MercerRecipe) there = mercer_recipe_with_value (one, axes[diagram][1], up[k]);
            Caught game = catch_run (there, NULL, false, -1);
            g_assert_cmpint (phase_of (game.final), ==, (int) phase[k]);
            caught_clear (&game);
          }
      g_test_message ("%s: %zu converge, %zu spiral in, %zu oscillate, %zu diverge", axes[diagram][0], seen[0], seen[1], seen[2], seen[3]);
      for (size_t k = 0; k < 4; k++)
        g_assert_cmpuint (seen[k], >, 20);
      caught_clear (&caught);
    }
}

/* Rows painted on an empty ground: none invite, the first one is a game. */
static void
test_painted (void)
{
  static const double at[][2] = { { 4, 5 } };
  g_autoptr (MercerDataset) none = painted (0, at), one = painted (1, at);
  g_autoptr (MercerRecipe) empty = flow_recipe ("gan-dynamics", none, NULL), first = flow_recipe ("gan-dynamics", one, NULL);
  Caught ground = catch_run (empty, NULL, true, -1), game = catch_run (first, NULL, true, -1);
  g_assert_cmpint (ground.status, ==, MERCER_OK);
  assert_invites (ground.final, "There are no points yet. Click into the picture to add points, or paint them with the brush.");
  g_assert_cmpint (game.status, ==, MERCER_OK);
  g_assert_true (isfinite (readout (game.final, "radius")));
  caught_clear (&ground);
  caught_clear (&game);
}

/* The least sum of squares over all ways to give the rows from `at` on to points, by trying every one. */
static double
least_squares (const double *x[2], const double *y[2], size_t n, size_t at, unsigned taken)
{
  double least = at == n ? 0 : INFINITY;
  for (size_t j = 0; at < n && j < n; j++)
    if (!(taken >> j & 1))
      least = fmin (least, pow (y[0][at] - x[0][j], 2) + pow (y[1][at] - x[1][j], 2) + least_squares (x, y, n, at + 1, taken | 1u << j));
  return least;
}

/* Six rows, two of them so near that points which start some way off may change places, where the game is at rest as well: then the
 * distance is that of the best of all ways to pair them. The unit is the rows' root mean square sd. */
static void
test_swapped (void)
{
  static const double rows[] = { 0, 0.3, 2, 4, 2.5, -1, 0, 0.1, 2, 0, -2, 1.5 };
  const double *x[2] = { rows, rows + 6 }, sigma = 0.4;
  double squares = 0, swapped = 0;
  for (size_t c = 0; c < 2; c++)
    for (size_t i = 0, n = 6; i < n; i++)
      {
        double mean = 0;
        for (size_t k = 0; k < n; k++)
          mean += x[c][k] / (double) n;
        squares += pow (x[c][i] - mean, 2) / 10;
      }
  g_autoptr (MercerDataset) table = table_of ("a,b", 6, rows);
  for (uint64_t seed = 1; seed <= 12; seed++)
    {
      g_autoptr (MercerRecipe) start = flow_recipe ("gan-dynamics", table, "start", 0.6, "bandwidth", sigma, "steps", 600.0, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_seed (start, seed);
      Caught caught = catch_run (recipe, NULL, false, -1);
      size_t n;
      const double *y[2] = { table_column (caught.final, "points", "a", &n), table_column (caught.final, "points", "b", &n) };
      double own = 0, best = sqrt (least_squares (x, y, n, 0, 0) / 6 / squares) / sigma, said = readout (caught.final, "distance");
      for (size_t i = 0; i < n; i++)
        own += pow (y[0][i] - x[0][i], 2) + pow (y[1][i] - x[1][i], 2);
      own = sqrt (own / 6 / squares) / sigma;
      if (best < 0.1 * own)
        {
          swapped++;
          assert_close (said, best, 1e-9, 1e-12);
          assert_note (caught.final, "come to");
        }
      else
        assert_close (said, own, 1e-9, 1e-12);
      caught_clear (&caught);
    }
  g_test_message ("%g of 12 games ended with points in others' places", swapped);
  g_assert_cmpfloat (swapped, >, 0);
}

static MercerRecipe *
recipe_of (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (30, 2);
  return k > 0 ? NULL : flow_recipe ("gan-dynamics", table, "start", 0.5, NULL);
}

static void
test_same_film (void)
{
  assert_same_film ("/gan-dynamics/same-film", recipe_of);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gan-dynamics/limit", test_limit);
  g_test_add_func ("/gan-dynamics/turns", test_turns);
  g_test_add_func ("/gan-dynamics/diagram", test_diagram);
  g_test_add_func ("/gan-dynamics/map", test_map);
  g_test_add_func ("/gan-dynamics/painted", test_painted);
  g_test_add_func ("/gan-dynamics/swapped", test_swapped);
  g_test_add_func ("/gan-dynamics/same-film", test_same_film);
  return g_test_run ();
}
