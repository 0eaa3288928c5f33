/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descent.h"

#include <math.h>

enum { MOST_HALVINGS = 40 };
static const double regrowth = 1.15; /* of a shrunken step at each success */

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
          v[i] = (momentum > 0 ? momentum * kept_v[i] : 0) + force[i];
          x[i] = kept_x[i] + step * v[i];
        }
    }
}

MercerStatus
mercer_descend (MercerDescent *descent, const MercerDescentRule *rule, double before, MercerDescentMeasure measure, void *data,
                bool *stays)
{
  double momentum = rule->momentum, objective;
  *stays = false;
  if (!rule->adaptive)
    descent->shrink = 1;
  for (int k = 0; k < (rule->halvings > 0 ? rule->halvings : MOST_HALVINGS); k++)
    {
      descent->made = descent->shrink * rule->step;
      move (descent, descent->made, momentum);
      MercerStatus status = measure (&objective, data);
      if (status != MERCER_OK)
        return status;
      if (!rule->adaptive || objective <= before)
        {
          if (k == 0)
            descent->shrink = fmin (1, regrowth * descent->shrink);
          return MERCER_OK;
        }
      if (momentum > 0)
        momentum = 0;
      else
        descent->shrink *= 0.5;
    }
  mercer_matrix_copy (descent->kept_x, descent->x);
  mercer_matrix_fill (descent->velocity, 0);
  descent->shrink = 1;
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
