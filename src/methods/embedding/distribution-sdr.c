/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution-sdr.h"

#include <glib/gi18n-lib.h>

#include "alike.h"

/* So many samples are a glance; three eigen-decompositions of more than MOST take minutes. */
enum { CHECK_ROWS = 300, DRAFT_SAMPLES = 60, MOST_SAMPLES = 1500 };

static const MercerChoice ways[] = { { "covariance", N_("Covariance") }, { "regression", N_("Regression") }, { NULL } };

static const MercerParam params[] = {
  MERCER_CHOICE (SdrValues, way, "way", N_("Response by"),
                 N_("Covariance follows first what varies most in the response and is steady; regression weighs all that can be told of "
                    "it alike"),
                 MERCER_GSIR_COVARIANCE, ways, 0),
  MERCER_REAL (SdrValues, ridge, "ridge", N_("Ridge"), "",
               N_("Keeps the predictors smooth: too little, and they learn the samples by heart; a part of the largest eigenvalue"), 0.05,
               1e-8, 1e3, 1e-4, 1, MERCER_LOG),
  MERCER_REAL (SdrValues, response_ridge, "response-ridge", N_("Ridge of the response"), "",
               N_("Keeps the functions of the response smooth, where they are weighed alike"), 0.1, 1e-8, 1e3, 1e-4, 1,
               MERCER_LOG | MERCER_EXPERT),
  MERCER_REAL (SdrValues, width, "width", N_("Width"), "",
               N_("Of the kernels on distributions, in typical Wasserstein distances: smaller sees finer differences"), 1, 1e-3, 1e3, 0.2, 5,
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

static const MercerAction actions[] = {
  { "cross-validate", N_("Choose ridges"), N_("Those with which each side tells the other best, by generalised cross-validation") },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  if (sdr_count (recipe, CHECK_ROWS) < 4 && sdr_count (recipe, 0) < 4) /* rarely are all rows needed to tell */
    return g_strdup (_("There are fewer than four samples. Choose the column that tells samples apart, or leave it out to take each row "
                       "for one."));
  char *refusal = mercer_picture_check_alike (recipe, "x");
  if (refusal == NULL)
    refusal = mercer_picture_check_alike (recipe, "y");
  return refusal != NULL ? refusal : sdr_check_at (recipe);
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
choose (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  SdrRun run;
  double ridge = 0, response = 0;
  MercerStatus status = sdr_run_open (&run, job, values, recipe, MOST_SAMPLES);
  if (status == MERCER_OK)
    status = sdr_run_choose (&run, &ridge, &response);
  sdr_run_close (&run);
  if (status != MERCER_OK)
    return status;
  char first[MERCER_NUMBER_SIZE], second[MERCER_NUMBER_SIZE];
  g_autofree char *sentence = g_strdup_printf (_("Generalised cross-validation chose the ridges %s and, of the response, %s."),
                                               mercer_number_show (ridge, 2, first), mercer_number_show (response, 2, second));
  g_autoptr (MercerRecipe) plain = mercer_recipe_with_action ((MercerRecipe *) recipe, NULL);
  g_autoptr (MercerRecipe) with_ridge = mercer_recipe_with_value (plain, "ridge", ridge);
  mercer_job_propose (job, mercer_recipe_with_value (with_ridge, "response-ridge", response), _("Choose ridges"), sentence);
  return MERCER_OK;
}

static const MercerTableRole new_samples = {
  "at", N_("New samples"), N_("A table with columns of the same names as the inputs, and the one that tells samples apart; it does not move the others")
};

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerStatus status = MERCER_OK;
  if (mercer_recipe_action (recipe) != NULL)
    return choose (job, values, recipe);
  if (mercer_job_is_live (job) && mercer_dataset_rows (mercer_recipe_dataset (recipe)) > DRAFT_SAMPLES)
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
  .source = "Zhang, Li and Xue (2024), Nonlinear sufficient dimension reduction for distribution-on-distribution regression, J. "
            "Multivariate Analysis 202, sections 3 to 5; Li and Song (2017), Nonlinear sufficient dimension reduction for functional "
            "data (GSIR), Annals of Statistics 45",
  .values_size = sizeof (SdrValues),
  .params = params,
  .roles = roles,
  .at = &new_samples,
  .actions = actions,
  .flags = MERCER_METHOD_RANDOM | MERCER_METHOD_BRUSH,
  .check = check,
  .run = run_cb,
};
