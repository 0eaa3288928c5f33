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

/* For a picture of q of the k columns of points (n x k, columns orthogonal) that change places, as components do where their eigenvalues
 * cross: it turns from the old ones to the new. axes (k x q, orthonormal columns) say which combinations of the columns are to be drawn and
 * return which are drawn now: the nearest to what was drawn last, turned towards them until a column has turned by `most` (radians).
 * drawn (n x q) = points axes, which is kept for the next call: but for the motion of the points themselves none moves along an axis by
 * more than 2 sin (most / 2) of its length. What was drawn and does not lie in the span of the columns any more, for less than half, turns
 * out of the picture likewise: then axes are at once those that are to be, and drawn has besides what is left of it. True: drawn is what was
 * to be; so it is if nothing was drawn of half the rows, or if there is no way to turn. O(n k q). */
bool mercer_follow_axes (MercerMatrix points, MercerMatrix axes, double most, MercerMatrix drawn, MercerHash thread, const uint64_t *ids,
                         MercerWork *work);

/* colour[c] in 0 .. most - 1, all different, of each of the k <= most <= 64 clusters: the one that most of its rows had; what is new
 * gets the first that is free. labels[i] < k. O(n + most^3). */
void mercer_follow_colours (const size_t *labels, size_t n, size_t k, size_t most, size_t *colour, MercerHash thread,
                            const uint64_t *ids, MercerWork *work);
