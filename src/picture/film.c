/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"

/* So many times as far from the target as it is wide, or as the start is away, a particle is lost. */
static const double lost = 1e3;
static const double many_pairs = 1e6;

/* --- Opening ---------------------------------------------------------------------------------------- */

MercerStatus
mercer_film_aim (MercerFilm *film)
{
  MercerStatus status = MERCER_OK;
  if (film->flow->aim != NULL)
    status = film->flow->aim (film);
  else if (film->first == NULL)
    mercer_points_open (&film->target, mercer_recipe_dataset (film->recipe), film->names);
  else
    {
      const MercerPoints *points = &film->first->target;
      size_t n = points->x.rows, d = points->x.cols;
      film->names = film->first->names;
      film->target = (MercerPoints){ .x = mercer_matrix (g_new (double, n * d + 1), n, d) };
      film->target.ids = g_memdup2 (points->ids, points->ids != NULL ? n * sizeof *points->ids : 0);
      mercer_matrix_copy (points->x, film->target.x);
    }
  film->empty = film->target.x.rows == 0;
  return status == MERCER_OK && film->empty ? MERCER_BAD_INPUT : status;
}

static double
farthest (const MercerFilm *film, MercerMatrix start)
{
  double reach = lost * film->spread;
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < start.rows; i++)
      reach = MAX (reach, lost * fabs (*mercer_matrix_at (start, i, c) - film->cloud.centre[c]));
  return reach;
}

/* To the columns that flow: those of the role, or those of a plane of the flow's own. */
MercerKernel *
mercer_film_bind (const MercerFilm *film, const MercerRecipe *recipe)
{
  if (film->names == mercer_recipe_role (film->recipe, "x"))
    return mercer_recipe_bind_kernel (recipe, NULL);
  return mercer_kernel_bind_rows (mercer_recipe_kernel (recipe), film->names, film->target.x, NULL);
}

MercerStatus
mercer_film_open (MercerFilm *film)
{
  MercerMatrix start = film->first != NULL ? film->first->lane[0].x : (MercerMatrix){ 0 };
  film->values = film->shared = mercer_recipe_values (film->recipe);
  film->names = mercer_recipe_role (film->recipe, "x");
  film->step_unit = 1;
  MercerStatus status = mercer_film_aim (film);
  film->d = g_strv_length ((char **) film->names);
  if (status != MERCER_OK)
    return status;
  film->kernel = mercer_recipe_kernel (film->recipe) != NULL ? mercer_film_bind (film, film->recipe) : NULL;
  if (mercer_recipe_kernel (film->recipe) != NULL && film->kernel == NULL)
    return MERCER_BAD_INPUT;
  status = mercer_cloud_open (film->target.x, &film->cloud, film->work);
  if (status != MERCER_OK)
    return status;
  film->spread = mercer_cloud_spread (&film->cloud, film->d) / sqrt ((double) film->d);
  if (!(film->spread > 0) || !isfinite (film->spread))
    film->spread = mercer_film_spread (film->recipe);
  if (film->first == NULL)
    status = mercer_film_place (film, &start);
  else if (film->d != film->first->d)
    return MERCER_BAD_INPUT;
  film->n_lanes = film->flow->lanes != NULL ? film->flow->lanes (film) : 1;
  film->reach = status == MERCER_OK ? farthest (film, start) : 0;
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK; k++)
    {
      status = mercer_film_place_lane (film, k, start);
      film->along[film->n_along++] = &film->lane[k];
    }
  film->n_shown = film->n_along;
  return status;
}

