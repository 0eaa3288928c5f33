/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* So many times as far from the target as it is wide, or as the start is away, a particle is lost. */
static const double lost = 1e3;

/* --- Lanes ------------------------------------------------------------------------------------------ */

static void
note_moment (MercerLane *lane, double made)
{
  double squares = 0;
  MercerFilmMoment moment = { .made = made };
  for (size_t c = 0; c < lane->x.cols; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      squares += pow (*mercer_matrix_at (lane->velocity, i, c), 2);
  for (size_t k = 0; k < MERCER_FILM_CURVES; k++)
    moment.measured[k] = lane->measured[k];
  moment.speed = sqrt (squares / (double) lane->x.rows);
  g_array_append_val (lane->moments, moment);
  g_array_append_val (lane->objectives, moment.measured[0]);
}

/* Everything but what has to be computed. */
static MercerStatus
place_lane (MercerFilm *film, size_t index, MercerMatrix start)
{
  MercerLane *lane = &film->lane[index];
  size_t size = MAX (film->flow->state_size, 1);
  MercerMatrix *parts[] = { &lane->x, &lane->velocity, &lane->kept, &lane->force, &lane->kept_force, &lane->kept_velocity };
  lane->index = index;
  lane->shrink = 1;
  lane->moments = g_array_new (FALSE, FALSE, sizeof (MercerFilmMoment));
  lane->objectives = g_array_new (FALSE, FALSE, sizeof (double));
  lane->state = mercer_work_alloc (film->work, 1, size);
  if (lane->state == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (lane->state, 0, size);
  for (size_t k = 0; k < (film->flow->evaluate != NULL ? G_N_ELEMENTS (parts) : 3); k++)
    {
      *parts[k] = mercer_work_matrix (film->work, start.rows, start.cols);
      if (parts[k]->data == NULL)
        return MERCER_OUT_OF_MEMORY;
      mercer_matrix_fill (*parts[k], 0);
    }
  mercer_matrix_copy (start, lane->x);
  return MERCER_OK;
}

static MercerStatus
open_lane (MercerFilm *film, MercerLane *lane)
{
  MercerStatus status = film->flow->open != NULL ? film->flow->open (film, lane) : MERCER_OK;
  if (status == MERCER_OK && film->flow->evaluate != NULL)
    status = film->flow->evaluate (film, lane);
  if (status == MERCER_OK)
    note_moment (lane, 0);
  return status;
}

static bool
is_lost (const MercerFilm *film, const MercerLane *lane)
{
  if (!isfinite (lane->measured[0]))
    return true;
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      if (!(fabs (*mercer_matrix_at (lane->x, i, c) - film->cloud.centre[c]) <= film->reach))
        return true;
  return false;
}

static MercerStatus
step_lane (MercerFilm *film, MercerLane *lane)
{
  double before[MERCER_FILM_CURVES];
  memcpy (before, lane->measured, sizeof before);
  mercer_matrix_copy (lane->x, lane->kept);
  lane->made = film->shared->step * film->step_unit;
  lane->fresh = false;
  MercerStatus status = film->flow->step != NULL ? film->flow->step (film, lane) : mercer_film_descend (film, lane);
  if (status != MERCER_OK)
    return status;
  if (is_lost (film, lane))
    {
      /* back to the last picture that could be drawn */
      mercer_matrix_copy (lane->kept, lane->x);
      mercer_matrix_fill (lane->velocity, 0);
      memcpy (lane->measured, before, sizeof before);
      lane->end = MERCER_FLOW_DIVERGED;
      return MERCER_OK;
    }
  note_moment (lane, lane->made);
  if (!lane->restless)
    lane->end = mercer_flow_judge ((const double *) (void *) lane->objectives->data, lane->objectives->len);
  return MERCER_OK;
}

static bool
goes_on (const MercerFilm *film)
{
  for (size_t k = 0; k < film->n_lanes; k++)
    if (film->lane[k].end == MERCER_FLOW_GOES_ON)
      return true;
  return false;
}

static MercerStatus
emit (MercerFilm *film, MercerEmit kind)
{
  MercerFigure *figure;
  MercerStatus status = mercer_film_figure (film, kind == MERCER_EMIT_FINAL, &figure);
  if (status == MERCER_OK)
    mercer_job_emit (film->job, kind, figure);
  return status;
}

/* --- Opening ---------------------------------------------------------------------------------------- */

static MercerStatus
aim (MercerFilm *film)
{
  if (film->flow->aim != NULL)
    return film->flow->aim (film);
  mercer_points_open (&film->target, mercer_recipe_dataset (film->recipe), film->names);
  return film->target.x.rows > 0 ? MERCER_OK : MERCER_BAD_INPUT;
}

static MercerStatus
open_film (MercerFilm *film)
{
  MercerMatrix start;
  film->names = mercer_recipe_role (film->recipe, "x");
  if (mercer_recipe_kernel (film->recipe) != NULL)
    {
      film->kernel = mercer_recipe_bind_kernel (film->recipe, NULL);
      if (film->kernel == NULL)
        return MERCER_BAD_INPUT;
    }
  MercerStatus status = aim (film);
  if (status != MERCER_OK)
    return status;
  film->d = g_strv_length ((char **) film->names);
  status = mercer_cloud_open (film->target.x, &film->cloud, film->work);
  if (status != MERCER_OK)
    return status;
  film->spread = mercer_cloud_spread (&film->cloud, film->d) / sqrt ((double) film->d);
  if (!(film->spread > 0) || !isfinite (film->spread))
    film->spread = 1;
  status = mercer_film_place (film, &start);
  film->n_lanes = film->flow->lanes != NULL ? film->flow->lanes (film) : 1;
  film->reach = lost * film->spread;
  for (size_t c = 0; c < film->d && status == MERCER_OK; c++)
    for (size_t i = 0; i < start.rows; i++)
      film->reach = MAX (film->reach, lost * fabs (*mercer_matrix_at (start, i, c) - film->cloud.centre[c]));
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK; k++)
    status = place_lane (film, k, start);
  return status == MERCER_OK ? mercer_film_prepare_plane (film) : status;
}

static MercerStatus
open_lanes (MercerFilm *film)
{
  MercerStatus status = MERCER_OK;
  if (film->flow->slow_start && mercer_job_is_live (film->job))
    status = emit (film, MERCER_EMIT_DRAFT);
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK; k++)
    status = open_lane (film, &film->lane[k]);
  return status == MERCER_OK ? mercer_film_prepare_picture (film) : status;
}

