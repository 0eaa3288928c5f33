/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "film-testing.h"

/* Flows that go along with another as curves alone (film-along.c, film-keep.c). */

static MercerRecipe *
traced_recipe (const char *method, MercerDataset *table, const char *traces)
{
  g_autoptr (MercerRecipe) plain = flow_recipe (method, table, "particles", 40.0, "steps", 12.0, "start", 3.0, NULL);
  return mercer_recipe_with_text (plain, "traces", traces);
}

static void
assert_same_column (const MercerFigure *a, const char *name, const MercerFigure *b, const char *other)
{
  size_t n, m;
  const double *p = table_column (a, "trace", name, &n), *q = table_column (b, "trace", other, &m);
  g_assert_nonnull (p);
  g_assert_nonnull (q);
  g_assert_cmpmem (p, n * sizeof *p, q, m * sizeof *q);
}

/* The choice of `beside` by its word. */
static MercerRecipe *
with_beside (MercerRecipe *recipe, const char *word, const char *settings)
{
  const MercerParam *param = mercer_params_find (mercer_recipe_method (recipe)->params, "beside");
  int k = 0;
  while (strcmp (param->choices[k].id, word) != 0)
    k++;
  g_autoptr (MercerRecipe) chosen = mercer_recipe_with_value (recipe, "beside", k);
  return mercer_recipe_with_text (chosen, "beside-settings", settings);
}

/* A trace is, bit for bit, what the same flow is as the one beside, whatever else goes along, and disturbs neither the first nor the
 * others. */
static void
test_same (void)
{
  static const struct
  {
    const char *method, *word, *settings, *id;
  } cases[] = {
    { "mmd-flow", "gaussian", "kernel=2 * RBF(lengthscale=0.7) step=0.4", "mmd2" }, { "mmd-flow", "svgd", "step=0.5", "ksd2" },
    { "svgd", "same", "step=0.5", "ksd2" },                                         { "svgd", "sinkhorn", "", "divergence" },
    { "sinkhorn-flow", "wasserstein", "", "sw2" },                                  { "ksd-flow", "same", "lengthscale=0.5", "ksd2" },
    { "sliced-mmd-flow", "ksd", "", "ksd2" },                                       { "sliced-wasserstein-flow", "sliced", "", "mmd2" },
    { "mirrored-svgd", "metric", "", "drive" },
  };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *traces = g_strdup_printf ("same step=0.01 | %s %s", cases[k].word, cases[k].settings);
      g_autoptr (MercerRecipe) traced = traced_recipe (cases[k].method, table, traces), plain = traced_recipe (cases[k].method, table, "");
      g_autoptr (MercerRecipe) beside = with_beside (plain, cases[k].word, cases[k].settings);
      Caught many = catch_run (traced, NULL, false, -1), two = catch_run (beside, NULL, false, -1);
      g_test_message ("%s with traces %s", cases[k].method, traces);
      g_autofree char *own = g_strdup_printf ("%s_beside", cases[k].id), *second = g_strdup_printf ("%s_trace2", cases[k].id);
      assert_same_column (many.final, second, two.final, own);
      assert_same_column (many.final, "energy_mmd2_trace2", two.final, "energy_mmd2_beside");
      assert_same_column (many.final, "energy_mmd2", two.final, "energy_mmd2");
      g_assert_true (readout (many.final, "energy_mmd2_trace2") == readout (two.final, "energy_mmd2_beside"));
      g_assert_null (table_named (many.final, "particles_beside")); /* they have no picture */
      caught_clear (&many);
      caught_clear (&two);
    }
}

static const char *
text_output (const MercerFigure *figure, const char *id)
{
  const char *found, *title, *text;
  for (size_t k = 0; k < mercer_figure_n_texts (figure); k++)
    {
      mercer_figure_get_text (figure, k, &found, &title, &text);
      if (strcmp (found, id) == 0)
        return text;
    }
  return NULL;
}

/* Names tell them apart: of one flow what differs, of several what differs within the flow, and the flow. */
static void
test_names (void)
{
  static const struct
  {
    const char *method, *traces, *names;
  } cases[] = {
    { "svgd", "same step=0.5 | same step=4", "1: Step 0.5; 2: Step 4" },
    { "svgd", "same median=false | same step=4 | ksd", "1: Step 2, Median heuristic no, Stein variational gradient descent; "
                                                       "2: Step 4, Median heuristic yes, Stein variational gradient descent; "
                                                       "3: Stein discrepancy descent" },
    { "mmd-flow", "same kernel=RBF(lengthscale=2)", "1: RBF(lengthscale=2)" },
    { "mmd-flow", "same kernel=RBF(lengthscale=2) | sinkhorn", "1: RBF(lengthscale=2), MMD gradient flow; 2: Sinkhorn flow" },
    { "sinkhorn-flow", "same", "1: Sinkhorn flow" },
  };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = traced_recipe (cases[k].method, table, cases[k].traces);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpstr (text_output (caught.final, "traces"), ==, cases[k].names);
      caught_clear (&caught);
    }
}

/* What cannot be is said: of words before the run, of what only the run can know in a note, and the others run. */
static void
test_refuses (void)
{
  static const char *const cases[][2] = {
    { "faster", "begins with no flow" },
    { "none", "begins with no flow" },
    { "svgd | svgd speed=3", "no setting “speed”" },
    { "svgd 3", "not of the form" },
    { "svgd|svgd|svgd|svgd|svgd|svgd|svgd", "7 traces" },
  };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (MercerRecipe) recipe = traced_recipe ("sinkhorn-flow", table, cases[k][0]);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_nonnull (refusal);
      g_assert_nonnull (strstr (refusal, cases[k][1]));
    }
  g_autoptr (MercerRecipe) unfit = traced_recipe ("sinkhorn-flow", table, "svgd kernel=Linear() | ksd");
  Caught caught = catch_run (unfit, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  assert_note (caught.final, "no trace of “svgd kernel=Linear()”");
  g_assert_cmpstr (text_output (caught.final, "traces"), ==, "1: Stein discrepancy descent");
  caught_clear (&caught);
}

