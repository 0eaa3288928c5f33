/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stepwise-learning.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "follow.h"
#include "linalg.h"
#include "random.h"
#include "thread.h"

enum { STREAM_START = 0x73746570, STREAM_FIRST, STREAM_SECOND, SPARE_MODES = 24 };
static const double after = 1.25; /* the training goes on for a while after the last mode */
static const double patience = 300; /* modes whose eigenvalue is smaller than the first's over this are not waited for */

/* --- Rows --------------------------------------------------------------------------------------------------- */

MercerStatus
stepwise_run_open (StepwiseRun *run, MercerJob *job, const StepwiseValues *values, const MercerRecipe *recipe, size_t most_rows)
{
  *run = (StepwiseRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (!mercer_inputs_open (&run->in, recipe, NULL) || run->in.n < 2 || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  mercer_inputs_thin (&run->in, most_rows);
  run->p = MIN ((size_t) values->dims, 2 * run->in.n);
  run->eigen = mercer_work_matrix (run->work, STEPWISE_TIMES, run->p);
  run->theory = mercer_work_matrix (run->work, STEPWISE_TIMES, run->p);
  run->embedding = mercer_work_matrix (run->work, run->in.n, 2);
  return run->eigen.data != NULL && run->theory.data != NULL && run->embedding.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

void
stepwise_run_close (StepwiseRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

/* Each row twice, jittered. The jitter belongs to the row, wherever it stands in the table. */
static MercerMatrix
views_of (StepwiseRun *run)
{
  size_t n = run->in.n, d = run->in.d;
  uint64_t seed = mercer_recipe_seed (run->recipe);
  MercerMatrix views = mercer_work_matrix (run->work, 2 * n, d);
  for (size_t c = 0; c < d && views.data != NULL; c++)
    {
      double far = run->values->jitter * mercer_inputs_spread (&run->in, c);
      for (size_t i = 0; i < 2 * n; i++)
        {
          uint64_t index = run->in.ids[i % n] * d + c;
          *mercer_matrix_at (views, i, c) = *mercer_matrix_at (run->in.x, i % n, c)
                                            + far * mercer_random_normal (seed, i < n ? STREAM_FIRST : STREAM_SECOND, index);
        }
    }
  return views;
}

/* --- Training ----------------------------------------------------------------------------------------------- */

/* The clock ends when the last mode that is worth the wait has been learned. */
static void
set_clock (StepwiseRun *run)
{
  double last = 0;
  mercer_twins_start (run->w, run->first);
  for (size_t j = 0; j < run->p; j++)
    {
      run->learned[j] = mercer_twins_learned (run->twins.gamma[j], run->first[j]);
      if (run->twins.gamma[j] * patience > run->twins.gamma[0] && isfinite (run->learned[j]))
        last = fmax (last, run->learned[j]);
    }
  if (!(last > 0))
    last = run->twins.gamma[0] > 0 ? 1 / run->twins.gamma[0] : 1;
  for (int k = 0; k < STEPWISE_TIMES; k++)
    run->times[k] = after * last * k / (STEPWISE_TIMES - 1);
  run->time = run->values->time * run->times[STEPWISE_TIMES - 1];
}

/* Eigenvalues of C = W G W' into values, descending. */
static MercerStatus
correlations (const StepwiseRun *run, MercerMatrix w, double *values)
{
  size_t p = run->p, modes = run->twins.modes;
  double ascending[STEPWISE_DIMS];
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix scaled = mercer_work_matrix (run->work, p, modes), c = mercer_work_matrix (run->work, p, p);
  if (scaled.data == NULL || c.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < modes; j++)
    for (size_t i = 0; i < p; i++)
      *mercer_matrix_at (scaled, i, j) = run->twins.gamma[j] * *mercer_matrix_at (w, i, j);
  MercerStatus status = mercer_gemm (false, true, 1, scaled, w, 0, c, run->work);
  if (status == MERCER_OK)
    status = mercer_eigenvalues (c, ascending, run->work);
  for (size_t j = 0; j < p && status == MERCER_OK; j++)
    values[j] = ascending[p - 1 - j];
  mercer_work_release (run->work, mark);
  return status;
}

/* All times: eigenvalues of the flow, of the closed form, and the loss |C - I|^2. */
static MercerStatus
compare (StepwiseRun *run, const double *flow)
{
  size_t p = run->p, modes = run->twins.modes;
  double values[STEPWISE_DIMS];
  for (int k = 0; k < STEPWISE_TIMES; k++)
    {
      MercerMatrix w = mercer_matrix ((double *) flow + (size_t) k * p * modes, p, modes);
      MercerStatus status = correlations (run, w, values);
      if (status != MERCER_OK)
        return status;
      run->loss[k] = 0;
      for (size_t j = 0; j < p; j++)
        {
          double gamma = run->twins.gamma[j], s = mercer_twins_closed_form (gamma, run->first[j], run->times[k]);
          *mercer_matrix_at (run->eigen, (size_t) k, j) = values[j];
          *mercer_matrix_at (run->theory, (size_t) k, j) = gamma > 0 ? gamma * s * s : 0;
          run->loss[k] += (values[j] - 1) * (values[j] - 1);
          run->gap = fmax (run->gap, fabs (values[j] - *mercer_matrix_at (run->theory, (size_t) k, j)));
        }
    }
  return MERCER_OK;
}

/* What the first two modes make of the first view of each row: f along the directions that W gives them. (Eigenvectors of C would not
 * do: where training ends all its eigenvalues are 1.) */
static MercerStatus
embed (StepwiseRun *run, MercerMatrix w)
{
  size_t p = run->p, n = run->in.n, shown = MIN (p, (size_t) 2);
  MercerMatrix along = mercer_work_matrix (run->work, p, 2), f = mercer_work_matrix (run->work, n, p);
  if (along.data == NULL || f.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (along, 0);
  for (size_t a = 0; a < shown; a++)
    {
      double *to = mercer_matrix_column (along, a), norm = 0, dot = 0;
      for (size_t i = 0; i < p; i++)
        dot += a > 0 ? *mercer_matrix_at (along, i, 0) * *mercer_matrix_at (w, i, a) : 0;
      for (size_t i = 0; i < p; i++)
        {
          to[i] = *mercer_matrix_at (w, i, a) - dot * *mercer_matrix_at (along, i, 0);
          norm += to[i] * to[i];
        }
      for (size_t i = 0; i < p; i++)
        to[i] /= norm > 0 ? sqrt (norm) : 1;
    }
  MercerMatrix scores = mercer_matrix_block (run->twins.scores, 0, 0, n, run->twins.modes);
  MercerStatus status = mercer_gemm (false, true, 1, scores, w, 0, f, run->work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, f, along, 0, run->embedding, run->work);
  if (status == MERCER_OK)
    mercer_follow_signs (run->embedding, NULL, mercer_picture_thread (&run->in, "stepwise-learning", 0), run->in.ids, run->work);
  return status;
}

MercerStatus
stepwise_run_compute (StepwiseRun *run)
{
  MercerMatrix views = views_of (run);
  if (views.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_work_progress (run->work, 0.1, _("Eigenvectors of the contrastive kernel"));
  MercerStatus status = mercer_twins_open (&run->twins, run->kernel, views, run->p + SPARE_MODES, run->work);
  if (status != MERCER_OK)
    return status;
  size_t size = run->p * run->twins.modes;
  run->w = mercer_work_matrix (run->work, run->p, run->twins.modes);
  double *flow = mercer_work_doubles (run->work, STEPWISE_TIMES * size), *now = mercer_work_doubles (run->work, size);
  if (run->w.data == NULL || flow == NULL || now == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_START, 0, size, run->w.data);
  for (size_t k = 0; k < size; k++)
    run->w.data[k] *= run->values->start;
  set_clock (run);
  mercer_work_progress (run->work, 0.7, _("Training"));
  status = mercer_twins_flow (&run->twins, run->w, run->times, STEPWISE_TIMES, flow, run->work);
  if (status == MERCER_OK)
    status = compare (run, flow);
  if (status == MERCER_OK)
    status = mercer_twins_flow (&run->twins, run->w, &run->time, 1, now, run->work);
  return status == MERCER_OK ? embed (run, mercer_matrix (now, run->p, run->twins.modes)) : status;
}
