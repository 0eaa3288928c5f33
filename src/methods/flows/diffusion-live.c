/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows and the schedule of a film, and what a hand changes of them and of the values while it plays. */
#include "diffusion.h"

#include <math.h>
#include <string.h>

#include "block.h"
#include "empty-ground.h"
#include "reverse-diffusion.h"
#include "start-kernel.h"

enum { MOST_ROWS = 2000, SIDE = 15 };
static const double reach = 2.8; /* so many units around the centre are seen: the noise at the end */

/* --- Rows ----------------------------------------------------------------------------------------------------- */

/* Those of the recipe, the same rows in whatever order the table has them. */
static MercerStatus
take_rows (DiffusionRun *run)
{
  run->empty = !mercer_inputs_open (&run->in, run->recipe, NULL);
  if (run->empty)
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  mercer_inputs_sort (&run->in);
  mercer_inputs_thin (&run->in, MOST_ROWS);
  return MERCER_OK;
}

/* In the units of the film. */
static MercerStatus
place_rows (DiffusionRun *run)
{
  mercer_block_free (run->rows.data);
  run->rows = mercer_matrix (mercer_block_new (run->in.n * run->in.d * sizeof (double)), run->in.n, run->in.d);
  if (run->rows.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->in.n; i++)
      *mercer_matrix_at (run->rows, i, c) = (*mercer_matrix_at (run->in.x, i, c) - run->centre[c]) / run->scale[c];
  return MERCER_OK;
}

/* --- Opening -------------------------------------------------------------------------------------------------- */

/* Columns of several units have no shape in common, nor have those that spread too differently. */
static bool
scales_differ (const DiffusionRun *run)
{
  size_t widest, narrowest;
  for (size_t c = 1; c < run->in.d; c++)
    if (strcmp (mercer_inputs_unit (&run->in, c), mercer_inputs_unit (&run->in, 0)) != 0)
      return true;
  return mercer_start_disparity (&run->in, &widest, &narrowest) > MERCER_START_DISPARITY;
}

/* Centre and scale are those of the rows: one for all columns, that their shape be kept, or one for each. On a ground to paint on they are
 * those with which the noise fills it, whatever has been painted. */
static MercerStatus
choose_scale (DiffusionRun *run)
{
  double low, high, all = mercer_cloud_spread (&run->cloud, run->in.d) / sqrt ((double) run->in.d);
  run->painted = mercer_dataset_ground (run->in.dataset, &low, &high);
  run->each = !run->painted && scales_differ (run);
  run->centre = mercer_work_doubles (run->work, run->in.d);
  run->scale = mercer_work_doubles (run->work, run->in.d);
  if (run->centre == NULL || run->scale == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->in.d; c++)
    {
      double scale = run->painted ? 0.5 * (high - low) / reach : run->each ? mercer_inputs_spread (&run->in, c) : all;
      run->centre[c] = run->painted ? 0.5 * (low + high) : run->cloud.centre[c];
      run->scale[c] = scale > 0 && isfinite (scale) ? scale : 1;
    }
  return MERCER_OK;
}

/* As far as the noise will go along both axes of the plane. */
static MercerStatus
show_noise (DiffusionRun *run)
{
  MercerMatrix ends = mercer_work_matrix (run->work, 4, run->in.d);
  double sd[2] = { 0, 0 };
  if (ends.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t a = 0; a < 2; a++)
    for (size_t c = 0; c < run->in.d; c++)
      sd[a] = hypot (sd[a], run->scale[c] * *mercer_matrix_at (run->plane.axes, c, a));
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < 4; i++)
      *mercer_matrix_at (ends, i, c)
          = run->centre[c] + (i % 2 ? reach : -reach) * sd[i / 2] * *mercer_matrix_at (run->plane.axes, c, i / 2);
  mercer_plane_show (&run->plane, ends);
  return MERCER_OK;
}

static MercerStatus
open_picture (DiffusionRun *run)
{
  MercerStatus status = mercer_cloud_open (run->in.x, &run->cloud, run->work);
  if (status == MERCER_OK)
    status = choose_scale (run);
  if (status == MERCER_OK)
    status = mercer_plane_open (&run->plane, run->in.d, &run->cloud, run->work);
  if (status == MERCER_OK)
    status = show_noise (run);
  if (status != MERCER_OK)
    return status;
  mercer_plane_show (&run->plane, run->in.x);
  if (!run->painted)
    mercer_plane_widen (&run->plane, 0.04);
  else if (!run->plane.principal)
    mercer_picture_show_ground (run->in.dataset, run->plane.dims, run->plane.low, run->plane.high);
  run->plane.grid[0] = run->plane.grid[1] = SIDE;
  return MERCER_OK;
}

static MercerStatus
open_film (DiffusionRun *run)
{
  size_t times = run->steps + 1;
  run->moments = 2 * times;
  run->x = mercer_work_matrix (run->work, run->m, run->in.d);
  run->last = mercer_work_matrix (run->work, run->m, run->in.d);
  run->path = mercer_work_doubles (run->work, run->moments * run->m * 2);
  run->nearest = mercer_work_doubles (run->work, run->moments);
  double **by_time[] = { &run->kept[0], &run->kept[1], &run->energy, &run->chance };
  for (size_t k = 0; k < G_N_ELEMENTS (by_time); k++)
    if ((*by_time[k] = mercer_work_doubles (run->work, times)) == NULL)
      return MERCER_OUT_OF_MEMORY;
  if (run->x.data == NULL || run->last.data == NULL || run->path == NULL || run->nearest == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t way = 0; way < 2; way++)
    mercer_diffusion_schedule (run->steps, run->values->noise, run->kept[way]);
  return MERCER_OK;
}

