/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"

/* --- The terms of a kernel -------------------------------------------------------------------------- */

/* The node whose children are the terms: the kernel itself, or the one sum in a product with numbers. depth: 0 or 1. */
static const MercerKernel *
find_sum (const MercerKernel *kernel, size_t *path, size_t *depth)
{
  *depth = 0;
  if (mercer_kernel_kind (kernel) == MERCER_KERNEL_SUM)
    return kernel;
  const MercerKernel *sum = NULL;
  if (mercer_kernel_kind (kernel) != MERCER_KERNEL_PRODUCT)
    return NULL;
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    {
      const MercerKernel *child = mercer_kernel_child (kernel, i);
      bool is_sum = mercer_kernel_kind (child) == MERCER_KERNEL_SUM;
      bool is_number = mercer_kernel_kind (child) == MERCER_KERNEL_LEAF
                       && strcmp (mercer_kernel_leaf_family (child)->id, "Constant") == 0;
      if (is_sum == is_number || (is_sum && sum != NULL))
        return NULL;
      if (is_sum)
        {
          sum = child;
          *path = i;
        }
    }
  *depth = sum != NULL;
  return sum;
}

/* The kernel without any of the sum's children but one: what stands around them stays, and what they are bound to. */
static MercerKernel *
take_term (const MercerKernel *kernel, const size_t *outer, size_t depth, size_t children, size_t kept)
{
  MercerKernel *term = mercer_kernel_ref ((MercerKernel *) kernel);
  for (size_t j = children; j-- > 0 && term != NULL;)
    if (j != kept)
      {
        size_t path[2] = { depth > 0 ? *outer : j, j };
        g_autoptr (MercerKernel) before = term;
        term = mercer_kernel_with_node (before, path, depth + 1, NULL);
      }
  return term;
}

size_t
mercer_gp_terms (const MercerKernel *kernel, MercerKernel **terms, size_t most)
{
  size_t path = 0, depth, count = 0;
  const MercerKernel *sum = find_sum (kernel, &path, &depth);
  size_t children = sum != NULL ? mercer_kernel_children (sum) : 0;
  for (size_t i = 0; i < children && count < most; i++)
    {
      double amount;
      if (!gp_is_white (mercer_kernel_child (sum, i), &amount))
        terms[count] = take_term (kernel, &path, depth, children, i);
      else
        continue;
      count += terms[count] != NULL;
    }
  if (count == 0 && most > 0)
    terms[count++] = mercer_kernel_ref ((MercerKernel *) kernel);
  return count;
}

/* --- Their posteriors --------------------------------------------------------------------------------- */

/* With a vague prior on the mean function's coefficients, P = K^-1 - K^-1 H (H'K^-1 H)^-1 H'K^-1 and k_i the covariances
 * of term i with the data: mean k_i P y = k_i K^-1 (y - H beta), covariance k_i(Z, Z) - k_i P k_i'. V' = k_i (Z, X) L^-T
 * gives both. */
typedef struct
{
  const GpSolved *solved;
  const MercerGpProblem *problem;
  MercerMatrix l, x;   /* the factor's, in its own order of rows */
  double *alpha;       /* K^-1 (y - H beta), in that order */
  MercerWork *work;
} Parts;

enum { BLOCK = 256 };

/* k (points, x) alpha, a block of points at a time. */
static MercerStatus
mean_at (const Parts *p, const MercerKernel *term, MercerMatrix points, double *out)
{
  size_t n = p->x.rows;
  MercerMark mark = mercer_work_mark (p->work);
  MercerMatrix cross = mercer_work_matrix (p->work, MIN (points.rows, (size_t) BLOCK), n);
  MercerStatus status = cross.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (size_t first = 0; first < points.rows && status == MERCER_OK; first += BLOCK)
    {
      size_t rows = MIN (points.rows - first, (size_t) BLOCK);
      MercerMatrix k = mercer_matrix_block (cross, 0, 0, rows, n);
      status = mercer_kernel_cross (term, mercer_matrix_block (points, first, 0, rows, points.cols), p->x, k, p->work);
      if (status == MERCER_OK)
        mercer_gemv (false, 1, k, p->alpha, 0, out + first);
    }
  mercer_work_release (p->work, mark);
  return status;
}

