/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution-sdr.h"

#include <glib/gi18n-lib.h>

/* So many samples are a glance; three eigen-decompositions of more than MOST take minutes. */
enum { DRAFT_SAMPLES = 60, MOST_SAMPLES = 1500 };

static const MercerParam params[] = {
  MERCER_REAL (SdrValues, ridge, "ridge", N_("Ridge"), "",
               N_("Keeps the predictors smooth: too little, and they learn the samples by heart"), 0.02, 0, 1e3, 1e-4, 10, MERCER_LOG),
  MERCER_REAL (SdrValues, width, "width", N_("Width"), "",
               N_("Of the kernels on distributions, in median Wasserstein distances: smaller sees finer differences"), 1, 1e-3, 1e3, 0.2, 5,
               MERCER_LOG),
  MERCER_INT (SdrValues, slices, "slices", N_("Slices"), "",
              N_("Random directions along which samples of several columns are compared; more is steadier"), 50, 1, 1000, MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Predictors"), N_("The columns whose values make up each sample"), true, 1, 0, NULL, 0 },
  { "y", N_("Response"), N_("The column, or the columns, that respond; of each sample they make up a distribution too"), true, 1, 0, NULL, 1 },
  { "group", N_("Samples"), N_("The column that tells samples apart; without one, each row is a sample of its columns"), false, 0, 1, NULL,
    0 },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  size_t count = sdr_count (recipe);
  if (count < 4)
    return g_strdup (_("There are fewer than four samples. Choose the column that tells samples apart, or leave it out to take each row "
                       "for one."));
  if (count > MOST_SAMPLES)
    return g_strdup_printf (_("%zu samples are more than the %d whose distances to each other can be had in a while. Choose a column with "
                              "fewer groups, or open fewer rows."),
                            count, MOST_SAMPLES);
  return NULL;
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_samples, const char *draft)
{
  SdrRun run;
  MercerMark mark = mercer_work_mark (mercer_job_work (job));
  MercerStatus status = sdr_run_open (&run, job, values, recipe, most_samples);
  if (status == MERCER_OK)
    status = sdr_run_compute (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, sdr_run_figure (&run, draft));
  sdr_run_close (&run);
  mercer_work_release (mercer_job_work (job), mark);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerStatus status = MERCER_OK;
  if (mercer_job_is_live (job) && sdr_count (recipe) > DRAFT_SAMPLES)
    {
      g_autofree char *what = g_strdup_printf (_("Draft from at most %d samples"), DRAFT_SAMPLES);
      status = look (job, values, recipe, DRAFT_SAMPLES, what);
    }
  return status == MERCER_OK ? look (job, values, recipe, MOST_SAMPLES, NULL) : status;
}

const MercerMethod mercer_method_distribution_sdr = {
  .id = "distribution-sdr",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Reduction of distributions"),
  .summary = N_("Few numbers for each sample that say all it has to say about a response, by kernels on distributions"),
  .source = "Zhang, Li and Xue (2024), Nonlinear sufficient dimension reduction for distribution-on-distribution regression, sections 3 and "
            "4; Li and Song (2017), Nonlinear sufficient dimension reduction for functional data (GSIR), Annals of Statistics 45",
  .values_size = sizeof (SdrValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .check = check,
  .run = run_cb,
};
