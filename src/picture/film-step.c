/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "descent.h"
#include "film-private.h"
#include "random.h"

enum { STREAM_NOISE = 0x464e };

/* The numbers belong to the step, not to the call. */
static void
stir (const MercerFilm *film, MercerLane *lane, double sd)
{
  enum { BLOCK = 512 };
  double z[BLOCK];
  size_t n = lane->x.rows;
  for (size_t c = 0; c < lane->x.cols; c++)
    for (size_t from = 0; from < n; from += BLOCK)
      {
        size_t count = MIN (n - from, (size_t) BLOCK);
        mercer_random_normals (mercer_recipe_seed (film->recipe), STREAM_NOISE + c, film->steps * n + from, count, z);
        for (size_t i = 0; i < count; i++)
          *mercer_matrix_at (lane->x, from + i, c) += sd * z[i];
      }
}

typedef struct
{
  MercerFilm *film;
  MercerLane *lane;
  const MercerDescent *descent;
  double noise;
} Measured;

static MercerStatus
measure_cb (double *objective, void *data)
{
  Measured *m = data;
  if (m->noise > 0)
    stir (m->film, m->lane, m->noise * sqrt (m->descent->made));
  MercerStatus status = m->film->flow->evaluate (m->film, m->lane);
  *objective = m->lane->measured[0];
  return status;
}

MercerStatus
mercer_film_descend (MercerFilm *film, MercerLane *lane)
{
  MercerFilmRule rule = film->flow->rule != NULL ? film->flow->rule (film) : (MercerFilmRule){ 0 };
  MercerDescent descent = { .x = lane->x, .velocity = lane->velocity, .kept_x = lane->kept, .kept_velocity = lane->kept_velocity,
                            .force = lane->kept_force, .reached = lane->force, .parts = lane->parts, .shrink = lane->shrink };
  MercerDescentRule how = { .step = film->shared->step * film->step_unit, .momentum = rule.momentum,
                            .adaptive = rule.adaptive && !(rule.noise > 0), .halvings = rule.halvings,
                            .rounding = rule.rounding };
  Measured measured = { film, lane, &descent, rule.noise };
  double before[MERCER_FILM_CURVES];
  bool stays = false;
  memcpy (before, lane->measured, sizeof before);
  mercer_matrix_copy (lane->force, lane->kept_force);
  mercer_matrix_copy (lane->velocity, lane->kept_velocity);
  lane->chance = rule.chance || rule.noise > 0;
  lane->restless = rule.restless || lane->chance;
  MercerStatus status = mercer_descend (&descent, &how, before[0], measure_cb, NULL, &measured, &stays);
  lane->shrink = descent.shrink;
  lane->made = descent.made;
  lane->share = how.step > 0 ? descent.made / how.step : 1;
  if (status != MERCER_OK || !stays)
    return status;
  mercer_matrix_copy (lane->kept_force, lane->force);
  memcpy (lane->measured, before, sizeof before);
  return lane->restless ? film->flow->evaluate (film, lane) : MERCER_OK; /* what was measured before may have been too low */
}
