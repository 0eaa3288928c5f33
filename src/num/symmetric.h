/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

#define MERCER_SYMMETRIC_PARTS 8

/* Y = A X, A n x n symmetric in its lower triangle, X and Y n x b, on the pool. parts: scratch of
 * n b MERCER_SYMMETRIC_PARTS doubles. 2 n^2 b flops; A is read once (b / 2 times from the cache).
 * Gives up half-way when the work is no longer wanted, which the caller then asks. */
void mercer_symmetric_multiply (MercerMatrix a, MercerMatrix x, MercerMatrix y, double *parts,
                           MercerWork *work);
