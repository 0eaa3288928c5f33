/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "descent.h"
#include "film-private.h"

static void
note_moment (MercerLane *lane, double made)
{
  double squares = 0;
  MercerFilmMoment moment = { .made = made, .common = lane->common };
  for (size_t c = 0; c < lane->x.cols; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      squares += pow (*mercer_matrix_at (lane->velocity, i, c), 2);
  for (size_t k = 0; k < MERCER_FILM_CURVES; k++)
    moment.measured[k] = lane->measured[k];
  moment.speed = sqrt (squares / (double) lane->x.rows);
  g_array_append_val (lane->moments, moment);
  g_array_append_val (lane->objectives, moment.measured[0]);
  g_array_append_val (lane->shares, lane->share);
}

MercerStatus
mercer_film_place_lane (MercerFilm *film, size_t index, MercerMatrix start)
{
  MercerLane *lane = &film->lane[index];
  size_t size = MAX (film->flow->state_size, 1);
  MercerMatrix *parts[] = { &lane->x, &lane->velocity, &lane->kept, &lane->force, &lane->kept_force, &lane->kept_velocity };
  lane->film = film;
  lane->index = lane->place = index;
  lane->share = 1;
  lane->moments = g_array_new (FALSE, FALSE, sizeof (MercerFilmMoment));
  lane->objectives = g_array_new (FALSE, FALSE, sizeof (double));
  lane->shares = g_array_new (FALSE, FALSE, sizeof (double));
  lane->state = mercer_work_alloc (film->work, 1, size);
  if (lane->state == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (lane->state, 0, size);
  lane->parts = mercer_work_doubles (film->work, start.rows);
  if (lane->parts == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_descent_begin (start.rows, &lane->shrink, lane->parts);
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

MercerStatus
mercer_film_open_lane (MercerLane *lane)
{
  MercerFilm *film = lane->film;
  MercerStatus status = film->flow->open != NULL ? film->flow->open (film, lane) : MERCER_OK;
  if (status == MERCER_OK && film->flow->evaluate != NULL)
    status = film->flow->evaluate (film, lane);
  if (status == MERCER_OK)
    status = mercer_film_common_measure (film, lane);
  if (status == MERCER_OK)
    note_moment (lane, 0);
  return status;
}

/* From the centre, in some column; infinite where it is no number. */
static double
farthest (const MercerFilm *film, const MercerLane *lane)
{
  double most = 0;
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      {
        double away = fabs (*mercer_matrix_at (lane->x, i, c) - film->cloud.centre[c]);
        most = isfinite (away) ? fmax (most, away) : INFINITY;
      }
  return most;
}

MercerStatus
mercer_film_step_lane (MercerLane *lane)
{
  MercerFilm *film = lane->film;
  double before[MERCER_FILM_CURVES];
  memcpy (before, lane->measured, sizeof before);
  mercer_matrix_copy (lane->x, lane->kept);
  lane->made = film->shared->step * film->step_unit;
  lane->share = 1;
  lane->fresh = false;
  MercerStatus status = film->flow->step != NULL ? film->flow->step (film, lane) : mercer_film_descend (film, lane);
  if (status != MERCER_OK)
    return status;
  if (mercer_descent_is_lost (lane->measured[0], lane->x, film->cloud.centre, film->reach))
    {
      lane->thrown = farthest (film, lane);
      /* back to the last picture that could be drawn */
      mercer_matrix_copy (lane->kept, lane->x);
      mercer_matrix_fill (lane->velocity, 0);
      memcpy (lane->measured, before, sizeof before);
      lane->end = MERCER_FLOW_DIVERGED;
      return MERCER_OK;
    }
  status = mercer_film_common_measure (film, lane);
  if (status != MERCER_OK)
    return status;
  note_moment (lane, lane->made);
  if (!lane->restless)
    lane->end = mercer_flow_judge ((const double *) (void *) lane->objectives->data, (const double *) (void *) lane->shares->data,
                                   lane->objectives->len);
  return MERCER_OK;
}

MercerStatus
mercer_film_change_lane (MercerLane *lane, unsigned changes)
{
  MercerFilm *film = lane->film;
  MercerStatus status = film->flow->change != NULL ? film->flow->change (film, lane, changes) : MERCER_OK;
  g_array_set_size (lane->objectives, 0);
  g_array_set_size (lane->shares, 0);
  mercer_descent_begin (lane->x.rows, &lane->shrink, lane->parts);
  lane->fresh = false;
  return status == MERCER_OK && film->flow->evaluate != NULL ? film->flow->evaluate (film, lane) : status;
}
