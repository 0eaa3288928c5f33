/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every method must hold to, whatever it computes. */
#include <float.h>
#include <glib/gstdio.h>
#include <string.h>

#include "methods-testing.h"
#include "write.h"

/* --- Tables that a method may meet ---------------------------------------------------------------- */

static MercerDataset *
one_row (void)
{
  return table_of ("a,b", 1, (double[]){ 1, 2 });
}

static MercerDataset *
two_rows (void)
{
  return table_of ("a,b", 2, (double[]){ 1, 2, 3, 5 });
}

static MercerDataset *
constant (void)
{
  return table_of ("a,b", 6, (double[]){ 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7 });
}

static MercerDataset *
same_inputs (void)
{
  return table_of ("a,b", 6, (double[]){ 3, 3, 3, 3, 3, 3, 1, 2, 3, 4, 5, 6 });
}

static MercerDataset *
missing (void)
{
  return table_of ("a,b", 6, (double[]){ 1, 2, NAN, 4, 5, 6, 7, 5, 7, NAN, 3, 7 });
}

static MercerDataset *
all_missing (void)
{
  return table_of ("a,b", 4, (double[]){ 1, 2, 3, 4, NAN, NAN, NAN, NAN });
}

static MercerDataset *
huge (void)
{
  return table_of ("a,b", 5, (double[]){ -1e12, 2e12, 3e11, 4, 5e12, 1e9, -1e12, 1e11, 3e10, 2 });
}

static MercerDataset *
tiny (void)
{
  return table_of ("a,b", 5, (double[]){ 1e-9, 2e-9, 3e-9, 4e-9, 5e-9, 1e-12, 3e-12, -2e-12, 2e-12, 1e-12 });
}

static MercerDataset *
far_away (void)
{
  return table_of ("a,b", 6, (double[]){ 0, 1, 2, 3, 4, 1e6, 1, 2, 1, 0, 1, -50 });
}

static MercerDataset *
empty (void)
{
  return table_of ("a,b", 0, NULL);
}

static MercerDataset *
wave_1 (void)
{
  return wave (40, 1);
}

static MercerDataset *
wave_2 (void)
{
  return wave (40, 2);
}

static MercerDataset *
wave_4 (void)
{
  return wave (40, 4);
}

static const struct
{
  const char *name;
  MercerDataset *(*make) (void);
} tables[] = {
  { "wave of one input", wave_1 }, { "wave of two inputs", wave_2 }, { "wave of four inputs", wave_4 },
  { "one row", one_row },          { "two rows", two_rows },         { "constant output", constant },
  { "same inputs", same_inputs },  { "missing values", missing },    { "all missing", all_missing },
  { "huge numbers", huge },        { "tiny numbers", tiny },         { "one row far away", far_away },
  { "no rows", empty },
};

/* --- Helpers ---------------------------------------------------------------------------------------- */

/* A run ends with a sound final figure, or with a status that has a sentence. */
static void
assert_answers (MercerRecipe *recipe, const char *what)
{
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_test_message ("%s: %s", what, caught.status == MERCER_OK ? "figure" : caught.refusal);
  if (caught.status == MERCER_OK)
    {
      const char *unsound = NULL;
      g_assert_cmpint (caught.n_finals, ==, 1);
      if (!mercer_figure_is_sound (caught.final, &unsound))
        g_error ("%s: not finite: %s", what, unsound);
      g_assert_cmpint (mercer_figure_n_panels (caught.final), >, 0);
      g_assert_cmpuint (strlen (mercer_figure_get_title (caught.final)), >, 0);
      g_assert_cmpuint (strlen (mercer_figure_get_description (caught.final)), >, 0);
      g_assert_null (mercer_figure_get_draft (caught.final));
    }
  else
    {
      g_assert_nonnull (caught.refusal);
      g_assert_cmpuint (strlen (caught.refusal), >, 10);
    }
  caught_clear (&caught);
}

static bool
is_clean_id (const char *id)
{
  return id != NULL && id[0] != '\0' && strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (id);
}

static bool
is_filled (const char *text)
{
  return text != NULL && text[0] != '\0';
}

/* A recipe as it starts; the film of a flow is cut short, because the contract is the same after twenty steps. */
#define FEW_STEPS 20

static MercerRecipe *
start_of (const MercerMethod *method, MercerDataset *table)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (method, table);
  return (method->flags & MERCER_METHOD_FLOW) != 0 && mercer_params_find (method->params, "steps") != NULL
             ? mercer_recipe_with_value (recipe, "steps", FEW_STEPS)
             : mercer_recipe_ref (recipe);
}

/* --- The contract ------------------------------------------------------------------------------------- */

