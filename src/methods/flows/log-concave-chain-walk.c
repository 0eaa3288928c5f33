/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-concave-chain.h"

#include <math.h>
#include <string.h>

#include "discrepancy.h"
#include "random.h"

enum { DRAWS = 400, STREAM_WALK = 0x6c6f6763, STREAM_MEASURE = 0x6d656173 };

/* --- What is measured --------------------------------------------------------------------------------- */

/* The mode that a point is at: the nearest mean of a mixture; of rows, the side of the centre along their longest axis. */
static size_t
mode_of (const MercerFilm *film, MercerMatrix x, size_t i)
{
  const ChainValues *v = film->values;
  const MercerTarget *target = film->own;
  double best = INFINITY, along = 0;
  size_t mode = 0;
  for (size_t c = 0; c < film->d; c++)
    along += (*mercer_matrix_at (x, i, c) - film->cloud.centre[c]) * *mercer_matrix_at (film->cloud.axes, c, 0);
  if (v->density.density == 0)
    return along > 0;
  for (size_t k = 0; k < target->means.rows; k++)
    {
      double squares = 0;
      for (size_t c = 0; c < film->d; c++)
        squares += pow (*mercer_matrix_at (x, i, c) - *mercer_matrix_at (target->means, k, c), 2);
      mode = squares < best ? k : mode;
      best = fmin (best, squares);
    }
  return mode;
}

static void
shares_of (const MercerFilm *film, MercerMatrix x, double share[CHAIN_MODES])
{
  memset (share, 0, CHAIN_MODES * sizeof *share);
  for (size_t i = 0; i < x.rows; i++)
    share[mode_of (film, x, i)] += 1 / (double) x.rows;
}

/* Total variation between the shares of the modes; energy distance in units of the target's spread. */
static MercerStatus
measure (MercerFilm *film, MercerLane *lane)
{
  ChainState *state = lane->state;
  double share[CHAIN_MODES];
  MercerDiscrepancy sums;
  g_autoptr (MercerKernel) unbound = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (unbound, film->names, film->d, NULL);
  MercerStatus status = mercer_discrepancy (kernel, lane->x, state->draw, &sums, film->work);
  if (status != MERCER_OK)
    return status;
  lane->measured[CHAIN_ENERGY] = sqrt (fmax (0, mercer_discrepancy_biased (&sums)) / film->spread);
  shares_of (film, lane->x, share);
  lane->measured[CHAIN_OCCUPANCY] = 0;
  for (size_t k = 0; k < CHAIN_MODES; k++)
    lane->measured[CHAIN_OCCUPANCY] += 0.5 * fabs (share[k] - state->share[k]);
  return MERCER_OK;
}

/* NULL: Langevin dynamics, whose dashed line is the 0 that the chain is to stay above. */
static void
take_least (MercerLane *lane, const double *curvature)
{
  lane->measured[CHAIN_CURVATURE] = curvature != NULL ? INFINITY : 0;
  for (size_t i = 0; i < lane->x.rows && curvature != NULL; i++)
    lane->measured[CHAIN_CURVATURE] = fmin (lane->measured[CHAIN_CURVATURE], curvature[i]);
}

/* --- The walks ---------------------------------------------------------------------------------------- */

/* The score where the walk stands; where the chain would jump to from there into `jump`. */
static MercerStatus
evaluate (MercerFilm *film, MercerLane *lane, MercerMatrix jump)
{
  ChainState *state = lane->state;
  MercerTarget *target = film->own;
  MercerMatrix none = { 0 };
  MercerMark mark = mercer_work_mark (film->work);
  double *curvature = mercer_work_doubles (film->work, lane->x.rows);
  MercerStatus status = curvature != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && lane->index == CHAIN_WALKS)
    status = mercer_walk_conditional (target, state->sigma, state->m, state->before, state->y, state->score, jump, curvature, film->work);
  else if (status == MERCER_OK)
    {
      status = mercer_target_evaluate (target, state->y, NULL, state->score, none, film->work);
      mercer_matrix_copy (state->y, jump);
    }
  if (status == MERCER_OK)
    take_least (lane, lane->index == CHAIN_WALKS ? curvature : NULL);
  mercer_work_release (film->work, mark);
  return status;
}

/* A walk begins: y at the jump with new noise, which it would be if the jump were exact, and at a random speed. */
static void
begin_walk (const MercerFilm *film, MercerLane *lane)
{
  ChainState *state = lane->state;
  size_t size = lane->x.rows * film->d;
  uint64_t seed = mercer_recipe_seed (film->recipe);
  double far = lane->index == CHAIN_WALKS ? state->sigma : 0;
  mercer_random_normals (seed, STREAM_MEASURE, 2 * state->m * size, size, state->y.data);
  mercer_random_normals (seed, STREAM_MEASURE, (2 * state->m + 1) * size, size, state->v.data);
  for (size_t e = 0; e < size; e++)
    state->y.data[e] = lane->x.data[e] + far * state->y.data[e];
  state->walked = 0;
}

