/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "draw.h"
#include "film-testing.h"

/* Two flows side by side (film-beside.c). */

static const char *const flows[]
    = { "mmd-flow", "sliced-mmd-flow", "svgd", "ksd-flow", "sinkhorn-flow", "sliced-wasserstein-flow" };

/* How each is chosen from each, by the words of the param. */
static const char *const words[] = { "energy", "sliced", "svgd", "ksd", "sinkhorn", "wasserstein" };

static double
choice (const char *method, const char *word)
{
  const MercerParam *param = mercer_params_find (mercer_method_find (method)->params, "beside");
  for (int k = 0; param->choices[k].id != NULL; k++)
    if (strcmp (param->choices[k].id, word) == 0)
      return k;
  g_error ("%s has no “%s” beside it", method, word);
}

static MercerRecipe *
short_recipe (const char *method, MercerDataset *table, const char *word, const char *settings)
{
  g_autoptr (MercerRecipe) plain = flow_recipe (method, table, "particles", 40.0, "steps", 12.0, "start", 3.0, "beside", choice (method, word),
                                                NULL);
  return mercer_recipe_with_text (plain, "beside-settings", settings);
}

static void
assert_same_particles (const MercerFigure *a, const char *name, const MercerFigure *b)
{
  static const char *const columns[] = { "a", "b" };
  for (size_t c = 0; c < 2; c++)
    {
      size_t n, m;
      const double *p = table_column (a, name, columns[c], &n), *q = table_column (b, "particles", columns[c], &m);
      g_assert_cmpmem (p, n * sizeof *p, q, m * sizeof *q);
    }
}

static void
assert_same_particles_beside (const MercerFigure *a, const MercerFigure *b)
{
  static const char *const columns[] = { "a", "b" };
  for (size_t c = 0; c < 2; c++)
    {
      size_t n, m;
      const double *p = table_column (a, "particles_beside", columns[c], &n), *q = table_column (b, "particles_beside", columns[c], &m);
      g_assert_cmpmem (p, n * sizeof *p, q, m * sizeof *q);
    }
}

/* Whatever stands beside whatever: both are, bit for bit, what each is alone, since neither may disturb the other. */
static void
test_pairs (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  Caught alone[G_N_ELEMENTS (flows)];
  for (size_t k = 0; k < G_N_ELEMENTS (flows); k++)
    {
      g_autoptr (MercerRecipe) recipe = short_recipe (flows[k], table, "none", "");
      alone[k] = catch_run (recipe, NULL, false, -1);
    }
  for (size_t k = 0; k < G_N_ELEMENTS (flows); k++)
    for (size_t l = 0; l < G_N_ELEMENTS (flows); l++)
      {
        g_autoptr (MercerRecipe) recipe = short_recipe (flows[k], table, words[l], "");
        Caught both = catch_run (recipe, NULL, false, -1);
        g_test_message ("%s, beside it %s", flows[k], flows[l]);
        assert_same_particles (both.final, "particles", alone[k].final);
        assert_same_particles (both.final, "particles_beside", alone[l].final);
        g_assert_true (isfinite (readout (both.final, "energy_mmd2")) && isfinite (readout (both.final, "energy_mmd2_beside")));
        if (k == l)
          g_assert_true (readout (both.final, "energy_mmd2") == readout (both.final, "energy_mmd2_beside"));
        caught_clear (&both);
      }
  for (size_t k = 0; k < G_N_ELEMENTS (flows); k++)
    caught_clear (&alone[k]);
}

/* On the line one slice is all: the common measure is the MMD^2 of the energy kernel, which the flow by that kernel measures by
 * sums over pairs; they agree to rounding. In the plane 32 directions of even angles err by less than a part in a hundred. */
static void
test_common_measure (void)
{
  for (size_t d = 1; d <= 2; d++)
    {
      g_autoptr (MercerDataset) table = two_heaps (60, d);
      g_autoptr (MercerRecipe) recipe = short_recipe ("sinkhorn-flow", table, "energy", "");
      Caught both = catch_run (recipe, NULL, false, -1);
      size_t n, m;
      const double *common = table_column (both.final, "trace", "energy_mmd2_beside", &n);
      const double *exact = table_column (both.final, "trace", "mmd2_beside", &m);
      g_assert_cmpuint (n, ==, m);
      for (size_t k = 0; k < n; k++)
        assert_close (common[k], exact[k], d == 1 ? 1e-12 : 1e-2, 0);
      caught_clear (&both);
    }
}

