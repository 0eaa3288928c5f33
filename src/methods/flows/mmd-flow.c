/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd-flow.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* So many times as far from the target as it is wide, or as the start is away, a particle is lost; more rows than this
 * take seconds for each step. */
static const double lost = 1e3;
enum { MOST_START_ROWS = 20000 };

static const MercerChoice starts[] = {
  { "gaussian", N_("Small cloud") }, { "ring", N_("Ring") }, { "grid", N_("Grid") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_REAL (MmdFlowValues, step, "step", N_("Step"), "x",
               N_("How far the particles go at each step; too far and they overshoot"), 0.3, 0, 1e15, 1e-3, 10,
               MERCER_LOG | MERCER_LIVE),
  MERCER_REAL (MmdFlowValues, momentum, "momentum", N_("Momentum"), "",
               N_("Share of the last velocity that stays: carries particles on through flat country"), 0, 0, 0.99, 0, 0.99,
               MERCER_LINEAR | MERCER_LIVE),
  MERCER_REAL (MmdFlowValues, noise, "noise", N_("Noise"), "x",
               N_("The gradient is felt this far around each particle, which frees those that are stuck"), 0, 0, 1e15, 0, 1,
               MERCER_LINEAR | MERCER_LIVE),
  MERCER_BOOL (MmdFlowValues, adaptive, "adaptive", N_("Halve the step where it would overshoot"),
               N_("The discrepancy then never rises; without effect while there is noise"), 1, MERCER_LIVE),
  { "particles", MERCER_PARAM_INT, offsetof (MmdFlowValues, particles), N_("Particles"), "",
    N_("How many there are; the work grows with their square"), 300, 1, 2000, 10, 1000, MERCER_LOG, NULL },
  MERCER_CHOICE (MmdFlowValues, start, "start", N_("Start"), N_("Where the particles are at first, unless a table says it"),
                 MMD_FLOW_GAUSSIAN, starts, 0),
  { "steps", MERCER_PARAM_INT, offsetof (MmdFlowValues, steps), N_("Steps"), "", N_("The film ends here at the latest"), 300, 1,
    10000, 10, 2000, MERCER_LOG, NULL },
  MERCER_BOOL (MmdFlowValues, arrows, "arrows", N_("Velocity arrows"), N_("Draws where each particle is heading"), 0,
               MERCER_LIVE | MERCER_VIEW),
  MERCER_INT (MmdFlowValues, every, "every", N_("Steps between frames"), "", N_("More make a shorter film"), 1, 1, 100,
              MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("The columns of the target; particles have the same ones"), true, 1, 0, NULL, 2 }, { NULL }
};

static const MercerTableRole tables[] = {
  { "start", N_("Start"), N_("A table whose rows are the particles at the start") }, { NULL }
};

/* --- What cannot run -------------------------------------------------------------------------------- */

static bool
is_empty (MercerDataset *table, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      const MercerColumn *column = mercer_dataset_column (table, (size_t) mercer_dataset_find (table, *names));
      if (column->n == column->n_missing)
        return true;
    }
  return false;
}

static char *
check (const MercerRecipe *recipe)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  MercerDataset *start = mercer_recipe_table (recipe, "start");
  char *refusal = start != NULL ? mercer_points_refuse (start, names) : NULL;
  if (refusal != NULL)
    return refusal;
  if (mercer_recipe_kernel (recipe) == NULL)
    return g_strdup (_("A kernel is needed. Enter one, for example Riesz(r=1)."));
  if (is_empty (mercer_recipe_dataset (recipe), names))
    return g_strdup (_("The target has no rows with values in these columns, so there is nowhere to flow to. Add a row."));
  if (start != NULL && is_empty (start, names))
    return g_strdup (_("The table of the start has no rows with values in these columns. Add rows or choose another start."));
  if (start != NULL && mercer_dataset_rows (start) > MOST_START_ROWS)
    return g_strdup_printf (_("The start has %zu rows; at most %d particles can flow. Use a part of them."),
                            mercer_dataset_rows (start), MOST_START_ROWS);
  return NULL;
}

