/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"
#include "random.h"

/* Landmarks are drawn from so many rows for each of them; in rounds; Philox's streams. */
enum { POOL_FOR_EACH = 16, LEAST_POOL = 4000, ROUND = 32, STREAM_POOL = 0x4c50, STREAM_PICK, STREAM_KEEP };
/* Of the residual trace, below which no direction is left. */
static const double nothing_left = 1e-13;

/* Randomly pivoted Cholesky (Chen, Epperly, Tropp and Webber, "Randomly pivoted Cholesky", 2022): the next pivot is drawn in
 * proportion to what is left of the diagonal, so that neither outliers nor crowds take all landmarks. In rounds, with
 * rejections that leave the distribution as it is (Epperly, Tropp and Webber, "Embrace rejection", 2024). */
typedef struct
{
  const MercerProjectionProblem *problem;
  MercerWork *work;
  MercerMatrix pool;   /* s x d */
  MercerMatrix factor; /* s x m */
  double *left;        /* s: the residual's diagonal */
  size_t count, tries; /* columns made, draws made */
  size_t *picked;      /* m indices into the pool */
} Pick;

/* Up to ROUND distinct indices drawn in proportion to `left`. */
static size_t
draw_candidates (Pick *pick, double total, size_t *candidates)
{
  size_t s = pick->pool.rows, found = 0;
  for (int t = 0; t < ROUND; t++)
    {
      double goal = total * mercer_random_uniform (pick->problem->seed, STREAM_PICK, pick->tries++), sum = 0;
      size_t at = 0;
      while (at + 1 < s && (sum += pick->left[at]) < goal)
        at++;
      bool known = !(pick->left[at] > 0);
      for (size_t c = 0; c < found && !known; c++)
        known = candidates[c] == at;
      if (!known)
        candidates[found++] = at;
    }
  return found;
}

/* Cholesky of the candidates' residual block h (c x c, lower), in which a candidate stays with the probability that its
 * own residual has kept since it was drawn. Moves those that stay to the front; returns how many. */
static size_t
reject (Pick *pick, MercerMatrix h, size_t *candidates, size_t most)
{
  size_t c = h.rows, kept = 0;
  double *l = g_new0 (double, c * c);
  for (size_t j = 0; j < c && kept < most; j++)
    {
      double drawn = *mercer_matrix_at (h, j, j), now = drawn;
      double *row = l + kept * c;
      for (size_t a = 0; a < kept; a++)
        {
          double dot = *mercer_matrix_at (h, MAX (j, candidates[c + a]), MIN (j, candidates[c + a]));
          for (size_t e = 0; e < a; e++)
            dot -= row[e] * l[a * c + e];
          row[a] = dot / l[a * c + a];
          now -= row[a] * row[a];
        }
      double coin = mercer_random_uniform (pick->problem->seed, STREAM_KEEP, pick->tries * ROUND + j);
      if (!(now > 1e-10 * drawn) || coin * drawn > now)
        continue;
      row[kept] = sqrt (now);
      candidates[c + kept] = j; /* the second half: places in h of those that stay */
      kept++;
    }
  for (size_t a = 0; a < kept; a++)
    candidates[a] = candidates[candidates[c + a]];
  g_free (l);
  return kept;
}

/* What the factor leaves of the columns of `count` pool rows, into fresh (s x ROUND). */
static MercerStatus
residual_columns (Pick *pick, const size_t *rows, size_t count, MercerMatrix fresh)
{
  size_t d = pick->pool.cols;
  MercerMatrix points = mercer_work_matrix (pick->work, count, d);
  MercerMatrix known = mercer_work_matrix (pick->work, count, MAX (pick->count, 1));
  if (points.data == NULL || known.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t a = 0; a < count; a++)
    {
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (points, a, c) = *mercer_matrix_at (pick->pool, rows[a], c);
      for (size_t j = 0; j < pick->count; j++)
        *mercer_matrix_at (known, a, j) = *mercer_matrix_at (pick->factor, rows[a], j);
    }
  MercerMatrix columns = mercer_matrix_block (fresh, 0, 0, pick->pool.rows, count);
  MercerStatus status = mercer_kernel_cross (pick->problem->kernel, pick->pool, points, columns, pick->work);
  if (status == MERCER_OK && pick->count > 0)
    status = mercer_gemm (false, true, -1, mercer_matrix_block (pick->factor, 0, 0, pick->pool.rows, pick->count), known, 1,
                          columns, pick->work);
  return status;
}