/* Settings are what the second flow has for itself: the flow beside is the one that has them as its own. Kernels keep their spaces
 * and brackets. */
static void
test_settings (void)
{
  static const struct
  {
    const char *method, *word, *settings, *param;
    double value;
    const char *kernel;
  } cases[] = {
    { "svgd", "same", "step=0.1", "step", 0.1, NULL },
    { "svgd", "same", "momentum=0.5  kernel=2 * RBF(lengthscale=3) + Matern(nu=1.5, lengthscale=0.5)", "momentum", 0.5,
      "2 * RBF(lengthscale=3) + Matern(nu=1.5, lengthscale=0.5)" },
    { "mmd-flow", "gaussian", "kernel=2 * RBF(lengthscale=0.7) step=0.4", "step", 0.4, "2 * RBF(lengthscale=0.7)" },
    { "ksd-flow", "same", "lengthscale=0.5", "lengthscale", 0.5, NULL },
  };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = short_recipe (cases[k].method, table, cases[k].word, cases[k].settings);
      g_autoptr (MercerRecipe) none = short_recipe (cases[k].method, table, "none", "");
      g_autoptr (MercerRecipe) valued = mercer_recipe_with_value (none, cases[k].param, cases[k].value);
      g_autoptr (MercerKernel) kernel = mercer_kernel_parse (cases[k].kernel != NULL ? cases[k].kernel : "RBF()", NULL, NULL, NULL);
      g_assert_nonnull (kernel);
      g_autoptr (MercerRecipe) own
          = cases[k].kernel != NULL ? mercer_recipe_with_kernel (valued, kernel) : mercer_recipe_ref (valued);
      Caught both = catch_run (recipe, NULL, false, -1), one = catch_run (own, NULL, false, -1);
      assert_same_particles (both.final, "particles_beside", one.final);
      caught_clear (&both);
      caught_clear (&one);
    }
}

/* The second flow has its kernel from the first of these that says one: its own param, the settings, the choice, its method; and what
 * is offered where the param says none is what it then has. A flow without a kernel does without, in a note. */
static void
test_kernel (void)
{
  static const struct
  {
    const char *method, *word, *settings, *kernel, *stands, *how; /* stands: without the param; NULL: it depends on the table */
  } cases[] = {
    { "mmd-flow", "gaussian", "", "", NULL, "as chosen" },
    { "mmd-flow", "gaussian", "", "Matern(nu=1.5, lengthscale=2)", NULL, "as chosen" },
    { "mmd-flow", "gaussian", "kernel=RBF(lengthscale=3) step=0.3", "2 * RBF(lengthscale=2)", "RBF(lengthscale=3)",
      "from the settings" },
    { "mmd-flow", "riesz", "", "", "Riesz(r=1.5)", "as chosen" },
    { "mmd-flow", "riesz", "kernel=RBF(lengthscale=3)", "", "RBF(lengthscale=3)", "from the settings" },
    { "mmd-flow", "same", "", "", "Riesz(r=1)", "as the first" },
    { "svgd", "same", "", "RBF(lengthscale=0.5)", NULL, "as the first" },
    { "sinkhorn-flow", "svgd", "", "", NULL, "as it starts" },
    { "mmd-flow", "sinkhorn", "", "RBF()", NULL, NULL }, /* how NULL: it has none */
    { "mmd-flow", "none", "", "RBF()", NULL, NULL },
  };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) without = short_recipe (cases[k].method, table, cases[k].word, cases[k].settings);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (without, "beside-kernel", cases[k].kernel);
      const MercerMethod *method = mercer_recipe_method (recipe);
      const char *how = NULL;
      g_autoptr (MercerKernel) unsaid = method->unsaid_kernel (recipe, mercer_params_find (method->params, "beside-kernel"), &how);
      g_test_message ("%s, beside it %s, %s, %s", cases[k].method, cases[k].word, cases[k].settings, cases[k].kernel);
      g_assert_cmpstr (unsaid != NULL ? how : NULL, ==, cases[k].how);
      Caught both = catch_run (recipe, NULL, false, -1);
      if (unsaid == NULL)
        {
          if (strcmp (cases[k].word, "none") != 0)
            assert_note (both.final, "uses no kernel");
          caught_clear (&both);
          continue;
        }
      /* the same flow by the same kernel, said in the settings */
      g_autofree char *stands = mercer_kernel_print (unsaid);
      const char *want = cases[k].kernel[0] != '\0' ? cases[k].kernel : stands;
      if (cases[k].stands != NULL)
        g_assert_cmpstr (stands, ==, cases[k].stands);
      const char *step = strstr (cases[k].settings, "step");
      g_autofree char *settings = g_strdup_printf ("kernel=%s %s", want, step != NULL ? step : "");
      g_autoptr (MercerRecipe) named = short_recipe (cases[k].method, table, cases[k].word, settings);
      Caught other = catch_run (named, NULL, false, -1);
      assert_same_particles_beside (both.final, other.final);
      caught_clear (&other);
      caught_clear (&both);
    }
}

