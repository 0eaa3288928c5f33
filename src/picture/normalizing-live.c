/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand changes of a flow while it is trained: values, kernel, shape, rows. */
#include "normalizing.h"

void
mercer_normalizing_take_values (MercerNormalizing *run)
{
  run->chain.penalty = run->values->penalty;
  run->training.rate = run->values->rate;
  run->training.patience = (size_t) run->values->patience;
  run->training.by = (MercerTrainBy) run->values->by;
}

MercerStatus
mercer_normalizing_open_chain (MercerNormalizing *run, MercerKernel *kernel, MercerCoupling *chain, MercerWork *memory)
{
  MercerCouplingBox box = { run->low_end, run->high_end, run->n_circles > 0 ? run->circle : NULL };
  return mercer_coupling_open (chain, kernel, run->form.bend, run->train, mercer_normalizing_bounded (run) ? &box : NULL,
                               (size_t) run->values->layers, (size_t) run->values->points, mercer_recipe_seed (run->recipe), memory);
}

/* Another kernel or shape: a new chain, whose functions are as near to those of the old one as it can write them. It has memory of its
 * own, that a slider which is drawn up and down does not fill the run's. */
static MercerStatus
take_chain (MercerNormalizing *run, MercerKernel *kernel)
{
  MercerWork *memory = mercer_work_new (mercer_work_memory_limit (run->work), NULL);
  MercerCoupling next;
  MercerStatus status = mercer_normalizing_open_chain (run, kernel, &next, memory);
  if (status == MERCER_OK)
    status = mercer_coupling_follow (&run->chain, &next, run->train, run->work);
  if (status != MERCER_OK)
    {
      mercer_work_free (memory);
      return status;
    }
  next.penalty = run->chain.penalty;
  run->chain = next;
  mercer_kernel_unref (run->kernel);
  run->kernel = mercer_kernel_ref (kernel);
  mercer_work_free (run->memory);
  run->memory = memory;
  return MERCER_OK;
}

typedef struct
{
  bool rows, kernel, shape, way, loss, frame;
} Changes;

static Changes
compare (const MercerNormalizing *run, MercerRecipe *next, const MercerNormalizingForm *form, MercerKernel *kernel)
{
  const MercerNormalizingValues *v = run->values, *w = mercer_recipe_values (next);
  const MercerBend *bend = &run->form.bend, *other = &form->bend;
  return (Changes){
    .rows = !mercer_hash_equal (mercer_dataset_hash (mercer_recipe_dataset (run->recipe)), mercer_dataset_hash (mercer_recipe_dataset (next))),
    .kernel = !mercer_hash_equal (mercer_kernel_hash (run->kernel), mercer_kernel_hash (kernel)),
    .shape = v->layers != w->layers || v->points != w->points || bend->bins != other->bins || bend->reach != other->reach,
    .way = v->by != w->by,
    .loss = v->penalty != w->penalty || v->rate != w->rate || v->patience != w->patience || v->steps != w->steps,
    .frame = v->undone != w->undone || !g_strv_equal (mercer_recipe_role (run->recipe, "along"), mercer_recipe_role (next, "along")),
  };
}

/* A chain that was opened over a few painted rows writes its functions by as few points; now there are rows for more. */
static bool
has_room (const MercerNormalizing *run)
{
  return run->chain.n_layers > 0 && run->chain.layer[0].n_kept > 0
         && run->chain.layer[0].points < MIN ((size_t) run->values->points, run->train.rows);
}

static void
take_recipe (MercerNormalizing *run, MercerRecipe *next, const MercerNormalizingForm *form)
{
  mercer_recipe_unref (run->recipe);
  run->recipe = mercer_recipe_ref (next);
  run->values = mercer_recipe_values (next);
  run->form = *form;
  run->in.names = mercer_recipe_role (next, "x");
  run->in.dataset = mercer_recipe_dataset (next);
  mercer_normalizing_take_values (run);
}

MercerStatus
mercer_normalizing_refresh (MercerNormalizing *run, MercerNormalizingChange *change)
{
  g_autoptr (MercerRecipe) next = mercer_job_refresh (run->job);
  *change = next != NULL ? MERCER_NORMALIZING_SEEN : MERCER_NORMALIZING_NONE;
  if (next == NULL)
    return MERCER_OK;
  g_autofree char *refusal = mercer_recipe_check (next);
  MercerNormalizingForm form = run->form_of (mercer_recipe_values (next));
  g_autoptr (MercerKernel) kernel = refusal == NULL ? mercer_normalizing_kernel (next, &form, NULL) : NULL;
  run->refused = kernel == NULL;
  if (run->refused)
    return MERCER_OK;
  Changes other = compare (run, next, &form, kernel);
  take_recipe (run, next, &form);
  MercerStatus status = other.rows ? mercer_normalizing_rows_follow (run) : MERCER_OK;
  if (status == MERCER_OK && other.rows)
    status = mercer_normalizing_measure_gaussian (run);
  bool chain = other.kernel || other.shape || (other.rows && has_room (run));
  if (status == MERCER_OK && chain)
    status = take_chain (run, kernel);
  if (chain || other.rows || other.way || other.loss)
    *change = MERCER_NORMALIZING_LEARNED;
  if (status == MERCER_OK && other.frame)
    mercer_normalizing_frame (run);
  if (status == MERCER_OK && chain)
    status = mercer_training_reshape (&run->training, run->train, run->held, run->memory, run->work);
  else if (status == MERCER_OK && (other.rows || other.way))
    status = mercer_training_renew (&run->training, run->train, run->held, run->work);
  else if (status == MERCER_OK && other.loss)
    mercer_training_encourage (&run->training);
  return status;
}
