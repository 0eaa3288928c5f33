/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discrepancy-gaussian.h"

#include <math.h>
#include <stdatomic.h>

#include "clones.h"
#include "pool.h"
#include "vexp.h"

/* Rows of one task, columns that pass over them together (so that what is read of a row serves all of them), and columns
 * between two polls. */
enum { ROWS = 512, TOGETHER = 4, POLL = 256 };

typedef struct
{
  const Gaussian *gaussian;
  MercerMatrix x, z, g;
  bool within;     /* z is x */
  MercerMatrix *beside; /* of each chunk: what its rows do to the rows after it, n x d */
  MercerWork *work;
  atomic_bool stopped;
} Pass;

/* --- Loops ------------------------------------------------------------------------------------------ */

/* u_t = - (inverse_c (x_c - at_tc))^2 summed over c, for TOGETHER columns t behind one another. The first two c in one pass, which
 * writes u once: in the plane that is all of it. Of a single c the second has no weight. */
MERCER_CLONES static void
exponents (const Gaussian *g, size_t n, const double *x, size_t stride, double at[TOGETHER][GAUSSIAN_MOST_D], double *restrict u)
{
  double *restrict ua = u, *restrict ub = u + n, *restrict up = u + 2 * n, *restrict uq = u + 3 * n;
  size_t e = g->d > 1 ? 1 : 0;
  const double *second = x + e * stride;
  double v = g->inverse[0], w = e > 0 ? g->inverse[1] : 0;
  double a0 = at[0][0], b0 = at[1][0], p0 = at[2][0], q0 = at[3][0], a1 = at[0][e], b1 = at[1][e], p1 = at[2][e], q1 = at[3][e];
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    {
      double f = x[i], h = second[i];
      double ta = v * (f - a0), tb = v * (f - b0), tp = v * (f - p0), tq = v * (f - q0);
      double sa = w * (h - a1), sb = w * (h - b1), sp = w * (h - p1), sq = w * (h - q1);
      ua[i] = -ta * ta - sa * sa;
      ub[i] = -tb * tb - sb * sb;
      up[i] = -tp * tp - sp * sp;
      uq[i] = -tq * tq - sq * sq;
    }
  for (size_t c = 2; c < g->d; c++)
    {
      const double *from = x + c * stride;
      double factor = g->inverse[c], a = at[0][c], b = at[1][c], p = at[2][c], q = at[3][c];
#pragma omp simd
      for (size_t i = 0; i < n; i++)
        {
          double f = from[i], ta = factor * (f - a), tb = factor * (f - b), tp = factor * (f - p), tq = factor * (f - q);
          ua[i] -= ta * ta;
          ub[i] -= tb * tb;
          up[i] -= tp * tp;
          uq[i] -= tq * tq;
        }
    }
}

/* pull_c += sum_t e_t (at_tc - x_c) */
MERCER_CLONES static void
add_pulls (const Gaussian *g, size_t n, const double *x, size_t stride, double at[TOGETHER][GAUSSIAN_MOST_D],
           const double *restrict e, double *restrict pull)
{
  for (size_t c = 0; c < g->d; c++)
    {
      const double *from = x + c * stride;
      double *to = pull + c * ROWS, a = at[0][c], b = at[1][c], p = at[2][c], q = at[3][c];
#pragma omp simd
      for (size_t i = 0; i < n; i++)
        {
          double f = from[i];
          to[i] += (e[i] * (a - f) + e[n + i] * (b - f)) + (e[2 * n + i] * (p - f) + e[3 * n + i] * (q - f));
        }
    }
}

/* The same, and what the rows do to the columns in turn: beside_tc = sum_i e_ti (at_tc - x_ic). */
MERCER_CLONES static void
add_pulls_both (const Gaussian *g, size_t n, const double *x, size_t stride, double at[TOGETHER][GAUSSIAN_MOST_D],
                const double *restrict e, double *restrict pull, double beside[TOGETHER][GAUSSIAN_MOST_D])
{
  for (size_t c = 0; c < g->d; c++)
    {
      const double *from = x + c * stride;
      double *to = pull + c * ROWS, a = at[0][c], b = at[1][c], p = at[2][c], q = at[3][c];
      double sa = 0, sb = 0, sp = 0, sq = 0;
#pragma omp simd reduction(+ : sa, sb, sp, sq)
      for (size_t i = 0; i < n; i++)
        {
          double f = from[i], ta = e[i] * (a - f), tb = e[n + i] * (b - f), tp = e[2 * n + i] * (p - f), tq = e[3 * n + i] * (q - f);
          to[i] += (ta + tb) + (tp + tq);
          sa += ta;
          sb += tb;
          sp += tp;
          sq += tq;
        }
      beside[0][c] = sa;
      beside[1][c] = sb;
      beside[2][c] = sp;
      beside[3][c] = sq;
    }
}

