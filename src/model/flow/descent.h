/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "matrix.h"
#include "work.h"

/* The step that flows of particles have in common: Euler with momentum, and with a step that is made shorter where the objective would
 * rise: for the particles that have gone too far, which the force turns back, or else for all. Otherwise one particle that comes to rest
 * at a kink, where the gradient does not vanish, would have the step of all halved, again and again, long before the others arrive. */

/* Views of n x d each. */
typedef struct
{
  MercerMatrix x, velocity;           /* set by a step */
  MercerMatrix kept_x, kept_velocity; /* before it */
  MercerMatrix force;                 /* at kept_x; measuring leaves it alone */
  MercerMatrix reached;               /* the force at x, once it has been measured or reached */
  double *parts;                      /* n: what adaptation has made of each particle's step, in (0, 1]; NULL: they go all alike */
  double shrink;                      /* what it has made of the step of all, in (0, 1]; both grow back slowly */
  double made;                        /* size of the step that was made */
} MercerDescent;

typedef struct
{
  double step;
  double momentum; /* in [0, 1): share of the last velocity that stays */
  bool adaptive;   /* else one step is made whatever comes of it */
  double rounding; /* a rise by so much is none: what the sums of the objective round off */
  int halvings;    /* at most so many; 0: 40 */
} MercerDescentRule;

/* The objective at x as it is now; and the force there into `reached`. */
typedef MercerStatus (*MercerDescentMeasure) (double *objective, void *data);
typedef MercerStatus (*MercerDescentForce) (void *data);

/* x_i = kept_x_i + shrink step v_i,  v_i = part_i (momentum kept_v_i + force_i);  adaptive: made shorter until the objective is at most
 * `before`, that at kept_x. Momentum is given up at the first rise, since it may point uphill; then, with parts, those are cut of all i
 * with v_i . reached_i < 0.1 v_i . force_i (the curvature condition of Wolfe, one by one), and where there are none, or no parts, shrink
 * is halved. reach NULL: measuring has set `reached` too. Where nothing is to be gained within rounding *stays is set: x is kept_x, v is
 * 0, all is as at the beginning, and what was measured is of no use. */
MercerStatus mercer_descend (MercerDescent *descent, const MercerDescentRule *rule, double before, MercerDescentMeasure measure,
                             MercerDescentForce reach, void *data, bool *stays);
/* Steps of full length; parts may be NULL. */
void mercer_descent_begin (size_t n, double *shrink, double *parts);

/* The objective is not finite, or a particle is farther than `reach` from `centre` (d) in some column or not finite. */
bool mercer_descent_is_lost (double objective, MercerMatrix x, const double *centre, double reach);
