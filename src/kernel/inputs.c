/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include "simd.h"

/* Distances and products of the points of a tile, by direct differences: no cancellation, and for
 * the few columns that people give to a kernel as fast as anything. Up to three columns go in one
 * pass. */

/* `count` columns, with or without weights, into u or on top of it: constants wherever this is
 * used, so that each use becomes one plain loop. */
static inline __attribute__ ((always_inline)) void
sum_squares (size_t n, const double *const *x, const double *z, const double *w, double *restrict u,
             size_t count, bool weighted, bool onto)
{
  const double *x0 = x[0], *x1 = x[count > 1 ? 1 : 0], *x2 = x[count > 2 ? 2 : 0];
  double z0 = z[0], z1 = count > 1 ? z[1] : 0, z2 = count > 2 ? z[2] : 0;
  double w0 = weighted ? w[0] : 1, w1 = weighted && count > 1 ? w[1] : 1,
         w2 = weighted && count > 2 ? w[2] : 1;

  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0, sum = w0 * (a * a);
      if (count > 1)
        sum += w1 * ((x1[i] - z1) * (x1[i] - z1));
      if (count > 2)
        sum += w2 * ((x2[i] - z2) * (x2[i] - z2));
      u[i] = onto ? u[i] + sum : sum;
    }
}

typedef void (*Squares) (size_t n, const double *const *x, const double *z, const double *w,
                         double *restrict u);

#define SQUARES(name, count, weighted, onto)                                                       \
  KERNEL_CLONES static void name (size_t n, const double *const *x, const double *z,               \
                                  const double *w, double *restrict u)                             \
  {                                                                                                \
    sum_squares (n, x, z, w, u, count, weighted, onto);                                            \
  }

SQUARES (squares_1, 1, false, false)
SQUARES (squares_2, 2, false, false)
SQUARES (squares_3, 3, false, false)
SQUARES (more_squares_1, 1, false, true)
SQUARES (more_squares_2, 2, false, true)
SQUARES (more_squares_3, 3, false, true)
SQUARES (weighted_squares_1, 1, true, false)
SQUARES (weighted_squares_2, 2, true, false)
SQUARES (weighted_squares_3, 3, true, false)
SQUARES (more_weighted_squares_1, 1, true, true)
SQUARES (more_weighted_squares_2, 2, true, true)
SQUARES (more_weighted_squares_3, 3, true, true)

static const Squares squares[2][2][3] = {
  { { squares_1, squares_2, squares_3 }, { more_squares_1, more_squares_2, more_squares_3 } },
  { { weighted_squares_1, weighted_squares_2, weighted_squares_3 },
    { more_weighted_squares_1, more_weighted_squares_2, more_weighted_squares_3 } },
};

void
kernel_input_squares (const KernelTile *tile, const double *weights, double *u)
{
  for (size_t first = 0; first < tile->d; first += 3)
    {
      const double *x[3];
      double z[3];
      size_t count = tile->d - first < 3 ? tile->d - first : 3;
      const double *w = weights != NULL ? weights + first : NULL;
      Squares run = squares[w != NULL][first > 0][count - 1];

      for (size_t c = 0; c < count; c++)
        x[c] = mercer_matrix_column (tile->x, tile->columns[first + c]);
      for (size_t j = 0; j < tile->cols; j++)
        {
          for (size_t c = 0; c < count; c++)
            z[c] = *mercer_matrix_at (tile->z, j, tile->columns[first + c]);
          run (tile->rows, x, z, w, u + j * tile->rows);
        }
    }
}

void
kernel_input_square (const KernelTile *tile, size_t c, double *u)
{
  const double *x = mercer_matrix_column (tile->x, tile->columns[c]);

  for (size_t j = 0; j < tile->cols; j++)
    squares_1 (tile->rows, &x, mercer_matrix_at (tile->z, j, tile->columns[c]), NULL,
               u + j * tile->rows);
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

/* --- Backwards --------------------------------------------------------------------------- */

KERNEL_CLONES static void
add_differences (size_t n, double scale, const double *restrict t, const double *restrict x,
                 double z, double *restrict g)
{
  for (size_t i = 0; i < n; i++)
    g[i] += scale * t[i] * (x[i] - z);
}

KERNEL_CLONES static void
add_scaled (size_t n, double scale, const double *restrict t, double *restrict g)
{
  for (size_t i = 0; i < n; i++)
    g[i] += scale * t[i];
}

void
kernel_input_move_squares (const KernelTile *tile, const double *weights, double scale,
                           const double *t, MercerMatrix g)
{
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t c = 0; c < tile->d; c++)
      {
        size_t column = tile->columns[c];
        add_differences (tile->rows, 2 * scale * (weights != NULL ? weights[c] : 1),
                         t + j * tile->rows, mercer_matrix_column (tile->x, column),
                         *mercer_matrix_at (tile->z, j, column), mercer_matrix_column (g, column));
      }
}

void
kernel_input_move_dots (const KernelTile *tile, const double *t, MercerMatrix g)
{
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t c = 0; c < tile->d; c++)
      {
        size_t column = tile->columns[c];
        add_scaled (tile->rows, *mercer_matrix_at (tile->z, j, column), t + j * tile->rows,
                    mercer_matrix_column (g, column));
      }
}
