/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about readouts. */

#include "job.h"
#include "reader.h"
#include "readouts-text.h"
#include "testing.h"

static void
test_seconds (void)
{
  static const struct
  {
    double seconds;
    const char *shown;
  } cases[] = { { 0, "0.00 ms" },      { 0.00042, "0.42 ms" }, { 0.0123, "12 ms" }, { 0.99949, "999 ms" },
                { 0.9996, "1.0 s" },   { 59.96, "60.0 s" },    { 125, "2 min 05 s" }, { -1, "–" },
                { NAN, "–" },          { INFINITY, "–" } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = mercer_seconds_show (cases[i].seconds);
      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
emit_cb (MercerEmit kind, MercerFigure *figure, void *data)
{
  MercerFigure **last = data;

  g_clear_pointer (last, mercer_figure_unref);
  *last = figure;
}

static void
propose_cb (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  mercer_recipe_unref (recipe);
}

/* Nobody should wonder what a number of the regression means. */
static void
test_meanings (void)
{
  g_autoptr (MercerDataset) dataset = mercer_dataset_open ("sample:mcycle", NULL, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("gp-regression"), dataset);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerFigure *figure = NULL;
  MercerJobSink sink = { emit_cb, propose_cb, &figure, false };
  MercerJob *job = mercer_job_new (recipe, work, &sink);
  g_autofree char *sentence = NULL;

  g_assert_cmpint (mercer_job_run (job, &sentence), ==, MERCER_OK);
  g_assert_cmpuint (mercer_figure_n_readouts (figure), >, 4);
  for (size_t i = 0; i < mercer_figure_n_readouts (figure); i++)
    {
      const char *id = mercer_figure_get_readout (figure, i)->id;
      g_test_message ("%s", id);
      g_assert_nonnull (mercer_readout_meaning (id));
    }
  g_assert_null (mercer_readout_meaning ("no-such-readout"));
  mercer_job_free (job);
  mercer_work_free (work);
  mercer_figure_unref (figure);
}

static void
test_wrap (void)
{
  static const struct
  {
    const char *text;
    int characters;
    const char *wrapped;
  } cases[] = { { "one two three", 7, "one two\nthree" }, { "one two three", 6, "one\ntwo\nthree" },
                { "", 5, "" },                            { "incomprehensible", 4, "incomprehensible" },
                { "äöü äöü", 7, "äöü äöü" },              { "a incomprehensible b", 4, "a\nincomprehensible\nb" } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *wrapped = mercer_wrap_words (cases[i].text, cases[i].characters);
      g_assert_cmpstr (wrapped, ==, cases[i].wrapped);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/words/seconds", test_seconds);
  g_test_add_func ("/app/words/wrap", test_wrap);
  g_test_add_func ("/app/words/meanings", test_meanings);
  return g_test_run ();
}
