/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "draw.h"
#include "film-testing.h"

/* The terms of what each flow lowers, of which bars are drawn. Numbers are numpy's and scipy's for the points below, by the formulas of
 * the headers written out with broadcasting; Sinkhorn's by 20,000 turns with scipy.special.logsumexp. */

enum { M = 9, N = 7, MOST_TERMS = 3 };

static MercerDataset *
target_points (size_t d)
{
  double values[2 * M];
  for (size_t j = 0; j < M; j++)
    {
      values[j] = 2 * sin (1 + 2 * (double) j);
      values[M + j] = 2 * cos (3 * (double) j);
    }
  return table_of (d == 1 ? "a" : "a,b", M, values);
}

static MercerDataset *
start_points (size_t d)
{
  double values[2 * N];
  for (size_t i = 0; i < N; i++)
    {
      values[i] = sin (4 + 3 * (double) i);
      values[N + i] = cos (1 + 5 * (double) i);
    }
  return table_of (d == 1 ? "a" : "a,b", N, values);
}

static const struct
{
  const char *method, *kernel, *params; /* kernel NULL: none, or its own */
  size_t d;
  const char *id[MOST_TERMS];
  double value[MOST_TERMS];
  const char *objective; /* the sum; NULL: it is none */
  double tolerance;
} cases[] = {
  { "mmd-flow", "Riesz(r=1)", "", 2, { "attraction", "repulsion", "rest" },
    { 4.4373931388908225, -1.0127333157451144, -2.6910738679596924 }, "mmd2", 1e-13 },
  { "mmd-flow", "RBF(lengthscale=0.7)", "", 2, { "attraction", "repulsion", "rest" },
    { -0.1445068735446005, 0.42199299861266654, 0.1849259476990667 }, "mmd2", 1e-13 },
  { "sliced-mmd-flow", NULL, "", 1, { "attraction", "repulsion", "rest" },
    { 2.7533800109244955, -0.5393897227624646, -1.5524413131493058 }, "mmd2", 1e-13 },
  { "svgd", "RBF(lengthscale=0.7)", "median=0 bandwidth=0.5", 2, { "attraction", "repulsion" },
    { 0.8631387193248116, 0.27699620138920716 }, NULL, 1e-13 },
  { "ksd-flow", NULL, "lengthscale=1.4 bandwidth=0.5", 2, { "scores", "mixed", "closeness" },
    { 2.846147604815777, 1.5121420117286122, 0.8678547176340115 }, "ksd2", 1e-13 },
  /* where the flow ends its turns, the cost errs by the square of what the potentials still change by */
  { "sinkhorn-flow", NULL, "blur=0.6", 2, { "transport", "self", "rest" },
    { 1.6057667679094607, -0.18925354029415747, -0.3260358447514699 }, "divergence", 1e-6 },
};

static MercerRecipe *
case_recipe (size_t k)
{
  g_autoptr (MercerDataset) target = target_points (cases[k].d), start = start_points (cases[k].d);
  g_autoptr (MercerRecipe) plain = flow_recipe (cases[k].method, target, "steps", 20.0, NULL);
  MercerRecipe *recipe = mercer_recipe_with_table (plain, "start", start);
  g_auto (GStrv) words = g_strsplit_set (cases[k].params, " =", 0);
  for (size_t w = 0; words[0] != NULL && words[w] != NULL && words[w + 1] != NULL; w += 2)
    {
      g_autoptr (MercerRecipe) before = recipe;
      recipe = mercer_recipe_with_value (before, words[w], g_ascii_strtod (words[w + 1], NULL));
    }
  if (cases[k].kernel == NULL)
    return recipe;
  g_autoptr (MercerRecipe) before = recipe;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (cases[k].kernel, NULL, NULL, NULL);
  return mercer_recipe_with_kernel (before, kernel);
}

/* At the start each term is what numpy says, and at each step they add up to the objective, to rounding. */
static void
test_terms (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = case_recipe (k);
      Caught caught = catch_run (recipe, NULL, false, -1);
      const double *term[MOST_TERMS] = { NULL };
      size_t rows = 0;
      for (size_t t = 0; t < MOST_TERMS && cases[k].id[t] != NULL; t++)
        {
          g_test_message ("%s: %s", cases[k].method, cases[k].id[t]);
          term[t] = table_column (caught.final, "trace", cases[k].id[t], &rows);
          assert_close (term[t][0], cases[k].value[t], cases[k].tolerance, 0);
        }
      const double *objective = cases[k].objective != NULL ? table_column (caught.final, "trace", cases[k].objective, &rows) : NULL;
      for (size_t s = 0; s < rows && objective != NULL; s++)
        assert_close (term[0][s] + term[1][s] + term[2][s], objective[s], 0, 1e-14 * fabs (term[0][s]) * 8);
      caught_clear (&caught);
    }
}