/* --- One run ---------------------------------------------------------------------------------------- */

static void
note_moment (MmdFlowRun *run, double step)
{
  double squares = 0;
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < run->flow.x.rows; i++)
      squares += pow (*mercer_matrix_at (run->flow.velocity, i, c), 2);
  MmdFlowMoment moment = { .objective = run->flow.terms.objective,
                           .repulsion = run->flow.terms.repulsion,
                           .attraction = run->flow.terms.attraction,
                           .step = step,
                           .speed = sqrt (squares / (double) run->flow.x.rows) };
  g_array_append_val (run->moments, moment);
  g_array_append_val (run->objectives, moment.objective);
}

static MercerStatus
open_run (MmdFlowRun *run)
{
  MercerMatrix start;
  run->names = mercer_recipe_role (run->recipe, "x");
  run->d = g_strv_length ((char **) run->names);
  run->kernel = mercer_recipe_bind_kernel (run->recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  mercer_points_open (&run->target, mercer_recipe_dataset (run->recipe), run->names);
  if (run->target.x.rows == 0)
    return MERCER_BAD_INPUT;
  MercerStatus status = mercer_cloud_open (run->target.x, &run->cloud, run->work);
  if (status != MERCER_OK)
    return status;
  run->spread = mercer_cloud_spread (&run->cloud, run->d) / sqrt ((double) run->d);
  if (!(run->spread > 0) || !isfinite (run->spread))
    run->spread = 1;
  status = mmd_flow_start (run, &start);
  if (status == MERCER_OK)
    status = mercer_flow_open (&run->flow, run->kernel, run->target.x, start, mercer_recipe_seed (run->recipe), run->work);
  run->reach = lost * run->spread;
  for (size_t c = 0; c < run->d && status == MERCER_OK; c++)
    for (size_t i = 0; i < start.rows; i++)
      run->reach = MAX (run->reach, lost * fabs (*mercer_matrix_at (start, i, c) - run->cloud.centre[c]));
  if (status == MERCER_OK)
    status = mmd_flow_prepare_picture (run);
  if (status == MERCER_OK)
    note_moment (run, 0);
  return status;
}

static void
close_run (MmdFlowRun *run)
{
  g_clear_pointer (&run->recipe, mercer_recipe_unref);
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_points_clear (&run->target);
  mercer_points_clear (&run->given);
  g_array_unref (run->moments);
  g_array_unref (run->objectives);
}

/* A kernel or a table changed while it plays: the particles stay where they are, the terms are found anew. */
static MercerStatus
take_over (MmdFlowRun *run, MercerRecipe *next)
{
  g_autofree char *refusal = mercer_recipe_check (next);
  MercerKernel *kernel = refusal == NULL ? mercer_recipe_bind_kernel (next, NULL) : NULL;
  run->refused = kernel == NULL;
  if (run->refused)
    {
      mercer_recipe_unref (next);
      return MERCER_OK;
    }
  MercerHash old = mercer_dataset_hash (mercer_recipe_dataset (run->recipe));
  bool other_data = !mercer_hash_equal (old, mercer_dataset_hash (mercer_recipe_dataset (next)));
  bool other_kernel = !mercer_hash_equal (mercer_kernel_hash (run->kernel), mercer_kernel_hash (kernel));
  mercer_kernel_unref (run->kernel);
  run->kernel = kernel;
  run->flow.kernel = kernel;
  mercer_recipe_unref (run->recipe);
  run->recipe = next;
  run->values = mercer_recipe_values (next);
  run->names = mercer_recipe_role (next, "x");
  if (other_data)
    {
      MercerPoints points;
      mercer_points_open (&points, mercer_recipe_dataset (next), run->names);
      run->refused = points.x.rows == 0;
      if (!run->refused)
        {
          mercer_points_clear (&run->target);
          run->target = points;
          run->flow.target = points.x;
        }
      else
        mercer_points_clear (&points);
    }
  g_array_set_size (run->objectives, 0);
  run->flow.shrink = 1;
  return other_data || other_kernel ? mercer_flow_refresh (&run->flow, run->work) : MERCER_OK;
}

static MercerStatus
emit (MmdFlowRun *run, MercerEmit kind)
{
  MercerFigure *figure;
  MercerStatus status = mmd_flow_figure (run, kind == MERCER_EMIT_FINAL, &figure);
  if (status == MERCER_OK)
    mercer_job_emit (run->job, kind, figure);
  return status;
}

static MercerStatus
one_step (MmdFlowRun *run)
{
  const MmdFlowValues *v = run->values;
  MercerFlowRule rule = { .step = v->step, .momentum = v->momentum, .noise = v->noise, .adaptive = v->adaptive };
  MercerStatus status = mercer_flow_step (&run->flow, &rule, run->work);
  if (status != MERCER_OK)
    return status;
  if (mercer_flow_is_lost (&run->flow, run->cloud.centre, run->reach))
    {
      mercer_flow_rewind (&run->flow);
      run->end = MERCER_FLOW_DIVERGED;
      return MERCER_OK;
    }
  note_moment (run, v->step * run->flow.shrink);
  if (!(v->noise > 0))
    run->end = mercer_flow_judge ((const double *) (void *) run->objectives->data, run->objectives->len);
  return MERCER_OK;
}

static MercerStatus
play (MmdFlowRun *run)
{
  bool live = mercer_job_is_live (run->job);
  size_t most = (size_t) run->values->steps, every = (size_t) run->values->every;
  MercerStatus status = live ? emit (run, MERCER_EMIT_FRAME) : MERCER_OK;
  while (status == MERCER_OK && run->end == MERCER_FLOW_GOES_ON && run->flow.steps < most)
    {
      MercerRecipe *next = mercer_job_refresh (run->job);
      if (next != NULL)
        status = take_over (run, next);
      bool framed = run->flow.steps % every == 0;
      if (framed)
        mmd_flow_trace (run);
      if (status == MERCER_OK)
        status = one_step (run);
      if (status != MERCER_OK)
        return status;
      if (live && run->flow.steps % every == 0)
        status = emit (run, MERCER_EMIT_FRAME);
      mercer_work_progress (run->work, (double) run->flow.steps / (double) most, _("Flowing"));
    }
  return status == MERCER_OK ? emit (run, MERCER_EMIT_FINAL) : status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MmdFlowRun run = { .job = job,
                     .work = mercer_job_work (job),
                     .recipe = mercer_recipe_ref ((MercerRecipe *) recipe),
                     .values = values,
                     .moments = g_array_new (FALSE, FALSE, sizeof (MmdFlowMoment)),
                     .objectives = g_array_new (FALSE, FALSE, sizeof (double)) };
  MercerStatus status = open_run (&run);
  if (status == MERCER_OK)
    status = play (&run);
  close_run (&run);
  return status;
}

const MercerMethod mercer_method_mmd_flow = {
  .id = "mmd-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("MMD gradient flow"),
  .summary = N_("Particles that move to look like the target: pulled by it, pushed apart by each other"),
  .source = "Arbel, Korba, Salim and Gretton (2019), Maximum mean discrepancy gradient flow, eq. (9) and (18); Hertrich, Wald, "
            "Altekrüger and Hagemann (2024) for Riesz kernels",
  .values_size = sizeof (MmdFlowValues),
  .params = params,
  .roles = roles,
  .tables = tables,
  .kernel = "Riesz(r=1)",
  .flags = MERCER_METHOD_FLOW | MERCER_METHOD_RANDOM | MERCER_METHOD_LIVE_KERNEL | MERCER_METHOD_LIVE_DATA,
  .suggest = mmd_flow_suggest,
  .check = check,
  .run = run_cb,
};
