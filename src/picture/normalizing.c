/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "empty-ground.h"
#include "start-kernel.h"

const MercerChoice mercer_normalizing_optimizers[] = { { "adam", N_("Adam") }, { "l-bfgs", N_("L-BFGS") }, { NULL } };

const MercerRole mercer_normalizing_roles[] = {
  { "x", N_("Columns"), N_("The columns whose density is learned"), true, 1, 0, NULL, 2 },
  { "along", N_("Drawn along"), N_("Two of the columns; the others stand at the positions of their sliders"), true, 0, 2, "x", 0 },
  { NULL }
};

/* --- Refusals and starts ------------------------------------------------------------------------------ */

/* The median distance of points all over the ground, before there are any that could say it: 0.512 of the side of a square. */
MercerRecipe *
mercer_normalizing_suggest (MercerRecipe *recipe)
{
  static const double median = 0.512;
  double low, high;
  if (!mercer_dataset_ground (mercer_recipe_dataset (recipe), &low, &high)
      || mercer_inputs_count (recipe, NULL) >= MERCER_NORMALIZING_LEAST_ROWS)
    return mercer_start_with_rbf (recipe);
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *text
      = g_strdup_printf ("RBF(lengthscale=%s)", mercer_number_print (mercer_start_rounded (median * (high - low)), number));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return mercer_recipe_with_kernel (recipe, kernel);
}

static char *
refuse_at (MercerDataset *at, const char *name)
{
  int c = mercer_dataset_find (at, name);
  if (c < 0)
    return g_strdup_printf (_("The points to evaluate at have no column “%s”. Name it as in the data."), name);
  const MercerColumn *column = mercer_dataset_column (at, (size_t) c);
  return column->kind == MERCER_COLUMN_NUMERIC && column->n_missing == 0
             ? NULL
             : g_strdup_printf (_("Column “%s” of the points to evaluate at must hold a number in each row."), name);
}

static char *
refuse_kernel (const MercerRecipe *recipe)
{
  if (mercer_kernel_flags (mercer_recipe_kernel (recipe)) & (MERCER_KERNEL_NONNEGATIVE_INPUT | MERCER_KERNEL_CATEGORICAL))
    return g_strdup (_("Points move about while a flow is trained, so its kernel must be defined for all numbers. Use RBF, Matern or "
                       "RationalQuadratic."));
  return NULL;
}

char *
mercer_normalizing_refuse (const MercerRecipe *recipe)
{
  MercerDataset *at = mercer_recipe_at (recipe);
  char *refusal = refuse_kernel (recipe);
  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL && refusal == NULL && at != NULL; name++)
    refusal = refuse_at (at, *name);
  return refusal;
}

/* --- Opening -------------------------------------------------------------------------------------------- */

static void
note_moment (MercerNormalizing *run)
{
  MercerNormalizingMoment moment
      = { (double) run->training.evaluations, run->training.train_nll, run->training.held_nll };
  g_array_append_val (run->moments, moment);
}

MercerStatus
mercer_normalizing_measure_gaussian (MercerNormalizing *run)
{
  MercerStatus status
      = mercer_coupling_gaussian_nll (run->train, run->held.rows > 0 ? run->held : run->train, &run->gaussian, run->work);
  run->gaussian_judged = run->gaussian;
  if (status == MERCER_OK && run->judge.rows > 0)
    status = mercer_coupling_gaussian_nll (run->train, run->judge, &run->gaussian_judged, run->work);
  return status;
}

static MercerStatus
open_run (MercerNormalizing *run)
{
  run->moments = g_array_new (FALSE, FALSE, sizeof (MercerNormalizingMoment));
  run->kernel = mercer_normalizing_kernel (run->recipe, &run->form, NULL);
  MercerStatus status = run->kernel != NULL ? mercer_normalizing_rows_open (run) : MERCER_BAD_INPUT;
  if (status == MERCER_OK)
    status = mercer_normalizing_open_chain (run, run->kernel, &run->chain, run->work);
  run->chain.penalty = run->values->penalty;
  if (status == MERCER_OK)
    status = mercer_training_open (&run->training, &run->chain, run->train, run->held, (MercerTrainBy) run->values->by, run->work);
  mercer_normalizing_take_values (run);
  if (status == MERCER_OK)
    status = mercer_normalizing_measure_gaussian (run);
  if (status == MERCER_OK)
    note_moment (run);
  return status;
}

