/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Top eigenpairs of what a graph's similarities become: A symmetric, n x n, both triangles; values descending, vectors n x k. Where few
 * of its entries differ from 0, those alone are multiplied: O(nonzeros) for each Lanczos step and O(n^2) once. */
MercerStatus graph_solve (MercerMatrix a, size_t k, double *values, MercerMatrix vectors, MercerWork *work);
