/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* P (n x n, sums to 1): how likely rows of x are neighbours, p_ij = (p_j|i + p_i|j) / 2 n, p_j|i a Gaussian about row i whose entropy is
 * log perplexity, by bisection of its precision. van der Maaten and Hinton (2008), Visualizing data using t-SNE, JMLR 9, section 3.1.
 * 1 < perplexity < n. O(n^2 d + 50 n^2). */
MercerStatus mercer_neighbourhoods (MercerMatrix x, double perplexity, MercerMatrix p, MercerWork *work);