static void
test_filled (const void *data)
{
  const MercerMethod *method = data;
  g_assert_true (is_clean_id (method->id));
  g_assert_true (mercer_method_find (method->id) == method);
  g_assert_true (is_filled (method->title) && is_filled (method->summary) && is_filled (method->source));
  g_assert_nonnull (method->run);
  g_assert_nonnull (method->roles);
  for (const MercerParam *p = method->params; p->id != NULL; p++)
    {
      g_assert_true (is_clean_id (p->id));
      g_assert_true (is_filled (p->title));
      g_assert_nonnull (p->unit);
      g_assert_true (p->kind == MERCER_PARAM_BOOL || is_filled (p->hint));
      g_assert_true (mercer_params_find (method->params, p->id) == p); /* no id twice */
      g_assert_cmpuint (p->offset, <, method->values_size);
      if (p->kind == MERCER_PARAM_TEXT)
        g_assert_nonnull (p->text);
      else if (p->kind == MERCER_PARAM_CHOICE)
        g_assert_cmpfloat (p->start, <, (double) mercer_choice_count (p->choices));
      else
        {
          bool empty = p->kind == MERCER_PARAM_LIST && isnan (p->start); /* a list may begin empty */
          g_assert_true (empty || (p->min <= p->start && p->start <= p->max));
          g_assert_true (p->min <= p->soft_min && p->soft_max <= p->max);
        }
    }
  for (const MercerRole *role = method->roles; role->id != NULL; role++)
    g_assert_true (is_clean_id (role->id) && is_filled (role->title) && is_filled (role->hint));
  for (const MercerAction *a = method->actions; a != NULL && a->id != NULL; a++)
    g_assert_true (is_clean_id (a->id) && is_filled (a->title) && is_filled (a->hint));
  if (method->kernel != NULL)
    {
      g_autoptr (MercerKernel) kernel = mercer_kernel_parse (method->kernel, NULL, NULL, NULL);
      g_assert_nonnull (kernel);
    }
}

static void
test_tables (const void *data)
{
  for (size_t t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      g_autoptr (MercerDataset) table = tables[t].make ();
      g_autoptr (MercerRecipe) recipe = start_of (data, table);
      assert_answers (recipe, tables[t].name);
    }
}

static void
test_starts (const void *data)
{
  /* on ordinary tables the start is an answer, not a refusal */
  for (size_t t = 0; t < 3; t++)
    {
      g_autoptr (MercerDataset) table = tables[t].make ();
      g_autoptr (MercerRecipe) recipe = start_of (data, table);
      g_autofree char *refusal = mercer_recipe_check (recipe);
      g_assert_cmpstr (refusal, ==, NULL);
      Caught caught = catch_run (recipe, NULL, false, -1);
      g_assert_cmpint (caught.status, ==, MERCER_OK);
      caught_clear (&caught);
    }
}

static void
test_ends (const void *data)
{
  const MercerMethod *method = data;
  for (size_t t = 0; t < 2; t++)
    {
      g_autoptr (MercerDataset) table = tables[t].make ();
      g_autoptr (MercerRecipe) recipe = start_of (method, table);
      for (const MercerParam *p = method->params; p->id != NULL; p++)
        {
          double low, high;
          mercer_recipe_slider_range (recipe, p, &low, &high);
          double values[] = { p->min, low, high, p->max };
          int first = 0, last = 3;
          if (p->kind == MERCER_PARAM_CHOICE)
            values[3] = (double) mercer_choice_count (p->choices) - 1, values[1] = values[2] = 0;
          if ((method->flags & MERCER_METHOD_FLOW) != 0 && strcmp (p->id, "steps") == 0)
            last = 0; /* longer is only longer */
          for (int k = first; k <= last; k++)
            {
              g_autofree char *what = g_strdup_printf ("%s = %g", p->id, values[k]);
              bool crowd = (method->flags & MERCER_METHOD_FLOW) != 0 && strcmp (p->id, "particles") == 0 && k == 3;
              g_autoptr (MercerRecipe) few = crowd ? mercer_recipe_with_value (recipe, "steps", 1) : mercer_recipe_ref (recipe);
              g_autoptr (MercerRecipe) changed = mercer_recipe_with_value (few, p->id, values[k]); /* one step of them says enough */
              assert_answers (changed, what);
            }
        }
    }
}

static void
test_same_bits (const void *data)
{
  for (size_t t = 0; t < 3; t++)
    {
      g_autoptr (MercerDataset) table = tables[t].make ();
      g_autoptr (MercerRecipe) recipe = start_of (data, table);
      Caught a = catch_run (recipe, NULL, false, -1), b = catch_run (recipe, NULL, false, -1);
      g_autofree char *first = mercer_figure_to_json (a.final), *second = mercer_figure_to_json (b.final);
      g_assert_cmpstr (first, ==, second);
      caught_clear (&a);
      caught_clear (&b);
    }
}

/* Stopped anywhere, it ends with STOPPED (or had finished), and leaves nothing behind: memory is the sanitizer's to
 * see, the store's state the next run's. */
