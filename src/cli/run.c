/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run: carry out a recipe, print its readouts, write its files. */

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "film.h"
#include "block.h"
#include "job.h"
#include "session.h"
#include "write.h"

/* What a job hands out. */
typedef struct
{
  MercerFigure *figure;
  MercerRecipe *proposal;
  char *sentence;
  const MercerRequest *request;
  MercerWork *work;
  GPtrArray *films; /* of CliFilm; NULL: no frames are asked for */
  GError *error;    /* of the frame that could not be written */
} Outcome;

/* A picture goes to its file at once: a film may be longer than memory. The first frame that cannot be written ends the flow. */
static void
write_frame (Outcome *outcome, const MercerFigure *frame)
{
  for (guint i = 0; i < outcome->films->len && outcome->error == NULL; i++)
    if (!cli_film_add (g_ptr_array_index (outcome->films, i), frame, &outcome->error))
      mercer_work_stop (outcome->work);
}

/* The films end with the answer; without one (final NULL) they are given up. */
static void
finish_films (Outcome *outcome, const MercerFigure *final)
{
  for (guint i = 0; outcome->films != NULL && i < outcome->films->len; i++)
    cli_film_finish (g_ptr_array_index (outcome->films, i), outcome->error == NULL ? final : NULL,
                     outcome->error == NULL ? &outcome->error : NULL);
  g_clear_pointer (&outcome->films, g_ptr_array_unref);
}

static void
emit_cb (MercerEmit kind, MercerFigure *figure, void *data)
{
  Outcome *outcome = data;
  if (kind == MERCER_EMIT_FRAME && outcome->films != NULL)
    write_frame (outcome, figure);
  mercer_figure_unref (outcome->figure);
  outcome->figure = figure;
}

static void
propose_cb (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  Outcome *outcome = data;
  mercer_recipe_unref (outcome->proposal);
  outcome->proposal = recipe;
  if (sentence != NULL)
    g_printerr ("%s\n", sentence);
}

static void
outcome_clear (Outcome *outcome)
{
  mercer_figure_unref (outcome->figure);
  mercer_recipe_unref (outcome->proposal);
  g_free (outcome->sentence);
  g_clear_error (&outcome->error);
}

/* One for each --out that asks for frames; NULL if none does. */
static GPtrArray *
open_films (const MercerRequest *request)
{
  g_autoptr (GPtrArray) films = g_ptr_array_new ();
  for (guint i = 0; i < request->out->len; i++)
    if (cli_film_is_wanted (g_ptr_array_index (request->out, i)))
      g_ptr_array_add (films, cli_film_new (g_ptr_array_index (request->out, i)));
  return films->len > 0 ? g_steal_pointer (&films) : NULL;
}

static CliExit
run_job (const MercerRequest *request, MercerRecipe *recipe, Outcome *outcome)
{
  /* one job asks for the same factor more than once: posterior, leave-one-out, condition */
  MercerStore *store = mercer_store_new (mercer_block_machine_bytes () / 4);
  MercerWork *work = mercer_work_new (0, store);
  outcome->request = request;
  outcome->work = work;
  outcome->films = mercer_recipe_action (recipe) == NULL ? open_films (request) : NULL;
  /* somebody watches a flow only if its frames are asked for; building them costs more than the steps */
  const MercerJobSink sink = { .emit = emit_cb, .propose = propose_cb, .data = outcome, .live = outcome->films != NULL };
  if (request->progress)
    mercer_work_set_progress (work, cli_progress_cb, NULL);
  cli_set_work (work);
  MercerJob *job = mercer_job_new (recipe, work, &sink);
  MercerStatus status = mercer_job_run (job, &outcome->sentence);
  mercer_job_free (job);
  finish_films (outcome, status == MERCER_OK ? outcome->figure : NULL);
  cli_set_work (NULL);
  mercer_work_free (work);
  mercer_store_free (store);
  if (request->progress)
    g_printerr ("\r\033[K");
  if (outcome->error != NULL)
    return cli_complain (CLI_FAILURE, outcome->error->message);
  if (status == MERCER_OK)
    return CLI_OK;
  const char *sentence = outcome->sentence != NULL ? outcome->sentence : mercer_status_text (status);
  return cli_complain (status == MERCER_BAD_INPUT ? CLI_BAD_INPUT : CLI_FAILURE, sentence);
}

/* Carries out the recipe's action, if it has one, and goes on with what it proposes. */
static CliExit
carry_out_action (const MercerRequest *request, MercerRecipe **recipe)
{
  if (mercer_recipe_action (*recipe) == NULL)
    return CLI_OK;
  Outcome outcome = { 0 };
  CliExit code = run_job (request, *recipe, &outcome);
  if (code == CLI_OK)
    {
      MercerRecipe *next = mercer_recipe_with_action (outcome.proposal != NULL ? outcome.proposal : *recipe, NULL);
      mercer_recipe_unref (*recipe);
      *recipe = next;
    }
  outcome_clear (&outcome);
  return code;
}

static void
print_outputs (const MercerFigure *figure)
{
  char number[MERCER_NUMBER_SIZE];
  for (size_t i = 0; i < mercer_figure_n_texts (figure); i++)
    {
      const char *id, *title, *text;
      mercer_figure_get_text (figure, i, &id, &title, &text);
      printf ("%s %s\n", id, text);
    }
  for (size_t i = 0; i < mercer_figure_n_readouts (figure); i++)
    {
      const MercerReadout *r = mercer_figure_get_readout (figure, i);
      printf ("%s %s%s%s\n", r->id, mercer_number_print (r->value, number), r->unit[0] != '\0' ? " " : "", r->unit);
    }
  for (size_t i = 0; i < mercer_figure_n_notes (figure); i++)
    g_printerr (_("note: %s\n"), mercer_figure_get_note (figure, i)->sentence);
}

