/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "look.h"

#include <glib/gi18n-lib.h>

MercerStatus
mercer_look_once (MercerJob *job, const void *values, const MercerRecipe *recipe, MercerLookFunc look, size_t most_rows,
                  const char *draft)
{
  MercerMark mark = mercer_work_mark (mercer_job_work (job));
  MercerStatus status = look (job, values, recipe, most_rows, draft);
  mercer_work_release (mercer_job_work (job), mark);
  return status;
}

MercerStatus
mercer_look_twice (MercerJob *job, const void *values, const MercerRecipe *recipe, MercerLookFunc look, size_t draft_rows,
                   size_t glance_rows, size_t most_rows)
{
  MercerStatus status = MERCER_OK;
  if (mercer_job_is_live (job) && mercer_dataset_rows (mercer_recipe_dataset (recipe)) > glance_rows)
    {
      g_autofree char *what = g_strdup_printf (_("Draft from %zu rows"), draft_rows);
      status = mercer_look_once (job, values, recipe, look, draft_rows, what);
    }
  return status == MERCER_OK ? mercer_look_once (job, values, recipe, look, most_rows, NULL) : status;
}
