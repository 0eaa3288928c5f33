/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Continuing the picture before. Eigenvectors have any sign and clusters any colour; under a hand that moves a slider they are to
 * stay as they were. What was last is kept in the work's store under a thread, by the identities of the rows, so that a draft from
 * some of the rows and the answer from all continue each other. Without a store each picture stands on its own. */

/* Turns the signs of the columns of points (n x k) to agree with the last ones where rows are the same; a new column has its farthest
 * point on the positive side. signs (k, may be NULL): 1 or -1, what each was multiplied by. O(n k). */
void mercer_follow_signs (MercerMatrix points, double *signs, MercerHash thread, const uint64_t *ids, MercerWork *work);

/* The same for points whose axes mean nothing: turns and mirrors all of them (an orthogonal matrix) to lie as near to the last ones as
 * they can, where those have as many columns. Schoenemann (1966), A generalized solution of the orthogonal Procrustes problem,
 * Psychometrika 31. False, with the points as they were, if there are none or they do not fix the turn. O(n k^2 + k^3). */
bool mercer_follow_turn (MercerMatrix points, MercerHash thread, const uint64_t *ids, MercerWork *work);

/* colour[c] in 0 .. most - 1, all different, of each of the k <= most <= 64 clusters: the one that most of its rows had; what is new
 * gets the first that is free. labels[i] < k. O(n + most^3). */
void mercer_follow_colours (const size_t *labels, size_t n, size_t k, size_t most, size_t *colour, MercerHash thread,
                            const uint64_t *ids, MercerWork *work);
