/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descent.h"

#include <math.h>

enum { MOST_HALVINGS = 40 };
static const double regrowth = 1.15;  /* of a shrunken step at each success */
static const double cut = 0.25, growth = 2; /* of a particle's part, where it has gone too far; at each success */
static const double least_part = 1e-9, still_on = 0.1; /* of the pull that it went by */

static void
move (MercerDescent *descent, double step, double momentum)
{
  for (size_t c = 0; c < descent->x.cols; c++)
    {
      double *x = mercer_matrix_column (descent->x, c), *v = mercer_matrix_column (descent->velocity, c);
      const double *kept_x = mercer_matrix_column (descent->kept_x, c), *kept_v = mercer_matrix_column (descent->kept_velocity, c);
      const double *force = mercer_matrix_column (descent->force, c);
      for (size_t i = 0; i < descent->x.rows; i++)
        {
          v[i] = (descent->parts != NULL ? descent->parts[i] : 1) * ((momentum > 0 ? momentum * kept_v[i] : 0) + force[i]);
          x[i] = kept_x[i] + step * v[i];
        }
    }
}

/* Where it is now the force sends it back, or no longer on. */
static bool
has_gone_too_far (const MercerDescent *descent, size_t i)
{
  double here = 0, there = 0;
  for (size_t c = 0; c < descent->x.cols; c++)
    {
      double v = *mercer_matrix_at (descent->velocity, i, c);
      here += v * *mercer_matrix_at (descent->force, i, c);
      there += v * *mercer_matrix_at (descent->reached, i, c);
    }
  return there < still_on * here && descent->parts[i] > least_part;
}

/* The parts of those that have gone too far; whether there are any. */
static bool
cut_parts (MercerDescent *descent)
{
  bool any = false;
  for (size_t i = 0; i < descent->x.rows; i++)
    if (has_gone_too_far (descent, i))
      {
        descent->parts[i] *= cut;
        any = true;
      }
  return any;
}

static void
grow_parts (MercerDescent *descent)
{
  for (size_t i = 0; i < descent->x.rows && descent->parts != NULL; i++)
    descent->parts[i] = fmin (1, growth * descent->parts[i]);
}

void
mercer_descent_begin (size_t n, double *shrink, double *parts)
{
  *shrink = 1;
  for (size_t i = 0; i < n && parts != NULL; i++)
    parts[i] = 1;
}

/* A step that raises the objective: how the next is made shorter. */
static MercerStatus
shorten (MercerDescent *descent, double *momentum, MercerDescentForce reach, void *data)
{
  MercerStatus status = MERCER_OK;
  if (*momentum > 0)
    {
      *momentum = 0;
      return status;
    }
  bool single = descent->parts != NULL;
  if (single && reach != NULL)
    status = reach (data);
  if (status == MERCER_OK && !(single && cut_parts (descent)))
    descent->shrink *= 0.5;
  return status;
}

MercerStatus
mercer_descend (MercerDescent *descent, const MercerDescentRule *rule, double before, MercerDescentMeasure measure,
                MercerDescentForce reach, void *data, bool *stays)
{
  double momentum = rule->momentum, objective;
  *stays = false;
  if (!rule->adaptive)
    mercer_descent_begin (descent->x.rows, &descent->shrink, descent->parts);
  for (int k = 0; k < (rule->halvings > 0 ? rule->halvings : MOST_HALVINGS); k++)
    {
      descent->made = descent->shrink * rule->step;
      move (descent, descent->made, momentum);
      MercerStatus status = measure (&objective, data);
      if (status != MERCER_OK)
        return status;
      if (!rule->adaptive || objective <= before + rule->rounding)
        {
          if (k == 0)
            descent->shrink = fmin (1, regrowth * descent->shrink);
          grow_parts (descent);
          return MERCER_OK;
        }
      status = shorten (descent, &momentum, reach, data);
      if (status != MERCER_OK)
        return status;
    }
  mercer_matrix_copy (descent->kept_x, descent->x);
  mercer_matrix_fill (descent->velocity, 0);
  mercer_descent_begin (descent->x.rows, &descent->shrink, descent->parts);
  *stays = true;
  return MERCER_OK;
}

bool
mercer_descent_is_lost (double objective, MercerMatrix x, const double *centre, double reach)
{
  bool lost = !isfinite (objective);
  for (size_t c = 0; c < x.cols && !lost; c++)
    for (size_t i = 0; i < x.rows && !lost; i++)
      lost = !(fabs (*mercer_matrix_at (x, i, c) - centre[c]) <= reach);
  return lost;
}