/* What cannot be is said in a sentence: of words before the run, of what only the run can know in a note, and the first flow runs. */
static void
test_refuses (void)
{
  static const struct
  {
    const char *method, *word, *settings, *part;
  } cases[] = {
    { "svgd", "same", "speed=1", "no setting “speed”" },   { "svgd", "same", "steps=5", "no setting “steps”" },
    { "sinkhorn-flow", "svgd", "blur=1", "no setting" },   { "svgd", "same", "faster please", "not of the form" },
    { "svgd", "same", "step=fast", "step" },               { "sinkhorn-flow", "same", "kernel=RBF()", "no setting “kernel”" },
    { "svgd", "same", "kernel=RBF(", "" },
  };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = short_recipe (cases[k].method, table, cases[k].word, cases[k].settings);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_test_message ("%s: %s", cases[k].settings, refusal);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, cases[k].part));
    }
  g_autoptr (MercerRecipe) beside = short_recipe ("mmd-flow", table, "gaussian", "");
  static const char *const wrong[][2] = { { "RBF()[q]", "Kernel beside: There is no input column" }, { "RBF() | RBF()", "1 kernel, not 2" } };
  for (size_t k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (beside, "beside-kernel", wrong[k][0]);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, wrong[k][1]));
    }
  g_autoptr (MercerRecipe) unfit = short_recipe ("sinkhorn-flow", table, "svgd", "kernel=Linear()");
  g_autoptr (MercerRecipe) none = short_recipe ("sinkhorn-flow", table, "none", "");
  Caught alone = catch_run (none, NULL, false, -1), caught = catch_run (unfit, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_note (caught.final, "no flow beside it");
  assert_same_particles (caught.final, "particles", alone.final);
  caught_clear (&caught);
  caught_clear (&alone);
}

/* A shape of its own is the target of both: points drawn from it where the other knows points alone. */
static void
test_shapes (void)
{
  enum { DONUT = 3 };
  g_autoptr (MercerDataset) table = two_heaps (30, 3);
  g_autoptr (MercerRecipe) recipe = flow_recipe ("svgd", table, "particles", 60.0, "steps", 40.0, "density", (double) DONUT, "beside",
                                                 choice ("svgd", "sinkhorn"), NULL);
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  size_t n;
  const double *x = table_column (caught.final, "particles_beside", "x", &n), *y = table_column (caught.final, "particles_beside", "y", &n);
  for (size_t i = 0; i < n; i++) /* its radius is 2, its width 0.3 */
    g_assert_cmpfloat (fabs (hypot (x[i], y[i]) - 2), <, 1.2);
  caught_clear (&caught);
}

/* Keep: the flow as it is becomes the one beside it, and stays what it was when the first is changed. */
static void
test_keep (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (flows); k++)
    {
      g_autoptr (MercerRecipe) plain = short_recipe (flows[k], table, "none", "");
      g_autoptr (MercerRecipe) kept = mercer_recipe_with_value (plain, "step", 0.123);
      g_autoptr (MercerRecipe) keep = mercer_recipe_with_action (kept, "keep");
      Caught action = catch_run (keep, NULL, false, -1), alone = catch_run (kept, NULL, false, -1);
      g_assert_nonnull (action.proposal);
      g_autoptr (MercerRecipe) done = mercer_recipe_with_action (action.proposal, NULL);
      const MercerMethod *method = mercer_recipe_method (done);
      const char *kept_words[2];
      for (size_t w = 0; w < 2; w++)
        kept_words[w] = mercer_param_get_text (mercer_params_find (method->params, w == 0 ? "beside-kernel" : "beside-settings"),
                                          mercer_recipe_values (done));
      g_autofree char *own = method->kernel != NULL ? mercer_kernel_print (mercer_recipe_kernel (kept)) : g_strdup ("");
      g_assert_cmpstr (kept_words[0], ==, own); /* where it is edited, and not a word among the settings */
      g_assert_null (strstr (kept_words[1], "kernel="));
      g_autoptr (MercerRecipe) moved = mercer_recipe_with_value (done, "step", 0.2);
      Caught both = catch_run (moved, NULL, false, -1);
      assert_same_particles (both.final, "particles_beside", alone.final);
      caught_clear (&both);
      caught_clear (&alone);
      caught_clear (&action);
    }
}

