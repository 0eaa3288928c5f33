/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dual-kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "definite.h"
#include "dots.h"
#include "new-points.h"
#include "thread.h"

static const MercerChoice losses[] = { { "square", N_("Square") }, { "huber", N_("Huber (robust)") },
                                       { "insensitive", N_("Insensitive (sparse)") }, { NULL } };
static const MercerChoice shows[] = { { "points", N_("Projection") }, { "descent", N_("Descent") }, { NULL } };
static const MercerChoice ways[] = { { "span", N_("Span of steps") }, { "dca", N_("DCA") }, { "lbfgs", N_("L-BFGS") }, { NULL } };

#define COMPONENT(member, name, title, hint, start, flags)                                                                     \
  { name, MERCER_PARAM_INT, offsetof (DualValues, member), title, "", hint, start, 1, DUAL_MOST_COMPONENTS, 1, 10, flags, NULL }

static const MercerParam params[] = {
  MERCER_CHOICE (DualValues, loss, "loss", N_("Loss"),
                 N_("What a point counts: the square of its score, as in kernel PCA; no more than in proportion beyond the threshold "
                    "(Huber); or nothing below it (insensitive)"),
                 MERCER_DUAL_HUBER, losses, 0),
  MERCER_REAL (DualValues, threshold, "threshold", N_("Threshold"), "",
               N_("Where the loss bends, in units of a point's median distance to the mean in feature space: less makes Huber's loss "
                  "more robust, more leaves the insensitive one fewer points"),
               0.7, 1e-4, 1e4, 0.02, 2, MERCER_LOG),
  COMPONENT (components, "components", N_("Components"), N_("How many directions are found, all at once"), 2, 0),
  COMPONENT (horizontal, "horizontal", N_("Horizontal"), N_("The component along the picture's width"), 1, MERCER_VIEW),
  COMPONENT (vertical, "vertical", N_("Vertical"), N_("The component along the picture's height"), 2, MERCER_VIEW),
  MERCER_CHOICE (DualValues, show, "show", N_("Show"), N_("Where the points fall and what they count, or how the value rises step by step"),
                 DUAL_SHOW_POINTS, shows, 0),
  MERCER_BOOL (DualValues, center, "center", N_("Centred"), N_("Subtract the mean in feature space first"), 1, 0),
  MERCER_INT (DualValues, landmarks, "landmarks", N_("Landmarks"), "",
              N_("For many rows: the span of so many points stands for all of them; 0 is exact"), 0, 0, 2000, 0),
  MERCER_CHOICE (DualValues, way, "way", N_("Descent by"),
                 N_("The best of the span of the last steps; the plain algorithm for differences of convex functions; or quasi-Newton, "
                    "for the square loss"),
                 MERCER_DUAL_SPAN, ways, MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are projected; categories too, with a kernel that looks at those"), false, 1, 0, NULL, 0, NULL,
    true },
  { "colour", N_("Colour"), N_("The column that colours the points; without one, their weights do"), false, 0, 1, NULL, 0,
    N_("Weights") },
  { NULL }
};

/* --- What is computed --------------------------------------------------------------------------------------------------- */

