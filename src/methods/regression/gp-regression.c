/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const MercerChoice means[] = {
  { "zero", N_("Zero") }, { "constant", N_("Constant") }, { "linear", N_("Linear") }, { NULL }
};
static const MercerChoice bands[] = {
  { "latent", N_("The function") }, { "predictive", N_("New observations") }, { NULL }
};
static const MercerChoice shows[] = {
  { "posterior", N_("Posterior") }, { "leave-one-out", N_("Observed against leave-one-out") }, { NULL }
};
static const MercerChoice sources[] = { { "posterior", N_("Posterior") }, { "prior", N_("Prior") }, { NULL } };

static const MercerChoice surfaces[] = { { "maps", N_("Maps") }, { "space", N_("In space") }, { NULL } };

static const MercerParam params[] = {
  MERCER_REAL (GpValues, noise, "noise", N_("Noise"), "y",
               N_("Standard deviation of the observations about the function: more lets the mean pass by the points"),
               0.1, 0, 1e12, 1e-3, 2, MERCER_LOG),
  MERCER_CHOICE (GpValues, mean, "mean", N_("Mean function"),
                 N_("What the function returns to far from the data; its coefficients are estimated"),
                 MERCER_MEAN_CONSTANT, means, 0),
  MERCER_CHOICE (GpValues, show, "show", N_("Show"), N_("The function itself, or how well it foretells each observation"),
                 GP_SHOW_POSTERIOR, shows, MERCER_VIEW),
  MERCER_CHOICE (GpValues, band, "band", N_("Band of"),
                 N_("Where the function lies, or where the next observation will"), GP_BAND_LATENT, bands, MERCER_VIEW),
  MERCER_REAL (GpValues, width, "width", N_("Band width"), "sd", N_("Half the band, in standard deviations"), 2, 0.1, 10,
               1, 3, MERCER_VIEW),
  MERCER_INT (GpValues, samples, "samples", N_("Samples"), "", N_("Functions drawn at random, moving along great circles"),
              3, 0, 10, MERCER_VIEW),
  MERCER_CHOICE (GpValues, samples_of, "samples-of", N_("Samples of"),
                 N_("The posterior knows the data, the prior only the kernel"), GP_OF_POSTERIOR, sources, MERCER_VIEW),
  MERCER_CHOICE (GpValues, surface, "surface", N_("Surface"),
                 N_("Along two columns: mean and standard deviation as maps side by side, or the mean as a surface that turns, "
                    "coloured by the standard deviation"),
                 GP_SURFACE_MAPS, surfaces, MERCER_VIEW),
  MERCER_BOOL (GpValues, decompose, "decompose", N_("Terms of the kernel"),
               N_("Below the whole, what each term of a sum says on its own, with its share of the variance"), 0, MERCER_VIEW),
  MERCER_INT (GpValues, grid, "grid", N_("Grid"), "",
              N_("Points along the curve; a surface takes about two and a half times their root to a side"), 400, 50, 2000,
              MERCER_EXPERT),
  MERCER_INT (GpValues, restarts, "restarts", N_("Restarts of the fit"), "",
              N_("Further starts at random, against local maxima"), 2, 0, 50, MERCER_EXPERT),
  MERCER_BOOL (GpValues, noise_fixed, "noise-fixed", N_("Keep the noise in fits"), N_("Fit leaves the noise as it is"), 0,
               MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that the function depends on; categories too, with a kernel that looks at those"), false,
    1, 0, NULL, 0, NULL, true },
  { "y", N_("Output"), N_("The column that is explained"), true, 1, 1, NULL, 1 },
  { "along", N_("Drawn along"), N_("One or two of the inputs; the others stand at the positions of their sliders"), true, 0,
    2, "x", 0 },
  { NULL }
};

static const MercerAction actions[] = {
  { "optimize", N_("Fit"), N_("Maximise the log marginal likelihood over the kernel and the noise") }, { NULL }
};

/* --- What cannot run -------------------------------------------------------------------------- */

