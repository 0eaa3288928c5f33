/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"

enum { MOST_STEPS = 200, BLOCK_ENTRIES = 1 << 19 };
/* A step below this part of the data's range ends the iteration. */
static const double step_end = 1e-9;
/* The denominator, relative to the sum of its terms' sizes, below which it says nothing: the point has left the data. */
static const double least_denominator = 1e-6;

bool
mercer_projection_has_fixed_point (const MercerKernel *kernel)
{
  if (mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF)
    return g_str_equal (mercer_kernel_leaf_family (kernel)->id, "RBF");
  if (mercer_kernel_kind (kernel) != MERCER_KERNEL_PRODUCT)
    return false;
  size_t rbf = 0, other = 0;
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    {
      const MercerKernel *child = mercer_kernel_child (kernel, i);
      bool leaf = mercer_kernel_kind (child) == MERCER_KERNEL_LEAF;
      const char *id = leaf ? mercer_kernel_leaf_family (child)->id : "";
      rbf += g_str_equal (id, "RBF");
      other += !g_str_equal (id, "RBF") && !g_str_equal (id, "Constant");
    }
  return rbf == 1 && other == 0;
}

/* --- Fixed point ----------------------------------------------------------------------------------------------------- */

/* The points of one block that still move. */
typedef struct
{
  MercerMatrix z, next; /* rows x d */
  MercerMatrix gamma;   /* rows x b */
  MercerMatrix cross;   /* rows x b */
  bool *done, *lost;
} Block;

static double
range_of (MercerMatrix a)
{
  double widest = 0;
  for (size_t c = 0; c < a.cols; c++)
    {
      double low = INFINITY, high = -INFINITY;
      for (size_t i = 0; i < a.rows; i++)
        {
          low = MIN (low, *mercer_matrix_at (a, i, c));
          high = MAX (high, *mercer_matrix_at (a, i, c));
        }
      widest = MAX (widest, high - low);
    }
  return widest;
}

/* gamma = scores weights' + 1 mean_weights': the image's coordinates in the basis. */
static MercerStatus
coordinates (const MercerProjection *p, MercerMatrix scores, MercerMatrix gamma, MercerWork *work)
{
  MercerStatus status = mercer_gemm (false, true, 1, scores, p->weights, 0, gamma, work);
  for (size_t i = 0; i < gamma.cols && status == MERCER_OK; i++)
    for (size_t r = 0; r < gamma.rows; r++)
      *mercer_matrix_at (gamma, r, i) += p->mean_weights[i];
  return status;
}

/* From cross = gamma * k (z, basis), entry by entry, and next = cross basis to the next z. */
static size_t
move (Block *block, double end)
{
  size_t moving = 0;
  for (size_t r = 0; r < block->z.rows; r++)
    {
      double sum = 0, size = 0, step = 0;
      if (block->done[r])
        continue;
      for (size_t i = 0; i < block->cross.cols; i++)
        {
          sum += *mercer_matrix_at (block->cross, r, i);
          size += fabs (*mercer_matrix_at (block->cross, r, i));
        }
      block->lost[r] = !(fabs (sum) > least_denominator * size);
      for (size_t c = 0; c < block->z.cols && !block->lost[r]; c++)
        {
          double next = *mercer_matrix_at (block->next, r, c) / sum;
          step = MAX (step, fabs (next - *mercer_matrix_at (block->z, r, c)));
          *mercer_matrix_at (block->z, r, c) = next;
        }
      block->done[r] = block->lost[r] || step <= end;
      moving += !block->done[r];
    }
  return moving;
}

static MercerStatus
iterate (const MercerProjection *p, const MercerKernel *kernel, Block *block, MercerMatrix scores, double end,
         MercerWork *work)
{
  size_t moving = block->z.rows;
  MercerStatus status = coordinates (p, scores, block->gamma, work);
  for (int step = 0; step < MOST_STEPS && moving > 0 && status == MERCER_OK; step++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      status = mercer_kernel_cross (kernel, block->z, p->basis, block->cross, work);
      if (status != MERCER_OK)
        return status;
      for (size_t i = 0; i < block->cross.cols; i++)
        for (size_t r = 0; r < block->cross.rows; r++)
          *mercer_matrix_at (block->cross, r, i) *= *mercer_matrix_at (block->gamma, r, i);
      status = mercer_gemm (false, false, 1, block->cross, p->basis, 0, block->next, work);
      if (status == MERCER_OK)
        moving = move (block, end);
    }
  return status;
}

