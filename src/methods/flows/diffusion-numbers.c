/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diffusion.h"

#include <math.h>

#include "random.h"
#include "reverse-diffusion.h"

enum { STREAM_FORWARD = 0x64696666, STREAM_START, STREAM_BACK, STREAM_PAIRS };

/* --- Out ------------------------------------------------------------------------------------------------------ */

void
diffusion_run_noised (const DiffusionRun *run, uint64_t stream, size_t moment, MercerMatrix out, MercerMatrix clean)
{
  double kept = diffusion_run_kept (run, moment), root = sqrt (kept), sd = sqrt (1 - kept);
  size_t t = diffusion_run_time (run, moment);
  for (size_t c = 0; c < out.cols; c++)
    {
      double *to = mercer_matrix_column (out, c);
      mercer_random_normals (mercer_recipe_seed (run->recipe), stream, (t * out.cols + c) * out.rows, out.rows, to);
      for (size_t i = 0; i < out.rows; i++)
        {
          size_t row = i * run->in.n / out.rows; /* each equally often, or evenly taken */
          double at = *mercer_matrix_at (run->rows, row, c);
          to[i] = root * at + sd * to[i];
          if (clean.data != NULL)
            *mercer_matrix_at (clean, i, c) = at;
        }
    }
}

/* x_t from x_(t-1): the path of a particle, whose increments are independent. */
static void
forward (DiffusionRun *run, size_t t)
{
  double ratio = run->kept[0][t] / run->kept[0][t - 1];
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->m; i++)
      {
        double *x = mercer_matrix_at (run->x, i, c);
        uint64_t index = (t * run->in.d + c) * run->m + i;
        *x = sqrt (ratio) * *x + sqrt (1 - ratio) * mercer_random_normal (mercer_recipe_seed (run->recipe), STREAM_FORWARD, index);
      }
}

/* --- Back ----------------------------------------------------------------------------------------------------- */

/* Mean and variance of x at the moment after this one given x. */
static MercerStatus
back (const DiffusionRun *run, size_t moment, MercerMatrix x, MercerMatrix mean, MercerMatrix variance)
{
  const DiffusionValues *v = run->values;
  double kept = diffusion_run_kept (run, moment), before = diffusion_run_kept (run, moment + 1);
  MercerDenoised out = { .mean = mean, .variance = variance };
  MercerStatus status;
  if (v->knowledge == DIFFUSION_EXACT)
    status = mercer_diffusion_denoise (run->rows, v->bandwidth, kept, x, &out, run->work);
  else
    {
      MercerMark mark = mercer_work_mark (run->work);
      size_t pairs = run->in.n * (size_t) v->copies;
      MercerMatrix noisy = mercer_work_matrix (run->work, pairs, run->in.d), clean = mercer_work_matrix (run->work, pairs, run->in.d);
      if (noisy.data == NULL || clean.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      diffusion_run_noised (run, STREAM_PAIRS, moment, noisy, clean);
      status = mercer_diffusion_regress (noisy, clean, v->width * sqrt (1 - kept), x, &out, run->work);
      mercer_work_release (run->work, mark);
    }
  if (status == MERCER_OK && v->random)
    mercer_diffusion_back (kept, before, x, mean, variance);
  else if (status == MERCER_OK)
    {
      mercer_diffusion_back_surely (kept, before, x, mean);
      mercer_matrix_fill (variance, 0);
    }
  return status;
}

void
diffusion_run_begin_back (DiffusionRun *run)
{
  mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_START, 0, run->m * run->in.d, run->x.data);
}

static MercerStatus
reverse (DiffusionRun *run, size_t moment)
{
  MercerMark mark = mercer_work_mark (run->work);
  uint64_t seed = mercer_recipe_seed (run->recipe);
  size_t t = diffusion_run_time (run, moment);
  MercerMatrix mean = mercer_work_matrix (run->work, run->m, run->in.d), variance = mercer_work_matrix (run->work, run->m, run->in.d);
  if (mean.data == NULL || variance.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = back (run, moment, run->x, mean, variance);
  for (size_t c = 0; c < run->in.d && status == MERCER_OK; c++)
    for (size_t i = 0; i < run->m; i++)
      *mercer_matrix_at (run->x, i, c)
          = *mercer_matrix_at (mean, i, c)
            + sqrt (*mercer_matrix_at (variance, i, c)) * mercer_random_normal (seed, STREAM_BACK, (t * run->in.d + c) * run->m + i);
  mercer_work_release (run->work, mark);
  return status;
}

/* --- Moments -------------------------------------------------------------------------------------------------- */

/* The particles as they are into the film. */
static void
keep (DiffusionRun *run, size_t moment)
{
  double *to = run->path + moment * run->m * 2;
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->m; i++)
      *mercer_matrix_at (run->last, i, c) = run->centre[c] + run->scale[c] * *mercer_matrix_at (run->x, i, c);
  for (size_t a = 0; a < 2; a++)
    mercer_plane_project (&run->plane, run->last, a, to + a * run->m);
}

MercerStatus
diffusion_run_moment (DiffusionRun *run)
{
  size_t moment = run->done;
  MercerStatus status = MERCER_OK;
  if (moment == 0)
    diffusion_run_noised (run, STREAM_FORWARD, 0, run->x, (MercerMatrix){ 0 });
  else if (moment <= run->steps)
    forward (run, moment);
  else if (moment == run->steps + 1)
    diffusion_run_begin_back (run);
  else
    status = reverse (run, moment - 1);
  if (status == MERCER_OK)
    status = diffusion_run_measure (run, moment);
  if (status == MERCER_OK)
    keep (run, moment);
  run->now = moment;
  run->done = moment + 1;
  return status;
}

/* --- The field ------------------------------------------------------------------------------------------------ */

MercerStatus
diffusion_run_drift (const DiffusionRun *run, size_t moment, MercerMatrix from, MercerMatrix drift)
{
  size_t count = run->plane.grid[0] * run->plane.grid[1], d = run->in.d;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix z = mercer_work_matrix (run->work, count, d), mean = mercer_work_matrix (run->work, count, d);
  MercerMatrix variance = mercer_work_matrix (run->work, count, d);
  double *x = mercer_work_doubles (run->work, count);
  if (z.data == NULL || mean.data == NULL || variance.data == NULL || x == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_plane_lattice (&run->plane, z);
  for (size_t a = 0; a < 2; a++)
    mercer_plane_project (&run->plane, z, a, mercer_matrix_column (from, a));
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < count; i++)
      *mercer_matrix_at (z, i, c) = (*mercer_matrix_at (z, i, c) - run->centre[c]) / run->scale[c];
  MercerStatus status = back (run, moment, z, mean, variance);
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < count; i++)
      *mercer_matrix_at (mean, i, c) = run->centre[c] + run->scale[c] * *mercer_matrix_at (mean, i, c);
  for (size_t a = 0; a < 2 && status == MERCER_OK; a++)
    {
      mercer_plane_project (&run->plane, mean, a, x);
      for (size_t i = 0; i < count; i++)
        *mercer_matrix_at (drift, i, a) = x[i] - *mercer_matrix_at (from, i, a);
    }
  mercer_work_release (run->work, mark);
  return status;
}