/* Levels go by their names: which numbers they have in either table does not matter. */
static char *
check_levels (const MercerRecipe *recipe, const char *name, const MercerColumn *at)
{
  if (at->kind != MERCER_COLUMN_CATEGORICAL)
    return g_strdup_printf (_("Column “%s” of the points to evaluate at holds numbers, and that of the data categories. Give their "
                              "names."),
                            name);
  g_autofree bool *unknown = g_new0 (bool, at->n_levels + 1);
  for (size_t level = 0; level < at->n_levels; level++)
    unknown[level] = gp_level_number (recipe, name, at->levels[level]) < 0;
  for (size_t i = 0; i < at->n; i++)
    if (at->codes[i] >= 0 && unknown[at->codes[i]])
      return g_strdup_printf (_("Row %zu of the points to evaluate at has “%s” in column “%s”, which the data do not. Remove the "
                                "row."),
                              i + 1, at->levels[at->codes[i]], name);
  return NULL;
}

/* The first missing value or column among the points to evaluate at, in words. */
static char *
check_at (const MercerRecipe *recipe, MercerDataset *at)
{
  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL; name++)
    {
      int c = mercer_dataset_find (at, *name);
      if (c < 0)
        return g_strdup_printf (_("The points to evaluate at have no column “%s”. Name it as in the data."), *name);
      const MercerColumn *column = mercer_dataset_column (at, (size_t) c);
      char *refusal = mercer_recipe_is_category (recipe, *name) ? check_levels (recipe, *name, column)
                      : column->kind != MERCER_COLUMN_NUMERIC
                          ? g_strdup_printf (_("Column “%s” of the points to evaluate at holds text; numbers are needed."), *name)
                          : NULL;
      if (refusal != NULL)
        return refusal;
      for (size_t i = 0; column->n_missing > 0 && i < column->n; i++)
        if (column->values != NULL ? isnan (column->values[i]) : column->codes[i] < 0)
          return g_strdup_printf (_("Row %zu of the points to evaluate at has no value in column “%s”. Fill it in or "
                                    "remove the row."),
                                  i + 1, *name);
    }
  return NULL;
}

static char *
check (const MercerRecipe *recipe)
{
  const GpValues *values = mercer_recipe_values (recipe);
  size_t d = g_strv_length ((char **) mercer_recipe_role (recipe, "x"));
  if (values->mean == MERCER_MEAN_LINEAR && d >= MERCER_GP_MAX_BETA)
    return g_strdup_printf (_("A linear mean function takes at most %d input columns, and there are %zu. Choose a "
                              "constant one."),
                            MERCER_GP_MAX_BETA - 1, d);
  for (const char *const *name = mercer_recipe_role (recipe, "x"); values->mean == MERCER_MEAN_LINEAR && *name != NULL; name++)
    if (mercer_recipe_is_category (recipe, *name))
      return g_strdup_printf (_("A linear mean function has no slope in “%s”, which holds categories. Choose a constant one."),
                              *name);
  if ((mercer_kernel_flags (mercer_recipe_kernel (recipe)) & MERCER_KERNEL_CONDITIONALLY) != 0)
    {
      g_autoptr (MercerKernel) bound = mercer_recipe_bind_kernel (recipe, NULL);
      return mercer_kernel_check_definite (bound);
    }
  MercerDataset *at = mercer_recipe_at (recipe);
  return at != NULL ? check_at (recipe, at) : NULL;
}

/* --- The order of events ------------------------------------------------------------------------ */

/* Above so many flops an answer takes longer than the eye waits, and a draft goes first. */
static const double first_flops = 0.9e9, scores_flops = 2.5e8;
static const double low_rank_flops = 2e4; /* a row's score at a rank of a hundred */
static const double slow_flop = 30; /* how many flops of a product last as long as one at the speed of memory */
enum { THIN_ROWS = 600, THIN_TERMS = 250, SETTLE_FROM = 200, SETTLE_TO = 3000 };

static double
cube (const GpRun *run)
{
  return (double) run->n * (double) run->n * (double) run->n;
}

