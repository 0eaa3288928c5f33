/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gram.h"

#include "start-kernel.h"

#include <glib/gi18n-lib.h>

static const MercerChoice orders[] = {
  { "table", N_("As in the table") }, { "column", N_("By a column") },
  { "component", N_("By the first kernel principal component") }, { "cluster", N_("By cluster") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_REAL (GramValues, ridge, "ridge", N_("Ridge"), "",
               N_("Added to every eigenvalue: those below it are given up. In Gaussian processes it is the variance of the "
                  "noise"),
               0.01, 1e-12, 1e12, 1e-8, 100, MERCER_LOG),
  MERCER_CHOICE (GramValues, order, "order", N_("Rows"),
                 N_("The order in which the rows are drawn: blocks on the diagonal are rows that the kernel takes for alike"),
                 GRAM_BY_COLUMN, orders, MERCER_VIEW),
  MERCER_BOOL (GramValues, centre, "centre", N_("Centred"),
               N_("Takes the mean over the rows away, as kernel PCA does: what counts is how rows differ, and their entries add up "
                  "to 0"),
               0, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that the kernel compares; categories too, if it looks at those"), false, 1, 0, NULL, 0,
    NULL, true },
  { "by", N_("Ordered by"), N_("The column that rows are ordered by, text too. Without one several inputs stand by cluster, and a single one by "
                               "its values"), false, 0, 1, NULL, 0, N_("Automatic") },
  { NULL }
};

/* More rows than this already take longer than the eye waits, so eigenvalues of a few come first. */
enum { DRAFT_FROM = 320, DRAFT_ROWS = 256 };
/* In units of the columns' spread: neighbours are alike, strangers are not. */
static const double start_length = 0.7;

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  g_autoptr (MercerKernel) kernel = mercer_start_rbf_by_spread (recipe, start_length);
  if (kernel == NULL)
    return mercer_recipe_ref (recipe);
  /* by one of several columns the others only add stripes */
  bool by_column = mercer_recipe_role (recipe, "x")[1] == NULL || mercer_recipe_role (recipe, "by")[0] != NULL;
  g_autoptr (MercerRecipe) ordered
      = mercer_recipe_with_value (recipe, "order", by_column ? GRAM_BY_COLUMN : GRAM_BY_CLUSTER);
  return mercer_recipe_with_kernel (ordered, kernel);
}

/* The image is exact at once; eigenvalues of all rows follow those of some. */
static MercerStatus
emit_draft (GramRun *run)
{
  MercerStatus status = gram_run_spectrum (run, DRAFT_ROWS);
  if (status != MERCER_OK)
    return status;
  g_autofree char *what = g_strdup_printf (_("Eigenvalues estimated from %d of %zu rows"), DRAFT_ROWS, run->n);
  mercer_job_emit (run->job, MERCER_EMIT_DRAFT, gram_run_figure (run, what));
  return MERCER_OK;
}

static MercerStatus
look (GramRun *run)
{
  MercerStatus status = gram_run_image (run);
  if (status == MERCER_OK && mercer_job_is_live (run->job) && run->n > DRAFT_FROM
      && !mercer_gram_spectrum_is_ready (run->kernel, run->points, run->values->centre, run->work))
    status = emit_draft (run);
  if (status != MERCER_OK)
    return status;
  mercer_work_progress (run->work, 0.2, _("Eigenvalues"));
  status = gram_run_spectrum (run, run->n);
  if (status == MERCER_OK)
    status = gram_run_shift (run);
  if (status == MERCER_OK)
    mercer_job_emit (run->job, MERCER_EMIT_FINAL, gram_run_figure (run, NULL));
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  GramRun run;
  MercerStatus status = gram_run_open (&run, job, values, recipe);
  if (status == MERCER_OK)
    status = look (&run);
  gram_run_close (&run);
  return status;
}

const MercerMethod mercer_method_gram = {
  .id = "gram",
  .room = MERCER_ROOM_KERNELS,
  .title = N_("Gram matrix"),
  .summary = N_("How alike a kernel takes the rows of a table for, and what its eigenvalues say"),
  .source = "Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, section 4.3; Zhang (2005), Learning "
            "bounds for kernel regression using effective data dimensionality, Neural Computation 17; Gruvaeus and Wainer (1972), "
            "Two additions to hierarchical cluster analysis",
  .values_size = sizeof (GramValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .suggest = suggest,
  .run = run_cb,
};
