/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "start-kernel.h"

const MercerChoice mercer_normalizing_optimizers[] = { { "adam", N_("Adam") }, { "l-bfgs", N_("L-BFGS") }, { NULL } };

const MercerRole mercer_normalizing_roles[] = {
  { "x", N_("Columns"), N_("The columns whose density is learned"), true, 1, 0, NULL, 0 },
  { "along", N_("Drawn along"), N_("Two of the columns; the others stand at the positions of their sliders"), true, 0, 2, "x", 0 },
  { NULL }
};

/* --- Refusals and starts ------------------------------------------------------------------------------ */

MercerRecipe *
mercer_normalizing_suggest (MercerRecipe *recipe)
{
  return mercer_start_with_rbf (recipe);
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
  MercerDataset *dataset = mercer_recipe_dataset (recipe), *at = mercer_recipe_at (recipe);
  char *refusal = refuse_kernel (recipe);
  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL && refusal == NULL; name++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, *name));
      if (column->n - column->n_missing < MERCER_NORMALIZING_LEAST_ROWS)
        refusal = g_strdup_printf (_("A flow needs at least %d rows with a number in each column; column “%s” has fewer. Add rows or "
                                     "choose other columns."),
                                   MERCER_NORMALIZING_LEAST_ROWS, *name);
      else if (!(column->max > column->min))
        refusal = g_strdup_printf (_("Every value of column “%s” is the same, and then there is no density. Choose other columns."),
                                   *name);
      else if (at != NULL)
        refusal = refuse_at (at, *name);
    }
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

/* What a plain Gaussian makes of the rows that choose, and of those that judge. */
static MercerStatus
measure_gaussian (MercerNormalizing *run)
{
  MercerStatus status
      = mercer_coupling_gaussian_nll (run->train, run->held.rows > 0 ? run->held : run->train, &run->gaussian, run->work);
  run->gaussian_judged = run->gaussian;
  if (status == MERCER_OK && run->judge.rows > 0)
    status = mercer_coupling_gaussian_nll (run->train, run->judge, &run->gaussian_judged, run->work);
  return status;
}

static void
take_values (MercerNormalizing *run)
{
  run->chain.penalty = run->values->penalty;
  run->training.rate = run->values->rate;
  run->training.patience = (size_t) run->values->patience;
}

static MercerStatus
open_run (MercerNormalizing *run)
{
  run->moments = g_array_new (FALSE, FALSE, sizeof (MercerNormalizingMoment));
  run->kernel = mercer_normalizing_kernel (run->recipe, run->form, NULL);
  MercerStatus status = run->kernel != NULL ? mercer_normalizing_rows_open (run) : MERCER_BAD_INPUT;
  MercerCouplingBox box = { run->low_end, run->high_end, run->n_circles > 0 ? run->circle : NULL };
  if (status == MERCER_OK)
    status = mercer_coupling_open (&run->chain, run->kernel, run->form->bend, run->train, mercer_normalizing_bounded (run) ? &box : NULL,
                                   (size_t) run->values->layers, (size_t) run->values->points, mercer_recipe_seed (run->recipe), run->work);
  run->chain.penalty = run->values->penalty;
  if (status == MERCER_OK)
    status = mercer_training_open (&run->training, &run->chain, run->train, run->held, (MercerTrainBy) run->values->by, run->work);
  take_values (run);
  if (status == MERCER_OK)
    status = measure_gaussian (run);
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

/* Another kernel: the functions of the chain stay as near to what they are as it can write them. */
static MercerStatus
take_kernel (MercerNormalizing *run, MercerKernel *kernel)
{
  size_t bytes = run->chain.parameters * sizeof (double);
  MercerMark mark = mercer_work_mark (run->work);
  double *theta = mercer_work_doubles (run->work, run->chain.parameters + 1);
  if (theta == NULL)
    return MERCER_OUT_OF_MEMORY;
  memcpy (theta, run->chain.theta, bytes);
  MercerStatus status = mercer_coupling_translate (&run->chain, kernel, run->train, theta, run->work);
  memcpy (run->chain.theta, theta, bytes);
  mercer_work_release (run->work, mark);
  mercer_kernel_unref (run->kernel);
  run->kernel = mercer_kernel_ref (kernel);
  run->chain.kernel = run->kernel;
  return status == MERCER_NOT_POSITIVE_DEFINITE ? MERCER_OK : status; /* then it learns anew from what it has */
}

/* Takes over what a hand has changed since the last step. What cannot run is left, and said. */
static MercerStatus
refresh (MercerNormalizing *run)
{
  g_autoptr (MercerRecipe) next = mercer_job_refresh (run->job);
  if (next == NULL)
    return MERCER_OK;
  g_autofree char *refusal = mercer_recipe_check (next);
  g_autoptr (MercerKernel) kernel = refusal == NULL ? mercer_normalizing_kernel (next, run->form, NULL) : NULL;
  run->refused = kernel == NULL;
  if (run->refused)
    return MERCER_OK;
  bool other_rows
      = !mercer_hash_equal (mercer_dataset_hash (mercer_recipe_dataset (run->recipe)), mercer_dataset_hash (mercer_recipe_dataset (next)));
  bool other_kernel = !mercer_hash_equal (mercer_kernel_hash (run->kernel), mercer_kernel_hash (kernel));
  mercer_recipe_unref (run->recipe);
  run->recipe = mercer_recipe_ref (next);
  run->values = mercer_recipe_values (next);
  run->in.names = mercer_recipe_role (next, "x");
  run->in.dataset = mercer_recipe_dataset (next);
  take_values (run);
  MercerStatus status = other_kernel ? take_kernel (run, kernel) : MERCER_OK;
  if (status == MERCER_OK && other_rows)
    status = mercer_normalizing_rows_follow (run);
  if (status == MERCER_OK && other_rows)
    status = measure_gaussian (run);
  return status == MERCER_OK && (other_rows || other_kernel) ? mercer_training_renew (&run->training, run->train, run->held, run->work)
                                                            : status;
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

static MercerStatus
play (MercerNormalizing *run)
{
  bool live = mercer_job_is_live (run->job);
  MercerStatus status = live ? emit (run, MERCER_EMIT_FRAME) : MERCER_OK;
  while (status == MERCER_OK && mercer_training_goes_on (&run->training) && run->training.stretches < (size_t) run->values->steps)
    {
      status = refresh (run);
      if (status == MERCER_OK)
        status = mercer_work_wanted (run->work) ? mercer_training_step (&run->training, run->work) : MERCER_STOPPED;
      if (status != MERCER_OK)
        break;
      note_moment (run);
      if (live)
        status = emit (run, MERCER_EMIT_FRAME);
      mercer_work_progress (run->work, (double) run->training.stretches / (double) run->values->steps, _("Training"));
    }
  if (status == MERCER_OK)
    status = mercer_training_finish (&run->training, run->work);
  if (status == MERCER_OK)
    status = judge (run);
  return status == MERCER_OK ? emit (run, MERCER_EMIT_FINAL) : status;
}

MercerStatus
mercer_normalizing_run (MercerJob *job, const void *values, const MercerRecipe *recipe, const MercerNormalizingForm *form)
{
  MercerNormalizing run = { .job = job, .work = mercer_job_work (job), .values = values, .form = form };
  run.recipe = mercer_recipe_ref ((MercerRecipe *) recipe);
  MercerStatus status = open_run (&run);
  if (status == MERCER_OK)
    status = play (&run);
  close_run (&run);
  return status;
}
