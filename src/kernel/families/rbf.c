/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "exp2.h"
#include "families.h"
#include "simd.h"
#include "vexp.h"

KERNEL_CLONES static void
halve_negative (size_t n, const double *restrict v, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    slope[i] = -0.5 * v[i];
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  mercer_vexp_scaled (tile->n, 1, -0.5 * tile->weight, tile->u, v);
  if (slope != NULL)
    halve_negative (tile->n, v, slope);
}

/* One column of a tile in one go: distances never go through memory. w: -log2 (e) / 2 l^2 of each
 * column of x. */
MERCER_VECTOR_BODY void
column (size_t n, const double *x0, const double *x1, const double *x2, const double *z,
        const double *w, size_t count, double *restrict out)
{
  double z0 = z[0], z1 = z[1], z2 = z[2], w0 = w[0], w1 = w[1], w2 = w[2];

#pragma omp simd
  for (size_t i = 0; i < n; i++)
    {
      double a = x0[i] - z0, t = w0 * (a * a);
      if (count > 1)
        t += w1 * ((x1[i] - z1) * (x1[i] - z1));
      if (count > 2)
        t += w2 * ((x2[i] - z2) * (x2[i] - z2));
      out[i] = kernel_exp2 (t);
    }
}

#define COLUMN(name, count)                                                                        \
  MERCER_VECTOR_BODY void name##_body (size_t n, const double *x0, const double *x1,               \
                                       const double *x2, const double *z, const double *w,         \
                                       double *restrict out)                                       \
  {                                                                                                \
    column (n, x0, x1, x2, z, w, count, out);                                                      \
  }                                                                                                \
  MERCER_VECTOR_DEFINE (WIDE, name,                                                                \
                        (size_t n, const double *x0, const double *x1, const double *x2,           \
                         const double *z, const double *w, double *restrict out),                  \
                        (n, x0, x1, x2, z, w, out))

COLUMN (column_1, 1)
COLUMN (column_2, 2)
COLUMN (column_3, 3)

static bool
fused (const KernelTile *tile, const double *weights, double *v)
{
  const double *x[3];
  double z[3] = { 0 }, w[3] = { 0 };

  if (tile->d > 3)
    return false;
  for (size_t c = 0; c < 3; c++)
    x[c] = mercer_matrix_column (tile->x, tile->columns[c < tile->d ? c : 0]);
  for (size_t c = 0; c < tile->d; c++)
    w[c] = -0.5 * KERNEL_LOG2_E * (weights != NULL ? weights[c] : tile->weight);
  for (size_t j = 0; j < tile->cols; j++)
    {
      for (size_t c = 0; c < tile->d; c++)
        z[c] = *mercer_matrix_at (tile->z, j, tile->columns[c]);
      (tile->d == 1   ? column_1
       : tile->d == 2 ? column_2
                      : column_3) (tile->rows, x[0], x[1], x[2], z, w, v + j * tile->rows);
    }
  return true;
}

/* l sqrt (2 pi) exp (-2 pi^2 l^2 w^2); Rasmussen and Williams, below eq. 4.14. */
static double
spectral (const double *p, double w)
{
  double a = M_PI * p[0] * w;
  return p[0] * sqrt (2 * M_PI) * exp (-2 * a * a);
}

static const MercerKernelParamSpec params[] = { KERNEL_LENGTHSCALE, { NULL } };

const KernelFamily kernel_family_rbf = {
  .family = {
    .id = "RBF",
    .title = N_ ("Squared exponential"),
    .formula = "exp(−r² / 2ℓ²)",
    .assumption = N_ ("The function is smooth without limit and looks alike everywhere."),
    .source = "Rasmussen and Williams (2006), eq. 4.9",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_POSITIVE_DEFINITE
             | MERCER_KERNEL_ARD,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = value,
  .fused = fused,
  .spectral = spectral,
};
