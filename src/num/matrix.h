/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A view of a column-major matrix that somebody else owns: entry (i, j) stands at
 * data[i + j * stride], stride >= rows. Passed by value. */
typedef struct
{
  double *data;
  size_t rows, cols, stride;
} MercerMatrix;

static inline MercerMatrix
mercer_matrix (double *data, size_t rows, size_t cols)
{
  return (MercerMatrix){ data, rows, cols, rows };
}

static inline double *
mercer_matrix_at (MercerMatrix a, size_t i, size_t j)
{
  return a.data + i + j * a.stride;
}

static inline double *
mercer_matrix_column (MercerMatrix a, size_t j)
{
  return a.data + j * a.stride;
}

/* The view of rows [i, i + rows) and columns [j, j + cols). */
static inline MercerMatrix
mercer_matrix_block (MercerMatrix a, size_t i, size_t j, size_t rows, size_t cols)
{
  return (MercerMatrix){ a.data + i + j * a.stride, rows, cols, a.stride };
}

/* B = A; same shape. O(rows cols). */
void mercer_matrix_copy (MercerMatrix a, MercerMatrix b);
void mercer_matrix_fill (MercerMatrix a, double value);
/* A(i, i) += value. */
void mercer_matrix_add_diagonal (MercerMatrix a, double value);
/* Copies the lower triangle onto the upper one; square. */
void mercer_matrix_mirror_lower (MercerMatrix a);
/* Takes its mean from each column; returns the sum of the squares of what is left. O(rows cols). */
double mercer_matrix_centre_columns (MercerMatrix a);
/* True if no entry is NaN or infinite; and the same for the lower triangle with its diagonal. */
bool mercer_matrix_is_finite (MercerMatrix a);
bool mercer_matrix_lower_is_finite (MercerMatrix a);