static CliExit
write_outputs (const MercerRequest *request, const MercerFigure *figure)
{
  const MercerPicture picture = { .look = { .theme = MERCER_THEME_PRINT, .background = true } };
  for (guint i = 0; i < request->out->len; i++)
    {
      g_autoptr (GError) error = NULL;
      if (cli_film_is_wanted (g_ptr_array_index (request->out, i)))
        continue;
      if (!mercer_figure_write (figure, g_ptr_array_index (request->out, i), &picture, &error))
        return cli_complain (CLI_FAILURE, error->message);
    }
  return CLI_OK;
}

/* Before hours of computing: can the files be written in the formats they ask for? */
static CliExit
check_formats (const MercerRequest *request)
{
  for (guint i = 0; i < request->out->len; i++)
    {
      const char *path = g_ptr_array_index (request->out, i), *dot = strrchr (path, '.');
      if (dot != NULL && (g_strv_contains (mercer_figure_formats (), dot + 1) || strcmp (dot, ".gif") == 0))
        continue;
      g_autofree char *known = g_strjoinv (" .", (char **) mercer_figure_formats ());
      g_autofree char *sentence
          = g_strdup_printf (_("“%s” has an ending that is not known. Use one of .%s, for a film .gif"), path, known);
      return cli_complain (CLI_BAD_INPUT, sentence);
    }
  return CLI_OK;
}

/* Frames belong to flows. */
static CliExit
check_films (const MercerRequest *request, const MercerMethod *method)
{
  for (guint i = 0; i < request->out->len; i++)
    {
      const char *path = g_ptr_array_index (request->out, i);
      g_autofree char *refusal = cli_film_is_wanted (path) ? cli_film_refuse (path, method) : NULL;
      if (refusal != NULL)
        return cli_complain (CLI_BAD_INPUT, refusal);
    }
  return CLI_OK;
}

static MercerRecipe *
recipe_of_file (const MercerRequest *request, CliExit *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerRecipe) stored = mercer_session_read_recipe (request->subject, &error);
  g_autoptr (MercerRecipe) start = NULL;
  if (stored != NULL && request->data != NULL)
    {
      g_autoptr (MercerDataset) dataset = cli_open_data (request, NULL, code);
      if (dataset == NULL)
        return NULL;
      start = mercer_recipe_with_dataset (stored, dataset);
    }
  else if (stored != NULL)
    start = mercer_recipe_ref (stored);
  MercerRecipe *recipe = start != NULL ? mercer_request_apply (request, start, &error) : NULL;
  if (recipe == NULL)
    *code = cli_complain (CLI_BAD_INPUT, error->message);
  return recipe;
}

/* A method that simulates, or flows to a density of its own, runs without a table. */
static bool
needs_columns (const MercerMethod *method)
{
  for (const MercerRole *role = method->roles; role != NULL && role->id != NULL; role++)
    if (role->min > 0)
      return true;
  return false;
}

static MercerRecipe *
recipe_of_method (const MercerRequest *request, CliExit *code)
{
  const MercerMethod *method = mercer_method_find (request->subject);
  if (method == NULL)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("There is no method “%s”. `mercer-cli list` names those there are."), request->subject);
      *code = cli_complain (CLI_BAD_INPUT, sentence);
      return NULL;
    }
  g_autoptr (MercerDataset) dataset = cli_open_data (request, needs_columns (method) ? NULL : "generator:empty", code);
  if (dataset == NULL)
    return NULL;
  for (const char *const *note = mercer_dataset_notes (dataset); *note != NULL; note++)
    g_printerr (_("note: %s\n"), *note);
  g_autoptr (GError) error = NULL;
  MercerRecipe *recipe = mercer_request_recipe (request, method, dataset, &error);
  if (recipe == NULL)
    *code = cli_complain (CLI_BAD_INPUT, error->message);
  return recipe;
}

CliExit
cli_run (const MercerRequest *request)
{
  if (request->subject == NULL)
    return cli_complain (CLI_BAD_INPUT, _("Name a method or a .mercer file: mercer-cli run METHOD --data FILE."));
  CliExit code = check_formats (request);
  if (code != CLI_OK)
    return code;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MercerRecipe) recipe = g_str_has_suffix (request->subject, ".mercer") ? recipe_of_file (request, &code)
                                                                                   : recipe_of_method (request, &code);
  if (recipe == NULL)
    return code;
  gint64 loaded = g_get_monotonic_time ();
  code = check_films (request, mercer_recipe_method (recipe));
  if (code == CLI_OK)
    code = carry_out_action (request, &recipe);
  if (code != CLI_OK)
    return code;

  Outcome outcome = { 0 };
  code = run_job (request, recipe, &outcome);
  if (code == CLI_OK && outcome.figure != NULL)
    {
      print_outputs (outcome.figure);
      code = write_outputs (request, outcome.figure);
    }
  outcome_clear (&outcome);
  if (request->timing)
    g_printerr ("time_data %.6f s\ntime_run %.6f s\n", (double) (loaded - start) * 1e-6,
                (double) (g_get_monotonic_time () - loaded) * 1e-6);
  return code;
}
