/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* D(i, j) = sum_c (X(i, c) - Z(j, c))^2 for X n x d, Z m x d; D n x m. d <= 8 by direct differences in
 * vector loops; above by GEMM on points shifted to their common mean,  |x|^2 + |z|^2 - 2 x'z, with the
 * entries that cancellation has spoilt (result below 1e-6 of |x|^2 + |z|^2) computed again directly, so
 * that the relative error stays near 1e-10 and D is never negative. O(n m d). Not on the pool: callers
 * tile. scratch: room for nothing; uses the stack in blocks. */
void mercer_squared_distances (MercerMatrix x, MercerMatrix z, MercerMatrix d);
