/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RULE(id, title, sentence) { id, title, sentence },

/* Manual, then as MercerRule. */
static const MercerChoice rules[] = {
  { "manual", N_("As given"), N_("The numbers above; where there are none, by Sheather–Jones") }, MERCER_RULES (RULE) { NULL }
};
/* In the order of mercer_kde_shapes. */
static const MercerChoice shapes[] = {
  { "gaussian", N_("Gaussian") },   { "box", N_("Box") },
  { "triangular", N_("Triangular") }, { "epanechnikov", N_("Epanechnikov") },
  { "biweight", N_("Biweight") },   { "triweight", N_("Triweight") },
  { "tricube", N_("Tricube") },     { "cosine", N_("Cosine") },
  { "logistic", N_("Logistic") },   { "sigmoid", N_("Sigmoid") },
  { "exponential", N_("Exponential") }, { "sinc", N_("Sinc (flat-top)") },
  { NULL }
};
/* In the order of KdeProfile; Wand and Jones's words. */
static const MercerChoice profiles[] = {
  { "product", N_("Product"), N_("One kernel for each column, multiplied") },
  { "radial", N_("Radial"), N_("One kernel of the distance alone; spherically symmetric") }, { NULL }
};
/* In the order of MercerEdge. */
static const MercerChoice boundaries[] = {
  { "none", N_("None") },        { "reflection", N_("Reflection") },
  { "renormalised", N_("Linear boundary kernel") }, { "log", N_("Logarithm") },
  { "logit", N_("Logit") },      { "circular", N_("Circle (von Mises)") },
  { NULL }
};
static const MercerChoice forms[] = {
  { "full", N_("A full matrix") }, { "diagonal", N_("A diagonal matrix") }, { "columns", N_("Each column by itself") }, { NULL }
};
static const MercerChoice adaptives[] = {
  { "none", N_("The same for all points") }, { "abramson", N_("Wider where points are few (Abramson)") },
  { "balloon", N_("As far as the nearest points (balloon)") }, { NULL }
};
static const MercerChoice scales[] = {
  { "automatic", N_("Same for places"),
    N_("Longitude and latitude; x and y, easting and northing, or metres, km, ft or mi both, unless one range is over four times the other") },
  { "same", N_("Same") }, { "free", N_("Each its own") }, { NULL }
};
static const MercerChoice conventions[] = {
  { "sd", N_("Standard deviation of the kernel") }, { "support", N_("Half the kernel's support") }, { NULL }
};
static const MercerChoice shows[] = {
  { "density", N_("Density") }, { "log", N_("Log density") }, { "cumulative", N_("Cumulative") },
  { "rules", N_("What the rules say") }, { "surface", N_("Surface in space") },
  { "difference", N_("Difference") },
  { "pairs", N_("All pairs of columns") }, { "stacked", N_("Groups stacked") },
  { NULL }
};

/* In the order of KdeAgainst, then of MercerRule. */
static const MercerChoice rivals[] = {
  { "group", N_("Another group") },
  { "binned", N_("The same from bins") },
  { "fixed", N_("The same width for all points") },
  { "gaussian", N_("A Gaussian") },
  { "unbounded", N_("No boundary") },
  MERCER_RULES (RULE)
  { NULL }
};

