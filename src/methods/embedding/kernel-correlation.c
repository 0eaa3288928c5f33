/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-correlation.h"

#include <glib/gi18n-lib.h>

#include "alike.h"
#include "dots.h"
#include "look.h"
#include "new-points.h"
#include "start-kernel.h"

/* So many rows are a glance and a breath; leaving rows out costs five answers more. */
enum { DRAFT_ROWS = 80, GLANCE_ROWS = 120, MOST_ROWS = 2000, HOLD_OUT_ROWS = 800 };

static const MercerParamKernels second
    = { .most = 1, .sound = true, .role = "y", .own = N_("First set"), .each = N_("Second set") };

static const MercerParam params[] = {
  MERCER_REAL (CorrelationValues, ridge, "ridge", N_("Ridge"), "",
               N_("Keeps the functions smooth: too little, and they agree on anything, on rows left out they do not"), 0.02, 0, 1e3, 1e-4, 10,
               MERCER_LOG),
  MERCER_INT (CorrelationValues, pairs, "pairs", N_("Pairs"), "", N_("How many pairs of functions are computed"), 3, 1, CORRELATION_PAIRS,
              0),
  MERCER_INT (CorrelationValues, shown, "shown", N_("Show pair"), "", N_("The pair of functions that is drawn"), 1, 1, CORRELATION_PAIRS,
              MERCER_VIEW),
  MERCER_KERNELS (CorrelationValues, second, CORRELATION_SECOND, N_("Kernel of the second set"),
                  N_("An expression such as RBF(lengthscale=2); empty: an RBF as wide as the second set's columns spread"), "",
                  &second, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("First set"), N_("The columns of the first set, compared by the kernel"), true, 1, 0, NULL, 0 },
  { "y", N_("Second set"), N_("The columns of the second set"), true, 1, 0, NULL, 1 },
  MERCER_DOTS_ROLES,
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  char *refusal = mercer_new_points_check (recipe);
  if (refusal == NULL)
    refusal = mercer_picture_check_alike (recipe, "x");
  if (refusal == NULL)
    refusal = mercer_picture_check_alike (recipe, "y");
  return refusal;
}

/* The check on rows left out comes with the answer, not with a draft. */
static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  CorrelationRun run;
  MercerStatus status = correlation_run_open (&run, job, values, recipe, most_rows, draft != NULL);
  if (status == MERCER_OK)
    status = correlation_run_compute (&run, draft == NULL && run.found.n <= HOLD_OUT_ROWS);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, correlation_run_figure (&run, draft));
  correlation_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerStatus status = MERCER_OK;
  size_t rows = mercer_dataset_rows (mercer_recipe_dataset (recipe));
  if (rows > GLANCE_ROWS)
    return mercer_look_twice (job, values, recipe, look, DRAFT_ROWS, GLANCE_ROWS, MOST_ROWS);
  if (mercer_job_is_live (job))
    status = mercer_look_once (job, values, recipe, look, GLANCE_ROWS, _("The check on rows left out follows"));
  return status == MERCER_OK ? mercer_look_once (job, values, recipe, look, MOST_ROWS, NULL) : status;
}

const MercerMethod mercer_method_kernel_correlation = {
  .id = "kernel-correlation",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Kernel canonical correlation"),
  .summary = N_("Pairs of functions of two sets of columns that vary together as closely as they can"),
  .source = "Hardoon, Szedmak and Shawe-Taylor (2004), Canonical correlation analysis, Neural Computation 16, section 4.1; Bach and "
            "Jordan (2002), Kernel independent component analysis, JMLR 3, section 3.2",
  .values_size = sizeof (CorrelationValues),
  .params = params,
  .roles = roles,
  .at = &mercer_new_points_role,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM | MERCER_METHOD_DEFINITE_KERNEL,
  .least_rows = 4,
  .suggest = mercer_start_with_rbf,
  .check = check,
  .unsaid_kernel = mercer_start_unsaid,
  .run = run_cb,
};
