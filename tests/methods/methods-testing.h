/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "job.h"
#include "testing.h"

/* One run caught: its figures, its proposal, how it ended. */
typedef struct
{
  MercerFigure *final, *first_draft, *last_draft;
  int n_drafts, n_finals;
  double first_seconds; /* of the job's clock at the first figure; -1 */
  MercerRecipe *proposal;
  char *done, *sentence;
  char *refusal;
  MercerStatus status;
  long polls;
  MercerJob *job;
} Caught;

static inline void
caught_emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Caught *caught = data;
  if (caught->first_seconds < 0)
    caught->first_seconds = mercer_job_seconds (caught->job);
  if (kind == MERCER_EMIT_FINAL)
    {
      caught->n_finals++;
      g_clear_pointer (&caught->final, mercer_figure_unref);
      caught->final = figure;
      return;
    }
  caught->n_drafts++;
  if (caught->first_draft == NULL)
    caught->first_draft = mercer_figure_ref (figure);
  g_clear_pointer (&caught->last_draft, mercer_figure_unref);
  caught->last_draft = figure;
}

static inline void
caught_propose (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  Caught *caught = data;
  g_clear_pointer (&caught->proposal, mercer_recipe_unref);
  caught->proposal = recipe;
  g_free (caught->done);
  g_free (caught->sentence);
  caught->done = g_strdup (done);
  caught->sentence = g_strdup (sentence);
}

/* stop_after < 0: never. store may be NULL. */
static inline Caught
catch_run (MercerRecipe *recipe, MercerStore *store, bool live, long stop_after)
{
  Caught caught = { .first_seconds = -1 };
  MercerWork *work = mercer_work_new (0, store);
  mercer_work_stop_after (work, stop_after);
  MercerJobSink sink = { caught_emit, caught_propose, &caught, live };
  caught.job = mercer_job_new (recipe, work, &sink);
  caught.status = mercer_job_run (caught.job, &caught.refusal);
  caught.polls = mercer_work_polls (work);
  mercer_job_free (caught.job);
  mercer_work_free (work);
  return caught;
}

static inline void
caught_clear (Caught *caught)
{
  g_clear_pointer (&caught->final, mercer_figure_unref);
  g_clear_pointer (&caught->first_draft, mercer_figure_unref);
  g_clear_pointer (&caught->last_draft, mercer_figure_unref);
  g_clear_pointer (&caught->proposal, mercer_recipe_unref);
  g_clear_pointer (&caught->done, g_free);
  g_clear_pointer (&caught->sentence, g_free);
  g_clear_pointer (&caught->refusal, g_free);
}

/* --- What a figure says ----------------------------------------------------------------------------------- */

static inline double
readout (const MercerFigure *figure, const char *id)
{
  const MercerReadout *found = mercer_figure_find_readout (figure, id);
  if (found == NULL)
    g_error ("no readout %s", id);
  return found->value;
}

/* NULL: there is none. */
static inline const MercerTable *
table_named (const MercerFigure *figure, const char *id)
{
  for (size_t k = 0; k < mercer_figure_n_tables (figure); k++)
    if (strcmp (mercer_figure_get_table (figure, k)->id, id) == 0)
      return mercer_figure_get_table (figure, k);
  return NULL;
}

static inline const double *
column_of (const MercerTable *table, const char *name)
{
  for (size_t c = 0; table != NULL && c < table->columns; c++)
    if (strcmp (table->column[c].name, name) == 0)
      return table->column[c].values;
  g_error ("no column %s", name);
}

static inline const double *
column_named (const MercerFigure *figure, const char *table, const char *name)
{
  return column_of (table_named (figure, table), name);
}

/* The first note that says so; NULL: none does. */
static inline const MercerNote *
note_with (const MercerFigure *figure, const char *part)
{
  for (size_t k = 0; k < mercer_figure_n_notes (figure); k++)
    if (strstr (mercer_figure_get_note (figure, k)->sentence, part) != NULL)
      return mercer_figure_get_note (figure, k);
  return NULL;
}

static inline bool
has_note (const MercerFigure *figure, const char *part)
{
  return note_with (figure, part) != NULL;
}

static inline void
assert_note (const MercerFigure *figure, const char *part)
{
  if (!has_note (figure, part))
    g_error ("no note says “%s”", part);
}

/* --- Tables to run on ------------------------------------------------------------------------------------- */

/* A table of numeric columns named by `names` (separated by commas), column-major values. */
static inline MercerDataset *
table_of (const char *names, size_t rows, const double *values)
{
  g_auto (GStrv) name = g_strsplit (names, ",", 0);
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("table", "");
  for (size_t c = 0; name[c] != NULL; c++)
    mercer_dataset_builder_add_numeric (b, name[c], "", rows > 0 ? g_memdup2 (values + c * rows, rows * sizeof (double)) : g_new0 (double, 1),
                                        rows);
  return mercer_dataset_builder_finish (b);
}

/* n rows of y = sin x1 + x2 / 2 + noise with d inputs x1, x2...; the same on every run. */
static inline MercerDataset *
wave (size_t n, size_t d)
{
  g_autofree double *values = g_new0 (double, n * (d + 1));
  GString *names = g_string_new (NULL);
  uint64_t state = 20240601;
  for (size_t c = 0; c < d; c++)
    {
      g_string_append_printf (names, "x%zu,", c + 1);
      for (size_t i = 0; i < n; i++)
        {
          state = state * 16807 % 2147483647;
          values[i + c * n] = 10.0 * (double) state / 2147483647;
        }
    }
  for (size_t i = 0; i < n; i++)
    {
      state = state * 16807 % 2147483647;
      values[i + d * n] = sin (values[i]) + (d > 1 ? 0.5 * values[i + n] : 0) + 0.4 * ((double) state / 2147483647 - 0.5);
    }
  g_string_append (names, "y");
  MercerDataset *dataset = table_of (names->str, n, values);
  g_string_free (names, TRUE);
  return dataset;
}