MercerStatus
diffusion_run_open (DiffusionRun *run, MercerJob *job, const MercerRecipe *recipe)
{
  *run = (DiffusionRun){ .job = job, .work = mercer_job_work (job), .recipe = mercer_recipe_ref ((MercerRecipe *) recipe) };
  run->values = mercer_recipe_values (recipe);
  run->steps = (size_t) run->values->steps;
  run->m = (size_t) run->values->particles;
  MercerStatus status = take_rows (run);
  if (status == MERCER_OK)
    status = open_picture (run);
  if (status == MERCER_OK)
    status = open_film (run);
  if (status == MERCER_OK)
    status = place_rows (run);
  if (status != MERCER_OK)
    return status;
  diffusion_run_begin_back (run); /* once ahead of time, that the axis knows how far it goes */
  return diffusion_run_nearest (run, &run->farthest);
}

void
diffusion_run_close (DiffusionRun *run)
{
  mercer_inputs_close (&run->in);
  mercer_block_free (run->rows.data);
  g_clear_pointer (&run->recipe, mercer_recipe_unref);
}

/* --- Changes -------------------------------------------------------------------------------------------------- */

/* The noise that is in the particles stays; what has yet to come of it, and on the way back to go, follows the new schedule. The
 * way back begins with the noise of its own start, and so anew until it has been left. */
static void
take_schedule (DiffusionRun *run)
{
  size_t t = diffusion_run_time (run, run->now), times = run->steps + 1;
  double most = run->values->noise;
  if (!diffusion_run_is_back (run, run->now))
    {
      mercer_diffusion_reschedule (run->steps, most, t, false, run->kept[0]);
      mercer_matrix_copy (mercer_matrix (run->kept[0], times, 1), mercer_matrix (run->kept[1], times, 1));
    }
  else if (t < run->steps)
    mercer_diffusion_reschedule (run->steps, most, t, true, run->kept[1]);
  else
    mercer_diffusion_schedule (run->steps, most, run->kept[1]);
}

/* The table again: the frame stays where it is unless rows have left it. */
static MercerStatus
take_table (DiffusionRun *run)
{
  mercer_inputs_close (&run->in);
  MercerStatus status = take_rows (run);
  if (status == MERCER_OK)
    mercer_plane_show (&run->plane, run->in.x);
  return status == MERCER_OK ? place_rows (run) : status;
}

static DiffusionChange
compare (const DiffusionRun *run, MercerRecipe *next)
{
  const DiffusionValues *v = run->values, *w = mercer_recipe_values (next);
  if (v->noise != w->noise
      || !mercer_hash_equal (mercer_dataset_hash (run->in.dataset), mercer_dataset_hash (mercer_recipe_dataset (next))))
    return DIFFUSION_OUT;
  return v->knowledge != w->knowledge || v->random != w->random || v->bandwidth != w->bandwidth || v->width != w->width
                 || v->copies != w->copies
             ? DIFFUSION_BACK
             : DIFFUSION_SEEN;
}

MercerStatus
diffusion_run_refresh (DiffusionRun *run, DiffusionChange *change)
{
  g_autoptr (MercerRecipe) next = mercer_job_refresh (run->job);
  *change = next != NULL ? DIFFUSION_SEEN : DIFFUSION_SAME;
  if (next == NULL)
    return MERCER_OK;
  g_autofree char *refusal = mercer_recipe_check (next);
  run->refused = refusal != NULL;
  if (run->refused)
    return MERCER_OK;
  g_autoptr (MercerRecipe) old = g_steal_pointer (&run->recipe);
  *change = compare (run, next);
  double noise = run->values->noise;
  bool other_rows = !mercer_hash_equal (mercer_dataset_hash (run->in.dataset), mercer_dataset_hash (mercer_recipe_dataset (next)));
  run->recipe = g_steal_pointer (&next);
  run->values = mercer_recipe_values (run->recipe);
  run->in.names = mercer_recipe_role (run->recipe, "x");
  run->in.dataset = mercer_recipe_dataset (run->recipe);
  if (run->values->noise != noise)
    take_schedule (run);
  return other_rows ? take_table (run) : MERCER_OK;
}

/* Gone from the start, it has the centre and the scale of the rows as they are; the picture keeps its place. */
MercerStatus
diffusion_run_rewind (DiffusionRun *run, DiffusionChange change)
{
  bool out = change == DIFFUSION_OUT;
  MercerStatus status = out ? mercer_cloud_open (run->in.x, &run->cloud, run->work) : MERCER_OK;
  if (status == MERCER_OK && out)
    status = choose_scale (run);
  if (status == MERCER_OK && out)
    status = place_rows (run);
  run->done = out ? 0 : run->steps + 1;
  for (size_t way = out ? 0 : 1; way < 2; way++)
    mercer_diffusion_schedule (run->steps, run->values->noise, run->kept[way]);
  return status;
}