static void
close_run (MercerNormalizing *run)
{
  mercer_inputs_close (&run->in);
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  g_clear_pointer (&run->recipe, mercer_recipe_unref);
  g_clear_pointer (&run->moments, g_array_unref);
  g_clear_pointer (&run->memory, mercer_work_free);
  g_clear_pointer (&run->missing, g_free);
}

/* --- The film --------------------------------------------------------------------------------------------- */

static MercerStatus
emit (MercerNormalizing *run, MercerEmit kind)
{
  MercerMark mark = mercer_work_mark (run->work);
  run->final = kind == MERCER_EMIT_FINAL;
  MercerStatus status = mercer_normalizing_look (run);
  if (status == MERCER_OK)
    mercer_job_emit (run->job, kind, mercer_normalizing_figure (run));
  mercer_work_release (run->work, mark);
  return status;
}

/* The likelihood of the rows that nothing has looked at. */
static MercerStatus
judge (MercerNormalizing *run)
{
  double loss;
  return run->judge.rows > 0
             ? mercer_coupling_loss (&run->chain, run->chain.theta, run->judge, &loss, &run->judged, NULL, run->work)
             : MERCER_OK;
}

/* Until there is nothing to gain, or for so many steps. */
static MercerStatus
train (MercerNormalizing *run)
{
  bool live = mercer_job_is_live (run->job);
  MercerNormalizingChange change;
  MercerStatus status = MERCER_OK;
  while (status == MERCER_OK && mercer_training_goes_on (&run->training)
         && run->training.stretches < run->begun + (size_t) run->values->steps)
    {
      status = mercer_work_wanted (run->work) ? mercer_normalizing_refresh (run, &change) : MERCER_STOPPED;
      if (status == MERCER_OK && change != MERCER_NORMALIZING_NONE && mercer_job_is_paused (run->job))
        {
          status = emit (run, MERCER_EMIT_FRAME); /* of the same step: what the change does at once */
          continue;
        }
      if (status == MERCER_OK)
        status = mercer_training_step (&run->training, run->work);
      if (status != MERCER_OK)
        break;
      note_moment (run);
      if (live)
        status = emit (run, MERCER_EMIT_FRAME);
      double part = (double) (run->training.stretches - run->begun) / (double) run->values->steps;
      mercer_work_progress (run->work, MIN (part, 1), _("Training"));
    }
  return status;
}

/* At its end the flow waits: a change of what it learns from lets it go on from there, one of the picture alone shows the end again. */
static MercerStatus
play (MercerNormalizing *run)
{
  MercerNormalizingChange change = MERCER_NORMALIZING_NONE;
  MercerStatus status = mercer_job_is_live (run->job) ? emit (run, MERCER_EMIT_FRAME) : MERCER_OK;
  do
    {
      if (change == MERCER_NORMALIZING_LEARNED)
        run->begun = run->training.stretches;
      if (status == MERCER_OK && (change == MERCER_NORMALIZING_LEARNED || run->training.stretches == 0))
        status = train (run);
      if (status == MERCER_OK)
        status = mercer_training_finish (&run->training, run->work);
      if (status == MERCER_OK)
        status = judge (run);
      if (status == MERCER_OK)
        status = emit (run, MERCER_EMIT_FINAL);
    }
  while (status == MERCER_OK && mercer_job_await (run->job) && (status = mercer_normalizing_refresh (run, &change)) == MERCER_OK);
  return status;
}

MercerStatus
mercer_normalizing_run (MercerJob *job, const MercerRecipe *recipe, MercerNormalizingFormFunc form_of)
{
  MercerNormalizing run = { .job = job, .work = mercer_job_work (job), .form_of = form_of };
  run.recipe = mercer_recipe_ref ((MercerRecipe *) recipe);
  run.values = mercer_recipe_values (recipe);
  run.form = form_of (run.values);
  MercerStatus status = open_run (&run);
  if (status == MERCER_OK)
    status = play (&run);
  if (status == MERCER_BAD_INPUT && run.missing != NULL)
    {
      mercer_job_emit (job, MERCER_EMIT_FINAL,
                       mercer_picture_empty_ground (_(mercer_recipe_method (run.recipe)->title), run.in.dataset, run.in.names, run.missing));
      status = MERCER_OK;
    }
  close_run (&run);
  return status;
}
