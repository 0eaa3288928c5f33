/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"

/* What changes along one column: ChangePoint, by which a kernel is switched on or off, and Gibbs,
 * an RBF whose length scale grows. Both work from numbers of each point, made once for a tile. */

typedef struct
{
  double x[KERNEL_TILE], z[KERNEL_TILE];
} Ends;

static void
each_end (const KernelTile *tile, double (*number) (const double *p, double x), Ends *ends)
{
  size_t column = tile->columns[0];

  for (size_t i = 0; i < tile->rows; i++)
    ends->x[i] = number (tile->p, *mercer_matrix_at (tile->x, i, column));
  for (size_t j = 0; j < tile->cols; j++)
    ends->z[j] = number (tile->p, *mercer_matrix_at (tile->z, j, column));
}

static double
at_x (const KernelTile *tile, size_t i)
{
  return *mercer_matrix_at (tile->x, i, tile->columns[0]);
}

static double
at_z (const KernelTile *tile, size_t j)
{
  return *mercer_matrix_at (tile->z, j, tile->columns[0]);
}

static void
add_along (const KernelTile *tile, const double *adjoint, const double *slope, MercerMatrix g)
{
  double *to = mercer_matrix_column (g, tile->columns[0]);

  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      to[i] += adjoint[i + j * tile->rows] * slope[i + j * tile->rows];
}

/* --- ChangePoint: h (x) h (x'), h (x) = 1 / (1 + exp (-a (x - c))) ----------------------- */

enum
{
  LOCATION,
  STEEPNESS
};

static double
gate (const double *p, double x)
{
  return 1 / (1 + exp (-p[STEEPNESS] * (x - p[LOCATION])));
}

/* 1 - h. */
static double
closed (const double *p, double x)
{
  return 1 / (1 + exp (p[STEEPNESS] * (x - p[LOCATION])));
}

static void
change_value (const KernelTile *tile, double *v, double *slope)
{
  Ends h;

  each_end (tile, gate, &h);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double k = h.x[i] * h.z[j];
        v[i + j * tile->rows] = k > 1e-200 ? k : 0;
      }
}

/* With dh/dx = a h (1 - h): dk/dc = -a k ((1 - h) + (1 - h')), dk/da = k ((1 - h) (x - c) + ...).
 */
static void
change_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double c = tile->p[LOCATION], a = tile->p[STEEPNESS];
  Ends rest;

  each_end (tile, closed, &rest);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double by_location = -a * (rest.x[i] + rest.z[j]);
        double by_steepness = rest.x[i] * (at_x (tile, i) - c) + rest.z[j] * (at_z (tile, j) - c);
        out[i + j * tile->rows]
            = v[i + j * tile->rows] * (param == LOCATION ? by_location : by_steepness);
      }
}

static void
change_by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  double slope[KERNEL_TILE];
  Ends rest;

  each_end (tile, closed, &rest);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      slope[i + j * tile->rows] = tile->p[STEEPNESS] * v[i + j * tile->rows] * rest.x[i];
  add_along (tile, adjoint, slope, g);
}

/* --- Gibbs: sqrt (2 l l' / (l^2 + l'^2)) exp (-(x - x')^2 / (l^2 + l'^2)), l = l0 exp (g x) ----
 */

enum
{
  GROWTH,
  LENGTHSCALE
};

/* Kept where squares and their inverses are numbers. */
static double
length (const double *p, double x)
{
  double l = p[LENGTHSCALE] * exp (p[GROWTH] * x);
  return CLAMP (l, 1e-100, 1e100);
}

static void
gibbs_value (const KernelTile *tile, double *v, double *slope)
{
  Ends l;

  each_end (tile, length, &l);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double r = at_x (tile, i) - at_z (tile, j), sum = l.x[i] * l.x[i] + l.z[j] * l.z[j];
        double k = sqrt (2 * l.x[i] * l.z[j] / sum) * exp (-r * r / sum);
        v[i + j * tile->rows] = k > 1e-200 ? k : 0;
      }
}

/* d log k by the logarithms of l and l': 1/2 - l^2 / S + 2 l^2 r^2 / S^2 for l, S = l^2 + l'^2. */
static void
by_lengths (const KernelTile *tile, const Ends *l, size_t i, size_t j, double *by_x, double *by_z)
{
  double r = at_x (tile, i) - at_z (tile, j), x2 = l->x[i] * l->x[i], z2 = l->z[j] * l->z[j];
  double sum = x2 + z2, common = 2 * r * r / sum - 1;

  *by_x = 0.5 + x2 / sum * common;
  *by_z = 0.5 + z2 / sum * common;
}

static void
gibbs_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  Ends l;

  each_end (tile, length, &l);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double by_x, by_z;
        by_lengths (tile, &l, i, j, &by_x, &by_z);
        out[i + j * tile->rows] = v[i + j * tile->rows]
                                  * (param == GROWTH ? by_x * at_x (tile, i) + by_z * at_z (tile, j)
                                                     : (by_x + by_z) / tile->p[LENGTHSCALE]);
      }
}

static void
gibbs_by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  double slope[KERNEL_TILE];
  Ends l;

  each_end (tile, length, &l);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double by_x, by_z, r = at_x (tile, i) - at_z (tile, j);
        by_lengths (tile, &l, i, j, &by_x, &by_z);
        slope[i + j * tile->rows]
            = v[i + j * tile->rows]
              * (by_x * tile->p[GROWTH] - 2 * r / (l.x[i] * l.x[i] + l.z[j] * l.z[j]));
      }
  add_along (tile, adjoint, slope, g);
}

static const MercerKernelParamSpec change_params[] = {
  { "location", N_ ("Place of change"), "x", 0, -KERNEL_UPPER, KERNEL_UPPER, false, false,
    NULL },
  { "steepness", N_ ("Steepness"), "1/x", 1, -1e3, 1e3, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec gibbs_params[] = {
  { "growth", N_ ("Growth of scale"), "1/x", 0.1, -1e3, 1e3, false, false, NULL },
  { "lengthscale", N_ ("Length scale at 0"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false,
    NULL },
  { NULL },
};

const KernelFamily kernel_family_change_point = {
  .family = {
    .id = "ChangePoint",
    .title = N_ ("Change point"),
    .formula = "h(x) h(x′),  h = 1 / (1 + exp(−a (x − c)))",
    .assumption = N_ ("A gate for other kernels: times one with a > 0 they begin at c, times one with a < 0 they "
                      "end there; the sum of both is a function that changes its nature."),
    .source = "Saatçi, Turner and Rasmussen (2010); Lloyd et al. (2014), appendix A.2",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = INFINITY,
    .params = change_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = change_value,
  .partial = change_partial,
  .by_points = change_by_points,
};

const KernelFamily kernel_family_gibbs = {
  .family = {
    .id = "Gibbs",
    .title = N_ ("Gibbs"),
    .formula = "√(2ll′ / (l² + l′²)) exp(−(x − x′)² / (l² + l′²)),  l(x) = ℓ exp(gx)",
    .assumption = N_ ("The function is smooth, and its length scale grows or shrinks along the column."),
    .source = "Gibbs (1997); Rasmussen and Williams (2006), eq. 4.32",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = INFINITY,
    .params = gibbs_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = gibbs_value,
  .partial = gibbs_partial,
  .by_points = gibbs_by_points,
};