MercerStatus
mercer_projection_fixed_point (const MercerProjection *p, const MercerKernel *kernel, MercerMatrix scores,
                               MercerMatrix points, size_t *failed, MercerWork *work)
{
  g_return_val_if_fail (scores.rows == points.rows && scores.cols == p->k && points.cols == p->d, MERCER_BAD_INPUT);
  size_t b = p->basis.rows, most = CLAMP (BLOCK_ENTRIES / b, 1, MAX (points.rows, 1));
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix z = mercer_work_matrix (work, most, p->d), next = mercer_work_matrix (work, most, p->d);
  MercerMatrix gamma = mercer_work_matrix (work, most, b), cross = mercer_work_matrix (work, most, b);
  bool *flags = mercer_work_alloc (work, 2 * most, sizeof (bool));
  bool have = z.data != NULL && next.data != NULL && gamma.data != NULL && cross.data != NULL && flags != NULL;
  MercerStatus status = have ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  double end = step_end * range_of (p->basis);
  size_t lost = 0;
  for (size_t first = 0; first < points.rows && status == MERCER_OK; first += most)
    {
      size_t rows = MIN (most, points.rows - first);
      MercerMatrix some = mercer_matrix_block (points, first, 0, rows, p->d);
      Block block = { mercer_matrix_block (z, 0, 0, rows, p->d), mercer_matrix_block (next, 0, 0, rows, p->d),
                      mercer_matrix_block (gamma, 0, 0, rows, b), mercer_matrix_block (cross, 0, 0, rows, b), flags,
                      flags + most };
      memset (flags, 0, 2 * most * sizeof (bool));
      mercer_matrix_copy (some, block.z);
      status = iterate (p, kernel, &block, mercer_matrix_block (scores, first, 0, rows, p->k), end, work);
      for (size_t r = 0; r < rows && status == MERCER_OK; r++)
        {
          lost += block.lost[r];
          for (size_t c = 0; c < p->d && !block.lost[r]; c++)
            *mercer_matrix_at (some, r, c) = *mercer_matrix_at (block.z, r, c);
        }
    }
  mercer_work_release (work, mark);
  if (failed != NULL)
    *failed = lost;
  return status;
}

/* --- Kernel ridge ------------------------------------------------------------------------------------------------------ */

MercerStatus
mercer_projection_ridge_map (const MercerProjection *p, const MercerKernel *on_scores, double ridge, MercerMatrix x,
                             MercerMatrix scores, MercerMatrix points, MercerWork *work)
{
  g_return_val_if_fail (x.rows == p->n && scores.cols == p->k && points.rows == scores.rows, MERCER_BAD_INPUT);
  size_t n = p->n;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix gram = mercer_work_matrix (work, n, n), dual = mercer_work_matrix (work, n, x.cols);
  double *diagonal = mercer_work_doubles (work, n), jitter;
  if (gram.data == NULL || dual.data == NULL || diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (on_scores, p->scores, gram, work);
  if (status == MERCER_OK)
    {
      mercer_matrix_add_diagonal (gram, ridge);
      for (size_t i = 0; i < n; i++)
        diagonal[i] = *mercer_matrix_at (gram, i, i);
      mercer_matrix_mirror_lower (gram);
      mercer_matrix_copy (x, dual);
      status = mercer_cholesky_jitter (gram, diagonal, &jitter, work);
    }
  if (status == MERCER_OK)
    status = mercer_solve_lower (gram, false, dual, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (gram, true, dual, work);
  /* the factor has served; its room takes k (scores, S) in blocks of n rows */
  for (size_t first = 0; first < scores.rows && status == MERCER_OK; first += n)
    {
      size_t rows = MIN (n, scores.rows - first);
      MercerMatrix cross = mercer_matrix (gram.data, rows, n);
      status = mercer_kernel_cross (on_scores, mercer_matrix_block (scores, first, 0, rows, p->k), p->scores, cross, work);
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1, cross, dual, 0, mercer_matrix_block (points, first, 0, rows, points.cols),
                              work);
    }
  mercer_work_release (work, mark);
  return status;
}