static MercerRecipe *
act (MercerRecipe *recipe, const char *action)
{
  g_autoptr (MercerRecipe) asked = mercer_recipe_with_action (recipe, action);
  Caught caught = catch_run (asked, NULL, false, -1);
  g_assert_nonnull (caught.proposal);
  MercerRecipe *done = mercer_recipe_with_action (caught.proposal, NULL);
  caught_clear (&caught);
  return done;
}

static size_t
count_traces (const MercerRecipe *recipe)
{
  const MercerParam *param = mercer_params_find (mercer_recipe_method (recipe)->params, "traces");
  g_auto (GStrv) parts = mercer_text_parts (mercer_param_get_text (param, mercer_recipe_values (recipe)));
  return g_strv_length (parts);
}

/* Keep trace: the flow as it is stays, values and kernel, when the first is changed; kept once; of a seventh the first goes. Clear traces
 * takes all away. */
static void
test_keep (void)
{
  static const char *const flows[] = { "mmd-flow", "sliced-mmd-flow", "svgd", "ksd-flow", "sinkhorn-flow", "sliced-wasserstein-flow",
                                       "mirrored-svgd" };
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  for (size_t k = 0; k < G_N_ELEMENTS (flows); k++)
    {
      g_autoptr (MercerRecipe) plain = traced_recipe (flows[k], table, "");
      g_autoptr (MercerRecipe) slow = mercer_recipe_with_value (plain, "step", 0.123);
      g_autoptr (MercerRecipe) kept = act (slow, "keep-trace"), twice = act (kept, "keep-trace");
      g_assert_cmpuint (count_traces (kept), ==, 1);
      g_assert_cmpuint (count_traces (twice), ==, 1);
      g_autoptr (MercerRecipe) fast = mercer_recipe_with_value (kept, "step", 0.2);
      Caught both = catch_run (fast, NULL, false, -1), alone = catch_run (slow, NULL, false, -1);
      const char *id = mercer_figure_get_readout (alone.final, 1)->id; /* the objective, behind the number of steps */
      g_autofree char *trace = g_strdup_printf ("%s_trace1", id);
      assert_same_column (both.final, trace, alone.final, id);
      assert_same_column (both.final, "step_size_trace1", alone.final, "step_size");
      caught_clear (&both);
      caught_clear (&alone);
      MercerRecipe *many = mercer_recipe_ref (kept);
      for (int s = 2; s <= 8; s++)
        {
          g_autoptr (MercerRecipe) last = many;
          g_autoptr (MercerRecipe) next = mercer_recipe_with_value (last, "step", 0.01 * s);
          many = act (next, "keep-trace");
          g_assert_cmpint ((int) count_traces (many), ==, MIN (s, 6));
        }
      g_autofree char *refusal = mercer_recipe_check (many);
      g_assert_null (refusal);
      g_autoptr (MercerRecipe) cleared = act (many, "clear-traces");
      g_assert_cmpuint (count_traces (cleared), ==, 0);
      mercer_recipe_unref (many);
    }
}

/* Traces go on while the first is changed as it plays: what their settings say stays as it is. A new point of the target is new for
 * all. */
static void
test_live (void)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  g_autoptr (MercerRecipe) start = traced_recipe ("mmd-flow", table, "same step=0.3 | svgd");
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_value (start, "steps", 40);
  g_autoptr (MercerRecipe) faster = mercer_recipe_with_value (recipe, "step", 0.9);
  g_autoptr (MercerDataset) edited = mercer_dataset_without_row (table, 5);
  g_autoptr (MercerRecipe) smaller = mercer_recipe_with_dataset (faster, edited);
  MercerRecipe *changes[] = { faster, smaller, NULL };
  Film changed = { .changes = changes }, alone = { 0 };
  g_assert_true (mercer_recipe_is_live_change (recipe, faster));
  film_shoot (&changed, recipe);
  film_shoot (&alone, recipe);
  static const char *const ids[] = { "energy_mmd2_trace1", "energy_mmd2_trace2" };
  for (size_t k = 0; k < G_N_ELEMENTS (ids); k++)
    {
      size_t n, m;
      const double *a = table_column (changed.final, "trace", ids[k], &n), *b = table_column (alone.final, "trace", ids[k], &m);
      g_assert_cmpmem (a, 20 * sizeof *a, b, 20 * sizeof *b); /* the step of the first alone was changed */
      g_assert_true (a[24] != b[24]);                        /* the target of all */
    }
  film_clear (&changed);
  film_clear (&alone);
}

static MercerRecipe *
same_recipe (size_t k)
{
  g_autoptr (MercerDataset) table = two_heaps (60, 2);
  return k == 0 ? traced_recipe ("mmd-flow", table, "sliced | svgd | ksd | sinkhorn | wasserstein | energy") : NULL;
}

/* The same bits with any number of threads. */
static void
test_same_film (void)
{
  assert_same_film ("/film-traces/same-film", same_recipe);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-traces/same", test_same);
  g_test_add_func ("/film-traces/names", test_names);
  g_test_add_func ("/film-traces/refuses", test_refuses);
  g_test_add_func ("/film-traces/keep", test_keep);
  g_test_add_func ("/film-traces/live", test_live);
  g_test_add_func ("/film-traces/same-film", test_same_film);
  return g_test_run ();
}
