/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discrepancy-gaussian.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "clones.h"
#include "pool.h"
#include "vexp.h"

/* Rows at a time, and columns of one task. */
enum { CHUNK = 512, STRIP = 64, LANES = 8 };

bool
gaussian_recognise (const MercerKernel *kernel, size_t d, Gaussian *gaussian)
{
  g_autoptr (MercerKernel) rest = mercer_kernel_split_scale ((MercerKernel *) kernel, &gaussian->scale);
  if (d > GAUSSIAN_MOST_D || mercer_kernel_kind (rest) != MERCER_KERNEL_LEAF || mercer_kernel_columns (rest) != NULL
      || mercer_kernel_columns (kernel) != NULL || strcmp (mercer_kernel_leaf_family (rest)->id, "RBF") != 0)
    return false;
  size_t params = mercer_kernel_params (rest);
  gaussian->d = d;
  if (params != 1 && params != d)
    return false;
  for (size_t c = 0; c < d; c++)
    {
      MercerKernelParam param;
      mercer_kernel_param (rest, params == 1 ? 0 : c, &param);
      gaussian->inverse[c] = M_SQRT1_2 / param.value;
    }
  return true;
}

/* --- Loops ---------------------------------------------------------------------------------------- */

/* u = - sum_c (inverse_c (x_c - at_c))^2 over n rows. */
MERCER_CLONES static void
exponents (const Gaussian *g, size_t n, const double *x, size_t stride, const double *at, double *restrict u)
{
  /* the first two columns in one pass, which writes u once; of a single one the second has no weight */
  size_t e = g->d > 1 ? 1 : 0;
  const double *second = x + e * stride;
  double v = g->inverse[0], w = e > 0 ? g->inverse[1] : 0, a = at[0], b = at[e];
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    {
      double s = v * (x[i] - a), t = w * (second[i] - b);
      u[i] = -s * s - t * t;
    }
  for (size_t c = 2; c < g->d; c++)
    {
      const double *from = x + c * stride;
      double factor = g->inverse[c], centre = at[c];
#pragma omp simd
      for (size_t i = 0; i < n; i++)
        {
          double t = factor * (from[i] - centre);
          u[i] -= t * t;
        }
    }
}

/* In an order that the length alone decides. */
MERCER_CLONES static double
sum_of (size_t n, const double *values)
{
  double lane[LANES] = { 0 }, sum = 0;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t k = 0; k < LANES; k++)
      lane[k] += values[i + k];
  for (; i < n; i++)
    sum += values[i];
  for (size_t k = 0; k < LANES; k++)
    sum += lane[k];
  return sum;
}

static void
point_of (MercerMatrix z, size_t j, double *at)
{
  for (size_t c = 0; c < z.cols; c++)
    at[c] = *mercer_matrix_at (z, j, c);
}

/* --- Sums ----------------------------------------------------------------------------------------- */

typedef struct
{
  const Gaussian *gaussian;
  MercerMatrix x, y;
  bool lower;
  double *strip; /* sums */
  MercerWork *work;
  atomic_bool stopped;
} Pass;

static void
sum_strip (void *data, size_t strip)
{
  Pass *pass = data;
  double u[CHUNK], at[GAUSSIAN_MOST_D], total = 0;
  size_t end = MIN ((strip + 1) * STRIP, pass->y.rows);
  if (!mercer_work_wanted (pass->work))
    atomic_store (&pass->stopped, true);
  if (atomic_load_explicit (&pass->stopped, memory_order_relaxed))
    return;
  for (size_t j = strip * STRIP; j < end; j++)
    {
      double column = 0;
      point_of (pass->y, j, at);
      for (size_t i = pass->lower ? j + 1 : 0; i < pass->x.rows; i += CHUNK)
        {
          size_t rows = MIN (CHUNK, pass->x.rows - i);
          exponents (pass->gaussian, rows, pass->x.data + i, pass->x.stride, at, u);
          mercer_vexp (rows, u, u);
          column += sum_of (rows, u);
        }
      total += column;
    }
  pass->strip[strip] = total;
}

MercerStatus
gaussian_sum (const Gaussian *gaussian, MercerMatrix x, MercerMatrix y, bool lower, double *total, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  size_t strips = (y.rows + STRIP - 1) / STRIP;
  Pass pass = { .gaussian = gaussian, .x = x, .y = y, .lower = lower, .work = work,
                .strip = mercer_work_doubles (work, MAX (strips, 1)) };
  if (pass.strip == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (strips, sum_strip, &pass);
  bool stopped = atomic_load (&pass.stopped);
  *total = stopped ? NAN : gaussian->scale * sum_of (strips, pass.strip);
  mercer_work_release (work, mark);
  return stopped ? MERCER_STOPPED : MERCER_OK;
}

