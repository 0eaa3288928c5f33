/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include "simd.h"

/* Distances and products of the points of a tile, by direct differences: no cancellation, and for the few
 * columns that people give to a kernel as fast as anything. Up to three columns go in one pass. */

KERNEL_CLONES static void
squares_1 (size_t n, const double *const *restrict x, const double *z, const double *w, double *restrict u)
{
  const double *restrict x0 = x[0];
  double z0 = z[0], w0 = w[0];
  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0;
      u[i] = w0 * a * a;
    }
}

KERNEL_CLONES static void
squares_2 (size_t n, const double *const *restrict x, const double *z, const double *w, double *restrict u)
{
  const double *restrict x0 = x[0], *restrict x1 = x[1];
  double z0 = z[0], z1 = z[1], w0 = w[0], w1 = w[1];
  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0, b = x1[i] - z1;
      u[i] = w0 * a * a + w1 * b * b;
    }
}

KERNEL_CLONES static void
squares_3 (size_t n, const double *const *restrict x, const double *z, const double *w, double *restrict u)
{
  const double *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  double z0 = z[0], z1 = z[1], z2 = z[2], w0 = w[0], w1 = w[1], w2 = w[2];
  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0, b = x1[i] - z1, c = x2[i] - z2;
      u[i] = w0 * a * a + w1 * b * b + w2 * c * c;
    }
}

KERNEL_CLONES static void
add_squares_3 (size_t n, const double *const *restrict x, const double *z, const double *w, double *restrict u)
{
  const double *restrict x0 = x[0], *restrict x1 = x[1], *restrict x2 = x[2];
  double z0 = z[0], z1 = z[1], z2 = z[2], w0 = w[0], w1 = w[1], w2 = w[2];
  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0, b = x1[i] - z1, c = x2[i] - z2;
      u[i] += w0 * a * a + w1 * b * b + w2 * c * c;
    }
}

typedef void (*Squares) (size_t n, const double *const *restrict x, const double *z, const double *w,
                         double *restrict u);
static const Squares squares[] = { squares_1, squares_2, squares_3 };

void
kernel_input_squares (const KernelTile *tile, const double *weights, double *u)
{
  const double *x[3];
  double z[3], w[3];

  for (size_t first = 0; first < tile->d; first += 3)
    {
      size_t taken = tile->d - first < 3 ? tile->d - first : 3;
      for (size_t c = 0; c < 3; c++)
        {
          /* A group that is not full repeats its last column with weight 0. */
          size_t from = first + (c < taken ? c : taken - 1);
          x[c] = mercer_matrix_column (tile->x, tile->columns[from]);
          w[c] = c >= taken ? 0 : weights != NULL ? weights[from] : 1;
        }
      for (size_t j = 0; j < tile->cols; j++)
        {
          for (size_t c = 0; c < 3; c++)
            z[c] = *mercer_matrix_at (tile->z, j, tile->columns[first + (c < taken ? c : taken - 1)]);
          if (first == 0)
            squares[taken - 1](tile->rows, x, z, w, u + j * tile->rows);
          else
            add_squares_3 (tile->rows, x, z, w, u + j * tile->rows);
        }
    }
}

void
kernel_input_square (const KernelTile *tile, size_t c, double *u)
{
  const double *x = mercer_matrix_column (tile->x, tile->columns[c]), one = 1;

  for (size_t j = 0; j < tile->cols; j++)
    squares_1 (tile->rows, &x, mercer_matrix_at (tile->z, j, tile->columns[c]), &one, u + j * tile->rows);
}

KERNEL_CLONES static void
product (size_t n, const double *restrict x, double z, double *restrict u)
{
  for (size_t i = 0; i < n; i++)
    u[i] = x[i] * z;
}

KERNEL_CLONES static void
add_product (size_t n, const double *restrict x, double z, double *restrict u)
{
  for (size_t i = 0; i < n; i++)
    u[i] += x[i] * z;
}

void
kernel_input_dots (const KernelTile *tile, double *u)
{
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t c = 0; c < tile->d; c++)
      {
        const double *x = mercer_matrix_column (tile->x, tile->columns[c]);
        double z = *mercer_matrix_at (tile->z, j, tile->columns[c]);
        (c == 0 ? product : add_product) (tile->rows, x, z, u + j * tile->rows);
      }
}
