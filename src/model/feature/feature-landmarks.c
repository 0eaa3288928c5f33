/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feature-private.h"
#include "linalg.h"
#include "random.h"

/* Rows that leverage scores are exact for, or are sampled from. */
enum { MOST_EXACT = 1500 };
/* What is left of a diagonal entry below this part of it is not divided by. Rounding in a pivot p is felt by points that its
 * landmarks must extrapolate to as about epsilon / p, so that the root of epsilon loses least: an approximation is good to
 * about this part of the diagonal, and no better. */
static const double nothing_left = 1e-8;

typedef struct
{
  const MercerKernel *kernel;
  MercerMatrix x;
  uint64_t seed, stream;
  MercerWork *work;
} Choice;

/* The points in these rows, in scratch. */
static MercerMatrix
points_of (MercerMatrix x, const size_t *rows, size_t m, MercerWork *work)
{
  MercerMatrix z = mercer_work_matrix (work, m, x.cols);
  for (size_t c = 0; c < x.cols && z.data != NULL; c++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (z, i, c) = *mercer_matrix_at (x, rows[i], c);
  return z;
}

/* Index drawn in proportion to left (length n, >= 0); n if all are 0. */
static size_t
draw_row (const double *left, size_t n, double u)
{
  double total = 0, sum = 0;
  size_t last = n;
  for (size_t i = 0; i < n; i++)
    total += left[i];
  for (size_t i = 0; i < n; i++)
    {
      if (!(left[i] > 0))
        continue;
      sum += left[i];
      last = i;
      if (sum > u * total)
        break;
    }
  return last;
}

/* --- Uniform, by leverage ------------------------------------------------------------------------------------ */

typedef struct
{
  double key;
  size_t row;
} Key;

static int
compare_keys (const void *a, const void *b)
{
  const Key *p = a, *q = b;
  if (p->key != q->key)
    return p->key > q->key ? -1 : 1;
  return (p->row > q->row) - (p->row < q->row);
}

/* Without replacement, each next one in proportion to its weight among those that are left: the greatest of
 * log weight + Gumbel (weights NULL: all equal). */
static MercerStatus
choose_weighted (const Choice *choice, const double *weights, size_t m, size_t *rows, size_t *found)
{
  size_t n = choice->x.rows;
  Key *keys = mercer_work_alloc (choice->work, n, sizeof *keys);
  if (keys == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < n; i++)
    {
      double gumbel = -log (-log (mercer_random_uniform (choice->seed, choice->stream, i)));
      keys[i] = (Key){ gumbel + (weights != NULL ? log (fmax (weights[i], 1e-300)) : 0), i };
    }
  qsort (keys, n, sizeof *keys, compare_keys);
  *found = MIN (m, n);
  for (size_t i = 0; i < *found; i++)
    rows[i] = keys[i].row;
  return MERCER_OK;
}

/* scores from k_SS + ridge s/n I and k_S: (k_ii - |L^-1 k_Si|^2) / ridge. */
static MercerStatus
scores_from_sample (const Choice *choice, MercerMatrix sample, double ridge, double *scores)
{
  size_t n = choice->x.rows, s = sample.rows;
  double jitter;
  MercerWork *work = choice->work;
  MercerMatrix k = mercer_work_matrix (work, s, s), cross = mercer_work_matrix (work, s, n);
  double *diagonal = mercer_work_doubles (work, s);
  if (k.data == NULL || cross.data == NULL || diagonal == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_cross (choice->kernel, sample, sample, k, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_add_diagonal (k, ridge * (double) s / (double) n);
  for (size_t i = 0; i < s; i++)
    diagonal[i] = *mercer_matrix_at (k, i, i);
  status = mercer_cholesky_jitter (k, diagonal, &jitter, work);
  if (status == MERCER_OK)
    status = mercer_kernel_cross (choice->kernel, sample, choice->x, cross, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (k, false, cross, work);
  if (status != MERCER_OK)
    return status;
  mercer_kernel_diagonal (choice->kernel, choice->x, false, scores);
  for (size_t i = 0; i < n; i++)
    {
      if (i % 256 == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      double explained = cblas_ddot ((int) s, mercer_matrix_column (cross, i), 1, mercer_matrix_column (cross, i), 1);
      scores[i] = fmin (fmax ((scores[i] - explained) / ridge, 0), 1);
    }
  return MERCER_OK;
}

MercerStatus
mercer_leverage_scores (const MercerKernel *kernel, MercerMatrix x, double ridge, uint64_t seed, double *scores,
                        MercerWork *work)
{
  Choice choice = { kernel, x, seed, FEATURE_STREAM_LANDMARK + 8, work };
  size_t s = MIN (x.rows, (size_t) MOST_EXACT), *rows;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = (rows = mercer_work_alloc (work, s, sizeof *rows)) != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = choose_weighted (&choice, NULL, s, rows, &s);
  if (status == MERCER_OK)
    {
      MercerMatrix sample = points_of (x, rows, s, work);
      status = sample.data != NULL ? scores_from_sample (&choice, sample, ridge, scores) : MERCER_OUT_OF_MEMORY;
    }
  mercer_work_release (work, mark);
  return status;
}

static MercerStatus
choose_by_leverage (const Choice *choice, double ridge, size_t m, size_t *rows, size_t *found)
{
  double *scores = mercer_work_doubles (choice->work, choice->x.rows);
  if (scores == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_leverage_scores (choice->kernel, choice->x, ridge, choice->seed, scores, choice->work);
  return status == MERCER_OK ? choose_weighted (choice, scores, m, rows, found) : status;
}

/* --- Far from those before ------------------------------------------------------------------------------------ */

/* One column of the kernel matrix. */
static MercerStatus
kernel_column (const Choice *choice, size_t row, double *out)
{
  MercerMatrix x = choice->x;
  double *point = mercer_work_doubles (choice->work, x.cols);
  if (point == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < x.cols; c++)
    point[c] = *mercer_matrix_at (x, row, c);
  return mercer_kernel_cross (choice->kernel, x, mercer_matrix (point, 1, x.cols), mercer_matrix (out, x.rows, 1), choice->work);
}

/* k-means++ in the feature space: |phi(x) - phi(z)|^2 = k(x, x) - 2 k(x, z) + k(z, z). */
static MercerStatus
choose_far (const Choice *choice, size_t m, size_t *rows, size_t *found)
{
  size_t n = choice->x.rows;
  double *own = mercer_work_doubles (choice->work, n), *left = mercer_work_doubles (choice->work, n);
  double *column = mercer_work_doubles (choice->work, n);
  if (own == NULL || left == NULL || column == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kernel_diagonal (choice->kernel, choice->x, false, own);
  for (size_t i = 0; i < n; i++)
    left[i] = INFINITY;
  size_t next = (size_t) mercer_random_below (choice->seed, choice->stream, 0, n);
  for (*found = 0; *found < MIN (m, n) && next < n;)
    {
      MercerMark mark = mercer_work_mark (choice->work);
      rows[(*found)++] = next;
      MercerStatus status = kernel_column (choice, next, column);
      if (status != MERCER_OK)
        return status;
      mercer_work_release (choice->work, mark);
      for (size_t i = 0; i < n; i++)
        {
          double square = own[i] - 2 * column[i] + own[next];
          left[i] = fmin (left[i], square > nothing_left * (own[i] + own[next]) ? square : 0);
        }
      left[next] = 0;
      next = draw_row (left, n, mercer_random_uniform (choice->seed, choice->stream, 2 * n + *found));
    }
  return MERCER_OK;
}

/* --- Partial Cholesky ----------------------------------------------------------------------------------------- */

/* Column j of the factor from the kernel's column in it: what the columns before leave, over its root at the pivot. Takes it
 * off `left`, the diagonal that remains. False, with a column of 0, if the pivot is explained to rounding. */
static bool
eliminate (MercerMatrix f, size_t j, size_t pivot, double least, double *left)
{
  double *column = mercer_matrix_column (f, j);
  if (j > 0)
    cblas_dgemv (CblasColMajor, CblasNoTrans, (int) f.rows, (int) j, -1, f.data, (int) f.stride, f.data + pivot,
                 (int) f.stride, 1, column, 1);
  if (!(column[pivot] > least))
    {
      memset (column, 0, f.rows * sizeof *column);
      left[pivot] = 0;
      return false;
    }
  double scale = 1 / sqrt (column[pivot]);
  for (size_t i = 0; i < f.rows; i++)
    {
      column[i] *= scale;
      left[i] = fmax (left[i] - column[i] * column[i], 0);
      left[i] = left[i] > least ? left[i] : 0;
    }
  left[pivot] = 0;
  return true;
}

static double
least_pivot (const double *diagonal, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax (most, diagonal[i]);
  return nothing_left * most;
}

static MercerStatus
choose_by_cholesky (const Choice *choice, size_t m, size_t *rows, size_t *found)
{
  size_t n = choice->x.rows;
  m = MIN (m, n);
  MercerMatrix f = mercer_work_matrix (choice->work, n, m);
  double *left = mercer_work_doubles (choice->work, n);
  if (f.data == NULL || left == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kernel_diagonal (choice->kernel, choice->x, false, left);
  double least = least_pivot (left, n);
  *found = 0;
  for (uint64_t step = 0; *found < m; step++)
    {
      size_t pivot = draw_row (left, n, mercer_random_uniform (choice->seed, choice->stream, step));
      if (pivot == n)
        break;
      MercerMark mark = mercer_work_mark (choice->work);
      MercerStatus status = kernel_column (choice, pivot, mercer_matrix_column (f, *found));
      mercer_work_release (choice->work, mark);
      if (status != MERCER_OK)
        return status;
      if (!mercer_work_wanted (choice->work))
        return MERCER_STOPPED;
      if (eliminate (f, *found, pivot, least, left))
        rows[(*found)++] = pivot;
    }
  return MERCER_OK;
}

MercerStatus
mercer_landmarks_choose (MercerLandmarks rule, const MercerKernel *kernel, MercerMatrix x, double ridge, uint64_t seed,
                         size_t m, size_t *rows, size_t *found, MercerWork *work)
{
  Choice choice = { kernel, x, seed, FEATURE_STREAM_LANDMARK + (uint64_t) rule, work };
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = MERCER_OK;
  *found = 0;
  if (x.rows == 0 || m == 0)
    return MERCER_OK;
  if (rule == MERCER_LANDMARKS_UNIFORM)
    status = choose_weighted (&choice, NULL, m, rows, found);
  else if (rule == MERCER_LANDMARKS_LEVERAGE)
    status = choose_by_leverage (&choice, ridge, m, rows, found);
  else if (rule == MERCER_LANDMARKS_KMEANS)
    status = choose_far (&choice, m, rows, found);
  else
    status = choose_by_cholesky (&choice, m, rows, found);
  mercer_work_release (work, mark);
  return status;
}

/* --- The Nystroem map -------------------------------------------------------------------------------------------- */

/* A panel of landmarks at a time: their kernel columns less what the panels before explain (one product), then one by one. */
enum { PANEL = 48 };

MercerStatus
mercer_features_nystroem (const MercerKernel *kernel, MercerMatrix x, const size_t *rows, MercerMatrix f, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  double *left = mercer_work_doubles (work, x.rows);
  MercerMatrix at = mercer_work_matrix (work, PANEL, MAX (f.cols, 1));
  MercerStatus status = left != NULL && at.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    mercer_kernel_diagonal (kernel, x, false, left);
  double least = status == MERCER_OK ? least_pivot (left, x.rows) : 0;
  for (size_t first = 0; first < f.cols && status == MERCER_OK; first += PANEL)
    {
      size_t count = MIN (PANEL, f.cols - first);
      MercerMark inner = mercer_work_mark (work);
      MercerMatrix z = points_of (x, rows + first, count, work), panel = mercer_matrix_block (f, 0, first, f.rows, count);
      status = z.data != NULL ? mercer_kernel_cross (kernel, x, z, panel, work) : MERCER_OUT_OF_MEMORY;
      mercer_work_release (work, inner);
      for (size_t j = 0; j < first && status == MERCER_OK; j++)
        for (size_t i = 0; i < count; i++)
          *mercer_matrix_at (at, i, j) = *mercer_matrix_at (f, rows[first + i], j);
      if (status == MERCER_OK && first > 0)
        status = mercer_gemm (false, true, -1, mercer_matrix_block (f, 0, 0, f.rows, first),
                              mercer_matrix_block (at, 0, 0, count, first), 1, panel, work);
      for (size_t j = 0; j < count && status == MERCER_OK; j++)
        {
          eliminate (panel, j, rows[first + j], least, left);
          if (!mercer_work_wanted (work))
            status = MERCER_STOPPED;
        }
    }
  mercer_work_release (work, mark);
  return status;
}
