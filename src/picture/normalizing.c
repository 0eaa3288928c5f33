/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "random.h"
#include "start-kernel.h"

enum { MOST_ROWS = 2000, LEAST_ROWS = 4, STREAM_HELD = 0x6e6601 };

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
      if (column->n - column->n_missing < LEAST_ROWS)
        refusal = g_strdup_printf (_("A flow needs at least %d rows with a number in each column; column “%s” has fewer. Add rows or "
                                     "choose other columns."),
                                   LEAST_ROWS, *name);
      else if (!(column->max > column->min))
        refusal = g_strdup_printf (_("Every value of column “%s” is the same, and then there is no density. Choose other columns."),
                                   *name);
      else if (at != NULL)
        refusal = refuse_at (at, *name);
    }
  return refusal;
}

/* --- Opening -------------------------------------------------------------------------------------------- */

/* Which rows are held out: drawn by the seed. At least two are left to train on. */
static MercerStatus
split (MercerNormalizing *run)
{
  size_t n = run->in.n, d = run->in.d, held = MIN ((size_t) (run->values->held * (double) n), n - 2), at[2] = { 0, 0 };
  size_t *order = mercer_work_alloc (run->work, n, sizeof *order);
  run->is_held = mercer_work_alloc (run->work, n, sizeof *run->is_held);
  run->train = mercer_work_matrix (run->work, n - held, d);
  run->held = mercer_work_matrix (run->work, MAX (held, 1), d);
  if (order == NULL || run->is_held == NULL || run->train.data == NULL || run->held.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_permutation (mercer_recipe_seed (run->recipe), STREAM_HELD, n, order);
  for (size_t i = 0; i < n; i++)
    run->is_held[order[i]] = i < held;
  for (size_t i = 0; i < n; i++)
    {
      MercerMatrix to = run->is_held[i] ? run->held : run->train;
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (to, at[run->is_held[i]], c) = *mercer_matrix_at (run->in.x, i, c);
      at[run->is_held[i]]++;
    }
  run->held.rows = held;
  return MERCER_OK;
}

static void
choose_along (MercerNormalizing *run)
{
  const char *const *along = mercer_recipe_role (run->recipe, "along");
  size_t n = 0;
  run->dims = MIN (run->in.d, 2);
  for (; *along != NULL && n < run->dims; along++)
    for (size_t c = 0; c < run->in.d; c++)
      if (g_str_equal (*along, run->in.names[c]))
        run->along[n++] = c;
  for (size_t c = 0; c < run->in.d && n < run->dims; c++)
    if (n == 0 || run->along[0] != c)
      run->along[n++] = c;
}

/* The range of a column, and so much of it more at both ends. */
static void
widened (MercerMatrix x, size_t column, double margin, double *low, double *high)
{
  const double *at = mercer_matrix_column (x, column);
  *low = HUGE_VAL;
  *high = -HUGE_VAL;
  for (size_t i = 0; i < x.rows; i++)
    {
      *low = MIN (*low, at[i]);
      *high = MAX (*high, at[i]);
    }
  double wide = *high > *low ? *high - *low : 1;
  *low -= margin * wide;
  *high += margin * wide;
}

/* What is drawn: the box, or some more than the rows. */
static MercerStatus
frame (MercerNormalizing *run, bool bounded, double margin)
{
  static const double around = 0.15;
  size_t d = run->in.d;
  run->box = bounded ? mercer_work_doubles (run->work, 2 * d) : NULL;
  if (bounded && run->box == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d && bounded; c++)
    widened (run->in.x, c, margin, &run->box[c], &run->box[d + c]);
  for (size_t a = 0; a < run->dims; a++)
    widened (run->in.x, run->along[a], bounded ? margin : around, &run->low[a], &run->high[a]);
  return MERCER_OK;
}

static void
note_moment (MercerNormalizing *run)
{
  MercerNormalizingMoment moment
      = { (double) run->training.evaluations, run->training.train_nll, run->training.held_nll };
  g_array_append_val (run->moments, moment);
}

static MercerStatus
open_run (MercerNormalizing *run, MercerBend bend, double margin)
{
  run->moments = g_array_new (FALSE, FALSE, sizeof (MercerNormalizingMoment));
  run->kernel = mercer_recipe_bind_kernel (run->recipe, NULL);
  if (!mercer_inputs_open (&run->in, run->recipe, NULL) || run->kernel == NULL || run->in.n < LEAST_ROWS)
    return MERCER_BAD_INPUT;
  mercer_inputs_sort (&run->in);
  run->total = run->in.n;
  mercer_inputs_thin (&run->in, MOST_ROWS);
  choose_along (run);
  MercerStatus status = frame (run, bend.bounded, margin);
  if (status == MERCER_OK)
    status = split (run);
  MercerCouplingBox box = { run->box, run->box != NULL ? run->box + run->in.d : NULL, NULL };
  if (status == MERCER_OK)
    status = mercer_coupling_open (&run->chain, run->kernel, bend, run->train, run->box != NULL ? &box : NULL, (size_t) run->values->layers,
                                   (size_t) run->values->points, mercer_recipe_seed (run->recipe), run->work);
  run->chain.penalty = run->values->penalty;
  if (status == MERCER_OK)
    status = mercer_training_open (&run->training, &run->chain, run->train, run->held, (MercerTrainBy) run->values->by, run->work);
  run->training.rate = run->values->rate;
  run->training.patience = (size_t) run->values->patience;
  if (status == MERCER_OK)
    status = mercer_coupling_gaussian_nll (run->train, run->held.rows > 0 ? run->held : run->train, &run->gaussian, run->work);
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

static void
refresh (MercerNormalizing *run)
{
  MercerRecipe *next = mercer_job_refresh (run->job);
  if (next == NULL)
    return;
  mercer_recipe_unref (run->recipe);
  run->recipe = next;
  run->values = mercer_recipe_values (next);
  run->in.names = mercer_recipe_role (next, "x");
  run->in.dataset = mercer_recipe_dataset (next);
  run->chain.penalty = run->values->penalty;
  run->training.rate = run->values->rate;
}

static MercerStatus
play (MercerNormalizing *run)
{
  bool live = mercer_job_is_live (run->job);
  MercerStatus status = live ? emit (run, MERCER_EMIT_FRAME) : MERCER_OK;
  while (status == MERCER_OK && mercer_training_goes_on (&run->training) && run->training.stretches < (size_t) run->values->steps)
    {
      refresh (run);
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
  return status == MERCER_OK ? emit (run, MERCER_EMIT_FINAL) : status;
}

MercerStatus
mercer_normalizing_run (MercerJob *job, const void *values, const MercerRecipe *recipe, MercerBend bend, double margin)
{
  MercerNormalizing run = { .job = job, .work = mercer_job_work (job), .values = values };
  run.recipe = mercer_recipe_ref ((MercerRecipe *) recipe);
  MercerStatus status = open_run (&run, bend, margin);
  if (status == MERCER_OK)
    status = play (&run);
  close_run (&run);
  return status;
}