static void
close_film (MercerFilm *film)
{
  if (film->flow->close != NULL)
    film->flow->close (film);
  g_clear_pointer (&film->recipe, mercer_recipe_unref);
  g_clear_pointer (&film->kernel, mercer_kernel_unref);
  mercer_points_clear (&film->target);
  mercer_points_clear (&film->given);
  for (size_t k = 0; k < MERCER_FILM_LANES; k++)
    {
      g_clear_pointer (&film->lane[k].moments, g_array_unref);
      g_clear_pointer (&film->lane[k].objectives, g_array_unref);
    }
}

/* --- From outside ----------------------------------------------------------------------------------- */

/* The table again: what flows there stays where it is. A table that has become empty is not taken over. */
static void
take_target (MercerFilm *film)
{
  MercerPoints old = film->target;
  film->target = (MercerPoints){ 0 };
  film->refused = aim (film) != MERCER_OK;
  if (film->refused)
    {
      mercer_points_clear (&film->target);
      film->target = old;
    }
  else
    mercer_points_clear (&old);
}

static MercerStatus
change_lane (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  MercerStatus status = film->flow->change != NULL ? film->flow->change (film, lane, changes) : MERCER_OK;
  g_array_set_size (lane->objectives, 0);
  lane->shrink = 1;
  lane->fresh = false;
  return status == MERCER_OK && film->flow->evaluate != NULL ? film->flow->evaluate (film, lane) : status;
}