static MercerStatus
run_open (DualRun *run, MercerJob *job, const DualValues *values, const MercerRecipe *recipe)
{
  *run = (DualRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (run->kernel == NULL || !mercer_inputs_open (&run->in, recipe, NULL) || run->in.n < 2)
    return MERCER_BAD_INPUT;
  run->problem = (MercerDualProblem){ .of = { .x = run->in.x, .kernel = run->kernel, .centred = values->center,
                                              .components = (size_t) values->components, .rows = run->in.ids,
                                              .landmarks = (size_t) values->landmarks, .seed = mercer_recipe_seed (recipe),
                                              .thread = mercer_picture_thread (&run->in, "dual-kernel-pca", 0) },
                                      .loss = (MercerDualLoss) values->loss, .way = (MercerDualWay) values->way,
                                      .threshold = values->threshold };
  return MERCER_OK;
}

static void
run_close (DualRun *run)
{
  g_clear_pointer (&run->dual, mercer_dual_projection_free);
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

static MercerStatus
compute_at (DualRun *run)
{
  MercerDataset *at = mercer_recipe_at (run->recipe);
  size_t m = mercer_dataset_rows (at);
  run->at = mercer_work_matrix (run->work, m, run->in.d);
  run->at_scores = mercer_work_matrix (run->work, m, run->dual->projection->k);
  if (run->at.data == NULL || run->at_scores.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_new_points_fill (run->recipe, run->at);
  return mercer_projection_apply (run->dual->projection, run->kernel, run->at, run->at_scores, NULL, run->work);
}

/* Scores, errors and weights of all rows from directions found on some. */
static MercerStatus
apply_to_all (DualRun *run)
{
  size_t n = run->in.n, k = run->dual->projection->k;
  run->scores = mercer_work_matrix (run->work, n, k);
  run->weights = mercer_work_doubles (run->work, n);
  run->error = mercer_work_doubles (run->work, n);
  if (run->scores.data == NULL || run->weights == NULL || run->error == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status
      = mercer_projection_apply (run->dual->projection, run->kernel, run->in.x, run->scores, run->error, run->work);
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    {
      double length = 0;
      for (size_t j = 0; j < k; j++)
        length = hypot (length, *mercer_matrix_at (run->scores, i, j));
      run->weights[i] = mercer_dual_loss_weight (run->problem.loss, length, run->dual->threshold);
    }
  return status;
}

static MercerStatus
compute (DualRun *run, const MercerDualProblem *problem)
{
  g_clear_pointer (&run->dual, mercer_dual_projection_free);
  MercerStatus status = mercer_dual_projection (problem, &run->dual, run->work);
  if (status != MERCER_OK)
    return status;
  if (problem->of.x.rows < run->in.n)
    return apply_to_all (run);
  run->scores = run->dual->projection->scores;
  run->weights = run->dual->weights;
  run->error = run->dual->projection->error;
  return mercer_recipe_at (run->recipe) != NULL ? compute_at (run) : MERCER_OK;
}

/* What is drawn of the scores, in a panel a little turned from the last figure. */
static MercerStatus
show (DualRun *run)
{
  const size_t along[2] = { dual_component (run, run->values->horizontal), dual_component (run, run->values->vertical) };
  MercerStatus status = mercer_turn_take (&run->turn, run->job, run->scores, along, 2,
                                          mercer_picture_thread (&run->in, "dual-kernel-pca-drawn", 0), run->in.ids);
  if (status == MERCER_OK && run->at.data != NULL && run->at.rows > 0)
    status = mercer_turn_apply (&run->turn, run->job, run->at_scores, &run->at_shown);
  return status;
}

/* --- The order of events ------------------------------------------------------------------------------------------------- */

/* Up to so many rows are exact within a glance. A draft finds the directions on so many of them, evenly taken. */
enum { GLANCE_ROWS = 700, DRAFT_ROWS = 200, DRAFT_STEPS = 12 };

static MercerStatus
emit_draft (DualRun *run)
{
  size_t n = run->in.n, m = DRAFT_ROWS;
  MercerMatrix some = mercer_work_matrix (run->work, m, run->in.d);
  uint64_t *ids = mercer_work_alloc (run->work, m, sizeof *ids);
  if (some.data == NULL || ids == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < m; i++)
    ids[i] = run->in.ids[i * n / m];
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (some, i, c) = *mercer_matrix_at (run->in.x, i * n / m, c);
  MercerDualProblem rough = run->problem;
  rough.of.x = some;
  rough.of.rows = ids;
  rough.of.landmarks = 0;
  rough.of.passing = true;
  rough.most_steps = DRAFT_STEPS;
  rough.tolerance = 1e-3;
  MercerStatus status = compute (run, &rough);
  if (status == MERCER_OK)
    status = show (run);
  if (status != MERCER_OK)
    return status == MERCER_STOPPED ? status : MERCER_OK; /* the exact one may still work */
  g_autofree char *what = g_strdup_printf (_("Draft from %d of the rows"), DRAFT_ROWS);
  mercer_job_emit (run->job, MERCER_EMIT_DRAFT, dual_run_figure (run, what));
  return MERCER_OK;
}

/* To the components themselves, with figures on the way. */
static MercerStatus
turn (DualRun *run)
{
  MercerStatus status = show (run);
  while (status == MERCER_OK && run->turn.turning)
    {
      mercer_job_emit (run->job, MERCER_EMIT_DRAFT, dual_run_figure (run, mercer_turn_draft ()));
      status = mercer_turn_rest (run->job);
      if (status == MERCER_OK)
        status = show (run);
    }
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  DualRun run;
  MercerStatus status = run_open (&run, job, values, recipe);
  if (status == MERCER_OK && mercer_job_is_live (job) && run.in.n > GLANCE_ROWS)
    status = emit_draft (&run);
  if (status == MERCER_OK)
    {
      mercer_work_progress (run.work, 0.1, _("Descending"));
      status = compute (&run, &run.problem);
    }
  if (status == MERCER_OK)
    status = turn (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, dual_run_figure (&run, NULL));
  run_close (&run);
  return status;
}

/* --- What cannot run --------------------------------------------------------------------------------------------------- */

/* Scores are lengths in feature space, which only a positive definite K' has; centring makes it so where the kernel is positive definite
 * against weights that sum to zero. */
static char *
check_definite (const MercerRecipe *recipe, const DualValues *values)
{
  g_autoptr (MercerKernel) bound = mercer_recipe_bind_kernel (recipe, NULL);
  if (bound == NULL || mercer_kernel_conditional_order (bound) <= (values->center ? 1 : 0))
    return NULL;
  return mercer_kernel_check_definite (bound);
}

static char *
check (const MercerRecipe *recipe)
{
  const DualValues *values = mercer_recipe_values (recipe);
  char *refused = mercer_new_points_check (recipe);
  if (refused == NULL)
    refused = check_definite (recipe, values);
  return refused == NULL ? mercer_picture_check_landmarks (recipe, (size_t) values->landmarks) : refused;
}

/* --- The start ---------------------------------------------------------------------------------------------------------- */

/* Beyond so many rows all kernel values take seconds, and landmarks are the better start. */
enum { MANY_ROWS = 5000, START_LANDMARKS = 400 };

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  bool many = mercer_dataset_rows (mercer_recipe_dataset (recipe)) > MANY_ROWS;
  g_autoptr (MercerRecipe) sized = mercer_recipe_with_value (recipe, "landmarks", many ? START_LANDMARKS : 0);
  return mercer_start_with_rbf (sized);
}

const MercerMethod mercer_method_dual_kernel_pca = {
  .id = "dual-kernel-pca",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Robust and sparse kernel PCA"),
  .summary = N_("Principal components that far points do not bend, or that few points carry, with what each point counts"),
  .source = "Tonin, Lambert, Patrinos and Suykens (2023), Extending kernel PCA through dualization: sparsity, robustness and fast "
            "algorithms; steps in a span: Knyazev (2001)",
  .values_size = sizeof (DualValues),
  .params = params,
  .roles = roles,
  .at = &mercer_new_points_role,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM,
  .suggest = suggest,
  .least_rows = 2,
  .check = check,
  .run = run_cb,
};
