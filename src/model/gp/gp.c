/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"
#include "vector.h"

bool
gp_is_white (const MercerKernel *node, double *amount)
{
  size_t leaves = mercer_kernel_kind (node) == MERCER_KERNEL_PRODUCT ? mercer_kernel_children (node) : 1;
  size_t whites = 0;
  if (mercer_kernel_kind (node) != MERCER_KERNEL_PRODUCT && mercer_kernel_kind (node) != MERCER_KERNEL_LEAF)
    return false;
  for (size_t i = 0; i < leaves; i++)
    {
      const MercerKernel *leaf
          = mercer_kernel_kind (node) == MERCER_KERNEL_LEAF ? node : mercer_kernel_child (node, i);
      if (mercer_kernel_kind (leaf) != MERCER_KERNEL_LEAF)
        return false;
      const char *id = mercer_kernel_leaf_family (leaf)->id;
      if (strcmp (id, "White") == 0)
        whites++;
      else if (strcmp (id, "Constant") != 0)
        return false;
    }
  if (whites != 1)
    return false;
  *amount = 1;
  for (size_t i = 0; i < mercer_kernel_params (node); i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (node, i, &param);
      *amount *= param.value;
    }
  return true;
}

GpSplit
gp_split (const MercerKernel *kernel)
{
  GpSplit split = { mercer_kernel_ref ((MercerKernel *) kernel), 1, 0 };
  size_t i = 0;
  while (mercer_kernel_kind (split.rest) == MERCER_KERNEL_SUM && i < mercer_kernel_children (split.rest))
    {
      double amount;
      MercerKernel *without = gp_is_white (mercer_kernel_child (split.rest, i), &amount)
                                  ? mercer_kernel_with_node (split.rest, &i, 1, NULL)
                                  : NULL;
      if (without == NULL)
        {
          i++;
          continue;
        }
      split.white += amount;
      mercer_kernel_unref (split.rest);
      split.rest = without;
    }
  MercerKernel *whole = split.rest;
  split.rest = mercer_kernel_split_scale (whole, &split.scale);
  mercer_kernel_unref (whole);
  return split;
}

void
gp_split_clear (GpSplit *split)
{
  g_clear_pointer (&split->rest, mercer_kernel_unref);
}

size_t
gp_mean_terms (MercerMean mean, size_t d)
{
  return mean == MERCER_MEAN_ZERO ? 0 : mean == MERCER_MEAN_CONSTANT ? 1 : 1 + d;
}

