/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

/* What is a function of a distance D that is added up over the columns: sum |x - z| (Laplacian), or
 * sum (x - z)^2 / (x + z) of shares and counts (Chi2, AdditiveChi2), where 0 against 0 is 0. */

/* out += the distance in one column. */
typedef void (*AddDistance) (size_t n, const double *x, double z, double *out);
/* g += t dD/dx of one column. */
typedef void (*AddSlope) (size_t n, const double *t, const double *x, double z, double *g);

KERNEL_CLONES static void
add_city_block (size_t n, const double *restrict x, double z, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] += fabs (x[i] - z);
}

KERNEL_CLONES static void
add_sign (size_t n, const double *restrict t, const double *restrict x, double z, double *restrict g)
{
  for (size_t i = 0; i < n; i++)
    g[i] += x[i] > z ? t[i] : x[i] < z ? -t[i] : 0;
}

KERNEL_CLONES static void
add_chi_square (size_t n, const double *restrict x, double z, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    {
      double sum = x[i] + z, difference = x[i] - z;
      out[i] += difference * difference / (sum != 0 ? sum : 1); /* both are 0 then */
    }
}

/* d/dx (x - z)^2 / (x + z) = (x - z) (x + 3 z) / (x + z)^2. */
KERNEL_CLONES static void
add_chi_slope (size_t n, const double *restrict t, const double *restrict x, double z, double *restrict g)
{
  for (size_t i = 0; i < n; i++)
    {
      double sum = x[i] + z;
      g[i] += t[i] * (x[i] - z) * (x[i] + 3 * z) / (sum != 0 ? sum * sum : 1);
    }
}

static void
distances (const KernelTile *tile, AddDistance add, double *out)
{
  for (size_t i = 0; i < tile->n; i++)
    out[i] = 0;
  for (size_t c = 0; c < tile->d; c++)
    for (size_t j = 0; j < tile->cols; j++)
      add (tile->rows, mercer_matrix_column (tile->x, tile->columns[c]), *mercer_matrix_at (tile->z, j, tile->columns[c]),
           out + j * tile->rows);
}

/* t = adjoint factor v; v NULL: 1. */
static void
move (const KernelTile *tile, AddSlope add, double factor, const double *v, const double *adjoint, MercerMatrix g)
{
  double t[KERNEL_TILE];

  for (size_t i = 0; i < tile->n; i++)
    t[i] = factor * adjoint[i] * (v != NULL ? v[i] : 1);
  for (size_t c = 0; c < tile->d; c++)
    for (size_t j = 0; j < tile->cols; j++)
      add (tile->rows, t + j * tile->rows, mercer_matrix_column (tile->x, tile->columns[c]),
           *mercer_matrix_at (tile->z, j, tile->columns[c]), mercer_matrix_column (g, tile->columns[c]));
}

/* out = factor D v. */
static void
weigh (const KernelTile *tile, AddDistance add, double factor, const double *v, double *out)
{
  distances (tile, add, out);
  for (size_t i = 0; i < tile->n; i++)
    out[i] *= factor * v[i];
}

/* --- Laplacian: exp (-D / l) --------------------------------------------------------------- */

static void
laplacian_value (const KernelTile *tile, double *v, double *slope)
{
  distances (tile, add_city_block, v);
  mercer_vexp_scaled (tile->n, 1, -1 / tile->p[0], v, v);
}

static void
laplacian_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  weigh (tile, add_city_block, 1 / (tile->p[0] * tile->p[0]), v, out);
}

static void
laplacian_by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  move (tile, add_sign, -1 / tile->p[0], v, adjoint, g);
}

static double
laplacian_spectral (const double *p, size_t d, double w)
{
  double angle = 2 * M_PI * w * p[0];
  return 2 * p[0] / (1 + angle * angle);
}

/* --- Chi2: exp (-gamma D) ---------------------------------------------------------------------- */

static void
chi2_value (const KernelTile *tile, double *v, double *slope)
{
  distances (tile, add_chi_square, v);
  mercer_vexp_scaled (tile->n, 1, -tile->p[0], v, v);
}

static void
chi2_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  weigh (tile, add_chi_square, -1, v, out);
}

static void
chi2_by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  move (tile, add_chi_slope, -tile->p[0], v, adjoint, g);
}

/* --- AdditiveChi2: -D -------------------------------------------------------------------------- */

static void
additive_chi2_value (const KernelTile *tile, double *v, double *slope)
{
  distances (tile, add_chi_square, v);
  for (size_t i = 0; i < tile->n; i++)
    v[i] = 0 - v[i]; /* and not a negative zero */
}

static void
additive_chi2_by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  move (tile, add_chi_slope, -1, NULL, adjoint, g);
}

static const MercerKernelParamSpec laplacian_params[] = { KERNEL_LENGTHSCALE, { NULL } };

static const MercerKernelParamSpec chi2_params[] = {
  { "gamma", N_ ("Sharpness"), "1/x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec no_params[] = { { NULL } };

const KernelFamily kernel_family_laplacian = {
  .family = {
    .id = "Laplacian",
    .title = N_ ("Laplacian"),
    .formula = "exp(−Σ_c |x_c − x′_c| / ℓ)",
    .assumption = N_ ("Differences add up column by column, and one that is far off weighs little; the function is "
                      "continuous but has no derivative."),
    .source = "Rahimi and Recht (2007), figure 1; scikit-learn's laplacian_kernel with gamma = 1 / ℓ",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = 0,
    .params = laplacian_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = laplacian_value,
  .partial = laplacian_partial,
  .by_points = laplacian_by_points,
  .spectral = laplacian_spectral,
};

const KernelFamily kernel_family_chi2 = {
  .family = {
    .id = "Chi2",
    .title = N_ ("Chi-squared"),
    .formula = "exp(−γ Σ_c (x_c − x′_c)² / (x_c + x′_c))",
    .assumption = N_ ("Inputs are shares or counts of 0 or more, and a difference between small ones weighs more than the "
                      "same between large ones."),
    .source = "Zhang, Marszałek, Lazebnik and Schmid (2007); scikit-learn's chi2_kernel",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_NONNEGATIVE_INPUT,
    .smoothness = INFINITY,
    .params = chi2_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = chi2_value,
  .partial = chi2_partial,
  .by_points = chi2_by_points,
};

const KernelFamily kernel_family_additive_chi2 = {
  .family = {
    .id = "AdditiveChi2",
    .title = N_ ("Additive chi-squared"),
    .formula = "−Σ_c (x_c − x′_c)² / (x_c + x′_c)",
    .assumption = N_ ("The chi-squared distance of shares or counts with its sign changed; only weights that sum to zero "
                      "have a size. Shift() or Centre() around it makes it positive definite."),
    .source = "Vedaldi and Zisserman (2012); scikit-learn's additive_chi2_kernel",
    .flags = MERCER_KERNEL_CONDITIONALLY | MERCER_KERNEL_NONNEGATIVE_INPUT,
    .smoothness = INFINITY,
    .params = no_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = additive_chi2_value,
  .by_points = additive_chi2_by_points,
};
