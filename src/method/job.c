/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "job.h"

#include <glib/gi18n-lib.h>

struct _MercerJob
{
  MercerRecipe *recipe;
  MercerWork *work; /* borrowed */
  MercerJobSink sink;
  gint64 start;
};

MercerJob *
mercer_job_new (MercerRecipe *recipe, MercerWork *work, const MercerJobSink *sink)
{
  MercerJob *job = g_new0 (MercerJob, 1);
  job->recipe = mercer_recipe_ref (recipe);
  job->work = work;
  job->sink = *sink;
  job->start = g_get_monotonic_time ();
  return job;
}

void
mercer_job_free (MercerJob *job)
{
  if (job == NULL)
    return;
  mercer_recipe_unref (job->recipe);
  g_free (job);
}

MercerWork *
mercer_job_work (MercerJob *job)
{
  return job->work;
}

bool
mercer_job_is_live (const MercerJob *job)
{
  return job->sink.live;
}

bool
mercer_job_may_settle (const MercerJob *job)
{
  return job->sink.live;
}

double
mercer_job_seconds (const MercerJob *job)
{
  return (double) (g_get_monotonic_time () - job->start) * 1e-6;
}

void
mercer_job_emit (MercerJob *job, MercerEmit kind, MercerFigure *figure)
{
  job->sink.emit (kind, figure, job->sink.data);
}

void
mercer_job_propose (MercerJob *job, MercerRecipe *recipe, const char *done, const char *sentence)
{
  if (job->sink.propose != NULL)
    job->sink.propose (recipe, done, sentence, job->sink.data);
  else
    mercer_recipe_unref (recipe);
}

MercerRecipe *
mercer_job_refresh (MercerJob *job)
{
  return job->sink.refresh != NULL ? job->sink.refresh (job->sink.data) : NULL;
}

bool
mercer_job_is_paused (const MercerJob *job)
{
  return job->sink.is_paused != NULL && job->sink.is_paused (job->sink.data);
}

bool
mercer_job_await (MercerJob *job)
{
  return job->sink.await != NULL && job->sink.await (job->sink.data);
}

/* A matrix that is not positive definite because its kernel need not be: a sentence, or NULL if that is not why. */
static char *
explain_indefinite (const MercerRecipe *recipe)
{
  g_autoptr (MercerKernel) bound = mercer_recipe_kernel (recipe) != NULL ? mercer_recipe_bind_kernel (recipe, NULL) : NULL;
  const MercerKernel *part = bound != NULL ? mercer_kernel_part_not_definite (bound) : NULL;
  if (part == NULL)
    return NULL;
  g_autofree char *shown = mercer_kernel_show (part);
  return g_strdup_printf (_("The kernel matrix is not positive definite, which %s need not be: change its parameters, or use RBF() in its "
                            "place."),
                          shown);
}

/* What a status means for the person who waits, with the sizes and the kernel involved. */
static char *
explain (MercerStatus status, const MercerWork *work, const MercerRecipe *recipe)
{
  char *blame = status == MERCER_NOT_POSITIVE_DEFINITE ? explain_indefinite (recipe) : NULL;
  if (blame != NULL)
    return blame;
  if (status != MERCER_OUT_OF_MEMORY)
    return g_strdup (mercer_status_text (status));
  g_autofree char *wanted = g_format_size (mercer_work_refused_bytes (work));
  g_autofree char *limit = g_format_size (mercer_work_memory_limit (work));
  return g_strdup_printf (_("This needs %s more memory, and the limit is %s in all. Use fewer rows."), wanted,
                          limit);
}

MercerStatus
mercer_job_run (MercerJob *job, char **sentence)
{
  const MercerMethod *method = mercer_recipe_method (job->recipe);
  char *refusal = mercer_recipe_check (job->recipe);
  MercerStatus status = MERCER_BAD_INPUT;
  if (refusal == NULL)
    {
      status = method->run (job, mercer_recipe_values (job->recipe), job->recipe);
      if (status != MERCER_OK && status != MERCER_STOPPED)
        refusal = explain (status, job->work, job->recipe);
    }
  if (sentence != NULL)
    *sentence = g_steal_pointer (&refusal);
  g_free (refusal);
  return status;
}