/* Settings, kernel and table change while both play, each in its turn; a hand takes particles of the second as of the first. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  g_autoptr (MercerRecipe) start = short_recipe ("mmd-flow", table, "svgd", "");
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (start, "steps", 60);
  g_autoptr (MercerRecipe) faster = mercer_recipe_with_text (recipe, "beside-settings", "step=0.9");
  g_autoptr (MercerRecipe) wrong = mercer_recipe_with_text (faster, "beside-settings", "step=");
  g_autoptr (MercerDataset) edited = mercer_dataset_without_row (table, 5);
  g_autoptr (MercerRecipe) smaller = mercer_recipe_with_dataset (faster, edited);
  MercerTouch touch = { .particle = (uint64_t) 1 << 32 | 7, .x = 1.5, .y = -0.5 };
  g_autoptr (MercerRecipe) held = mercer_recipe_with_touch (smaller, &touch);
  g_assert_true (mercer_recipe_is_live_change (recipe, faster));
  MercerRecipe *changes[] = { faster, wrong, smaller, held, NULL };
  Film film = { .changes = changes };
  film_shoot (&film, recipe);
  size_t rows;
  const double *made = table_column (film.final, "trace", "step_size_beside", &rows);
  assert_close (made[20] / made[5], 0.9 / 2, 1e-12, 0); /* a step of svgd is 2 to begin with */
  g_assert_true (made[25] == made[20]);                   /* what is wrong was not taken over */
  assert_note (film.frames->pdata[25], "could not be taken over");
  size_t n;
  const double *a = table_column (film.final, "particles_beside", "a", &n);
  g_assert_cmpfloat (fabs (a[7] - 1.5), <, 0.5); /* held until the step before the last moves it */
  film_clear (&film);
}

/* The same bits with any number of threads. */
static MercerRecipe *
same_recipe (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  return k < G_N_ELEMENTS (flows) ? short_recipe (flows[k], table, words[(k + 2) % G_N_ELEMENTS (flows)], "") : NULL;
}

static void
test_same_film (void)
{
  assert_same_film ("/film-beside/same-film", same_recipe);
}

/* Both pictures show the same part of the plane, however one of them is zoomed and panned. */
static void
test_one_view (void)
{
  enum { WIDTH = 673, HEIGHT = 380 };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  g_autoptr (MercerRecipe) recipe = short_recipe ("mmd-flow", table, "svgd", "");
  Caught both = catch_run (recipe, NULL, false, -1);
  MercerView *view = mercer_view_new ();
  double px, py, range[2][2][2];
  mercer_figure_panel_centre (both.final, WIDTH, HEIGHT, NULL, view, 1, &px, &py);
  mercer_view_zoom (view, both.final, WIDTH, HEIGHT, NULL, px + 10, py, 1.7);
  mercer_view_pan (view, both.final, WIDTH, HEIGHT, NULL, px, py, 15, -8);
  for (int panel = 0; panel < 2; panel++)
    for (int axis = 0; axis < 2; axis++)
      g_assert_true (mercer_figure_shown_range (both.final, WIDTH, HEIGHT, NULL, view, panel, axis, &range[panel][axis][0],
                                                &range[panel][axis][1]));
  for (int axis = 0; axis < 2; axis++)
    for (int end = 0; end < 2; end++)
      assert_close (range[1][axis][end], range[0][axis][end], 1e-9, 0);
  mercer_view_free (view);
  caught_clear (&both);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-beside/pairs", test_pairs);
  g_test_add_func ("/film-beside/common-measure", test_common_measure);
  g_test_add_func ("/film-beside/settings", test_settings);
  g_test_add_func ("/film-beside/kernel", test_kernel);
  g_test_add_func ("/film-beside/refuses", test_refuses);
  g_test_add_func ("/film-beside/one-view", test_one_view);
  g_test_add_func ("/film-beside/shapes", test_shapes);
  g_test_add_func ("/film-beside/keep", test_keep);
  g_test_add_func ("/film-beside/live", test_live);
  g_test_add_func ("/film-beside/same-film", test_same_film);
  return g_test_run ();
}
