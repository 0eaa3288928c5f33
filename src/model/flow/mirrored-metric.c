/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>

#include "linalg.h"
#include "mirrored-private.h"

static const double cutoff = 1e-10; /* eigenvalues of the kernel smaller than this share of the largest are left out */

/* The kernel that carries the metric M is the mean over particles l of k^(1/2) (., x_l) M_l k^(1/2) (x_l, .). Written with
 * the Gram matrix K of the particles, whose square root has the values of sqrt n k^(1/2), the velocity becomes
 *   K^(1/2) diag (M_l) K^(-1/2) v0
 * where v0 is the velocity with the plain kernel: both its terms are linear in the kernel's first argument, so that K^(-1/2) can be
 * taken out of them. */
static MercerMatrix
gram (double l, MercerMatrix x, MercerWork *work)
{
  MercerMatrix k = mercer_work_matrix (work, x.rows, x.rows);
  for (size_t j = 0; j < x.rows && k.data != NULL; j++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double u = *mercer_matrix_at (x, i, 0) - *mercer_matrix_at (x, j, 0);
        double v = *mercer_matrix_at (x, i, 1) - *mercer_matrix_at (x, j, 1);
        *mercer_matrix_at (k, i, j) = exp (-0.5 * (u * u + v * v) / (l * l));
      }
  return k;
}

/* v <- Q diag (d^power) Q' v */
static MercerStatus
apply_power (const double *d, MercerMatrix q, double power, MercerMatrix v, MercerMatrix room, MercerWork *work)
{
  double least = cutoff * d[q.cols - 1];
  MercerStatus status = mercer_gemm (true, false, 1, q, v, 0, room, work);
  for (size_t a = 0; a < v.cols; a++)
    for (size_t k = 0; k < q.cols; k++)
      *mercer_matrix_at (room, k, a) *= d[k] > least ? pow (d[k], power) : 0;
  return status == MERCER_OK ? mercer_gemm (false, false, 1, q, room, 0, v, work) : status;
}

/* v_i <- (diag theta - theta theta') v_i, or its inverse diag (1 / theta) + 1 1' / theta_3 times v_i. */
static void
apply_metric (MercerMatrix theta, bool inverse, MercerMatrix v)
{
  for (size_t i = 0; i < v.rows; i++)
    {
      double a = *mercer_matrix_at (theta, i, 0), b = *mercer_matrix_at (theta, i, 1), c = *mercer_matrix_at (theta, i, 2);
      double *first = mercer_matrix_at (v, i, 0), *second = mercer_matrix_at (v, i, 1), along = a * *first + b * *second;
      double both = (*first + *second) / c;
      *first = inverse ? *first / a + both : a * (*first - along);
      *second = inverse ? *second / b + both : b * (*second - along);
    }
}

MercerStatus
mirrored_add_metric (MercerMirroredKind kind, double l, MercerMatrix theta, MercerMatrix x, MercerMatrix v, MercerWork *work)
{
  size_t n = x.rows;
  MercerMatrix k = gram (l, x, work), q = mercer_work_matrix (work, n, n), room = mercer_work_matrix (work, n, 2);
  double *d = mercer_work_doubles (work, n);
  if (k.data == NULL || q.data == NULL || room.data == NULL || d == NULL)
    return MERCER_OUT_OF_MEMORY;
  bool natural = kind == MERCER_MIRRORED_NATURAL;
  MercerStatus status = mercer_eigen (k, d, q, work);
  if (status == MERCER_OK)
    status = apply_power (d, q, -0.5, v, room, work);
  if (status != MERCER_OK)
    return status;
  apply_metric (theta, !natural, v);
  status = apply_power (d, q, 0.5, v, room, work);
  if (status == MERCER_OK && natural)
    apply_metric (theta, true, v);
  return status;
}
