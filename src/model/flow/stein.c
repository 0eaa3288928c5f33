/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stein.h"

#include <math.h>
#include <stdatomic.h>

#include "clones.h"
#include "discrepancy-gaussian.h"
#include "discrepancy.h"
#include "linalg.h"
#include "pool.h"
#include "vexp.h"

enum { ROWS = 128, POLL = 256, TILE = 256 };

double
mercer_stein_scale (MercerMatrix x, MercerWork *work)
{
  double median = mercer_median_distance (x, work);
  return median / sqrt (2 * log (MAX ((double) x.rows, 2)));
}

/* --- Variational gradient descent -------------------------------------------------------------------- */

typedef struct
{
  const Gaussian *gaussian;
  MercerMatrix x, scores, velocity, pull;
  MercerWork *work;
  atomic_bool stopped;
} Pass;

/* u = - |inverse (x - at)|^2 */
MERCER_CLONES static void
exponents (const Gaussian *g, size_t n, const double *x, size_t stride, const double *at, double *restrict u)
{
  for (size_t c = 0; c < g->d; c++)
    {
      const double *from = x + c * stride;
      double factor = g->inverse[c], centre = at[c];
      for (size_t i = 0; i < n; i++)
        {
          double t = factor * (from[i] - centre);
          u[i] = (c == 0 ? 0 : u[i]) - t * t;
        }
    }
}

/* v_c += k (s_c + (x_c - at_c) / l_c^2) */
MERCER_CLONES static void
add_drives (const Gaussian *g, size_t n, const double *x, size_t stride, const double *at, const double *score,
            const double *restrict k, double *restrict v)
{
  for (size_t c = 0; c < g->d; c++)
    {
      const double *from = x + c * stride;
      double *to = v + c * ROWS, precision = 2 * g->inverse[c] * g->inverse[c], centre = at[c], pull = score[c];
      for (size_t i = 0; i < n; i++)
        to[i] += k[i] * (pull + precision * (from[i] - centre));
    }
}

/* v_c += k s_c */
MERCER_CLONES static void
add_pulls (size_t d, size_t n, const double *score, const double *restrict k, double *restrict v)
{
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      v[c * ROWS + i] += score[c] * k[i];
}

static void
put_rows (MercerMatrix to, size_t first, size_t rows, double factor, const double *v)
{
  for (size_t c = 0; c < to.cols; c++)
    for (size_t i = 0; i < rows; i++)
      *mercer_matrix_at (to, first + i, c) = factor * v[c * ROWS + i];
}

static void
drive_rows (void *data, size_t chunk)
{
  Pass *pass = data;
  const Gaussian *g = pass->gaussian;
  double u[ROWS], v[GAUSSIAN_MOST_D * ROWS] = { 0 }, pulls[GAUSSIAN_MOST_D * ROWS] = { 0 };
  double at[GAUSSIAN_MOST_D], score[GAUSSIAN_MOST_D];
  bool pulled = pass->pull.data != NULL;
  size_t first = chunk * ROWS, rows = MIN (ROWS, pass->x.rows - first);
  const double *x = pass->x.data + first;
  for (size_t j = 0; j < pass->x.rows; j++)
    {
      if (j % POLL == 0 && !mercer_work_wanted (pass->work))
        atomic_store (&pass->stopped, true);
      if (j % POLL == 0 && atomic_load_explicit (&pass->stopped, memory_order_relaxed))
        return;
      for (size_t c = 0; c < g->d; c++)
        {
          at[c] = *mercer_matrix_at (pass->x, j, c);
          score[c] = *mercer_matrix_at (pass->scores, j, c);
        }
      exponents (g, rows, x, pass->x.stride, at, u);
      mercer_vexp (rows, u, u);
      add_drives (g, rows, x, pass->x.stride, at, score, u, v);
      if (pulled)
        add_pulls (g->d, rows, score, u, pulls);
    }
  put_rows (pass->velocity, first, rows, g->scale / (double) pass->x.rows, v);
  if (pulled)
    put_rows (pass->pull, first, rows, g->scale / (double) pass->x.rows, pulls);
}

