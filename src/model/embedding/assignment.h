/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* The one-to-one matching of the rows of a square score matrix to its columns with the largest sum: column[i] belongs to row i. By
 * shortest augmenting paths: Jonker and Volgenant (1987), A shortest augmenting path algorithm for dense and sparse linear
 * assignment problems, Computing 38, without their starts. Returns the mean score of the matched pairs; NaN if it was stopped or a
 * score is not finite. O(n^3). */
double mercer_assignment (MercerMatrix score, size_t *column, MercerWork *work);