static const MercerParam params[] = {
  MERCER_NUMBERS (KdeValues, bandwidth, "bandwidth", N_("Bandwidth"), "x",
                  N_("Standard deviation of the kernel: more smooths more. One number for each column; none: by Sheather–Jones"),
                  NAN, 0, 1e12, 0.02, 1, MERCER_LOG),
  MERCER_REAL (KdeValues, smoothing, "smoothing", N_("Smoothing"), "×",
               N_("Multiplies the bandwidth, whoever chose it: below 1 more detail, above 1 less"), 1, 1e-3, 1e3, 0.1, 10,
               MERCER_LOG),
  MERCER_CHOICE (KdeValues, rule, "bandwidth-rule", N_("Bandwidth chosen by"),
                 N_("A rule looks at the data and overrides the numbers given"), KDE_MANUAL, rules, 0),
  MERCER_CHOICE (KdeValues, shape, "shape", N_("Shape"),
                 N_("The bump that each point becomes. The sinc swings below zero: sharper, and as noisy as a Gaussian of the same "
                    "bandwidth"), 0, shapes, 0),
  MERCER_CHOICE (KdeValues, profile, "profile", N_("In several columns"),
                 N_("Two columns or more: a product stands square about each point, a radial kernel is round. A Gaussian is both"),
                 KDE_PRODUCT, profiles, 0),
  MERCER_CHOICE (KdeValues, show, "show", N_("Show"),
                 N_("The density, its logarithm, the mass below, what the rules choose, or another view of it"),
                 KDE_SHOW_DENSITY, shows, 0),
  MERCER_CHOICE (KdeValues, against, "against", N_("Difference to"),
                 N_("Shown as a difference: what the density is compared with, another group or the same rows by another way"),
                 KDE_AGAINST_GROUP, rivals, 0),
  MERCER_WORDS (KdeValues, compared, "compared", N_("Groups compared"),
                N_("Shown as a difference: two names of groups with | between them, or one name to see it against the rest; none: the first "
                   "less the second"), "", 0),
  MERCER_CHOICE (KdeValues, boundary, "boundary", N_("Boundary"),
                 N_("What becomes of the mass that kernels would put where no data can be"), MERCER_EDGE_NONE, boundaries, 0),
  MERCER_NUMBERS (KdeValues, bounds, "bounds", N_("Bounds"), "x",
                  N_("Low and high end of the first column, then of the second; drag the lines in the picture. None: zero below, if no value is "
                     "negative"), NAN,
                  -1e300, 1e300, -10, 10, MERCER_EXPERT),
  MERCER_NUMBERS (KdeValues, matrix, "bandwidth-matrix", N_("Bandwidth matrix"), "",
                  N_("Two columns: variance, covariance, variance of the kernel; overrides the bandwidth"), NAN, -1e24, 1e24, -1,
                  1, MERCER_EXPERT),
  MERCER_CHOICE (KdeValues, form, "bandwidth-form", N_("Rules choose"),
                 N_("Two columns: plug-in and cross-validation look at both at once; a full matrix lets kernels lean with the data"),
                 KDE_FORM_FULL, forms, MERCER_EXPERT),
  MERCER_CHOICE (KdeValues, adaptive, "adaptive", N_("Kernel widths"),
                 N_("Abramson: each point's kernel is wide where points are few. Balloon: all kernels are as wide as the place needs to "
                    "reach its nearest points. Either keeps the bandwidth on average"),
                 KDE_FIXED, adaptives, 0),
  MERCER_INT (KdeValues, neighbours, "neighbours", N_("Nearest points"), "",
              N_("Balloon: how many points a kernel reaches, whatever the place; more smooths more. 0: the square root of their number"), 0,
              0, 1000000, MERCER_EXPERT),
  MERCER_NUMBERS (KdeValues, mass, "mass", N_("Contours enclose"), "%",
                  N_("Shares of the mass in per cent, up to 16; none: 50, 90 and 95. Drag a contour to change its share"), NAN, 0.1,
                  99.9, 5, 99, 0),
  MERCER_CHOICE (KdeValues, convention, "bandwidth-is", N_("Bandwidth is"),
                 N_("What the numbers given mean; kernels without an end keep the standard deviation"), KDE_IS_SD, conventions,
                 MERCER_EXPERT),
  MERCER_CHOICE (KdeValues, scale, "axes", N_("Scale of the axes"),
                 N_("Two columns: whether a unit is equally long on both, as on a map"), KDE_SCALE_AUTOMATIC, scales, 0),
  MERCER_INT (KdeValues, grid, "grid", N_("Grid"), "", N_("Points to a side of a surface; a curve has four times as many"), 256,
              32, 512, MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("What the density is of: one column gives a curve, two a surface, more a slice"), true, 1,
    MERCER_KDE_MAX_D, NULL, MERCER_START_COORDINATES },
  { "group", N_("Groups"), N_("A density for each level of this column"), false, 0, 1, NULL, 1 },
  { "weight", N_("Weights"), N_("How much each row counts"), true, 0, 1, NULL, 1 },
  { "along", N_("Drawn along"), N_("One or two of the columns; the others stand at the positions of their sliders"), true, 0, 2,
    "x", 0 },
  { NULL }
};

/* The contours stand as numbers, so that each can be dragged by itself. */
static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  return mercer_recipe_with_list (recipe, "mass", (const double[]){ 50, 90, 95 }, 3);
}