static void
test_stops (const void *data)
{
  g_autoptr (MercerDataset) table = wave (320, 1);
  g_autoptr (MercerRecipe) recipe = start_of (data, table);
  MercerStore *store = mercer_store_new (1 << 28);
  Caught whole = catch_run (recipe, NULL, false, -1);
  for (long poll = 0; poll <= 2 * whole.polls + 1; poll = poll == 0 ? 1 : 2 * poll)
    {
      Caught caught = catch_run (recipe, store, true, poll);
      g_assert_true (caught.status == MERCER_STOPPED || caught.status == MERCER_OK);
      caught_clear (&caught);
    }
  Caught last = catch_run (recipe, store, false, -1);
  g_assert_cmpint (last.status, ==, MERCER_OK);
  for (size_t k = 0; k < mercer_figure_n_readouts (whole.final); k++)
    {
      const MercerReadout *want = mercer_figure_get_readout (whole.final, k);
      const MercerReadout *got = mercer_figure_find_readout (last.final, want->id);
      g_assert_nonnull (got);
      if (strcmp (want->id, "condition") != 0) /* in whichever norm is at hand */
        assert_close (got->value, want->value, 1e-7, 1e-7);
    }
  caught_clear (&whole);
  caught_clear (&last);
  mercer_store_free (store);
}

/* The numbers do not depend on the order of the rows. */
static void
test_row_order (const void *data)
{
  enum { N = 40 };
  g_autoptr (MercerDataset) table = wave (N, 1);
  g_autoptr (MercerRecipe) recipe = start_of (data, table);
  size_t order[N];
  for (size_t i = 0; i < N; i++)
    order[i] = (i * 17 + 5) % N;
  g_autoptr (MercerDataset) shuffled = mercer_dataset_with_rows (table, order, N);
  g_autoptr (MercerRecipe) other = mercer_recipe_with_dataset (recipe, shuffled);
  Caught a = catch_run (recipe, NULL, false, -1), b = catch_run (other, NULL, false, -1);
  g_assert_cmpuint (mercer_figure_n_readouts (a.final), ==, mercer_figure_n_readouts (b.final));
  for (size_t k = 0; k < mercer_figure_n_readouts (a.final); k++)
    {
      const MercerReadout *p = mercer_figure_get_readout (a.final, k), *q = mercer_figure_get_readout (b.final, k);
      g_assert_cmpstr (p->id, ==, q->id);
      /* LAPACK's estimate of the condition depends on the order of the pivots */
      assert_close (q->value, p->value, strcmp (p->id, "condition") == 0 ? 0.5 : 1e-8, 1e-9);
    }
  caught_clear (&a);
  caught_clear (&b);
}

static void
test_exports (const void *data)
{
  g_autofree char *folder = g_dir_make_tmp ("mercer-contract-XXXXXX", NULL);
  for (size_t t = 0; t < 3; t++)
    {
      g_autoptr (MercerDataset) table = tables[t].make ();
      g_autoptr (MercerRecipe) recipe = start_of (data, table);
      Caught caught = catch_run (recipe, NULL, false, -1);
      for (const char *const *format = mercer_figure_formats (); *format != NULL; format++)
        {
          g_autoptr (GError) error = NULL;
          g_autofree char *name = g_strconcat ("figure.", *format, NULL);
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autofree char *bytes = NULL;
          gsize size = 0;
          mercer_figure_write (caught.final, path, NULL, &error);
          g_assert_no_error (error);
          g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
          g_assert_cmpuint (size, >, 40);
          g_unlink (path);
        }
      caught_clear (&caught);
    }
  g_rmdir (folder);
}

/* Somebody who watches sees a first figure of a large table before the answer, and it says that it is a draft. */
static void
test_draft_first (const void *data)
{
  g_autoptr (MercerDataset) table = wave (1500, 1);
  g_autoptr (MercerRecipe) recipe = start_of (data, table);
  MercerStore *store = mercer_store_new (1 << 28);
  Caught caught = catch_run (recipe, store, true, -1);
  const char *unsound;
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_finals, ==, 1);
  if (caught.n_drafts > 0)
    {
      g_assert_nonnull (mercer_figure_get_draft (caught.first_draft));
      g_assert_true (mercer_figure_is_sound (caught.first_draft, &unsound));
    }
  g_test_message ("first figure after %.1f ms, %d drafts", 1e3 * caught.first_seconds, caught.n_drafts);
  caught_clear (&caught);
  mercer_store_free (store);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
    { "filled", test_filled },       { "starts", test_starts },     { "tables", test_tables },
    { "ends", test_ends },           { "same-bits", test_same_bits }, { "stops", test_stops },
    { "row-order", test_row_order }, { "exports", test_exports },   { "draft-first", test_draft_first },
  };
  g_test_init (&argc, &argv, NULL);
  for (const MercerMethod *const *method = mercer_methods; *method != NULL; method++)
    for (size_t t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/contract/%s/%s", (*method)->id, tests[t].name);
        g_test_add_data_func (path, *method, tests[t].func);
      }
  return g_test_run ();
}
