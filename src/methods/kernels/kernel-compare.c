/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-compare.h"

#include "start-kernel.h"

#include <glib/gi18n-lib.h>

static const MercerChoice rankings[] = {
  { "leave-one-out", N_("Leave-one-out score") }, { "likelihood", N_("Log marginal likelihood") }, { "bic", "BIC" },
  { "alignment", N_("Alignment with the output") }, { NULL }
};

static const MercerChoice pictures[] = {
  { "scores", N_("Scores and alignments") }, { "fits", N_("What each makes of the data") }, { "matrices", N_("Gram matrices") },
  { NULL }
};

/* One that is no covariance is compared all the same: without scores. */
static const MercerParamKernels others = { .most = COMPARE_MOST_OTHERS, .role = "x", .own = N_("Yours") };

static const MercerParam params[] = {
  MERCER_REAL (CompareValues, noise, "noise", N_("Noise"), "y",
               N_("Standard deviation of the observations about the function, the same for all kernels unless each is fitted; every "
                  "model has a constant mean besides, by generalised least squares, found anew where a row is left out"),
               0.1, 0, 1e12, 1e-3, 2, MERCER_LOG),
  MERCER_BOOL (CompareValues, fit, "fit", N_("Fit each first"),
               N_("Compares the kernels at their most likely parameters and noise instead of as they are"), 0, 0),
  MERCER_CHOICE (CompareValues, by, "by", N_("Ranked by"), N_("What makes a kernel the first"), COMPARE_BY_LOO, rankings, 0),
  MERCER_CHOICE (CompareValues, picture, "picture", N_("Picture"),
                 N_("Scores side by side, or one small picture for each kernel, best first, all with the same axes"),
                 COMPARE_SCORES, pictures, MERCER_VIEW),
  MERCER_KERNELS (CompareValues, others, "others", N_("Other kernels"),
                  N_("Kernels of your own to compare with, parted by |, such as RBF() | Matern(nu=1.5) + Linear()"), "", &others, 0),
  MERCER_BOOL (CompareValues, parts, "parts", N_("Terms of the sum"), N_("Compares each term of your kernel by itself"), 1, 0),
  MERCER_BOOL (CompareValues, families, "families", N_("Common families"),
               N_("Compares six common families with the length scale and variance of your kernel"), 1, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that the kernels compare; categories too, if they look at those"), false, 1, 0, NULL, 0,
    NULL, true },
  { "y", N_("Output"), N_("The column that is explained"), true, 1, 1, NULL, 1 },
  { NULL }
};

/* Starts, of the columns' spread. */
static const double start_length = 0.6, start_noise = 0.3;
/* More rows take longer than the eye waits: a comparison of a few goes first. */
enum { DRAFT_FROM = 250, DRAFT_ROWS = 150 };

static const MercerColumn *
column_of (const MercerRecipe *recipe, const char *name)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
}

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  double sd = column_of (recipe, mercer_recipe_role (recipe, "y")[0])->sd;
  char variance[MERCER_NUMBER_SIZE];
  g_autoptr (MercerKernel) rbf = mercer_start_rbf_by_spread (recipe, start_length);
  g_autofree char *shape = rbf != NULL ? mercer_kernel_print (rbf) : NULL;
  if (shape == NULL)
    return mercer_recipe_ref (recipe);
  g_autofree char *text = g_strdup_printf ("%s * %s", mercer_number_print (mercer_start_rounded (sd * sd), variance), shape);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  if (kernel == NULL)
    return mercer_recipe_ref (recipe);
  double noise = mercer_start_rounded (start_noise * sd);
  g_autoptr (MercerRecipe) noisy = mercer_recipe_with_value (recipe, "noise", noise);
  return mercer_recipe_with_kernel (noisy, kernel);
}

/* One comparison over `most` rows (0: all that are affordable), shown as this kind of figure. */
static MercerStatus
compare (MercerJob *job, const CompareValues *values, const MercerRecipe *recipe, size_t most)
{
  CompareRun run;
  MercerStatus status = compare_run_open (&run, job, values, recipe, most);
  if (status == MERCER_OK && run.n > 1)
    {
      compare_run_gather (&run);
      status = compare_run_score (&run);
      if (status == MERCER_OK)
        status = compare_run_align (&run);
      if (status == MERCER_OK)
        status = compare_run_multiples (&run);
    }
  if (status == MERCER_OK)
    {
      g_autofree char *draft = most > 0 ? g_strdup_printf (_("Draft from %zu of %zu rows, nothing fitted"), run.n,
                                                           run.complete)
                                        : NULL;
      mercer_job_emit (job, most > 0 ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, compare_run_figure (&run, draft));
    }
  compare_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *data, const MercerRecipe *recipe)
{
  const CompareValues *values = data;
  CompareValues plain = *values;
  plain.fit = false;
  bool slow = values->fit || mercer_dataset_rows (mercer_recipe_dataset (recipe)) > DRAFT_FROM;
  if (mercer_job_is_live (job) && slow)
    {
      MercerMark mark = mercer_work_mark (mercer_job_work (job));
      MercerStatus status = compare (job, &plain, recipe, DRAFT_ROWS);
      mercer_work_release (mercer_job_work (job), mark);
      if (status != MERCER_OK)
        return status;
    }
  return compare (job, values, recipe, 0);
}

const MercerMethod mercer_method_kernel_compare = {
  .id = "kernel-compare",
  .room = MERCER_ROOM_KERNELS,
  .title = N_("Kernel comparison"),
  .summary = N_("Your kernel beside its terms and common families on the same data: how alike they are, which explains best"),
  .source = "Cortes, Mohri and Rostamizadeh (2012), Algorithms for learning kernels based on centered alignment, JMLR 13; "
            "Rasmussen and Williams (2006), sections 5.2 and 5.4.2; Schwarz (1978), Estimating the dimension of a model",
  .values_size = sizeof (CompareValues),
  .params = params,
  .roles = roles,
  .kernel = "1 * RBF(lengthscale=1)",
  .suggest = suggest,
  .run = run_cb,
};
