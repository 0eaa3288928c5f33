/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

/* Random paths and curves that start somewhere: FractionalBrownian, IntegratedBrownian,
 * ExponentialDecay. */

/* Adds sum_j adjoint(i, j) slope(i, j) to the one column of g that the leaf sees. */
KERNEL_CLONES static void
add_products (size_t n, const double *restrict a, const double *restrict b, double *restrict g)
{
  for (size_t i = 0; i < n; i++)
    g[i] += a[i] * b[i];
}

static const double *
only_column (const KernelTile *tile)
{
  return mercer_matrix_column (tile->x, tile->columns[0]);
}

static double
only_point (const KernelTile *tile, size_t j)
{
  return *mercer_matrix_at (tile->z, j, tile->columns[0]);
}

/* --- FractionalBrownian: (|x|^2H + |x'|^2H - |x - x'|^2H) / 2 ---------------------------- */

/* Squared lengths of the rows of a. */
static void
squared_lengths (const KernelTile *tile, MercerMatrix a, double *out)
{
  for (size_t i = 0; i < a.rows; i++)
    {
      out[i] = 0;
      for (size_t c = 0; c < tile->d; c++)
        out[i] += pow (*mercer_matrix_at (a, i, tile->columns[c]), 2);
    }
}

static void
squared_distances (const KernelTile *tile, size_t j, double *out)
{
  for (size_t i = 0; i < tile->rows; i++)
    out[i] = 0;
  for (size_t c = 0; c < tile->d; c++)
    {
      const double *x = mercer_matrix_column (tile->x, tile->columns[c]);
      double z = *mercer_matrix_at (tile->z, j, tile->columns[c]);
      for (size_t i = 0; i < tile->rows; i++)
        out[i] += (x[i] - z) * (x[i] - z);
    }
}

/* out = u^h, or u^h log u if `logarithm`: 0 at u = 0. */
static void
raise_squares (size_t n, double h, bool logarithm, const double *restrict u, double *restrict out)
{
  double lg[KERNEL_TILE];

  if (n == 0)
    return;
  for (size_t i = 0; i < n; i++)
    out[i] = u[i] > KERNEL_LEAST_SQUARE ? u[i] : KERNEL_LEAST_SQUARE;
  mercer_vlog (n, out, lg);
  mercer_vexp_scaled (n, 1, h, lg, out);
  for (size_t i = 0; i < n; i++)
    out[i] = u[i] > KERNEL_LEAST_SQUARE ? out[i] * (logarithm ? lg[i] : 1) : 0;
}

/* The value, or its derivative by H. */
static void
fractional (const KernelTile *tile, bool by_hurst, double *out)
{
  double h = tile->p[0], x[KERNEL_TILE], z[KERNEL_TILE], r[KERNEL_TILE], u[KERNEL_TILE];

  squared_lengths (tile, tile->x, u);
  raise_squares (tile->rows, h, by_hurst, u, x);
  squared_lengths (tile, tile->z, u);
  raise_squares (tile->cols, h, by_hurst, u, z);
  for (size_t j = 0; j < tile->cols; j++)
    {
      double *to = out + j * tile->rows;
      squared_distances (tile, j, u);
      raise_squares (tile->rows, h, by_hurst, u, r);
      for (size_t i = 0; i < tile->rows; i++)
        to[i] = 0.5 * (x[i] + z[j] - r[i]);
    }
}

static void
fractional_value (const KernelTile *tile, double *v, double *slope)
{
  fractional (tile, false, v);
}

static void
fractional_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  fractional (tile, true, out);
}

/* dk/dx = H (|x|^(2H - 2) x - |x - x'|^(2H - 2) (x - x')). */
static void
fractional_by_points (const KernelTile *tile, const double *v, const double *adjoint,
                      MercerMatrix g)
{
  double h = tile->p[0], x[KERNEL_TILE], r[KERNEL_TILE], u[KERNEL_TILE];

  squared_lengths (tile, tile->x, u);
  raise_squares (tile->rows, h - 1, false, u, x);
  for (size_t j = 0; j < tile->cols; j++)
    {
      const double *a = adjoint + j * tile->rows;
      squared_distances (tile, j, u);
      raise_squares (tile->rows, h - 1, false, u, r);
      for (size_t c = 0; c < tile->d; c++)
        {
          const double *at = mercer_matrix_column (tile->x, tile->columns[c]);
          double z = *mercer_matrix_at (tile->z, j, tile->columns[c]);
          double *to = mercer_matrix_column (g, tile->columns[c]);
          for (size_t i = 0; i < tile->rows; i++)
            to[i] += h * a[i] * (x[i] * at[i] - r[i] * (at[i] - z));
        }
    }
}

/* --- IntegratedBrownian: m^3 / 3 + m^2 |x - x'| / 2, m = min (x, x') --------------------- */

KERNEL_CLONES static void
integrated (size_t n, const double *restrict x, double z, double *restrict v)
{
  for (size_t i = 0; i < n; i++)
    {
      double m = x[i] < z ? x[i] : z;
      v[i] = m * m * (m * (1 / 3.0) + 0.5 * fabs (x[i] - z));
    }
}