static size_t
count_panels (const char *method, double beside, const char *traces, double d)
{
  g_autoptr (MercerDataset) table = two_heaps (40, (size_t) d);
  g_autoptr (MercerRecipe) plain = flow_recipe (method, table, "particles", 20.0, "steps", 4.0, "beside", beside, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (plain, "traces", traces);
  Caught caught = catch_run (recipe, NULL, false, -1);
  size_t panels = mercer_figure_n_panels (caught.final);
  caught_clear (&caught);
  return panels;
}

/* They stay where another flow stands beside: by itself a picture, what falls and its terms; two pictures, what both are measured by,
 * what the first lowers, its terms, and those of the second if it is another flow; with traces the first alone, and where there is one picture
 * their names. */
static void
test_panels (void)
{
  enum { SAME = 1, SINKHORN = 10 };
  g_assert_cmpuint (count_panels ("mmd-flow", 0, "", 2), ==, 3);
  g_assert_cmpuint (count_panels ("mmd-flow", SAME, "", 2), ==, 2 + 3);
  g_assert_cmpuint (count_panels ("mmd-flow", SINKHORN, "", 2), ==, 2 + 4);
  g_assert_cmpuint (count_panels ("mmd-flow", SINKHORN, "sliced", 2), ==, 2 + 2);
  g_assert_cmpuint (count_panels ("mmd-flow", SAME, "same", 2), ==, 2 + 3);
  g_assert_cmpuint (count_panels ("mmd-flow", 0, "same", 2), ==, 1 + 4);
  g_assert_cmpuint (count_panels ("svgd", 0, "", 2), ==, 1 + 3);
  g_assert_cmpuint (count_panels ("svgd", SAME, "", 2), ==, 2 + 3);
}

/* The handle that looks along the film is the only one of its kind, stands at the step that a frame shows, and its axis reaches as far
 * in all frames as the film may last. Expected numbers are those of the readout and of the recipe. */
static void
assert_handle (const MercerFigure *frame, double steps, double *range)
{
  enum { WIDTH = 800, HEIGHT = 500 };
  int found = 0;
  for (size_t k = 0; k < mercer_figure_n_handles (frame); k++)
    {
      int panel;
      double low, high, step = readout (frame, "steps");
      const MercerHandle *handle = mercer_figure_get_handle (frame, k, &panel);
      if (g_strcmp0 (handle->value.id, MERCER_HANDLE_FILM) != 0)
        continue;
      found++;
      g_assert_cmpfloat (handle->x, ==, step > 0 ? step : 0.5);
      g_assert_false (mercer_figure_shown_range (frame, WIDTH, HEIGHT, NULL, NULL, panel, 0, &low, &high)); /* not chosen by a hand */
      assert_close (low, 0.5, 1e-12, 0);
      g_assert_cmpfloat (high, >, steps);
      assert_close (high, isnan (*range) ? high : *range, 1e-12, 0);
      *range = high;
    }
  g_assert_cmpint (found, ==, 1);
}

static void
test_handle (void)
{
  enum { STEPS = 30 };
  const char *const beside[] = { "", "", "step=0.05", "" }, *const traces[] = { "", "", "", "same step=0.1" };
  const char *const methods[] = { "mmd-flow", "svgd", "mmd-flow", "mmd-flow" };
  g_autoptr (MercerDataset) table = two_heaps (40, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (methods); k++)
    {
      g_autoptr (MercerRecipe) plain
          = flow_recipe (methods[k], table, "particles", 20.0, "steps", (double) STEPS, "beside", beside[k][0] != '\0' ? 1.0 : 0.0, NULL);
      g_autoptr (MercerRecipe) set = mercer_recipe_with_text (plain, "beside-settings", beside[k]);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (set, "traces", traces[k]);
      double range = NAN;
      Film film = { 0 };
      film_shoot (&film, recipe);
      g_assert_cmpuint (film.frames->len, ==, STEPS + 1);
      for (guint f = 0; f < film.frames->len; f++)
        assert_handle (film.frames->pdata[f], STEPS, &range);
      assert_handle (film.final, STEPS, &range);
      film_clear (&film);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-terms/terms", test_terms);
  g_test_add_func ("/film-terms/panels", test_panels);
  g_test_add_func ("/film-terms/handle", test_handle);
  return g_test_run ();
}
