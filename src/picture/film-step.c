/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "film-private.h"
#include "random.h"

enum { MOST_HALVINGS = 40, STREAM_NOISE = 0x464e };
static const double regrowth = 1.15; /* of a shrunken step at each success */

/* x = kept x + step v,  v = momentum kept v + kept force. */
static void
move (MercerLane *lane, double step, double momentum)
{
  for (size_t c = 0; c < lane->x.cols; c++)
    {
      double *x = mercer_matrix_column (lane->x, c), *v = mercer_matrix_column (lane->velocity, c);
      const double *kept_x = mercer_matrix_column (lane->kept, c), *kept_v = mercer_matrix_column (lane->kept_velocity, c);
      const double *force = mercer_matrix_column (lane->kept_force, c);
      for (size_t i = 0; i < lane->x.rows; i++)
        {
          v[i] = (momentum > 0 ? momentum * kept_v[i] : 0) + force[i];
          x[i] = kept_x[i] + step * v[i];
        }
    }
}

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

/* Momentum is given up at the first rise, since it may point uphill. Where nothing is to be gained within rounding, the
 * particles stay. */
MercerStatus
mercer_film_descend (MercerFilm *film, MercerLane *lane)
{
  MercerFilmRule rule = film->flow->rule != NULL ? film->flow->rule (film) : (MercerFilmRule){ 0 };
  double before[MERCER_FILM_CURVES], momentum = rule.momentum;
  memcpy (before, lane->measured, sizeof before);
  mercer_matrix_copy (lane->force, lane->kept_force);
  mercer_matrix_copy (lane->velocity, lane->kept_velocity);
  bool stirred = rule.noise > 0, adaptive = rule.adaptive && !stirred;
  lane->restless = rule.restless || stirred;
  if (!adaptive)
    lane->shrink = 1;
  for (int k = 0; k < (rule.halvings > 0 ? rule.halvings : MOST_HALVINGS); k++)
    {
      lane->made = lane->shrink * film->shared->step * film->step_unit;
      move (lane, lane->made, momentum);
      if (stirred)
        stir (film, lane, rule.noise * sqrt (lane->made));
      MercerStatus status = film->flow->evaluate (film, lane);
      if (status != MERCER_OK)
        return status;
      if (!adaptive || lane->measured[0] <= before[0])
        {
          if (k == 0)
            lane->shrink = MIN (1, regrowth * lane->shrink);
          return MERCER_OK;
        }
      if (momentum > 0)
        momentum = 0;
      else
        lane->shrink *= 0.5;
    }
  mercer_matrix_copy (lane->kept, lane->x);
  mercer_matrix_copy (lane->kept_force, lane->force);
  mercer_matrix_fill (lane->velocity, 0);
  memcpy (lane->measured, before, sizeof before);
  lane->shrink = 1;
  return lane->restless ? film->flow->evaluate (film, lane) : MERCER_OK; /* what was measured before may have been too low */
}