/* A bandwidth that a hand sets is the one in use, whatever has chosen it so far. */
static MercerRecipe *
by_hand (MercerRecipe *recipe, const char *param)
{
  const KdeValues *values = mercer_recipe_values (recipe);
  bool one = g_str_equal (param, "bandwidth") && values->bandwidth.n > 0;
  bool matrix = g_str_equal (param, "bandwidth-matrix") && values->matrix.n > 0;
  if (!one && !matrix)
    return mercer_recipe_ref (recipe);
  g_autoptr (MercerRecipe) manual = mercer_recipe_with_value (recipe, "bandwidth-rule", KDE_MANUAL);
  return one && values->matrix.n > 0 ? mercer_recipe_with_list (manual, "bandwidth-matrix", NULL, 0) : g_steal_pointer (&manual);
}

/* --- The order of events ----------------------------------------------------------------------------------- */

static MercerStatus
emit_binned (KdeRun *run)
{
  char number[MERCER_NUMBER_SIZE];
  MercerStatus status = kde_run_rival (run, false);
  if (status == MERCER_OK)
    status = kde_run_brush (run);
  if (status == MERCER_OK)
    status = kde_run_brush_levels (run);
  if (status != MERCER_OK)
    return status;
  kde_run_dots (run);
  kde_run_recall_rules (run);
  mercer_number_show (100 * run->error, 2, number);
  g_autofree char *what = g_strdup_printf (_("Binned, within about %s %% of the peak"), number);
  mercer_job_emit (run->job, MERCER_EMIT_DRAFT, kde_run_figure (run, what));
  return MERCER_OK;
}

static MercerStatus
estimate (KdeRun *run)
{
  bool live = mercer_job_is_live (run->job), slice = run->d > run->n_along;
  MercerStatus status = kde_run_bin (run);
  if (status == MERCER_OK && run->n > 0)
    status = kde_run_bandwidths (run);
  if (status != MERCER_OK || run->n == 0)
    return status;
  bool exact = kde_run_can_be_exact (run), adaptive = run->values->adaptive != KDE_FIXED;
  /* what the rules say is a picture of its own */
  if (run->values->show == KDE_SHOW_RULES)
    {
      status = kde_run_rules (run);
      if (status == MERCER_OK)
        status = kde_run_criteria (run);
    }
  if (status == MERCER_OK && kde_run_has_pairs (run))
    status = kde_run_pairs (run);
  /* kernels of different widths take time: first a few widths */
  run->quick = live && adaptive;
  bool draft = live && !slice && !(run->values->adaptive == KDE_BALLOON && mercer_kde_edge_transforms ((MercerEdge) run->values->boundary));
  if (status == MERCER_OK && (!exact || draft))
    status = kde_run_binned (run);
  /* what binning changes shows once there is an exact one */
  if (status == MERCER_OK && draft && !(exact && run->values->show == KDE_SHOW_DIFFERENCE && run->values->against == KDE_AGAINST_BINNED))
    status = emit_binned (run);
  if (status == MERCER_OK && !exact && run->quick)
    {
      run->quick = false;
      status = kde_run_binned (run);
    }
  if (status == MERCER_OK && exact)
    {
      mercer_work_progress (run->work, 0.3, _("Summing kernels"));
      status = kde_run_exact (run);
    }
  if (status == MERCER_OK && run->values->show == KDE_SHOW_RULES)
    status = kde_run_criteria_in_use (run);
  if (status == MERCER_OK)
    status = kde_run_rival (run, exact);
  if (status == MERCER_OK)
    status = kde_run_likelihood (run);
  if (status == MERCER_OK && !run->has_rules)
    status = kde_run_rules (run);
  return status == MERCER_OK ? kde_run_at (run) : status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  KdeRun run;
  MercerStatus status = kde_run_open (&run, job, values, recipe);
  if (status == MERCER_OK)
    status = kde_run_place (&run);
  if (status == MERCER_OK)
    status = estimate (&run);
  if (status == MERCER_OK && run.n > 0)
    status = kde_run_brush (&run);
  if (status == MERCER_OK)
    status = kde_run_brush_levels (&run);
  if (status == MERCER_OK && run.n > 0)
    kde_run_dots (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, kde_run_figure (&run, NULL));
  kde_run_close (&run);
  return status;
}

const MercerMethod mercer_method_kde = {
  .id = "kde",
  .room = MERCER_ROOM_DENSITY,
  .title = N_("Kernel density estimate"),
  .summary = N_("Where the data are dense: each point becomes a small bump, and the bandwidth says how wide"),
  .source = "Wand and Jones (1995), Kernel Smoothing, chapters 2 to 4; Silverman (1986), Density Estimation, chapters 3 and 4",
  .values_size = sizeof (KdeValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_POSITIONS | MERCER_METHOD_BRUSH,
  .suggest = suggest,
  .by_hand = by_hand,
  .check = kde_check,
  .run = run_cb,
};
