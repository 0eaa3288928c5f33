/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gsir.h"

#include <math.h>

#include "alignment.h"
#include "linalg.h"

/* Eigenvalues below this part of the largest are rounding. */
static const double rounding = 1e-12;

/* A centred Gram matrix by its eigenvectors, ascending. */
typedef struct
{
  MercerMatrix u;
  double *lambda, largest;
} Side;

static MercerStatus
open_side (MercerMatrix gram, Side *side, MercerWork *work)
{
  size_t n = gram.rows;
  *side = (Side){ mercer_work_matrix (work, n, n), mercer_work_doubles (work, n), 0 };
  if (side->u.data == NULL || side->lambda == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gram_centre (gram, work);
  if (status == MERCER_OK)
    status = mercer_eigen (gram, side->lambda, side->u, work);
  if (status != MERCER_OK)
    return status;
  side->largest = side->lambda[n - 1];
  for (size_t j = 0; j < n; j++)
    side->lambda[j] = side->lambda[j] > rounding * side->largest ? side->lambda[j] : 0;
  return side->largest > 0 ? MERCER_OK : MERCER_BAD_INPUT; /* the kernel sees no difference between the rows */
}

static double
shrunk (const Side *side, double ridge, size_t j)
{
  return side->lambda[j] / (side->lambda[j] + ridge * side->largest);
}

/* U_x' R with A = R R': R = U_y diag (root), root^2 the eigenvalues of A. */
static MercerStatus
root_across (const Side *x, const Side *y, MercerGsirWay way, double ridge_y, MercerMatrix out, MercerWork *work)
{
  MercerStatus status = mercer_gemm (true, false, 1, x->u, y->u, 0, out, work);
  for (size_t j = 0; j < out.cols; j++)
    {
      double root = sqrt (way == MERCER_GSIR_COVARIANCE ? y->lambda[j] : shrunk (y, ridge_y, j));
      for (size_t i = 0; i < out.rows; i++)
        *mercer_matrix_at (out, i, j) *= root;
    }
  return status;
}

/* Turns f = U s (B v in the eigenbasis of G_x) and a = U (s / lambda) to unit variance. */
static MercerStatus
functions (const Side *x, MercerMatrix s, MercerGsir *gsir, MercerWork *work)
{
  MercerMatrix over = mercer_work_matrix (work, s.rows, s.cols);
  if (over.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < s.cols; j++)
    {
      double squares = 0;
      for (size_t i = 0; i < s.rows; i++)
        squares += *mercer_matrix_at (s, i, j) * *mercer_matrix_at (s, i, j);
      double scale = squares > 0 ? sqrt ((double) (gsir->n - 1) / squares) : 0;
      for (size_t i = 0; i < s.rows; i++)
        {
          *mercer_matrix_at (s, i, j) *= scale;
          *mercer_matrix_at (over, i, j) = x->lambda[i] > 0 ? *mercer_matrix_at (s, i, j) / x->lambda[i] : 0;
        }
    }
  MercerStatus status = mercer_gemm (false, false, 1, x->u, s, 0, gsir->f, work);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, x->u, over, 0, gsir->a, work) : status;
}

MercerStatus
mercer_gsir (MercerMatrix k_x, MercerMatrix k_y, MercerGsirWay way, double ridge_x, double ridge_y, size_t k, MercerGsir *gsir,
             MercerWork *work)
{
  size_t n = k_x.rows;
  Side x, y;
  if (n < 2 || k < 1 || k > n - 1 || k_y.rows != n || !(ridge_x > 0) || !(ridge_y > 0))
    return MERCER_BAD_INPUT;
  *gsir = (MercerGsir){ .n = n, .values = mercer_work_doubles (work, k), .f = mercer_work_matrix (work, n, k),
                        .a = mercer_work_matrix (work, n, k) };
  if (gsir->values == NULL || gsir->f.data == NULL || gsir->a.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix m = mercer_work_matrix (work, n, n), across = mercer_work_matrix (work, n, n);
  MercerMatrix vectors = mercer_work_matrix (work, n, n), s = mercer_work_matrix (work, n, k);
  double *values = mercer_work_doubles (work, n);
  if (m.data == NULL || across.data == NULL || vectors.data == NULL || s.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = open_side (k_x, &x, work);
  if (status == MERCER_OK)
    status = open_side (k_y, &y, work);
  if (status == MERCER_OK)
    status = root_across (&x, &y, way, ridge_y, across, work);
  for (size_t j = 0; j < n && status == MERCER_OK; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (across, i, j) *= shrunk (&x, ridge_x, i);
  if (status == MERCER_OK)
    status = mercer_syrk (false, 1, across, 0, m, work); /* M in the eigenbasis of G_x */
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    gsir->total += *mercer_matrix_at (m, i, i);
  if (status == MERCER_OK)
    status = mercer_eigen (m, values, vectors, work);
  if (status != MERCER_OK)
    return status;
  while (gsir->k < k && values[n - 1 - gsir->k] > rounding * values[n - 1] && values[n - 1] > 0)
    {
      size_t j = gsir->k++;
      gsir->values[j] = values[n - 1 - j];
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (s, i, j) = shrunk (&x, ridge_x, i) * *mercer_matrix_at (vectors, i, n - 1 - j);
    }
  if (gsir->k == 0)
    return MERCER_BAD_INPUT;
  gsir->f.cols = gsir->a.cols = s.cols = gsir->k;
  status = functions (&x, s, gsir, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_gsir_ridge (MercerMatrix k_x, MercerMatrix k_y, double *ridge, MercerWork *work)
{
  enum { STEPS = 13 };
  size_t n = k_x.rows;
  Side x;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix g_x = mercer_work_matrix (work, n, n), g_y = mercer_work_matrix (work, n, n), turned = mercer_work_matrix (work, n, n);
  double *squares = mercer_work_doubles (work, n), best = INFINITY;
  if (g_x.data == NULL || g_y.data == NULL || turned.data == NULL || squares == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (k_x, g_x);
  mercer_matrix_copy (k_y, g_y);
  MercerStatus status = open_side (g_x, &x, work);
  if (status == MERCER_OK)
    status = mercer_gram_centre (g_y, work);
  mercer_matrix_mirror_lower (g_y);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, x.u, g_y, 0, turned, work);
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    {
      squares[i] = 0;
      for (size_t j = 0; j < n; j++)
        squares[i] += *mercer_matrix_at (turned, i, j) * *mercer_matrix_at (turned, i, j);
    }
  for (int step = 0; step < STEPS && status == MERCER_OK; step++)
    {
      double candidate = pow (10, -6 + 0.5 * step), miss = 0, kept = 0;
      for (size_t i = 0; i < n; i++)
        {
          double share = shrunk (&x, candidate, i);
          miss += (1 - share) * (1 - share) * squares[i];
          kept += share / (double) (n - 1); /* constants, which centring took, are no freedom */
        }
      double score = miss / ((1 - kept) * (1 - kept));
      if (score < best)
        {
          best = score;
          *ridge = candidate;
        }
    }
  mercer_work_release (work, mark);
  return status;
}