/* Any stationary kernel: (K S - sum_j grad_(x_i) k) / n, at scaled points. */
static MercerStatus
general (const MercerKernel *kernel, double scale, MercerMatrix x, MercerMatrix scores, MercerMatrix velocity, MercerMatrix pull,
         MercerWork *work)
{
  size_t n = x.rows;
  MercerMatrix z = mercer_work_matrix (work, n, x.cols), push = mercer_work_matrix (work, n, x.cols);
  double *buffer = mercer_work_doubles (work, TILE * n);
  if (z.data == NULL || push.data == NULL || buffer == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (z, i, c) = *mercer_matrix_at (x, i, c) / scale;
  MercerStatus status = mercer_kernel_gradient_x (kernel, z, z, NULL, push, work);
  for (size_t i = 0; i < n && status == MERCER_OK; i += TILE)
    {
      size_t rows = MIN (TILE, n - i);
      MercerMatrix tile = mercer_matrix (buffer, rows, n);
      status = mercer_work_wanted (work) ? mercer_kernel_cross (kernel, mercer_matrix_block (z, i, 0, rows, x.cols), z, tile, work)
                                         : MERCER_STOPPED;
      if (status == MERCER_OK)
        status = mercer_gemm (false, false, 1 / (double) n, tile, scores, 0, mercer_matrix_block (velocity, i, 0, rows, x.cols), work);
    }
  if (status == MERCER_OK && pull.data != NULL)
    mercer_matrix_copy (velocity, pull);
  for (size_t c = 0; c < x.cols && status == MERCER_OK; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (velocity, i, c) -= *mercer_matrix_at (push, i, c) / (scale * (double) n);
  return status;
}

MercerStatus
mercer_stein_velocity (const MercerKernel *kernel, double scale, MercerMatrix x, MercerMatrix scores, MercerMatrix velocity,
                       MercerMatrix pull, MercerWork *work)
{
  Gaussian gaussian;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status;
  if (gaussian_recognise (kernel, x.cols, &gaussian))
    {
      for (size_t c = 0; c < x.cols; c++)
        gaussian.inverse[c] /= scale;
      Pass pass = { .gaussian = &gaussian, .x = x, .scores = scores, .velocity = velocity, .pull = pull, .work = work };
      mercer_pool_for ((x.rows + ROWS - 1) / ROWS, drive_rows, &pass);
      status = atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
    }
  else
    status = general (kernel, scale, x, scores, velocity, pull, work);
  mercer_work_release (work, mark);
  return status;
}

/* --- The discrepancy and its descent ------------------------------------------------------------------ */

typedef struct
{
  double l;
  MercerMatrix x, scores, hessians, velocity;
  MercerSteinTerms *row; /* sums of rows */
  double *room;          /* 4 n + 2 d for each chunk */
  MercerWork *work;
  atomic_bool stopped;
} Descent;

/* One row against all. With u = x_i - x_j and a the bracket of the discrepancy, the gradient of k a in x_i is
 *   k [- a u / l^2 + H_i (s_j + u / l^2) + (s_i - s_j) / l^2 - 2 u / l^4].
 * Of the bracket: the part of the scores, and the mixed one. */
MERCER_CLONES static void
add_bracket (size_t n, const double *restrict x, const double *restrict s, double at, double own, double precision,
             double *restrict k, double *restrict scores, double *restrict mixed)
{
#pragma omp simd
  for (size_t j = 0; j < n; j++)
    {
      double u = at - x[j];
      k[j] -= 0.5 * precision * u * u;
      scores[j] += own * s[j];
      mixed[j] += precision * (own - s[j]) * u;
    }
}

/* closeness: that part, of which log k says the distance; mixed becomes the whole bracket. */
MERCER_CLONES static void
close_bracket (size_t n, size_t d, double precision, const double *restrict log_k, const double *restrict scores,
               double *restrict mixed, double *restrict closeness)
{
#pragma omp simd
  for (size_t j = 0; j < n; j++)
    {
      closeness[j] = precision * ((double) d + 2 * log_k[j]);
      mixed[j] += scores[j] + closeness[j];
    }
}

MERCER_CLONES static double
sum_product (size_t n, const double *restrict k, const double *restrict a)
{
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t j = 0; j < n; j++)
    sum += k[j] * a[j];
  return sum;
}

/* What the row gathers in one column: straight, and through its Hessian. */
MERCER_CLONES static void
gather (size_t n, const double *restrict x, const double *restrict s, double at, double own, double precision,
        const double *restrict k, const double *restrict a, double *straight, double *through)
{
  double direct = 0, turned = 0;
#pragma omp simd reduction(+ : direct, turned)
  for (size_t j = 0; j < n; j++)
    {
      double u = at - x[j];
      direct += k[j] * (own - s[j] - (a[j] + 2 * precision) * u);
      turned += k[j] * (s[j] + precision * u);
    }
  *straight = precision * direct;
  *through = turned;
}

/* How a row moves, from the sums that it gathers. */
static void
move_row (const Descent *p, size_t i, const double *k, const double *bracket, double *straight, double *through)
{
  size_t n = p->x.rows, d = p->x.cols;
  for (size_t c = 0; c < d; c++)
    gather (n, mercer_matrix_column (p->x, c), mercer_matrix_column (p->scores, c), *mercer_matrix_at (p->x, i, c),
            *mercer_matrix_at (p->scores, i, c), 1 / (p->l * p->l), k, bracket, &straight[c], &through[c]);
  for (size_t c = 0; c < d; c++)
    {
      double sum = straight[c];
      for (size_t b = 0; b < d; b++)
        sum += *mercer_matrix_at (p->hessians, i, c + b * d) * through[b];
      *mercer_matrix_at (p->velocity, i, c) = -sum / (double) n;
    }
}

static void
descend_row (Descent *p, size_t i, double *room)
{
  MercerMatrix x = p->x, s = p->scores;
  size_t n = x.rows, d = x.cols;
  double precision = 1 / (p->l * p->l), *k = room, *scores = k + n, *bracket = scores + n, *closeness = bracket + n;
  for (size_t j = 0; j < 3 * n; j++)
    room[j] = 0;
  for (size_t c = 0; c < d; c++)
    add_bracket (n, mercer_matrix_column (x, c), mercer_matrix_column (s, c), *mercer_matrix_at (x, i, c),
                 *mercer_matrix_at (s, i, c), precision, k, scores, bracket);
  close_bracket (n, d, precision, k, scores, bracket, closeness);
  mercer_vexp (n, k, k);
  if (p->velocity.data != NULL)
    move_row (p, i, k, bracket, closeness + n, closeness + n + d);
  p->row[i] = (MercerSteinTerms){ .squared = sum_product (n, k, bracket), .scores = sum_product (n, k, scores),
                                  .closeness = sum_product (n, k, closeness) };
}

enum { FEW = 16, ASK = 4 };

static void
descend_chunk (void *data, size_t chunk)
{
  Descent *p = data;
  size_t n = p->x.rows, end = MIN ((chunk + 1) * FEW, n);
  for (size_t i = chunk * FEW; i < end; i++)
    {
      if (i % ASK == 0 && !mercer_work_wanted (p->work))
        atomic_store (&p->stopped, true);
      if (i % ASK == 0 && atomic_load_explicit (&p->stopped, memory_order_relaxed))
        return;
      descend_row (p, i, p->room + chunk * (4 * n + 2 * p->x.cols));
    }
}

MercerStatus
mercer_stein_discrepancy (double l, MercerMatrix x, MercerMatrix scores, MercerMatrix hessians, MercerMatrix velocity,
                          MercerSteinTerms *terms, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  size_t n = x.rows, chunks = (n + FEW - 1) / FEW;
  double pairs = (double) n * (double) n;
  Descent p = { .l = l, .x = x, .scores = scores, .hessians = hessians, .velocity = velocity, .work = work,
                .row = mercer_work_alloc (work, n, sizeof *p.row), .room = mercer_work_doubles (work, chunks * (4 * n + 2 * x.cols)) };
  *terms = (MercerSteinTerms){ 0 };
  if (p.row == NULL || p.room == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (chunks, descend_chunk, &p);
  for (size_t i = 0; i < n; i++)
    {
      terms->squared += p.row[i].squared / pairs;
      terms->scores += p.row[i].scores / pairs;
      terms->closeness += p.row[i].closeness / pairs;
    }
  terms->mixed = terms->squared - terms->scores - terms->closeness;
  mercer_work_release (work, mark);
  return atomic_load (&p.stopped) ? MERCER_STOPPED : MERCER_OK;
}