/* One round: draws, rejects, and takes the rest in. */
static MercerStatus
pick_round (Pick *pick, double total, MercerMatrix fresh)
{
  size_t s = pick->pool.rows, candidates[2 * ROUND];
  size_t c = draw_candidates (pick, total, candidates);
  MercerMatrix h = mercer_work_matrix (pick->work, c, c);
  if (h.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = residual_columns (pick, candidates, c, fresh);
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < c; j++)
    for (size_t i = 0; i < c; i++)
      *mercer_matrix_at (h, i, j) = *mercer_matrix_at (fresh, candidates[i], j);
  size_t kept = reject (pick, h, candidates, pick->factor.cols - pick->count);
  MercerMatrix square = mercer_work_matrix (pick->work, kept, kept);
  if (square.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t a = 0; a < kept; a++)
    {
      size_t from = candidates[c + a];
      for (size_t e = a; e < kept; e++)
        *mercer_matrix_at (square, e, a) = *mercer_matrix_at (h, candidates[c + e], from);
      memcpy (mercer_matrix_column (pick->factor, pick->count + a), mercer_matrix_column (fresh, from), s * sizeof (double));
      pick->picked[pick->count + a] = candidates[a];
    }
  status = mercer_cholesky (square, pick->work);
  if (status != MERCER_OK)
    return status;
  MercerMatrix columns = mercer_matrix_block (pick->factor, 0, pick->count, s, kept);
  cblas_dtrsm (CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int) s, (int) kept, 1, square.data,
               (int) square.stride, columns.data, (int) columns.stride);
  for (size_t a = 0; a < kept; a++)
    for (size_t i = 0; i < s; i++)
      pick->left[i] = MAX (pick->left[i] - *mercer_matrix_at (columns, i, a) * *mercer_matrix_at (columns, i, a), 0);
  for (size_t a = 0; a < kept; a++)
    pick->left[candidates[a]] = 0;
  pick->count += kept;
  return MERCER_OK;
}

static double
sum_of (const double *values, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

MercerStatus
projection_landmarks (const MercerProjectionProblem *problem, MercerMatrix landmarks, size_t *count, MercerWork *work)
{
  size_t n = problem->x.rows, m = landmarks.rows, s = MIN (n, MAX ((size_t) LEAST_POOL, POOL_FOR_EACH * m));
  Pick pick = { problem, work, mercer_work_matrix (work, s, problem->x.cols), mercer_work_matrix (work, s, m),
                mercer_work_doubles (work, s), 0, 0, mercer_work_alloc (work, m, sizeof (size_t)) };
  MercerMatrix fresh = mercer_work_matrix (work, s, ROUND);
  if (pick.pool.data == NULL || pick.factor.data == NULL || pick.left == NULL || pick.picked == NULL || fresh.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < s; i++)
    {
      /* one row of each of s equal stretches, drawn at random */
      size_t low = i * n / s, high = (i + 1) * n / s;
      size_t row = low + (size_t) mercer_random_below (problem->seed, STREAM_POOL, i, high - low);
      for (size_t c = 0; c < problem->x.cols; c++)
        *mercer_matrix_at (pick.pool, i, c) = *mercer_matrix_at (problem->x, row, c);
    }
  mercer_kernel_diagonal (problem->kernel, pick.pool, false, pick.left);
  double whole = sum_of (pick.left, s), total = whole;
  if (!isfinite (whole))
    return MERCER_DIVERGED;
  for (size_t rounds = 0; pick.count < m && total > nothing_left * whole && rounds < 20 + m; rounds++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      MercerMark mark = mercer_work_mark (work);
      MercerStatus status = pick_round (&pick, total, fresh);
      mercer_work_release (work, mark);
      if (status != MERCER_OK)
        return status;
      total = sum_of (pick.left, s);
    }
  for (size_t a = 0; a < pick.count; a++)
    for (size_t c = 0; c < problem->x.cols; c++)
      *mercer_matrix_at (landmarks, a, c) = *mercer_matrix_at (pick.pool, pick.picked[a], c);
  *count = pick.count;
  if (problem->passing) /* nobody looks that long */
    return MERCER_OK;
  return projection_settle_landmarks (problem, pick.pool,
                                      mercer_matrix_block (landmarks, 0, 0, pick.count, landmarks.cols), work);
}
