/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Functions f_j (x) = sum_i a_ij k (x_i, x) + constant, whose coefficients sum to 0 up to rounding (those of a centred kernel), at
 * other points: known at the first row, f (t) = f (x_0) + sum_i a_i (k (x_i, t) - k (x_i, x_0)). f, a: n x k at the rows; first: the
 * n numbers k (x_i, x_0); cross: n x m, k (x_i, t); out: m x k. O(n m k). */
MercerStatus mercer_extend_functions (MercerMatrix f, MercerMatrix a, const double *first, MercerMatrix cross, MercerMatrix out,
                                      MercerWork *work);
/* The same at points (m x d) under a kernel between them and the rows x (n x d), whose values are made in blocks; out: m x k. Progress goes
 * from `begun` to 1 as `doing` (translated; NULL: is not told). STOPPED where the work is not wanted any more. O(n m (d + k)). */
MercerStatus mercer_extend_to_points (const MercerKernel *kernel, MercerMatrix x, MercerMatrix f, MercerMatrix a, const double *first,
                                      MercerMatrix points, MercerMatrix out, double begun, const char *doing, MercerWork *work);