/* Values, kernel or table changed while it plays. */
static MercerStatus
take_over (MercerFilm *film, MercerRecipe *next)
{
  g_autofree char *refusal = mercer_recipe_check (next);
  MercerKernel *kernel = refusal == NULL && film->kernel != NULL ? mercer_recipe_bind_kernel (next, NULL) : NULL;
  film->refused = refusal != NULL || (film->kernel != NULL && kernel == NULL);
  if (film->refused)
    {
      mercer_recipe_unref (next);
      return MERCER_OK;
    }
  unsigned changes = MERCER_FILM_VALUES;
  if (!mercer_hash_equal (mercer_dataset_hash (mercer_recipe_dataset (film->recipe)),
                          mercer_dataset_hash (mercer_recipe_dataset (next))))
    changes |= MERCER_FILM_TARGET;
  if (kernel != NULL && !mercer_hash_equal (mercer_kernel_hash (film->kernel), mercer_kernel_hash (kernel)))
    changes |= MERCER_FILM_KERNEL;
  bool named_by_roles = film->names == mercer_recipe_role (film->recipe, "x");
  mercer_kernel_unref (film->kernel);
  mercer_recipe_unref (film->recipe);
  film->kernel = kernel;
  film->recipe = next;
  film->values = mercer_recipe_values (next);
  film->shared = film->values;
  if (named_by_roles)
    film->names = mercer_recipe_role (next, "x");
  if (changes & MERCER_FILM_TARGET)
    take_target (film);
  MercerStatus status = MERCER_OK;
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK; k++)
    {
      MercerLane *lane = &film->lane[k];
      if (lane->end != MERCER_FLOW_DIVERGED)
        lane->end = MERCER_FLOW_GOES_ON;
      status = change_lane (film, lane, changes);
    }
  return status;
}

/* What a hand holds stands where the hand is, in the plane that is drawn. */
static MercerStatus
hold (MercerFilm *film)
{
  const MercerTouch *touch = mercer_recipe_touch (film->recipe);
  size_t index = touch != NULL ? (size_t) (touch->particle >> 32) : 0, i = touch != NULL ? (size_t) (uint32_t) touch->particle : 0;
  if (touch == NULL || index >= film->n_lanes || i >= film->lane[index].x.rows || film->plane.dims != 2)
    return MERCER_OK;
  MercerLane *lane = &film->lane[index];
  double want[2] = { touch->x, touch->y };
  for (size_t a = 0; a < 2; a++)
    {
      double at;
      mercer_plane_project (&film->plane, mercer_matrix_block (lane->x, i, 0, 1, film->d), a, &at);
      for (size_t c = 0; c < film->d; c++)
        *mercer_matrix_at (lane->x, i, c) += (want[a] - at) * *mercer_matrix_at (film->plane.axes, c, a);
    }
  return change_lane (film, lane, MERCER_FILM_PARTICLES);
}

/* --- The run ---------------------------------------------------------------------------------------- */

static MercerStatus
one_step (MercerFilm *film, bool *moved)
{
  MercerStatus status = MERCER_OK;
  MercerRecipe *next = mercer_job_refresh (film->job);
  if (next != NULL)
    status = take_over (film, next);
  if (status == MERCER_OK)
    status = hold (film);
  if (status == MERCER_OK && film->steps % (size_t) film->shared->every == 0)
    mercer_film_trace (film);
  *moved = false;
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK; k++)
    if (film->lane[k].end == MERCER_FLOW_GOES_ON)
      {
        status = step_lane (film, &film->lane[k]);
        *moved = *moved || film->lane[k].end != MERCER_FLOW_DIVERGED;
      }
  film->steps += status == MERCER_OK && *moved;
  return status;
}

static MercerStatus
play (MercerFilm *film)
{
  bool live = mercer_job_is_live (film->job), moved = false;
  size_t most = (size_t) film->shared->steps;
  MercerStatus status = live ? emit (film, MERCER_EMIT_FRAME) : MERCER_OK;
  while (status == MERCER_OK && goes_on (film) && film->steps < most)
    {
      status = mercer_work_wanted (film->work) ? one_step (film, &moved) : MERCER_STOPPED;
      if (status == MERCER_OK && live && moved && film->steps % (size_t) film->shared->every == 0)
        status = emit (film, MERCER_EMIT_FRAME);
      mercer_work_progress (film->work, (double) film->steps / (double) most, _("Flowing"));
    }
  return status == MERCER_OK ? emit (film, MERCER_EMIT_FINAL) : status;
}

MercerStatus
mercer_film_run (const MercerFilmFlow *flow, MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerFilm film = { .flow = flow,
                      .job = job,
                      .work = mercer_job_work (job),
                      .recipe = mercer_recipe_ref ((MercerRecipe *) recipe),
                      .values = values,
                      .shared = values,
                      .step_unit = 1 };
  MercerStatus status = open_film (&film);
  if (status == MERCER_OK)
    status = open_lanes (&film);
  if (status == MERCER_OK)
    status = play (&film);
  close_film (&film);
  return status;
}