/* What follows from the target, now and after each change of it. */
static MercerStatus
know_target (MercerFilm *film, MercerLane *lane)
{
  const ChainValues *v = film->values;
  ChainState *state = lane->state;
  const MercerTarget *target = film->own;
  double least = mercer_walk_threshold (target);
  state->sigma = v->noise * (least > 0 ? least : target->width);
  mercer_target_draw (target, mercer_recipe_seed (film->recipe), state->draw);
  shares_of (film, state->draw, state->share);
  return measure (film, lane);
}

/* Around the first mean, or the row where the density is highest. */
static MercerStatus
go_to_mode (MercerFilm *film, MercerLane *lane)
{
  const ChainValues *v = film->values;
  const MercerTarget *target = film->own;
  MercerMatrix none = { 0 };
  size_t best = 0, rows = target->means.rows;
  MercerMark mark = mercer_work_mark (film->work);
  double *density = mercer_work_doubles (film->work, rows);
  MercerStatus status = density != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_target_evaluate (target, target->means, density, none, none, film->work);
  for (size_t k = 0; k < rows && status == MERCER_OK && v->density.density == 0; k++)
    best = density[k] > density[best] ? k : best;
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      *mercer_matrix_at (lane->x, i, c) += *mercer_matrix_at (target->means, best, c) - film->cloud.centre[c];
  mercer_work_release (film->work, mark);
  return status;
}

MercerStatus
chain_open_cb (MercerFilm *film, MercerLane *lane)
{
  ChainState *state = lane->state;
  MercerMatrix *parts[] = { &state->y, &state->v, &state->before, &state->score };
  for (size_t k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      *parts[k] = mercer_work_matrix (film->work, lane->x.rows, film->d);
      if (parts[k]->data == NULL)
        return MERCER_OUT_OF_MEMORY;
      mercer_matrix_fill (*parts[k], 0);
    }
  state->draw = mercer_work_matrix (film->work, DRAWS, film->d);
  if (state->draw.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  lane->restless = lane->chance = true;
  state->m = 1;
  MercerStatus status = film->shared->start == 0 && film->given.x.rows == 0 ? go_to_mode (film, lane) : MERCER_OK;
  if (status == MERCER_OK)
    status = know_target (film, lane);
  MercerMark mark = mercer_work_mark (film->work);
  MercerMatrix jump = mercer_work_matrix (film->work, lane->x.rows, film->d);
  if (status != MERCER_OK || jump.data == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  begin_walk (film, lane);
  status = evaluate (film, lane, jump);
  mercer_work_release (film->work, mark);
  return status;
}

MercerStatus
chain_step_cb (MercerFilm *film, MercerLane *lane)
{
  const ChainValues *v = film->values;
  ChainState *state = lane->state;
  const MercerTarget *target = film->own;
  size_t size = lane->x.rows * film->d;
  double unit = lane->index == CHAIN_WALKS ? state->sigma : target->width, h = film->shared->step * unit;
  MercerMark mark = mercer_work_mark (film->work);
  MercerMatrix normals = mercer_work_matrix (film->work, lane->x.rows, film->d);
  MercerStatus status = normals.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && lane->index == CHAIN_WALKS && state->walked >= (size_t) v->walk)
    {
      for (size_t e = 0; e < size; e++)
        state->before.data[e] += state->y.data[e];
      state->m++;
      begin_walk (film, lane);
      status = evaluate (film, lane, lane->x);
    }
  if (status == MERCER_OK)
    {
      mercer_random_normals (mercer_recipe_seed (film->recipe), STREAM_WALK + lane->index, state->steps * size, size, normals.data);
      mercer_walk_first_half (h, v->friction / unit, state->score, normals, state->y, state->v);
      status = evaluate (film, lane, lane->x);
    }
  if (status == MERCER_OK)
    {
      mercer_walk_second_half (h, state->score, state->v);
      for (size_t e = 0; e < size; e++)
        lane->velocity.data[e] = lane->x.data[e] - lane->kept.data[e];
      lane->made = h;
      state->walked++;
      state->steps++;
      status = measure (film, lane);
    }
  mercer_work_release (film->work, mark);
  return status;
}

/* Step, friction and length of a walk only change how it goes on. Another density or noise makes other walks, and a particle that a
 * hand has moved begins where it was put: then all walks begin anew where they have led to, which forgets the measurements. */
MercerStatus
chain_change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  static const char *const of_walks[] = { "noise", "bandwidth", "means", "width", NULL };
  ChainState *state = lane->state;
  MercerStatus status = mercer_film_density_change (film, lane, changes);
  if (status == MERCER_OK && (changes != MERCER_FILM_VALUES || mercer_film_differs (film, of_walks)))
    {
      mercer_matrix_fill (state->before, 0);
      state->m = 1;
      status = know_target (film, lane);
      begin_walk (film, lane);
      MercerMark mark = mercer_work_mark (film->work);
      MercerMatrix jump = mercer_work_matrix (film->work, lane->x.rows, film->d);
      if (status == MERCER_OK)
        status = jump.data != NULL ? evaluate (film, lane, jump) : MERCER_OUT_OF_MEMORY;
      mercer_work_release (film->work, mark);
    }
  return status;
}
