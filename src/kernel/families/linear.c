/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"

/* The functions of x.x': Linear and Polynomial. */

enum
{
  LINEAR_OFFSET
};
enum
{
  POLYNOMIAL_DEGREE,
  POLYNOMIAL_OFFSET
};

KERNEL_CLONES static void
shift (size_t n, double offset, const double *u, double *v)
{
  for (size_t i = 0; i < n; i++)
    v[i] = u[i] + offset;
}

static void
linear_value (const KernelTile *tile, double *v, double *slope)
{
  shift (tile->n, tile->p[LINEAR_OFFSET], tile->u, v);
}

static void
linear_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  for (size_t i = 0; i < tile->n; i++)
    out[i] = 1;
}

/* scale * (u + offset)^degree by repeated squaring. */
KERNEL_CLONES static void
raise_to (size_t n, double scale, double offset, int degree, const double *u, double *v)
{
  for (size_t i = 0; i < n; i++)
    {
      double base = u[i] + offset, power = scale;
      for (int left = degree; left > 0; left >>= 1, base *= base)
        power *= left & 1 ? base : 1;
      v[i] = power;
    }
}

static void
polynomial_value (const KernelTile *tile, double *v, double *slope)
{
  raise_to (tile->n, 1, tile->p[POLYNOMIAL_OFFSET], (int) tile->p[POLYNOMIAL_DEGREE], tile->u, v);
}

/* By the offset; the degree is not fitted. */
static void
polynomial_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  int degree = (int) tile->p[POLYNOMIAL_DEGREE];
  raise_to (tile->n, degree, tile->p[POLYNOMIAL_OFFSET], degree - 1, tile->u, out);
}

static void
linear_by_input (const KernelTile *tile, const double *v, double *out)
{
  linear_partial (tile, LINEAR_OFFSET, v, out);
}

/* The offset stands beside u: the derivatives by both are one. */
static void
polynomial_by_input (const KernelTile *tile, const double *v, double *out)
{
  polynomial_partial (tile, POLYNOMIAL_OFFSET, v, out);
}

static const MercerKernelParamSpec linear_params[] = {
  { "offset", N_ ("Offset"), "x²", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec polynomial_params[] = {
  { "degree", N_ ("Degree"), "", 2, 1, 20, true, true, NULL },
  { "offset", N_ ("Offset"), "x²", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_linear = {
  .family = {
    .id = "Linear",
    .title = N_ ("Linear"),
    .formula = "x·x′ + c",
    .assumption = N_ ("The function is a straight line or a plane."),
    .source = "Rasmussen and Williams (2006), section 4.2.2",
    .flags = MERCER_KERNEL_DOT_PRODUCT | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = linear_params,
  },
  .input = KERNEL_INPUT_DOT,
  .value = linear_value,
  .partial = linear_partial,
  .by_input = linear_by_input,
};

const KernelFamily kernel_family_polynomial = {
  .family = {
    .id = "Polynomial",
    .title = N_ ("Polynomial"),
    .formula = "(x·x′ + c)^q",
    .assumption = N_ ("The function is a polynomial in all columns together."),
    .source = "Rasmussen and Williams (2006), eq. 4.23",
    .flags = MERCER_KERNEL_DOT_PRODUCT | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = polynomial_params,
  },
  .input = KERNEL_INPUT_DOT,
  .value = polynomial_value,
  .partial = polynomial_partial,
  .by_input = polynomial_by_input,
};