void
gp_mean_basis (MercerMean mean, MercerMatrix x, const double *centre, MercerMatrix h)
{
  size_t p = gp_mean_terms (mean, x.cols);
  for (size_t k = 0; k < p; k++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (h, i, k) = k == 0 ? 1 : *mercer_matrix_at (x, i, k - 1) - centre[k - 1];
}

void
gp_column_means (MercerMatrix x, double *centre)
{
  for (size_t c = 0; c < x.cols; c++)
    {
      double sum = 0;
      for (size_t i = 0; i < x.rows; i++)
        sum += *mercer_matrix_at (x, i, c);
      centre[c] = x.rows > 0 ? sum / (double) x.rows : 0;
    }
}

double
mercer_gp_bytes (size_t n, size_t m)
{
  /* the factor with its further rows, once more the triangle for a rescue with jitter or for an inverse */
  return 8.0 * (2.0 * (double) n * (double) n + (double) n * (double) m);
}

MercerStatus
gp_check (const MercerGpProblem *problem, size_t m, MercerWork *work)
{
  if (problem->x.rows == 0 || problem->kernel == NULL || !(problem->noise >= 0) || !isfinite (problem->noise)
      || gp_mean_terms (problem->mean, problem->x.cols) > MERCER_GP_MAX_BETA)
    return MERCER_BAD_INPUT;
  double bytes = mercer_gp_bytes (problem->x.rows, m);
  if (work != NULL && bytes > (double) mercer_work_memory_limit (work))
    {
      /* asked for so that the refusal and its size are on record */
      MercerMark mark = mercer_work_mark (work);
      void *block = mercer_work_alloc (work, (size_t) (bytes / 8), 8);
      mercer_work_release (work, mark);
      return block == NULL ? MERCER_OUT_OF_MEMORY : MERCER_OK;
    }
  return MERCER_OK;
}

void
gp_hash_matrix (MercerHash *hash, MercerMatrix a)
{
  mercer_hash_add_size (hash, a.rows);
  mercer_hash_add_size (hash, a.cols);
  for (size_t j = 0; j < a.cols; j++)
    mercer_hash_add (hash, mercer_matrix_column (a, j), a.rows * sizeof (double));
}

/* The Gram matrix with the noise on its diagonal. */
static MercerStatus
noisy_gram (const MercerKernel *kernel, MercerMatrix x, double noise, MercerMatrix k, MercerWork *work)
{
  MercerStatus status = mercer_kernel_gram (kernel, x, k, work);
  if (status == MERCER_OK)
    mercer_matrix_add_diagonal (k, noise * noise);
  return status;
}

MercerStatus
gp_factorise (const MercerKernel *kernel, MercerMatrix x, double noise, MercerMatrix l, double *jitter,
              MercerWork *work)
{
  *jitter = 0;
  MercerStatus status = noisy_gram (kernel, x, noise, l, work);
  if (status == MERCER_OK)
    status = mercer_cholesky (l, work);
  if (status != MERCER_NOT_POSITIVE_DEFINITE)
    return status;
  /* The rare case: only now pay for a second copy of the numbers, in the upper triangle. */
  status = noisy_gram (kernel, x, noise, l, work);
  if (status != MERCER_OK)
    return status;
  if (!mercer_matrix_is_finite (l))
    return MERCER_DIVERGED;
  MercerMark mark = mercer_work_mark (work);
  double *diagonal = mercer_work_doubles (work, l.rows);
  if (diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < l.rows; i++)
    diagonal[i] = *mercer_matrix_at (l, i, i);
  mercer_matrix_mirror_lower (l);
  status = mercer_cholesky_jitter (l, diagonal, jitter, work);
  mercer_work_release (work, mark);
  return status;
}

/* Four columns at a time, so that out is read and written a quarter as often. */
MERCER_VECTOR_BODY void
squares_body (double factor, MercerMatrix a, double *restrict out)
{
  size_t k = 0;
  for (; k + 4 <= a.cols; k += 4)
    {
      const double *p = a.data + k * a.stride, *q = p + a.stride, *r = q + a.stride, *s = r + a.stride;
#pragma omp simd
      for (size_t j = 0; j < a.rows; j++)
        out[j] += factor * (p[j] * p[j] + q[j] * q[j] + r[j] * r[j] + s[j] * s[j]);
    }
  for (; k < a.cols; k++)
    {
      const double *p = a.data + k * a.stride;
#pragma omp simd
      for (size_t j = 0; j < a.rows; j++)
        out[j] += factor * p[j] * p[j];
    }
}

MERCER_VECTOR_DEFINE (SHORT, squares, (double factor, MercerMatrix a, double *restrict out), (factor, a, out))

void
gp_add_squares (double factor, MercerMatrix a, double *out)
{
  squares (factor, a, out);
}

/* --- B L^-T ----------------------------------------------------------------------------------- */

enum { PANEL = 256, FEWEST_ROWS = 32, MOST_ROWS = 128, ALONE = 300 };
static const double alone_flops = 4e6; /* of a task of a small L: what waking a thread is worth */

typedef struct
{
  MercerMatrix l, b;
  size_t tile;
  MercerWork *work;
} SolveRows;

static void
solve_tile_cb (void *data, size_t index)
{
  const SolveRows *s = data;
  size_t first = index * s->tile, rows = MIN (s->tile, s->b.rows - first);
  for (size_t j = 0; j < s->l.rows && mercer_work_wanted (s->work); j += PANEL)
    {
      size_t width = MIN ((size_t) PANEL, s->l.rows - j);
      MercerMatrix out = mercer_matrix_block (s->b, first, j, rows, width);
      if (j > 0)
        cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, (int) rows, (int) width, (int) j, -1, s->b.data + first,
                     (int) s->b.stride, mercer_matrix_at (s->l, j, 0), (int) s->l.stride, 1, out.data,
                     (int) out.stride);
      cblas_dtrsm (CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int) rows, (int) width, 1,
                   mercer_matrix_at (s->l, j, j), (int) s->l.stride, out.data, (int) out.stride);
    }
}

MercerStatus
gp_solve_rows (MercerMatrix l, MercerMatrix b, MercerWork *work)
{
  if (b.rows == 0)
    return MERCER_OK;
  size_t quarter = (b.rows / 4 + 8) / 8 * 8;
  size_t rows = (size_t) (alone_flops / ((double) l.rows * (double) l.rows + 1)) / 8 * 8;
  size_t tile = l.rows < ALONE ? CLAMP (rows, (size_t) FEWEST_ROWS, MAX (b.rows, (size_t) FEWEST_ROWS))
                               : CLAMP (quarter, (size_t) FEWEST_ROWS, (size_t) MOST_ROWS);
  SolveRows s = { l, b, tile, work };
  mercer_pool_for ((b.rows + tile - 1) / tile, solve_tile_cb, &s);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}
