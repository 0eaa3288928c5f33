/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stepwise-learning.h"

#include <glib/gi18n-lib.h>

#include "alike.h"
#include "dots.h"
#include "look.h"
#include "start-kernel.h"

/* Training needs two eigen-decompositions of twice as many rows: so many are a glance, and so many a breath. */
enum { DRAFT_ROWS = 60, MOST_ROWS = 400 };

static const MercerParam params[] = {
  MERCER_INT (StepwiseValues, dims, "dimensions", N_("Dimensions"), "",
              N_("How many dimensions the embedding has: so many modes are learned, one at a time"), 4, 1, STEPWISE_DIMS, 0),
  MERCER_REAL (StepwiseValues, start, "start", N_("Start"), "",
               N_("The size of the random weights at the beginning: the smaller, the sharper the steps"), 1e-4, 1e-10, 1, 1e-8, 0.1,
               MERCER_LOG),
  MERCER_REAL (StepwiseValues, jitter, "jitter", N_("Jitter"), "",
               N_("How far the two views of a row stray from it, in standard deviations of each column"), 0.1, 0, 10, 0, 1, 0),
  MERCER_REAL (StepwiseValues, time, "time", N_("Look at"), "",
               N_("The part of the training after which the embedding is drawn"), 1, 0, 1, 0, 1, MERCER_VIEW),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are embedded"), true, 1, 0, NULL, 0 }, MERCER_DOTS_ROLES, { NULL }
};

/* Rows that are all the same have one mode, of their mean: what is learned after it would be rounding. */
static char *
check (const MercerRecipe *recipe)
{
  return mercer_picture_check_alike (recipe, "x");
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  StepwiseRun run;
  MercerStatus status = stepwise_run_open (&run, job, values, recipe, most_rows);
  if (status == MERCER_OK)
    status = stepwise_run_compute (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, stepwise_run_figure (&run, draft));
  stepwise_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  return mercer_look_twice (job, values, recipe, look, DRAFT_ROWS, DRAFT_ROWS, MOST_ROWS);
}

const MercerMethod mercer_method_stepwise_learning = {
  .id = "stepwise-learning",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Stepwise learning"),
  .summary = N_("How self-supervised training learns a kernel's leading directions one at a time"),
  .source = "Simon, Knutins, Ziyin, Geisz, Fetterman and Albrecht (2023), On the stepwise nature of self-supervised learning, "
            "ICML, proposition 4.1 and section 5; the loss: Zbontar et al. (2021), Barlow Twins",
  .values_size = sizeof (StepwiseValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM | MERCER_METHOD_DEFINITE_KERNEL,
  .least_rows = 2,
  .suggest = mercer_start_with_rbf,
  .check = check,
  .run = run_cb,
};
