/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* What the eigenvalues of a Gram matrix say. */

/* All eigenvalues of K (X, X), n x n with what White adds, or if `centred` of H K H, H = I - 11'/n, into values (length n),
 * descending. From the store when
 * they are there; else O(n^2 d) + 4 n^3 / 3 flops and n^2 numbers of scratch. BAD_INPUT when K is not finite. */
MercerStatus mercer_gram_spectrum (const MercerKernel *kernel, MercerMatrix x, bool centred, double *values, MercerWork *work);
/* Whether the store has them. O(n d). */
bool mercer_gram_spectrum_is_ready (const MercerKernel *kernel, MercerMatrix x, bool centred, MercerWork *work);
/* A draft: the eigenvalues of `some` <= n evenly taken rows, times n / some, into values (length some), descending
 * (Williams and Seeger, "Using the Nystroem method to speed up kernel machines", NIPS 2001, eq. 8). Their sum is an
 * estimate of the trace, and with some = n they are exact. */
MercerStatus mercer_gram_spectrum_draft (const MercerKernel *kernel, MercerMatrix x, bool centred, size_t some,
                                         double *values, MercerWork *work);

/* The functions below take values of length n >= 1 in descending order. */

/* sum_i v(i) / (v(i) + ridge), ridge > 0: how many directions a ridge leaves free (Zhang, "Learning bounds for kernel
 * regression using effective data dimensionality", Neural Computation 17, 2005). What is negative counts as 0. */
double mercer_effective_dimension (const double *values, size_t n, double ridge);
/* n eps max |v|: how far from 0 rounding may move an eigenvalue (Golub and Van Loan, section 8.7: times a modest
 * constant). */
double mercer_spectrum_rounding (const double *values, size_t n);
/* (v(1) + ridge) / (v(n) + ridge), the denominator not below rounding: the condition number in the 2-norm, or what it
 * is at least. INFINITY if the matrix is 0 or if its smallest eigenvalue with the ridge is negative beyond rounding. */
double mercer_spectrum_condition (const double *values, size_t n, double ridge);
/* The least m whose first m values add up to `share` of the sum of what is positive. */
size_t mercer_spectrum_components (const double *values, size_t n, double share);

/* The least c >= 0 for which K + c 11' is positive semidefinite on these points, or INFINITY if none is (a kernel that is
 * conditionally positive definite of the second order needs linear terms as well): s - 1 / (1'(K + s 11')^-1 1) for an s that
 * is great enough, by Sherman and Morrison. K n x n, lower triangle, destroyed. Some Cholesky factorisations. */
MercerStatus mercer_gram_least_shift (MercerMatrix k, double *shift, MercerWork *work);
