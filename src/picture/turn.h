/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"
#include "matrix.h"

/* Components are numbered by their eigenvalues. Where these cross under the hand the numbers change places, and a map of points by two or
 * three of them turns from the old axes to the new ones instead of jumping. Scratch of the job's work. */
typedef struct
{
  MercerMatrix axes;  /* k x q: the combinations of components that are drawn now, but for what turns out of their span */
  MercerMatrix shown; /* n x q: the points along them */
  bool turning;       /* these are not the components yet: a draft, with another figure to follow */
} MercerTurn;

/* scores (n x k) along the components `along` (q of them, from 0). In a panel the axes turn a little from those that the thread's last
 * figure had for the rows `ids`; where nobody looks, or a component is drawn twice, they are the components. */
MercerStatus mercer_turn_take (MercerTurn *turn, MercerJob *job, MercerMatrix scores, const size_t *along, size_t q, MercerHash thread,
                               const uint64_t *ids);
/* shown (m x q): other points, with scores (m x k), along the same axes; while these turn out of the span of the components, where they will
 * be after it. */
MercerStatus mercer_turn_apply (const MercerTurn *turn, MercerJob *job, MercerMatrix scores, MercerMatrix *shown);
/* Waits until the next figure of a turn is due; STOPPED where it is not wanted any more. */
MercerStatus mercer_turn_rest (MercerJob *job);
/* What the drafts of a turn say, and what an axis is named meanwhile, given its name (g_free). */
const char *mercer_turn_draft (void);
char *mercer_turn_name (const MercerTurn *turn, char *name);
