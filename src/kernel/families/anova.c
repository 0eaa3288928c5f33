/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "families.h"
#include "vexp.h"

/* The sum over all groups of 1 to `order` columns of products of one-column RBFs: elementary
 * symmetric polynomials e_q of the d factors, by e_q += factor e_(q-1) a column at a time, which
 * adds positive numbers only (Newton and Girard's identities would cancel). */

enum
{
  ORDER,
  LENGTHSCALE
};

#define MOST_ORDER 8
#define RUN        64 /* rows at a time */

typedef struct
{
  const KernelTile *tile;
  size_t row, rows, column; /* of the tile: rows from `row` on against one z */
  size_t order;
} Run;

/* out = exp (-(x_c - z_c)^2 / 2 l^2). */
static void
factors (const Run *run, size_t c, double *out)
{
  const KernelTile *tile = run->tile;
  const double *x = mercer_matrix_at (tile->x, run->row, tile->columns[c]);
  double z = *mercer_matrix_at (tile->z, run->column, tile->columns[c]), l = tile->p[LENGTHSCALE];

  for (size_t i = 0; i < run->rows; i++)
    out[i] = (x[i] - z) * (x[i] - z);
  mercer_vexp_scaled (run->rows, 1, -0.5 / (l * l), out, out);
}

static void
squares (const Run *run, size_t c, double *out)
{
  const KernelTile *tile = run->tile;
  const double *x = mercer_matrix_at (tile->x, run->row, tile->columns[c]);
  double z = *mercer_matrix_at (tile->z, run->column, tile->columns[c]);

  for (size_t i = 0; i < run->rows; i++)
    out[i] = (x[i] - z) * (x[i] - z);
}

/* out = e_first + ... + e_last over all columns but `without` (SIZE_MAX: none); e_0 = 1. */
static void
polynomials (const Run *run, size_t without, size_t first, size_t last, double *out)
{
  double e[MOST_ORDER + 1][RUN], factor[RUN];

  memset (e, 0, sizeof e);
  for (size_t i = 0; i < run->rows; i++)
    e[0][i] = 1;
  for (size_t c = 0; c < run->tile->d; c++)
    {
      if (c == without)
        continue;
      factors (run, c, factor);
      for (size_t q = last; q > 0; q--)
        for (size_t i = 0; i < run->rows; i++)
          e[q][i] += factor[i] * e[q - 1][i];
    }
  for (size_t i = 0; i < run->rows; i++)
    out[i] = 0;
  for (size_t q = first; q <= last; q++)
    for (size_t i = 0; i < run->rows; i++)
      out[i] += e[q][i];
}

/* What is done with one run; out stands at its first row. */
typedef void (*Visit) (const Run *run, double *out, MercerMatrix g);

static void
each_run (const KernelTile *tile, Visit visit, double *out, MercerMatrix g)
{
  size_t order = (size_t) tile->p[ORDER];

  for (size_t j = 0; j < tile->cols; j++)
    for (size_t row = 0; row < tile->rows; row += RUN)
      {
        Run run = { tile, row, MIN (RUN, tile->rows - row), j, MIN (order, MOST_ORDER) };
        visit (&run, out + row + j * tile->rows, g);
      }
}

static void
visit_value (const Run *run, double *out, MercerMatrix g)
{
  polynomials (run, SIZE_MAX, 1, run->order, out);
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  each_run (tile, visit_value, v, (MercerMatrix){ 0 });
}

/* dk/dfactor_c is e_0 + ... + e_(order - 1) of the other columns. */
static void
by_factor (const Run *run, size_t c, double *factor, double *out)
{
  polynomials (run, c, 0, run->order - 1, out);
  factors (run, c, factor);
}

static void
visit_lengthscale (const Run *run, double *out, MercerMatrix g)
{
  double rest[RUN], factor[RUN], square[RUN], l = run->tile->p[LENGTHSCALE];

  for (size_t i = 0; i < run->rows; i++)
    out[i] = 0;
  for (size_t c = 0; c < run->tile->d; c++)
    {
      by_factor (run, c, factor, rest);
      squares (run, c, square);
      for (size_t i = 0; i < run->rows; i++)
        out[i] += rest[i] * factor[i] * square[i] / (l * l * l);
    }
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  each_run (tile, visit_lengthscale, out, (MercerMatrix){ 0 });
}

static void
visit_points (const Run *run, double *adjoint, MercerMatrix g)
{
  double rest[RUN], factor[RUN], l = run->tile->p[LENGTHSCALE];

  for (size_t c = 0; c < run->tile->d; c++)
    {
      size_t column = run->tile->columns[c];
      const double *x = mercer_matrix_at (run->tile->x, run->row, column);
      double z = *mercer_matrix_at (run->tile->z, run->column, column);
      double *to = mercer_matrix_at (g, run->row, column);
      by_factor (run, c, factor, rest);
      for (size_t i = 0; i < run->rows; i++)
        to[i] -= adjoint[i] * rest[i] * factor[i] * (x[i] - z) / (l * l);
    }
}

static void
by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  each_run (tile, visit_points, (double *) adjoint, g); /* only read */
}

/* --- Along one column, where the other d - 1 factors are 1: of the groups of q columns (d - 1 over q) are without it and
 * constant, and (d - 1 over q - 1) are its RBF. */

static double
count_groups (const double *p, size_t d, size_t taken)
{
  double e[MOST_ORDER + 1] = { 1 }, sum = 0;
  size_t order = (size_t) p[ORDER];

  for (size_t c = 1; c < d; c++)
    for (size_t q = order; q > 0; q--)
      e[q] += e[q - 1];
  for (size_t q = 1; q <= order; q++)
    sum += e[q - taken];
  return sum;
}

static double
spectral (const double *p, size_t d, double w)
{
  double l = p[LENGTHSCALE], a = 2 * M_PI * w * l;
  return count_groups (p, d, 1) * sqrt (2 * M_PI) * l * exp (-0.5 * a * a);
}

static size_t
lines (const double *p, size_t d, size_t most, double *frequency, double *weight)
{
  frequency[0] = 0;
  weight[0] = count_groups (p, d, 0);
  return weight[0] > 0;
}

static const MercerKernelParamSpec params[] = {
  { "order", N_ ("Columns in a term"), "", 2, 1, MOST_ORDER, true, true, NULL },
  { "lengthscale", N_ ("Length scale"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_anova = {
  .family = {
    .id = "Anova",
    .title = N_ ("ANOVA"),
    .formula = "Σ over groups of 1 to q columns of Π exp(−(x_c − x′_c)² / 2ℓ²)",
    .assumption = N_ ("The function is a sum of smooth functions of a few columns each: one alone, two together, "
                      "and so on up to the order."),
    .source = "Duvenaud, Nickisch and Rasmussen (2011), eq. 4-7",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = value,
  .partial = partial,
  .by_points = by_points,
  .spectral = spectral,
  .lines = lines,
};
