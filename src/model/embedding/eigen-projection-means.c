/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"

/* Landmarks need not be data points. Moved to the means of the points that each is nearest to, they span what is common to many
 * rather than what is peculiar to one (Zhang, Tsang and Kwok, "Improved Nyström low-rank approximation and error analysis",
 * ICML 2008). Nearest is where the kernel is largest, so that its length scales count; a mean says something where the kernel
 * is a function of differences. */

enum { ROUNDS = 4, ROWS_AT_ONCE = 2048, JUDGES = 2000 };

typedef struct
{
  const MercerProjectionProblem *problem;
  MercerMatrix pool, cross, sums; /* s x d, ROWS_AT_ONCE x m, m x d */
  double *best, *count;           /* ROWS_AT_ONCE, m */
  size_t *nearest;                /* ROWS_AT_ONCE */
  MercerWork *work;
} Means;

static void
assign_rows (Means *means, MercerMatrix cross)
{
  for (size_t i = 0; i < cross.rows; i++)
    {
      means->best[i] = -INFINITY;
      means->nearest[i] = 0;
    }
  for (size_t j = 0; j < cross.cols; j++)
    {
      const double *column = mercer_matrix_column (cross, j);
      for (size_t i = 0; i < cross.rows; i++)
        {
          bool nearer = column[i] > means->best[i];
          means->best[i] = nearer ? column[i] : means->best[i];
          means->nearest[i] = nearer ? j : means->nearest[i];
        }
    }
}

/* One round of Lloyd's algorithm; a landmark that is nearest to none stays. */
static MercerStatus
move_to_means (Means *means, MercerMatrix landmarks)
{
  size_t m = landmarks.rows, d = landmarks.cols;
  mercer_matrix_fill (means->sums, 0);
  memset (means->count, 0, m * sizeof (double));
  for (size_t first = 0; first < means->pool.rows; first += ROWS_AT_ONCE)
    {
      size_t rows = MIN (means->pool.rows - first, (size_t) ROWS_AT_ONCE);
      MercerMatrix some = mercer_matrix_block (means->pool, first, 0, rows, d);
      MercerMatrix part = mercer_matrix_block (means->cross, 0, 0, rows, m);
      if (!mercer_work_wanted (means->work))
        return MERCER_STOPPED;
      MercerStatus status = mercer_kernel_cross (means->problem->kernel, some, landmarks, part, means->work);
      if (status != MERCER_OK)
        return status;
      assign_rows (means, part);
      for (size_t i = 0; i < rows; i++)
        means->count[means->nearest[i]]++;
      for (size_t c = 0; c < d; c++)
        for (size_t i = 0; i < rows; i++)
          *mercer_matrix_at (means->sums, means->nearest[i], c) += *mercer_matrix_at (some, i, c);
    }
  for (size_t c = 0; c < d; c++)
    for (size_t a = 0; a < m; a++)
      if (means->count[a] > 0)
        *mercer_matrix_at (landmarks, a, c) = *mercer_matrix_at (means->sums, a, c) / means->count[a];
  return MERCER_OK;
}

/* What the span of these landmarks holds of up to JUDGES rows V, evenly taken: the trace of k (V, L) k (L, L)^-1 k (L, V).
 * Negative: they are as good as dependent. */
static MercerStatus
judge (const MercerProjectionProblem *problem, MercerMatrix pool, MercerMatrix landmarks, double *held, MercerWork *work)
{
  size_t m = landmarks.rows, judges = MIN (pool.rows, (size_t) JUDGES);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix gram = mercer_work_matrix (work, m, m), cross = mercer_work_matrix (work, m, judges);
  MercerMatrix some = mercer_work_matrix (work, judges, pool.cols);
  if (gram.data == NULL || cross.data == NULL || some.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < pool.cols; c++)
    for (size_t i = 0; i < judges; i++)
      *mercer_matrix_at (some, i, c) = *mercer_matrix_at (pool, i * pool.rows / judges, c);
  MercerStatus status = mercer_kernel_cross (problem->kernel, landmarks, landmarks, gram, work);
  if (status == MERCER_OK)
    status = mercer_cholesky (gram, work);
  if (status == MERCER_OK)
    status = mercer_kernel_cross (problem->kernel, landmarks, some, cross, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (gram, false, cross, work);
  *held = status == MERCER_OK ? 0 : -1;
  for (size_t k = 0; k < m * judges && status == MERCER_OK; k++)
    *held += cross.data[k] * cross.data[k];
  mercer_work_release (work, mark);
  return status == MERCER_NOT_POSITIVE_DEFINITE ? MERCER_OK : status;
}

MercerStatus
projection_settle_landmarks (const MercerProjectionProblem *problem, MercerMatrix pool, MercerMatrix landmarks, MercerWork *work)
{
  size_t m = landmarks.rows, d = landmarks.cols;
  if (!(mercer_kernel_flags (problem->kernel) & MERCER_KERNEL_STATIONARY) || m < 2)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  Means means = { problem, pool, mercer_work_matrix (work, MIN ((size_t) ROWS_AT_ONCE, pool.rows), m),
                  mercer_work_matrix (work, m, d), mercer_work_doubles (work, ROWS_AT_ONCE), mercer_work_doubles (work, m),
                  mercer_work_alloc (work, ROWS_AT_ONCE, sizeof (size_t)), work };
  MercerMatrix moved = mercer_work_matrix (work, m, d);
  if (means.cross.data == NULL || means.sums.data == NULL || means.best == NULL || means.count == NULL || means.nearest == NULL
      || moved.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (landmarks, moved);
  double before = 0, after = 0;
  MercerStatus status = judge (problem, pool, landmarks, &before, work);
  for (int round = 0; round < ROUNDS && status == MERCER_OK; round++)
    status = move_to_means (&means, moved);
  if (status == MERCER_OK)
    status = judge (problem, pool, moved, &after, work);
  if (status == MERCER_OK && after > before)
    mercer_matrix_copy (moved, landmarks);
  mercer_work_release (work, mark);
  return status;
}