/* --- Chunks of rows --------------------------------------------------------------------------------- */

/* The columns j .. j + TOGETHER - 1; those from `end` on stand infinitely far away, where they pull nothing. */
static void
columns_of (MercerMatrix z, size_t j, size_t end, double at[TOGETHER][GAUSSIAN_MOST_D])
{
  for (size_t t = 0; t < TOGETHER; t++)
    for (size_t c = 0; c < z.cols; c++)
      at[t][c] = j + t < end ? *mercer_matrix_at (z, j + t, c) : 1e150;
}

static bool
is_wanted (Pass *pass, size_t j)
{
  if (j % POLL == 0 && !mercer_work_wanted (pass->work))
    atomic_store (&pass->stopped, true);
  return j % POLL != 0 || !atomic_load_explicit (&pass->stopped, memory_order_relaxed);
}

static void
pull_rows (void *data, size_t chunk)
{
  Pass *pass = data;
  const Gaussian *gaussian = pass->gaussian;
  double u[TOGETHER * ROWS], pull[GAUSSIAN_MOST_D * ROWS] = { 0 }, at[TOGETHER][GAUSSIAN_MOST_D];
  double beside[TOGETHER][GAUSSIAN_MOST_D];
  size_t first = chunk * ROWS, rows = MIN (ROWS, pass->x.rows - first);
  const double *x = pass->x.data + first;
  /* pairs within the chunk are met twice, those with rows before it have been met there */
  for (size_t j = pass->within ? first : 0; j < pass->z.rows; j += TOGETHER)
    {
      bool both = pass->within && j >= first + rows;
      if (!is_wanted (pass, j))
        return;
      columns_of (pass->z, j, pass->z.rows, at);
      exponents (gaussian, rows, x, pass->x.stride, at, u);
      mercer_vexp (TOGETHER * rows, u, u);
      if (!both)
        {
          add_pulls (gaussian, rows, x, pass->x.stride, at, u, pull);
          continue;
        }
      add_pulls_both (gaussian, rows, x, pass->x.stride, at, u, pull, beside);
      for (size_t t = 0; t < TOGETHER && j + t < pass->z.rows; t++)
        for (size_t c = 0; c < gaussian->d; c++)
          *mercer_matrix_at (pass->beside[chunk], j + t, c) = beside[t][c];
    }
  for (size_t c = 0; c < gaussian->d; c++)
    for (size_t i = 0; i < rows; i++)
      *mercer_matrix_at (pass->g, first + i, c) = pull[c * ROWS + i];
}

/* What earlier chunks do to the rows of this one, in their order, and the kernel's constants. */
static void
gather_rows (void *data, size_t chunk)
{
  Pass *pass = data;
  const Gaussian *gaussian = pass->gaussian;
  size_t first = chunk * ROWS, end = MIN (first + ROWS, pass->x.rows);
  for (size_t c = 0; c < gaussian->d; c++)
    {
      double factor = 2 * gaussian->scale * gaussian->inverse[c] * gaussian->inverse[c];
      double *g = mercer_matrix_column (pass->g, c);
      for (size_t before = 0; before < chunk && pass->within; before++)
        {
          const double *from = mercer_matrix_column (pass->beside[before], c);
          for (size_t i = first; i < end; i++)
            g[i] -= from[i];
        }
      for (size_t i = first; i < end; i++)
        g[i] *= factor;
    }
}

static MercerStatus
run (Pass *pass)
{
  size_t chunks = (pass->x.rows + ROWS - 1) / ROWS;
  mercer_pool_for (chunks, pull_rows, pass);
  if (atomic_load (&pass->stopped))
    return MERCER_STOPPED;
  mercer_pool_for (chunks, gather_rows, pass);
  return MERCER_OK;
}

MercerStatus
gaussian_gradient (const Gaussian *gaussian, MercerMatrix x, MercerMatrix z, MercerMatrix g, MercerWork *work)
{
  Pass pass = { .gaussian = gaussian, .x = x, .z = z, .g = g, .work = work };
  return run (&pass);
}

MercerStatus
gaussian_gradient_within (const Gaussian *gaussian, MercerMatrix x, MercerMatrix g, MercerWork *work)
{
  size_t chunks = (x.rows + ROWS - 1) / ROWS;
  MercerMark mark = mercer_work_mark (work);
  Pass pass = { .gaussian = gaussian, .x = x, .z = x, .g = g, .within = true, .work = work,
                .beside = mercer_work_alloc (work, MAX (chunks, 1), sizeof (MercerMatrix)) };
  MercerStatus status = pass.beside != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < chunks && status == MERCER_OK; k++)
    {
      pass.beside[k] = mercer_work_matrix (work, x.rows, gaussian->d);
      status = pass.beside[k].data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
    }
  if (status == MERCER_OK)
    status = run (&pass);
  mercer_work_release (work, mark);
  return status;
}
