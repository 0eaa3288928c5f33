/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adaptive-kernel-map.h"

#include <glib/gi18n-lib.h>

#include "alike.h"
#include "look.h"
#include "new-points.h"

enum { DRAFT_ROWS = 80, MOST_ROWS = 800, EVALUATIONS = 250 };

static const MercerParam params[] = {
  MERCER_REAL (AdaptiveValues, faith, "faith", N_("Faith to neighbours"), "",
               N_("More keeps rows beside their neighbours; less lets the map follow the metric alone"), 1, 0, 100, 0.02, 20, MERCER_LOG),
  MERCER_REAL (AdaptiveValues, perplexity, "perplexity", N_("Perplexity"), "",
               N_("About how many neighbours each row is kept beside"), 20, 2, 200, 5, 50, MERCER_LOG),
  MERCER_BOOL (AdaptiveValues, points, "points", N_("Rows over the landscape"), N_("Draw the rows, coloured by the metric as it is"), true,
               MERCER_VIEW),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are projected, such as an embedding"), true, 1, 0, NULL, 0 },
  { "y", N_("Metric"), N_("The column whose landscape is drawn"), true, 1, 1, NULL, 1 },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  size_t n = mercer_inputs_count (recipe, "y");
  if (n < 3)
    return g_strdup (_("Fewer than three rows have all inputs and a metric. Add rows or choose other columns."));
  char *refusal = mercer_new_points_check (recipe);
  return refusal != NULL ? refusal : mercer_picture_check_alike (recipe, "x");
}

/* The draft is where training starts. */
static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  AdaptiveRun run;
  MercerStatus status = adaptive_run_open (&run, job, values, recipe, most_rows, draft != NULL);
  if (status == MERCER_OK)
    status = adaptive_run_compute (&run, draft != NULL ? 0 : EVALUATIONS);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, adaptive_run_figure (&run, draft));
  adaptive_run_close (&run);
  return status;
}

/* Who zooms waits for a landscape alone, and principal components in between would only flicker. */
static bool
is_trained (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  AdaptiveRun run;
  MercerMark mark = mercer_work_mark (mercer_job_work (job));
  bool is = adaptive_run_open (&run, job, values, recipe, MOST_ROWS, false) == MERCER_OK && adaptive_run_is_trained (&run, EVALUATIONS);
  adaptive_run_close (&run);
  mercer_work_release (mercer_job_work (job), mark);
  return is;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerStatus status = MERCER_OK;
  if (mercer_job_is_live (job) && !is_trained (job, values, recipe))
    status = mercer_look_once (job, values, recipe, look, DRAFT_ROWS, _("Principal components; training follows"));
  return status == MERCER_OK ? mercer_look_once (job, values, recipe, look, MOST_ROWS, NULL) : status;
}

const MercerMethod mercer_method_adaptive_kernel_map = {
  .id = "adaptive-kernel-map",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Adaptive kernel map"),
  .summary = N_("A projection to the plane learned together with the landscape of a metric over it"),
  .source = "Ye, Xiao, Zeng and others (2025), AKRMap: adaptive kernel regression for trustworthy visualization of cross-modal "
            "embeddings, ICML; Venna and Kaski (2001), eq. 1 (trustworthiness)",
  .values_size = sizeof (AdaptiveValues),
  .params = params,
  .roles = roles,
  .at = &mercer_new_points_role,
  .flags = MERCER_METHOD_RANDOM,
  .check = check,
  .run = run_cb,
};
