/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <math.h>

#include "matrix.h"
#include "random.h"
#include "work.h"

/* Matrices for the tests, with a stride longer than their columns. */
#define SAMPLE_GAP 3

static inline MercerMatrix
sample_new (size_t rows, size_t cols)
{
  double *data = g_new0 (double, MAX ((rows + SAMPLE_GAP) * cols, 1));
  return (MercerMatrix){ data, rows, cols, rows + SAMPLE_GAP };
}

static inline MercerMatrix
sample_normal (size_t rows, size_t cols, uint64_t seed)
{
  MercerMatrix a = sample_new (rows, cols);
  for (size_t j = 0; j < cols; j++)
    mercer_random_normals (seed, j, 0, rows, mercer_matrix_column (a, j));
  return a;
}

static inline MercerMatrix
sample_copy (MercerMatrix a)
{
  MercerMatrix b = sample_new (a.rows, a.cols);
  mercer_matrix_copy (a, b);
  return b;
}

/* An RBF kernel matrix over n points with noise on its diagonal: condition about 1e3 / noise. */
static inline MercerMatrix
sample_kernel (size_t n, double noise)
{
  MercerMatrix a = sample_new (n, n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      {
        double r = 10.0 * ((double) i - (double) j) / (double) n;
        *mercer_matrix_at (a, i, j) = exp (-0.5 * r * r) + (i == j ? noise : 0.0);
      }
  return a;
}

/* Largest |A - B|, over the lower triangle or over all. */
static inline double
sample_distance (MercerMatrix a, MercerMatrix b, gboolean lower)
{
  double worst = 0.0;
  for (size_t j = 0; j < a.cols; j++)
    for (size_t i = lower ? j : 0; i < a.rows; i++)
      {
        double d = fabs (*mercer_matrix_at (a, i, j) - *mercer_matrix_at (b, i, j));
        if (!(d <= worst))
          worst = d;
      }
  return worst;
}

/* Entry (i, j) of op(A) op(B) by one plain sum. */
static inline double
sample_product_entry (gboolean ta, gboolean tb, MercerMatrix a, MercerMatrix b, size_t i, size_t j)
{
  double sum = 0.0;
  for (size_t k = 0; k < (ta ? a.rows : a.cols); k++)
    sum += (ta ? *mercer_matrix_at (a, k, i) : *mercer_matrix_at (a, i, k))
           * (tb ? *mercer_matrix_at (b, j, k) : *mercer_matrix_at (b, k, j));
  return sum;
}

static inline void
sample_free (MercerMatrix a)
{
  g_free (a.data);
}
