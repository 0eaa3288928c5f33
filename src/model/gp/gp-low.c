/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"
#include "vector.h"

/* Smooth kernels in few columns have Gram matrices whose eigenvalues fall below rounding long before the n-th. A
 * Cholesky factorisation with the largest remaining diagonal entry as the next pivot (Fine and Scheinberg, "Efficient
 * SVM training using low-rank kernel representations", JMLR 2001) over data and test points together then ends after r
 * columns with every entry of K right to a few units of rounding, and all of the posterior costs O((n + m) r^2). */

/* What is left on the diagonal is below this part of its largest entry: what rounding does to K anyway. */
static const double tolerance = 2e-15;
/* Left-out parts may move K + noise^2 I by this part of its least eigenvalue at the most; else the dense way. */
static const double most_error = 1e-8;
/* Fewer points are factored densely in no time, and up to FEW only smooth kernels are worth the question; rows of a
 * tile; entries among which the largest is looked for at one go. */
enum { FEWEST_POINTS = 64, FEW = 256, TILE = 2048, RUN = 64 };

typedef struct
{
  MercerMatrix g; /* all points x most */
  size_t j;
  double *column, *residual, root;
  const double *row; /* of the pivot in g */
} Step;

/* column *= scale; residual -= column^2, at least 0. */
MERCER_VECTOR_BODY void
finish_body (size_t n, double scale, double *restrict column, double *restrict residual)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    {
      double entry = scale * column[i], left = residual[i] - entry * entry;
      column[i] = entry;
      residual[i] = left > 0 ? left : 0;
    }
}

MERCER_VECTOR_DEFINE (WIDE, finish, (size_t n, double scale, double *restrict column, double *restrict residual),
                      (n, scale, column, residual))

/* The greatest of each run of RUN values (the last run may be shorter). */
MERCER_VECTOR_BODY void
greatest_body (size_t n, const double *restrict values, double *restrict out)
{
  for (size_t first = 0; first < n; first += RUN)
    {
      size_t count = n - first < RUN ? n - first : RUN;
      double most = values[first];
#pragma omp simd reduction(max : most)
      for (size_t i = 0; i < count; i++)
        most = values[first + i] > most ? values[first + i] : most;
      out[first / RUN] = most;
    }
}

MERCER_VECTOR_DEFINE (WIDE, greatest, (size_t n, const double *restrict values, double *restrict out), (n, values, out))

/* column = (column - G row) / root; residual -= column^2, for one tile of rows. */
static void
step_tile_cb (void *data, size_t index)
{
  const Step *s = data;
  size_t first = index * TILE, rows = MIN ((size_t) TILE, s->g.rows - first);
  double *column = s->column + first;
  if (s->j > 0)
    cblas_dgemv (CblasColMajor, CblasNoTrans, (int) rows, (int) s->j, -1, s->g.data + first, (int) s->g.stride, s->row, 1, 1,
                 column, 1);
  finish (rows, 1 / s->root, column, s->residual + first);
}

/* Where the first of the largest values stands. runs: n / RUN + 1. */
static size_t
largest (const double *values, size_t n, double *runs)
{
  size_t best = 0, at;
  greatest (n, values, runs);
  for (size_t r = 1; r <= (n - 1) / RUN; r++)
    if (runs[r] > runs[best])
      best = r;
  at = best * RUN;
  while (at + 1 < MIN (n, (best + 1) * RUN) && values[at] != runs[best])
    at++;
  return at;
}

bool
gp_low_is_smooth (const MercerKernel *kernel)
{
  if (mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF)
    return mercer_kernel_leaf_family (kernel)->smoothness == INFINITY;
  bool smooth = true;
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    smooth &= gp_low_is_smooth (mercer_kernel_child (kernel, i));
  return smooth;
}

/* Will it end before `most` columns? From how the residual fell over the latter half of the steps; eigenvalues fall
 * faster and faster, so a third of what the present pace asks for is believed. */