static bool
wants_draft (const GpRun *run)
{
  double n = (double) run->n;
  bool terms = gp_run_wants_terms (run);
  double flops = cube (run) / 3 + n * n * (double) run->z.rows * (terms ? 1 + (double) run->n_terms : 1);
  return mercer_job_is_live (run->job) && n > 0 && flops > first_flops
         && (terms || !mercer_gp_is_ready (&run->problem, run->work));
}

static MercerStatus
emit_draft (GpRun *run)
{
  bool scatter = run->values->show == GP_SHOW_LEAVE_ONE_OUT;
  size_t used = scatter ? MIN (run->n, (size_t) THIN_ROWS) : mercer_gp_draft_landmarks (run->n);
  MercerStatus status = scatter ? gp_run_thin_leave_one_out (run, used) : gp_run_draft (run, used);
  if (status == MERCER_OK)
    status = gp_run_thin_terms (run, MIN (run->n, (size_t) THIN_TERMS));
  if (status != MERCER_OK)
    return status == MERCER_STOPPED ? status : MERCER_OK; /* the exact one may still work */
  char *what = g_strdup_printf (_("Draft from %zu of %zu points"), used, run->n);
  mercer_job_emit (run->job, MERCER_EMIT_DRAFT, gp_run_figure (run, what));
  g_free (what);
  return MERCER_OK;
}

/* The picture is exact already, but its scores take as long again. */
static bool
wants_picture_first (const GpRun *run)
{
  double n = (double) run->n;
  double flops = run->report.way == MERCER_GP_LOW_RANK ? low_rank_flops * n
                 : run->report.way == MERCER_GP_EIGEN  ? slow_flop * 4 * n * n
                                                       : 2 * cube (run) / 3;
  return mercer_job_is_live (run->job) && run->values->show == GP_SHOW_POSTERIOR && flops > scores_flops;
}

static MercerStatus
regress (GpRun *run)
{
  MercerStatus status = gp_run_place (run);
  if (status == MERCER_OK && wants_draft (run))
    status = emit_draft (run);
  if (status == MERCER_OK)
    {
      mercer_work_progress (run->work, 0.1, _("Factorising"));
      status = gp_run_posterior (run);
      if (status == MERCER_OK)
        status = gp_run_terms (run);
    }
  if (status == MERCER_OK && run->n > 0)
    {
      if (wants_picture_first (run))
        mercer_job_emit (run->job, MERCER_EMIT_DRAFT, gp_run_figure (run, _("Leave-one-out scores follow")));
      mercer_work_progress (run->work, 0.6, _("Leaving out each point"));
      status = gp_run_leave_one_out (run);
    }
  if (status == MERCER_OK)
    status = gp_run_at (run);
  if (status != MERCER_OK)
    return status;
  mercer_job_emit (run->job, MERCER_EMIT_FINAL, gp_run_figure (run, NULL));
  if (mercer_job_may_settle (run->job) && run->report.way != MERCER_GP_LOW_RANK && run->n >= SETTLE_FROM && run->n <= SETTLE_TO)
    {
      /* whether it can be prepared says nothing of the answer that was given */
      (void) mercer_gp_settle (&run->problem, run->z, run->work);
    }
  return MERCER_OK;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  GpRun run;
  MercerStatus status = gp_run_open (&run, job, values, recipe);
  if (status == MERCER_OK)
    {
      bool fit = g_strcmp0 (mercer_recipe_action (recipe), "optimize") == 0;
      status = fit && run.n > 0 ? gp_run_fit (&run) : regress (&run);
    }
  gp_run_close (&run);
  return status;
}

const MercerMethod mercer_method_gp_regression = {
  .id = "gp-regression",
  .room = MERCER_ROOM_REGRESSION,
  .title = N_("Gaussian process regression"),
  .summary = N_("A distribution over functions that knows the data: mean, uncertainty and samples, exactly"),
  .source = "Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1, sections 2.7, 5.4 "
            "and 8.3.4",
  .values_size = sizeof (GpValues),
  .params = params,
  .roles = roles,
  .actions = actions,
  .kernel = "1 * RBF(lengthscale=1)",
  .flags = MERCER_METHOD_POSITIONS | MERCER_METHOD_RANDOM,
  .suggest = gp_regression_suggest,
  .check = check,
  .run = run_cb,
};