/* k (z, z) - |V'|^2 + |V' H_w C^-T|^2 by rows. */
static MercerStatus
variance_at (const Parts *p, const MercerKernel *term, MercerMatrix z, double *out)
{
  size_t n = p->x.rows, terms = p->solved->gls.p;
  MercerMark mark = mercer_work_mark (p->work);
  MercerMatrix v = mercer_work_matrix (p->work, z.rows, n), t = mercer_work_matrix (p->work, z.rows, terms + 1);
  MercerStatus status = v.data != NULL && t.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  t.cols = terms;
  if (status == MERCER_OK)
    status = mercer_kernel_cross (term, z, p->x, v, p->work);
  if (status == MERCER_OK)
    status = gp_solve_rows (p->l, v, p->work);
  if (status == MERCER_OK)
    {
      mercer_kernel_diagonal (term, z, false, out);
      gp_add_squares (-1, v, out);
      for (size_t k = 0; k < terms; k++)
        mercer_gemv (false, 1, v, mercer_matrix_column (p->solved->h_w, k), 0, mercer_matrix_column (t, k));
      gp_gls_solve_rows (&p->solved->gls, t);
      gp_add_squares (1, t, out);
      for (size_t j = 0; j < z.rows; j++)
        out[j] = MAX (out[j], 0);
    }
  mercer_work_release (p->work, mark);
  return status;
}

/* h (z)'beta, and |h (z)' C^-T|^2 unless variance is NULL. */
static MercerStatus
mean_function_at (const Parts *p, MercerMatrix points, double *mean, double *variance)
{
  const GpGls *gls = &p->solved->gls;
  MercerMark mark = mercer_work_mark (p->work);
  MercerMatrix t = mercer_work_matrix (p->work, points.rows, gls->p + 1);
  if (t.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  t.cols = gls->p;
  memset (mean, 0, points.rows * sizeof (double));
  gp_mean_basis (p->problem->mean, points, p->solved->centre, t);
  for (size_t k = 0; k < gls->p; k++)
    cblas_daxpy ((int) points.rows, gls->beta[k], mercer_matrix_column (t, k), 1, mean, 1);
  if (variance != NULL)
    {
      memset (variance, 0, points.rows * sizeof (double));
      gp_gls_solve_rows (gls, t);
      gp_add_squares (1, t, variance);
    }
  mercer_work_release (p->work, mark);
  return MERCER_OK;
}

MercerStatus
mercer_gp_decompose (const MercerGpProblem *problem, MercerKernel *const *terms, size_t count, MercerMatrix z,
                     MercerMatrix mean, MercerMatrix variance, MercerMatrix fitted, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  GpSolved solved;
  MercerStatus status = gp_solve_dense (&solved, problem, z, work);
  if (status != MERCER_OK)
    {
      mercer_work_release (work, mark);
      return status;
    }
  const GpFactor *factor = solved.hold.factor;
  size_t n = factor->n;
  Parts p = { &solved, problem, mercer_matrix_block (factor->f, 0, 0, n, n), { factor->x, n, factor->d, factor->capacity },
              mercer_work_doubles (work, n), work };
  status = p.alpha != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      memcpy (p.alpha, solved.residual, n * sizeof (double));
      cblas_dtrsv (CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, (int) n, p.l.data, (int) p.l.stride, p.alpha, 1);
    }
  for (size_t i = 0; i < count && status == MERCER_OK; i++)
    {
      status = mean_at (&p, terms[i], z, mercer_matrix_column (mean, i));
      if (status == MERCER_OK && variance.data != NULL)
        status = variance_at (&p, terms[i], z, mercer_matrix_column (variance, i));
      if (status == MERCER_OK && fitted.data != NULL)
        status = mean_at (&p, terms[i], problem->x, mercer_matrix_column (fitted, i));
    }
  if (status == MERCER_OK)
    status = mean_function_at (&p, z, mercer_matrix_column (mean, count),
                               variance.data != NULL ? mercer_matrix_column (variance, count) : NULL);
  if (status == MERCER_OK && fitted.data != NULL)
    status = mean_function_at (&p, problem->x, mercer_matrix_column (fitted, count), NULL);
  gp_solved_clear (&solved);
  mercer_work_release (work, mark);
  return status;
}
