/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "families.h"
#include "simd.h"

KERNEL_CLONES static void
least (size_t n, const double *restrict x, double z, double *restrict v)
{
  for (size_t i = 0; i < n; i++)
    v[i] = x[i] < z ? x[i] : z;
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  const double *x = mercer_matrix_column (tile->x, tile->columns[0]);

  for (size_t j = 0; j < tile->cols; j++)
    least (tile->rows, x, *mercer_matrix_at (tile->z, j, tile->columns[0]), v + j * tile->rows);
}

KERNEL_CLONES static void
add_before (size_t n, const double *restrict x, double z, const double *restrict adjoint,
            double *restrict g)
{
  for (size_t i = 0; i < n; i++)
    g[i] += x[i] < z ? adjoint[i] : 0;
}

static void
by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  size_t column = tile->columns[0];

  for (size_t j = 0; j < tile->cols; j++)
    add_before (tile->rows, mercer_matrix_column (tile->x, column),
                *mercer_matrix_at (tile->z, j, column), adjoint + j * tile->rows,
                mercer_matrix_column (g, column));
}

static const MercerKernelParamSpec params[] = { { NULL } };

const KernelFamily kernel_family_brownian = {
  .family = {
    .id = "Brownian",
    .title = N_ ("Brownian motion"),
    .formula = "min(x, x′)",
    .assumption = N_ ("The function is a random walk that starts from 0 at x = 0."),
    .source = "Rasmussen and Williams (2006), section B.2",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN | MERCER_KERNEL_NONNEGATIVE_INPUT,
    .smoothness = 0,
    .params = params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = value,
  .by_points = by_points,
};
