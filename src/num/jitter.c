/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>

#include "pool.h"

#define FIRST_JITTER 1e-12
#define LAST_JITTER  1e-4

#define TILE  32 /* both sides of a transposition stay in the first-level cache */
#define STRIP 64 /* columns in one task */

typedef struct
{
  MercerMatrix a;
  const double *diagonal;
  double jitter;
  MercerWork *work;
} Restoration;

/* Column j of the lower triangle is row j of the upper one; in square tiles, so that neither side
 * walks through memory by whole columns. */
static void
restore_cb (void *data, size_t index)
{
  const Restoration *r = data;
  MercerMatrix a = r->a;
  size_t n = a.rows, last = MIN ((index + 1) * STRIP, n);
  if (!mercer_work_wanted (r->work))
    return;
  for (size_t j0 = index * STRIP; j0 < last; j0 += TILE)
    for (size_t i0 = j0; i0 < n; i0 += TILE)
      for (size_t j = j0; j < MIN (j0 + TILE, last); j++)
        for (size_t i = MAX (i0, j + 1); i < MIN (i0 + TILE, n); i++)
          *mercer_matrix_at (a, i, j) = *mercer_matrix_at (a, j, i);
  for (size_t j = index * STRIP; j < last; j++)
    *mercer_matrix_at (a, j, j) = r->diagonal[j] + r->jitter;
}

MercerStatus
mercer_cholesky_jitter (MercerMatrix a, const double *diagonal, double *jitter, MercerWork *work)
{
  size_t n = a.rows;
  double scale = 0.0;
  *jitter = 0.0;
  for (size_t i = 0; i < n; i++)
    {
      scale += diagonal[i] / (double) n;
      *mercer_matrix_at (a, i, i) = diagonal[i];
    }
  MercerStatus status = mercer_cholesky (a, work);
  if (!(scale > 0.0) || !isfinite (scale))
    return status;
  for (double share = FIRST_JITTER;
       status == MERCER_NOT_POSITIVE_DEFINITE && share < 2.0 * LAST_JITTER; share *= 10.0)
    {
      Restoration restoration = { a, diagonal, share * scale, work };
      mercer_pool_for ((n + STRIP - 1) / STRIP, restore_cb, &restoration);
      *jitter = share * scale;
      status = mercer_cholesky (
          a, work); /* asks first: a restoration that was cut short is not used */
    }
  return status;
}

double
mercer_cholesky_log_det (MercerMatrix l)
{
  double sum = 0.0;
  for (size_t i = 0; i < l.rows; i++)
    sum += log (*mercer_matrix_at (l, i, i));
  return 2.0 * sum;
}
