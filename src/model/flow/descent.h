/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "matrix.h"
#include "work.h"

/* The step that flows of particles have in common: Euler with momentum, and with a step that is halved where the objective would
 * rise. */

/* Views of n x d each. */
typedef struct
{
  MercerMatrix x, velocity;           /* set by a step */
  MercerMatrix kept_x, kept_velocity; /* before it */
  MercerMatrix force;                 /* at kept_x; measuring leaves it alone */
  double shrink;                      /* what adaptation has made of the step, in (0, 1]; it grows back slowly */
  double made;                        /* size of the step that was made */
} MercerDescent;

typedef struct
{
  double step;
  double momentum; /* in [0, 1): share of the last velocity that stays */
  bool adaptive;   /* else one step is made whatever comes of it */
  int halvings;    /* at most so many; 0: 40 */
} MercerDescentRule;

/* The objective at x as it is now. */
typedef MercerStatus (*MercerDescentMeasure) (double *objective, void *data);

/* x = kept_x + shrink step v,  v = momentum kept_v + force;  adaptive: with shrink halved until the objective is at most `before`,
 * that at kept_x. Momentum is given up at the first rise, since it may point uphill. Where nothing is to be gained within
 * rounding *stays is set: x is kept_x, v is 0, shrink is 1 again, and what was measured is of no use. */
MercerStatus mercer_descend (MercerDescent *descent, const MercerDescentRule *rule, double before, MercerDescentMeasure measure,
                             void *data, bool *stays);

/* The objective is not finite, or a particle is farther than `reach` from `centre` (d) in some column or not finite. */
bool mercer_descent_is_lost (double objective, MercerMatrix x, const double *centre, double reach);
