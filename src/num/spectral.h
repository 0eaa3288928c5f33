/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* The three stages of mercer_eigen (). Private to num/. */

/* A = Q T Q' for a symmetric A in its lower triangle: T has the diagonal d (n) and subdiagonal e (n
 * - 1), and Q = H(0) H(1) ... with H(j) = I - tau(j) v v', v(j + 1) = 1 and the rest of v below in
 * column j of A. 4 n^3 / 3 flops, half of them in products of the trailing matrix with a vector,
 * which run at the speed of memory. */
MercerStatus mercer_tridiagonalise (MercerMatrix a, double *d, double *e, double *tau, MercerWork *work);
/* Z = Q Z. 2 n^2 flops a column. */
MercerStatus mercer_apply_reflectors (MercerMatrix a, const double *tau, MercerMatrix z, MercerWork *work);
/* All eigenpairs of T, ascending: d is replaced by the values, e destroyed, q (n x n) receives the
 * vectors. room: n (n + 1) doubles of scratch. Divide and conquer; 4 n^3 / 3 flops, far fewer where
 * eigenvalues lie close. */
MercerStatus mercer_divide_and_conquer (double *d, double *e, MercerMatrix q, double *room, MercerWork *work);
