/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-cca.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "alignment.h"
#include "linalg.h"

/* Directions whose eigenvalue is below this part of the largest are rounding. */
static const double rounding = 1e-11;

double
mercer_correlation (const double *a, const double *b, size_t n)
{
  double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
  for (size_t i = 0; i < n; i++)
    {
      ma += a[i] / (double) n;
      mb += b[i] / (double) n;
    }
  for (size_t i = 0; i < n; i++)
    {
      aa += (a[i] - ma) * (a[i] - ma);
      bb += (b[i] - mb) * (b[i] - mb);
      ab += (a[i] - ma) * (b[i] - mb);
    }
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : NAN;
}

/* One side: the eigenvectors that count and what the ridge makes of them. */
typedef struct
{
  MercerMatrix u; /* n x r */
  double *lambda; /* r, descending */
  double *shrink; /* r: sqrt (lambda / (lambda + n ridge)) */
} Side;

static MercerStatus
open_side (MercerMatrix gram, double ridge, Side *side, MercerWork *work)
{
  size_t n = gram.rows, r = 0;
  double *values = mercer_work_doubles (work, n);
  MercerMatrix vectors = mercer_work_matrix (work, n, n);
  side->u = mercer_work_matrix (work, n, n);
  side->lambda = mercer_work_doubles (work, n);
  side->shrink = mercer_work_doubles (work, n);
  if (values == NULL || vectors.data == NULL || side->u.data == NULL || side->lambda == NULL || side->shrink == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gram_centre (gram, work);
  if (status == MERCER_OK)
    status = mercer_eigen (gram, values, vectors, work);
  if (status != MERCER_OK)
    return status;
  while (r < n - 1 && values[n - 1 - r] > rounding * values[n - 1] && values[n - 1] > 0)
    {
      side->lambda[r] = values[n - 1 - r];
      side->shrink[r] = sqrt (side->lambda[r] / (side->lambda[r] + (double) n * ridge));
      memcpy (mercer_matrix_column (side->u, r), mercer_matrix_column (vectors, n - 1 - r), n * sizeof (double));
      r++;
    }
  side->u.cols = r;
  return r > 0 ? MERCER_OK : MERCER_BAD_INPUT; /* the kernel sees no difference between the rows */
}

/* M = S_x U_x' U_y S_y, r_x x r_y: its singular values are the maxima. */
static MercerStatus
cross (const Side *x, const Side *y, MercerMatrix m, MercerWork *work)
{
  MercerStatus status = mercer_gemm (true, false, 1, x->u, y->u, 0, m, work);
  for (size_t j = 0; j < m.cols; j++)
    for (size_t i = 0; i < m.rows; i++)
      *mercer_matrix_at (m, i, j) *= x->shrink[i] * y->shrink[j];
  return status;
}

/* Function values and coefficients of one side for the singular vectors v (r x k): f = U shrink v, a = U v shrink / lambda, both
 * over the sd of f. */
static MercerStatus
functions (const Side *side, MercerMatrix v, MercerMatrix f, MercerMatrix a, MercerWork *work)
{
  size_t n = f.rows;
  MercerMatrix scaled = mercer_work_matrix (work, v.rows, v.cols);
  if (scaled.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (int coefficients = 0; coefficients <= 1; coefficients++)
    {
      for (size_t j = 0; j < v.cols; j++)
        for (size_t i = 0; i < v.rows; i++)
          *mercer_matrix_at (scaled, i, j)
              = *mercer_matrix_at (v, i, j) * side->shrink[i] / (coefficients ? side->lambda[i] : 1);
      MercerStatus status = mercer_gemm (false, false, 1, side->u, scaled, 0, coefficients ? a : f, work);
      if (status != MERCER_OK)
        return status;
    }
  for (size_t j = 0; j < v.cols; j++)
    {
      double squares = 0;
      for (size_t i = 0; i < n; i++)
        squares += *mercer_matrix_at (f, i, j) * *mercer_matrix_at (f, i, j);
      double scale = squares > 0 ? sqrt ((double) (n - 1) / squares) : 0;
      for (size_t i = 0; i < n; i++)
        {
          *mercer_matrix_at (f, i, j) *= scale;
          *mercer_matrix_at (a, i, j) *= scale;
        }
    }
  return MERCER_OK;
}

/* The k leading singular pairs of m: of m m', then v = m' u / s. */
static MercerStatus
singular (MercerMatrix m, size_t k, double *values, MercerMatrix u, MercerMatrix v, MercerWork *work)
{
  size_t r = m.rows;
  MercerMatrix square = mercer_work_matrix (work, r, r), vectors = mercer_work_matrix (work, r, r);
  double *ascending = mercer_work_doubles (work, r);
  if (square.data == NULL || vectors.data == NULL || ascending == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_syrk (false, 1, m, 0, square, work);
  if (status == MERCER_OK)
    status = mercer_eigen (square, ascending, vectors, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      values[j] = sqrt (fmax (ascending[r - 1 - j], 0));
      memcpy (mercer_matrix_column (u, j), mercer_matrix_column (vectors, r - 1 - j), r * sizeof (double));
    }
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, m, u, 0, v, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    for (size_t i = 0; i < v.rows; i++)
      *mercer_matrix_at (v, i, j) /= values[j] > 0 ? values[j] : 1;
  return status;
}

MercerStatus
mercer_kernel_cca (MercerMatrix k_x, MercerMatrix k_y, double ridge, size_t k, MercerKernelCca *cca, MercerWork *work)
{
  size_t n = k_x.rows;
  Side x, y;
  *cca = (MercerKernelCca){ .n = n, .k = k, .values = mercer_work_doubles (work, k), .correlations = mercer_work_doubles (work, k),
                            .f = mercer_work_matrix (work, n, k), .g = mercer_work_matrix (work, n, k),
                            .a = mercer_work_matrix (work, n, k), .b = mercer_work_matrix (work, n, k) };
  if (n < 2 || k < 1 || k > n - 1 || k_y.rows != n)
    return MERCER_BAD_INPUT;
  if (cca->values == NULL || cca->correlations == NULL || cca->f.data == NULL || cca->g.data == NULL || cca->a.data == NULL
      || cca->b.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = open_side (k_x, ridge, &x, work);
  if (status == MERCER_OK)
    status = open_side (k_y, ridge, &y, work);
  if (status != MERCER_OK)
    return status;
  cca->k = k = MIN (k, MIN (x.u.cols, y.u.cols));
  cca->f.cols = cca->g.cols = cca->a.cols = cca->b.cols = k;
  MercerMatrix m = mercer_work_matrix (work, x.u.cols, y.u.cols);
  MercerMatrix u = mercer_work_matrix (work, x.u.cols, k), v = mercer_work_matrix (work, y.u.cols, k);
  if (m.data == NULL || u.data == NULL || v.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  status = cross (&x, &y, m, work);
  if (status == MERCER_OK)
    status = singular (m, k, cca->values, u, v, work);
  if (status == MERCER_OK)
    status = functions (&x, u, cca->f, cca->a, work);
  if (status == MERCER_OK)
    status = functions (&y, v, cca->g, cca->b, work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    cca->correlations[j] = mercer_correlation (mercer_matrix_column (cca->f, j), mercer_matrix_column (cca->g, j), n);
  mercer_work_release (work, mark);
  return status;
}