static void
integrated_value (const KernelTile *tile, double *v, double *slope)
{
  for (size_t j = 0; j < tile->cols; j++)
    integrated (tile->rows, only_column (tile), only_point (tile, j), v + j * tile->rows);
}

/* For x < x' k = x^2 x' / 2 - x^3 / 6, else x'^2 x / 2 - x'^3 / 6: no kink where they meet. */
KERNEL_CLONES static void
integrated_slopes (size_t n, const double *restrict x, double z, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = x[i] < z ? x[i] * (z - 0.5 * x[i]) : 0.5 * z * z;
}

static void
integrated_by_points (const KernelTile *tile, const double *v, const double *adjoint,
                      MercerMatrix g)
{
  double slope[KERNEL_TILE];

  for (size_t j = 0; j < tile->cols; j++)
    {
      integrated_slopes (tile->rows, only_column (tile), only_point (tile, j), slope);
      add_products (tile->rows, slope, adjoint + j * tile->rows,
                    mercer_matrix_column (g, tile->columns[0]));
    }
}

/* --- ExponentialDecay: (b / (x + x' + b))^a ---------------------------------------------- */

enum
{
  ALPHA,
  BETA
};

KERNEL_CLONES static void
ratios (size_t n, const double *restrict x, double z, double beta, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = 1 + (x[i] + z) / beta;
}

static void
sums (const KernelTile *tile, double *out)
{
  for (size_t j = 0; j < tile->cols; j++)
    ratios (tile->rows, only_column (tile), only_point (tile, j), tile->p[BETA],
            out + j * tile->rows);
}

static void
decay_value (const KernelTile *tile, double *v, double *slope)
{
  sums (tile, v);
  mercer_vlog (tile->n, v, v);
  mercer_vexp_scaled (tile->n, 1, -tile->p[ALPHA], v, v);
}

/* With q = 1 + (x + x') / b: dk/da = -k log q, dk/db = a k (q - 1) / (b q). */
static void
decay_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double alpha = tile->p[ALPHA], beta = tile->p[BETA];

  sums (tile, out);
  if (param == ALPHA)
    mercer_vlog (tile->n, out, out);
  for (size_t i = 0; i < tile->n; i++)
    out[i] = param == ALPHA ? -v[i] * out[i] : alpha * v[i] * (out[i] - 1) / (beta * out[i]);
}

static void
decay_by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  double q[KERNEL_TILE], *to = mercer_matrix_column (g, tile->columns[0]);

  sums (tile, q);
  for (size_t i = 0; i < tile->n; i++)
    q[i] = -tile->p[ALPHA] * v[i] / (tile->p[BETA] * q[i]);
  for (size_t j = 0; j < tile->cols; j++)
    add_products (tile->rows, q + j * tile->rows, adjoint + j * tile->rows, to);
}

static const MercerKernelParamSpec fractional_params[] = {
  { "hurst", N_ ("Hurst exponent"), "", 0.5, 0.01, 0.99, false, false, NULL, 1 },
  { NULL },
};

static const MercerKernelParamSpec no_params[] = { { NULL } };

static const MercerKernelParamSpec decay_params[] = {
  { "alpha", N_ ("Shape of rates"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "beta", N_ ("Scale of rates"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_fractional_brownian = {
  .family = {
    .id = "FractionalBrownian",
    .title = N_ ("Fractional Brownian motion"),
    .formula = "½ (|x|^2H + |x′|^2H − |x − x′|^2H)",
    .assumption = N_ ("The function is a walk from 0 whose steps keep on (H above ½) or turn back (below). "
                      "Twice this is the Riesz kernel of r = 2H made positive definite by a shift."),
    .source = "Mandelbrot and Van Ness (1968)",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = 0,
    .params = fractional_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = fractional_value,
  .partial = fractional_partial,
  .by_points = fractional_by_points,
};

const KernelFamily kernel_family_integrated_brownian = {
  .family = {
    .id = "IntegratedBrownian",
    .title = N_ ("Integrated Brownian motion"),
    .formula = "m³ / 3 + m² |x − x′| / 2,  m = min(x, x′)",
    .assumption = N_ ("The function is a cubic spline in the limit: a straight line that a random walk bends."),
    .source = "Wahba (1990), section 1.5; Rasmussen and Williams (2006), eq. 6.28",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN | MERCER_KERNEL_NONNEGATIVE_INPUT,
    .smoothness = 1,
    .params = no_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = integrated_value,
  .by_points = integrated_by_points,
};

const KernelFamily kernel_family_exponential_decay = {
  .family = {
    .id = "ExponentialDecay",
    .title = N_ ("Exponential decay"),
    .formula = "(1 + (x + x′) / β)^(−α)",
    .assumption = N_ ("The function is a mixture of decaying exponentials, as learning curves are."),
    .source = "Swersky, Snoek and Adams (2014), eq. 6",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN | MERCER_KERNEL_NONNEGATIVE_INPUT,
    .smoothness = INFINITY,
    .params = decay_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = decay_value,
  .partial = decay_partial,
  .by_points = decay_by_points,
};
