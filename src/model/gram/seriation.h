/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* An order of the rows in which those that a kernel takes for alike stand together.
 *
 * Average linkage on squared distances in the feature space, k_ii - 2 k_ij + k_jj (nearest-neighbour chains: Murtagh, "A
 * survey of recent advances in hierarchical clustering algorithms", Computer Journal 26, 1983), and the leaves of its tree
 * turned so that neighbours where two clusters join are the nearest ends of both (Gruvaeus and Wainer, "Two additions to
 * hierarchical cluster analysis", British Journal of Mathematical and Statistical Psychology 25, 1972). Unlike the order by
 * an eigenvector it tells apart any number of groups, and unlike a number of clusters nothing has to be chosen.
 *
 * K n x n, lower triangle. order: length n, the rows as they are to stand. heights: length n - 1 (may be NULL), the
 * squared distance of each join, ascending. O(n^2), n^2 numbers of scratch. */
MercerStatus mercer_gram_order_clusters (MercerMatrix k, size_t *order, double *heights, MercerWork *work);