void
mercer_film_close (MercerFilm *film)
{
  for (size_t k = 0; k < film->n_others; k++)
    {
      mercer_film_close (film->other[k]);
      g_free (film->other[k]);
    }
  if (film->flow != NULL && film->flow->close != NULL)
    film->flow->close (film);
  g_clear_pointer (&film->recipe, mercer_recipe_unref);
  g_clear_pointer (&film->base, mercer_recipe_unref);
  g_clear_pointer (&film->kernel, mercer_kernel_unref);
  for (size_t k = 0; k < MERCER_FILM_OTHERS; k++)
    g_clear_pointer (&film->refusals[k], g_free);
  mercer_points_clear (&film->target);
  mercer_points_clear (&film->given);
  for (size_t k = 0; k < MERCER_FILM_LANES; k++)
    {
      g_clear_pointer (&film->lane[k].moments, g_array_unref);
      g_clear_pointer (&film->lane[k].objectives, g_array_unref);
      g_clear_pointer (&film->lane[k].shares, g_array_unref);
    }
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

/* Measuring that takes long: of very many pairs of points in any case. */
static bool
is_slow (const MercerFilm *film)
{
  double n = (double) film->lane[0].x.rows, m = (double) film->target.x.rows;
  return film->flow->slow_start || n * (n + m) > many_pairs;
}

/* Where measuring takes long, a picture of the start comes first. */
static MercerStatus
open_lanes (MercerFilm *film)
{
  bool drafted = !mercer_job_is_live (film->job);
  MercerStatus status = film->n_others > 0 ? mercer_film_common_open (film) : MERCER_OK;
  for (size_t k = 0; k < film->n_along && status == MERCER_OK; k++)
    {
      MercerFilm *own = film->along[k]->film;
      if (is_slow (own) && !drafted)
        status = emit (film, MERCER_EMIT_DRAFT);
      drafted = drafted || is_slow (own);
      if (status == MERCER_OK)
        status = mercer_film_open_lane (film->along[k]);
      if (status == MERCER_OK && k < film->n_shown && film->along[k] == &own->lane[own->n_lanes - 1])
        status = mercer_film_prepare_picture (own);
    }
  return status;
}

/* --- The run ---------------------------------------------------------------------------------------- */

static bool
goes_on (const MercerFilm *film)
{
  for (size_t k = 0; k < film->n_along; k++)
    if (film->along[k]->end == MERCER_FLOW_GOES_ON)
      return true;
  return false;
}

/* What has been changed from outside since the last step. */
static MercerStatus
refresh (MercerFilm *film, bool *changed)
{
  unsigned changes = 0;
  MercerRecipe *next = mercer_job_refresh (film->job);
  *changed = next != NULL;
  MercerStatus status = *changed ? mercer_film_take_over (film, next, &changes) : MERCER_OK;
  if (status == MERCER_OK)
    status = mercer_film_hold (film, *changed, &changes);
  if (film->over && changes != 0)
    film->begun = film->steps;
  film->over = film->over && !*changed;
  return status;
}

static MercerStatus
one_step (MercerFilm *film, bool *moved)
{
  MercerStatus status = MERCER_OK;
  if (film->steps % (size_t) film->shared->every == 0)
    mercer_film_trace (film);
  *moved = false;
  for (size_t k = 0; k < film->n_along && status == MERCER_OK; k++)
    if (film->along[k]->end == MERCER_FLOW_GOES_ON)
      {
        status = mercer_film_step_lane (film->along[k]);
        *moved = *moved || film->along[k]->end != MERCER_FLOW_DIVERGED;
      }
  film->steps += status == MERCER_OK && *moved;
  for (size_t k = 0; k < film->n_others; k++)
    film->other[k]->steps = film->steps;
  return status;
}

size_t
mercer_film_last_step (const MercerFilm *film)
{
  return film->begun + (size_t) film->shared->steps;
}

/* To the end, or to where the last change has made it end. While it is paused a change is a picture without a step. */
static MercerStatus
play_stretch (MercerFilm *film)
{
  bool live = mercer_job_is_live (film->job);
  MercerStatus status = MERCER_OK;
  for (;;)
    {
      bool changed, moved = false;
      status = mercer_work_wanted (film->work) ? refresh (film, &changed) : MERCER_STOPPED;
      if (status != MERCER_OK || !goes_on (film) || film->steps >= mercer_film_last_step (film))
        return status;
      bool stands = changed && mercer_job_is_paused (film->job);
      if (!stands)
        status = one_step (film, &moved);
      if (status == MERCER_OK && live && (stands || (moved && film->steps % (size_t) film->shared->every == 0)))
        status = emit (film, MERCER_EMIT_FRAME);
      if (status != MERCER_OK)
        return status;
      mercer_work_progress (film->work, (double) (film->steps - film->begun) / film->shared->steps, _("Flowing"));
    }
}

static MercerStatus
play (MercerFilm *film)
{
  MercerStatus status = mercer_job_is_live (film->job) ? emit (film, MERCER_EMIT_FRAME) : MERCER_OK;
  do
    {
      if (status == MERCER_OK)
        status = play_stretch (film);
      film->over = status == MERCER_OK;
      if (status == MERCER_OK)
        status = emit (film, MERCER_EMIT_FINAL);
    }
  while (status == MERCER_OK && mercer_job_await (film->job));
  return status;
}

MercerStatus
mercer_film_run (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  (void) values; /* those of the recipe, which changes */
  if (mercer_film_act (job, recipe))
    return MERCER_OK;
  MercerFilm film = { .flow = mercer_recipe_method (recipe)->film, .job = job, .work = mercer_job_work (job),
                      .recipe = mercer_recipe_ref ((MercerRecipe *) recipe) };
  MercerStatus status = mercer_film_open (&film);
  if (status == MERCER_OK)
    status = mercer_film_open_others (&film);
  if (status == MERCER_OK)
    status = mercer_film_prepare_plane (&film);
  if (status == MERCER_OK)
    status = open_lanes (&film);
  if (status == MERCER_OK)
    status = play (&film);
  if (status == MERCER_BAD_INPUT && film.empty)
    {
      mercer_film_show_empty (&film);
      status = MERCER_OK;
    }
  mercer_film_close (&film);
  return status;
}
