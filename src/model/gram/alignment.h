/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* How alike two Gram matrices are: centred kernel alignment (Cortes, Mohri and Rostamizadeh, "Algorithms for learning
 * kernels based on centered alignment", JMLR 13, 2012, definitions 4 and 5). Lower triangles only. */

/* K = H K H, H = I - 11'/n, in place. O(n^2). */
MercerStatus mercer_gram_centre (MercerMatrix k, MercerWork *work);
/* sum_ij A(i, j) B(i, j). O(n^2). */
double mercer_gram_inner (MercerMatrix a, MercerMatrix b);
/* <A, B> / (|A| |B|) of matrices that are centred already; NaN if one of them is 0. For kernels between 0 and 1. */
double mercer_gram_alignment (MercerMatrix a, MercerMatrix b);
/* The same of a centred A with yy' for y less its mean: y'Ay / (|A| y'y). NaN if A is 0 or y constant. */
double mercer_gram_alignment_target (MercerMatrix a, const double *y, MercerWork *work);
