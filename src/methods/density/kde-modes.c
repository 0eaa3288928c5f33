/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-modes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const MercerChoice forms[] = {
  { "full", N_("Lean with the data") }, { "diagonal", N_("Along the axes") }, { NULL }
};

/* In the order of powers. */
static const MercerChoice shapes[] = {
  { "gaussian", N_("Gaussian") }, { "epanechnikov", N_("Epanechnikov") }, { "biweight", N_("Biweight") }, { "triweight", N_("Triweight") },
  { NULL }
};
static const MercerChoice projects[] = {
  { "automatic", N_("Of more than 8 columns") }, { "always", N_("Always") }, { "never", N_("Never") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_NUMBERS (ModesValues, bandwidth, "bandwidth", N_("Bandwidth"), "x",
                  N_("Standard deviation of the kernel: more merges modes. One number for each column; none: what suits the slope of "
                     "normal data"),
                  NAN, 1e-12, 1e12, 0.02, 1, MERCER_LOG),
  MERCER_REAL (ModesValues, smoothing, "smoothing", N_("Smoothing"), "×",
               N_("Multiplies the bandwidth, whoever chose it: below 1 more modes, above 1 fewer"), 1, 1e-3, 1e3, 0.1, 10, MERCER_LOG),
  MERCER_CHOICE (ModesValues, form, "bandwidth-form", N_("Kernels"),
                 N_("Over all rows together. Without a bandwidth given: shaped like the data's covariance, or with a width for each column"),
                 MODES_FORM_DIAGONAL, forms, 0),
  MERCER_CHOICE (ModesValues, shape, "shape", N_("Shape"),
                 N_("Two columns and more: the bump that each point becomes. One that ends has more and flatter modes, each decided by the "
                    "points within its reach; points beyond all others' stay alone"),
                 0, shapes, 0),
  MERCER_NUMBERS (ModesValues, matrix, "bandwidth-matrix", N_("Bandwidth matrix"), "",
                  N_("Two columns: variance, covariance, variance of the kernel; overrides the bandwidth"), NAN, -1e24, 1e24, -1, 1,
                  MERCER_EXPERT),
  MERCER_INT (ModesValues, paths, "paths", N_("Paths"), "", N_("Two columns and more: how many points have their way to their mode drawn"), 40, 0,
              400, 0),
  MERCER_REAL (ModesValues, level, "level", N_("Level"), "",
               N_("One column: how often the map may colour a slope that is not there; smaller colours less"), 0.05, 1e-4, 0.5, 0.001,
               0.2, MERCER_LOG),
  MERCER_INT (ModesValues, samples, "samples", N_("Samples"), "",
              N_("One column: how many samples the tests of the number of modes draw; 0: no tests"), 400, 0, 10000, MERCER_EXPERT),
  MERCER_CHOICE (ModesValues, project, "project", N_("Climb in a projection first"),
                 N_("Three columns and more: paths climb where sums are cheaper, and from there once more in all columns; some modes may be "
                    "missed"), MODES_PROJECT_MANY, projects, MERCER_EXPERT),
  MERCER_INT (ModesValues, projection, "projection", N_("Projection"), "",
              N_("To how many dimensions: more keep the distances between points better, and with them the modes"), 8, 1,
              MERCER_SHIFT_MAX_D, MERCER_EXPERT),
  MERCER_INT (ModesValues, starts, "starts", N_("Starts"), "",
              N_("Three columns and more: from how many of the points paths climb; more find smaller modes"), 200, 1, 2000,
              MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("One column gives a curve and tests, two a map of basins, more are climbed by projection"), true, 1,
    MERCER_SHIFT_MAX_D, NULL, 2 },
  { "weight", N_("Weights"), N_("How much each row counts"), true, 0, 1, NULL, 1 },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  const ModesValues *values = mercer_recipe_values (recipe);
  size_t d = g_strv_length ((char **) mercer_recipe_role (recipe, "x"));
  char *refusal = mercer_recipe_refuse_span (recipe, "x");
  if (refusal == NULL)
    refusal = mercer_recipe_refuse_weights (recipe, "weight");
  if (refusal != NULL)
    return refusal;
  if (d == 1 && values->shape != 0)
    return g_strdup (_("Of one column, the tree of modes, the map and the tests are of Gaussian kernels, whose modes never grow in number with "
                       "the bandwidth. Choose Gaussian, or two columns."));
  const double *m = values->matrix.at;
  if (d == 2 && values->matrix.n == 3 && !(m[0] > 0 && m[2] > 0 && m[0] * m[2] > m[1] * m[1]))
    return g_strdup (_("The bandwidth matrix is not positive definite. Give two positive variances and a covariance smaller than the "
                       "root of their product."));
  return NULL;
}

static void
draft (const ModesRun *run, const char *what)
{
  if (mercer_job_is_live (run->job))
    mercer_job_emit (run->job, MERCER_EMIT_DRAFT, modes_run_figure (run, what));
}

static MercerStatus
look_at_line (ModesRun *run)
{
  MercerStatus status = modes_run_line (run);
  if (status != MERCER_OK)
    return status;
  draft (run, _("The map and the tests follow"));
  status = modes_run_map (run);
  if (status != MERCER_OK || run->values->samples == 0 || run->weights != NULL) /* tests are of rows that count alike */
    return status;
  draft (run, _("The tests follow"));
  return modes_run_tests (run);
}

enum { DRAFT_SIDE = 96, SIDE = 384, DRAFT_ROWS = 20000 };

static MercerStatus
look_at_plane (ModesRun *run)
{
  MercerStatus status = MERCER_OK;
  if (mercer_job_is_live (run->job) && run->in.n <= DRAFT_ROWS)
    {
      MercerMark mark = mercer_work_mark (run->work);
      status = modes_run_plane (run, DRAFT_SIDE);
      if (status == MERCER_OK)
        draft (run, _("The basins follow"));
      mercer_work_release (run->work, mark);
    }
  if (status == MERCER_OK)
    status = modes_run_plane (run, SIDE);
  return status == MERCER_OK ? modes_run_basins (run) : status;
}

static MercerStatus
look_at_more (ModesRun *run)
{
  draft (run, _("Climbing"));
  return modes_run_projected (run);
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  ModesRun run;
  MercerStatus status = modes_run_open (&run, job, values, recipe);
  if (status == MERCER_OK)
    status = run.in.d == 1 ? look_at_line (&run) : run.in.d == 2 ? look_at_plane (&run) : look_at_more (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, modes_run_figure (&run, NULL));
  modes_run_close (&run);
  return status;
}

const MercerMethod mercer_method_kde_modes = {
  .id = "kde-modes",
  .room = MERCER_ROOM_DENSITY,
  .title = N_("Modes"),
  .summary = N_("Where a density peaks, what belongs to each peak, and which peaks are more than chance"),
  .source = "Fukunaga and Hostetler (1975), IEEE Trans. Inf. Theory 21; Cheng (1995), Comaniciu and Meer (2002) and Carreira-Perpinan "
            "(2007), IEEE Trans. PAMI 17, 24 and 29; Chacon, Duong and "
            "Wand (2011), Statistica Sinica 21 (bandwidth for the slope); Minnotte and Scott (1993), JCGS 2 (mode tree); "
            "Chaudhuri and Marron (1999), JASA 94; Hartigan and Hartigan (1985), Annals of Statistics 13; Silverman (1981), JRSS B 43; "
            "Luo, Musco and Widdershoven (2023), Dimensionality Reduction for General KDE Mode Finding",
  .values_size = sizeof (ModesValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .least_rows = 1,
  .check = check,
  .run = run_cb,
};