static bool
is_hopeless (const double *history, size_t j, size_t most, double end)
{
  if (j < most / 3 || j < 8 || j % 8 != 0)
    return false;
  double pace = log (history[j / 2] / history[j]) / (double) (j - j / 2);
  return !(pace > 0) || (double) j + log (history[j] / end) / pace / 3 > (double) most;
}

/* G (points.rows x r) into g; *rank = r, or 0 when it would take more than g.cols. */
static MercerStatus
pivot (const MercerKernel *kernel, MercerMatrix points, MercerMatrix g, double *residual, size_t *rank, MercerWork *work)
{
  size_t most = g.cols, all = points.rows;
  double *history = mercer_work_doubles (work, most + 1), *row = mercer_work_doubles (work, most);
  double *runs = mercer_work_doubles (work, all / RUN + 1);
  if (history == NULL || row == NULL || runs == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kernel_diagonal (kernel, points, false, residual);
  double end = tolerance * residual[largest (residual, all, runs)];
  *rank = 0;
  for (size_t j = 0;; j++)
    {
      size_t at = largest (residual, all, runs);
      history[j] = residual[at];
      if (!(history[j] > end))
        {
          *rank = isfinite (history[j]) ? j : 0;
          return MERCER_OK;
        }
      if (j == most || is_hopeless (history, j, most, end))
        return MERCER_OK;
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      double *column = mercer_matrix_column (g, j);
      MercerStatus status = mercer_kernel_cross (kernel, points, mercer_matrix_block (points, at, 0, 1, points.cols),
                                                 mercer_matrix (column, all, 1), work);
      if (status != MERCER_OK)
        return status;
      for (size_t k = 0; k < j; k++)
        row[k] = *mercer_matrix_at (g, at, k);
      Step step = { g, j, column, residual, sqrt (history[j]), row };
      mercer_pool_for ((all + TILE - 1) / TILE, step_tile_cb, &step);
      residual[at] = 0;
    }
}

/* Data above test points, as one matrix. */
static MercerMatrix
join (MercerMatrix x, MercerMatrix z, MercerWork *work)
{
  MercerMatrix points = mercer_work_matrix (work, x.rows + z.rows, x.cols);
  if (points.data == NULL)
    return points;
  mercer_matrix_copy (x, mercer_matrix_block (points, 0, 0, x.rows, x.cols));
  if (z.rows > 0)
    mercer_matrix_copy (z, mercer_matrix_block (points, x.rows, 0, z.rows, x.cols));
  return points;
}

MercerStatus
gp_low_try (GpLow *low, const GpSplit *split, double noise2, MercerMatrix x, MercerMatrix z, MercerWork *work)
{
  size_t n = x.rows, m = z.data != NULL ? z.rows : 0;
  *low = (GpLow){ .scale = split->scale, .ratio = noise2 / split->scale };
  if (n < FEWEST_POINTS || (n < FEW && !gp_low_is_smooth (split->rest)))
    return MERCER_OK;
  double prior;
  mercer_kernel_diagonal (split->rest, mercer_matrix_block (x, 0, 0, 1, x.cols), false, &prior);
  if (!((double) n * tolerance * prior <= most_error * low->ratio))
    return MERCER_OK;
  /* n / 8 columns at the speed of memory cost half of what the dense way does at that of the processor; those of few
   * points stay in the cache */
  MercerMark mark = mercer_work_mark (work);
  size_t most = n < FEW ? MIN (n / 2, FEW / 4) : MIN (n / 8, (size_t) 600), rank;
  MercerMatrix points = join (x, (MercerMatrix){ z.data, m, z.cols, z.stride }, work);
  MercerMatrix g = mercer_work_matrix (work, n + m, most);
  double *residual = mercer_work_doubles (work, n + m);
  low->c = mercer_work_matrix (work, most, most);
  if (points.data == NULL || g.data == NULL || residual == NULL || low->c.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = pivot (split->rest, points, g, residual, &rank, work);
  if (status != MERCER_OK || rank == 0)
    {
      mercer_work_release (work, mark);
      return status;
    }
  low->gx = mercer_matrix_block (g, 0, 0, n, rank);
  low->gz = mercer_matrix_block (g, n, 0, m, rank);
  low->left = residual + n;
  low->c = mercer_matrix_block (low->c, 0, 0, rank, rank);
  status = mercer_syrk (true, 1 / low->ratio, low->gx, 0, low->c, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_add_diagonal (low->c, 1);
  status = mercer_cholesky (low->c, work);
  low->rank = status == MERCER_OK ? rank : 0;
  return status == MERCER_NOT_POSITIVE_DEFINITE ? MERCER_OK : status;
}

/* K^-1 = (I - G (ratio I + G'G)^-1 G') / (ratio scale), and the inner matrix is ratio C C'. */
static MercerStatus
solve_with (const GpLow *low, MercerMatrix b, MercerMatrix coefficients, MercerWork *work)
{
  MercerStatus status = mercer_gemm (true, false, 1 / low->ratio, low->gx, b, 0, coefficients, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (low->c, false, coefficients, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (low->c, true, coefficients, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, -1, low->gx, coefficients, 1, b, work);
  for (size_t k = 0; k < b.cols && status == MERCER_OK; k++)
    cblas_dscal ((int) b.rows, 1 / (low->ratio * low->scale), mercer_matrix_column (b, k), 1);
  return status;
}

MercerStatus
gp_low_least_squares (const GpLow *low, const double *y, MercerMatrix basis, MercerMatrix solve, MercerMatrix coefficients,
                      GpGls *gls, double *squares, MercerWork *work)
{
  int n = (int) basis.rows, rank = (int) low->rank;
  size_t p = gls->p = basis.cols;
  memcpy (solve.data, y, basis.rows * sizeof (double));
  for (size_t k = 0; k < p; k++)
    memcpy (mercer_matrix_column (solve, 1 + k), mercer_matrix_column (basis, k), basis.rows * sizeof (double));
  MercerStatus status = solve_with (low, solve, coefficients, work);
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < p; j++)
    {
      const double *h = mercer_matrix_column (basis, j);
      for (size_t i = j; i < p; i++)
        gls->chol[i + j * p] = cblas_ddot (n, mercer_matrix_column (solve, 1 + i), 1, h, 1);
      gls->beta[j] = cblas_ddot (n, solve.data, 1, h, 1);
    }
  gp_gls_solve (gls);
  for (size_t k = 0; k < p; k++)
    {
      cblas_daxpy (n, -gls->beta[k], mercer_matrix_column (solve, 1 + k), 1, solve.data, 1);
      cblas_daxpy (rank, -gls->beta[k], mercer_matrix_column (coefficients, 1 + k), 1, coefficients.data, 1);
    }
  /* H'K^-1 (y - H beta) = 0, so that y stands for the residual */
  *squares = cblas_ddot (n, solve.data, 1, y, 1);
  return MERCER_OK;
}

double
gp_low_log_det (const GpLow *low)
{
  return (double) low->gx.rows * log (low->ratio * low->scale) + mercer_cholesky_log_det (low->c);
}

MercerMatrix
gp_low_whiten (const GpLow *low, MercerMatrix g, MercerWork *work)
{
  MercerMatrix w = mercer_work_matrix (work, g.rows, low->rank);
  if (w.data == NULL)
    return w;
  mercer_matrix_copy (g, w);
  if (gp_solve_rows (low->c, w, work) != MERCER_OK)
    w.data = NULL;
  return w;
}

double
gp_low_condition (const GpLow *low, MercerWork *work)
{
  size_t r = low->rank;
  MercerMatrix inner = mercer_work_matrix (work, r, r), vectors = mercer_work_matrix (work, r, r);
  double *values = mercer_work_doubles (work, r);
  if (inner.data == NULL || vectors.data == NULL || values == NULL
      || mercer_syrk (true, 1 / low->ratio, low->gx, 0, inner, work) != MERCER_OK
      || mercer_eigen (inner, values, vectors, work) != MERCER_OK)
    return NAN;
  return 1 + values[r - 1]; /* the directions outside G have noise alone */
}
